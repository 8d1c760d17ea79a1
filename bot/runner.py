"""One pass over the inbox: gather, decide, apply, for one message after the other, oldest first.

Law one: a message leaves the inbox only after what it caused is on disk; what can't be read goes, raw, to a
person; one bad message never holds up the next. Law two: what was seen before changes nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.applying import Applier
from bot.deciding.decide import decide, open_case
from bot.deciding.duty import hand_over
from bot.deciding.places import Floor, make_floor
from bot.deciding.remind import find_waiting_since, remind
from bot.edges.store import Store
from bot.errors import AdminError, ParseError
from bot.gather import Gathered, Gatherer
from bot.kit import Kit
from bot.model import NO_CASE_PREFIX, Case, Decision, Fetched, Message, Office, Send
from bot.queueing import Queueing
from bot.reading.bounce import read_bounce
from bot.reading.parse import parse_message
from bot.returning import Returning
from bot.taken import Taken, digest_of, make_line

log = logging.getLogger("titip")
BATCH = 25  # messages between two rounds of letters and filing


class Inbox(Protocol):
    """What a pass needs of a mailbox."""

    def fetch_new(self) -> tuple[int, ...]: ...
    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]: ...
    def file(self, uids: Sequence[int], folder: str) -> None: ...


@dataclass
class Runner:
    kit: Kit
    store: Store
    clock: Callable[[], datetime]
    told: Callable[[Fetched, Taken], None] = lambda fetched, taken: None  # for whoever watches
    failures: Counter[str] = field(default_factory=Counter)

    # ---- the pass ---------------------------------------------------------------------------------------

    def run_pass(
        self,
        inbox: Inbox,
        send_due: Callable[[], object] = lambda: None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> list[Taken]:
        """Everything in the inbox, oldest first, until `is_stopping`. Raises Unreachable when the server goes
        away in between: what was taken by then is on disk, and the next pass goes on."""
        taken: list[Taken] = []
        for uids in _batches(inbox.fetch_new(), BATCH):
            if is_stopping():
                break
            taken.extend(self._run_batch(inbox, uids, send_due))
        self.run_queues()
        return taken

    def run_queues(self) -> int:
        """The waiting list moves in the pass that freed a place; how many cases changed."""
        return Queueing(self.kit, self.store, self.clock()).run()

    def _run_batch(self, inbox: Inbox, uids: tuple[int, ...], send_due: Callable[[], object]) -> list[Taken]:
        results = {fetched.uid: self.take_safely(fetched) for fetched in inbox.fetch(uids)}
        send_due()
        taken = {uid: result for uid, result in results.items() if result is not None}
        folders = self.kit.config.imap
        for folder, held in ((folders.done, False), (folders.held, True)):
            if filed := [uid for uid, result in taken.items() if result.held is held]:
                inbox.file(filed, folder)
        return list(taken.values())

    def take_safely(self, fetched: Fetched) -> Taken | None:
        """None: it stays in the inbox and is tried again at the next pass, some times, then set aside."""
        try:
            taken = self.take(fetched, self.clock())
        except OSError:
            raise  # a full or read-only disk is no fault of the message
        except Exception as error:  # the boundary: one bad message never holds up the next
            log.exception("pesan uid=%s gagal dikerjakan", fetched.uid)
            return self._set_aside_later(fetched, error)
        self.told(fetched, taken)
        return taken

    def _set_aside_later(self, fetched: Fetched, error: Exception) -> Taken | None:
        digest = digest_of(fetched)
        self.failures[digest] += 1
        if self.failures[digest] < self.kit.rules.common.limits.attempts_before_held:
            return None
        return self._hold_raw(
            fetched, "gagal", f"gagal dikerjakan: {type(error).__name__}: {error}", self.clock()
        )

    # ---- one message ------------------------------------------------------------------------------------

    def take(self, fetched: Fetched, now: datetime) -> Taken:
        """Gather, decide, apply. Everything that follows from the message is on disk when this returns."""
        if fetched.raw is None:
            return self._hold_raw(
                fetched, "too-big", f"terlalu besar untuk diambil ({fetched.size} bita)", now
            )
        if seen := self.store.find_by_message(digest=digest_of(fetched)):
            return Taken("seen", held=seen.verdict == "held", case=seen.ref)
        try:
            message = parse_message(fetched.raw, fetched.received)
        except ParseError as error:
            return self._hold_raw(fetched, "unreadable", f"tidak terbaca: {error}", now)
        if twin := self._find_twin(message):
            return self._take_twin(fetched, message, twin, now)
        office = self.kit.office(now)
        gathered = Gatherer(self.kit, self.store, office, now).gather(message)
        decision = self._decide(fetched, gathered, now)
        return Applier(self.kit, self.store, now).apply(fetched, gathered, decision)

    def _decide(self, fetched: Fetched, gathered: Gathered, now: datetime) -> Decision:
        rules = self.kit.rules
        if gathered.verdict.kind == "bounce" and fetched.raw is not None:
            bounce = read_bounce(fetched.raw, gathered.message)
            return Applier(self.kit, self.store, now).decide_bounce(bounce)
        if gathered.verdict.action == "discard":
            case = gathered.case
            return (
                decide(case, gathered.heard, rules, now)
                if case
                else Decision(None, gathered.verdict.kind or "")
            )
        returning = Returning(rules, self.store)
        if gathered.opens and (why := returning.find_refusal(gathered)):
            return self._put_aside(gathered, rules.common.general.unentitled, why, now)
        gathered = returning.choose(gathered)
        if gathered.opens:
            procedure = rules.procedure(gathered.heard.reading.process or "")
            ref = self.store.new_ref(procedure.prefix, self.kit.year(now))
            return decide(open_case(ref, gathered.heard, rules, now), gathered.heard, rules, now)
        if gathered.case is None:
            return self._decide_unrelated(gathered, now)
        return decide(gathered.case, gathered.heard, rules, now, self._floor(gathered))

    def _floor(self, gathered: Gathered) -> Floor | None:
        """The racks, when the message names a place."""
        if not {"rak", "unit"} & set(gathered.heard.reading.fields):
            return None
        return make_floor(self.kit.rules.racks, self.store.open_cases())

    def _decide_unrelated(self, gathered: Gathered, now: datetime) -> Decision:
        why = gathered.verdict.why or "tidak menyangkut penitipan server"
        return self._put_aside(gathered, self.kit.rules.common.general.unrelated, why, now)

    def _put_aside(self, gathered: Gathered, letter: str, why: str, now: datetime) -> Decision:
        """Before a person, with one polite answer at most; none for news, adverts and robots."""
        if gathered.verdict.action != "accept" or self._answered_lately(gathered, now):
            return Decision(None, "unrelated", hold=True, why=why)
        send = Send(letter, address=gathered.message.sender)
        return Decision(None, "unrelated", (send,), hold=True, why=why)

    def _answered_lately(self, gathered: Gathered, now: datetime) -> bool:
        days = self.kit.rules.common.limits.answer_unrelated_every_days
        return (
            self.store.count_letters(
                gathered.message.sender.email, now - timedelta(days=days), NO_CASE_PREFIX
            )
            > 0
        )

    # ---- twins and what can't be read -------------------------------------------------------------------

    def _find_twin(self, message: Message) -> str:
        """'same' when this mail came before (same Message-ID, same content), 'other' when another mail came
        under its Message-ID, '' when it is new."""
        if not message.message_id:
            return "same" if self.store.find_by_message(content_digest=message.content_digest) else ""
        if self.store.find_by_message(message_id=message.message_id) is None:
            return ""
        return "same" if self.store.find_by_message(content_digest=message.content_digest) else "other"

    def _take_twin(self, fetched: Fetched, message: Message, twin: str, now: datetime) -> Taken:
        if twin == "other":
            why = "Message-ID sama dengan surel lain yang isinya berbeda"
            return self._hold_raw(fetched, "double-id", why, now, message)
        self.store.ledger.append(make_line(fetched, "seen", "surel yang sama sudah dikerjakan", now, message))
        return Taken("seen")

    def _hold_raw(
        self, fetched: Fetched, verdict: str, why: str, now: datetime, message: Message | None = None
    ) -> Taken:
        """Raw, before a person, who is told; and seen, so that it is not told twice."""
        applier = Applier(self.kit, self.store, now)
        applier.save_held(fetched, verdict, why)
        self.store.ledger.append(make_line(fetched, "held", why, now, message))
        try:
            applier.tell_held(fetched, why, message)
        except AdminError as error:  # a broken template is the admin's to mend, and holds up no mail
            log.error("petugas tidak dapat diberi tahu: %s", error)
        return Taken("held", held=True)

    # ---- time -------------------------------------------------------------------------------------------

    def run_reminders(self) -> list[str]:
        """What is due at this moment because nobody answered, or because a role went to somebody else; in working
        hours only. The references of the cases that wrote a letter."""
        now = self.clock()
        if not self.kit.calendar.is_open(now):
            return []
        office = self.kit.office(now)
        return [one.ref for one in self.store.open_cases() if self._remind(one.ref, office, now)]

    def _remind(self, ref: str, office: Office, now: datetime) -> bool:
        case: Case = self.store.load(ref)
        rules = self.kit.rules
        holders = office.roles.get(rules.procedure(case.process).step(case.step).waits_for, ())
        since = find_waiting_since(case, rules)
        days = self.kit.calendar.passed_days(since, now)
        said = {
            "waktu": [since.isoformat()], "hari_kerja": str(days),
            "petugas": ", ".join(one.name for one in holders if one.name),
        }  # fmt: skip
        decision = hand_over(case, holders, rules, now) or remind(case, days, rules, now, said)
        if decision is None:
            return False
        Applier(self.kit, self.store, now).apply_time(case, decision)
        return True


def _batches(uids: tuple[int, ...], size: int) -> Iterable[tuple[int, ...]]:
    return (uids[i : i + size] for i in range(0, len(uids), size))
