"""Gather: everything that must be known of a message before it is decided. Reads the store, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.codes import make_code
from bot.deciding.needs import WHEN
from bot.deciding.waiting import find_overtaken, find_queue_step
from bot.edges.refs import UnknownCase
from bot.edges.store import Damaged, Store
from bot.kit import Kit
from bot.model import (
    APPLICANT,
    NO_CASE_PREFIX,
    OFF_DUTY,
    STRANGER,
    Case,
    Heard,
    Message,
    Reading,
    Right,
    Verdict,
)
from bot.office import Office
from bot.placing import find_case_of, find_place, find_right, find_role, is_kept, written_at
from bot.reading.authentication import is_authenticated
from bot.reading.guard import guard_message
from bot.reading.match import Match, find_case
from bot.reading.visible import read_visible
from bot.standing import load_queue, load_room

LETTER_FACTS = ("surat", "usulan")
QUOTED = 2000  # characters of a person's own words that our letters repeat


@dataclass(frozen=True)
class Gathered:
    """A message, what a guard says of it, the case it belongs to (None: none, or a new one) and what it says.
    `opens`: it is a request, for which a new case is to be opened."""

    message: Message
    verdict: Verdict
    case: Case | None
    heard: Heard
    opens: bool = False
    named: str = ""  # the case that it answers or names, be it another's
    vouched: bool = False  # a person of the office says that it is a letter to us


@dataclass(frozen=True)
class Gatherer:
    """What gathering looks at: the kit, the store, and who is who at this moment. `before`: who was who when the
    message came, if it lay in the inbox for long."""

    kit: Kit
    store: Store
    office: Office
    now: datetime
    before: Office | None = None
    vouched: bool = (
        False  # a person released it: adverts and floods are no reason any more; rights are as ever
    )
    into: str = ""  # the case that a person says it belongs to

    def gather(self, message: Message) -> Gathered:
        """Never raises for what stands in a message; a damaged case file leaves as Damaged."""
        verdict = guard_message(message, self.office.mailbox, self.kit.words)
        if self.vouched and verdict.action == "hold" and verdict.kind == "unrelated":
            verdict = Verdict("accept", rule=verdict.rule)
        if self._answers_notice(message):
            verdict = Verdict("discard", "unrelated", "answer-to-notice", "jawaban atas pemberitahuan kami")
        match = self._match(message)
        named = match.ref if match and self._load(match.ref) is not None else ""
        case, role = self._own_case(message, verdict, match)
        if case is None or (match and match.ref != case.ref):
            match = None
        reading = self._read(message, verdict, case, role)
        opens = (
            reading.kind == "request"
            and (case is None or reading.process != case.process)
            and role != OFF_DUTY
        )
        role = APPLICANT if opens else role  # an official may ask for his own office
        if reading.cut and verdict.action == "accept":
            verdict = Verdict("hold", verdict.kind, "too-long", reading.unclear)
        right = Right(True, "address") if opens else self._right(message, match, case)
        reading = self._without_unkept_letter(message, reading)
        heard = replace(
            self._heard(message, reading, role, right),
            overtakes=self._overtaken(case, role, reading),
            off_hours=self._off_hours(case, reading),
        )
        return Gathered(message, verdict, case, heard, opens, named, self.vouched)

    def _match(self, message: Message) -> Match | None:
        prefixes = tuple(procedure.prefix for procedure in self.kit.rules.procedures)
        match = find_case(message, self.kit.secrets, prefixes)
        if self.into and (match is None or match.ref != self.into):
            match = Match(self.into, None, False, "number")  # as if it named that case: no proof of anything
        return match

    def _own_case(self, message: Message, verdict: Verdict, match: Match | None) -> tuple[Case | None, str]:
        """The case that the message belongs to, and the writer's role on it. Who is not on a case learns nothing of
        it, not even that it exists: his mail is read and answered as if the case it names were not there. A number
        that is not his own is a slip that a person sees to: it decides nothing on the one case that is his."""
        for ref in self._name_cases(message, verdict, match):
            case = self._load(ref)
            role = self._role(message, case)
            if case is not None and (role != STRANGER or self.into):
                return case, role
        return None, self._role(message, None)

    def _name_cases(self, message: Message, verdict: Verdict, match: Match | None) -> Iterator[str | None]:
        """The surest first; what is dear to find out last."""
        yield match.ref if match else None
        yield self._thread_case(message)
        if match is None:
            yield self._only_case_of(message, verdict)

    def _load(self, ref: str | None) -> Case | None:
        if not ref:
            return None
        try:
            return self.store.load(ref)
        except UnknownCase:
            return None

    def _answers_notice(self, message: Message) -> bool:
        """ "Baik, terima kasih" from the staff, under a notice of held mail: nothing follows from it."""
        if message.sender.email not in self._staff():
            return False
        notice = find_case(message, self.kit.secrets, (NO_CASE_PREFIX,))
        return notice is not None and notice.proven

    def _staff(self) -> set[str]:
        operator = (self.office.operator,) if self.office.operator else ()
        return {
            one.email for one in (*operator, *(one for held in self.office.roles.values() for one in held))
        }

    def _thread_case(self, message: Message) -> str | None:
        """The case that knows the mail this one answers: somebody adds to his own first mail."""
        refs = self.store.find_thread((*message.in_reply_to, *reversed(message.references)))
        return refs[0] if refs and not refs[0].startswith(NO_CASE_PREFIX) else None

    def _only_case_of(self, message: Message, verdict: Verdict) -> str | None:
        """For a mail that names no case and asks for nothing new: the writer's own open case, if he has one."""
        if verdict.kind in ("bounce", "loop", "unrelated"):
            return None
        email = message.sender.email
        ref = find_case_of(email, self.store.open_cases_of(email))
        return None if ref is None or self._says_request(message, verdict) else ref

    def _role(self, message: Message, case: Case | None) -> str:
        waits_for = self.kit.rules.procedure(case.process).step(case.step).waits_for if case else ""
        role = find_role(message.sender.email, case, self.office, waits_for)
        if role == OFF_DUTY and self.before is not None:
            role = find_role(
                message.sender.email, case, self.before, waits_for
            )  # in time, though we were late
        return APPLICANT if case is None and role == STRANGER else role

    def _says_request(self, message: Message, verdict: Verdict) -> bool:
        return self._read(message, verdict, None, APPLICANT).kind == "request"

    def _read(self, message: Message, verdict: Verdict, case: Case | None, role: str) -> Reading:
        letters = self.store.letter_texts(case) if case else ()
        visible = read_visible(message, letters, self.kit.words)
        reading = self.kit.reader.read(message, visible, verdict.kind, find_place(case, role, letters))
        return replace(reading, text=visible.text[:QUOTED], filled=visible.filled[:QUOTED])

    def _right(self, message: Message, match: Match | None, case: Case | None) -> Right:
        authenticated = is_authenticated(message, self.kit.config.office.authserv_id)
        authenticated = (
            authenticated and not self.into
        )  # true of who wrote it, not of the case it was put into
        proven = (
            match is not None and match.proven and (not match.old or self._was_sent(message, match, case))
        )
        return find_right(proven, authenticated, match is not None, match.number if match else None)

    def _was_sent(self, message: Message, match: Match, case: Case | None) -> bool:
        """An old secret counts for the letters that went out with it, and for none after: others may know it."""
        number = match.number or 0
        sent = next((one.message_id for one in case.letters if one.number == number), "") if case else ""
        codes = (make_code(old, match.ref, number, message.sender.email) for old in self.kit.secrets[1:])
        return any(sent.startswith(f"{match.ref}.{number}.{code}@") for code in codes)

    def _without_unkept_letter(self, message: Message, reading: Reading) -> Reading:
        """A letter that the rules do not let into the case (its type, its size) is no letter: it is asked for."""
        letter = reading.fields.get("surat")
        name = letter.get("berkas") if isinstance(letter, Mapping) else ""
        files = [one for one in message.attachments if one.name == name]
        if not name or any(is_kept(one, self.kit.rules.common.limits) for one in files):
            return reading
        return replace(
            reading, fields={key: value for key, value in reading.fields.items() if key not in LETTER_FACTS}
        )

    def _overtaken(self, case: Case | None, role: str, reading: Reading) -> tuple[str, ...]:
        """Who has waited longer than this case and would fit, where room is given; by the place that was named in
        this message, in what it completes, or in an offer."""
        rules = self.kit.rules
        if case is None or not find_queue_step(rules, case.process, case.step):
            return ()
        if not (queue := load_queue(self.store, rules)):
            return ()
        waiting = case.pending_of(role)
        fields = {**case.fields, **(waiting.fields if waiting else {}), **reading.fields}
        return find_overtaken(queue, case.ref, fields, load_room(self.store, rules))

    def _off_hours(self, case: Case | None, reading: Reading) -> tuple[str, ...]:
        """The times named, in this message or in what it completes or confirms, at which the office is closed."""
        named = [reading.fields, *(one.fields for one in case.pending)] if case else []
        times = dict.fromkeys(time for fields in named for time in fields.get(WHEN, ()))
        return tuple(one for one in times if not self.kit.calendar.is_open(datetime.fromisoformat(one)))

    def _heard(self, message: Message, reading: Reading, role: str, right: Right) -> Heard:
        return Heard(
            reading=reading, sender=message.sender, role=role, right=right, at=written_at(message, self.now),
            digest=message.digest, message_id=message.message_id, references=message.references,
            subject=message.subject, attachments=tuple(one.name for one in message.attachments),
        )  # fmt: skip


__all__ = ["Damaged", "Gathered", "Gatherer"]
