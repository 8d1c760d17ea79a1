"""What is looked at and corrected in the monthly inventory (SOP Konfigurasi 7): facts of the one meant alone.

Pure. Which server is meant is told by a row with its serial number, by its number or serial number in the text, or by
being the only one; what can't be told is asked for, and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.deciding.inventory import CHECKED, LEFT
from bot.deciding.needs import merge_facts
from bot.deciding.own_places import refuse_servers
from bot.deciding.places import Floor
from bot.model import Fields

WHICH = "server_mana"  # the field that asks for the server meant
OWN = ("ip", "rak", "unit")  # facts that each server may have of its own
LOOSE = (*OWN, "kondisi")  # facts of one server that are told without it
NUMBER = "nomor"  # how a row names its server, if not by its serial number
SHARED = ("kontak", "telepon", "gateway", "catatan")  # facts of the whole case
UNIT = ("unit",)

Facts = dict[str, Any]


@dataclass(frozen=True)
class Correction:
    """The case's facts after it; or (`missing`) what has to be asked for first, and why, in Indonesian."""

    fields: Fields
    missing: tuple[str, ...] = ()
    why: str = ""


def find_meant(text: str, ref: str, fields: Fields) -> tuple[int, ...]:
    """The servers of the case (their indexes) that the text names: by inventory number or by serial number."""
    found = []
    for index, server in enumerate(_servers(fields)):
        names = (f"{ref}/{index + 1}", str(server.get("nomor_seri") or ""))
        if any(name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names):
            found.append(index)
    return tuple(found)


def correct(ref: str, fields: Fields, said: Fields, text: str, floor: Floor | None = None) -> Correction:
    """The facts of case `ref` with what was said put right. With a `floor`, a place that is taken, not there, too
    small or another server's of the same case is refused. `text`: the writer's own words, filled form included."""
    servers = _servers(fields)
    aimed = aim(ref, fields, said, text)
    if aimed is None:
        return Correction(fields, (WHICH,), "berkas ini memuat beberapa server; sebutkan yang mana")
    fixed = merge_facts(fields, {name: said[name] for name in SHARED if name in said})
    for index, facts in aimed.items():
        if _moves(fields, servers[index], facts) and not facts.get("unit"):
            return Correction(fields, UNIT, f"server pindah ke rak {facts['rak']}, unitnya belum disebut")
        _put(fixed, servers, index, facts)
    if any(servers):
        fixed["server"] = servers
    places = [index for index, facts in aimed.items() if {"rak", "unit"} & set(facts)]
    if floor and (refusal := refuse_servers(floor, fixed, ref, places)):
        return Correction(fields, ("rak", "unit"), refusal)
    return Correction(fixed)


def bind(ref: str, fields: Fields, said: Fields, text: str) -> Facts:
    """What was said, each fact with the server it was said of: so that a later mail can't aim it at another."""
    aimed = aim(ref, fields, said, text)
    if not aimed:
        return dict(said)
    rest = {name: value for name, value in said.items() if name not in (*LOOSE, "server", WHICH)}
    return {**rest, "server": [{NUMBER: f"{ref}/{index + 1}", **facts} for index, facts in aimed.items()]}


def merge_corrections(held: Fields, said: Fields) -> Facts:
    """What a first mail and the one that completes it say, with the rows of both."""
    rows = [*(held.get("server") or ()), *(said.get("server") or ())]
    return {**merge_facts(held, said), **({"server": rows} if rows else {})}


def mark_checked(fields: Fields, at: datetime) -> Facts:
    """The facts with every server that stands here marked as looked at."""
    servers = _servers(fields)
    for server in servers:
        if not server.get(LEFT):
            server[CHECKED] = at.isoformat()
    return {**fields, "server": servers}


# ---- which server ------------------------------------------------------------------------------------------


def aim(ref: str, fields: Fields, said: Fields, text: str) -> dict[int, Facts] | None:
    """Index → the facts said of that server; None when it can't be told of which."""
    servers = _servers(fields)
    here = [index for index, server in enumerate(servers) if not server.get(LEFT)]
    named = {*find_meant(text, ref, fields), *_numbered(ref, said.get(WHICH) or ())}
    meant = [index for index in here if index in named]
    rows = [dict(row) for row in said.get("server") or () if isinstance(row, Mapping)]
    aimed: dict[int, Facts] = {}
    for row in rows:
        told = _numbered(ref, [row.pop(NUMBER)]) if row.get(NUMBER) else None
        index = next(iter(told), None) if told is not None else None
        if told is None:
            index = _of_row(row, servers, here, meant if len(rows) == 1 else [])
        if index is None or index not in here:
            return None
        aimed.setdefault(index, {}).update({key: value for key, value in row.items() if value})
    loose = {name: said[name] for name in LOOSE if said.get(name)}
    loose = {name: value for name, value in loose.items() if all(row.get(name) != value for row in rows)}
    if loose:
        targets = here if len(here) == 1 else sorted({*meant, *aimed})
        if len(targets) != 1:
            return None
        aimed.setdefault(targets[0], {}).update(loose)
    return aimed


def _numbered(ref: str, numbers: Iterable[Any]) -> tuple[int, ...]:
    """The indexes that these inventory numbers of the case name."""
    found = (str(number).removeprefix(f"{ref}/") for number in numbers)
    return tuple(int(number) - 1 for number in found if number.isdecimal())


def _of_row(row: Facts, servers: Sequence[Facts], here: list[int], meant: list[int]) -> int | None:
    serial = str(row.get("nomor_seri") or "").upper()
    known = [index for index in here if serial and str(servers[index].get("nomor_seri")).upper() == serial]
    for choice in (known, here, meant):
        if len(choice) == 1:
            return choice[0]
    return None


# ---- putting it right ----------------------------------------------------------------------------------------


def _put(fixed: Facts, servers: list[Facts], index: int, facts: Facts) -> None:
    """A server alone in its case has its place and addresses in the case's own facts; others have their own."""
    alone = len(servers) == 1
    for name, value in facts.items():
        if alone and name in OWN:
            fixed[name] = [value] if name == "ip" and isinstance(value, str) else value
            servers[index].pop(name, None)
        else:
            servers[index][name] = value


def _moves(fields: Fields, server: Facts, facts: Facts) -> bool:
    held = str(server.get("rak") or fields.get("rak") or "")
    return bool(facts.get("rak")) and str(facts["rak"]).upper() != held.upper()


def _servers(fields: Fields) -> list[Facts]:
    """The case's servers, copied; one without facts when none was told."""
    given = fields.get("server")
    told = (
        [dict(one) for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []
    )
    return told or [{}]
