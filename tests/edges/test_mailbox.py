"""The mailbox against real servers: what it reads, what it leaves, how it files, waits and fails."""

from __future__ import annotations

import socket
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from imapclient import IMAPClient

from bot.edges.imap import ImapConnection
from bot.edges.mailbox import (
    BATCH_BYTES,
    BATCH_COUNT,
    HEADER_BYTES,
    LINE_UIDS,
    STOP_EVERY,
    Mailbox,
    make_batches,
)
from bot.edges.settings import ImapSettings, Security, is_loopback
from bot.errors import AdminError, Unreachable
from tests.servers import MailServer, imap_settings

BOT = "titip@kominfo.example"
DONE, HELD = "Titip/Selesai", "Titip/Perlu-Petugas"


def mail(number: int, size: int = 0) -> bytes:
    body = ("Yth. Dinas, mohon tempat.\r\n" * (1 + size // 27)).encode()
    return f"From: budi@dinkes.example\r\nTo: {BOT}\r\nSubject: nomor {number}\r\n\r\n".encode() + body


@pytest.fixture
def mailbox(mail_server: MailServer) -> Iterator[Mailbox]:
    with Mailbox(imap_settings(mail_server, BOT)) as connected:
        yield connected


@pytest.fixture
def person(mail_server: MailServer) -> Iterator[Any]:
    """Another mail program on the same account."""
    with IMAPClient(mail_server.host, mail_server.imap_port, ssl=False, timeout=10) as client:
        client.login(BOT, mail_server.accounts[BOT])
        client.select_folder("INBOX")
        yield client


def test_of_a_message_that_is_all_header_a_part_is_fetched(mail_server: MailServer) -> None:
    raw = (
        b"From: budi@dinkes.example\r\n"
        + b"X-Isi: "
        + b"x" * 900
        + b"\r\n"
        + b"X-Isi: y\r\n" * 40_000
        + b"\r\nisi\r\n"
    )
    mail_server.deliver(BOT, raw)
    with Mailbox(replace(imap_settings(mail_server, BOT), max_bytes=100_000)) as mailbox:
        (found,) = mailbox.fetch(mailbox.fetch_new())
        (again,) = mailbox.fetch(mailbox.fetch_new())

    assert (found.raw, found.size, found.header) == (None, len(raw), raw[:HEADER_BYTES])
    assert again == found


def test_a_message_is_held_once_while_it_is_fetched(mail_server: MailServer, mailbox: Mailbox) -> None:
    raw = mail(1, 4_000_000)
    mail_server.deliver(BOT, raw)
    uids = mailbox.fetch_new()
    tracemalloc.start()
    try:
        (found,) = mailbox.fetch(uids)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found.raw == raw
    assert peak < 1.5 * len(raw)


def test_fetches_in_order_and_leaves_no_trace(mail_server: MailServer, mailbox: Mailbox, person: Any) -> None:
    wanted = [mail(number) for number in range(70)]  # more than one batch
    for raw in wanted:
        mail_server.deliver(BOT, raw)
    uids = mailbox.fetch_new()
    fetched = list(mailbox.fetch(uids))
    assert [item.raw for item in fetched] == wanted
    assert [item.uid for item in fetched] == sorted(uids)
    assert {item.uidvalidity for item in fetched} == {mailbox.uidvalidity} != {0}
    assert [item.size for item in fetched] == [len(raw) for raw in wanted]
    assert all(item.received.utcoffset() is not None for item in fetched)
    person.noop()
    flags = person.get_flags(person.search()).values()
    assert len(flags) == 70
    assert all(rb"\Seen" not in item for item in flags)


def test_lists_what_was_seen_but_not_what_is_deleted(
    mail_server: MailServer, mailbox: Mailbox, person: Any
) -> None:
    for number in range(3):
        mail_server.deliver(BOT, mail(number))
    first, second, third = mailbox.fetch_new()
    person.noop()
    person.add_flags([first], [rb"\Seen"])
    person.add_flags([second], [rb"\Deleted"])
    assert mailbox.fetch_new() == (first, third)
    assert mailbox.fetch_new(after=first) == (third,)
    assert mailbox.fetch_new(after=third) == ()


@pytest.mark.parametrize(("over", "has_raw"), [(-1, True), (0, True), (1, False)])
def test_a_message_over_the_limit_is_not_fetched(mail_server: MailServer, over: int, has_raw: bool) -> None:
    big = mail(1, size=5000)
    for raw in (mail(0), big, mail(2)):
        mail_server.deliver(BOT, raw)
    settings = replace(imap_settings(mail_server, BOT), max_bytes=len(big) - over)
    with Mailbox(settings) as mailbox:
        before, fetched, after = mailbox.fetch(mailbox.fetch_new())
    assert (before.raw, after.raw) == (mail(0), mail(2))
    assert fetched.size == len(big)
    assert fetched.raw == (big if has_raw else None)
    assert (b"Subject: nomor 1" in fetched.header) is not has_raw


def test_a_message_that_is_gone_is_passed_over(
    mail_server: MailServer, mailbox: Mailbox, person: Any
) -> None:
    for number in range(3):
        mail_server.deliver(BOT, mail(number))
    uids = mailbox.fetch_new()
    person.noop()
    person.delete_messages([uids[1]])
    person.expunge([uids[1]])
    assert [item.raw for item in mailbox.fetch(uids)] == [mail(0), mail(2)]
    mailbox.file(uids, DONE)
    mailbox.file(uids, DONE)
    assert sorted(mail_server.folder(BOT, DONE)) == [mail(0), mail(2)]


@pytest.mark.parametrize("hidden", [(), ("MOVE",)], ids=["MOVE", "UIDPLUS"])
def test_files_by_uid(
    mail_server: MailServer, mailbox: Mailbox, person: Any, hidden: tuple[str, ...]
) -> None:
    for number in range(4):
        mail_server.deliver(BOT, mail(number))
    mailbox.hide_capabilities(*hidden)
    uids = mailbox.fetch_new()
    person.noop()
    person.add_flags([uids[0]], [rb"\Deleted"])  # a person's own, not yet expunged
    mailbox.file(uids[1:2], DONE)
    mailbox.file(uids[2:3], HELD)
    assert mail_server.folder(BOT, DONE) == [mail(1)]
    assert mail_server.folder(BOT, HELD) == [mail(2)]
    assert sorted(mail_server.inbox(BOT)) == [mail(0), mail(3)]


def test_without_uidplus_nothing_is_expunged(mail_server: MailServer, mailbox: Mailbox, person: Any) -> None:
    for number in range(3):
        mail_server.deliver(BOT, mail(number))
    mailbox.hide_capabilities("MOVE", "UIDPLUS")
    uids = mailbox.fetch_new()
    person.noop()
    person.add_flags([uids[0]], [rb"\Deleted"])
    mailbox.file(uids[1:2], DONE)
    assert mail_server.folder(BOT, DONE) == [mail(1)]
    assert sorted(mail_server.inbox(BOT)) == [mail(0), mail(1), mail(2)]
    assert mailbox.fetch_new() == (uids[2],)


def test_files_more_than_one_line_of_uids(mail_server: MailServer, mailbox: Mailbox) -> None:
    count = LINE_UIDS + 1
    for number in range(count):
        mail_server.deliver(BOT, mail(number))
    mailbox.file(mailbox.fetch_new(), DONE)
    assert len(mail_server.folder(BOT, DONE)) == count
    assert mailbox.fetch_new() == ()


def test_makes_a_removed_folder_again(mail_server: MailServer, mailbox: Mailbox, person: Any) -> None:
    mail_server.deliver(BOT, mail(0))
    person.delete_folder(mailbox._folders[DONE])
    mailbox.file(mailbox.fetch_new(), DONE)
    assert mail_server.folder(BOT, DONE) == [mail(0)]


def test_folders_are_made_and_subscribed_once(mail_server: MailServer, mailbox: Mailbox, person: Any) -> None:
    with Mailbox(imap_settings(mail_server, BOT)):
        pass
    names = {name.replace(".", "/") for _, _, name in person.list_sub_folders()}
    assert {DONE, HELD} <= names


@pytest.mark.parametrize("question", [1, 2, 3], ids=["before-idle", "in-idle", "later"])
@pytest.mark.parametrize("security", ["none", "tls"])
def test_wait_wakes_up_on_delivery(mail_server: MailServer, security: Security, question: int) -> None:
    """`stop` is asked before IDLE and then in it, again and again: mail comes between two of its questions."""
    asked: list[float] = []

    def stop() -> bool:
        asked.append(time.monotonic())
        if len(asked) == question:
            mail_server.deliver(BOT, mail(1))
        return len(asked) > 5

    with Mailbox(imap_settings(mail_server, BOT, security)) as mailbox:
        mail_server.deliver(BOT, mail(0))
        uids = mailbox.fetch_new()
        assert mailbox.wait(60, stop)
        assert time.monotonic() - asked[question - 1] < 5 * STOP_EVERY
        (new,) = mailbox.fetch_new(after=uids[-1])
        assert [item.raw for item in mailbox.fetch([new])] == [mail(1)]


def test_wait_does_not_sleep_over_mail_that_is_there(mail_server: MailServer, mailbox: Mailbox) -> None:
    assert not mailbox.wait(0.01)
    mail_server.deliver(BOT, mail(0))
    assert mailbox.wait(20)
    assert mailbox.wait(20), "looking is not taking"
    mailbox.fetch_new()
    assert not mailbox.wait(0.01)


def test_wait_ends_when_told_or_without_idle(mailbox: Mailbox) -> None:
    assert not mailbox.wait(60, stop=lambda: True)
    mailbox.hide_capabilities("IDLE")
    assert not mailbox.wait(60)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified(mail_server: MailServer, security: Security) -> None:
    mail_server.deliver(BOT, mail(0))
    good = imap_settings(mail_server, BOT, security)
    with Mailbox(good) as mailbox:
        mailbox.file(mailbox.fetch_new(), DONE)
    assert mail_server.folder(BOT, DONE) == [mail(0)]
    with pytest.raises(Unreachable, match=r"sertifikatnya tidak sah: .*(mismatch|not valid for)"):
        Mailbox(replace(good, host="127.0.0.1")).connect()
    with pytest.raises(Unreachable, match=r"sertifikatnya tidak sah: .*(self.signed|unable to get)"):
        Mailbox(replace(good, ca_file="")).connect()


def test_tls_on_a_plain_port_is_one_sentence(mail_server: MailServer) -> None:
    settings = replace(imap_settings(mail_server, BOT, "tls"), port=mail_server.imap_port)
    with pytest.raises(Unreachable, match="TLS gagal") as caught:
        Mailbox(settings).connect()
    assert_one_sentence(caught.value)


def test_wrong_password(mail_server: MailServer) -> None:
    mailbox = Mailbox(replace(imap_settings(mail_server, BOT), password="salah"))
    with pytest.raises(Unreachable, match=f"menolak login {BOT}") as caught:
        mailbox.connect()
    assert not mailbox.connected
    assert_one_sentence(caught.value)


def test_a_password_beyond_ascii(start_mail_server: Any) -> None:
    server = start_mail_server({BOT: "sandi-é-ü"})
    with Mailbox(imap_settings(server, BOT)) as mailbox:
        assert mailbox.fetch_new() == ()


def test_a_lost_connection_is_told_and_made_anew(mail_server: MailServer, mailbox: Mailbox) -> None:
    mail_server.deliver(BOT, mail(0))
    mailbox._client.socket().shutdown(socket.SHUT_RDWR)
    with pytest.raises(Unreachable, match="tidak dapat dihubungi") as caught:
        mailbox.fetch_new()
    assert_one_sentence(caught.value)
    assert not mailbox.connected
    with pytest.raises(Unreachable, match="belum tersambung"):
        mailbox.fetch_new()
    mailbox.connect()
    assert len(mailbox.fetch_new()) == 1


def test_a_connection_lost_while_waiting(mailbox: Mailbox) -> None:
    def stop() -> bool:
        mailbox._client.socket().shutdown(socket.SHUT_RDWR)
        return False

    with pytest.raises(Unreachable):
        mailbox.wait(20, stop)


def assert_one_sentence(error: Exception) -> None:
    text = str(error)
    assert "\n" not in text
    assert "b'" not in text
    assert len(text) < 250


def settings_for(port: int, host: str = "127.0.0.1", security: Security = "none") -> ImapSettings:
    return ImapSettings(host, port, security, BOT, "sandi", timeout=5)


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match=f"127.0.0.1:{port} .* ditolak"):
        Mailbox(settings_for(port)).connect()


def test_a_silent_server_has_a_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = replace(settings_for(server.getsockname()[1]), timeout=0.2)
        with pytest.raises(Unreachable, match="tidak ada jawaban"):
            Mailbox(settings).connect()


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "128.0.0.1", "127.0.0.1.example", "::2", ""])
def test_plain_text_to_another_machine_is_refused(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(AdminError, match="tanpa enkripsi"):
        ImapConnection(settings_for(143, host)).connect()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.255.255.254", "::1", "localhost", "LocalHost."])
def test_this_machine_may_be_spoken_to_in_plain_text(host: str) -> None:
    assert is_loopback(host)


def test_an_unreadable_ca_file_is_the_admins() -> None:
    with pytest.raises(AdminError, match="ca_file"):
        Mailbox(replace(settings_for(993, security="tls"), ca_file="tidak-ada.pem")).connect()


def test_passwords_are_not_shown() -> None:
    assert "sandi" not in repr(settings_for(1))


BIG = BATCH_BYTES + 1


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1, 2, 3], [[0, 1, 2]]),
        ([1, 999, 1], [[0, 1, 2]]),
        ([1, BIG, 1], [[0], [1], [2]]),
        ([BATCH_BYTES, 1], [[0], [1]]),
        ([BATCH_BYTES - 1, 1, 1], [[0, 1], [2]]),
        ([1] * (BATCH_COUNT + 1), [list(range(BATCH_COUNT)), [BATCH_COUNT]]),
    ],
)
def test_batches_keep_the_order(sizes: list[int], expected: list[list[int]]) -> None:
    assert make_batches(dict(enumerate(sizes)), max_bytes=10 * BATCH_BYTES) == expected


def test_what_is_over_the_limit_stands_alone() -> None:
    assert make_batches({1: 5, 2: 11, 3: 10}, max_bytes=10) == [[1], [2], [3]]


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_command_in_two_pieces_waits_for_no_acknowledgement(
    mail_server: MailServer, security: Security
) -> None:
    with Mailbox(imap_settings(mail_server, BOT, security)) as mailbox:
        assert mailbox._client.socket().getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
