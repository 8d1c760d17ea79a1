"""Time by mail: reminders in working hours, one after a downtime, escalation, stand-ins; the clock is passed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model import Fetched
from tests.dialogue.stage import PDF, Stage, files_of, html_of, staged, text_of
from tests.dialogue.test_deposit import REQUEST
from tests.servers import MailServer

STAND_IN = """[[roles.kadis.stand_in]]
title = "Plh."
address = "Wati Contoh <sekretaris@kominfo.example>"
first = 2026-06-09
last = 2026-06-11

[roles.kabid]"""
HEAD, ACTING = "Kepala Dinas Komunikasi dan Informatika", "Plh. Kepala Dinas Komunikasi dan Informatika"


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


@pytest.fixture
def replaced(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    """The kadis is away from Tuesday 9 to Thursday 11 June 2026."""
    with staged(mail_server, tmp_path, ("[roles.kabid]", STAND_IN)) as made:
        yield made


def set_clock(stage: Stage, text: str) -> None:
    """'2026-06-09 07:45' in Jakarta."""
    stage.clock.added = jakarta(text) - datetime.now(UTC)


def jakarta(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Jakarta"))


def remind(stage: Stage, *moments: str) -> None:
    for text in moments:
        set_clock(stage, text)
        stage.bot.remind()


def request(stage: Stage, text: str) -> None:
    set_clock(stage, text)
    stage.say("pemohon", REQUEST, "Permohonan Penitipan Server", letter=True)
    stage.expect("pemohon", "Permohonan diterima")


def flat(letter: object) -> str:
    return " ".join(text_of(letter).split())  # type: ignore[arg-type]


def test_a_reminder_waits_for_working_hours(stage: Stage) -> None:
    request(stage, "2026-06-08 10:00")
    stage.expect("kadis", "Mohon disposisi")

    # before opening, before a whole working day has passed, in the break
    remind(stage, "2026-06-08 15:00", "2026-06-09 07:00", "2026-06-09 09:00", "2026-06-09 12:30")
    stage.expect_nothing("kadis")

    remind(stage, "2026-06-09 13:00", "2026-06-09 13:15", "2026-06-10 15:00")
    assert "masih menunggu jawaban" in flat(stage.expect("kadis", "Pengingat"))
    stage.expect_nothing("kadis")


def test_over_lebaran_nobody_is_reminded(stage: Stage) -> None:
    request(stage, "2026-03-17 10:00")
    stage.expect("kadis", "Mohon disposisi")

    remind(stage, *(f"2026-03-{day} 10:30" for day in range(18, 25)))
    stage.expect_nothing("kadis")

    remind(stage, "2026-03-25 07:45")
    stage.expect_nothing("kadis")
    remind(stage, "2026-03-25 10:30", "2026-03-25 14:00")
    stage.expect("kadis", "Pengingat")
    stage.expect_nothing("kadis")


def test_after_a_downtime_one_reminder_and_one_escalation(mail_server: MailServer, tmp_path: Path) -> None:
    with staged(mail_server, tmp_path) as stage:
        request(stage, "2026-03-13 09:00")
        stage.say("kadis", "ok lanjutkan", answers=stage.expect("kadis", "Mohon disposisi"))
        stage.expect("kabid", "Disposisi untuk Kabid")
        stage.expect("kadis", "Disposisi untuk Kabid")  # his copy

    with staged(mail_server, tmp_path) as again:  # the bot was down over all of Lebaran
        again.read = stage.read
        remind(again, "2026-04-01 02:00")
        again.expect_nothing("kabid")

        remind(again, "2026-04-01 08:00", "2026-04-01 08:15", "2026-04-06 10:00", "2026-04-30 10:00")
        again.expect("kabid", "Pengingat")
        escalation = again.expect("kadis", "Berkas belum ditindaklanjuti")
        again.expect("kabid", "Berkas belum ditindaklanjuti")  # his copy
        for who in ("kabid", "kadis", "pemohon"):
            again.expect_nothing(who)
        (case,) = again.cases

    words = flat(escalation)
    assert case.ref in words
    assert "Dinas Kesehatan" in words
    assert "Kabid Infrastruktur dan Aplikasi TIK, sejak Jumat, 13 Maret 2026 pukul 09.00 WIB" in words
    assert "Ratna Contoh" in words
    assert case.step == "disposisi-kabid"


def test_the_stand_in_gets_the_letter_that_waits_and_decides(replaced: Stage) -> None:
    stage = replaced
    request(stage, "2026-06-08 10:00")
    to_kadis = stage.expect("kadis", "Mohon disposisi")
    assert f"Yth. {HEAD}," in text_of(to_kadis)

    # his days begin in the middle of the step: the letter goes to him, once, in working hours
    remind(stage, "2026-06-09 00:30")
    stage.expect_nothing("sekretaris")
    remind(stage, "2026-06-09 07:45", "2026-06-09 08:00", "2026-06-09 15:00")
    to_stand_in = stage.expect("sekretaris", "Mohon disposisi")
    stage.expect_nothing("sekretaris")
    stage.expect_nothing("kadis")
    assert f"Yth. {ACTING}," in text_of(to_stand_in)
    assert {"Surat Permohonan.pdf"} < set(files_of(to_stand_in))

    # the absent official decides nothing, and learns nothing of the case but its number
    ref = stage.cases[0].ref
    stage.say("kadis", "Setuju, lanjutkan", answers=to_kadis)
    refused = stage.expect("kadis", "bukan masa tugas")
    said = " ".join(flat(refused).replace("*", "").split())
    assert f"Saat ini {HEAD} digantikan oleh Wati Contoh ({ACTING}); berkas tidak bergerak." in said
    assert ref in said
    for secret in ("Dinas Kesehatan", "Disposisi", "Budi", "STATUS", "BATAL"):
        assert secret not in said
        assert secret not in html_of(refused)
    assert files_of(refused) == {}
    stage.say("kadis", "status", answers=refused)
    stage.expect("kadis", "bukan masa tugas")
    assert stage.step == "disposisi-kadis"

    # the one whose days these are does; a day later he would be reminded, counted from his letter
    stage.say("sekretaris", "ok lanjutkan, segera", answers=to_stand_in)
    assert stage.step == "disposisi-kabid"
    to_kabid = stage.expect("kabid", "Disposisi untuk Kabid")
    stage.expect("sekretaris", "Disposisi untuk Kabid")  # the copy goes to whose days these are
    assert ACTING in flat(to_kabid)


def test_the_days_of_the_stand_in_end(replaced: Stage) -> None:
    stage = replaced
    request(stage, "2026-06-10 10:00")
    to_stand_in = stage.expect("sekretaris", "Mohon disposisi")
    stage.expect_nothing("kadis")

    # the reminder of his first day goes to him
    remind(stage, "2026-06-11 10:30")
    stage.expect("sekretaris", "Pengingat")

    # his days are over: the official has never seen the letter, and gets it instead of a reminder
    remind(stage, "2026-06-12 08:00", "2026-06-12 10:30", "2026-06-12 16:00")
    to_kadis = stage.expect("kadis", "Mohon disposisi")
    stage.expect_nothing("kadis")

    stage.say("sekretaris", "Disposisi ke kabid", answers=to_stand_in)
    words = flat(stage.expect("sekretaris", "bukan masa tugas"))
    assert f"Saat ini tugas {HEAD} dijalankan oleh Hasan Contoh ({HEAD}); berkas tidak bergerak." in words
    assert stage.step == "disposisi-kadis"

    stage.say("kadis", "Disposisi ke kabid", answers=to_kadis)
    assert stage.step == "disposisi-kabid"


def test_a_request_that_lay_in_the_inbox_is_taken_when_the_bot_is_back(stage: Stage) -> None:
    set_clock(stage, "2026-06-05 10:00")
    mail = stage.write(
        "pemohon", REQUEST + "Perihal surat nomor 005/1/2026 terlampir.", "Permohonan Penitipan"
    )
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="Surat Permohonan.pdf")
    set_clock(stage, "2026-06-09 10:00")
    stage.send(mail)

    stage.expect("pemohon", "Permohonan diterima")
    stage.expect("kadis", "Mohon disposisi")


@pytest.mark.parametrize(
    ("came", "step"), [("2026-06-08 23:59", "disposisi-kabid"), ("2026-06-09 00:00", "disposisi-kadis")]
)
def test_an_answer_that_came_in_time_counts_though_the_bot_was_down(
    replaced: Stage, came: str, step: str
) -> None:
    stage = replaced
    request(stage, "2026-06-08 10:00")
    answer = stage.write("kadis", "ok lanjutkan", answers=stage.expect("kadis", "Mohon disposisi"))
    raw = answer.as_bytes()
    stage.bot.runner.take(Fetched(99, 1, len(raw), raw, jakarta(came)), jakarta("2026-06-09 10:00"))

    assert stage.step == step


def test_a_request_after_midnight_of_new_year_gets_the_offices_year(stage: Stage) -> None:
    request(stage, "2026-01-01 00:30")
    (case,) = stage.cases

    assert case.ref == "TTP-2026-0001"
    assert case.opened.isoformat().startswith("2025-12-31T17:30")
    assert case.opened.tzinfo is UTC
    saved = stage.bot.runner.store.case_dir(case.ref)
    assert saved.parent.name == "2026"
    assert '"opened":"2025-12-31T17:30' in (saved / "case.json").read_text("utf-8")


def test_the_missing_holidays_of_next_year_are_in_the_log(
    mail_server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from bot.app import opened
    from tests.dialogue.stage import write_config

    path = write_config(tmp_path, mail_server)
    for month, said in ((9, False), (10, True)):
        caplog.clear()
        with opened(path, lambda month=month: datetime(2027, month, 15, tzinfo=UTC)):  # type: ignore[misc]
            assert ("libur/2028.toml" in caplog.text) == said
