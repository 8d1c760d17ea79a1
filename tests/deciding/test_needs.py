"""What is missing, what is merged: plain tables and properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deciding.calendar import Calendar
from bot.deciding.needs import drop_past_times, find_missing, is_given, merge_facts
from tests.builders import NOW, SERVER, shipped_rules

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("facts", "given_"),
    [
        ({}, False),
        ({"server": []}, False),
        ({"server": [{"merek": "X"}]}, False),
        ({"server": [{"nomor_seri": "1"}]}, False),
        ({"server": [SERVER]}, True),
        ({"server": [SERVER, {"merek": "X"}]}, False),
    ],
)
def test_a_server_is_given_when_each_has_its_parts(facts: dict[str, Any], given_: bool) -> None:
    assert is_given("server", facts, shipped_rules()) == given_


@pytest.mark.parametrize(
    ("said", "complete"), [({}, False), ({"server": [{"nomor_seri": "1"}]}, True), ({"ip": ["::1"]}, True)]
)
def test_a_correction_needs_any_one_fact(said: dict[str, Any], complete: bool) -> None:
    step = shipped_rules().procedure("penitipan").step("aktif")
    correction = next(outcome for outcome in step.outcomes if outcome.needs_any)

    assert (find_missing(correction, {"ip": ["held"]}, said, shipped_rules()) == ()) == complete


@pytest.mark.parametrize(
    ("held", "said", "merged"),
    [
        ({"opd": "A"}, {"kontak": "B"}, {"opd": "A", "kontak": "B"}),
        ({"opd": "A"}, {"opd": ""}, {"opd": "A"}),
        ({"opd": "A"}, {"opd": "B"}, {"opd": "B"}),
        ({"server": [{"merek": "X"}]}, {"server": [{"nomor_seri": "1"}]}, {"server": [{"merek": "X", "nomor_seri": "1"}]}),
        (
            {"server": [{"merek": "X", "nomor_seri": "1"}, {"merek": "Y", "nomor_seri": "2"}]},
            {"server": [{"nomor_seri": "2", "memori": "8 GB"}]},
            {"server": [{"merek": "Y", "nomor_seri": "2", "memori": "8 GB"}]},
        ),
        (
            {"server": [{"merek": "Dell R740", "nomor_seri": "1"}, {"merek": "HP DL380", "nomor_seri": "2"}]},
            {"server": [{"merek": "HP", "unit": "4"}, {"merek": "Dell", "unit": "10"}]},
            {"server": [{"merek": "HP DL380", "nomor_seri": "2", "unit": "4"}, {"merek": "Dell R740", "nomor_seri": "1", "unit": "10"}]},
        ),
        ({"server": [{"merek": "HP"}]}, {"server": [{"merek": "HP DL380"}]}, {"server": [{"merek": "HP DL380"}]}),
    ],
)  # fmt: skip
def test_what_is_said_anew_replaces_and_the_rest_stays(held: Any, said: Any, merged: Any) -> None:
    assert merge_facts(held, said) == merged


facts = st.dictionaries(st.sampled_from(["opd", "kontak", "rak", "ip"]), st.text(max_size=5))


@given(facts, facts)
def test_merging_the_same_twice_changes_nothing(held: dict[str, str], said: dict[str, str]) -> None:
    once = merge_facts(held, said)
    assert merge_facts(once, said) == once
    assert all(once[field] == value for field, value in said.items() if value)


@pytest.mark.parametrize(("minutes", "kept"), [(-1, False), (0, False), (1, True)])
def test_a_time_that_has_passed_is_no_time(minutes: int, kept: bool) -> None:
    time = (NOW + timedelta(minutes=minutes)).isoformat()
    said, past = drop_past_times({"waktu": [time], "rak": "A"}, NOW)

    assert said.get("waktu") == ([time] if kept else None)
    assert past == (() if kept else (time,))
    assert said["rak"] == "A"


CALENDAR = Calendar(JAKARTA)


@pytest.mark.parametrize(
    ("since", "now", "days"),
    [
        ("2026-11-16", "2026-11-16", 0),
        ("2026-11-16", "2026-11-17", 1),  # Monday to Tuesday
        ("2026-11-20", "2026-11-22", 0),  # Friday to Sunday
        ("2026-11-20", "2026-11-23", 1),
        ("2026-08-14", "2026-08-18", 1),  # 17 August is a holiday
        ("2026-11-17", "2026-11-16", 0),
    ],
)
def test_working_days(since: str, now: str, days: int) -> None:
    start, end = (datetime.fromisoformat(f"{text}T12:00:00+07:00") for text in (since, now))
    assert CALENDAR.worked_days(start, end) == days


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(moments, moments, moments)
def test_working_days_add_up(a: datetime, b: datetime, c: datetime) -> None:
    first, second, third = sorted((a, b, c))
    whole = CALENDAR.worked_days(first, third)
    assert CALENDAR.worked_days(first, second) + CALENDAR.worked_days(second, third) == whole


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-17T07:29:59+07:00", False),
        ("2026-11-17T07:30:00+07:00", True),
        ("2026-11-17T15:29:59+07:00", True),
        ("2026-11-17T15:30:00+07:00", False),
        ("2026-11-22T10:00:00+07:00", False),  # Sunday
        ("2026-12-25T10:00:00+07:00", False),
    ],
)
def test_working_hours(moment: str, is_open: bool) -> None:
    assert CALENDAR.is_open(datetime.fromisoformat(moment)) == is_open
