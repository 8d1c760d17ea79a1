"""The balance of mail: every message that came is done, held, waiting, or told as lost."""

from __future__ import annotations

import stat
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from bot.edges.balance import Balance, DayBalance
from bot.edges.ledger import Ledger, LedgerLine
from bot.inbox import CountedInbox
from tests.edges.samples import NOW

DAY, NEXT = "2026-11-22", "2026-11-23"
ZONE = "Asia/Jakarta"


class Office:
    """A ledger and a balance, the balance opened anew for every look: what counts is on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = NOW
        self.ledger = Ledger(self.root / "other", ZONE)

    def balance(self) -> Balance:
        return Balance(self.root, self.ledger, ZONE, self.now)

    def passes(self, listed: Collection[int], left: Collection[int] = (), validity: int = 7) -> None:
        balance = self.balance()
        balance.note_listed(validity, listed, self.now)
        balance.settle(validity, left)

    def takes(self, uid: int, verdict: str = "opened", validity: int = 7) -> None:
        self.ledger.append(LedgerLine(self.now, f"d{uid}", uid=uid, uidvalidity=validity, verdict=verdict))

    @property
    def days(self) -> tuple[DayBalance, ...]:
        return self.balance().days(7, self.now)


def test_what_came_is_done_or_held_or_waiting(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.takes(1)
    office.takes(2, "held")
    office.passes([1, 2, 3], left=[3])
    assert office.days == (DayBalance(DAY, came=3, done=1, held=1, waiting=1),)
    assert office.days[0].adds_up

    office.now += timedelta(days=1)
    office.takes(3, "seen")
    office.takes(4)
    office.passes([3, 4])
    assert office.days == (DayBalance(NEXT, 1, 1, 0, 0), DayBalance(DAY, 3, 2, 1, 0)), (
        "each on the day it came"
    )


def test_what_was_listed_is_noted_before_it_is_filed(tmp_path: Path) -> None:
    """A message that is filed and not noted would never have come."""
    office, filed = Office(tmp_path), list[tuple[DayBalance, ...]]()

    class Mailbox:
        uidvalidity = 7

        def fetch_new(self) -> tuple[int, ...]:
            return (1, 2)

        def file(self, uids: Collection[int], folder: str) -> None:
            filed.append(office.days)

    inbox = CountedInbox(Mailbox(), office.balance(), lambda: NOW)  # type: ignore[arg-type]
    inbox.fetch_new()
    assert office.days == ()
    inbox.file([1], "selesai")
    assert filed == [(DayBalance(DAY, came=2, done=0, held=0, waiting=2),)]


def test_what_is_in_no_place_is_lost_until_it_is_found(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.passes([5, 6], left=[6])
    assert office.days == (DayBalance(DAY, 2, 0, 0, 1, ("7:5",)),)
    assert not office.days[0].adds_up
    office.passes([5, 6], left=[5, 6])
    assert office.days[0].adds_up


def test_mail_that_the_server_numbers_anew_comes_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.takes(1)
    office.passes([1, 2], left=[2])
    office.takes(9, validity=8)
    office.passes([9], validity=8)
    assert office.days == (DayBalance(DAY, 2, 2, 0, 0),)


def test_a_day_is_the_offices_and_its_file_is_private(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.now = NOW.replace(hour=17)  # past midnight in Jakarta
    office.passes([1], left=[1])
    (path,) = (tmp_path / "balance").iterdir()
    assert path.name == f"{NEXT}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_spoilt_file_stops_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.passes([1], left=[1])
    (tmp_path / "balance" / f"{DAY}.json").write_bytes(b"{")
    assert office.days == (DayBalance(DAY, 0, 0, 0, 0),)
    office.passes([1], left=[1])
    assert office.days == (DayBalance(DAY, 1, 0, 0, 1),)
