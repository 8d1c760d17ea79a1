"""Whether all is well: facts of a bot at work against the limits of `[watch]`, told by a file and by the log.

The second path: nothing here needs the mail to work. The file is replaced whole (0600) after every pass and every
minute; an alarm is logged when it begins and when it ends, not at every pass.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.config_sections import WatchSection
from bot.edges import disk
from bot.edges.balance import DayBalance
from bot.edges.codec import CodecError, decode, encode
from bot.progress import Progress

log = logging.getLogger("titip")
FILE = "status.json"
BALANCE_DAYS = 7  # shown
ALARM_DAYS = 2  # of these the balance raises an alarm: today and yesterday
GIVEN_UP_DAYS = timedelta(days=14)
State = Literal["running", "once", "stopped"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is not well, since when; `text` in Indonesian, without addresses."""

    key: str
    since: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """The bot's own account of itself. `contact` is when the mail server last let us in or answered a session of
    ours; before the first time, when the bot was first started. `state`: "once" is `titip once`, from cron."""

    written: datetime
    state: State
    pid: int
    started: datetime
    contact: datetime
    last_login: datetime | None = None
    last_pass: datetime | None = None
    last_accepted: datetime | None = None  # by the SMTP server
    backlog: int = 0  # messages in the inbox
    letters_due: int = 0
    oldest_letter: datetime | None = None
    given_up: int = 0  # letters of the last 14 days
    held: int = 0
    damaged: tuple[str, ...] = ()  # references
    balance: tuple[DayBalance, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    progress: Progress | None = None  # of the pass under way


def find_alarms(status: Status, limits: WatchSection) -> Mapping[str, str]:
    """What is not well at the moment that the status was written: key → text."""
    return dict(_alarms(status, limits))


def _alarms(status: Status, limits: WatchSection) -> Iterator[tuple[str, str]]:
    silent = int((status.written - status.contact) / timedelta(minutes=1))
    if silent >= limits.login_minutes:
        yield "login", f"tidak ada login IMAP yang berhasil selama {silent} menit"
    if 0 < limits.backlog < status.backlog:
        yield "tumpukan", f"{status.backlog} surel menumpuk di kotak masuk"
    late = timedelta(minutes=limits.unsent_minutes)
    if status.oldest_letter is not None and status.written - status.oldest_letter >= late:
        yield (
            "surat",
            f"{status.letters_due} surat belum terkirim, yang tertua lebih dari {limits.unsent_minutes} menit",
        )
    if 0 < limits.given_up <= status.given_up:
        yield "gagal-kirim", f"{status.given_up} surat gagal dikirim dalam 14 hari terakhir"
    if 0 < limits.held < status.held:
        yield "ditahan", f"{status.held} surel ditahan menunggu petugas"
    if status.damaged:
        yield "rusak", f"{len(status.damaged)} berkas rusak dan dilewati: {', '.join(status.damaged[:5])}"
    if limits.balance:
        for day in status.balance[:ALARM_DAYS]:
            if not day.adds_up:
                missing = day.came - day.done - day.held - day.waiting
                yield (
                    f"neraca-{day.day}",
                    f"neraca surel {day.day} tidak cocok: {missing} surel tidak ditemukan",
                )


@dataclass
class Watch:
    """Keeps the status file of one data folder. `limits`: the section `[watch]`."""

    root: Path
    limits: WatchSection
    started: datetime
    last_login: datetime | None = None
    last_pass: datetime | None = None
    last_accepted: datetime | None = None
    contact: datetime | None = None
    _alarms: dict[str, Alarm] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What an earlier start knew still holds: a bot that restarts for ever must not look young."""
        before = load_status(self.root)
        self.contact = before.contact if before else self.started
        if before:
            self.last_login, self.last_pass = before.last_login, before.last_pass
            self.last_accepted = before.last_accepted
            self._alarms = {one.key: one for one in before.alarms}

    def note_login(self, now: datetime) -> None:
        """The mail server has let us in."""
        self.last_login = self.contact = now

    def note_pass(self, now: datetime) -> None:
        """A pass has gone through, in a session that the server still knows."""
        self.last_pass = self.contact = now

    def write(self, status: Status) -> Status:
        """Completes the status by what is remembered here, logs what has changed, and replaces the file. A disk that
        can't take it is logged, and stops no mail."""
        status = replace(
            status, started=self.started, contact=self.contact or self.started, last_login=self.last_login,
            last_pass=self.last_pass, last_accepted=status.last_accepted or self.last_accepted,
        )  # fmt: skip
        self._compare(find_alarms(status, self.limits), status.written)
        status = replace(status, alarms=tuple(self._alarms.values()))
        try:
            text = json.dumps(encode(status), indent=1)
            disk.make_folder(self.root)
            disk.write_file(self.root / FILE, text.encode("ascii"))
        except OSError as error:
            log.error("berkas status tidak dapat ditulis: %s", error.strerror)
        return status

    def _compare(self, found: Mapping[str, str], now: datetime) -> None:
        for key in [key for key in self._alarms if key not in found]:
            log.warning("alarm %s berakhir", key)
            del self._alarms[key]
        for key, text in found.items():
            if key not in self._alarms:
                log.error("alarm %s: %s", key, text)
            since = self._alarms[key].since if key in self._alarms else now
            self._alarms[key] = Alarm(key, since, text)


def make_status(now: datetime, state: State) -> Status:
    """An account without facts yet."""
    return Status(written=now, state=state, pid=os.getpid(), started=now, contact=now)


def load_status(root: Path) -> Status | None:
    """The status in the data folder; None when there is none that can be read."""
    try:
        return decode(Status, json.loads((root / FILE).read_bytes()))
    except (OSError, ValueError, CodecError):
        return None


def exit_status(status: Status | None, limits: WatchSection, now: datetime) -> int:
    """0 all is well, 1 an alarm, 2 no bot at work: never run, stopped, or silent for too long."""
    if status is None or status.state == "stopped":
        return 2
    if now - status.written >= timedelta(minutes=limits.stale_minutes):
        return 2
    return 1 if status.alarms else 0


def status_json(status: Status | None, code: int) -> dict[str, object]:
    """For machines: the file's content, and what it means."""
    told = {0: "well", 1: "alarm", 2: "no-bot"}[code]
    return {"exit": code, "verdict": told, **(encode(status) if status else {})}
