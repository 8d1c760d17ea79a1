"""Which cases a start has to read: the folders as they lie, and a small file that says which may be passed over.

Law: the file is a hint, and never says too much. It passes over cases that had ended and been left alone for long
when every one was looked at; it is removed, durably, before any of them is changed, and it is written only by
whoever holds the lock. So whenever the machine dies, what it leaves to be read is all that must be, or more. It
counts for the very folders it was made from (inode numbers): a copy, a backup that was restored, a folder put back
by a hand is looked at. Without it every case is looked at.
"""

from __future__ import annotations

import json
import os
import time
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from bot.edges import disk
from bot.edges.codec import CodecError, decode, encode
from bot.edges.refs import CASE_FILE, Numbers, list_cases, list_years, make_ref
from bot.edges.stage import CLOSED_MARK

FILE = "berkas-lama.json"
RECENT_DAYS = 40  # what is closed and was changed in these days is read: for repeats, and letters counted
DAY = 86400.0
COUNTS = DAY  # seconds for which the file counts
FRESH = 600.0  # seconds for which a sweep need not look again at what the start before it looked at
QUIET = 10.0  # seconds since a folder's last change, after which its time of change tells any other from it
BUILDING = ".new-"  # a case that is being written: a death leaves it behind


@dataclass(frozen=True, slots=True)
class Year:
    """A year's folder when all of it was looked at. `changed` is its ctime in ns, 0 when that was a moment ago;
    `read` are the references to be read, sorted; `settled` is the hash of the others' names and inode numbers."""

    inode: int
    changed: int
    lowest: Mapping[str, int]  # number, by prefix
    highest: Mapping[str, int]
    read: tuple[str, ...]
    settled: str

    def passes(self, ref: str) -> bool:
        """Whether that case, if it was there, need not be read."""
        prefix, _, number = ref.split("-")
        at = bisect_left(self.read, ref)
        return int(number) <= self.highest.get(prefix, 0) and self.read[at : at + 1] != (ref,)


@dataclass(frozen=True, slots=True)
class Hint:
    """The file. `looked`: when every case was looked at, `swept`: when what is due by time was done for each (both
    Unix time); `cases`: the inode number of the folder of all."""

    cases: int
    looked: float
    swept: float = 0.0
    years: Mapping[str, Year] = field(default_factory=dict)

    def passes(self, ref: str) -> bool:
        """Whether a start may pass that case over."""
        year = self.years.get(ref.split("-")[1])
        return year is not None and year.passes(ref)


NOTHING = Hint(0, 0.0)  # passes nothing over


@dataclass
class Look:
    """What a start saw: folders to be read by reference, the numbers taken, what deaths have left, and the hint as it
    would be now; `news`: it says more than the one it began with."""

    hint: Hint
    folders: list[Path] = field(default_factory=list)
    numbers: Numbers = field(default_factory=Numbers)
    leftovers: list[Path] = field(default_factory=list)
    news: bool = False


# ---- the file ----------------------------------------------------------------------------------------------


def load_hint(root: Path) -> Hint:
    """NOTHING when there is none, or one that is damaged, old, or of another folder."""
    try:
        told = json.loads((root / FILE).read_bytes())
        hint = decode(Hint, told["hint"])
        fits = told["sum"] == _sum(hint) and hint.cases == (root / "cases").stat().st_ino
    except (OSError, ValueError, CodecError, KeyError, TypeError):
        return NOTHING
    return hint if fits and 0 <= time.time() - hint.looked < COUNTS else NOTHING


def is_fresh(hint: Hint) -> bool:
    """Whether every case was looked at a moment ago."""
    return bool(hint.years) and 0 <= time.time() - hint.looked < FRESH


def save_hint(root: Path, hint: Hint) -> None:
    """Raises OSError."""
    told = {"sum": _sum(hint), "hint": encode(hint)}
    disk.write_file(root / FILE, json.dumps(told, separators=(",", ":")).encode("ascii"))


def remove_hint(root: Path) -> None:
    """Durably: nothing that is done after this can be passed over. Raises OSError."""
    (root / FILE).unlink(missing_ok=True)
    disk.sync_folder(root)


def _sum(hint: Hint) -> str:
    return sha256(json.dumps(encode(hint), sort_keys=True).encode("ascii")).hexdigest()


# ---- the folders -------------------------------------------------------------------------------------------


def look_over(cases: Path, hint: Hint = NOTHING) -> Look:
    """What a start must read; years that are as the hint has them are not looked at case by case."""
    try:
        inode = cases.stat().st_ino
    except OSError:
        return Look(NOTHING)
    began = replace(hint, cases=inode, looked=hint.looked or time.time())
    look = Look(began)
    years = {folder.name: _look_at(folder, hint.years.get(folder.name), look) for folder in list_years(cases)}
    look.hint = replace(began, years=years)
    return look


def _look_at(folder: Path, known: Year | None, look: Look) -> Year:
    """Adds what lies in a year's folder to the look."""
    status = folder.stat()
    if known is not None and (known.inode, known.changed) == (status.st_ino, status.st_ctime_ns):
        _note_numbers(folder, known.lowest, known.highest, look)
        look.folders += [folder / ref for ref in _find_needed(folder, known.read)]
        return known
    found, leftovers = list_cases(folder), list(folder.glob(f"{BUILDING}*"))
    look.leftovers += leftovers
    lowest, highest = _range(found)
    _note_numbers(folder, lowest, highest, look)
    if known is not None:
        passed = {ref for ref in found if known.passes(ref)}
        if _hash(found, passed) == known.settled:
            look.folders += [folder / ref for ref in _find_needed(folder, found.keys() - passed)]
            return known
    read = _find_needed(folder, found)
    look.folders += [folder / ref for ref in read]
    look.news = True
    quiet = not leftovers and time.time() - status.st_ctime > QUIET
    settled = _hash(found, found.keys() - set(read))
    return Year(status.st_ino, status.st_ctime_ns if quiet else 0, lowest, highest, read, settled)


def _note_numbers(folder: Path, lowest: Mapping[str, int], highest: Mapping[str, int], look: Look) -> None:
    """Of a year, by prefix."""
    for prefix, number in (*lowest.items(), *highest.items()):
        look.numbers.note(make_ref(prefix, int(folder.name), number))


def _hash(found: Mapping[str, int], refs: Collection[str]) -> str:
    return sha256("\n".join(f"{ref} {found[ref]}" for ref in sorted(refs)).encode("ascii")).hexdigest()


def _range(refs: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
    numbers: dict[str, list[int]] = {}
    for ref in refs:
        prefix, _, number = ref.split("-")
        numbers.setdefault(prefix, []).append(int(number))
    return (
        {prefix: min(taken) for prefix, taken in numbers.items()},
        {prefix: max(taken) for prefix, taken in numbers.items()},
    )


def _find_needed(folder: Path, refs: Iterable[str]) -> tuple[str, ...]:
    """Those that a start reads, sorted."""
    recent = time.time() - RECENT_DAYS * DAY
    year = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return tuple(ref for ref in sorted(refs) if _is_needed(year, ref, recent))
    finally:
        os.close(year)


def _is_needed(year: int, ref: str, recent: float) -> bool:
    """Whether the case may be open, or was changed lately. Plain calls below the year's open folder: a full look asks
    it of every case."""
    if not os.access(f"{ref}/{CLOSED_MARK}", os.F_OK, dir_fd=year):
        return True
    try:
        return os.stat(f"{ref}/{CASE_FILE}", dir_fd=year).st_mtime > recent
    except OSError:
        return True
