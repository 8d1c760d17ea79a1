"""How long a letter takes from a message's arrival, and what a bot costs that has nothing to do.

    python -m bench.latency [--messages 30] [--idle 60]

`titip run`, woken by IDLE alone, beside the least that any such bot could do: imapclient's IDLE, a FETCH of the
message, one letter of the same size by aiosmtplib (bench.floor waits the same way). On two mail servers: Dovecot says
only after half a second that something came, the embedded one at once. So the time is also shown from that word on,
which a third connection in IDLE hears. Prints ms (median, 95th percentile, max), and the CPU time and the memory at
rest.
"""

from __future__ import annotations

import argparse
import queue
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imapclient import IMAPClient
from rich.console import Console
from rich.table import Table

from bench.running import PATIENCE, Running, wait_until
from bench.sink import HOST, Sink
from bench.work import PASSWORD, Place, write_incomplete
from bot.config import ROOT
from bot.embedded import EmbeddedServer
from tests.dovecot import BINARY, DovecotServer

SAID_WITHIN = 5.0  # seconds of a message's arrival in which a server tells of it, if at all
WARMING = 3  # messages before those that count
PAUSE = 0.7, 1.3  # seconds between two, so that none falls into the work on the one before


class TimedSink(Sink):
    """`accepted` has the moment of each letter."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: queue.SimpleQueue[float] = queue.SimpleQueue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        self.accepted.put(time.perf_counter())
        return answer


class Listener:
    """A connection in IDLE on that account: when the server said that something came."""

    def __init__(self, port: int, account: str) -> None:
        self.words: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._client = IMAPClient(HOST, port=port, ssl=False)
        self._client.login(account, PASSWORD)
        self._client.select_folder("INBOX")
        self._client.idle()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._ended.is_set():
            said = self._client.idle_check(timeout=0.2)
            now = time.perf_counter()
            if any(word[1:] == (b"EXISTS",) for word in said):
                self.words.put(now)

    def forget(self) -> None:
        """What was said until now is of no further message."""
        with suppress(queue.Empty):
            while True:
                self.words.get_nowait()

    def find_word(self) -> float | None:
        """When the server told of the last message; None when it never did: it was gone before."""
        with suppress(queue.Empty):
            return self.words.get(timeout=SAID_WITHIN)
        return None

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self._client.idle_done()
        self._client.logout()


@dataclass
class Delays:
    """Seconds from the arrival, and from the server's word; of each message."""

    arrival: list[float] = field(default_factory=list)
    word: list[float] = field(default_factory=list)


def measure(place: Place, sink: TimedSink, account: str, count: int) -> Delays:
    """One message after the other, each answered before the next. The server's word is heard from Dovecot alone: the
    embedded server's is not always well-formed."""
    delays, chance = Delays(), random.Random(7)
    listener = Listener(place.server.imap_port, account) if isinstance(place.server, DovecotServer) else None
    try:
        for number in range(WARMING + count):
            time.sleep(chance.uniform(*PAUSE))
            raw = write_incomplete(number, place.now)
            if listener is not None:
                listener.forget()
            began = time.perf_counter()
            place.server.deliver(account, raw)
            accepted = sink.accepted.get(timeout=PATIENCE)
            said = listener.find_word() if listener is not None else None
            if number >= WARMING:
                delays.arrival.append(accepted - began)
                delays.word += [accepted - said] if said is not None else []
    finally:
        if listener is not None:
            listener.close()
    return delays


@contextmanager
def floor_at_work(place: Place, account: str, letter: bytes) -> Iterator[None]:
    path = place.folder / "letter.eml"
    path.write_bytes(letter)
    ports = [str(place.server.imap_port), str(place.sink.port)]
    command = [sys.executable, "-m", "bench.floor_idle", *ports, account, PASSWORD, str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert child.stdout is not None
        child.stdout.readline()  # it listens
        yield
    finally:
        child.kill()
        child.wait()


def rest(bot: Running, seconds: float) -> tuple[float, float]:
    """Percent of a core, MB."""
    before, began = bot.cpu(), time.monotonic()
    time.sleep(seconds)
    return 100 * (bot.cpu() - before) / (time.monotonic() - began), bot.resident()


def spread(values: list[float]) -> str:
    if not values:
        return "not heard"
    values = sorted(1000 * one for one in values)
    return f"{statistics.median(values):.0f} / {values[int(0.95 * (len(values) - 1))]:.0f} / {values[-1]:.0f}"


def run(place: Place, sink: TimedSink, count: int, idle: float, table: Table) -> None:
    account, folder = place.account(), place.office("latency")
    with Running(place, folder, account) as bot:
        wait_until(lambda: bool(bot.status().get("last_pass")))
        titip = measure(place, sink, account, count)
        percent, resident = rest(bot, idle)
    at_rest = f"{percent:.2f} % of a core, {resident:.0f} MB"
    name = type(place.server).__name__.removesuffix("Server")
    table.add_row(f"{name}: titip run", spread(titip.arrival), spread(titip.word), at_rest)
    if isinstance(place.server, DovecotServer):
        account = place.account()
        with floor_at_work(place, account, sink.taken[-1].raw):
            floor = measure(place, sink, account, count)
        table.add_row(f"{name}: floor", spread(floor.arrival), spread(floor.word), "")


@contextmanager
def with_servers(
    make: Callable[[dict[str, str]], DovecotServer | EmbeddedServer],
) -> Iterator[tuple[Place, TimedSink]]:
    """A place with two accounts."""
    server, sink = make({f"kotak{number}@contoh.example": PASSWORD for number in (1, 2)}), TimedSink()
    with tempfile.TemporaryDirectory(prefix="titip-bench-") as name:
        server.start()
        try:
            sink.start()
            yield Place(Path(name), server, sink), sink
        finally:
            sink.stop(no_assert=True)
            server.stop()


def main() -> int:
    """0; 1 without Dovecot."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=30)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds of watching the bot at rest")
    asked = parser.parse_args()
    if BINARY is None:
        print("Dovecot is not installed: nothing to measure against")
        return 1
    table = Table("ms (median / 95 % / max)", "from the arrival", "from the server's word", "at rest")
    for make in (DovecotServer, EmbeddedServer):
        with with_servers(make) as (place, sink):
            run(place, sink, asked.messages, asked.idle, table)
    Console(width=110).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
