"""What the forms print, as plain JSON values. Labels stand in the forms themselves and in the shared terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.model import Case
from bot.rules import Procedure, Step
from bot.writing.context import find_moves, find_procedure, official_name
from bot.writing.dates import parse_moments
from bot.writing.markup import clean
from bot.writing.stock_facts import find_month, render_month
from bot.writing.wording import Words, difference_rows, letter_facts, party, readable_fields, servers

HANDOVER_FORMS = ("formulir-serah-terima", "formulir-serah-terima-kembali")


def form_facts(form: str, case: Case, words: Words, now: datetime) -> dict[str, Any]:
    """The facts of a form by its name; every form gets the same ones and prints what it needs."""
    procedure = find_procedure(words.rules, case)
    handover = _handover_time(form, case, words, procedure)
    planned = parse_moments(case.fields.get("waktu"))
    facts: dict[str, Any] = {
        "nomor": case.ref,
        "prosedur": procedure.name if procedure else "",
        "sumber": procedure.source if procedure else "",
        "kop": list(words.office.letterhead) or [words.office.name],
        "kantor": words.office.name,
        "tempat": words.office.place,
        "ruang": words.office.room,
        "dibuka": words.moment(case.opened, "tanggal"),
        "hari": words.moment(handover, "hari"),
        "tanggal": words.moment(handover, "tanggal"),
        "jam": words.moment(handover, "jam"),
        "rencana": words.join([words.moment(moment) for moment in planned]),
        "dicetak": words.moment(now),
        "bulan": render_month(str(case.fields.get("putaran") or find_month(words, now)), words),
        "fields": {k: v for k, v in readable_fields(case.fields, words).items() if isinstance(v, str) and v},
        "surat": {part: text for part, text in letter_facts(case.fields, words).items() if text},
        "server": [
            {part: text for part, text in server.items() if text} for server in servers(case.fields, words)
        ],
        "perbedaan": difference_rows(case.fields, words),
        "label_server": dict(words.terms["server"]),
        "pejabat": _officials(case, words, procedure),
        "penyerah": party(case.fields.get("diserahkan_oleh"), words.office),
        "penerima": party(case.fields.get("diterima_oleh"), words.office),
        "jabatan_penerima": _receiver_title(case, words, procedure),
    }
    return dict(_cleaned(facts))


def _officials(case: Case, words: Words, procedure: Procedure | None) -> list[dict[str, str]]:
    """Everyone through whose hands the disposition sheet goes, in the procedure's order."""
    if not procedure:
        return []
    carrying = words.rules.find_carrying("lembar-disposisi")
    return [_official(case, words, step) for step in procedure.steps if _gets_one_of(step, carrying)]


def _gets_one_of(step: Step, letters: frozenset[str]) -> bool:
    """Whether one of these letters goes to whom the step waits for."""
    return any(call.letter in letters for call in step.letters if call.to == step.waits_for)


def _official(case: Case, words: Words, step: Step) -> dict[str, str]:
    moves = [entry for entry in find_moves(case) if entry.step == step.id and entry.by == step.waits_for]
    outcome = next((each for each in step.outcomes if moves and each.id == moves[-1].outcome), None)
    at = moves[-1].at if moves else None
    return {
        "jabatan": words.role(step.waits_for, at),
        "nama": official_name(case, words.office, step.waits_for, at) if at else "",
        "putusan": outcome.title if outcome else "",
        "catatan": str(case.fields.get(f"catatan_{step.waits_for}") or ""),
        "tanggal": words.moment(at) if at else "",
        "menunggu": "ya" if step.id == case.step and case.open else "",
    }


def _calling_steps(form: str, words: Words, procedure: Procedure | None) -> list[tuple[Step, str]]:
    """(step, outcome id) of every outcome whose letters carry the form."""
    carrying = words.rules.find_carrying(form)
    return [
        (step, outcome.id)
        for step in (procedure.steps if procedure else ())
        for outcome in step.outcomes
        if any(call.letter in carrying for call in outcome.letters)
    ]


def _handover_time(form: str, case: Case, words: Words, procedure: Procedure | None) -> datetime:
    """When the outcome that makes this form was said; else when the case came to its step."""
    calling = {(step.id, outcome) for step, outcome in _calling_steps(form, words, procedure)}
    times = [entry.at for entry in find_moves(case) if (entry.step, entry.outcome) in calling]
    return times[-1] if times else case.since


def _receiver_title(case: Case, words: Words, procedure: Procedure | None) -> str:
    steps = [step for form in HANDOVER_FORMS for step, _ in _calling_steps(form, words, procedure)]
    return words.role(steps[0].waits_for) if steps else ""


def _cleaned(value: Any) -> Any:
    """The same facts without control characters."""
    if isinstance(value, Mapping):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return clean(value) if isinstance(value, str) else value
