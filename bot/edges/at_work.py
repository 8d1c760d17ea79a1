"""Which message is being taken, so that one that ends the whole process is known by it at the next start.

One small file, written for each message and not synced: it has to outlive the process, not the machine.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from bot.edges.disk import FILE_MODE

FILE = "sedang-dikerjakan"


class AtWork:
    """The file under `root`, kept open. A disk that does not take it stops nothing."""

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def find_killer(self) -> str:
        """The digest of the message during which the last process died; '' when it died elsewhere, or not at all."""
        try:
            return self.path.read_bytes()[:200].decode("ascii")
        except (OSError, UnicodeDecodeError):
            return ""

    @contextmanager
    def on(self, digest: str) -> Iterator[None]:
        """From here to the end of the block that message is being taken."""
        with suppress(OSError):
            os.pwrite(self._handle, digest.encode("ascii"), 0)
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)

    @cached_property
    def _handle(self) -> int:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        weakref.finalize(self, os.close, handle)
        return handle
