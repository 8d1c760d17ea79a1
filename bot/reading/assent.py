"""An assent is one only when nothing else is said with it: to what the record holds, or to having written a mail."""

from __future__ import annotations

from typing import Literal

from bot.model import Evidence, Fields
from bot.reading.ballot import Ballot
from bot.reading.understand import Answer
from bot.reading.words import Lexicon, Sentence
from bot.rules import Outcome

QUALIFIED = "data dibenarkan, tetapi ada hal lain yang disebutkan"
TABLE = "pengakuan"


def weigh_assent(
    ballot: Ballot, answer: Answer, body: tuple[Sentence, ...], told: Fields, filled: str
) -> Answer:
    """An answer that affirms the record, with something else beside it ("sesuai, hanya …", a row of the form put
    right), is the one other outcome whose facts are `told`; else it is not sure."""
    outcome = ballot.outcome(answer.outcome or "")
    if outcome is None or not outcome.affirms or not (filled.strip() or _says_more(ballot, outcome, body)):
        return answer
    given = {
        one.id: [name for name in one.needs_any if told.get(name)]
        for one in ballot.outcomes
        if not one.needs and any(told.get(name) for name in one.needs_any)
    }
    if len(given) != 1:
        return Answer(evidence=answer.evidence, unclear=QUALIFIED)
    ((meant, names),) = given.items()
    return Answer(meant, tuple(Evidence(meant, name, f"{ballot.rule}: isian") for name in names))


def _says_more(ballot: Ballot, outcome: Outcome, body: tuple[Sentence, ...]) -> bool:
    """A sentence with "tetapi", "hanya" or "lainnya" that has words of its own; or, when the outcome stands in the
    subject alone, a body with any."""
    lexicon = ballot.table.lexicon
    phrases = (*outcome.words, *outcome.weak, outcome.answer, outcome.id.replace("-", " "))
    own = {word for phrase in phrases for word in lexicon.standard(phrase)} | lexicon.set("sopan", "kata")
    said = any(one.phrase.outcome == outcome.id for one in ballot.table.find(body))
    return any(
        (_limits(lexicon, sentence) or not said) and any(word not in own for word in _words(sentence))
        for sentence in body
    )


def _limits(lexicon: Lexicon, sentence: Sentence) -> bool:
    although = lexicon.set("kalimat", "walau")
    if any(clause.contrast or set(clause.words()[:1]) & although for clause in sentence.clauses):
        return True
    return bool(set(_words(sentence)) & lexicon.set("kalimat", "selebihnya"))


def find_assent(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> Literal["", "yes", "no"]:
    """What a message answers to "was that you?": "yes" or "no", when it says nothing else at all."""
    words = {word for sentence in sentences for word in _words(sentence)}
    yes, no = lexicon.set(TABLE, "ya"), lexicon.set(TABLE, "bukan")
    known = yes | no | lexicon.set(TABLE, "isi") | lexicon.set("sopan", "kata")
    if not words <= known or any(sentence.question for sentence in sentences):
        return ""
    return "no" if words & no else "yes" if words & yes else ""


def is_assured(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """Whether a word says yes that is more than a receipt."""
    words = {word for sentence in sentences for word in _words(sentence)}
    return bool(words & (lexicon.set(TABLE, "ya") - lexicon.set(TABLE, "sekadar")))


def _words(sentence: Sentence) -> tuple[str, ...]:
    return tuple(word for clause in sentence.clauses for word in clause.words())
