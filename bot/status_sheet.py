"""`titip status` on a terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table

from bot.progress import describe_progress
from bot.tables import safe
from bot.watching import Status
from bot.writing.dates import render_moment

TIME = "EEE d MMM y HH.mm z"
HEADINGS = {0: ("green", "Semua beres"), 1: ("red", "Ada alarm"), 2: ("red", "Bot tidak bekerja")}
STATES = {"running": "berjalan", "once": "putaran tunggal (titip once)", "stopped": "dihentikan"}


def print_status(console: Console, status: Status | None, code: int, zone: str, now: datetime) -> None:
    """`code` as of exit_status; times in `zone`."""
    style, heading = HEADINGS[code]
    if status is None:
        console.print(f"[{style}]{heading}[/]: belum pernah dijalankan pada folder data ini.")
        return
    console.print(
        f"[{style}]{heading}[/] ({STATES[status.state]}, kabar terakhir {_since(status.written, now)} lalu)"
    )
    facts = Table.grid(padding=(0, 2))
    for title, value in _facts(status, zone):
        facts.add_row(title, safe(value))
    console.print(facts)
    for alarm in status.alarms:
        text = f"ALARM {alarm.key}: {alarm.text}, sejak {render_moment(alarm.since, TIME, zone)}"
        console.print(safe(text), style="red", soft_wrap=True)
    _print_balance(console, status)


def _facts(status: Status, zone: str) -> list[tuple[str, str]]:
    def time(moment: datetime | None) -> str:
        return render_moment(moment, TIME, zone) if moment else "belum pernah"

    oldest = f" (tertua {time(status.oldest_letter)})" if status.oldest_letter else ""
    return [
        ("Dijalankan", f"{time(status.started)}, proses {status.pid}"),
        ("Putaran terakhir", time(status.last_pass)),
        ("Login IMAP terakhir", time(status.last_login)),
        ("Surat diterima server SMTP", time(status.last_accepted)),
        ("Surel di kotak masuk", str(status.backlog)),
        *([("Kemajuan putaran ini", describe_progress(status.progress))] if status.progress else []),
        ("Surat belum terkirim", f"{status.letters_due}{oldest}"),
        ("Surat gagal, 14 hari", str(status.given_up)),
        ("Surel ditahan", str(status.held)),
    ]


def _since(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment) / timedelta(minutes=1))
    return f"{minutes} menit" if minutes < 120 else f"{minutes // 60} jam"


def _print_balance(console: Console, status: Status) -> None:
    if not status.balance:
        return
    table = Table("Neraca surel", "datang", "selesai", "ditahan", "menunggu", "", box=None, pad_edge=False)
    for day in status.balance:
        counts = (day.came, day.done, day.held, day.waiting)
        wrong = "" if day.adds_up else f"[red]tidak cocok: {', '.join(day.lost[:5])}[/]"
        table.add_row(day.day, *(str(count) for count in counts), wrong)
    for column in table.columns[1:5]:
        column.justify = "right"
    console.print(table)
