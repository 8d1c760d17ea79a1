"""What one role can say at one step: its outcomes, the commands open to it, and the phrases that say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.model import APPLICANT, Fields
from bot.reading.phrases import Phrase, PhraseTable
from bot.reading.words import Lexicon
from bot.rules import Command, Outcome, Procedure, Rules, Step


@dataclass(frozen=True)
class Ballot:
    """What one role can say at one step, compiled: outcomes, commands and the phrases that say them."""

    rule: str  # "penitipan/tempat"
    outcomes: tuple[Outcome, ...]
    commands: tuple[Command, ...]
    table: PhraseTable
    offered: Outcome | None = None
    first: bool = False
    owes: bool = False  # this role is asked for a decision here
    asking: Command | None = None  # what a question of this role means while it is asked nothing

    @staticmethod
    def of(rules: Rules, procedure: Procedure, step: Step, role: str, lexicon: Lexicon) -> Ballot:
        outcomes = tuple(one for one in step.outcomes if role in (one.by or (step.waits_for,)))
        commands = tuple(one for one in rules.common.commands if _open_to(one, step, role))
        phrases = [phrase for one in outcomes for phrase in _phrases(one, lexicon)]
        phrases += [phrase for one in commands for phrase in _command_phrases(one, lexicon)]
        phrases += [
            Phrase(lexicon.standard(words), "", "fact") for words in lexicon.entries("sopan", "frasa")
        ]
        offered = next((one for one in outcomes if one.id == step.offers), None)
        rule = f"{procedure.id}/{step.id}"
        owes = step.decision and role == step.waits_for
        asking = next((one for one in commands if role in one.questions), None) if not outcomes else None
        table = PhraseTable.of(lexicon, phrases)
        return Ballot(rule, outcomes, commands, table, offered, step.first, owes, asking)

    @staticmethod
    def of_staff(rules: Rules, role: str, lexicon: Lexicon) -> Ballot:
        """What an official can ask without any case: the commands that are his by name and answer a question."""
        commands = tuple(one for one in rules.common.commands if role in one.by and not one.closes)
        phrases = [phrase for one in commands for phrase in _command_phrases(one, lexicon)]
        return Ballot("umum", (), commands, PhraseTable.of(lexicon, phrases))

    @staticmethod
    def of_late(rules: Rules, step: Step, role: str, lexicon: Lexicon) -> Ballot | None:
        """The commands of this role that the step no longer allows (a withdrawal after the handover), so that who
        gives one is told; None where there are none."""
        commands = tuple(one for one in rules.common.commands if role in one.by and step.id in one.not_after)
        phrases = [phrase for one in commands for phrase in _command_phrases(one, lexicon)]
        return Ballot("umum", (), commands, PhraseTable.of(lexicon, phrases)) if commands else None

    def outcome(self, outcome_id: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.id == outcome_id), None)

    def deciding(self, facts: Fields) -> frozenset[str]:
        """The words that decide something when they are all that is said, while the case holds these facts."""
        lexicon = self.table.lexicon
        able = (one for one in self.outcomes if not one.only_with or facts.get(one.only_with))
        return frozenset(word for one in able for weak in one.weak for word in lexicon.standard(weak))


@dataclass(frozen=True)
class Ballots:
    """Every ballot of the rules, each compiled when it is first asked for: a pass meets few steps and roles."""

    rules: Rules
    lexicon: Lexicon
    _kept: dict[tuple[str, str, str, str], Ballot | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # as many as the rules have steps and roles

    def at(self, process: str, step: str, role: str) -> Ballot | None:
        """What that role can say there; None for a step or a role that the rules do not know."""
        return self._keep(("at", process, step, role), Ballot.of)

    def late(self, process: str, step: str, role: str) -> Ballot | None:
        """The commands of that role that come too late there; None where there are none."""
        return self._keep(("late", process, step, role), _late)

    def staff(self, role: str) -> Ballot | None:
        """What an official can ask without any case; None for who is no official."""
        if role == APPLICANT or role not in self.rules.common.roles:
            return None
        key = ("staff", "", "", role)
        if key not in self._kept:
            self._kept[key] = Ballot.of_staff(self.rules, role, self.lexicon)
        return self._kept[key]

    def _keep(
        self,
        key: tuple[str, str, str, str],
        make: Callable[[Rules, Procedure, Step, str, Lexicon], Ballot | None],
    ) -> Ballot | None:
        if key not in self._kept:
            _, process, step_id, role = key
            procedure = next((one for one in self.rules.procedures if one.id == process), None)
            step = next((one for one in procedure.steps if one.id == step_id), None) if procedure else None
            if procedure is None or step is None or role not in self.rules.common.roles:
                return None
            self._kept[key] = make(self.rules, procedure, step, role, self.lexicon)
        return self._kept[key]


def _late(rules: Rules, procedure: Procedure, step: Step, role: str, lexicon: Lexicon) -> Ballot | None:
    return Ballot.of_late(rules, step, role, lexicon)


def _open_to(command: Command, step: Step, role: str) -> bool:
    return (not command.by or role in command.by) and step.id not in command.not_after


def _phrases(outcome: Outcome, lexicon: Lexicon) -> Iterable[Phrase]:
    for words in outcome.words:
        yield Phrase(lexicon.standard(words), outcome.id, outcome.mood, False, outcome.denied)
    for words in outcome.weak:
        yield Phrase(lexicon.standard(words), outcome.id, outcome.mood, True, outcome.denied)


def _command_phrases(command: Command, lexicon: Lexicon) -> Iterable[Phrase]:
    for words in command.words:
        yield Phrase(lexicon.standard(words), command.id, "order" if command.closes else "request")
