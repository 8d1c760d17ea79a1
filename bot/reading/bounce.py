"""Which of our letters came back, for whom, and whether for good: RFC 3464, and what servers write instead of it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.model import Message
from bot.reading.decode import decode_header, decode_octets

_FIELD = re.compile(rb"(?im)^([a-z][a-z-]{2,40})[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ID_IN_TEXT = re.compile(r"(?im)^[>\s]{0,8}message-id[ \t]*:\s{0,4}<([^<>\s]{3,500})>")
_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])|(?<![\d.-])([45])\d\d[ -]")
_OUR_ID = re.compile(r"[A-Z]{2,8}-\d{4}-\d{1,6}\.\d{1,6}\.", re.IGNORECASE)
_READ = 200_000  # characters of text and of each returned part that are looked at


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient who did not get the letter. `permanent`: the server has given up; else it still tries."""

    recipient: str
    permanent: bool
    diagnosis: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that came back. `message_id` is that letter's, without <>, or ''."""

    message_id: str
    failures: tuple[Failure, ...]


def _blocks(content: bytes) -> Iterator[dict[str, str]]:
    """The field groups of a message/delivery-status part (RFC 3464 2.1), names in lower case."""
    for block in re.split(rb"\r?\n[ \t]*\r?\n", content[:_READ]):
        pairs = (_FIELD.findall(block)) if block.strip() else []
        if pairs:
            yield {name.decode("ascii").lower(): decode_header(decode_octets(value)) for name, value in pairs}


def _recipient(block: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        found = _ADDRESS.search(block.get(name, ""))
        if found:
            return found[0].lower()
    return ""


def _from_report(message: Message) -> tuple[Failure, ...]:
    """RFC 3464 2.3.3: `failed` means given up, whatever the status code; `delayed` means it is still tried."""
    found: list[Failure] = []
    for part in message.attachments:
        if part.content_type not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        for block in _blocks(part.content):
            action, recipient = block.get("action", "").lower(), _recipient(block)
            if recipient and action.startswith(("fail", "error", "delay")):
                diagnosis = block.get("diagnostic-code") or block.get("status", "")
                found.append(Failure(recipient, not action.startswith("delay"), diagnosis[:500]))
    return tuple(dict.fromkeys(found))


def _diagnosis(message: Message) -> str:
    """The first line of the text with a status code, for a bounce that has no report."""
    for line in message.text[:20_000].split("\n"):
        if _STATUS.search(line):
            return " ".join(line.split())[:500]
    return ""


def _from_text(raw: bytes, message: Message) -> tuple[Failure, ...]:
    """What flufl.bounce knows of the formats of single servers; then X-Failed-Recipients."""
    try:
        from flufl.bounce import all_failures  # bounces are rare

        delayed, failed = all_failures(email.message_from_bytes(raw))
    except Exception:  # its detectors raise what they like on odd mail; the next source is asked
        delayed, failed = frozenset(), frozenset()
    why = _diagnosis(message)
    found = [Failure(address.decode("ascii", "replace").lower(), True, why) for address in sorted(failed)]
    found += [Failure(address.decode("ascii", "replace").lower(), False, why) for address in sorted(delayed)]
    listed = _ADDRESS.findall(message.header("x-failed-recipients").lower())
    return tuple(found) or tuple(Failure(address, True, why) for address in dict.fromkeys(listed))


def _named_ids(message: Message) -> Iterator[str]:
    """Message-IDs of the letter that came back: from the returned part, the report, the references, the text."""
    for part in message.attachments:
        if part.content_type in ("message/rfc822", "text/rfc822-headers", "message/global", "message/delivery-status",
                                 "message/global-headers", "message/global-delivery-status"):  # fmt: skip
            for name, value in _FIELD.findall(part.content[:_READ]):
                if name.lower() in (b"message-id", b"x-original-message-id", b"original-message-id"):
                    yield decode_octets(value).strip().strip("<>")
    yield from message.in_reply_to
    yield from reversed(message.references)
    yield from _ID_IN_TEXT.findall(message.text[:_READ])


def read_bounce(raw: bytes, message: Message) -> Bounce | None:
    """The letter and its failed recipients, or None when the message names no failed recipient and no letter.
    `raw` are the bytes `message` was parsed from. Raises nothing."""
    failures = _from_report(message) or _from_text(raw, message)
    ids = [identity for identity in _named_ids(message) if identity]
    ours = next((identity for identity in ids if _OUR_ID.match(identity)), ids[0] if ids else "")
    return Bounce(ours, failures) if failures or ours else None
