"""The stage: the embedded mail server, and the real bot with its real scheduler against it, in one folder.

Nothing is left running when it is closed, in whatever way; the folder stays.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from bot.app import Bot, opened
from bot.config import Config
from bot.demo.actors import Account
from bot.demo.chronicle import Closed, Known, Sent
from bot.demo.clock import MovedClock
from bot.demo.people import DIVISION, HEAD, OPERATOR, PEOPLE, SECTION, SERVICE, TECHNICIAN, find_person
from bot.edges.mailbox import Mailbox
from bot.embedded import EmbeddedOptions, EmbeddedServer, Passed
from bot.model import Case, Fetched, LetterOut
from bot.taken import Taken, log_taken

CONFIG, LOG, DATA = "config.toml", "titip.log", "data"
ZONE = ZoneInfo("Asia/Jakarta")
AUTHSERV = "surel.peragaan.example"
NOISY = ("apscheduler", "imapclient")
STOP_SECONDS = 1.0  # for the bot to end what it is at; then its server goes away under it
Told = SimpleQueue[Passed | Known | Sent]


class LaterMailbox(Mailbox):
    """What the mail server noted as arrived by the real clock arrived by the clock of the play."""

    clock: MovedClock

    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """As any mailbox does."""
        for fetched in super().fetch(uids):
            yield replace(fetched, received=fetched.received + self.clock.added)


@dataclass(frozen=True)
class Ports:
    imap: int
    smtp: int


class Stage:
    """A context manager; `told` receives what happens."""

    def __init__(self, folder: Path, told: Told, office: Config | None = None) -> None:
        """`office`: whose rules and templates are played, if not the shipped ones."""
        self.folder = folder
        self._office = office
        self.config = folder / CONFIG
        self.passwords = {one.address: secrets.token_urlsafe(9) for one in PEOPLE}
        self.server = EmbeddedServer(
            self.passwords, EmbeddedOptions(auth=True, authserv=AUTHSERV), self._tell_passed
        )
        self.clock = MovedClock()
        self.bot: Bot
        self._told = told
        self._exit = ExitStack()
        self._at_work = ExitStack()  # the bot only: it may go home, the server stays
        self._open_refs: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    def account(self, person: str) -> Account:
        """Of a person, by id."""
        found = find_person(person)
        ports = self.server.imap_port, self.server.smtp_port
        return Account(found, self.passwords[found.address], self.server.host, *ports)

    def _open(self) -> None:
        self._exit.enter_context(_log_to(self.folder / LOG))
        self._exit.callback(self.server.stop)
        self.server.start()
        ports = Ports(self.server.imap_port, self.server.smtp_port)
        self.config.write_text(render_config(ports, self.passwords, self._office), "utf-8")
        self.config.chmod(0o600)
        self._exit.callback(self._go_home, True)
        self._go_to_work()

    def wake_at(self, moment: datetime) -> None:
        """The bot is switched off, and on again when the clock shows that moment (aware): its jobs begin by
        looking for what is due."""
        self._go_home(False)
        self.clock.move_to(moment)
        self._go_to_work()

    def _go_to_work(self) -> None:
        self.bot = self._at_work.enter_context(opened(self.config, self.clock))
        mailbox = LaterMailbox(self.bot.mailbox.settings)
        mailbox.clock = self.clock
        self.bot.mailbox = mailbox
        self.bot.runner.told = self._tell_taken
        self.bot.outbox.sent = self._tell_sent
        self._open_refs = self._find_open()
        self._thread = threading.Thread(target=self.bot.run, name="bot")
        self._thread.start()

    def _go_home(self, for_good: bool) -> None:
        """The bot comes to its own end, or, for good, loses its server: both end it."""
        if hasattr(self, "_thread"):
            self.bot.stop.set()
            self._thread.join(STOP_SECONDS if for_good else None)
            if for_good:
                self.server.stop()
                self._thread.join()
        self._at_work.close()

    def _find_open(self) -> frozenset[str]:
        return frozenset(one.ref for one in self.bot.runner.store.open_cases())

    def _find_closed(self) -> tuple[Closed, ...]:
        """The cases closed since this was asked last, the newest procedure's first."""
        before, self._open_refs = self._open_refs, self._find_open()
        cases = [self.bot.runner.store.load(ref) for ref in sorted(before - self._open_refs)]
        return tuple(
            Closed(case.ref, str(case.fields.get("rak") or ""), str(case.fields.get("unit") or ""))
            for case in cases
        )

    def _tell_passed(self, passed: Passed) -> None:
        self._told.put(replace(passed, at=passed.at + self.clock.added))

    def _tell_taken(self, fetched: Fetched, taken: Taken) -> None:
        log_taken(fetched, taken)
        case = self.bot.runner.store.load(taken.case) if taken.case else None
        process, step = (case.process, case.step) if case is not None else ("", "")
        known = Known(fetched.raw or b"", taken.case, process, step, taken.verdict, taken.held, taken.moved)
        self._told.put(replace(known, closed=self._find_closed()))

    def _tell_sent(self, case: Case, letter: LetterOut) -> None:
        self._told.put(Sent(letter.message_id, letter.letter, case.ref))


class _log_to:  # noqa: N801 - reads as a verb: with _log_to(path)
    """The logs of this process go to a file while this lasts, and nowhere else."""

    def __init__(self, path: Path) -> None:
        self._handler = logging.FileHandler(path, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def __enter__(self) -> None:
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self._handler)
        root.setLevel(logging.INFO)
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.WARNING)

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level)
        self._handler.close()


def _render_own(office: Config | None) -> str:
    """Where the office's own rules and templates lie."""
    if office is None:
        return ""
    folders = {"rules": office.rules_folder, "templates": office.templates_folder}
    return "".join(f"{key} = {json.dumps(str(path.resolve()))}\n" for key, path in folders.items())


def render_config(ports: Ports, passwords: Mapping[str, str], office: Config | None = None) -> str:
    """The office's config file, as an admin would write it. (A JSON string is a TOML string as well.)"""
    service, operator = find_person(SERVICE), find_person(OPERATOR)
    login = f'host = "{EmbeddedServer.host}"\nsecurity = "none"\nuser = "{service.address}"\n'
    login += f"password = {json.dumps(passwords[service.address])}\ntimeout = 5.0\n"
    parts = [
        "# Konfigurasi peragaan (titip demo). Kata sandinya hanya berlaku selama peragaan itu berjalan.",
        f'[data]\nfolder = "{DATA}"\n{_render_own(office)}',
        f"[imap]\n{login}port = {ports.imap}\npoll_seconds = 1\nidle = true\n",
        f"[smtp]\n{login}port = {ports.smtp}\nretry_seconds = 1\n",
        "[office]\n"
        f'mailbox = "{service.name} <{service.address}>"\n'
        'name = "Dinas Komunikasi dan Informatika Kabupaten Trenggalek"\n'
        'place = "Trenggalek"\n'
        'room = "Ruang server Dinas Komunikasi dan Informatika"\n'
        'letterhead = ["PEMERINTAH KABUPATEN TRENGGALEK", "DINAS KOMUNIKASI DAN INFORMATIKA"]\n'
        f'operator = "{operator.name} <{operator.address}>"\n'
        f'authserv_id = "{AUTHSERV}"\n',
    ]
    for role in (HEAD, DIVISION, SECTION, TECHNICIAN):
        person = find_person(role)
        parts.append(f'[roles.{role}]\naddresses = ["{person.name} <{person.address}>"]\n')
    return "\n".join(parts)
