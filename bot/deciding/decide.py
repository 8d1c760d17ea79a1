"""Nothing moves without right and certainty: a message that is heard becomes a decision here, and only here.

`decide` is a pure function over immutable values. The rule table is looked up, never branched on: no step,
outcome, role or letter of the procedure is named in this file. What is unclear, incomplete, said by another
than the step waits for, or not proven moves nothing; it is answered by a letter that says what was expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.deciding import hearing as hearing_is
from bot.deciding.guesses import find_guesses, without_guesses
from bot.deciding.hearing import Hearing
from bot.deciding.needs import merge_facts
from bot.deciding.outcome import take_outcome, with_pending
from bot.deciding.places import Floor
from bot.model import OFF_DUTY, STRANGER, Case, Decision, Entry, Evidence, Heard, Pending, Reading, Send
from bot.rules import Rules

REVIEWED = "ditinjau"  # told to a letter: a person sees to what was written
COURTESY = "tanda terima atau terima kasih saja"
QUESTION = "pemohon bertanya kepada petugas"
CONTRADICTED = "data dibenarkan, tetapi yang disebutkan berbeda dari catatan"


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
    """It moves nothing, and by the rules as shipped it gets no letter."""
    letter = hearing.rules.common.general.courtesy
    sends = (hearing.answer(letter),) if letter else ()
    return Decision(hearing.note("polite"), "polite", sends, why=COURTESY)


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
    """The wrong person or the wrong time: nothing moves, and the letter says who is asked for what. What the
    applicant tells on his own account (a wrong number put right) is a person's to see, and he is told so."""
    answer = hearing.answer(hearing.rules.common.general.not_yours)
    if not hearing_is.is_unasked_news(hearing):
        return Decision(hearing.note("not-yours"), "not-yours", (answer,))
    answer = replace(answer, said={**answer.said, REVIEWED: "ya"})
    why = "pemohon menulis di luar gilirannya; mungkin ada data yang perlu dibetulkan"
    return Decision(hearing.note("not-yours", why), "not-yours", (answer,), hold=True, why=why)


def _confirm_pending(hearing: Hearing) -> Decision:
    """The registered address says that the held message was its own: it is heard again, proven."""
    pending = hearing.waiting("unproven")
    assert pending is not None
    fields = merge_facts(pending.fields, hearing.heard.reading.fields)
    reading = replace(
        hearing.heard.reading, outcome=pending.outcome, fields=fields, unclear="", beside={}, assent=""
    )  # fmt: skip
    return _again(hearing, _without_pending(hearing.case, pending), reading)


def _drop_disowned(hearing: Hearing) -> Decision:
    """Somebody wrote in another's name: what he said is dropped, and a person is told."""
    pending = hearing.waiting("unproven")
    assert pending is not None
    why = "pemilik alamat menyatakan surel yang ditahan bukan darinya"
    return Decision(_without_pending(hearing.note("disowned", why), pending), "disowned", hold=True, why=why)


def _take_agreed(hearing: Hearing) -> Decision:
    """What was supposed and asked back is now said: it completes the decision that waits for it."""
    pending = hearing.waiting("incomplete")
    assert pending is not None
    agreed = find_guesses(pending)
    reading = hearing.heard.reading
    evidence = tuple(Evidence(name, str(value), "usulan: dibenarkan") for name, value in agreed.items())
    reading = replace(
        reading, outcome=pending.outcome, fields={**agreed, **reading.fields}, unclear="", assent="",
        evidence=(*reading.evidence, *evidence),
    )  # fmt: skip
    return _again(hearing, hearing.case, reading)


def _drop_disagreed(hearing: Hearing) -> Decision:
    """What was supposed is wrong: it is forgotten, and asked for as if nobody had supposed it."""
    pending = hearing.waiting("incomplete")
    assert pending is not None
    case = replace(hearing.case, fields=without_guesses(hearing.case.fields))
    case = with_pending(case, replace(pending, fields=without_guesses(pending.fields)))
    reading = replace(hearing.heard.reading, outcome=pending.outcome, unclear="", assent="")
    return _again(hearing, case, reading)


def _ask_contradicted(hearing: Hearing) -> Decision:
    reading = replace(hearing.heard.reading, unclear=CONTRADICTED)
    return _ask_again(replace(hearing, heard=replace(hearing.heard, reading=reading)))


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


def _pass_on_question(hearing: Hearing) -> Decision:
    """ "Parkirnya di mana ya?": nobody but a person can answer it; nothing moves, and he is told who will."""
    answer = hearing.answer(hearing.rules.common.general.question)
    return Decision(hearing.note("question", QUESTION), "question", (answer,), hold=True, why=QUESTION)


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
    case = with_pending(hearing.note("unproven"), pending)
    letter = hearing.rules.common.general.unproven
    return Decision(case, "unproven", (hearing.answer(letter),), why="asal surel tidak dapat dipastikan")


# ---- parts ----------------------------------------------------------------------------------------------


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
    (hearing_is.is_confirmation, _confirm_pending),
    (hearing_is.is_disowned, _drop_disowned),
    (hearing_is.is_agreed, _take_agreed),
    (hearing_is.is_disagreed, _drop_disagreed),
    (hearing_is.is_polite, _record_courtesy),
    (hearing_is.is_not_open, _refuse_turn),
    (hearing_is.is_spent, _refuse_stale),
    (hearing_is.is_stale, _refuse_stale),
    (hearing_is.is_completion, _complete_pending),
    (hearing_is.is_not_theirs, _refuse_turn),
    (hearing_is.is_office_question, _pass_on_question),
    (hearing_is.is_unclear, _ask_again),
    (hearing_is.is_contradicted, _ask_contradicted),
    (hearing_is.is_unproven, _ask_confirmation),
    (hearing_is.is_any, take_outcome),
)
