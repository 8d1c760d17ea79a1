"""The people of the script do their parts: each waits until his letter lies in his mailbox, then answers it."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from time import monotonic

from imapclient.exceptions import IMAPClientError

from bot.deciding.calendar import Calendar
from bot.demo.actors import fetch_letter, send_mail
from bot.demo.chronicle import Chronicle, Mail
from bot.demo.clock import find_next_round, find_offered_time
from bot.demo.mailers import Draft, write_mail
from bot.demo.paper import render_request_letter
from bot.demo.people import SERVICE, Person, find_person
from bot.demo.script import LETTER_NAMES, NEXT_ROUND, OFFERED, Scene
from bot.demo.stage import ZONE, Stage
from bot.demo.timeline import Timeline
from bot.rules import Rules
from bot.writing.dates import render_moment

SCENE_SECONDS = 15.0  # for what a scene waits for
PAUSE_SECONDS = 0.9  # before a person writes, when somebody watches
OFFERED_AFTER_DAYS = 2
TIME_PATTERN = "EEEE, d MMMM y 'pukul' HH.mm 'WIB'"


class SceneFailed(Exception):
    """The play can't go on; the text says what was waited for, in Indonesian."""


class Player:
    """Plays the script on a stage, by the time of the office."""

    def __init__(self, stage: Stage, chronicle: Chronicle, line: Timeline, rules: Rules) -> None:
        self._stage = stage
        self._chronicle = chronicle
        self._line = line
        self._rules = rules
        self._calendar: Calendar = stage.bot.runner.kit.calendar
        self._ref = ""
        self._offered = stage.clock()

    def play_all(self, scenes: tuple[Scene, ...]) -> float:
        """The seconds it took. Raises SceneFailed."""
        began = monotonic()
        for number, scene in enumerate(scenes, 1):
            self._chronicle.scene = number
            self._line.scene(number, scene.title)
            try:
                self._play(scene)
            except (OSError, smtplib.SMTPException, IMAPClientError) as error:
                raise SceneFailed(f"server surat tidak menjawab: {error}") from error
        self._line.doing("", "")
        return monotonic() - began

    def _play(self, scene: Scene) -> None:
        """Read, write, and see what came of it."""
        last = len(self._chronicle.mails)
        self._move_clock(scene)
        if not scene.who:
            for person, letter in scene.brings:
                self._await_letter(find_person(person), letter, last)
            return
        answered = self._read(scene) if scene.answers else None
        self._line.doing(scene.who, "sedang menulis …")
        if self._line.lively:
            self._chronicle.wait_until(lambda: False, PAUSE_SECONDS)
        send_mail(self._stage.account(scene.who), self._write(scene, answered))
        self._line.doing(SERVICE, "sedang membaca …")
        self._wait(lambda: self._find_taken(last) is not None, "bot mengambil surel itu")
        taken = self._find_taken(last)
        assert taken is not None
        self._ref = taken.ref or self._ref
        self._check(scene, taken)
        for person, letter in scene.brings:
            self._await_letter(find_person(person), letter, taken.number)

    def _check(self, scene: Scene, taken: Mail) -> None:
        """Raises SceneFailed."""
        if (taken.process, taken.after) != (scene.process, scene.step):
            wanted, found = self._title(scene.process, scene.step), self._title(taken.process, taken.after)
            raise SceneFailed(
                f"berkas seharusnya di langkah “{wanted}”, ternyata “{found}” ({taken.verdict})"
            )
        if len(taken.closed) != scene.closes:
            raise SceneFailed(f"berkas yang ditutup seharusnya {scene.closes}, ternyata {len(taken.closed)}")

    def _move_clock(self, scene: Scene) -> None:
        """Hours or days go by; the days until the next month's round the bot sleeps through."""
        clock, inventory = self._stage.clock, self._rules.inventory
        before = clock()
        if scene.moves == OFFERED:
            clock.move_to(self._offered)
        elif scene.moves == NEXT_ROUND and inventory is not None:
            self._line.doing(SERVICE, "menunggu awal bulan …")
            self._stage.wake_at(find_next_round(inventory, self._calendar, before))
        elif scene.hours:
            clock.move_to(self._calendar.next_open(before + timedelta(hours=scene.hours)))
        if clock().astimezone(ZONE).date() != before.astimezone(ZONE).date():
            self._line.moved(clock())

    def _read(self, scene: Scene) -> EmailMessage:
        """The letter he answers, from his mailbox."""
        person = find_person(scene.who)
        mail = self._await_letter(person, scene.answers, 0)
        letter = fetch_letter(self._stage.account(person.id), mail.message_id)
        if letter is None:
            raise SceneFailed(f"surat {mail.message_id} tidak ada di kotak surat {person.address}")
        return letter

    def _write(self, scene: Scene, answered: EmailMessage | None) -> EmailMessage:
        now = self._stage.clock().astimezone(self._calendar.zone)
        words = {"ref": self._ref}
        if "{waktu}" in scene.text:
            words["waktu"] = self._render_offer(now)
        writer = find_person(scene.who)
        draft = Draft(
            writer=writer,
            shown=find_person(scene.pretends or scene.who),
            to=find_person(SERVICE),
            text=scene.text.format_map(words),
            subject=scene.subject.format_map(words),
            at=now,
            answers=answered,
            attachment=(LETTER_NAMES[scene.process], render_request_letter(now, scene.process))
            if scene.attaches
            else None,
        )
        return write_mail(draft, scene.program or writer.program)

    def _render_offer(self, now: datetime) -> str:
        """A working day soon, at nine."""
        self._offered = find_offered_time(self._calendar, now, OFFERED_AFTER_DAYS)
        return render_moment(self._offered, TIME_PATTERN, self._calendar.zone.key)

    def _await_letter(self, person: Person, letter: str, after: int) -> Mail:
        subject = self._rules.letter(letter).subject
        self._wait(
            lambda: self._chronicle.find_letter(person.address, letter, after) is not None,
            f"surat “{subject}” sampai kepada {person.short}",
        )
        mail = self._chronicle.find_letter(person.address, letter, after)
        assert mail is not None
        return mail

    def _wait(self, is_true: Callable[[], bool], what: str) -> None:
        if not self._chronicle.wait_until(is_true, SCENE_SECONDS):
            raise SceneFailed(f"sampai {SCENE_SECONDS:.0f} detik ditunggu, belum terjadi: {what}")

    def _find_taken(self, last: int) -> Mail | None:
        """The mail of this scene's person, once the bot has taken it."""
        service = find_person(SERVICE).address
        mails = self._chronicle.mails[last:]
        return next((mail for mail in mails if service in mail.recipients and mail.verdict), None)

    def _title(self, process: str, step: str) -> str:
        return self._rules.procedure(process).step(step).title if step else "tidak ada berkas"
