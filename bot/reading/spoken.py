"""Whether the words of a command stand for it: not of something else, nor asked of a person, nor taken back."""

from __future__ import annotations

from bot.reading.ballot import Ballot
from bot.reading.phrases import Said
from bot.reading.words import Lexicon, Sentence

_OBJECT = 3  # words behind "membatalkan" among which its object stands


def closes(ballot: Ballot, said: Said) -> bool:
    return any(command.closes for command in ballot.commands if command.id == said.phrase.outcome)


def stands(said: Said, sentences: tuple[Sentence, ...], ballot: Ballot) -> bool:
    """A one-word command stands alone in its clause, in a question, or behind "mohon info"; a closing one is not of
    something else ("tidak jadi DIUNDUR", "batal RAPAT"), nor of earlier."""
    if closes(ballot, said) and _of_something_else(ballot.table.lexicon, said, sentences):
        return False
    if len(said.phrase.words) > 1:
        return True
    clause = sentences[said.where[0]].clauses[said.where[1]]
    lexicon = ballot.table.lexicon
    courtesy = lexicon.set("sopan", "kata")
    if closes(ballot, said) and clause.tokens[said.span[0]].word != said.phrase.words[0]:
        return False
    if closes(ballot, said) and not said.text.lower().startswith(said.phrase.words[0][:5]):
        return False
    rest = [token.word for token in (*clause.tokens[: said.span[0]], *clause.tokens[said.span[1] :])]
    if all(word in courtesy for word in rest):
        return True
    if closes(ballot, said):
        return len(said.phrase.words[0]) > 5
    return said.manner in ("asked", "asked-why") or any(
        word in lexicon.set("permohonan", "info") for word in rest
    )


def takes_itself_back(ballot: Ballot, asked: list[Said]) -> bool:
    """ "tidak jadi BATAL", "urungkan niat membatalkan": one closing phrase right behind another."""
    closing = [said for said in asked if closes(ballot, said)]
    return any(
        one.where == other.where and 0 <= other.span[0] - one.span[1] <= 1
        for one in closing
        for other in closing
    )


def _of_something_else(lexicon: Lexicon, said: Said, sentences: tuple[Sentence, ...]) -> bool:
    """Whether what is cancelled is named, and is no request: the subject of "dibatalkan", the object of
    "membatalkan", the word behind "tidak jadi"."""
    words = sentences[said.where[0]].clauses[said.where[1]].words()
    before, behind = words[: said.span[0]], words[said.span[1] :]
    first = next((word for word in behind if word not in lexicon.set("frasa", "sisip")), "")
    days = (first in names for names in lexicon.lists.get("hari", {}).values())
    earlier = set(before) & lexicon.set("kalimat", "lampau")  # "permohonan SEBELUMNYA sudah kami batalkan"
    if earlier or first in lexicon.set("permohonan", "bukan_batal") or any(days):
        return True
    if _of_an_appointment(lexicon, words):
        return True
    if len(said.phrase.words) > 1 and said.phrase.words[0] not in lexicon.set("kalimat", "sendiri"):
        return False
    request = lexicon.set("permohonan", "yang_batal") | lexicon.set("permohonan", "benda")
    named = _content(lexicon, (*before, *behind[:_OBJECT]))
    return bool(named) and not any(word in request or lexicon.stem(word) in request for word in named)


def _of_an_appointment(lexicon: Lexicon, words: tuple[str, ...]) -> bool:
    """ "kami batalkan permohonan JADWAL ULANGNYA", "tidak jadi MENGUBAH JADWAL": another time is what is given up."""
    said = f" {' '.join(words)} ", f" {' '.join(map(lexicon.stem, words))} "
    phrases = lexicon.entries("permohonan", "jadwalnya")
    return any(f" {phrase} " in text for phrase in phrases for text in said)


def _content(lexicon: Lexicon, words: tuple[str, ...]) -> list[str]:
    """The words that name something: no courtesy, no pronoun, nothing that only tells how."""
    empty = lexicon.set("sopan", "kata") | lexicon.set("frasa", "sisip") | lexicon.set("kalimat", "harap")
    empty |= (
        lexicon.set("sangkal", "tembus") | lexicon.set("sangkal", "dulu") | lexicon.set("kalimat", "kini")
    )
    return [word for word in words if word not in empty]


def of_an_official(lexicon: Lexicon, said: Said, sentences: tuple[Sentence, ...]) -> bool:
    """ "mohon PETUNJUK Pak Kadis": asked of a person, not of us."""
    if len(said.phrase.words) > 1 or said.phrase.words[0] not in lexicon.set("permohonan", "arahan"):
        return False
    words = {word for sentence in sentences for clause in sentence.clauses for word in clause.words()}
    return bool(words & lexicon.set("permohonan", "pejabat"))
