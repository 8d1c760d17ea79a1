"""A message before a case, and the questions that the table of `decide` asks about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.deciding.checks import speakers
from bot.deciding.contradiction import contradicts
from bot.deciding.correct import WHICH, find_meant
from bot.deciding.guesses import find_guesses, has_guesses
from bot.deciding.needs import is_given
from bot.deciding.places import Floor
from bot.model import APPLICANT, OFF_DUTY, STRANGER, Case, Entry, Fields, Heard, LetterOut, Pending, Send
from bot.rules import Command, Outcome, Procedure, Rules, Step

CLOCKS_DIFFER = timedelta(minutes=10)  # between the sender's clock and ours


@dataclass(frozen=True)
class Hearing:
    """A message before a case: all that the rows of the table below look at."""

    case: Case
    heard: Heard
    rules: Rules
    now: datetime
    floor: Floor | None = None  # what stands where; None: places are not checked

    @property
    def procedure(self) -> Procedure:
        return self.rules.procedure(self.case.process)

    @property
    def step(self) -> Step:
        return self.procedure.step(self.case.step)

    @property
    def outcome(self) -> Outcome | None:
        """What was said, among the outcomes that this role may say at this step."""
        return next((one for one in self.open_to_role() if one.id == self.heard.reading.outcome), None)

    @property
    def command(self) -> Command | None:
        return self.rules.command(self.heard.reading.outcome)

    def open_to_role(self) -> tuple[Outcome, ...]:
        return tuple(
            one
            for one in self.step.outcomes
            if self.heard.role in speakers(self.step, one)
            and (not one.only_with or self.case.fields.get(one.only_with))
        )

    @property
    def words(self) -> str:
        """What was written: the body and the lines of our form that were filled in."""
        return f"{self.heard.reading.text}\n{self.heard.reading.filled}"

    def saying(self, fields: Fields) -> Hearing:
        """As if these were the facts that the message gives."""
        return replace(self, heard=replace(self.heard, reading=replace(self.heard.reading, fields=fields)))

    def waiting(self, why: str) -> Pending | None:
        """The incomplete or unproven decision of this role at this step, if one waits."""
        return self.case.pending_of(self.heard.role, why)

    @property
    def answered(self) -> LetterOut | None:
        """The letter of ours that this message answers by its code."""
        number = self.heard.right.letter
        return next((one for one in self.case.letters if one.number == number), None)

    def note(self, what: str, text: str = "") -> Case:
        """The case with this message in its journal, else as it was."""
        entry = Entry(
            at=self.now, by=self.heard.role, what=what, step=self.case.step,
            outcome=self.heard.reading.outcome or "", text=text, evidence=self.heard.reading.evidence,
        )  # fmt: skip
        return replace(self.case, journal=(*self.case.journal, entry))

    def spoken(self, why: str = "") -> Fields:
        """What the letters may repeat: the facts said, the sender's own words (`isi`), and our reason (`sebab`)."""
        words = {"isi": self.heard.reading.text, "sebab": why}
        return {**self.heard.reading.fields, **{key: text for key, text in words.items() if text}}

    def answer(self, letter: str, missing: tuple[str, ...] = (), why: str = "") -> Send:
        """A letter back to whoever wrote: to that very address, known to be of the role."""
        said = self.spoken(why)
        return Send(letter, role=self.heard.role, address=self.heard.sender, missing=missing, said=said)


def is_robot(hearing: Hearing) -> bool:
    return hearing.heard.reading.kind in ("autoreply", "bounce", "loop")


def is_stranger(hearing: Hearing) -> bool:
    return hearing.heard.role == STRANGER


def is_off_duty(hearing: Hearing) -> bool:
    return hearing.heard.role == OFF_DUTY


def is_question(hearing: Hearing) -> bool:
    command = hearing.command
    if command is None or command.closes:
        return False
    return hearing.heard.role in (command.by or (hearing.heard.role,))


def is_closing_command(hearing: Hearing) -> bool:
    command = hearing.command
    return (
        command is not None
        and command.closes
        and hearing.case.open
        and hearing.heard.role in (command.by or (hearing.heard.role,))
        and hearing.case.step not in command.not_after
    )


def is_polite(hearing: Hearing) -> bool:
    """Thanks or consent and nothing else: an answer would only ask a person what he meant by his courtesy."""
    pending = hearing.waiting("incomplete")
    reading = hearing.heard.reading
    if reading.assured and pending is not None and has_guesses(pending):
        return False  # a yes that can't be taken for one: silence would be taken for consent
    return reading.polite and hearing.outcome is None


def is_not_open(hearing: Hearing) -> bool:
    return not hearing.case.open


def is_confirmation(hearing: Hearing) -> bool:
    """Only an answer to the very letter that asked confirms: its reader saw what it confirms. A yes and nothing else
    will do, whatever else it would say at this step."""
    pending = hearing.waiting("unproven")
    reading = hearing.heard.reading
    return (
        pending is not None
        and _answers_question(hearing, pending)
        and (reading.outcome == pending.outcome or reading.assent == "yes")
    )


def is_disowned(hearing: Hearing) -> bool:
    """The registered address says that the held message is not its own."""
    pending = hearing.waiting("unproven")
    return (
        pending is not None and _answers_question(hearing, pending) and hearing.heard.reading.assent == "no"
    )


def is_agreed(hearing: Hearing) -> bool:
    """A yes and nothing else to the letter that asked whether the facts it supposes are right."""
    assured = hearing.heard.reading.assured and _assent_to_guesses(hearing, "yes")
    return bool(assured and find_guesses(_waiting(hearing)))


def is_disagreed(hearing: Hearing) -> bool:
    return _assent_to_guesses(hearing, "no") and has_guesses(_waiting(hearing))


def _assent_to_guesses(hearing: Hearing, assent: str) -> bool:
    pending = hearing.waiting("incomplete")
    said = hearing.heard.reading.assent == assent and hearing.outcome is None
    return said and pending is not None and _answers_question(hearing, pending)


def _waiting(hearing: Hearing) -> Pending:
    pending = hearing.waiting("incomplete")
    assert pending is not None
    return pending


def _answers_question(hearing: Hearing, pending: Pending) -> bool:
    return hearing.heard.right.proven and hearing.heard.right.letter == pending.letter


def is_spent(hearing: Hearing) -> bool:
    """A yes or no to a letter that asked whose a message was, which nothing waits for any more: it says nothing of
    what is asked at this step."""
    letter = hearing.answered
    asked = hearing.rules.common.general.unproven
    return letter is not None and letter.letter == asked and bool(hearing.heard.reading.assent)


def is_stale(hearing: Hearing) -> bool:
    """Written before the case came to this step, or an answer, in its very words, to what another step asked: it was
    not meant for the question that is open now."""
    outcome, letter = hearing.outcome, hearing.answered
    if outcome is None:
        return False
    # a request, and what completes it, may have lain in the inbox while the bot was down
    if not hearing.step.first and _is_written_before(hearing, letter):
        return True
    if (
        letter is None
        or letter.copy
        or letter.step == hearing.case.step
        or not hearing.rules.letter(letter.letter).asks
    ):
        return False
    evidence = hearing.heard.reading.evidence
    said = {_plain(one.phrase) for one in evidence if one.about == outcome.id}
    return bool((said or {outcome.id.replace("-", " ")}) & _words_of(hearing, letter))


def _is_written_before(hearing: Hearing, letter: LetterOut | None) -> bool:
    """By its Date, unless it answers a letter that was sent after: then the sender's clock is wrong."""
    since, here = hearing.case.since, hearing.case.step
    if letter is not None and letter.step == here and letter.at >= since:
        return False
    return hearing.heard.at < since - CLOCKS_DIFFER


def _words_of(hearing: Hearing, letter: LetterOut) -> set[str]:
    """Every word by which the reader of that letter could answer it."""
    steps = (step for step in hearing.procedure.steps if step.id == letter.step)
    outcomes = [one for step in steps for one in step.outcomes if letter.role in speakers(step, one)]
    return {_plain(word) for one in outcomes for word in (one.id.replace("-", " "), *one.words, *one.weak)}


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def is_completion(hearing: Hearing) -> bool:
    pending = hearing.waiting("incomplete")
    if pending is None or hearing.heard.reading.outcome is not None:
        return False
    named = find_meant(hearing.words, hearing.case.ref, hearing.case.fields)
    if WHICH in pending.missing and (named or hearing.heard.reading.fields.get(WHICH)):
        return True
    outcomes = [one for one in hearing.step.outcomes if one.id == pending.outcome]
    words = [one.field for outcome in outcomes for one in outcome.ask_as if one.need in pending.missing]
    said = hearing.heard.reading.fields
    return any(is_given(field, said, hearing.rules) for field in (*pending.missing, *words))


def is_not_theirs(hearing: Hearing) -> bool:
    return not hearing.open_to_role() or hearing.command is not None


def is_unasked_news(hearing: Hearing) -> bool:
    """Something the applicant of an open case tells, unasked, and surely he himself."""
    tells = bool(hearing.heard.reading.text.strip()) and hearing.command is None and hearing.outcome is None
    return tells and hearing.case.open and hearing.heard.role == APPLICANT and hearing.heard.right.proven


def is_office_question(hearing: Hearing) -> bool:
    """The applicant of an open case asks the office something; no answer of the step was found beside it."""
    told = hearing.rules.common.general.question and hearing.heard.reading.asks and hearing.case.open
    return bool(told) and hearing.heard.role == APPLICANT and hearing.outcome is None


def is_unclear(hearing: Hearing) -> bool:
    return hearing.outcome is None


def is_contradicted(hearing: Hearing) -> bool:
    """Somebody says that the record is right, and facts that stand otherwise in it."""
    outcome = hearing.outcome
    if outcome is None or not outcome.affirms:
        return False
    return contradicts(hearing.case, hearing.heard.reading.beside, hearing.rules.racks)


def is_unproven(hearing: Hearing) -> bool:
    return not hearing.heard.right.proven


def is_any(hearing: Hearing) -> bool:
    return True
