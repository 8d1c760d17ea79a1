"""Every letter is written once before anyone gets one: with all facts and with none, wherever the rules call it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import AdminError, Problem
from bot.model import APPLICANT, NO_CASE, OFF_DUTY, STRANGER, Address, Case, Entry, Fields, Pending, Send
from bot.office import Office
from bot.rules import LetterRule, Outcome, Procedure, Rules, Step
from bot.writing.attachments import Enclosed, enclose
from bot.writing.compose import Desk, Sheet, reader_context, render_bodies
from bot.writing.context import letter_context
from bot.writing.digest import DIGEST_FORMS, render_digest_files
from bot.writing.examples import example_digest, example_stock
from bot.writing.explained import explain_filling
from bot.writing.forms import Forms
from bot.writing.templates import LETTERS, TERMS, Templates

_NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_READER = Address("reader@titip.example")
_GUIDE = "BACA-SAYA.md"


@dataclass(frozen=True)
class Occasion:
    """A letter as the rules may call for it: at which step of which procedure, to whom, asking for what."""

    letter: str
    role: str
    procedure: Procedure | None = None
    step: str = ""
    closed: str = ""
    missing: tuple[str, ...] = ()


def check_templates(
    rules: Rules, templates: Templates, forms: Forms, office: Office, sound: bool = True
) -> tuple[Problem, ...]:
    """Every problem of templates and forms: missing, unused, or failing for a plausible case. Pure, but for
    typst. Rules that are not `sound` (`parse_rules` would refuse them) are followed as far as they go."""
    desk = Desk(office, rules, templates, forms, b"", _NOW)
    found = [*_missing_files(rules, templates), *(_unused_files(rules, templates, forms) if sound else ())]
    for occasion in dict.fromkeys(find_occasions(rules)):
        rule = next((each for each in rules.common.letters if each.id == occasion.letter), None)
        if rule and rule.template in templates.letters:
            for fields in (example_fields(rules, templates.terms), {}):
                found += _try(rule, occasion, fields, desk)
    if rules.inventory is not None:
        found += _try_digest(desk)
    return tuple(dict.fromkeys(found))


def _missing_files(rules: Rules, templates: Templates) -> Iterator[Problem]:
    for rule in rules.common.letters:
        if rule.template not in templates.letters:
            path = f"{templates.folder}/{LETTERS}/{rule.template}.j2"
            yield Problem(
                path, rule.id, "templat surat ini tidak ada", "buat berkasnya, atau ganti `template` suratnya"
            )


def _unused_files(rules: Rules, templates: Templates, forms: Forms) -> Iterator[Problem]:
    used = {rule.template for rule in rules.common.letters}
    for name in sorted(templates.letters.keys() - used):
        path = f"{templates.folder}/{LETTERS}/{name}.j2"
        yield Problem(
            path, "", "tidak dipakai surat mana pun", "hapus, atau beri awalan _ bila untuk disisipkan"
        )
    attached = DIGEST_FORMS | {kind for rule in rules.common.letters for kind in rule.attach}
    for name in sorted(set(forms.names) - attached):
        yield Problem(
            f"{forms.folder}/{name}.typ", "", "tidak dilampirkan surat mana pun", "hapus berkas ini"
        )


def find_occasions(rules: Rules) -> Iterator[Occasion]:
    """Everywhere that the rules call for a letter, at steps that there are."""
    return (one for one in _find_all(rules) if one.procedure is None or _has_step(one.procedure, one.step))


def _has_step(procedure: Procedure, step_id: str) -> bool:
    return any(step.id == step_id for step in procedure.steps)


def _find_all(rules: Rules) -> Iterator[Occasion]:
    general = rules.common.general
    for letter in (general.unrelated, general.unentitled, general.held, general.bounced):
        yield Occasion(letter, STRANGER)
    yield from _by_calendar(rules)
    for procedure in rules.procedures:
        for step in procedure.steps:
            yield from _at_step(rules, procedure, step)
            for outcome in step.outcomes:
                yield from _after(procedure, step, outcome)
                yield from _where_they_stood(rules, procedure, outcome)


def _by_calendar(rules: Rules) -> Iterator[Occasion]:
    """The letters of the monthly round and digest."""
    if rules.inventory is None:
        return
    ask, digest = rules.inventory.round, rules.inventory.digest
    for procedure in rules.procedures:
        if procedure.id == ask.process and any(step.id == ask.step for step in procedure.steps):
            role = procedure.step(ask.step).waits_for
            for letter, reader in ((ask.form, role), (ask.form_reminder, role), (ask.slip, APPLICANT),
                                   (ask.slip_reminder, APPLICANT)):  # fmt: skip
                yield Occasion(letter, reader, procedure, ask.step)
    for role in digest.to:
        yield Occasion(digest.letter, role)
    yield Occasion(digest.part, STRANGER)


def _try_digest(desk: Desk) -> list[Problem]:
    """The forms that the digest is set from, which no letter names."""
    if not set(desk.forms.names) >= DIGEST_FORMS:
        missing = sorted(DIGEST_FORMS - set(desk.forms.names))
        remedy = "salin kembali dari templat bawaan"
        return [
            Problem(f"{desk.forms.folder}/{name}.typ", "", "berkas tidak ada", remedy) for name in missing
        ]
    try:
        digest = example_digest(desk.templates.terms)
        render_digest_files(digest, desk.words, desk.forms, "RKP-2026-0001", desk.now)
    except AdminError as error:
        return list(error.problems)
    except Exception as error:  # as for a letter: whatever it is, the admin hears of it
        remedy = f"perbaiki {TERMS} atau formulir rekap"
        return [Problem(desk.templates.folder, "rekap bulanan", explain_filling(error), remedy)]
    return []


def _at_step(rules: Rules, procedure: Procedure, step: Step) -> Iterator[Occasion]:
    for call in step.letters:
        yield Occasion(call.letter, call.to, procedure, step.id)
    queue = step.queue
    for letter in (queue.offer, queue.expired, queue.position) if queue else ():
        yield Occasion(letter, APPLICANT, procedure, step.id)
    general = rules.common.general
    wanted = tuple(dict.fromkeys(need for outcome in step.outcomes for need in outcome.needs))
    yield Occasion(step.incomplete or general.incomplete, step.waits_for, procedure, step.id, missing=wanted)
    always = (general.unclear, general.not_yours, general.unproven, general.reminder, general.bounced)
    asked = tuple(
        command.letter for command in rules.common.commands if command.letter and not command.closes
    )
    yield Occasion(general.off_duty, OFF_DUTY, procedure, step.id)
    if general.question:
        yield Occasion(general.question, APPLICANT, procedure, step.id)
    if general.courtesy:
        yield Occasion(general.courtesy, step.waits_for, procedure, step.id)
    if step.escalate_to:
        yield Occasion(general.escalation, step.escalate_to, procedure, step.id)
    for letter in (*always, *asked):
        for role in (step.waits_for, APPLICANT):
            yield Occasion(letter, role, procedure, step.id)
    for command in rules.common.commands:
        if command.closes and command.letter and step.id not in command.not_after:
            yield Occasion(command.letter, step.waits_for, procedure, step.id, closed=command.id)


def _after(procedure: Procedure, step: Step, outcome: Outcome) -> Iterator[Occasion]:
    closed = outcome.id if outcome.closes else ""
    for call in outcome.letters:
        yield Occasion(call.letter, call.to, procedure, outcome.next or step.id, closed)


def _where_they_stood(rules: Rules, procedure: Procedure, outcome: Outcome) -> Iterator[Occasion]:
    """The letters of the cases that held what an outcome of this procedure releases."""
    holder = next((one for one in rules.procedures if one.id == procedure.takes_from and one.steps), None)
    if outcome.releases is None or holder is None:
        return
    for closed, calls in (
        ("", outcome.releases.letters),
        (outcome.releases.closes, outcome.releases.last_letters),
    ):
        for call in calls:
            yield Occasion(call.letter, call.to, holder, holder.steps[-1].id, closed)


def example_fields(rules: Rules, terms: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every field that the rules know, from the rules' own examples."""
    values: dict[str, Any] = {rule.id: rule.example or rule.title for rule in rules.common.fields}
    parts = {part: str(label) for part, label in terms["server"].items()}
    return values | {
        "surat": {part: str(label) for part, label in terms["surat"].items()},
        "server": [parts, parts],
        "waktu": [_NOW.isoformat()],
        "ip": ["192.0.2.10/24"],
    }


def example_case(occasion: Occasion, fields: Fields) -> Case:
    """The case for which the letter is tried: everyone before this step has decided."""
    steps = occasion.procedure.steps if occasion.procedure else ()
    passed = [step for step in steps if fields and step.id != occasion.step and step.outcomes]
    journal = tuple(Entry(_NOW, step.waits_for, "moved", step.id, step.outcomes[0].id) for step in passed)
    at = next((step for step in steps if step.id == occasion.step), None)
    return Case(
        ref="TTP-2026-0001",
        process=occasion.procedure.id if occasion.procedure else NO_CASE,
        step=occasion.step,
        opened=_NOW,
        since=_NOW,
        applicant=_READER,
        fields=fields,
        closed=occasion.closed,
        journal=journal,
        pending=_pending(at, occasion, fields),
    )


def _pending(step: Step | None, occasion: Occasion, fields: Fields) -> tuple[Pending, ...]:
    if not step or not step.outcomes or not fields or occasion.closed:
        return ()
    return (Pending("unproven", step.outcomes[0].id, fields, occasion.role, step.id, _NOW),)


def _try(rule: LetterRule, occasion: Occasion, fields: Fields, desk: Desk) -> list[Problem]:
    case = example_case(occasion, fields)
    send = Send(rule.id, role=occasion.role, missing=occasion.missing, said=fields)
    if fields:
        terms = desk.templates.terms
        desk = replace(desk, stock=example_stock(terms), digest=example_digest(terms))
    sheet = Sheet(rule, send, 1, "[TTP-2026-0001.1.x]", "x@titip.example", _READER, (), occasion.role)
    try:
        facts = letter_context(case, desk.words, fields, occasion.missing)
        render_bodies(desk.templates, rule.template, reader_context(case, sheet, desk, facts))
        enclose(case, rule, Enclosed(desk.words, desk.forms, desk.templates, desk.now, stock=desk.stock))
    except AdminError as error:
        return list(error.problems)
    except Exception as error:  # a template can raise anything; whatever it is, the admin hears where
        return [_problem(error, rule, desk.templates)]
    return []


def _problem(error: Exception, rule: LetterRule, templates: Templates) -> Problem:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    path = frames[-1].filename if frames else f"{templates.folder}/{LETTERS}/{rule.template}.j2"
    line = f"baris {frames[-1].lineno}" if frames else ""
    remedy = f"perbaiki; nama-nama yang dapat dipakai ada di {Path(templates.folder).name}/{_GUIDE}"
    return Problem(path, line, f"surat “{rule.id}”: {explain_filling(error)}", remedy)
