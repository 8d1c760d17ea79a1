"""What the SMTP server and the disk do to letters that are due: nothing lost, nothing untold, nothing in a circle."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.edges.sent_log import SentLog
from bot.edges.settings import SmtpSettings
from bot.edges.stage import Stage
from bot.embedded import EmbeddedServer
from bot.model import Case
from tests.bench import PDF, PEOPLE, REQUEST, SERVICE, Bench
from tests.crash.lives import message_ids

KADIS, APPLICANT, STAFF = "kadis@contoh.example", "budi@dinkes.example", "petugas@contoh.example"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    accounts = {value.partition("<")[2].rstrip(">"): "x" for value in PEOPLE.values()} | {SERVICE: "x"}
    with EmbeddedServer(accounts) as started:
        yield started


@pytest.fixture
def settings(server: EmbeddedServer) -> SmtpSettings:
    for address in server.accounts:
        server.refuse(address, at="")
    server.passed.clear()
    return SmtpSettings(server.host, server.smtp_port, "none", timeout=5, envelope_from=SERVICE)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """A disk that takes no file over this size (EFBIG): the nearest thing to a full one that needs no mount."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_nothing_is_sent_that_a_full_disk_could_not_record(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.request()
    with files_limited_to(1000):
        for _ in range(5):
            bench.restart()  # as `titip once` from cron does
            assert bench.outbox(settings).send_due() == 0
            bench.now += timedelta(minutes=5)
    assert server.passed == []
    assert "tidak dapat dicatat" in caplog.text
    assert "ulimit" in caplog.text
    bench.restart()
    bench.outbox(settings).send_due()
    assert set(message_ids(server.passed).values()) == {1}
    assert len(server.passed) == 2


def test_a_refusal_and_its_telling_are_one_save(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed right after the save that records the refusal: the staff hears of it all the same."""
    ref = bench.request()
    server.refuse(KADIS, 550, "tidak ada kotak itu")
    outbox = bench.outbox(settings)
    save = bench.store.save

    def save_and_die(*args: object, **kwargs: object) -> Case:
        saved = save(*args, **kwargs)  # type: ignore[arg-type]
        if any(one.refused for one in saved.letters):
            raise KeyboardInterrupt
        return saved

    monkeypatch.setattr(bench.store, "save", save_and_die)
    with pytest.raises(KeyboardInterrupt):
        outbox.send_due()
    bench.restart()
    bench.outbox(settings).send_due()
    assert [one.letter for one in bench.case(ref).letters].count("surat-terpental") == 1
    assert len(server.inbox(STAFF)) >= 1


def test_an_acceptance_that_no_case_tells_of_yet_is_recorded_at_the_next_start(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Died behind two acceptances, before the cases were written together: neither letter goes again."""
    first = bench.request()
    second = bench.say("pemohon", REQUEST + "Ini server yang kedua.", subject="Permohonan", letter=PDF).case
    monkeypatch.setattr(Stage, "write", die)
    with pytest.raises(KeyboardInterrupt):
        bench.outbox(settings).send_due()
    monkeypatch.undo()
    bench.restart()
    assert {one.state for ref in (first, second) for one in bench.case(ref).letters} == {"due"}

    bench.outbox(settings).send_due()
    assert {one.state for ref in (first, second) for one in bench.case(ref).letters} == {"sent"}
    assert set(message_ids(server.passed).values()) == {1}
    assert len(server.passed) == 4
    assert list(SentLog(bench.store.root).load()) == []


def test_one_case_that_cannot_be_recorded_holds_up_no_other_and_no_letter_goes_again(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench
) -> None:
    """Recorded together, and one by one when that fails though the disk is well."""
    spoilt = bench.request()
    other = bench.say("pemohon", REQUEST + "Ini server yang kedua.", subject="Permohonan", letter=PDF).case
    blocked = bench.store.case_dir(spoilt) / ".case.json.tmp"
    blocked.mkdir()
    outbox = bench.outbox(settings)
    for _ in range(3):
        outbox.send_due()
        bench.now += timedelta(minutes=40)
    assert {one.state for one in bench.case(other).letters} == {"sent"}
    assert {one.state for one in bench.case(spoilt).letters} == {"due"}

    blocked.rmdir()
    bench.restart()
    bench.outbox(settings).send_due()
    assert {one.state for one in bench.case(spoilt).letters} == {"sent"}
    assert set(message_ids(server.passed).values()) == {1}
    assert len(server.passed) == 4
    assert list(SentLog(bench.store.root).load()) == []


@pytest.mark.parametrize("refused", [KADIS, APPLICANT], ids=["the-one", "the-other"])
def test_what_was_accepted_goes_no_more_when_the_refusal_of_another_could_not_be_recorded(
    server: EmbeddedServer,
    settings: SmtpSettings,
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    refused: str,
) -> None:
    """Two letters of one case: the save that tells of the refusal fails once, for whatever reason."""
    ref = bench.request()
    assert {one.to.email for one in bench.case(ref).letters} == {KADIS, APPLICANT}
    server.refuse(refused, 550, "tidak ada kotak itu")
    outbox, save, failed = bench.outbox(settings), bench.store.save, []

    def fail_once(*args: object, **kwargs: object) -> Case:
        if not failed and any(one.refused for one in args[0].letters):  # type: ignore[attr-defined]
            failed.append(1)
            raise ValueError("sekali saja")
        return save(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(bench.store, "save", fail_once)
    outbox.send_due()
    assert failed
    bench.now += timedelta(hours=1)
    outbox.send_due()
    assert [one.state for one in bench.case(ref).letters if one.to.email == refused] == ["given-up"]
    assert set(message_ids(server.passed).values()) == {1}
    (accepted,) = (one for one in bench.case(ref).letters if one.to.email not in (refused, STAFF))
    assert accepted.state == "sent"


def test_a_note_of_what_was_accepted_is_for_whom_it_was_accepted(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench
) -> None:
    """A line for a recipient that the letter waits for no more, or that it never had, sends nothing and stops nothing."""
    ref = bench.request()
    log = SentLog(bench.store.root)
    for number in (1, 2, 7):
        log.note(ref, number, ["siapa@contoh.example"])
    log.note("TTP-2026-0099", 1, ["siapa@contoh.example"])
    bench.outbox(settings).send_due()
    assert {one.state for one in bench.case(ref).letters} == {"sent"}
    assert set(message_ids(server.passed).values()) == {1}
    assert list(log.load()) == [], "what says nothing new is not kept"


def die(stage: Stage) -> None:
    raise KeyboardInterrupt


def test_a_letter_whose_file_is_gone_is_given_up_aloud(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench
) -> None:
    ref = bench.request()
    first, second = bench.case(ref).letters
    (bench.store.case_dir(ref) / "mail" / first.file).unlink()
    bench.outbox(settings).send_due()
    states = {one.letter: one.state for one in bench.case(ref).letters}
    assert states == {first.letter: "given-up", second.letter: "sent", "surat-terpental": "sent"}
    assert b"hilang dari folder data" in server.inbox(STAFF)[-1].replace(b"=\r\n", b"")


REFUSALS = [
    # at, code: what becomes of a letter to the kadis after half an hour, and whether the staff is told
    ("rcpt", 450, "due", 0),
    ("rcpt", 550, "given-up", 1),
    ("data", 451, "due", 0),
    ("data", 554, "given-up", 1),
    ("data", 552, "given-up", 1),
    ("drop", 0, "due", 0),
]


@pytest.mark.parametrize(("at", "code", "state", "told"), REFUSALS)
def test_refusals(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench, at: str, code: int, state: str, told: int
) -> None:
    ref = bench.request()
    server.refuse(KADIS, code, "tidak", at)
    outbox = bench.outbox(settings)
    for _ in range(30):
        outbox.send_due()
        bench.now += timedelta(minutes=1)
    letter = next(one for one in bench.case(ref).letters if one.to.email == KADIS)
    assert letter.state == state
    assert letter.attempts == (1 if state == "given-up" else 4)  # at 0, 1, 6 and 21 minutes
    assert Counter(one.letter for one in bench.case(ref).letters)["surat-terpental"] == told
    server.refuse(KADIS, at="")
    bench.now += timedelta(hours=1)
    outbox.send_due()
    sent = message_ids(server.passed)
    assert set(sent.values()) == {1}
    assert (f"<{letter.message_id}> {KADIS}" in sent) is (state == "due")


def test_an_outage_of_days_ends_without_loss_flood_or_restart(
    server: EmbeddedServer, settings: SmtpSettings, bench: Bench
) -> None:
    away = SmtpSettings(settings.host, 1, "none", timeout=5, envelope_from=SERVICE)
    outbox = bench.outbox(away)
    refs = []
    for day in range(12):
        if day in (0, 1, 2):
            refs.append(bench.request())
        outbox.send_due()
        bench.now += timedelta(days=1)
        bench.runner.run_reminders()
    assert server.passed == []
    outbox.settings = settings
    for _ in range(12):
        outbox.send_due()
        bench.now += timedelta(minutes=15)
        bench.runner.run_reminders()
    sent = message_ids(server.passed)
    assert set(sent.values()) == {1}
    assert not bench.store.letters_due(bench.now)
    for ref in refs:
        letters = Counter(one.letter for one in bench.case(ref).letters)
        assert letters["pengingat"] == 0, "nobody is reminded of a letter that he got a moment ago"
    for _ in range(7):
        bench.now += timedelta(days=1)
        bench.runner.run_reminders()
    assert all("pengingat" in {one.letter for one in bench.case(ref).letters} for ref in refs), (
        "but days later"
    )
