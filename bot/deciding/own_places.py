"""Where each of several servers stands when that was told of each: its own place goes before that of its case.

Pure. Law: once one server of a case was told a rack or a unit of its own, each must have one; none is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.deciding.inventory import LEFT
from bot.deciding.places import Floor, find_conflict, find_refusal, parse_units, server_units
from bot.deciding.sizes import read_units, read_watts
from bot.model import Fields

SERVER = "server"
PLACE = ("rak", "unit")  # the two facts that make a place

Facts = dict[str, Any]


def list_servers_of(fields: Fields) -> list[Facts]:
    """The servers of these facts, copied."""
    given = fields.get(SERVER)
    return (
        [dict(one) for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []
    )


def has_own(fields: Fields, name: str) -> bool:
    """Whether one of the servers was told a `name` (rak, unit) of its own."""
    return any(one.get(name) for one in list_servers_of(fields))


def names_place(fields: Fields) -> bool:
    """Whether these facts name a place, be it of one of the servers."""
    return any(fields.get(name) or has_own(fields, name) for name in PLACE)


def settle_places(said: Fields) -> Fields:
    """What was said, with what was told of no server in particular given to the only one that lacks it."""
    servers = list_servers_of(said)
    settled = dict(said)
    for name in PLACE:
        lacking = [one for one in servers if not one.get(name)]
        if not has_own(said, name):
            continue
        if len(lacking) == 1 and said.get(name):
            lacking[0][name] = said[name]
        settled.pop(name, None)
    return {**settled, SERVER: servers} if servers else settled


def find_lacking(said: Fields) -> tuple[tuple[str, ...], str]:
    """What is not told of each server though it is told of one, and why it is asked for, in Indonesian."""
    missing: list[str] = []
    reasons: list[str] = []
    for name in PLACE:
        servers = list(enumerate(list_servers_of(said), start=1))
        lacking = [str(one.get("nomor_seri") or at) for at, one in servers if not one.get(name)]
        if has_own(said, name) and lacking:
            missing.append(name)
            reasons.append(f"{name} server {', '.join(lacking)} belum disebut")
    return tuple(missing), "; ".join(reasons)


def without_place(said: Fields) -> Facts:
    """As if no place had been named, of the case or of any server."""
    kept = {key: value for key, value in said.items() if key not in PLACE}
    if SERVER in kept:
        kept[SERVER] = [
            {key: value for key, value in one.items() if key not in PLACE} for one in list_servers_of(said)
        ]
    return kept


def put_apart(fields: Fields) -> Facts:
    """The case's facts after it: where each server has a unit of its own it has its rack too, and the case none."""
    servers = list_servers_of(fields)
    if not servers or not all(one.get("unit") for one in servers):
        return dict(fields)
    apart = [{**one, "rak": one.get("rak") or fields.get("rak", "")} for one in servers]
    return {**{key: value for key, value in fields.items() if key not in PLACE}, SERVER: apart}


def refuse_place(floor: Floor, fields: Fields, ref: str) -> str:
    """Why the place that `fields` name can't be the case's, or one of its servers', in Indonesian; '' when it can."""
    servers = list_servers_of(fields)
    if not any(has_own(fields, name) for name in PLACE):
        return find_refusal(floor, fields, ref)
    return refuse_servers(floor, fields, ref, range(len(servers))) or _refuse_power(floor, fields, ref)


def _refuse_power(floor: Floor, fields: Fields, ref: str) -> str:
    """Why the racks can't feed the servers that are put into them; only a power that was told refuses."""
    drawn: dict[str, int] = {}
    for server in list_servers_of(fields):
        name = str(server.get("rak") or fields.get("rak") or "").upper()
        drawn[name] = drawn.get(name, 0) + read_watts(server.get("daya"), 0)
    for name, watts in drawn.items():
        rack = floor.rack(name)
        if rack is not None and watts > floor.watts_left(rack, ref):
            left = max(floor.watts_left(rack, ref), 0)
            return f"sisa daya rak {rack.id} {left} W, server di situ memerlukan {watts} W"
    return ""


def refuse_servers(floor: Floor, fields: Fields, ref: str, indexes: Iterable[int]) -> str:
    """Why one of these servers can't stand where it is told to, in Indonesian; '' when each can."""
    servers = list_servers_of(fields)
    units = server_units(fields, floor.racks)
    racks = [str(server.get("rak") or fields.get("rak") or "").upper() for server in servers]
    for index in indexes:
        told = str(servers[index].get("unit") or (fields.get("unit") if len(servers) == 1 else "") or "")
        if racks[index] and (conflict := find_conflict(floor, racks[index], told, ref)):
            return conflict
        size = read_units(servers[index].get("ukuran"), 0)
        if told and len(parse_units(told)) < size:
            return f"{len(parse_units(told))} unit terlalu kecil untuk server setinggi {size}U"
        for other, server in enumerate(servers):
            shares = other != index and not server.get(LEFT) and racks[other] == racks[index]
            if shares and set(units[other]) & set(units[index]):
                return f"unit itu sudah dipakai server {ref}/{other + 1} pada berkas yang sama"
    return ""
