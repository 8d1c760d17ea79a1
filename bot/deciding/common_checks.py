"""What the files that every procedure shares must be: general rules, agencies, racks."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.deciding.places import parse_units
from bot.errors import Problem
from bot.model import APPLICANT
from bot.office_rules import Opd, Racks, Rule
from bot.rules import Command, Common, Procedure

FILE = "umum.toml"
Found = Iterable[Problem]


@dataclass(frozen=True)
class Procedures:
    """The procedures that can be used, by file. `complete`: there is no other file that can't be."""

    by_file: Mapping[str, Procedure]
    complete: bool = True

    def all(self) -> tuple[Procedure, ...]:
        return tuple(self.by_file.values())


def check_common(common: Common, procedures: Procedures) -> Found:
    """Every name in `umum.toml` is known, and none is given twice."""
    letters = {rule.id for rule in common.letters}
    yield from _check_staff(common, procedures)
    yield from _check_courtesy(common)
    for key, letter in common.general.model_dump(exclude={"staff"}).items():
        if letter not in letters and (letter or key not in ("courtesy", "question")):
            yield Problem(FILE, f"general.{key}", f"surat “{letter}” tidak dikenal", choices(letters))
    fields = {rule.id for rule in common.fields}
    for name in (name for name in common.retention.keep_fields if name not in fields):
        yield Problem(FILE, "retention.keep_fields", f"isian “{name}” tidak dikenal", choices(fields))
    for command in common.commands:
        yield from _check_command(command, common, letters, procedures)
    groups: tuple[tuple[str, tuple[Rule, ...]], ...] = (
        ("letter", common.letters), ("field", common.fields), ("command", common.commands),
    )  # fmt: skip
    for name, rules in groups:
        for double in repeated([getattr(rule, "id") for rule in rules]):  # noqa: B009 - three models, one key
            yield Problem(FILE, f"{name}[{double}]", "ditulis dua kali", "hapus salah satu")
    for key in ("prefix", "id"):
        for double in repeated([getattr(procedure, key) for procedure in procedures.all()]):
            yield Problem("rules/", key, f"“{double}” dipakai dua prosedur", "beri nilai yang berbeda")


def _check_staff(common: Common, procedures: Procedures) -> Found:
    """Somebody of the office: what concerns nobody else is never sent to an applicant."""
    staff, applicants = common.general.staff, {APPLICANT, *(one.opened_by for one in procedures.all())}
    if staff not in common.roles:
        text = f"peran “{staff}” tidak dikenal"
        yield Problem(FILE, "general.staff", text, choices(common.roles))
    elif staff in applicants:
        text = f"“{staff}” adalah peran pemohon, bukan petugas kantor"
        yield Problem(FILE, "general.staff", text, choices(set(common.roles) - applicants))


def _check_courtesy(common: Common) -> Found:
    """What answers "terima kasih" asks for nothing: two who are polite would write to each other for ever."""
    letter = common.general.courtesy
    if any(rule.id == letter and rule.asks for rule in common.letters):
        text = f"surat “{letter}” meminta jawaban, padahal menjawab ucapan terima kasih"
        yield Problem(FILE, "general.courtesy", text, "kosongkan, atau pakai surat tanpa `asks`")


def _check_command(command: Command, common: Common, letters: set[str], procedures: Procedures) -> Found:
    place = f"command[{command.id}]"
    if command.letter and command.letter not in letters:
        yield Problem(FILE, place, f"surat “{command.letter}” tidak dikenal", choices(letters))
    if command.closes and not command.letter:
        text = "perintah ini menutup berkas tanpa surat kepada siapa pun"
        yield Problem(FILE, place, text, "sebut suratnya dengan `letter`")
    for role in sorted(set(command.by) - set(common.roles)):
        yield Problem(FILE, place, f"peran “{role}” tidak dikenal", choices(common.roles))
    for word in (word for word in command.words if not is_word(word)):
        remedy = "tulis kata yang dapat dibaca, atau hapus"
        yield Problem(FILE, f"{place}.words", f"“{word}” bukan kata", remedy)
    steps = {step.id for procedure in procedures.all() for step in procedure.steps}
    for step in sorted(set(command.not_after) - steps) if procedures.complete else ():
        yield Problem(FILE, place, f"langkah “{step}” tidak dikenal", choices(steps))


def check_opd(opd: tuple[Opd, ...]) -> Found:
    """The registry is not empty, and no spelling means two agencies."""
    if not opd:
        yield Problem("opd.toml", "", "daftar OPD kosong", "isi dengan [[opd]] name = …")
    spellings = [plain_word(name) for entry in opd for name in {entry.name, *entry.aliases}]
    for double in repeated(spellings):
        yield Problem("opd.toml", double, "nama atau alias ini milik dua OPD", "hapus dari salah satunya")


def check_racks(racks: Racks) -> Found:
    """Each rack has a name of its own, and its reserved units are units of it."""
    if not racks.all():
        yield Problem("racks.toml", "room", "tidak ada rak", "isi [[room]] dan [[room.rack]]")
    for double in repeated([rack.id.upper() for _, rack in racks.all()]):
        remedy = "beri nama yang berbeda di semua ruang"
        yield Problem("racks.toml", f"rack[{double}]", "ditulis dua kali", remedy)
    for _, rack in racks.all():
        for text in rack.reserved:
            units = parse_units(text)
            if not units or units[-1] > rack.units:
                remedy = f'tulis misalnya "1-4"; rak ini sampai unit {rack.units}'
                place = f"rack[{rack.id}].reserved"
                yield Problem("racks.toml", place, f"“{text}” bukan unit rak ini", remedy)


def repeated(names: Iterable[str]) -> list[str]:
    """What stands there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def choices(known: Iterable[str]) -> str:
    """The remedy for a name that nobody knows: those that are known."""
    return "yang dikenal: " + (", ".join(sorted(known)) or "belum ada satu pun")


def plain_word(word: str) -> str:
    """A phrase as two of them are compared."""
    return " ".join(word.lower().split())


def is_word(phrase: str) -> bool:
    """Whether anything of it could be found in a text: a letter, a figure, or a sign that stands for a word."""
    return any(ch.isalnum() or unicodedata.category(ch) == "So" for ch in phrase)
