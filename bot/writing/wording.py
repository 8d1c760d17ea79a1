"""Facts in words: every field of the rules as a person reads it, times and lists as the office writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import Fields
from bot.office import Office, StandIn
from bot.rules import FieldRule, Outcome, Procedure, Rules, Step
from bot.writing.dates import parse_moments, render_moment
from bot.writing.phone import render_phone
from bot.writing.sop_lines import cite_line
from bot.writing.templates import Templates

CANDIDATES = "_calon"  # "opd_calon": what the mail may have meant, to be proposed, never taken
PHONE = "telepon"
WITH_PHONE = ("kontak",)  # told with a phone
FRIDAY = 4
PARTIES = ("diserahkan_oleh", "diterima_oleh")
NOT_TOLD = frozenset(
    {"surat", "server", "isi", "isi_awal", "urutan", "antrean", "nomor_seri", "merek", "barang", "diambil",
     "perbedaan", "sebutan", "waktu_ditanyakan", "server_mana", "usulan"}
)  # fmt: skip
_SHORT = 80  # of a letter written in the mail: enough to know it again

# 18 digits, with the short word before them: the number of an Indonesian civil servant
_SERVANT_NUMBER = re.compile(r"[\s,;(/-]{0,4}(?:[A-Za-z]{2,4}[\s.:]{1,3})?(\d{8} ?\d{6} ?\d ?\d{3})\)?")
# "Budi Contoh (Kepala Seksi Data)": as a position is kept with the name
_POSITION = re.compile(r"([^()]+?) \(([^()\d]+)\)")


class Dash(str):
    """What stands for a fact that is not there. It prints as a dash and is false."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True)
class Words:
    """How this office writes times, lists and missing facts."""

    rules: Rules
    office: Office
    terms: Mapping[str, Any]
    now: datetime

    def fill_in(self, example: str, fields: Fields) -> str:
        """An example of the rules with this case's agency and a time that is still to come: it may be copied."""
        text = example.replace("{opd}", str(fields.get("opd") or self.terms["opd_contoh"]))
        if "{waktu}" not in text:
            return text
        return text.replace("{waktu}", self.moment(find_soon(self.now, self.office.zone)))

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

    def role(self, role: str, at: datetime | None = None) -> str:
        """What the office calls who holds the role today, or held it at that time ("Plh. Kepala Dinas …")."""
        name = self.rules.common.roles.get(role, role)
        if at is None:
            return self.office.titles.get(role) or name
        acting = self.stand_in(role, at)
        return f"{acting.title if acting else ''} {name}".strip()

    def stand_in(self, role: str, at: datetime) -> StandIn | None:
        """Who stood in for the role's official at that time (aware)."""
        day = at.astimezone(ZoneInfo(self.office.zone)).date()
        fitting = (one for one in self.office.stand_ins if one.role == role and one.first <= day <= one.last)
        return next(fitting, None)

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
    if name == PHONE:
        return render_phone(str(value)) if value else words.dash
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
    named = _POSITION.fullmatch(str(given.get("nama", "")))
    name, position = (named[1], named[2]) if named else (str(given.get("nama", "")), "")
    found = _SERVANT_NUMBER.search(name)
    number = str(given.get("nip", "") or (found.group(1) if found else ""))
    return {
        "nama": " ".join(_SERVANT_NUMBER.sub(" ", name).split()),
        "nip": number if office.print_nip else "",
        "jabatan": str(given.get("jabatan", "") or position),
    }


def letter_facts(fields: Fields, words: Words) -> dict[str, str]:
    """The applicant's letter: berkas, nomor, tanggal, perihal, isi."""
    given = fields.get("surat")
    facts = dict(given) if isinstance(given, Mapping) else {"berkas": given or ""}
    if state := facts.get("keadaan"):
        facts["keadaan"] = words.terms["surat_keadaan"].get(state, state)
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


def difference_rows(fields: Fields, words: Words) -> list[dict[str, str]]:
    """What is not as it was handed over, with its part named as people name it."""
    return [
        {**one, "bagian": str(words.terms["server"].get(one.get("bagian"), one.get("bagian")))}
        for one in fields.get("perbedaan") or ()
        if isinstance(one, Mapping)
    ]


def said_rows(fields: Fields, words: Words) -> list[dict[str, str]]:
    """What a message said, as (title, value) rows, for letters that repeat it."""
    rows = [
        {"title": words.title(name), "value": _readable(name, value, words)}
        for name, value in fields.items()
        if name not in NOT_TOLD and not name.endswith(CANDIDATES)
    ]
    rows += _letter_rows(fields, words)
    for server in servers(fields, words):
        rows += [
            {"title": str(words.terms["server"].get(part) or words.title(part)), "value": text}
            for part, text in server.items()
            if text
        ]
    return [row for row in rows if row["value"]]


def _letter_rows(fields: Fields, words: Words) -> list[dict[str, str]]:
    if "surat" not in fields:
        return []
    letter = letter_facts(fields, words)
    if len(letter["isi"]) > _SHORT:
        letter["isi"] = letter["isi"][:_SHORT].rstrip() + "…"
    return [
        {"title": str(words.terms["surat"].get(part, part)), "value": text} for part, text in letter.items()
    ]


def missing_facts(
    missing: tuple[str, ...],
    fields: Fields,
    words: Words,
    at: tuple[Procedure | None, Step | None] = (None, None),
) -> list[dict[str, Any]]:
    """What has to be asked for: id, title, SOP line, example, the labels of a prefilled answer, and what the
    mails so far seem to mean (to be confirmed by writing it). `at`: where the case stands."""
    names: Mapping[str, str] = words.terms.get("sop", {})
    rules = {rule.id: rule for rule in words.rules.common.fields}
    facts = []
    outcomes = at[1].outcomes if at[1] else ()
    for field_id in asked_as(outcomes, missing, fields):
        rule = rules.get(field_id) or FieldRule(id=field_id, title=field_id.replace("_", " "))
        candidates = fields.get(rule.id + CANDIDATES)
        facts.append(
            {
                "id": rule.id,
                "title": rule.title,
                "sop": cite_line(rule, *at, names) or words.dash,
                "example": words.fill_in(rule.example, fields) or words.dash,
                "labels": list(_labels(rule)),
                "candidates": _readable(rule.id, candidates, words),
                "guess": _guess(rule, fields) or words.dash,
                "in_letter": rule.id in (fields.get("usulan") or {}),
            }
        )
    return facts


def find_guesses(rule: FieldRule, fields: Fields) -> list[str]:
    """What the field may be, where a tap can say it: a contact with the phone that is supposed with the name."""
    candidates = fields.get(rule.id + CANDIDATES)
    found = [str(one) for one in candidates] if rule.tap and isinstance(candidates, list | tuple) else []
    phones = [render_phone(str(one)) for one in fields.get(PHONE + CANDIDATES) or ()]
    return [", ".join((one, *phones[:1])) if rule.id in WITH_PHONE else one for one in found]


def _guess(rule: FieldRule, fields: Fields) -> str:
    """The one candidate that a tap confirms; '' where there are several, or no tap."""
    found = find_guesses(rule, fields)
    return found[0] if len(found) == 1 else ""


def asked_as(outcomes: Iterable[Outcome], needs: Iterable[str], told: Fields) -> tuple[str, ...]:
    """Each need as the field in whose words these outcomes ask for it, with what was told of it already."""
    rules = [one for outcome in outcomes for one in outcome.ask_as]
    other = {one.need: one.told if one.told and told.get(one.field) else one.field for one in rules}
    return tuple(other.get(need, need) for need in needs)


def _labels(rule: FieldRule) -> Iterator[str]:
    """The labels of an example such as "Merek/Tipe: X; Nomor seri: Y", else the field's first label."""
    for part in rule.example.split(";"):
        label, colon, _ = part.strip().partition(":")
        if colon and len(label) <= 24:
            yield label
        elif rule.labels and part == rule.example:
            yield rule.labels[0][:1].upper() + rule.labels[0][1:]


def find_soon(now: datetime, zone: str) -> datetime:
    """Nine in the morning, in that zone, of a weekday two to four days after `now`."""
    day = now.astimezone(ZoneInfo(zone)) + timedelta(days=2)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def make_words(rules: Rules, office: Office, templates: Templates, now: datetime) -> Words:
    """The office's way of writing, from its config, rules and terms, at that moment (aware)."""
    return Words(rules, office, templates.terms, now)
