"""A connection to an IMAP account: TLS, login, folders. What is done with mail is in mailbox.py.

Law: TLS is verified and never given up for plain text; every wait on the socket has an end; every error
leaves as Unreachable (or AdminError), in one sentence that names the server.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from bot.edges.failures import describe, plain_words
from bot.edges.settings import ImapSettings, check_security, make_tls_context
from bot.errors import Unreachable


class Refused(Unreachable):  # the connection stands, the server said NO or BAD to this command
    """The server refuses one command."""


class ImapConnection:
    """Comes and goes. A context manager; or connect() and close()."""

    def __init__(self, settings: ImapSettings) -> None:
        self.settings = settings
        self.uidvalidity = 0  # of the inbox, since connect
        self._client: Any = None
        self._folders: dict[str, str] = {}  # as configured → as the server calls it
        self._hidden: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def connect(self) -> None:
        """Connects, logs in, makes the folders for done and held, selects the inbox. A connection that is
        there is closed first. Raises Unreachable; AdminError for plain text to another machine."""
        settings = self.settings
        check_security("imap", settings.host, settings.security)
        context = None if settings.security == "none" else make_tls_context("imap", settings.ca_file)
        self.close()
        try:
            with self._reaching("menyambung"):
                self._client = _open(settings, context)
                # a SEARCH goes out in two pieces, of which the second waits for an answer to the first: 40 ms each
                self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._login(context)
            with self._reaching("menyiapkan folder"):
                self._folders = {name: self._make_folder(name) for name in (settings.done, settings.held)}
                answer = self._client.select_folder(settings.inbox)
        except BaseException:
            self._drop()
            raise
        self.uidvalidity = int(answer.get(b"UIDVALIDITY", 0))

    def close(self) -> None:
        """Logs out and closes; never raises."""
        client, self._client = self._client, None
        if client is None:
            return
        with contextlib.suppress(Exception):
            client.logout()
        with contextlib.suppress(Exception):
            client.shutdown()

    @property
    def connected(self) -> bool:
        """False before connect, after close, and when the connection was lost."""
        return self._client is not None

    def hide_capabilities(self, *names: str) -> None:
        """Does as if the server had not these: for servers that say they can and can't."""
        self._hidden = frozenset(name.upper() for name in names)

    def can(self, capability: str) -> bool:
        """Whether the server says it can do this (IDLE, MOVE, UIDPLUS …)."""
        if capability.upper() in self._hidden:
            return False
        with self._reaching("menanyakan kemampuan server"):
            return bool(self._connected().has_capability(capability))

    def _login(self, context: ssl.SSLContext | None) -> None:
        settings = self.settings
        if settings.security == "starttls":
            try:
                self._client.starttls(context)
            except CapabilityError as error:
                text = "tidak menyediakan STARTTLS, dan bot tidak pernah beralih ke sambungan tanpa enkripsi"
                raise Unreachable(f"{self.server} {text}") from error
        if settings.password.isascii() and settings.user.isascii():
            self._client.login(settings.user, settings.password)
        else:  # LOGIN is for ASCII (RFC 3501 9); SASL PLAIN carries UTF-8 (RFC 4616)
            self._client.plain_login(settings.user, settings.password)

    def _make_folder(self, name: str) -> str:
        """Makes and subscribes the folder when it is missing; returns the server's name for it."""
        own = self._server_name(name)
        if not self._client.folder_exists(own):
            try:
                self._client.create_folder(own)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                if not self._client.folder_exists(own):
                    raise
            with contextlib.suppress(IMAPClientError):
                self._client.subscribe_folder(own)
        return own

    def _server_name(self, name: str) -> str:
        """'/' becomes the server's separator, and its prefix for personal folders (RFC 2342) comes first."""
        prefix, separator = "", "/"
        if listed := self._client.list_folders("", ""):
            separator = _text(listed[0][1]) or separator
        if self._client.has_capability("NAMESPACE") and (personal := self._client.namespace().personal):
            prefix = _text(personal[0][0])
        own = name.replace("/", separator)
        return own if own.startswith(prefix) else prefix + own

    def _connected(self) -> Any:
        """The client. imapclient has no types: Any ends here."""
        if self._client is None:
            raise Unreachable(f"{self.server} belum tersambung")
        return self._client

    @property
    def server(self) -> str:
        """How sentences call it."""
        return f"server IMAP {self.settings.host}:{self.settings.port}"

    @contextmanager
    def _reaching(self, what: str) -> Iterator[None]:
        """Errors end here. A lost connection is dropped, so that `connected` says so; a NO leaves it."""
        try:
            yield
        except LoginError as error:
            self._drop()
            words = plain_words(error)
            raise Unreachable(f"{self.server} menolak login {self.settings.user}: {words}") from error
        except (OSError, IMAPClientAbortError, EOFError, UnicodeError) as error:
            self._drop()
            raise Unreachable(f"{self.server} tidak dapat dihubungi ({what}): {describe(error)}") from error
        except IMAPClientError as error:
            raise Refused(f"{self.server} menolak {what}: {plain_words(error)}") from error

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.shutdown()


def _open(settings: ImapSettings, context: ssl.SSLContext | None) -> Any:
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=settings.security == "tls",
        ssl_context=context if settings.security == "tls" else None,
        timeout=settings.timeout,
    )
    client.normalise_times = False  # aware datetimes
    client._imap.debug = 0  # imapclient sets 5: every answer, attachments and all, twice as text for its log
    return client


def _text(value: object) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
