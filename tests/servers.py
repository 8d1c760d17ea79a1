"""What the tests ask of a mail server, whichever it is; and the parts that the Dovecot one is made of."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol

from aiosmtpd.smtp import SMTP

from bot.edges.settings import ImapSettings, Security, SmtpSettings
from bot.embedded import EmbeddedOptions, EmbeddedServer, Passed
from bot.embedded_child import make_server_context, port_of
from bot.gate import Gate

TLS = Path(__file__).parent / "tls"
CA_FILE = str(TLS / "ca.pem")
CERTIFICATE = (str(TLS / "localhost.pem"), str(TLS / "localhost.key"))  # for the name localhost alone


class MailServer(Protocol):
    """See bot.embedded.EmbeddedServer for each."""

    host: str
    accounts: dict[str, str]
    imap_port: int
    imaps_port: int
    smtp_port: int
    smtps_port: int

    @property
    def passed(self) -> list[Passed]: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def deliver(self, address: str, raw: bytes) -> None: ...
    def inbox(self, address: str) -> list[bytes]: ...
    def folder(self, address: str, name: str) -> list[bytes]: ...
    def refuse(self, address: str, code: int = 0, words: str = "", at: str = "rcpt") -> None: ...


def make_embedded(accounts: Mapping[str, str]) -> EmbeddedServer:
    """The embedded server with TLS, as the tests use it."""
    return EmbeddedServer(accounts, EmbeddedOptions(tls=CERTIFICATE))


def imap_settings(server: MailServer, address: str, security: Security = "none") -> ImapSettings:
    """How to reach the account."""
    port = server.imaps_port if security == "tls" else server.imap_port
    host = server.host if security == "none" else "localhost"
    password = server.accounts[address]
    return ImapSettings(host, port, security, address, password, ca_file=CA_FILE, timeout=10)


def smtp_settings(server: MailServer, security: Security = "none") -> SmtpSettings:
    """How to reach the relay."""
    port = server.smtps_port if security == "tls" else server.smtp_port
    host = server.host if security == "none" else "localhost"
    return SmtpSettings(host, port, security, ca_file=CA_FILE, timeout=10)


class SmtpThread:
    """aiosmtpd in a thread, for a server that has no SMTP of its own."""

    def __init__(self, accounts: Mapping[str, str], deliver: Callable[[str, bytes], Awaitable[None]]) -> None:
        self.passed: list[Passed] = []
        self.gate = Gate(accounts, deliver, self.passed.append, EmbeddedOptions())
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []

    def start(self) -> tuple[int, int]:
        """Starts; returns the plain (STARTTLS) and the TLS port."""
        self._thread.start()
        context = make_server_context(CERTIFICATE)
        return self._serve(self.gate.make_smtp(context), None), self._serve(self.gate.make_smtp(), context)

    def _serve(self, make: Callable[[], SMTP], context: ssl.SSLContext | None) -> int:
        coroutine = self._loop.create_server(make, "127.0.0.1", 0, ssl=context)
        server = asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)
        self._servers.append(server)
        return port_of(server)

    def stop(self) -> None:
        """Ends the thread and what is connected to it."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
