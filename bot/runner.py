"""One pass over the inbox: gather, decide, apply, for one message after the other, oldest first.

Law one: a message leaves the inbox only after what it caused is on disk; what can't be read goes, raw, to a
person; one bad message never holds up the next. Law two: what was seen before changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.deciding.own_places import names_place
from bot.deciding.places import Floor
from bot.deciding.waiting import find_queue_step
from bot.edges.disk import describe_illness
from bot.edges.imap import Refused
from bot.edges.index import Seen
from bot.edges.layers import Layers
from bot.edges.ledger import KEPT_DAYS
from bot.edges.scanner import Scanner
from bot.edges.store import Damaged, Store
from bot.edges.tries import DEATHS, Tries
from bot.errors import ParseError, describe_fault
from bot.kit import Kit
from bot.model import NO_CASE_PREFIX, STRANGER, Case, Decision, Fetched, Message, Send
from bot.office import Office
from bot.queueing import Queueing
from bot.standing import find_stirring, load_room
from bot.taken import Taken, as_counted, digest_of, make_line

# what reads, decides and writes is loaded with the first message that wants it: most passes find none
if TYPE_CHECKING:
    from bot.applying import Applier
    from bot.gather import Gathered

log = logging.getLogger("titip")
NOT_ON_CASE = "pengirim tidak terdaftar pada berkas yang disebutnya"
PRESSED_TWICE = timedelta(minutes=10)
OLD = timedelta(
    days=KEPT_DAYS - 2
)  # since the server received it: then the ledger in memory may not reach back
ENDS_PROCESS = f"program berhenti mendadak {DEATHS} kali ketika mengerjakannya"
BATCH = 50  # messages between two rounds of letters and filing
GROUP_OCTETS = 8 * 1024 * 1024  # of mail and files that wait for their round


class Inbox(Protocol):
    """What a pass needs of a mailbox."""

    @property
    def uidvalidity(self) -> int: ...
    def fetch_new(self) -> tuple[int, ...]: ...
    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]: ...
    def file(self, uids: Sequence[int], folder: str) -> None: ...


@dataclass
class Runner:
    kit: Kit
    store: Store
    clock: Callable[[], datetime]
    told: Callable[[Fetched, Taken], None] = lambda fetched, taken: None  # for whoever watches
    layers: Layers = field(default_factory=Layers)  # the text of attached letters
    scanner: Scanner = field(default_factory=Scanner)  # asked before they are opened

    def __post_init__(self) -> None:
        self.tries = Tries(self.store.root)

    # ---- the pass ---------------------------------------------------------------------------------------

    def run_pass(
        self,
        inbox: Inbox,
        send_due: Callable[[], object] = lambda: None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> list[Taken]:
        """Everything in the inbox, oldest first, until `is_stopping`; the verdict on each message. Raises Unreachable
        when the server goes away in between: what was taken by then is on disk, and the next pass goes on."""
        self.tell_damaged()
        taken: list[Taken] = []
        for uids in _batches(inbox.fetch_new(), BATCH):
            if is_stopping():
                break
            batch = self._run_batch(inbox, uids, send_due, is_stopping)
            taken.extend(as_counted(one.verdict, one.held) for one in batch)
        self.run_queues(heard=bool(taken))
        return taken

    def tell_damaged(self) -> None:
        """The staff is told, once, of each case that can't be read; one that a hand has restored goes on."""
        for ref in self.store.find_mended():
            log.info("berkas %s terbaca kembali", ref)
        for ref, why in self.store.damaged.items():
            self._applier(self.clock()).tell_damaged(ref, why)

    def run_queues(self, heard: bool) -> int:
        """The waiting list moves in the pass that freed a place; how many cases changed."""
        try:
            return Queueing(self.kit, self.store, self.clock()).run(heard)
        except Damaged as error:  # out of the index now: the next pass goes on without it
            log.error("berkas rusak dan dilewati: %s", error)
        except Exception as error:  # the boundary, as for messages
            if describe_illness(error):
                raise
            log.exception("daftar tunggu tidak dapat dijalankan")
        return 0

    def _run_batch(
        self,
        inbox: Inbox,
        uids: tuple[int, ...],
        send_due: Callable[[], object],
        is_stopping: Callable[[], bool],
    ) -> list[Taken]:
        results = self._take_batch(inbox, uids, is_stopping)
        taken = {uid: result for uid, result in results.items() if result is not None}
        try:
            send_due()  # before the filing: somebody waits for a letter
        finally:
            folders = self.kit.config.imap
            for folder, held in ((folders.done, False), (folders.held, True)):
                if filed := [uid for uid, result in taken.items() if result.held is held]:
                    self._file(inbox, filed, folder)
        return list(taken.values())

    def _take_batch(
        self, inbox: Inbox, uids: tuple[int, ...], is_stopping: Callable[[], bool]
    ) -> dict[int, Taken | None]:
        """What became of each, on disk when this returns. When they can't be written together, though the disk is
        well, each is taken for itself: one that can't be written holds up no other."""
        try:
            with self.store.group():
                return self._take_all(inbox, uids, is_stopping)
        except OSError as error:
            if describe_illness(error):
                raise
            log.warning("pesan dikerjakan satu per satu: %s", describe_fault(error))
            return self._take_all(inbox, uids, is_stopping)

    def _take_all(
        self, inbox: Inbox, uids: tuple[int, ...], is_stopping: Callable[[], bool]
    ) -> dict[int, Taken | None]:
        results: dict[int, Taken | None] = {}
        for fetched in inbox.fetch(uids):
            results[fetched.uid] = self.take_safely(fetched)
            del fetched  # a big one is let go before the next is fetched
            if self.store.staged > GROUP_OCTETS:
                self.store.flush()
            if is_stopping():
                return results  # the others are not missing
        return results | {uid: self._miss(inbox, uid) for uid in uids if uid not in results}

    def _file(self, inbox: Inbox, uids: list[int], folder: str) -> None:
        """What the server refuses to file stays in the inbox, where it is known; it holds up no later message."""
        try:
            inbox.file(uids, folder)
        except Refused as error:
            log.warning("%s; %d surel yang sudah dikerjakan tetap di kotak surat", error, len(uids))

    def _miss(self, inbox: Inbox, uid: int) -> Taken | None:
        """Listed, and not given: gone meanwhile, or the server can't read it. What is listed again and again goes to
        the staff's folder as it lies on the server, and they are told."""
        key = f"X-Titip-Uid: {inbox.uidvalidity} {uid}\r\n"
        if not self._has_failed_enough(key):
            return None
        missed = Fetched(uid, inbox.uidvalidity, 0, None, self.clock(), key.encode())
        if self.store.find_by_message(digest=digest_of(missed)):
            return Taken("seen", held=True)
        why = "terdaftar di kotak surat, tetapi server tidak memberikan isinya"
        return self._hold_raw(missed, "unreadable", why, self.clock())

    def take_safely(self, fetched: Fetched) -> Taken | None:
        """None: it stays in the inbox and is tried again at the next pass, some times, then set aside."""
        digest = digest_of(fetched)
        if self.tries.kills_enough(digest):
            return self._hold_raw(fetched, "gagal", ENDS_PROCESS, self.clock())
        try:
            with self.tries.taking(digest):
                taken = self.take(fetched, self.clock(), digest)
        except Exception as error:  # the boundary: one bad message never holds up the next
            if describe_illness(error):
                raise  # no fault of the message: nothing is taken until there is a disk to take it
            if isinstance(error, Damaged):  # nor this: it is taken when the case can be read again
                log.error("pesan uid=%s menunggu di kotak surat: %s", fetched.uid, error)
                return None
            log.exception("pesan uid=%s gagal dikerjakan", fetched.uid)
            return self._set_aside_later(fetched, error)
        self.tries.forgive(digest)
        self.told(fetched, taken)
        return taken

    def _set_aside_later(self, fetched: Fetched, error: Exception) -> Taken | None:
        if not self._has_failed_enough(digest_of(fetched)):
            return None
        return self._hold_raw(fetched, "gagal", f"gagal dikerjakan: {describe_fault(error)}", self.clock())

    def _has_failed_enough(self, key: str) -> bool:
        return self.tries.fails_enough(key, self.kit.rules.common.limits.attempts_before_held)

    def _applier(self, now: datetime) -> Applier:
        from bot.applying import Applier

        return Applier(self.kit, self.store, now)

    # ---- one message ------------------------------------------------------------------------------------

    def take(self, fetched: Fetched, now: datetime, digest: str = "") -> Taken:
        """Gather, decide, apply. Everything that follows from the message is on disk when this returns, or will be
        with its group. `digest`: its hash, when that is known."""
        from bot.gather import Gatherer
        from bot.reading.parse import parse_message

        digest = digest or digest_of(fetched)
        if seen := self.store.find_by_message(digest=digest) or self._find_old(fetched, digest, now):
            return self._take_again(fetched, seen, now)
        if fetched.raw is None:
            why = f"terlalu besar untuk diambil ({fetched.size} bita)"
            return self._hold_raw(fetched, "too-big", why, now)
        try:
            message = parse_message(fetched.raw, fetched.received)
        except ParseError as error:
            return self._hold_raw(fetched, "unreadable", f"tidak terbaca: {error}", now)
        if twin := self._find_twin(message, now):
            return self._take_twin(fetched, message, twin, now)
        office = self.kit.office(now)
        before = self.kit.office(min(fetched.received, now))
        if danger := self.scanner.find_danger(message):
            return self._hold_raw(fetched, "danger", danger, now, message)
        message = self.layers.read(message)
        gathered = Gatherer(self.kit, self.store, office, now, before).gather(message)
        decision = self.decide(fetched, gathered, now)
        return self._applier(now).apply(fetched, gathered, decision)

    def _find_old(self, fetched: Fetched, digest: str, now: datetime) -> Seen | None:
        """What became, long ago, of a message that is as old as that: a mailbox was restored from its backup."""
        if now - fetched.received < OLD:
            return None
        line = self.store.ledger.find_old(digest, fetched.received)
        return Seen(line.case, line.verdict, "digest") if line else None

    def decide(self, fetched: Fetched, gathered: Gathered, now: datetime) -> Decision:
        """What follows from a message that was gathered; nothing is changed yet."""
        from bot.deciding.decide import decide, open_case
        from bot.reading.bounce import read_bounce
        from bot.returning import Returning

        rules = self.kit.rules
        if gathered.verdict.kind == "bounce" and fetched.raw is not None:
            bounce = read_bounce(fetched.raw, gathered.message)
            return self._applier(now).decide_bounce(bounce)
        if gathered.verdict.action == "discard":
            case = gathered.case
            if case is None or gathered.heard.role == STRANGER:
                return Decision(None, gathered.verdict.kind or "")
            return decide(case, gathered.heard, rules, now)
        if gathered.verdict.action == "hold":
            return Decision(None, "held", hold=True, why=gathered.verdict.why)
        if gathered.opens and not gathered.vouched and (why := self._find_flood(gathered, now)):
            return Decision(None, "flood", hold=True, why=why)
        returning = Returning(rules, self.store)
        if gathered.opens and (why := returning.find_refusal(gathered)):
            return self._put_aside(gathered, rules.common.general.unentitled, why, now)
        gathered = returning.choose(gathered)
        if gathered.opens:
            procedure = rules.procedure(gathered.heard.reading.process or "")
            ref = self.store.new_ref(procedure.prefix, self.kit.year(now))
            return decide(open_case(ref, gathered.heard, rules, now), gathered.heard, rules, now)
        if gathered.case is None and (command := rules.command(gathered.heard.reading.outcome)):
            send = Send(command.letter, role=gathered.heard.role, address=gathered.heard.sender)
            return Decision(None, "command", (send,))
        if gathered.case is None:
            return self._decide_unrelated(gathered, now)
        return decide(gathered.case, gathered.heard, rules, now, self._floor(gathered.case, gathered))

    def _find_flood(self, gathered: Gathered, now: datetime) -> str:
        """Why no case is opened for this writer today any more; '' when one may be."""
        limit = self.kit.rules.common.limits.requests_per_address_per_day
        email, since = gathered.message.sender.email, now - timedelta(days=1)
        opened = sum(
            one.applicant.email == email and one.opened >= since for one in self.store.open_cases_of(email)
        )
        return f"{opened} permohonan dari alamat ini dalam sehari" if opened >= limit else ""

    def _floor(self, case: Case, gathered: Gathered) -> Floor | None:
        """The racks, where room is given; or when a place is named by the message, or by what it completes."""
        named = [gathered.heard.reading.fields, *(one.fields for one in case.pending)]
        gives = find_queue_step(self.kit.rules, case.process, case.step)
        if not gives and not any(names_place(fields) for fields in named):
            return None
        return load_room(self.store, self.kit.rules)

    def _decide_unrelated(self, gathered: Gathered, now: datetime) -> Decision:
        known = NOT_ON_CASE if gathered.named else "tidak menyangkut penitipan server"
        why = gathered.verdict.why or known
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

    def _take_again(self, fetched: Fetched, seen: Seen, now: datetime) -> Taken:
        """A message that was seen changes nothing; the ledger gets the line that a crash may have kept from it, and
        one for each further copy in the inbox."""
        ledger = self.store.ledger
        if not (ledger.find(digest=digest_of(fetched)) and ledger.find_uid(fetched.uidvalidity, fetched.uid)):
            line = make_line(fetched, "seen", "sudah dikerjakan", now)
            self.store.ledger.append(replace(line, case=seen.ref))
        return Taken("seen", held=seen.verdict == "held", case=seen.ref)

    def _find_twin(self, message: Message, now: datetime) -> str:
        """'same' when this mail came before: same Message-ID and content, or same content minutes ago (a finger that
        pressed twice); 'other' when another mail came under its Message-ID; '' when it is new."""
        taken = self._find_taken_at(message.content_digest)
        if taken is not None and now - taken < PRESSED_TWICE:
            return "same"
        if not message.message_id or self.store.find_by_message(message_id=message.message_id) is None:
            return ""
        return "same" if self.store.find_by_message(content_digest=message.content_digest) else "other"

    def _find_taken_at(self, content_digest: str) -> datetime | None:
        """When a mail with this content was taken: by its line in the ledger, or, where a crash kept that from being
        written, by its case."""
        line = self.store.ledger.find(content_digest=content_digest)
        if line is not None and line.content_digest == content_digest:
            return line.at
        seen = self.store.find_by_message(content_digest=content_digest)
        if seen is None or not seen.ref:
            return None
        messages = self.store.load(seen.ref).messages
        return next((one.at for one in messages if one.content_digest == content_digest), None)

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
        applier = self._applier(now)
        applier.save_held(fetched, verdict, why)
        try:
            applier.tell_held(fetched, why, message)
        except OSError:
            raise
        except Exception as error:  # whatever keeps the letter from being made holds up no mail
            log.error("petugas tidak dapat diberi tahu: %s", describe_fault(error))
        self.store.ledger.append(make_line(fetched, "held", why, now, message))
        return Taken("held", held=True)

    # ---- time -------------------------------------------------------------------------------------------

    def run_reminders(self) -> list[str]:
        """What is due at this moment because nobody answered, or because a role went to somebody else; in working
        hours only. The references of the cases that wrote a letter."""
        now = self.clock()
        if not self.kit.calendar.is_open(now):
            return []
        office = self.kit.office(now)
        refs = find_stirring(self.store, self.kit, now)
        return [ref for ref in refs if self._remind_safely(ref, office, now)]

    def _remind_safely(self, ref: str, office: Office, now: datetime) -> bool:
        """One case that can't be read, or that a hand has spoilt, holds up no other."""
        try:
            return self._remind(ref, office, now)
        except Damaged as error:
            log.error("berkas rusak dan dilewati: %s", error)
        except Exception as error:  # the boundary, as for messages
            if describe_illness(error):
                raise
            log.exception("%s: tidak dapat diingatkan", ref)
        return False

    def _remind(self, ref: str, office: Office, now: datetime) -> bool:
        from bot.deciding.duty import hand_over
        from bot.deciding.remind import find_waiting_since, remind

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
        self._applier(now).apply_time(case, decision)
        return True


def _batches(uids: tuple[int, ...], size: int) -> Iterable[tuple[int, ...]]:
    return (uids[i : i + size] for i in range(0, len(uids), size))
