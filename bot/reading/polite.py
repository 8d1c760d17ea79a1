"""Whether a message is thanks or consent and nothing else: it says nothing, asks nothing, and needs no answer."""

from __future__ import annotations

from bot.reading.phrases import PhraseTable
from bot.reading.words import Lexicon, Sentence


def is_polite(table: PhraseTable, sentences: tuple[Sentence, ...], strict: bool) -> bool:
    """Every word is a courtesy, a consent or a promise to come, wait or try. `strict`: an answer is owed here, so
    that a bare "baik" is too little; thanks or a promise must stand there."""
    lexicon = table.lexicon
    if any(sentence.question for sentence in sentences):
        return False
    rest = _rest(table, sentences)
    said = [word for sentence in sentences for clause in sentence.clauses for word in clause.words()]
    thanks = "terima kasih" in " ".join(said)
    promises = any(word in lexicon.set("sopan", "janji") for word in said)
    agrees = any(word in lexicon.set("sopan", "tanda_terima") for word in said)
    if not (thanks or promises if strict else thanks or agrees):
        return False
    known = _known(lexicon)
    return all(word in known or word.isdecimal() or _is_hour(word) for word in rest)


def _rest(table: PhraseTable, sentences: tuple[Sentence, ...]) -> list[str]:
    """The words outside the known courtesies ("terima kasih atas bantuannya")."""
    courtesies = [said for said in table.find(sentences) if not said.phrase.outcome]
    rest: list[str] = []
    for number, sentence in enumerate(sentences):
        for index, clause in enumerate(sentence.clauses):
            spans = [said.span for said in courtesies if said.where == (number, index)]
            for at, token in enumerate(clause.tokens):
                if not any(start <= at < end for start, end in spans):
                    rest.append(token.word)
    return rest


def _known(lexicon: Lexicon) -> frozenset[str]:
    """Courtesies, promises, and the words of days and hours that a promise names."""
    times = lexicon.lists.get("waktu", {})
    days = {word for names in lexicon.lists.get("hari", {}).values() for word in names}
    months = {word for names in lexicon.lists.get("bulan", {}).values() for word in names}
    hours = {
        word for key in ("jam", "tanggal", "pagi", "siang", "sore", "malam") for word in times.get(key, ())
    }
    relative = {*times.get("relatif", {}), *times.get("zona", {}), "hari", "pekan"}
    words = frozenset().union(
        *(lexicon.set("sopan", key) for key in ("kata", "tanda_terima", "janji", "isi_janji"))
    )
    return (words | days | months | hours | relative) - lexicon.set("sopan", "bukan_basa_basi")


def _is_hour(word: str) -> bool:
    return all(part.isdecimal() for part in word.replace(":", ".").replace("/", ".").split("."))
