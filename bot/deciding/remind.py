"""Time is an event like any other: what falls due because nobody answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.model import Case, Decision, Entry, Send
from bot.rules import Rules


def remind(case: Case, worked_days: float, rules: Rules, now: datetime) -> Decision | None:
    """The reminder due at this step, or None. `worked_days`: working days passed since `case.since`.

    One letter, however many fell due while the bot was down."""
    if not case.open:
        return None
    step = rules.procedure(case.process).step(case.step)
    due = sum(days <= worked_days for days in step.remind_after_days)
    if due <= case.reminded:
        return None
    entry = Entry(now, "bot", "reminded", case.step)
    told = replace(case, reminded=due, journal=(*case.journal, entry))
    return Decision(told, "reminded", (Send(rules.common.general.reminder, role=step.waits_for),))
