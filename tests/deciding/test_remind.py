"""What falls due by time, and who gets the letter when a role goes to somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.deciding.decide import decide
from bot.deciding.duty import hand_over
from bot.deciding.remind import find_waiting_since, remind
from bot.model import OFF_DUTY, Address, Case, LetterOut
from tests.builders import BY_NUMBER, CODE, NOW, PEOPLE, hear, make_case, shipped_rules

RULES = shipped_rules()
STAND_IN = Address("sekretaris@kantor.example", "Wati Contoh")


def sent(case: Case, worked: float) -> tuple[Case, list[tuple[str, str]]]:
    """The case after that many working days, and the letters: (letter, role)."""
    decision = remind(case, worked, RULES, NOW)
    if decision is None:
        return case, []
    assert decision.case is not None
    return decision.case, [(send.letter, send.role) for send in decision.effects]


@pytest.mark.parametrize(
    ("step", "worked", "letters"),
    [
        ("disposisi-kabid", 0, []),
        ("disposisi-kabid", 1, [("pengingat", "kabid")]),
        ("disposisi-kabid", 4, [("pengingat", "kabid")]),
        ("disposisi-kabid", 5, [("pengingat", "kabid"), ("eskalasi", "kadis")]),
        ("disposisi-kabid", 99, [("pengingat", "kabid"), ("eskalasi", "kadis")]),  # one each after a downtime
        ("disposisi-kadis", 99, [("pengingat", "kadis")]),  # nobody is above
        ("tempat", 5, [("pengingat", "kasi"), ("eskalasi", "kabid")]),
        ("konfigurasi", 7, [("pengingat", "teknisi"), ("eskalasi", "kasi")]),
        ("uji-akses", 10, [("pengingat", "pemohon"), ("eskalasi", "kasi")]),
        ("aktif", 99, []),
    ],
)
def test_what_falls_due(step: str, worked: float, letters: list[tuple[str, str]]) -> None:
    once, first = sent(make_case(step), worked)
    twice, second = sent(once, worked)

    assert first == letters
    assert (twice, second) == (once, [])


def test_one_after_the_other_and_then_silence() -> None:
    case, told = make_case("disposisi-kabid"), []
    for days in range(12):
        case, letters = sent(case, days)
        told += [(days, letter) for letter, _ in letters]

    assert told == [(1, "pengingat"), (3, "pengingat"), (5, "eskalasi")]


def test_the_copies_of_an_escalation_go_by_the_rules() -> None:
    decision = remind(make_case("disposisi-kabid", reminded=2), 5, RULES, NOW, {"hari_kerja": "5"})
    assert decision is not None

    (send,) = decision.effects
    assert (send.role, send.cc_roles, send.said) == ("kadis", ("kabid",), {"hari_kerja": "5"})
    assert decision.verdict == "escalated"


def test_a_case_that_comes_back_to_the_step_is_escalated_anew() -> None:
    told, _ = sent(make_case("konfigurasi"), 7)
    back = replace(told, since=NOW + timedelta(days=30), reminded=0)

    assert sent(back, 7)[1] == [("pengingat", "teknisi"), ("eskalasi", "kasi")]


def test_a_closed_case_waits_for_nobody() -> None:
    assert remind(make_case("disposisi-kabid", closed="batal"), 99, RULES, NOW) is None


APPOINTED = NOW + timedelta(days=9)


@pytest.mark.parametrize(
    ("step", "facts", "since"),
    [
        ("penyerahan", {}, NOW),
        ("penyerahan", {"waktu": [APPOINTED.isoformat()]}, APPOINTED),
        ("penyerahan", {"waktu": [(NOW - timedelta(days=1)).isoformat()]}, NOW),
        ("konfigurasi", {"waktu": [APPOINTED.isoformat()]}, NOW),  # counts from no appointment
    ],
)
def test_nobody_is_late_before_the_appointed_time(
    step: str, facts: dict[str, object], since: datetime
) -> None:
    assert find_waiting_since(make_case(step, facts), RULES) == since


def told_case(step: str, *letters: tuple[Address, str], at: datetime = NOW) -> Case:
    """A case at `step` with these letters: (to, role)."""
    out = tuple(
        LetterOut(number, "surat", to, (), "subjek", f"{number}@x.example", "f", at, step=step, role=role)
        for number, (to, role) in enumerate(letters, 1)
    )
    return make_case(step, letters=out)


KADIS, KABID = PEOPLE["kadis"], PEOPLE["kabid"]


@pytest.mark.parametrize(
    ("case", "holders", "sent_to"),
    [
        (told_case("disposisi-kadis", (KADIS, "kadis")), (KADIS,), []),
        (told_case("disposisi-kadis", (KADIS, "kadis")), (STAND_IN,), [STAND_IN]),
        (told_case("disposisi-kadis", (KADIS, "kadis")), (KADIS, STAND_IN), [STAND_IN]),
        (told_case("disposisi-kadis", (KADIS, "kadis"), (STAND_IN, "kadis")), (STAND_IN,), []),
        (told_case("disposisi-kadis", (KADIS, "kadis"), (STAND_IN, OFF_DUTY)), (STAND_IN,), [STAND_IN]),
        (told_case("disposisi-kadis", (KABID, "kabid")), (KABID,), [KABID]),  # told as kabid, now holds the role
        (told_case("disposisi-kadis", (KADIS, "kadis"), at=NOW - timedelta(days=1)), (KADIS,), [KADIS]),  # an earlier stay
        (told_case("permohonan"), (), []),
        (told_case("uji-akses"), (), []),
        (told_case("aktif"), (STAND_IN,), []),  # nobody is waited for
        (replace(told_case("disposisi-kadis", (KADIS, "kadis")), closed="batal"), (STAND_IN,), []),
    ],
)  # fmt: skip
def test_who_comes_to_hold_the_role_gets_the_letter_once(
    case: Case, holders: tuple[Address, ...], sent_to: list[Address]
) -> None:
    decision = hand_over(case, holders, RULES, NOW)

    assert [send.address for send in decision.effects] == sent_to if decision else sent_to == []
    if decision:
        assert {(send.letter, send.role) for send in decision.effects} == {("disposisi-kadis", "kadis")}


def test_the_days_count_anew_for_who_got_the_letter_later() -> None:
    later = NOW + timedelta(days=3)
    decision = hand_over(told_case("disposisi-kadis", (KADIS, "kadis")), (STAND_IN,), RULES, later)
    assert decision is not None
    assert decision.case is not None

    assert find_waiting_since(decision.case, RULES) == later


@pytest.mark.parametrize("right", [CODE, BY_NUMBER])
@pytest.mark.parametrize("outcome", ["disposisi", "status", "batal", None])
def test_an_official_off_duty_is_refused_whatever_he_says(outcome: str | None, right: object) -> None:
    case = make_case("disposisi-kadis")
    heard = replace(hear(OFF_DUTY, outcome), sender=KADIS, right=right)  # type: ignore[arg-type]
    decision = decide(case, heard, RULES, NOW)

    assert [(send.letter, send.address, dict(send.said)) for send in decision.effects] == [
        ("bukan-masa-tugas", KADIS, {})
    ]
    assert (decision.verdict, decision.moved, decision.hold) == (OFF_DUTY, False, False)
    assert decision.case is not None
    assert replace(decision.case, journal=()) == replace(case, journal=())
    assert [(entry.by, entry.what) for entry in decision.case.journal] == [(OFF_DUTY, OFF_DUTY)]


def test_an_absence_note_of_an_official_off_duty_is_not_answered() -> None:
    decision = decide(make_case("disposisi-kadis"), hear(OFF_DUTY, None, kind="autoreply"), RULES, NOW)

    assert decision.effects == ()


def test_a_cancelled_case_is_not_told_to_those_off_duty() -> None:
    letters = told_case("disposisi-kadis", (KADIS, "kadis"), (STAND_IN, OFF_DUTY)).letters
    decision = decide(make_case("disposisi-kadis", letters=letters), hear("pemohon", "batal"), RULES, NOW)

    assert [send.role for send in decision.effects] == ["pemohon", "kadis"]
