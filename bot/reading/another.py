"""Whether what is decided is said of another agency than the case's: "yang Dishub setuju", in the case of Dinkes."""

from __future__ import annotations

from dataclasses import replace

from bot.reading.ballot import Ballot
from bot.reading.opd import OpdIndex
from bot.reading.understand import read_answer
from bot.reading.words import Clause, Lexicon, Sentence


def is_of_another(
    ballot: Ballot, opds: OpdIndex, text: str, sentences: tuple[Sentence, ...], own: str
) -> bool:
    """Whether what `text` says of other agencies decides, while `own`, the case's, is named nowhere."""
    named = opds.named(text)
    if not named or own in named:
        return False
    flat = ballot.table.lexicon.unwrap(text)
    ordered = any(one.mood == "order" for one in ballot.outcomes)
    told = (_said_of_others(ballot.table.lexicon, opds, flat, one, ordered) for one in sentences)
    about = tuple(one for one in told if one.clauses)
    return bool(about) and read_answer(ballot, about, {}).outcome is not None


def _said_of_others(
    lexicon: Lexicon, opds: OpdIndex, flat: str, sentence: Sentence, ordered: bool
) -> Sentence:
    """What of the sentence is about another agency. A fact is about the agency it begins with; an order about one
    in its own clause, or in a clause of its own ("Dishub: setuju"); one named in a reason says nothing."""
    found: list[Clause] = []
    for index, clause in enumerate(sentence.clauses):
        words = clause.words()
        if not words or (index and not ordered) or words[0] in lexicon.set("diminta", "sebab"):
            continue
        about = opds.about(flat[clause.tokens[0].start : clause.tokens[-1].end], ordered)
        if about == "alone" or (about and not ordered):
            return sentence
        if about:
            found.append(clause)
    return replace(sentence, clauses=tuple(found))
