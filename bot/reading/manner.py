"""How a clause is meant: said, asked, supposed, planned. What stands in it is weighed elsewhere."""

from __future__ import annotations

from typing import Literal

from bot.reading.words import Clause, Lexicon, Sentence

Manner = Literal["said", "asked", "asked-why", "supposed", "wished", "hoped", "reported", "planned", "tied"]


def clause_manners(lexicon: Lexicon, sentence: Sentence) -> list[Manner]:
    """How each clause of a sentence is meant: a supposition reaches over the clause behind it."""
    manners: list[Manner] = []
    supposed = asking = False
    for index, clause in enumerate(sentence.clauses):
        words = clause.words()
        asking = asking or _asks(lexicon, words)
        opens_condition = _supposes(lexicon, clause)
        if opens_condition and index > 0 and not clause.contrast and manners and manners[-1] == "said":
            if not _comma_before(sentence, index):
                manners[-1] = "supposed"
            supposed = False
        last = index == len(sentence.clauses) - 1
        manner: Manner = "said"
        rest = sentence.clauses[index + 1 :]
        joined = all(
            clause.contrast and not clause.marked for clause in rest
        )  # "bisa dibatasi hanya dari kantor?"
        open_end = sentence.question and (
            last or joined or _only_tail(lexicon, rest) or _or_else(lexicon, rest)
        )
        if asking or open_end or _or_not(lexicon, rest):
            why = any(
                word in lexicon.set("kalimat", "tanya_sebab")
                for part in sentence.clauses
                for word in part.words()
            )
            manner = "asked-why" if why else "asked"
        elif opens_condition or supposed:
            manner = "supposed"
        elif _tagged(lexicon, words):
            manner = "asked"
        elif (
            index
            and words
            and words[0] in lexicon.set("kalimat", "lanjutan")
            and _planned(lexicon, sentence, index)
        ):
            manner = "planned"
        supposed = opens_condition and index == 0
        manners.append(manner)
    return manners


def _comma_before(sentence: Sentence, index: int) -> bool:
    """Whether a mark stands between this clause and the one before (else only a conditional word)."""
    left, right = sentence.clauses[index - 1].tokens, sentence.clauses[index].tokens
    return bool(left and right) and right[0].start - left[-1].end > 1


def _asks(lexicon: Lexicon, words: tuple[str, ...]) -> bool:
    """A real question word opens the clause ("apakah"), or stands in it with the ending -kah."""
    asking = lexicon.set("kalimat", "tanya")
    if not words or words[:2] == ("apa", "apa") or words[:2] == ("apa", "adanya"):
        return False
    if words[0] in lexicon.set("sopan", "kata"):
        words = words[1:3] or words
    return words[0] in asking or any(word in asking and word.endswith("kah") for word in words)


def _supposes(lexicon: Lexicon, clause: Clause) -> bool:
    """A condition opens the clause; "kalau Kamis jam 10" only names a time."""
    words = clause.words()
    if not words or words[0] not in lexicon.set("kalimat", "andai"):
        return False
    times = {name for names in lexicon.lists.get("hari", {}).values() for name in names}
    times |= set(lexicon.lists.get("waktu", {}).get("relatif", {})) | {"hari", "tanggal", "jam", "pukul"}
    return not (len(words) > 1 and words[1] in times)


def _tagged(lexicon: Lexicon, words: tuple[str, ...]) -> bool:
    """ "tersedia kan": a tag that asks even without a question mark."""
    return len(words) > 1 and words[-1] == "kan"


def _planned(lexicon: Lexicon, sentence: Sentence, index: int) -> bool:
    """ "nanti saya cek LALU saya teruskan", "besok kami matikan, JADI tidak bisa dibuka": the clause before was a
    plan."""
    later = lexicon.set("kalimat", "nanti") | lexicon.set("kalimat", "kelak")
    return any(word in later for word in sentence.clauses[index - 1].words())


def _or_else(lexicon: Lexicon, clauses: tuple[Clause, ...]) -> bool:
    """ "bisa diakses langsung ATAU harus pakai vpn?": both halves are asked."""
    return any(
        clause.words()[:1] and clause.words()[0] in lexicon.set("tunda", "pilihan") for clause in clauses
    )


def _or_not(lexicon: Lexicon, clauses: tuple[Clause, ...]) -> bool:
    """ "belum tahu masih muat ATAU TIDAK", "penuh ATAU TIDAK saya belum tahu": it is not known."""
    words = clauses[0].words() if clauses else ()
    choices, denying = lexicon.set("tunda", "pilihan"), lexicon.set("sangkal", "penutup")
    goes_on = lexicon.set("kalimat", "sendiri") | lexicon.set("sangkal", "kata")
    known = len(words) > 2 and words[2] not in goes_on
    return len(words) > 1 and words[0] in choices and words[1] in denying and not known


def _only_tail(lexicon: Lexicon, clauses: tuple[Clause, ...]) -> bool:
    tails = lexicon.set("kalimat", "ekor")
    return all(word in tails for clause in clauses for word in clause.words())
