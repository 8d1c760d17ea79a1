"""What a message costs when much is stored: the same bot with an empty data folder and with years of cases in it.

    python -m bench.growth [--cases 100000 --open 1000 --lines 1000000 --rounds 5 --messages 400 --kinds incomplete]

Whole runs of `titip once` against Dovecot and an SMTP sink, the two data folders by turns. A start is a run over an
empty inbox. A message costs what a run over all the messages costs beyond one over a quarter of them, divided by the
difference: what a process does once, with its first message, is no message's. That ("once") is what the run over the
quarter costs beyond a start and its messages. Prints seconds, ms and MB (min / median / max) and the ratio of the
medians. The first start of all, which nobody has told what may be passed over, stands apart.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.digest import make_cases
from bench.sink import Sink
from bench.work import KINDS, PASSWORD, Cost, Load, Loads, Place
from bot.deciding.rounds import ASKED, ASKED_AT, REMINDED
from bot.edges.codec import encode
from bot.edges.ledger import LedgerLine
from bot.edges.stage import CLOSED_MARK
from bot.model import DIGEST_PREFIX, Case
from tests.bench import Bench
from tests.dovecot import BINARY, DovecotServer

YEARS, SETTLED_DAYS = (
    10,
    60,
)  # how far back cases reach; what is closed was last changed so long ago, at least
BUSY_SHARE, BUSY_DAYS = 0.05, 7  # of the ledger's lines, in the days before today
PREFIXES = (*("TTP",) * 6, "PGB", *("SRT",) * 3)  # of what is closed
FIRST_CLOSED, FIRST_OPEN = (
    10_000,
    50_000,
)  # numbers, above those of the cases that the bench's mail replies to
AGENCIES = ("Dinas Kesehatan", "Dinas Perhubungan")
HEX = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Stock:
    """How much is stored before the run. Half of the open cases are servers that stand here."""

    cases: int
    open: int
    lines: int


@dataclass(frozen=True)
class Sample:
    """A case as it is written, to be written again under other numbers."""

    ref: str
    text: str

    @classmethod
    def of(cls, case: Case) -> Sample:
        """Its letters sent, as after a pass."""
        letters = (replace(one, state="sent", waiting=(), sent=one.at, attempts=1) for one in case.letters)
        case = replace(case, letters=tuple(letters))
        return cls(case.ref, json.dumps({"case": {"1": encode(case)}}, separators=(",", ":")))

    def under(self, ref: str, number: int) -> str:
        """Another writer's, of other mail."""
        text = self.text.replace(self.ref, ref).replace("budi@", f"budi.{number}@")
        text = text.replace("@surel.", f".{number}@surel.")
        return HEX.sub(lambda found: f"{number:08x}{found[0][8:]}", text)


# ---- a data folder of many years -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Archive:
    """Writes a data folder as the bot leaves it, without its fsyncs."""

    data: Path
    stock: Stock
    now: datetime

    def write(self) -> None:
        """All of it; old files are old."""
        waiting = self._sample_cases()
        self._write_closed(Sample.of(replace(waiting[-1], closed="tolak")))
        standing = self.stock.open // 2
        for each in range(self.stock.open - standing):
            case = Sample.of(waiting[each % len(waiting)])
            self._write_case(case, f"TTP-{self.now.year}-{FIRST_OPEN + each}", each)
        for each, server in enumerate(self._make_servers(standing), self.stock.open):
            self._write_case(Sample.of(server), f"TTP-{self.now.year}-{FIRST_OPEN + each}", each)
        self._write_ledger()

    def _sample_cases(self) -> tuple[Case, ...]:
        """One on the head's desk and one with the section."""
        made = []
        for open_one in (Bench.request, Bench.to_kasi):
            with tempfile.TemporaryDirectory() as folder:
                bench = Bench(Path(folder), now=self.now - timedelta(hours=1))
                made.append(bench.case(open_one(bench)))
        return tuple(made)

    def _make_servers(self, count: int) -> Iterator[Case]:
        """The month's round has asked them and reminded them."""
        asked = {ASKED: f"{self.now:%Y-%m}", ASKED_AT: self.now.isoformat(), REMINDED: f"{self.now:%Y-%m}"}
        made = make_cases(5 * count, AGENCIES, random.Random(7))
        for _, case in zip(range(count), made, strict=False):
            yield replace(case, fields={**case.fields, **asked})

    def _write_closed(self, sample: Sample) -> None:
        count, first = self.stock.cases - self.stock.open, self.now - timedelta(days=365 * YEARS)
        apart = (timedelta(days=365 * YEARS - SETTLED_DAYS)) / max(count, 1)
        numbers: dict[tuple[str, int], int] = {}
        for each in range(count):
            at, prefix = first + each * apart, PREFIXES[each % len(PREFIXES)]
            number = numbers[prefix, at.year] = numbers.get((prefix, at.year), FIRST_CLOSED) + 1
            self._write_case(sample, f"{prefix}-{at.year}-{number:04d}", each, at)
        if count:
            last = self.now.replace(day=1) - timedelta(days=1)
            self._write_case(sample, f"{DIGEST_PREFIX}-{last.year}-{last.month:04d}", 0, first)

    def _write_case(self, sample: Sample, ref: str, number: int, closed: datetime | None = None) -> None:
        folder = self.data / "cases" / ref.split("-")[1] / ref
        folder.mkdir(parents=True, mode=0o700)
        path = folder / "case.json"
        path.write_text(sample.under(ref, number), "utf-8")
        if closed is not None:
            (folder / CLOSED_MARK).touch()
            os.utime(path, (closed.timestamp(), closed.timestamp()))

    def _write_ledger(self) -> None:
        busy, days = int(self.stock.lines * BUSY_SHARE), 365 * YEARS
        counts = dict.fromkeys(range(BUSY_DAYS + 1, days), (self.stock.lines - busy) // days)
        counts |= dict.fromkeys(range(1, BUSY_DAYS + 1), busy // BUSY_DAYS)
        for name in ("ledger", "balance"):
            (self.data / name).mkdir(parents=True, mode=0o700)
        for back, count in counts.items():
            day, first = (self.now - timedelta(days=back)).date().isoformat(), back * 1_000_000
            (self.data / "ledger" / f"{day}.jsonl").write_bytes(b"".join(_lines(day, first, count)))
            if back <= BUSY_DAYS:
                mail = {f"7:{number}": "done" for number in range(first, first + count)}
                sums = {"came": count, "done": count, "held": 0, "waiting": 0, "mail": mail}
                (self.data / "balance" / f"{day}.json").write_text(json.dumps(sums))


def _lines(day: str, first: int, count: int) -> Iterator[bytes]:
    sample = LedgerLine(
        datetime.fromisoformat(f"{day}T03:00:00+00:00"), "DIGEST", "CONTENT", "NUMBER@surel.example", 0, 7,
        "opened", "request", "TTP-2020-0001", "permohonan, opd", "", "SEAL",
    )  # fmt: skip
    text = json.dumps(encode(sample), separators=(",", ":")) + "\n"
    for number in range(first, first + count):
        digest = hashlib.sha256(b"%d" % number).hexdigest()
        line = (
            text.replace("DIGEST", digest).replace("CONTENT", digest[::-1]).replace("SEAL", digest[1:] + "0")
        )
        yield line.replace("NUMBER", str(number)).replace('"uid":0', f'"uid":{number}').encode("ascii")


# ---- the runs ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """Over some messages, and over all of them."""

    few: Cost
    all: Cost


@dataclass
class Folder:
    """A data folder that each run finds as the first one did: what a run adds or changes is taken back."""

    name: str
    place: Place
    path: Path = field(init=False)
    starts: list[Cost] = field(default_factory=list)
    runs: dict[str, list[Run]] = field(default_factory=dict)  # by kind

    def __post_init__(self) -> None:
        self.path = self.place.office(self.name)

    @property
    def data(self) -> Path:
        return self.path / "data"

    def run(self, load: Load) -> Cost:
        """`titip once` over these messages; then all is as before."""
        kept = self.path / "kept"
        lately = [*self._lately(), *self._beside()]
        for path in lately:
            _copy(path, kept / path.relative_to(self.data))
        cases = self._names()
        if load.data is not None:
            shutil.copytree(load.data / "cases", self.data / "cases", dirs_exist_ok=True)
            shutil.copy(load.data / "secret", self.data / "secret")
        try:
            return self._run(load)
        finally:
            for folder in self._names() - cases:
                shutil.rmtree(self.data / "cases" / folder)
            for path in [*self._lately(), *self._beside()]:
                path.unlink()
            for path in lately:
                _copy(kept / path.relative_to(self.data), path)
            shutil.rmtree(kept, ignore_errors=True)

    def _run(self, load: Load) -> Cost:
        account = self.place.account()
        for raw in load.messages:
            self.place.server.deliver(account, raw)
        return self.place.run_titip(self.path, account)

    def _names(self) -> set[str]:
        """The cases of this year, and of the ones about to come."""
        year = self.place.now.year
        return {
            f"{path.name}/{name}"
            for path in (self.data / "cases" / str(each) for each in (year, year + 1))
            if path.is_dir()
            for name in os.listdir(path)
        }

    def _lately(self) -> Iterator[Path]:
        """The ledger and the balance of the days about now."""
        days = {(datetime.now(UTC) + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1)}
        for name in ("ledger", "balance"):
            yield from (path for path in (self.data / name).glob("*") if path.stem in days)

    def _beside(self) -> Iterator[Path]:
        """What lies in the data folder itself."""
        return (path for path in self.data.glob("*") if path.is_file() and path.name != "lock")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def show(console: Console, folders: list[Folder], firsts: list[Cost], messages: int) -> None:
    """One table: starts, then each kind."""
    table = Table(title="start: s; message: ms; min / median / max")
    for head in ("", "", *(folder.name for folder in folders), "×"):
        table.add_column(head, justify="right" if head else "left")

    def add(name: str, what: str, pick: Callable[[Folder], list[float]]) -> None:
        values = [pick(folder) for folder in folders]
        spread = [f"{min(one):.2f} / {statistics.median(one):.2f} / {max(one):.2f}" for one in values]
        ratio = statistics.median(values[1]) / statistics.median(values[0])
        table.add_row(name, what, *spread, f"{ratio:.2f}")

    for what in ("wall", "cpu", "peak"):
        table.add_row("first start", what, *(f"{getattr(one, what):.2f}" for one in firsts), "")
    for what in ("wall", "cpu", "peak"):
        add("start", what, lambda folder, what=what: [getattr(one, what) for one in folder.starts])  # type: ignore[misc]
    for kind in folders[0].runs:
        for what in ("wall", "cpu"):
            add(kind, what, lambda folder, kind=kind, what=what: _per_message(folder, kind, what, messages))  # type: ignore[misc]
        add(kind, "once, cpu", lambda folder, kind=kind: _once(folder, kind, messages))  # type: ignore[misc]
        add(kind, "peak", lambda folder, kind=kind: [one.all.peak for one in folder.runs[kind]])  # type: ignore[misc]
    console.print(table)


def _per_message(folder: Folder, kind: str, what: str, messages: int) -> list[float]:
    further = messages - messages // 4
    return [1000 * (getattr(run.all, what) - getattr(run.few, what)) / further for run in folder.runs[kind]]


def _once(folder: Folder, kind: str, messages: int) -> list[float]:
    """Seconds."""
    start = statistics.median(one.cpu for one in folder.starts)
    each = statistics.median(_per_message(folder, kind, "cpu", messages)) / 1000
    return [run.few.cpu - start - each * (messages // 4) for run in folder.runs[kind]]


def main() -> int:
    """0; 1 where there is no Dovecot."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    for name, default in (
        ("cases", 100_000),
        ("open", 1000),
        ("lines", 1_000_000),
        ("rounds", 5),
        ("messages", 400),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS[:3]), choices=KINDS)
    asked = parser.parse_args()
    console = Console(width=140)
    if BINARY is None:
        console.print("Dovecot is not installed: nothing to measure against")
        return 1
    runs = 2 * (asked.rounds + 1) * (2 * len(asked.kinds) + 1) + 2
    server = DovecotServer({f"kotak{number}@contoh.example": PASSWORD for number in range(1, runs + 1)})
    with tempfile.TemporaryDirectory(prefix="titip-bench-") as name, Sink() as sink:
        server.start()
        try:
            place = Place(Path(name), server, sink)
            folders = [Folder("none", place), Folder("all", place)]
            Archive(folders[1].data, Stock(asked.cases, asked.open, asked.lines), place.now).write()
            loads = Loads(place)
            sizes = (asked.messages // 4, asked.messages)
            work = {kind: [loads.make(kind, size) for size in sizes] for kind in asked.kinds}
            firsts = [folder._run(Load(())) for folder in folders]
            for number in range(asked.rounds):
                turn = folders[:: -1 if number % 2 else 1]  # whoever comes second finds the disk busy
                for folder in turn:
                    folder.starts.append(folder.run(Load(())))
                for kind, (few, many) in work.items():
                    for folder in turn:
                        run = Run(folder.run(few), folder.run(many))
                        folder.runs.setdefault(kind, []).append(run)
                        sink.taken.clear()
            show(console, folders, firsts, asked.messages)
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
