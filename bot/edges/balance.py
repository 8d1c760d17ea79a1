"""The daily balance of mail: came = done + held + waiting, message by message, one small file a day.

Law: a message counts as come from the first time the inbox listed it (UIDVALIDITY, UID), and as done or held only
by its line in the ledger. What is neither in the inbox nor in the ledger is lost, and the balance says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from bot.edges import disk
from bot.edges.ledger import Ledger

KEPT_DAYS = 40  # how far back a message may still be waiting
State = Literal["done", "held", "waiting", "lost"]
STATES: Mapping[str, Any] = {
    one: one for one in get_args(State)
}  # one string for each, not one for each message
OPEN: frozenset[State] = frozenset({"waiting", "lost"})  # looked at again at every pass


@dataclass(frozen=True, slots=True)
class DayBalance:
    """What came on one day (ISO, the office's zone) and where it is now. `lost` are "UIDVALIDITY:UID"."""

    day: str
    came: int
    done: int
    held: int
    waiting: int
    lost: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        return self.came == self.done + self.held + self.waiting


class Balance:
    """The balance under `root`/balance, of the last `KEPT_DAYS` days in memory."""

    def __init__(self, root: Path, ledger: Ledger, zone: str, now: datetime) -> None:
        self.folder = root / "balance"
        self._ledger = ledger
        self._zone = ZoneInfo(zone)
        self._days = {path.stem: _load(path) for path in self._recent(self._day(now))}
        self._open = {day: {key for key in mail if mail[key] in OPEN} for day, mail in self._days.items()}
        self._sums: dict[str, DayBalance] = {}  # of the days that have not changed since they were added up
        self._unsaved: set[str] = set()

    def note_listed(self, uidvalidity: int, uids: Iterable[int], now: datetime) -> None:
        """These lie in the inbox now. Those that were never listed before came today. On disk after `save`."""
        new = [key for uid in uids if not self._is_known(key := f"{uidvalidity}:{uid}")]
        if new:
            today = self._day(now).isoformat()
            self._days.setdefault(today, {}).update(dict.fromkeys(new, "waiting"))
            self._open.setdefault(today, set()).update(new)
            self._note_changed(today)

    def _note_changed(self, day: str) -> None:
        self._sums.pop(day, None)
        self._unsaved.add(day)

    def save(self) -> None:
        """Writes what was noted. Before a message leaves the inbox: until then it is listed, and noted, again."""
        while self._unsaved:
            self._save(next(iter(self._unsaved)))

    def _is_known(self, key: str) -> bool:
        return any(key in mail for mail in self._days.values())

    def settle(self, uidvalidity: int, listed: Collection[int]) -> None:
        """Where every message is whose place was open, after a pass; `listed` is what still lies in the inbox."""
        for day, still_open in self._open.items():
            mail = self._days[day]
            before = {key: mail[key] for key in still_open}
            for key in before:
                self._settle(mail, key, uidvalidity, listed)
            after = {key: mail[key] for key in before if key in mail}
            if after != before:
                self._open[day] = {key for key, state in after.items() if state in OPEN}
                self._note_changed(day)
        self.save()

    def _settle(self, mail: dict[str, State], key: str, uidvalidity: int, listed: Collection[int]) -> None:
        own, uid = (int(part) for part in key.split(":"))
        if line := self._ledger.find_uid(own, uid):
            mail[key] = "held" if line.verdict == "held" else "done"
        elif own != uidvalidity:
            del mail[key]  # the server numbered its mail anew: it has come again, under its new number
        else:
            mail[key] = "waiting" if uid in listed else "lost"

    def days(self, count: int, now: datetime) -> tuple[DayBalance, ...]:
        """The last `count` days with mail, today included, the latest first."""
        first = (self._day(now) - timedelta(days=count - 1)).isoformat()
        return tuple(
            self._sums.get(day) or self._sums.setdefault(day, _add_up(day, self._days[day]))
            for day in sorted(self._days, reverse=True)
            if day >= first
        )

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()

    def _recent(self, today: date) -> list[Path]:
        first = (today - timedelta(days=KEPT_DAYS)).isoformat()
        return [path for path in sorted(self.folder.glob("*.json")) if path.stem >= first]

    def _save(self, day: str) -> None:
        disk.make_folder(self.folder)
        sums = self._sums[day] = _add_up(day, self._days[day])
        told = {"came": sums.came, "done": sums.done, "held": sums.held, "waiting": sums.waiting}
        text = json.dumps({**told, "mail": self._days[day]}, separators=(",", ":"))
        disk.write_file(self.folder / f"{day}.json", text.encode("ascii"))
        self._unsaved.discard(day)


def _add_up(day: str, mail: dict[str, State]) -> DayBalance:
    counts = Counter(mail.values())
    lost = tuple(sorted(key for key, state in mail.items() if state == "lost"))
    return DayBalance(day, len(mail), counts["done"], counts["held"], counts["waiting"], lost)


def _load(path: Path) -> dict[str, State]:
    """A file that can't be read counts as empty: the balance is bookkeeping, and stops no mail."""
    try:
        mail = json.loads(path.read_bytes())["mail"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not isinstance(mail, dict):
        return {}
    return {key: STATES.get(state, state) for key, state in mail.items()}
