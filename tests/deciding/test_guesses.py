"""What is only supposed is proposed, asked back, and taken when it was said: never before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.deciding.decide import decide
from bot.deciding.guesses import weigh_guesses
from bot.model import Case, Decision, Heard, Right
from tests.builders import BY_NUMBER, NOW, hear, make_case, shipped_rules

LETTER = {"opd": "Dinas A", "kontak": "Rina", "telepon": "0812"}
NEEDS = ("opd", "surat", "kontak")
BOTH = {"opd_calon": ["Dinas A"], "kontak_calon": ["Rina"], "telepon_calon": ["0812"]}


@pytest.mark.parametrize(
    ("held", "said", "answered", "facts", "told"),
    [
        # the letter alone names them
        ({}, {"usulan": LETTER}, (), {}, {**BOTH, "usulan": LETTER}),
        ({"usulan": LETTER}, {}, (), {}, {**BOTH, "usulan": LETTER}),
        # the message says the same, or another contact, which is its to say
        ({}, {"usulan": LETTER, "opd": "Dinas A", "kontak": "Budi"}, (), {}, {"opd": "Dinas A", "kontak": "Budi"}),
        # the message says one agency, the letterhead another
        ({}, {"usulan": LETTER, "opd": "Dinas B", "kontak": "Budi"}, (), {},
         {"opd_calon": ["Dinas B", "Dinas A"], "kontak": "Budi", "usulan": {"opd": "Dinas A"}}),
        ({"opd": "Dinas B", "kontak": "Budi"}, {"usulan": LETTER}, (), {"kontak": "Budi"},
         {"opd_calon": ["Dinas B", "Dinas A"], "usulan": {"opd": "Dinas A"}}),
        # it was asked and is answered
        ({"usulan": LETTER, "kontak": "Budi"}, {"opd": "Dinas B"}, ("opd",), {"kontak": "Budi"}, {"opd": "Dinas B"}),
        ({"opd_calon": ["Dinas B", "Dinas A"], "kontak": "Budi"}, {"usulan": {"opd": "Dinas A"}, "opd": "Dinas B"}, ("opd",),
         {"kontak": "Budi"}, {"opd": "Dinas B"}),
        # the message alone was ambiguous
        ({}, {"opd_calon": ["Dinas B", "Dinas C"], "kontak": "Budi"}, (), {}, {"opd_calon": ["Dinas B", "Dinas C"], "kontak": "Budi"}),
        ({}, {}, (), {}, {}),
    ],
)  # fmt: skip
def test_weighed(
    held: dict[str, Any], said: dict[str, Any], answered: tuple[str, ...], facts: object, told: object
) -> None:
    assert weigh_guesses(NEEDS, held, said, frozenset(answered)) == (facts, told)


def asked() -> Case:
    """A request whose letter names the OPD and the contact, and whose message does not."""
    decision = said(
        make_case("permohonan", {}), hear("pemohon", "diajukan", surat={"berkas": "a.pdf"}, usulan=LETTER)
    )
    assert decision.missing == ("opd", "kontak")
    assert decision.case is not None
    return decision.case


def said(case: Case, heard: Heard) -> Decision:
    return decide(case, heard, shipped_rules(), NOW)


def yes(right: Right, assent: str = "yes", assured: bool = True) -> Heard:
    heard = hear("pemohon", None, right)
    reading = replace(heard.reading, assent=assent, polite=True, assured=assured and assent == "yes")  # type: ignore[arg-type]
    return replace(heard, reading=reading)


def test_a_yes_to_the_letter_that_asked_takes_what_was_supposed() -> None:
    decision = said(asked(), yes(Right(True, "code", 1)))

    assert decision.moved
    assert decision.case is not None
    assert {name: decision.case.fields[name] for name in LETTER} == LETTER
    assert not [name for name in decision.case.fields if name.endswith("_calon") or name == "usulan"]
    assert any("dibenarkan" in one.rule for one in decision.case.journal[-1].evidence)


@pytest.mark.parametrize("right", [BY_NUMBER, Right(True, "code", 2), Right(True, "authentication")])
def test_a_yes_to_anything_else_takes_nothing(right: Right) -> None:
    decision = said(asked(), yes(right))

    assert (decision.moved, decision.verdict) == (False, "unclear")
    assert decision.case is not None
    assert "opd" not in decision.case.fields


def test_a_mere_receipt_takes_nothing() -> None:
    decision = said(asked(), yes(Right(True, "code", 1), assured=False))

    assert (decision.moved, decision.verdict) == (False, "polite")


def test_a_yes_chooses_nothing_among_two() -> None:
    doubted = said(
        make_case("permohonan", {}),
        hear("pemohon", "diajukan", surat={"berkas": "a.pdf"}, usulan=LETTER, opd="Dinas B"),
    )
    assert doubted.case is not None

    assert not said(doubted.case, yes(Right(True, "code", 1))).moved


def test_a_no_forgets_what_was_supposed() -> None:
    decision = said(asked(), yes(Right(True, "code", 1), "no"))

    assert (decision.moved, decision.missing) == (False, ("opd", "kontak"))
    assert decision.case is not None
    assert decision.case.fields == {"surat": {"berkas": "a.pdf"}}
