"""Whether who writes asks the office something that decides nothing: "parkirnya di mana?", "boleh diwakilkan gak"."""

from __future__ import annotations

from bot.reading.words import Clause, Lexicon, Sentence


def asks_something(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """With a question mark behind more than courtesies, a question word, or a bare "tidak" at the end; "apa-apa" asks
    nothing, nor does "👍?"."""
    courtesy = lexicon.set("sopan", "kata")
    return any(
        (
            sentence.question
            and not {word for clause in sentence.clauses for word in clause.words()} <= courtesy
        )
        or any(_asks(lexicon, clause) for clause in sentence.clauses)
        for sentence in sentences
    )


def _asks(lexicon: Lexicon, clause: Clause) -> bool:
    words = clause.words()
    asking, no_question = lexicon.set("kalimat", "tanya"), lexicon.set("kalimat", "bukan_tanya")
    for at, word in enumerate(words):
        around = {*words[max(0, at - 1) : at], *words[at + 1 : at + 2]}
        if word in asking and not around & no_question:
            return True
    tails = lexicon.set("kalimat", "ekor")
    rest = list(words)
    while rest and rest[-1] in tails and rest[-1] not in lexicon.set("sangkal", "kata"):
        rest.pop()
    return len(rest) > 1 and rest[-1] in lexicon.set("kalimat", "tidak_kah")
