"""Letters as RFC 5322 and MIME. Nothing here is random: boundaries come from the letter's own Message-ID.

The headers are written here, not by `email.policy.SMTP`: its folding drops the quotes around a long display name
with a comma, so that "Budi, S.Kom. …" becomes two addresses (seen with Python 3.11).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.model import Address, Attachment
from bot.writing.markup import one_line

_LINE = 76
_WORD_OCTETS = 42  # of UTF-8 in one encoded word: 56 base64 characters, within the 75 of RFC 2047
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_UNSAFE_NAME = re.compile(r'[\\/:*?"<>|]')
_NAME_LENGTH = 120


@dataclass(frozen=True)
class Envelope:
    """The headers of a letter. Message-IDs stand without <>; `references` oldest first, the last is answered."""

    sender: Address
    to: Address
    cc: tuple[Address, ...]
    subject: str
    date: datetime
    message_id: str
    references: tuple[str, ...] = ()
    answers: bool = False  # the last reference is a message of a person, not a letter of ours
    ref: str = ""


@dataclass(frozen=True)
class Body:
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


def render_message(envelope: Envelope, body: Body) -> bytes:
    """The whole letter, CRLF, ready for SMTP DATA: 7-bit throughout, no line over 998 octets (RFC 5322 2.1.1)."""
    head = "".join(f"{line}\r\n" for line in _headers(envelope))
    return head.encode("ascii") + _mime(envelope.message_id, body).as_bytes()


def _headers(envelope: Envelope) -> Iterator[str]:
    yield address_header("From", (envelope.sender,))
    yield address_header("To", (envelope.to,))
    if envelope.cc:
        yield address_header("Cc", envelope.cc)
    yield text_header("Subject", envelope.subject)
    yield f"Date: {format_datetime(envelope.date)}"
    yield f"Message-ID: <{_token(envelope.message_id)}>"
    if ids := [_token(each) for each in envelope.references if _token(each)]:
        yield f"In-Reply-To: <{ids[-1]}>"
        yield "References: " + "\r\n ".join(f"<{each}>" for each in ids)
    yield f"Auto-Submitted: {'auto-replied' if envelope.answers else 'auto-generated'}"
    yield "X-Auto-Response-Suppress: OOF, AutoReply"
    yield text_header("X-Titip", envelope.ref)


def _token(text: str) -> str:
    """A Message-ID as it may stand between <>: printable ASCII without white space; '' for anything else."""
    token = text.strip().strip("<>")
    return token if re.fullmatch(r"[!-;=?-~]{1,900}", token) else ""


def text_header(name: str, value: str) -> str:
    """An unstructured header (RFC 5322 2.2.1) folded at spaces; what is not ASCII as encoded words (RFC 2047)."""
    text = one_line(value)
    if text.isascii() and "=?" not in text and all(len(word) < _LINE for word in text.split()):
        return _fold(f"{name}:", text.split())
    head, tail = _ascii_head(text)
    return _fold(f"{name}:", [*head, *_encoded_words(tail)])


def _ascii_head(text: str) -> tuple[list[str], str]:
    """The leading words that need no encoding (the tag stays readable), and the rest."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if not word.isascii() or "=?" in word or len(word) >= _LINE:
            return words[:place], " ".join(words[place:])
    return words, ""


def _encoded_words(text: str) -> Iterator[str]:
    chunk = ""
    for char in text:
        if len((chunk + char).encode()) > _WORD_OCTETS:
            yield _encoded_word(chunk)
            chunk = ""
        chunk += char
    if chunk:
        yield _encoded_word(chunk)


def _encoded_word(chunk: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(chunk.encode('utf-8', 'replace')).decode('ascii')}?="


def _fold(start: str, words: Sequence[str]) -> str:
    lines, line = [], start
    for word in words:
        if len(line) + 1 + len(word) > _LINE and line != start:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line])


def address_header(name: str, addresses: Sequence[Address]) -> str:
    """A From, To or Cc header (RFC 5322 3.4), one address a line."""
    return f"{name}: " + ",\r\n ".join(_mailbox(address) for address in addresses)


def _mailbox(address: Address) -> str:
    name = one_line(address.name)
    email = re.sub(r"[^!#-'*+./0-9=?@A-Z^_`a-z{|}~-]", "", address.email)
    if not name:
        return email
    if not name.isascii() or "=?" in name or any(len(word) >= _LINE // 2 for word in name.split()):
        return "\r\n ".join([*_encoded_words(name), f"<{email}>"])
    if not _ATOM.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _fold("", [*name.split(" "), f"<{email}>"]).lstrip(" ")


def _mime(message_id: str, body: Body) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(body.text, cte="quoted-printable")
    message.add_alternative(body.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_boundary(message_id, "alternative"))
    if body.attachments:
        message.make_mixed()
        message.set_boundary(_boundary(message_id, "mixed"))
        for attachment in body.attachments:
            _attach(message, attachment)
    for part in message.walk():
        if part is not message:
            del part["MIME-Version"]
    return message


def _boundary(message_id: str, level: str) -> str:
    """ "=_" can't occur in base64 or quoted-printable (RFC 2045 6.7)."""
    return "=_" + hashlib.sha256(f"{message_id}\n{level}".encode()).hexdigest()[:32]


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    base, _, parameters = attachment.content_type.lower().partition(";")
    maintype, _, subtype = (base if _TYPE.fullmatch(base) else "application/octet-stream").partition("/")
    if maintype in ("message", "multipart"):  # base64 is not allowed there (RFC 2046 5.2.1)
        maintype, subtype = "application", "octet-stream"
    message.add_attachment(
        attachment.content, maintype=maintype, subtype=subtype, filename=safe_name(attachment.name)
    )
    part = list(message.iter_attachments())[-1]
    for parameter in filter(None, parameters.split(";")):
        key, _, value = parameter.strip().partition("=")
        if key.isalpha() and re.fullmatch(r"[a-z0-9-]+", value):
            part.set_param(key, value)


def safe_name(name: str) -> str:
    """A file name without path, control characters or what a file system refuses; its extension is kept."""
    flat = _UNSAFE_NAME.sub("-", one_line(name)).lstrip(". ") or "attachment"
    if len(flat) <= _NAME_LENGTH:
        return flat
    stem, dot, extension = flat.rpartition(".")
    return f"{stem[: _NAME_LENGTH - 10]}{dot}{extension[:9]}" if dot else flat[:_NAME_LENGTH]
