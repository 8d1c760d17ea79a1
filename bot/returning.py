"""Before a message is decided: which stored servers a return means, and whether this writer may ask for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.deciding.leaving import choose_left
from bot.deciding.returns import (
    MENTION,
    Shelf,
    choose_asked,
    find_choice,
    is_entitled,
    make_shelf,
)
from bot.edges.store import Store
from bot.model import APPLICANT, Case, Fields
from bot.rules import Outcome, Rules

if TYPE_CHECKING:
    from bot.gather import Gathered

UNENTITLED = "meminta server OPD yang tidak mengenal alamat ini"


def _begun(case: Case | None, role: str, outcome: Outcome) -> Fields:
    """What this role has told so far of that decision, which waits for the rest."""
    pending = case.pending_of(role, "incomplete") if case else None
    return pending.fields if pending is not None and pending.outcome == outcome.id else {}


@dataclass(frozen=True)
class Returning:
    """Looks up what stands here; changes nothing."""

    rules: Rules
    store: Store

    def find_refusal(self, gathered: Gathered) -> str:
        """Why this request for a return must go to a person, in Indonesian; '' when it may be opened."""
        process = gathered.heard.reading.process or ""
        if not self.rules.procedure(process).takes_from:
            return ""
        shelf = self._shelf(process, gathered.message.sender.email)
        opd = str(gathered.heard.reading.fields.get("opd") or "")
        return "" if is_entitled(shelf, opd) else UNENTITLED

    def choose(self, gathered: Gathered) -> Gathered:
        """The same, with the servers it means looked up and named by their inventory numbers."""
        reading, case = gathered.heard.reading, gathered.case
        if MENTION not in reading.fields:
            return gathered
        process = (reading.process if gathered.opens or case is None else case.process) or ""
        opens = gathered.opens or case is None
        step = self.rules.procedure(process).first.id if opens or case is None else case.step
        held: Fields = {} if opens or case is None else case.fields
        ref = "" if opens or case is None else case.ref
        outcome = find_choice(self.rules, process, step)
        heard = gathered.heard
        if outcome is None:
            return gathered
        if outcome.releases is not None:
            heard = choose_left(heard, held, _begun(case, heard.role, outcome), self.rules, outcome)
        elif heard.role == APPLICANT or opens:
            shelf = self._shelf(process, gathered.message.sender.email, ref)
            thread = gathered.named if gathered.named != ref else ""
            heard = choose_asked(heard, held, shelf, thread, outcome)
        return replace(gathered, heard=heard)

    def _shelf(self, process: str, email: str, ref: str = "") -> Shelf:
        return make_shelf(self.store.open_cases(), self.rules, process, email, ref)
