"""What a message costs Titip, beside the least that its mail costs anybody (bench.floor).

    python -m bench.work [--sizes 200 2000] [--rounds 5] [--kinds incomplete complete replies mix]

Whole commands against the same Dovecot and the same SMTP server in the same run, by turns: `titip once` over N
messages (everything durable), and the floor over the same N messages and as many letters of the same size. The
office stands: its rules were found sound by an earlier start over an empty inbox (bench.start has the first one), and
the program has its bytecode. Prints wall and CPU time per message (ms; min, median, max), their ratio, and the peak
of resident memory (MB).
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.sink import Sink
from bot.config import ROOT
from bot.demo.paper import render_request_letter
from bot.embedded import EmbeddedServer
from tests.dovecot import BINARY, DovecotServer

SERVICE, HEAD, PASSWORD = "server@contoh.example", "kadis@contoh.example", "rahasia"
EMPTY = "kosong@contoh.example"
KINDS = ("incomplete", "complete", "replies", "mix")
WIB = timezone(timedelta(hours=7))
CONFIG = """[data]
folder = "data"
rules = "rules"
[imap]
host = "127.0.0.1"
security = "none"
port = {imap}
user = "{user}"
password = "{password}"
[smtp]
host = "127.0.0.1"
security = "none"
port = {smtp}
[office]
mailbox = "Layanan Penitipan Server <server@contoh.example>"
name = "Dinas Contoh"
place = "Trenggalek"
operator = "Petugas <petugas@contoh.example>"
[roles.kadis]
addresses = ["Hasan Contoh <kadis@contoh.example>"]
[roles.kabid]
addresses = ["Ratna Contoh <kabid@contoh.example>"]
[roles.kasi]
addresses = ["Agus Contoh <kasi@contoh.example>"]
[roles.teknisi]
addresses = ["Dewi Contoh <teknisi@contoh.example>"]
"""
Letters = list[tuple[str, tuple[str, ...], bytes]]


@dataclass(frozen=True)
class Cost:
    """Of one command: seconds of wall and CPU (its children's too), megabytes at the peak."""

    wall: float
    cpu: float
    peak: float


@dataclass
class Place:
    """The servers, a folder for everything, and a fresh account for each run."""

    folder: Path
    server: DovecotServer | EmbeddedServer
    sink: Sink
    used: int = 0
    now: datetime = field(default_factory=lambda: datetime.now(WIB))

    def account(self) -> str:
        self.used += 1
        return f"kotak{self.used}@contoh.example"

    def office(self, name: str, data: Path | None = None) -> Path:
        """A folder with a config, rules whose brakes are off, and a copy of that data folder."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copytree(ROOT / "rules", folder / "rules")
        path = folder / "rules" / "umum.toml"
        text = path.read_text("utf-8").replace("letters_per_hour = 400", "letters_per_hour = 1000000")
        path.write_text(
            text.replace("letters_per_address_per_day = 20", "letters_per_address_per_day = 1000000")
        )
        if data is not None:
            shutil.copytree(data, folder / "data")
        return folder

    def run_titip(self, folder: Path, account: str) -> Cost:
        ports = {"imap": self.server.imap_port, "smtp": self.sink.port}
        text = CONFIG.format(**ports, user=account, password=PASSWORD)
        (folder / "config.toml").write_text(text, "utf-8")
        (folder / "config.toml").chmod(0o600)
        return measure([sys.executable, "-m", "bot", "once", "--config", str(folder / "config.toml")])

    def run_floor(self, account: str, letters: Letters) -> Cost:
        path = self.folder / "letters.pickle"
        path.write_bytes(pickle.dumps(letters))
        ports = [str(self.server.imap_port), str(self.sink.port)]
        return measure([sys.executable, "-m", "bench.floor", *ports, account, PASSWORD, str(path)])


BETWEEN = """import resource, subprocess, sys, time
began = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""  # a small process: Linux counts the peak of whoever starts a command as the command's own


def measure(command: Sequence[str]) -> Cost:
    """Raises RuntimeError when the command fails."""
    between = [sys.executable, "-S", "-c", BETWEEN, *command]
    # a bot that stands installed has its bytecode: it is not compiled anew for each run
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    said = subprocess.run(between, stdout=subprocess.PIPE, cwd=ROOT, env=kept, text=True, check=True).stdout
    status, *costs = said.split()
    if status != "0":
        raise RuntimeError(f"{command} ended with {status}")
    return Cost(*map(float, costs))


# ---- the mail ----------------------------------------------------------------------------------------------


def write_mail(number: int, sender: str, subject: str, text: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"] = sender, SERVICE
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}.{time.time_ns()}@surel.example>"
    mail["Subject"] = subject
    mail.set_content(text)
    return mail


def write_incomplete(number: int, at: datetime) -> bytes:
    """A request that names neither contact nor server's letter: it is answered."""
    text = "Selamat pagi, kami dari Dinas Perhubungan mohon izin menitipkan server.\nTerima kasih.\n"
    return write_mail(
        number, f"Budi Contoh <budi{number}@dishub.example>", "Titip server", text, at
    ).as_bytes()


def write_complete(number: int, at: datetime, letter: bytes) -> bytes:
    """A request with all that is needed, and its letter."""
    text = (
        "Kami dari Dinas Perhubungan mengajukan permohonan penitipan server, surat terlampir.\n"
        f"CP: Budi Contoh, 0812-0000-{number % 10000:04d}\nDell PowerEdge R450, SN ABC{number:06d}\n"
    )
    sender = f"Budi Contoh <budi{number}@dishub.example>"
    mail = write_mail(number, sender, "Permohonan penitipan server", text, at)
    mail.add_attachment(letter, maintype="application", subtype="pdf", filename="surat.pdf")
    return mail.as_bytes()


def write_reply(number: int, at: datetime, asked: bytes) -> bytes:
    """The head's "ok lanjutkan" under the letter that asked him, quoted as a telephone does."""
    letter = message_from_bytes(asked, policy=policy.default)
    body = letter.get_body(("plain",))
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines()) if body else ""
    text = f"ok lanjutkan\n\nPada Sen, 23 Nov 2026 10.00, Layanan <{SERVICE}> menulis:\n{quoted}"
    mail = write_mail(number, f"Hasan Contoh <{HEAD}>", f"Re: {letter['Subject']}", text, at)
    mail["In-Reply-To"] = str(letter["Message-ID"])
    return mail.as_bytes()


@dataclass(frozen=True)
class Load:
    """What lies in the inbox, and the data folder the bot comes with."""

    messages: tuple[bytes, ...]
    data: Path | None = None


class Loads:
    """The loads of each kind and size. The replies answer letters that Titip sent on cases of its own."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._letter = render_request_letter(place.now, "penitipan")
        self._open: dict[int, tuple[Path, tuple[bytes, ...]]] = {}

    def make(self, kind: str, size: int) -> Load:
        at = self._place.now
        if kind == "incomplete":
            return Load(tuple(write_incomplete(number, at) for number in range(size)))
        if kind == "complete":
            return Load(tuple(write_complete(number, at, self._letter) for number in range(size)))
        data, asked = self._open_cases(size)
        replies = tuple(write_reply(number, at, letter) for number, letter in enumerate(asked))
        if kind == "replies":
            return Load(replies, data)
        others = (self.make("incomplete", size).messages, self.make("complete", size).messages, replies)
        return Load(tuple(others[number % 3][number] for number in range(size)), data)

    def _open_cases(self, size: int) -> tuple[Path, tuple[bytes, ...]]:
        """A data folder with as many cases on the head's desk, and the letters that lie there."""
        if size not in self._open:
            place, before = self._place, len(self._place.sink.taken)
            folder, account = place.office(f"open-{size}"), place.account()
            for number in range(size):
                place.server.deliver(account, write_complete(100_000 + number, place.now, self._letter))
            place.run_titip(folder, account)
            asked = [one.raw for one in place.sink.taken[before:] if HEAD in one.recipients]
            if len(asked) != size:
                raise RuntimeError(f"{len(asked)} letters to the head for {size} requests")
            self._open[size] = (folder / "data", tuple(asked))
        return self._open[size]


# ---- the runs ----------------------------------------------------------------------------------------------


def run_round(place: Place, name: str, load: Load, letters: Letters | None) -> tuple[Cost, Cost, Letters]:
    """Titip and the floor over that load: (Titip, floor, the letters that Titip sent). The floor sends `letters`, or
    those of this very round when none are known yet."""
    before = len(place.sink.taken)
    folder, account = place.office(name, load.data), place.account()
    place.run_titip(folder, EMPTY)
    for raw in load.messages:
        place.server.deliver(account, raw)
    titip = place.run_titip(folder, account)
    sent = [(one.sender, one.recipients, one.raw) for one in place.sink.taken[before:]]
    shutil.rmtree(folder)
    account = place.account()
    for raw in load.messages:
        place.server.deliver(account, raw)
    return titip, place.run_floor(account, letters or sent), sent


def show(
    console: Console, table: Table, name: str, rounds: list[tuple[Cost, Cost]], size: int, sent: int
) -> None:
    def spread(values: list[float]) -> str:
        return f"{min(values):.2f} / {statistics.median(values):.2f} / {max(values):.2f}"

    def per_message(which: int, what: str) -> list[float]:
        return [1000 * float(getattr(pair[which], what)) / size for pair in rounds]

    def ratio(what: str) -> str:
        return f"{statistics.median([getattr(a, what) / getattr(b, what) for a, b in rounds]):.2f}"

    peak = statistics.median([titip.peak for titip, _ in rounds])
    row = [name, str(size), str(sent)]
    for what in ("wall", "cpu"):
        row += [spread(per_message(1, what)), spread(per_message(0, what)), ratio(what)]
    table.add_row(*row, f"{peak:.0f}")


def main() -> int:
    """0; 1 when a kind could not be run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    asked = parser.parse_args()
    console = Console(width=160)
    if BINARY is None:
        console.print("Dovecot is not installed: nothing to measure against")
        return 1
    runs = 2 * asked.rounds * len(asked.kinds) * len(asked.sizes) + len(asked.sizes)
    accounts = {f"kotak{number}@contoh.example": PASSWORD for number in range(1, runs + 1)} | {
        EMPTY: PASSWORD
    }
    table = Table(title="ms a message (min / median / max)")
    heads = (
        "kind",
        "N",
        "letters",
        "floor wall",
        "titip wall",
        "×",
        "floor CPU",
        "titip CPU",
        "×",
        "peak MB",
    )
    for head in heads:
        table.add_column(head, justify="left" if head == "kind" else "right")
    with tempfile.TemporaryDirectory(prefix="titip-bench-") as name:
        server, sink = DovecotServer(accounts), Sink()
        server.start()
        try:
            sink.start()
            place = Place(Path(name), server, sink)
            loads = Loads(place)
            for size in asked.sizes:
                for kind in asked.kinds:
                    load, rounds, letters = loads.make(kind, size), [], None
                    for number in range(asked.rounds):
                        titip, floor, sent = run_round(place, f"{kind}-{size}-{number}", load, letters)
                        rounds.append((titip, floor))
                        letters = sent
                        sink.taken.clear()
                    show(console, table, kind, rounds, size, len(letters or ()))
        finally:
            sink.stop(no_assert=True)
            server.stop()
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
