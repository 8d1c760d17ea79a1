"""Who writes, to which case, by what right: one row per situation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import Address, Right
from bot.office import Office
from bot.placing import find_case_of, find_place, find_right, find_role
from tests.builders import PEOPLE, hear, make_case

OFFICE = Office(
    mailbox=Address("titip@kantor.example"),
    roles={role: (PEOPLE[role],) for role in ("kadis", "kabid", "kasi", "teknisi")},
    titles={},
)
CASE = make_case("tempat", contacts=(Address("sari@dinas.example"),))


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("kadis@kantor.example", "kadis"),
        ("budi@dinas.example", "pemohon"),
        ("sari@dinas.example", "pemohon"),
        ("budi@dinas.example.luar.example", "stranger"),
        ("kadis@kantor.examp1e", "stranger"),
        ("", "stranger"),
    ],
)
def test_roles_go_by_address_alone(email: str, role: str) -> None:
    assert find_role(email, CASE, OFFICE) == role


def test_who_holds_two_roles_writes_in_the_one_waited_for() -> None:
    office = replace(OFFICE, roles={**OFFICE.roles, "kabid": (PEOPLE["kasi"],)})

    assert find_role("kasi@kantor.example", CASE, office, "kasi") == "kasi"
    assert find_role("kasi@kantor.example", CASE, office, "kabid") == "kabid"


AWAY = replace(
    OFFICE,
    roles={**OFFICE.roles, "kadis": (Address("wati@kantor.example"),)},
    off_duty={"kadis": (PEOPLE["kadis"], Address("tono@kantor.example"), PEOPLE["kabid"])},
)


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("wati@kantor.example", "kadis"),
        ("kadis@kantor.example", "off-duty"),  # replaced today
        ("tono@kantor.example", "off-duty"),  # a stand-in of other days
        ("kabid@kantor.example", "kabid"),  # a stand-in of other days who holds a role of his own
        ("orang@luar.example", "stranger"),
    ],
)
def test_an_official_on_whose_day_another_holds_his_role_is_off_duty(email: str, role: str) -> None:
    assert find_role(email, CASE, AWAY, "kadis") == role


def test_without_a_case_nobody_is_off_duty_and_an_applicant_is_one() -> None:
    assert find_role("kadis@kantor.example", None, AWAY) == "stranger"
    assert (
        find_role("kadis@kantor.example", make_case("tempat", applicant=PEOPLE["kadis"]), AWAY) == "pemohon"
    )


@pytest.mark.parametrize(("count", "found"), [(0, None), (1, "TTP-2026-0001"), (2, None)])
def test_a_mail_that_names_no_case_belongs_to_the_only_one(count: int, found: str | None) -> None:
    cases = [make_case("tempat", ref=f"TTP-2026-000{number + 1}") for number in range(count)]

    assert (
        find_case_of("budi@dinas.example", [*cases, make_case("tempat", applicant=Address("x@y.example"))])
        == found
    )


@pytest.mark.parametrize(
    ("code", "authenticated", "number", "right"),
    [
        (True, False, True, Right(True, "code")),
        (False, True, True, Right(True, "authentication")),
        (False, True, False, Right(True, "authentication")),
        (False, False, True, Right(False, "number")),
        (False, False, False, Right(False, "address")),
    ],
)
def test_right(code: bool, authenticated: bool, number: bool, right: Right) -> None:
    assert find_right(code, authenticated, number) == right


def test_the_reader_is_told_what_was_asked_of_this_role_alone() -> None:
    from bot.deciding.decide import decide
    from tests.builders import NOW, shipped_rules

    asked = decide(make_case("tempat"), hear("kasi", "tersedia"), shipped_rules(), NOW).case
    assert asked is not None

    assert find_place(asked, "kasi").awaiting == ("waktu",)
    assert find_place(asked, "pemohon").awaiting == ()
