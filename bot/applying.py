"""Apply: a decision becomes letters, one atomic save, and a line in the ledger. In this order (laws one and two).

The raw message, the files it brings and the letters it causes are on disk with the case, or nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.deciding.inventory import list_servers, present
from bot.deciding.places import view_floor
from bot.deciding.returns import release_servers
from bot.deciding.room import propose_place
from bot.edges.store import Store
from bot.kit import Kit
from bot.model import (
    APPLICANT,
    NO_CASE,
    NO_CASE_PREFIX,
    Address,
    Attachment,
    Case,
    Decision,
    Entry,
    Fetched,
    Letter,
    LetterOut,
    Message,
    MessageIn,
    Release,
    Send,
)
from bot.placing import is_kept
from bot.queue_told import tell_queue
from bot.standing import load_room
from bot.taken import Taken, digest_of, make_line
from bot.writing.compose import Desk, compose_letters

if TYPE_CHECKING:
    from bot.gather import Gathered
    from bot.reading.bounce import Bounce

DAY = timedelta(days=1)
EXCERPT = 300  # characters of a held mail that the staff is shown
FLOOR_PICTURE = "gambar-rak"
WHOLE_INVENTORY = "tabel-inventaris"  # on a case's letters: only those to the staff carry it


@dataclass(frozen=True)
class Applier:
    kit: Kit
    store: Store
    now: datetime

    # ---- a message --------------------------------------------------------------------------------------

    def apply(self, fetched: Fetched, gathered: Gathered, decision: Decision) -> Taken:
        """Everything that follows from the message is on disk when this returns."""
        message, heard = gathered.message, gathered.heard
        decision = self._braked(decision)
        sends = decision.effects
        verdict = "held" if decision.hold else decision.verdict
        if decision.hold:
            self.save_held(fetched, decision.verdict, decision.why)
            excerpt = " ".join(heard.reading.text.split())[:EXCERPT]
            known = {"berkas": gathered.named, "cuplikan": excerpt}
            sends = (*sends, *self._tell_operator(message.sender.email, message.subject, decision.why, known))
        for release in decision.releases:
            self.apply_release(release)
        case = decision.case
        if case is None and sends:
            case = self._loose_case(message.sender)
        ref = ""
        if case is not None:
            ref = self._save(case, sends, fetched, gathered, verdict).ref
        rule = gathered.verdict.rule or ", ".join(one.rule for one in heard.reading.evidence)
        line = make_line(fetched, verdict, decision.why or gathered.verdict.why, self.now, message)
        line = replace(line, kind=heard.reading.kind, case=ref, rule=rule, seal=self.store.seal(ref))
        self.store.ledger.append(line)
        return Taken(verdict, held=decision.hold, case=ref, moved=decision.moved)

    def _save(
        self, case: Case, sends: tuple[Send, ...], fetched: Fetched, gathered: Gathered, verdict: str
    ) -> Case:
        assert fetched.raw is not None
        message = gathered.message
        files = self._files(case, message)
        case = _with_message(_with_stored_names(case, message, files), gathered, verdict, self.now)
        before = case
        sends = tell_queue(case, self.store, self.kit.rules, sends)
        case, letters = compose_letters(case, sends, self._desk(case, sends), self._enclosures(case, files))
        files.update(_made_files(letters))
        raws = {before.messages[-1].file: fetched.raw}
        return self.store.save(case, case.version, letters=letters, raw_messages=raws, files=files)

    def _desk(self, case: Case, sends: tuple[Send, ...]) -> Desk:
        """The desk, with the case's servers on it, and with the racks or the whole inventory for letters that show
        them."""
        rules = self.kit.rules
        attached = {kind for send in sends for kind in rules.letter(send.letter).attach}
        listed = self.store.open_cases() if WHOLE_INVENTORY in attached else (case,)
        desk = replace(self.kit.desk(self.now), stock=present(list_servers(listed, rules.racks)))
        if FLOOR_PICTURE not in attached:
            return desk
        floor = load_room(self.store, rules, but=case.ref)
        return replace(desk, floor=view_floor(floor, case, propose_place(floor, case)))

    def _files(self, case: Case, message: Message) -> dict[str, bytes]:
        """What the rules let into the case's files, by the name it gets there; the rest stays in the raw mail."""
        limits = self.kit.rules.common.limits
        allowed = [
            (
                f"kiriman-{one.name}" if case.ref in one.name else one.name,
                one.content,
            )  # our forms are named so
            for one in message.attachments
            if is_kept(one, limits)
        ]
        return self.store.name_files(case.ref, allowed)

    def _enclosures(self, case: Case, files: Mapping[str, bytes]) -> tuple[Attachment, ...]:
        """The applicant's letter as a file: from this message, or from the case."""
        letter = case.fields.get("surat")
        name = letter.get("berkas", "") if isinstance(letter, Mapping) else ""
        if not name:
            return ()
        try:
            content = files[name] if name in files else self.store.read_file(case.ref, name)
        except FileNotFoundError:
            return ()
        return (Attachment(name, "application/octet-stream", content),)

    # ---- time, bounces, what can't be read --------------------------------------------------------------

    def apply_time(self, case: Case, decision: Decision) -> None:
        """What time brings (a reminder, the monthly round): letters with their forms, and one save."""
        assert decision.case is not None
        changed, letters = compose_letters(
            decision.case, decision.effects, self._desk(case, decision.effects), self._enclosures(case, {})
        )
        self.store.save(changed, case.version, letters=letters, files=_made_files(letters))

    def apply_release(self, release: Release) -> None:
        """The case that held the servers is saved first, and its change made twice is made once: a crash before
        the return case is saved leaves the message unseen, and its second taking finds this done."""
        case = self.store.load(release.ref)
        decision = release_servers(case, release)
        if decision is not None:
            self.apply_time(case, decision)
            self.store.flush()  # on disk before the return case is

    def decide_bounce(self, bounce: Bounce | None) -> Decision:
        """A delivery report marks the letter it speaks of, and the staff is told; it moves nothing."""
        refs = self.store.find_thread((bounce.message_id,)) if bounce else ()
        if bounce is None or not refs:
            return Decision(None, "bounce", hold=True, why="laporan gagal kirim tanpa surat yang dikenal")
        case = self.store.load(refs[0])
        letter = next((one for one in case.letters if one.message_id == bounce.message_id), None)
        readers = {letter.to.email, *(one.email for one in letter.cc)} if letter else set()
        failed = [one for one in bounce.failures if one.permanent and one.recipient in readers]
        known = {address for address, _ in letter.refused} if letter else set()
        news = [one for one in failed if one.recipient not in known]
        if (failed and not news) or (not news and self._is_stormed(case)):
            return Decision(
                None, "bounce", why=f"{case.ref}: sudah dicatat"
            )  # the ledger knows it; nothing more
        if letter is None or not news:  # the server still tries, or speaks of somebody we did not write to
            entry = Entry(self.now, "bot", "delayed", case.step)
            return Decision(replace(case, journal=(*case.journal, entry)), "bounce")
        decision = Decision(case, "bounce")
        for failure in news:
            further = self.decide_refusal(case, letter.message_id, failure.recipient, failure.diagnosis)
            case = further.case or case
            decision = replace(further, effects=(*decision.effects, *further.effects))
        return decision

    def _is_stormed(self, case: Case) -> bool:
        """More reports in a day than one case takes in that say nothing new: a server repeats itself, or somebody
        else writes them."""
        limit, since = self.kit.rules.common.limits.letters_per_address_per_day, self.now - DAY
        return sum(one.verdict == "bounce" and one.at >= since for one in case.messages) >= limit

    def decide_refusal(self, case: Case, message_id: str, recipient: str, words: str) -> Decision:
        """The case with that letter marked as refused for this recipient, and the letter to the staff."""
        letters = tuple(
            _with_refusal(letter, recipient, words) if letter.message_id == message_id else letter
            for letter in case.letters
        )
        text = f"surat kepada {recipient} tidak sampai: {words}"
        entry = Entry(self.now, "bot", "bounced", case.step, text=text)
        case = replace(case, letters=letters, journal=(*case.journal, entry))
        refused = next((one for one in letters if one.message_id == message_id), None)
        general = self.kit.rules.common.general
        if case.process == NO_CASE or (refused and refused.letter in (general.bounced, general.held)):
            return Decision(case, "bounce")  # a notice that is refused makes no further notice
        subject = (
            refused.subject.partition("] ")[2] if refused else ""
        )  # without its code: that is its reader's
        said = {"alamat": recipient, "surat": subject, "jawaban": words}
        told = [one for one in self._staff() if one.email != recipient]
        return Decision(case, "bounce", tuple(Send(general.bounced, address=one, said=said) for one in told))

    def tell_held(self, fetched: Fetched, why: str, message: Message | None) -> None:
        """The staff is told, once, of a message that is held. Raises AdminError when the letter can't be made."""
        sends = self._tell_operator(
            message.sender.email if message else "", message.subject if message else "", why
        )
        if not sends:
            return
        case = self._loose_case(message.sender if message else self.kit.office(self.now).mailbox)
        record = MessageIn(
            digest=digest_of(fetched), content_digest=message.content_digest if message else "", message_id="",
            at=self.now, sender=case.applicant, role="", subject="", file="", verdict="held",
        )  # fmt: skip
        case, letters = compose_letters(replace(case, messages=(record,)), sends, self.kit.desk(self.now))
        self.store.save(case, 0, letters=letters)

    def tell_damaged(self, ref: str, why: str) -> None:
        """The staff is told, once, of a case that can't be read: its mail waits in the inbox for it."""
        mark = f"rusak {ref}"
        if self.store.find_by_message(digest=mark):
            return
        inbox = f"folder “{self.kit.config.imap.inbox}” dan dikerjakan sendiri sesudah berkasnya pulih"
        cause = f"berkas {ref} rusak: {why}; pulihkan dari cadangan, jangan diperbaiki dengan tangan"
        sends = tuple(
            replace(one, said={**one.said, "letak": inbox}) for one in self._tell_operator("", "", cause)
        )
        mailbox = self.kit.office(self.now).mailbox
        record = MessageIn(
            digest=mark, content_digest="", message_id="", at=self.now, sender=mailbox, role="", subject="",
            file="", verdict="held",
        )  # fmt: skip
        case = replace(self._loose_case(mailbox), messages=(record,))
        case, letters = compose_letters(case, sends, self.kit.desk(self.now))
        if sends:
            self.store.save(case, 0, letters=letters)

    def save_held(self, fetched: Fetched, verdict: str, why: str) -> None:
        raw = fetched.raw if fetched.raw is not None else fetched.header
        facts = {"at": self.now.isoformat(), "verdict": verdict, "why": why}
        self.store.save_held(digest_of(fetched), raw, facts)

    def _tell_operator(
        self, sender: str, subject: str, why: str, known: Mapping[str, str] | None = None
    ) -> tuple[Send, ...]:
        general, limits = self.kit.rules.common.general, self.kit.rules.common.limits
        config = self.kit.config
        lies = f"folder “{config.imap.held}” dan {config.data.folder}/held"
        said = {"dari": sender, "subjek": subject, "sebab": why, "letak": lies}
        said |= {name: text for name, text in (known or {}).items() if text}
        return tuple(
            Send(general.held, address=address, said=said)
            for address in self._staff()
            if self.store.count_letters(address.email, self.now - DAY, NO_CASE_PREFIX)
            < limits.letters_per_address_per_day
        )

    def _staff(self) -> Iterable[Address]:
        """The operator; without one the role that the rules name."""
        office = self.kit.office(self.now)
        return (office.operator,) if office.operator else office.roles[self.kit.rules.common.general.staff]

    def _loose_case(self, writer: Address) -> Case:
        """A record for a letter that belongs to no case: closed from the start, numbered on its own."""
        ref = self.store.new_ref(NO_CASE_PREFIX, self.kit.year(self.now))
        return Case(ref, NO_CASE, "", self.now, self.now, writer)

    def _braked(self, decision: Decision) -> Decision:
        """What would answer one writer more often in a day, on one case, than the rules allow, is left to a person
        instead, and the case as it was: loops end here. What the procedure owes to a role is never held back."""
        limit = self.kit.rules.common.limits.letters_per_address_per_day
        if decision.case is None or decision.moved or decision.releases:
            return decision
        since, automatic = self.now - DAY, self._answers()
        letters = (one for one in decision.case.letters if one.at >= since and one.letter in automatic)
        answers = Counter(one.to.email for one in letters)
        asks = (one.address for one in decision.effects if one.letter in automatic)
        if all(address is None or answers[address.email] < limit for address in asks):
            return decision
        why = f"{decision.case.ref}: sudah {limit} jawaban kepada pengirim ini dalam sehari"
        return Decision(None, "flood", hold=True, why=why)

    def _answers(self) -> set[str]:
        """The letters that answer a message whatever it says: those that two robots could exchange for ever, or with
        which somebody who writes in another's name could bury him."""
        common = self.kit.rules.common
        general = common.general
        steps = (step for procedure in self.kit.rules.procedures for step in procedure.steps)
        return {
            general.unclear, general.not_yours, general.incomplete, general.unproven, general.off_duty,
            general.courtesy, general.question, *(one.letter for one in common.commands),
            *(one.incomplete for one in steps if one.incomplete),
        }  # fmt: skip


def _made_files(letters: Iterable[Letter]) -> dict[str, bytes]:
    """The forms that were filled in for these letters, as they are kept among the case's files."""
    return {made.name: made.content for letter in letters for made in letter.files}


def _with_refusal(letter: LetterOut, recipient: str, words: str) -> LetterOut:
    if recipient in {address for address, _ in letter.refused}:
        return letter
    return replace(letter, refused=(*letter.refused, (recipient, words)))


def _with_stored_names(case: Case, message: Message, files: Mapping[str, bytes]) -> Case:
    """The applicant's letter under the name it has in the case's files."""
    letter = case.fields.get("surat")
    if not isinstance(letter, Mapping) or not letter.get("berkas"):
        return case
    content = next((one.content for one in message.attachments if one.name == letter["berkas"]), None)
    stored = next((name for name, kept in files.items() if kept == content), None)
    if stored is None:
        return case
    return replace(case, fields={**case.fields, "surat": {**letter, "berkas": stored}})


def _with_message(case: Case, gathered: Gathered, verdict: str, now: datetime) -> Case:
    """The case with this message among those it has had, and in the applicant's thread when it is his."""
    message, heard = gathered.message, gathered.heard
    record = MessageIn(
        digest=message.digest, content_digest=message.content_digest, message_id=message.message_id, at=now,
        sender=message.sender, role=heard.role, subject=message.subject,
        file=f"masuk-{len(case.messages) + 1:03d}-{message.digest[:12]}.eml", verdict=verdict,
    )  # fmt: skip
    his = heard.role == APPLICANT and message.message_id
    thread = (*case.thread, message.message_id) if his else case.thread
    return replace(case, messages=(*case.messages, record), thread=thread)
