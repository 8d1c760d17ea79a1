"""Our own letters, known word for word: their lines are found again whatever a mail program did to them.

Lines are compared by their words alone (no case, no punctuation), and may be broken anywhere. A line counts as ours
when it begins where a line of a letter begins, or goes on exactly where the line before it ended. A person's own
"TERSEDIA", or an example copied from a letter as the answer, is no such line by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.reading.lines import MAX_LINE

_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"([^:\t]{1,40}?)[ ]{0,30}(?:[:\t])(.*)", re.DOTALL)
_EMPTY_VALUE = re.compile(r"[\s._…\-–—\[\](){}:]*")
_MAX_ENDS = 30  # places of a line above that are followed up
_MAX_STARTS = 100
_MIN_WORDS = 3
_LONGEST_START = 200  # characters of the three words with which a line begins
_NEAR = 3  # characters
_KEPT_LINES = 2048
_KEPT_LENGTH = 200  # characters of a line that is kept


def tokens(text: str) -> tuple[str, ...]:
    """The words of a line as they are compared."""
    return _kept_tokens(text) if len(text) <= _KEPT_LENGTH else _split_words(text)


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text[:MAX_LINE].lower()))


# a line is looked at by many readers, and most of a quoted mail are lines of our letters
_kept_tokens = lru_cache(_KEPT_LINES)(_split_words)


def label_value(text: str) -> tuple[str, str] | None:
    """("rak", "C") for "Rak : C" and for a table row "Rak\\tC"; None for a line that has no label."""
    found = _LABEL.match(text.strip(" \t*-•"))
    if not found:
        return None
    label = " ".join(found[1].lower().split()).strip(" *")
    value = found[2].strip(" \t*:")
    return (label, value) if label and any(letter.isalpha() for letter in label) else None


def is_empty_value(value: str) -> bool:
    """Nothing, or what a form prints where a value is to be written."""
    return _EMPTY_VALUE.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """Where in our letters a line ends (offsets into the stream); empty: it is not ours."""

    ends: tuple[int, ...] = ()
    goes_on: bool = False  # it goes on where the line before it ended


@dataclass(slots=True)
class OurLetters:
    """Every letter as one stream of words, with the places where lines begin, and the labels of their forms."""

    stream: str = " "
    starts: dict[str, list[int]] = field(
        default_factory=dict
    )  # first three words → where lines begin with them
    letter_ends: list[int] = field(default_factory=list)
    labels: dict[str, set[str]] = field(default_factory=dict)  # label → its values as sent, words joined

    def find(self, words: Sequence[str], before: tuple[int, ...] = ()) -> Found:
        """Is this line ours? `before`: where the line above it ended."""
        if not words:
            return Found(before)
        key = " ".join(words) + " "
        ends = [offset + len(key) for offset in before[:_MAX_ENDS] if self.stream.startswith(key, offset)]
        if ends:
            return Found(tuple(ends), True)
        if len(words) >= _MIN_WORDS:
            begins = self.starts.get(" ".join(words[:_MIN_WORDS]), ())
            ends = [offset + len(key) for offset in begins if self.stream.startswith(key, offset)]
        return Found(tuple(ends))

    def ends_letter(self, ends: Sequence[int]) -> bool:
        """Whether a letter ends within a few words of one of these places."""
        places = ((bisect_left(self.letter_ends, end), end) for end in ends)
        return any(self.letter_ends[at] - end <= _NEAR for at, end in places if at < len(self.letter_ends))

    def changed(self, label: str, value: str, may_correct: bool) -> bool:
        """Was this line of a form of ours filled in by its reader or, where `may_correct`, changed? A value that a
        mail program cut off at the end of a line is no change; nor is one that our letter broke over two lines."""
        if label not in self.labels or is_empty_value(value):
            return False
        said = " ".join(tokens(value))
        sent = self.labels[label]
        if any(old == said or (said and old.startswith(said + " ")) for old in sent):
            return False
        return "" in sent or (may_correct and not self.find([*tokens(label), *tokens(value)]).ends)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line of a letter of ours: its words, the first of them ('' where it has too few), and what it is as a line
    of a form."""

    words: str
    first: str
    label: str
    value: str


@lru_cache(_KEPT_LINES)  # the same lines stand in the letters of all cases
def _read_printed(line: str) -> _Printed | None:
    """None for a line without words."""
    words = _split_words(line)
    if not words:
        return None
    label, value = label_value(line) or ("", "")
    return _Printed(
        " ".join(words) + " ",
        " ".join(words[:_MIN_WORDS])[:_LONGEST_START] if len(words) >= _MIN_WORDS else "",
        label,
        "" if is_empty_value(value) else " ".join(_split_words(value)),
    )


def compile_letters(letters: Sequence[str]) -> OurLetters:
    """The letters (plain texts as sent) made ready to be looked up in. Linear in their length."""
    ours = OurLetters()
    pieces: list[str] = [" "]
    offset = 1
    begins: list[tuple[int, str]] = []
    for letter in dict.fromkeys(letters):
        for line in letter.split("\n"):
            printed = _read_printed(line)
            if printed is None:
                continue
            begins.append((offset, printed.first))
            pieces.append(printed.words)
            offset += len(printed.words)
            if printed.label:
                ours.labels.setdefault(printed.label, set()).add(printed.value)
        ours.letter_ends.append(offset)
        pieces.append("\x00 ")  # no line goes on from one letter into the next
        offset += 2
    ours.stream = "".join(pieces)
    for begin, first in begins:
        first = first or " ".join(_first_words(ours.stream, begin))
        known = ours.starts.setdefault(first, [])
        if len(known) < _MAX_STARTS:
            known.append(begin)
    return ours


def _first_words(stream: str, begin: int) -> list[str]:
    """The first three words from there on, be they of several lines."""
    return stream[begin : begin + _LONGEST_START].split(" ", _MIN_WORDS)[:_MIN_WORDS]
