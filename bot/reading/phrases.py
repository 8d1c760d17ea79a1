"""What the sender's words say, phrase by phrase: which outcome, asserted or not.

A phrase counts by the mood of its outcome (`Outcome.mood` in the rule files):
  fact       only as a plain statement ("sudah tersedia"); not asked, wished, supposed, reported or foretold
  order      also as an instruction ("mohon diteruskan", "agar ditindaklanjuti"); not as a hope, and not tied (`hold`)
  request    also as a question and a plan ("apakah bisa diganti Kamis jam 10?")
  complaint  also as a question for the cause or another's words ("kok mati ya?", "kata staf belum bisa dibuka")
Negation reaches leftwards over transparent words only; "bukan tidak bisa" is no negation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.reading.manner import Manner, clause_manners
from bot.reading.words import Clause, Lexicon, Sentence, Token

Mood = Literal["fact", "order", "request", "complaint"]
_ALLOWED: Mapping[Mood, frozenset[Manner]] = {
    "fact": frozenset({"said"}),
    "order": frozenset({"said", "wished"}),
    "request": frozenset({"said", "wished", "hoped", "asked", "asked-why", "planned", "supposed"}),
    "complaint": frozenset({"said", "asked-why", "reported"}),
}
_MAX_GAP = 2
_MAX_REACH = 5
_THING_REACH = 6
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a rule: its standard words and the outcome it says."""

    words: tuple[str, ...]
    outcome: str
    mood: Mood
    weak: bool = False
    denied: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase found. `where` is (sentence, clause); `order` counts contrasts passed before it."""

    phrase: Phrase
    text: str
    where: tuple[int, int]
    span: tuple[int, int]  # token indexes in the clause
    manner: Manner = "said"
    negated: bool = False
    deferred: bool = False
    past: bool = False
    contrast: bool = False
    other_thing: bool = False
    scope: frozenset[str] = frozenset()  # the words of its sentence so far

    def at(self, sentence: int, clause: int) -> Said:
        """The same, said in another clause."""
        return replace(self, where=(sentence, clause), contrast=True)

    @property
    def counts(self) -> bool:
        return not self.other_thing and self.manner in _ALLOWED[self.phrase.mood]


@dataclass(frozen=True)
class PhraseTable:
    """Phrases by their first word, and the lexicon they were written in."""

    lexicon: Lexicon
    by_first: Mapping[str, tuple[Phrase, ...]]

    @staticmethod
    def of(lexicon: Lexicon, phrases: Iterable[Phrase]) -> PhraseTable:
        table: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            if phrase.words:
                table.setdefault(phrase.words[0], []).append(phrase)
        ordered = {first: tuple(sorted(some, key=_longest)) for first, some in table.items()}
        return PhraseTable(lexicon, ordered)

    def find(self, sentences: tuple[Sentence, ...]) -> tuple[Said, ...]:
        """Every phrase in the sentences, longest first where they overlap, with its manner."""
        found: list[Said] = []
        contrast = False
        for number, sentence in enumerate(sentences):
            manners = clause_manners(self.lexicon, sentence)
            heard = frozenset[str]()
            for index, clause in enumerate(sentence.clauses):
                contrast = contrast or clause.contrast
                heard |= frozenset(clause.words())
                here = self._in_clause(clause, (number, index))
                told = _without_courtesies(clause, here)
                for said in here:
                    found.append(self._weighed(said, told, manners[index], contrast, heard))
        return tuple(found)

    def _in_clause(self, clause: Clause, where: tuple[int, int]) -> list[Said]:
        hits: list[Said] = []
        for start, token in enumerate(clause.tokens):
            if token.word not in self.by_first and token.stem not in self.by_first:
                continue
            for first in dict.fromkeys((token.word, token.stem)):
                for phrase in self.by_first.get(first, ()):
                    end = self._match(phrase, clause.tokens, start)
                    if end:
                        text = " ".join(part.raw for part in clause.tokens[start:end])
                        hits.append(Said(phrase, text, where, (start, end)))
        hits.sort(key=lambda hit: (-len(hit.phrase.words), hit.span[0], hit.phrase.weak))
        kept: list[Said] = []
        for hit in hits:
            if all(_apart(hit, other) for other in kept):
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit.span)

    def _match(self, phrase: Phrase, tokens: tuple[Token, ...], start: int) -> int:
        """The index past the phrase's last word, or 0. Up to two inserted words between two of its words."""
        between = self.lexicon.set("frasa", "sisip")
        position = start + 1
        for word in phrase.words[1:]:
            limit = min(position + _MAX_GAP, len(tokens) - 1)
            while position <= limit and word not in (tokens[position].word, tokens[position].stem):
                if _is_count(tokens[position]):  # "pengembalian 2 (dua) unit server"
                    limit = min(limit + 1, len(tokens) - 1)
                elif tokens[position].word not in between and tokens[position].stem not in between:
                    return 0
                position += 1
            if position > limit:
                return 0
            position += 1
        return position

    def _weighed(
        self, said: Said, clause: Clause, manner: Manner, contrast: bool, heard: frozenset[str]
    ) -> Said:
        words = clause.tokens
        manner = self._own_manner(words, said, manner)
        negators = self._negators(words, said)
        soft = self.lexicon.set("sangkal", "tunda")
        after = {token.word for token in words[said.span[1] : said.span[1] + _NEAR]}
        deferred = any(word in soft for word in negators)
        after |= {token.word for token in words[: said.span[0]]}  # "SEMENTARA jangan diproses"
        deferred = deferred or bool(negators and after & self.lexicon.set("sangkal", "dulu"))
        past = self._is_past(words, said) or (
            bool(words) and words[0].word in self.lexicon.set("kalimat", "walau")
        )
        return replace(
            said,
            manner=manner,
            negated=len(negators) % 2 == 1,
            deferred=deferred,
            past=past,
            contrast=contrast,
            other_thing=self._other_thing(words, said),
            scope=heard,
        )

    def _is_past(self, words: tuple[Token, ...], said: Said) -> bool:
        """Whether it is told of earlier: where "kemarin" and "sekarang" both stand, by the nearer one on the left."""
        then, now = self.lexicon.set("kalimat", "lampau"), self.lexicon.set("kalimat", "kini")
        if not any(_in(token, then) for token in words):
            return False
        if not any(_in(token, now) for token in words):
            return True
        left = (token for token in reversed(words[: said.span[0]]) if _in(token, then) or _in(token, now))
        return any(_in(token, then) for token in list(left)[:1])

    def _own_manner(self, words: tuple[Token, ...], said: Said, manner: Manner) -> Manner:
        """The clause's manner, or a wish, report or plan that stands before the phrase in its own clause."""
        before = words[: said.span[0]]
        sets = self.lexicon.set
        if manner != "said":
            return manner
        reports, hopes, wishes = (
            sets("kalimat", "laporan"),
            sets("kalimat", "semoga"),
            sets("kalimat", "harap"),
        )
        for index, token in enumerate(before[:1]):
            own = index + 1 < len(before) and before[index + 1].word in sets("kalimat", "sendiri")
            if token.word in reports and not own:
                return "reported"
        deny = sets("sangkal", "kata")
        if before and before[-1].word in reports and any(token.word in deny for token in before):
            return "reported"  # "saya belum BILANG setuju"
        if _long_past(self.lexicon, words):
            return "reported"
        if _tails_off(self.lexicon, words[said.span[1] :]) or _offers_a_choice(self.lexicon, before):
            return "asked"
        for index, token in enumerate(before):
            after = before[index + 1].word if index + 1 < len(before) else ""
            if token.word in hopes:
                return "hoped"
            asking = said.phrase.mood == "order" and token.word in sets("kalimat", "meminta")
            if asking and _asks_another(self.lexicon, before[:index]):
                return "reported"
            if token.word in wishes and after not in sets("kalimat", "harap_bukan"):
                return "wished"
        if before and before[-1].word in sets("kalimat", "tujuan"):
            return "wished"
        if any(token.word in sets("kalimat", "nanti") for token in before):
            return "planned"
        supposed = sets("kalimat", "mestinya") if said.phrase.mood == "fact" else frozenset()
        if any(token.word in supposed for token in before):
            return "planned"
        around = (*before, *words[said.span[1] : said.span[1] + _NEAR])
        if said.phrase.mood == "order" and any(token.word in sets("kalimat", "kelak") for token in around):
            return "planned"
        return manner

    def _negators(self, words: tuple[Token, ...], said: Said) -> list[str]:
        """Negators to the left that reach the phrase, and one that ends the clause right behind it."""
        deny, through = self.lexicon.set("sangkal", "kata"), self.lexicon.set("sangkal", "tembus")
        found: list[str] = []
        if said.span[0] and words[said.span[0] - 1].word in self.lexicon.set("sangkal", "kurang"):
            found.append("kurang")
        for token in reversed(words[max(0, said.span[0] - _MAX_REACH) : said.span[0]]):
            if token.word in deny:
                found.append(token.word)
            elif token.word not in through and token.stem not in through:
                break
        after = [token.word for token in words[said.span[1] :]]
        if _is_not_there(self.lexicon, after):
            found.append("tidak")
        if said.phrase.mood == "request" and _is_dropped(self.lexicon, words, said):
            found.append("")
        if said.phrase.mood == "complaint" and _gone(self.lexicon, after[:_NEAR]):
            found.append("")
        return found

    def _is_person(self, words: tuple[Token, ...], said: Said) -> bool:
        """ "KAMI sudah sampai" of whoever came; not "server KAMI sudah sampai"."""
        start = said.span[0]
        if not start or words[start - 1].word not in self.lexicon.set("kalimat", "sendiri"):
            return False
        things = self.lexicon.set("benda", "kita") | self.lexicon.set("benda", "lain")
        owned = start > 1 and _in(words[start - 2], things)
        return not owned and not self.lexicon.set("benda", "tiba").isdisjoint(said.phrase.words)

    def _of_paper(self, words: tuple[Token, ...], at: int) -> bool:
        """ "SURAT PERMOHONAN server sudah masuk": the server only says which letter."""
        while at and _in(words[at], self.lexicon.set("benda", "kita")):
            at -= 1
        return _in(words[at], self.lexicon.set("benda", "kertas"))

    def _other_thing(self, words: tuple[Token, ...], said: Said) -> bool:
        """True when a fact is about something else than the server: "belum bisa HADIR", "LAMPIRAN tidak bisa"."""
        if said.phrase.mood not in ("fact", "complaint"):
            return False
        ours, others = self.lexicon.set("benda", "kita"), self.lexicon.set("benda", "lain")
        between = self.lexicon.set("frasa", "sisip")
        tried = [token for token in words[said.span[1] : said.span[1] + _NEAR] if token.word not in between][
            :1
        ]
        if any(_in(token, self.lexicon.set("benda", "lain_kanan")) for token in tried):
            return True
        if self._is_person(words, said):
            return True
        from_where = self.lexicon.set("benda", "asal")
        for at, token in enumerate(words[said.span[1] : said.span[1] + _NEAR], said.span[1]):
            if _in(token, ours):
                break
            if _in(token, others) and words[at - 1].word not in from_where:  # "bisa diakses DARI KANTOR"
                return not _in_phrase(token, said.phrase)
        since = self.lexicon.set("kalimat", "sejak") | self.lexicon.set("tunda", "setelah")
        for at in range(said.span[0] - 1, max(0, said.span[0] - _THING_REACH) - 1, -1):
            if _in(words[at], ours):
                return self._of_paper(words, at)
            if _in(words[at], others):
                return not (at and words[at - 1].word in since)  # "SEJAK LISTRIK padam tidak bisa dibuka"
        return False


def _asks_another(lexicon: Lexicon, before: tuple[Token, ...]) -> bool:
    """ "DINKES minta segera disetujui", "PERMOHONAN ini minta disetujui"; not "mas, minta diproses", and not "UNTUK
    surat ini minta diproses": there it is the writer who asks."""
    own, courtesy = lexicon.set("kalimat", "sendiri"), lexicon.set("sopan", "kata")
    for at in range(len(before) - 1, -1, -1):
        if before[at].word in own:
            return False
        if before[at].word not in courtesy:
            return not any(token.word in lexicon.set("kalimat", "perihal") for token in before[:at])
    return False


def _without_courtesies(clause: Clause, found: list[Said]) -> Clause:
    """The clause with the words of its courtesies blank: the "tidak" of "tidak apa-apa, lanjut" denies nothing."""
    spans = [said.span for said in found if not said.phrase.outcome]
    if not spans:
        return clause
    tokens = tuple(
        token._replace(word="", stem="") if any(start <= at < end for start, end in spans) else token
        for at, token in enumerate(clause.tokens)
    )
    return replace(clause, tokens=tokens)


def _is_not_there(lexicon: Lexicon, after: list[str]) -> bool:
    """ "rak kosong TIDAK ADA", "errornya sudah TIDAK MUNCUL lagi": the clause ends in it."""
    again = lexicon.set("kalimat", "pulang")  # "sudah", "lagi"
    rest = [word for word in after if word not in again]
    deny, there = lexicon.set("sangkal", "kata"), lexicon.set("sangkal", "ada")
    return len(rest) == 2 and rest[0] in deny and rest[1] in there


def _is_dropped(lexicon: Lexicon, words: tuple[Token, ...], said: Said) -> bool:
    """ "yang saya tulis minta jadwal ulang DIABAIKAN saja", "ABAIKAN permintaan jadwal ulang saya"."""
    start, end = said.span
    for key, part in (("gugurkan", words[max(0, start - _MAX_REACH) : start]), ("gugur", words[end:])):
        near = " ".join(token.word for token in part[: _MAX_REACH + 1])
        if near and any(f" {phrase} " in f" {near} " for phrase in lexicon.entries("tunda", key)):
            return True
    return False


def _gone(lexicon: Lexicon, after: list[str]) -> bool:
    """ "errornya sudah HILANG": what was wrong is over, unless that is denied in turn."""
    for index, word in enumerate(after):
        if word in lexicon.set("sangkal", "hilang"):
            return not any(other in lexicon.set("sangkal", "kata") for other in after[:index])
    return False


def _long_past(lexicon: Lexicon, words: tuple[Token, ...]) -> bool:
    """ "bulan LALU sudah saya tolak": of another time; "sejak bulan lalu" goes on until now, and so does what has
    not changed "dari bulan lalu"."""
    spoken = [token.word for token in words]
    if any(word in lexicon.set("kalimat", "sejak") for word in spoken):
        return False
    past, since = lexicon.set("kalimat", "dahulu"), lexicon.set("kalimat", "dibanding")
    return any(
        word in past and not since & set(spoken[max(0, at - 2) : at]) for at, word in enumerate(spoken) if at
    )


def _tails_off(lexicon: Lexicon, after: tuple[Token, ...]) -> bool:
    """ "tersedia TIDAK ya", "lanjut GIMANA": a negator or a question word behind the phrase, with nothing but a tag,
    asks."""
    tails, choice = lexicon.set("kalimat", "ekor"), lexicon.set("kalimat", "apa_tidak")
    words = [token.word for token in after]
    if words and words[0] in choice:  # "lanjut APA TIDAK", "ini acc APA"
        return all(word in tails for word in words[1:])
    while words and words[0] in lexicon.set("tunda", "kepada"):  # "saya teruskan KE SIAPA"
        words = words[1:]
    asks = lexicon.set("sangkal", "penutup") | lexicon.set("kalimat", "tanya")
    if not words or words[0] not in asks:
        return False
    return all(word in tails for word in words[1:])


def _offers_a_choice(lexicon: Lexicon, before: tuple[Token, ...]) -> bool:
    """ "diterima APA ditolak ya": not "tidak apa ditolak"."""
    words = [token.word for token in before[-2:]]
    choice, deny = lexicon.set("kalimat", "apa_tidak"), lexicon.set("sangkal", "kata")
    return len(words) > 1 and words[1] in choice and words[0] not in deny | choice


def _is_count(token: Token) -> bool:
    return token.word.isdecimal() or token.word in "()"


def _in(token: Token, words: frozenset[str]) -> bool:
    return token.word in words or token.stem in words


def _in_phrase(token: Token, phrase: Phrase) -> bool:
    return token.word in phrase.words or token.stem in phrase.words


def _apart(left: Said, right: Said) -> bool:
    return left.span[1] <= right.span[0] or right.span[1] <= left.span[0]


def _longest(phrase: Phrase) -> tuple[int, bool]:
    return (-len(phrase.words), phrase.weak)
