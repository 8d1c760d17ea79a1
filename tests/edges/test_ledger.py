"""The ledger: whole lines, in their day's file, and a crash spoils one line at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.edges.ledger import Ledger, LedgerLine
from tests.edges.samples import NOW

TODAY = date(2026, 11, 22)


def line(number: int = 1, **changes: object) -> LedgerLine:
    made = LedgerLine(
        NOW, f"d{number}", f"c{number}", f"m{number}@x", number, 77, "opened", "request", "TTP-2026-0001"
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def read(root: Path, days: int = 8) -> list[LedgerLine]:
    return list(Ledger(root).recent(days, TODAY))


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    lines = [line(1), line(2, why="dua\nbaris \udce9 ✓"), line(3)]
    ledger = Ledger(tmp_path)
    for each in lines:
        ledger.append(each)
    assert read(tmp_path) == lines
    assert len((tmp_path / "ledger" / "2026-11-22.jsonl").read_bytes().splitlines()) == 3


@pytest.mark.parametrize(
    ("at", "file"),
    [
        (datetime(2026, 11, 22, 16, 59, 59, tzinfo=UTC), "2026-11-22.jsonl"),
        (datetime(2026, 11, 22, 17, 0, 0, tzinfo=UTC), "2026-11-23.jsonl"),
    ],
)
def test_a_day_is_the_offices(tmp_path: Path, at: datetime, file: str) -> None:
    Ledger(tmp_path).append(line(at=at))
    assert [path.name for path in (tmp_path / "ledger").iterdir()] == [file]


@pytest.mark.parametrize(
    "torn", [b'{"at":"2026-11-22T09:30', b"\x00\x00\x00", b'{"at":1}', b"\xff\xfe", b"[]"]
)
def test_a_torn_last_line_is_passed_over_and_closed(tmp_path: Path, torn: bytes) -> None:
    Ledger(tmp_path).append(line(1))
    path = tmp_path / "ledger" / "2026-11-22.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    assert read(tmp_path) == [line(1)]
    Ledger(tmp_path).append(line(2))
    assert read(tmp_path) == [line(1), line(2)]


@pytest.mark.parametrize(("age", "found"), [(0, True), (7, True), (8, False)])
def test_recent_is_so_many_days(tmp_path: Path, age: int, found: bool) -> None:
    Ledger(tmp_path).append(line(at=NOW - timedelta(days=age)))
    assert bool(read(tmp_path)) is found


def test_finds_what_was_seen(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    now = datetime.now(UTC)
    first = line(1, at=now)
    ledger.append(first)
    ledger.append(line(1, at=now, verdict="duplicate"))
    for known in (ledger, Ledger(tmp_path)):
        assert known.find(digest="d1") == first
        assert known.find("other", "c1") == first
        assert known.find("other", "other", "m1@x") == first
        assert known.find_uid(77, 1) == first
        assert known.find("other", "other", "other") is None
        assert known.find_uid(78, 1) is None


def test_nothing_is_found_by_an_empty_key(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append(line(1, digest="", content_digest="", message_id="", uid=0))
    assert ledger.find() is None
    assert ledger.find_uid(77, 0) is None


def test_modes(tmp_path: Path) -> None:
    Ledger(tmp_path).append(line())
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "ledger" / "2026-11-22.jsonl").stat().st_mode & 0o777 == 0o600
