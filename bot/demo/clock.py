"""The clock of the demo: the real one, moved forward where the play says that days go by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.deciding.calendar import Calendar
from bot.deciding.rounds import add_months, due_moment, month_of
from bot.office_rules import Inventory

AFTER_IT_IS_DUE = timedelta(minutes=30)


@dataclass
class MovedClock:
    """Called, it tells the moment in UTC. It runs on between two moves, and never back."""

    added: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.added

    def move_to(self, moment: datetime) -> None:
        """From now on it shows that moment (aware) and what passes after it; nothing happens for one that is past."""
        self.added += max(moment - self(), timedelta())


def find_next_round(rules: Inventory, calendar: Calendar, now: datetime) -> datetime:
    """A moment in working hours of the month after `now` (aware), at which the round and the digest are due."""
    month = add_months(month_of(now, calendar), 1)
    due = max(due_moment(month, rule, calendar) for rule in (rules.round, rules.digest))
    return calendar.next_open(due + AFTER_IT_IS_DUE)


def find_offered_time(calendar: Calendar, now: datetime, days: int) -> datetime:
    """A working day, that many days after `now` or the next one after that, at nine in the zone of the office."""
    day = now.astimezone(calendar.zone) + timedelta(days=days)
    while not calendar.is_workday(day.date()):
        day += timedelta(days=1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)
