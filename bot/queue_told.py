"""What letters tell of the queue: who waits, in which order, and who would be passed over. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.deciding.places import render_units
from bot.deciding.room import make_room, propose_place
from bot.deciding.waiting import find_overtaken, find_queue_step
from bot.edges.index import Summary
from bot.model import Case, Fields, Send
from bot.rules import Rules


def tell_queue(
    case: Case, cases: Sequence[Summary], rules: Rules, sends: tuple[Send, ...]
) -> tuple[Send, ...]:
    """Where room is given, every letter knows who waits by order of arrival, and the case's own position if it does.
    `cases`: the open ones, as they were before this."""
    step = find_queue_step(rules, case.process, case.step)
    if not case.open or not step:
        return sends
    others = [one for one in cases if one.ref != case.ref]
    waiting = [one for one in others if (one.process, one.step) == (case.process, step)]
    if case.step == step:
        waiting.append(Summary.of(case))
    queue = sorted(waiting, key=lambda one: (one.since, one.ref))
    passed = _find_passed(case, queue, others, rules)
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


def _find_passed(
    case: Case, queue: Sequence[Summary], others: Sequence[Summary], rules: Rules
) -> tuple[str, ...]:
    """Who has waited longer and would fit into the place that the letter proposes for this case."""
    floor = make_room(rules, others)
    place = propose_place(floor, case)
    if place is None:
        return ()
    return find_overtaken(queue, case.ref, {"rak": place[0], "unit": render_units(place[1])}, floor)
