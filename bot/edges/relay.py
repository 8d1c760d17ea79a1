"""The relay: letters out by SMTP, and what became of each for each recipient.

Law: accepted is what the server said 2xx to after the whole letter; 5xx is permanent; anything else, unknown
things included, is transient. TLS is verified and never given up for plain text.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPHeloError, SMTPResponseException

from bot.edges.failures import describe, plain_words
from bot.edges.fate import Fate as Fate
from bot.edges.fate import State
from bot.edges.settings import SmtpSettings, check_security, make_tls_context
from bot.errors import Unreachable

LOGIN_CODES = {530, 534, 535, 538}  # RFC 4954 6: the login is what is wrong, not the letter


Fates = dict[str, Fate]


class Relay:
    """One connection for many letters; an async context manager. It connects when the first letter goes, and
    anew after the connection was lost."""

    def __init__(self, settings: SmtpSettings) -> None:
        check_security("smtp", settings.host, settings.security)
        self.settings = settings
        self._client: SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def connect(self) -> None:
        """Connects and logs in unless that is done. Raises Unreachable."""
        if self._client is not None and self._client.is_connected:
            return
        client = self._make_client()
        try:
            await client.connect()
            await _greet(client)
        except SMTPAuthenticationError as error:
            client.close()
            words = plain_words(error)
            raise Unreachable(f"{self.server} menolak login {self.settings.user}: {words}") from error
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            words = describe(error.__cause__ if isinstance(error.__cause__, OSError) else error)
            raise Unreachable(f"{self.server} tidak dapat dihubungi: {words}") from error
        self._client = client

    async def close(self) -> None:
        """Says QUIT and closes; never raises."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(SMTPException, OSError, ValueError):
                await client.quit(timeout=5)
            client.close()

    async def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> Fates:
        """One letter (RFC 5322 with CRLF) to its recipients: the fate of each, by recipient.

        Raises Unreachable, and only then nothing was tried, when there is no connection to be had. A connection
        lost on the way is transient for all: after the end of the letter nobody knows whether it was taken, and
        a letter twice is better than none."""
        await self.connect()
        client = self._client
        assert client is not None
        wanted = tuple(dict.fromkeys(recipients))
        if refusal := _find_refusal(client, raw):
            return _all(wanted, "permanent", refusal)
        fates: Fates = {}
        try:
            fates = await self._transact(client, raw, sender, wanted)
        except _LoginWanted as error:
            await self.close()
            raise Unreachable(f"{self.server} meminta login: {error}") from error
        except (SMTPException, OSError, asyncio.IncompleteReadError, ValueError) as error:
            client.close()
            self._client = None
            fates = _all(wanted, "transient", describe(error))
        return fates

    async def _transact(self, client: SMTP, raw: bytes, sender: str, wanted: tuple[str, ...]) -> Fates:
        """MAIL, RCPT for each, DATA (RFC 5321 3.3). What is no answer of the server raises."""
        speakable, fates = _split_unspeakable(client, wanted)
        encoding = "utf-8" if _needs_utf8(sender, *speakable) else "ascii"
        if not speakable:
            return fates
        try:
            await client.mail(sender, options=_mail_options(client, raw, encoding), encoding=encoding)
        except SMTPResponseException as error:
            await self._reset(client)
            return fates | {name: _fate_by_sender(name, error) for name in speakable}
        willing, refused = await _offer(client, speakable, encoding)
        fates |= refused
        if not willing:
            await self._reset(client)
            return fates
        try:
            answer = await client.data(raw)
        except SMTPResponseException as error:
            await self._reset(client)
            return fates | {name: _fate(name, error) for name in willing}
        return fates | _all(willing, "accepted", f"{answer.code} {answer.message}")

    async def _reset(self, client: SMTP) -> None:
        """RSET, so that the next letter starts clean; a connection that won't is closed."""
        try:
            await client.rset()
        except (SMTPException, OSError):
            client.close()
            self._client = None

    def _make_client(self) -> SMTP:
        settings = self.settings
        plain = settings.security == "none"
        return SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user or None,
            password=settings.password or None,
            timeout=settings.timeout,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=None if plain else make_tls_context("smtp", settings.ca_file),
        )

    @property
    def server(self) -> str:
        """How sentences call it."""
        return f"server SMTP {self.settings.host}:{self.settings.port}"


async def _greet(client: SMTP) -> None:
    """EHLO, or HELO for a server that has none (RFC 5321 3.2): only then it is known what the server can."""
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


async def _offer(client: SMTP, recipients: Sequence[str], encoding: str) -> tuple[tuple[str, ...], Fates]:
    """RCPT for each: who is taken, and the fates of those who are not."""
    refused: Fates = {}
    for recipient in recipients:
        try:
            await client.rcpt(recipient, encoding=encoding)
        except SMTPResponseException as error:
            refused[recipient] = _fate(recipient, error)
            if error.code == 421:  # the server is closing (RFC 5321 3.8): no more questions
                raise
    return tuple(name for name in recipients if name not in refused), refused


class _LoginWanted(Exception):
    """The server's words."""


def _fate(recipient: str, error: SMTPResponseException) -> Fate:
    if error.code in LOGIN_CODES:
        raise _LoginWanted(f"{error.code} {plain_words(Exception(error.message))}")
    state: State = "permanent" if 500 <= error.code <= 599 else "transient"
    return Fate(recipient, state, f"{error.code} {plain_words(Exception(error.message))}")


def _fate_by_sender(recipient: str, error: SMTPResponseException) -> Fate:
    """A NO to MAIL is about us, and would be the same for every letter: each waits until the admin has mended it, and
    is given up after days, not at once. But for the size, which is the letter's own (552, RFC 1870 6.1)."""
    fate = _fate(recipient, error)
    if fate.state == "permanent" and error.code != 552:
        return Fate(recipient, "transient", f"pengirimnya ditolak: {fate.words}")
    return fate


def _all(recipients: Sequence[str], state: State, words: str) -> Fates:
    return {recipient: Fate(recipient, state, words) for recipient in recipients}


def _find_refusal(client: SMTP, raw: bytes) -> str:
    """The server's own limit (RFC 1870), said before the letter is sent in vain; '' when it fits."""
    limit = client.esmtp_extensions.get("size", "").strip()
    if limit.isdecimal() and 0 < int(limit) < len(raw):
        return f"suratnya {len(raw)} bita, server menerima paling banyak {limit}"
    return ""


def _needs_utf8(*addresses: str) -> bool:
    return not all(address.isascii() for address in addresses)


def _split_unspeakable(client: SMTP, recipients: Sequence[str]) -> tuple[tuple[str, ...], Fates]:
    """Who can be named in RCPT, and the fates of the others: an address beyond ASCII needs SMTPUTF8 (RFC
    6531), and one with blanks or control characters is none."""
    broken = tuple(name for name in recipients if "@" not in name or min(name) <= " " or "\x7f" in name)
    fates = _all(broken, "permanent", "bukan alamat surel")
    if not client.supports_extension("smtputf8"):
        foreign = tuple(name for name in recipients if _needs_utf8(name) and name not in broken)
        fates |= _all(foreign, "permanent", "server tidak mendukung SMTPUTF8 untuk alamat ini")
    return tuple(name for name in recipients if name not in fates), fates


def _mail_options(client: SMTP, raw: bytes, encoding: str) -> list[str]:
    options = [f"SIZE={len(raw)}"] if client.supports_extension("size") else []
    if not raw.isascii() and client.supports_extension("8bitmime"):
        options.append("BODY=8BITMIME")
    return options + (["SMTPUTF8"] if encoding == "utf-8" else [])
