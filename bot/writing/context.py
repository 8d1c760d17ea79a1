"""What a letter's template may speak of: the case in readable words, and nothing that could act.

Every name is listed for admins in `templates/BACA-SAYA.md`. A fact that is known to the rules but not yet to the
case reads as a dash and counts as false; a name that the rules do not know is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model import APPLICANT, NO_CASE, STRANGER, Address, Case, Entry, Fields, Office
from bot.rules import FieldRule, Procedure, Rules
from bot.writing.answers import answer_word
from bot.writing.dates import parse_moments, render_moment
from bot.writing.markup import one_line
from bot.writing.templates import Templates

MOVED = ("moved", "closed")  # what the journal calls an entry that took the case further
PARTIES = ("diserahkan_oleh", "diterima_oleh")

# 18 digits, with the short word before them: the number of an Indonesian civil servant
_SERVANT_NUMBER = re.compile(r"[\s,;(/-]{0,4}(?:[A-Za-z]{2,4}[\s.:]{1,3})?(\d{8} ?\d{6} ?\d ?\d{3})\)?")


class Dash(str):
    """What stands for a fact that is not there. It prints as a dash and is false."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


class Counts(dict[str, int]):
    """Outcome id → how often it was said; 0 for one never said."""

    def __missing__(self, key: str) -> int:
        return 0


@dataclass(frozen=True)
class Words:
    """How this office writes times, lists and missing facts."""

    rules: Rules
    office: Office
    terms: Mapping[str, Any]

    @property
    def dash(self) -> Dash:
        return Dash(self.terms["kosong"])

    def moment(self, moment: datetime, pattern: str = "waktu") -> str:
        return render_moment(moment, self.terms["pola"][pattern], self.office.zone)

    def join(self, parts: list[str]) -> str:
        """ "A, B dan C"."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.terms['dan']} {parts[-1]}"

    def role(self, role: str) -> str:
        return self.office.titles.get(role) or self.rules.common.roles.get(role, role)

    def title(self, field_id: str) -> str:
        """What a field is called to people; its id in words when neither rules nor terms know it."""
        stem, _, role = field_id.partition("_")
        if role in self.rules.common.roles:
            return f"{self.title(stem)} {self.role(role)}"
        rule = next((rule for rule in self.rules.common.fields if rule.id == field_id), None)
        name = rule.title if rule else self.terms["lain"].get(field_id, field_id.replace("_", " "))
        return str(name)[:1].upper() + str(name)[1:]


def readable_fields(fields: Fields, words: Words) -> dict[str, Any]:
    """Every field of the rules and of `fields`, as texts; `surat` by parts, `server` a list by parts."""
    known = [rule.id for rule in words.rules.common.fields]
    found = {name: _readable(name, fields.get(name), words) for name in (*known, *fields)}
    roles = words.rules.common.roles
    notes = {f"catatan_{role}": words.dash for role in roles}
    return {
        **notes,
        **_named(words, "lain"),
        **found,
        "surat": letter_facts(fields, words),
        "server": servers(fields, words),
    }


def _named(words: Words, table: str) -> dict[str, Any]:
    return dict.fromkeys(words.terms[table], words.dash)


def _readable(name: str, value: object, words: Words) -> str:
    if name == "waktu" and (moments := parse_moments(value)):
        return words.join([words.moment(moment) for moment in moments])
    if name in PARTIES:
        value = party(value, words.office)
    if isinstance(value, Mapping):
        value = ", ".join(str(each) for each in value.values() if each)
    if isinstance(value, list | tuple):
        value = words.join([str(each) for each in value if each and not isinstance(each, Mapping)])
    return words.dash if value in (None, "") else str(value)


def party(value: object, office: Office) -> dict[str, str]:
    """Name, NIP and position of a party. The NIP is left out unless the office prints it."""
    given = value if isinstance(value, Mapping) else {"nama": value or ""}
    name = str(given.get("nama", ""))
    found = _SERVANT_NUMBER.search(name)
    number = str(given.get("nip", "") or (found.group(1) if found else ""))
    return {
        "nama": " ".join(_SERVANT_NUMBER.sub(" ", name).split()),
        "nip": number if office.print_nip else "",
        "jabatan": str(given.get("jabatan", "")),
    }


def letter_facts(fields: Fields, words: Words) -> dict[str, str]:
    """The applicant's letter: berkas, nomor, tanggal, perihal, isi."""
    given = fields.get("surat")
    facts = given if isinstance(given, Mapping) else {"berkas": given or ""}
    return {part: _readable(part, facts.get(part), words) for part in (*words.terms["surat"], *facts)}


def servers(fields: Fields, words: Words) -> list[dict[str, str]]:
    """Each server with every characteristic the terms name, in their order, then whatever else it has."""
    given = fields.get("server")
    each = given if isinstance(given, list | tuple) else [given] if given else []
    parts = words.terms["server"]
    return [
        {part: _readable(part, server.get(part), words) for part in (*parts, *server)}
        for server in (one if isinstance(one, Mapping) else {"merek": one} for one in each)
    ]


def said_rows(fields: Fields, words: Words) -> list[dict[str, str]]:
    """What a message said, as (title, value) rows, for letters that repeat it."""
    rows = [
        {"title": words.title(name), "value": _readable(name, value, words)}
        for name, value in fields.items()
        if name not in ("surat", "server")
    ]
    letter = (
        {k: v for k, v in letter_facts(fields, words).items() if v and k != "isi"}
        if "surat" in fields
        else {}
    )
    rows += [
        {"title": str(words.terms["surat"].get(part, part)), "value": text} for part, text in letter.items()
    ]
    for server in servers(fields, words):
        rows += [
            {"title": str(words.terms["server"].get(part, part)), "value": text}
            for part, text in server.items()
            if text
        ]
    return [row for row in rows if row["value"]]


def missing_facts(missing: tuple[str, ...], words: Words) -> list[dict[str, Any]]:
    """What has to be asked for: id, title, SOP line, example, and the labels of a prefilled answer."""
    rules = {rule.id: rule for rule in words.rules.common.fields}
    facts = []
    for field_id in missing:
        rule = rules.get(field_id) or FieldRule(id=field_id, title=field_id.replace("_", " "))
        facts.append(
            {
                "id": rule.id,
                "title": rule.title,
                "sop": rule.sop or words.dash,
                "example": rule.example or words.dash,
                "labels": list(_labels(rule)),
            }
        )
    return facts


def _labels(rule: FieldRule) -> Iterator[str]:
    """The labels of an example such as "Merek/Tipe: X; Nomor seri: Y", else the field's first label."""
    for part in rule.example.split(";"):
        label, colon, _ = part.strip().partition(":")
        if colon and len(label) <= 24:
            yield label
        elif rule.labels and part == rule.example:
            yield rule.labels[0][:1].upper() + rule.labels[0][1:]


def answer_words(rules: Rules, case: Case) -> dict[str, str]:
    """Outcome or command id → the word that says it, for every answer of the case's procedure."""
    procedure = find_procedure(rules, case)
    ids = [each.id for step in procedure.steps for each in step.outcomes] if procedure else []
    ids += [command.id for command in rules.common.commands]
    return {each: answer_word(each) for each in ids}


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
    return facts


def find_decisions(case: Case, words: Words) -> list[dict[str, str]]:
    """Who decided what and when, oldest first: the journal's moves made by a role."""
    procedure = find_procedure(words.rules, case)
    return [
        {
            "peran": entry.by,
            "jabatan": words.role(entry.by),
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


def pending_facts(case: Case, words: Words) -> dict[str, Any]:
    """The held decision that its role is asked to confirm; empty texts when there is none."""
    pending = case.pending
    if not pending:
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
        "fields": readable_fields(case.fields, words),
        "said": readable_fields(said, words),
        "said_rows": said_rows(said, words),
        "known_rows": said_rows(case.fields, words),
        "missing": missing_facts(missing, words),
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


def make_words(rules: Rules, office: Office, templates: Templates) -> Words:
    """The office's way of writing, from its config, rules and terms."""
    return Words(rules, office, templates.terms)
