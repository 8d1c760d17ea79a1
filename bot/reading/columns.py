"""A table that puts right what is recorded: of its columns "Tertulis" and "Seharusnya" the second alone is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.labels import plain_label
from bot.reading.words import Lexicon

_CELL = re.compile(r"\t| ?\| ?")
_LEAST = 2  # columns


def without_old_column(text: str, lexicon: Lexicon) -> str:
    """The text, the rows below such a header as "label: new value"; the same text when there is none."""
    if "\t" not in text and "|" not in text:
        return text
    kept: list[str] = []
    columns: tuple[int, int] | None = None
    for line in text.split("\n"):
        cells = [cell.strip() for cell in _CELL.split(line.strip(" |"))]
        header = _header(cells, lexicon)
        if header:
            columns = header
        elif columns and len(cells) > columns[1]:
            kept.append(_row(cells, columns))
        else:
            columns = columns if not line.strip() else None
            kept.append(line)
    return "\n".join(kept)


def _header(cells: Sequence[str], lexicon: Lexicon) -> tuple[int, int] | None:
    """(old column, new column) of a header row."""
    if len(cells) < _LEAST:
        return None
    names = [plain_label(cell) for cell in cells]
    old = next((at for at, name in enumerate(names) if name in lexicon.set("kolom", "lama")), -1)
    new = next((at for at, name in enumerate(names) if name in lexicon.set("kolom", "baru")), -1)
    return (old, new) if min(old, new) >= 0 else None


def _row(cells: Sequence[str], columns: tuple[int, int]) -> str:
    """ "IP<tab>10.1.1.4<tab>10.1.1.5" as "IP: 10.1.1.5"; a row that leaves the new value open says nothing."""
    old, new = columns
    label = " ".join(
        cell for at, cell in enumerate(cells[:new]) if at != old and not cell.rstrip(".").isdecimal()
    )
    value = cells[new].strip(" -–.")
    return f"{label}: {cells[new]}" if value and label else cells[new] if value else ""
