"""What was changed of servers that stand here, kept in the case's journal so that a month can be told afterwards.

Law: `parse_change(entry)` of what `find_changes` made gives the same change; other entries give None.
"""

from __future__ import annotations

from datetime import datetime

from bot.deciding.inventory import ARRIVED, list_servers
from bot.model import Case, Entry
from bot.office_rules import Racks
from bot.stock import Change, Stored

PLACED, ADDRESSED = "placed", "addressed"
_ARROW, _COMMA = " -> ", ", "


def find_changes(before: Case, after: Case, racks: Racks, by: str, now: datetime) -> tuple[Entry, ...]:
    """Journal entries for every server whose place or addresses differ; none before the handover."""
    if not before.fields.get(ARRIVED):
        return ()
    held = {one.number: one for one in list_servers([before], racks)}
    entries = []
    for one in list_servers([after], racks):
        old = held.get(one.number)
        if old is None or one.left:
            continue
        for what, render in ((PLACED, render_place), (ADDRESSED, _addresses)):
            if render(old) and render(old) != render(one):  # what is given first is no change
                text = f"{one.number}: {render(old)}{_ARROW}{render(one)}"
                entries.append(Entry(now, by, what, after.step, text=text))
    return tuple(entries)


def parse_change(entry: Entry) -> Change | None:
    """The change that a journal entry tells of."""
    number, colon, rest = entry.text.partition(": ")
    before, arrow, after = rest.partition(_ARROW)
    if not (colon and arrow):
        return None
    if entry.what == PLACED:
        return Change(number, "placed", before, after, entry.at)
    if entry.what == ADDRESSED:
        return Change(number, "addressed", before, after, entry.at)
    return None


def render_place(stored: Stored) -> str:
    """ "A U10-11"; '' where nothing is known."""
    return " ".join(filter(None, (stored.rack, f"U{stored.units}" if stored.units else "")))


def parse_place(text: str) -> tuple[str, str]:
    """ "A U10-11" → ("A", "10-11")."""
    rack, _, units = text.rpartition(" U")
    return (rack, units) if rack else (text, "")


def parse_addresses(text: str) -> tuple[str, ...]:
    """The addresses of a change, as they were."""
    return tuple(text.split(_COMMA))


def _addresses(stored: Stored) -> str:
    return _COMMA.join(stored.ip)
