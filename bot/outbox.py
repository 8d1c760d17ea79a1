"""Letters due go out: each acceptance is noted at once, each refusal is told, nothing is dropped in silence.

A letter goes twice only when we die between the server's 250 and our note of it; then under the same Message-ID.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.edges.disk import describe_illness
from bot.edges.fate import Fate
from bot.edges.refs import UnknownCase
from bot.edges.sent_log import Acceptance, SentLog
from bot.edges.settings import SmtpSettings
from bot.edges.store import Damaged, Store
from bot.errors import AdminError, Unreachable, describe_fault
from bot.kit import Kit
from bot.model import Case, Decision, LetterOut

# SMTP and whoever writes notices are loaded with the first letter that is due: most passes have none
if TYPE_CHECKING:
    from bot.applying import Applier
    from bot.edges.relay import Relay

log = logging.getLogger("titip")
MINUTE = timedelta(minutes=1)
SET_ASIDE = 30 * MINUTE
GROUP = 50  # cases whose letters are recorded together
WAITS = (MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 4 * 60 * MINUTE)
GIVE_UP_AFTER = 26  # 1 + 5 + 15 + 60 minutes, then every 4 hours: close to four days (RFC 5321 4.5.4.1)


def backoff(attempts: int) -> timedelta | None:
    """How long to wait after that many failed attempts (from 1); None: give up, aloud."""
    if attempts >= GIVE_UP_AFTER:
        return None
    return WAITS[min(attempts, len(WAITS)) - 1]


@dataclass
class Outbox:
    kit: Kit
    store: Store
    settings: SmtpSettings
    clock: Callable[[], datetime]
    sent: Callable[[Case, LetterOut], None] = lambda case, letter: None  # for whoever watches
    is_stopping: Callable[[], bool] = lambda: False  # what is due then waits for the next start
    last_accepted: datetime | None = None  # when the server last took a letter
    trouble: str = ""  # why the server could not be reached, the last time that it was tried
    _quiet_until: datetime | None = None
    _hour: deque[float] = field(default_factory=deque)  # Unix times of the attempts of the last hour
    _unrecorded: dict[tuple[str, int], tuple[Fate, ...]] = field(
        default_factory=dict
    )  # sent, and not in the case's own record on disk
    _recorded: list[tuple[str, int]] = field(default_factory=list)  # in the group under way
    _set_aside: dict[str, datetime] = field(
        default_factory=dict
    )  # cases whose letters failed here, until when

    def __post_init__(self) -> None:
        self._log = SentLog(self.store.root)
        for one in self._log.load():
            if self._is_news(one):
                fates = tuple(Fate(name, "accepted", "250") for name in one.recipients)
                self._unrecorded[one.ref, one.number] = fates

    def _is_news(self, accepted: Acceptance) -> bool:
        """Whether the case does not say so yet; it may not be there, after a restore."""
        try:
            letters = self.store.load(accepted.ref).letters
        except UnknownCase:
            return False
        except Damaged:
            return True  # its letters wait until it is restored
        waiting = {name for one in letters if one.number == accepted.number for name in one.waiting}
        return not waiting.isdisjoint(accepted.recipients)

    def send_due(self) -> int:
        """Sends every letter that is due, over one connection; returns how many attempts were made.

        A server that can't be reached is no attempt: it is left in peace for a while, and nothing is lost."""
        now = self.clock()
        if self._quiet_until is not None and now < self._quiet_until:
            return 0
        if not self.store.letters_due(now) or self._is_braked():
            return 0
        import asyncio

        self.trouble = ""
        try:
            self.store.probe()  # what could not be recorded would go again, and again
            return asyncio.run(self._send_all())
        except OSError as error:
            if not (illness := describe_illness(error)):
                raise
            self._leave_in_peace(f"surat tidak dikirim karena tidak dapat dicatat: {illness}")
            return 0

    def _leave_in_peace(self, trouble: str) -> None:
        pause = timedelta(seconds=self.kit.config.smtp.retry_seconds)
        self._quiet_until, self.trouble = self.clock() + pause, trouble
        log.warning("%s; surat yang tertunda dicoba lagi nanti", trouble)

    def find_unsent(self) -> tuple[str, ...]:
        """The cases with letters that are due and not in the hands of the server."""
        return self.store.letters_due(self.clock())

    async def _send_all(self) -> int:
        from bot.edges.relay import Relay

        tried, more = 0, True
        async with Relay(self.settings) as relay:
            while more and (refs := self._refs_due()):
                count, more = await self._send_group(relay, refs[:GROUP])
                tried += count
        return tried

    async def _send_group(self, relay: Relay, refs: Sequence[str]) -> tuple[int, bool]:
        """How many attempts were made, and whether to go on. The letters are recorded together; or, when that fails
        though the disk is well, one by one: what was accepted is known by then, and goes to the server no more."""
        try:
            with self._recording(self.store.group()):
                return await self._send_refs(relay, refs)
        except OSError as error:
            if describe_illness(error):
                raise
            log.warning("surat dicatat satu per satu: %s", describe_fault(error))
        with self._recording(nullcontext()):
            return await self._send_refs(relay, refs)

    async def _send_refs(self, relay: Relay, refs: Sequence[str]) -> tuple[int, bool]:
        tried = 0
        for ref in refs:
            try:
                tried += await self._send_case_safely(relay, ref)
            except Unreachable as error:
                self._leave_in_peace(str(error))
                return tried, False
            if self._is_braked() or self.is_stopping():
                return tried, False
        return tried, True

    @contextmanager
    def _recording(self, written: AbstractContextManager[None]) -> Iterator[None]:
        """The cases of these letters are on disk when `written` ends; until then the log has what was accepted."""
        self._recorded.clear()  # of a group that could not be written
        with written:
            yield
        for key in self._recorded:
            self._unrecorded.pop(key, None)
        if not self._unrecorded:
            self._log.clear()

    def _refs_due(self) -> list[str]:
        """The cases with letters due, but for those that failed here a short while ago."""
        now = self.clock()
        return [ref for ref in self.store.letters_due(now) if self._set_aside.get(ref, now) <= now]

    async def _send_case_safely(self, relay: Relay, ref: str) -> int:
        """One case that can't be read or written holds up no other; it is tried again later."""
        try:
            tried = await self._send_case(relay, ref)
        except Unreachable:
            raise
        except Damaged as error:
            log.error("%s; surat pada berkas ini menunggu sampai berkasnya dipulihkan", error)
            tried = 0
        except Exception as error:  # the boundary, as for messages
            if describe_illness(error):
                raise
            log.exception("%s: surat tidak dapat dikirim; dicoba lagi nanti", ref)
            tried = 0
        if tried == 0:  # nothing was there to send, or nothing could be: never in a circle
            self._set_aside[ref] = self.clock() + SET_ASIDE
        return tried

    def _is_braked(self) -> bool:
        """More letters in an hour than the rules allow is a fault somewhere: the rest waits, and the log says so."""
        now = self.clock()
        while self._hour and self._hour[0] < (now - 60 * MINUTE).timestamp():
            self._hour.popleft()
        if len(self._hour) < self.kit.rules.common.limits.letters_per_hour:
            return False
        log.error("batas surat per jam tercapai; sisanya menunggu")
        self._quiet_until = now + MINUTE
        return True

    async def _send_case(self, relay: Relay, ref: str) -> int:
        """Its letters that are due, and one save for their fate; also when the server goes away in between."""
        case = saved = self.store.load(ref)
        tried: list[LetterOut] = []
        unsaved: list[tuple[str, int]] = []
        try:
            for letter in _list_due(case, self.clock()):
                known = self._find_known(ref, letter) or await self._attempt_and_note(relay, ref, letter)
                case, after = _with_fates(case, letter, known, self.clock())
                tried.append(after)
                unsaved.append((ref, letter.number))
                self._hour.append(self.clock().timestamp())
                if refused := after.refused[len(letter.refused) :]:
                    saved = case  # the save that tells of it has all of it
                    case = saved = self._tell(case, after, refused)
                    self._recorded += unsaved
                    unsaved.clear()
        finally:
            if case is not saved:
                case = self.store.save(case, case.version)
                self._recorded += unsaved
        for after in tried:
            if after.state != "due":
                self.sent(case, after)
        return len(tried)

    def _find_known(self, ref: str, letter: LetterOut) -> tuple[Fate, ...]:
        """What the server said already: a disk that can't record it does not make us send it again."""
        known = self._unrecorded.get((ref, letter.number), ())
        return tuple(fate for fate in known if fate.recipient in letter.waiting)

    async def _attempt_and_note(self, relay: Relay, ref: str, letter: LetterOut) -> tuple[Fate, ...]:
        """What the server said; on disk, as far as it took the letter, before the next letter goes."""
        fates = self._unrecorded[ref, letter.number] = await self._attempt(relay, ref, letter)
        if accepted := [fate.recipient for fate in fates if fate.state == "accepted"]:
            self.last_accepted = self.clock()
            self._log.note(ref, letter.number, accepted)
        return fates

    async def _attempt(self, relay: Relay, ref: str, letter: LetterOut) -> tuple[Fate, ...]:
        """What the server said; a letter whose file a hand took away can't go, and the staff hears of it."""
        try:
            raw = self.store.read_letter(ref, letter.file)
        except FileNotFoundError:
            words = f"berkas suratnya ({letter.file}) hilang dari folder data"
            return tuple(Fate(one, "permanent", words) for one in letter.waiting)
        fates = await relay.send(raw, self.settings.envelope_from, letter.waiting)
        return tuple(fates.values())

    def _tell(self, case: Case, letter: LetterOut, refused: tuple[tuple[str, str], ...]) -> Case:
        """One save for the fate and for the letter that tells the staff of a refusal: we may die between two."""
        now = self.clock()
        return self._save(case, self._decide_refusals(case, letter, refused, now), now)

    def _save(self, case: Case, told: Decision, now: datetime) -> Case:
        try:
            if told.effects:
                self._applier(now).apply_time(case, told)
                return self.store.load(case.ref)
        except AdminError as error:  # a broken template must not make a letter go again
            log.error("%s: petugas tidak dapat diberi tahu: %s", case.ref, error)
        return self.store.save(told.case or case, case.version)

    def _applier(self, now: datetime) -> Applier:
        from bot.applying import Applier

        return Applier(self.kit, self.store, now)

    def _decide_refusals(
        self, case: Case, letter: LetterOut, refused: tuple[tuple[str, str], ...], now: datetime
    ) -> Decision:
        """Nobody is written to because a notice was refused: that would go round for ever."""
        general, applier = self.kit.rules.common.general, self._applier(now)
        decision = Decision(case, "sent")
        for recipient, words in refused:
            log.warning("%s: surat %s ditolak server penerima", case.ref, letter.number)
            if letter.letter not in (general.bounced, general.held):
                further = applier.decide_refusal(case, letter.message_id, recipient, words)
                case = further.case or case
                decision = replace(further, effects=(*decision.effects, *further.effects))
        return decision


def _with_fates(
    case: Case, letter: LetterOut, fates: tuple[Fate, ...], now: datetime
) -> tuple[Case, LetterOut]:
    """The case with what became of that letter, and the letter."""
    after = record_fates(letter, fates, now)
    letters = tuple(after if one.number == after.number else one for one in case.letters)
    return replace(case, letters=letters), after


def _list_due(case: Case, now: datetime) -> Iterator[LetterOut]:
    return (
        one
        for one in case.letters
        if one.state == "due" and (one.next_attempt is None or one.next_attempt <= now)
    )


def record_fates(letter: LetterOut, fates: tuple[Fate, ...], now: datetime) -> LetterOut:
    """The letter after an attempt: who has it, who refused it for good, who is tried again and when."""
    accepted = {fate.recipient for fate in fates if fate.state == "accepted"}
    refused = tuple((fate.recipient, fate.words) for fate in fates if fate.state == "permanent")
    gone = accepted | {recipient for recipient, _ in refused}
    waiting = tuple(one for one in letter.waiting if one not in gone)
    after = replace(
        letter, waiting=waiting, refused=(*letter.refused, *refused), attempts=letter.attempts + 1,
        sent=now if accepted else letter.sent,
    )  # fmt: skip
    if not waiting:
        everyone = {letter.to.email, *(one.email for one in letter.cc)}
        all_refused = everyone <= {recipient for recipient, _ in after.refused}
        return replace(after, state="given-up" if all_refused else "sent", next_attempt=None)
    pause = backoff(after.attempts)
    if pause is None:
        words = next((fate.words for fate in fates if fate.state == "transient"), "tidak ada jawaban")
        given_up = tuple((one, f"menyerah setelah {after.attempts} kali: {words}") for one in waiting)
        return replace(
            after, state="given-up", waiting=(), refused=(*after.refused, *given_up), next_attempt=None
        )
    return replace(after, next_attempt=now + pause)
