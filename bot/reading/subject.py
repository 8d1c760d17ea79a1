"""A subject without what is not the sender's: "Re:", "[TTP-2026-0007.3.abcdefgh]", the subjects of our letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.words import collapse
from bot.rules import Rules

_PREFIX = re.compile(r"^\s*([A-Za-zÀ-ÿ]{1,12})(?:\[\d+\])?\s?:\s*")
_TAG = re.compile(r"\[[^\[\]]{0,80}\]")


@dataclass(frozen=True)
class SubjectReader:
    """The reply prefixes and our own letters' subjects."""

    prefixes: frozenset[str]
    reference: re.Pattern[str]
    ours: tuple[str, ...]

    @staticmethod
    def of(rules: Rules) -> SubjectReader:
        mail = rules.words.get("mail", {}).get("quote", {})
        known = {
            str(word).lower() for key in ("reply_subjects", "forward_subjects") for word in mail.get(key, ())
        }
        marks = "|".join(re.escape(procedure.prefix) for procedure in rules.procedures) or "(?!)"
        reference = re.compile(
            rf"\b(?:{marks}|[A-Z]{{3}})-\d{{4}}-\d{{4}}(?:\.\d+(?:\.\w+)?)?\b", re.IGNORECASE
        )
        subjects = sorted({letter.subject for letter in rules.common.letters}, key=lambda one: -len(one))
        return SubjectReader(frozenset(known), reference, tuple(collapse(one).lower() for one in subjects))

    def own_words(self, subject: str) -> str:
        """What the sender wrote into the subject himself; '' when nothing is left."""
        rest = collapse(subject)
        answered = False
        while True:
            match = _PREFIX.match(rest)
            if not match or match.group(1).lower() not in self.prefixes:
                break
            rest, answered = rest[match.end() :], True
        tagged = self.reference.search(rest) is not None
        rest = collapse(self.reference.sub(" ", _TAG.sub(" ", rest)))
        if answered or tagged:
            rest = self._without_ours(rest)
        return rest.strip(" -:;,.>") if any(ch.isalnum() for ch in rest) else ""

    def is_reply(self, subject: str) -> bool:
        """Whether it begins with "Re:" or the like: its words may be anybody's."""
        match = _PREFIX.match(subject)
        return match is not None and match.group(1).lower() in self.prefixes

    def _without_ours(self, rest: str) -> str:
        for ours in self.ours:
            at = rest.lower().find(ours)
            if at == 0 or (at > 0 and not rest[:at].strip(" -:>")):
                return collapse(rest[at + len(ours) :])
        return rest
