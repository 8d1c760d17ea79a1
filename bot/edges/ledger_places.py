"""Where the lines of one day's ledger stand, by what they may be looked for: 8 octets each, and not the lines.

Law: what is found is read from the file and compared, so the places need no more than lead to each line that might
be it, the first one first. A start reads tens of thousands of lines for this: our own are taken apart by one
pattern, any other is decoded.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.edges.codec import CodecError, decode

OFFSET_BITS = 36  # of one place: the rest are of the key's hash
HASH_MASK = (1 << 64 - OFFSET_BITS) - 1
LATELY = 1024  # places that are kept apart until it is worth sorting them among the others
_OURS = re.compile(
    rb'\{"at":"[^"\\]*","digest":"([^"\\]*)","content_digest":"([^"\\]*)","message_id":"([^"\\]*)",'
    rb'"uid":(\d{1,20}),"uidvalidity":(\d{1,20}),'
)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One message and its fate. `digest`, `content_digest` as in Message; `uid` 0 when it came by no mailbox;
    `verdict` is the decision's or the guard's, `case` its reference or ''."""

    at: datetime
    digest: str
    content_digest: str = ""
    message_id: str = ""
    uid: int = 0
    uidvalidity: int = 0
    verdict: str = ""
    kind: str = ""
    case: str = ""
    rule: str = ""
    why: str = ""
    seal: str = ""  # the last link of the case's journal when the line was written


def parse_line(raw: bytes) -> LedgerLine | None:
    """None for one that is torn or foreign."""
    try:
        return decode(LedgerLine, json.loads(raw))
    except (CodecError, ValueError):
        return None


def keys_of(line: LedgerLine) -> tuple[bytes, ...]:
    """By what the line can be found; an empty name is none."""
    named = (digest_key(line.digest), content_key(line.content_digest), id_key(line.message_id))
    return (
        *(key for key in named if len(key) > 1),
        *((uid_key(line.uidvalidity, line.uid),) if line.uid else ()),
    )


def digest_key(digest: str) -> bytes:
    return b"d" + digest.encode("utf-8", "surrogatepass")


def content_key(digest: str) -> bytes:
    return b"c" + digest.encode("utf-8", "surrogatepass")


def id_key(message_id: str) -> bytes:
    return b"m" + message_id.encode("utf-8", "surrogatepass")


def uid_key(uidvalidity: int, uid: int) -> bytes:
    return b"u%d:%d" % (uidvalidity, uid)


def _list_places(content: bytes) -> list[int]:
    """Those of a file's lines, sorted. A line that turns out to be spoilt further on does no harm. Written out: it is
    done for each line of the last days at each start."""
    found: list[int] = []
    add, match, offset = found.append, _OURS.match, 0
    for raw in content.split(b"\n"):
        if ours := match(raw):
            digest, content_digest, message_id, uid, uidvalidity = ours.groups()
            if digest:
                add((hash(b"d" + digest) & HASH_MASK) << OFFSET_BITS | offset)
            if content_digest:
                add((hash(b"c" + content_digest) & HASH_MASK) << OFFSET_BITS | offset)
            if message_id:
                add((hash(b"m" + message_id) & HASH_MASK) << OFFSET_BITS | offset)
            if uid != b"0":
                add((hash(b"u%b:%b" % (uidvalidity, uid)) & HASH_MASK) << OFFSET_BITS | offset)
        elif raw and (line := parse_line(raw)):
            found.extend(_place(key, offset) for key in keys_of(line))
        offset += len(raw) + 1
    found.sort()
    return found


def _list_digests(content: bytes) -> list[int]:
    """Those of the digests alone, sorted."""
    found, offset = [], 0
    for raw in content.split(b"\n"):
        if ours := _OURS.match(raw):
            found.append(_place(b"d" + ours[1], offset))
        elif raw and (line := parse_line(raw)):
            found.append(_place(digest_key(line.digest), offset))
        offset += len(raw) + 1
    return sorted(found)


@dataclass(slots=True)
class Places:
    """The lines of one file. A place is some bits of a key's hash, and the line's offset below them: sorted, so that
    equal keys lie together, the first line first."""

    path: Path
    _sorted: array[int] = field(default_factory=lambda: array("Q"))
    _lately: array[int] = field(default_factory=lambda: array("Q"))

    @classmethod
    def read(cls, path: Path, digests_only: bool = False) -> Places:
        """Of the file as it is; none when it is not there."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            content = b""
        return cls(path, array("Q", _list_digests(content) if digests_only else _list_places(content)))

    def note(self, offset: int, lines: Iterable[tuple[LedgerLine, int]]) -> None:
        """These lines stand in the file from that offset on, each so many octets long."""
        for line, octets in lines:
            self._lately.extend(_place(key, offset) for key in keys_of(line))
            offset += octets
        if len(self._lately) > LATELY:
            self._sorted, self._lately = array("Q", sorted((*self._sorted, *self._lately))), array("Q")
        else:
            self._lately = array("Q", sorted(self._lately))

    def find(self, key: bytes) -> Iterator[LedgerLine]:
        """The lines with that key, the first one first, read from the file."""
        for places in (self._sorted, self._lately):
            low = _place(key, 0)
            for place in places[bisect_left(places, low) : bisect_left(places, low + (1 << OFFSET_BITS))]:
                line = self._read(place - low)
                if line is not None and key in keys_of(line):
                    yield line

    def _read(self, offset: int) -> LedgerLine | None:
        try:
            with self.path.open("rb") as file:
                file.seek(offset)
                return parse_line(file.readline())
        except FileNotFoundError:
            return None


def _place(key: bytes, offset: int) -> int:
    return (hash(key) & HASH_MASK) << OFFSET_BITS | offset
