"""The monthly round (SOP Konfigurasi 7): when it is due, whom it asks, who is reminded once, who answered.

Pure. A round is asked once per case and month: the case's own field says so, its journal tells the rest. Months are
"2026-11"; days and hours are those of the calendar's zone.
"""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.deciding.calendar import Calendar, parse_moment
from bot.deciding.inventory import ARRIVED, list_servers, present
from bot.deciding.returns import CHOSEN
from bot.model import APPLICANT, Case, Decision, Entry, Fields, Send
from bot.office_rules import Inventory, MonthDay
from bot.rules import Procedure, Rules

ASKED, ASKED_AT, REMINDED = "putaran", "putaran_sejak", "putaran_diingatkan"
ROUND, ROUND_REMINDED = "round", "round-reminded"
LEAVING = ("released", "closed")  # and what it calls the departure of a server
TAKEN = ("stayed", "moved", "closed")  # what the journal calls an answer that was taken


class Asked(Protocol):
    """What must be known of a case to ask about it: a Case is one, a summary of the index too."""

    @property
    def ref(self) -> str: ...
    @property
    def process(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def opened(self) -> datetime: ...
    @property
    def since(self) -> datetime: ...
    @property
    def fields(self) -> Fields: ...
    @property
    def open(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether the month's round was asked of a case, and who answered it."""

    asked: datetime | None = None
    form: bool = False
    slip: bool = False


# ---- months --------------------------------------------------------------------------------------------------


def month_of(now: datetime, calendar: Calendar) -> str:
    local = now.astimezone(calendar.zone)
    return f"{local.year:04d}-{local.month:02d}"


def add_months(month: str, count: int) -> str:
    """("2026-11", 2) → "2027-01"."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year:04d}-{number + 1:02d}"


def start_of(month: str, calendar: Calendar) -> datetime:
    """The month's first moment, in UTC."""
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=calendar.zone).astimezone(UTC)


def due_moment(month: str, rule: MonthDay, calendar: Calendar) -> datetime:
    """The rule's day and hour in that month, on a day off those of the next working day; in UTC."""
    year, number = int(month[:4]), int(month[5:])
    day = date(year, number, min(rule.day, month_lengths.monthrange(year, number)[1]))
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(rule.hour), calendar.zone).astimezone(UTC)


def last_due(now: datetime, rule: MonthDay, calendar: Calendar) -> str:
    """The latest month whose moment has come."""
    month = month_of(now, calendar)
    while due_moment(month, rule, calendar) > now:
        month = add_months(month, -1)
    return month


# ---- the round -----------------------------------------------------------------------------------------------


def find_unasked(cases: Iterable[Asked], rules: Inventory, calendar: Calendar, now: datetime) -> list[Asked]:
    """The cases that the latest round has not asked yet. What came into the racks later waits for the next; what was
    in repair when the round began is asked as soon as it is back at the step."""
    month = last_due(now, rules.round, calendar)
    due = due_moment(month, rules.round, calendar)
    return [
        case
        for case in cases
        if _is_at(case, rules)
        and _has_come(case, due, calendar)
        and str(case.fields.get(ASKED) or "") < month
    ]


def find_unreminded(
    cases: Iterable[Asked], rules: Inventory, calendar: Calendar, now: datetime
) -> list[Asked]:
    """The cases that the latest round asked long enough ago that a reminder is due, if they did not answer."""
    month = last_due(now, rules.round, calendar)
    return [
        case
        for case in cases
        if _is_at(case, rules)
        and case.fields.get(ASKED) == month
        and case.fields.get(REMINDED) != case.fields[ASKED]
        and calendar.worked_days(datetime.fromisoformat(str(case.fields[ASKED_AT])), now)
        >= rules.round.remind_after_days
    ]


def ask_round(case: Case, rules: Rules, month: str, now: datetime) -> Decision:
    """The letters of the round, and the case that knows it. A new month may be asked back once again."""
    inventory, step = _rules_of(case, rules)
    fields = {**case.fields, ASKED: month, ASKED_AT: now.isoformat()}
    entry = Entry(now, "bot", ROUND, case.step, text=month)
    told = replace(case, fields=fields, journal=(*case.journal, entry), asked_unclear=())
    sends = (Send(inventory.round.form, role=step), Send(inventory.round.slip, role=APPLICANT))
    return Decision(told, ROUND, sends)


def find_returns(cases: Iterable[Asked], rules: Rules) -> dict[str, list[datetime]]:
    """When returns were asked for, by the deposit that holds what they ask for."""
    found: dict[str, list[datetime]] = {}
    for case in cases:
        if rules.procedure(case.process).takes_from:
            for ref in {str(number).partition("/")[0] for number in case.fields.get(CHOSEN) or ()}:
                found.setdefault(ref, []).append(case.opened)
    return found


def remind_round(case: Case, rules: Rules, now: datetime, returns: Iterable[datetime] = ()) -> Decision:
    """The one reminder to each who has not answered; no letter when both have, and never asked again. `returns`: when
    what the case holds was asked back, which answers the slip."""
    inventory, step = _rules_of(case, rules)
    month = str(case.fields[ASKED])
    answered = find_answers(case, rules.procedure(case.process), month)
    sends = []
    if not answered.form:
        sends.append(Send(inventory.round.form_reminder, role=step))
    asked_back = answered.asked is not None and any(at >= answered.asked for at in returns)
    if not answered.slip and not asked_back:
        sends.append(Send(inventory.round.slip_reminder, role=APPLICANT))
    entry = (Entry(now, "bot", ROUND_REMINDED, case.step, text=month),) if sends else ()
    told = replace(case, fields={**case.fields, REMINDED: month}, journal=(*case.journal, *entry))
    return Decision(told, ROUND_REMINDED, tuple(sends))


def find_answers(case: Case, procedure: Procedure, month: str) -> Answered:
    """Who answered that month's round, by the journal: up to the round after it."""
    at = next((i for i, one in enumerate(case.journal) if one.what == ROUND and one.text == month), None)
    if at is None:
        return Answered()
    checking = {(step.id, one.id) for step in procedure.steps for one in step.outcomes if one.checks}
    form = slip = False
    for entry in case.journal[at + 1 :]:
        if entry.what == ROUND:
            break
        if entry.what in LEAVING and entry.by == "bot":
            slip = True  # it is here no longer: nobody need say so
        if entry.what in TAKEN:
            form = form or (entry.step, entry.outcome) in checking
            slip = slip or entry.by == APPLICANT
    return Answered(case.journal[at].at, form, slip)


def order_by_room(cases: Iterable[Case], rules: Rules) -> list[Case]:
    """By room, rack and unit, so that the teknisi walks the rooms once."""

    def place(case: Case) -> tuple[str, str, int, str]:
        servers = present(list_servers([case], rules.racks))
        first = servers[0] if servers else None
        unit = first.units.partition("-")[0].partition(",")[0] if first else ""
        return (
            first.room if first else "",
            first.rack if first else "",
            int(unit) if unit.isdecimal() else 0,
            case.ref,
        )

    return sorted(cases, key=place)


def _is_at(case: Asked, rules: Inventory) -> bool:
    return case.open and (case.process, case.step) == (rules.round.process, rules.round.step)


def _has_come(case: Asked, moment: datetime, calendar: Calendar) -> bool:
    """Whether its servers stood here then. A time without a zone is local."""
    arrived = parse_moment(str(case.fields.get(ARRIVED) or ""), calendar)
    return arrived is not None and arrived <= moment


def _rules_of(case: Case, rules: Rules) -> tuple[Inventory, str]:
    """The inventory's rules, and the role that the case's step waits for."""
    assert rules.inventory is not None, "rules that were checked have it"
    return rules.inventory, rules.procedure(case.process).step(case.step).waits_for
