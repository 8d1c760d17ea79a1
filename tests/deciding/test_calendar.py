"""Working time by the shipped calendar of 2026: tables for its edges, properties for everything between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ROOT, load_texts
from bot.deciding.almanac import find_missing_years
from bot.deciding.calendar import Calendar, make_calendar
from bot.deciding.procedure import parse_rules
from bot.errors import AdminError
from bot.office_rules import SpecialDay
from tests.builders import shipped_rules

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
SHIPPED = load_texts(ROOT / "rules")
RULES = shipped_rules()
CALENDAR = make_calendar(JAKARTA, RULES.almanac, RULES.years)


def at(text: str) -> datetime:
    """'2026-11-20 11:30' in Jakarta."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-12-31", True),
        ("2026-01-01", False),  # New Year
        ("2026-01-02", True),
        ("2026-03-17", True),  # the last day before Nyepi and Lebaran 2026
        ("2026-03-18", False),  # cuti bersama
        ("2026-03-19", False),
        ("2026-03-20", False),
        ("2026-03-21", False),
        ("2026-03-23", False),  # cuti bersama
        ("2026-03-24", False),
        ("2026-03-25", True),
        ("2026-12-24", False),  # cuti bersama
        ("2026-12-26", False),  # Saturday
        ("2026-12-31", True),
        ("2027-01-01", False),  # no file: the package knows
        ("2027-01-04", True),
    ],
)
def test_working_days_of_the_shipped_calendar(day: str, works: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) == works


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-19 07:29", False, "2026-11-19 07:30"),  # Thursday
        ("2026-11-19 07:30", True, "2026-11-19 07:30"),
        ("2026-11-19 11:59", True, "2026-11-19 11:59"),
        ("2026-11-19 12:00", False, "2026-11-19 13:00"),
        ("2026-11-19 12:59", False, "2026-11-19 13:00"),
        ("2026-11-19 13:00", True, "2026-11-19 13:00"),
        ("2026-11-19 15:59", True, "2026-11-19 15:59"),
        ("2026-11-19 16:00", False, "2026-11-20 07:30"),
        ("2026-11-20 11:29", True, "2026-11-20 11:29"),  # Friday: an earlier and longer break, a later end
        ("2026-11-20 11:30", False, "2026-11-20 13:00"),
        ("2026-11-20 12:59", False, "2026-11-20 13:00"),
        ("2026-11-20 13:00", True, "2026-11-20 13:00"),
        ("2026-11-20 16:29", True, "2026-11-20 16:29"),
        ("2026-11-20 16:30", False, "2026-11-23 07:30"),
        ("2026-03-17 16:00", False, "2026-03-25 07:30"),  # over Lebaran
        ("2026-12-31 23:59", False, "2027-01-04 07:30"),  # over New Year
    ],
)
def test_hours_and_the_next_opening(moment: str, is_open: bool, opens: str) -> None:
    assert CALENDAR.is_open(at(moment)) == is_open
    assert CALENDAR.next_open(at(moment)) == at(opens)
    assert CALENDAR.next_open(at(moment)).tzinfo is UTC


@pytest.mark.parametrize(
    ("since", "now", "hours"),
    [
        ("2026-11-19 07:30", "2026-11-19 16:00", 7.5),
        ("2026-11-20 07:30", "2026-11-20 16:30", 7.5),  # Friday
        ("2026-11-20 11:00", "2026-11-20 13:30", 1.0),
        ("2026-11-19 15:30", "2026-11-20 08:00", 1.0),
        ("2026-11-16 00:00", "2026-11-23 00:00", 37.5),  # a week
        ("2026-03-17 15:00", "2026-03-25 08:30", 2.0),  # Lebaran
        ("2026-11-20 16:30", "2026-11-23 07:30", 0.0),
        ("2026-11-19 10:00", "2026-11-19 09:00", 0.0),
    ],
)
def test_worked_hours(since: str, now: str, hours: float) -> None:
    assert CALENDAR.worked_hours(at(since), at(now)) == hours


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16 10:00", 0, "2026-11-16 10:00"),
        ("2026-11-15 10:00", 0, "2026-11-16 07:30"),
        ("2026-11-16 10:00", 1, "2026-11-17 10:00"),
        ("2026-11-19 11:45", 1, "2026-11-20 13:00"),  # in the Friday break
        ("2026-11-20 16:15", 1, "2026-11-24 07:30"),  # Monday is closed by then
        ("2026-11-20 17:00", 1, "2026-11-24 07:30"),  # came after hours: as if on Monday morning
        ("2026-03-17 10:00", 1, "2026-03-25 10:00"),
        ("2026-12-31 10:00", 2, "2027-01-06 10:00"),  # Isra Mikraj between them, by the package
    ],
)
def test_a_deadline_lies_in_working_hours(start: str, days: int, end: str) -> None:
    assert CALENDAR.add_working_days(at(start), days) == at(end)


@pytest.mark.parametrize(
    ("since", "now", "days"),
    [
        ("2026-11-16 10:00", "2026-11-17 09:59", 0),
        ("2026-11-16 10:00", "2026-11-17 10:00", 1),
        ("2026-11-16 15:59", "2026-11-17 07:30", 0),
        ("2026-11-16 20:00", "2026-11-18 07:29", 0),
        ("2026-11-16 20:00", "2026-11-18 07:30", 1),
        ("2026-03-17 10:00", "2026-03-25 09:59", 0),
        ("2026-03-17 10:00", "2026-03-25 10:00", 1),
        ("2026-11-17 10:00", "2026-11-16 10:00", 0),
    ],
)
def test_only_whole_working_days_have_passed(since: str, now: str, days: int) -> None:
    assert CALENDAR.passed_days(at(since), at(now)) == days


def test_fewer_than_no_days_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_working_days(at("2026-11-16 10:00"), -1)


def test_an_office_without_hours_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(ValueError, match="no working hour"):
        Calendar(JAKARTA, {}).next_open(at("2026-11-16 10:00"))


def test_a_day_of_the_files_overrides_the_package() -> None:
    years = {
        2026: (
            SpecialDay(date=date(2026, 8, 17), name="tetap masuk", kind="masuk"),
            SpecialDay(date=date(2026, 11, 18), name="hari jadi", kind="libur"),
            SpecialDay(date=date(2026, 11, 19), name="cuti", kind="cuti-bersama"),
        )
    }
    calendar = make_calendar(JAKARTA, RULES.almanac, years)

    assert calendar.is_workday(date(2026, 8, 17))
    assert not calendar.is_workday(date(2026, 11, 18))
    assert not calendar.is_workday(date(2026, 11, 19))
    assert not calendar.is_workday(date(2026, 12, 25))  # not in the files: as the package has it


def test_the_zone_is_the_offices() -> None:
    moment = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)  # 07.30 on Friday in Jayapura, 05.30 in Jakarta

    assert make_calendar(JAYAPURA, RULES.almanac, RULES.years).is_open(moment)
    assert not CALENDAR.is_open(moment)


moments = st.datetimes(datetime(2025, 11, 1), datetime(2027, 2, 28), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
spans = st.integers(0, 30)


@given(moments)
def test_opening_twice_is_opening_once(moment: datetime) -> None:
    opens = CALENDAR.next_open(moment)

    assert moment <= opens
    assert CALENDAR.is_open(opens)
    assert CALENDAR.next_open(opens) == opens
    assert (opens == moment) == CALENDAR.is_open(moment)
    assert CALENDAR.worked_hours(moment, opens) == 0


@given(moments, moments, moments)
def test_worked_hours_add_up(a: datetime, b: datetime, c: datetime) -> None:
    first, second, third = sorted((a, b, c))
    parts = CALENDAR.worked_hours(first, second) + CALENDAR.worked_hours(second, third)

    assert parts == pytest.approx(CALENDAR.worked_hours(first, third))


@given(moments, moments, spans, spans)
def test_a_later_start_or_more_days_never_end_earlier(a: datetime, b: datetime, m: int, n: int) -> None:
    (start, later), (few, many) = sorted((a, b)), sorted((m, n))

    assert CALENDAR.add_working_days(start, few) <= CALENDAR.add_working_days(later, few)
    assert CALENDAR.add_working_days(start, few) <= CALENDAR.add_working_days(start, many)
    assert CALENDAR.is_open(CALENDAR.add_working_days(start, few))


@given(moments, spans)
def test_a_deadline_has_passed_at_its_moment_and_not_before(start: datetime, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)

    assert CALENDAR.passed_days(start, end) >= days
    assert days == 0 or CALENDAR.passed_days(start, end - timedelta(microseconds=1)) < days


K, Y = "kalender.toml", "libur/2026.toml"
MISTAKES = [
    (K, 'days_off = ["sabtu", "minggu"]', 'days_off = ["sabtu"]', "baris 4: hari minggu", "tidak disebut"),
    (K, 'days = ["jumat"]', 'days = ["jumat", "kamis"]', "hari kamis", "lebih dari sekali"),
    (K, 'days = ["jumat"]', 'days = ["friday"]', "hours[1].days[0]", "harus salah satu dari"),
    (K, 'opens = "07.30"', 'opens = "16.00"', "baris 6: hours[senin", "jam tutup"),
    (K, 'opens = "07.30"', 'opens = "jam 7"', "baris 8: hours[0].opens", "bukan jam"),
    (K, 'opens = "07.30"', 'opens = "25.00"', "baris 8: hours[0].opens", "bukan jam"),
    (K, 'breaks = ["11.30-13.00"]', 'breaks = ["11.30-17.00"]', "hours[jumat]", "istirahat 11.30-17.00"),
    (K, 'breaks = ["11.30-13.00"]', 'breaks = ["11.30-13.00", "12.00-14.00"]', "hours[jumat]", "bertumpuk"),
    (Y, "date = 2026-01-01", "date = 2025-01-01", "baris 9: day[2025-01-01]", "bukan tanggal tahun 2026"),
    (Y, "date = 2026-01-16", "date = 2026-01-01", "day[2026-01-01]", "dua kali"),
    (Y, "date = 2026-01-16", "date = 2026-02-30", "", "bukan TOML"),
    (Y, 'kind = "libur"', 'kind = "cuti"', "day[Tahun Baru Masehi].kind", "harus salah satu dari"),
    (Y, 'date = 2026-01-01\nname = "Tahun Baru Masehi"\nkind = "libur"', 'date = 2026-01-03\nname = "x"\nkind = "masuk"', "day[2026-01-03]", "libur mingguan"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "text"), MISTAKES)
def test_a_mistake_in_the_calendar_files_is_named(
    file: str, old: str, new: str, place: str, text: str
) -> None:
    assert old in SHIPPED[file]
    with pytest.raises(AdminError) as caught:
        parse_rules({**SHIPPED, file: SHIPPED[file].replace(old, new, 1)})

    found = [one for one in caught.value.problems if one.file == file and text in one.text]
    assert found, caught.value
    assert any(place in one.place for one in found), found
    assert all(one.remedy for one in found)


def test_a_file_named_otherwise_than_by_its_year_is_refused() -> None:
    with pytest.raises(AdminError, match=r"libur/lebaran\.toml.*bukan tahun"):
        parse_rules({**SHIPPED, "libur/lebaran.toml": ""})


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        ("2026-09-30", []),
        ("2026-10-01", ["libur/2027.toml"]),
        ("2026-12-31", ["libur/2027.toml"]),
        ("2027-01-01", ["libur/2027.toml"]),
        ("2027-10-01", ["libur/2027.toml", "libur/2028.toml"]),
    ],
)
def test_the_next_year_is_missed_from_october_on(today: str, missing: list[str]) -> None:
    rules = RULES.model_copy(update={"years": {2026: RULES.years[2026]}})

    assert [one.file for one in find_missing_years(rules, date.fromisoformat(today))] == missing
