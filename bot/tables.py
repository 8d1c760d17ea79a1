"""Results as tables on a terminal. Text of strangers is shown without control characters, and is no markup."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from bot.judging import Judged, count
from bot.show import plain

if TYPE_CHECKING:
    from bot.case_sheet import CaseSheet
    from bot.cases import Row


def safe(text: object) -> str:
    """For rich: plain, and never read as its markup."""
    return escape(plain(text))


def print_cases(console: Console, rows: list[Row]) -> None:
    if not rows:
        console.print("Tidak ada berkas.")
        return
    table = Table("Nomor", "OPD", "Langkah", "Menunggu", "Sejak", "Hari", box=None, pad_edge=False)
    for row in rows:
        days = "" if row.days is None else str(row.days)
        cells = (row.ref, row.opd, row.state, row.waits_for, row.at, days)
        table.add_row(*(safe(text) for text in cells))
    for column in table.columns:
        column.overflow = "fold"
    table.columns[0].no_wrap = table.columns[4].no_wrap = True
    table.columns[5].justify = "right"
    console.print(table)


def print_case(console: Console, sheet: CaseSheet) -> None:
    console.print(f"[bold]{safe(sheet.ref)}[/] {safe(sheet.procedure)}")
    console.print(f"{safe(sheet.state)}, sejak {safe(sheet.since)}\n")
    facts = Table.grid(padding=(0, 2))
    for title, value in sheet.facts:
        facts.add_row(safe(title) if value else f"[bold]{safe(title)}[/]", safe(value))
    console.print(Padding(facts, (0, 0, 0, 2)))
    for heading, lines in (
        ("Garis waktu", sheet.journal), ("Surel masuk", sheet.messages), ("Surat keluar", sheet.letters),
    ):  # fmt: skip
        console.print(f"\n[bold]{heading}[/]")
        table = Table.grid(padding=(0, 2))
        for line in lines:
            table.add_row(safe(line.at), safe(line.who), safe(line.text))
        table.columns[0].no_wrap = True
        console.print(Padding(table, (0, 0, 0, 2)))
    console.print(f"\n[bold]Folder[/] {safe(sheet.folder)}", soft_wrap=True)
    for name in sheet.files:
        console.print(f"  {safe(name)}", soft_wrap=True)


def print_view(console: Console, view: dict[str, Any]) -> None:
    console.print(f"[bold]{safe(view['file'])}[/]")
    for key in ("kind", "process", "step", "role", "outcome", "opd", "missing", "moves", "letters"):
        console.print(f"  {key:9} {safe(view[key])}")
    for key, value in view["fields"].items():
        console.print(f"  {safe(key)}: {safe(value)}")
    for line in view["why"]:
        console.print(f"  · {safe(line)}", style="dim")


def print_judged(console: Console, judged: list[Judged]) -> None:
    table = Table("", "", "benar", "ditanya balik", "salah")
    for about, groups in count(judged).items():
        total: Counter[str] = Counter()
        for group, row in groups.items():
            total.update(row)
            if len(groups) > 1:
                table.add_row(about, group, str(row["right"]), str(row["asked"]), str(row["wrong"]))
        table.add_row(
            f"[bold]{about}[/]",
            "[bold]semua[/]",
            *(f"[bold]{total[key]}[/]" for key in ("right", "asked", "wrong")),
        )
    console.print(table)
    for one in judged:
        if one.judgement != "right":
            found = f"seharusnya {one.expected!r}, terbaca {one.found!r}"
            console.print(f"{one.judgement:6} {one.about} {safe(one.file)}: {one.group}: {safe(found)}")


def print_inventory(console: Console, rows: list[dict[str, str]]) -> None:
    if not rows:
        console.print("Tidak ada server yang dititipkan.")
        return
    shown = {
        "nomor": "nomor", "opd": "OPD", "nama": "server", "rak": "rak", "unit": "unit", "ip": "IP", "sejak": "sejak",
    }  # fmt: skip
    table = Table(box=None, pad_edge=False)
    for heading in shown.values():
        table.add_column(heading)
    for row in rows:
        table.add_row(*(safe(row[key]) for key in shown))
    console.print(table)
