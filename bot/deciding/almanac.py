"""The office's calendar files: what is wrong in them, and which year's holidays are not there yet.

A mistake stops the bot before it starts; a year that is missing only warns: the `holidays` package stands in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from bot.deciding.toml_lines import find_line
from bot.errors import Problem
from bot.office_rules import WEEKDAYS, Almanac, SpecialDay, WorkHours
from bot.rules import Rules

FILE = "kalender.toml"
FOLDER = "libur/"
NEXT_YEAR_FROM = 10  # month: the government's decree for the next year is out by then

Found = Iterable[Problem]


def find_year(file: str) -> int | None:
    """2026 for 'libur/2026.toml'; None when the name tells no year."""
    stem = file.removeprefix(FOLDER).removesuffix(".toml")
    return int(stem) if len(stem) == 4 and stem.isdecimal() else None


def check_almanac(almanac: Almanac, source: str) -> Found:
    """Every weekday is either off or has its hours, once; breaks lie inside the hours."""
    named = Counter([*almanac.days_off, *(day for group in almanac.hours for day in group.days)])
    place = f"baris {find_line(source, ('days_off',))}"
    for day in WEEKDAYS:
        if named[day] != 1:
            said = "tidak disebut" if not named[day] else "disebut lebih dari sekali"
            remedy = "sebut tepat sekali: di `days_off`, atau di `days` satu [[hours]]"
            yield Problem(FILE, f"{place}: hari {day}", said, remedy)
    if not any(group.days for group in almanac.hours):
        yield Problem(FILE, "hours", "tidak ada hari kerja", 'tambahkan [[hours]] days = ["senin", …]')
    for i, group in enumerate(almanac.hours):
        yield from _check_hours(group, find_line(source, ("hours", i)))


def _check_hours(group: WorkHours, line: int) -> Found:
    place = f"baris {line}: hours[{', '.join(group.days)}]"
    if not group.opens < group.closes:
        yield Problem(FILE, place, "jam tutup tidak sesudah jam buka", "betulkan `opens` atau `closes`")
    free_from = group.opens
    for start, end in sorted(group.breaks):
        if not free_from <= start < end <= group.closes:
            text = f"istirahat {start:%H.%M}-{end:%H.%M} di luar jam kerja atau bertumpuk"
            yield Problem(FILE, place, text, "tulis di antara `opens` dan `closes`, tanpa bertumpuk")
            return
        free_from = end


def check_year(file: str, source: str, days: tuple[SpecialDay, ...], almanac: Almanac) -> Found:
    """Each day is of the file's year and stands there once; a working day is none of the weekly days off."""
    year = find_year(file)
    if year is None:
        yield Problem(file, "", "nama berkas bukan tahun", "beri nama misalnya 2027.toml")
        return
    seen: set[date] = set()
    for i, one in enumerate(days):
        place = f"baris {find_line(source, ('day', i))}: day[{one.date}]"
        if one.date.year != year:
            yield Problem(file, place, f"bukan tanggal tahun {year}", "betulkan tahunnya, atau pindahkan")
        if one.date in seen:
            yield Problem(file, place, "tanggal ini ditulis dua kali", "hapus salah satu")
        seen.add(one.date)
        if one.kind == "masuk" and WEEKDAYS[one.date.weekday()] in almanac.days_off:
            text = "masuk pada hari libur mingguan, yang tidak mempunyai jam kerja"
            yield Problem(file, place, text, "hapus; `masuk` hanya membatalkan hari libur")


def find_missing_years(rules: Rules, today: date) -> tuple[Problem, ...]:
    """A warning per year whose holidays are needed and not there: this one, and from October on the next."""
    wanted = [today.year, today.year + 1] if today.month >= NEXT_YEAR_FROM else [today.year]
    remedy = "salin hari libur nasional dan cuti bersama dari SKB; sementara itu dipakai perkiraan"
    return tuple(
        Problem(f"{FOLDER}{year}.toml", "", f"hari libur tahun {year} belum ada", remedy)
        for year in wanted
        if year not in rules.years
    )


def years_of(files: Mapping[str, tuple[SpecialDay, ...]]) -> dict[int, tuple[SpecialDay, ...]]:
    """The same days by year."""
    return {year: days for file, days in files.items() if (year := find_year(file)) is not None}
