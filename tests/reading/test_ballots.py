"""What each role can say at each step, compiled when it is asked for: the same as if all were compiled at once."""

from __future__ import annotations

import pytest

from bot.model import APPLICANT, STRANGER
from bot.reading.ballot import Ballot, Ballots
from tests.reading.saying import shipped

RULES, LEXICON = shipped().rules, shipped().lexicon


def test_every_ballot_is_that_of_its_step_and_role() -> None:
    ballots = Ballots(RULES, LEXICON)
    late = []
    for procedure in RULES.procedures:
        for step in procedure.steps:
            for role in RULES.common.roles:
                at = (procedure.id, step.id, role)
                assert ballots.at(*at) == Ballot.of(RULES, procedure, step, role, LEXICON)
                assert ballots.at(*at) is ballots.at(*at)
                assert ballots.late(*at) == Ballot.of_late(RULES, step, role, LEXICON)
                late.append(ballots.late(*at))
    assert any(late)
    assert None in late


def test_officials_alone_ask_without_a_case() -> None:
    ballots = Ballots(RULES, LEXICON)
    for role in RULES.common.roles:
        wanted = None if role == APPLICANT else Ballot.of_staff(RULES, role, LEXICON)
        assert ballots.staff(role) == wanted
    assert ballots.staff(STRANGER) is None


@pytest.mark.parametrize(
    "at",
    [
        ("penitipan", "permohonan", STRANGER),
        ("penitipan", "langkah-lama", APPLICANT),
        ("prosedur-lama", RULES.procedures[0].steps[0].id, APPLICANT),
    ],
)
def test_who_or_what_the_rules_do_not_know_has_none(at: tuple[str, str, str]) -> None:
    ballots = Ballots(RULES, LEXICON)
    assert ballots.at(*at) is None
    assert ballots.late(*at) is None
