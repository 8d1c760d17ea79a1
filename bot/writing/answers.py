"""The answers a reader can give, from the rules alone, each with its one-tap link.

The decision word and the tag stand in the link's subject, on one line: some mail programs drop what a
mailto link puts into the body, so the body stays empty (design, "One tap").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bot.model import Case, Fields
from bot.rules import Command, Outcome, Rules
from bot.writing.wording import Words, asked_as, find_guesses


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


def find_answers(words: Words, case: Case, role: str, mailbox: str, tag: str) -> tuple[Answer, ...]:
    """What `role` may answer while the case stands where it stands: the step's outcomes, then the commands that
    belong to that role alone. Empty for a closed case, or one without a procedure."""
    if not case.open:
        return ()
    rules = words.rules
    outcomes = [_lacking(outcome, case, role) for outcome in _outcomes(rules, case, role)]
    choices: list[Outcome | Command] = [*outcomes, *_commands(rules, case, role)]
    plain = tuple(_answer(words, choice, case.fields, (mailbox, tag)) for choice in choices)
    return (*_confirmations(words, case, role, (mailbox, tag)), *plain)


def _confirmations(words: Words, case: Case, role: str, to: tuple[str, str]) -> Iterator[Answer]:
    """One for all that is supposed of what was asked for; where there is something to choose, one for each."""
    pending = case.pending_of(role, "incomplete")
    if pending is None:
        return
    rules = (rule for rule in words.rules.common.fields if rule.id in pending.missing)
    supposed = {rule: found for rule in rules if (found := find_guesses(rule, pending.fields))}
    single = all(len(found) == 1 for found in supposed.values())
    said = [(rule, value) for rule, found in supposed.items() for value in found]
    for together in [said] if single and said else [[one] for one in said]:
        named = {rule.id for rule, _ in together}
        taps = [rule.tap.replace("{nilai}", value) for rule, value in together]
        word = words.terms["benar"]
        titles = [f"{rule.title}: {value}" for rule, value in together]
        yield Answer(
            id=word.lower(),
            word=word if single else f"{word}, {together[0][1]}",
            title="; ".join(titles),
            needs=_titles(words.rules, tuple(need for need in pending.missing if need not in named)),
            needs_any=(),
            example="",
            link=make_link(to[0], "; ".join([word, *taps]), to[1]),
        )


def _lacking(outcome: Outcome, case: Case, role: str) -> Outcome:
    """A decision already said needs only what it still lacks: nothing, when it waits to be confirmed. What was to
    be any one of several facts still is."""
    pending = case.pending_of(role)
    if pending is None or pending.outcome != outcome.id:
        return outcome
    either = outcome.needs_any if set(outcome.needs_any) <= set(pending.missing) else ()
    needs = tuple(need for need in pending.missing if need not in either)
    return outcome.model_copy(update={"needs": needs, "needs_any": either})


def _titles(rules: Rules, needs: tuple[str, ...]) -> tuple[str, ...]:
    titles = {field.id: field.title for field in rules.common.fields}
    return tuple(titles.get(need, need) for need in needs)


def find_commands(words: Words, mailbox: str, tag: str) -> tuple[Answer, ...]:
    """The commands open to everyone on a case ("status", "bantuan")."""
    open_to_all = (each for each in words.rules.common.commands if each.offered and not each.by)
    return tuple(_answer(words, command, {}, (mailbox, tag)) for command in open_to_all)


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


def _answer(words: Words, choice: Outcome | Command, fields: Fields, to: tuple[str, str]) -> Answer:
    """`to`: our mailbox, and the letter's tag."""
    outcome = choice if isinstance(choice, Outcome) else Outcome(id=choice.id, title=choice.title)
    word = outcome.answer or answer_word(choice.id)
    tap = words.fill_in(outcome.tap, fields) if fields.get("opd") else ""
    return Answer(
        id=choice.id,
        word=word,
        title=choice.title,
        needs=_titles(words.rules, asked_as((outcome,), outcome.needs, {})),
        needs_any=_titles(words.rules, outcome.needs_any),
        example=words.fill_in(choice.example, fields),
        link=make_link(to[0], tap or word, to[1]),
    )
