"""Who comes to hold a role while a letter waits for it gets that letter too, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.deciding.remind import HANDED_OVER
from bot.model import Address, Case, Decision, Entry, Send
from bot.rules import Rules


def hand_over(case: Case, holders: Iterable[Address], rules: Rules, now: datetime) -> Decision | None:
    """The step's letters for those of `holders` (of the awaited role, today) who never got a letter in this stay
    at the step; None when there is nobody, or the step asks nobody by letter."""
    if not case.open:
        return None
    step = rules.procedure(case.process).step(case.step)
    letters = [call.letter for call in step.letters if call.to == step.waits_for]
    new = [one for one in holders if one.email not in _told(case, step.waits_for)]
    if step.resting or not letters or not new:
        return None
    sends = tuple(Send(letter, role=step.waits_for, address=address) for address in new for letter in letters)
    text = "surat langkah ini dikirim kepada " + ", ".join(one.email for one in new)
    entry = Entry(now, "bot", HANDED_OVER, case.step, text=text)
    return Decision(replace(case, journal=(*case.journal, entry)), HANDED_OVER, sends)


def _told(case: Case, role: str) -> set[str]:
    """The addresses that got a letter in that role since the case came to its step."""
    return {
        letter.to.email
        for letter in case.letters
        if letter.role == role and letter.step == case.step and letter.at >= case.since
    }
