"""An outcome that was said by right: what it lacks is asked for by name, else it takes its effect.

Pure, as all of this room. Nothing of the procedure is named here: needs, letters and steps come from the rule file.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from bot.deciding.changes import find_changes
from bot.deciding.correct import (
    WHICH,
    Correction,
    bind,
    correct,
    mark_checked,
    merge_corrections,
)
from bot.deciding.guesses import weigh_guesses
from bot.deciding.hearing import Hearing
from bot.deciding.leaving import find_doubt, forget_choice
from bot.deciding.needs import WHEN, drop_closed_times, drop_past_times, find_missing, merge_facts
from bot.deciding.own_places import (
    PLACE,
    SERVER,
    find_lacking,
    put_apart,
    refuse_place,
    settle_places,
    without_place,
)
from bot.deciding.returns import DIFFERENCES, find_releases
from bot.deciding.room import REASON, find_shortage, promises_room
from bot.deciding.waiting import FULL, QUEUE_FACTS, called_full
from bot.model import APPLICANT, TOLD_PLACES, Case, Decision, Fields, Pending, Send
from bot.rules import LetterCall, Outcome, Rules

FIRST_WORDS = "isi_awal"  # what was written before the mail that completed it, for letters that quote
AGENCY = "opd"
LATE = "waktu yang disebut sudah lewat"
CLOSED = "waktu yang disebut di luar hari dan jam kerja"
EACH = "sebutkan merek atau nomor seri tiap server beserta rak dan unitnya"
ONE = (
    "sebutkan satu tempat, atau jawab tanpa rak dan unit; tempat tiap server dicatat teknisi saat penyerahan"
)
INSIST = "bila memang dikehendaki, sebutkan waktu itu sekali lagi"
TOGETHER = {
    "server": ("nomor_seri", "merek"),
    "kontak": ("telepon",),
    "ip": ("ip_pengelolaan",),
}  # facts that come with another


def take_outcome(hearing: Hearing) -> Decision:
    outcome = hearing.outcome
    assert outcome is not None
    said = hearing.heard.reading.fields
    waiting = hearing.waiting("incomplete")
    if waiting and waiting.outcome == outcome.id:
        said = _completed(hearing, outcome, waiting)
    if hearing.step.first:
        hearing, said = _with_guesses(hearing, outcome, said)
    said, untimely = _with_usable_times(hearing, outcome, said)
    said, other = _without_other_agency(hearing, outcome, said)
    hearing = hearing.saying(said if outcome.corrects else settle_places(said))
    said = hearing.heard.reading.fields
    if outcome.corrects and (doubt := _correction(hearing)).missing:
        bound = _bound(hearing) if doubt.missing != (WHICH,) else hearing
        refused = bound if set(doubt.missing) != set(PLACE) else _without_place(bound)
        return _ask_missing(refused, outcome, doubt.missing, doubt.why)
    if asked := _refuse_place(hearing, outcome):
        return asked
    missing = find_missing(outcome, hearing.case.fields, said, hearing.rules)
    if missing:
        doubt_why = other or find_doubt(outcome, hearing.case.fields, said)
        return _ask_missing(hearing, outcome, missing, untimely or doubt_why)
    if _overtakes(hearing, outcome) and not said.get(REASON):
        why = f"mendahului {', '.join(hearing.heard.overtakes)}, yang lebih dahulu menunggu"
        return _ask_missing(hearing, outcome, (REASON,), why)
    if outcome.next or outcome.closes:
        return _move(hearing, outcome)
    return _stay(hearing, outcome)


def _completed(hearing: Hearing, outcome: Outcome, waiting: Pending) -> Fields:
    """What waits, with what was said now. A correction that is whole by itself and gives nothing of what was asked
    for is another one: the two are not mixed."""
    said = hearing.heard.reading.fields
    if not outcome.corrects:
        return merge_facts(waiting.fields, said)
    asked = [name for name in waiting.missing if name != WHICH]
    given = merge_corrections({}, said)
    answers = any(said.get(name) or any(row.get(name) for row in given.get("server") or ()) for name in asked)
    whole = (
        not find_missing(outcome, hearing.case.fields, said, hearing.rules)
        and not _correction(hearing).missing
    )
    return said if whole and not answers else merge_corrections(waiting.fields, said)


def _with_guesses(hearing: Hearing, outcome: Outcome, said: Fields) -> tuple[Hearing, Fields]:
    """With what the applicant's letter proposes beside what was told, and without what the two say differently."""
    waiting = hearing.waiting("incomplete")
    asked = waiting.missing if waiting else ()
    answered = frozenset(name for name in asked if hearing.heard.reading.fields.get(name))
    held, said = weigh_guesses(outcome.needs, hearing.case.fields, said, answered)
    return replace(hearing, case=replace(hearing.case, fields=held)), said


def _with_usable_times(hearing: Hearing, outcome: Outcome, said: Fields) -> tuple[Fields, str]:
    """Without times that are past, and without those outside working hours until an official says one again; and
    why, in Indonesian, when any was left out."""
    said, past = drop_past_times(said, hearing.now)
    if WHEN not in outcome.needs:
        return said, LATE if past else ""
    official = hearing.heard.role != APPLICANT
    said, closed = drop_closed_times(said, hearing.heard.off_hours, insists=official)
    if closed:
        return said, f"{CLOSED}; {INSIST}" if official else CLOSED
    return said, LATE if past else ""


def _without_other_agency(hearing: Hearing, outcome: Outcome, said: Fields) -> tuple[Fields, str]:
    """Once a case has its agency, a message may name it (Konfigurasi 4 demands it) but never change it."""
    held = hearing.case.fields.get(AGENCY)
    named = said.get(AGENCY)
    if hearing.step.first or not held or not named or named == held:
        return said, ""
    why = f"OPD yang disebut ({named}) bukan OPD pada berkas ini ({held})" if AGENCY in outcome.needs else ""
    return {key: value for key, value in said.items() if key != AGENCY}, why


def _overtakes(hearing: Hearing, outcome: Outcome) -> bool:
    """Whether room is given past somebody who has waited longer: that wants a reason, and is journalled."""
    is_official = hearing.heard.role == hearing.step.waits_for
    return is_official and promises_room(outcome) and bool(hearing.heard.overtakes)


def _refuse_place(hearing: Hearing, outcome: Outcome) -> Decision | None:
    """The place asked for anew, because it can't be or no room can be promised, or what one server lacks of it; None
    when nothing forbids it."""
    if not set(PLACE) & {*outcome.needs, *outcome.carries}:
        return None
    said, ref = hearing.heard.reading.fields, hearing.case.ref
    if told := said.get(TOLD_PLACES):
        kept = {key: value for key, value in said.items() if key != TOLD_PLACES}
        wanted = EACH if SERVER in outcome.needs else ONE
        why = f"lebih dari satu tempat disebut ({', '.join(told)}); {wanted}"
        return _ask_missing(_without_place(hearing.saying(kept)), outcome, PLACE, why)
    missing, why = find_lacking(said)
    if missing:
        return _ask_missing(hearing, outcome, missing, why)
    if hearing.floor is None:
        return None
    fields = {**hearing.case.fields, **said}
    refusal = refuse_place(hearing.floor, fields, ref)
    refusal = refusal or (find_shortage(hearing.floor, fields, ref) if promises_room(outcome) else "")
    return _ask_missing(_without_place(hearing), outcome, PLACE, refusal) if refusal else None


def _without_place(hearing: Hearing) -> Hearing:
    """As if no place had been named; one that the case holds is asked for anew too."""
    return hearing.saying(without_place(hearing.heard.reading.fields))


def _bound(hearing: Hearing) -> Hearing:
    """With every fact bound to the server that it was said of."""
    case, said = hearing.case, hearing.heard.reading.fields
    return hearing.saying(bind(case.ref, case.fields, said, hearing.words))


def _ask_missing(hearing: Hearing, outcome: Outcome, missing: tuple[str, ...], why: str) -> Decision:
    said = hearing.heard.reading.fields
    case = hearing.note("incomplete", why)
    facts = {key: value for key, value in said.items() if key != FIRST_WORDS}
    if hearing.step.first:  # a request's facts are kept at once; elsewhere they wait for their decision
        case = replace(case, fields=merge_facts(case.fields, facts))
    words = "\n".join(filter(None, (said.get(FIRST_WORDS), hearing.heard.reading.text)))
    said = {**forget_choice(outcome, facts), **({FIRST_WORDS: words} if words else {})}
    pending = Pending(
        "incomplete", outcome.id, said, hearing.heard.role, hearing.case.step, hearing.now, missing,
        letter=len(hearing.case.letters) + 1,
    )  # fmt: skip
    letter = hearing.step.incomplete or hearing.rules.common.general.incomplete
    return Decision(
        with_pending(case, pending),
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
    if step.queue and hearing.floor is not None:
        case = replace(case, fields={**case.fields, FULL: called_full(hearing.floor, case)})
    entered = tuple(
        Send(call.letter, role=call.to, said=hearing.spoken(), cc_roles=call.cc)
        for call in step.letters
        if not _is_asked(call.to, sends, hearing.rules)
    )
    return Decision(case, "moved", (*sends, *entered), moved=True)


def _with_said(hearing: Hearing, outcome: Outcome, what: str) -> Case:
    said = hearing.heard.reading.fields
    why = (
        f"mendahului {', '.join(hearing.heard.overtakes)}: {said.get(REASON)}"
        if _overtakes(hearing, outcome)
        else ""
    )
    case = hearing.note(what, why)
    forgotten = {*outcome.resets, *(QUEUE_FACTS if outcome.next and hearing.step.queue else ())}
    kept = {key: value for key, value in case.fields.items() if key not in forgotten}
    taken = {key: value for key, value in said.items() if key in _taken(outcome)}
    fields = dict(_correction(hearing).fields) if outcome.corrects else put_apart(merge_facts(kept, taken))
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
    """When the case leaves the step nothing waits any more; else what others left open still does, and what is held
    until its sender is sure: another answer doesn't say whose that was."""
    if outcome.next or outcome.closes:
        return ()
    mine = (hearing.heard.role, "incomplete")
    return tuple(one for one in hearing.case.pending if (one.role, one.why) != mine)


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


def with_pending(case: Case, pending: Pending) -> Case:
    """A role's earlier decision of the same sort gives way; everybody else's stays."""
    same = (pending.role, pending.step, pending.why)
    kept = tuple(one for one in case.pending if (one.role, one.step, one.why) != same)
    return replace(case, pending=(*kept, pending))
