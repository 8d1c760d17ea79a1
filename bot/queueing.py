"""The waiting list moves: offers that ran out, positions that changed, places that came free. After every pass.

What is due follows from the cases as they stand, so a pass that was cut off is simply made again. What only time
brings waits for working hours; what a message has brought about does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.deciding.places import Floor
from bot.deciding.waiting import (
    Waiting,
    decide_expiry,
    decide_offer,
    decide_position,
    find_expired,
    find_offers,
    find_queue,
    knows_position,
)
from bot.edges.store import Store
from bot.kit import Kit
from bot.model import Decision
from bot.rules import Queue
from bot.standing import load_queue, load_room


@dataclass(frozen=True)
class Queueing:
    kit: Kit
    store: Store
    now: datetime

    def run(self, heard: bool) -> int:
        """How many cases changed; `heard`: this pass took a message."""
        working = self.kit.calendar.is_open(self.now)
        if not (heard or working) or not self._queue():
            return 0
        return (self._expire() if working else 0) + self._tell_positions() + self._offer()

    def _queue(self) -> tuple[Waiting, ...]:
        return load_queue(self.store, self.kit.rules)

    def _floor(self) -> Floor:
        return load_room(self.store, self.kit.rules)

    def _rule(self, case: Waiting) -> Queue:
        queue = find_queue(self.kit.rules, case.process, case.step)
        assert queue is not None, "only cases that queue are asked for"
        return queue

    def _expire(self) -> int:
        expired = [case for case in self._queue() if find_expired(case, self.now)]
        for waiting in expired:
            case = self.store.load(waiting.ref)
            position = sum(one.step == case.step for one in self._queue())
            self._apply(waiting.ref, decide_expiry(case, self._rule(waiting), position, self.now))
        return len(expired)

    def _tell_positions(self) -> int:
        changed, counted = 0, dict[tuple[str, str], int]()
        floor = self._floor()
        for waiting in self._queue():
            place = (waiting.process, waiting.step)
            counted[place] = counted.get(place, 0) + 1
            if knows_position(waiting, counted[place], floor):
                continue
            case = self.store.load(waiting.ref)
            decision = decide_position(case, counted[place], floor, self._rule(waiting), self.now)
            changed += self._apply(waiting.ref, decision)
        return changed

    def _offer(self) -> int:
        offers = find_offers(self._queue(), self._floor())
        for offer in offers:
            case = self.store.load(offer.ref)
            queue = self._rule(case)
            until = self.kit.calendar.add_working_days(self.now, queue.offer_days)
            self._apply(offer.ref, decide_offer(case, offer, until, queue, self.now))
        return len(offers)

    def _apply(self, ref: str, decision: Decision | None) -> bool:
        if decision is None:
            return False
        from bot.applying import Applier  # loaded with the first letter

        Applier(self.kit, self.store, self.now).apply_time(self.store.load(ref), decision)
        return True
