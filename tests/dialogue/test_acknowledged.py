"""Who only acknowledges a letter gets none: it is recorded and filed as done, nothing moves, and reminders go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date

from bot.case_sheet import render_sheet
from bot.taken import Taken
from tests.dialogue.stage import SERVICE, Stage, staged, text_of
from tests.dialogue.test_deposit import request_and_dispositions
from tests.dialogue.test_inventory import ONLY_EMBEDDED, newest
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def letters(stage: Stage) -> int:
    """How many the case has sent."""
    return len(stage.cases[0].letters)


def day_of(stage: Stage, later: int = 0) -> str:
    """The appointed weekday, or one some days behind it, as people write it."""
    at = datetime.fromisoformat(stage.cases[0].fields["waktu"][0]) + timedelta(days=later)
    return str(format_date(at, "EEEE", "id"))


def test_an_acknowledgement_gets_no_letter_and_the_journal_tells_of_it(stage: Stage) -> None:
    request_and_dispositions(stage)
    stage.say("pemohon", "Terima kasih atas informasinya 🙏", answers=newest(stage, "pemohon", "diterima"))
    stage.say("kasi", "Tersedia, besok jam 9, rak A U10-U11", answers=newest(stage, "kasi", "Ketersediaan"))
    ready, sent = newest(stage, "pemohon", "Tempat sudah siap"), letters(stage)
    ref = stage.cases[0].ref

    taken = stage.say("pemohon", f"Siap Pak, {day_of(stage)} kami antar bertiga", answers=ready)
    stage.say("teknisi", "Siap", answers=newest(stage, "teknisi", "Penyerahan server"))
    stage.say("kadis", "Noted, thx", f"[{ref}]")

    assert taken == [Taken("polite")]
    assert (stage.step, letters(stage)) == ("penyerahan", sent)
    case = stage.cases[0]
    assert [(one.by, one.what) for one in case.journal if one.what == "polite"] == [
        (who, "polite") for who in ("pemohon", "pemohon", "teknisi", "kadis")
    ]
    assert "bertiga" in case.journal[-3].evidence[0].phrase
    assert [one.verdict for one in case.messages][-3:] == ["polite"] * 3
    line = stage.bot.runner.store.ledger.find(message_id=case.messages[-1].message_id)
    assert line is not None
    assert (line.verdict, line.case, line.why) == ("polite", ref, "tanda terima atau terima kasih saja")
    assert stage.server.folder(SERVICE, "Titip/Perlu-Petugas") == []
    done = stage.server.folder(SERVICE, stage.bot.runner.kit.config.imap.done)
    assert any(b"bertiga" in raw for raw in done)
    sheet = render_sheet(case, stage.bot.runner.kit.desk(stage.clock()).words, "", ())
    assert "tanda terima, tidak dijawab" in {line.text for line in sheet.journal}


def test_a_question_beside_it_goes_to_a_person_and_he_is_told_so(stage: Stage) -> None:
    request_and_dispositions(stage)
    stage.say("kasi", "Tersedia, besok jam 9, rak A U10-U11", answers=newest(stage, "kasi", "Ketersediaan"))
    ready = newest(stage, "pemohon", "Tempat sudah siap")

    taken = stage.say("pemohon", "Siap, tapi parkirnya di mana ya?", answers=ready)

    assert taken == [Taken("held", held=True)]
    assert stage.step == "penyerahan"
    told = text_of(newest(stage, "pemohon", "Pertanyaan Saudara"))
    assert "parkirnya di mana ya?" in told
    assert "kata keputusan" not in told
    assert len(stage.server.folder(SERVICE, "Titip/Perlu-Petugas")) == 1


@pytest.mark.parametrize(
    "says", ["Siap Pak, {other} kami antar bertiga", "Siap Pak, tapi kami agak terlambat", "👍?"]
)
def test_what_says_more_is_answered(stage: Stage, says: str) -> None:
    request_and_dispositions(stage)
    stage.say("kasi", "Tersedia, besok jam 9, rak A U10-U11", answers=newest(stage, "kasi", "Ketersediaan"))
    ready, sent = newest(stage, "pemohon", "Tempat sudah siap"), letters(stage)

    stage.say("pemohon", says.format(other=day_of(stage, 1)), answers=ready)

    assert (stage.step, letters(stage)) == ("penyerahan", sent + 1)
    assert stage.cases[0].letters[-1].to.email == "budi@dinkes.example"


def test_who_owes_a_decision_is_still_waited_for_after_his_thanks(stage: Stage) -> None:
    request_and_dispositions(stage)
    sent = letters(stage)
    asked = newest(stage, "kasi", "Ketersediaan")
    stage.say("kasi", "Terima kasih infonya", answers=asked)
    assert (stage.step, letters(stage)) == ("tempat", sent)

    for _ in range(30):  # one of these days the office is open
        stage.clock.added += timedelta(days=1)
        stage.bot.runner.run_reminders()
    assert (stage.step, letters(stage) > sent) == ("tempat", True)
    assert stage.cases[0].letters[-1].letter in ("pengingat", "eskalasi")

    stage.say("kasi", "Baik", answers=asked)
    assert "jelas" in newest(stage, "kasi", "jelas")["Subject"].lower()


def test_the_acknowledgement_of_a_stranger_is_held_as_any_mail_of_his(stage: Stage) -> None:
    request_and_dispositions(stage)
    before = stage.cases[0]
    (taken,) = stage.say("orang-luar", "Siap Pak, terima kasih", f"Re: [{before.ref}] Permohonan diterima")

    assert taken.held
    assert stage.cases[0] == before
