"""Places: no unit is ever given twice or lost, and the sum of places is constant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deciding.places import (
    find_conflict,
    find_place,
    find_refusal,
    make_floor,
    needed_units,
    needed_watts,
    parse_units,
    render_units,
    server_units,
)
from bot.model import Case
from bot.office_rules import Racks
from tests.builders import make_case

RACKS = Racks.model_validate(
    {
        "default_units": 2,
        "room": [
            {"id": "r", "name": "Ruang", "rack": [
                {"id": "A", "units": 10, "watts": 2000, "reserved": ["1-2"]},
                {"id": "B", "units": 6, "watts": 600},
            ]},
        ],
    }
)  # fmt: skip
TOTAL = 10 - 2 + 6


def placed(ref: str, rack: str, unit: str, **facts: Any) -> Case:
    return make_case("aktif", {"opd": f"OPD {ref}", "rak": rack, "unit": unit, **facts}, ref=ref)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("14", (14,)), ("10-12", (10, 11, 12)), ("U10-U12", (10, 11, 12)), ("U5, U7-U8", (5, 7, 8)), ("5 dan 6", (5, 6)),
        ("12-10", ()), ("0", ()), ("1", (1,)), ("99", (99,)), ("100", ()), ("atas", ()), ("", ()), ("1-200", ()),
    ],
)  # fmt: skip
def test_units_as_people_write_them(text: str, units: tuple[int, ...]) -> None:
    assert parse_units(text) == units


@given(st.sets(st.integers(1, 99), min_size=1))
def test_units_written_are_units_read(units: set[int]) -> None:
    assert set(parse_units(render_units(units))) == units


@pytest.mark.parametrize(
    ("rack", "unit", "ref", "why"),
    [
        ("A", "5-6", "TTP-2026-0002", ""),
        ("a", "U5-U6", "TTP-2026-0002", ""),
        ("A", "3", "TTP-2026-0002", "sudah dipakai OPD TTP-2026-0001 (TTP-2026-0001)"),
        ("A", "3", "TTP-2026-0001", ""),  # its own
        ("A", "2-3", "TTP-2026-0002", "U2 di rak A tidak untuk server titipan"),
        ("A", "10", "TTP-2026-0002", ""),
        ("A", "10-11", "TTP-2026-0002", "hanya sampai U10"),
        ("Z", "1", "TTP-2026-0002", "rak Z tidak ada; rak yang ada: A, B"),
        ("A", "atas", "TTP-2026-0002", "tidak terbaca"),
        ("B", "", "TTP-2026-0002", ""),
    ],
)
def test_a_place_is_refused_with_its_reason(rack: str, unit: str, ref: str, why: str) -> None:
    floor = make_floor(RACKS, [placed("TTP-2026-0001", "A", "3-4")])
    found = find_conflict(floor, rack, unit, ref)

    assert (why in found) if why else (found == "")


@pytest.mark.parametrize(
    ("daya", "ref", "why"),
    [
        ("100 W", "TTP-2026-0002", ""),
        ("101 W", "TTP-2026-0002", "sisa daya rak B 100 W, server ini memerlukan 101 W"),
        ("600 W", "TTP-2026-0001", ""),  # what it draws already is its own
        ("", "TTP-2026-0002", ""),  # what was not told refuses nothing
    ],
)
def test_more_power_than_the_rack_has_left_is_refused(daya: str, ref: str, why: str) -> None:
    floor = make_floor(RACKS, [placed("TTP-2026-0001", "B", "1-2")])
    fields = {"rak": "B", "unit": "3-4", "server": [{"daya": daya}]}
    found = find_refusal(floor, fields | ({"unit": "1-2"} if ref.endswith("1") else {}), ref)

    assert found == why


@pytest.mark.parametrize(
    ("taken", "units", "watts", "place"),
    [
        ([], 2, 500, ("B", (1, 2))),  # the smallest run that holds it
        ([], 2, 601, ("A", (3, 4))),  # B has not the power
        ([], 7, 500, ("A", (3, 4, 5, 6, 7, 8, 9))),
        ([], 9, 500, None),
        ([("A", "3-9"), ("B", "2-6")], 1, 50, ("A", (10,))),  # both of one unit: the first by name
        ([("A", "5")], 2, 700, ("A", (3, 4))),
    ],
)
def test_the_best_free_place(taken: list[tuple[str, str]], units: int, watts: int, place: object) -> None:
    cases = [placed(f"TTP-2026-{i:04}", rack, unit) for i, (rack, unit) in enumerate(taken, 1)]

    assert find_place(make_floor(RACKS, cases), units, watts) == place


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(50, 300)), max_size=12))
def test_units_are_never_given_twice_and_their_sum_is_constant(wanted: list[tuple[int, int]]) -> None:
    cases: list[Case] = []
    for number, (units, watts) in enumerate(wanted, 1):
        floor = make_floor(RACKS, cases)
        place = find_place(floor, units, watts)
        if place is None:
            continue
        rack, given_units = place
        assert find_conflict(floor, rack, render_units(given_units), "x") == ""
        cases.append(
            placed(f"TTP-2026-{number:04}", rack, render_units(given_units), server=[{"daya": f"{watts} W"}])
        )

    floor = make_floor(RACKS, cases)
    free = sum(high - low + 1 for _, rack in RACKS.all() for low, high in floor.free_runs(rack))
    assert len(floor.taken) == sum(len(parse_units(case.fields["unit"])) for case in cases)
    assert free + len(floor.taken) == TOTAL
    assert all(floor.watts_left(rack) >= 0 for _, rack in RACKS.all())


def test_a_case_that_leaves_frees_exactly_its_units() -> None:
    cases = [placed("TTP-2026-0001", "A", "3-4"), placed("TTP-2026-0002", "A", "5")]
    left = make_floor(RACKS, [replace(cases[0])])

    assert set(make_floor(RACKS, cases).taken) - set(left.taken) == {("A", 5)}


@pytest.mark.parametrize(
    ("server", "units", "watts"),
    [
        ([], 2, 500),
        ([{"ukuran": "19 inch 2U", "daya": "2 x 500 W 220V"}], 2, 1000),
        ([{"ukuran": "1"}, {"ukuran": "4 U", "daya": "750"}], 5, 1250),
        ([{"ukuran": "tower"}], 2, 500),
    ],
)
def test_what_a_case_needs(server: list[dict[str, str]], units: int, watts: int) -> None:
    fields = {"server": server}

    assert (needed_units(fields, RACKS), needed_watts(fields, RACKS)) == (units, watts)


@pytest.mark.parametrize(
    ("servers", "unit", "shares"),
    [
        ([{"ukuran": "1"}, {"ukuran": "2U"}], "5-7", ["5", "6-7"]),
        ([{}, {}], "5-8", ["5-6", "7-8"]),
        ([{"unit": "9"}, {"ukuran": "1"}], "5-6", ["9", "6"]),
        (
            [{"ukuran": "2"}, {"ukuran": "2"}],
            "5-7",
            ["5-7", "5-7"],
        ),  # does not add up: nobody's share is known
        ([{}], "5-7", ["5-7"]),
        ([], "5-7", []),
    ],
)
def test_each_servers_share_of_the_run(servers: list[dict[str, str]], unit: str, shares: list[str]) -> None:
    units = server_units({"server": servers, "unit": unit}, RACKS)

    assert [render_units(one) for one in units] == shares


def test_a_server_that_left_frees_its_own_units_only() -> None:
    servers = [{"ukuran": "1", "keluar": "2026-12-01T03:00:00+00:00"}, {"ukuran": "1"}]
    floor = make_floor(RACKS, [placed("TTP-2026-0001", "A", "5-6", server=servers)])

    assert set(floor.taken) == {("A", 6)}
