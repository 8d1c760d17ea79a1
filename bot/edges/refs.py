"""References and the folders they name: TTP-2026-0007 is cases/2026/TTP-2026-0007."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.errors import TitipError

CASE_FILE = "case.json"
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
    """Every case's folder, by reference. Other things in the folder are passed over."""
    for folder in sorted(cases.glob("[0-9][0-9][0-9][0-9]/*-*-*")):
        if REF.fullmatch(folder.name) and folder.is_dir():
            yield folder


class Numbers:
    """The highest number taken per prefix and year."""

    def __init__(self, cases: Path) -> None:
        self._highest: dict[tuple[str, int], int] = {}
        for folder in list_case_folders(cases):
            self.note(folder.name)

    def note(self, ref: str) -> None:
        """This reference is taken."""
        prefix, year, number = split_ref(ref)
        self._highest[prefix, year] = max(number, self._highest.get((prefix, year), 0))

    def next_ref(self, prefix: str, year: int) -> str:
        """One more than the highest taken. Raises UnknownCase for a prefix that can't be one."""
        ref = f"{prefix}-{year:04d}-{self._highest.get((prefix, year), 0) + 1:04d}"
        split_ref(ref)
        return ref
