"""The few of the open cases that are asked about, found without reading or walking over all of them.

Who waits for room, who holds it or was promised it: what is left out `order_queue` and `make_room` pass over. And
whom somebody may have to be reminded of: what is left out `remind` and `hand_over` have nothing to say of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.deciding.places import Floor
from bot.deciding.remind import is_quiet
from bot.deciding.room import list_open_ended, make_room
from bot.deciding.waiting import Waiting, list_queues, order_queue
from bot.edges.store import Store
from bot.kit import Kit
from bot.rules import Rules


def load_queue(store: Store, rules: Rules) -> tuple[Waiting, ...]:
    """Who waits, first come first."""
    return order_queue(store.open_cases_at(list_queues(rules)), rules)


def load_room(store: Store, rules: Rules, but: str = "") -> Floor:
    """The racks as they stand and are promised; without the case `but`."""
    cases = {one.ref: one for one in store.cases_in_racks()}
    cases |= {one.ref: one for one in store.open_cases_at(list_open_ended(rules))}
    cases.pop(but, None)
    return make_room(rules, (cases[ref] for ref in sorted(cases)))


def find_stirring(store: Store, kit: Kit, now: datetime) -> tuple[str, ...]:
    """References of the cases of which somebody may have to be reminded, or whose role went to another meanwhile. A
    case at rest, or at a step that the rules no longer have, waits for nobody."""
    steps = {
        (one.id, step.id): step for one in kit.rules.procedures for step in one.steps if not step.resting
    }
    roles, days = kit.office(now).roles, _WorkedDays(kit, now)
    return tuple(
        one.ref
        for one in store.open_cases_at(steps)
        if not is_quiet(
            one, roles.get(steps[one.process, one.step].waits_for, ()), days.since(one.since), kit.rules
        )
    )


@dataclass
class _WorkedDays:
    """Working days until now, counted once for all cases of a day."""

    kit: Kit
    now: datetime
    _known: dict[date, int] = field(default_factory=dict)

    def since(self, moment: datetime) -> int:
        day = moment.astimezone(self.kit.calendar.zone).date()
        if day not in self._known:
            self._known[day] = self.kit.calendar.worked_days(moment, self.now)
        return self._known[day]
