"""The embedded server itself: what it shows, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import os
import queue
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import pytest
from imapclient import IMAPClient

from bot.edges.relay import Relay
from bot.edges.settings import SmtpSettings
from bot.embedded import EmbeddedOptions, EmbeddedServer, Passed

BUDI, SITI = "budi@dinkes.example", "siti@dispora.example"
ACCOUNTS = {BUDI: "a", SITI: "b"}
RAW = b'From: "Budi, S.T."\r\n <budi@dinkes.example>\r\nSubject: halo\r\n\r\nisi\r\n'

PARENT = """
import signal, sys
from bot.embedded import EmbeddedServer
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started without
server = EmbeddedServer({"a@b.example": "x"})
server.start()
print(server._child.pid, server.imap_port, flush=True)
sys.stdin.read()
"""


def send(server: EmbeddedServer, user: str = "", password: str = "", sender: str = BUDI) -> None:
    async def one() -> None:
        settings = SmtpSettings(server.host, server.smtp_port, "none", user, password)
        async with Relay(settings) as relay:
            fates = await relay.send(RAW, sender, [SITI])
            assert fates[SITI].state == "accepted"

    asyncio.run(one())


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_a_message_that_passes_is_told_and_delivered() -> None:
    heard: queue.Queue[Passed] = queue.Queue()
    with EmbeddedServer(ACCOUNTS, on_message=heard.put) as server:
        send(server)
        passed = heard.get(timeout=10)
        assert (passed.sender, passed.recipients, passed.raw, passed.login) == (BUDI, (SITI,), RAW, "")
        assert server.passed == [passed]
        (got,) = server.inbox(SITI)
        assert got.startswith(b"Return-Path: <budi@dinkes.example>\r\n")
        assert got.endswith(RAW)
        assert b"Authentication-Results" not in got
        assert server.inbox(BUDI) == server.folder(SITI, "Tidak-Ada") == []


@pytest.mark.parametrize(
    ("user", "password", "verdict"), [(BUDI, "a", b"pass"), (SITI, "b", b"fail"), ("", "", b"fail")]
)
def test_authentication_results(user: str, password: str, verdict: bytes) -> None:
    with EmbeddedServer(ACCOUNTS, EmbeddedOptions(authserv="mx.example")) as server:
        send(server, user, password)
        (got,) = server.inbox(SITI)
    wanted = b"Authentication-Results: mx.example; dmarc=%s header.from=dinkes.example\r\n" % verdict
    assert wanted in got


def test_an_unknown_account_is_a_key_error() -> None:
    with EmbeddedServer(ACCOUNTS) as server:
        with pytest.raises(KeyError):
            server.deliver("x@x.example", RAW)
        server.deliver(BUDI, RAW)
        assert server.inbox(BUDI) == [RAW]


def test_nothing_is_left_after_stop_with_clients_connected() -> None:
    server = EmbeddedServer(ACCOUNTS)
    server.start()
    assert server._child is not None
    pid = server._child.pid
    client = IMAPClient(server.host, server.imap_port, ssl=False, timeout=10)
    client.login(BUDI, "a")
    client.select_folder("INBOX")
    client.idle()
    with socket.create_connection((server.host, server.smtp_port), timeout=10):
        server.stop()
        server.stop()
    assert not is_alive(pid)
    client.shutdown()
    with pytest.raises(RuntimeError, match="not running"):
        server.inbox(BUDI)
    server.start()
    assert server.inbox(BUDI) == []
    server.stop()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_the_parent_dies(how: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        pid, port = map(int, parent.stdout.readline().split())
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            assert is_alive(pid)
            parent.send_signal(how)
            parent.wait(10)
            with suppress(ConnectionResetError):
                while client.recv(1000):  # the greeting, then the end: the server's process is gone
                    pass
