"""Whether what is decided is said of another agency than the case's: "yang Dishub setuju", in the case of Dinkes."""

from __future__ import annotations

from bot.reading.ballot import Ballot
from bot.reading.opd import OpdIndex
from bot.reading.understand import read_answer
from bot.reading.words import Sentence


def is_of_another(
    ballot: Ballot, opds: OpdIndex, text: str, sentences: tuple[Sentence, ...], own: str
) -> bool:
    """Whether the sentences of `text` about other agencies decide, while `own`, the case's, is named nowhere.
    An order is about an agency that it names anywhere; of facts, a neighbour's name in the middle says nothing."""
    named = opds.named(text)
    if not named or own in named:
        return False
    flat = ballot.table.lexicon.unwrap(text)
    ordered = any(one.mood == "order" for one in ballot.outcomes)
    about = tuple(one for one in sentences if opds.about(flat[one.start : one.end], ordered))
    return bool(about) and read_answer(ballot, about, {}).outcome is not None
