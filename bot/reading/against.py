"""What speaks against a statement that no outcome's own word denies: a refusal, a conflict, a fault long over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from bot.reading.manner import clause_manners
from bot.reading.phrases import Said
from bot.reading.words import Clause, Lexicon, Sentence, Token
from bot.rules import Outcome

TABLE = "sangkal"
_REACH = 3


def is_refuted(lexicon: Lexicon, outcome: Outcome, sentences: tuple[Sentence, ...], start: int = 0) -> bool:
    """Whether a refusal stands beside "diterima", or a conflict beside "terhubung". `start`: the sentence from which
    a conflict counts; what was wrong before may have been mended."""
    own = {word for words in (*outcome.words, *outcome.weak) for word in lexicon.standard(words)}
    if "server" in outcome.needs and _is_sent_back(lexicon, sentences, lexicon.set(TABLE, "tolakan") - own):
        return True
    if "waktu" in outcome.here and outcome.mood == "fact":
        spoken_for = _is_promised(lexicon, sentences) or _is_partial(lexicon, sentences, own)
        return (
            spoken_for
            or _not_yet(lexicon, sentences, lexicon.set(TABLE, "waktunya"))
            or _hangs_on(lexicon, sentences)
        )
    if "ip" not in outcome.needs:
        return False
    clash = lexicon.set(TABLE, "bentrok") - own
    return (
        _stands(lexicon, sentences[start:], clash) and not _is_changed(lexicon, sentences[start:], clash)
    ) or _not_yet(lexicon, sentences)


def _is_changed(lexicon: Lexicon, sentences: tuple[Sentence, ...], clash: frozenset[str]) -> bool:
    """ "semula 10.1.1.5 tapi bentrok, jadi saya GANTI 10.1.1.9": what clashed was given up for another."""
    changed = lexicon.set("jaringan", "ganti")
    later = (
        lexicon.set("kalimat", "nanti") | lexicon.set("kalimat", "kelak") | lexicon.set("kalimat", "harap")
    )
    clashed = False
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        words = clause.words()
        at = next((at for at, word in enumerate(words) if word in changed), -1)
        numbered = any(word[0].isdecimal() for word in words[at + 1 :])
        if clashed and at >= 0 and numbered and not set(words) & later and not _denied(lexicon, words, at):
            return True
        clashed = clashed or any(word in clash for word in words)
    return False


def _is_sent_back(lexicon: Lexicon, sentences: tuple[Sentence, ...], against: Collection[str]) -> bool:
    """ "saya minta DIBAWA PULANG dulu untuk diperbaiki", "TIDAK saya MASUKKAN RAK": what came has not been taken in;
    "dibawa pulang dan SUDAH diperbaiki" is over."""
    placing, racks = lexicon.set(TABLE, "taruh"), lexicon.set("rak", "kata")
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        words = clause.words()
        for at, word in enumerate(words):
            before, behind = words[max(0, at - _REACH) : at], words[at + 1 : at + 1 + _REACH]
            where = set(words[at + 1 :]) & racks or "jadi" in before
            if word in placing and where and _denied(lexicon, words, at):
                return True
            over = set(behind) & lexicon.set("kalimat", "pulang") and set(behind) & lexicon.set(
                TABLE, "hilang"
            )
            told = set(words) & lexicon.set("kalimat", "lampau") and not set(words) & lexicon.set(
                "kalimat", "kini"
            )
            if word in against and not over and not told and not _denied(lexicon, words, at):
                return True
    return False


def _is_promised(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """ "ada 2U yang kosong TAPI sudah DIJANJIKAN ke Dinkes": the room is another's."""
    said = (
        f" {' '.join(token.stem for token in clause.tokens)} "
        for sentence in sentences
        for clause in sentence.clauses
        if clause.contrast
    )
    return any(f" {phrase} " in text for text in said for phrase in lexicon.entries("rak", "dijanjikan"))


def _is_partial(lexicon: Lexicon, sentences: tuple[Sentence, ...], own: Collection[str]) -> bool:
    """ "yang muat HANYA SATU", "cuma cukup satu server", "ada ruang untuk SEBAGIAN": not for all of them."""
    before = lexicon.set("kalimat", "tujuan") | lexicon.set("barang", "cukup") | frozenset(own)
    before -= lexicon.set("rak", "kata")
    counted = lexicon.set("barang", "jumlah") | lexicon.set("permohonan", "benda")
    numbers = lexicon.lists.get("waktu", {}).get("bilangan", {})
    for clause in (clause for sentence in sentences for clause in sentence.clauses):
        words = clause.words()
        said = f" {' '.join(words)} "
        if any(f" {phrase} " in said for phrase in lexicon.entries("tunda", "sebagian")):
            return True
        at = next((at for at, word in enumerate(words) if word not in before), len(words))
        number = words[at : at + 1] and (words[at].isdecimal() or words[at] in numbers)
        more = set(words[at + 1 :]) & lexicon.set("kalimat", "pulang")  # "masih bisa 1 unit LAGI"
        if clause.contrast and number and not more and set(words[at + 1 : at + 2]) <= counted:
            return True
    return False


def _not_yet(lexicon: Lexicon, sentences: tuple[Sentence, ...], but: frozenset[str] = frozenset()) -> bool:
    """ "yang tersambung baru iDRAC, SEDANGKAN jaringan datanya BELUM": the other half of it is not done. `but`: what
    may be open all the same."""
    not_yet = lexicon.set(TABLE, "tunda") & lexicon.set(TABLE, "penutup")
    return any(
        clause.contrast and set(clause.words()) & not_yet and not set(clause.words()) & but
        for sentence in sentences
        for clause in sentence.clauses
    )


def _hangs_on(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """ "bisa, TAPI listriknya MENUNGGU PLN"; not "tapi kami tunggu sampai jam 10"."""
    waits, own = lexicon.set("tunda", "kata"), lexicon.set("kalimat", "sendiri")
    clauses = (set(one.words()) for sentence in sentences for one in sentence.clauses if one.contrast)
    return any(words & waits and not words & own for words in clauses)


def is_doubted(lexicon: Lexicon, outcome: Outcome, sentences: tuple[Sentence, ...]) -> bool:
    """A "belum", a "cari", a refusal anywhere: facts alone are then not enough; nor is it a "rusak", unless the
    outcome records the condition as it is."""
    keys = (
        "kata",
        "ragu",
        "tolakan",
        "bentrok",
        *(() if "kondisi" in (*outcome.carries, *outcome.needs_any) else ("rusak",)),
    )
    doubts = frozenset[str]().union(*(lexicon.set(TABLE, key) for key in keys))
    words = (word for sentence in sentences for clause in sentence.clauses for word in clause.words())
    return any(word in doubts for word in words)


def is_marred(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """Whether a symptom stands behind a "tetapi" ("sudah bisa, TETAPI muncul 404"), or slowness anywhere
    ("sudah bisa. Lambat sekali"), or it is well from some place alone: it neither fails nor is it well."""
    symptoms = lexicon.set("diminta", "gejala")
    for sentence in sentences:
        for clause in sentence.clauses:
            words = clause.words()
            if set(words) & lexicon.set("kalimat", "lampau"):
                continue
            if _is_limited(lexicon, clause):
                return True
            for at, token in enumerate(clause.tokens):
                told = (clause.contrast and token.word in symptoms) or _is_slow(lexicon, token, words[:at])
                gone = set(words[at + 1 : at + 1 + _REACH]) & lexicon.set(TABLE, "hilang")
                if told and not gone and not _denied(lexicon, words, at):
                    return True
    return False


def _is_limited(lexicon: Lexicon, clause: Clause) -> bool:
    """ "bisa, TAPI HANYA DARI LAN", "bisa diakses LEWAT WIFI KANTOR DOANG"."""
    words = clause.words()
    alone = clause.contrast or bool(set(words[-1:]) & lexicon.set("diminta", "hanya"))
    ways, places = lexicon.set("diminta", "lewat"), lexicon.set("diminta", "setempat")
    near = (set(words[at + 1 : at + 1 + _REACH]) for at, word in enumerate(words) if word in ways)
    return alone and any(words_behind & places for words_behind in near)


def _is_slow(lexicon: Lexicon, token: Token, before: tuple[str, ...]) -> bool:
    """ "lambat", "lemotnya"; not "PALING lambat besok"."""
    slow = lexicon.set("diminta", "lambat")
    return (token.word in slow or token.stem in slow) and not set(before[-1:]) & lexicon.set(TABLE, "paling")


def is_untried(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """ "katanya sudah bisa, saya sendiri BELUM COBA": who says so has not tried."""
    soft, trying = lexicon.set(TABLE, "tunda"), lexicon.set(TABLE, "coba")
    clauses = (clause.words() for sentence in sentences for clause in sentence.clauses)
    return any(
        word in soft and set(words[at + 1 : at + 1 + _REACH]) & trying
        for words in clauses
        if not set(words) & lexicon.set("kalimat", "lampau")
        for at, word in enumerate(words)
    )


def is_but_for(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """ "semua normal KECUALI email", "4 yang bisa, LAINNYA no route to host": not all is as well as what is said."""
    excepting, rest = lexicon.set("barang", "selain"), lexicon.set("kalimat", "selebihnya")
    well = lexicon.set(TABLE, "pulih")
    return any(
        (clause.contrast and words[0] in excepting)
        or (words[0] in rest and not set(words) & well)
        or (clause.contrast and _not_all(lexicon, words))
        or _leaves_some(lexicon, clause)
        for sentence in sentences
        for clause in sentence.clauses
        if (words := clause.words())
    )


def _leaves_some(lexicon: Lexicon, clause: Clause) -> bool:
    """ "yang lama bisa YANG BARU BELUM", "tapi opd lain TIDAK", "1 DARI 2 server": some of it does not."""
    words = clause.words()
    if (
        words[-1] in lexicon.set(TABLE, "penutup")
        and len(words) > 1
        and (clause.contrast or "yang" in words[1:-2])
    ):
        return True
    of = lexicon.set("kalimat", "dibanding")
    return any(
        one.isdecimal() and other.isdecimal() and between in of and int(one) < int(other)
        for one, between, other in zip(words, words[1:], words[2:], strict=False)
    )


def _not_all(lexicon: Lexicon, words: tuple[str, ...]) -> bool:
    """ "tapi BELUM SEMUA aplikasi"."""
    deny, every = lexicon.set(TABLE, "kata"), lexicon.set("barang", "semuanya")
    return any(one in deny and other in every for one, other in pairwise(words))


def is_of_then(lexicon: Lexicon, own: Sequence[Said], sentences: tuple[Sentence, ...]) -> bool:
    """Whether a fact is told of earlier alone, and something else of now: "KEMARIN penuh, TETAPI tadi pagi …", "penuh
    sampai kemarin. HARI INI …"; or of once, which says that it is no more: "TADINYA penuh"."""
    if all(_is_of_once(lexicon, said, sentences) for said in own):
        return True
    if not all(said.past for said in own):
        return False
    last = max(said.where for said in own)
    still = lexicon.set("kalimat", "begitu_juga")
    return any(
        (clause.contrast and not _wishes(lexicon, clause)) or _is_of_now(lexicon, clause)
        for number, sentence in enumerate(sentences)
        for index, clause in enumerate(sentence.clauses)
        if (number, index) > last and not set(clause.words()) & still
    )


def _is_of_once(lexicon: Lexicon, said: Said, sentences: tuple[Sentence, ...]) -> bool:
    """ "TADINYA penuh", "DULU rak B kosong": the word opens the clause or stands right before."""
    before = sentences[said.where[0]].clauses[said.where[1]].words()[: said.span[0]]
    for phrase in lexicon.entries("kalimat", "tadinya"):
        wanted = lexicon.standard(phrase)
        near = (before[at : at + len(wanted)] for at in range(max(0, len(before) - _REACH), len(before)))
        first = phrase in lexicon.set(TABLE, "dulu")  # "dicoba DULU sudah bisa" is of now
        if before[: len(wanted)] == wanted or (not first and wanted in near):
            return True
    return False


def _wishes(lexicon: Lexicon, clause: Clause) -> bool:
    """ "…, tapi TOLONG bawa rel", "tapi JANGAN lupa kabel": what is to be done, not how it is."""
    return bool(set(clause.words()[:1]) & (lexicon.set("kalimat", "harap") | {"jangan"}))


def _is_of_now(lexicon: Lexicon, clause: Clause) -> bool:
    """ "SEKARANG ada tempat", "HARI INI sudah ada tempat"."""
    if set(clause.words()) & lexicon.set("kalimat", "kini"):
        return True
    said = f" {' '.join(clause.words())} "
    return any(f" {phrase} " in said for phrase in lexicon.entries("waktu", "hari_ini"))


def is_open_now(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """ "tadi pagi penuh, SEKARANG BELUM saya lihat": how it is now is not known; "tadi bisa, sekarang HILANG lagi":
    it is otherwise."""
    otherwise = lexicon.set(TABLE, "kata") | lexicon.set(TABLE, "hilang") | lexicon.set("diminta", "gejala")
    return any(
        set(clause.words()) & lexicon.set("kalimat", "kini") and set(clause.words()) & otherwise
        for sentence in sentences
        for clause in sentence.clauses
    )


def is_over(lexicon: Lexicon, said: Said, sentences: tuple[Sentence, ...]) -> bool:
    """Whether a fault is told as past: "sempat down", "kemarin mati, sekarang sudah normal"."""
    words = sentences[said.where[0]].clauses[said.where[1]].words()
    before = words[max(0, said.span[0] - 2) : said.span[0]]
    passing = [word for word in before if word in lexicon.set("kalimat", "sempat")]
    if passing and not set(words[: said.span[0]]) & lexicon.set(TABLE, "kata"):
        return True
    going_on = lexicon.set("kalimat", "sejak") | (
        frozenset() if said.past else lexicon.set("kalimat", "masih")
    )
    if set(words) & going_on:  # "kemarin RTO TERUS" went on until then only
        return False
    later = [clause for clause in _later(lexicon, said, sentences) if _recovered(lexicon, clause)]
    if said.past or said.manner == "reported":
        return bool(later)
    return any(set(clause.words()) & lexicon.set("kalimat", "kini") for clause in later)


def _later(lexicon: Lexicon, said: Said, sentences: tuple[Sentence, ...]) -> Iterator[Clause]:
    """The plain clauses behind a phrase."""
    for number, sentence in enumerate(sentences):
        for index, manner in enumerate(clause_manners(lexicon, sentence)):
            if (number, index) > said.where and manner == "said":
                yield sentence.clauses[index]


def _recovered(lexicon: Lexicon, clause: Clause) -> bool:
    """ "sudah NORMAL", "sekarang lancar kembali"."""
    words = clause.words()
    if not words or words[0] in lexicon.set("kalimat", "walau"):
        return False
    well = [at for at, word in enumerate(words) if word in lexicon.set(TABLE, "pulih")]
    now = lexicon.set("kalimat", "kini") | lexicon.set("kalimat", "pulang")
    return bool(set(words) & now) and any(not _denied(lexicon, words, at) for at in well)


def _stands(lexicon: Lexicon, sentences: tuple[Sentence, ...], against: Collection[str]) -> bool:
    """One of the words, not denied, not over, not told of earlier."""
    for sentence in sentences:
        for clause in sentence.clauses:
            words = clause.words()
            if set(words) & lexicon.set("kalimat", "lampau") and not set(words) & lexicon.set(
                "kalimat", "kini"
            ):
                continue
            for at, word in enumerate(words):
                gone = set(words[at + 1 : at + 1 + _REACH]) & lexicon.set(TABLE, "hilang")
                if word in against and not gone and not _denied(lexicon, words, at):
                    return True
    return False


def _denied(lexicon: Lexicon, words: tuple[str, ...], at: int) -> bool:
    return any(word in lexicon.set(TABLE, "kata") for word in words[max(0, at - _REACH) : at])
