"""The digest of a month follows from the cases alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deciding.calendar import Calendar
from bot.deciding.changes import find_changes, parse_change, parse_place, render_place
from bot.deciding.correct import WHICH, correct, find_meant, mark_checked
from bot.deciding.decide import decide
from bot.deciding.digest import find_due_digests, make_digest, part_of
from bot.deciding.inventory import list_servers
from bot.deciding.places import make_floor
from bot.deciding.rounds import (
    add_months,
    ask_round,
    due_moment,
    find_answers,
    find_returns,
    find_unasked,
    find_unreminded,
    last_due,
    order_by_room,
    remind_round,
)
from bot.model import Case, Entry
from bot.office_rules import Inventory, MonthDay
from tests.builders import CODE, NOW, REQUEST, hear, make_case, shipped_rules

RULES = shipped_rules()
ZONE = ZoneInfo("Asia/Jakarta")
CALENDAR = Calendar(ZONE)
TWO = [
    {"merek": "X1", "nomor_seri": "SERI-A1", "ukuran": "1"},
    {"merek": "X2", "nomor_seri": "SERI-A2", "ukuran": "1"},
]
AT = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)


def rules() -> Inventory:
    assert RULES.inventory is not None
    return RULES.inventory


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def stored_case(number: int = 1, arrived: datetime = AT, **facts: Any) -> Case:
    fields = {
        **REQUEST,
        "masuk": arrived.isoformat(),
        "rak": "A",
        "unit": "10-11",
        "ip": ["192.0.2.1"],
        **facts,
    }
    return make_case("aktif", fields, ref=f"TTP-2026-{number:04d}", opened=arrived, since=arrived)


def digest_of(*cases: Case, month: str = "2026-10", now: datetime = NOW) -> Any:
    return make_digest(cases, RULES, month, CALENDAR, now)


# ---- the calendar of the round -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        ("2026-10", 1, "2026-10-01T08:00"),  # a Thursday
        ("2026-11", 1, "2026-11-02T08:00"),  # a Sunday
        ("2026-02", 31, "2026-03-02T08:00"),  # the 28th is a Saturday
        ("2026-03", 20, "2026-03-25T08:00"),  # Lebaran
    ],
)
def test_the_round_is_due_on_its_day_or_the_next_working_day(month: str, day: int, due: str) -> None:
    holidays = {datetime(2026, 3, number).date(): False for number in (20, 23, 24)}  # noqa: DTZ001 - a date
    calendar = replace(CALENDAR, named=holidays)

    assert due_moment(month, MonthDay(day=day, hour=8), calendar) == local(due)


@pytest.mark.parametrize(
    ("now", "month"),
    [("2026-11-02T07:59", "2026-10"), ("2026-11-02T08:00", "2026-11"), ("2026-11-30T23:59", "2026-11")],
)
def test_the_latest_round(now: str, month: str) -> None:
    assert last_due(local(now), rules().round, CALENDAR) == month


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(-40, 40))
def test_months_are_added_and_taken_away(year: int, number: int, count: int) -> None:
    month = f"{year:04d}-{number:02d}"
    assert add_months(add_months(month, count), -count) == month
    assert (add_months(month, count) > month) == (count > 0)


@pytest.mark.parametrize(
    ("facts", "since", "asked"),
    [
        ({}, "2026-10-05T10:00", True),
        ({"putaran": "2026-10"}, "2026-10-05T10:00", True),
        ({"putaran": "2026-11"}, "2026-10-05T10:00", False),
        ({"masuk": ""}, "2026-10-05T10:00", False),
        ({}, "2026-11-02T08:01", True),  # was in repair when the round began
        ({"masuk": "2026-11-02T08:01:00+07:00"}, "2026-11-02T08:01", False),  # came after the round had begun
    ],
)
def test_who_is_asked(facts: dict[str, str], since: str, asked: bool) -> None:
    case = replace(stored_case(**facts), since=local(since))

    assert bool(find_unasked([case], rules(), CALENDAR, local("2026-11-03T09:00"))) is asked


@pytest.mark.parametrize(
    ("day", "due"), [(8, False), (9, True)]
)  # asked on Monday the 2nd: five working days
def test_the_reminder_is_due_once_after_its_working_days(day: int, due: bool) -> None:
    case = ask_round(stored_case(), RULES, "2026-11", local("2026-11-02T08:00")).case
    assert case is not None
    now = local(f"2026-11-{day:02d}T09:00")

    assert bool(find_unreminded([case], rules(), CALENDAR, now)) is due
    again = remind_round(case, RULES, now).case
    assert find_unreminded([again], rules(), CALENDAR, now) == []


def asked(case: Case | None = None) -> Case:
    made = ask_round(case or stored_case(), RULES, "2026-10", AT).case
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ([], ["inventaris-pengingat", "masih-dititipkan-pengingat"]),
        ([("teknisi", "sesuai")], ["masih-dititipkan-pengingat"]),
        ([("pemohon", "masih")], ["inventaris-pengingat"]),
        ([("teknisi", "sesuai"), ("pemohon", "akan-diambil")], []),
    ],
)
def test_only_who_has_not_answered_is_reminded(said: list[tuple[str, str]], letters: list[str]) -> None:
    case = asked()
    for role, outcome in said:
        made = decide(case, hear(role, outcome), RULES, NOW).case
        assert made is not None
        case = made

    assert [send.letter for send in remind_round(case, RULES, NOW).effects] == letters


@pytest.mark.parametrize(("days", "reminded"), [(-1, True), (0, False), (3, False)])
def test_a_return_asked_for_since_answers_the_slip(days: int, reminded: bool) -> None:
    letters = [one.letter for one in remind_round(asked(), RULES, NOW, [AT + timedelta(days=days)]).effects]
    assert ("masih-dititipkan-pengingat" in letters) == reminded


def test_a_return_is_of_the_deposit_whose_servers_it_asks_for() -> None:
    asks = replace(
        stored_case(), process="pengembalian", fields={"barang": ["TTP-2026-0001/1", "TTP-2026-0001/2"]}
    )
    assert find_returns([asks, stored_case()], RULES) == {"TTP-2026-0001": [asks.opened]}


@pytest.mark.parametrize("what", ["released", "closed"])
def test_a_server_that_left_answers_the_slip(what: str) -> None:
    case = asked()
    gone = replace(case, journal=(*case.journal, Entry(NOW, "bot", what, "aktif", "dikembalikan")))
    assert find_answers(gone, RULES.procedure("penitipan"), "2026-10").slip


def test_an_answer_to_a_later_round_is_none_to_this_one() -> None:
    later = ask_round(asked(), RULES, "2026-11", NOW).case
    assert later is not None
    answered = decide(later, hear("teknisi", "sesuai"), RULES, NOW).case
    assert answered is not None
    procedure = RULES.procedure("penitipan")

    assert not find_answers(answered, procedure, "2026-10").form
    assert find_answers(answered, procedure, "2026-11").form


def test_the_letters_go_by_room_rack_and_unit() -> None:
    cases = [stored_case(1, rak="B", unit="5"), stored_case(2, unit="10-11"), stored_case(3, unit="9")]

    assert [case.ref[-1] for case in order_by_room(cases, RULES)] == ["3", "2", "1"]


# ---- corrections ---------------------------------------------------------------------------------------------


def corrected(said: dict[str, Any], text: str = "", **facts: Any) -> Any:
    case = stored_case(**{"server": TWO, **facts})
    return correct(case.ref, case.fields, said, text, make_floor(RULES.racks, [case]))


def test_sesuai_marks_every_server_that_stands_here_as_checked() -> None:
    gone = {**TWO[0], "keluar": "2026-10-20"}
    made = decide(stored_case(server=[gone, TWO[1]]), hear("teknisi", "sesuai"), RULES, NOW).case
    assert made is not None

    assert [server.get("diperiksa") for server in made.fields["server"]] == [None, NOW.isoformat()]


@pytest.mark.parametrize(
    ("said", "text", "found"),
    [
        ({"ip": ["192.0.2.9"]}, "server SERI-A2 ganti IP", [("192.0.2.1",), ("192.0.2.9",)]),
        ({"ip": ["192.0.2.9"]}, "IP (TTP-2026-0001/1) : 192.0.2.9", [("192.0.2.9",), ("192.0.2.1",)]),
        (
            {"ip": ["192.0.2.9"], "server": [{"nomor_seri": "seri-a2"}]},
            "",
            [("192.0.2.1",), ("192.0.2.9",)],
        ),
    ],
)
def test_a_correction_meets_the_server_meant(said: dict[str, Any], text: str, found: list[Any]) -> None:
    made = corrected(said, text)

    assert not made.missing
    assert [one.ip for one in list_servers([stored_case(**made.fields)], RULES.racks)] == found


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"ip": ["192.0.2.9"]}, "IP-nya ganti"),
        ({"ip": ["192.0.2.9"]}, "SERI-A1 dan SERI-A2 ganti IP"),
        ({"server": [{"nomor_seri": "LAIN-1", "memori": "8 GB"}]}, "memorinya"),
        ({"rak": "B", "unit": "5"}, "pindah"),
    ],
)
def test_which_server_is_asked_when_it_cannot_be_told(said: dict[str, Any], text: str) -> None:
    made = corrected(said, text)

    assert made.missing == (WHICH,)
    assert made.fields == stored_case(server=TWO).fields


def test_the_only_server_needs_no_naming_and_keeps_what_was_not_said() -> None:
    made = corrected({"server": [{"nomor_seri": "BARU-7"}], "rak": "B", "unit": "5"}, "", server=TWO[:1])

    assert (made.fields["rak"], made.fields["unit"]) == ("B", "5")
    assert made.fields["server"] == [{**TWO[0], "nomor_seri": "BARU-7"}]


@pytest.mark.parametrize(
    ("said", "text", "why"),
    [
        ({"rak": "Z", "unit": "5"}, "SERI-A1", "rak Z tidak ada"),
        ({"unit": "2"}, "SERI-A1", "tidak untuk server titipan"),
        ({"unit": "11"}, "SERI-A1", "sudah dipakai server TTP-2026-0001/2"),
    ],
)
def test_a_place_that_cannot_be_is_refused(said: dict[str, Any], text: str, why: str) -> None:
    made = corrected(said, text)

    assert set(made.missing) == {"rak", "unit"}
    assert why in made.why


def test_another_rack_without_its_units_is_asked_for_them() -> None:
    assert corrected({"rak": "B"}, "SERI-A1").missing == ("unit",)


def test_the_answer_to_which_server_completes_the_correction() -> None:
    case = stored_case(server=TWO)
    doubt = decide(case, hear("teknisi", "koreksi", ip=["192.0.2.9"]), RULES, NOW).case
    assert doubt is not None
    heard = hear("teknisi", None)
    named = replace(heard, reading=replace(heard.reading, text="yang SERI-A2"))
    made = decide(doubt, named, RULES, NOW).case
    assert made is not None

    assert [one.ip for one in list_servers([made], RULES.racks)] == [("192.0.2.1",), ("192.0.2.9",)]
    assert made.pending == type(made.pending)()


@pytest.mark.parametrize("text", ["", "SERI-A12", "XSERI-A1", "TTP-2026-0001/11"])
def test_a_longer_name_is_another_name(text: str) -> None:
    assert find_meant(text, "TTP-2026-0001", {"server": TWO}) == ()


def test_marking_leaves_the_given_facts_as_they_were() -> None:
    fields = {"server": [dict(TWO[0])]}
    mark_checked(fields, NOW)

    assert fields == {"server": [TWO[0]]}


# ---- changes ---------------------------------------------------------------------------------------------------


def test_a_change_is_told_in_the_journal_and_read_back() -> None:
    case = stored_case(server=TWO[:1])
    made = decide(
        case,
        hear("teknisi", "koreksi", rak="B", unit="5", ip=["192.0.2.7"]),
        RULES,
        NOW,
        make_floor(RULES.racks, []),
    ).case
    assert made is not None
    found = [change for entry in made.journal if (change := parse_change(entry))]

    assert [(one.what, one.before, one.after) for one in found] == [
        ("placed", "A U10-11", "B U5"),
        ("addressed", "192.0.2.1", "192.0.2.7"),
    ]
    assert made.journal[-1].what == "stayed"  # what was said comes last


@pytest.mark.parametrize(("before", "after"), [({}, {"masuk": ""}), ({"ip": []}, {}), ({}, {})])
def test_what_is_given_first_and_what_stays_is_no_change(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    old, new = stored_case(**before), stored_case()
    if after:
        old = stored_case(masuk="", rak="B")

    assert find_changes(old, new, RULES.racks, "teknisi", NOW) == ()


@given(st.sampled_from(["A", "B-1", "R 12"]), st.sampled_from(["", "5", "10-12"]))
def test_a_place_is_read_back_as_it_was_written(rack: str, units: str) -> None:
    (one,) = list_servers([stored_case(rak=rack, unit=units)], RULES.racks)
    assert parse_place(render_place(one)) == (one.rack, one.units)


# ---- the digest ------------------------------------------------------------------------------------------------


def test_what_came_and_what_left_in_the_month() -> None:
    gone = {**TWO[0], "keluar": "2026-10-20"}
    old = stored_case(1, AT - timedelta(days=60), server=[gone, TWO[1]])
    made = digest_of(old, stored_case(2, unit="20-21"), stored_case(3, AT + timedelta(days=30), unit="30"))

    assert [one.number for one in made.came] == ["TTP-2026-0002/1"]
    assert [one.number for one in made.left] == ["TTP-2026-0001/1"]
    assert [one.number for one in made.stock] == ["TTP-2026-0001/2", "TTP-2026-0002/1"]


@pytest.mark.parametrize(
    ("arrived", "came"), [("2026-10-01T00:00", True), ("2026-10-31T23:59", True), ("2026-09-30T23:59", False)]
)
def test_a_month_begins_and_ends_at_local_midnight(arrived: str, came: bool) -> None:
    assert bool(digest_of(stored_case(1, local(arrived))).came) is came


def test_occupancy_follows_moves_and_departures() -> None:
    moved = Entry(
        local("2026-09-15T10:00"), "teknisi", "placed", "aktif", text="TTP-2026-0001/1: B U5-7 -> A U10-11"
    )
    case = stored_case(1, local("2026-07-10T10:00"))
    made = digest_of(replace(case, journal=(*case.journal, moved)))
    taken = {rack.rack: dict(zip(made.months, rack.taken, strict=True)) for rack in made.occupancy}

    assert [taken["B"][month] for month in ("2026-06", "2026-07", "2026-08", "2026-09")] == [0, 3, 3, 0]
    assert [taken["A"][month] for month in ("2026-08", "2026-09", "2026-10")] == [0, 2, 2]
    assert len(made.months) == rules().digest.months


def test_there_and_back_again_is_no_move() -> None:
    case = stored_case()
    entries = [
        Entry(
            AT + timedelta(days=day),
            "teknisi",
            "placed",
            "aktif",
            text=f"TTP-2026-0001/1: {before} -> {after}",
        )
        for day, before, after in ((1, "A U1", "B U1"), (2, "B U1", "A U1"))
    ]
    assert digest_of(replace(case, journal=tuple(entries))).moved == ()
    assert digest_of(replace(case, journal=tuple(entries[:1]))).moved[0].after == "B U1"


@pytest.mark.parametrize(
    ("days", "said", "silent"),
    [
        (9, (), []),  # still time
        (20, (), ["pemohon", "teknisi"]),
        (20, (("teknisi", "koreksi"),), ["pemohon"]),
        (20, (("teknisi", "sesuai"), ("pemohon", "masih")), []),
    ],
)
def test_who_did_not_answer(days: int, said: tuple[tuple[str, str], ...], silent: list[str]) -> None:
    case = asked()
    for role, outcome in said:
        entry = Entry(AT + timedelta(days=1), role, "stayed", "aktif", outcome)
        case = replace(case, journal=(*case.journal, entry))
    made = digest_of(case, now=AT + timedelta(days=days))

    assert sorted(one.role for one in made.silent) == silent
    assert (made.asked, made.checked) == (1, int("teknisi" in dict(said)))


def journey(number: int, hours: float) -> Case:
    opened = local("2026-10-05T08:00")
    moved = Entry(opened + timedelta(hours=hours), "pemohon", "moved", "permohonan", "diajukan")
    return make_case(
        "disposisi-kadis",
        REQUEST,
        ref=f"TTP-2026-{number:04d}",
        opened=opened,
        since=moved.at,
        journal=(moved,),
    )


def test_measured_times_and_a_proposed_standard() -> None:
    few = digest_of(*(journey(number, number / 2) for number in range(1, 10))).times
    enough = digest_of(*(journey(number, number / 2) for number in range(1, 11))).times

    assert [(one.step, one.count, one.median, one.p80, one.proposed) for one in few] == [
        ("permohonan", 9, 2.5, 4.0, None)
    ]
    assert [(one.count, one.median, one.p80, one.proposed) for one in enough] == [(10, 2.75, 4.0, 4.0)]


def test_open_cases_are_told_with_their_age_and_resting_ones_are_not() -> None:
    made = digest_of(journey(1, 1), stored_case(2), now=local("2026-10-12T09:00"))

    assert [(one.ref, one.step, one.age) for one in made.open_cases] == [
        ("TTP-2026-0001", "disposisi-kadis", 5)
    ]


def test_an_agency_gets_its_own_part_alone() -> None:
    made = digest_of(stored_case(1, opd="Dinas A"), stored_case(2, opd="Dinas B", unit="20"))

    assert [one.number for one in part_of(made, "Dinas B")] == ["TTP-2026-0002/1"]


@pytest.mark.parametrize(
    ("opened", "made", "due"),
    [
        (None, [], ()),
        ("2026-10-05T08:00", [], ("2026-10",)),
        ("2026-11-01T00:00", [], ()),  # the first case came after the month
        ("2026-01-05T08:00", [], ("2026-10",)),  # a first start makes up nothing
        ("2026-01-05T08:00", ["2026-10"], ()),
        ("2026-01-05T08:00", ["2026-07"], ("2026-08", "2026-09", "2026-10")),
    ],
)
def test_which_digests_are_due(opened: str | None, made: list[str], due: tuple[str, ...]) -> None:
    first = local(opened) if opened else None

    assert find_due_digests(first, made, rules(), CALENDAR, local("2026-11-03T09:00")) == due


def test_right_is_needed_to_check() -> None:
    made = decide(stored_case(), hear("kasi", "sesuai", CODE), RULES, NOW)

    assert made.verdict == "not-yours"
