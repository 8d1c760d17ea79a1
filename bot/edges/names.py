"""File names of strangers made safe. Pure: names in, names out."""

from __future__ import annotations

import itertools
import os.path
import re
import unicodedata
from collections.abc import Collection, Iterator

LONGEST = 100  # bytes in UTF-8; file systems end at 255, and a number or a temp prefix may be added
LONGEST_EXTENSION = 16
NAMELESS = "lampiran"  # an attachment without a usable name
FORBIDDEN = set('/\\:*?"<>|')
RESERVED = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}

_PLAIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,70})(?:\.[A-Za-z0-9]{1,10})?")  # as ours are: nothing to do


def safe_name(name: str) -> str:
    """The name without path, control, format (bidi) and reserved characters, in NFC, not hidden, at most
    `LONGEST` bytes with its extension kept. Safe names are left as they are."""
    if (plain := _PLAIN.fullmatch(name)) and plain[1].lower() not in RESERVED:
        return name
    return _make_safe(name)


def _make_safe(name: str) -> str:
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/ ").rsplit("/", 1)[-1]
    kept = "".join(_safe_character(character) for character in base)
    kept = unicodedata.normalize("NFC", " ".join(kept.split()))
    if kept.startswith(".") and kept.count(".") == 1 and len(kept) > 1:  # nothing but an extension is left
        kept = NAMELESS + kept
    kept = kept.strip(". ").lstrip("~-. ")
    stem, extension = os.path.splitext(kept)
    if len(extension.encode()) > LONGEST_EXTENSION:
        stem, extension = kept, ""
    if stem.split(".")[0].strip().lower() in RESERVED:
        stem = f"{NAMELESS}-{stem}"
    stem = _cut(stem, LONGEST - len(extension.encode())).strip(". ").lstrip("~-. ")
    return (stem or NAMELESS) + extension


def _safe_character(character: str) -> str:
    """Categories C*: control, format (bidi, zero width), lone surrogates, private, unassigned."""
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\r\n":
        return " "
    if category.startswith("C"):
        return ""
    return "_" if character in FORBIDDEN else character


def _cut(text: str, size: int) -> str:
    return text.encode()[: max(size, 0)].decode(errors="ignore")


def number_names(name: str) -> Iterator[str]:
    """The safe name, then with -2, -3 … before its extension, without end."""
    safe = safe_name(name)
    yield safe
    stem, extension = os.path.splitext(safe)
    for number in itertools.count(2):
        tail = f"-{number}{extension}"
        yield _cut(stem, LONGEST - len(tail.encode())) + tail


def free_name(name: str, taken: Collection[str]) -> str:
    """The first of `number_names` that is none of `taken`, case ignored."""
    used = {other.casefold() for other in taken}
    return next(candidate for candidate in number_names(name) if candidate.casefold() not in used)
