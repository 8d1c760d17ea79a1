"""Raw messages before a person: held/<digest>.eml with its reasons in .json beside it, settled ones in held/archive.

What was dropped or released stays in the archive, with what was decided and when; only who is to be forgotten goes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.edges import disk
from bot.errors import TitipError

FOLDER, ARCHIVE = "held", "archive"
ID_LENGTH = 8  # hex digits by which a person names one
TICK = 2 * 10**9  # ns: as coarse as a file system tells the time of a change
HEADER_ONLY = "too-big"  # the verdict where the header alone was fetched


class UnknownHeld(TitipError):
    """No held message has this mark, or several have."""


@dataclass(frozen=True, slots=True)
class Held:
    """A held message. `at` is ISO 8601 (UTC), `verdict` and `why` say what the bot made of it."""

    digest: str
    at: str
    verdict: str
    why: str
    raw: bytes

    @property
    def id(self) -> str:
        return self.digest[:ID_LENGTH]


def list_held(root: Path) -> tuple[Held, ...]:
    """All of them, the oldest first."""
    return tuple(sorted(_read_all(root / FOLDER), key=lambda one: (one.at, one.digest)))


def _read_all(folder: Path) -> Iterator[Held]:
    for path in folder.glob("*.eml"):
        if (held := _read(path)) is not None:
            yield held


def _read(path: Path) -> Held | None:
    """None for one that is gone. A reason that can't be read hides no message."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    facts = _facts(path.with_suffix(".json"))
    at, verdict, why = (str(facts.get(key, "")) for key in ("at", "verdict", "why"))
    return Held(path.stem, at, verdict, why, raw)


def _facts(path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def find_held(root: Path, mark: str) -> Held:
    """The one whose digest begins so. Raises UnknownHeld."""
    begins = mark.strip().lower()
    paths = [path for path in (root / FOLDER).glob("*.eml") if begins and path.name.startswith(begins)]
    found = [one for one in map(_read, paths) if one is not None]
    if len(found) != 1:
        raise UnknownHeld(
            f"“{mark}” menyebut {len(found)} surel yang ditahan"
            if found
            else f"tidak ada surel ditahan “{mark}”"
        )
    return found[0]


@dataclass
class HeldCount:
    """How many wait for a person; counted anew when the folder has changed."""

    folder: Path
    _stamp: tuple[int, int] = (0, 0)
    _count: int = 0

    def now(self) -> int:
        """As of now."""
        try:
            status = self.folder.stat()
        except FileNotFoundError:
            return 0
        stamp = status.st_ino, status.st_mtime_ns
        if stamp != self._stamp or time.time_ns() - status.st_mtime_ns < TICK:
            self._stamp, self._count = stamp, sum(name.endswith(".eml") for name in os.listdir(self.folder))
        return self._count


def list_archived(root: Path) -> tuple[Held, ...]:
    """What was settled, in no order."""
    return tuple(_read_all(root / FOLDER / ARCHIVE))


def erase_archived(root: Path, digest: str) -> None:
    """For good: a person is to be forgotten."""
    for suffix in (".eml", ".json"):
        (root / FOLDER / ARCHIVE / f"{digest}{suffix}").unlink(missing_ok=True)


def archive_held(root: Path, digest: str, facts: Mapping[str, str]) -> None:
    """It is settled, as `facts` tell: to the archive. Said twice it is done once."""
    folder, archive = root / FOLDER, root / FOLDER / ARCHIVE
    mail, reason = folder / f"{digest}.eml", folder / f"{digest}.json"
    disk.make_folder(archive)
    if mail.exists():
        told = json.dumps({**_facts(reason), **facts}).encode("ascii")
        disk.write_file(archive / reason.name, told)
        mail.replace(archive / mail.name)
        disk.sync_folder(archive)
    reason.unlink(missing_ok=True)
    disk.sync_folder(folder)
