"""How much a server takes, as people write it: "19 inch 2U" is 2 units high, "2 x 1,1 kW" draws 2200 W at most."""

from __future__ import annotations

import math
import re
from functools import lru_cache

HIGHEST_UNIT = 99
KEPT = 4096  # texts that were read lately: for each decision over a place all that stands in the racks is read again
_TIMES = r"\s{0,3}[x×*]\s{0,3}"
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d{1,5}(?:[.,]\d{1,2})?"
_POWER = re.compile(
    rf"(?:(?<!\d)(?P<before>\d){_TIMES})?(?<![\d.,])(?P<number>{_NUMBER})(?![\d.,]*\d)\s{{0,3}}"
    rf"(?P<unit>[a-z]{{0,9}})(?:{_TIMES}(?P<after>\d)(?!\d))?",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[.,](?=\d{3})")
_WATTS = {"w": 1, "watt": 1, "watts": 1, "kw": 1000, "kilowatt": 1000}
_NO_POWER = frozenset(("v", "volt", "vac", "vdc", "a", "amp", "ampere", "hz", "buah", "unit", "psu"))
_HEIGHT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d)?)\s{0,2}(?:r?u|unit)\b|\bu\s?(\d{1,3})\b", re.IGNORECASE)
_ONLY_NUMBER = re.compile(
    r"[^\d]{0,20}(\d{1,3})(?!\s{0,2}(?:inch|inci|in|cm|mm|[\"”″']))[^\d]{0,20}", re.IGNORECASE
)


def read_units(text: object, default: int) -> int:
    """The height in rack units, rounded up; `default` when none is told, or no rack is that high."""
    return _read_units(str(text or "")) or default


@lru_cache(KEPT)
def _read_units(told: str) -> int:
    found = _HEIGHT.search(told)
    alone = None if found else _ONLY_NUMBER.fullmatch(told)
    number = (found[1] or found[2]) if found else alone[1] if alone else "0"
    units = math.ceil(float(number.replace(",", ".")))
    return units if 0 < units <= HIGHEST_UNIT else 0


def read_watts(text: object, default: int) -> int:
    """The most that the server may draw, in watts: every supply of "2 x 500 W" counts, and the higher of two figures.
    `default` when none is told; volts, amperes and hertz are no power."""
    return _read_watts(str(text or "")) or default


@lru_cache(KEPT)
def _read_watts(told_text: str) -> int:
    found = list(_POWER.finditer(told_text))
    told = [_watts(one, _WATTS[_unit(one)]) for one in found if _unit(one) in _WATTS]
    bare = [_watts(one, 1) for one in found if _unit(one) not in _NO_POWER]
    return max(told, default=0) or (bare[-1] if bare else 0)


def _unit(found: re.Match[str]) -> str:
    return found["unit"].lower()


def _watts(found: re.Match[str], factor: int) -> int:
    number = found["number"]
    plain = number.replace(",", ".") if factor > 1 else _THOUSANDS.sub("", number).replace(",", ".")
    return round(float(plain) * factor) * int(found["before"] or found["after"] or 1)
