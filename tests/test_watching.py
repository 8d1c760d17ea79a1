"""The watch: each alarm at its limit and not before, the exit status, and a log that says things once."""

from __future__ import annotations

import json
import logging
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config_sections import WatchSection
from bot.edges.balance import DayBalance
from bot.watching import FILE, Status, Watch, exit_status, find_alarms, load_status, make_status
from tests.edges.samples import NOW

LIMITS = WatchSection()
ONE, DAY = timedelta(minutes=1), "2026-11-22"
WELL = replace(make_status(NOW, "running"), balance=(DayBalance(DAY, 3, 1, 1, 1),))


def ago(minutes: int) -> Status:
    return replace(WELL, contact=NOW - minutes * ONE)


ROWS = [
    ("well", WELL, LIMITS, set()),
    ("login in time", ago(29), LIMITS, set()),
    ("login late", ago(30), LIMITS, {"login"}),
    ("backlog at its limit", replace(WELL, backlog=200), LIMITS, set()),
    ("backlog above", replace(WELL, backlog=201), LIMITS, {"tumpukan"}),
    ("backlog not watched", replace(WELL, backlog=201), WatchSection(backlog=0), set()),
    ("a letter waits", replace(WELL, letters_due=1, oldest_letter=NOW - 239 * ONE), LIMITS, set()),
    ("a letter waits long", replace(WELL, letters_due=1, oldest_letter=NOW - 240 * ONE), LIMITS, {"surat"}),
    ("given up", replace(WELL, given_up=1), LIMITS, {"gagal-kirim"}),
    ("given up, fewer than the limit", replace(WELL, given_up=1), WatchSection(given_up=2), set()),
    ("given up, not watched", replace(WELL, given_up=9), WatchSection(given_up=0), set()),
    ("held at its limit", replace(WELL, held=100), LIMITS, set()),
    ("held above", replace(WELL, held=101), LIMITS, {"ditahan"}),
    ("a damaged case", replace(WELL, damaged=("TTP-2026-0001",)), LIMITS, {"rusak"}),
    ("balance", replace(WELL, balance=(DayBalance(DAY, 3, 1, 0, 1, ("7:5",)),)), LIMITS, {f"neraca-{DAY}"}),
    ("balance not watched", replace(WELL, balance=(DayBalance(DAY, 3, 1, 0, 1),)), WatchSection(balance=False), set()),
    ("balance of long ago", replace(WELL, balance=(*WELL.balance * 2, DayBalance("2026-11-19", 1, 0, 0, 0))), LIMITS, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "limits", "alarms"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_an_alarm_begins_at_its_limit(status: Status, limits: WatchSection, alarms: set[str]) -> None:
    assert set(find_alarms(status, limits)) == alarms


@pytest.mark.parametrize(
    ("change", "minutes", "code"),
    [
        ({}, 0, 0),
        ({}, 9, 0),
        ({}, 10, 2),
        ({"contact": NOW - 60 * ONE}, 0, 1),
        ({"contact": NOW - 60 * ONE}, 10, 2),
        ({"state": "once"}, 5, 0),
        ({"state": "stopped"}, 0, 2),
    ],
)
def test_the_exit_status(tmp_path: Path, change: dict[str, object], minutes: int, code: int) -> None:
    watch = Watch(tmp_path, LIMITS, NOW)
    watch.contact = change.pop("contact", NOW)  # type: ignore[assignment]
    watch.write(replace(WELL, **change))  # type: ignore[arg-type]
    assert exit_status(load_status(tmp_path), LIMITS, NOW + minutes * ONE) == code


def test_never_run_and_unreadable_are_no_bot(tmp_path: Path) -> None:
    assert exit_status(load_status(tmp_path), LIMITS, NOW) == 2
    (tmp_path / FILE).write_bytes(b"{")
    assert exit_status(load_status(tmp_path), LIMITS, NOW) == 2


def test_an_alarm_is_logged_when_it_begins_and_when_it_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "titip")
    watch = Watch(tmp_path, LIMITS, NOW)
    for held in (100, 101, 102, 103):
        watch.write(replace(WELL, held=held, written=NOW + held * timedelta(seconds=1)))
    watch = Watch(tmp_path, LIMITS, NOW)  # a restart in between
    status = watch.write(replace(WELL, held=104))
    assert [record.message for record in caplog.records] == [
        "alarm ditahan: 101 surel ditahan menunggu petugas"
    ]
    assert [(one.since, one.text[:3]) for one in status.alarms] == [(NOW + timedelta(seconds=101), "104")]
    watch.write(WELL)
    assert caplog.records[-1].message == "alarm ditahan berakhir"
    assert json.loads((tmp_path / FILE).read_bytes())["alarms"] == []


def test_a_bot_that_restarts_for_ever_without_a_login_is_no_young_bot(tmp_path: Path) -> None:
    for minutes in (0, 10, 20, 30):
        now = NOW + minutes * ONE
        status = Watch(tmp_path, LIMITS, now).write(replace(WELL, written=now))
    assert [one.key for one in status.alarms] == ["login"]


def test_the_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    Watch(tmp_path / "data", LIMITS, NOW).write(WELL)
    assert stat.S_IMODE((tmp_path / "data" / FILE).stat().st_mode) == 0o600
