"""What stands beside a decision, in the sender's own words: complaint, reason, note. Courtesies stay out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import Evidence
from bot.reading.hold import is_taken_back
from bot.reading.labels import Labelled, has_value, plain_label
from bot.reading.words import Lexicon, Sentence, Token, collapse, forms_of

_NAME_LINE = re.compile(r"(?:[A-Z](?:[a-z'’]{1,20})?[.,]{0,2}[ ]?){1,6}")
_QUOTED = re.compile(r"[\"“”«][^\"“”«»\n]{3,200}[\"“”»]")


@dataclass(frozen=True)
class FreeReader:
    """The words that say nothing by themselves, compiled."""

    lexicon: Lexicon
    labels: dict[str, frozenset[str]]

    def find(self, field: str, text: str, labels: Iterable[Labelled], drop: Drop) -> str:
        """The text of `field`: what was labelled so, else every sentence that says more than the decision."""
        names = self.labels.get(field, frozenset())
        labelled = [one.value for one in labels if one.label in names and has_value(one.value)]
        if labelled:
            return collapse(" ".join(labelled))
        flat = self.lexicon.unwrap(text)
        kept: list[str] = []
        said_more = False
        for sentence in _without_signature(self.lexicon.sentences(text), flat):
            written = flat[sentence.start : sentence.end]
            slip = field != "keluhan" and is_taken_back(self.lexicon, (sentence,))
            if slip or self._greeting(written) or _names_alone(sentence, drop):
                continue
            if self._beyond(sentence, drop):
                said_more = True
                kept.append(written)
            elif field == "keluhan":
                kept.append(written)
        return collapse(". ".join(part.strip(" ,;-:") for part in kept)) if said_more else ""

    def answers(self, field: str, text: str, labels: Iterable[Labelled]) -> bool:
        """Whether a text without a decision is the `field` that was asked for: it is labelled so, gives a cause or
        tells a failure, and does not put off, take back or ask."""
        names = self.labels.get(field, frozenset())
        if any(one.label in names and has_value(one.value) for one in labels):
            return True
        sentences = self.lexicon.sentences(text)
        words = [word for sentence in sentences for clause in sentence.clauses for word in clause.words()]
        against = self.lexicon.set("diminta", "jeda") | self.lexicon.set("kalimat", "tanya_sebab")
        asks = any(sentence.question for sentence in sentences)
        if asks or set(words) & against or is_taken_back(self.lexicon, sentences):
            return False
        if field == "alasan":
            return bool(set(words) & self.lexicon.set("diminta", "sebab"))
        return field == "keluhan" and self._tells_failure(words, text)

    def _tells_failure(self, words: list[str], text: str) -> bool:
        """A symptom, an ability denied, or a message of the machine in quotation marks."""
        if set(words) & self.lexicon.set("diminta", "gejala") or _QUOTED.search(text):
            return True
        deny, able = self.lexicon.set("sangkal", "kata"), self.lexicon.set("diminta", "mampu")
        return any(word in deny and set(words[at + 1 : at + 4]) & able for at, word in enumerate(words))

    def _greeting(self, written: str) -> bool:
        plain = plain_label(written)
        opens = any(_opens(plain, word) for word in self.lexicon.entries("sopan", "sapaan"))
        return opens and len(plain.split()) <= 8

    def _beyond(self, sentence: Sentence, drop: Drop) -> bool:
        """Whether anything is left when decision words, names, courtesies and empty words are taken away."""
        courtesy = self.lexicon.set("sopan", "kata") | self.lexicon.set("sopan", "kosong")
        rest = 0
        for clause in sentence.clauses:
            for token in clause.tokens:
                if not drop.has(token) and token.word not in courtesy and token.stem not in courtesy:
                    rest += 1
        return rest >= drop.least


@dataclass(frozen=True, slots=True)
class Drop:
    """Words that are accounted for already (the decision's, the agency's, names), and how many must be left."""

    words: frozenset[str]
    least: int = 1

    def has(self, token: Token) -> bool:
        return token.word in self.words or token.stem in self.words or token.raw.lower() in self.words

    @staticmethod
    def of(
        evidence: Iterable[Evidence], names: Iterable[str], lexicon: Lexicon, phrases: tuple[str, ...] = ()
    ) -> Drop:
        """`phrases`: those of the rules, that the same decision brings with it each time."""
        texts = (*(one.phrase for one in evidence), *names)
        told = forms_of(token for text in texts for token in lexicon.tokens(text))
        return Drop(told | lexicon.forms(phrases))


def _names_alone(sentence: Sentence, drop: Drop) -> bool:
    """ "DINAS SOSIAL", said to be the agency, is no part of what is complained of."""
    tokens = [token for clause in sentence.clauses for token in clause.tokens]
    return bool(tokens) and all(drop.has(token) for token in tokens)


def _without_signature(sentences: tuple[Sentence, ...], text: str) -> tuple[Sentence, ...]:
    """Without the name that ends a mail: words with a capital each, on a line of their own."""
    kept = list(sentences)
    while len(kept) > 1 and _NAME_LINE.fullmatch(text[kept[-1].start : kept[-1].end].strip(" .,")):
        kept.pop()
    return tuple(kept)


def _opens(text: str, word: str) -> bool:
    return text == word or text.startswith((word + " ", word + ",", word + ".", word + "!"))
