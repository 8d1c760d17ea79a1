"""Where a message belongs and by what right: which case, which role, proven or not. Pure.

A `From:` line is no proof (design, "Who may decide"): a code that we sent to this very address is, or a pass of
our own mail server's authentication.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from bot.model import APPLICANT, OFF_DUTY, STRANGER, Address, Attachment, Case, Message, Place, Right
from bot.office import Office
from bot.rules import Limits


class Known(Protocol):
    """What must be known of an open case to find its people: a Case is one, a summary of the index too."""

    @property
    def ref(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def process(self) -> str: ...
    @property
    def applicant(self) -> Address: ...
    @property
    def contacts(self) -> tuple[Address, ...]: ...


def find_role(email: str, case: Known | None, office: Office, waits_for: str = "") -> str:
    """The role in which this address writes: an official's, the applicant's of this case, or a stranger's.

    Who holds several roles writes in the one that the case waits for; an official on whose day another holds his
    role is off duty."""
    held = [role for role, addresses in office.roles.items() if email in {one.email for one in addresses}]
    if case is not None and email in {one.email for one in (case.applicant, *case.contacts)}:
        held.append(APPLICANT)
    if waits_for in held:
        return waits_for
    if held or case is None:
        return held[0] if held else STRANGER
    known = {one.email for addresses in office.off_duty.values() for one in addresses}
    return OFF_DUTY if email in known else STRANGER


def find_case_of(email: str, cases: Iterable[Known]) -> str | None:
    """The one open case of this applicant, for a mail that names none; None when there is none, or several."""
    refs = [case.ref for case in cases if email in {one.email for one in (case.applicant, *case.contacts)}]
    return refs[0] if len(refs) == 1 else None


def find_right(code_fits: bool, authenticated: bool, by_number: bool, letter: int | None = None) -> Right:
    """By what right a message reached its case; `letter` is the number of the letter that its code fits."""
    if code_fits:
        return Right(True, "code", letter)
    if authenticated:
        return Right(True, "authentication")
    return Right(False, "number" if by_number else "address")


def find_place(case: Case | None, role: str, letters: tuple[str, ...] = ()) -> Place:
    """What the reader is told of the case: its step, its facts, our letters, and what we asked this role for."""
    if case is None:
        return Place(None, None, APPLICANT if role == STRANGER else role)
    pending = case.pending_of(role, "incomplete")
    awaiting = pending.missing if pending is not None else ()
    return Place(case.process, case.step, role, case.fields, letters, awaiting, case.ref)


def written_at(message: Message, now: datetime) -> datetime:
    """When the message was written: its Date, but never later than now (aware)."""
    return min(message.date, now)


def is_kept(attachment: Attachment, limits: Limits) -> bool:
    """Whether the rules let this attachment into a case's files, and so on to its readers."""
    kind = attachment.name.rpartition(".")[2].lower()
    return kind in limits.attachment_types and attachment.size <= limits.max_attachment_bytes
