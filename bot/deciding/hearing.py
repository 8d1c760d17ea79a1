"""A message before a case, and the questions that the table of `decide` asks about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.deciding.checks import speakers
from bot.deciding.needs import is_given
from bot.deciding.places import Floor
from bot.model import STRANGER, Case, Entry, Fields, Heard, Pending, Send
from bot.rules import Command, Outcome, Procedure, Rules, Step


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

    def waiting(self) -> Pending | None:
        """The incomplete or unproven decision of this role at this step, if one waits."""
        pending = self.case.pending
        return (
            pending if pending and (pending.role, pending.step) == (self.heard.role, self.case.step) else None
        )

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


def is_question(hearing: Hearing) -> bool:
    return hearing.command is not None and not hearing.command.closes


def is_closing_command(hearing: Hearing) -> bool:
    command = hearing.command
    return (
        command is not None
        and command.closes
        and hearing.case.open
        and hearing.heard.role in (command.by or (hearing.heard.role,))
        and hearing.case.step not in command.not_after
    )


def is_not_open(hearing: Hearing) -> bool:
    return not hearing.case.open


def is_confirmation(hearing: Hearing) -> bool:
    pending = hearing.waiting()
    return (
        pending is not None
        and pending.why == "unproven"
        and hearing.heard.right.proven
        and hearing.heard.reading.outcome == pending.outcome
    )


def is_completion(hearing: Hearing) -> bool:
    pending = hearing.waiting()
    if pending is None or pending.why != "incomplete" or hearing.heard.reading.outcome is not None:
        return False
    return any(is_given(field, hearing.heard.reading.fields, hearing.rules) for field in pending.missing)


def is_not_theirs(hearing: Hearing) -> bool:
    return not hearing.open_to_role() or hearing.command is not None


def is_unclear(hearing: Hearing) -> bool:
    return hearing.outcome is None


def is_unproven(hearing: Hearing) -> bool:
    return not hearing.heard.right.proven


def is_any(hearing: Hearing) -> bool:
    return True
