"""A mail server for the demo and the tests: IMAP by pymap, SMTP by aiosmtpd, on loopback and free ports.

It runs in a process of its own (`python -m bot.embedded`), told what to do in JSON lines on its standard input; when
that ends, because stop() closed it or the parent died in whatever way, the server ends at once.
"""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from queue import Empty, Queue
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"
START_SECONDS = 30.0
ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Passed:
    """A message that SMTP took, as the sender sent it. `login` is who had logged in, or ''."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime
    login: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddedOptions:
    """`tls` is (certificate file, key file): then there are TLS ports too, and STARTTLS on the plain ones.
    `auth` asks everybody who sends to log in. With `authserv` each delivered message gets an
    Authentication-Results header of that server: pass when who logged in is who stands in From."""

    tls: tuple[str, str] | None = None
    auth: bool = False
    authserv: str = ""
    size_limit: int = 50 * 1024 * 1024


class EmbeddedServer:
    """The server as its parent sees it. A context manager; or start() and stop().

    `accounts` are addresses and their passwords. `on_message` is called, in a thread of its own, with every
    message that passes."""

    host = HOST

    def __init__(
        self,
        accounts: Mapping[str, str],
        options: EmbeddedOptions | None = None,
        on_message: Callable[[Passed], None] | None = None,
    ) -> None:
        self.accounts = dict(accounts)
        self.options = options or EmbeddedOptions()
        self.on_message = on_message
        self._passed: list[Passed] = []
        self.imap_port = self.smtp_port = 0
        self.imaps_port = self.smtps_port = 0  # 0 without `tls`
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: Queue[dict[str, Any]] = Queue()
        self._reader: threading.Thread | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts the process and waits until it listens. Raises RuntimeError when it does not."""
        command = [sys.executable, "-m", "bot.embedded"]
        # a session of its own: Ctrl-C in the terminal is for the parent, which then closes our input
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._child, self._answers = child, Queue()
        self._reader = threading.Thread(target=self._read_answers, args=(child, self._answers), daemon=True)
        self._reader.start()
        try:
            ports = self._ask(START_SECONDS, accounts=self.accounts, options=asdict(self.options))
        except RuntimeError:
            self.stop()
            raise
        self.imap_port, self.smtp_port = ports["imap"], ports["smtp"]
        self.imaps_port, self.smtps_port = ports["imaps"], ports["smtps"]

    def stop(self) -> None:
        """Ends the process; nothing is left running. May be said twice, and before start."""
        child, self._child = self._child, None
        if child is None:
            return
        assert child.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
        try:
            child.wait(timeout=3)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join(timeout=5)

    @property
    def passed(self) -> list[Passed]:
        """The messages that SMTP has taken until now, oldest first. (What the process says comes in order: its
        answer to a question stands behind every message that it took before.)"""
        if self._child is not None and threading.current_thread() is not self._reader:
            with contextlib.suppress(RuntimeError):
                self._ask(command="sync")
        return self._passed

    def deliver(self, address: str, raw: bytes) -> None:
        """Puts a message into the inbox of the address, without SMTP. Raises KeyError for no account."""
        self._ask(command="deliver", address=address, raw=pack(raw))

    def inbox(self, address: str) -> list[bytes]:
        """The messages in the inbox, oldest first."""
        return self.folder(address, "INBOX")

    def folder(self, address: str, name: str) -> list[bytes]:
        """The messages of a folder, oldest first; none when there is no such folder."""
        return [unpack(raw) for raw in self._ask(command="folder", address=address, name=name)["raws"]]

    def refuse(
        self, address: str, code: int = 0, words: str = "refused for a test", at: str = "rcpt"
    ) -> None:
        """From now on SMTP answers `code` to this recipient (`at` 'rcpt'), to this sender ('mail'), or to the letter
        ('data'), or drops the connection after the letter ('drop'). `at` '' ends it."""
        self._ask(command="refuse", address=address, code=code, words=words, at=at)

    def _ask(self, seconds: float = ANSWER_SECONDS, **command: Any) -> dict[str, Any]:
        with self._turn:
            child = self._child
            if child is None:
                raise RuntimeError("the mail server is not running")
            assert child.stdin is not None
            try:
                child.stdin.write(json.dumps(command).encode() + b"\n")
                child.stdin.flush()
                answer = self._answers.get(timeout=seconds)
            except BrokenPipeError:
                raise RuntimeError("the mail server has ended") from None
            except Empty:
                raise RuntimeError("the mail server does not answer") from None
        if missing := answer.get("unknown"):
            raise KeyError(missing)
        if error := answer.get("error"):
            raise RuntimeError(f"the mail server: {error}")
        return answer

    def _read_answers(self, child: subprocess.Popen[bytes], answers: Queue[dict[str, Any]]) -> None:
        assert child.stdout is not None
        with child.stdout:
            for line in child.stdout:
                answer = json.loads(line)
                if "passed" in answer:
                    self._note(answer["passed"])
                else:
                    answers.put(answer)
        answers.put({"error": "it has ended"})

    def _note(self, told: dict[str, Any]) -> None:
        told |= {"raw": unpack(told["raw"]), "recipients": tuple(told["recipients"])}
        passed = Passed(**told | {"at": datetime.fromisoformat(told["at"])})
        self._passed.append(passed)
        if self.on_message is not None:
            self.on_message(passed)


def pack(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def unpack(text: str) -> bytes:
    return base64.b64decode(text)


if __name__ == "__main__":
    from bot.embedded_child import main

    main()
