"""Whether a message that belongs to no case asks for one, and for which procedure. Adverts and questions do not."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Evidence
from bot.reading.phrases import Phrase, PhraseTable, Said
from bot.reading.words import Lexicon, Sentence, Token
from bot.rules import Rules

_SUBJECT, _BODY, _ASIDE = 2, 3, 1
_LEFT = 3
_ADVERTS = 2
_NEAR = 5  # words between "menanyakan" and the letter that is asked after


@dataclass(frozen=True, slots=True)
class Asked:
    """The procedure asked for, or '' with the reason."""

    process: str = ""
    evidence: tuple[Evidence, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class RequestReader:
    """The request words of every procedure, compiled."""

    lexicon: Lexicon
    table: PhraseTable
    withdrawals: PhraseTable  # the words of the commands that close a case

    @staticmethod
    def of(rules: Rules, lexicon: Lexicon) -> RequestReader:
        phrases = [
            Phrase(lexicon.standard(words), procedure.id, "request")
            for procedure in rules.procedures
            for words in procedure.request_words
        ]
        closing = [
            Phrase(lexicon.standard(words), command.id, "order")
            for command in rules.common.commands
            if command.closes
            for words in command.words
        ]
        return RequestReader(lexicon, PhraseTable.of(lexicon, phrases), PhraseTable.of(lexicon, closing))

    def find(self, subject: tuple[Sentence, ...], body: tuple[Sentence, ...]) -> Asked:
        """The procedure whose words weigh most; words that only describe ("yang kami titipkan") weigh little."""
        words = [
            word for sentence in (*subject, *body) for clause in sentence.clauses for word in clause.words()
        ]
        stems = {
            token.stem for part in (*subject, *body) for clause in part.clauses for token in clause.tokens
        }
        about = {*words, *stems}
        if not about & self.lexicon.set("permohonan", "benda"):
            return Asked(why="bukan tentang server")
        invites = self.lexicon.set("permohonan", "undangan")
        if any(word in invites for part in subject for clause in part.clauses for word in clause.words()):
            return Asked(why="undangan")
        scores: dict[str, int] = {}
        seen: dict[str, list[Said]] = {}
        denied: set[str] = set()  # what the body says only to deny it is not asked in the subject either
        for sentences, weight in ((body, _BODY), (subject, _SUBJECT)):
            withdrawn = self.withdrawals.find(sentences)
            if any(map(self._asks_after, sentences)):
                denied |= {phrase.outcome for phrases in self.table.by_first.values() for phrase in phrases}
            for said in self.table.find(sentences):
                if said.negated or self._is_withdrawn(said, withdrawn, sentences):
                    denied.add(said.phrase.outcome)
                    continue
                worth = self._worth(said, sentences, weight)
                if worth and not (weight == _SUBJECT and said.phrase.outcome in denied - scores.keys()):
                    scores[said.phrase.outcome] = scores.get(said.phrase.outcome, 0) + worth
                    seen.setdefault(said.phrase.outcome, []).append(said)
        if not scores or max(scores.values()) <= _ASIDE:
            return Asked(why="tidak meminta apa-apa")
        if self._adverts(words) >= (_ADVERTS if about & self.lexicon.set("permohonan", "minta") else 1):
            return Asked(why="iklan atau selebaran")
        process = max(scores, key=lambda one: scores[one])
        found = seen[process][:3]
        rule = f"{process}/permohonan"
        return Asked(
            process,
            tuple(Evidence(process, one.text, f"{rule}: {' '.join(one.phrase.words)}") for one in found),
        )

    def _worth(self, said: Said, sentences: tuple[Sentence, ...], weight: int) -> int:
        sentence = sentences[said.where[0]]
        clause = sentence.clauses[said.where[1]]
        before = [token.word for token in clause.tokens[max(0, said.span[0] - _LEFT) : said.span[0]]]
        if self._general_question(sentence, said) or self._asks_after(sentence):
            return 0
        after = [token.word for token in clause.tokens[said.span[1] : said.span[1] + 1]]
        if any(word in self.lexicon.set("permohonan", "bukan_titip") for word in after):
            return -_SUBJECT - _BODY
        if any(word in self.lexicon.set("permohonan", "bukan_ambil") for word in (*before, *after)):
            return 0
        for word in (said.phrase.words[0], *reversed(before)):
            if word in self.lexicon.set("permohonan", "hendak"):
                break
            if word in self.lexicon.set("permohonan", "keterangan"):
                return _ASIDE
        return weight

    def _is_withdrawn(self, said: Said, withdrawn: tuple[Said, ...], sentences: tuple[Sentence, ...]) -> bool:
        """ "BATAL menitipkan", "penitipan server kami DIBATALKAN", "rencana penitipan kami TUNDA"; "tarik
        kembali" is a return itself, and a withdrawal before "permohonan"."""
        start, end = said.span
        for one in withdrawn:
            first, last = one.span
            beside = 0 <= start - last <= 1 or 0 <= first - end <= _LEFT or first <= start < end < last
            if one.where == said.where and not one.negated and beside:
                return True
        tokens = sentences[said.where[0]].clauses[said.where[1]].tokens[end : end + _LEFT + 1]
        put_off, deny = self.lexicon.set("tunda", "kata"), self.lexicon.set("sangkal", "kata")
        at = next((at for at, token in enumerate(tokens) if token.word in put_off), -1)
        return at >= 0 and not any(token.word in deny for token in tokens[:at])

    def _general_question(self, sentence: Sentence, said: Said) -> bool:
        """ "Apa syarat menitipkan server?": about the service, not a request."""
        words = [word for clause in sentence.clauses for word in clause.words()]
        general = self.lexicon.set("permohonan", "tanya_umum")
        return (sentence.question or said.manner in ("asked", "asked-why")) and any(
            word in general for word in words
        )

    def _asks_after(self, sentence: Sentence) -> bool:
        """ "Surat penitipan server kami tgl 3 SUDAH DITERIMA BELUM?", "MENANYAKAN permohonan kami": what became of a
        letter that was sent before; it makes no request of its own."""
        sets = self.lexicon.set
        tokens = [token for clause in sentence.clauses for token in clause.tokens]
        letters = {at for at, one in enumerate(tokens) if _in(one, sets("permohonan", "surat_dulu"))}
        after = {at for at, one in enumerate(tokens) if _in(one, sets("permohonan", "menanyakan"))}
        if any(abs(one - at) <= _NEAR for one in letters for at in after):
            return True
        words = {token.word for token in tokens}
        if (
            not letters
            or words & sets("permohonan", "mengajukan")
            or not words & sets("permohonan", "terkirim")
        ):
            return False
        asking = sets("kalimat", "tanya") | sets("kalimat", "tanya_sebab")
        asked = sentence.question or bool(words & asking)
        return {"sudah", "belum"} <= words or (asked and bool(words & sets("permohonan", "sampai_mana")))

    def _adverts(self, words: list[str]) -> int:
        """How many different words of adverts stand in it."""
        return len({word for word in words if word in self.lexicon.set("permohonan", "iklan")})


def _in(token: Token, words: frozenset[str]) -> bool:
    return token.word in words or token.stem in words
