"""The waiting list: fair and explained. Order of arrival; the first whose servers fit gets the place that came free.

Who waits follows from the cases alone; what is decided here is said again and again until it is done, and changes
nothing when it is done already: a crash between two cases loses no offer and makes none twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from bot.deciding.places import (
    Floor,
    Holding,
    Placed,
    find_place,
    needed_units,
    needed_watts,
    parse_units,
    render_units,
)
from bot.deciding.room import is_named, put_case, settle
from bot.model import APPLICANT, Case, Decision, Entry, Fields, Send
from bot.rules import Queue, Rules

OFFER, UNTIL, POSITION, FULL = "tawaran", "sampai", "urutan", "bebas_saat_penuh"
QUEUE_FACTS = (OFFER, POSITION, FULL)  # what a case holds only while it waits


class Waiting(Protocol):
    """What must be known of a case that waits: a Case is one, a summary of the index too."""

    @property
    def ref(self) -> str: ...
    @property
    def process(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def fields(self) -> Fields: ...


@dataclass(frozen=True)
class Offer:
    """A place for the first case it fits."""

    ref: str
    rack: str
    unit: str


def find_queue(rules: Rules, process: str, step: str) -> Queue | None:
    """How cases queue at that step; None where they don't."""
    for procedure in rules.procedures:
        if procedure.id == process:
            return next((one.queue for one in procedure.steps if one.id == step), None)
    return None


def find_queue_step(rules: Rules, process: str, step: str) -> str:
    """Where those wait who come before a case at `step`: there too, or where one of its outcomes leads; '' when
    nobody queues before it."""
    for procedure in (one for one in rules.procedures if one.id == process):
        queues = {one.id for one in procedure.steps if one.queue}
        led = [outcome.next for one in procedure.steps if one.id == step for outcome in one.outcomes]
        return next((one for one in (step, *led) if one in queues), "")
    return ""


def list_queues(rules: Rules) -> frozenset[tuple[str, str]]:
    """The (process, step) at which cases queue."""
    return frozenset((one.id, step.id) for one in rules.procedures for step in one.steps if step.queue)


def order_queue(cases: Iterable[Waiting], rules: Rules) -> tuple[Waiting, ...]:
    """Those that wait, first come first."""
    waiting = (case for case in cases if find_queue(rules, case.process, case.step) is not None)
    return tuple(sorted(waiting, key=lambda case: (case.since, case.ref)))


def find_offers(queue: Iterable[Waiting], floor: Floor) -> tuple[Offer, ...]:
    """Who is to be offered which place now: each in turn, the first whose servers fit (units and power).

    Nothing that would have fitted when the case was told that all is full, and that nobody has taken since: the kasi
    knows more of his room than the racks' file, and what he called full is not offered behind his back."""
    offers, floor = [], settle(floor)
    for case in queue:
        if case.fields.get(OFFER):
            continue
        units, watts = needed_units(case.fields, floor.racks), needed_watts(case.fields, floor.racks)
        place = find_place(_without(floor, case.fields.get(FULL)), units, watts, case.ref)
        if place is None:
            continue
        offers.append(Offer(case.ref, place[0], render_units(place[1])))
        floor = put_case(floor, case, place, watts)
    return tuple(offers)


def called_full(floor: Floor, case: Placed) -> dict[str, str]:
    """Rack → its free units in which the case would fit, and that are called full all the same."""
    units, watts = needed_units(case.fields, floor.racks), needed_watts(case.fields, floor.racks)
    found = {}
    for _, rack in floor.racks.all():
        runs = [run for run in floor.free_runs(rack, case.ref) if run[1] - run[0] + 1 >= units]
        if runs and floor.watts_left(rack, case.ref) >= watts:
            found[rack.id] = ", ".join(render_units(range(low, high + 1)) for low, high in runs)
    return found


def find_overtaken(queue: Iterable[Waiting], ref: str, fields: Fields, floor: Floor) -> tuple[str, ...]:
    """Who has waited longer than `ref` (everybody, when it does not wait yet) and would fit into the place it is
    given; when none is named in full, who fits anywhere, or holds an offer that he has not answered."""
    earlier: list[str] = []
    settled = settle(floor, ref)
    for case in queue:
        if case.ref == ref:
            break
        if _would_fit(case, fields, settled):
            earlier.append(case.ref)
    return tuple(earlier)


def _would_fit(case: Waiting, given: Fields, floor: Floor) -> bool:
    units, watts = needed_units(case.fields, floor.racks), needed_watts(case.fields, floor.racks)
    if not is_named(given):
        return bool(case.fields.get(OFFER)) or find_place(floor, units, watts, case.ref) is not None
    rack = floor.rack(str(given["rak"]))
    enough = rack is not None and floor.watts_left(rack, case.ref) >= watts
    return enough and len(parse_units(str(given["unit"]))) >= units and not case.fields.get(OFFER)


def decide_offer(case: Case, offer: Offer, until: datetime, queue: Queue, now: datetime) -> Decision:
    """The place is kept for this case until `until`, and the applicant is asked for a time."""
    fields = {**case.fields, "rak": offer.rack, "unit": offer.unit, OFFER: {UNTIL: until.isoformat()}}
    text = f"ditawari rak {offer.rack} U{offer.unit}"
    said = {"rak": offer.rack, "unit": offer.unit, "waktu": [until.isoformat()]}
    send = Send(queue.offer, role=APPLICANT, said=said, cc_roles=queue.cc)
    return Decision(_noted(replace(case, fields=fields), "offered", text, now), "offered", (send,))


def find_expired(case: Waiting, now: datetime) -> bool:
    """Whether this case's offer has run out."""
    offer = case.fields.get(OFFER)
    return isinstance(offer, Mapping) and datetime.fromisoformat(str(offer[UNTIL])) < now


def decide_expiry(case: Case, queue: Queue, position: int, now: datetime) -> Decision:
    """The place goes to the next; who did not answer waits on, behind the others, and has his turn after them."""
    place = f"rak {case.fields.get('rak', '')} U{case.fields.get('unit', '')}"
    kept = {key: value for key, value in case.fields.items() if key not in (OFFER, "rak", "unit")}
    case = replace(case, fields={**kept, POSITION: position}, since=now, reminded=0, pending=())
    send = Send(queue.expired, role=APPLICANT, said={POSITION: str(position)}, cc_roles=queue.cc)
    return Decision(_noted(case, "offer-expired", place, now), "offer-expired", (send,))


def knows_position(case: Waiting, position: int, floor: Floor) -> bool:
    """Whether the case has been told so, and nothing that it was called full of has been taken since."""
    full = case.fields.get(FULL) or {}
    return case.fields.get(POSITION) == position and _still_free(full, floor, case.ref) == full


def decide_position(case: Case, position: int, floor: Floor, queue: Queue, now: datetime) -> Decision | None:
    """The position is told whenever it changes; on entry the letter that says "full" has told it already. What was
    called full, and somebody has taken since, is no longer remembered as full."""
    if knows_position(case, position, floor):
        return None
    told, known = case.fields.get(POSITION), case.fields.get(FULL) or {}
    entered = told is None and FULL not in case.fields
    still = called_full(floor, case) if entered else _still_free(known, floor, case.ref)
    case = replace(case, fields={**case.fields, FULL: still, POSITION: position})
    if told in (None, position):
        return Decision(case, "queued")
    send = Send(queue.position, role=APPLICANT, said={POSITION: str(position)})
    return Decision(_noted(case, "position", f"urutan ke-{position}", now), "position", (send,))


def _still_free(barred: Mapping[str, Any], floor: Floor, ref: str) -> dict[str, str]:
    still = {}
    for name, runs in barred.items():
        rack = floor.rack(name)
        free = [
            unit for unit in parse_units(str(runs)) if rack is not None and floor.is_free(rack, unit, ref)
        ]
        if free:
            still[name] = render_units(free)
    return still


def _noted(case: Case, what: str, text: str, now: datetime) -> Case:
    return replace(case, journal=(*case.journal, Entry(now, "bot", what, case.step, text=text)))


def _without(floor: Floor, barred: Any) -> Floor:
    """The floor with the units that were free, and yet called full, held by nobody's hand."""
    if not isinstance(barred, Mapping):
        return floor
    held = {(rack, unit): Holding("", "") for rack, runs in barred.items() for unit in parse_units(str(runs))}
    return replace(floor, taken={**held, **floor.taken})
