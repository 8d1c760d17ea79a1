"""The applicant's letter: an attachment that can be one, or its text in the mail (SOP 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from bot.model import Attachment, Layer
from bot.reading.labels import find_label, parse_labels, plain_label
from bot.reading.words import Lexicon, Sentence, collapse

_TYPES = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/tiff": "tif",
}
_LOGO_BYTES = 2048  # an inline picture smaller than this is a logo or a signature, not a letter
_EMPTY_BYTES = 200  # a file smaller than this holds no page of any kind
_PICTURES = frozenset(("jpg", "jpeg", "png", "heic", "tif", "tiff"))
_LAYERED = frozenset(("pdf", "docx"))
LETTERS = 5  # files among which the letter is looked for
_BEFORE, _BEHIND = 2, 4  # words beside "surat" among which it is said to be still to come
_NAME_WORD = re.compile(r"[^\W\d_]+")
_LOGOS = ("image0", "logo", "outlook-", "signature", "ttd-email", "icon")


def find_letter_files(
    attachments: Iterable[Attachment], kinds: Iterable[str]
) -> list[tuple[str, Attachment]]:
    """The attachments that can be the letter, with their names. Documents come before pictures."""
    allowed = frozenset(kinds)
    fit = [(one, _kind(one)) for one in attachments]
    fit = [(one, kind) for one, kind in fit if kind in allowed and not _is_logo(one, kind)]
    fit = [(one, kind) for one, kind in fit if one.size >= _EMPTY_BYTES]
    fit.sort(key=lambda pair: pair[1] in _PICTURES)
    return [(one.name or f"surat.{kind}", one) for one, kind in fit]


def is_promised(sentences: Iterable[Sentence], lexicon: Lexicon) -> bool:
    """ "SURATNYA masih MENUNGGU tanda tangan, besok saya kirim": the letter is still to come. Not when only its
    original is ("surat asli menyusul") or its number, nor where it is said to be attached."""
    coming, there = lexicon.set("surat", "menyusul"), lexicon.set("surat", "terlampir")
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        words = clause.words()
        stems = [token.stem for token in clause.tokens]
        for at, stem in enumerate(stems):
            near = words[max(0, at - _BEFORE) : at] + words[at + 1 : at + 1 + _BEHIND]
            this = words[at + 1 : at + 2] == ("ini",) or words[max(0, at - 1) : at] == ("nomor",)
            if stem == "surat" and not this and coming & set(near) and not there & {*words, *stems}:
                return True
    return False


def is_named_otherwise(name: str, lexicon: Lexicon) -> bool:
    """Whether the file's name says that it is something else than a letter ("Spesifikasi server.pdf")."""
    words = f" {' '.join(_NAME_WORD.findall(name.lower()))} "
    other = any(f" {phrase} " in words for phrase in lexicon.entries("surat", "nama_lain"))
    return other and not is_named_letter(name, lexicon)


def is_named_letter(name: str, lexicon: Lexicon) -> bool:
    """Whether the file's name says that it is a letter ("Surat permohonan.pdf")."""
    return bool(set(_NAME_WORD.findall(name.lower())) & lexicon.set("surat", "nama_surat"))


def unread_state(name: str) -> Layer:
    """What a file is of which nobody has looked for the text: a picture holds none, some kinds are not read."""
    kind = PurePosixPath(name.lower()).suffix.lstrip(".")
    return "pindaian" if kind in _PICTURES else "" if kind in _LAYERED else "format-lain"


def _kind(attachment: Attachment) -> str:
    suffix = PurePosixPath(attachment.name.lower()).suffix.lstrip(".")
    return suffix or _TYPES.get(attachment.content_type.lower(), "")


def _is_logo(attachment: Attachment, kind: str) -> bool:
    if kind not in _PICTURES:
        return False
    if attachment.content_type.lower() == "image/png" or attachment.inline:
        named = attachment.name.lower().startswith(_LOGOS)
        return named or (attachment.inline and attachment.size < _LOGO_BYTES)
    return attachment.name.lower().startswith(_LOGOS[:3]) and attachment.size < _LOGO_BYTES


def find_letter_text(text: str, lexicon: Lexicon) -> str:
    """The body, when it is a letter: a number, a subject line and an addressee stand in it; else ''."""
    labels = parse_labels(text)
    numbered = any(find_label([one], lexicon.entries("surat", "nomor")) for one in labels)
    titled = find_label(labels, lexicon.entries("surat", "perihal")) is not None
    targets = tuple(lexicon.entries("surat", "tujuan"))
    addressed = any(plain_label(line).startswith(targets) for line in text.split("\n") if line.strip())
    return text.strip() if numbered and titled and addressed else ""


def find_letter_marks(text: str, lexicon: Lexicon) -> dict[str, str]:
    """Number, date, subject and nature of the letter where the message writes them on labelled lines."""
    labels = parse_labels(text)
    marks = {
        "nomor": find_label(labels, lexicon.entries("surat", "nomor_surat")),
        "tanggal": find_label(labels, lexicon.entries("surat", "tanggal")),
        "perihal": find_label(labels, lexicon.entries("surat", "perihal")),
        "sifat": find_label(labels, lexicon.entries("surat", "sifat")),
    }
    number = marks["nomor"]
    if number is not None and not any(ch.isdecimal() for ch in number.value):
        marks["nomor"] = None
    return {key: collapse(one.value) for key, one in marks.items() if one is not None}
