"""An SMTP server that takes every letter and keeps it in memory: for benches, in a thread."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


def find_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Taken:
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class Sink(Controller):
    """A context manager; `taken` are the letters in order."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        super().__init__(self, hostname=HOST, port=find_port(), ready_timeout=10, data_size_limit=2**26)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(Taken(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content))
        return "250 OK"

    def __enter__(self) -> Sink:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(no_assert=True)
