"""A server as it stood at an earlier moment: the record of today, taken back by what the journal tells since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.deciding.changes import parse_addresses, parse_place, render_place
from bot.deciding.rounds import TAKEN
from bot.model import Case
from bot.office_rules import Racks
from bot.rules import Procedure
from bot.stock import Change, Stored


def as_at(
    server: Stored, changes: list[Change], checks: list[datetime], moment: datetime, racks: Racks
) -> Stored:
    """The server as it stood just before `moment`. `changes`: its own, oldest first; `checks`: when those of its case
    were looked at, oldest first."""
    checked = server.checked
    if checked and datetime.fromisoformat(checked) >= moment:
        earlier = [at for at in checks if at < moment]
        checked = earlier[-1].isoformat() if earlier else ""
    then = replace(server, checked=checked) if checked != server.checked else server
    if not any(change.at >= moment for change in changes):
        return then
    rack, units = place_at(server, changes, moment)
    rooms = {one.id.upper(): room.name for room, one in racks.all()}
    readdressed = [one for one in changes if one.what == "addressed" and one.at >= moment]
    addresses = parse_addresses(readdressed[0].before) if readdressed else server.ip
    return replace(then, rack=rack, units=units, room=rooms.get(rack.upper(), ""), ip=addresses)


def place_at(server: Stored, changes: list[Change], moment: datetime) -> tuple[str, str]:
    """Rack and units then: before the first move that came later."""
    later = [change for change in changes if change.what == "placed" and change.at >= moment]
    return parse_place(later[0].before if later else render_place(server))


def find_checks(case: Case, procedure: Procedure) -> list[datetime]:
    """When the case's servers were looked at, by its journal."""
    checking = {(step.id, one.id) for step in procedure.steps for one in step.outcomes if one.checks}
    return [
        entry.at for entry in case.journal if entry.what in TAKEN and (entry.step, entry.outcome) in checking
    ]
