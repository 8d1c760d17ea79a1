"""Names of servers: what can't be looked up is refused by the checker, and is one sentence where it got so far."""

from __future__ import annotations

import asyncio

import pytest

from bot.edges.mailbox import Mailbox
from bot.edges.relay import Relay
from bot.edges.settings import ImapSettings, SmtpSettings, is_host
from bot.errors import Unreachable

LABEL = "x" * 63
HOSTS = [
    ("imap.contoh.example", True), ("localhost", True), ("127.0.0.1", True), ("::1", True), ("[::1]", True),
    ("surat_dinas.contoh.example", True), ("contoh.example.", True), ("münchen.example", True),
    (f"{LABEL}.example", True), (f"x{LABEL}.example", False), (".".join([LABEL] * 5), False),
    ("imap..contoh.example", False), ("http://x y", False), ("x y", False), ("-x.example", False),
    ("imap.contoh.example:993", False), (".", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fits"), HOSTS)
def test_hosts(text: str, fits: bool) -> None:
    assert is_host(text) is fits


@pytest.mark.parametrize("host", ["imap..contoh.example", f"x{LABEL}.example"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_name_that_can_not_be_looked_up_is_one_sentence(host: str, security: str) -> None:
    with pytest.raises(Unreachable, match=r"IMAP .*nama server atau alamatnya tidak dapat dipakai"):
        Mailbox(ImapSettings(host, 1, security, "x", "x")).connect()  # type: ignore[arg-type]
    with pytest.raises(Unreachable, match=r"SMTP .*tidak dapat dihubungi"):
        asyncio.run(Relay(SmtpSettings(host, 1, security)).connect())  # type: ignore[arg-type]
