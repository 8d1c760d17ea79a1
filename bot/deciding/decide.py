"""Nothing moves without right and certainty: a message that is heard becomes a decision here, and only here.

`decide` is a pure function over immutable values. The rule table is looked up, never branched on: no step,
outcome, role or letter of the procedure is named in this file. What is unclear, incomplete, said by another
than the step waits for, or not proven moves nothing; it is answered by a letter that says what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.deciding import hearing as hearing_is
from bot.deciding.changes import find_changes
from bot.deciding.correct import Correction, correct, mark_checked
from bot.deciding.hearing import Hearing
from bot.deciding.needs import drop_past_times, find_missing, merge_facts
from bot.deciding.places import Floor, find_refusal
from bot.deciding.returns import DIFFERENCES, find_releases
from bot.deciding.waiting import QUEUE_FACTS
from bot.model import OFF_DUTY, STRANGER, Case, Decision, Entry, Fields, Heard, Pending, Reading, Send
from bot.rules import LetterCall, Outcome, Rules

PLACE = ("rak", "unit")  # the two facts that make a place
REASON = "alasan"
FIRST_WORDS = "isi_awal"  # what was written before the mail that completed it, for letters that quote
AGENCY = "opd"
TOGETHER = {
    "server": ("nomor_seri", "merek"),
    "kontak": ("telepon",),
    "ip": ("ip_pengelolaan",),
}  # facts that come with another


def open_case(ref: str, heard: Heard, rules: Rules, now: datetime) -> Case:
    """A new case for a request: it stands at its procedure's first step (SOP 1) and knows nothing yet."""
    procedure = rules.procedure(heard.reading.process or "")
    entry = Entry(now, heard.role, "opened", procedure.first.id, text=heard.subject)
    return Case(
        ref=ref, process=procedure.id, step=procedure.first.id, opened=now, since=now,
        applicant=heard.sender, journal=(entry,), rules_version=procedure.version,
    )  # fmt: skip


def decide(case: Case, heard: Heard, rules: Rules, now: datetime, floor: Floor | None = None) -> Decision:
    """What follows from this message for this case. `now` is aware; nothing is read but the arguments.

    With a `floor`, a place that is taken, not there or too small is refused, and its place asked for again."""
    hearing = Hearing(case, heard, rules, now, floor)
    for applies, decision in TABLE:
        if applies(hearing):
            return decision(hearing)
    raise AssertionError("the last row of the table applies to everything")


# ---- rows -----------------------------------------------------------------------------------------------


def _record_robot(hearing: Hearing) -> Decision:
    return Decision(hearing.note(hearing.heard.reading.kind), hearing.heard.reading.kind)


def _record_courtesy(hearing: Hearing) -> Decision:
    return Decision(hearing.note("polite"), "polite")


def _hold_stranger(hearing: Hearing) -> Decision:
    """Who is not on a case learns nothing about it, not even that it exists."""
    return Decision(None, "stranger", hold=True, why="pengirim tidak terdaftar pada berkas ini")


def _refuse_off_duty(hearing: Hearing) -> Decision:
    """An official on whose day another holds his role: he is told who does, and nothing of the case."""
    letter = hearing.rules.common.general.off_duty
    return Decision(hearing.note(OFF_DUTY), OFF_DUTY, (Send(letter, OFF_DUTY, hearing.heard.sender),))


def _answer_command(hearing: Hearing) -> Decision:
    command = hearing.command
    assert command is not None
    case = hearing.note("command")
    return Decision(case, "command", (hearing.answer(command.letter),) if command.letter else ())


def _close_by_command(hearing: Hearing) -> Decision:
    command = hearing.command
    assert command is not None
    if not hearing.heard.right.proven:
        return _ask_confirmation(hearing)
    case = replace(hearing.note("closed"), closed=command.id, since=hearing.now, pending=())
    told = dict.fromkeys([hearing.heard.role, hearing.step.waits_for, *_roles_asked(hearing.case)])
    sends = tuple(Send(command.letter, role=role, said=hearing.spoken()) for role in told)
    return Decision(case, "closed", sends, moved=True)


def _refuse_turn(hearing: Hearing) -> Decision:
    """The wrong person or the wrong time: nothing moves, and the letter says who is asked for what."""
    letter = hearing.rules.common.general.not_yours
    return Decision(hearing.note("not-yours"), "not-yours", (hearing.answer(letter),))


def _confirm_pending(hearing: Hearing) -> Decision:
    """The registered address says that the held message was its own: it is heard again, proven."""
    pending = hearing.waiting("unproven")
    assert pending is not None
    fields = merge_facts(pending.fields, hearing.heard.reading.fields)
    reading = replace(hearing.heard.reading, outcome=pending.outcome, fields=fields)
    return _again(hearing, _without_pending(hearing.case, pending), reading)


def _complete_pending(hearing: Hearing) -> Decision:
    """What was missing arrives without the decision word: the decision that waited for it is taken."""
    pending = hearing.waiting("incomplete")
    assert pending is not None
    reading = replace(hearing.heard.reading, outcome=pending.outcome, unclear="")
    return _again(hearing, hearing.case, reading)


def _refuse_stale(hearing: Hearing) -> Decision:
    """An answer to an earlier question moves nothing now; who wrote it is told where the case stands."""
    letter = hearing.rules.common.general.not_yours
    why = "surel ini menjawab langkah yang sudah lewat"
    return Decision(hearing.note("stale", why), "stale", (hearing.answer(letter, why=why),), why=why)


def _with_pending(case: Case, pending: Pending) -> Case:
    """A role's earlier decision of the same sort gives way; everybody else's stays."""
    same = (pending.role, pending.step, pending.why)
    kept = tuple(one for one in case.pending if (one.role, one.step, one.why) != same)
    return replace(case, pending=(*kept, pending))


def _without_pending(case: Case, pending: Pending) -> Case:
    return replace(case, pending=tuple(one for one in case.pending if one != pending))


def _again(hearing: Hearing, case: Case, reading: Reading) -> Decision:
    heard = replace(hearing.heard, reading=reading)
    return decide(case, heard, hearing.rules, hearing.now, hearing.floor)


def _ask_again(hearing: Hearing) -> Decision:
    """Unclear: asked back once at this step; the next unclear one goes to a person."""
    why = hearing.heard.reading.unclear or "tidak ada jawaban yang dikenali"
    case = hearing.note("unclear", why)
    if hearing.heard.role in hearing.case.asked_unclear:
        return Decision(case, "unclear", hold=True, why=f"sudah sekali ditanyakan kembali; {why}")
    letter = hearing.rules.common.general.unclear
    case = replace(case, asked_unclear=(*case.asked_unclear, hearing.heard.role))
    return Decision(case, "unclear", (hearing.answer(letter, why=why),), why=why)


def _ask_confirmation(hearing: Hearing) -> Decision:
    """Not proven to come from the role: held, and the registered address is asked (design, Who may decide)."""
    reading = hearing.heard.reading
    begun = hearing.waiting("incomplete")
    fields = (
        merge_facts(begun.fields, reading.fields)
        if begun and begun.outcome == reading.outcome
        else reading.fields
    )
    pending = Pending(
        "unproven", reading.outcome or "", fields, hearing.heard.role, hearing.case.step, hearing.now,
        letter=len(hearing.case.letters) + 1,
    )  # fmt: skip
    case = _with_pending(hearing.note("unproven"), pending)
    letter = hearing.rules.common.general.unproven
    return Decision(case, "unproven", (hearing.answer(letter),), why="asal surel tidak dapat dipastikan")


def _take_outcome(hearing: Hearing) -> Decision:
    outcome = hearing.outcome
    assert outcome is not None
    said = hearing.heard.reading.fields
    waiting = hearing.waiting("incomplete")
    if waiting and waiting.outcome == outcome.id:
        said = merge_facts(waiting.fields, said)
    said, past = drop_past_times(said, hearing.now)
    said, other = _without_other_agency(hearing, outcome, said)
    hearing = replace(
        hearing, heard=replace(hearing.heard, reading=replace(hearing.heard.reading, fields=said))
    )
    if outcome.corrects and (doubt := _correction(hearing)).missing:
        refused = hearing if set(doubt.missing) != set(PLACE) else _without_place(hearing)
        return _ask_missing(refused, outcome, doubt.missing, doubt.why)
    if (
        hearing.floor
        and not outcome.corrects
        and (refusal := find_refusal(hearing.floor, {**hearing.case.fields, **said}, hearing.case.ref))
    ):
        return _ask_missing(_without_place(hearing), outcome, PLACE, refusal)
    missing = find_missing(outcome, hearing.case.fields, said, hearing.rules)
    if missing:
        return _ask_missing(hearing, outcome, missing, "waktu yang disebut sudah lewat" if past else other)
    if _overtakes(hearing) and not said.get(REASON):
        return _ask_missing(hearing, outcome, (REASON,), f"mendahului {', '.join(hearing.heard.overtakes)}")
    if outcome.next or outcome.closes:
        return _move(hearing, outcome)
    return _stay(hearing, outcome)


def _without_other_agency(hearing: Hearing, outcome: Outcome, said: Fields) -> tuple[Fields, str]:
    """Once a case has its agency, a message may name it (Konfigurasi 4 demands it) but never change it."""
    held = hearing.case.fields.get(AGENCY)
    named = said.get(AGENCY)
    if hearing.step.first or not held or not named or named == held:
        return said, ""
    why = f"OPD yang disebut ({named}) bukan OPD pada berkas ini ({held})" if AGENCY in outcome.needs else ""
    return {key: value for key, value in said.items() if key != AGENCY}, why


def _overtakes(hearing: Hearing) -> bool:
    """Whether a place is given past somebody who has waited longer: that wants a reason, and is journalled."""
    is_official = hearing.heard.role == hearing.step.waits_for
    return bool(hearing.step.queue and is_official and hearing.heard.overtakes)


def _without_place(hearing: Hearing) -> Hearing:
    """As if no place had been named; one that the case holds is asked for anew too."""
    said = {key: value for key, value in hearing.heard.reading.fields.items() if key not in PLACE}
    reading = replace(hearing.heard.reading, fields=said)
    return replace(hearing, heard=replace(hearing.heard, reading=reading))


def _ask_missing(hearing: Hearing, outcome: Outcome, missing: tuple[str, ...], why: str) -> Decision:
    said = hearing.heard.reading.fields
    case = hearing.note("incomplete", why)
    facts = {key: value for key, value in said.items() if key != FIRST_WORDS}
    if hearing.step.first:  # a request's facts are kept at once; elsewhere they wait for their decision
        case = replace(case, fields=merge_facts(case.fields, facts))
    words = "\n".join(filter(None, (said.get(FIRST_WORDS), hearing.heard.reading.text)))
    said = {**facts, **({FIRST_WORDS: words} if words else {})}
    pending = Pending(
        "incomplete", outcome.id, said, hearing.heard.role, hearing.case.step, hearing.now, missing,
        letter=len(hearing.case.letters) + 1,
    )  # fmt: skip
    letter = hearing.step.incomplete or hearing.rules.common.general.incomplete
    return Decision(
        _with_pending(case, pending),
        "incomplete",
        (hearing.answer(letter, missing, why),),
        missing=missing,
        why=why,
    )


def _stay(hearing: Hearing, outcome: Outcome) -> Decision:
    """An outcome that the step takes without being left (a new time, an inventory answer)."""
    case = _with_said(hearing, outcome, "stayed")
    return Decision(case, "stayed", _calls(outcome.letters, hearing, case, outcome))


def _move(hearing: Hearing, outcome: Outcome) -> Decision:
    case = _with_said(hearing, outcome, "closed" if outcome.closes else "moved")
    case = replace(case, since=hearing.now, asked_unclear=(), reminded=0)
    sends = _calls(outcome.letters, hearing, case, outcome)
    if outcome.closes:
        releases = find_releases(case, outcome, hearing.heard.at)
        return Decision(replace(case, closed=outcome.id), "closed", sends, moved=True, releases=releases)
    step = hearing.procedure.step(outcome.next)
    case = replace(case, step=step.id)
    entered = tuple(
        Send(call.letter, role=call.to, said=hearing.spoken(), cc_roles=call.cc)
        for call in step.letters
        if not _is_asked(call.to, sends, hearing.rules)
    )
    return Decision(case, "moved", (*sends, *entered), moved=True)


# ---- parts ----------------------------------------------------------------------------------------------


def _with_said(hearing: Hearing, outcome: Outcome, what: str) -> Case:
    said = hearing.heard.reading.fields
    why = (
        f"mendahului {', '.join(hearing.heard.overtakes)}: {said.get(REASON)}" if _overtakes(hearing) else ""
    )
    case = hearing.note(what, why)
    forgotten = {*outcome.resets, *(QUEUE_FACTS if outcome.next and hearing.step.queue else ())}
    kept = {key: value for key, value in case.fields.items() if key not in forgotten}
    taken = {key: value for key, value in said.items() if key in _taken(outcome)}
    fields = dict(_correction(hearing).fields) if outcome.corrects else merge_facts(kept, taken)
    if outcome.checks:
        fields = mark_checked(fields, hearing.now)
    if note := said.get("catatan"):
        fields[f"catatan_{hearing.heard.role}"] = note
    if outcome.stamps:
        fields[outcome.stamps] = hearing.heard.at.astimezone(UTC).isoformat()
    counts = {**case.counts, outcome.id: case.counts.get(outcome.id, 0) + 1}
    case = replace(case, fields=fields, counts=counts, pending=_still_pending(hearing, outcome))
    changed = find_changes(hearing.case, case, hearing.rules.racks, hearing.heard.role, hearing.now)
    return replace(case, journal=(*case.journal[:-1], *changed, case.journal[-1]))


def _taken(outcome: Outcome) -> set[str]:
    """The facts that this outcome brings into the case: no others, whatever else the message said."""
    chosen = (outcome.chooses, DIFFERENCES) if outcome.chooses else ()
    named = (*outcome.needs, *outcome.needs_any, *outcome.carries, *chosen)
    return {*named, *(other for one in named for other in TOGETHER.get(one, ()))}


def _still_pending(hearing: Hearing, outcome: Outcome) -> tuple[Pending, ...]:
    """When the case leaves the step nothing waits any more; else what others left open still does."""
    if outcome.next or outcome.closes:
        return ()
    return tuple(one for one in hearing.case.pending if one.role != hearing.heard.role)


def _correction(hearing: Hearing) -> Correction:
    """The case's facts with what was said put right, or what has to be asked for first."""
    said = hearing.heard.reading.fields
    return correct(hearing.case.ref, hearing.case.fields, said, hearing.words, hearing.floor)


def _calls(calls: tuple[LetterCall, ...], hearing: Hearing, case: Case, outcome: Outcome) -> tuple[Send, ...]:
    return tuple(
        Send(call.letter, role=call.to, said=hearing.spoken(), cc_roles=call.cc)
        for call in calls
        if case.counts[outcome.id] >= call.from_count
    )


def _is_asked(role: str, sends: tuple[Send, ...], rules: Rules) -> bool:
    """Whether one of these letters asks that role already: nobody is asked for the same thing twice."""
    return any(send.role == role and rules.letter(send.letter).asks for send in sends)


def _roles_asked(case: Case) -> list[str]:
    """The roles that have had a letter of this case: everyone asked is told when it is cancelled."""
    return [letter.role for letter in case.letters if letter.role not in ("", STRANGER, OFF_DUTY)]


# ---- the table ------------------------------------------------------------------------------------------


TABLE: tuple[tuple[Callable[[Hearing], bool], Callable[[Hearing], Decision]], ...] = (
    (hearing_is.is_robot, _record_robot),
    (hearing_is.is_stranger, _hold_stranger),
    (hearing_is.is_off_duty, _refuse_off_duty),
    (hearing_is.is_question, _answer_command),
    (hearing_is.is_closing_command, _close_by_command),
    (hearing_is.is_polite, _record_courtesy),
    (hearing_is.is_not_open, _refuse_turn),
    (hearing_is.is_confirmation, _confirm_pending),
    (hearing_is.is_stale, _refuse_stale),
    (hearing_is.is_completion, _complete_pending),
    (hearing_is.is_not_theirs, _refuse_turn),
    (hearing_is.is_unclear, _ask_again),
    (hearing_is.is_unproven, _ask_confirmation),
    (hearing_is.is_any, _take_outcome),
)
