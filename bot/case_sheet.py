"""One case as a person reads it at a terminal: titles for ids, local times, nested facts line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model import Case, Entry, LetterOut
from bot.writing.context import outcome_title
from bot.writing.dates import parse_moment, render_moment
from bot.writing.wording import Words, servers

TIME = "EEE d MMM y HH.mm z"  # "Sel 24 Nov 2026 09.00 WIB"

WHATS: Mapping[str, str] = {
    "opened": "dibuka", "moved": "berpindah", "stayed": "dicatat", "incomplete": "belum lengkap",
    "unclear": "belum jelas", "not-yours": "bukan giliran", "unproven": "belum pasti asalnya",
    "command": "perintah", "closed": "ditutup", "disowned": "bukan dari pengirimnya",
    "stale": "langkah lama", "polite": "tanda terima, tidak dijawab", "stranger": "orang luar",
    "question": "pertanyaan kepada petugas",
    "off-duty": "di luar tugas", "autoreply": "balasan otomatis", "bounce": "gagal kirim",
    "bounced": "surat terpental", "delayed": "kiriman tertunda", "loop": "dari mesin", "held": "ditahan",
    "reminded": "diingatkan", "escalated": "dilaporkan", "handed-over": "tugas beralih",
    "offered": "ditawari tempat", "offer-expired": "tawaran lewat", "position": "urutan berubah",
    "queued": "mengantre", "placed": "pindah tempat", "addressed": "IP berubah", "released": "server diambil",
    "round": "inventarisasi", "round-reminded": "inventarisasi diingatkan", "letter": "surat",
    "given-up": "gagal dikirim", "erased": "data orang dihapus",
    "seen": "sudah pernah", "unrelated": "bukan urusan", "flood": "terlalu banyak",
}  # fmt: skip
STATES: Mapping[str, str] = {"due": "belum terkirim", "sent": "terkirim", "given-up": "gagal dikirim"}
IN_SERVERS = ("nomor_seri", "merek", "server", "surat")  # told part by part, or there already
ROLES: Mapping[str, str] = {"stranger": "orang luar", "off-duty": "di luar tugas", "": "-"}


@dataclass(frozen=True)
class Line:
    """A line of a list: when, who, and what."""

    at: str
    who: str
    text: str


@dataclass(frozen=True)
class CaseSheet:
    """A case in words. `facts` are (title, value); a title alone begins a group."""

    ref: str
    procedure: str
    state: str
    since: str
    facts: tuple[tuple[str, str], ...]
    journal: tuple[Line, ...]
    messages: tuple[Line, ...]
    letters: tuple[Line, ...]
    folder: str
    files: tuple[str, ...]


def render_sheet(case: Case, words: Words, folder: str, files: tuple[str, ...]) -> CaseSheet:
    """`folder`: where the case lies; `files`: the names in its files/."""
    procedure = next((one for one in words.rules.procedures if one.id == case.process), None)
    step = next((one for one in procedure.steps if one.id == case.step), None) if procedure else None
    state = step.title if step else case.step
    if case.closed:
        state = f"selesai: {outcome_title(words.rules, procedure, case.step, case.closed)}"
    elif step and not step.resting:
        state = f"{state}, menunggu {words.role(step.waits_for)}"
    return CaseSheet(
        ref=case.ref,
        procedure=procedure.name if procedure else "di luar berkas",
        state=state,
        since=_time(case.since, words),
        facts=(("Pemohon", _person(case)), *_facts(case, words)),
        journal=tuple(_entry(entry, case, words) for entry in case.journal),
        messages=tuple(
            Line(
                _time(one.at, words),
                _role(one.role),
                f"{one.subject} ({WHATS.get(one.verdict, one.verdict)})",
            )
            for one in case.messages
        ),
        letters=tuple(_letter(one, words) for one in case.letters),
        folder=folder,
        files=files,
    )


def _person(case: Case) -> str:
    return f"{case.applicant.name} <{case.applicant.email}>".strip()


def _facts(case: Case, words: Words) -> Iterator[tuple[str, str]]:
    """What a person can be told first; then the letter and each server, part by part."""
    for name, value in case.fields.items():
        if name not in IN_SERVERS and (text := _value(value, words)):
            yield words.title(name), text
    letter = case.fields.get("surat")
    for part, value in letter.items() if isinstance(letter, Mapping) else ():
        if text := _value(value, words):
            yield str(words.terms["surat"].get(part, words.title(part))), text
    listed = servers(case.fields, words)
    for number, server in enumerate(listed, 1):
        if len(listed) > 1:
            yield f"Server {number}", ""
        for part, value in server.items():
            if value:
                yield str(words.terms["server"].get(part, words.title(part))), _value(value, words)


def _value(value: Any, words: Words) -> str:
    """A fact of any shape in one line."""
    if isinstance(value, Mapping):
        parts = ((words.title(str(key)), _value(one, words)) for key, one in value.items())
        return "; ".join(f"{title}: {text}" for title, text in parts if text)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_value(one, words) for one in value)))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    text = "" if value is None else str(value)
    moment = parse_moment(text) if len(text) > len("2026-11-24") else None
    return _time(moment, words) if moment else text


def _entry(entry: Entry, case: Case, words: Words) -> Line:
    procedure = next((one for one in words.rules.procedures if one.id == case.process), None)
    said = outcome_title(words.rules, procedure, entry.step, entry.outcome) if entry.outcome else ""
    text = ": ".join(filter(None, (WHATS.get(entry.what, entry.what), said, entry.text)))
    return Line(_time(entry.at, words), _role(entry.by), text)


def _letter(letter: LetterOut, words: Words) -> Line:
    rule = next((one for one in words.rules.common.letters if one.id == letter.letter), None)
    state = STATES.get(letter.state, letter.state)
    if letter.refused:
        state += "; ditolak: " + ", ".join(f"{address} ({why})" for address, why in letter.refused)
    text = f"{letter.number}. {rule.subject if rule else letter.letter} → {letter.to.email} ({state})"
    return Line(_time(letter.at, words), _role(letter.role), text)


def _role(role: str) -> str:
    return ROLES.get(role, role)


def _time(moment: datetime, words: Words) -> str:
    return render_moment(moment, TIME, words.office.zone)
