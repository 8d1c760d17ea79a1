"""The bulk of a big message: its long base64 bodies are set aside before the stdlib takes the message apart.

The stdlib would hold such a body as text, as lines and as text again: twelve times its size at the peak. A line of
ours stands for the body instead. To the parser it is a line of the same kind (no header, no boundary, not blank), so
the tree is the same, and whoever asks a part for its content gets that of the body, straight from the raw message.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.feedparser import BytesFeedParser
from email.message import Message as MimeMessage
from email.policy import compat32
from functools import partial
from typing import Any

SMALLEST = 16 * 1024  # octets of a body that is set aside
_CHUNK = (
    8192  # octets, as the stdlib feeds itself; it would copy a whole message to four octets a character first
)
# After a blank line, lines of base64 and nothing else, the last one padded or not, up to a line's end.
_BODY = re.compile(rb"\n\r?\n([A-Za-z0-9+/]++(?:\r?\n[A-Za-z0-9+/]++)*+={0,2})(?=\r?\n|\Z)")


@dataclass(frozen=True, slots=True)
class Bulk:
    """A raw message, and where in it the bodies lie that were set aside, by the line that stands for each."""

    raw: bytes
    bodies: Mapping[str, tuple[int, int]]

    def decode(self, mark: str) -> bytes:
        """The octets of that body."""
        start, end = self.bodies[mark]
        return binascii.a2b_base64(memoryview(self.raw)[start:end])

    def restore(self, text: str) -> str:
        """The text with the bodies in the place of their marks."""
        for mark, (start, end) in self.bodies.items():
            if mark in text:
                text = text.replace(mark, self.raw[start:end].decode("ascii"))
        return text


class _Part(MimeMessage):
    """A part of the tree, which knows what was set aside."""

    _payload: Any

    def __init__(self, bulk: Bulk, policy: Any = compat32) -> None:
        super().__init__(policy)
        self._bulk = bulk

    def get_payload(self, i: Any = None, decode: Any = False) -> Any:
        """As the stdlib's, of the whole message."""
        mark = self._find_mark()
        if not mark:
            return super().get_payload(i, decode)
        if not decode:
            return self._bulk.restore(self._payload)
        if str(self.get("content-transfer-encoding", "")).lower() == "base64":
            return self._bulk.decode(mark)
        self.set_payload(self.get_payload())  # another coding: let the stdlib see to it
        return super().get_payload(i, decode)

    def _find_mark(self) -> str:
        """The mark that is all of this part's text; '' when it has none."""
        text = self._payload
        alone = text.strip("\r\n") if isinstance(text, str) and len(text) < _CHUNK else ""
        return alone if alone in self._bulk.bodies else ""

    def mend(self) -> None:
        """Puts back what does not stand alone: only a part that is one such body and nothing else gains by it."""
        text = self._payload  # get_payload would decode octets beyond ASCII that stand beside it
        if isinstance(text, str) and not self._find_mark() and (whole := self._bulk.restore(text)) != text:
            self.set_payload(whole)
        self.preamble = self._bulk.restore(self.preamble or "") or self.preamble
        self.epilogue = self._bulk.restore(self.epilogue or "") or self.epilogue


def set_aside(raw: bytes) -> tuple[bytes, Bulk]:
    """The message without its long bodies, and those."""
    bodies: dict[str, tuple[int, int]] = {}
    pieces, reached, digest = list[bytes](), 0, ""
    for found in _BODY.finditer(raw) if len(raw) > SMALLEST else ():
        start, end = found.span(1)
        if end - start < SMALLEST or not _is_whole(raw, start, end):
            continue
        digest = digest or hashlib.sha256(raw).hexdigest()  # no message contains its own
        mark = f"{digest}{len(bodies):04d}"
        bodies[mark] = (start, end)
        pieces += [raw[reached:start], mark.encode("ascii")]
        reached = end
    return (b"".join([*pieces, raw[reached:]]) if bodies else raw), Bulk(raw, bodies)


def _is_whole(raw: bytes, start: int, end: int) -> bool:
    """Whether it decodes without a remainder (RFC 4648 4); otherwise it is left to the stdlib's leniency."""
    return (end - start - raw.count(b"\n", start, end) - raw.count(b"\r", start, end)) % 4 == 0


def parse_tree(slim: bytes, bulk: Bulk) -> MimeMessage:
    """The stdlib's tree of the message that `set_aside` took apart: as message_from_bytes would make it."""
    parser: Any = BytesFeedParser(partial(_Part, bulk) if bulk.bodies else MimeMessage)
    for start in range(0, len(slim), _CHUNK):
        parser.feed(slim[start : start + _CHUNK])
    tree: MimeMessage = parser.close()
    if bulk.bodies:
        for part in tree.walk():
            if isinstance(part, _Part):
                part.mend()
    return tree
