"""A phone number as people read it: as it was written where that is known, else its digits in groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BARE = re.compile(r"(\+?62|0)(\d{7,13})")
_LONG_AREAS = re.compile(r"2[124]|31|61")  # area codes of two digits after the zero; all others have three
_AREA, _MOBILE = 3, 4


def render_phone(text: str) -> str:
    """ "081200001111" → "0812-0000-1111", "+6281200001111" → "+62 812-0000-1111", "0355791234" → "0355-791234";
    anything that is not bare digits stays as it is."""
    found = _BARE.fullmatch(text.strip())
    if found is None:
        return text
    abroad, digits = found[1] != "0", found[2]
    groups = _mobile(digits) if digits.startswith("8") else _landline(digits)
    number = "-".join(groups)
    return f"+62 {number}" if abroad else f"0{number}"


def _mobile(digits: str) -> Iterator[str]:
    """Groups of four, the zero counted; what is left over stays with the last."""
    yield digits[: _MOBILE - 1]
    rest = digits[_MOBILE - 1 :]
    while len(rest) > _MOBILE + 1:
        yield rest[:_MOBILE]
        rest = rest[_MOBILE:]
    yield rest


def _landline(digits: str) -> Iterator[str]:
    area = 2 if _LONG_AREAS.match(digits) else _AREA
    yield digits[:area]
    yield digits[area:]
