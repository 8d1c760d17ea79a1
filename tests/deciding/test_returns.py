"""Which servers a return means, who may ask for them, and what their leaving changes: one row each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deciding.decide import decide
from bot.deciding.inventory import list_servers, present
from bot.deciding.leaving import choose_left, find_differences
from bot.deciding.matching import Candidate, find_meant
from bot.deciding.places import make_floor
from bot.deciding.returns import (
    Shelf,
    choose_asked,
    find_choice,
    is_entitled,
    make_shelf,
    release_servers,
)
from bot.model import Address, Case, Heard, Release
from bot.rules import Outcome
from tests.builders import NOW, PEOPLE, REQUEST, hear, make_case, shipped_rules

X = {
    "merek": "Contoh X100",
    "nomor_seri": "ABC12345",
    "nama": "srv-obat-01",
    "kondisi": "baik",
    "ukuran": "1",
}
Y = {"merek": "Contoh Y200", "nomor_seri": "DEF-67890", "kondisi": "lecet", "ukuran": "1"}
Z = {"merek": "Contoh Y200", "nomor_seri": "GHI55555", "ukuran": "1"}
KNOWN = (
    Candidate("TTP-2026-0001/1", "TTP-2026-0001", X),
    Candidate("TTP-2026-0001/2", "TTP-2026-0001", Y),
    Candidate("TTP-2026-0002/1", "TTP-2026-0002", Z),
)
PGB: dict[str, Any] = {"ref": "PGB-2026-0001", "process": "pengembalian"}
OUR_OPD = str(REQUEST["opd"])


def choice(step: str) -> Outcome:
    found = find_choice(shipped_rules(), "pengembalian", step)
    assert found is not None
    return found


MEANT: list[tuple[dict[str, Any], list[dict[str, str]], str, list[int]]] = [
    ({"nomor": ["TTP-2026-0001/2"]}, [], "", [1]),
    ({"nomor": ["TTP-2026-0001"]}, [], "", [0, 1]),
    ({"nomor": ["TTP-2026-0001"], "pergi": "nomor seri abc 12345"}, [], "", [0]),  # the serial narrows the case
    ({"nomor": ["TTP-2026-0002"], "pergi": "abc12345"}, [], "", [0, 2]),  # and adds to another one
    ({"nomor": ["TTP-2026-0009"]}, [], "", []),
    ({"nomor": ["TTP-2026-0001/3"]}, [], "", []),
    ({}, [{"nomor_seri": "def67890"}], "", [1]),
    ({}, [{"nomor_seri": "ABC12345"}, {"nomor_seri": "GHI55555"}], "", [0, 2]),
    ({}, [{"nomor_seri": "ABC12345"}, {"nomor_seri": "QQQ11111"}], "", []),  # one of them is not here
    ({}, [{"nomor_seri": "QQQ11111", "merek": "Contoh X100"}], "", []),
    ({}, [{"nama": "SRV-OBAT-01"}], "", [0]),
    ({"pergi": "ambil srv-obat-01 saja"}, [], "", [0]),
    ({}, [{"nama": "srv-lain-01"}], "", []),
    ({}, [{"nama": "lecet"}], "", [1]),  # a word of its record alone
    ({}, [{"nama": "SIMDA"}], "TTP-2026-0002", [2]),  # the only one there, and its record has no name
    ({}, [{"nama": "SIMDA"}], "TTP-2026-0001", []),
    ({}, [{"merek": "X100"}], "", [0]),
    ({"pergi": "yang X100"}, [], "", [0]),
    ({}, [{"merek": "Y200"}], "", []),  # two of that make
    ({"nomor": ["TTP-2026-0002"]}, [{"merek": "Y200"}], "", [2]),
    ({}, [{"merek": "Lain Q9"}], "", []),
    ({"semua": True}, [], "", [0, 1, 2]),
    ({"semua": True, "tetap": "kecuali SN ABC12345"}, [], "", [1, 2]),
    ({"semua": True, "sebagian": True}, [], "", []),
    ({}, [], "TTP-2026-0001", [0, 1]),
    ({}, [], "TTP-2026-0002", [2]),
    ({"sebagian": True}, [], "TTP-2026-0001", []),
    ({}, [{"nomor_seri": "GHI55555"}], "TTP-2026-0001", [2]),
    ({}, [], "", []),
]  # fmt: skip


@pytest.mark.parametrize(("mention", "told", "thread", "meant"), MEANT)
def test_which_are_meant(
    mention: dict[str, Any], told: list[dict[str, str]], thread: str, meant: list[int]
) -> None:
    assert find_meant(KNOWN, told, mention, thread) == tuple(KNOWN[at] for at in meant)


def test_the_only_one_needs_no_name() -> None:
    assert find_meant(KNOWN[:1], [], {}, "") == KNOWN[:1]
    assert find_meant((), [], {"semua": True}, "") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_it_fail(leaving: str, staying: str) -> None:
    found = find_meant(KNOWN, [], {"pergi": leaving, "tetap": staying}, "")
    assert all(one in KNOWN for one in found)


# ---- who may ask ----------------------------------------------------------------------------------------

OTHER = Address("staf@dinas.example")


def stored(ref: str = "TTP-2026-0001", applicant: Address = PEOPLE["pemohon"], **changes: Any) -> Case:
    facts = {**REQUEST, "server": [X, Y], "rak": "B", "unit": "10-11", "masuk": NOW.isoformat()}
    return make_case("aktif", {**facts, **changes.pop("fields", {})}, ref=ref, applicant=applicant, **changes)


ENTITLED = [
    ([stored()], PEOPLE["pemohon"], True),
    ([stored(contacts=(OTHER,))], OTHER, True),
    ([stored(), stored("TTP-2026-0002", OTHER)], OTHER, True),
    ([stored()], PEOPLE["stranger"], False),
    ([stored()], PEOPLE["kasi"], False),
    ([stored(), make_case("permohonan", ref="TTP-2026-0002", applicant=OTHER)], OTHER, False),
    ([stored(), make_case("disposisi-kadis", ref="TTP-2026-0002", applicant=OTHER)], OTHER, False),
    ([stored(), make_case("disposisi-kabid", ref="TTP-2026-0002", applicant=OTHER)], OTHER, True),
    ([stored(), stored("TTP-2026-0002", OTHER, fields={"opd": "Dinas Lain"})], OTHER, False),
]


@pytest.mark.parametrize(("cases", "who", "may"), ENTITLED)
def test_who_may_ask(cases: list[Case], who: Address, may: bool) -> None:
    shelf = make_shelf(cases, shipped_rules(), "pengembalian", who.email)
    assert is_entitled(shelf, OUR_OPD) == may
    assert bool(shelf.candidates(OUR_OPD)) == may


def test_who_belongs_to_one_agency_may_not_name_another() -> None:
    shelf = make_shelf([stored()], shipped_rules(), "pengembalian", PEOPLE["pemohon"].email)
    assert is_entitled(shelf, "")
    assert not is_entitled(shelf, "Dinas Lain")


def test_what_left_or_is_asked_for_already_can_not_be_chosen() -> None:
    gone = stored(fields={"server": [{**X, "keluar": NOW.isoformat()}, Y]})
    asks = make_case("jadwal", {"barang": ["TTP-2026-0001/2"]}, **PGB)
    shelf = make_shelf([gone, asks], shipped_rules(), "pengembalian", PEOPLE["pemohon"].email)

    assert shelf.candidates("") == ()
    assert shelf.lines("") == ["TTP-2026-0001/2, Contoh Y200 (DEF-67890) (sudah diajukan, PGB-2026-0001)"]
    own = make_shelf([gone, asks], shipped_rules(), "pengembalian", PEOPLE["pemohon"].email, "PGB-2026-0001")
    assert [one.number for one in own.candidates("")] == ["TTP-2026-0001/2"]


# ---- a request and a handover ---------------------------------------------------------------------------


def asked(**said: Any) -> Heard:
    return hear("pemohon", "diajukan", kind="request", **said)


def shelf_of(*cases: Case) -> Shelf:
    return make_shelf(cases, shipped_rules(), "pengembalian", PEOPLE["pemohon"].email)


def test_a_request_takes_the_record_of_what_it_means() -> None:
    heard = asked(sebutan={"nomor": ["TTP-2026-0001/1"]}, opd=OUR_OPD)
    said = choose_asked(heard, {}, shelf_of(stored()), "", choice("permohonan")).reading.fields

    assert said["barang"] == ["TTP-2026-0001/1"]
    assert said["server"][0]["nomor_seri"] == "ABC12345"
    assert (said["server"][0]["rak"], said["server"][0]["unit"]) == ("B", "10")
    assert "sebutan" not in said


def test_a_doubt_lists_the_choices_and_keeps_nothing_unlooked_up() -> None:
    heard = asked(sebutan={}, server=[{"merek": "Contoh"}], opd=OUR_OPD)
    said = choose_asked(heard, {}, shelf_of(stored()), "", choice("permohonan")).reading.fields

    assert "barang" not in said
    assert "server" not in said
    assert said["server_calon"] == [
        "TTP-2026-0001/1, Contoh X100 (ABC12345)", "TTP-2026-0001/2, Contoh Y200 (DEF-67890)",
    ]  # fmt: skip


def test_another_agency_is_not_taken_from_who_does_not_belong_to_it() -> None:
    heard = asked(sebutan={}, opd="Dinas Lain")
    said = choose_asked(heard, {}, shelf_of(stored()), "", choice("permohonan")).reading.fields
    assert "opd" not in said


@pytest.mark.parametrize(
    ("said", "given_"),
    [({"server": [{"nama": "x"}]}, True), ({}, False), ({"sebutan": {"nomor": ["TTP-2026-0001"]}}, True), ({"sebutan": {"semua": True}}, True)],
)  # fmt: skip
def test_without_data_whatever_is_named_is_taken(said: dict[str, Any], given_: bool) -> None:
    found = choose_asked(asked(**{"sebutan": {}, **said}), {}, None, "", choice("permohonan"))
    assert bool(found.reading.fields.get("barang")) == given_


HELD = {**REQUEST, "barang": ["TTP-2026-0001/1", "TTP-2026-0001/2"], "server": [
    {**X, "nomor": "TTP-2026-0001/1"}, {**Y, "nomor": "TTP-2026-0001/2"}]}  # fmt: skip
PARTIES = {"diserahkan_oleh": "Dewi", "diterima_oleh": "Budi"}
LEFT: list[tuple[dict[str, Any], list[str] | None]] = [
    ({"kondisi": "baik"}, ["TTP-2026-0001/1", "TTP-2026-0001/2"]),
    ({"server": [{"nomor_seri": "ABC12345", "kondisi": "baik"}]}, ["TTP-2026-0001/1"]),
    ({"kondisi": "baik", "sebutan": {"tetap": "SN ABC12345 tetap di rak"}}, ["TTP-2026-0001/2"]),
    ({"server": [{"nomor_seri": "QQQ11111"}]}, None),
    ({}, None),  # nothing is said of what it looks like
]


@pytest.mark.parametrize(("said", "left"), LEFT)
def test_what_left(said: dict[str, Any], left: list[str] | None) -> None:
    case = make_case("pengambilan", HELD, **PGB)
    heard = hear("teknisi", "dikembalikan", **{"sebutan": {}, **PARTIES, **said})
    heard = choose_left(heard, case.fields, {}, shipped_rules(), choice("pengambilan"))
    decision = decide(case, heard, shipped_rules(), NOW)

    assert heard.reading.fields.get("diambil") == left
    assert decision.missing == (() if left else ("server",))
    assert [one.ref for one in decision.releases] == (["TTP-2026-0001"] if left else [])


DIFFERENCES = [
    ({"kondisi": "baik"}, []),
    ({"kondisi": "Baik."}, []),
    ({"kondisi": "sama seperti waktu dititipkan"}, []),
    ({"kondisi": "sudah tidak sama"}, ["kondisi"]),
    ({"kondisi": "penyok"}, ["kondisi"]),
    ({"memori": "8 GB"}, []),  # never recorded: nothing to differ from
    ({"merek": "Contoh X101", "nomor_seri": "abc-12345"}, ["merek"]),
    ({"rak": "Z"}, []),
]


@pytest.mark.parametrize(("now", "parts"), DIFFERENCES)
def test_differences(now: dict[str, str], parts: list[str]) -> None:
    found = find_differences({**X, "rak": "B"}, now, shipped_rules())
    assert [one["bagian"] for one in found] == parts
    assert all(one["semula"] == X[one["bagian"]] and one["kini"] == now[one["bagian"]] for one in found)


# ---- leaving --------------------------------------------------------------------------------------------


def release(*indexes: int, by: str = "PGB-2026-0001") -> Release:
    return Release("TTP-2026-0001", indexes, NOW + timedelta(hours=1), by, "dikembalikan")


def test_what_leaves_frees_its_place_and_the_last_closes_the_case() -> None:
    case = stored()
    first = release_servers(case, release(0))
    assert first is not None
    assert first.case is not None
    assert first.case.open
    racks = shipped_rules().racks
    assert [one.number for one in present(list_servers([first.case], racks))] == ["TTP-2026-0001/2"]
    assert {unit for _, unit in make_floor(racks, [first.case]).taken} == {11}

    last = release_servers(first.case, release(1, by="PGB-2026-0002"))
    assert last is not None
    assert last.case is not None
    assert (last.case.closed, last.moved) == ("dikembalikan", True)
    assert [one["keluar_berkas"] for one in last.case.fields["server"]] == ["PGB-2026-0001", "PGB-2026-0002"]
    assert make_floor(racks, [last.case]).taken == {}


@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3), max_size=4))
def test_nothing_leaves_twice(groups: list[list[int]]) -> None:
    case = stored()
    gone: set[int] = set()
    for number, group in enumerate(groups):
        decision = release_servers(case, release(*group, by=f"PGB-2026-{number:04d}"))
        new = {at for at in group if at < 2} - gone
        assert (decision is not None) == bool(new)
        if decision is not None and decision.case is not None:
            for at in gone:
                assert decision.case.fields["server"][at] == case.fields["server"][at]
            case = decision.case
            assert release_servers(case, release(*group)) is None
        gone |= new
    assert bool(case.closed) == (gone == {0, 1})


TOMORROW = (NOW + timedelta(days=1)).isoformat()
MOVES = [
    ("permohonan", "pemohon", "diajukan", {**REQUEST, "barang": ["TTP-2026-0001/1"]}, "disposisi-kadis", {"pengembalian-diterima", "disposisi-kadis"}),
    ("disposisi-kadis", "kadis", "disposisi", {}, "disposisi-kabid", {"disposisi-kabid"}),
    ("disposisi-kadis", "kadis", "tolak", {"alasan": "x"}, "tolak", {"ditolak"}),
    ("disposisi-kabid", "kabid", "teruskan", {}, "jadwal", {"jadwal-kembali"}),
    ("disposisi-kabid", "kabid", "tolak", {"alasan": "x"}, "tolak", {"ditolak", "ditolak-tembusan"}),
    ("jadwal", "kasi", "dijadwalkan", {"waktu": [TOMORROW]}, "pengambilan", {"siap-diambil", "nantikan-pengambilan"}),
    ("pengambilan", "teknisi", "dikembalikan", {**PARTIES, "diambil": ["TTP-2026-0001/1"]}, "dikembalikan", {"serah-terima-kembali"}),
    ("pengambilan", "pemohon", "jadwal-ulang", {"waktu": [TOMORROW]}, "pengambilan", {"jadwal-kembali-baru"}),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "outcome", "said", "after", "letters"), MOVES)
def test_each_step(
    step: str, role: str, outcome: str, said: dict[str, Any], after: str, letters: set[str]
) -> None:
    held = {} if step == "permohonan" else {**REQUEST, "barang": ["TTP-2026-0001/1"]}
    decision = decide(make_case(step, held, **PGB), hear(role, outcome, **said), shipped_rules(), NOW)

    assert decision.case is not None
    assert (decision.case.closed or decision.case.step) == after
    assert {send.letter for send in decision.effects} == letters
    assert bool(decision.releases) == (outcome == "dikembalikan")


def test_a_request_needs_to_say_which_server() -> None:
    case = make_case("permohonan", {}, **PGB)
    decision = decide(case, asked(**dict[str, Any](REQUEST)), shipped_rules(), NOW)
    assert decision.missing == ("server",)
    assert [send.letter for send in decision.effects] == ["pengembalian-belum-lengkap"]


def test_what_is_closed_can_not_be_withdrawn() -> None:
    case = replace(make_case("pengambilan", REQUEST, **PGB), closed="dikembalikan")
    decision = decide(case, hear("pemohon", "batal"), shipped_rules(), NOW)
    assert not decision.moved
    assert decision.case is not None
    assert decision.case.closed == "dikembalikan"
