"""What an attached letter says of itself, by the text of its file: its head, and whose it seems to be.

Number, date, subject, nature and enclosures are facts of the letter. The agency of its letterhead and the contact it
names are proposals: what stands in an attachment alone is asked back (SOP 1 wants the name in the message).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model import Attachment, Evidence, Layer
from bot.reading.labels import has_value, parse_labels
from bot.reading.lines import clean_text
from bot.reading.opd import ADDRESSEE, OpdIndex, Source
from bot.reading.person import PersonReader
from bot.reading.words import Lexicon, collapse

_HEAD = 45  # lines with words, among which the head of a letter stands
_LETTERHEAD = 12
_WRAPS = 3  # lines that a subject goes on for
_COLUMN = 4  # characters to the right of its value where a wrapped line may begin
_FEW_LETTERS = 40  # of a whole file: a stamp, a watermark, a page number
_LONGEST = 200  # characters of a value
_PARTS = re.compile(r"\t+| {3,}")
_MARKS = ("nomor_surat", "sifat", "lampiran", "perihal", "tanggal")
_NAMES = {"nomor_surat": "nomor"}  # as the fields call them
TABLE = "surat"


@dataclass(frozen=True, slots=True)
class LetterText:
    """`state`: what could be made of the file. `marks`: nomor, tanggal, perihal, sifat, lampiran where they stand
    there. `proposed`: opd, kontak, telepon."""

    state: Layer = ""
    marks: tuple[tuple[str, str], ...] = ()
    proposed: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A value, and the line (from 1) where it stands."""

    value: str
    line: int


@dataclass(frozen=True)
class LetterReader:
    """The words of letter heads, compiled."""

    lexicon: Lexicon
    opds: OpdIndex
    people: PersonReader
    label: re.Pattern[str]
    date: re.Pattern[str]
    dated: re.Pattern[str]  # "Trenggalek, 20 November 2026"
    kinds: dict[str, str]
    stops: frozenset[str]  # what an addressee or a salutation begins with
    openings: tuple[str, ...]  # the same, with what may follow

    @staticmethod
    def of(lexicon: Lexicon, opds: OpdIndex, people: PersonReader) -> LetterReader:
        kinds = {name: kind for kind in _MARKS for name in lexicon.entries(TABLE, kind)}
        months = (name for names in lexicon.lists.get("bulan", {}).values() for name in names)
        day = rf"\d{{1,2}}(?:\s+(?:{_any(months)})\s+|\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?)\d{{4}}\b"
        before = _any(name for name in kinds if kinds[name] == "tanggal")
        stops = frozenset((*lexicon.entries(TABLE, "tujuan"), *lexicon.entries(TABLE, "salam")))
        place = r"([^\W\d_][\w.' -]{2,30})"
        return LetterReader(
            lexicon, opds, people,
            label=re.compile(rf"(?:^|(?<=\s))({_any(kinds)})\s?\.?\s*[:=](?=\s|\S)", re.IGNORECASE),
            date=re.compile(day, re.IGNORECASE),
            dated=re.compile(rf"{place},\s*(?:(?:{before})\.?\s*:?\s*)?({day})\s*$", re.IGNORECASE),
            kinds=kinds,
            stops=stops,
            openings=tuple(f"{stop}{mark}" for stop in stops for mark in " .,:"),
        )  # fmt: skip

    def read(self, file: Attachment) -> LetterText:
        """What that file says, when its text was taken out; else why not."""
        if file.layer != "terbaca":
            return LetterText(file.layer)
        lines = clean_text(file.text).split("\n")
        if self._is_scan(lines):
            return LetterText("pindaian")
        head = [at for at, line in enumerate(lines) if line.strip()][:_HEAD]
        marks = self._marks(lines, head)
        start = min([one.line - 1 for one in marks.values()] + self._addressed(lines, head), default=0)
        proposed = {**self._agency(lines, start), **self._contact(lines, start)}
        evidence = [
            Evidence(about, one.value, f"{rule}: {file.name}, baris {one.line}")
            for about, rule, found in (("surat", "surat", marks), ("usulan", "usulan", proposed))
            for one in found.values()
        ]
        return LetterText(
            "terbaca",
            tuple((name, one.value) for name, one in marks.items()),
            tuple((name, one.value) for name, one in proposed.items()),
            tuple(evidence),
        )

    def _is_scan(self, lines: Sequence[str]) -> bool:
        """Whether the pages are pictures: no words, or those of a scanning program alone."""
        stamps = self.lexicon.entries(TABLE, "pindaian")
        letters = 0
        for line in lines:
            low = line.lower()
            if not any(stamp in low for stamp in stamps):
                letters += sum(map(str.isalpha, line))
            if letters >= _FEW_LETTERS:
                return False
        return True

    # ---- the head ------------------------------------------------------------------------------------------

    def _marks(self, lines: Sequence[str], head: Sequence[int]) -> dict[str, _Found]:
        found: dict[str, _Found] = {}
        for at in head:
            for start, kind, value in self._labelled(lines[at]):
                name = _NAMES.get(kind, kind)
                value = self._value(kind, value)
                if name not in found and value:
                    more = self._wrapped(lines, at, start) if kind == "perihal" else ()
                    found[name] = _Found(collapse(" ".join((value, *more)))[:_LONGEST], at + 1)
        if "tanggal" not in found and (dated := self._dated(lines)):
            found["tanggal"] = dated
        return found

    def _labelled(self, line: str) -> Iterable[tuple[int, str, str]]:
        """(column, kind, value) of the labels on a line; the first one begins it."""
        begin = len(line) - len(line.lstrip(" \t-*•"))
        if not self.label.match(line, begin):
            return
        labels = list(self.label.finditer(line))
        ends = [one.start() for one in labels[1:]] + [len(line)]
        for label, end in zip(labels, ends, strict=True):
            value = line[label.end() : end]
            column = label.end() + len(value) - len(value.lstrip())
            yield column, self.kinds[label[1].lower()], value.strip()

    def _value(self, kind: str, text: str) -> str:
        """The value alone: the column to its right is another's; '' for none, or for a number still to be given."""
        value = _PARTS.split(text)[0]
        if kind == "tanggal":
            found = self.date.search(value)
            return found[0] if found else ""
        dated = self.dated.search(value)
        value = value[: dated.start()] if dated else value
        value = self._before_addressee(value).strip(" .:-")
        if kind == "nomor_surat" and (not any(ch.isdigit() for ch in value) or not value[-1:].isalnum()):
            return ""
        return value if has_value(value) else ""

    def _before_addressee(self, value: str) -> str:
        words = value.split(" ")
        targets = self.lexicon.set(TABLE, "tujuan")
        at = next((at for at, word in enumerate(words) if at and word.lower().strip(".:") in targets), None)
        return value if at is None else " ".join(words[:at])

    def _wrapped(self, lines: Sequence[str], at: int, column: int) -> Iterable[str]:
        """The lines below that begin where the value began, and nothing else does."""
        for line in lines[at + 1 : at + 1 + _WRAPS]:
            own = line.lstrip()
            indent = len(line) - len(own)
            tabbed = line.startswith("\t")
            piece = _PARTS.split(own)[0].strip()
            if not piece or not (tabbed or (indent and column - 2 <= indent <= column + _COLUMN)):
                return
            if self.label.match(own) or self._is_addressee(piece) or self.dated.fullmatch(piece):
                return
            yield piece

    def _is_addressee(self, text: str) -> bool:
        low = text.lower()
        return low in self.stops or low.startswith(self.openings)

    def _addressed(self, lines: Sequence[str], head: Sequence[int]) -> list[int]:
        found = (at for at in head if any(self._is_addressee(piece) for piece in _pieces(lines[at])))
        return [at for at, _ in zip(found, range(1), strict=False)]

    def _dated(self, lines: Sequence[str]) -> _Found | None:
        """A place and a day that stand by themselves, above the letter or above its signature."""
        days = {name for names in self.lexicon.lists.get("hari", {}).values() for name in names}
        for at, line in enumerate(lines):
            headed = self.label.match(line.lstrip()) is not None
            for piece in _pieces(line):
                found = self.dated.search(piece) if headed else self.dated.fullmatch(piece)
                if found and found[1].split()[-1].lower() not in days:
                    return _Found(collapse(found[2]), at + 1)
        return None

    # ---- whose it seems to be ------------------------------------------------------------------------------

    def _agency(self, lines: Sequence[str], start: int) -> dict[str, _Found]:
        """By the letterhead, else by who signs, else by whom the text says it speaks for ("kami dari …")."""
        top = [at for at, line in enumerate(lines[:start]) if line.strip()][:_LETTERHEAD]
        address = next((n for n, at in enumerate(top) if self._is_address(lines[at])), len(top))
        for part in (top[:address], self._signing(lines)):
            named = self.opds.named(" ".join(collapse(lines[at]) for at in part))
            if named:
                return {"opd": _Found(named[0], part[0] + 1)}
        body = "\n".join(collapse(line) for line in lines[start:])
        official = self.opds.find((Source(body, ADDRESSEE, TABLE),)).official  # a bare mention is anybody's
        return {"opd": _Found(official, start + 1)} if official else {}

    def _is_address(self, line: str) -> bool:
        words = {word.strip(".:,()").lower() for word in line.split()}
        return bool(words & self.lexicon.set(TABLE, "alamat"))

    def _signing(self, lines: Sequence[str]) -> list[int]:
        """The lines between the closing sentence and the copies."""
        closing = self.lexicon.entries(TABLE, "penutup")
        copies = self.lexicon.entries("opd", "tembusan")
        last = [at for at, line in enumerate(lines) if line.strip().lower().startswith(closing)]
        if not last:
            return []
        found: list[int] = []
        for at in range(last[-1] + 1, len(lines)):
            if lines[at].strip().lower().startswith(copies):
                break
            if lines[at].strip():
                found.append(at)
        return found

    def _contact(self, lines: Sequence[str], start: int) -> dict[str, _Found]:
        """The contact person that the letter names, else who signs it."""
        text = "\n".join(collapse(line) for line in lines[start:])
        told = self.people.contact(text, parse_labels(text))
        if told.name:
            at = next((at for at, line in enumerate(lines) if told.name in collapse(line)), start)
            phone = {"telepon": _Found(told.phone, at + 1)} if told.phone else {}
            return {"kontak": _Found(told.name, at + 1), **phone}
        names = ((self._signer(lines[at]), at) for at in reversed(self._signing(lines)))
        return next(({"kontak": _Found(name, at + 1)} for name, at in names if name), {})

    def _signer(self, line: str) -> str:
        """The name on a line of the signature: of two words or more, and neither a rank nor a position."""
        first = line.split()[0].lower().strip(".,:")
        no_name = self.lexicon.set(TABLE, "pangkat") | self.lexicon.set("orang", "jabatan")
        if first in no_name or any(ch.isdigit() for ch in line):
            return ""
        name = self.people.name_at(line.strip(), whole=True)
        capitals = [word for word in name.split() if word[0].isupper()]
        return name if len(capitals) > 1 and len(capitals) == len(name.split()) else ""


def _any(names: Iterable[str]) -> str:
    """An expression for any of the names, the longest first."""
    return "|".join(
        re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=lambda one: -len(one))
    )


def _pieces(line: str) -> list[str]:
    return [piece.strip() for piece in _PARTS.split(line) if piece.strip()]


def facts_of(found: LetterText) -> dict[str, Any]:
    """The letter's own facts, as the case keeps them; `keadaan` where its file was not read."""
    state = {} if found.state in ("", "terbaca") else {"keadaan": found.state}
    return {**dict(found.marks), **state}
