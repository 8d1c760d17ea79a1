"""The pass under trouble: each case here was once a fault."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.applying import Applier
from bot.model import Fetched
from bot.taken import Taken
from tests.bench import PDF, REQUEST, Bench, spoil_letter
from tests.dialogue.stage import PEOPLE
from tests.servers import MailServer, smtp_settings


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


class Inbox:
    """A mailbox as the runner sees it; `filed` is what it filed where."""

    def __init__(self, bench: Bench, mails: list[EmailMessage]) -> None:
        self.messages = [bench.fetched(mail.as_bytes()) for mail in mails]
        self.filed: dict[str, list[int]] = {}

    def fetch_new(self) -> tuple[int, ...]:
        gone = {uid for uids in self.filed.values() for uid in uids}
        return tuple(one.uid for one in self.messages if one.uid not in gone)

    def fetch(self, uids: Any) -> Iterator[Fetched]:
        return (one for one in self.messages if one.uid in uids)

    def file(self, uids: Any, folder: str) -> None:
        self.filed.setdefault(folder, []).extend(uids)


# ---- outgoing -------------------------------------------------------------------------------------------


def test_a_disk_that_cannot_record_does_not_make_a_letter_go_again(
    mail_server: MailServer, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.say("pemohon", "Kami dari Dinas Kesehatan mau titip server.")
    outbox = bench.outbox(smtp_settings(mail_server))
    save = bench.store.save
    with monkeypatch.context() as ill:
        ill.setattr(
            bench.store, "save", lambda *_, **__: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full"))
        )
        for _ in range(3):
            outbox.send_due()
            bench.now += timedelta(hours=1)
    assert bench.store.save == save
    outbox.send_due()

    assert len(mail_server.inbox(PEOPLE["pemohon"][1])) == 1
    assert not bench.store.letters_due(bench.now)


def test_one_letter_that_is_gone_holds_up_no_other(mail_server: MailServer, bench: Bench) -> None:
    bad = bench.say("pemohon", "Kami dari Dinas Kesehatan mau titip server.").case
    bench.say("orang-luar", "Kami dari Dinas Perhubungan mau titip server.")
    spoil_letter(bench, bad)
    bench.outbox(smtp_settings(mail_server)).send_due()

    assert len(mail_server.inbox(PEOPLE["orang-luar"][1])) == 1


def test_a_refused_notice_makes_no_further_notice(mail_server: MailServer, bench: Bench) -> None:
    mail_server.refuse(
        PEOPLE["pemohon"][1], 550, "no"
    )  # and the operator of this config has no mailbox there
    bench.request()
    outbox = bench.outbox(smtp_settings(mail_server))
    for _ in range(3):
        outbox.send_due()
        bench.now += timedelta(hours=1)

    (summary,) = bench.store.open_cases()
    assert [one.letter for one in bench.case(summary.ref).letters].count("surat-terpental") <= 2


# ---- incoming -------------------------------------------------------------------------------------------


def test_a_message_too_big_is_told_once_however_often_it_is_met(bench: Bench) -> None:
    fetched = bench.fetched(None, size=99_000_000)
    taken = [bench.runner.take(fetched, bench.now) for _ in range(3)]

    assert [one.held for one in taken] == [True, True, True]
    assert len(bench.loose()) == 1


def test_what_was_held_is_held_again_when_filing_failed(bench: Bench) -> None:
    mail = bench.mail("orang-luar", "Wifi di aula mati, mohon dicek.", subject="wifi").as_bytes()
    first = bench.runner.take(bench.fetched(mail), bench.now)
    again = bench.runner.take(bench.fetched(mail), bench.now)

    assert (first.held, again.held, again.verdict) == (True, True, "seen")


def test_the_staff_is_told_although_we_died_before_the_ledger_was_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = bench.fetched(None, size=99_000_000)
    with monkeypatch.context() as dying:
        dying.setattr(bench.store.ledger, "append", lambda line: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bench.runner.take(fetched, bench.now)
    bench.restart()
    bench.runner.take(fetched, bench.now)

    assert len(bench.loose()) == 1
    assert [line.verdict for line in bench.store.ledger.recent(400, bench.now.date())] == ["seen"]


def test_telling_that_fails_holds_up_no_mail(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Applier, "tell_held", lambda *_: (_ for _ in ()).throw(KeyError("pemohon")))

    assert bench.runner.take(bench.fetched(None, size=99_000_000), bench.now) == Taken("held", held=True)


def test_a_message_that_always_fails_is_set_aside_though_each_pass_is_a_new_process(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`titip once` from cron."""
    inbox = Inbox(bench, [bench.mail("pemohon", REQUEST)])
    passes = 0
    while inbox.fetch_new() and passes < 10:
        bench.restart()
        monkeypatch.setattr(bench.runner, "take", lambda *_: (_ for _ in ()).throw(ValueError("x")))
        bench.runner.run_pass(inbox)
        passes += 1

    assert passes == bench.kit.rules.common.limits.attempts_before_held
    assert list(inbox.filed) == ["Titip/Perlu-Petugas"]
    assert len(bench.loose()) == 1


@pytest.mark.parametrize(
    ("number", "stops"), [(errno.ENOSPC, True), (errno.EROFS, True), (errno.EACCES, False)]
)
def test_only_an_ill_disk_stops_the_pass(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, number: int, stops: bool
) -> None:
    fetched = bench.fetched(bench.mail("pemohon", REQUEST).as_bytes())
    monkeypatch.setattr(bench.runner, "take", lambda *_: (_ for _ in ()).throw(OSError(number, "x")))
    if stops:
        with pytest.raises(OSError, match="x"):
            bench.runner.take_safely(fetched)
    else:
        assert bench.runner.take_safely(fetched) is None


def test_messages_are_filed_although_sending_fails(bench: Bench) -> None:
    inbox = Inbox(bench, [bench.mail("pemohon", REQUEST, letter=PDF)])
    with pytest.raises(RuntimeError, match="relay"):
        bench.runner.run_pass(inbox, lambda: (_ for _ in ()).throw(RuntimeError("relay")))

    assert list(inbox.filed) == ["Titip/Selesai"]


@pytest.mark.parametrize(("minutes", "cases"), [(1, 1), (11, 2)])
def test_a_finger_that_presses_twice_asks_once(bench: Bench, minutes: int, cases: int) -> None:
    bench.say("pemohon", REQUEST, letter=PDF)
    bench.now += timedelta(minutes=minutes)
    bench.say("pemohon", REQUEST, letter=PDF)  # another Message-ID

    assert len(bench.store.open_cases()) == cases


def test_two_complaints_in_the_same_words_are_two_though_they_have_no_message_id(bench: Bench) -> None:
    mail = bench.mail("orang-luar", "Wifi mati.", subject="wifi")
    del mail["Message-ID"]
    bench.take(mail)
    bench.now += timedelta(days=2)
    mail.replace_header("Date", "Wed, 25 Nov 2026 10:00:00 +0700")

    assert bench.take(mail).verdict != "seen"


def test_who_floods_is_held_for_a_person(bench: Bench) -> None:
    verdicts = []
    for number in range(12):
        bench.now += timedelta(minutes=15)
        verdicts.append(bench.say("pemohon", f"{REQUEST} Server ke-{number}.", letter=PDF).verdict)

    assert verdicts.count("held") == 2
    assert len(bench.store.open_cases()) == 10


@pytest.mark.parametrize("sender", ["", "tanpa alamat", "Budé <budé@dinkes.example>"])
def test_a_mail_without_a_usable_sender_opens_no_case(bench: Bench, sender: str) -> None:
    raw = bench.mail("pemohon", REQUEST, letter=PDF).as_bytes()
    line = b"From: Budi Contoh <budi@dinkes.example>\r\n"
    assert line in raw
    fetched = bench.fetched(raw.replace(line, f"From: {sender}\r\n".encode() if sender else b""))
    taken = bench.runner.take(fetched, bench.now)

    assert taken.held
    assert bench.store.open_cases() == ()


def test_spam_that_names_a_case_is_held_and_not_answered(bench: Bench) -> None:
    ref = bench.request()
    mail = bench.mail("kadis", "ACC, lanjutkan", bench.last(ref, "kadis"))
    mail["X-Spam-Flag"] = "YES"
    letters = len(bench.case(ref).letters)

    assert bench.take(mail).held
    assert len(bench.case(ref).letters) == letters


def test_thanks_for_a_notice_make_no_further_notice(bench: Bench) -> None:
    bench.say("orang-luar", "Wifi di aula mati.", subject="wifi")
    (notice,) = bench.loose()
    taken = bench.say("petugas", "baik, terima kasih", notice)

    assert not taken.held
    assert len(bench.loose()) == 1


def test_an_official_may_ask_for_his_own_office(bench: Bench) -> None:
    ref = bench.say("kasi", REQUEST, letter=PDF).case

    assert bench.case(ref).step == "disposisi-kadis"


def test_who_completes_in_his_own_thread_opens_no_second_case(bench: Bench) -> None:
    mail = bench.mail("pemohon", "Kami dari Dinas Kesehatan mau titip server. CP: Budi Contoh")
    bench.take(mail)
    more = bench.mail("pemohon", "Menyusulkan surat permohonan titip server tadi.", letter=PDF)
    more["In-Reply-To"] = mail["Message-ID"]
    bench.take(more)

    assert len(bench.store.open_cases()) == 1


def test_a_letter_too_big_to_be_kept_is_asked_for_again(bench: Bench) -> None:
    limit = bench.kit.rules.common.limits.max_attachment_bytes
    ref = bench.say("pemohon", REQUEST, letter=PDF + b" " * limit).case

    assert bench.case(ref).step == "permohonan"
    assert bench.case(ref).pending[-1].missing == ("surat",)


def test_the_same_units_are_not_given_twice_by_a_late_time(bench: Bench) -> None:
    first, second = bench.to_kasi(), ""
    bench.say("kasi", "Tersedia, rak A U20-U21", bench.last(first, "kasi"))
    bench.now += timedelta(minutes=20)
    second = bench.to_kasi()
    bench.say("kasi", "Tersedia, besok jam 9 pagi, rak A U20-U21", bench.last(second, "kasi"))
    bench.say("kasi", "besok jam 10 pagi", bench.last(first, "kasi"))

    assert bench.case(second).step == "penyerahan"
    assert bench.case(first).step == "tempat"


def test_an_applicants_file_is_not_overwritten_by_our_form(bench: Bench) -> None:
    ref = bench.store.new_ref("TTP", 2026)
    mail = bench.mail("pemohon", REQUEST)
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=f"lembar-disposisi-{ref}.pdf")
    bench.take(mail)

    assert PDF in [bench.store.read_file(ref, name) for name in bench.store.file_names(ref)]


REPORT = """\
From: MAILER-DAEMON@mx.example
To: server@contoh.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <{uid}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

failed

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{failures}
--b
Content-Type: text/rfc822-headers

Message-ID: <{letter}>

--b--
"""


@pytest.mark.parametrize(
    ("failed", "refused"),
    [
        (["kabid@contoh.example"], {"kabid@contoh.example"}),
        (
            ["kabid@contoh.example", "kadis@contoh.example"],
            {"kabid@contoh.example"},
        ),  # the copy is another letter
        (["orang@lain.example"], set()),  # never a reader of that letter
    ],
)
def test_a_bounce_marks_its_own_readers_and_nobody_else(
    bench: Bench, failed: list[str], refused: set[str]
) -> None:
    ref = bench.request()
    bench.say("kadis", "ok", bench.last(ref, "kadis"))
    letter = bench.last(ref, "kabid")
    failures = "\n".join(f"Final-Recipient: rfc822; {one}\nAction: failed\nStatus: 5.1.1\n" for one in failed)
    raw = (
        REPORT.format(uid=bench.uid, failures=failures, letter=letter.message_id)
        .replace("\n", "\r\n")
        .encode()
    )
    step, waiting = bench.case(ref).step, letter.waiting
    bench.runner.take(bench.fetched(raw), bench.now)

    after = next(one for one in bench.case(ref).letters if one.number == letter.number)
    assert {address for address, _ in after.refused} == refused
    assert (bench.case(ref).step, after.waiting) == (step, waiting), (
        "a bounce moves nothing and cancels no letter"
    )
    notices = [one for one in bench.case(ref).letters if one.letter == "surat-terpental"]
    assert len(notices) == len(refused)
    raws = [bench.store.read_letter(ref, one.file) for one in notices]
    code = letter.message_id.split(".")[2].split("@")[0].encode()
    assert not any(code in raw for raw in raws), "the code is its reader's alone"
