"""What mail servers and the people who share the mailbox do meanwhile: UIDs start anew or are used again, a message is
flagged, moved or expunged between search and fetch, a MOVE is done by half, filing is refused, thousands wait."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from bot.app import Bot
from bot.edges.imap import Refused
from bot.edges.mailbox import Mailbox
from bot.edges.relay import Relay
from bot.embedded import EmbeddedOptions, EmbeddedServer
from bot.errors import Unreachable
from bot.model import Fetched
from tests.bench import Bench
from tests.conftest import ACCOUNTS
from tests.dialogue.stage import SERVICE, Stage, staged
from tests.servers import TLS, MailServer, imap_settings, smtp_settings
from tests.test_runner import Inbox

DONE = "Titip/Selesai"


def test_an_expired_certificate_is_one_sentence() -> None:
    """Both servers are refused, nothing is sent, and nothing falls back to plain text."""
    tls = (str(TLS / "expired.pem"), str(TLS / "expired.key"))
    with EmbeddedServer(ACCOUNTS, EmbeddedOptions(tls=tls)) as server:
        imap = replace(imap_settings(server, SERVICE, "tls"), ca_file=str(TLS / "expired-ca.pem"))
        smtp = replace(smtp_settings(server, "starttls"), ca_file=str(TLS / "expired-ca.pem"))
        words = "sertifikatnya tidak sah: kedaluwarsa; minta pengelola server memperbaruinya$"
        with pytest.raises(Unreachable, match=words):
            Mailbox(imap).connect()
        with pytest.raises(Unreachable, match=words):
            asyncio.run(Relay(smtp).send(b"Subject: x\r\n\r\nx\r\n", SERVICE, ["kadis@kominfo.example"]))
        assert server.passed == []


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


@pytest.fixture
def person(mail_server: MailServer) -> Iterator[Any]:
    with IMAPClient(mail_server.host, mail_server.imap_port, ssl=False, timeout=10) as client:
        client.login(SERVICE, mail_server.accounts[SERVICE])
        client.select_folder("INBOX")
        yield client


def request(stage: Stage, number: int = 1) -> EmailMessage:
    return stage.write(
        "pemohon", f"Kami dari Dinas Kesehatan mau menitipkan server nomor {number}.", "titip server"
    )


def test_what_was_done_is_not_done_again_under_new_uids(stage: Stage, person: Any) -> None:
    """A mailbox restored from backup: other UIDVALIDITY, other UIDs, all old mail in the inbox again."""
    mails = [request(stage, number) for number in (1, 2)]
    for mail in mails:
        stage.send(mail)
    stranger = stage.write("orang-luar", "Wifi di aula mati, mohon dicek.", "wifi")
    stage.send(stranger)
    sent, uidvalidity = len(stage.server.passed), stage.bot.mailbox.uidvalidity
    for mail in (mails[1], stranger, mails[0]):
        stage.server.deliver(SERVICE, mail.as_bytes())
    stage.bot.mailbox.uidvalidity = uidvalidity + 1
    assert [taken.verdict for taken in stage.bot.poll()] == ["seen"] * 3
    assert len(stage.server.passed) == sent
    assert len(stage.cases) == 2
    assert stage.server.inbox(SERVICE) == []


def test_old_mail_of_a_restored_mailbox_is_known(bench: Bench) -> None:
    """Held months ago: neither the open cases nor the ledger in memory know it any more."""
    bench.now = datetime.now(UTC) - timedelta(days=200)
    old = bench.fetched(
        bench.mail("orang-luar", "Wifi di aula mati, mohon dicek.", subject="wifi").as_bytes()
    )
    assert bench.runner.take(old, bench.now).verdict == "held"
    for path in bench.store.cases.glob("*/*/case.json"):
        os.utime(path, (0, 0))
    bench.now = datetime.now(UTC)
    bench.restart()
    letters = len(bench.loose())
    again = bench.runner.take(replace(old, uid=99, uidvalidity=2), bench.now)
    assert (again.verdict, again.held) == ("seen", True)
    assert len(bench.loose()) == letters


def test_a_uid_used_again_is_another_message(bench: Bench) -> None:
    first = bench.fetched(bench.mail("pemohon", "Kami dari Dinas Kesehatan mau titip server.").as_bytes())
    other = bench.fetched(bench.mail("orang-luar", "Kami dari Dispora mau titip server.").as_bytes())
    again = Fetched(first.uid, first.uidvalidity, other.size, other.raw, other.received)
    assert bench.runner.take(first, bench.now).case
    assert bench.runner.take(again, bench.now).case
    assert len(bench.store.open_cases()) == 2


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def flag(person: Any, uid: int) -> None:
    person.add_flags([uid], [rb"\Seen", rb"\Flagged", rb"\Answered"])


def expunge(person: Any, uid: int) -> None:
    person.delete_messages([uid])
    person.expunge()


def take_away(person: Any, uid: int) -> None:
    person.create_folder("Pribadi")
    person.copy([uid], "Pribadi")
    expunge(person, uid)


@pytest.mark.parametrize("when", ["fetch", "file"])
@pytest.mark.parametrize(("meddle", "taken"), [(flag, 3), (expunge, 2), (take_away, 2)])
def test_a_person_meddles_meanwhile(
    stage: Stage,
    person: Any,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
    meddle: Callable[[Any, int], None],
    taken: int,
) -> None:
    """Between search and fetch, and between fetch and filing: with the second of three."""
    for number in range(3):
        stage.server.deliver(SERVICE, request(stage, number).as_bytes())
    real = getattr(stage.bot.mailbox, when)

    def meddled(uids: Any, *rest: Any) -> Any:
        person.noop()
        meddle(person, sorted(uids)[1])
        return real(uids, *rest)

    monkeypatch.setattr(stage.bot.mailbox, when, meddled)
    stage.bot.mailbox.connect()
    stage.bot.poll()
    monkeypatch.undo()
    stage.bot.poll()
    assert len(stage.cases) == (taken if when == "fetch" else 3)
    assert stage.server.inbox(SERVICE) == []
    assert len(stage.server.folder(SERVICE, DONE)) == taken
    assert len(stage.inbox("pemohon")) == len(stage.cases)


@pytest.mark.parametrize("hidden", [("MOVE",), ("MOVE", "UIDPLUS")], ids=["UIDPLUS", "neither"])
def test_a_move_done_by_half_is_finished(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, hidden: tuple[str, ...]
) -> None:
    """The copy is made, and the line goes before the original is marked."""
    stage.bot.mailbox.hide_capabilities(*hidden)
    stage.server.deliver(SERVICE, request(stage).as_bytes())
    with monkeypatch.context() as cut:
        cut.setattr(IMAPClient, "add_flags", lambda *_, **__: (_ for _ in ()).throw(ConnectionResetError()))
        with pytest.raises(Unreachable, match="memindahkan surel"):
            run_pass_alone(stage.bot)
    stage.bot.poll()
    assert len(stage.cases) == 1
    assert len(stage.inbox("pemohon")) == 1
    assert stage.bot.mailbox.fetch_new() == ()
    assert len(stage.server.folder(SERVICE, DONE)) >= 1


def run_pass_alone(bot: Bot) -> None:
    """Without the claim, which sets flags of its own."""
    bot.mailbox.connect()
    bot.runner.run_pass(bot.mailbox)


def test_filing_that_is_refused_holds_up_no_later_message(bench: Bench) -> None:
    """A folder over its quota: what was taken stays, known, and the next batches are taken."""

    class Full(Inbox):
        def file(self, uids: Any, folder: str) -> None:
            raise Refused("server IMAP menolak memindahkan surel: over quota")

    mails = [bench.mail("orang-luar", f"Wifi nomor {number} mati", subject="wifi") for number in range(60)]
    inbox = Full(bench, mails)
    taken = bench.runner.run_pass(inbox)
    assert [one.verdict for one in taken] == ["held"] * 60
    assert [one.verdict for one in bench.runner.run_pass(inbox)] == ["seen"] * 60


def test_a_full_inbox_is_taken_in_small_parts_oldest_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[int] = []
    asked: list[int] = []
    real = stage.bot.mailbox.fetch

    def fetch(uids: Any) -> Any:
        asked.append(len(uids))
        for fetched in real(uids):
            order.append(fetched.uid)
            yield fetched

    monkeypatch.setattr(stage.bot.mailbox, "fetch", fetch)
    for number in range(110):
        mail = stage.write("orang-luar", f"Wifi di ruang {number} mati.", f"wifi {number}")
        stage.server.deliver(SERVICE, mail.as_bytes())
    assert len(stage.bot.poll()) == 110
    assert order == sorted(order)
    assert max(asked) <= 50
    assert stage.server.inbox(SERVICE) == []
    assert len(stage.inbox("orang-luar")) == 1, "one polite answer, not a hundred"
