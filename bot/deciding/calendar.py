"""Working time of the office: its hours and breaks, weekly days off, public holidays and cuti bersama.

Days and hours are those of the office's zone; times given back are UTC. Pure: the calendar is made once from the
rule files; a day that they do not name is as the `holidays` package has it for Indonesia.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.office_rules import WEEKDAYS, Almanac, SpecialDay

Spans = tuple[tuple[time, time], ...]
DAY = timedelta(days=1)
HORIZON = 400  # days: no office is closed for longer
PLAIN_HOURS: Mapping[int, Spans] = dict.fromkeys(range(5), ((time(7, 30), time(15, 30)),))
CATEGORIES = ("public", "government")  # of the package: public holidays, and cuti bersama where it knows them


@dataclass(frozen=True)
class Calendar:
    """`hours`: weekday (Monday 0) → spans of working time, local; a weekday without is off. `named`: days of the
    office's own files, True for a working day. `known`: year → what `find_holidays` has for it."""

    zone: ZoneInfo
    hours: Mapping[int, Spans] = field(default_factory=lambda: PLAIN_HOURS)
    named: Mapping[date, bool] = field(default_factory=dict)
    known: Mapping[int, frozenset[date]] = field(default_factory=dict, repr=False)

    def is_workday(self, day: date) -> bool:
        """Whether the office works on that local date."""
        if day.weekday() not in self.hours:
            return False
        named = self.named.get(day)
        return day not in self._holidays(day.year) if named is None else named

    def _holidays(self, year: int) -> frozenset[date]:
        return self.known[year] if year in self.known else find_holidays(year)

    def is_open(self, now: datetime) -> bool:
        """Whether letters that nobody waits for (reminders) may go out at this moment (aware)."""
        day = self._local_day(now)
        return any(start <= now < end for start, end in self._hours_of(day)) and self.is_workday(day)

    def next_open(self, now: datetime) -> datetime:
        """`now` if the office is open, else the moment it opens next. Raises ValueError when it never does."""
        day = self._local_day(now)
        for _ in range(HORIZON):
            for start, end in self._spans(day):
                if now < end:
                    return max(start, now).astimezone(UTC)
            day += DAY
        raise ValueError(f"no working hour within {HORIZON} days of {now}")

    def worked_hours(self, since: datetime, now: datetime) -> float:
        """Hours of working time between the two (aware); 0 when `now` is earlier."""
        day, last = self._local_day(since), self._local_day(now)
        total = timedelta()
        while day <= last:
            for start, end in self._spans(day):
                total += max(min(end, now) - max(start, since), timedelta())
            day += DAY
        return total / timedelta(hours=1)

    def worked_days(self, since: datetime, now: datetime) -> int:
        """Working days after the day of `since` up to and with the day of `now` (both aware); 0 when earlier."""
        day, last = self._local_day(since), self._local_day(now)
        total = 0
        while day < last:
            day += DAY
            total += self.is_workday(day)
        return total

    def add_working_days(self, now: datetime, days: int) -> datetime:
        """The deadline `days` working days after `now`: at the same time of a later working day, counted from the
        next opening when the office is closed, and never outside working hours. Raises ValueError below 0."""
        if days < 0:
            raise ValueError(f"{days} working days")
        start = self.next_open(now).astimezone(self.zone)
        day = start.date()
        for _ in range(days):
            day = self._next_workday(day)
        return self.next_open(datetime.combine(day, start.time(), self.zone))

    def passed_days(self, since: datetime, now: datetime) -> int:
        """Whole working days that have passed: the most that can be added to `since` without going past `now`."""
        if now < since:
            return 0
        days = self.worked_days(self.next_open(since), now)
        while days and self.add_working_days(since, days) > now:
            days -= 1
        return days

    def _next_workday(self, day: date) -> date:
        for _ in range(HORIZON):
            day += DAY
            if self.is_workday(day):
                return day
        raise ValueError(f"no working day within {HORIZON} days")

    def _local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working time of a local date, in UTC."""
        return self._hours_of(day) if self.is_workday(day) else ()

    def _hours_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The hours of its weekday, whether or not it is a holiday."""
        return tuple(
            (_utc(day, opens, self.zone), _utc(day, closes, self.zone))
            for opens, closes in self.hours.get(day.weekday(), ())
        )


def make_calendar(
    zone: ZoneInfo,
    almanac: Almanac,
    years: Mapping[int, tuple[SpecialDay, ...]],
    known: Mapping[int, frozenset[date]] | None = None,
) -> Calendar:
    """The calendar of checked rule files. `known`: the holidays of some years, as `find_holidays` has them."""
    hours = {
        WEEKDAYS.index(name): _without_breaks(group.opens, group.closes, group.breaks)
        for group in almanac.hours
        for name in group.days
    }
    named = {one.date: one.kind == "masuk" for days in years.values() for one in days}
    return Calendar(zone, hours, named, known or {})


def _without_breaks(opens: time, closes: time, breaks: Spans) -> Spans:
    spans, begins = [], opens
    for start, end in sorted(breaks):
        spans.append((begins, start))
        begins = end
    return tuple(span for span in (*spans, (begins, closes)) if span[0] < span[1])


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


@cache
def find_holidays(year: int) -> frozenset[date]:
    """What the `holidays` package has for Indonesia."""
    import holidays  # a tenth of a second and more; loaded with the first day that the office's own files do not name

    return frozenset(holidays.country_holidays("ID", years=year, categories=CATEGORIES))


def parse_moment(text: str, calendar: Calendar) -> datetime | None:
    """A time as the cases write it: ISO with offset; a mere date is its local midnight; None for what is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone)
