"""The digest of a past month tells that month, and every server that stood here in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.deciding.correct import WHICH
from bot.deciding.decide import decide
from bot.deciding.rounds import ask_round, find_unasked, find_unreminded
from bot.model import Case
from tests.builders import hear, shipped_rules
from tests.deciding.test_digest import CALENDAR, RULES, TWO, digest_of, local, rules, stored_case

ARRIVED = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)


def corrected(case: Case, day: str, **said: Any) -> Case:
    made = decide(case, hear("teknisi", "koreksi", **said), RULES, local(day)).case
    assert made is not None
    return made


def test_a_past_month_shows_places_addresses_and_checks_as_at_its_end() -> None:
    case = decide(
        stored_case(arrived=ARRIVED), hear("teknisi", "sesuai"), RULES, local("2026-03-05T09:00")
    ).case
    assert case is not None
    case = corrected(case, "2026-04-01T10:00", rak="C", unit="5", ip=["192.0.2.99"])
    march = digest_of(case, month="2026-03", now=local("2026-04-20T10:00"))
    april = digest_of(case, month="2026-04", now=local("2026-05-20T10:00"))

    (then,), (now,) = march.stock, april.stock
    assert (then.rack, then.units, then.ip) == ("A", "10-11", ("192.0.2.1",))
    assert then.checked.startswith("2026-03-05")
    assert (now.rack, now.units, now.ip) == ("C", "5", ("192.0.2.99",))
    assert now.checked.startswith("2026-04-01")
    assert then.room
    held = {rack.rack: any(name not in ("", "-") for name in rack.holders) for rack in march.racks}
    assert (held["A"], held["C"]) == (True, False)


def test_what_was_first_looked_at_later_is_not_yet_checked() -> None:
    case = corrected(stored_case(arrived=ARRIVED), "2026-04-01T10:00", ip=["192.0.2.99"])

    assert digest_of(case, month="2026-03", now=local("2026-04-20T10:00")).stock[0].checked == ""


def test_several_addresses_are_read_back() -> None:
    case = stored_case(arrived=ARRIVED, ip=["192.0.2.1", "2001:db8::1"])
    case = corrected(case, "2026-04-01T10:00", ip=["192.0.2.99"])

    then = digest_of(case, month="2026-03", now=local("2026-04-20T10:00")).stock[0]
    assert then.ip == ("192.0.2.1", "2001:db8::1")


def test_what_left_later_still_stands_in_that_month() -> None:
    gone = [{**TWO[0], "keluar": local("2026-04-03T10:00").isoformat(), "keluar_berkas": "PGB-2026-0001"}]
    (then,) = digest_of(
        stored_case(arrived=ARRIVED, server=gone), month="2026-03", now=local("2026-05-01T10:00")
    ).stock

    assert (then.left, then.left_by) == ("", "")


# ---- a complaint on the day of the round ------------------------------------------------------------------------


def back_from_a_complaint(day: str) -> Case:
    """It was asked in June, and on the day of July's round it was being repaired."""
    asked = ask_round(stored_case(arrived=ARRIVED), RULES, "2026-06", local("2026-06-02T08:00")).case
    assert asked is not None
    return replace(asked, since=local(day))


def test_a_server_that_was_in_repair_is_asked_when_it_is_back() -> None:
    case = back_from_a_complaint("2026-07-02T09:00")
    due = find_unasked([case], rules(), CALENDAR, local("2026-07-02T10:00"))

    assert due == [case]


def test_what_arrived_after_the_round_waits_for_the_next() -> None:
    case = stored_case(arrived=local("2026-07-02T09:00"))

    assert find_unasked([case], rules(), CALENDAR, local("2026-07-03T10:00")) == []
    assert find_unasked([case], rules(), CALENDAR, local("2026-08-03T10:00")) == [case]


def test_a_past_months_reminder_is_not_sent_in_the_next() -> None:
    case = back_from_a_complaint("2026-07-02T09:00")

    assert find_unreminded([case], rules(), CALENDAR, local("2026-06-30T10:00")) == [case]
    assert find_unreminded([case], rules(), CALENDAR, local("2026-07-03T10:00")) == []


@pytest.mark.parametrize(("day", "silent"), [("2026-08-03T10:00", ["teknisi"]), ("2026-07-06T10:00", [])])
def test_every_server_that_stands_here_counts_asked_or_not(day: str, silent: list[str]) -> None:
    in_repair = replace(stored_case(arrived=ARRIVED), step="konfigurasi")
    answered = ask_round(stored_case(2, ARRIVED), RULES, "2026-07", local("2026-07-01T08:00")).case
    assert answered is not None
    for role, outcome in (("teknisi", "sesuai"), ("pemohon", "masih")):
        made = decide(answered, hear(role, outcome), RULES, local("2026-07-02T08:00")).case
        assert made is not None
        answered = made
    digest = digest_of(in_repair, answered, month="2026-07", now=local(day))

    assert (digest.checked, digest.asked) == (1, 2)
    assert [one.role for one in digest.silent] == silent


def test_which_is_a_field_of_the_rules() -> None:
    assert shipped_rules().field(WHICH).id == WHICH
