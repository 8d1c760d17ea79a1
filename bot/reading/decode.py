"""Octets to text, whatever charset they claim: a mail is always readable, and never raises.

A charset that does not fit its bytes is the rule in office mail, not the exception: UTF-8 sent as us-ascii,
windows-1252 sent as iso-8859-1 or as UTF-8. What decodes strictly wins; otherwise what loses least.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import unicodedata

# Codecs Python offers that are no charset of mail, or that cost more than they give (punycode is quadratic).
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_VAGUE = frozenset(
    {"", "ascii", "us-ascii", "ansi_x3.4-1968", "unknown", "unknown-8bit", "x-unknown", "none", "default"}
)
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252"})
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_FOLD = re.compile(r"\r\n|[\r\n]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")


def _strict(payload: bytes, charset: str) -> str | None:
    if charset.replace("-", "_") in _NO_CHARSETS:
        return None
    try:
        return _SURROGATES.sub("\ufffd", payload.decode(charset))
    except (LookupError, ValueError, AssertionError, UnicodeError):
        return None


def _utf8_or_latin(payload: bytes) -> str:
    """UTF-8 when it fits (a few torn characters allowed), else windows-1252, which maps nearly every octet."""
    text = payload.decode("utf-8", "replace")
    torn = text.count("\ufffd")
    if not torn:
        return text
    whole = sum(1 for octet in payload if octet >= 0xC2) - torn
    if whole >= 2 * torn:
        return text
    return payload.decode("cp1252", "replace")


def decode_octets(payload: bytes, charset: str = "") -> str:
    """The text of these octets. `charset` is what the mail declares, and is believed only if it fits."""
    name = charset.strip().strip("\"'").lower()
    if payload.startswith(b"\xef\xbb\xbf"):
        return _utf8_or_latin(payload[3:])
    if name in _VAGUE or name in _LATIN or name.replace("_", "-") in ("utf-8", "utf8"):
        return _utf8_or_latin(payload)
    text = _strict(payload, name)
    return _utf8_or_latin(payload) if text is None else text


def octets_of(raw: str) -> bytes:
    """The octets behind a header value as the stdlib's bytes parser keeps it (surrogate escapes)."""
    return raw.encode("utf-8", "surrogateescape") if not _lone(raw) else raw.encode("utf-8", "replace")


def _lone(raw: str) -> bool:
    """A surrogate that is no escaped octet: it never came from the wire, and cannot be turned back."""
    return any("\ud800" <= letter <= "\udfff" and not "\udc80" <= letter <= "\udcff" for letter in raw)


def _base64(text: str) -> bytes:
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return b""


def _word_octets(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return _base64(text)
    return quopri.decodestring(octets_of(text), header=True)


def _join_words(found: list[tuple[str, bytes]]) -> str:
    """Encoded words that follow each other in one charset are one run of octets: mail programs cut inside letters."""
    texts: list[str] = []
    charset, octets = "", b""
    for name, part in found:
        if name != charset and octets:
            texts.append(decode_octets(octets, charset))
            octets = b""
        charset, octets = name, octets + part
    return "".join([*texts, decode_octets(octets, charset)])


def _decode_words(text: str) -> str:
    text = _BETWEEN_WORDS.sub(r"\1", text)
    pieces: list[str] = []
    run: list[tuple[str, bytes]] = []
    end = 0
    for match in _ENCODED_WORD.finditer(text):
        if match.start() > end:
            pieces += [_join_words(run), text[end : match.start()]]
            run = []
        charset = match[1].split("*")[0].lower()  # RFC 2231 5: charset*language
        run.append((charset, _word_octets(match[2], match[3])))
        end = match.end()
    return "".join([*pieces, _join_words(run), text[end:]])


def decode_header(raw: str, limit: int = 65536, words: bool = True) -> str:
    """A header value for people: unfolded, RFC 2047 words decoded (also inside quotes, also in raw 8-bit text)
    unless `words` is False, control characters gone, NFC. Values longer than `limit` characters are cut."""
    text = raw[:limit]
    if text.isascii() and text.isprintable() and "=?" not in text:
        return text.strip()
    text = _FOLD.sub("", text)
    if not text.isascii():
        text = decode_octets(octets_of(text))
    if words and "=?" in text:
        text = _decode_words(text)
    text = _CONTROLS.sub(" ", _FOLD.sub(" ", text)).replace("\t", " ")
    return unicodedata.normalize("NFC", text).strip()


def unfold_flowed(text: str, delsp: bool) -> str:
    """RFC 3676 4: soft line breaks joined within one quote depth, space-stuffing undone. Quote marks stay '>'."""
    lines: list[list[str]] = []
    open_depth = -1  # the depth of a paragraph whose last line ended softly
    for raw in text.split("\n"):
        body = raw.lstrip(">")
        depth = len(raw) - len(body)
        body = body.removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        kept = body[:-1] if soft and delsp else body
        if open_depth == depth and body != "-- ":
            lines[-1].append(kept)
        else:
            lines.append([f"{'>' * depth} " if depth else "", kept])
        open_depth = depth if soft else -1
    return "\n".join("".join(pieces) for pieces in lines)
