"""Room that is promised without a place: never more than there is."""

from __future__ import annotations

import pytest

from bot.deciding.places import Floor
from bot.deciding.room import find_shortage, make_room, propose_place, settle
from bot.model import Case
from bot.office_rules import Racks
from tests.builders import make_case, shipped_rules

RACKS = Racks.model_validate(
    {"room": [{"id": "r", "name": "Ruang", "rack": [
        {"id": "A", "units": 6, "watts": 2000},
        {"id": "B", "units": 2, "watts": 300},
    ]}]}
)  # fmt: skip
RULES = shipped_rules().model_copy(update={"racks": RACKS})


def promised(number: int, size: str = "2", **facts: str) -> Case:
    fields = {"opd": "OPD", "server": [{"ukuran": size, "daya": "100 W"}], **facts}
    return make_case("penyerahan", fields, ref=f"TTP-2026-{number:04}")


def room(*cases: Case) -> Floor:
    return make_room(RULES, cases)


def test_whoever_was_promised_room_without_a_place_finds_one() -> None:
    open_ended, named = promised(1, "4"), promised(2, rak="A", unit="5-6")
    floor = room(open_ended, named)

    assert [one.ref for one in floor.promised] == [open_ended.ref]
    assert {unit for rack, unit in settle(floor).taken if rack == "A"} == {1, 2, 3, 4, 5, 6}
    assert propose_place(floor, promised(3)) == ("B", (1, 2))
    assert propose_place(floor, open_ended) == ("A", (1, 2, 3, 4)), "his own promise is no hindrance"


@pytest.mark.parametrize(
    ("place", "size", "why"),
    [
        ({}, "2", ""),
        ({}, "5", "tidak ada tempat kosong untuk server setinggi 5U dengan daya 100 W; yang kosong: "
                  "rak A U3-U6 (sisa daya 1500 W), rak B U1-U2 (sisa daya 300 W)"),
        ({"rak": "B"}, "2", ""),
        ({"rak": "B"}, "3", "tidak ada tempat kosong di rak B untuk"),
        ({"unit": "5-6"}, "2", ""),
        ({"unit": "1-2"}, "2", ""),  # in rack B
        ({"unit": "7-8"}, "2", "tidak ada tempat kosong pada U7-8 untuk"),
        ({"rak": "A", "unit": "1-2"}, "2", ""),  # named in full: looked at elsewhere
    ],
)  # fmt: skip
def test_room_is_promised_where_something_fits(place: dict[str, str], size: str, why: str) -> None:
    standing = make_case("aktif", {"rak": "A", "unit": "1-2"}, ref="TTP-2026-0001")
    found = find_shortage(room(standing), {"server": [{"ukuran": size, "daya": "100 W"}], **place}, "x")

    assert found.startswith(why) if why else found == ""


def test_what_one_was_promised_is_not_promised_to_another() -> None:
    floor = room(promised(1, "6"), promised(2, rak="B", unit="1-2"))

    assert "yang kosong: tidak ada; sudah dijanjikan tanpa tempat: TTP-2026-0001" in find_shortage(
        floor, {}, "x"
    )
    assert find_shortage(floor, {"server": [{"ukuran": "6"}]}, "TTP-2026-0001") == ""
