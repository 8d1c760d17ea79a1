"""What letters tell of the queue: who waits, in which order, and who would be passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.deciding.places import Floor, render_units
from bot.deciding.room import propose_place
from bot.deciding.waiting import find_overtaken, find_queue_step
from bot.edges.index import Summary
from bot.edges.store import Store
from bot.model import Case, Fields, Send
from bot.rules import Rules
from bot.standing import load_room


def tell_queue(case: Case, store: Store, rules: Rules, sends: tuple[Send, ...]) -> tuple[Send, ...]:
    """Where room is given, every letter knows who waits by order of arrival, and the case's own position if it does.
    The other cases are as the store has them: as they were before this."""
    step = find_queue_step(rules, case.process, case.step)
    if not case.open or not step:
        return sends
    waiting = [one for one in store.open_cases_at([(case.process, step)]) if one.ref != case.ref]
    if case.step == step:
        waiting.append(Summary.of(case))
    queue = sorted(waiting, key=lambda one: (one.since, one.ref))
    others = any(one.ref != case.ref for one in queue)
    passed = _find_passed(case, queue, load_room(store, rules, but=case.ref)) if others else ()
    listed = [
        {
            "nomor": one.ref, "opd": one.fields.get("opd", ""), "sejak": one.since.isoformat(),
            "muat": one.ref in passed,
        }
        for one in queue
    ]  # fmt: skip
    refs = [one.ref for one in queue]
    told: Fields = {"antrean": listed}
    if case.ref in refs:
        told = {**told, "urutan": str(refs.index(case.ref) + 1)}
    return tuple(replace(send, said={**send.said, **told}) for send in sends)


def _find_passed(case: Case, queue: Sequence[Summary], floor: Floor) -> tuple[str, ...]:
    """Who has waited longer and would fit into the place that the letter proposes for this case."""
    place = propose_place(floor, case)
    if place is None:
        return ()
    return find_overtaken(queue, case.ref, {"rak": place[0], "unit": render_units(place[1])}, floor)
