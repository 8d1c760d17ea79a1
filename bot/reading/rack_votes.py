"""What is said rack by rack: "rak A penuh, rak B ada". A full rack says nothing of the others."""

from __future__ import annotations

from itertools import pairwise

from bot.model import Fields
from bot.reading.ballot import Ballot
from bot.reading.phrases import Said
from bot.reading.words import Sentence
from bot.rules import Outcome


def elsewhere(ballot: Ballot, votes: list[tuple[Said, str]]) -> str:
    """ "Rak A penuh, rak C ada": what is denied of a named rack leaves the other racks."""
    lexicon = ballot.table.lexicon
    racks, every = lexicon.set("rak", "kata"), lexicon.set("rak", "semua")
    scoped = {vote for said, vote in votes if said.scope & racks and not said.scope & every}
    positive = [vote for _, vote in votes if _needs_place(ballot, vote)]
    others = {vote for _, vote in votes} - set(positive)
    if positive and others <= scoped and len(set(positive)) == 1:
        return positive[0]
    return ""


def leaves_a_place(ballot: Ballot, outcome: Outcome, facts: Fields) -> bool:
    """ "A penuh. B penuh. Rak C masih: U22": a place that is not full stands beside "penuh"."""
    placing = any(one.mood == "fact" and _needs_place(ballot, one.id) for one in ballot.outcomes)
    told = facts.get("rak") and facts.get("unit")
    return bool(placing and told) and not _needs_place(ballot, outcome.id) and ballot.offered is not outcome


def votes_of_racks(
    ballot: Ballot, weak: list[Said], sentences: tuple[Sentence, ...]
) -> list[tuple[Said, str]]:
    """ "rak A penuh, rak B ADA": beside a plain word, a weak one said of a named rack counts too."""
    racks = ballot.table.lexicon.set("rak", "kata")
    usable = [
        said
        for said in weak
        if said.counts and not said.negated and _needs_place(ballot, said.phrase.outcome)
    ]
    return [
        (said, said.phrase.outcome)
        for said in usable
        if _named(sentences[said.where[0]], said.where[1], racks)
    ]


def _named(sentence: Sentence, last: int, racks: frozenset[str]) -> bool:
    """Whether a rack is named ("rak B") in the sentence up to that clause."""
    words = [word for clause in sentence.clauses[: last + 1] for word in clause.words()]
    return any(word in racks and len(after) <= 2 for word, after in pairwise(words))


def _needs_place(ballot: Ballot, outcome_id: str) -> bool:
    outcome = ballot.outcome(outcome_id)
    return bool(outcome and "rak" in (*outcome.needs, *outcome.carries))
