"""What a procedure must be so that the bot can carry it: one row per check, the engine is a loop.

Each check looks at one procedure (or at all files) and yields problems; none stops at the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.deciding.answer_checks import ANSWER_CHECKS, ANSWER_CHECKS_WITH_COMMON
from bot.deciding.room import REASON, promises_room
from bot.deciding.subject import NO_COMMON, Found, Subject, Where, unknown
from bot.deciding.subject import speakers as speakers
from bot.model import DIGEST_PREFIX, NO_CASE_PREFIX

IN_EXAMPLES = frozenset({"opd", "waktu"})  # what a letter can fill into an example
PREFIX = re.compile(r"[A-Z]{2,8}")  # of a case number, as it is found again in subjects and file names


def check_first(subject: Subject) -> Found:
    """One step is the first, and says by which outcome a request opens a case there."""
    firsts = [(path, step) for path, step in subject.steps() if step.first]
    names = ", ".join(step.id for _, step in firsts)
    said = f"langkah pertama lebih dari satu: {names}" if firsts else "tidak ada langkah pertama"
    if len(firsts) != 1 and (firsts or not any(subject.lacks(path) for path, _ in subject.steps())):
        yield subject.problem(("step", 0), "step", said, "beri `first = true` pada tepat satu langkah")
    for path, step in firsts:
        if not step.offers and not subject.lacks(path):
            text = "langkah pertama tidak menyebut hasil yang membuka berkas"
            yield subject.problem(path, f"step[{step.id}]", text, "sebut hasilnya dengan `offers`")


def check_prefix(subject: Subject) -> Found:
    """Of a shape that is found again in a subject line, and not that of the letters without a case."""
    prefix = subject.procedure.prefix
    if not PREFIX.fullmatch(prefix):
        text = f"“{prefix}” tidak dapat menjadi awal nomor berkas"
        yield subject.problem(("prefix",), "prefix", text, "pakai 2 sampai 8 huruf kapital, misalnya TTP")
    elif prefix in (NO_CASE_PREFIX, DIGEST_PREFIX):
        text = f"“{prefix}” dipakai untuk surat di luar berkas"
        yield subject.problem(("prefix",), "prefix", text, "beri awalan lain")


def check_roles(subject: Subject) -> Found:
    known, opener = subject.common.roles, subject.procedure.opened_by
    if opener not in known:
        yield unknown(subject, ("opened_by",), "opened_by", "peran", opener, known)
    for path, step in subject.steps():
        if step.waits_for not in known:
            yield unknown(subject, (*path, "waits_for"), f"step[{step.id}]", "peran", step.waits_for, known)
        for role in step.queue.cc if step.queue else ():
            if role not in known:
                yield unknown(subject, (*path, "queue"), f"step[{step.id}].queue", "peran", role, known)
        for role in (role for call in step.letters for role in (call.to, *call.cc)):
            if role not in known:
                place = f"step[{step.id}].letters"
                yield unknown(subject, (*path, "letters"), place, "peran", role, known)
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        roles = [*outcome.by, *(role for call in outcome.all_letters for role in (call.to, *call.cc))]
        for role in roles:
            if role not in known:
                yield unknown(subject, path, place, "peran", role, known)
    for i, activity in enumerate(subject.procedure.activities):
        if activity.by and activity.by not in known:
            yield unknown(subject, ("activity", i), f"activity[{activity.sop}]", "peran", activity.by, known)


def check_steps(subject: Subject) -> Found:
    known = [step.id for step in subject.procedure.steps]
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        if outcome.next and outcome.next not in known:
            yield unknown(subject, (*path, "next"), place, "langkah", outcome.next, known)
        if outcome.next and outcome.closes:
            yield subject.problem(path, place, "`next` dan `closes` sekaligus", "hapus salah satu")
    activities = {activity.sop for activity in subject.procedure.activities}
    for path, step in subject.steps():
        for sop in step.sop:
            if sop not in activities:
                yield unknown(subject, (*path, "sop"), f"step[{step.id}]", "kegiatan SOP", sop, activities)


def check_fields(subject: Subject) -> Found:
    known = [rule.id for rule in subject.common.fields]
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        for key in ("needs", "needs_any", "here", "carries", "resets"):
            for field in getattr(outcome, key):
                if field not in known:
                    yield unknown(subject, (*path, key), f"{place}.{key}", "isian", field, known)
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
                yield unknown(subject, (*path, "letters"), f"step[{step.id}]", "surat", name, known)
    for path, step, outcome in subject.outcomes():
        for call in outcome.all_letters:
            if call.letter not in known:
                place = f"step[{step.id}].outcome[{outcome.id}]"
                yield unknown(subject, (*path, "letters"), place, "surat", call.letter, known)


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
    said = [outcome.next for step in steps.values() for outcome in step.outcomes if outcome.next]
    sure = firsts and set(said) <= set(steps) and not subject.lacks(("step",), deep=True)
    for path, step in subject.steps():
        place = f"step[{step.id}]"
        if sure and step.id not in reached:
            text, remedy = "langkah ini tidak pernah tercapai", "arahkan `next` suatu hasil ke sini"
            yield subject.problem(path, place, text, remedy)
        leaves = any(outcome.closes or outcome.next not in ("", step.id) for outcome in step.outcomes)
        if not leaves and not subject.lacks(path, deep=True):
            text, remedy = "langkah ini tidak dapat ditinggalkan", "beri hasil dengan `next`/`closes`"
            yield subject.problem(path, place, text, remedy)


def check_decisions(subject: Subject) -> Found:
    """A decision has several answers of the role that decides, and each takes the case somewhere."""
    for path, step in subject.steps():
        answers = [outcome for outcome in step.outcomes if step.waits_for in speakers(step, outcome)]
        if step.decision and len(answers) < 2:
            text, remedy = (
                f"keputusan dengan {len(answers)} jawaban",
                "beri sedikitnya dua hasil, atau hapus `decision`",
            )
            yield subject.problem(path, f"step[{step.id}]", text, remedy)
    for path, step, outcome in subject.outcomes():
        decides = step.decision and step.waits_for in speakers(step, outcome)
        if decides and not outcome.next and not outcome.closes and not subject.lacks(path):
            place = f"step[{step.id}].outcome[{outcome.id}]"
            text = "putusan ini tidak memindahkan dan tidak menutup berkas"
            yield subject.problem(path, place, text, "beri `next`, atau `closes = true`")


def check_examples(subject: Subject) -> Found:
    """What an example or a one-tap link names can be filled in; a need is asked for in the words of a field."""
    fields = [rule.id for rule in subject.common.fields]
    for path, step, outcome in subject.outcomes():
        place = f"step[{step.id}].outcome[{outcome.id}]"
        for key, text in (("example", outcome.example), ("tap", outcome.tap)):
            for name in sorted(set(re.findall(r"\{(\w*)\}", text)) - IN_EXAMPLES):
                what = f"`{key}` menyebut {{{name}}}, yang tidak dapat diisi"
                yield subject.problem((*path, key), place, what, "yang dapat disebut: {opd} dan {waktu}")
        asked = (*outcome.needs, *((REASON,) if promises_room(outcome) else ()))
        for one in outcome.ask_as:
            if one.need not in asked:
                yield unknown(subject, (*path, "ask_as"), place, "syarat", one.need, asked)
            for name in filter(None, (one.field, one.told)):
                if name not in fields:
                    yield unknown(subject, (*path, "ask_as"), place, "isian", name, fields)


def check_escalation(subject: Subject) -> Found:
    """Whoever is above is told after the awaited role was reminded, never before."""
    roles, fields = subject.common.roles, [rule.id for rule in subject.common.fields]
    for path, step in subject.steps():
        place, after, where = f"step[{step.id}]", step.escalate_after_days, (*path, "escalate_after_days")
        if step.counts_from and step.counts_from not in fields:
            yield unknown(subject, (*path, "counts_from"), place, "isian", step.counts_from, fields)
        for role in (*filter(None, [step.escalate_to]), *step.escalate_cc):
            if role not in roles:
                yield unknown(subject, (*path, "escalate_to"), place, "peran", role, roles)
        if (after is None) != (not step.escalate_to):
            text = "`escalate_after_days` dan `escalate_to` harus ada keduanya"
            yield subject.problem(where, place, text, "tambahkan yang kurang, atau hapus keduanya")
        if after is not None and not any(days <= after for days in step.remind_after_days):
            text = "eskalasi mendahului pengingat pertama"
            yield subject.problem(
                where, place, text, "perbesar, atau beri `remind_after_days` yang lebih awal"
            )


def check_doubles(subject: Subject) -> Found:
    yield from _doubles(subject, ((path, step.id) for path, step in subject.steps()), "step")
    for path, step in subject.steps():
        ids = (((*path, "outcome", j), outcome.id) for j, outcome in enumerate(step.outcomes))
        yield from _doubles(subject, ids, f"step[{step.id}].outcome")


def check_counts(subject: Subject) -> Found:
    """Only an outcome is counted: a letter of the step itself goes out every time."""
    for path, step in subject.steps():
        if any("from_count" in call.model_fields_set for call in step.letters):
            text = "`from_count` tidak berlaku pada surat langkah"
            remedy = "hapus, atau pindahkan suratnya ke suatu hasil"
            yield subject.problem((*path, "letters"), f"step[{step.id}].letters", text, remedy)


OWN_CHECKS: tuple[Callable[[Subject], Found], ...] = (
    check_first, check_prefix, check_steps, check_reach, check_decisions, check_doubles, check_counts,
    *ANSWER_CHECKS,
)  # fmt: skip
CHECKS_WITH_COMMON: tuple[Callable[[Subject], Found], ...] = (
    check_roles, check_fields, check_letters, check_escalation, check_examples, *ANSWER_CHECKS_WITH_COMMON,
)  # fmt: skip


def check_procedure(subject: Subject) -> Found:
    """Every problem of one procedure; against `umum.toml` only where that is to be had."""
    for check in OWN_CHECKS if subject.common is NO_COMMON else (*OWN_CHECKS, *CHECKS_WITH_COMMON):
        yield from check(subject)


def _doubles(subject: Subject, named: Iterable[tuple[Where, str]], place: str) -> Found:
    """The second of two stands where it should be renamed."""
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield subject.problem(path, f"{place}[{name}]", "ditulis dua kali", "beri nama yang berbeda")
        seen.add(name)
