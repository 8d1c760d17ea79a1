"""What goes with a letter, by its rule: the applicant's letter, the forms, the appointment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from mimetypes import MimeTypes
from typing import Any

from bot.model import Attachment, Case
from bot.office import FloorView
from bot.rules import LetterRule
from bot.stock import Stored
from bot.writing.appointment import CONTENT_TYPE, render_appointment
from bot.writing.context import letter_context
from bot.writing.dates import parse_moments
from bot.writing.form_facts import form_facts
from bot.writing.forms import Forms, render_form
from bot.writing.spreadsheet import CONTENT_TYPE as CONTENT_TYPE_XLSX
from bot.writing.spreadsheet import render_inventory
from bot.writing.stock_facts import MANY, find_month, floor_picture, list_facts
from bot.writing.templates import Templates
from bot.writing.wording import Words

PDF = "application/pdf"
PNG = "image/png"
_TYPES = MimeTypes()  # the built-in table alone: the same on every machine
LIST_FORM = "daftar-inventaris"  # the list of many servers, in lines where they are too many for a table
BROUGHT = ("surat", "rekap")  # what comes ready made
LETTER_FORM = "surat"  # the form that sets a letter written in the mail's own text


@dataclass(frozen=True)
class Enclosed:
    """What attachments of one case are made from. `surat` are the files the applicant sent; `made` has those that
    were made already: whoever else gets them, and whatever other letter they go with, they are the same."""

    words: Words
    forms: Forms
    templates: Templates
    now: datetime
    surat: tuple[Attachment, ...] = ()
    floor: FloorView | None = None
    stock: tuple[Stored, ...] = ()
    made: dict[str, Attachment | None] = field(default_factory=dict)  # by kind


@dataclass(frozen=True)
class Enclosures:
    """`attachments` go with the letter; `made` are those that we made: they are kept among the case's files."""

    attachments: tuple[Attachment, ...] = ()
    made: tuple[Attachment, ...] = ()


def enclose(case: Case, rule: LetterRule, given: Enclosed) -> Enclosures:
    """Every attachment of the rule, in its order. What the case has no facts for is left out."""
    attachments: list[Attachment] = []
    made: list[Attachment] = []
    for kind in rule.attach:
        if kind in BROUGHT and given.surat:
            attachments += [_typed(file) for file in given.surat]
            continue
        if kind not in given.made:
            given.made[kind] = _MAKERS.get(kind, _form)(case, kind, given)
        if found := given.made[kind]:
            attachments.append(found)
            made.append(found)
    return Enclosures(tuple(attachments), tuple(made))


def _typed(file: Attachment) -> Attachment:
    """With the type that its name tells where it came without one: so that a phone opens it."""
    if file.content_type not in ("", "application/octet-stream"):
        return file
    guessed = _TYPES.guess_type(file.name)[0]
    return replace(file, content_type=guessed) if guessed else file


def _form(case: Case, kind: str, given: Enclosed) -> Attachment:
    content = render_form(given.forms, kind, form_facts(kind, case, given.words, given.now), given.now)
    return Attachment(f"{kind}-{case.ref}.pdf", PDF, content)


def _letter(case: Case, kind: str, given: Enclosed) -> Attachment | None:
    """The applicant's letter, set from the text of his mail."""
    letter = case.fields.get(LETTER_FORM)
    return _form(case, kind, given) if isinstance(letter, Mapping) and letter.get("isi") else None


def _appointment(case: Case, kind: str, given: Enclosed) -> Attachment | None:
    moments = parse_moments(case.fields.get("waktu"))
    if not moments:
        return None
    context: dict[str, Any] = letter_context(case, given.words, {}, ())
    summary, _, description = given.templates.appointment.render(context).strip().partition("\n")
    place = ", ".join(filter(None, (given.words.office.room, given.words.office.name)))
    domain = given.words.office.mailbox.email.rpartition("@")[2]
    content = render_appointment(
        f"{case.ref}@{domain}",
        moments[0],
        _earlier(case, kind, given),
        given.now,
        (summary, place, description.strip()),
    )
    return Attachment(f"{kind}-{case.ref}.ics", CONTENT_TYPE, content)


def _picture(case: Case, kind: str, given: Enclosed) -> Attachment | None:
    """The racks as a picture for a phone's screen."""
    if given.floor is None:
        return None
    facts = floor_picture(given.floor, case.ref, given.words.moment(given.now, "tanggal"))
    return Attachment(f"{kind}-{case.ref}.png", PNG, render_form(given.forms, kind, facts, given.now, "png"))


def _earlier(case: Case, kind: str, given: Enclosed) -> int:
    """How many times an appointment went out before now: the sequence number of this one."""
    carrying = {rule.id for rule in given.words.rules.common.letters if kind in rule.attach}
    return len({each.at for each in case.letters if each.letter in carrying and each.at < given.now})


def _stock_form(case: Case, kind: str, given: Enclosed) -> Attachment | None:
    """A form or a list of servers; none where none stands here."""
    if not given.stock:
        return None
    many = MANY if kind == LIST_FORM else len(given.stock)
    facts = {**form_facts(kind, case, given.words, given.now), **list_facts(given.stock, given.words, many)}
    content = render_form(given.forms, kind, {**facts, "judul": ""}, given.now, tagged=not facts["padat"])
    month = find_month(given.words, given.now)
    return Attachment(f"{kind}-{case.ref}-{month}.pdf", PDF, content)  # each month's form is kept


def _workbook(case: Case, kind: str, given: Enclosed) -> Attachment | None:
    if not given.stock:
        return None
    content = render_inventory(given.stock, given.words, given.now)
    return Attachment(f"inventaris-{case.ref}.xlsx", CONTENT_TYPE_XLSX, content)


def _nothing(case: Case, kind: str, given: Enclosed) -> Attachment | None:
    """What was not brought can't be made from the case."""
    return None


_MAKERS: Mapping[str, Callable[[Case, str, Enclosed], Attachment | None]] = {
    LETTER_FORM: _letter,
    "jadwal": _appointment,
    "gambar-rak": _picture,
    "formulir-inventaris": _stock_form,
    "daftar-inventaris": _stock_form,
    "tabel-inventaris": _workbook,
    "rekap": _nothing,
}
