"""Whether somebody who says that the record is right names facts that stand otherwise in it.

Pure. What is named as it is recorded, in whole or in part, contradicts nothing; whose fact it is need not be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.deciding.correct import LOOSE, NUMBER, OWN
from bot.deciding.inventory import Kept, list_servers, present
from bot.deciding.places import parse_units
from bot.model import Fields
from bot.office_rules import Racks
from bot.stock import Stored

_OF_CASE = {"kontak": "contact", "telepon": "phone", "gateway": "gateway"}


def contradicts(case: Kept, said: Fields, racks: Racks) -> bool:
    """`said`: the facts of the message. A fact of which nothing is recorded yet counts too: it would be lost."""
    stock = present(list_servers([case], racks))
    if not stock:
        return False
    shared = ((name, said[name]) for name in _OF_CASE if said.get(name))
    if any(not _fits(name, value, getattr(stock[0], _OF_CASE[name])) for name, value in shared):
        return True
    rows = [row for row in said.get("server") or () if isinstance(row, Mapping)]
    loose = {name: said[name] for name in LOOSE if said.get(name)}
    return any(not any(_agrees(one, row) for one in _meant(stock, row)) for row in (*rows, loose))


def _meant(stock: tuple[Stored, ...], row: Mapping[str, Any]) -> tuple[Stored, ...]:
    named = tuple(one for one in stock if one.number == row.get(NUMBER))
    return named or stock


def _agrees(one: Stored, row: Mapping[str, Any]) -> bool:
    held: dict[str, Any] = {
        **one.facts,
        "ip": one.ip,
        "rak": one.rack,
        "unit": one.units,
        "gateway": one.gateway,
    }
    return all(_fits(name, value, held.get(name)) for name, value in row.items() if name != NUMBER and value)


def _fits(name: str, said: Any, held: Any) -> bool:
    """Whether what is said is what is recorded, or a part of it."""
    if name == "ip":
        return set(_bare(_list(said))) <= set(_bare(_list(held)))
    if name == "unit":
        return set(parse_units(str(said))) <= set(parse_units(str(held or "")))
    if name == "telepon":
        return _digits(said) == _digits(held)
    if name in OWN:
        return str(said).upper() == str(held or "").upper()
    told = str(said).casefold().split()
    known = str(held or "").casefold().split()
    return bool(known) and (set(told) <= set(known) or set(known) <= set(told))


def _list(value: Any) -> Iterable[str]:
    return value if isinstance(value, (list, tuple)) else [str(value or "")]


def _bare(addresses: Iterable[str]) -> Iterable[str]:
    return (address.partition("/")[0] for address in addresses)


def _digits(phone: Any) -> str:
    """0… equals +62…"""
    return re.sub(r"^(62|0)", "", re.sub(r"\D", "", str(phone or "")))
