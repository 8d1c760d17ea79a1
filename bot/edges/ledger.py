"""What became of every message, case or no case: one JSON line each, one file a day, only ever added to.

Law: a line is on disk (fsync) before the message leaves the inbox. Days are those of the office's zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.edges import disk
from bot.edges.codec import CodecError, decode, encode

KEPT_DAYS = 8  # how far back the index in memory reaches; mail servers give up repeating after 5


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message and its fate. `digest`, `content_digest` as in Message; `uid` 0 when it came by no mailbox;
    `verdict` is the decision's or the guard's, `case` its reference or ''."""

    at: datetime
    digest: str
    content_digest: str = ""
    message_id: str = ""
    uid: int = 0
    uidvalidity: int = 0
    verdict: str = ""
    kind: str = ""
    case: str = ""
    rule: str = ""
    why: str = ""
    seal: str = ""  # the last link of the case's journal when the line was written


class Ledger:
    """The ledger under `root`/ledger, with an index in memory of the last `KEPT_DAYS` days."""

    def __init__(self, root: Path, zone: str = "Asia/Jakarta") -> None:
        self.folder = root / "ledger"
        self.zone = ZoneInfo(zone)
        self._held_back: list[LedgerLine] | None = None  # None: a line is written at once
        self.load()

    def load(self) -> None:
        """Reads the recent lines anew: what was not written is forgotten."""
        self._by_digest: dict[str, LedgerLine] = {}
        self._by_content: dict[str, LedgerLine] = {}
        self._by_message_id: dict[str, LedgerLine] = {}
        self._by_uid: dict[tuple[int, int], LedgerLine] = {}
        self._old: dict[str, LedgerLine] | None = None  # None: not asked for yet
        for line in self.recent(KEPT_DAYS):
            self._note(line)

    def append(self, line: LedgerLine) -> None:
        """Adds the line durably to the file of its day; with the others at `write_held_back`, after `hold_back`."""
        if self._held_back is None:
            self._write([line])
        else:
            self._held_back.append(line)
        self._note(line)

    def hold_back(self) -> None:
        """From here on lines wait for `write_held_back`: the cases they speak of are not on disk yet."""
        self._held_back = self._held_back or []

    def write_held_back(self) -> None:
        """Adds the lines that wait, durably, and holds back no more. Raises OSError; then they are lost."""
        lines, self._held_back = self._held_back or [], None
        self._write(lines)

    def _write(self, lines: Sequence[LedgerLine]) -> None:
        by_day: dict[date, list[bytes]] = {}
        for line in lines:
            text = json.dumps(
                encode(line), separators=(",", ":")
            )  # ASCII: any string of a mail fits, one line
            by_day.setdefault(line.at.astimezone(self.zone).date(), []).append(text.encode("ascii"))
        for day, texts in by_day.items():
            disk.make_folder(self.folder)
            disk.append_line(self._file(day), b"\n".join(texts))

    def recent(self, days: int, today: date | None = None) -> Iterator[LedgerLine]:
        """The lines of the last `days` days, today included, oldest first. Torn or foreign lines are passed
        over. `today` is the day in the office's zone (default: the clock's)."""
        last = today or datetime.now(self.zone).date()
        for back in range(days - 1, -1, -1):
            yield from _read_lines(self._file(last - timedelta(days=back)))
        yield from _read_lines(self._file(last + timedelta(days=1)))  # a clock that was set back

    def find(self, digest: str = "", content_digest: str = "", message_id: str = "") -> LedgerLine | None:
        """The first of: same bytes, same content, same Message-ID. An empty argument finds nothing."""
        return (
            self._by_digest.get(digest)
            or self._by_content.get(content_digest)
            or self._by_message_id.get(message_id)
        )

    def find_old(self, digest: str) -> LedgerLine | None:
        """The line of a message so old that the index in memory does not reach it: what a mailbox restored from a
        backup brings back. Reads the older files, once."""
        if self._old is None:
            first = datetime.now(self.zone).date() - timedelta(days=KEPT_DAYS - 1)
            days = (path for path in sorted(self.folder.glob("*.jsonl")) if path.stem < first.isoformat())
            self._old = {line.digest: line for path in days for line in _read_lines(path)}
        return self._old.get(digest)

    def find_uid(self, uidvalidity: int, uid: int) -> LedgerLine | None:
        """The line of the message that had this place in the inbox."""
        return self._by_uid.get((uidvalidity, uid))

    def _file(self, day: date) -> Path:
        return self.folder / f"{day.isoformat()}.jsonl"

    def _note(self, line: LedgerLine) -> None:
        """The first line of a message is the one that tells; repeats don't hide it."""
        keys: Iterable[tuple[dict[str, LedgerLine], str]] = (
            (self._by_digest, line.digest),
            (self._by_content, line.content_digest),
            (self._by_message_id, line.message_id),
        )
        for index, key in keys:
            if key:
                index.setdefault(key, line)
        if line.uid:
            self._by_uid.setdefault((line.uidvalidity, line.uid), line)


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
        try:
            yield number, decode(LedgerLine, json.loads(raw))
        except (CodecError, ValueError):
            yield number, None
