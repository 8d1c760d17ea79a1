"""The waiting list: fair, explained, and nobody gets what was called full."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.deciding.decide import decide
from bot.deciding.places import make_floor, parse_units, render_units
from bot.deciding.waiting import (
    called_full,
    decide_expiry,
    decide_offer,
    decide_position,
    find_expired,
    find_offers,
    find_overtaken,
    find_queue,
    order_queue,
)
from bot.model import Case
from bot.office_rules import Racks
from tests.builders import NOW, hear, make_case, shipped_rules

RULES = shipped_rules()
RACKS = Racks.model_validate(
    {"room": [{"id": "r", "name": "Ruang", "rack": [{"id": "A", "units": 6, "watts": 5000}]}]}
)
STANDING = make_case("aktif", {"opd": "Lama", "rak": "A", "unit": "1-6"}, ref="TTP-2026-0001")
QUEUE = find_queue(RULES, "penitipan", "daftar-tunggu")


def waiting(number: int, size: str, **facts: Any) -> Case:
    fields = {"opd": f"OPD {number}", "server": [{"ukuran": size}], **facts}
    return make_case(
        "daftar-tunggu", fields, ref=f"TTP-2026-{number:04}", since=NOW - timedelta(hours=10 - number)
    )


def test_order_is_by_arrival_at_the_step_not_by_number() -> None:
    late, early = waiting(2, "2"), replace(waiting(9, "2"), since=NOW - timedelta(days=1))

    assert [one.ref for one in order_queue([late, early, STANDING], RULES)] == [early.ref, late.ref]


@pytest.mark.parametrize(
    ("sizes", "freed", "offers"),
    [
        (["2", "2"], "1-6", []),  # nothing came free
        (["2", "2"], "3-6", [(2, "1-2")]),
        (["4", "2"], "3-6", [(3, "1-2")]),  # the first does not fit, the second does
        (["2", "2"], "5-6", [(2, "1-2"), (3, "3-4")]),
        (["6"], "", [(2, "1-6")]),
        (["7"], "", []),
    ],
)
def test_the_first_that_fits_gets_the_offer(
    sizes: list[str], freed: str, offers: list[tuple[int, str]]
) -> None:
    """`freed` is what still stands after some servers have left."""
    full = make_floor(RACKS, [STANDING])
    queue = [
        waiting(number, size, bebas_saat_penuh=called_full(full, waiting(number, size)))
        for number, size in enumerate(sizes, 2)
    ]
    standing = replace(STANDING, fields={**STANDING.fields, "unit": freed})
    found = find_offers(queue, make_floor(RACKS, [standing] if freed else []))

    assert [(one.ref, one.unit) for one in found] == [
        (f"TTP-2026-{number:04}", unit) for number, unit in offers
    ]


def test_what_was_free_when_the_kasi_said_full_is_not_offered_behind_his_back() -> None:
    empty = make_floor(RACKS, [])
    full = called_full(empty, waiting(2, "2"))
    assert full == {"A": "1-6"}
    assert find_offers([waiting(2, "2", bebas_saat_penuh=full)], empty) == ()


@pytest.mark.parametrize(
    ("free", "size", "daya", "full"),
    [
        ("1-2", "2", "", {"A": "1-2"}),
        ("1-2", "3", "", {}),  # too small: nobody called it full
        ("1, 3-4", "2", "", {"A": "3-4"}),
        ("1-2", "2", "4501 W", {}),  # no power left for it
    ],
)
def test_only_where_the_case_would_have_fitted_was_called_full(
    free: str, size: str, daya: str, full: dict[str, str]
) -> None:
    taken = render_units(set(range(1, 7)) - set(parse_units(free)))
    floor = make_floor(RACKS, [replace(STANDING, fields={**STANDING.fields, "unit": taken})])

    assert called_full(floor, waiting(2, size, server=[{"ukuran": size, "daya": daya}])) == full


def test_what_somebody_took_since_is_no_longer_full() -> None:
    assert QUEUE is not None
    case = waiting(2, "2", urutan=1, bebas_saat_penuh={"A": "3-6"})
    taken = make_floor(RACKS, [replace(STANDING, fields={**STANDING.fields, "unit": "3-4"})])
    decision = decide_position(case, 1, taken, QUEUE, NOW)

    assert decision is not None
    assert decision.effects == ()
    assert decision.case is not None
    assert decision.case.fields["bebas_saat_penuh"] == {"A": "5-6"}
    (offer,) = find_offers([decision.case], make_floor(RACKS, []))
    assert offer.unit == "1-2"


def test_an_offer_holds_its_place_and_runs_out() -> None:
    assert QUEUE is not None
    case = waiting(2, "2")
    (offer,) = find_offers([case], make_floor(RACKS, []))
    until = NOW + timedelta(days=7)
    offered = decide_offer(case, offer, until, QUEUE, NOW).case
    assert offered is not None

    assert set(make_floor(RACKS, [offered]).taken) == {("A", 1), ("A", 2)}
    assert find_offers([offered], make_floor(RACKS, [offered])) == ()
    assert not find_expired(offered, until)
    assert find_expired(offered, until + timedelta(seconds=1))

    expired = decide_expiry(offered, QUEUE, 3, until).case
    assert expired is not None
    assert make_floor(RACKS, [expired]).taken == {}
    assert expired.since == until, "who did not answer waits behind the others"
    queue = order_queue([expired, replace(waiting(3, "6"), since=until - timedelta(hours=1))], RULES)
    (next_one,) = find_offers(queue, make_floor(RACKS, []))
    assert next_one.ref == "TTP-2026-0003", "the others have their turn first"
    (again,) = find_offers([expired], make_floor(RACKS, []))
    assert again.unit == "1-2", "and then he has his again"


@pytest.mark.parametrize(("told", "position", "letter"), [(None, 1, False), (2, 2, False), (2, 1, True)])
def test_a_position_is_told_when_it_changes(told: int | None, position: int, letter: bool) -> None:
    assert QUEUE is not None
    case = waiting(2, "2", **({"urutan": told} if told else {}))
    decision = decide_position(case, position, make_floor(RACKS, []), QUEUE, NOW)

    assert (decision is None) == (told == position)
    if decision is not None and decision.case is not None:
        assert bool(decision.effects) == letter
        assert decision.case.fields["urutan"] == position
        assert decide_position(decision.case, position, make_floor(RACKS, []), QUEUE, NOW) is None


@pytest.mark.parametrize(
    ("unit", "ref", "overtaken"),
    [
        ("", "TTP-2026-0004", ["TTP-2026-0002", "TTP-2026-0003"]),
        ("1-2", "TTP-2026-0004", ["TTP-2026-0003"]),
        ("1", "TTP-2026-0004", []),
        ("1-2", "TTP-2026-0009", ["TTP-2026-0003", "TTP-2026-0004"]),  # it does not wait yet
        ("1-2", "TTP-2026-0003", []),
    ],
)
def test_who_is_overtaken(unit: str, ref: str, overtaken: list[str]) -> None:
    """Five of the six units are free: nine units fit nowhere, and who holds an offer has a place of his own."""
    big, offered = waiting(1, "9"), waiting(0, "1", tawaran={"sampai": NOW.isoformat()}, rak="A", unit="6")
    queue = [offered, big, waiting(2, "4"), waiting(3, "2"), waiting(4, "1")]
    found = find_overtaken(queue, ref, {"rak": "A", "unit": unit}, make_floor(RACKS, [offered]))
    overtaken = overtaken if unit else [offered.ref, *overtaken]

    assert list(found) == overtaken


def test_overtaking_wants_a_reason_and_is_journalled() -> None:
    time = (NOW + timedelta(days=1)).isoformat()
    said = replace(hear("kasi", "tersedia", waktu=[time]), overtakes=("TTP-2026-0002",))
    asked = decide(waiting(4, "1"), said, RULES, NOW)
    assert asked.missing == ("alasan",)
    assert "mendahului TTP-2026-0002" in asked.why
    assert asked.case is not None

    reason = replace(hear("kasi", None, alasan="server darurat"), overtakes=("TTP-2026-0002",))
    given = decide(asked.case, reason, RULES, NOW)
    assert given.moved
    assert given.case is not None
    assert given.case.journal[-1].text == "mendahului TTP-2026-0002: server darurat"
    assert not {"tawaran", "urutan", "bebas_saat_penuh"} & set(given.case.fields)


def test_only_who_has_an_offer_can_take_it() -> None:
    time = (NOW + timedelta(days=1)).isoformat()
    heard = hear("pemohon", "bersedia", waktu=[time])

    assert not decide(waiting(2, "2"), heard, RULES, NOW).moved
    offered = waiting(2, "2", tawaran={"sampai": time}, rak="A", unit="1-2")
    taken = decide(offered, heard, RULES, NOW)
    assert taken.case is not None
    assert taken.case.step == "penyerahan"
    assert (taken.case.fields["rak"], taken.case.fields["unit"]) == ("A", "1-2")
