"""What became of every message, case or no case: one JSON line each, one file a day, only ever added to.

Law: a line is on disk (fsync) before the message leaves the inbox. Days are those of the office's zone.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.edges import disk
from bot.edges.codec import encode
from bot.edges.ledger_places import (
    LedgerLine,
    Places,
    content_key,
    digest_key,
    id_key,
    keys_of,
    parse_line,
    uid_key,
)

__all__ = ["KEPT_DAYS", "Ledger", "LedgerLine", "read_day"]

KEPT_DAYS = 8  # how far back the index in memory reaches; mail servers give up repeating after 5


class Ledger:
    """The ledger under `root`/ledger, with an index in memory of the last `KEPT_DAYS` days."""

    def __init__(self, root: Path, zone: str = "Asia/Jakarta") -> None:
        self.folder = root / "ledger"
        self.zone = ZoneInfo(zone)
        self.load()

    def load(self) -> None:
        """The recent lines are read anew when they are asked for: what was not written is forgotten for good."""
        self._held_back: list[LedgerLine] | None = None  # None: a line is written at once
        self._recent: dict[date, Places] | None = None
        self._older: list[str] = []  # the days before them, by name
        self._old: dict[str, Places] = {}  # of these, with the digests alone, as far as they were asked for
        self._waiting: dict[bytes, LedgerLine] = {}  # held back, by its keys

    def append(self, line: LedgerLine) -> None:
        """Adds the line durably to the file of its day; with the others at `write_held_back`, after `hold_back`."""
        if self._held_back is None:
            self._write([line])
            return
        self._held_back.append(line)
        for key in keys_of(line):
            self._waiting.setdefault(key, line)

    def hold_back(self) -> None:
        """From here on lines wait for `write_held_back`: the cases they speak of are not on disk yet."""
        self._held_back = self._held_back or []

    def write_held_back(self) -> None:
        """Adds the lines that wait, durably, and holds back no more. Raises OSError; then they are lost."""
        lines, self._held_back = self._held_back or [], None
        self._waiting.clear()
        self._write(lines)

    def _write(self, lines: Sequence[LedgerLine]) -> None:
        by_day: dict[date, list[tuple[LedgerLine, bytes]]] = {}
        for line in lines:
            text = json.dumps(
                encode(line), separators=(",", ":")
            )  # ASCII: any string of a mail fits, one line
            day = line.at.astimezone(self.zone).date()
            by_day.setdefault(day, []).append((line, text.encode("ascii")))
        for day, written in by_day.items():
            places = self._places(day)
            disk.make_folder(self.folder)
            block = b"\n".join(text for _, text in written)
            disk.append_line(places.path, block)
            offset = places.path.stat().st_size - len(block) - 1
            places.note(offset, [(line, len(text) + 1) for line, text in written])

    def _places(self, day: date) -> Places:
        """Those of that day, to be added to."""
        days = self._days
        if day not in days:
            days[day] = Places.read(self._file(day))
            self._recent = dict(sorted(days.items()))
        return days[day]

    @property
    def _days(self) -> dict[date, Places]:
        """The last days, oldest first, and those that were written to since."""
        if self._recent is None:
            self._recent = {day: Places.read(self._file(day)) for day in self._last_days(KEPT_DAYS)}
        return self._recent

    def _last_days(self, days: int, today: date | None = None) -> list[date]:
        """Oldest first; tomorrow too, for a clock that was set back."""
        last = today or datetime.now(self.zone).date()
        return [last + timedelta(days=shift) for shift in range(1 - days, 2)]

    def recent(self, days: int, today: date | None = None) -> Iterator[LedgerLine]:
        """The lines of the last `days` days, today included, oldest first. Torn or foreign lines are passed
        over. `today` is the day in the office's zone (default: the clock's)."""
        for day in self._last_days(days, today):
            yield from _read_lines(self._file(day))

    def find(self, digest: str = "", content_digest: str = "", message_id: str = "") -> LedgerLine | None:
        """The first of: same bytes, same content, same Message-ID. An empty argument finds nothing."""
        return (
            (self._first(digest_key(digest)) if digest else None)
            or (self._first(content_key(content_digest)) if content_digest else None)
            or (self._first(id_key(message_id)) if message_id else None)
        )

    def find_uid(self, uidvalidity: int, uid: int) -> LedgerLine | None:
        """The line of the message that had this place in the inbox."""
        return self._first(uid_key(uidvalidity, uid)) if uid else None

    def find_all(self, digest: str) -> Iterator[LedgerLine]:
        """Each line of that message that the index in memory reaches, the oldest first."""
        key = digest_key(digest)
        yield from (line for places in self._days.values() for line in places.find(key))
        yield from (line for line in self._held_back or () if digest and line.digest == digest)

    def find_old(self, digest: str, received: datetime) -> LedgerLine | None:
        """The line of a message so old that the index in memory does not reach it: what a mailbox restored from a
        backup brings back. Reads the older files since it was received, each once."""
        since = (received - timedelta(days=1)).astimezone(self.zone).date().isoformat()
        if not self._older:
            first = self._last_days(KEPT_DAYS)[0].isoformat()
            self._older = sorted(path.stem for path in self.folder.glob("*.jsonl") if path.stem < first)
        for day in self._older[bisect_left(self._older, since) :]:
            if day not in self._old:
                self._old[day] = Places.read(self.folder / f"{day}.jsonl", digests_only=True)
            if line := next(self._old[day].find(digest_key(digest)), None):
                return line
        return None

    def _first(self, key: bytes) -> LedgerLine | None:
        """The first line of a message is the one that tells; repeats don't hide it."""
        found = (line for places in self._days.values() for line in places.find(key))
        return next(found, None) or self._waiting.get(key)

    def _file(self, day: date) -> Path:
        return self.folder / f"{day.isoformat()}.jsonl"


def _read_lines(path: Path) -> Iterator[LedgerLine]:
    return (line for _, line in read_day(path) if line is not None)


def read_day(path: Path) -> Iterator[tuple[int, LedgerLine | None]]:
    """The lines of one day's file with their numbers from 1; None for one that is torn or foreign."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    for number, raw in enumerate(content.split(b"\n"), 1):
        if not raw:
            continue
        yield number, parse_line(raw)
