"""Robots: what they send is never answered, and no storm of theirs gets past the brakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import opened
from bot.kit import Kit
from bot.model import LetterOut
from tests.bench import PDF, PEOPLE, REQUEST, Bench
from tests.conftest import ACCOUNTS
from tests.dialogue.stage import write_config
from tests.dialogue.test_inventory import ONLY_EMBEDDED
from tests.servers import MailServer, make_embedded, smtp_settings
from tests.test_runner import REPORT


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def report(bench: Bench, letter: str, recipient: str, action: str = "failed") -> str:
    """What becomes of a delivery report about that letter."""
    bench.now += timedelta(minutes=11)
    failures = f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: 5.1.1\n"
    text = REPORT.format(uid=bench.uid, failures=failures, letter=letter).replace("\n", "\r\n")
    return bench.runner.take(bench.fetched(text.encode()), bench.now).verdict


def test_the_same_letter_that_comes_back_again_and_again_is_told_once(bench: Bench) -> None:
    ref = bench.request()
    letter = bench.last(ref, "kadis")
    for _ in range(30):
        assert report(bench, letter.message_id, "kadis@contoh.example") == "bounce"

    case = bench.case(ref)
    assert [one.letter for one in case.letters].count("surat-terpental") == 1
    assert [one.what for one in case.journal].count("bounced") == 1
    assert [one.verdict for one in case.messages].count("bounce") == 1
    assert case.step == "disposisi-kadis"


def test_reports_that_say_nothing_new_do_not_swell_the_case(bench: Bench) -> None:
    ref = bench.request()
    letter = bench.last(ref, "kadis")
    for _ in range(40):
        report(bench, letter.message_id, "kadis@contoh.example", "delayed")
    case = bench.case(ref)
    limit = bench.kit.rules.common.limits.letters_per_address_per_day

    assert [one.verdict for one in case.messages].count("bounce") == limit
    assert [one.letter for one in case.letters].count("surat-terpental") == 0
    bench.now += timedelta(days=1)
    report(bench, letter.message_id, "kadis@contoh.example")
    assert [one.letter for one in bench.case(ref).letters].count("surat-terpental") == 1


def test_a_storm_about_letters_nobody_knows_is_told_to_the_staff_a_few_times_a_day(bench: Bench) -> None:
    for number in range(40):
        assert report(bench, f"{number}@elsewhere.example", "kadis@contoh.example") == "held"

    assert len(bench.loose()) == bench.kit.rules.common.limits.letters_per_address_per_day
    assert bench.store.open_cases() == ()


@ONLY_EMBEDDED
def test_what_goes_out_in_an_hour_has_an_end(mail_server: MailServer, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.kit = _with_limits(bench, letters_per_hour=3)
    bench.restart()
    for number in range(5):
        bench.now += timedelta(minutes=15)
        bench.say("pemohon", f"Kami dari Dinas Kesehatan mau titip server ke-{number}.")
    outbox = bench.outbox(smtp_settings(mail_server))
    passed = []
    for _ in range(4):
        outbox.send_due()
        passed.append(len(mail_server.passed))
        bench.now += timedelta(minutes=31)

    assert passed == [3, 3, 5, 5]


def _with_limits(bench: Bench, **limits: int) -> Kit:
    common = bench.kit.rules.common
    changed = common.model_copy(update={"limits": common.limits.model_copy(update=limits)})
    return replace(bench.kit, rules=bench.kit.rules.model_copy(update={"common": changed}))


# ---- robots that talk -----------------------------------------------------------------------------------

ROBOTS = [
    ("pemohon", "Kami dari Dinas Kesehatan mau titip server.", f"{REQUEST} Nomor {{}}."),  # never the letter
    ("pemohon", "Kami dari Dinas Kesehatan mau titip server.", "maksudnya bagaimana? ({})"),
    ("pemohon", REQUEST, "Terima kasih atas surel Saudara, sedang kami tangani. ({})"),
    ("orang-luar", "Wifi di aula mati.", "Tiket {} kami terima."),
    ("orang-luar", "Wifi di aula mati.", f"{REQUEST} Nomor {{}}."),
]


@pytest.mark.parametrize(("who", "starts", "says"), ROBOTS)
def test_a_robot_that_answers_everything_gets_so_many_letters_a_day(
    bench: Bench, who: str, starts: str, says: str
) -> None:
    """One without a header that tells what it is, so that no guard knows it."""
    bench.say(who, starts, letter=PDF if starts == REQUEST else b"")
    limit = bench.kit.rules.common.limits.letters_per_address_per_day
    answered = 0
    for number in range(limit + 8):
        bench.now += timedelta(minutes=12)
        got = _letters_to(bench, PEOPLE[who])
        if len(got) == answered:
            break
        answered = len(got)
        bench.take(bench.mail(who, says.format(number), got[-1]))

    assert answered <= limit + 1
    assert len(bench.loose()) <= limit + 1


def _letters_to(bench: Bench, mailbox: str) -> list[LetterOut]:
    refs = [folder.name for folder in bench.store.cases.glob("*/[A-Z]*")]
    found = [one for ref in refs for one in bench.case(ref).letters if f"<{one.to.email}>" in mailbox]
    return sorted(found, key=lambda one: one.at)


def test_nobody_is_buried_by_who_writes_in_his_name(bench: Bench) -> None:
    ref = bench.request()
    limit = bench.kit.rules.common.limits.letters_per_address_per_day
    for number in range(limit + 5):
        bench.now += timedelta(minutes=11)
        taken = bench.say("kadis", f"Disposisi. ({number})", subject=f"Re: {ref}")

    letters = bench.case(ref).letters
    assert (taken.held, [one.letter for one in letters].count("konfirmasi")) == (True, limit)
    assert bench.case(ref).pending[-1].letter == letters[-1].number, "what was not asked can't be confirmed"


def test_two_bots_on_one_server_write_each_other_once(tmp_path: Path) -> None:
    """Somebody writes to the one in the other's name."""
    other = "titip@kedua.example"
    server = make_embedded({**ACCOUNTS, other: "sandi-kedua"})
    server.start()
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    paths = [write_config(folder, server) for folder in folders]
    text = (
        paths[1]
        .read_text("utf-8")
        .replace("titip@kominfo.example", other)
        .replace("sandi-titip", "sandi-kedua")
    )
    paths[1].write_text(text, "utf-8")
    try:
        with opened(paths[0]) as one, opened(paths[1]) as two:
            mail = bench_mail(other, "titip@kominfo.example")
            server.deliver("titip@kominfo.example", mail)
            for _ in range(4):
                one.poll()
                two.poll()
            between = [
                (it.sender, it.recipients)
                for it in server.passed
                if {it.sender, *it.recipients} <= {other, "titip@kominfo.example"}
            ]
            assert between == [("titip@kominfo.example", (other,))]
            assert two.runner.store.open_cases() == ()
    finally:
        server.stop()


def bench_mail(sender: str, to: str) -> bytes:
    return (
        f"From: {sender}\r\nTo: {to}\r\nMessage-ID: <1@x.example>\r\nSubject: Titip\r\n\r\n{REQUEST}".encode()
    )
