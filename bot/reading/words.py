"""Words as people write them, made standard: tokens, abbreviations, one-letter typos, sentences, clauses.

Pure and linear in the length of the text. Every word list comes from `rules/words.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

_TOKEN = re.compile(
    r"\b[sS][./][dD]\b\.?|\d+(?:[.,:/]\d+)+|[^\W_]+(?:['’`][^\W_]+)*|[👍👌✅🆗]|[-=]{1,3}>|→|[^\w\s]|\n"
)
_APOSTROPHES = str.maketrans({"’": "'", "`": "'", "´": "'", "ʼ": "'"})
_ENDINGS = ("nya", "lah", "kah", "pun", "ku", "mu")
_SENTENCE_END = frozenset(".!?;\n")
_CLAUSE_END = frozenset((",", ":", "(", ")", "->", "-->", "=>", "→", '"', "“", "”", "•", "*", "–", "—"))
_WRAP_WIDTH = (
    62  # a line shorter than this, counting the next word, was ended by a person, not by a mail program
)
_LONGEST_LABEL = 60  # characters
_LONGEST_WORD = 30  # letters: what is longer is no word, and is not compared
_LONGEST_SENTENCE = (
    150  # words and marks: nobody's is longer, and readers look at a sentence's words pair by pair
)
_KEPT_TEXTS = 32
_KEPT_PHRASES = 10_000  # the rules have some thousand
_KEPT_WORDS = 5_000
_TYPO_LETTERS = 6  # shorter words are too near each other for one-letter typos


class Token(NamedTuple):
    """A word of the text. `word` is its standard form, `stem` that without -nya/-lah; offsets are the text's."""

    raw: str
    word: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens between two commas or contrasts. `contrast`: it begins with "tetapi"; `marked`: a comma is before."""

    tokens: tuple[Token, ...]
    contrast: bool = False
    marked: bool = False

    def words(self) -> tuple[str, ...]:
        return tuple(token.word for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses up to a full stop, a question mark or a line that a person ended."""

    clauses: tuple[Clause, ...]
    question: bool = False
    start: int = 0
    end: int = 0


def strip_ending(word: str) -> str:
    """The word without -nya, -lah, -kah, -pun: "tempatnya" → "tempat"."""
    for ending in _ENDINGS if word.endswith(_ENDINGS) else ():
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def forms_of(tokens: Iterable[Token]) -> frozenset[str]:
    """Every way in which these words are compared: as written, standard, without their endings."""
    return frozenset(form for token in tokens for form in (token.word, token.stem, token.raw.lower()))


def collapse(text: str) -> str:
    """White space as one space."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Lexicon:
    """The word lists, compiled: abbreviations and the vocabulary that typos are corrected to."""

    lists: Mapping[str, Any]
    vocabulary: frozenset[str] = frozenset()
    _deletes: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _sets: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict, repr=False, compare=False)
    _kept: dict[str, tuple[Token, ...]] = field(default_factory=dict, repr=False, compare=False)
    _words: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict, repr=False, compare=False)
    _phrases: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _forms: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(lists: Mapping[str, Any], phrases: Iterable[str], labels: Iterable[str] = ()) -> Lexicon:
        """A lexicon whose vocabulary is every word of the given phrases (after abbreviations). `labels`: what may
        stand before a colon at the beginning of a line."""
        bare = Lexicon(lists)
        words = frozenset(word for phrase in phrases for word in bare.standard(phrase) if word.isalpha())
        bare._sets["", "labels"] = frozenset(collapse(label.lower()) for label in labels)
        bare._sets["", "known"] = frozenset(_all_words(lists))
        spoken = {
            name: table for name, table in lists.items() if name != "mail"
        }  # not those of mail programs
        bare._sets["", "spoken"] = frozenset(_all_words(spoken))
        deletes: dict[str, str] = {}
        for word in sorted(words):
            if len(word) >= _TYPO_LETTERS:
                for variant in _variants(word):
                    deletes.setdefault(variant, word)
        return Lexicon(lists, words, deletes, bare._sets)

    def set(self, table: str, key: str) -> frozenset[str]:
        """A word list as a set (kept after the first time)."""
        kept = self._sets.get((table, key))
        if kept is None:
            kept = self._sets[table, key] = frozenset(self.lists.get(table, {}).get(key, ()))
        return kept

    def entries(self, table: str, key: str) -> tuple[str, ...]:
        return tuple(self.lists.get(table, {}).get(key, ()))

    def forms(self, phrases: tuple[str, ...]) -> frozenset[str]:
        """The forms of the words of some phrases of the rules (kept after the first time)."""
        kept = self._forms.get(phrases)
        if kept is None:
            tokens = (token for phrase in phrases for token in self.tokens(phrase))
            kept = self._forms[phrases] = forms_of(tokens)
        return kept

    def stem(self, word: str) -> str:
        """The word without its ending, where the lists know it only so."""
        return strip_ending(word)

    def standard(self, phrase: str) -> tuple[str, ...]:
        """A phrase as standard words. Kept: it is a phrase of the rules, and asked for in message after message."""
        kept = self._phrases.get(phrase)
        if kept is None:
            if len(self._phrases) >= _KEPT_PHRASES:
                self._phrases.clear()
            tokens = self._read_tokens(phrase)
            kept = self._phrases[phrase] = tuple(token.word for token in tokens if token.word[0].isalnum())
        return kept

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The text's words and marks, standard, in order. Kept a while: many readers look at the same text."""
        kept = self._kept.get(text)
        if kept is None:
            if len(self._kept) >= _KEPT_TEXTS:
                self._kept.clear()
            kept = self._kept[text] = self._read_tokens(text)
        return kept

    def _read_tokens(self, text: str) -> tuple[Token, ...]:
        found = [
            Token(raw, word, stem, match.start(), match.end())
            for match in _TOKEN.finditer(text)
            for raw in (match.group(),)
            for word, stem in self._words.get(raw) or self._read_word(raw)
        ]
        return tuple(self._joined(found))

    def _read_word(self, raw: str) -> tuple[tuple[str, str], ...]:
        """Standard form and stem of what was written, of each word where an abbreviation stands for several. Kept:
        mails are made of the same few thousand words."""
        low = raw.lower().translate(_APOSTROPHES)
        found = tuple((word, strip_ending(word)) for word in self._expand(low))
        if len(raw) <= _LONGEST_WORD:
            if len(self._words) >= _KEPT_WORDS:
                self._words.clear()
            self._words[raw] = found
        return found

    def _expand(self, low: str) -> list[str]:
        short: Mapping[str, str] = self.lists.get("singkatan", {})
        if low in short:
            return str(short[low]).split()
        stem = strip_ending(low)
        if stem != low and stem in short and stem not in self.vocabulary and low not in self.vocabulary:
            return str(short[stem]).split()
        return [self._corrected(low)]

    def _corrected(self, word: str) -> str:
        """The word, or the decision word it misspells by one letter."""
        if (
            not _TYPO_LETTERS - 1 <= len(word) <= _LONGEST_WORD
            or word in self.vocabulary
            or not word.isalpha()
        ):
            return word
        stem = strip_ending(word)
        known = self.set("", "known")
        if stem in self.vocabulary or stem in known or word in known:
            return word
        for variant in _variants(word):
            meant = self._deletes.get(variant)
            if meant and meant[0] == word[0] and OSA.distance(meant, word, score_cutoff=1) <= 1:
                return meant
        return word

    def _joined(self, tokens: list[Token]) -> Iterable[Token]:
        """ "di akses" as "diakses", when the joined word is one that decides."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            if token.word == "di" and after and "di" + after.word in self.vocabulary:
                joined = "di" + after.word
                yield Token(token.raw + after.raw, joined, joined, token.start, after.end)
                index += 2
                continue
            yield token
            index += 1

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The text in sentences and clauses; a line that a mail program wrapped goes on."""
        found: list[Sentence] = []
        current: list[Token] = []
        for token in self.tokens(self.unwrap(text)):
            if token.word in _SENTENCE_END:
                if current:
                    found.append(self._sentence(current, token.word == "?"))
                elif token.word == "?" and found:
                    found[-1] = Sentence(found[-1].clauses, True, found[-1].start, found[-1].end)
                current = []
            else:
                current.append(token)
            if len(current) >= _LONGEST_SENTENCE:
                found.append(self._sentence(current, False))
                current = []
        if current:
            found.append(self._sentence(current, False))
        return tuple(found)

    def unwrap(self, text: str) -> str:
        """The same text, same length, with the line breaks of a mail program made spaces."""
        labels = self.set("", "labels")
        lines = text.split("\n")
        pieces: list[str] = []
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            pieces.append(line)
            pieces.append(" " if _goes_on(line, after, labels) else "\n")
        return "".join(pieces)[: len(text)]

    def _sentence(self, tokens: list[Token], question: bool) -> Sentence:
        against, apart = self.set("kalimat", "lawan"), self.set("kalimat", "pisah")
        conditions = self.set("kalimat", "andai") | self.set("kalimat", "walau")
        clauses: list[Clause] = []
        part: list[Token] = []
        contrast = marked = False
        for token in tokens:
            breaks = token.word in _CLAUSE_END
            opens = token.word in against
            turns = token.word in apart and not (
                part and part[-1].word in self.set("kalimat", "satuan_waktu")
            )
            if breaks or opens or turns or (token.word in conditions and part):
                if part:
                    clauses.append(Clause(tuple(part), contrast, marked))
                    contrast = marked = False
                marked = marked or breaks
                kept = not breaks and (not opens or token.word in self.vocabulary)  # "kecuali" decides too
                part = [token] if kept else []
                contrast = contrast or opens
            elif token.word[0].isalnum():
                part.append(token)
        if part or contrast:
            clauses.append(Clause(tuple(part), contrast, marked))
        return Sentence(tuple(clauses), question, tokens[0].start, tokens[-1].end)


def _all_words(lists: object) -> Iterable[str]:
    """Every word that stands in any list: a word the rules know is not misspelt."""
    if isinstance(lists, str):
        yield from lists.split()
    elif isinstance(lists, Mapping):
        for value in lists.values():
            yield from _all_words(value)
    elif isinstance(lists, list | tuple):
        for value in lists:
            yield from _all_words(value)


def _variants(word: str) -> Iterable[str]:
    """The word, and the word with any one letter left out."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def _goes_on(line: str, after: str, labels: frozenset[str]) -> bool:
    """Whether a mail program broke the line there: it was full, and the next one begins with no label."""
    line, words = line.rstrip(), after.split()
    if not line or not words or "\t" in line or "\t" in after or after[:1] in "-*•":
        return False
    head, colon, _ = after[:_LONGEST_LABEL].partition(":")
    label = (
        words[0].rstrip().endswith(":") or ":" in words[1:2] or (colon and collapse(head.lower()) in labels)
    )
    return not label and len(line) + 1 + len(words[0]) > _WRAP_WIDTH
