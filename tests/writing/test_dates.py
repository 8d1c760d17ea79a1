"""Moments in words: each shown as it would be alone, whatever was shown before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.writing.dates import render_moment

WAKTU = "EEEE, d MMMM y 'pukul' HH.mm z"
NINE = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "pattern", "zone", "wanted"),
    [
        (NINE, WAKTU, "Asia/Jakarta", "Selasa, 24 November 2026 pukul 09.00 WIB"),
        (NINE, WAKTU, "Asia/Jayapura", "Selasa, 24 November 2026 pukul 11.00 WIT"),
        (NINE.astimezone(ZoneInfo("Asia/Jayapura")), WAKTU, "Asia/Jakarta",
         "Selasa, 24 November 2026 pukul 09.00 WIB"),
        (NINE + timedelta(seconds=59, microseconds=999_999), WAKTU, "Asia/Jakarta",
         "Selasa, 24 November 2026 pukul 09.00 WIB"),
        (NINE + timedelta(seconds=60), WAKTU, "Asia/Jakarta", "Selasa, 24 November 2026 pukul 09.01 WIB"),
        (NINE, "HH.mm.ss", "Asia/Jakarta", "09.00.00"),
        (NINE + timedelta(seconds=59), "HH.mm.ss", "Asia/Jakarta", "09.00.59"),
        (NINE + timedelta(milliseconds=250), "ss.SS", "Asia/Jakarta", "00.25"),
        (NINE.replace(tzinfo=None), "HH.mm", "Asia/Jakarta", "09.00"),
    ],
)  # fmt: skip
def test_moments(moment: datetime, pattern: str, zone: str, wanted: str) -> None:
    assert render_moment(moment, pattern, zone) == wanted


def test_the_hour_that_a_clock_shows_twice_stays_two_hours() -> None:
    """Python holds the two to be equal."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    found = [
        render_moment(at, "HH.mm ZZZZ", "Europe/Berlin") for at in (first, first + timedelta(hours=1), first)
    ]
    assert found == ["02.30 GMT+02:00", "02.30 GMT+01:00", "02.30 GMT+02:00"]
