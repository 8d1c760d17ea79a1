"""References and the folders they name: TTP-2026-0007 is cases/2026/TTP-2026-0007."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from bot.errors import TitipError

CASE_FILE = "case.json"
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
REF = re.compile(r"([A-Z][A-Z0-9]{0,15})-([0-9]{4})-([0-9]{4,9})", re.ASCII)


class UnknownCase(TitipError):
    """No case has this reference."""


def split_ref(ref: str) -> tuple[str, int, int]:
    """Prefix, year and number. Raises UnknownCase for what is no reference: no path comes from a mail."""
    match = REF.fullmatch(ref)
    if match is None:
        raise UnknownCase(f"“{ref}” bukan nomor berkas; tulis misalnya TTP-2026-0001")
    return match[1], int(match[2]), int(match[3])


def case_folder(cases: Path, ref: str) -> Path:
    """Where that case lies, whether it is there or not. Raises UnknownCase."""
    split_ref(ref)
    return cases / ref.split("-")[1] / ref


def list_case_folders(cases: Path) -> Iterator[Path]:
    """Every case's folder, by year and reference. Other things in the folder are passed over."""
    return map(Path, list_case_paths(cases))


def list_case_paths(cases: Path) -> Iterator[str]:
    """As `list_case_folders`, for whoever asks something plain of every case that is stored."""
    for year in list_years(cases):
        for ref in sorted(list_cases(year)):
            yield f"{year}/{ref}"


def list_years(cases: Path) -> list[Path]:
    """The folders of the years, in order; none when there is no folder of cases yet."""
    try:
        names = sorted(name for name in os.listdir(cases) if YEAR.fullmatch(name))
    except OSError:
        return []
    return [cases / name for name in names if (cases / name).is_dir()]


def list_cases(year: Path) -> dict[str, int]:
    """The cases of a year's folder with the inode numbers of their folders."""
    with os.scandir(year) as entries:
        return {one.name: one.inode() for one in entries if REF.fullmatch(one.name) and one.is_dir()}


class Numbers:
    """The lowest and the highest number taken per prefix and year."""

    def __init__(self) -> None:
        self._lowest: dict[tuple[str, int], int] = {}
        self._highest: dict[tuple[str, int], int] = {}

    def note(self, ref: str) -> None:
        """This reference is taken."""
        prefix, year, number = split_ref(ref)
        self._lowest[prefix, year] = min(number, self._lowest.get((prefix, year), number))
        self._highest[prefix, year] = max(number, self._highest.get((prefix, year), 0))

    def next_ref(self, prefix: str, year: int) -> str:
        """One more than the highest taken. Raises UnknownCase for a prefix that can't be one."""
        ref = make_ref(prefix, year, self._highest.get((prefix, year), 0) + 1)
        split_ref(ref)
        return ref

    def first_ref(self, prefix: str) -> str:
        """The first taken with that prefix; '' when there is none."""
        taken = sorted((year, number) for (one, year), number in self._lowest.items() if one == prefix)
        return make_ref(prefix, *taken[0]) if taken else ""

    def last_ref(self, prefix: str) -> str:
        """The last taken with that prefix; '' when there is none."""
        taken = sorted((year, number) for (one, year), number in self._highest.items() if one == prefix)
        return make_ref(prefix, *taken[-1]) if taken else ""


def make_ref(prefix: str, year: int, number: int) -> str:
    """("TTP", 2026, 7) → "TTP-2026-0007"."""
    return f"{prefix}-{year:04d}-{number:04d}"
