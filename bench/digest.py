"""How long a digest of many servers takes, and how much memory: cases on disk in, five files and every letter out.

    python -m bench.digest [--servers 10000] [--keep FOLDER]

Prints the seconds per part, the peak of resident memory (ru_maxrss), and fails above the limits of the issue.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import EXAMPLE
from bot.deciding.rounds import ASKED, ASKED_AT, ROUND
from bot.edges.codec import encode
from bot.edges.store import Store
from bot.kit import Kit, load_kit
from bot.model import Address, Case, Entry
from bot.office_rules import Rack, Racks, Room
from bot.stocktaking import Stocktaking, digest_ref

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)  # a Monday, 10.00 in Jakarta
MONTH = "2026-10"
SECONDS, MEGABYTES = 20.0, 400.0
PER_RACK = 19  # servers of 2U
MAKES = ("Contoh X100", "Contoh X200 Gen2", "Misal R640", "Misal R750xs", "Umpama DL380")
PATH = (
    "permohonan",
    "disposisi-kadis",
    "disposisi-kabid",
    "tempat",
    "penyerahan",
    "konfigurasi",
    "uji-akses",
)
SAID = ("diajukan", "disposisi", "teruskan", "tersedia", "diterima", "terhubung", "bisa-diakses")
BY = ("pemohon", "kadis", "kabid", "kasi", "teknisi", "teknisi", "pemohon")


@dataclass(frozen=True)
class Hall:
    """As many racks as the servers need."""

    servers: int

    def racks(self) -> Racks:
        count = self.servers // PER_RACK + 1
        racks = tuple(
            Rack(id=f"R{number:03d}", units=42, watts=20_000, reserved=("1-4",)) for number in range(count)
        )
        return Racks(room=(Room(id="hall", name="Ruang server contoh", rack=racks),))


def make_cases(count: int, agencies: tuple[str, ...], chance: random.Random) -> Iterator[Case]:
    """Deposits of one to four servers each, of the last three years, until there are `count` servers."""
    made = number = 0
    while made < count:
        number += 1
        servers = min(chance.choice((1, 1, 2, 3, 4)), count - made)
        yield _make_case(number, made, servers, agencies, chance)
        made += servers


def _make_case(number: int, first: int, count: int, agencies: tuple[str, ...], chance: random.Random) -> Case:
    opened = NOW - timedelta(days=chance.randint(5, 1000), hours=chance.randint(0, 8))
    ref = f"TTP-{opened.year}-{number:05d}"
    opd = agencies[number % len(agencies)]
    servers = [_make_server(first + index, chance) for index in range(count)]
    journal, at = _make_journal(ref, opened, chance)
    fields = {
        "opd": opd, "kontak": f"Budi Contoh {number}", "telepon": "0812-0000-0000", "server": servers,
        "masuk": at.isoformat(), "gateway": "192.0.2.1", ASKED: MONTH,
        ASKED_AT: (NOW - timedelta(days=31)).isoformat(),
    }  # fmt: skip
    return Case(
        ref=ref, process="penitipan", step="aktif", opened=opened, since=at, fields=fields,
        applicant=Address(f"kontak{number % len(agencies)}@opd.example", "Budi Contoh"), journal=journal, version=1,
    )  # fmt: skip


def _make_server(place: int, chance: random.Random) -> dict[str, object]:
    unit = 5 + 2 * (place % PER_RACK)
    return {
        "merek": chance.choice(MAKES), "nomor_seri": f"SN{place:07d}", "prosesor": "2 x Contoh 4310, 12 inti",
        "memori": "128 GB", "penyimpanan": "4 x 960 GB SSD", "kondisi": "baik", "ukuran": "2", "daya": "2 x 500 W",
        "rak": f"R{place // PER_RACK:03d}", "unit": f"{unit}-{unit + 1}",
        "ip": [f"10.{place >> 16}.{place >> 8 & 255}.{place & 255}/24"],
    }  # fmt: skip


def _make_journal(ref: str, opened: datetime, chance: random.Random) -> tuple[tuple[Entry, ...], datetime]:
    at, entries = opened, [Entry(opened, "pemohon", "opened", "permohonan")]
    for step, said, by in zip(PATH, SAID, BY, strict=True):
        at += timedelta(hours=chance.expovariate(1 / 20))
        entries.append(Entry(at, by, "moved", step, said))
    asked = NOW - timedelta(days=31)
    entries.append(Entry(asked, "bot", ROUND, "aktif", text=MONTH))
    if chance.random() < 0.8:
        entries.append(Entry(asked + timedelta(days=2), "teknisi", "stayed", "aktif", "sesuai"))
    if chance.random() < 0.1:
        entries.append(
            Entry(
                asked + timedelta(days=3),
                "teknisi",
                "placed",
                "aktif",
                text=f"{ref}/1: R000 U5-6 -> R001 U7-8",
            )
        )
    return tuple(entries), min(at, NOW)


def write_cases(folder: Path, count: int, agencies: tuple[str, ...]) -> int:
    """The cases as the store has them (without its fsync per case); how many."""
    cases = make_cases(count, agencies, random.Random(7))
    for case in cases:
        place = folder / "cases" / case.ref[4:8] / case.ref
        place.mkdir(parents=True)
        (place / "case.json").write_text(json.dumps({"case": {"1": encode(case)}}), "utf-8")
    return len(list(folder.glob("cases/*/*")))


def make_kit(folder: Path, servers: int) -> Kit:
    path = folder / "config.toml"
    path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    kit = load_kit(path, (b"not a secret",))
    return replace(kit, rules=kit.rules.model_copy(update={"racks": Hall(servers).racks()}))


def measure(folder: Path, servers: int, keep: Path | None) -> bool:
    """One digest as the bot makes it: cases read, files set, a letter to every official and agency, all on disk.
    Whether it kept within the limits."""
    kit = make_kit(folder, servers)
    store = Store(folder / "data")
    began = time.perf_counter()
    Stocktaking(kit, store, NOW).send_digest(MONTH)
    spent, memory = time.perf_counter() - began, _megabytes()
    ref = digest_ref(MONTH)
    case = store.load(ref)
    print(f"digest of {servers} servers, {len(case.letters)} letters: {spent:.1f} s, peak {memory:.0f} MB")
    for name in store.file_names(ref):
        content = store.read_file(ref, name)
        print(f"  {name}: {len(content) / 1e6:.2f} MB")
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / name).write_bytes(content)
    return spent <= SECONDS and memory <= MEGABYTES


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--servers", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.folder:
        return 0 if measure(given.folder, given.servers, given.keep) else 1
    folder = Path(tempfile.mkdtemp(prefix="titip-bench-"))
    try:
        kit = make_kit(folder, given.servers)
        total = write_cases(folder / "data", given.servers, tuple(one.name for one in kit.rules.opd))
        print(f"{given.servers} servers in {total} cases on disk")
        keep = ["--keep", str(given.keep)] if given.keep else []
        again = [
            sys.executable,
            "-m",
            "bench.digest",
            "--folder",
            str(folder),
            "--servers",
            str(given.servers),
            *keep,
        ]
        return subprocess.run(again, check=False).returncode  # a process of its own: its peak is the digest's
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
