"""Where in a TOML file something stands, so that an admin is sent to a line and not to a path."""

from __future__ import annotations

import re
from collections.abc import Sequence

HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*\"?([A-Za-z0-9_\-]+)\"?\s*=")


def find_line(source: str, path: Sequence[str | int]) -> int:
    """The line (from 1) of the table or key that `path` names, such as ('step', 3, 'outcome', 0, 'next').

    When the key itself is not in the file (it is missing), the line of the table it belongs to; else 1."""
    counts: dict[str, int] = {}
    best, best_depth = 1, 0
    here: list[str | int] = []
    for number, line in enumerate(source.splitlines(), start=1):
        if header := HEADER.match(line):
            here = _enter(header[1] == "[[", header[2], counts)
            depth = _shared(here, path)
            if depth == len(here) and depth > best_depth:
                best, best_depth = number, depth
        elif (key := KEY.match(line)) and _shared([*here, key[1]], path) == len(here) + 1:
            return number
    return best


def _enter(is_array: bool, name: str, counts: dict[str, int]) -> list[str | int]:
    """The path of the table that this header opens; counts the array tables seen so far."""
    parts = name.split(".")
    path: list[str | int] = []
    for depth, part in enumerate(parts, start=1):
        dotted = ".".join(parts[:depth])
        path.append(part)
        if depth == len(parts) and is_array:
            counts[dotted] = counts.get(dotted, -1) + 1
            for deeper in [key for key in counts if key.startswith(dotted + ".")]:
                del counts[deeper]
        if dotted in counts:
            path.append(counts[dotted])
    return path


def _shared(left: Sequence[str | int], right: Sequence[str | int]) -> int:
    """How many leading parts are equal."""
    total = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        total += 1
    return total
