"""What this person wrote in this mail: not what he quotes, not what his phone adds, and never a line of ours.

The body is cut into zones; those the writer wrote are cleaned and kept in order. Of what he quotes, only two
things count: lines of our own form that he filled in, and a mail he passes on instead of writing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import Message, Visible
from bot.reading.lines import MAX_OWN, Line, clean_text, is_too_long, join_lines, plain_lines
from bot.reading.mail_words import MailWords, plain_words
from bot.reading.own_letters import OurLetters, compile_letters, is_empty_value, label_value, tokens
from bot.reading.quotes import Zone, header_label, split_zones
from bot.reading.signature import drop_fine_print, split_signature
from bot.reading.visible_html import read_html

_OWN_TAG = re.compile(r"\[[A-Z]{2,8}-\d{4}-\d{1,6}(?:\.\d{1,6}\.\w{1,40})?\]")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,255}")
_FEW_WORDS = 6
_STUB_WORDS, _STUB_RATIO = (
    40,
    3,
)  # a text/plain this short, and so much shorter than the HTML, is not the mail
_UNMARKED_LINES, _UNMARKED_WORDS = 3, 12  # from so many lines of ours on, the text holds an unmarked quote


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every question about a zone needs."""

    message: Message
    ours: OurLetters
    words: MailWords
    forwards: bool  # the subject says that the mail is passed on
    replies: bool  # the subject says that it is an answer


def _subject_prefix(message: Message) -> str:
    return (
        plain_words(message.subject[:200]).partition(":")[0].strip(" []")
        if ":" in message.subject[:200]
        else ""
    )


@dataclass(frozen=True, slots=True)
class _Body:
    lines: list[Line]  # what is read
    whole: str  # the entire decoded text, for a person
    cut: bool  # a part of it is in no line


def _body(message: Message, words: MailWords) -> _Body:
    """The body to read: text/plain, unless it is empty or a stub that stands in for the HTML."""
    plain = plain_lines(message.text)
    count = sum(len(tokens(line.text)) for line in plain)
    is_stub = plain_words(message.text[:300]).startswith(words.html_stubs)
    if count > _STUB_WORDS and not is_stub:
        return _Body(plain, clean_text(message.text), is_too_long(message.text))
    rich, cut = read_html(message.html)
    rich_count = sum(len(tokens(line.text)) for line in rich)
    whole = clean_text(message.text) if count else join_lines([line.text for line in rich])
    prefers_rich = rich_count and (not count or is_stub or _STUB_RATIO * count < rich_count)
    return _Body(*((rich, whole, cut) if prefers_rich else (plain, whole, is_too_long(message.text))))


# ---- our own words -----------------------------------------------------------------------------------------


def _find_ours(zones: Sequence[Zone], ours: OurLetters) -> list[list[tuple[bool, bool]]]:
    """Per zone and line: (is it ours, does it go on from a quoted line just above)."""
    flags: list[list[tuple[bool, bool]]] = []
    before: tuple[int, ...] = ()
    quoted_above = False
    for zone in zones:
        marks: list[tuple[bool, bool]] = []
        for line in zone.lines:
            found = ours.find(tokens(line.text), before)
            is_ours = bool(found.ends) and not line.blank
            marks.append((is_ours, is_ours and found.goes_on and quoted_above))
            before = found.ends
            if not line.blank:
                quoted_above = zone.kind != "own" or (is_ours and quoted_above)
        flags.append(marks)
    return flags


def _drop_ours(zones: Sequence[Zone], ours: OurLetters) -> Iterator[tuple[Zone, list[str]]]:
    """The lines of every zone that are not ours. In what the writer wrote, a line of ours goes only where it
    continues a quoted one; but where so many stand that a program quoted without marking, all from the first to
    the last of them is the quote: the letter's HTML has words that its plain text has not. A form's line with
    its value is no sign of that: people copy the form into their answer, as the letter asks."""
    for zone, marks in zip(zones, _find_ours(zones, ours), strict=True):
        places = [
            index
            for index, (is_ours, _) in enumerate(marks)
            if is_ours and not _is_form_line(zone.lines[index].text, ours)
        ]
        count = sum(len(tokens(zone.lines[index].text)) for index in places)
        start, end = len(marks), len(marks)
        if len(places) >= _UNMARKED_LINES and count >= _UNMARKED_WORDS and zone.kind == "own":
            start, end = places[0], places[-1] + 1
        yield (
            zone,
            [
                line.text
                for index, (line, (is_ours, goes_on)) in enumerate(zip(zone.lines, marks, strict=True))
                if not (goes_on or start <= index < end or (is_ours and zone.kind != "own"))
            ],
        )


def _is_form_line(text: str, ours: OurLetters) -> bool:
    """ "Rak : A", where a letter of ours has a line with that label."""
    labelled = label_value(text)
    return labelled is not None and labelled[0] in ours.labels and not is_empty_value(labelled[1])


def _end_of_ours(zone: Zone, ours: OurLetters) -> int:
    """Behind which line of an unmarked quote our letter has ended; the number of its lines if it never does."""
    before: tuple[int, ...] = ()
    known = total = 0
    after = len(zone.lines)
    for index, line in enumerate(zone.lines):
        if line.blank:
            continue
        found = ours.find(tokens(line.text), before)
        before = found.ends
        total += 1
        known += bool(found.ends)
        if found.ends and 2 * known >= total and ours.ends_letter(found.ends):
            after = index + 1
    return after


def _below(zone: Zone, ours: OurLetters) -> list[str]:
    """What a person wrote below our letter in an unmarked quote: the lines after the letter's known end."""
    return [line.text for line in zone.lines[_end_of_ours(zone, ours) :]]


def _is_ours(zone: Zone, frame: _Frame) -> bool:
    """Is the quoted or forwarded mail a letter of ours? By its words, its case tag, or a mark only we set."""
    known = [
        bool(frame.ours.find(tokens(line.text)).ends)
        for line in zone.lines[:200]
        if len(tokens(line.text)) >= 3
    ]
    if known and 2 * sum(known) >= len(known):
        return True
    body = plain_words("\n".join(line.text for line in zone.lines[:200])[:8000])
    if any(mark in body for mark in frame.words.own_marks):
        return True
    writers, subject = _head_facts(zone, frame.words)
    ourselves = {address.email for address in (*frame.message.to, *frame.message.cc)}
    return bool(_OWN_TAG.search(subject)) and (not writers or bool(writers & ourselves))


def _head_facts(zone: Zone, words: MailWords) -> tuple[set[str], str]:
    """(addresses of who wrote the quoted mail, its subject)."""
    writers: set[str] = set()
    subject = ""
    for text in zone.head:
        kind, value = header_label(text, words)
        if kind == "from":
            writers |= {found.lower() for found in _ADDRESS.findall(value)}
        elif kind == "subject":
            subject = subject or value
    return writers, subject


# ---- forms filled in inside the quote ----------------------------------------------------------------------


def _filled(zones: Sequence[Zone], frame: _Frame, own: str) -> list[str]:
    """Lines of a form of ours, inside a quote, that the reader filled in or changed. A value that goes on in the
    next line is put together again."""
    lines = [line for zone in zones for line in _quoted(zone, frame.ours)]
    if not frame.ours.labels:
        return _filled_unknown(lines, frame.words, own)
    found: list[str] = []
    before: tuple[int, ...] = ()
    going_on = False
    for line in lines:
        place = frame.ours.find(tokens(line.text), before)
        before = place.ends
        labelled = label_value(line.text)
        if (
            place.goes_on
        ):  # "… Contoh:" above "CP: Budi Contoh": our own sentence, broken elsewhere by a program
            going_on = False
        elif labelled and labelled[0] in frame.ours.labels and labelled[0] not in frame.words.not_labels:
            going_on = frame.ours.changed(
                *labelled, may_correct=labelled[0].partition(" (")[0] in frame.words.form_labels
            )
            if going_on:
                found.append(_tidy(line.text))
        elif going_on and not line.blank and not labelled and not place.ends:
            found[-1] = f"{found[-1]} {line.text.strip()}"
        else:
            going_on = False
    return found


def _quoted(zone: Zone, ours: OurLetters) -> Sequence[Line]:
    """The lines of a quote; of an unmarked one those that stand above what the person wrote below it."""
    if zone.kind == "own":
        return ()
    return zone.lines[: _end_of_ours(zone, ours)] if zone.kind == "tail" else zone.lines


def _tidy(text: str) -> str:
    """ "Rak : C" for the table rows "Rak\tC" and "Rak:\tC"."""
    if "\t" not in text:
        return text.strip()
    label, _, value = text.strip().partition("\t")
    label, value = label.strip(" :"), value.strip(" :\t")
    return text.strip() if ":" in label else f"{label} : {value}"


def _filled_unknown(lines: Sequence[Line], words: MailWords, own: str) -> list[str]:
    """Without our letters a quoted form counts only when both signatures are filled in, or the writer says that he
    filled it in: what we print into an inventory form would look the same, filled in or not."""
    pairs = [(line, labelled) for line in lines if (labelled := label_value(line.text))]
    given = [label for _, (label, value) in pairs if not is_empty_value(value)]
    announced = any(phrase in plain_words(own[:500]) for phrase in words.form_announced)
    if not announced and not any(all(given.count(label) == 1 for label in pair) for pair in words.form_pairs):
        return []  # twice: once of them is an example
    return [
        _tidy(line.text)
        for line, (label, value) in pairs
        if label in words.form_labels and label not in words.not_labels and not is_empty_value(value)
    ]


# ---- the whole ---------------------------------------------------------------------------------------------


def _forwarded(zones: Sequence[Zone], written: int, frame: _Frame) -> list[str]:
    """The mail passed on: by its mark, by the subject, or since hardly anything else is there. Never our own."""
    found: list[str] = []
    for zone in zones:
        passed_on = zone.kind == "forward" or (zone.kind in ("tail", "quote") and frame.forwards)
        instead = zone.kind == "tail" and not frame.replies and written <= _FEW_WORDS
        if (passed_on or instead) and not _is_ours(zone, frame):
            kept = next(kept for other, kept in _drop_ours([zone], frame.ours) if other is zone)
            found += [*drop_fine_print(kept, frame.words), ""]
    return found


def _written(zones: Sequence[Zone], frame: _Frame) -> tuple[list[str], list[str]]:
    """(text, signature): the writer's own runs of lines in order, each without fine print and signature."""
    text: list[str] = []
    signature: list[str] = []
    for zone, kept in _drop_ours(zones, frame.ours):
        lines = kept if zone.kind == "own" else _below(zone, frame.ours) if zone.kind == "tail" else []
        said, signed = split_signature(drop_fine_print(lines, frame.words), frame.words)
        text += [*said, ""]
        signature += [*signed, ""] if any(line.strip() for line in signed) else []
    return text, signature


def read_visible(message: Message, letters: tuple[str, ...], words: MailWords) -> Visible:
    """What the sender of `message` wrote. `letters` are the plain texts of the letters we sent on the case: their
    lines are never the writer's. Linear in the size of the mail. What is longer than anybody writes (MAX_TEXT,
    MAX_LINE and MAX_LINES of `lines`, MAX_HTML and MAX_NODES of `visible_html`, MAX_OWN of own words) is `cut`."""
    prefix = _subject_prefix(message)
    frame = _Frame(
        message,
        compile_letters(letters),
        words,
        forwards=prefix in words.forward_subjects,
        replies=prefix in words.reply_subjects,
    )
    body = _body(message, words)
    zones = split_zones(body.lines, words)
    text, signature = _written(zones, frame)
    written = sum(len(tokens(line)) for line in text)
    own = join_lines(text)
    filled = join_lines(_filled(zones, frame, own))
    forwarded = join_lines(_forwarded(zones, written, frame))
    return Visible(
        text=own,
        signature=join_lines(signature),
        forwarded=forwarded,
        filled=filled,
        whole=body.whole,
        cut=body.cut or max(map(len, (own, filled, forwarded))) > MAX_OWN,
    )
