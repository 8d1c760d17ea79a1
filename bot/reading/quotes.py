"""Where the writer's own words end and what he quotes or forwards begins: lines to zones.

A zone is `own` (written by him), `quote` (marked line by line: answers may stand between), `tail` (all that follows
a mail program's divider or header block) or `forward`. What a zone says is judged elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.reading.lines import Line
from bot.reading.mail_words import HeaderKind, MailWords, plain_words

_WINDOW = 16  # lines in which a header block must be complete
_FRAME = " \t-—–_=*~>#<|:."
_DASHES = re.compile(r"[-—–_=*~]{2}")
_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[_=\-—–]{10,}")


@dataclass(frozen=True, slots=True)
class Zone:
    """A run of lines. `head` are the lines that introduce a quote (attribution, From/Sent/To/Subject)."""

    kind: Literal["own", "quote", "tail", "forward"]
    lines: tuple[Line, ...]
    head: tuple[str, ...] = ()


def header_label(text: str, words: MailWords) -> tuple[HeaderKind | None, str]:
    """("from", "Nama <a@b>") for "*Dari:* Nama <a@b>"; (None, "") for a line that is no header."""
    label, colon, value = text[:400].partition(":")
    label = label.strip(" \t*_>").lower()
    if not colon or len(label) > 30:
        return None, ""
    return words.header_labels.get(label), value.strip(" \t*_")


def _header_block(lines: Sequence[Line], start: int, words: MailWords) -> int:
    """The index after a From/Sent/To/Subject block that begins at `start`, or `start` if none does.

    A "nota dinas" typed into a mail has Kepada, Dari, Perihal, Tanggal too: only a sent line, or addresses
    in the block, make it a mail program's."""
    if header_label(lines[start].text, words)[0] != "from":
        return start
    kinds: set[HeaderKind] = set()
    address, end, strangers = False, start, 0
    for index in range(start, min(start + _WINDOW, len(lines))):
        line = lines[index]
        kind, value = header_label(line.text, words)
        if kind:
            if kind in kinds and kind != "copy":
                break
            kinds.add(kind)
            address = address or (kind in ("from", "to") and "@" in value)
            end, strangers = index + 1, 0
        elif line.blank:
            if len(kinds) >= 4 or (len(kinds) >= 3 and index > end):
                break
        else:
            strangers += 1  # a folded line of a long list of addresses
            if strangers > 3 or not ("@" in line.text or ";" in line.text or "," in line.text):
                break
    complete = len(kinds - {"copy"}) >= 3 and (
        "sent" in kinds or (address and bool(kinds & {"date", "subject"}))
    )
    return end if complete else start


def _attribution(lines: Sequence[Line], start: int, words: MailWords) -> int:
    """The index after a "Pada … menulis:" that begins at `start` and may be folded, or `start`."""
    first = lines[start].text.strip(" \t*_")
    word = first.split(" ", 1)[0].lower().rstrip(",")
    if not first or not (
        word in words.attribution_starts or first[0].isdecimal() or "@" in first or "<" in first
    ):
        return start
    joined = ""
    for index in range(start, min(start + 4, len(lines))):
        if lines[index].blank:
            return start
        joined = f"{joined} {lines[index].text.strip()}"[:1000].strip()
        if _is_attribution(joined, words):
            return index + 1
    return start


def _is_attribution(joined: str, words: MailWords) -> bool:
    text = joined.rstrip(" *_")
    if not text.endswith(":") or not _DIGIT.search(text):
        return False
    said = plain_words(text[:-1])
    starts = said.split(" ", 1)[0].rstrip(",") in words.attribution_starts
    by_address = said.endswith(">") and "@" in said and (starts or said[0].isdecimal())
    return by_address or (
        said.endswith(words.attribution_ends) and (starts or "@" in said or said[0].isdecimal())
    )


def _divider(text: str, phrases: tuple[str, ...], bare: bool) -> bool:
    """A line that is one of the phrases between dashes or, with `bare`, the phrase alone."""
    if len(text) > 120:
        return False
    core = plain_words(text.strip(_FRAME))
    if not core.startswith(phrases):
        return False
    found = core in phrases or any(core.startswith(phrase + " ") for phrase in phrases)
    return found and (bool(_DASHES.search(text)) or (bare and core in phrases))


def _next_text(lines: Sequence[Line], index: int) -> int:
    while index < len(lines) and lines[index].blank and not lines[index].mark:
        index += 1
    return index


def _skip_head(lines: Sequence[Line], start: int, words: MailWords) -> tuple[int, tuple[str, ...]]:
    """Past a rule line and the header block after a divider: (index of the body, the head's lines)."""
    index = _next_text(lines, start)
    while index < len(lines) and (_RULE.fullmatch(lines[index].text.strip()) or lines[index].mark == "tail"):
        index = _next_text(lines, index + 1)
    if index >= len(lines):
        return index, ()
    end = _header_block(lines, index, words)
    while end == index and index < len(lines) and lines[index].mark == "intro":
        index = end = index + 1
    return end, tuple(line.text for line in lines[start:end] if not line.blank)


def _dedent(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines of a forward that were marked with '>' throughout lose that mark."""
    depths = [line.depth for line in lines if not line.blank]
    least = min(depths, default=0)
    return tuple(Line(line.text, max(0, line.depth - least), line.mark) for line in lines)


class _Cutter:
    """The walk over the lines: what is open is closed when the kind of line changes."""

    def __init__(self, lines: Sequence[Line], words: MailWords) -> None:
        self.lines = lines
        self.words = words
        self.zones: list[Zone] = []
        self.open: list[Line] = []
        self.kind: Literal["own", "quote"] = "own"
        self.head: tuple[str, ...] = ()

    def close(self, kind: Literal["own", "quote"], head: tuple[str, ...] = ()) -> None:
        if self.open:
            self.zones.append(Zone(self.kind, tuple(self.open), self.head))
        self.kind, self.open, self.head = kind, [], head

    def rest(self, kind: Literal["tail", "forward"], start: int) -> None:
        """Everything from here on belongs to one mail: its head, then its body."""
        body, head = _skip_head(self.lines, start, self.words)
        self.close("own")
        self.zones.append(Zone(kind, _dedent(self.lines[body:]), head))

    def begins_rest(self, index: int) -> Literal["", "tail", "forward"]:
        """Does line `index` begin a forwarded or an unmarked quoted mail that runs to the end?"""
        line, words = self.lines[index], self.words
        if line.depth and (self.kind == "quote" or self.zones):
            return ""
        if _divider(line.text, words.forwards, bare=True):
            return "forward"
        if line.depth:
            return ""
        if line.mark == "tail" or _divider(line.text, words.separators, bare=False):
            return "tail"
        return "tail" if _header_block(self.lines, index, words) > index else ""

    def walk(self) -> list[Zone]:
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            rest = self.begins_rest(index) if line.text or line.mark else ""
            if rest:
                end = index + (1 if rest == "forward" or line.mark == "tail" or self._is_divider(line) else 0)
                if rest == "tail" and self._is_marked_quote(end):
                    index = self._open_quote(index, end)
                    continue
                self.rest(rest, end)
                return self.zones
            index = self._step(index, line)
        self.close("own")
        return self.zones

    def _is_divider(self, line: Line) -> bool:
        return _divider(line.text, self.words.separators, bare=False)

    def _is_marked_quote(self, index: int) -> bool:
        """A header block whose mail follows with '>' marks: what stands unmarked below is an answer again."""
        body, _ = _skip_head(self.lines, index, self.words)
        body = _next_text(self.lines, body)
        return body < len(self.lines) and self.lines[body].depth > 0

    def _open_quote(self, start: int, index: int) -> int:
        body, head = _skip_head(self.lines, index, self.words)
        self.close("quote", tuple(line.text for line in self.lines[start:index]) + head)
        return body

    def _step(self, index: int, line: Line) -> int:
        """One line further, or past an attribution."""
        if line.depth:
            if self.kind == "own":
                self.close("quote")
            end = max(index + 1, _attribution(self.lines, index, self.words))
            self.open += [Line(each.text, line.depth, each.mark) for each in self.lines[index:end]]
            return end  # a marked "> Pada … menulis:" may have been broken, its rest without a mark
        end = _attribution(self.lines, index, self.words)
        if line.mark == "intro":
            end = max(end, index + 1)
            while end < len(self.lines) and self.lines[end].mark == "intro":
                end += 1
        if end > index:
            return self._after_attribution(index, end)
        if self.kind == "quote" and not line.blank:
            self.close("own")
        self.open.append(line)
        return index + 1

    def _after_attribution(self, index: int, end: int) -> int:
        """What follows is quoted: line by line if it is marked, else to the end (Yahoo, some phones)."""
        head = tuple(line.text for line in self.lines[index:end])
        if any(_divider(text, self.words.forwards, bare=True) for text in head):
            self.close("own")
            self.zones.append(Zone("forward", _dedent(self.lines[end:]), head))
            return len(self.lines)
        body = _next_text(self.lines, end)
        if body >= len(self.lines) or self.lines[body].depth:
            self.close("quote", head)
            return end
        self.close("own")
        self.zones.append(Zone("tail", tuple(self.lines[end:]), head))
        return len(self.lines)


def split_zones(lines: Sequence[Line], words: MailWords) -> list[Zone]:
    """The zones of a mail, top to bottom. Every line that is no quote's head is in exactly one."""
    return _Cutter(lines, words).walk()
