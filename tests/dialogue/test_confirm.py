"""A mail whose sender could not be proven, and what the registered address answers when it is asked about it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.dialogue.stage import Stage, one_tap, staged, text_of
from tests.dialogue.test_deposit import REQUEST
from tests.dialogue.test_inventory import ONLY_EMBEDDED, newest
from tests.dialogue.test_return import FIRST, stand
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED
ASKS = "benarkah dari Saudara"


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def complain(stage: Stage) -> tuple[str, EmailMessage]:
    """A complaint in the contact's name, without a code; the case, and the letter that asks about it."""
    ref = stand(stage, FIRST)
    stage.say("pemohon", "Dinas Kesehatan: server tidak bisa diakses, timeout", f"[{ref}]")
    assert stage.case(ref).step == "aktif"
    return ref, newest(stage, "pemohon", ASKS)


YES = [
    "ya",
    "Ya, benar dari kami",
    "Betul itu dari saya",
    "Benar pak, terima kasih",
    "Ya betul, memang tidak bisa diakses",
]


@pytest.mark.parametrize("text", YES)
def test_a_yes_confirms_what_was_held(stage: Stage, text: str) -> None:
    ref, letter = complain(stage)
    stage.say("pemohon", text, answers=letter)
    case = stage.case(ref)

    assert (case.step, case.pending) == ("konfigurasi", ())
    told = " ".join(text_of(newest(stage, "teknisi", "Keluhan")).split())
    assert "timeout" in told or "memang tidak bisa" in told


@pytest.mark.parametrize(
    "text", ["Bukan dari saya", "tidak, itu bukan dari kami", "Saya tidak pernah mengirim email itu"]
)
def test_a_no_drops_it_and_the_staff_is_told(stage: Stage, text: str) -> None:
    ref, letter = complain(stage)
    taken = stage.say("pemohon", text, answers=letter)
    case = stage.case(ref)

    assert (case.step, case.pending, case.counts) == ("aktif", (), {})
    assert taken[0].held
    assert case.journal[-1].what == "disowned"
    assert not [one for one in stage.inbox("teknisi") if "Keluhan" in one["Subject"]]


def test_a_yes_to_another_letter_confirms_nothing(stage: Stage) -> None:
    ref, first = complain(stage)
    stage.say("pemohon", "Dinas Kesehatan: server mati lagi", f"[{ref}]")
    second = newest(stage, "pemohon", ASKS)
    stage.say("pemohon", "ya", answers=first)

    assert stage.case(ref).step == "aktif"
    assert not stage.case(ref).counts
    assert stage.case(ref).pending_of("pemohon", "unproven") is not None
    stage.say("pemohon", "ya", answers=second)
    assert stage.case(ref).step == "konfigurasi"
    stage.say("pemohon", "ya", answers=second)
    assert stage.case(ref).step == "konfigurasi"


def test_another_answer_leaves_it_waiting(stage: Stage) -> None:
    ref, letter = complain(stage)
    stage.say("pemohon", "Kontak baru: Siti Contoh, 0812-0000-2222", answers=letter)
    case = stage.case(ref)

    assert dict(case.counts) == {"kontak-baru": 1}
    assert case.pending_of("pemohon", "unproven") is not None
    stage.say("pemohon", "ya", answers=letter)
    assert stage.case(ref).step == "konfigurasi"


OFFICIALS = [
    ("kadis", "Tolak, karena suratnya belum ditandatangani", "tolak"),
    ("kadis", "Disposisi, mohon segera", "disposisi-kabid"),
]


@pytest.mark.parametrize(("who", "text", "after"), OFFICIALS)
@pytest.mark.parametrize("word", ["Ya", "Ya benar, itu dari saya", "iya betul"])
def test_an_officials_yes_confirms_his_very_decision(
    stage: Stage, who: str, text: str, after: str, word: str
) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    (case,) = stage.cases
    stage.say(who, text, f"[{case.ref}]")
    assert stage.case(case.ref).step == "disposisi-kadis"
    stage.say(who, word, answers=newest(stage, who, ASKS))
    decided = stage.case(case.ref)

    assert after in (decided.step, decided.closed)


def test_one_tap_still_confirms(stage: Stage) -> None:
    ref, letter = complain(stage)
    stage.say("pemohon", "", one_tap(letter, "BELUM BISA"))

    assert stage.case(ref).step == "konfigurasi"
