"""Room that was promised without a place: whoever was told to bring his server finds one, though nobody said which.

Pure. Nobody is promised what another was promised before, or is offered at this moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from bot.deciding.own_places import PLACE
from bot.deciding.places import (
    Floor,
    Holding,
    Placed,
    find_place,
    make_floor,
    needed_units,
    needed_watts,
    parse_units,
)
from bot.model import Fields
from bot.office_rules import Rack
from bot.rules import Outcome, Rules

REASON = "alasan"  # asked for when room is given past somebody who has waited longer


class Standing(Placed, Protocol):
    """What must be known of a case to see whether it was promised room."""

    @property
    def process(self) -> str: ...
    @property
    def step(self) -> str: ...


def promises_room(outcome: Outcome) -> bool:
    """Whether this outcome says that there is room, be it without a place."""
    return set(PLACE) <= set(outcome.carries)


def make_room(rules: Rules, cases: Iterable[Standing]) -> Floor:
    """What stands or is promised, from the open cases, and who was promised room without a place."""
    cases, due = tuple(cases), list_open_ended(rules)
    open_ended = (case for case in cases if (case.process, case.step) in due and not is_named(case.fields))
    return replace(make_floor(rules.racks, cases), promised=tuple(open_ended))


def list_open_ended(rules: Rules) -> frozenset[tuple[str, str]]:
    """The (process, step) at which a case has been promised room, be it without a place."""
    return frozenset(
        (procedure.id, step.id)
        for procedure in rules.procedures
        for step in procedure.steps
        if any(set(PLACE) <= set(outcome.needs) for outcome in step.outcomes)
    )


def is_named(fields: Fields) -> bool:
    """Whether a place is named in full."""
    return all(fields.get(name) for name in PLACE)


def settle(floor: Floor, ref: str = "") -> Floor:
    """The floor as if everybody but `ref` who was promised room had his place."""
    for case in floor.promised:
        if case.ref == ref:
            continue
        units, watts = needed_units(case.fields, floor.racks), needed_watts(case.fields, floor.racks)
        if place := find_place(floor, units, watts, case.ref):
            floor = put_case(floor, case, place, watts)
    return floor


def propose_place(floor: Floor, case: Placed) -> tuple[str, tuple[int, ...]] | None:
    """The best place for the case that nobody holds and nobody was promised; None: full."""
    units, watts = needed_units(case.fields, floor.racks), needed_watts(case.fields, floor.racks)
    return find_place(settle(floor, case.ref), units, watts, case.ref)


def put_case(floor: Floor, case: Placed, place: tuple[str, tuple[int, ...]], watts: int) -> Floor:
    """The floor with the case in that place."""
    rack, units = place
    holding = Holding(case.ref, str(case.fields.get("opd", "")))
    taken = {**floor.taken, **{(rack, unit): holding for unit in units}}
    drawn = {**floor.watts.get(rack, {}), case.ref: watts}
    return replace(floor, taken=taken, watts={**floor.watts, rack: drawn})


def find_shortage(floor: Floor, fields: Fields, ref: str) -> str:
    """Why no room can be promised to the case while its place is left open, or half of it: in Indonesian, with what
    is free. '' when something fits, or the place is named in full."""
    if is_named(fields):
        return ""
    name, unit = str(fields.get("rak") or ""), str(fields.get("unit") or "")
    units, watts = needed_units(fields, floor.racks), needed_watts(fields, floor.racks)
    floor = settle(floor, ref)
    racks = [rack for _, rack in floor.racks.all() if not name or rack == floor.rack(name)]
    if any(_holds(floor, rack, unit, units, ref) and floor.watts_left(rack, ref) >= watts for rack in racks):
        return ""
    where = f" di rak {name}" if name else f" pada U{unit}" if unit else ""
    promised = ", ".join(case.ref for case in floor.promised if case.ref != ref)
    return (
        f"tidak ada tempat kosong{where} untuk server setinggi {units}U dengan daya {watts} W; "
        f"yang kosong: {_list_free(floor, ref)}"
        f"{'; sudah dijanjikan tanpa tempat: ' + promised if promised else ''}"
    )


def _holds(floor: Floor, rack: Rack, unit: str, units: int, ref: str) -> bool:
    if wanted := parse_units(unit):
        return max(wanted) <= rack.units and all(floor.is_free(rack, one, ref) for one in wanted)
    return any(high - low + 1 >= units for low, high in floor.free_runs(rack, ref))


def _list_free(floor: Floor, ref: str) -> str:
    free = []
    for _, rack in floor.racks.all():
        runs = ", ".join(
            f"U{low}-U{high}" if high > low else f"U{low}" for low, high in floor.free_runs(rack, ref)
        )
        if runs:
            free.append(f"rak {rack.id} {runs} (sisa daya {max(floor.watts_left(rack, ref), 0)} W)")
    return ", ".join(free) or "tidak ada"
