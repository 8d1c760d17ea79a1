"""What a procedure must be so that the bot can carry it: one row per check, the engine is a loop.

Each check looks at one procedure (or at all files) and yields problems; none stops at the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.deciding.places import parse_units
from bot.deciding.return_checks import check_returns
from bot.deciding.toml_lines import find_line
from bot.errors import Problem
from bot.rules import Common, Opd, Outcome, Procedure, Racks, Rule, Step


@dataclass(frozen=True)
class Subject:
    """A procedure under check, with what it may refer to."""

    file: str
    source: str
    procedure: Procedure
    common: Common

    def problem(self, path: tuple[str | int, ...], place: str, text: str, remedy: str) -> Problem:
        return Problem(self.file, f"baris {find_line(self.source, path)}: {place}", text, remedy)

    def steps(self) -> Iterator[tuple[tuple[str | int, ...], Step]]:
        for i, step in enumerate(self.procedure.steps):
            yield ("step", i), step

    def outcomes(self) -> Iterator[tuple[tuple[str | int, ...], Step, Outcome]]:
        for path, step in self.steps():
            for j, outcome in enumerate(step.outcomes):
                yield (*path, "outcome", j), step, outcome


Found = Iterable[Problem]


def speakers(step: Step, outcome: Outcome) -> tuple[str, ...]:
    """The roles that may say this outcome at this step."""
    return outcome.by or (step.waits_for,)


def check_first(subject: Subject) -> Found:
    firsts = [step.id for step in subject.procedure.steps if step.first]
    if len(firsts) != 1:
        said = (
            "tidak ada langkah pertama"
            if not firsts
            else f"langkah pertama lebih dari satu: {', '.join(firsts)}"
        )
        yield subject.problem(("step", 0), "step", said, "beri `first = true` pada tepat satu langkah")


def check_roles(subject: Subject) -> Found:
    known = subject.common.roles
    for path, step in subject.steps():
        if step.waits_for not in known:
            yield _unknown(subject, (*path, "waits_for"), f"step[{step.id}]", "peran", step.waits_for, known)
        for role in step.queue.cc if step.queue else ():
            if role not in known:
                yield _unknown(subject, (*path, "queue"), f"step[{step.id}].queue", "peran", role, known)
        for call in step.letters:
            for role in (call.to, *call.cc):
                if role not in known:
                    yield _unknown(
                        subject, (*path, "letters"), f"step[{step.id}].letters", "peran", role, known
                    )
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        roles = [*outcome.by, *(role for call in outcome.all_letters for role in (call.to, *call.cc))]
        for role in roles:
            if role not in known:
                yield _unknown(subject, path, place, "peran", role, known)
    for i, activity in enumerate(subject.procedure.activities):
        if activity.by and activity.by not in known:
            yield _unknown(subject, ("activity", i), f"activity[{activity.sop}]", "peran", activity.by, known)


def check_steps(subject: Subject) -> Found:
    known = [step.id for step in subject.procedure.steps]
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        if outcome.next and outcome.next not in known:
            yield _unknown(subject, (*path, "next"), place, "langkah", outcome.next, known)
        if outcome.next and outcome.closes:
            yield subject.problem(path, place, "`next` dan `closes` sekaligus", "hapus salah satu")
    activities = {activity.sop for activity in subject.procedure.activities}
    for path, step in subject.steps():
        for sop in step.sop:
            if sop not in activities:
                yield _unknown(subject, (*path, "sop"), f"step[{step.id}]", "kegiatan SOP", sop, activities)


def check_fields(subject: Subject) -> Found:
    known = [rule.id for rule in subject.common.fields]
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        for key in ("needs", "needs_any", "here", "carries", "resets"):
            for field in getattr(outcome, key):
                if field not in known:
                    yield _unknown(subject, (*path, key), f"{place}.{key}", "isian", field, known)
        for field in set(outcome.here) - set(outcome.needs):
            text = f"`{field}` ada di `here` tetapi tidak di `needs`"
            yield subject.problem((*path, "here"), place, text, "tambahkan pada `needs`")


def check_letters(subject: Subject) -> Found:
    known = [rule.id for rule in subject.common.letters]
    for path, step in subject.steps():
        names = [call.letter for call in step.letters] + [step.incomplete] * bool(step.incomplete)
        if step.queue:
            names += [step.queue.offer, step.queue.expired, step.queue.position]
        for name in names:
            if name not in known:
                yield _unknown(subject, (*path, "letters"), f"step[{step.id}]", "surat", name, known)
    for path, step, outcome in subject.outcomes():
        for call in outcome.all_letters:
            if call.letter not in known:
                place = f"step[{step.id}].outcome[{outcome.id}]"
                yield _unknown(subject, (*path, "letters"), place, "surat", call.letter, known)


def check_reach(subject: Subject) -> Found:
    """Every step is reached from the first, and every step can be left."""
    steps = {step.id: step for step in subject.procedure.steps}
    firsts = [step.id for step in subject.procedure.steps if step.first]
    reached, waiting = set(firsts), list(firsts)
    while waiting:
        for outcome in steps[waiting.pop()].outcomes:
            if outcome.next in steps and outcome.next not in reached:
                reached.add(outcome.next)
                waiting.append(outcome.next)
    for path, step in subject.steps():
        place = f"step[{step.id}]"
        if firsts and step.id not in reached:
            yield subject.problem(
                path, place, "langkah ini tidak pernah tercapai", "arahkan `next` suatu hasil ke sini"
            )
        if not any(outcome.closes or outcome.next not in ("", step.id) for outcome in step.outcomes):
            yield subject.problem(
                path, place, "langkah ini tidak dapat ditinggalkan", "beri hasil dengan `next`/`closes`"
            )


def check_decisions(subject: Subject) -> Found:
    for path, step in subject.steps():
        answers = [outcome for outcome in step.outcomes if step.waits_for in speakers(step, outcome)]
        if step.decision and len(answers) < 2:
            text = f"keputusan dengan {len(answers)} jawaban"
            yield subject.problem(
                path, f"step[{step.id}]", text, "beri sedikitnya dua hasil, atau hapus `decision`"
            )


def check_words(subject: Subject) -> Found:
    """No word says two outcomes to the same role at the same step (commands included)."""
    for path, step in subject.steps():
        owners: dict[tuple[str, str], str] = {}
        for command in subject.common.commands:
            for role in command.by or tuple(subject.common.roles):
                owners.update({(role, _plain(word)): f"perintah {command.id}" for word in command.words})
        for j, outcome in enumerate(step.outcomes):
            for role in speakers(step, outcome):
                for word in (*outcome.words, *outcome.weak):
                    owner = owners.setdefault((role, _plain(word)), outcome.id)
                    if owner != outcome.id:
                        text = f"kata “{word}” berarti {owner} dan juga {outcome.id}"
                        place = f"step[{step.id}].outcome[{outcome.id}].words"
                        where = (*path, "outcome", j, "words")
                        yield subject.problem(where, place, text, "hapus dari salah satunya")


def check_answers(subject: Subject) -> Found:
    """An outcome named elsewhere in its step exists; an outcome is not called like a command."""
    commands = {command.id for command in subject.common.commands}
    for path, step, outcome in subject.outcomes():
        ids = [other.id for other in step.outcomes]
        place = f"step[{step.id}].outcome[{outcome.id}]"
        if outcome.denied and outcome.denied not in ids:
            yield _unknown(subject, (*path, "denied"), place, "hasil", outcome.denied, ids)
        if outcome.id in commands:
            yield subject.problem(path, place, "nama ini sudah dipakai perintah umum", "beri nama lain")
        if not outcome.words and step.offers != outcome.id:
            yield subject.problem(path, place, "tidak ada kata yang menyatakan hasil ini", "isi `words`")
        tapped = _plain(outcome.answer or outcome.id.replace("-", " "))
        if tapped not in {_plain(word) for word in outcome.words}:
            text = f"kata tombolnya, “{tapped}”, tidak ada di `words`"
            yield subject.problem((*path, "words"), place, text, "tambahkan kata itu pada `words`")
    for path, step in subject.steps():
        ids = [outcome.id for outcome in step.outcomes]
        if step.offers and step.offers not in ids:
            yield _unknown(subject, (*path, "offers"), f"step[{step.id}]", "hasil", step.offers, ids)


def check_escalation(subject: Subject) -> Found:
    """Whoever is above is told after the awaited role was reminded, never before."""
    roles, fields = subject.common.roles, [rule.id for rule in subject.common.fields]
    for path, step in subject.steps():
        place, after, where = f"step[{step.id}]", step.escalate_after_days, (*path, "escalate_after_days")
        if step.counts_from and step.counts_from not in fields:
            yield _unknown(subject, (*path, "counts_from"), place, "isian", step.counts_from, fields)
        for role in (*filter(None, [step.escalate_to]), *step.escalate_cc):
            if role not in roles:
                yield _unknown(subject, (*path, "escalate_to"), place, "peran", role, roles)
        if (after is None) != (not step.escalate_to):
            text = "`escalate_after_days` dan `escalate_to` harus ada keduanya"
            yield subject.problem(where, place, text, "tambahkan yang kurang, atau hapus keduanya")
        if after is not None and not any(days <= after for days in step.remind_after_days):
            text = "eskalasi mendahului pengingat pertama"
            yield subject.problem(
                where, place, text, "perbesar, atau beri `remind_after_days` yang lebih awal"
            )


def check_doubles(subject: Subject) -> Found:
    yield from _doubles(subject, [step.id for step in subject.procedure.steps], "step")
    for _, step in subject.steps():
        yield from _doubles(subject, [outcome.id for outcome in step.outcomes], f"step[{step.id}].outcome")


PROCEDURE_CHECKS: tuple[Callable[[Subject], Found], ...] = (
    check_first, check_roles, check_steps, check_fields, check_letters, check_reach, check_decisions,
    check_words, check_answers, check_escalation, check_doubles,
)  # fmt: skip


def check_rules(
    common: Common, procedures: Mapping[str, Procedure], opd: tuple[Opd, ...], sources: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Every problem in the rule files taken together. `procedures` and `sources` go by file name."""
    found: list[Problem] = []
    for file, procedure in procedures.items():
        subject = Subject(file, sources[file], procedure, common)
        for check in PROCEDURE_CHECKS:
            found.extend(check(subject))
    found.extend(_check_common(common, procedures))
    found.extend(_check_opd(opd))
    found.extend(check_returns(procedures))
    return tuple(found)


def _check_common(common: Common, procedures: Mapping[str, Procedure]) -> Found:
    letters = {rule.id for rule in common.letters}
    if common.general.staff not in common.roles:
        text = f"peran “{common.general.staff}” tidak dikenal"
        yield Problem("umum.toml", "general.staff", text, _choices(common.roles))
    for key, letter in common.general.model_dump(exclude={"staff"}).items():
        if letter not in letters:
            yield Problem("umum.toml", f"general.{key}", f"surat “{letter}” tidak dikenal", _choices(letters))
    steps = {step.id for procedure in procedures.values() for step in procedure.steps}
    for command in common.commands:
        place = f"command[{command.id}]"
        if command.letter and command.letter not in letters:
            yield Problem("umum.toml", place, f"surat “{command.letter}” tidak dikenal", _choices(letters))
        for role in set(command.by) - set(common.roles):
            yield Problem("umum.toml", place, f"peran “{role}” tidak dikenal", _choices(common.roles))
        for step in set(command.not_after) - steps:
            yield Problem("umum.toml", place, f"langkah “{step}” tidak dikenal", _choices(steps))
    groups: tuple[tuple[str, tuple[Rule, ...]], ...] = (
        ("letter", common.letters), ("field", common.fields), ("command", common.commands),
    )  # fmt: skip
    for name, rules in groups:
        for double in _repeated([getattr(rule, "id") for rule in rules]):  # noqa: B009 - three models, one key
            yield Problem("umum.toml", f"{name}[{double}]", "ditulis dua kali", "hapus salah satu")
    for key in ("prefix", "id"):
        for double in _repeated([getattr(procedure, key) for procedure in procedures.values()]):
            yield Problem("rules/", key, f"“{double}” dipakai dua prosedur", "beri nilai yang berbeda")


def _check_opd(opd: tuple[Opd, ...]) -> Found:
    if not opd:
        yield Problem("opd.toml", "", "daftar OPD kosong", "isi dengan [[opd]] name = …")
    spellings = [_plain(name) for entry in opd for name in {entry.name, *entry.aliases}]
    for double in _repeated(spellings):
        yield Problem("opd.toml", double, "nama atau alias ini milik dua OPD", "hapus dari salah satunya")


def check_racks(racks: Racks) -> Found:
    """Each rack has a name of its own, and its reserved units are units of it."""
    if not racks.all():
        yield Problem("racks.toml", "room", "tidak ada rak", "isi [[room]] dan [[room.rack]]")
    for double in _repeated([rack.id.upper() for _, rack in racks.all()]):
        yield Problem(
            "racks.toml", f"rack[{double}]", "ditulis dua kali", "beri nama yang berbeda di semua ruang"
        )
    for _, rack in racks.all():
        for text in rack.reserved:
            units = parse_units(text)
            if not units or units[-1] > rack.units:
                remedy = f'tulis misalnya "1-4"; rak ini sampai unit {rack.units}'
                yield Problem(
                    "racks.toml", f"rack[{rack.id}].reserved", f"“{text}” bukan unit rak ini", remedy
                )


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _doubles(subject: Subject, ids: list[str], place: str) -> Found:
    for double in _repeated(ids):
        yield subject.problem(("step", 0), f"{place}[{double}]", "ditulis dua kali", "beri nama yang berbeda")


def _unknown(
    subject: Subject, path: tuple[str | int, ...], place: str, sort: str, name: str, known: Iterable[str]
) -> Problem:
    return subject.problem(path, place, f"{sort} “{name}” tidak dikenal", _choices(known))


def _choices(known: Iterable[str]) -> str:
    return "yang dikenal: " + ", ".join(sorted(known))


def _plain(word: str) -> str:
    return " ".join(word.lower().split())
