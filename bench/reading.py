"""How long it takes to read a mail, beyond parsing it: short mails, and ten megabytes of anything.

    python -m bench.reading [--mail FOLDER] [--size 10000000]

Without --mail, the sayings of the tests are read, each as the answer to one of our letters in every mail program. The
floor is mail-parser's own parse of the same bytes. Fails above the limits: 10 ms a message (median), 2 s a text.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import mailparser

from bench.hostile import PAGES, TEXTS
from bot.model import Address, Place
from bot.reading.guard import guard_message
from bot.reading.lines import MAX_OWN
from bot.reading.parse import parse_message
from bot.reading.visible import read_visible
from bot.trying import Trial, load_trial
from tests.reading.ours import letters_to
from tests.reading.programs import PROGRAMS, Way, answer, answer_html
from tests.reading.sayings import SAYINGS
from tests.reading.wire import wire_mail

MILLISECONDS, SECONDS = 10.0, 2.0
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
OWN = Address("server@kominfo.example")
PLACE = Place("penitipan", "penyerahan", "teknisi")
Sample = tuple[bytes, Place, tuple[str, ...]]


def _samples() -> Iterator[Sample]:
    for number, said in enumerate(SAYINGS):
        letters = letters_to(said.process, said.step, said.role)
        texts = tuple(dict.fromkeys(one.text for one in letters))
        place = Place(said.process, said.step, said.role)
        for program in PROGRAMS:
            ours, way = letters[number % len(letters)], Way(program)
            raw = wire_mail(
                answer(said.text, ours, way), answer_html(said.text, ours, way), f"Re: {ours.subject}"
            )
            yield raw, place, texts


def _read(trial: Trial, raw: bytes, place: Place, letters: tuple[str, ...]) -> tuple[float, float]:
    """Seconds of parsing, and of all that follows."""
    started = time.perf_counter()
    message = parse_message(raw, NOW)
    parsed = time.perf_counter()
    verdict = guard_message(message, OWN, trial.words)
    trial.reader.read(message, read_visible(message, letters, trial.words), verdict.kind, place)
    return parsed - started, time.perf_counter() - parsed


def _floor(raw: bytes) -> float:
    started = time.perf_counter()
    mailparser.parse_from_bytes(raw)
    return time.perf_counter() - started


def measure_short(trial: Trial, samples: list[Sample]) -> bool:
    """One line a measure; whether the median keeps within the limit."""
    for sample in samples[:50]:
        _read(trial, *sample)
    times = [_read(trial, *sample) for sample in samples]
    rows = {
        "mail-parser (floor)": [_floor(raw) for raw, _, _ in samples],
        "parsing": [parsed for parsed, _ in times],
        "reading beyond parsing": [read for _, read in times],
    }
    print(f"{len(samples)} short mails, ms a message           median     p95")
    for name, seconds in rows.items():
        cuts = statistics.quantiles([1000 * one for one in seconds], n=20)
        print(f"  {name:40} {cuts[9]:8.2f} {cuts[18]:8.2f}")
    return 1000 * statistics.median(rows["reading beyond parsing"]) <= MILLISECONDS


def measure_hostile(trial: Trial, size: int) -> bool:
    """Seconds of each text and page, and of as much of it as is read; whether all keep within the limit."""
    print(f"{f'{size / 1e6:g} MB of':42} parsing   beyond    uncut   (s)")
    slowest = 0.0
    for kind, table in (("", TEXTS), ("HTML: ", PAGES)):
        for name, make in table.items():
            body = make(size)
            raw = wire_mail("" if kind else body, body if kind else "")
            parsed, read = _read(trial, raw, PLACE, ())
            body = make(MAX_OWN)
            _, uncut = _read(trial, wire_mail("" if kind else body, body if kind else ""), PLACE, ())
            slowest = max(slowest, read, uncut)
            late = "  <-- too slow" if max(read, uncut) > SECONDS else ""
            print(f"  {kind + name:40} {parsed:8.2f} {read:8.2f} {uncut:8.2f}{late}")
    print(f"slowest: {slowest:.2f} s; the limit is {SECONDS:g}")
    return slowest <= SECONDS


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mail", type=Path, help="a folder of .eml files")
    parser.add_argument("--size", type=int, default=10_000_000)
    given = parser.parse_args()
    trial = load_trial()
    files = sorted(given.mail.glob("*.eml")) if given.mail else ()
    samples = [(path.read_bytes(), PLACE, ()) for path in files] or list(_samples())
    kept = [measure_short(trial, samples), measure_hostile(trial, given.size)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
