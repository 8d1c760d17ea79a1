"""What stands in the racks: a list made from the cases alone, server by server, and never kept anywhere else.

A server is in the inventory from the handover (SOP 12-13; the rule's `stamps = "masuk"`) until it is marked as gone
(`keluar` in its own facts, written by a finished return).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from bot.deciding.places import parse_units, render_units, server_units
from bot.model import Address, Fields
from bot.office_rules import Racks
from bot.stock import Stored

__all__ = ["ARRIVED", "CHECKED", "LEFT", "LEFT_BY", "Stored", "list_servers", "present"]

ARRIVED, LEFT, LEFT_BY, CHECKED = "masuk", "keluar", "keluar_berkas", "diperiksa"
OWN_FACTS = frozenset({"rak", "unit", "ip", LEFT, LEFT_BY, CHECKED})  # not the server's characteristics


class Kept(Protocol):
    """What the inventory must know of a case: a Case is one, a summary of the index too."""

    @property
    def ref(self) -> str: ...
    @property
    def fields(self) -> Fields: ...
    @property
    def applicant(self) -> Address: ...
    @property
    def closed(self) -> str: ...


def list_servers(cases: Iterable[Kept], racks: Racks) -> tuple[Stored, ...]:
    """Every server handed over in these cases, those that left included, by inventory number."""
    found = [stored for case in cases if case.fields.get(ARRIVED) for stored in _of_case(case, racks)]
    return tuple(sorted(found, key=lambda stored: (stored.ref, stored.index)))


def present(stored: Iterable[Stored]) -> tuple[Stored, ...]:
    """Those that stand here now."""
    return tuple(one for one in stored if not one.left)


def _of_case(case: Kept, racks: Racks) -> Iterator[Stored]:
    fields = case.fields
    rooms = {rack.id.upper(): room.name for room, rack in racks.all()}
    servers = fields.get("server") or [{}]
    units = server_units(fields, racks) or (parse_units(_text(fields, "unit")),)
    for index, server in enumerate(servers):
        rack = str(server.get("rak") or fields.get("rak") or "")
        yield Stored(
            number=f"{case.ref}/{index + 1}",
            ref=case.ref,
            index=index,
            opd=_text(fields, "opd"),
            contact=_text(fields, "kontak"),
            phone=_text(fields, "telepon"),
            applicant=case.applicant,
            facts={key: str(value) for key, value in server.items() if value and key not in OWN_FACTS},
            room=rooms.get(rack.upper(), ""),
            rack=rack,
            units=render_units(units[index]) if index < len(units) else "",
            ip=_addresses(server, fields, index, len(servers)),
            gateway=_text(fields, "gateway"),
            arrived=_text(fields, ARRIVED),
            left=_text(server, LEFT) or (_text(fields, LEFT) if case.closed else ""),
            left_by=_text(server, LEFT_BY),
            checked=_text(server, CHECKED),
        )


def _text(facts: Mapping[str, Any], key: str) -> str:
    return str(facts.get(key) or "")


def _addresses(server: Mapping[str, Any], fields: Fields, index: int, count: int) -> tuple[str, ...]:
    """The server's own; else the case's: one each when there are as many as servers, else all of them."""
    own = server.get("ip")
    if own:
        return tuple(own) if isinstance(own, (list, tuple)) else (str(own),)
    shared = tuple(str(one) for one in fields.get("ip") or ())
    return (shared[index],) if count > 1 and len(shared) == count else shared
