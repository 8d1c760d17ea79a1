"""Every letter of ours that a person may quote: the shipped templates, for an invented case at each step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from bot.model import Address, Send
from bot.writing.checks import Occasion, example_case, find_occasions
from bot.writing.compose import Sheet, reader_context, render_bodies
from bot.writing.context import letter_context
from tests.writing.desk import FULL, make_desk, shipped_rules

REF = "TTP-2026-0007"
READER = Address("budi@dinas.example", "Budi Contoh")


@dataclass(frozen=True)
class Ours:
    """A letter as its reader has it. `step` is "" for one that belongs to no case."""

    process: str
    step: str
    role: str
    letter: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)

    def __repr__(self) -> str:
        return f"{self.letter}@{self.process}/{self.step}/{self.role}"


@cache
def our_letters() -> tuple[Ours, ...]:
    """In the order of their names."""
    occasions = dict.fromkeys(find_occasions(shipped_rules()))
    letters = {repr(one): one for one in map(_write, occasions)}
    return tuple(letters[name] for name in sorted(letters))


@cache
def letters_to(process: str, step: str, role: str) -> tuple[Ours, ...]:
    """What this role may get at this step of that procedure."""
    return tuple(one for one in our_letters() if (one.process, one.step, one.role) == (process, step, role))


def _write(occasion: Occasion) -> Ours:
    desk = make_desk()
    case = replace(example_case(occasion, FULL), applicant=READER)
    rule = desk.rules.letter(occasion.letter)
    address = None if occasion.procedure else READER
    send = Send(occasion.letter, occasion.role, address=address, missing=occasion.missing, said=FULL)
    tag = f"[{REF}.3.abcdefghijkl]"
    sheet = Sheet(rule, send, 3, tag, f"{REF}.3.abcdefghijkl@kominfo.example", READER, (), occasion.role)
    facts = letter_context(case, desk.words, send.said, send.missing)
    text, html = render_bodies(desk.templates, rule.template, reader_context(case, sheet, desk, facts))
    process = occasion.procedure.id if occasion.procedure else ""
    subject = f"{tag} {rule.subject}"
    return Ours(process, occasion.step, occasion.role, occasion.letter, subject, text, html)
