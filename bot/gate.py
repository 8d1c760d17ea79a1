"""The SMTP side of the demo's and the tests' mail server: takes, refuses on demand, delivers to accounts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.embedded import EmbeddedOptions, Passed

FROM = re.compile(rb"^From:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)


class Gate:
    """An aiosmtpd handler over `accounts`; `deliver` puts a message into an inbox, `tell` hears of each."""

    def __init__(
        self,
        accounts: Mapping[str, str],
        deliver: Callable[[str, bytes], Awaitable[None]],
        tell: Callable[[Passed], None],
        options: EmbeddedOptions,
    ) -> None:
        self._accounts = accounts
        self._deliver = deliver
        self._tell = tell
        self._options = options
        self._refusals: dict[str, tuple[str, str]] = {}
        self.connections = 0

    def refuse(self, address: str, code: int, words: str, at: str) -> None:
        """See EmbeddedServer.refuse."""
        self._refusals.pop(address.lower(), None)
        if at:
            self._refusals[address.lower()] = (at, f"{code} {words}")

    def make_smtp(self, starttls: Any = None) -> Callable[[], SMTP]:
        """What asyncio's create_server wants; `starttls` is the server's TLS context or None."""

        def make() -> SMTP:
            return SMTP(
                self,
                hostname="localhost",
                ident="titip embedded",
                data_size_limit=self._options.size_limit,
                enable_SMTPUTF8=True,
                tls_context=starttls,
                auth_required=self._options.auth,
                auth_require_tls=False,
                authenticator=self._authenticate,
                command_call_limit=100_000,
            )

        return make

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any
    ) -> AuthResult:
        if isinstance(given, LoginPassword):
            user, password = given.login.decode(), given.password.decode()
            if self._accounts.get(user.lower()) == password:
                return AuthResult(success=True, auth_data=user.lower())
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """aiosmtpd's hook."""
        at, words = self._refusals.get(address.lower(), ("", ""))
        if at == "mail":
            return words
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """aiosmtpd's hook. Accounts only: nothing leaves this machine."""
        at, words = self._refusals.get(address.lower(), ("", ""))
        if at == "rcpt":
            return words
        if address.lower() not in self._accounts:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook."""
        for recipient in envelope.rcpt_tos:
            at, words = self._refusals.get(recipient.lower(), ("", ""))
            if at == "data":
                return words
            if at == "drop":
                assert isinstance(server.transport, asyncio.Transport)
                server.transport.abort()
                return "451 dropped"
        passed = _make_passed(session, envelope)
        for recipient in passed.recipients:
            await self._deliver(recipient, self._trace(passed, recipient) + passed.raw)
        self._tell(passed)
        return "250 OK delivered"

    def _trace(self, passed: Passed, recipient: str) -> bytes:
        """The headers that a server puts on top (RFC 5321 4.4, RFC 8601)."""
        lines = [
            f"Return-Path: <{passed.sender}>",
            f"Delivered-To: {recipient}",
            f"Received: from localhost by localhost with ESMTP; {format_datetime(passed.at)}",
        ]
        if self._options.authserv:
            author = _find_author(passed.raw)
            verdict = "pass" if passed.login and passed.login == author else "fail"
            domain = author.rpartition("@")[2] or "invalid"
            lines.insert(
                2, f"Authentication-Results: {self._options.authserv}; dmarc={verdict} header.from={domain}"
            )
        return "".join(f"{line}\r\n" for line in lines).encode()


def _find_author(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0]
    found = FROM.search(head)
    return parseaddr(found[1].decode("utf-8", "replace"))[1].lower() if found else ""


def _make_passed(session: Session, envelope: Envelope) -> Passed:
    content = envelope.original_content or b""
    login = str(session.auth_data) if session.authenticated else ""
    recipients = tuple(recipient.lower() for recipient in envelope.rcpt_tos)
    return Passed(envelope.mail_from or "", recipients, content, datetime.now(UTC), login)
