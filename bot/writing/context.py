"""What a letter's template may speak of: the case in readable words, and nothing that could act.

Every name is listed for admins in `templates/BACA-SAYA.md`. A fact that is known to the rules but not yet to the
case reads as a dash and counts as false; a name that the rules do not know is an error.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.model import APPLICANT, NO_CASE, STRANGER, Address, Case, Entry, Fields, FloorView, Office
from bot.rules import Procedure, Rules
from bot.writing.answers import answer_word
from bot.writing.markup import one_line
from bot.writing.stock_facts import render_month
from bot.writing.wording import Words, difference_rows, missing_facts, readable_fields, said_rows

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
        "giliran": words.dash,
        "penutup": outcome_title(words.rules, procedure, case.step, case.closed) or words.dash,
        "sumber": procedure.source if procedure and procedure.source else words.dash,
    }
    if procedure and any(step.id == case.step for step in procedure.steps):
        step = procedure.step(case.step)
        position, total = procedure.position(case.step)
        facts |= {"ke": position, "dari": total, "langkah": step.title, "giliran": words.role(step.waits_for)}
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
        return {"ada": False, "putusan": words.dash, "judul": words.dash, "sejak": words.dash, "rows": []}
    return {
        "ada": True,
        "putusan": answer_word(pending.outcome),
        "judul": outcome_title(words.rules, find_procedure(words.rules, case), pending.step, pending.outcome),
        "sejak": words.moment(pending.at),
        "rows": said_rows(pending.fields, words),
    }


def letter_context(case: Case, words: Words, said: Fields, missing: tuple[str, ...]) -> dict[str, Any]:
    """The names common to every reader of one effect; `compose` adds reader, answers and links."""
    office = words.office
    return {
        "case": case_facts(case, words),
        "choices": [str(one) for one in {**case.fields, **said}.get("server_calon") or ()],
        "differences": difference_rows(case.fields, words),
        "fields": readable_fields(case.fields, words),
        "said": readable_fields(said, words),
        "said_rows": said_rows(said, words),
        "known_rows": said_rows(case.fields, words),
        "missing": missing_facts(missing, {**case.fields, **said}, words),
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
