"""Whose message each is: the case and the verdict, for as many as a bot may see."""

from __future__ import annotations

from array import array

from bot.edges.refs import make_ref, split_ref

_BITS = (1 << 64) - 1
_YEAR, _VERDICT, _PREFIX = 30, 44, 54  # where in 64 bits each begins; the number lies below them
_MOST_CASES, _MOST_YEARS, _WORD = (1 << 30) - 1, (1 << 14) - 1, (1 << 10) - 1


class Owners:
    """References and verdicts by their place, in eight octets each."""

    def __init__(self) -> None:
        self._packed = array("Q")
        self._words: list[str] = []  # prefixes and verdicts, each once
        self._numbers: dict[str, int] = {}  # of the words
        self._odd: dict[int, tuple[str, str]] = {}  # by place: what does not fit

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, place: int) -> tuple[str, str]:
        if place in self._odd:
            return self._odd[place]
        packed = self._packed[place]
        prefix, verdict = (self._words[packed >> shift & _WORD] for shift in (_PREFIX, _VERDICT))
        return make_ref(prefix, packed >> _YEAR & _MOST_YEARS, packed & _MOST_CASES), verdict

    def append(self, ref: str, verdict: str) -> None:
        """The reference is one of a case; a folder made by hand may have more zeros in its name than ours."""
        prefix, year, number = split_ref(ref)
        words = self._number(prefix) << _PREFIX | self._number(verdict) << _VERDICT
        if make_ref(prefix, year, number) != ref or len(self._words) > _WORD:
            self._odd[len(self._packed)] = (ref, verdict)
        self._packed.append((words | year << _YEAR | number) & _BITS)

    def _number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self._words)
            self._words.append(word)
        return self._numbers[word]
