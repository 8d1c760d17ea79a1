"""How often each message has failed, or ended the whole process: one that always does comes to a person at last, also
with a bot that is started anew for each pass.

Law one: one bad message never holds up the next.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

from bot.edges import disk
from bot.edges.at_work import AtWork
from bot.edges.case_file import serialise

log = logging.getLogger("titip")
FILE = "gagal.json"
KILLED = "mati "  # before a digest: how often the process ended while that message was taken
DEATHS = 8  # after which it is set aside; more than exceptions, as a process may end for other reasons


class Tries:
    """The file under `root`, by the message's digest. What writes it raises OSError."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._counts = Counter(_load(root / FILE))
        self._at_work = AtWork(root)
        self._killer_noted = False

    def total(self) -> int:
        """Failures of messages that still lie in the inbox."""
        return self._counts.total()

    def deaths(self, digest: str) -> int:
        """How often the process ended while that message was taken."""
        return self._counts[KILLED + digest]

    def taking(self, digest: str) -> AbstractContextManager[None]:
        """In this block that message is being taken: a process that ends in here is counted by the next one."""
        return self._at_work.on(digest)

    def fails_enough(self, key: str, most: int) -> bool:
        """One failure more; whether they are so many, and are counted anew from here."""
        self._counts[key] += 1
        enough = self._counts[key] >= most
        if enough:
            del self._counts[key]
        self._save()
        return enough

    def kills_enough(self, digest: str) -> bool:
        """Whether the process has ended so often with that message that it must not be taken once more."""
        self._note_killer()
        enough = self.deaths(digest) >= DEATHS
        if enough:
            self.forgive(digest)
        return enough

    def forgive(self, digest: str) -> None:
        """It was taken, or set aside: no end of the process is laid to it any more."""
        if self._counts.pop(KILLED + digest, None) is not None:
            self._save()

    def _note_killer(self) -> None:
        """Once, under the lock: the message during which the process before this one ended, with no exception that
        could be caught, is counted."""
        if self._killer_noted:
            return
        self._killer_noted = True
        if killer := self._at_work.find_killer():
            self._counts[KILLED + killer] += 1
            log.warning("bot terhenti saat mengerjakan pesan %s (%d kali)", killer[:12], self.deaths(killer))
            self._save()

    def _save(self) -> None:
        disk.write_file(self._root / FILE, serialise(self._counts))


def _load(path: Path) -> dict[str, int]:
    """Nothing when the file is not there or not to be read."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict):
            return {key: count for key, count in found.items() if type(count) is int}
    return {}
