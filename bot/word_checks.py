"""The phrases of the rules as the bot reads them: no two say different things to the same reader.

"sdh bisa diakses" is read as "sudah bisa diakses", and so is "sudah bisa-diakses": only the lexicon knows that, so
this is looked at where rules and reader are both to be had.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deciding.common_checks import FILE, plain_word
from bot.deciding.subject import Where, speakers
from bot.deciding.toml_lines import find_line
from bot.errors import Problem
from bot.rules import Procedure, Rules, Step
from bot.word_lists import ACKNOWLEDGING

if TYPE_CHECKING:
    from bot.reading.words import Lexicon

REMEDY = "hapus dari salah satunya"
WORDS, COURTESIES = "words.toml", "sopan"


@dataclass(frozen=True)
class Saying:
    """A phrase and what it says (`owner`: its id and how a problem calls it), with the place where it stands."""

    phrase: str
    owner: tuple[str, str]
    file: str
    path: Where
    place: str


def check_said(rules: Rules, lexicon: Lexicon, texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Every phrase that says two things. `texts` are the rule files, which are TOML, by name."""
    files = {str(tomllib.loads(text).get("id", "")): name for name, text in texts.items()}
    found = [*_find_doubles(_requests(rules, files), lexicon, texts)]
    for role in rules.common.roles:
        commands = list(_commands(rules, role))
        found += _find_doubles(commands, lexicon, texts)
        for procedure in rules.procedures:
            for i, step in enumerate(procedure.steps):
                said = [*commands, *_outcomes(procedure, (i, step), role, files.get(procedure.id, ""))]
                found += (one for one in _find_doubles(said, lexicon, texts) if one.file != FILE)
    found += _check_acknowledging(rules, lexicon, texts)
    return tuple(dict.fromkeys(found))


def _check_acknowledging(rules: Rules, lexicon: Lexicon, texts: Mapping[str, str]) -> Iterator[Problem]:
    """What acknowledges a letter is no phrase that decides or commands: where it is not heard as that, it would be
    passed over. And a yes that may decide is one of the words that acknowledge."""
    deciding = {
        lexicon.standard(phrase): outcome.id
        for procedure in rules.procedures
        for step in procedure.steps
        for outcome in step.outcomes
        for phrase in outcome.words
    }
    deciding |= {lexicon.standard(word): one.id for one in rules.common.commands for word in one.words}
    for key in ACKNOWLEDGING:
        for phrase in lexicon.entries(COURTESIES, key):
            if meant := deciding.get(lexicon.standard(phrase)):
                text = f"“{phrase}” berarti {meant}, dan bukan tanda terima"
                yield Problem(WORDS, _line_of(texts, key), text, "hapus dari daftar ini")
    for word in sorted(lexicon.set(COURTESIES, "setuju") - lexicon.set(COURTESIES, "tanda_terima")):
        text = f"“{word}” tidak ada di `tanda_terima`"
        yield Problem(WORDS, _line_of(texts, "setuju"), text, "tambahkan di sana, atau hapus dari daftar ini")


def _line_of(texts: Mapping[str, str], key: str) -> str:
    return f"baris {find_line(texts.get(WORDS, ''), (COURTESIES, key))}: {COURTESIES}.{key}"


def _find_doubles(said: Iterable[Saying], lexicon: Lexicon, texts: Mapping[str, str]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Saying] = {}
    for one in said:
        standard = lexicon.standard(one.phrase)
        other = first.setdefault(standard, one)
        if standard and other.owner != one.owner and not _is_told(other, one):
            same = (
                ""
                if plain_word(other.phrase) == plain_word(one.phrase)
                else f" (dibaca sama dengan “{other.phrase}”)"
            )
            text = f"kata “{one.phrase}”{same} berarti {other.owner[1]} dan juga {one.owner[1]}"
            place = f"baris {find_line(texts.get(one.file, ''), one.path)}: {one.place}"
            yield Problem(one.file, place, text, REMEDY)


def _is_told(one: Saying, other: Saying) -> bool:
    """An outcome's word written as another's is found with the rules alone (`deciding.answer_checks`)."""
    return "step" in other.path and plain_word(one.phrase) == plain_word(other.phrase)


def _requests(rules: Rules, files: Mapping[str, str]) -> Iterator[Saying]:
    for procedure in rules.procedures:
        for phrase in procedure.request_words:
            owner = (procedure.id, f"permohonan {procedure.id}")
            yield Saying(phrase, owner, files.get(procedure.id, ""), ("request_words",), "request_words")


def _commands(rules: Rules, role: str) -> Iterator[Saying]:
    for i, command in enumerate(rules.common.commands):
        if role in (command.by or (role,)):
            for phrase in command.words:
                owner, place = (command.id, f"perintah {command.id}"), f"command[{command.id}].words"
                yield Saying(phrase, owner, FILE, ("command", i, "words"), place)


def _outcomes(procedure: Procedure, at: tuple[int, Step], role: str, file: str) -> Iterator[Saying]:
    index, step = at
    for j, outcome in enumerate(step.outcomes):
        if role in speakers(step, outcome):
            for key, words in (("words", outcome.words), ("weak", outcome.weak)):
                place = f"step[{step.id}].outcome[{outcome.id}].{key}"
                for phrase in words:
                    path = ("step", index, "outcome", j, key)
                    yield Saying(phrase, (outcome.id, outcome.id), file, path, place)
