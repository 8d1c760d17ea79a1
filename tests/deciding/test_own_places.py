"""Places told server by server: what is filled in, what is asked for, what the case keeps."""

from __future__ import annotations

from typing import Any

import pytest

from bot.deciding.needs import is_given
from bot.deciding.own_places import find_lacking, names_place, put_apart, settle_places, without_place
from tests.builders import shipped_rules

A1, B2 = {"rak": "A", "unit": "1"}, {"rak": "B", "unit": "2"}


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        ({"rak": "A", "unit": "1-3", "server": [{}, {}]}, {"rak": "A", "unit": "1-3", "server": [{}, {}]}),
        ({"unit": "2", "server": [A1, {"rak": "B"}]}, {"server": [A1, B2]}),
        ({"unit": "9", "server": [A1, B2]}, {"server": [A1, B2]}),
        ({"unit": "9", "server": [A1, {}, {}]}, {"server": [A1, {}, {}]}),  # of which of the two?
        ({"rak": "A"}, {"rak": "A"}),
    ],
)
def test_what_no_server_was_named_for_is_the_only_lacking_ones(said: Any, settled: Any) -> None:
    assert settle_places(said) == settled


@pytest.mark.parametrize(
    ("said", "missing", "why"),
    [
        ({"server": [{}, {}]}, (), ""),
        ({"server": [A1, B2]}, (), ""),
        ({"server": [A1, {"rak": "B", "nomor_seri": "X1"}]}, ("unit",), "unit server X1 belum disebut"),
        ({"server": [A1, {}]}, ("rak", "unit"), "rak server 2 belum disebut; unit server 2 belum disebut"),
    ],
)
def test_what_one_of_them_lacks(said: dict[str, Any], missing: tuple[str, ...], why: str) -> None:
    assert find_lacking(said) == (missing, why)
    assert all(not is_given(name, {"rak": "C", "unit": "5", **said}, shipped_rules()) for name in missing)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"rak": "C", "unit": "5-7", "server": [A1, B2]}, {"server": [A1, B2]}),
        ({"rak": "A", "server": [{"unit": "1"}, {"unit": "2"}]}, {"server": [A1, {"rak": "A", "unit": "2"}]}),
        ({"rak": "A", "unit": "5-6", "server": [{}, {}]}, {"rak": "A", "unit": "5-6", "server": [{}, {}]}),
        ({"rak": "A", "unit": "5"}, {"rak": "A", "unit": "5"}),
    ],
)
def test_the_case_has_no_place_where_each_server_has_one(fields: Any, kept: Any) -> None:
    assert put_apart(fields) == kept


def test_without_its_place_a_server_stays_what_it_is() -> None:
    said = {"rak": "C", "server": [{**A1, "merek": "X"}], "kontak": "Budi"}
    assert names_place({"server": [A1]})
    assert without_place(said) == {"server": [{"merek": "X"}], "kontak": "Budi"}
