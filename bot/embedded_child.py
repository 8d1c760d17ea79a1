"""The process of the embedded mail server: pymap and aiosmtpd in one event loop. See embedded.py.

Messages go straight into pymap's mailboxes, so a delivery takes well under a millisecond and wakes IDLE.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import ssl
import sys
import threading
import warnings
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from bot.embedded import HOST, EmbeddedOptions, Passed, pack, unpack
from bot.gate import Gate


class PlainPasswords(Cleartext):
    """No hash, which per login is slow and helps nobody here; and any Unicode, which Cleartext can't compare."""

    def verify(self, secret: str, hash: str) -> bool:
        return secret == hash


class Inbox(MailboxData):
    """pymap waits in IDLE for the next change, even when one came since the client last looked."""

    async def update_selected(
        self, selected: SelectedMailbox, *, wait_on: Event | None = None
    ) -> SelectedMailbox:
        """As in pymap, without waiting when there is news."""
        news = selected.mod_sequence != self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if news else wait_on)


def make_mailboxes() -> MailboxSet:
    """An account's mailboxes: an empty inbox."""
    mailboxes = MailboxSet()
    mailboxes._inbox = Inbox(mailboxes._content_cache, mailboxes._thread_cache)
    return mailboxes


class Boxes:
    """The accounts' mailboxes, and pymap that shows them."""

    def __init__(self, accounts: Mapping[str, str], options: EmbeddedOptions) -> None:
        self.accounts = {address.lower(): password for address, password in accounts.items()}
        context = make_server_context(options.tls)
        self._config = Config(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=HOST,
            port=0,
            demo_data=False,
            demo_user="",
            demo_password="",
            tls_enabled=context is not None,
            ssl_context=context or ssl.create_default_context(ssl.Purpose.CLIENT_AUTH),
            hash_context=PlainPasswords(),
        )
        self._config.apply_context()
        self._login = Login(self._config)
        for address, password in self.accounts.items():
            self._login.users_dict[address] = UserMetadata(self._config, address, password=password)
            self._config.set_cache[address] = (make_mailboxes(), FilterSet())

    async def serve(self, context: ssl.SSLContext | None = None) -> int:
        """Listens on a free port, which it returns; with `context` by TLS from the start."""
        imap = IMAPServer(self._login, self._config)
        greet = ProxyProtocolReader(self._config.proxy_protocol)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            """What pymap does, in a task that the connection holds: pymap's own may be garbage collected, and
            the connection with it (seen on Python 3.13)."""
            info = SocketInfo.get(writer, await greet.read(reader), unique_id=uuid4().bytes)
            await imap(reader, writer, info)

        server = await asyncio.start_server(serve, HOST, 0, ssl=context, limit=2**20)
        return port_of(server)

    async def deliver(self, address: str, raw: bytes) -> None:
        """Raises KeyError for no account."""
        inbox = await self._mailbox(address, "INBOX")
        await inbox.append(AppendMessage(raw, datetime.now(UTC), frozenset()), recent=True)

    async def folder(self, address: str, name: str) -> list[bytes]:
        """Raises KeyError for no account; a folder that isn't there is empty."""
        mailboxes = self._mailboxes(address)
        try:
            mailbox = await mailboxes.get_mailbox(name)
        except KeyError:
            return []
        return [bytes(message._content or b"") async for message in mailbox.messages()]

    def _mailboxes(self, address: str) -> MailboxSet:
        return self._config.set_cache[address.lower()][0]

    async def _mailbox(self, address: str, name: str) -> MailboxData:
        return await self._mailboxes(address).get_mailbox(name)


def make_server_context(tls: tuple[str, str] | None) -> ssl.SSLContext | None:
    """The server's side of TLS, or None."""
    if tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    return context


def port_of(server: asyncio.Server) -> int:
    """The port that a server was given."""
    return int(server.sockets[0].getsockname()[1])


class Child:
    """Reads commands, answers each with one line; tells of messages that pass with lines of its own."""

    def __init__(self) -> None:
        self.boxes: Boxes
        self.gate: Gate

    async def start(self, accounts: Mapping[str, str], options: EmbeddedOptions) -> dict[str, int]:
        """Listens; returns the ports."""
        self.boxes = Boxes(accounts, options)
        self.gate = Gate(self.boxes.accounts, self.boxes.deliver, _tell, options)
        context = make_server_context(options.tls)
        return {
            "imap": await self.boxes.serve(),
            "imaps": await self.boxes.serve(context) if context else 0,
            "smtp": await self._serve_smtp(self.gate.make_smtp(context), None),
            "smtps": await self._serve_smtp(self.gate.make_smtp(None), context) if context else 0,
        }

    async def _serve_smtp(self, make: Any, context: ssl.SSLContext | None) -> int:
        loop = asyncio.get_running_loop()
        return port_of(await loop.create_server(make, HOST, 0, ssl=context))

    async def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        """Does the command. What fails is answered, not raised: the parent raises it."""
        try:
            return await self._obey(command)
        except KeyError as error:
            return {"unknown": str(error.args[0])}
        except Exception as error:  # shown by the parent, which knows who asked
            return {"error": f"{type(error).__name__}: {error}"}

    async def _obey(self, command: dict[str, Any]) -> dict[str, Any]:
        match command:
            case {"accounts": accounts, "options": options}:
                tls = tuple(options.pop("tls") or ()) or None
                return dict(await self.start(accounts, EmbeddedOptions(tls=tls, **options)))
            case {"command": "deliver", "address": address, "raw": raw}:
                await self.boxes.deliver(address, unpack(raw))
            case {"command": "folder", "address": address, "name": name}:
                return {"raws": [pack(raw) for raw in await self.boxes.folder(address, name)]}
            case {"command": "refuse", **refusal}:
                self.gate.refuse(**refusal)
        return {}


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _tell(passed: Passed) -> None:
    told = {name: getattr(passed, name) for name in ("sender", "recipients", "login")}
    _say({"passed": told | {"raw": pack(passed.raw), "at": passed.at.isoformat()}})


def _read_commands(loop: asyncio.AbstractEventLoop, child: Child) -> None:
    """In a thread. The end of the input is the end of the process, at once: pymap's own shutdown waits for
    clients that never leave (seen on Python 3.12)."""
    for line in sys.stdin:
        command = json.loads(line)
        _say(asyncio.run_coroutine_threadsafe(child.answer(command), loop).result())
    os._exit(0)


async def _run() -> None:
    child = Child()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_read_commands, args=(loop, child), daemon=True).start()
    await asyncio.Event().wait()


def main() -> None:
    """Runs until the standard input ends."""
    os.environ["FQDN"] = "localhost"  # pymap's greeting; looking the name up can take seconds
    warnings.simplefilter(
        "ignore"
    )  # aiosmtpd warns of login without TLS, at every connection; this is loopback
    logging.disable()  # every client that leaves without a word is a traceback in pymap and aiosmtpd
    asyncio.run(_run())
