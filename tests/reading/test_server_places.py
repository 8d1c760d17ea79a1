"""Several servers in running text, each with a place: each gets its own, or none does and the places are asked for."""

from __future__ import annotations

import pytest

from bot.model import TOLD_PLACES
from tests.reading.saying import say

DELL, HP = "Dell R740 SN ABC1234", "HP DL380 SN XYZ9876"
BOTH = [("A", "10-12"), ("B", "4")]
OWN = [
    (f"{DELL} rak A unit 10-12, {HP} rak B unit 4", BOTH),
    (f"{DELL} di rak A U10-U12 dan {HP} di rak B U4", BOTH),
    (f"{DELL} taruh rak A U10-12. {HP} rak B U4", BOTH),
    (f"rak A unit 10-12 {DELL}, rak B unit 4 {HP}", BOTH),
    ("SN ABC1234 rak A unit 10-12, SN XYZ9876 rak B unit 4", BOTH),
    ("Dell R740 SN ABC1234 rak A U10-12, SN XYZ9876 rak B U4", BOTH),
    (f"{DELL} U10-12, {HP} U4. Semua di rak A", [("", "10-12"), ("", "4")]),
    (f"Di rak A, {DELL} U10-12, {HP} U4", [("", "10-12"), ("", "4")]),
    (f"{DELL} rak A unit 10 dan {HP}", [("A", "10"), ("", "")]),
    (f"{DELL} dan {HP}, rak A unit 10-13", [("", ""), ("", "")]),
]


@pytest.mark.parametrize(("text", "places"), OWN)
def test_each_server_with_its_own_place(text: str, places: list[tuple[str, str]]) -> None:
    fields = say("penyerahan", "teknisi", f"Diterima. {text}. Yang menyerahkan Budi Contoh").fields
    assert [(one.get("rak", ""), one.get("unit", "")) for one in fields["server"]] == places
    assert [one["nomor_seri"] for one in fields["server"]] == ["ABC1234", "XYZ9876"]
    assert TOLD_PLACES not in fields


@pytest.mark.parametrize(
    "text",
    [
        f"{DELL} dan {HP}. Rak A unit 10-12 sama rak B unit 4",
        f"Rak A unit 10-12 dan rak B unit 4: {DELL}, {HP}",
        f"rak C U1, {DELL} rak A U10, {HP} rak B U4",
        "Dell sama HP, rak A U10 sama rak B U4",
    ],
)
def test_places_that_can_not_be_told_apart_are_none(text: str) -> None:
    fields = say("penyerahan", "teknisi", f"Diterima. {text}").fields
    assert len(fields[TOLD_PLACES]) >= 2
    assert not {"rak", "unit"} & set(fields)
    assert not any("unit" in one for one in fields.get("server", ()))


def test_makers_alone_with_a_place_each() -> None:
    fields = say("penyerahan", "teknisi", "Dell rak A unit 10-12, HP rak B unit 4", awaiting=("rak",)).fields
    assert fields["server"] == [
        {"merek": "Dell", "rak": "A", "unit": "10-12"},
        {"merek": "HP", "rak": "B", "unit": "4"},
    ]


@pytest.mark.parametrize(
    ("text", "places", "rack"),
    [
        ("rak A U10-12 dan rak B U4", ["rak A U10-12", "rak B U4"], None),
        ("Dell rak A U10-12, HP rak B U4", ["rak A U10-12", "rak B U4"], None),
        ("rak A penuh, rak B U4", None, "B"),
        ("dari rak A U5 ke rak B U8", None, "B"),
        ("rak A U10-12", None, "A"),
    ],
)
def test_the_kasi_names_two_places(text: str, places: list[str] | None, rack: str | None) -> None:
    fields = say("tempat", "kasi", f"Tersedia besok jam 9. {text}").fields
    assert (fields.get(TOLD_PLACES), fields.get("rak")) == (places, rack)


def test_one_server_is_where_it_was_said_last() -> None:
    fields = say("penyerahan", "teknisi", f"Diterima. {DELL} rak A U10, maksud saya rak B U4").fields
    assert (fields["rak"], fields["unit"], len(fields["server"])) == ("B", "4", 1)
