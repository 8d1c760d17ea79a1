"""One bot to a mailbox: who comes second withdraws, with the reason; who died holds up nobody for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from imapclient import IMAPClient

from bot.edges import claim
from bot.edges.claim import Mark
from bot.edges.mailbox import Mailbox
from bot.errors import AlreadyRunning
from tests.servers import MailServer, imap_settings

BOT = "titip@kominfo.example"
CLAIMS = "Titip/Kunci"
FIRST, SECOND = Mark("a" * 32, "mesin-a:/srv/titip"), Mark("b" * 32, "mesin-b:/srv/titip")


@pytest.fixture(autouse=True)
def _always_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim, "RENEW_SECONDS", 0.0)


@pytest.fixture
def boxes(mail_server: MailServer) -> Iterator[tuple[Mailbox, Mailbox]]:
    with Mailbox(imap_settings(mail_server, BOT)) as one, Mailbox(imap_settings(mail_server, BOT)) as two:
        yield one, two


def lay_down(server: MailServer, mark: Mark, age: timedelta, first: int = 0) -> None:
    """A claim of another bot, as old as that."""
    with IMAPClient(server.host, server.imap_port, ssl=False, timeout=10) as client:
        client.login(BOT, server.accounts[BOT])
        folder: Any = next(name for _, _, name in client.list_folders() if name.endswith("Kunci"))
        client.append(folder, claim._write(mark, first), (), datetime.now(UTC) - age)


def test_the_second_withdraws_and_says_why(mail_server: MailServer, boxes: tuple[Mailbox, Mailbox]) -> None:
    one, two = boxes
    one.hold(FIRST)
    for _ in range(2):
        with pytest.raises(AlreadyRunning, match=r"mesin-a:/srv/titip.*hentikan salah satu.*10 menit"):
            two.hold(SECOND)
        one.hold(FIRST)
    assert len(mail_server.folder(BOT, CLAIMS)) == 1
    one.release()
    two.hold(SECOND)
    with pytest.raises(AlreadyRunning, match="mesin-b"):
        one.hold(FIRST)
    two.release()
    assert mail_server.folder(BOT, CLAIMS) == []


def test_the_inbox_is_selected_afterwards(mail_server: MailServer, boxes: tuple[Mailbox, Mailbox]) -> None:
    one, two = boxes
    mail_server.deliver(BOT, b"Subject: x\r\n\r\nx\r\n")
    one.hold(FIRST)
    with pytest.raises(AlreadyRunning):
        two.hold(SECOND)
    for box in boxes:
        (fetched,) = box.fetch(box.fetch_new())
        assert fetched.uidvalidity == box.uidvalidity
        assert fetched.raw == b"Subject: x\r\n\r\nx\r\n"


def test_a_restarted_bot_finds_its_own_claim(boxes: tuple[Mailbox, Mailbox]) -> None:
    one, two = boxes
    one.hold(FIRST)
    two.hold(FIRST)
    assert two.mark == FIRST


@pytest.mark.parametrize(("minutes", "refused"), [(9, True), (11, False)])
def test_a_dead_bots_claim_runs_out(
    mail_server: MailServer, boxes: tuple[Mailbox, Mailbox], minutes: int, refused: bool
) -> None:
    one, _ = boxes
    one.hold(FIRST)
    one.release()
    lay_down(mail_server, SECOND, timedelta(minutes=minutes))
    if refused:
        with pytest.raises(AlreadyRunning, match="mesin-b"):
            one.hold(FIRST)
    else:
        one.hold(FIRST)
        assert len(mail_server.folder(BOT, CLAIMS)) == 1, "what has run out is cleared away"


def test_who_was_away_too_long_has_lost_his_turn(
    mail_server: MailServer, boxes: tuple[Mailbox, Mailbox]
) -> None:
    one, _ = boxes
    one.hold(FIRST)
    one.release()
    lay_down(mail_server, FIRST, timedelta(minutes=30))
    lay_down(mail_server, SECOND, timedelta(minutes=5))
    with pytest.raises(AlreadyRunning, match="mesin-b"):
        one.hold(FIRST)


def test_between_two_that_come_at_once_the_server_decides(
    mail_server: MailServer, boxes: tuple[Mailbox, Mailbox]
) -> None:
    one, _ = boxes
    one.hold(FIRST)
    lay_down(mail_server, SECOND, timedelta())  # laid down while the first holds, not yet withdrawn
    one._renewed = float("-inf")  # it is time to renew: the claims are looked at again
    one.hold(FIRST)
    assert len(mail_server.folder(BOT, CLAIMS)) == 2


def test_a_strangers_mail_there_is_no_claim(mail_server: MailServer, boxes: tuple[Mailbox, Mailbox]) -> None:
    one, _ = boxes
    one.hold(FIRST)
    with IMAPClient(mail_server.host, mail_server.imap_port, ssl=False, timeout=10) as client:
        client.login(BOT, mail_server.accounts[BOT])
        folder: Any = next(name for _, _, name in client.list_folders() if name.endswith("Kunci"))
        client.append(folder, b"Subject: halo\r\n\r\nhalo\r\n")
    one._renewed = float("-inf")
    one.hold(FIRST)
    assert len(mail_server.folder(BOT, CLAIMS)) == 2
