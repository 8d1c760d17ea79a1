"""A start into a full inbox: is it worked through steadily, told as it goes, stopped soon, resumed without a slip?

    python -m bench.backlog [--messages 2000] [--stopped 300] [--stops 4] [--requests 25]

Two inboxes, `titip run` over each. The first is worked through at one go: messages a second over the first and the
last part, resident memory there, the lines of the log. The second is stopped by SIGTERM again and again: how long an
end takes, how many messages it still takes, and whether at the end each was taken once, the oldest first. Of a
hundred messages `--requests` open a case and are answered; the rest is none of the bot's business.
20,000: `--messages 20000`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.running import Running, wait_until
from bench.sink import Sink
from bench.work import PASSWORD, Place, write_incomplete, write_mail
from bot.edges.ledger import LedgerLine, read_day
from tests.dovecot import BINARY, DovecotServer

SLOWER = 0.8  # of the first part's pace the last must keep
SECONDS = 5.0  # that an end may take
AFTER = 5  # messages that are still taken after the signal
WRITERS = 200  # who write what is none of the bot's business


def write_other(number: int, at: datetime) -> bytes:
    """Nothing that the bot can do anything about: held."""
    sender = f"Siti Contoh <siti{number % WRITERS}@dispora.example>"
    return write_mail(number, sender, f"Wifi {number}", f"Wifi di ruang {number} mati.\n", at).as_bytes()


def write_inbox(place: Place, account: str, count: int, requests: int) -> None:
    for number in range(count):
        write = write_incomplete if number % 100 < requests else write_other
        place.server.deliver(account, write(number, place.now))


def read_ledger(folder: Path) -> list[LedgerLine]:
    """What was taken so far, in that order."""
    days = sorted((folder / "data" / "ledger").glob("*.jsonl"))
    return [line for day in days for _, line in read_day(day) if line is not None]


class Taking:
    """How many messages were taken, without reading the whole ledger at each look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "data" / "ledger"
        self._read: Counter[Path] = Counter()
        self.count = 0

    def reaches(self, count: int) -> bool:
        for day in self._folder.glob("*.jsonl"):
            with day.open("rb") as file:
                file.seek(self._read[day])
                news = file.read()
            self._read[day] += len(news)
            self.count += news.count(b"\n")
        return self.count >= count


@dataclass(frozen=True)
class Stretch:
    """The first or the last part of an inbox. `memory` in MB when it ended."""

    name: str
    lines: list[LedgerLine]
    memory: float

    @property
    def pace(self) -> float:
        """Messages a second."""
        return (len(self.lines) - 1) / (self.lines[-1].at - self.lines[0].at).total_seconds()


def work_through(place: Place, count: int, requests: int) -> tuple[Stretch, Stretch, list[str]]:
    """The first and the last part, at most a thousand or a third each; the log of the bot."""
    account, folder, part = place.account(), place.office("whole"), min(1000, count // 3)
    write_inbox(place, account, count, requests)
    taking = Taking(folder)
    with Running(place, folder, account) as bot:
        wait_until(lambda: taking.reaches(part))
        early = bot.resident()
        wait_until(lambda: taking.reaches(count))
        late = bot.resident()
    lines = read_ledger(folder)
    first = Stretch(f"first {part}", lines[:part], early)
    return first, Stretch(f"last {part}", lines[count - part : count], late), bot.log


@dataclass(frozen=True)
class Ends:
    """Of each stop: seconds, and messages taken after the signal. `slips`: what was not taken just once, in order."""

    seconds: list[float]
    after: list[int]
    slips: int


def stop_and_resume(place: Place, count: int, stops: int, requests: int) -> Ends:
    account, folder, chance = place.account(), place.office("stopped"), random.Random(stops)
    write_inbox(place, account, count, requests)
    taking, seconds, after = Taking(folder), list[float](), list[int]()
    for _ in range(stops):
        with Running(place, folder, account, verbose=True) as bot:
            wanted = chance.randint(1, count // (stops + 1))
            wait_until(lambda bot=bot, wanted=wanted: bot.taken >= wanted)  # type: ignore[misc]
            before = bot.taken
            seconds.append(bot.stop())
            after.append(bot.taken - before)
    with Running(place, folder, account):
        wait_until(lambda: taking.reaches(count))
    uids = [line.uid for line in read_ledger(folder)]
    wrong = sum(one != other for one, other in zip(uids, range(1, count + 1), strict=False))
    return Ends(seconds, after, wrong + abs(len(uids) - count))


def judge(first: Stretch, last: Stretch, ends: Ends) -> list[str]:
    """What does not hold."""
    checks = {
        f"the last part is slower: {last.pace / first.pace:.2f}": last.pace >= SLOWER * first.pace,
        f"an end took {max(ends.seconds):.1f} s": max(ends.seconds) <= SECONDS,
        f"{max(ends.after)} messages were taken after the signal": max(ends.after) <= AFTER,
        f"{ends.slips} slips": ends.slips == 0,
    }
    return [text for text, holds in checks.items() if not holds]


def show(first: Stretch, last: Stretch, ends: Ends) -> Table:
    table = Table("", "messages/s", "MB", "s to end", "messages after SIGTERM", "not once, in order")
    for one in (first, last):
        table.add_row(one.name, f"{one.pace:.1f}", f"{one.memory:.0f}", "", "", "")
    longest = f"{min(ends.seconds):.1f}-{max(ends.seconds):.1f}"
    most = f"{min(ends.after)}-{max(ends.after)}"
    table.add_row(f"{len(ends.seconds)} stops", "", "", longest, most, str(ends.slips))
    return table


def main() -> int:
    """0; 1 when something does not hold, or without Dovecot."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--stopped", type=int, default=300, help="messages of the inbox that is stopped")
    parser.add_argument("--stops", type=int, default=4)
    parser.add_argument("--requests", type=int, default=25, help="of a hundred messages")
    asked = parser.parse_args()
    if BINARY is None:
        print("Dovecot is not installed: nothing to measure against")
        return 1
    server = DovecotServer({f"kotak{number}@contoh.example": PASSWORD for number in (1, 2)})
    with tempfile.TemporaryDirectory(prefix="titip-bench-") as name, Sink() as sink:
        server.start()
        try:
            place = Place(Path(name), server, sink)
            ends = stop_and_resume(place, asked.stopped, asked.stops, asked.requests)
            first, last, log = work_through(place, asked.messages, asked.requests)
        finally:
            server.stop()
    console = Console(width=110)
    console.print(show(first, last, ends))
    console.print(f"{len(log)} lines in the log, of the first inbox; among them:", *log[:12], sep="\n  ")
    failed = judge(first, last, ends)
    console.print(*failed, style="red", sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
