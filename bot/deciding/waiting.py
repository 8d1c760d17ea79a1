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
    find_place,
    needed_units,
    needed_watts,
    parse_units,
    render_units,
)
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


def order_queue(cases: Iterable[Waiting], rules: Rules) -> tuple[Waiting, ...]:
    """Those that wait, first come first."""
    waiting = (case for case in cases if find_queue(rules, case.process, case.step) is not None)
    return tuple(sorted(waiting, key=lambda case: (case.since, case.ref)))


def find_offers(queue: Iterable[Waiting], floor: Floor) -> tuple[Offer, ...]:
    """Who is to be offered which place now: each in turn, the first whose servers fit (units and power).

    Only what came free since the case was told that all is full: the kasi knows more of his room than the racks'
    file, and what he called full is not offered behind his back."""
    offers = []
    for case in queue:
        if case.fields.get(OFFER):
            continue
        units, watts = needed_units(case.fields, floor.racks), needed_watts(case.fields, floor.racks)
        place = find_place(_without(floor, case.fields.get(FULL)), units, watts, case.ref)
        if place is None:
            continue
        offers.append(Offer(case.ref, place[0], render_units(place[1])))
        floor = _with_offer(floor, case, place, watts)
    return tuple(offers)


def free_units(floor: Floor) -> dict[str, str]:
    """Rack → its free units, as it is kept in a case that was told that all is full."""
    return {
        rack.id: ", ".join(render_units(range(low, high + 1)) for low, high in floor.free_runs(rack))
        for _, rack in floor.racks.all()
    }


def find_overtaken(queue: Iterable[Waiting], ref: str, fields: Fields, floor: Floor) -> tuple[str, ...]:
    """Who has waited longer than `ref` and would fit into the place it is given (any place, when none is named)."""
    given = len(parse_units(str(fields.get("unit") or "")))
    earlier: list[str] = []
    for case in queue:
        if case.ref == ref:
            return tuple(earlier)
        if case.fields.get(OFFER):
            continue
        if not given or needed_units(case.fields, floor.racks) <= given:
            earlier.append(case.ref)
    return ()


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
    """The place goes to the next; who did not answer waits on, behind the others, and is not offered it again."""
    barred = dict(case.fields.get(FULL) or {})
    rack, unit = str(case.fields.get("rak", "")), str(case.fields.get("unit", ""))
    barred[rack] = ", ".join(filter(None, (barred.get(rack), unit)))
    kept = {key: value for key, value in case.fields.items() if key not in (OFFER, "rak", "unit")}
    case = replace(case, fields={**kept, FULL: barred, POSITION: position}, since=now, reminded=0, pending=())
    send = Send(queue.expired, role=APPLICANT, said={POSITION: str(position)})
    return Decision(_noted(case, "offer-expired", f"rak {rack} U{unit}", now), "offer-expired", (send,))


def decide_position(case: Case, position: int, floor: Floor, queue: Queue, now: datetime) -> Decision | None:
    """The position is told whenever it changes. On entry the letter that says "full" has told it already, and the
    case remembers what was free all the same."""
    told = case.fields.get(POSITION)
    if told == position:
        return None
    fields = {FULL: free_units(floor), **case.fields, POSITION: position}
    case = replace(case, fields=fields)
    if told is None:
        return Decision(case, "queued")
    send = Send(queue.position, role=APPLICANT, said={POSITION: str(position)})
    return Decision(_noted(case, "position", f"urutan ke-{position}", now), "position", (send,))


def _noted(case: Case, what: str, text: str, now: datetime) -> Case:
    return replace(case, journal=(*case.journal, Entry(now, "bot", what, case.step, text=text)))


def _without(floor: Floor, barred: Any) -> Floor:
    """The floor with the units that were free, and yet called full, held by nobody's hand."""
    if not isinstance(barred, Mapping):
        return floor
    held = {
        (rack, unit): Holding("", "")
        for rack, runs in barred.items()
        for run in str(runs).split(", ")
        for unit in parse_units(run)
    }
    return replace(floor, taken={**held, **floor.taken})


def _with_offer(floor: Floor, case: Waiting, place: tuple[str, tuple[int, ...]], watts: int) -> Floor:
    rack, units = place
    holding = Holding(case.ref, str(case.fields.get("opd", "")))
    taken = {**floor.taken, **{(rack, unit): holding for unit in units}}
    return replace(floor, taken=taken, watts={**floor.watts, rack: floor.watts.get(rack, 0) + watts})
