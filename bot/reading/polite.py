"""Whether a message acknowledges and nothing else: thanks, consent, a promise to come at the time that stands.

It says nothing, asks nothing, and needs no answer. Whatever else stands in it, be it one unknown word or a day that
differs, makes it more than that; and where a decision is awaited of its writer, a yes is a decision or a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from bot.reading.phrases import Phrase, PhraseTable
from bot.reading.when import Named, TimeReader
from bot.reading.words import Clause, Lexicon, Sentence, Token

TABLE = "sopan"
_LONGEST = 1_000  # characters: nobody's thanks are longer
_NO_ORDER = ("me", "di", "ber")  # how no order begins
_THANKS, _RECEIPT, _DEMAND = "terima_kasih", "ucapan", "menuntut"
_SIGNS = ("lambang_setuju", "lambang_terima_kasih", "lambang")
_NO_LETTER = r"(?![^\W_])"  # ":D" is no sign in "CP:Dewi"
_PARTS = {"pagi": (0, 11), "siang": (10, 15), "sore": (14, 19), "malam": (18, 24)}  # hours [from, to)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where, when and of whom it is heard. `table`: the phrases that say something there, or nothing. `awaited`: the
    step waits for him; `owes`: for a decision, and `orders`: for one that consent alone gives. `deciding`: words that
    would decide something here, were they all that is said. `appointed`: the times that stand, still to come."""

    table: PhraseTable
    sent: datetime
    owes: bool = False
    orders: bool = False
    awaited: bool = False
    deciding: frozenset[str] = frozenset()
    appointed: tuple[datetime, ...] = ()
    names: frozenset[str] = frozenset()  # of the writer, the contact, the agency
    fetches: bool = False  # at this procedure something is fetched, not brought


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What kinds of acknowledgement stand in a message."""

    thanks: bool = False
    promises: bool = False
    agrees: bool = False
    comes: bool = False  # promises to come, bring or fetch
    waits: bool = False  # "kami tunggu"
    lacks: bool = False  # "belum datang juga": what is waited for has not come about
    demands: bool = False  # "segera ditunggu jawabannya"
    yes: bool = False  # consent in any form
    bases: frozenset[str] = frozenset()  # "oke", where "okeee" is said, which no reader of decisions knows
    sign: bool = False  # consent by a sign (👍)
    pleased: bool = False  # by a word that is no yes ("mantap")


@dataclass(frozen=True)
class CourtesyReader:
    """The lists of `[sopan]`, compiled."""

    lexicon: Lexicon
    times: TimeReader
    table: PhraseTable
    signs: re.Pattern[str]
    known: frozenset[str]
    promised: frozenset[str]
    telling: frozenset[
        tuple[str, ...]
    ]  # phrases that say nothing of a decision, and yet ask or tell something
    stretched: dict[str, str]  # a word with each letter once → the word

    @staticmethod
    def of(lexicon: Lexicon, times: TimeReader) -> CourtesyReader:
        phrases = [
            Phrase(lexicon.standard(words), key, "fact")
            for key in (_THANKS, _RECEIPT, _DEMAND)
            for words in lexicon.entries(TABLE, key)
        ]
        signs = sorted(
            {sign for key in _SIGNS for sign in lexicon.entries(TABLE, key)}, key=len, reverse=True
        )
        dots = [rf"(?<=\b{re.escape(word)})\." for word in lexicon.entries(TABLE, "tertuju")]
        known = _known(lexicon)
        stretchable = sorted(
            word for key in ("kata", "tanda_terima", "puas") for word in lexicon.set(TABLE, key) & known
        )
        return CourtesyReader(
            lexicon,
            times,
            PhraseTable.of(lexicon, phrases),
            re.compile("|".join((*(re.escape(sign) + _NO_LETTER for sign in signs), *dots)), re.IGNORECASE),
            known,
            lexicon.set(TABLE, "dijanjikan"),
            frozenset(lexicon.standard(words) for words in lexicon.entries(TABLE, "frasa_isi")),
            {_squeezed(word): word for word in stretchable if word.isalpha()},
        )

    def without_signs(self, text: str) -> str:
        """The text, same length, without 👍 and ":)", and without the dot of "Yth.", which ends no sentence."""
        return self.signs.sub(lambda found: " " * len(found[0]), text)

    def is_polite(self, text: str, sentences: tuple[Sentence, ...], stand: Stand) -> bool:
        """`sentences` are those of the text without its signs."""
        if len(text) > _LONGEST:
            return False
        plain = self.without_signs(text)
        if "?" in plain or any(map(_is_strange, plain)):
            return False
        if any(clause.contrast for sentence in sentences for clause in sentence.clauses):
            return False
        named = self.times.named(plain, stand.sent)
        heard = self._hear(text, sentences, stand)
        if not self._is_enough(heard, stand) or not self._keeps_time(named, heard, stand):
            return False
        return all(
            (heard.lacks and self._is_of_waiting(token, clause))
            or self._is_known(token, clause, stand)
            or (heard.promises and token.word in self.promised)
            for token, clause in self._rest(sentences, stand.table)
            if not any(one.start <= token.start < one.end for one in named)
        )

    def is_heading(self, sentences: tuple[Sentence, ...]) -> bool:
        """Whether a subject only says what the mail is about."""
        keys = ("hal", "tujuan", "dijanjikan", "perihal")
        words = self.known.union(*(self.lexicon.set(TABLE, key) for key in keys))
        return not any(sentence.question for sentence in sentences) and all(
            word in words for sentence in sentences for clause in sentence.clauses for word in clause.words()
        )

    # ---- what was heard ---------------------------------------------------------------------------------

    def _hear(self, text: str, sentences: tuple[Sentence, ...], stand: Stand) -> Courtesy:
        sets = self.lexicon.set
        clauses = [clause.words() for sentence in sentences for clause in sentence.clauses]
        words = [word for clause in clauses for word in clause]
        tails = sets("kalimat", "ekor") - {clause[0] for clause in clauses if clause}  # "segera YA pak"
        said = frozenset(words) - tails
        bases = frozenset(filter(None, (self._stretched(word) for word in said - self.known)))
        phrases = {one.phrase.outcome for one in self.table.find(sentences)}
        signs = {key for key in _SIGNS if any(sign in text for sign in sets(TABLE, key))}
        receipt = any(_receives(self.lexicon, clause) for one in sentences for clause in one.clauses)
        consent = (said | bases) & (sets(TABLE, "setuju") | sets(TABLE, "puas"))
        return Courtesy(
            thanks=("terima", "kasih") in pairwise(words)
            or _THANKS in phrases
            or "lambang_terima_kasih" in signs,
            promises=bool(said & self._promises(stand)),
            agrees=bool((said | bases) & (sets(TABLE, "tanda_terima") | sets(TABLE, "puas")))
            or _RECEIPT in phrases
            or bool(signs)
            or receipt,
            comes=bool(said & self._visits(stand)),
            waits=bool(said & sets(TABLE, "janji") & sets(TABLE, "tanda_terima")),
            lacks=any(_lacks(self.lexicon, clause) for clause in clauses)
            and stand.awaited
            and not stand.owes,
            demands=_DEMAND in phrases,
            yes=bool(consent) or "lambang_setuju" in signs,
            bases=bases,
            sign="lambang_setuju" in signs and not said & sets(TABLE, "tanda_terima"),
            pleased=bool((said | bases) & sets(TABLE, "puas")),
        )

    def _visits(self, stand: Stand) -> frozenset[str]:
        """The words of coming, and of fetching where something is fetched; who owes a decision is to come nowhere."""
        if stand.owes:
            return frozenset()
        come, fetch = self.lexicon.set(TABLE, "janji_datang"), self.lexicon.set(TABLE, "janji_ambil")
        return come | fetch if stand.fetches else come

    def _promises(self, stand: Stand) -> frozenset[str]:
        """The words that promise; of whom something is awaited, none that may be the decision."""
        wide = frozenset[str]() if stand.awaited else self.lexicon.set(TABLE, "janji_luas")
        return self.lexicon.set(TABLE, "janji") | wide | self._visits(stand)

    def _is_enough(self, heard: Courtesy, stand: Stand) -> bool:
        """Where a decision is owed, thanks or a promise must stand there, and no yes that may be that decision.
        Elsewhere a yes is consent, unless it would decide and is put in a form that no reader of decisions knows."""
        if heard.demands:
            return False
        if heard.lacks:
            return True
        if heard.promises and (stand.owes or heard.agrees or heard.thanks):
            return True
        known = stand.deciding & self.lexicon.set(TABLE, "setuju")
        if stand.owes:
            odd = heard.pleased or bool(heard.bases & known)
            return heard.thanks and not odd and not (stand.orders and heard.yes)
        unread = heard.sign or (heard.pleased and stand.awaited)
        odd = bool(heard.bases & known) or (bool(known) and unread)
        return heard.thanks or (heard.agrees and not odd) or (heard.comes and bool(stand.appointed))

    def _keeps_time(self, named: tuple[Named, ...], heard: Courtesy, stand: Stand) -> bool:
        """What is named of a time is what stands, or a day before it on which he does something else ("besok saya
        siapkan"); where none stands, it is when the awaited one, or who comes to no door of ours, will do it."""
        if not named:
            return True
        if stand.appointed:
            last = max(at.date() for at in stand.appointed)
            early = all(day <= last for one in named for day in one.days)
            prepares = heard.promises and not (heard.comes or heard.waits)
            fits = any(all(_fits(one, at) for one in named) for at in stand.appointed)
            return fits or (prepares and early)
        return stand.awaited or (heard.promises and not heard.comes)

    # ---- word by word -----------------------------------------------------------------------------------

    def _rest(self, sentences: tuple[Sentence, ...], table: PhraseTable) -> Iterator[tuple[Token, Clause]]:
        """The words outside the known phrases ("terima kasih atas bantuannya"), with their clauses."""
        found = [
            one
            for one in table.find(sentences)
            if not one.phrase.outcome and one.phrase.words not in self.telling
        ]
        found += self.table.find(sentences)
        spans = {
            where: [one.span for one in group]
            for where, group in groupby(sorted(found, key=lambda one: one.where), key=lambda one: one.where)
        }
        for number, sentence in enumerate(sentences):
            for index, clause in enumerate(sentence.clauses):
                for at, token in enumerate(clause.tokens):
                    if not any(start <= at < end for start, end in spans.get((number, index), ())):
                        yield token, clause

    def _is_known(self, token: Token, clause: Clause, stand: Stand) -> bool:
        word, sets = token.word, self.lexicon.set
        if word in self._promises(stand):
            return self._is_promised(token, clause)
        if (
            word in self.known
            or word in stand.names
            or word in sets(TABLE, "terbaca")
            or self._stretched(word)
        ):
            return True
        if self._is_addressed(token, clause, stand):
            return True
        if _receives(self.lexicon, clause):
            things = sets(TABLE, "diterima") | sets(TABLE, "hal")
            return word == "sudah" or word in things or token.stem in things
        before = {one.word for one in clause.tokens if one.start < token.start}
        return word in sets(TABLE, "tujuan") and bool(before & sets(TABLE, "tertuju"))

    def _is_of_waiting(self, token: Token, clause: Clause) -> bool:
        """The words of "servernya belum sampai juga"; and those beside it that only tell where or how one waits."""
        sets = self.lexicon.set
        if token.word in sets(TABLE, "isi_penantian") or token.stem in sets(TABLE, "isi_penantian"):
            return True
        both = sets(TABLE, "penantian") | sets("sangkal", "tunda")
        return _lacks(self.lexicon, clause.words()) and token.word in both

    def _is_promised(self, token: Token, clause: Clause) -> bool:
        """ "nanti KAMI kabari", "siap antar": who promises stands before it; "kabari kami" asks. "Menunggu" and
        "ditunggu" ask nothing."""
        if token.raw.lower().startswith(_NO_ORDER):
            return True
        before = {one.word for one in clause.tokens if one.start < token.start}
        return bool(before & self.lexicon.set(TABLE, "pelaku"))

    def _is_addressed(self, token: Token, clause: Clause, stand: Stand) -> bool:
        """ "terima kasih Pak AGUS": a name behind a title, at the end of a clause that promises nothing."""
        words, sets = clause.words(), self.lexicon.set
        if clause.tokens[-1] is not token or len(words) < 2 or words[-2] not in sets(TABLE, "panggilan"):
            return False
        if not token.raw.istitle() or set(words) & self._promises(stand):
            return False
        return _is_free(token.word, self.lexicon)

    def _stretched(self, word: str) -> str:
        """ "siaaap": the word that is meant, or ''."""
        short = _squeezed(word)
        return self.stretched.get(short, "") if short != word and len(short) >= 2 else ""


def _is_free(word: str, lexicon: Lexicon) -> bool:
    """Whether no list of words and no phrase that decides knows it: it can be a name."""
    return word.isalpha() and word not in lexicon.vocabulary and word not in lexicon.set("", "spoken")


def _known(lexicon: Lexicon) -> frozenset[str]:
    """Courtesies, promises, and the words that stand beside a day or an hour. Numbers are none: the times read are
    compared, and any other is a fact."""
    keys = ("kata", "tanda_terima", "puas", "isi_janji")
    words = frozenset[str]().union(*(lexicon.set(TABLE, key) for key in keys))
    beside = frozenset({*lexicon.entries("waktu", "jam"), *lexicon.entries("waktu", "tanggal"), "hari"})
    zones = frozenset(map(str, lexicon.lists.get("waktu", {}).get("zona", {})))
    return (words | beside | zones) - lexicon.set(TABLE, "bukan_basa_basi")


def _lacks(lexicon: Lexicon, words: tuple[str, ...]) -> bool:
    """ "BELUM sampai": a "belum", and behind it what is waited for, which is no mail."""
    if any(lexicon.stem(word) in lexicon.set(TABLE, "hal") for word in words):
        return False
    not_yet, waited = lexicon.set("sangkal", "tunda"), lexicon.set(TABLE, "penantian")
    return any(word in not_yet and set(words[at + 1 :]) & waited for at, word in enumerate(words))


def _receives(lexicon: Lexicon, clause: Clause) -> bool:
    """ "suratnya sudah kami terima", "sudah kami baca": what came is a mail or what stands in it, no server."""
    tokens = clause.tokens
    words = {token.word for token in tokens}
    if words & lexicon.set(TABLE, "terbaca"):
        return True
    things = {token.stem for token in tokens} | words
    return bool(words & lexicon.set(TABLE, "diterima")) and bool(things & lexicon.set(TABLE, "hal"))


def _fits(one: Named, at: datetime) -> bool:
    """Whether that day, hour or part of the day is the appointed one's."""
    if one.days:
        return one.days == (at.date(),)
    if one.clock is not None:
        return one.clock == at.time()
    low, high = _PARTS[one.part]
    return low <= at.hour < high


def _squeezed(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _is_strange(sign: str) -> bool:
    """A picture that is no known sign: 👎, 😡."""
    return sign > "\u2000" and unicodedata.category(sign) == "So"


def names_in(lexicon: Lexicon, texts: Iterable[str]) -> frozenset[str]:
    """The words of names, as they are compared."""
    return frozenset(
        token.word for text in texts for token in lexicon.tokens(text) if token.word[0].isalnum()
    )
