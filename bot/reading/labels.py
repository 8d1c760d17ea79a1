"""Labelled lines and tables: "Rak / Unit : A / U10-U11", "Merek<tab>Dell R640", a header row and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.reading.words import collapse

_MAX_LABEL_WORDS = 6
_KEPT_TEXTS = 16


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line "label : value". `label` is lower case, white space collapsed; `line` its number in the text."""

    label: str
    value: str
    line: int


def parse_labels(text: str, heads: Iterable[str] = ()) -> tuple[Labelled, ...]:
    """The lines that begin with a label and a colon (or "="), in order; several on one line when ";" parts them.
    A label may stand behind one of the `heads`, the words of our answers: "KOREKSI, Memori: 128 GB"."""
    return _read_labels(text, tuple(heads))


@lru_cache(_KEPT_TEXTS)  # each reader of a message asks for those of the same few texts
def _read_labels(text: str, heads: tuple[str, ...]) -> tuple[Labelled, ...]:
    found: list[Labelled] = []
    for number, line in enumerate(text.split("\n")):
        for part in _parts(line):
            for piece in (part, *_behind(part, heads)):
                label, sign, value = _split(piece)
                if sign and label and len(label.split()) <= _MAX_LABEL_WORDS:
                    found.append(Labelled(plain_label(label), collapse(value), number))
    return tuple(found)


def _behind(part: str, heads: tuple[str, ...]) -> list[str]:
    """What follows an answer's word and a mark."""
    start = part.lstrip(" \t-*•·>")
    low = start.lower()
    for head in heads if low.startswith(heads) else ():
        rest = start[len(head) :].lstrip()
        if low.startswith(head) and rest[:1] in tuple(",:;.-–"):
            return [rest[1:]]
    return []


def _parts(line: str) -> list[str]:
    return line.split(";") if line.count(";") and line.count(":") > 1 else [line]


def _split(line: str) -> tuple[str, str, str]:
    """Label, sign and value; a colon inside a time or a URL is no label's."""
    line = line.strip().lstrip("-*•·>").strip()
    for sign in (":", "="):
        label, found, value = line.partition(sign)
        if found and not value.startswith("//") and not label[-1:].isdecimal() and len(label) < 60:
            return label, found, value
    if "\t" in line and line.count("\t") == 1:
        label, found, value = line.partition("\t")
        return label, found, value
    return "", "", ""


def plain_label(label: str) -> str:
    """A label as it is compared: lower case, one space, no list marks or trailing dots, "1." removed."""
    words = collapse(label.lower()).strip(" .*-•·")
    head, _, rest = words.partition(" ")
    if rest and head.rstrip(".)").isdecimal():
        words = rest
    return words.replace(" / ", "/").replace("/ ", "/").replace(" /", "/")


def find_label(labels: Iterable[Labelled], names: Iterable[str]) -> Labelled | None:
    """The first line whose label is one of the names, with a value."""
    known = {plain_label(name) for name in names}
    return next((one for one in labels if one.label in known and has_value(one.value)), None)


def has_value(value: str) -> bool:
    """Whether anything was filled in: dots, dashes and underscores are an empty form."""
    return bool(value.strip(" .…_-–:"))


def parse_tables(text: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Runs of at least two lines of tab-separated cells, as rows of cells."""
    tables: list[tuple[tuple[str, ...], ...]] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line.strip("\t") or (rows and line.count("\t")):
            rows.append(tuple(collapse(cell) for cell in line.strip("\n").split("\t")))
        elif line.strip() == "" and rows and len(rows) == 1:
            continue
        else:
            if len(rows) > 1:
                tables.append(tuple(rows))
            rows = []
    return tuple(tables)


def read_records(table: tuple[tuple[str, ...], ...], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table's records under known column (or row) names: `names` is plain label → field part."""
    header = [names.get(plain_label(cell), "") for cell in table[0]]
    if sum(1 for part in header if part) >= 2:
        return [_record(header, row) for row in table[1:]]
    column = [names.get(plain_label(row[0]), "") if row else "" for row in table]
    if sum(1 for part in column if part) >= 2:
        width = max(len(row) for row in table)
        turned = [[row[index] if index < len(row) else "" for row in table] for index in range(1, width)]
        return [_record(column, tuple(values)) for values in turned]
    return []


def _record(header: list[str], row: tuple[str, ...]) -> dict[str, str]:
    record: dict[str, str] = {}
    for part, value in zip(header, row, strict=False):
        if part and has_value(value):
            record.setdefault(part, value)
    return record
