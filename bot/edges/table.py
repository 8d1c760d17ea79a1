"""Numbers by text, in a few octets each: what a million messages may be known by must not fill the memory.

A text is kept as 64 bits of its hash, which Python keys anew in each process: among a million texts, one that is not
there is taken for one that is once in 10^13 times.
"""

from __future__ import annotations

import sys
from array import array

_BITS = (1 << 64) - 1
_WIDE = sys.hash_info.width >= 64
_SMALLEST = 1024  # places, a power of two


class Table:
    """Places in a row; a text stands at the first free one from where its hash points (linear probing). Two thirds of
    them are taken at most, so a text takes 18 to 36 octets."""

    def __init__(self) -> None:
        self._count = 0
        self._make_room(_SMALLEST)

    def __len__(self) -> int:
        return self._count

    def find(self, text: str) -> int | None:
        """The number that was added first with this text."""
        place = self._find_place(key := _key(text))
        return self._numbers[place] if self._keys[place] == key else None

    def add(self, text: str, number: int) -> bool:
        """Whether it is new: the number that was added first stays. Numbers are below 2^32."""
        place = self._find_place(key := _key(text))
        if self._keys[place] == key:
            return False
        self._keys[place], self._numbers[place] = key, number
        self._count += 1
        if 3 * self._count > 2 * len(self._keys):
            self._grow()
        return True

    def _find_place(self, key: int) -> int:
        """Where the key stands, or would."""
        keys, last = self._keys, len(self._keys) - 1
        place = key & last
        while keys[place] and keys[place] != key:
            place = (place + 1) & last
        return place

    def _make_room(self, places: int) -> None:
        self._keys, self._numbers = array("Q", bytes(8 * places)), array("I", bytes(4 * places))

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        self._make_room(2 * len(keys))
        for key, number in zip(keys, numbers, strict=True):
            if key:
                place = self._find_place(key)
                self._keys[place], self._numbers[place] = key, number


def _key(text: str) -> int:
    """Never 0, which marks a free place."""
    found = hash(text) if _WIDE else hash(text) << 32 ^ hash(f"{text}\0")
    return found & _BITS or 1
