"""Raw bytes to a `Message`: whatever the bytes, a message or a ParseError, in bounded time.

mail-parser reads the addresses and the date, from a header cut to a size it is quick on; the subject, the
identifiers and the parts are read here and in `parts.py`, since it drops raw 8-bit octets from a subject,
raises on some malformed mail and mixes attached messages into the body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import Message as MimeMessage
from email.utils import parsedate_to_datetime

from mailparser import MailParser
from mailparser.utils import get_addresses

from bot.errors import ParseError
from bot.model import Address, Message
from bot.reading.bulk import parse_tree, set_aside
from bot.reading.decode import decode_header, decode_octets, octets_of
from bot.reading.parts import MAX_DEPTH, MAX_PARTS, Parts, read_parts

FROM_SEVERAL = "from-several"  # defect: more than one From header, or more than one address in it
FROM_MISSING = "from-missing"  # defect: no address could be read from the From header
DATE_ABSURD = "date-absurd"  # defect: no Date, or one that cannot be; the time of arrival stands in
OLDEST = timedelta(days=400)  # a Date further back than this before arrival is a wrong clock

# Headers whose encoded words mean nothing: decoding them could forge what our own server wrote.
_VERBATIM = frozenset(
    {"authentication-results", "received", "return-path", "message-id", "in-reply-to", "references"}
)
_MAX_HEADERS = 2000
_MAX_VALUE = 65_536  # characters of one header value
_MAX_SUBJECT = 2000
_FEW_PARTS = min(2 * MAX_PARTS, 4 * MAX_DEPTH)  # so few are neither too many nor can they lie too deep
_PART_HEADER = re.compile(rb"(?im)^content-type[ \t]*:")
_CONTAINER = re.compile(rb"(?im)^content-type[ \t]*:[ \t\r\n]*(?:multipart|message)/")
_BRACKETED = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>,;\"()]{1,500}@[^\s<>,;\"()]{1,400}")


def _open(raw: bytes) -> MimeMessage:
    """The stdlib's tree. Refused before parsing when its size in parts would cost too much."""
    slim, bulk = set_aside(raw)
    if slim.lower().count(b"content-type") > _FEW_PARTS:
        if sum(1 for _ in _PART_HEADER.finditer(slim)) > 2 * MAX_PARTS:
            raise ParseError("terlalu banyak bagian")
        if sum(1 for _ in _CONTAINER.finditer(slim)) > 4 * MAX_DEPTH:
            raise ParseError("bagian yang bertumpuk terlalu dalam")
    return parse_tree(slim, bulk)


def _raw_headers(message: MimeMessage) -> list[tuple[str, str]]:
    pairs = [(str(name).lower(), str(value)[:_MAX_VALUE]) for name, value in message.raw_items()]
    return pairs[:_MAX_HEADERS]


def _first(headers: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for key, value in headers if key == name), "")


def _one_line(value: str) -> str:
    """A raw header value as mail-parser is to see it: text, without folds and NUL."""
    text = value if value.isascii() else decode_octets(octets_of(value))
    return re.sub(r"[\r\n\x00]+", " ", text)


def _lower(address: str) -> str:
    """ASCII alone: the Kelvin sign becomes a k in lower case, and with it one person's address another's."""
    return address.lower() if address.isascii() else address


def _addresses(headers: Sequence[tuple[str, str]], name: str) -> tuple[Address, ...]:
    """The addresses of the first such header, by the function that mail-parser's own parser asks: the parser would
    look at all headers, twice. Names are also decoded where a mail program quoted an encoded word."""
    value = _first(headers, name)
    pairs = get_addresses(_one_line(value), decode_names=True) if value else []
    return tuple(
        Address(_lower(address.strip()), "" if name == address else decode_header(name).strip("\"' "))
        for name, address in pairs
        if "@" in address
    )


def _sender(headers: Sequence[tuple[str, str]]) -> tuple[Address, tuple[str, ...]]:
    """Who wrote it, and its defects. A Sender stands in for a From that is not there."""
    found = _addresses(headers, "from" if _first(headers, "from") else "sender")
    values = [value for name, value in headers if name == "from"]
    first = values[0] if values else ""
    # An odd From ("<a@x> <b@y>") gives mail-parser nothing it is sure of: that is several, too.
    several = len(values) > 1 or len(found) > 1 or (not found and first.count("@") > 1)
    missing = not found or not first.strip()
    defects = ((FROM_SEVERAL,) if several else ()) + ((FROM_MISSING,) if missing else ())
    return (found[0] if found else Address("", decode_header(first, 200))), defects


def _odd_date(value: str) -> datetime | None:
    """A Date that the stdlib can't read, as mail-parser does."""
    view = MimeMessage()
    view.set_raw("Date", _one_line(value))
    found: datetime | None = MailParser(view).date
    return found


def _date(value: str, received: datetime) -> tuple[datetime, tuple[str, ...]]:
    """The Date header with its own offset; the time of arrival if it is missing, absurd or later than that."""
    found: datetime | None
    try:
        stdlib = parsedate_to_datetime(value[:200])
        found = stdlib if stdlib.tzinfo else stdlib.replace(tzinfo=received.tzinfo)
        found.astimezone(UTC)  # a year at the edge of the calendar overflows here, not later
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        found = _odd_date(value) if value else None
    if found is None or found < received - OLDEST:
        return received, (DATE_ABSURD,)
    return min(found, received), ()


def _message_ids(value: str) -> tuple[str, ...]:
    """Message-IDs without <>, in order, each once. Bare ones count when none stands in brackets."""
    found = [re.sub(r"\s+", "", identity) for identity in _BRACKETED.findall(value)]
    found = [identity for identity in found if identity] or _BARE_ID.findall(value)
    return tuple(dict.fromkeys(found))


def _own_id(value: str) -> str:
    ids = _message_ids(value)
    return ids[0] if ids else re.sub(r"[\s<>]+", "", value)[:998]


def _content_digest(sender: Address, subject: str, parts: Parts) -> str:
    """SHA-256 (hex) over sender, subject, texts and attachments, white space and case of the address aside."""
    digest = hashlib.sha256()
    pieces = [
        sender.email,
        " ".join(subject.split()),
        " ".join(parts.text.split()),
        " ".join(parts.html.split()),
    ]
    for piece in pieces:
        digest.update(piece.encode("utf-8", "replace") + b"\x00")
    for attachment in parts.attachments:
        digest.update(attachment.name.encode("utf-8", "replace") + b"\x00")
        digest.update(hashlib.sha256(attachment.content).digest())
    return digest.hexdigest()


def _read(raw: bytes, received: datetime) -> Message:
    tree = _open(raw)
    headers = _raw_headers(tree)
    parts = read_parts(tree)
    sender, sender_defects = _sender(headers)
    date, date_defects = _date(_first(headers, "date"), received)
    subject = decode_header(_first(headers, "subject"), _MAX_SUBJECT * 8)[:_MAX_SUBJECT]
    return Message(
        digest=hashlib.sha256(raw).hexdigest(),
        content_digest=_content_digest(sender, subject, parts),
        message_id=_own_id(decode_header(_first(headers, "message-id"), words=False)),
        sender=sender,
        subject=subject,
        date=date,
        to=_addresses(headers, "to"),
        cc=_addresses(headers, "cc"),
        reply_to=_addresses(headers, "reply-to"),
        in_reply_to=_message_ids(decode_header(_first(headers, "in-reply-to"), words=False)),
        references=_message_ids(decode_header(_first(headers, "references"), words=False)),
        headers=tuple((name, decode_header(value, words=name not in _VERBATIM)) for name, value in headers),
        text=parts.text,
        html=parts.html,
        attachments=parts.attachments,
        defects=(*sender_defects, *date_defects, *parts.defects),
    )


def parse_message(raw: bytes, received: datetime) -> Message:
    """Read a message as it lies in the mailbox. `received` (aware) is when it arrived: it stands in for a
    missing or absurd Date, and no message is dated later than that. Raises ParseError, and nothing else."""
    try:
        return _read(raw, received)
    except ParseError:
        raise
    except Exception as error:  # the stdlib and mail-parser raise nearly anything on hostile bytes
        raise ParseError(f"{type(error).__name__}: {error}") from error
