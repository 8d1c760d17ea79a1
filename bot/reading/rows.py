"""Of several servers that stand here, each with what is said of it: a row of a table, a line, a part of a sentence.

A row names its server by inventory number, by a recorded serial number, or by its place in our letter ("server 2").
Where one sentence names several, each must have facts of its own, or be said to be unchanged; otherwise whose they
are can't be told, and nothing here is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.reading.labels import has_value, parse_tables
from bot.reading.mention import spell_number
from bot.reading.words import Lexicon

TABLE = "barang"
_SENTENCE = re.compile(r"(?<=[.!?])[ \t]+")
_BAR = re.compile(r"[ \t]*\|[ \t]*")

Facts = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """`rows`: the facts of each server, with its inventory number (`nomor`); `named`: the numbers of all that were
    named; `rest`: the text without what the rows have taken; `other`: a server of another case is named."""

    rows: tuple[Facts, ...] = ()
    named: tuple[str, ...] = ()
    rest: str = ""
    other: bool = False


@dataclass
class _Page:
    """What is gathered while the lines pass by."""

    facts: dict[int, Facts] = field(default_factory=dict)
    named: dict[int, None] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)
    open: int | None = None  # the server of a heading, whose lines follow


@dataclass(frozen=True)
class RowReader:
    """`read`: the facts of a piece of text, by field id."""

    lexicon: Lexicon
    numbers: re.Pattern[str]
    read: Callable[[str], Facts]

    def find(self, text: str, ref: str, servers: Sequence[Mapping[str, Any]]) -> Rows:
        """The rows of a text about the case `ref`, in which these servers are recorded."""
        marks, page = self._marks(ref, servers), _Page()
        if marks.names_other(text):
            return Rows(other=True)
        if len(servers) < 2:
            return Rows(rest=text)
        for line in lay_out(text).split("\n"):
            if not self._take_line(line, marks, page):
                return Rows(rest=text, named=tuple(f"{ref}/{index + 1}" for index in page.named))
        rows = tuple({"nomor": f"{ref}/{index + 1}", **facts} for index, facts in sorted(page.facts.items()))
        return Rows(rows, tuple(f"{ref}/{index + 1}" for index in page.named), "\n".join(page.rest))

    def _take_line(self, line: str, marks: _Marks, page: _Page) -> bool:
        """False when it can't be told of which server the line speaks."""
        pieces = [line] if line.count(":") > 1 and ";" in line else _SENTENCE.split(line)
        kept: list[str] = []
        for piece in pieces:
            found = marks.find(piece)
            if not found:
                kept += self._follow(piece, page)
                continue
            page.named |= dict.fromkeys(index for index, _, _ in found)
            told = self._parts(piece, found)
            if told is None:
                return False
            for index, facts in told:
                page.facts.setdefault(index, {}).update(facts)
            if not any(facts for _, facts in told):
                kept.append(piece)
            page.open = found[0][0] if len(told) == 1 and not told[0][1] else None
        if not line.strip():
            page.open = None
        page.rest.append(" ".join(kept))
        page.facts = {index: facts for index, facts in page.facts.items() if facts}
        return True

    def _follow(self, piece: str, page: _Page) -> list[str]:
        """A line below a heading is that server's; any other stays."""
        facts = self.read(piece) if page.open is not None and piece.strip() else {}
        if page.open is None or not facts:
            return [piece]
        page.facts.setdefault(page.open, {}).update(facts)
        return []

    def _parts(self, piece: str, found: list[tuple[int, int, int]]) -> list[tuple[int, Facts]] | None:
        """The servers named in a piece, each with its facts; None when they can't be told apart."""
        if len({index for index, _, _ in found}) == 1:
            for _, start, end in reversed(found):
                piece = f"{piece[:start]} {piece[end:]}"
            return [(found[0][0], self.read(piece))]
        if self.read(piece[: found[0][1]]):
            return None
        ends = [*(start for _, start, _ in found[1:]), len(piece)]
        parts = [(index, piece[past:end]) for (index, _, past), end in zip(found, ends, strict=True)]
        told = [(index, self.read(part)) for index, part in parts]
        if any(facts for _, facts in told) and not all(
            facts or self._unchanged(part) for (_, facts), (_, part) in zip(told, parts, strict=True)
        ):
            return None
        return told

    def _unchanged(self, part: str) -> bool:
        same = self.lexicon.set(TABLE, "sama")
        return any(token.word in same for token in self.lexicon.tokens(part))

    def _marks(self, ref: str, servers: Sequence[Mapping[str, Any]]) -> _Marks:
        order, amount = self.lexicon.entries(TABLE, "urutan"), self.lexicon.entries(TABLE, "jumlah")
        spelt = "|".join(map(re.escape, order)) or "(?!)"
        units = "|".join(map(re.escape, amount)) or "(?!)"
        counted = re.compile(
            rf"\bserver[ \t]+(?:(?:no|nomor|ke)\b[.\- \t]*)?(?:(\d{{1,2}})|({spelt}))(?!\w|[ \t]*(?:{units})\b|\.\d)",
            re.IGNORECASE,
        )
        serials = {
            re.compile(rf"(?<!\w){re.escape(str(one['nomor_seri']))}(?!\w)", re.IGNORECASE): index
            for index, one in enumerate(servers)
            if one.get("nomor_seri")
        }
        return _Marks(ref, len(servers), self.numbers, counted, serials, order)


@dataclass(frozen=True)
class _Marks:
    """The signs by which each of a case's servers is named."""

    ref: str
    count: int
    numbers: re.Pattern[str]
    counted: re.Pattern[str]
    serials: Mapping[re.Pattern[str], int]
    order: tuple[str, ...]

    def find(self, piece: str) -> list[tuple[int, int, int]]:
        """(index of the server, start, end) of every sign, in order."""
        found = [*self._numbered(piece), *self._counted(piece)]
        found += [
            (index, at.start(), at.end())
            for sign, index in self.serials.items()
            for at in sign.finditer(piece)
        ]
        return sorted((one for one in found if 0 <= one[0] < self.count), key=lambda one: one[1])

    def _numbered(self, piece: str) -> Iterator[tuple[int, int, int]]:
        for at in self.numbers.finditer(piece):
            ref, slash, number = spell_number(at).partition("/")
            if slash and ref == self.ref:
                yield int(number) - 1, at.start(), at.end()

    def names_other(self, text: str) -> bool:
        """Whether a server is named by a number that none of these has."""
        known = {f"{self.ref}/{index + 1}" for index in range(self.count)}
        told = [spell_number(at) for at in self.numbers.finditer(text)]
        return any("/" in one and one not in known for one in told)

    def _counted(self, piece: str) -> Iterator[tuple[int, int, int]]:
        for at in self.counted.finditer(piece):
            number = int(at[1]) if at[1] else self.order.index(at[2].lower()) + 1
            yield number - 1, at.start(), at.end()


def lay_out(text: str) -> str:
    """The text with every table's rows as labelled lines ("Rak : B; Unit : 10"); other lines as they are."""
    plain = "\n".join(
        _BAR.sub("\t", line.strip().strip("|").strip()) if _is_barred(line) else line
        for line in text.split("\n")
    )
    tables = parse_tables(plain)
    if not tables:
        return text
    rows = {row: _label(table[0], row) for table in tables if len(table[0]) > 2 for row in table[1:]}
    heads = {table[0] for table in tables if len(table[0]) > 2}
    lines = []
    for line in plain.split("\n"):
        cells = tuple(" ".join(cell.split()) for cell in line.split("\t"))
        lines.append("" if cells in heads else rows.get(cells, line))
    return "\n".join(lines)


def _is_barred(line: str) -> bool:
    return line.count("|") > 1


def _label(head: tuple[str, ...], row: tuple[str, ...]) -> str:
    pairs = zip(head, row, strict=False)
    return "; ".join(f"{label} : {value}" for label, value in pairs if label and has_value(value))
