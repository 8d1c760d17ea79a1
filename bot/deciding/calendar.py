"""Working days of the office: Monday to Friday, without Indonesia's public holidays. Days are local dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """`opens`, `closes` in local time of `zone`."""

    zone: ZoneInfo
    opens: time = time(7, 30)
    closes: time = time(15, 30)

    def is_workday(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in _holidays(day.year)

    def is_open(self, now: datetime) -> bool:
        """Whether letters that nobody waits for (reminders) may go out at this moment (aware)."""
        local = now.astimezone(self.zone)
        return self.is_workday(local.date()) and self.opens <= local.time() < self.closes

    def worked_days(self, since: datetime, now: datetime) -> int:
        """Working days after the day of `since` up to and with the day of `now` (both aware); 0 when earlier."""
        day, last = since.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        total = 0
        while day < last:
            day += timedelta(days=1)
            total += self.is_workday(day)
        return total


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year))
