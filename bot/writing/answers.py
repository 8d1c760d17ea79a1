"""The answers a reader can give, from the rules alone, each with its one-tap link.

The decision word and the tag stand in the link's subject, on one line: some mail programs drop what a
mailto link puts into the body, so the body stays empty (design, "One tap").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.model import Case
from bot.rules import Command, Outcome, Rules


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer: its word in capitals, what it means, what must be said with it, an example, the link."""

    id: str
    word: str
    title: str
    needs: tuple[str, ...]
    needs_any: tuple[str, ...]
    example: str
    link: str


def find_answers(rules: Rules, case: Case, role: str, mailbox: str, tag: str) -> tuple[Answer, ...]:
    """What `role` may answer while the case stands where it stands: the step's outcomes, then the commands that
    belong to that role alone. Empty for a closed case, or one without a procedure."""
    if not case.open:
        return ()
    choices: list[Outcome | Command] = [*_outcomes(rules, case, role), *_commands(rules, case, role)]
    answers = (_answer(rules, choice, mailbox, tag) for choice in choices)
    return tuple(_after_pending(answer, case, role, rules) for answer in answers)


def _after_pending(answer: Answer, case: Case, role: str, rules: Rules) -> Answer:
    """A decision already said needs only what it still lacks: nothing, when it waits to be confirmed."""
    pending = case.pending_of(role)
    if pending is None or pending.outcome != answer.id:
        return answer
    return replace(answer, needs=_titles(rules, pending.missing), needs_any=())


def _titles(rules: Rules, needs: tuple[str, ...]) -> tuple[str, ...]:
    titles = {field.id: field.title for field in rules.common.fields}
    return tuple(titles.get(need, need) for need in needs)


def find_commands(rules: Rules, mailbox: str, tag: str) -> tuple[Answer, ...]:
    """The commands open to everyone on a case ("status", "bantuan")."""
    open_to_all = (command for command in rules.common.commands if command.offered and not command.by)
    return tuple(_answer(rules, command, mailbox, tag) for command in open_to_all)


def answer_word(outcome: str) -> str:
    """ "jadwal-ulang" → "JADWAL ULANG": the word by which an answer is given."""
    return outcome.replace("-", " ").upper()


def make_link(mailbox: str, word: str, tag: str) -> str:
    """A mailto URL (RFC 6068) whose subject is `word` and the letter's tag, and whose body is empty."""
    return f"mailto:{quote(mailbox, safe='@')}?subject={quote(f'{word} {tag}', safe='')}"


def _outcomes(rules: Rules, case: Case, role: str) -> Iterator[Outcome]:
    step = rules.procedure(case.process).step(case.step)
    return (
        outcome
        for outcome in step.outcomes
        if role in (outcome.by or (step.waits_for,))
        and (not outcome.only_with or case.fields.get(outcome.only_with))
    )


def _commands(rules: Rules, case: Case, role: str) -> Iterator[Command]:
    commands = (each for each in rules.common.commands if each.offered and role in each.by)
    return (each for each in commands if case.step not in each.not_after)


def _answer(rules: Rules, choice: Outcome | Command, mailbox: str, tag: str) -> Answer:
    word = (choice.answer if isinstance(choice, Outcome) else "") or answer_word(choice.id)
    needs = choice.needs if isinstance(choice, Outcome) else ()
    needs_any = choice.needs_any if isinstance(choice, Outcome) else ()
    return Answer(
        id=choice.id,
        word=word,
        title=choice.title,
        needs=_titles(rules, needs),
        needs_any=_titles(rules, needs_any),
        example=choice.example,
        link=make_link(mailbox, word, tag),
    )
