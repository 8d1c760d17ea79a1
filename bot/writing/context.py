"""What a letter's template may speak of: the case in readable words, and nothing that could act.

Every name is listed for admins in `templates/BACA-SAYA.md`. A fact that is known to the rules but not yet to the
case reads as a dash and counts as false; a name that the rules do not know is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.model import APPLICANT, NO_CASE, STRANGER, Address, Case, Entry, Fields, Pending
from bot.office import FloorView, Office
from bot.rules import Command, Procedure, Rules, Step
from bot.writing.answers import answer_word
from bot.writing.dates import parse_moments
from bot.writing.markup import one_line
from bot.writing.stock_facts import render_month
from bot.writing.wording import Words, difference_rows, missing_facts, readable_fields, said_rows

WHEN = "waktu"
MOVED = ("moved", "closed")  # what the journal calls an entry that took the case further


class Counts(dict[str, int]):
    """Outcome id → how often it was said; 0 for one never said."""

    def __missing__(self, key: str) -> int:
        return 0


def answer_words(rules: Rules, case: Case) -> dict[str, str]:
    """Outcome or command id → the word that says it, for every answer of the case's procedure."""
    procedure = find_procedure(rules, case)
    outcomes = [each for step in procedure.steps for each in step.outcomes] if procedure else []
    words = {each.id: each.answer or answer_word(each.id) for each in outcomes}
    return words | {command.id: answer_word(command.id) for command in rules.common.commands}


def find_procedure(rules: Rules, case: Case) -> Procedure | None:
    """The case's procedure; None for a record that belongs to none."""
    return None if case.process == NO_CASE else rules.procedure(case.process)


def case_facts(case: Case, words: Words) -> dict[str, Any]:
    """The case sheet's facts, as texts."""
    procedure = find_procedure(words.rules, case)
    facts: dict[str, Any] = {
        "nomor": case.ref,
        "dibuka": words.moment(case.opened),
        "sejak": words.moment(case.since),
        "terbuka": case.open,
        "prosedur": procedure.name if procedure else words.dash,
        "versi": case.rules_version or (procedure.version if procedure else words.rules.common.version),
        "ke": 0,
        "dari": 0,
        "langkah": words.dash,
        "terjadwal": False,
        "giliran": words.dash,
        "penutup": outcome_title(words.rules, procedure, case.step, case.closed) or words.dash,
        "sumber": procedure.source if procedure and procedure.source else words.dash,
    }
    if procedure and any(step.id == case.step for step in procedure.steps):
        step = procedure.step(case.step)
        position, total = procedure.position(case.step)
        facts |= {"ke": position, "dari": total, "langkah": step.title, "giliran": words.role(step.waits_for)}
        facts["terjadwal"] = step.counts_from == WHEN  # what was appointed is still to come
        if step.resting:
            facts["giliran"] = words.dash
    return facts


def find_decisions(case: Case, words: Words) -> list[dict[str, str]]:
    """Who decided what and when, oldest first: the journal's moves made by a role."""
    procedure = find_procedure(words.rules, case)
    return [
        {
            "peran": entry.by,
            "jabatan": words.role(entry.by, entry.at),
            "nama": official_name(case, words.office, entry.by, entry.at),
            "langkah": entry.step,
            "putusan": entry.outcome,
            "judul": outcome_title(words.rules, procedure, entry.step, entry.outcome),
            "catatan": str(case.fields.get(f"catatan_{entry.by}") or "") or words.dash,
            "waktu": words.moment(entry.at),
            "tanggal": words.moment(entry.at, "tanggal"),
        }
        for entry in find_moves(case)
        if entry.by in words.rules.common.roles
    ]


def outcome_title(rules: Rules, procedure: Procedure | None, step_id: str, outcome_id: str) -> str:
    """What an outcome of a step, or a command, is called; its id in words when the rules no longer know it."""
    steps = [step for step in procedure.steps if step.id == step_id] if procedure else []
    titles = [each.title for step in steps for each in step.outcomes if each.id == outcome_id]
    titles += [command.title for command in rules.common.commands if command.id == outcome_id]
    return titles[0] if titles else outcome_id.replace("-", " ")


def find_moves(case: Case) -> tuple[Entry, ...]:
    """The journal's entries that moved the case, oldest first."""
    return tuple(entry for entry in case.journal if entry.what in MOVED)


def official_name(case: Case, office: Office, role: str, at: datetime) -> str:
    """The name of who wrote as `role` up to that time, else of who holds the role today; may be ''."""
    wrote = [m.sender.name for m in case.messages if m.role == role and m.at <= at and m.sender.name]
    holders = [address.name for address in office.roles.get(role, ()) if address.name]
    return one_line((wrote[-1:] or holders[:1] or [""])[0])


def reader_role(case: Case, office: Office, address: Address, role: str) -> str:
    """The role a letter is written to: as named, else by its address."""
    if role:
        return role
    if address.email == case.applicant.email or any(address.email == each.email for each in case.contacts):
        return APPLICANT
    holding = [
        name for name, holders in office.roles.items() if any(a.email == address.email for a in holders)
    ]
    return holding[0] if holding else STRANGER


def find_duties(office: Office, email: str, words: Words, now: datetime) -> list[dict[str, Any]]:
    """The roles that this official is known for and does not hold today: the role's own name, who carries it
    out, and whether that is a stand-in."""
    known = [role for role, addresses in office.off_duty.items() if email in {one.email for one in addresses}]
    return [
        {
            "jabatan": words.rules.common.roles.get(role, role),
            "pelaksana": _holder(office, role, words),
            "diganti": words.stand_in(role, now) is not None,
        }
        for role in known
    ]


def _holder(office: Office, role: str, words: Words) -> str:
    """ "Wati Contoh (Plh. Kepala Dinas …)"."""
    names = words.join([one_line(one.name) for one in office.roles.get(role, ()) if one.name])
    return f"{names} ({words.role(role)})" if names else words.role(role)


def pending_facts(case: Case, words: Words) -> dict[str, Any]:
    """The held decision that its role is asked to confirm or complete: the latest; empty texts when none is."""
    pending = case.pending[-1] if case.pending else None
    if pending is None:
        nothing = dict.fromkeys(("putusan", "judul", "sejak"), words.dash)
        return {"ada": False, **nothing, "rows": [], "held": []}
    return {
        "ada": True,
        "putusan": answer_words(words.rules, case).get(pending.outcome) or answer_word(pending.outcome),
        "judul": outcome_title(words.rules, find_procedure(words.rules, case), pending.step, pending.outcome),
        "sejak": words.moment(pending.at),
        "rows": said_rows(pending.fields, words),
        "held": said_rows(_held_for(case, pending, words.rules), words),
    }


def _held_for(case: Case, pending: Pending, rules: Rules) -> Fields:
    """What the decision needs or may carry and the case holds already, without having to be said with it."""
    step = find_step(rules, case)
    outcome = next((one for one in step.outcomes if one.id == pending.outcome), None) if step else None
    if outcome is None or outcome.chooses:
        return {}
    named = [name for name in (*outcome.needs, *outcome.carries) if name not in outcome.here]
    return {name: case.fields[name] for name in named if name in case.fields and name not in pending.fields}


def find_step(rules: Rules, case: Case) -> Step | None:
    """The step where the case stands; None for a record without one."""
    procedure = find_procedure(rules, case)
    return next((one for one in procedure.steps if one.id == case.step), None) if procedure else None


def find_needed(case: Case, rules: Rules) -> tuple[str, ...]:
    """What an open case still waits for from whoever began to answer: of a decision left incomplete, and at the
    first step of the request itself (SOP 1)."""
    step = find_step(rules, case)
    if step is None or not case.open:
        return ()
    begun = [one.missing for one in case.pending if one.why == "incomplete" and one.step == case.step]
    opening = [one for one in step.outcomes if step.first and one.id == step.offers]
    needs = [need for one in opening for need in one.needs if not case.fields.get(need)]
    return tuple(dict.fromkeys([*needs, *(need for missing in begun for need in missing)]))


def is_any_of(missing: tuple[str, ...], step: Step | None) -> bool:
    """Whether any one of the missing facts will do."""
    outcomes = step.outcomes if step else ()
    return any(one.needs_any and set(one.needs_any) == set(missing) for one in outcomes)


def late_command(case: Case, rules: Rules) -> Command | None:
    """The command that was said last and that the case's step no longer allows (a withdrawal after the handover)."""
    last = case.journal[-1] if case.journal else None
    said = (last.outcome, *(one.about for one in last.evidence)) if last else ()
    late = (one for one in rules.common.commands if one.closes and case.step in one.not_after)
    return next((one for one in late if one.id in said), None)


def find_return(rules: Rules, case: Case) -> str:
    """The procedure by which what this case stores is given back, as it is called; '' when there is none."""
    return next((one.name for one in rules.procedures if one.takes_from == case.process), "")


def letter_context(case: Case, words: Words, said: Fields, missing: tuple[str, ...]) -> dict[str, Any]:
    """The names common to every reader of one effect; `compose` adds reader, answers and links."""
    office, rules = words.office, words.rules
    at, facts = (find_procedure(rules, case), find_step(rules, case)), {**case.fields, **said}
    late = late_command(case, rules)
    return {
        "case": case_facts(case, words),
        "choices": [str(one) for one in facts.get("server_calon") or ()],
        "differences": difference_rows(case.fields, words),
        "fields": readable_fields(case.fields, words),
        "said": readable_fields(said, words),
        "said_rows": said_rows(said, words),
        "known_rows": said_rows(case.fields, words),
        "missing": missing_facts(missing, facts, words, at),
        "any_of": is_any_of(missing, at[1]),
        "needed": missing_facts(find_needed(case, rules), facts, words, at),
        "late": late.title if late else words.dash,
        "returns": find_return(rules, case) or words.dash,
        "queue": queue_rows(said, words),
        "pending": pending_facts(case, words),
        "decisions": find_decisions(case, words),
        "counts": Counts(case.counts),
        "reason": (case.journal[-1].text if case.journal else "") or words.dash,
        "reminded": case.reminded,
        "word": answer_words(words.rules, case),
        "services": words.join([procedure.name for procedure in words.rules.procedures]),
        "pemohon": {"nama": one_line(case.applicant.name) or words.dash, "surel": case.applicant.email},
        "office": {
            "nama": office.name,
            "tempat": office.place or words.dash,
            "ruang": office.room or words.dash,
            "layanan": office.mailbox.name or office.mailbox.email,
            "surel": office.mailbox.email,
        },
        "roles": {role: words.role(role) for role in words.rules.common.roles},
        "server_labels": dict(words.terms["server"]),
    }


def queue_rows(said: Fields, words: Words) -> list[dict[str, Any]]:
    """Who waits where room is given, in order: nomor, opd, sejak; muat: waits longer and fits the place proposed."""
    listed = said.get("antrean")
    return [
        {
            "nomor": str(one.get("nomor", "")),
            "opd": str(one.get("opd") or words.dash),
            "sejak": words.join([words.moment(each, "tanggal") for each in parse_moments(one.get("sejak"))]),
            "muat": bool(one.get("muat")),
        }
        for one in (listed if isinstance(listed, list | tuple) else ())
        if isinstance(one, Mapping)
    ]


def floor_facts(floor: FloorView | None) -> dict[str, Any]:
    """The racks: the place proposed, and per rack what is free. All empty when nobody looked."""
    racks = floor.racks if floor else ()
    return {
        "ada": floor is not None,
        "rak": floor.rack if floor else "",
        "unit": floor.unit if floor else "",
        "racks": [
            {"ruang": one.room, "rak": one.rack, "bebas": one.free, "daya": max(one.watts_left, 0)}
            for one in racks
        ],
    }


def round_facts(case: Case, words: Words) -> dict[str, Any]:
    """The monthly round that asks about the case: its month, and whether this is the reminder."""
    month, reminded = (str(case.fields.get(name) or "") for name in ("putaran", "putaran_diingatkan"))
    return {"bulan": render_month(month, words), "pengingat": bool(month) and month == reminded}
