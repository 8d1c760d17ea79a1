"""What the demo says at its beginning and its end."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.demo.chronicle import Chronicle
from bot.demo.page import PAGE
from bot.demo.people import PEOPLE, SERVICE, find_person
from bot.demo.stage import CONFIG, DATA, LOG, Stage
from bot.edges.refs import case_folder

FILES = "files"  # in the folder of a case
WRITE_TO = find_person(SERVICE).address
HOW_TO = (
    "Pasang salah satu akun ini di program surel apa saja di komputer ini (Thunderbird, misalnya), lalu tulis surel"
    f" ke {WRITE_TO}: “Kami dari Dinas Perhubungan mohon titip 1 server”. Bot menjawab seketika."
    " Setiap pejabat dijawab dari akunnya sendiri. Apa yang terjadi tampak di bawah ini. Ctrl-C mengakhiri."
)


def tell_beginning(console: Console, stage: Stage, play: bool) -> None:
    """What is about to be seen, or where to log in."""
    server = stage.server
    title = Text("Titip · peragaan penitipan, inventaris, dan pengembalian server", "bold")
    console.print(title)
    if play:
        _tell_accounts(console, stage)
        return
    console.print(
        f"Semua surel di bawah ini sungguhan: lewat IMAP {server.imap_port} dan SMTP {server.smtp_port} di"
        f" {server.host}, dibaca dan dijawab oleh bot.",
        style="dim",
    )


def _tell_accounts(console: Console, stage: Stage) -> None:
    server = stage.server
    ports = Table.grid(padding=(0, 2))
    ports.add_row("Server", Text(server.host, "bold"), "keamanan: tanpa TLS (hanya komputer ini)")
    ports.add_row("IMAP", Text(str(server.imap_port), "bold"), "surel masuk, login dengan kata sandi biasa")
    ports.add_row("SMTP", Text(str(server.smtp_port), "bold"), "surel keluar, login yang sama")
    accounts = Table("Peran", "Nama pengguna = alamat surel", "Kata sandi", box=None, padding=(0, 2, 0, 0))
    for person in PEOPLE:
        if person.id != SERVICE:
            accounts.add_row(person.short, person.address, Text(stage.passwords[person.address], "bold"))
    console.print(ports)
    console.print()
    console.print(accounts)
    console.print()
    console.print(Panel(HOW_TO, border_style="dim"))


def tell_ending(console: Console, folder: Path, chronicle: Chronicle, seconds: float) -> None:
    """How it went, and where everything lies."""
    console.print()
    console.print(
        Text.assemble(
            ("Selesai. ", "bold green"),
            f"{len(chronicle.titles)} adegan, {len(chronicle.mails)} surel, {seconds:.0f} detik.",
        )
    )
    _tell_places(console, folder, chronicle)
    _tell_place(console, "coba sendiri", f"{find_program()} demo --play")


def find_program() -> str:
    """How this program was called, so that what is proposed works as it stands."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(_short(Path(sys.executable)))} -m bot"
    if called.name != "titip":
        return "titip"
    found = shutil.which("titip")
    at_hand = found is not None and Path(found).resolve() == called.resolve()
    return "titip" if at_hand else shlex.quote(_short(called))


def _short(path: Path) -> str:
    """Relative where it lies below the folder one stands in."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def tell_interruption(console: Console, folder: Path, chronicle: Chronicle) -> None:
    """Ctrl-C: what there is so far."""
    console.print()
    if not chronicle.mails:
        console.print("Dihentikan sebelum ada surel; tidak ada yang disimpan, tidak ada yang masih berjalan.")
        return
    console.print(f"Dihentikan. {len(chronicle.mails)} surel sudah lewat; tidak ada yang masih berjalan.")
    _tell_places(console, folder, chronicle)


def tell_failure(console: Console, folder: Path, chronicle: Chronicle, failure: str) -> None:
    """Which scene failed, why, and where to look."""
    number, titles = chronicle.scene, chronicle.titles
    console.print()
    console.print(
        Text(f"Adegan {number} dari {len(titles)} gagal: {titles[number - 1]}", "bold red"),
        Text(failure, "red"),
        sep="\n",
    )
    _tell_places(console, folder, chronicle)
    _tell_place(console, "catatan bot", str(folder / LOG))


def _tell_places(console: Console, folder: Path, chronicle: Chronicle) -> None:
    _tell_place(console, "semua surel", str(folder / PAGE))
    for ref in chronicle.digests:
        files = case_folder(folder / DATA / "cases", ref) / FILES
        _tell_place(console, f"rekap {ref}", str(files))
        for path in sorted(files.iterdir()) if files.is_dir() else ():
            _tell_place(console, "", f"  {path.name}")
    for ref in chronicle.steps:
        closed = " ✓" if ref in chronicle.closed else ""
        _tell_place(console, f"berkas {ref}{closed}", str(case_folder(folder / DATA / "cases", ref)))
        config = shlex.quote(str(folder / CONFIG))
        _tell_place(console, "", f"{find_program()} case {ref} --config {config}")


def _tell_place(console: Console, label: str, place: str) -> None:
    """On one line however long, so that it can be copied."""
    console.print(Text.assemble((f"  {label:22} ", "dim"), (place, "bold")), soft_wrap=True)
