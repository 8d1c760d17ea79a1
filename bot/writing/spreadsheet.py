"""The inventory as a workbook (XLSX): frozen header, real dates, and no field text that could become a formula.

Text is written as text, whatever it begins with; the same facts at the same time give the same cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from bot.stock import Change, Digest, Stored
from bot.writing.markup import clean
from bot.writing.stock_facts import iter_rows, parse_day, render_month
from bot.writing.wording import Words

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | None
_LONGEST = 32_767  # characters of a cell (ECMA-376, as Excel has it)
_TITLE = 31  # characters of a sheet's name
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_DATES = ("sejak", "diperiksa")
_WIDTHS = {
    "nomor": 18, "opd": 34, "merek": 26, "nomor_seri": 18, "spesifikasi": 44, "kondisi": 26, "ruang": 22,
    "rak": 6, "unit": 9, "ip": 22, "gateway": 16, "kontak": 22, "telepon": 17, "sejak": 14, "diperiksa": 14,
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table: its name, (heading, width in characters) of each column, and rows as long as the headings."""

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: Iterable[Sequence[Cell]]


def render_workbook(sheets: Iterable[Sheet], title: str, now: datetime) -> bytes:
    """The workbook's bytes. `now` (aware) stands in its properties."""
    import xlsxwriter  # few letters carry a workbook

    buffer = BytesIO()
    options = {
        "constant_memory": True,  # a row is let go as soon as the next begins
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "created": now.replace(tzinfo=None, microsecond=0)})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DDE7F3", "bottom": 1, "text_wrap": True}),
            "date": book.add_format({"num_format": "d mmm yyyy", "align": "left"}),
            "number": book.add_format({"num_format": "#,##0.0"}),
            "quoted": book.add_format({"quote_prefix": True}),
        }
        for sheet in sheets:
            _write_sheet(book, sheet, formats)
    return buffer.getvalue()


def _write_sheet(book: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(_sheet_name(sheet.title))
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for column, (_, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
    for column, (heading, _) in enumerate(sheet.columns):
        page.write_string(0, column, heading, formats["head"])
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, (last, column), cell, formats)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        page.write_datetime(*place, cell, formats["date"])
    elif isinstance(cell, str):
        text = clean(cell)[:_LONGEST]
        page.write_string(*place, text, formats["quoted"] if text.startswith(_FORMULA_SIGNS) else None)
    elif isinstance(cell, float):
        page.write_number(*place, cell, formats["number"])
    else:
        page.write_number(*place, cell)


def _sheet_name(title: str) -> str:
    """Without what a sheet's name may not hold."""
    return "".join(" " if char in "[]:*?/\\'" else char for char in title)[:_TITLE].strip() or "1"


# ---- what is in it -------------------------------------------------------------------------------------------


def render_inventory(stock: Sequence[Stored], words: Words, now: datetime) -> bytes:
    """The inventory alone, one row per server."""
    return render_workbook((_inventory(stock, words),), words.terms["rekap"]["inventaris"], now)


def render_digest(digest: Digest, words: Words, now: datetime) -> bytes:
    """The inventory, what changed in the month, the measured times, and the units taken in each rack by month."""
    sheets = (
        _inventory(digest.stock, words),
        _changed(digest, words),
        _times(digest, words),
        _occupancy(digest, words),
    )
    return render_workbook(sheets, f"{words.terms['rekap']['inventaris']} {digest.month}", now)


def _inventory(stock: Sequence[Stored], words: Words) -> Sheet:
    labels = words.terms["inventaris"]
    columns = tuple((str(label), _WIDTHS.get(key, 16)) for key, label in labels.items())
    zone = ZoneInfo(words.office.zone)

    def rows() -> Iterable[Sequence[Cell]]:
        for one, row in zip(stock, iter_rows(stock, words), strict=True):
            days = {"sejak": parse_day(one.arrived, zone), "diperiksa": parse_day(one.checked, zone)}
            yield [days[key] if key in _DATES else row.get(key, "") for key in labels]

    return Sheet(words.terms["rekap"]["inventaris"], columns, rows())


def _changed(digest: Digest, words: Words) -> Sheet:
    terms, labels, zone = words.terms["rekap"], words.terms["inventaris"], ZoneInfo(words.office.zone)

    def place(one: Stored) -> str:
        return " ".join(filter(None, (one.rack, f"U{one.units}" if one.units else "")))

    def rows() -> Iterable[Sequence[Cell]]:
        for one in digest.came:
            yield [
                one.number,
                one.opd,
                one.name,
                terms["masuk"],
                "",
                place(one),
                parse_day(one.arrived, zone),
            ]
        for one in digest.left:
            yield [one.number, one.opd, one.name, terms["keluar"], place(one), "", parse_day(one.left, zone)]
        known = {one.number: one for one in digest.stock}
        for word, changes in ((terms["pindah"], digest.moved), (terms["ganti_ip"], digest.readdressed)):
            for change in changes:
                yield _change_row(change, word, known.get(change.number), zone)

    columns = (
        (labels["nomor"], 18), (labels["opd"], 34), (labels["merek"], 34), (terms["jenis"], 16),
        (terms["semula"], 24), (terms["menjadi"], 24), (terms["tanggal"], 14),
    )  # fmt: skip
    return Sheet(terms["perubahan"], columns, rows())


def _change_row(change: Change, word: str, server: Stored | None, zone: ZoneInfo) -> Sequence[Cell]:
    opd, name = (server.opd, server.name) if server else ("", "")
    return [change.number, opd, name, word, change.before, change.after, change.at.astimezone(zone).date()]


def _times(digest: Digest, words: Words) -> Sheet:
    terms = words.terms["rekap"]
    keys = (("prosedur", 24), ("langkah", 40), ("jumlah", 12), ("median", 14), ("p80", 14), ("standar", 14),
            ("usulan", 14))  # fmt: skip
    rows = (
        [one.process, one.title, one.count, float(one.median), float(one.p80), one.standard, one.proposed]
        for one in digest.times
    )
    return Sheet(terms["waktu"], tuple((terms[key], width) for key, width in keys), rows)


def _occupancy(digest: Digest, words: Words) -> Sheet:
    terms, labels = words.terms["rekap"], words.terms["inventaris"]
    months = tuple((render_month(month, words, "bulan_ringkas"), 9) for month in digest.months)
    rows: Iterable[Sequence[Cell]] = (
        (one.room, one.rack, one.usable, *one.taken) for one in digest.occupancy
    )
    columns = ((labels["ruang"], 30), (labels["rak"], 8), (terms["unit_ada"], 12), *months)
    return Sheet(terms["hunian"], columns, rows)
