"""Effects become letters. Pure: the same case, effects and desk give the same bytes, whenever and wherever.

Nothing goes out that is not also in the case: every letter stands there as due, with all its recipients waiting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.codes import make_code, make_message_id, make_tag
from bot.model import APPLICANT, Address, Attachment, Case, Letter, LetterOut, Send
from bot.office import FloorView, Office
from bot.rules import LetterRule, Rules
from bot.stock import Digest, Stored
from bot.writing.answers import find_answers, find_commands
from bot.writing.attachments import Enclosed, enclose
from bot.writing.context import (
    find_duties,
    find_procedure,
    floor_facts,
    letter_context,
    reader_role,
    round_facts,
)
from bot.writing.forms import Forms
from bot.writing.markup import Block, clean, one_line, parse_blocks, render_plain
from bot.writing.mime import Body, Envelope, render_message
from bot.writing.stock_facts import digest_facts, stock_rows
from bot.writing.templates import Templates
from bot.writing.thread import find_thread, trim_thread
from bot.writing.wording import Words, make_words


@dataclass(frozen=True)
class Desk:
    """What it takes to write a letter. `now` is aware; `secret` makes the codes."""

    office: Office
    rules: Rules
    templates: Templates
    forms: Forms
    secret: bytes = field(repr=False)
    now: datetime
    floor: FloorView | None = None  # the racks, for letters that show them
    stock: tuple[Stored, ...] = ()  # the servers that letters may list
    digest: Digest | None = None  # a month of the inventory

    @property
    def words(self) -> Words:
        return make_words(self.rules, self.office, self.templates, self.now)


@dataclass(frozen=True)
class Sheet:
    """One letter about to be written: its rule, number, tag and readers."""

    rule: LetterRule
    send: Send
    number: int
    tag: str
    message_id: str
    to: Address
    cc: tuple[Address, ...]
    role: str
    copy_for: str = ""  # the role that gets this as a copy for its information; '' for the letter itself


def compose_letters(
    case: Case, effects: tuple[Send, ...], desk: Desk, enclosures: tuple[Attachment, ...] = ()
) -> tuple[Case, tuple[Letter, ...]]:
    """The letters of these effects, and the case with a record of each appended (state "due").

    `enclosures` are the applicant's letter as files, for the letters whose rule attaches it. A role with several
    addresses gets one letter each, as a code proves one address only. A copy is a letter of its own for the same
    reason: whoever reads another's letter must not hold the code by which that one decides.
    Raises KeyError or StopIteration never for checked rules; AdminError when a template or form does not render."""
    letters: list[Letter] = []
    before = case
    given = Enclosed(desk.words, desk.forms, desk.templates, desk.now, enclosures, desk.floor, desk.stock)
    for send in effects:
        facts = letter_context(before, desk.words, send.said, send.missing)  # the same for every reader
        for to, cc, copy_for in _readers(case, send, desk):
            sheet = replace(_sheet(case, send, desk, to, cc), copy_for=copy_for)
            letter = _compose(before, sheet, desk, facts, given)
            letters.append(letter)
            case = _recorded(case, letter, desk.now)
    return case, tuple(letters)


def _readers(case: Case, send: Send, desk: Desk) -> Iterator[tuple[Address, tuple[Address, ...], str]]:
    """(reader, who gets copies, the role that gets this one as a copy) of every letter of one effect."""
    readers = _addresses(case, send, desk.office)
    taken = {address.email for address in readers} | {desk.office.mailbox.email}
    copies: list[tuple[Address, str]] = []
    for role in send.cc_roles:
        for address in _role_addresses(case, role, desk.office):
            if address.email not in taken:
                copies.append((address, role))
                taken.add(address.email)
    copied = tuple(address for address, _ in copies)
    for reader in readers:
        yield reader, copied, ""
    for address, role in copies if readers else []:
        yield address, copied, role


def _addresses(case: Case, send: Send, office: Office) -> tuple[Address, ...]:
    """The readers; a role that nobody holds is the operator's to see."""
    if send.address:
        return (send.address,)
    found = _role_addresses(case, send.role, office)
    unique = tuple({address.email: address for address in reversed(found)}.values())[::-1]
    return unique or ((office.operator,) if office.operator else ())


def _role_addresses(case: Case, role: str, office: Office) -> tuple[Address, ...]:
    return (case.applicant,) if role == APPLICANT else office.roles.get(role, ())


def _sheet(case: Case, send: Send, desk: Desk, to: Address, cc: tuple[Address, ...]) -> Sheet:
    number = len(case.letters) + 1
    code = make_code(desk.secret, case.ref, number, to.email)
    domain = desk.office.mailbox.email.rpartition("@")[2]
    return Sheet(
        rule=desk.rules.letter(send.letter),
        send=send,
        number=number,
        tag=make_tag(case.ref, number, code),
        message_id=make_message_id(case.ref, number, code, domain),
        to=to,
        cc=cc,
        role=reader_role(case, desk.office, to, send.role),
    )


def _compose(case: Case, sheet: Sheet, desk: Desk, facts: Mapping[str, Any], given: Enclosed) -> Letter:
    mark = f"{given.words.terms['tembusan']}: " if sheet.copy_for else ""
    subject = one_line(f"{sheet.tag} {mark}{sheet.rule.subject}")
    context = reader_context(case, sheet, desk, facts)
    text, html = render_bodies(desk.templates, sheet.rule.template, context)
    enclosed = enclose(case, sheet.rule, given)
    thread, answers = find_thread(case, sheet.copy_for or sheet.role, sheet.to.email)
    envelope = Envelope(
        sender=desk.office.mailbox,
        to=sheet.to,
        cc=(),
        subject=subject,
        date=desk.now.astimezone(ZoneInfo(desk.office.zone)),
        message_id=sheet.message_id,
        references=trim_thread(thread),
        answers=answers,
        ref=case.ref,
    )
    return Letter(
        number=sheet.number,
        letter=sheet.rule.id,
        to=sheet.to,
        cc=(),
        subject=subject,
        message_id=sheet.message_id,
        raw=render_message(envelope, Body(text, html, enclosed.attachments)),
        text=text,
        files=enclosed.made,
        role=sheet.copy_for or sheet.role,
        copy=bool(sheet.copy_for),
    )


def reader_context(case: Case, sheet: Sheet, desk: Desk, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a template may name, for this reader of this letter; `facts` are those of every reader
    (`letter_context`)."""
    words, mailbox = desk.words, desk.office.mailbox.email
    asks = sheet.rule.asks and not sheet.copy_for
    answers = find_answers(words, case, sheet.role, mailbox, sheet.tag) if asks else ()
    copies = [words.role(reader_role(case, desk.office, address, "")) for address in sheet.cc]
    return {
        **facts,
        "reader": {
            "peran": sheet.role,
            "sebutan": words.role(sheet.role) if sheet.role in desk.rules.common.roles else words.dash,
            "nama": one_line(sheet.to.name) or words.dash,
            "salam": _salutation(case, sheet, words),
            "giliran": case.open and _waits_for(case, desk.rules) == sheet.role,
        },
        "repeated": any((one.letter, one.step) == (sheet.rule.id, case.step) for one in case.letters),
        "answers": answers,
        "floor": floor_facts(desk.floor),
        "stock": stock_rows(desk.stock, words),
        "digest": digest_facts(desk.digest, words),
        "round": round_facts(case, words),
        "commands": find_commands(words, mailbox, sheet.tag) if case.open and not sheet.rule.bare else (),
        "bare": sheet.rule.bare,
        "duties": find_duties(desk.office, sheet.to.email, words, desk.now),
        "copies": copies,
        "copy_for": words.role(sheet.copy_for) if sheet.copy_for else "",
        "subject": sheet.rule.subject,
        "letter_sop": sheet.rule.sop,
    }


def _salutation(case: Case, sheet: Sheet, words: Words) -> str:
    """An official by title; the applicant by the contact person's name and OPD; anyone else by name."""
    if sheet.role == APPLICANT:
        name = one_line(case.fields.get("kontak") or sheet.to.name)
        opd = one_line(case.fields.get("opd") or "")
        return ", ".join(filter(None, (f"{words.terms['sapaan']} {name}".strip(), opd)))
    if sheet.role in words.rules.common.roles:
        return words.role(sheet.role)
    return f"{words.terms['sapaan']} {one_line(sheet.to.name)}".strip()


def _waits_for(case: Case, rules: Rules) -> str:
    procedure = find_procedure(rules, case)
    return procedure.step(case.step).waits_for if procedure else ""


def render_bodies(templates: Templates, name: str, context: dict[str, Any]) -> tuple[str, str]:
    """Plain text and HTML of a letter, from the one source `letters/<name>.j2`."""
    blocks: tuple[Block, ...] = parse_blocks(templates.letters[name].render(context))
    sheet = parse_blocks(templates.sheet.render(context))
    plain = templates.layout_text.render(context, body=render_plain(blocks), sheet=render_plain(sheet))
    html = templates.layout_html.render(context, blocks=blocks, sheet=sheet)
    return _tidy(clean(plain)), html


def _tidy(text: str) -> str:
    """No trailing blanks (but the signature's mark keeps its own, RFC 3676 4.3), no more than one empty line."""
    lines: list[str] = []
    for line in text.split("\n"):
        short = line if line == "-- " else line.rstrip()
        if short or (lines and lines[-1]):
            lines.append(short)
    return "\n".join(lines).strip("\n") + "\n"


def _recorded(case: Case, letter: Letter, now: datetime) -> Case:
    """The case with this letter as due, and in the applicant's thread when it is his."""
    record = LetterOut(
        number=letter.number,
        letter=letter.letter,
        to=letter.to,
        cc=letter.cc,
        subject=letter.subject,
        message_id=letter.message_id,
        file=f"keluar-{letter.number:03d}-{letter.letter}.eml",
        at=now,
        waiting=(letter.to.email, *(address.email for address in letter.cc)),
        next_attempt=now,
        step=case.step,
        role=letter.role,
        copy=letter.copy,
    )
    thread = (*case.thread, letter.message_id) if letter.role == APPLICANT else case.thread
    return replace(case, letters=(*case.letters, record), thread=thread)
