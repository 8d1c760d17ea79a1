"""The parts of a message: its own text, and what is attached. Read with the stdlib's `email` package.

mail-parser's walk is not used here: it counts the text of an attached message/rfc822 as the sender's own, knows
no format=flowed, decodes a wrong charset as UTF-8 with holes, and raises where a message has no epilogue.
"""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message as MimeMessage

from bot.errors import ParseError
from bot.model import Attachment
from bot.reading.decode import decode_header, decode_octets, octets_of, unfold_flowed

MAX_PARTS = 1000
MAX_DEPTH = 50
MAX_ENCLOSED = 3  # messages one inside the other of which the files are looked for
SMALL_IMAGE = 40_000  # octets: an inline image up to this size is a logo or a smiley
PHOTO = 100_000  # octets: a photo shown in the text from this size on may be the letter itself
_MIME_HEADERS = ("content-type", "content-disposition", "content-id", "content-transfer-encoding")
_CODINGS = re.compile(r"base64|quoted-printable|7bit|8bit|binary|x-uuencode|uuencode|x-uue|uue")
_OUR_FORM = re.compile(r"-[A-Z]{2,8}-\d{4}-\d{4,9}(?:-\d{4}-\d\d)?\.\w{1,8}$")
_CID = re.compile(r"cid:([^\"'\s>)]{1,300})", re.IGNORECASE)
_TEXT_TYPES = ("text/plain", "text/html")

# What the stdlib is known to raise on bytes nobody should send: charsets with NUL, endless RFC 2231 numbers,
# payloads of the wrong kind, folding inside a parameter.
_STDLIB_TROUBLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    IndexError,
    MessageError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The text of the message proper, as plain and as HTML, and everything else."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    part: MimeMessage
    kind: str  # its content type, read once; a container without a readable boundary has only its text left
    attached: bool  # it lies inside a container that is itself an attachment


def _mend(part: MimeMessage) -> None:
    """Give the stdlib clean MIME headers: 8-bit octets decoded, NUL and folds gone, the coding's name alone."""
    found: dict[str, list[object]] = {}
    for key, raw in part.raw_items():
        if (name := key.lower()) in _MIME_HEADERS:
            found.setdefault(name, []).append(raw)
    for name, values in found.items():
        value = re.sub(r"[\x00\r\n\t]+", " ", str(values[0])[:4096])
        value = decode_octets(octets_of(value)) if not value.isascii() else value
        if name == "content-transfer-encoding":
            coding = _CODINGS.search(value.lower())
            value = coding[0] if coding else value.strip()
        if values != [value]:
            del part[name]
            part.set_raw(name, value)


def _children(part: MimeMessage) -> list[MimeMessage]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, MimeMessage)] if isinstance(payload, list) else []


def _walk(root: MimeMessage) -> Iterator[_Leaf]:
    """The leaves, top to bottom. Raises ParseError past MAX_PARTS or MAX_DEPTH."""
    stack = [(root, False, 0)]
    seen = 0
    while stack:
        part, attached, depth = stack.pop()
        seen += 1
        if seen > MAX_PARTS or depth > MAX_DEPTH:
            raise ParseError("bagian terlalu banyak, atau bertumpuk terlalu dalam")
        _mend(part)
        kind = part.get_content_type()
        container = kind.startswith("multipart/")
        if container and part.is_multipart():
            inside = attached or _disposition(part) == "attachment"
            stack += [(child, inside, depth + 1) for child in reversed(_children(part))]
        else:
            yield _Leaf(part, "text/plain" if container else kind, attached)


def _disposition(part: MimeMessage) -> str:
    try:
        return part.get_content_disposition() or ""
    except _STDLIB_TROUBLE:
        return ""


def _param(part: MimeMessage, name: str, default: str = "") -> str:
    try:
        value = part.get_param(name, default)
    except _STDLIB_TROUBLE:
        return default
    if isinstance(value, tuple):
        return decode_octets(value[2].encode("latin-1", "replace"), value[0] or "")
    return str(value)


def _octets(part: MimeMessage) -> bytes:
    """The part's content after transfer decoding; an attached message, a report as the bytes they were."""
    if part.is_multipart():
        return b"\r\n".join(_flat(child) for child in _children(part))
    try:
        payload = part.get_payload(decode=True)
    except _STDLIB_TROUBLE:
        payload = None
    if isinstance(payload, bytes):
        return payload
    return octets_of(str(part.get_payload() or ""))


def _flat(message: MimeMessage) -> bytes:
    try:
        return message.as_bytes()
    except _STDLIB_TROUBLE:
        return octets_of(str(message.get_payload() or ""))


def _text(part: MimeMessage) -> str:
    text = decode_octets(_octets(part), _param(part, "charset")).replace("\r\n", "\n").replace("\r", "\n")
    if _param(part, "format").lower() == "flowed" and part.get_content_type() == "text/plain":
        return unfold_flowed(text, _param(part, "delsp").lower() == "yes")
    return text


def _file_name(part: MimeMessage, number: int) -> str:
    """The part's file name for people: RFC 2231 and 2047 decoded, no folder, no control characters; made up
    from its type when it has none."""
    try:
        found = part.get_filename("")
    except _STDLIB_TROUBLE:
        found = ""
    name = decode_header(found or "").replace("\\", "/").rsplit("/", 1)[-1].strip(" .\"'")
    name = re.sub(r"[\x00-\x1f<>:\"|?*\u202a-\u202e\u2066-\u2069]+", "_", unicodedata.normalize("NFC", name))
    if name:
        stem, dot, extension = name.rpartition(".")
        return f"{stem[:150]}{dot}{extension[:16]}" if dot else name[:150]
    kind = part.get_content_type()
    extension = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ".bin"
    return f"part-{number}{extension}"


def _is_body(leaf: _Leaf, have_text: bool) -> bool:
    """Is this part the message's own text? A named text counts only as the first, and only if not an attachment."""
    part = leaf.part
    if leaf.attached or leaf.kind not in _TEXT_TYPES or _disposition(part) == "attachment":
        return False
    try:
        named = bool(part.get_filename())
    except _STDLIB_TROUBLE:
        named = False
    return not named or not have_text


def _is_inline(part: MimeMessage, size: int, shown: frozenset[str]) -> bool:
    """An image that belongs to the look of the mail. A photo stays an attachment: people paste the picture of
    their letter into the mail, and an iPhone calls every photo it attaches inline."""
    if part.get_content_maintype() != "image":
        return False
    camera = part.get_content_subtype() in ("jpeg", "jpg", "pjpeg", "heic", "heif")
    identity = decode_header(str(part.get("content-id", ""))).strip("<> ").lower()
    if identity and identity in shown:
        return not (camera and size >= PHOTO)
    return _disposition(part) == "inline" and size <= SMALL_IMAGE and not camera


def read_parts(root: MimeMessage) -> Parts:
    """The message's own texts and its attachments. Raises ParseError past MAX_PARTS or MAX_DEPTH."""
    texts: list[str] = []
    htmls: list[str] = []
    others: list[MimeMessage] = []
    defects: list[str] = []
    for leaf in _walk(root):
        defects += [type(defect).__name__ for defect in leaf.part.defects]
        is_html = leaf.kind == "text/html"
        if _is_body(leaf, bool(htmls if is_html else texts)):
            (htmls if is_html else texts).append(_text(leaf.part))
        else:
            others.append(leaf.part)
    html = "\n".join(htmls)
    shown = frozenset(found[1].lower() for found in _CID.finditer(html))
    attachments = tuple(_attachment(part, number, shown) for number, part in enumerate(others, start=1))
    if root.get_content_type() != "multipart/report":  # there the message inside is ours, returned
        attachments += tuple(file for part in others for file in _enclosed(part))
    return Parts("\n".join(texts), html, attachments, tuple(dict.fromkeys(defects)))


def _enclosed(part: MimeMessage, depth: int = 1) -> list[Attachment]:
    """The files of a message that is attached: so do people forward a mail with its letter. Its texts are another's,
    and our own forms, known by the case's number, no letter of the applicant."""
    if part.get_content_type() != "message/rfc822" or depth > MAX_ENCLOSED:
        return []
    try:
        leaves = [leaf.part for child in _children(part) for leaf in _walk(child)]
    except ParseError:
        return []  # it stays an attachment, unopened
    files = [one for one in leaves if one.get_content_maintype() in ("application", "image")]
    found = [_attachment(one, number, frozenset()) for number, one in enumerate(files, start=1)]
    found = [one for one in found if not one.inline and not _OUR_FORM.search(one.name)]
    return found + [inner for one in leaves for inner in _enclosed(one, depth + 1)]


def _attachment(part: MimeMessage, number: int, shown: frozenset[str]) -> Attachment:
    content = _octets(part)
    kind = part.get_content_type()
    return Attachment(_file_name(part, number), kind, content, _is_inline(part, len(content), shown))
