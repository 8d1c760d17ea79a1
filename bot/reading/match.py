"""Which case a message belongs to, and with what right: by a code only we can make, or a number anyone can type.

The code is an HMAC over case, letter and recipient: it stands in the Message-ID and the subject of every letter,
and proves only that the writer holds the letter we sent to that very address. Never the words of a subject.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.codes import make_code
from bot.model import Message
from bot.reading.parse import FROM_SEVERAL

_TEXT_READ = 4096  # characters of the body in which a case number is looked for
_CODED_ID = re.compile(r"([a-z]{2,8}-\d{4}-\d{1,6})\.(\d{1,6})\.([a-z0-9]{1,40})@", re.IGNORECASE | re.ASCII)
_CODED_TAG = re.compile(
    r"([a-z]{2,8}-\d{4}-\d{1,6})\.(\d{1,6})\.([a-z0-9]{1,40})(?![a-z0-9])", re.IGNORECASE | re.ASCII
)
_TAGS = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Match:
    """The case a message names. `number` is the letter it answers (None: only the case number was found);
    `proven`: the code is the one made for this letter and this sender."""

    ref: str
    number: int | None
    proven: bool
    by: Literal["code", "number"]
    old: bool = False  # the code is made with a secret that is in use no more


def normal_ref(prefix: str, year: str, number: str) -> str:
    """`ttp`, `2026`, `18` → `TTP-2026-0018`."""
    return f"{prefix.upper()}-{year}-{int(number):04d}"


def _known(ref: str, prefixes: tuple[str, ...]) -> str:
    """The reference in its normal form, or '' if its prefix belongs to no procedure."""
    prefix, year, number = ref.split("-")
    return normal_ref(prefix, year, number) if prefix.upper() in (p.upper() for p in prefixes) else ""


def _find_secret(code: str, ref: str, number: int, sender: str, secrets: tuple[bytes, ...]) -> int | None:
    """Which secret made the code for this sender; None: none of them."""
    if not sender:
        return None
    found = code.lower().encode("ascii")
    # every secret is tried, so that the time tells nothing about which one fits
    fits = [
        hmac.compare_digest(found, make_code(secret, ref, number, sender).encode("ascii"))
        for secret in secrets
    ]
    return fits.index(True) if any(fits) else None


def _coded(message: Message) -> Iterator[re.Match[str]]:
    """Our letters as the message names them, the surest first: In-Reply-To, References (newest first), subject."""
    for identity in (*message.in_reply_to[:20], *reversed(message.references[-100:])):
        found = _CODED_ID.match(identity)
        if found:
            yield found
    yield from _CODED_TAG.finditer(message.subject)


@lru_cache(8)  # the prefixes of the rules, and that of letters without a case
def number_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """A case number as people type it: `TTP-2026-0018`, `ttp 2026 18`, `TTP/18/2026`, `ttp20260018`."""
    prefix = "|".join(re.escape(name) for name in prefixes)
    gap = r"[ \t]{0,2}[-–—/._:# ]?[ \t]{0,2}"
    straight = rf"(20\d\d){gap}(\d{{1,6}})"
    reversed_ = rf"(\d{{1,4}}){gap}(20\d\d)"
    return re.compile(rf"(?<![a-z0-9])({prefix}){gap}(?:{straight}|{reversed_})(?!\d)", re.IGNORECASE)


def _typed(text: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(text)
    if not found:
        return ""
    return normal_ref(found[1], found[2] or found[5], found[3] or found[4])


def _readable(message: Message) -> str:
    if message.text.strip():
        return message.text[:_TEXT_READ]
    return _TAGS.sub(" ", message.html[: _TEXT_READ * 5])[:_TEXT_READ]


def _author(message: Message) -> str:
    """Whose code counts: nobody's when the From header names several, for then nobody knows who of them wrote."""
    return "" if FROM_SEVERAL in message.defects else message.sender.email


def _by_code(message: Message, secrets: tuple[bytes, ...], prefixes: tuple[str, ...]) -> Match | None:
    """The first letter named decides the case; a proof for the same case found further on still counts."""
    first: Match | None = None
    for found in _coded(message):
        ref, number = _known(found[1], prefixes), int(found[2])
        if not ref or (first and ref != first.ref):
            continue
        secret = _find_secret(found[3], ref, number, _author(message), secrets)
        if secret is not None:
            return Match(ref, number, True, "code", old=secret > 0)
        first = first or Match(ref, number, False, "code")
    return first


def find_case(message: Message, secrets: tuple[bytes, ...], prefixes: tuple[str, ...]) -> Match | None:
    """The case this message answers or names, or None. Several different ones: In-Reply-To wins, then References,
    the subject's code, the subject's number, the number in the first few KB of text. `secrets`: the present one
    and those before it; `prefixes`: those of the procedures (`TTP`)."""
    if not prefixes:
        return None
    coded = _by_code(message, secrets, prefixes)
    if coded:
        return coded
    pattern = number_pattern(prefixes)
    ref = _typed(message.subject, pattern) or _typed(_readable(message), pattern)
    return Match(ref, None, False, "number") if ref else None
