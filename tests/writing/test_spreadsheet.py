"""The workbook, read back by another library than the one that wrote it; and the other files of a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from bot.stock import Digest, Stored
from bot.writing.digest import PRINTED, render_digest_files
from bot.writing.examples import example_digest, example_stock
from bot.writing.spreadsheet import Sheet, render_inventory, render_workbook
from bot.writing.stock_facts import (
    COMPACT,
    MANY,
    compact_lines,
    digest_facts,
    list_facts,
    render_month,
    stock_rows,
)
from tests.writing.desk import NOW, make_desk

TERMS = make_desk().templates.terms
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example")',
    "\t=1+1",
    "{=1+1}",
]
ODD = [
    "007",
    "1e5",
    "http://x.example/a",
    "TRUE",
    "",
    "garis\nbaru",
    "#REF!",
    "a" * 40_000,
    "\x07bel",
    "<b>&",
]


def server(**changes: Any) -> Stored:
    return replace(example_stock(TERMS)[0], **changes)


def many(count: int) -> tuple[Stored, ...]:
    return tuple(server(number=f"TTP-2026-{i:04d}/1", units=f"{i}-{i + 1}") for i in range(1, count + 1))


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def inventory(*stock: Stored) -> list[dict[str, Any]]:
    page = opened(render_inventory(stock, make_desk().words, NOW)).worksheets[0]
    head = [cell.value for cell in page[1]]
    return [dict(zip(head, row, strict=True)) for row in page.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_field_stays_text(text: str) -> None:
    (row,) = inventory(server(opd=text, contact=text, facts={"merek": text, "kondisi": text}, ip=(text,)))

    for column in ("OPD", "Contact person", "Merek/Tipe", "Kondisi/ciri", "IP"):
        cell = row[column]
        assert cell.data_type == "s", column
        assert cell.value == text.strip()
        assert cell.quotePrefix is (text.strip()[0] in "=+-@"), column


@pytest.mark.parametrize("text", ODD)
def test_odd_text_stays_text(text: str) -> None:
    (row,) = inventory(server(opd=text))
    cell = row["OPD"]

    assert cell.data_type in ("s", "n" if text == "" else "s")
    if text not in ("", "\x07bel"):
        assert str(cell.value) == " ".join(text.split())[:32_767]


def test_the_header_is_frozen_and_dates_are_dates() -> None:
    page = opened(
        render_inventory((server(arrived="2026-10-31T23:30:00+07:00"),), make_desk().words, NOW)
    ).worksheets[0]
    head = [cell.value for cell in page[1]]
    cell = page.cell(2, head.index("Dititipkan sejak") + 1)

    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref.startswith("A1:")
    assert cell.is_date
    assert cell.value == datetime(2026, 10, 31)  # noqa: DTZ001 - a workbook knows no zones
    assert head == list(TERMS["inventaris"].values())


def test_what_is_not_known_is_an_empty_cell() -> None:
    (row,) = inventory(server(arrived="kapan-kapan", checked="", gateway=""))

    assert [row[name].value for name in ("Dititipkan sejak", "Terakhir diperiksa", "Gateway")] == [
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("title", ["a/b:c[d]*?", "x" * 40, "[]", "'"])
def test_any_title_can_name_a_sheet(title: str) -> None:
    book = opened(render_workbook([Sheet(title, (("a", 5),), [["x"]])], "t", NOW))

    assert 1 <= len(book.sheetnames[0]) <= 31


def test_numbers_are_numbers() -> None:
    book = opened(render_workbook([Sheet("a", (("n", 5), ("f", 5), ("?", 5)), [[3, 2.5, None]])], "t", NOW))

    assert [cell.value for cell in book.worksheets[0][2]] == [3, 2.5, None]


# ---- the digest's files -------------------------------------------------------------------------------------


def files(digest: Digest) -> dict[str, bytes]:
    desk = make_desk()
    made = render_digest_files(digest, desk.words, desk.forms, "RKP-2026-0011", NOW)
    return {one.name: one.content for one in made}


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_digest_has_its_five_files() -> None:
    made = files(example_digest(TERMS))

    assert [name.rpartition(".")[2] for name in sorted(made)] == ["pdf", "png", "png", "xlsx", "pdf"]
    assert all(content.startswith(b"\x89PNG") for name, content in made.items() if name.endswith("png"))
    report = text_of(made["rekap-bulanan-2026-11.pdf"])
    for words in ("November 2026", "A U10-12", "192.0.2.9", "Budi Contoh", "Penyiapan tempat", "8,2", "9,0"):
        assert words in report
    book = opened(made["inventaris-2026-11.xlsx"])
    assert len(book.sheetnames) == 4
    assert [row[3].value for row in book.worksheets[1].iter_rows(min_row=2)] == [
        "masuk", "masuk", "keluar", "keluar", "pindah tempat", "ganti IP"
    ]  # fmt: skip


def test_an_empty_digest_is_one_too() -> None:
    made = files(Digest("2026-11", NOW))

    assert "Tidak ada" in text_of(made["rekap-bulanan-2026-11.pdf"])


def test_markup_in_a_field_is_printed_as_it_stands() -> None:
    odd = '#panic("x") *tebal* $x$ \\ <label> @ref'
    digest = replace(example_digest(TERMS), stock=(server(opd=odd),), came=(server(opd=odd),))

    assert "#panic" in text_of(files(digest)["rekap-bulanan-2026-11.pdf"])
    assert "*tebal*" in text_of(files(digest)["daftar-inventaris-2026-11.pdf"])


@pytest.mark.parametrize("count", [MANY, MANY + 1, 260])
def test_a_list_of_any_length_holds_every_server(count: int) -> None:
    printed = text_of(
        files(replace(example_digest(TERMS), stock=many(count)))["daftar-inventaris-2026-11.pdf"]
    )

    assert f"{count} server" in printed
    squeezed = printed.replace(" ", "").replace("\u200b", "")
    assert all(f"TTP-2026-{i:04d}/1" in squeezed for i in range(1, count + 1))


def test_what_a_long_table_leaves_out_is_counted() -> None:
    printed = text_of(
        files(replace(example_digest(TERMS), came=many(PRINTED + 7)))["rekap-bulanan-2026-11.pdf"]
    )

    assert "dan 7 lainnya" in printed


def test_lines_of_the_compact_list_are_cut_to_their_columns() -> None:
    row = stock_rows([server(opd="x" * 200)], make_desk().words)
    (line,) = compact_lines(row)

    assert len(line) == sum(width + 1 for _, width in COMPACT) - 1
    assert line.endswith("…")


def test_the_rows_carry_what_the_form_must_have() -> None:
    """Konfigurasi 7: data server dan data jaringan yang digunakan."""
    facts = list_facts((server(),), make_desk().words)
    (row,) = facts["inventaris"]

    assert set(facts["label"]) <= set(row)
    assert (row["ip"], row["gateway"], row["rak"], row["unit"]) == (
        "192.0.2.10/24",
        "192.0.2.1",
        "A",
        "10-12",
    )
    assert row["sejak"] == "24 Nov 2026"


@pytest.mark.parametrize(
    ("month", "words"), [("2026-11", "November 2026"), ("2026-13", ""), ("", ""), ("x-y", "")]
)
def test_months_in_words(month: str, words: str) -> None:
    assert render_month(month, make_desk().words) == words


def test_no_digest_is_all_empty_lists() -> None:
    facts = digest_facts(None, make_desk().words)

    assert not facts["ada"]
    assert all(
        facts[key] == [] for key in ("masuk", "keluar", "pindah", "ganti_ip", "diam", "berkas", "waktu")
    )
