"""A mail's text as lines that know how deep they are quoted: the one form in which plain and HTML mail are read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

MAX_TEXT = 500_000  # characters of a text that are read; more than any person writes
MAX_LINES = 15_000
MAX_OWN = 20_000  # characters of a person's own words, and of a mail passed on
MAX_LINE = 20_000  # characters of a line; the rest of a longer one is cut

# Zero-width characters, soft hyphens, directional marks, byte order marks: seen by nobody, in the way of every word.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTE = re.compile(r"(?: ?>)+")


def is_too_long(text: str) -> bool:
    """Whether `plain_lines` leaves a part of this text out."""
    if len(text) > MAX_TEXT or text.count("\n") >= MAX_LINES:
        return True
    return len(text) > MAX_LINE and any(len(line) > MAX_LINE for line in text.split("\n"))


@dataclass(frozen=True, slots=True)
class Line:
    """`depth`: how many '>' it had (or quote containers it lay in). `mark`: what the HTML says it is."""

    text: str
    depth: int = 0
    mark: Literal["", "intro", "tail"] = ""

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def clean_text(text: str) -> str:
    """NFC, line ends as LF, no invisible and no control characters, every space a plain one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if not text.isascii():
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
        text = unicodedata.normalize("NFC", text)
    return _CONTROLS.sub(" ", text)


def plain_lines(text: str) -> list[Line]:
    """The lines of a text/plain body. '>' marks become depth (also "> > " and "|"-less variants)."""
    lines: list[Line] = []
    for raw in clean_text(text[:MAX_TEXT]).split("\n", MAX_LINES)[:MAX_LINES]:
        raw = raw[:MAX_LINE].rstrip()
        found = _QUOTE.match(raw)
        if found:
            lines.append(Line(raw[found.end() :].removeprefix(" "), found[0].count(">")))
        else:
            lines.append(Line(raw))
    return lines


def join_lines(lines: list[str]) -> str:
    """The lines as a text: blank ends gone, runs of blank lines made one."""
    kept: list[str] = []
    for line in lines:
        line = line.rstrip()
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept)
