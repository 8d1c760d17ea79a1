"""Letters as RFC 5322 and MIME. Nothing here is random: boundaries come from the letter's own Message-ID.

The headers are written here, not by `email.policy.SMTP`: its folding drops the quotes around a long display name
with a comma, so that "Budi, S.Kom. …" becomes two addresses (seen with Python 3.11). So are the parts: they are
always the same few, and the library takes as long for them as all else that a letter needs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from bot.model import Address, Attachment
from bot.writing.markup import one_line

_LINE = 76
_BLOCK = 57 * 8192  # octets that are encoded at once: whole lines
_WORD_OCTETS = 42  # of UTF-8 in one encoded word: 56 base64 characters, within the 75 of RFC 2047
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_PARAMETER = re.compile(r"([a-z]{1,20})=([a-z0-9-]{1,40})")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_UNSAFE_NAME = re.compile(r'[\\/:*?"<>|]')
_NAME_LENGTH = 120
_QUOTED_NAME = 60  # characters of a name that stands on one line
_NAME_PIECE = 54  # of a name in pieces: a line holds it with its number


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
    return b"".join((head.encode("ascii"), *_content(envelope.message_id, body)))


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


def _content(message_id: str, body: Body) -> list[bytes]:
    """In pieces: what is big is put together once."""
    texts = [_text_part("plain", body.text), _text_part("html", body.html)]
    content = _multipart("alternative", message_id, texts)
    if body.attachments:
        content = _multipart("mixed", message_id, [content, *map(_attached_part, body.attachments)])
    return [b"MIME-Version: 1.0\r\n", *content]


def _multipart(kind: str, message_id: str, parts: Sequence[Sequence[bytes]]) -> list[bytes]:
    """Its headers, and every part between boundaries (RFC 2046 5.1.1). "=_" can't occur in base64 or quoted-printable
    (RFC 2045 6.7)."""
    mark = "=_" + hashlib.sha256(f"{message_id}\n{kind}".encode()).hexdigest()[:32]
    head = _fold_parameters(f"Content-Type: multipart/{kind}", [f'boundary="{mark}"'])
    between = f"--{mark}\r\n".encode("ascii")
    inner = [piece for part in parts for piece in (between, *part, b"\r\n")]
    return [f"{head}\r\n\r\n".encode("ascii"), *inner, f"--{mark}--\r\n".encode("ascii")]


def _text_part(kind: str, text: str) -> list[bytes]:
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    )
    lines = text.encode("utf-8").splitlines()
    return [head.encode("ascii"), b2a_qp(b"\r\n".join(lines) + b"\r\n")]


def _attached_part(attachment: Attachment) -> list[bytes]:
    lines = [
        _content_type(attachment.content_type),
        "Content-Transfer-Encoding: base64",
        _fold_parameters("Content-Disposition: attachment", _file_name(safe_name(attachment.name))),
    ]
    head = "".join(f"{line}\r\n" for line in lines)
    content = memoryview(attachment.content)
    blocks = (content[place : place + _BLOCK] for place in range(0, len(content), _BLOCK))
    return [f"{head}\r\n".encode("ascii"), *map(_base64_lines, blocks)]


def _base64_lines(block: memoryview) -> bytes:
    encoded = b2a_base64(block, newline=False)
    return b"".join(b"%b\r\n" % encoded[place : place + _LINE] for place in range(0, len(encoded), _LINE))


def _content_type(given: str) -> str:
    """The header for a type that may be anybody's words: what is no type, or may not be base64 (RFC 2046 5.2.1), is
    bytes; parameters that are not plain words are left out."""
    base, _, parameters = given.lower().partition(";")
    if not _TYPE.fullmatch(base) or base.startswith(("message/", "multipart/")):
        base = "application/octet-stream"
    found = (_PARAMETER.fullmatch(each.strip()) for each in parameters.split(";"))
    return _fold_parameters(f"Content-Type: {base}", [f'{one[1]}="{one[2]}"' for one in found if one])


def _file_name(name: str) -> list[str]:
    """A name without quotes and controls as parameters: quoted, or percent-encoded and in pieces (RFC 2231 3 and 4)
    when it is long or not ASCII."""
    if name.isascii() and len(name) <= _QUOTED_NAME:
        return [f'filename="{name}"']
    pieces = [""]
    for char in name:
        coded = quote(char, safe="", errors="replace")
        if len(pieces[-1]) + len(coded) > _NAME_PIECE:
            pieces.append("")
        pieces[-1] += coded
    pieces[0] = f"utf-8''{pieces[0]}"
    if len(pieces) == 1:
        return [f"filename*={pieces[0]}"]
    return [f"filename*{place}*={piece}" for place, piece in enumerate(pieces)]


def _fold_parameters(start: str, parameters: Sequence[str]) -> str:
    """A header with its parameters: on one line, or each on its own when that would be too long."""
    line = "; ".join([start, *parameters])
    return line if len(line) <= _LINE else ";\r\n ".join([start, *parameters])


def safe_name(name: str) -> str:
    """A file name without path, control characters or what a file system refuses; its extension is kept."""
    flat = _UNSAFE_NAME.sub("-", one_line(name)).lstrip(". ") or "attachment"
    if len(flat) <= _NAME_LENGTH:
        return flat
    stem, dot, extension = flat.rpartition(".")
    return f"{stem[: _NAME_LENGTH - 10]}{dot}{extension[:9]}" if dot else flat[:_NAME_LENGTH]
