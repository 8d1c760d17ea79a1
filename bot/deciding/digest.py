"""The digest of a month: what stands here, what came, went and changed, who did not answer, how long steps take.

Pure: it follows from the cases alone, each looked at once and let go, so that ten thousand servers
fit in little room.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from statistics import median

from bot.deciding.calendar import Calendar, parse_moment
from bot.deciding.changes import parse_change
from bot.deciding.inventory import list_servers
from bot.deciding.past import as_at, find_checks, place_at
from bot.deciding.places import parse_units, render_units, reserved_units
from bot.deciding.rounds import add_months, due_moment, find_answers, find_returns, last_due, start_of
from bot.model import APPLICANT, NO_CASE, Case
from bot.office import RackView
from bot.office_rules import Inventory
from bot.rules import Procedure, Rules, Step
from bot.stock import Change, Digest, OpenCase, RackYear, Silent, StepTime, Stored

FREE, RESERVED = "", "-"  # how a rack view writes a unit
MOVED = ("moved", "closed")
Units = dict[str, int]  # rack id → units taken, a bit each


@dataclass(frozen=True)
class Period:
    """A month as the digest sees it: from, until (at most `now`), and the ends of the months before it."""

    month: str
    start: datetime
    until: datetime
    now: datetime
    months: tuple[str, ...]
    ends: tuple[datetime, ...]

    @staticmethod
    def of(month: str, count: int, calendar: Calendar, now: datetime) -> Period:
        months = tuple(add_months(month, -back) for back in reversed(range(count)))
        ends = tuple(min(start_of(add_months(one, 1), calendar), now) for one in months)
        return Period(month, start_of(month, calendar), ends[-1], now, months, ends)

    def has(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.until


@dataclass
class Tally:
    """What is gathered while the cases pass by."""

    stock: list[Stored] = field(default_factory=list)
    came: list[Stored] = field(default_factory=list)
    left: list[Stored] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    silent: list[Silent] = field(default_factory=list)
    slips: dict[str, datetime] = field(default_factory=dict)  # when they were sent, by case
    returns: dict[str, list[datetime]] = field(default_factory=dict)  # when they were asked for, by deposit
    asked: int = 0
    checked: int = 0
    taken: list[Units] = field(default_factory=list)  # per month
    open_cases: list[OpenCase] = field(default_factory=list)
    hours: dict[tuple[str, str], list[float]] = field(default_factory=dict)


def make_digest(cases: Iterable[Case], rules: Rules, month: str, calendar: Calendar, now: datetime) -> Digest:
    """The digest of `month` as known at `now`. `cases`: all of them, the closed ones too, in any order."""
    assert rules.inventory is not None, "rules that were checked have it"
    period = Period.of(month, rules.inventory.digest.months, calendar, now)
    tally = Tally(taken=[{} for _ in period.ends])
    for case in cases:
        if case.process != NO_CASE and case.opened < period.until:
            _add_case(tally, case, rules, calendar, period)
    stock = tuple(sorted(tally.stock, key=_by_place))
    return Digest(
        month=month,
        until=period.until,
        stock=stock,
        came=_in_order(tally.came),
        left=_in_order(tally.left),
        moved=_last_changes(tally.changes, "placed"),
        readdressed=_last_changes(tally.changes, "addressed"),
        asked=tally.asked,
        checked=tally.checked,
        silent=tuple(sorted(_still_silent(tally), key=lambda one: (one.opd, one.ref, one.role))),
        months=period.months,
        occupancy=_occupancy(rules, tally.taken),
        racks=_racks(rules, stock),
        open_cases=tuple(sorted(tally.open_cases, key=lambda one: (one.process, one.step, one.since))),
        times=_times(rules, tally.hours),
    )


# ---- one case --------------------------------------------------------------------------------------------


def _add_case(tally: Tally, case: Case, rules: Rules, calendar: Calendar, period: Period) -> None:
    servers = list_servers([case], rules.racks)
    changes = [change for entry in case.journal if (change := parse_change(entry))]
    procedure = rules.procedure(case.process)
    checks = find_checks(case, procedure)
    for server in servers:
        own = [change for change in changes if change.number == server.number]
        then = as_at(server, own, checks, period.until, rules.racks)
        _add_server(tally, then, own, calendar, period)
    tally.changes += [change for change in changes if period.has(change.at)]
    for ref, times in find_returns([case], rules).items():
        tally.returns.setdefault(ref, []).extend(times)
    _add_round(tally, case, procedure, servers, rules, calendar, period)
    _add_times(tally, case, procedure, calendar, period)
    if case.open:
        step = procedure.step(case.step)
        if not step.resting:
            age = calendar.worked_days(case.since, period.now)
            opd = str(case.fields.get("opd") or "")
            tally.open_cases.append(
                OpenCase(case.ref, opd, procedure.name, step.id, step.title, step.waits_for, case.since, age)
            )


def _add_server(
    tally: Tally, server: Stored, changes: list[Change], calendar: Calendar, period: Period
) -> None:
    arrived = parse_moment(server.arrived, calendar)
    left = parse_moment(server.left, calendar)
    if arrived is None:
        return
    for index, end in enumerate(period.ends):
        if arrived < end and (left is None or left >= end):
            rack, units = place_at(server, changes, end)
            month = tally.taken[index]
            month[rack.upper()] = month.get(rack.upper(), 0) | _bits(units)
    if arrived < period.until and (left is None or left >= period.until):
        tally.stock.append(replace(server, left="", left_by=""))
    if period.has(arrived):
        tally.came.append(server)
    if period.has(left):
        tally.left.append(server)


@lru_cache(maxsize=4096)
def _bits(units: str) -> int:
    """ "1-3" → 0b1110."""
    return sum(1 << unit for unit in parse_units(units))


def _add_round(
    tally: Tally, case: Case, procedure: Procedure, servers: tuple[Stored, ...], rules: Rules,
    calendar: Calendar, period: Period,
) -> None:  # fmt: skip
    """Every server that stood here at the month's round, whether it was asked about (it may have been in repair) or
    not; who did not answer, or was never asked to check it. While there is still time nobody is reported."""
    inventory = rules.inventory
    if inventory is None or procedure.id != inventory.round.process:
        return
    answered = find_answers(case, procedure, period.month)
    begun = answered.asked or due_moment(period.month, inventory.round, calendar)
    numbers = tuple(one.number for one in servers if _stood(one, begun, calendar))
    if not numbers or begun >= period.now:
        return
    tally.slips[case.ref] = begun
    tally.asked += len(numbers)
    tally.checked += len(numbers) if answered.form else 0
    if calendar.worked_days(begun, period.now) < inventory.round.unchecked_after_days:
        return
    opd, contact = str(case.fields.get("opd") or ""), str(case.fields.get("kontak") or "")
    role = procedure.step(inventory.round.step).waits_for
    for silent, who in (
        (not answered.form, role),
        (answered.asked is not None and not answered.slip, APPLICANT),
    ):
        if silent:
            tally.silent.append(Silent(case.ref, opd, who, contact, numbers))


def _still_silent(tally: Tally) -> list[Silent]:
    """Without the contacts who asked their servers back since: that answers the slip."""
    return [
        one
        for one in tally.silent
        if one.role != APPLICANT or all(at < tally.slips[one.ref] for at in tally.returns.get(one.ref, ()))
    ]


def _stood(server: Stored, moment: datetime, calendar: Calendar) -> bool:
    """Whether it stood here then."""
    arrived, left = parse_moment(server.arrived, calendar), parse_moment(server.left, calendar)
    return arrived is not None and arrived <= moment and (left is None or left > moment)


def _add_times(tally: Tally, case: Case, procedure: Procedure, calendar: Calendar, period: Period) -> None:
    """Working hours between coming to a step and leaving it, of the steps left in these months."""
    resting = {step.id for step in procedure.steps if step.resting}
    earliest = start_of(period.months[0], calendar)
    since = case.opened
    for entry in case.journal:
        if entry.what not in MOVED:
            continue
        if earliest <= entry.at < period.until and entry.step not in resting:
            spent = calendar.worked_hours(since, entry.at)
            tally.hours.setdefault((procedure.id, entry.step), []).append(spent)
        since = entry.at


# ---- all of them -----------------------------------------------------------------------------------------


def _by_place(server: Stored) -> tuple[str, str, int, str]:
    units = parse_units(server.units)
    return (server.room, server.rack, units[0] if units else 0, server.number)


def _in_order(servers: Iterable[Stored]) -> tuple[Stored, ...]:
    return tuple(sorted(servers, key=lambda one: (one.ref, one.index)))


def _last_changes(changes: Iterable[Change], what: str) -> tuple[Change, ...]:
    """One line per server: from where it was at first to where it came at last; back again is no change."""
    merged: dict[str, Change] = {}
    for change in sorted((one for one in changes if one.what == what), key=lambda one: one.at):
        first = merged.get(change.number, change)
        merged[change.number] = Change(change.number, change.what, first.before, change.after, change.at)
    return tuple(one for _, one in sorted(merged.items()) if one.before != one.after)


def _occupancy(rules: Rules, taken: list[Units]) -> tuple[RackYear, ...]:
    return tuple(
        RackYear(
            room.name,
            rack.id,
            rack.units - len(reserved_units(rack)),
            tuple(units.get(rack.id.upper(), 0).bit_count() for units in taken),
        )
        for room, rack in rules.racks.all()
    )


def _racks(rules: Rules, stock: Iterable[Stored]) -> tuple[RackView, ...]:
    """The racks as the month left them."""
    holders: dict[tuple[str, int], str] = {}
    for server in stock:
        for unit in parse_units(server.units):
            holders.setdefault((server.rack.upper(), unit), server.opd or server.ref)
    views = []
    for room, rack in rules.racks.all():
        kept = reserved_units(rack)
        units = range(1, rack.units + 1)
        held = tuple(
            RESERVED if unit in kept else holders.get((rack.id.upper(), unit), FREE) for unit in units
        )
        free = render_units(unit for unit in units if held[unit - 1] == FREE)
        views.append(RackView(room.name, rack.id, held, free, 0))
    return tuple(views)


def _times(rules: Rules, hours: Mapping[tuple[str, str], list[float]]) -> tuple[StepTime, ...]:
    assert rules.inventory is not None
    least = rules.inventory.digest.propose_from
    return tuple(
        _step_time(procedure, step, sorted(measured), least)
        for procedure, step in _steps(rules)
        if (measured := hours.get((procedure.id, step.id)))
    )


def _steps(rules: Rules) -> Iterator[tuple[Procedure, Step]]:
    return ((procedure, step) for procedure in rules.procedures for step in procedure.steps)


def _step_time(procedure: Procedure, step: Step, measured: list[float], least: int) -> StepTime:
    """The SOP leaves its time standards empty: what is proposed is the time within which four of five were done."""
    p80 = measured[math.ceil(0.8 * len(measured)) - 1]
    standard = step.time_standard_hours
    proposed = float(max(1, math.ceil(p80))) if standard is None and len(measured) >= least else None
    return StepTime(
        procedure.name, step.id, step.title, len(measured), median(measured), p80, standard, proposed
    )


def part_of(digest: Digest, opd: str) -> tuple[Stored, ...]:
    """The servers of one agency: all that it may see of the digest."""
    return tuple(one for one in digest.stock if one.opd == opd)


def find_due_digests(
    opened: datetime | None, made: Iterable[str], rules: Inventory, calendar: Calendar, now: datetime
) -> tuple[str, ...]:
    """The months whose digest is due and not among those `made`, oldest first. `opened`: the first case of all.

    A digest of a month is due on its day of the next one. What a downtime missed is made up, each month once; with
    none made yet (a first start) only the latest."""
    done = sorted(made)
    month = add_months(last_due(now, rules.digest, calendar), -1)
    if opened is None or opened >= start_of(add_months(month, 1), calendar):
        return ()
    if not done:
        return (month,)
    missing = []
    while month > done[-1]:
        missing.append(month)
        month = add_months(month, -1)
    return tuple(reversed(missing))
