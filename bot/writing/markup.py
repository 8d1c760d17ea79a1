"""The tiny markup of a letter: one source for plain text and HTML.

    a blank line        ends a block
    - word              an item of a list
    Label : value       a row (a space on both sides of the colon)
    = Label : value     a row of a form that the reader fills in: it stays copyable text, never a table
    ! words             a line that stands out
    > words             someone's own words, quoted
    anything else       a paragraph; its lines flow together

Only the template's own characters are markup. `inert` wraps every value put into a template in marks that no
text can contain, so that a field which looks like a list, a row or a quote stays plain words.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

OPEN, BREAK, CLOSE = "\x02", "\x03", "\x04"
WIDTH = 74
_LABEL_WIDTH = 24
ROW_MARK = " : "

BlockKind = Literal["paragraph", "list", "rows", "form", "highlight", "quote"]
_PREFIXES: dict[str, BlockKind] = {"- ": "list", "= ": "form", "! ": "highlight", "> ": "quote"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Block:
    """`lines` of a paragraph, list, highlight or quote; `rows` (label, value) of rows or a form. A line may
    hold newlines: they come from a value and are kept."""

    kind: BlockKind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def clean(value: object) -> str:
    """The text of a value without control and direction characters; line ends are newlines."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def one_line(value: object) -> str:
    """`clean`, with all white space collapsed: for headers, labels and file names."""
    return " ".join(clean(value).split())


def inert(value: object) -> str:
    """A value as it may stand in a letter's source: no character of it is markup."""
    return OPEN + clean(value).strip("\n").replace("\n", BREAK) + CLOSE


def parse_blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a rendered letter source, in order."""
    return tuple(_blocks(source))


def _blocks(source: str) -> Iterator[Block]:
    lines = [line.strip(" \t") for line in source.split("\n")]
    for filled, chunk in groupby(lines, key=bool):
        if filled:
            for kind, group in groupby(chunk, key=_kind):
                yield _block(kind, list(group))


def _kind(line: str) -> BlockKind:
    if line[:2] in _PREFIXES:
        return _PREFIXES[line[:2]]
    return "rows" if _row(line) else "paragraph"


def _row(line: str) -> tuple[str, str] | None:
    """Label and value, when the template's own text (outside the marks) holds the row mark."""
    text = line + " "
    place = text.find(ROW_MARK)
    while place >= 0 and text.count(OPEN, 0, place) != text.count(CLOSE, 0, place):
        place = text.find(ROW_MARK, place + 1)
    return None if place < 0 else (line[:place], line[place + len(ROW_MARK) :])


def _block(kind: BlockKind, lines: list[str]) -> Block:
    if kind in ("rows", "form"):
        pairs = (_row(line.removeprefix("= ")) or (line.removeprefix("= "), "") for line in lines)
        return Block(kind, rows=tuple((_plain(label), _plain(value)) for label, value in pairs))
    if kind == "paragraph":
        return Block(kind, (_plain(" ".join(lines)),))
    return Block(kind, tuple(_plain(line[2:]) for line in lines))


def _plain(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "").replace(BREAK, "\n").strip()


def render_plain(blocks: tuple[Block, ...]) -> str:
    """The blocks as plain text of at most `WIDTH` columns (longer only where one word is longer)."""
    return "\n\n".join(_render_block(block) for block in blocks)


def _render_block(block: Block) -> str:
    if block.kind in ("rows", "form"):
        return render_rows(block.rows)
    first, rest = {"list": ("- ", "  "), "highlight": ("*** ", "    "), "quote": ("> ", "> ")}.get(
        block.kind, ("", "")
    )
    return "\n".join(wrap(line, first, rest) for line in block.lines)


def render_rows(rows: tuple[tuple[str, str], ...]) -> str:
    """Rows with their colons below one another (but for a very long label); values hang below their beginning."""
    wide = min(max(len(label) for label, _ in rows), _LABEL_WIDTH)
    return "\n".join(wrap(value, f"{label:<{wide}} : ", " " * (wide + 3)) for label, value in rows)


def wrap(text: str, first: str = "", rest: str = "") -> str:
    """`text` flowed to `WIDTH`: the first line begins with `first`, every further one with `rest`."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _wrap_line(line, rest if lines else first, rest)
    return "\n".join(lines)


def _wrap_line(line: str, first: str, rest: str) -> list[str]:
    if not line.isprintable() or line != line.strip() or "  " in line or not line:
        return _wrap_spaced(line, first, rest)
    words = line.split(" ")
    lines, filled = [], first + words[0]
    for word in words[1:]:
        if len(filled) + 1 + len(word) > WIDTH:
            lines.append(filled)
            filled = rest + word
        else:
            filled += f" {word}"
    return [*lines, filled]


def _wrap_spaced(line: str, first: str, rest: str) -> list[str]:
    """With the library: for a line with other white space than one blank between its words."""
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]
