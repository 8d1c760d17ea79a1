"""Which agency (OPD) a message is from, by its official name. An addressee, a copy, a place is none of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.model import Evidence
from bot.reading.labels import has_value, parse_labels, plain_label
from bot.reading.words import Lexicon, Token
from bot.rules import Rules

_FUZZY = 88.0  # rapidfuzz ratio of a misspelt name
_MARGIN = 4.0  # ahead of the second best agency
_SHORT_WORD = 4  # letters: a full stop behind such a word may abbreviate it
_LONGEST_LINE = (
    300  # words: every name looks at all that stands before it, so a longer line is taken in pieces
)
_LONG_ALIAS, _LONGEST = 8, 40
_LONG_HEAD = 7  # letters of a head word that may be misspelt
_LEFT, _RIGHT = 4, 3
_COPIES = 40  # words behind "tembusan" that a list of copies may take
_MARKS = frozenset(":,;.(&")

LABEL, ORIGIN, FILLED, LETTERHEAD, SIGNATURE, SUBJECT, FORWARDED, PLAIN, ADDRESSEE = (
    100,
    90,
    85,
    80,
    60,
    55,
    50,
    58,
    0,
)


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an agency: its words, and the official name."""

    words: tuple[str, ...]
    official: str


@dataclass(frozen=True, slots=True)
class Mention:
    official: str
    text: str
    weight: int
    rule: str


@dataclass(frozen=True, slots=True)
class OpdFound:
    """The agency, or the candidates when several are equally likely."""

    official: str = ""
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of a message and how much a bare mention in it weighs."""

    text: str
    weight: int
    rule: str


@dataclass(frozen=True)
class OpdIndex:
    """The registry, compiled: names by first word, and those that may be misspelt."""

    lexicon: Lexicon
    by_first: dict[str, tuple[Name, ...]]
    names: tuple[Name, ...]
    long: tuple[Name, ...]  # of one word that is long enough to be known though misspelt
    labels: frozenset[str]

    @staticmethod
    def of(rules: Rules, lexicon: Lexicon) -> OpdIndex:
        names = [
            Name(_words(text), opd.name)
            for opd in rules.opd
            for text in (opd.name, *opd.aliases)
            if _words(text)
        ]
        by_first: dict[str, list[Name]] = {}
        for name in names:
            by_first.setdefault(name.words[0], []).append(name)
        ordered = {
            first: tuple(sorted(some, key=lambda one: -len(one.words))) for first, some in by_first.items()
        }
        labels = frozenset(plain_label(label) for label in rules.field("opd").labels)
        long = tuple(name for name in names if len(name.words) == 1 and len(name.words[0]) >= _LONG_ALIAS)
        return OpdIndex(lexicon, ordered, tuple(names), long, labels)

    def find(self, sources: Iterable[Source], leaving: bool = False) -> OpdFound:
        """The one agency that the heaviest mention names; several different ones of equal weight are candidates.
        `leaving`: a server that leaves ("server Dinas X mau diambil") is another's."""
        told = [source for source in sources if source.text.strip()]
        mentions = [mention for source in told for mention in self._mentions(source, leaving)]
        mentions = [mention for mention in mentions if mention.weight > ADDRESSEE]
        if not mentions:
            return OpdFound()
        best = max(mention.weight for mention in mentions)
        top = [mention for mention in mentions if mention.weight == best]
        officials = tuple(dict.fromkeys(mention.official for mention in top))
        evidence = tuple(Evidence("opd", one.text, one.rule) for one in top[:3])
        if len(officials) == 1:
            return OpdFound(officials[0], (), evidence)
        return OpdFound("", officials, evidence)

    def named(self, text: str) -> tuple[str, ...]:
        """Every agency named in the text, whoever it is to the writer; the office itself is none of them."""
        office = self.lexicon.lists.get("opd", {}).get("kantor_sendiri")
        found = dict.fromkeys(official for official, _, _ in self._spans(self.lexicon.tokens(text)))
        return tuple(official for official in found if official != office)

    def about(self, text: str, anywhere: bool) -> Literal["", "said", "alone"]:
        """Whether an agency is what the clause is about ("Dishub penuh", "untuk Dishub tersedia"), or all of it;
        `anywhere`: also behind what is said of it ("setuju yang Dishub"). A neighbour, one that leaves or is
        consulted, is not."""
        office = self.lexicon.lists.get("opd", {}).get("kantor_sendiri")
        tokens = [token for token in self.lexicon.tokens(text) if token.word[0].isalnum()]
        sets = self.lexicon.set
        leads = sets("opd", "netral") | sets("opd", "asal") | sets("opd", "hal") | sets("sopan", "kata")
        leads = (leads - sets("opd", "tujuan")) | sets("opd", "netral") | sets("kalimat", "tujuan")
        for official, _, (start, end) in self._spans(tokens):
            if official == office or self._of_others(tokens, start, end, leaving=True):
                continue
            left, right = ([token.word for token in part] for part in (tokens[:start], tokens[end:]))
            first = all(word in leads for word in left)
            if first and all(word in leads for word in right):
                return "alone"
            if first or (anywhere and left[-1] in leads):
                return "said"
        return ""

    def _mentions(self, source: Source, leaving: bool) -> list[Mention]:
        found = self._labelled(source)
        copies, marks = False, self.lexicon.entries("opd", "tembusan")
        for line in _paragraphs(source.text, self.lexicon):
            copies = copies or plain_label(line).startswith(marks)
            if not copies:
                found += self._in_line(line, source, leaving)
        return found

    def _labelled(self, source: Source) -> list[Mention]:
        found: list[Mention] = []
        for label in parse_labels(source.text):
            if label.label in self.labels and has_value(label.value):
                for name, text, _ in self._spans(self.lexicon.tokens(label.value)):
                    found.append(Mention(name, text, LABEL, "opd: label"))
                    break
        return found

    def _in_line(self, line: str, source: Source, leaving: bool) -> list[Mention]:
        tokens = [
            token for token in self.lexicon.tokens(line) if token.word[0].isalnum() or token.word in _MARKS
        ]
        pieces = (tokens[at : at + _LONGEST_LINE] for at in range(0, len(tokens), _LONGEST_LINE))
        return [mention for piece in pieces for mention in self._in_tokens(piece, source, leaving)]

    def _in_tokens(self, tokens: Sequence[Token], source: Source, leaving: bool) -> list[Mention]:
        found: list[Mention] = []
        last = 0  # behind the agency before, where it is one that a message goes to, not from
        for official, text, (start, end) in self._spans(tokens):
            weight = self._weight(tokens, start, end, source)
            own = official == self.lexicon.lists.get("opd", {}).get("kantor_sendiri")
            others = (own and not self._is_ours(tokens, start)) or self._of_others(
                tokens, start, end, leaving
            )
            others = others or self._is_copied(tokens, start)
            if others or (last and self._goes_on(tokens, last, start, end)):
                weight = ADDRESSEE
            found.append(Mention(official, text, weight, f"opd: {source.rule}"))
            last = end if weight == ADDRESSEE and not own else 0
        return found

    def _is_copied(self, tokens: Sequence[Token], start: int) -> bool:
        """Behind "tembusan" in the same sentence; not "… karena KAMI, Dinas X"."""
        left = [token.word for token in tokens[max(0, start - _COPIES) : start]]
        ends = [at for at, word in enumerate(left) if word == "." and at and len(left[at - 1]) > _SHORT_WORD]
        left = left[ends[-1] + 1 :] if ends else left
        copies = self.lexicon.set("opd", "ditembuskan")
        writer = self.lexicon.set("kalimat", "sendiri")
        behind = next((at for at, word in reversed(list(enumerate(left))) if word in copies), None)
        return behind is not None and not set(left[behind:][-2:]) & writer

    def _goes_on(self, tokens: Sequence[Token], last: int, start: int, end: int) -> bool:
        """ "bersama Bappeda, BKD DAN INSPEKTORAT": the next of a list; not who begins to ask there."""
        words = [token.word for token in tokens]
        links = self.lexicon.set("opd", "daftar") | frozenset(",&")
        linked = start > last and all(word in links or word.isdecimal() for word in words[last:start])
        asks = words[end : end + 1] and words[end] in self.lexicon.set("opd", "berkehendak")
        return linked and not (asks and words[last:start] == [","])

    def _is_ours(self, tokens: Sequence[Token], start: int) -> bool:
        """ "kami dari Dinas Kominfo": only so does the office itself ask; "surat dari Kominfo" asks for nothing."""
        left = [token.word for token in tokens[max(0, start - 2) : start]]
        writer = self.lexicon.set("kalimat", "sendiri")
        return bool(left) and (
            left[-1] in writer or (len(left) == 2 and left[0] in writer and left[1] == "dari")
        )

    def _of_others(self, tokens: Sequence[Token], start: int, end: int, leaving: bool) -> bool:
        """A neighbour's server, or (`leaving`) one that is being taken away."""
        left = [token.word for token in tokens[max(0, start - 2) : start]]
        right = [token.word for token in tokens[end : end + _RIGHT]]
        right = right[: next((at for at, word in enumerate(right) if word in _MARKS), len(right))]
        if set(left) & self.lexicon.set("opd", "sebelah"):
            return True
        gone = self.lexicon.set("barang", "pergi") if leaving else frozenset[str]()
        return bool(set(right) & (self.lexicon.set("opd", "sebelah_kanan") | gone))

    def _weight(self, tokens: Sequence[Token], start: int, end: int, source: Source) -> int:
        """What stands before and behind the name says whose it is."""
        words = [token.word for token in tokens]
        alone = not any(word.isalpha() for word in words[:start]) and len(words) - end <= 4
        origin, target = self.lexicon.set("opd", "asal"), self.lexicon.set("opd", "tujuan")
        neutral, others = self.lexicon.set("opd", "netral"), self.lexicon.set("opd", "bukan")
        left = list(reversed(words[max(0, start - _LEFT) : start]))
        if any(word in others for word in left[:3]):
            return ADDRESSEE
        for index, word in enumerate(left):
            nearer = left[:index]
            if word in (",", ";") and len(words) > end:
                break
            if word in origin and "rapat" not in left[: index + 3]:
                return ORIGIN
            if word in target and word not in neutral:
                serves = left[index + 1 : index + 2]
                return ORIGIN if set(serves) & self.lexicon.set("opd", "bertugas") else ADDRESSEE
            if word == "kepala" and not any(other in ("dari",) for other in left):
                return (
                    ADDRESSEE
                    if "yth" in words[:start] or "kepada" in words[:start]
                    else min(source.weight, PLAIN)
                )
            if word not in neutral and word not in (":", ",") and not nearer:
                break
        if self._wishes(words, start, end) and source.weight == PLAIN:
            return ORIGIN
        if alone and any(token.raw.isupper() for token in tokens[start:end]) and source.weight == PLAIN:
            return LETTERHEAD
        if alone and source.weight == PLAIN:
            return SIGNATURE
        return source.weight

    def _wishes(self, words: list[str], start: int, end: int) -> bool:
        """ "Inspektorat MOHON tempat", "Pak, Dishub MAU menarik server": the agency is who asks."""
        left, right = words[:start], words[end : end + 1]
        opens = all(word in _MARKS or word in self.lexicon.set("sopan", "kata") for word in left[-2:])
        return opens and bool(right) and right[0] in self.lexicon.set("opd", "berkehendak")

    def _spans(self, tokens: Sequence[Token]) -> list[tuple[str, str, tuple[int, int]]]:
        """(official name, text as written, token indexes) of every name found, longest first, misspelt ones too."""
        words = [_plain(token) for token in tokens]
        found: list[tuple[str, str, tuple[int, int]]] = []
        index = 0
        while index < len(tokens):
            hit = self._exact(words, index) or self._misspelt(words, index)
            if hit is None:
                index += 1
                continue
            official, end = hit
            found.append((official, " ".join(token.raw for token in tokens[index:end]), (index, end)))
            index = end
        return found

    def _exact(self, words: list[str], index: int) -> tuple[str, int] | None:
        titles = self.lexicon.lists.get("opd", {}).get("jabatan", {})
        first = titles.get(words[index], words[index])
        for name in self.by_first.get(first, ()):
            end = _reach(words, index + 1, name.words[1:])
            if end and (len(name.words) > 1 or first == words[index]):
                return name.official, end
        return None

    def _misspelt(self, words: list[str], index: int) -> tuple[str, int] | None:
        """A name beginning with an agency's head word, or one long word, one or two letters off."""
        head = self._head(words[index])
        if head not in self.lexicon.set("opd", "kepala"):
            return self._misspelt_word(words, index) if _LONG_ALIAS <= len(head) <= _LONGEST else None
        best: dict[str, tuple[float, int]] = {}
        for name in self.names:
            if len(name.words) < 2 or name.words[0] != head:
                continue
            end = _span_end(words, index, len(name.words))
            written = [
                "dan" if word == "&" else word
                for word in words[index + 1 : end]
                if word.isalnum() or word == "&"
            ]
            score = fuzz.ratio(" ".join(written), " ".join(name.words[1:]))
            if score > best.get(name.official, (0.0, 0))[0]:
                best[name.official] = (score, end)
        return _clear_winner(best)

    def _head(self, word: str) -> str:
        """The head word of agencies that this is, one letter off ("kecamatn")."""
        heads = self.lexicon.set("opd", "kepala")
        if word in heads or not _LONG_HEAD <= len(word) <= _LONGEST:
            return word
        near = (head for head in heads if head[0] == word[0] and len(head) >= _LONG_HEAD)
        return next((head for head in near if OSA.distance(head, word, score_cutoff=1) <= 1), word)

    def _misspelt_word(self, words: list[str], index: int) -> tuple[str, int] | None:
        best: dict[str, tuple[float, int]] = {}
        for name in self.long:
            score = fuzz.ratio(words[index], name.words[0], score_cutoff=_FUZZY - _MARGIN)
            if score > best.get(name.official, (0.0, 0))[0]:
                best[name.official] = (score, index + 1)
        return _clear_winner(best)


def _clear_winner(best: dict[str, tuple[float, int]]) -> tuple[str, int] | None:
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    if not ranked or ranked[0][1][0] < _FUZZY:
        return None
    if len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < _MARGIN:
        return None
    return ranked[0][0], ranked[0][1][1]


def _words(text: str) -> tuple[str, ...]:
    return tuple("".join(ch if ch.isalnum() else " " for ch in text.lower()).split())


def _plain(token: Token) -> str:
    """The token as names are compared: "Kec." is "kecamatan" by the lexicon; other words as they were written."""
    low = token.raw.lower()
    return token.word if token.word == "kecamatan" else low.rstrip("'")


def _reach(words: list[str], index: int, wanted: tuple[str, ...]) -> int:
    """The index past the wanted words, commas and dots between them passed over, or 0 (also for none wanted)."""
    for word in wanted:
        while index < len(words) and words[index] in ",.:(" and not _ends_sentence(words, index):
            index += 1
        if index >= len(words) or not (words[index] == word or (word == "dan" and words[index] == "&")):
            return 0
        index += 1
    return index


def _ends_sentence(words: list[str], index: int) -> bool:
    """A full stop behind a long word; behind "Kec" or "dr" it is part of the name."""
    return words[index] == "." and len(words[index - 1]) > _SHORT_WORD and words[index - 1] != "kecamatan"


def _span_end(words: list[str], index: int, count: int) -> int:
    """The index past `count` words from `index`, marks not counted."""
    seen = 0
    while index < len(words) and seen < count:
        seen += words[index].isalnum() or words[index] == "&"
        index += 1
    return index


def _paragraphs(text: str, lexicon: Lexicon) -> list[str]:
    """The lines, those that a mail program wrapped joined again: names break at line ends."""
    return lexicon.unwrap(text).split("\n")
