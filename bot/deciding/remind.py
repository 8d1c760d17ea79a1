"""Time is an event like any other: what falls due because nobody answered.

However long the bot was down, a case gets one reminder and one escalation, not one for each that fell due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.model import Address, Case, Decision, Entry, Fields, LetterOut, Send
from bot.rules import Rules, Step

REMINDED, ESCALATED, HANDED_OVER = "reminded", "escalated", "handed-over"


def find_waiting_since(case: Case, rules: Rules) -> datetime:
    """From when its role is late: when the case came to the step, or the role to somebody else, or a server took the
    letter that asks it, or the appointed time that the step counts from, whichever is last (aware)."""
    step = rules.procedure(case.process).step(case.step)
    appointed = case.fields.get(step.counts_from) or ()
    asked = _find_question(case, step)
    sent = asked.sent if asked and asked.sent else case.since
    return max(_began(case), sent, *(datetime.fromisoformat(str(one)) for one in appointed))


def _began(case: Case) -> datetime:
    return max(case.since, *(entry.at for entry in _stay(case) if entry.what == HANDED_OVER), case.since)


def _find_question(case: Case, step: Step) -> LetterOut | None:
    """The letter that asks the role, whoever has it now; None where the step asks by no letter."""
    to_role = (one for one in case.letters if one.role == step.waits_for and not one.copy)
    return next((one for one in to_role if one.at >= _began(case)), None)


def is_under_way(case: Case, rules: Rules) -> bool:
    """Whether the letter that asks is still here: who was not asked yet is not reminded, however long a server was
    away."""
    asked = _find_question(case, rules.procedure(case.process).step(case.step))
    return asked is not None and asked.state == "due"


class Waits(Protocol):
    """What must be known of a case to see whether it can be left alone: a summary of the index. `asked`: role and
    address of each letter of its stay at the step, `befell`: what the bot noted in that stay."""

    @property
    def process(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def reminded(self) -> int: ...
    @property
    def asked(self) -> frozenset[tuple[str, str]]: ...
    @property
    def befell(self) -> frozenset[str]: ...


def is_quiet(case: Waits, holders: Iterable[Address], most_days: float, rules: Rules) -> bool:
    """Whether neither `remind` nor `hand_over` can have anything to say: then the case need not be read. `most_days`:
    no fewer than the working days since `find_waiting_since`; `holders` of the awaited role today."""
    step = rules.procedure(case.process).step(case.step)
    told = {email for role, email in case.asked if role == step.waits_for}
    if any(call.to == step.waits_for for call in step.letters) and any(
        one.email not in told for one in holders
    ):
        return False
    if sum(days <= most_days for days in step.remind_after_days) > case.reminded:
        return False
    after = step.escalate_after_days
    return after is None or most_days < after or ESCALATED in case.befell


def remind(
    case: Case, worked_days: float, rules: Rules, now: datetime, said: Fields | None = None
) -> Decision | None:
    """The reminder and the escalation due at this step, or None. `worked_days`: working days passed since
    `find_waiting_since`. `said`: what the escalation may tell besides (who is waited for)."""
    if not case.open or is_under_way(case, rules):
        return None
    step = rules.procedure(case.process).step(case.step)
    general = rules.common.general
    due = sum(days <= worked_days for days in step.remind_after_days)
    told, sends = case, []
    if due > case.reminded:
        told = _noted(replace(told, reminded=due), REMINDED, now)
        sends.append(Send(general.reminder, role=step.waits_for))
    if _is_to_escalate(case, step, worked_days):
        told = _noted(told, ESCALATED, now)
        sends.append(
            Send(general.escalation, role=step.escalate_to, cc_roles=step.escalate_cc, said=said or {})
        )
    return Decision(told, told.journal[-1].what, tuple(sends)) if sends else None


def _is_to_escalate(case: Case, step: Step, worked_days: float) -> bool:
    """Once in each stay at the step."""
    after = step.escalate_after_days
    if after is None or worked_days < after:
        return False
    return all(entry.what != ESCALATED for entry in _stay(case))


def _stay(case: Case) -> tuple[Entry, ...]:
    """The journal since the case came to its step."""
    return tuple(entry for entry in case.journal if entry.step == case.step and entry.at >= case.since)


def _noted(case: Case, what: str, now: datetime) -> Case:
    return replace(case, journal=(*case.journal, Entry(now, "bot", what, case.step)))
