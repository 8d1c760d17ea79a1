"""What stands in the racks and what became of it in a month: values that deciding makes and writing prints.

They hold; they never act. Months are written "2026-11" and compare as text; times are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.model import Address
from bot.office import RackView


@dataclass(frozen=True, slots=True)
class Stored:
    """A server as the inventory has it. `number` is its inventory number ("TTP-2026-0007/1"); times are ISO 8601;
    `left` is '' while it stands here. `facts` are its characteristics by the field ids of the handover form."""

    number: str
    ref: str
    index: int  # its place in the case's `server` list, from 0
    opd: str
    contact: str
    phone: str
    applicant: Address
    facts: Mapping[str, str] = field(default_factory=dict)
    room: str = ""
    rack: str = ""
    units: str = ""
    ip: tuple[str, ...] = ()
    gateway: str = ""
    arrived: str = ""
    left: str = ""
    left_by: str = ""
    checked: str = ""

    @property
    def name(self) -> str:
        """How letters call it."""
        serial = self.facts.get("nomor_seri", "")
        return (
            " ".join(filter(None, (self.facts.get("merek", ""), f"({serial})" if serial else "")))
            or self.number
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed of a server that stands here: its place ("A U10-11") or its addresses."""

    number: str
    what: Literal["placed", "addressed"]
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Silent:
    """Who did not answer the month's round: a role, or the applicant, of a case. `servers` are their numbers."""

    ref: str
    opd: str
    role: str
    contact: str
    servers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RackYear:
    """Units taken in a rack at the end of each month, of those that guests may take."""

    room: str
    rack: str
    usable: int
    taken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case at a step where somebody is waited for. `age` is in working days."""

    ref: str
    opd: str
    process: str
    step: str
    title: str
    waits_for: str
    since: datetime
    age: int


@dataclass(frozen=True, slots=True)
class StepTime:
    """Working hours that a step took, measured; `proposed` is None where a standard is set or cases are few."""

    process: str
    step: str
    title: str
    count: int
    median: float
    p80: float
    standard: float | None = None
    proposed: float | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """A month of the inventory. `stock` and the racks stand as at its end (or at `now`, while it lasts)."""

    month: str
    until: datetime
    stock: tuple[Stored, ...] = ()
    came: tuple[Stored, ...] = ()
    left: tuple[Stored, ...] = ()
    moved: tuple[Change, ...] = ()
    readdressed: tuple[Change, ...] = ()
    asked: int = 0  # servers in the month's round
    checked: int = 0  # of these, looked at
    silent: tuple[Silent, ...] = ()
    months: tuple[str, ...] = ()  # of the occupancy, oldest first
    occupancy: tuple[RackYear, ...] = ()
    racks: tuple[RackView, ...] = ()
    open_cases: tuple[OpenCase, ...] = ()
    times: tuple[StepTime, ...] = ()
