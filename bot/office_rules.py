"""The shape of the rule files beside the procedures: racks, working calendar, monthly inventory, agencies.

What an admin may write there, and nothing else: an unknown key is refused.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rack(Rule):
    id: str
    units: Annotated[int, Field(ge=1, le=99)]
    watts: Annotated[int, Field(ge=1)]
    reserved: tuple[str, ...] = ()


class Room(Rule):
    id: str
    name: str
    racks: Annotated[tuple[Rack, ...], Field(alias="rack")] = ()


class Racks(Rule):
    """`rules/racks.toml`: where servers can stand."""

    default_units: Annotated[int, Field(ge=1)] = 2
    default_watts: Annotated[int, Field(ge=1)] = 500
    rooms: Annotated[tuple[Room, ...], Field(alias="room")] = ()

    def all(self) -> list[tuple[Room, Rack]]:
        return [(room, rack) for room in self.rooms for rack in room.racks]


Weekday = Literal["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)  # Monday first, as `date.weekday` counts


def _parse_clock(text: object) -> object:
    """ "07.30" → 07:30; anything else is refused with an example."""
    hour, _, minute = str(text).replace(":", ".").partition(".")
    if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise ValueError(f"“{text}” bukan jam; tulis misalnya “07.30”")
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"“{text}” bukan jam; tulis misalnya “07.30”")
    return dt.time(int(hour), int(minute))


def _parse_span(text: object) -> object:
    """ "12.00-13.00" → (12:00, 13:00)."""
    start, _, end = str(text).partition("-")
    return _parse_clock(start.strip()), _parse_clock(end.strip())


def _write_clock(clock: dt.time) -> str:
    return f"{clock:%H.%M}"


def _write_span(span: tuple[dt.time, dt.time]) -> str:
    return "-".join(map(_write_clock, span))


# in JSON as an admin writes it, so that what was written is read again
Clock = Annotated[dt.time, BeforeValidator(_parse_clock), PlainSerializer(_write_clock, when_used="json")]
ClockSpan = Annotated[
    tuple[dt.time, dt.time], BeforeValidator(_parse_span), PlainSerializer(_write_span, when_used="json")
]


class WorkHours(Rule):
    """Working time of some weekdays, in the office's zone."""

    days: tuple[Weekday, ...]
    opens: Clock
    closes: Clock
    breaks: tuple[ClockSpan, ...] = ()


class Almanac(Rule):
    """`rules/kalender.toml`: when the office works."""

    days_off: tuple[Weekday, ...] = ()
    hours: tuple[WorkHours, ...] = ()


class SpecialDay(Rule):
    """A day of `rules/libur/<year>.toml`. `masuk`: the office works, though the calendar has a holiday."""

    date: dt.date
    name: str
    kind: Literal["libur", "cuti-bersama", "masuk"]


class YearDays(Rule):
    days: Annotated[tuple[SpecialDay, ...], Field(alias="day")] = ()


class MonthDay(Rule):
    """A moment of every month in the office's zone; on a day off it is the next working day's."""

    day: Annotated[int, Field(ge=1, le=31)]
    hour: Annotated[int, Field(ge=0, le=23)]


class Round(MonthDay):
    """The monthly round: whose cases are asked about, by which letters, and what follows without an answer."""

    process: str
    step: str
    form: str  # the letter to whom the step waits for
    slip: str  # the letter to the applicant
    form_reminder: str
    slip_reminder: str
    remind_after_days: Annotated[int, Field(ge=1)]  # working days
    unchecked_after_days: Annotated[int, Field(ge=1)]


class DigestRule(MonthDay):
    """The digest of a month, on a day of the next one: to whom, how far back, from how many cases on a time standard
    is proposed."""

    letter: str
    part: str  # the letter to each OPD with its own part
    to: tuple[str, ...]
    months: Annotated[int, Field(ge=1, le=36)] = 12
    propose_from: Annotated[int, Field(ge=2)] = 10


class Inventory(Rule):
    """`rules/inventaris.toml`."""

    version: str
    round: Round
    digest: DigestRule


class Opd(Rule):
    name: str
    aliases: tuple[str, ...] = ()
