"""Exceptions by who must act: the admin, the sender of a message, the network, or nobody but us.

The library's own errors end at the edges; past them only these are seen.
"""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass


class TitipError(Exception):
    """Anything of ours that may be shown to a person as one sentence."""


@dataclass(frozen=True)
class Problem:
    """One thing an admin can mend: where it stands, what is wrong, what to do."""

    file: str
    place: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f" [{self.place}]" if self.place else ""
        remedy = f" — {self.remedy}" if self.remedy else ""
        return f"{self.file}{place}: {self.text}{remedy}"


class AdminError(TitipError):
    """Config, rules or templates are wrong: the admin acts. Carries every problem found, not the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def describe_fault(error: BaseException) -> str:
    """What went wrong where, for a log that tells nobody's words: "ValueError (bot/reading/parse.py:88)".
    Sentences of ours for the admin are told whole."""
    if isinstance(error, AdminError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if f"{os.sep}bot{os.sep}" in one.filename] or list(frames)
    where = f" ({_short(ours[-1].filename)}:{ours[-1].lineno})" if ours else ""
    return f"{type(error).__name__}{where}"


def _short(file: str) -> str:
    return file[file.rfind(f"{os.sep}bot{os.sep}") + 1 :]


class ParseError(TitipError):
    """A message that can't be read: it goes, raw, to a person."""


class Unreachable(TitipError):
    """A server does not answer, refuses the login or its certificate fails: try again later, say so."""


class Transient(TitipError):
    """SMTP said 4xx, or the network failed: the letter is tried again."""


class Permanent(TitipError):
    """SMTP said 5xx: the letter will never go this way; somebody is told."""


class Conflict(TitipError):
    """A case on disk is newer than the one being saved: load it again and decide again."""


class AlreadyRunning(TitipError):
    """Another bot works on this data folder."""
