"""Which letters a server has accepted and whose case does not say so yet: one line each, durable at once.

The cases of many letters are then written together. What a crash leaves here is read at the next start, so no letter
goes again whose acceptance was noted; a line whose letter is on record in its case already says nothing new.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.edges import disk
from bot.edges.codec import CodecError, decode, encode

FILE = "terkirim.jsonl"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A letter, by its case and number, and who of its recipients the server took it for."""

    ref: str
    number: int
    recipients: tuple[str, ...]


class SentLog:
    """The file under `root`."""

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def note(self, ref: str, number: int, recipients: Sequence[str]) -> None:
        """Durable when this returns. Raises OSError."""
        line = encode(Acceptance(ref, number, tuple(recipients)))
        disk.append_line(self.path, json.dumps(line, separators=(",", ":")).encode("ascii"))

    def load(self) -> Iterator[Acceptance]:
        """What was noted, oldest first. A torn line is passed over: its letter goes again, as if we had died before
        it was noted."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        for raw in content.splitlines():
            try:
                yield decode(Acceptance, json.loads(raw))
            except (CodecError, ValueError):
                continue

    def clear(self) -> None:
        """Once the cases say it. Not synced: an old line does no harm. Raises OSError."""
        if self.path.exists():
            self.path.write_bytes(b"")
