"""The text of a PDF's pages, its columns side by side: what PDFium finds, laid on a grid of characters.

Only the process of `layer_child` calls this: PDFium is a library in C++, and may end the process.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

WIDE = 0.65  # of a line's height: a wider gap parts two columns, and is no stretched space
CLOSE = 0.1  # a narrower one parts no words
SAME_LINE = 0.5  # of the lower one's height: so far apart do words stand on one line
COLUMN_GAP = 3  # spaces that part columns at the least
FINE = 0.8  # of the mean width of a character: so wide is a cell of the grid that a page is laid on
UPRIGHT = 0.1  # radians: text that leans more is a stamp or a watermark
MOST_BLANK = 20  # lines
_CUT = "\ufffe"  # what PDFium makes of a hyphen that ends a line, and of the line's end
_WORD = re.compile(rf"[^\s{_CUT}]+{_CUT}?")


@dataclass(slots=True)
class Run:
    """Words that stand together on a line. Points, from the lower left corner; `base`: what they stand on."""

    text: str
    left: float
    right: float
    base: float
    height: float


def read_pages(content: bytes, pages: int, characters: int) -> Iterator[str]:
    """The text of each of the first pages, up to so many characters of it. Raises PermissionError where a password is
    needed, ValueError for what is no PDF; PDFium ends the process where it finds no room."""
    pdfium = load_pdfium()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        raise PermissionError if locked else ValueError
    try:
        for number in range(min(pages, pdfium.FPDF_GetPageCount(document))):
            yield _page(pdfium, document, number, characters)
    finally:
        pdfium.FPDF_CloseDocument(document)


@cache
def load_pdfium() -> Any:
    """The library, ready. It looks for no fonts on this system, so that a text is the same wherever it is read."""
    import pypdfium2.raw as pdfium

    nowhere = (ctypes.POINTER(ctypes.c_char) * 1)()
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=nowhere))
    return pdfium


def _page(pdfium: Any, document: Any, number: int, characters: int) -> str:
    """The text of a page, up to so many characters, with its columns side by side."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return ""
    try:
        written = pdfium.FPDFText_LoadPage(page)
        try:
            return _laid_out(list(_runs(pdfium, written, characters)))
        finally:
            pdfium.FPDFText_ClosePage(written)
    finally:
        pdfium.FPDF_ClosePage(page)


def _runs(pdfium: Any, written: Any, characters: int) -> Iterator[Run]:
    """What was set in one go, broken where a gap is as wide as between columns."""
    start = 0
    for line in _characters(pdfium, written)[:characters].split("\n"):
        run: Run | None = None
        for found in _WORD.finditer(line):
            word = _word(pdfium, written, found[0], start + found.start())
            if run and word and _goes_on(run, word):
                space = " " if word.left - run.right > CLOSE * word.height else ""
                run.text, run.right = f"{run.text}{space}{word.text}", word.right
                continue
            if run:
                yield run
            run = word
        if run:
            yield run
        start += len(line) + 1


def _word(pdfium: Any, written: Any, text: str, at: int) -> Run | None:
    """The word whose first character has that place in the page's text; None for one that leans or has no place."""
    left, base, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    first = pdfium.FPDFText_GetCharIndexFromTextIndex(written, at)
    last = pdfium.FPDFText_GetCharIndexFromTextIndex(written, at + len(text.rstrip(_CUT)) - 1)
    lean = pdfium.FPDFText_GetCharAngle(written, first)
    if not (0 <= lean < UPRIGHT or 2 * math.pi - UPRIGHT < lean):
        return None
    pdfium.FPDFText_GetCharOrigin(written, first, ctypes.byref(left), ctypes.byref(base))
    pdfium.FPDFText_GetLooseCharBox(written, last, ctypes.byref(box))
    height = box.top - box.bottom
    text = text.replace(_CUT, "-")
    return Run(text, left.value, box.right, base.value, height) if height > 0 else None


def _goes_on(run: Run, word: Run) -> bool:
    level = abs(word.base - run.base) < SAME_LINE * word.height
    return level and -word.height < word.left - run.right < WIDE * word.height


def _characters(pdfium: Any, written: Any) -> str:
    """All characters in the order in which they were set; their lines end with LF."""
    count = pdfium.FPDFText_CountChars(written)
    room = (ctypes.c_ushort * (count + 1))() if count > 0 else None
    size = pdfium.FPDFText_GetText(written, 0, count, room) if room else 0
    return bytes(room)[: 2 * (size - 1)].decode("utf-16-le", "replace") if room and size else ""


def _laid_out(runs: Sequence[Run]) -> str:
    """The runs on a grid of characters, from top to bottom and left to right."""
    letters = sum(len(run.text) for run in runs)
    if not letters:
        return ""
    cell = max(FINE * sum(run.right - run.left for run in runs) / letters, 0.1)
    margin = min(run.left for run in runs)
    text: list[str] = []
    line: list[Run] = []
    for run in sorted(runs, key=lambda one: (-one.base, one.left)):
        down = line[0].base - run.base if line else 0.0
        if line and down >= SAME_LINE * min(run.height, line[0].height):
            text += (_line(line, margin, cell), *[""] * min(int(down / run.height) - 1, MOST_BLANK))
            line = []
        line.append(run)
    return "\n".join((*text, _line(line, margin, cell)))


def _line(runs: Sequence[Run], margin: float, cell: float) -> str:
    line = ""
    for run in sorted(runs, key=lambda one: one.left):
        column = int((run.left - margin) / cell)
        line = line.ljust(max(column, len(line) + COLUMN_GAP if line else 0)) + run.text
    return line
