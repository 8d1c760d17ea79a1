"""What the checks of a procedure look at, and how they say what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.deciding.common_checks import choices
from bot.deciding.toml_lines import find_line
from bot.errors import Problem
from bot.rules import Common, General, Outcome, Procedure, Step

Found = Iterable[Problem]
Where = tuple[str | int, ...]  # the keys that lead to a place in a file
NO_COMMON = Common(  # stands in for a `umum.toml` beyond use
    version="", roles={}, general=General(**dict.fromkeys(General.model_fields, ""))
)


@dataclass(frozen=True)
class Subject:
    """A procedure under check, with what it may refer to. `dropped`: the keys that were left out of it, having
    been named as mistakes already: what only follows from their absence is not named too."""

    file: str
    source: str
    procedure: Procedure
    common: Common = NO_COMMON
    dropped: tuple[Where, ...] = ()

    def problem(self, path: Where, place: str, text: str, remedy: str) -> Problem:
        return Problem(self.file, f"baris {find_line(self.source, path)}: {place}", text, remedy)

    def lacks(self, path: Where, deep: bool = False) -> bool:
        """Whether a key was left out of that very table; `deep`: or of one in it."""
        return any(one[:-1] == path or (deep and one[: len(path)] == path) for one in self.dropped)

    def steps(self) -> Iterator[tuple[Where, Step]]:
        for i, step in enumerate(self.procedure.steps):
            yield ("step", i), step

    def outcomes(self) -> Iterator[tuple[Where, Step, Outcome]]:
        for path, step in self.steps():
            for j, outcome in enumerate(step.outcomes):
                yield (*path, "outcome", j), step, outcome


def speakers(step: Step, outcome: Outcome) -> tuple[str, ...]:
    """The roles that may say this outcome at this step."""
    return outcome.by or (step.waits_for,)


def unknown(subject: Subject, path: Where, place: str, sort: str, name: str, known: Iterable[str]) -> Problem:
    return subject.problem(path, place, f"{sort} “{name}” tidak dikenal", choices(known))
