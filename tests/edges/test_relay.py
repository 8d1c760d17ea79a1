"""The relay against real SMTP: the fate of each recipient, one connection, and what its loss means."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from aiosmtpd.smtp import SMTP

from bot.edges.relay import Fates, Relay
from bot.edges.settings import Security, SmtpSettings
from bot.embedded import EmbeddedOptions, EmbeddedServer
from bot.errors import AdminError, Unreachable
from tests.servers import CERTIFICATE, MailServer, SmtpThread, smtp_settings

BOT, KADIS, KABID = "titip@kominfo.example", "kadis@kominfo.example", "kabid@kominfo.example"
NOBODY = "tidak-ada@kominfo.example"
RAW = f"From: {BOT}\r\nTo: {KADIS}\r\nSubject: Disposisi\r\n\r\nYth. Bapak\r\n.titik\r\n..\r\n".encode()

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(coroutine, 60))


def send(settings: SmtpSettings, *recipients: str, raw: bytes = RAW) -> Fates:
    async def one() -> Fates:
        async with Relay(settings) as relay:
            return await relay.send(raw, BOT, recipients)

    return run(one())


def states(fates: Fates) -> dict[str, str]:
    return {recipient: fate.state for recipient, fate in fates.items()}


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServer]:
    accounts = {BOT: "sandi", KADIS: "sandi", KABID: "sandi", "é@kominfo.example": "sandi"}
    with EmbeddedServer(accounts, EmbeddedOptions(size_limit=100_000)) as server:
        yield server


@pytest.fixture
def settings(embedded: EmbeddedServer) -> SmtpSettings:
    embedded.passed.clear()
    for address in embedded.accounts:
        embedded.refuse(address, at="")
    return SmtpSettings(embedded.host, embedded.smtp_port, "none", timeout=10)


def test_a_letter_arrives_as_it_was_sent(mail_server: MailServer) -> None:
    fates = send(smtp_settings(mail_server), KADIS, KABID)
    assert states(fates) == {KADIS: "accepted", KABID: "accepted"}
    for address in (KADIS, KABID):
        (got,) = mail_server.inbox(address)
        assert got.endswith(RAW)
    (passed,) = mail_server.passed
    assert (passed.sender, passed.recipients, passed.raw) == (BOT, (KADIS, KABID), RAW)


@pytest.mark.parametrize(
    ("at", "code", "state"),
    [
        ("rcpt", 450, "transient"),
        ("rcpt", 499, "transient"),
        ("rcpt", 550, "permanent"),
        ("rcpt", 599, "permanent"),
        ("rcpt", 600, "transient"),
        ("rcpt", 399, "transient"),
        ("rcpt", 452, "transient"),
        ("rcpt", 552, "permanent"),
    ],
)
def test_one_recipient_refused_among_two(
    embedded: EmbeddedServer, settings: SmtpSettings, at: str, code: int, state: str
) -> None:
    embedded.refuse(KADIS, code, "kotak penuh", at)
    fates = send(settings, KADIS, KABID)
    assert states(fates) == {KADIS: state, KABID: "accepted"}
    assert fates[KADIS].words == f"{code} kotak penuh"
    assert [passed.recipients for passed in embedded.passed] == [(KABID,)]


@pytest.mark.parametrize(("code", "state"), [(451, "transient"), (554, "permanent"), (552, "permanent")])
def test_a_refusal_of_the_letter_is_everybodys(
    embedded: EmbeddedServer, settings: SmtpSettings, code: int, state: str
) -> None:
    embedded.refuse(KADIS, code, "isi ditolak", "data")
    fates = send(settings, KADIS, KABID, NOBODY)
    assert states(fates) == {KADIS: state, KABID: state, NOBODY: "permanent"}
    assert embedded.passed == []


@pytest.mark.parametrize(
    ("code", "state"), [(451, "transient"), (550, "transient"), (553, "transient"), (552, "permanent")]
)
def test_a_refused_sender_is_for_the_admin_not_the_letters_end(
    embedded: EmbeddedServer, settings: SmtpSettings, code: int, state: str
) -> None:
    """Every letter would meet the same NO: given up at once, all that is due would be."""
    embedded.refuse(BOT, code, "sender not allowed", "mail")
    fates = send(settings, KADIS, KABID)
    assert states(fates) == {KADIS: state, KABID: state}
    assert "sender not allowed" in fates[KADIS].words
    embedded.refuse(BOT, at="")
    assert states(send(settings, KADIS)) == {KADIS: "accepted"}


def test_all_refused_and_the_next_letter_goes(embedded: EmbeddedServer, settings: SmtpSettings) -> None:
    async def two() -> tuple[Fates, Fates]:
        async with Relay(settings) as relay:
            return await relay.send(RAW, BOT, [NOBODY]), await relay.send(RAW, BOT, [KADIS])

    first, second = run(two())
    assert states(first) == {NOBODY: "permanent"}
    assert states(second) == {KADIS: "accepted"}


def test_a_connection_lost_after_the_letter_is_transient_and_made_anew(
    embedded: EmbeddedServer, settings: SmtpSettings
) -> None:
    async def two() -> tuple[Fates, Fates]:
        async with Relay(settings) as relay:
            embedded.refuse(KADIS, at="drop")
            lost = await relay.send(RAW, BOT, [KADIS, KABID, NOBODY])
            embedded.refuse(KADIS, at="")
            return lost, await relay.send(RAW, BOT, [KADIS, KABID])

    lost, again = run(two())
    assert {lost[KADIS].state, lost[KABID].state} == {"transient"}
    assert states(again) == {KADIS: "accepted", KABID: "accepted"}


def test_many_letters_one_connection() -> None:
    connections: list[SMTP] = []

    async def deliver(address: str, raw: bytes) -> None:
        return None

    thread = SmtpThread({KADIS: "sandi"}, deliver)
    make = thread.gate.make_smtp

    def counting(starttls: Any = None) -> Any:
        def connect() -> SMTP:
            connections.append(make(starttls)())
            return connections[-1]

        return connect

    thread.gate.make_smtp = counting  # type: ignore[method-assign]
    port, _ = thread.start()

    async def many() -> None:
        async with Relay(SmtpSettings("127.0.0.1", port, "none")) as relay:
            for _ in range(30):
                assert states(await relay.send(RAW, BOT, [KADIS])) == {KADIS: "accepted"}

    try:
        run(many())
    finally:
        thread.stop()
    assert len(thread.passed) == 30
    assert len(connections) == 1


@pytest.mark.parametrize(
    ("size", "state"), [(99_999, "accepted"), (100_000, "accepted"), (100_001, "permanent")]
)
def test_a_letter_over_the_servers_size(settings: SmtpSettings, size: int, state: str) -> None:
    line = b"x" * 98 + b"\r\n"
    raw = (b"Subject: besar\r\n\r\n" + line * 1000)[: size - 2] + b"\r\n"
    fates = send(settings, KADIS, raw=raw)
    assert states(fates) == {KADIS: state}


def test_smtputf8_for_whom_it_needs(embedded: EmbeddedServer, settings: SmtpSettings) -> None:
    fates = send(settings, "é@kominfo.example", KADIS)
    assert states(fates) == {"é@kominfo.example": "accepted", KADIS: "accepted"}


@pytest.mark.parametrize(
    "address", ["", "tanpa-at", "a@b.example\r\nDATA", "a b@c.example", "a@b.example\x7f"]
)
def test_what_is_no_address_is_not_said_to_the_server(settings: SmtpSettings, address: str) -> None:
    assert states(send(settings, address, KADIS)) == {address: "permanent", KADIS: "accepted"}


def test_nobody_to_send_to(embedded: EmbeddedServer, settings: SmtpSettings) -> None:
    assert send(settings) == {}
    assert embedded.passed == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified(mail_server: MailServer, security: Security) -> None:
    good = smtp_settings(mail_server, security)
    assert states(send(good, KADIS)) == {KADIS: "accepted"}
    with pytest.raises(Unreachable, match=r"sertifikatnya tidak sah: .*(mismatch|not valid for)"):
        send(replace(good, host="127.0.0.1"), KADIS)
    with pytest.raises(Unreachable, match="sertifikatnya tidak sah"):
        send(replace(good, ca_file=""), KADIS)


def test_starttls_never_falls_back(embedded: EmbeddedServer, settings: SmtpSettings) -> None:
    with pytest.raises(Unreachable, match="STARTTLS"):
        send(replace(settings, security="starttls"), KADIS)
    assert embedded.passed == []


@pytest.fixture(scope="module")
def with_login() -> Iterator[EmbeddedServer]:
    with EmbeddedServer({BOT: "sandi", KADIS: "x"}, EmbeddedOptions(auth=True, tls=CERTIFICATE)) as server:
        yield server


@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_login(with_login: EmbeddedServer, security: Security) -> None:
    settings = replace(smtp_settings(with_login, security), user=BOT, password="sandi")
    assert states(send(settings, KADIS)) == {KADIS: "accepted"}
    assert with_login.passed[-1].login == BOT
    with pytest.raises(Unreachable, match=f"menolak login {BOT}") as caught:
        send(replace(settings, password="salah"), KADIS)
    assert "salah" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_login_is_not_the_letters_fault(with_login: EmbeddedServer) -> None:
    with pytest.raises(Unreachable, match="meminta login: 530"):
        send(smtp_settings(with_login, "none"), KADIS)


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match=f"127.0.0.1:{port} .*ditolak"):
        send(SmtpSettings("127.0.0.1", port, "none"), KADIS)


def test_a_silent_server_has_a_time_limit() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(Unreachable, match="tidak ada jawaban"),
    ):
        send(SmtpSettings("127.0.0.1", server.getsockname()[1], "none", timeout=0.2), KADIS)


def test_plain_text_to_another_machine_is_refused() -> None:
    with pytest.raises(AdminError, match="tanpa enkripsi"):
        Relay(SmtpSettings("mail.example", 25, "none"))


def test_passwords_are_not_shown() -> None:
    assert "sandi" not in repr(SmtpSettings("localhost", 25, "none", BOT, "sandi"))
