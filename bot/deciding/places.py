"""Rooms, racks and units: what is taken follows from the cases alone, and no unit is ever given twice.

Pure: the floor is made anew from the open cases whenever it is asked for; it is nobody's second truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from bot.deciding.sizes import HIGHEST_UNIT, KEPT, read_units, read_watts
from bot.model import Fields
from bot.office import FloorView, RackView
from bot.office_rules import Rack, Racks

_RUN = re.compile(r"U?(\d{1,3})(?:\s{0,2}[-–—]\s{0,2}U?(\d{1,3}))?", re.IGNORECASE)


class Placed(Protocol):
    """What the floor must know of a case: a Case is one, a summary of the index too."""

    @property
    def ref(self) -> str: ...
    @property
    def fields(self) -> Fields: ...


@dataclass(frozen=True)
class Holding:
    """Who holds a unit, and for which agency."""

    ref: str
    opd: str


@dataclass(frozen=True)
class Floor:
    """All racks with what is taken: (rack id, unit) → who holds it; `watts`: rack id → case → what it draws there.
    `promised` are those who were promised room without a place: they must find one too."""

    racks: Racks
    taken: Mapping[tuple[str, int], Holding] = field(default_factory=dict)
    watts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    promised: tuple[Placed, ...] = ()

    def rack(self, name: str) -> Rack | None:
        """The rack of that name, however it is cased."""
        return next((rack for _, rack in self.racks.all() if rack.id.upper() == name.strip().upper()), None)

    def is_free(self, rack: Rack, unit: int, ref: str = "") -> bool:
        """Whether the unit can be given to the case `ref` (which may hold it already)."""
        holder = self.taken.get((rack.id, unit))
        return unit not in reserved_units(rack) and (holder is None or holder.ref == ref)

    def free_runs(self, rack: Rack, ref: str = "") -> Iterator[tuple[int, int]]:
        """(lowest, highest) of every run of free units, from below."""
        start = 0
        for unit in range(1, rack.units + 2):
            free = unit <= rack.units and self.is_free(rack, unit, ref)
            if free and not start:
                start = unit
            elif not free and start:
                yield start, unit - 1
                start = 0

    def watts_left(self, rack: Rack, ref: str = "") -> int:
        """What the rack can still give the case `ref`, beside what others draw."""
        drawn = self.watts.get(rack.id, {})
        return rack.watts - sum(drawn.values()) + drawn.get(ref, 0)


@lru_cache(KEPT)
def parse_units(text: str) -> tuple[int, ...]:
    """'10-12' → (10, 11, 12); '14', 'U5, U7-U8' likewise; () for what names no units."""
    units: set[int] = set()
    for part in re.split(r"[,;]|\bdan\b", str(text)):
        match = _RUN.fullmatch(part.strip())
        if match is None:
            return ()
        low, high = int(match[1]), int(match[2] or match[1])
        if not 1 <= low <= high <= HIGHEST_UNIT:
            return ()
        units.update(range(low, high + 1))
    return tuple(sorted(units))


def render_units(units: Iterable[int]) -> str:
    """(10, 11, 12) → '10-12'."""
    runs: list[list[int]] = []
    for unit in sorted(units):
        if runs and runs[-1][1] == unit - 1:
            runs[-1][1] = unit
        else:
            runs.append([unit, unit])
    return ", ".join(f"{low}-{high}" if high > low else str(low) for low, high in runs)


def reserved_units(rack: Rack) -> frozenset[int]:
    return frozenset(unit for text in rack.reserved for unit in parse_units(text))


def make_floor(racks: Racks, cases: Iterable[Placed]) -> Floor:
    """What stands or is promised, from the open cases. Who came first keeps a unit that two cases name."""
    taken: dict[tuple[str, int], Holding] = {}
    watts: dict[str, dict[str, int]] = {}
    names = {rack.id.upper(): rack.id for _, rack in racks.all()}
    for case in cases:
        holding = Holding(case.ref, str(case.fields.get("opd", "")))
        for rack_name, units, load in _standing(case.fields, racks):
            rack = names.get(rack_name.strip().upper())
            if rack is None:
                continue
            for unit in units:
                taken.setdefault((rack, unit), holding)
            drawn = watts.setdefault(rack, {})
            drawn[case.ref] = drawn.get(case.ref, 0) + load
    return Floor(racks, taken, watts)


def _standing(fields: Fields, racks: Racks) -> Iterator[tuple[str, tuple[int, ...], int]]:
    """(rack, units, watts) of each server that has not left; of the whole promised place before the handover."""
    servers = _servers(fields)
    rack = str(fields.get("rak") or "")
    if not servers:
        yield rack, parse_units(str(fields.get("unit") or "")), needed_watts(fields, racks)
        return
    for server, units in zip(servers, server_units(fields, racks), strict=True):
        if not server.get("keluar"):
            yield str(server.get("rak") or rack), units, read_watts(server.get("daya"), racks.default_watts)


def server_units(fields: Fields, racks: Racks) -> tuple[tuple[int, ...], ...]:
    """The units of each server of the case: its own, else its share of the case's run in the order told, when the
    sizes add up; else the whole run, which is free only when the last of them has left."""
    servers = _servers(fields)
    run = parse_units(str(fields.get("unit") or ""))
    sizes = [read_units(server.get("ukuran"), 0) for server in servers]
    if servers and 0 in sizes and len(run) % len(servers) == 0:
        sizes = [len(run) // len(servers)] * len(servers)
    shares = sum(sizes) == len(run)
    found = []
    for index, server in enumerate(servers):
        start = sum(sizes[:index])
        share = run[start : start + sizes[index]] if shares else run
        found.append(parse_units(str(server.get("unit") or "")) or share)
    return tuple(found)


def needed_units(fields: Fields, racks: Racks) -> int:
    """How many units the case's servers take together; what is not said is assumed by the rules."""
    sizes = (read_units(server.get("ukuran"), racks.default_units) for server in _servers(fields))
    return sum(sizes) or racks.default_units


def needed_watts(fields: Fields, racks: Racks) -> int:
    """How much power the case's servers take together; what is not said is assumed by the rules."""
    servers = _servers(fields)
    return (
        sum(read_watts(server.get("daya"), racks.default_watts) for server in servers) or racks.default_watts
    )


def find_place(floor: Floor, units: int, watts: int, ref: str = "") -> tuple[str, tuple[int, ...]] | None:
    """The best free place: the smallest run that holds it, in a rack with power left; lowest first. None: full."""
    fits = [
        (high - low, rack.id, low)
        for _, rack in floor.racks.all()
        if floor.watts_left(rack, ref) >= watts
        for low, high in floor.free_runs(rack, ref)
        if high - low + 1 >= units
    ]
    if not fits:
        return None
    _, rack_id, low = min(fits)
    return rack_id, tuple(range(low, low + units))


def find_conflict(floor: Floor, rack_name: str, unit_text: str, ref: str) -> str:
    """Why this place can't be given to the case, in Indonesian for the one who named it; '' when it can."""
    rack = floor.rack(rack_name)
    if rack is None:
        known = ", ".join(one.id for _, one in floor.racks.all())
        return f"rak {rack_name} tidak ada; rak yang ada: {known}"
    units = parse_units(unit_text)
    if unit_text and not units:
        return f"unit “{unit_text}” tidak terbaca; tulis misalnya U10-U12"
    if beyond := [unit for unit in units if unit > rack.units]:
        return f"rak {rack.id} hanya sampai U{rack.units}; U{render_units(beyond)} tidak ada"
    for unit in units:
        if unit in reserved_units(rack):
            return f"U{unit} di rak {rack.id} tidak untuk server titipan"
        if not floor.is_free(rack, unit, ref):
            holding = floor.taken[rack.id, unit]
            return f"U{unit} di rak {rack.id} sudah dipakai {holding.opd or 'berkas lain'} ({holding.ref})"
    return ""


def find_refusal(floor: Floor, fields: Fields, ref: str) -> str:
    """Why the place that `fields` name can't be the case's, in Indonesian; '' when it can, or none is named. Only a
    size and a power that were told refuse it: who gives a place knows more than what the rules assume."""
    name, unit = str(fields.get("rak") or ""), str(fields.get("unit") or "")
    if not name:
        return ""
    if conflict := find_conflict(floor, name, unit, ref):
        return conflict
    sizes = [read_units(server.get("ukuran"), 0) for server in _servers(fields)]
    if unit and sizes and all(sizes) and len(parse_units(unit)) < sum(sizes):
        return f"{len(parse_units(unit))} unit terlalu kecil untuk server setinggi {sum(sizes)}U"
    rack, watts = floor.rack(name), sum(read_watts(server.get("daya"), 0) for server in _servers(fields))
    if rack is not None and watts > floor.watts_left(rack, ref):
        left = max(floor.watts_left(rack, ref), 0)
        return f"sisa daya rak {rack.id} {left} W, server ini memerlukan {watts} W"
    return ""


def view_floor(floor: Floor, case: Placed, place: tuple[str, tuple[int, ...]] | None) -> FloorView:
    """The racks as a letter to the one who gives places shows them, with the place proposed for this case."""
    views = tuple(_view_rack(floor, room.name, rack, case.ref, place) for room, rack in floor.racks.all())
    return FloorView(views, place[0], render_units(place[1])) if place else FloorView(views)


def _view_rack(
    floor: Floor, room: str, rack: Rack, ref: str, place: tuple[str, tuple[int, ...]] | None
) -> RackView:
    proposed = place[1] if place and place[0] == rack.id else ()
    holders = []
    for unit in range(1, rack.units + 1):
        holding = floor.taken.get((rack.id, unit))
        held = (holding.opd or holding.ref) if holding else ""
        holders.append("-" if unit in reserved_units(rack) else "+" if unit in proposed else held)
    free = ", ".join(render_units(range(low, high + 1)) for low, high in floor.free_runs(rack, ref))
    return RackView(room, rack.id, tuple(holders), free, floor.watts_left(rack))


def _servers(fields: Fields) -> list[Mapping[str, Any]]:
    given = fields.get("server")
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []
