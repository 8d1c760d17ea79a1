"""The office and its racks as letters show them: values from the config and from the cases, nothing that acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.model import Address


@dataclass(frozen=True, slots=True)
class RackView:
    """A rack as a letter shows it. `holders`: who holds each unit, from unit 1 up ('' free, '-' not for guests,
    '+' proposed)."""

    room: str
    rack: str
    holders: tuple[str, ...]
    free: str  # "5-12, 20-40"
    watts_left: int


@dataclass(frozen=True, slots=True)
class FloorView:
    """All racks as a letter shows them, and the place proposed for its case ('' when nothing is free)."""

    racks: tuple[RackView, ...]
    rack: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who holds a role instead of its regular official from `first` to `last`, both included (local dates).
    `title` is what stands before the role's name ("Plh."), or ''."""

    role: str
    address: Address
    first: date
    last: date
    title: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Who is who, from the config: roles with their addresses (already resolved to stand-ins of the day),
    and the names that letters and forms print."""

    mailbox: Address  # the bot's own address and display name
    roles: Mapping[str, tuple[Address, ...]]
    titles: Mapping[str, str]  # role id → how the office calls it
    name: str = ""  # "Dinas Komunikasi dan Informatika Kabupaten Trenggalek"
    place: str = ""  # "Trenggalek"
    room: str = ""  # where servers are handed over
    letterhead: tuple[str, ...] = ()
    operator: Address | None = None  # the person told about held mail
    zone: str = "Asia/Jakarta"
    print_nip: bool = False
    off_duty: Mapping[str, tuple[Address, ...]] = field(
        default_factory=dict
    )  # known for a role, not on this day
    stand_ins: tuple[StandIn, ...] = ()  # of all days: what was decided earlier keeps its signer's title
