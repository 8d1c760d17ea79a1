"""The text layers of a message's PDF and DOCX files, taken out by a process of its own that may hang, grow or die.

Law: nothing that stands in a file holds up the next message or reaches this process as anything but text. A pure
function can't limit seconds, so this stands at the edge: after a message is parsed, before it is understood.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from bot.model import Attachment, Layer, Message

CHILD = Path(__file__).with_name("layer_child.py")
FILES = 3  # of a message: a letter has an attachment or two, not twenty
_KINDS = (".pdf", ".docx")
_TYPES = frozenset(
    (
        "application/pdf",
        "application/x-pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
)
# all that the process needs of ours: a config may name any other variable as that of a password
_ENVIRONMENT = (
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "LANG",
    "SYSTEMROOT",
)
_STATES = get_args(Layer)
_PIECE = 64 * 1024  # octets taken from the process at once
_ESCAPED = 12  # octets of an answer for a character, at the most
_MOMENT = 0.5  # seconds in which a process that closed its line has ended


@dataclass(frozen=True, slots=True)
class LayerLimits:
    """Octets, pages and characters of a file; seconds and memory (MiB) for reading it."""

    octets: int = 15 * 1024 * 1024
    pages: int = 10
    characters: int = 40_000
    seconds: float = 10.0
    megabytes: int = 512


class Layers:
    """The reading process: started for the first file, kept between messages, replaced when it hangs or dies. To be
    asked by one thread at a time; `close` may be said at any time, and twice."""

    def __init__(self, limits: LayerLimits | None = None) -> None:
        self.limits = limits or LayerLimits()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None  # to the process, with a time limit for each exchange
        self._end = _nothing

    def read(self, message: Message) -> Message:
        """The message with the text of its first files; the same one, at no cost, where it has none."""
        wanted = [at for at, one in enumerate(message.attachments) if _has_layer(one)][:FILES]
        if not wanted:
            return message
        files = list(message.attachments)
        for at in wanted:
            files[at] = self._read_file(files[at])
        return replace(message, attachments=tuple(files))

    def close(self) -> None:
        self._end()
        self._child, self._line, self._end = None, None, _nothing

    def _read_file(self, file: Attachment) -> Attachment:
        if file.size > self.limits.octets:
            return replace(file, layer="terlalu-besar")
        state, text = self._ask(file.content)
        return replace(file, layer=state, text=text)

    def _ask(self, content: bytes) -> tuple[Layer, str]:
        """Its state and text. A process that dies of it, or died before, is replaced and asked once more; but not
        when it found no room for it."""
        end = time.monotonic() + self.limits.seconds
        for _ in range(2):
            left = end - time.monotonic()
            if left <= 0:
                break
            with contextlib.suppress(OSError, ValueError):
                return self._exchange(content, left)
            if time.monotonic() < end and self._found_no_room():
                self.close()
                return "terlalu-besar", ""
            self.close()
        return ("terlalu-lama" if time.monotonic() >= end else "rusak"), ""

    def _found_no_room(self) -> bool:
        """Whether the process ended itself, as the library does when it may have no more memory."""
        if self._child is None:
            return False
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._child.wait(_MOMENT) == -signal.SIGABRT
        return False

    def _exchange(self, content: bytes, seconds: float) -> tuple[Layer, str]:
        """Raises OSError or ValueError when no whole answer comes in time."""
        line, end = self._running(), time.monotonic() + seconds
        limits = self.limits
        job = {
            "size": len(content), "pages": limits.pages, "characters": limits.characters,
            "seconds": limits.seconds, "megabytes": limits.megabytes,
        }  # fmt: skip
        line.settimeout(seconds)
        line.sendall(json.dumps(job).encode("ascii") + b"\n")
        line.sendall(content)
        said = bytearray()
        while not said.endswith(b"\n"):
            line.settimeout(max(end - time.monotonic(), 0.001))
            piece = line.recv(_PIECE)
            if not piece or len(said) > _ESCAPED * limits.characters + _PIECE:
                raise ValueError("no answer")
            said += piece
        answer: dict[str, Any] = json.loads(said)
        if answer["state"] not in _STATES:
            raise ValueError(answer["state"])
        return answer["state"], str(answer["text"])

    def _running(self) -> socket.socket:
        """The line to the process. Raises OSError where none can be started."""
        if self._line is not None and self._child is not None and self._child.poll() is None:
            return self._line
        self.close()
        line, other = socket.socketpair()
        with other:
            child = subprocess.Popen(
                [sys.executable, "-P", str(CHILD)],
                stdin=other.fileno(),
                stdout=other.fileno(),
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # Ctrl-C in the terminal is for us
            )
        self._child, self._line = child, line
        self._end = weakref.finalize(self, _stop, child, line)
        return line


def _nothing() -> None:
    """There is no process to end."""


def _stop(child: subprocess.Popen[bytes], line: socket.socket) -> None:
    """Nothing is left running."""
    child.kill()
    line.close()
    child.wait()


def _has_layer(file: Attachment) -> bool:
    return file.name.lower().endswith(_KINDS) or file.content_type.lower() in _TYPES
