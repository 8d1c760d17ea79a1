"""Whether an order is put off, tied to a condition, taken back or meant for somebody else: it moves nothing.

"Setuju, asalkan …", "tunggu … dulu", "baru saya disposisi", "diproses setelah …", "salah pencet", "ke Sekda".
A note beside a plain decision ("Acc. Setelah selesai laporkan") ties nothing. Every word comes from `[tunda]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.ballot import Ballot
from bot.reading.phrases import Said
from bot.reading.words import Clause, Lexicon, Sentence

TABLE = "tunda"
_NEAR = 3
_PREFIXES = ("di", "me", "ber")  # of a verb that "tak" denies


def tie_orders(ballot: Ballot, found: Sequence[Said], sentences: tuple[Sentence, ...]) -> tuple[Said, ...]:
    """The phrases found, the orders among a step's outcomes that bind nobody marked as "tied", and the offers of a
    time that are open only after something else."""
    lexicon = ballot.table.lexicon
    found = [replace(said, manner="tied") if _foretold(ballot, said, sentences) else said for said in found]
    if _not_this_one(lexicon, found, sentences):
        found = [replace(said, manner="tied") if _consents(ballot, said) else said for said in found]
    orders = [said for said in found if said.phrase.mood == "order" and ballot.outcome(said.phrase.outcome)]
    if not orders:
        return tuple(found)
    asked = _find_asked_after(ballot, found)
    orders = [said for said in orders if said.where not in asked]
    found = [
        replace(said, manner="tied") if said.where in asked and ballot.outcome(said.phrase.outcome) else said
        for said in found
    ]
    plain = [said for said in orders if said.counts]
    meant = _meant_instead(lexicon, plain, sentences)
    if meant and is_taken_back(lexicon, sentences):
        slips = {id(said) for said in orders if said.where < meant}
        return tuple(replace(said, manner="tied") if id(said) in slips else said for said in found)
    within: dict[int, list[Said]] = {}
    for said in plain:
        within.setdefault(said.where[0], []).append(said)
    everything = is_taken_back(lexicon, sentences) or _left_open(lexicon, orders, sentences)
    everything = everything or _reversed_if(lexicon, orders) or _other_waits(lexicon, plain, sentences)
    everything = everything or any(
        _puts_off(lexicon, sentence, within.get(number, []), number)
        for number, sentence in enumerate(sentences)
    )
    tied = {id(said) for said in orders if everything or _is_tied(lexicon, said, sentences[said.where[0]])}
    return tuple(replace(said, manner="tied") if id(said) in tied else said for said in found)


def _find_asked_after(ballot: Ballot, found: Sequence[Said]) -> set[tuple[int, int]]:
    """Where it is only asked about: "proses surat ini SAMPAI MANA", a question of some words in the same clause."""
    asking = {command.id for command in ballot.commands if not command.closes}
    return {said.where for said in found if said.phrase.outcome in asking and len(said.phrase.words) > 1}


def _reversed_if(lexicon: Lexicon, orders: list[Said]) -> bool:
    """ "diteruskan, tapi KALAU tower ditolak saja": the condition under which the opposite is ordered is open; and so
    is what must come first: "SEBELUM saya disposisi, lengkapi spesifikasinya"."""
    strong = [said for said in orders if not said.phrase.weak and not said.negated]
    plain = {said.phrase.outcome for said in strong if said.counts}
    before = lexicon.set(TABLE, "sebelum")
    return bool(plain) and any(
        said.manner == "supposed" and (said.phrase.outcome not in plain or said.scope & before)
        for said in strong
    )


def _foretold(ballot: Ballot, said: Said, sentences: tuple[Sentence, ...]) -> bool:
    """ "tersedia SETELAH server lain diambil", "SETELAH ITU kosong": a fact with a time, and what comes first."""
    outcome = ballot.outcome(said.phrase.outcome)
    if outcome is None or outcome.mood != "fact" or "waktu" not in outcome.here:
        return False
    words = sentences[said.where[0]].clauses[said.where[1]].words()
    before, after = words[: said.span[0]], words[said.span[1] :]
    first = ballot.table.lexicon.set(TABLE, "setelah")
    then = any(word in first and before[at + 1 : at + 2] == ("itu",) for at, word in enumerate(before))
    return then or _any_of(after[:1], first)


def puts_off(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """Whether a message without a decision puts one off: "saya pelajari dulu" under the subject "DISPOSISI"."""
    return is_taken_back(lexicon, sentences) or any(
        _puts_off(lexicon, sentence, [], number) for number, sentence in enumerate(sentences)
    )


def _meant_instead(
    lexicon: Lexicon, orders: list[Said], sentences: tuple[Sentence, ...]
) -> tuple[int, int] | None:
    """Where, behind a slip told in an earlier clause, the right word is announced: "salah pencet tolak. YANG BETUL
    disposisi", or said of this case: "tadi kepencet. YANG INI ditolak"."""
    slipped = False
    decided = {said.where for said in orders if not said.negated}
    for number, sentence in enumerate(sentences):
        for index, clause in enumerate(sentence.clauses):
            words = clause.words()
            if slipped and _finds(lexicon, words, "pengganti") >= 0:
                return number, index
            if slipped and (number, index) in decided and _finds(lexicon, words, "pengganti_ini") >= 0:
                return number, index
            slipped = slipped or _finds(lexicon, words, "ralat") >= 0
    return None


def is_taken_back(lexicon: Lexicon, sentences: tuple[Sentence, ...]) -> bool:
    """ "Maaf salah pencet", "batal tolak": what was said before is withdrawn."""
    spoken = (clause.words() for sentence in sentences for clause in sentence.clauses)
    return any(
        _finds(lexicon, words, "ralat") >= 0 > _finds(lexicon, words, "bukan_ralat") for words in spoken
    )


def _left_open(lexicon: Lexicon, orders: list[Said], sentences: tuple[Sentence, ...]) -> bool:
    """ "setuju ATAU ditolak, nanti saya kabari"."""
    return any(
        any(
            clause.words()[:1] and clause.words()[0] in lexicon.set(TABLE, "pilihan")
            for clause in part.clauses
        )
        and len({said.phrase.outcome for said in orders if said.where[0] == number}) > 1
        for number, part in enumerate(sentences)
    )


def _other_waits(lexicon: Lexicon, orders: list[Said], sentences: tuple[Sentence, ...]) -> bool:
    """ "Yang Tugu setuju, YANG SATUNYA jangan dulu": of two matters one is not decided, and which is not sure; "yang
    INI setuju" says it."""
    clear = any(
        word in lexicon.set(TABLE, "ini")
        for said in orders
        for word in sentences[said.where[0]].clauses[said.where[1]].words()
    )
    denying = lexicon.set("sangkal", "kata") | lexicon.set("sangkal", "dulu")
    decided = {said.where for said in orders}
    return not clear and any(
        _denies_other(lexicon, clause.words(), denying)
        for number, sentence in enumerate(sentences)
        for index, clause in enumerate(sentence.clauses)
        if decided and (number, index) not in decided
    )


def _denies_other(lexicon: Lexicon, words: tuple[str, ...], denying: frozenset[str]) -> bool:
    """ "YANG LAIN belum", "jangan yang satunya", "yang dari Dinkes nanti dulu"."""
    others = lexicon.set(TABLE, "satunya")
    return any(
        word == "yang"
        and _any_of(words[at + 1 : at + 2], others)
        and _any_of((*words[max(0, at - 1) : at], *words[at + 2 :]), denying)
        for at, word in enumerate(words)
    )


def _not_this_one(lexicon: Lexicon, found: Sequence[Said], sentences: tuple[Sentence, ...]) -> bool:
    """ "setuju, tapi BUKAN UNTUK YANG INI", "acc, yang ini jangan dulu": what is decided is decided of another. The
    denial inside a decision ("yang ini jangan ditolak") is none of this one."""
    spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for said in found:
        if not said.phrase.weak:
            spans.setdefault(said.where, []).append(said.span)
    for number, sentence in enumerate(sentences):
        for index, clause in enumerate(sentence.clauses):
            own = spans.get((number, index), ())
            words = tuple(
                "" if any(start <= at < end for start, end in own) else word
                for at, word in enumerate(clause.words())
            )
            if any(_denies_this(lexicon, words, at) for at in range(len(words))):
                return True
    return False


def _consents(ballot: Ballot, said: Said) -> bool:
    """Whether it is a yes that moves the case: what is refused anyway ("yang ini tidak saya teruskan") stays so."""
    outcome = ballot.outcome(said.phrase.outcome)
    if outcome is None or said.negated:
        return False
    return not outcome.closes if outcome.mood == "order" else outcome.mood == "fact" and bool(outcome.needs)


def _denies_this(lexicon: Lexicon, words: tuple[str, ...], at: int) -> bool:
    """Whether the "ini" at this place is denied: "bukan untuk surat INI", "yang INI belum saya baca"."""
    if words[at] not in lexicon.set(TABLE, "ini"):
        return False
    deny, between = lexicon.set("sangkal", "kata"), lexicon.set(TABLE, "berkas_ini")
    left = next((word for word in reversed(words[:at]) if word not in between), "")
    if left in deny and at and words[at - 1] in between:
        return True
    after = words[at + 1 : at + 1 + _NEAR]
    denied = next((place for place, word in enumerate(after) if word in deny), -1)
    light = denied >= 0 and _any_of(
        words[at + 2 + denied : at + 3 + denied], lexicon.set(TABLE, "ini_ringan")
    )
    return words[at - 1 : at] == ("yang",) and denied >= 0 and not light


def _puts_off(lexicon: Lexicon, sentence: Sentence, orders: list[Said], number: int) -> bool:
    """The whole message waits for something: "tunggu … dulu", "saya cek dulu", "asalkan …"."""
    for index, clause in enumerate(sentence.clauses):
        words = clause.words()
        here = any(said.where == (number, index) for said in orders)
        if words and words[0] in lexicon.set(
            "diminta", "sebab"
        ):  # "ditolak KARENA menunggu aturan": a reason
            continue
        if _waits(lexicon, clause) or _finds(lexicon, words, "syarat") >= 0:
            return True
        if _first_or_against(lexicon, clause, here):
            return True
        before = [said.where[1] for said in orders if said.where[1] < index]
        told = (
            bool(before)
            and index - 1 not in before
            and _any(lexicon, sentence.clauses[index - 1].words(), "pesan")
        )
        if before and not told and _open_condition(lexicon, sentence, index):
            return True
    return False


def _waits(lexicon: Lexicon, clause: Clause) -> bool:
    """ "tunda", "menunggu izin Bupati", "tapi tunggu hasil rapat"; not "jangan ditunda", "saya tunggu laporannya",
    "tadi mau saya tunda"."""
    words = clause.words()
    at = _finds(lexicon, words, "kata")
    if at < 0 or set(words[max(0, at - _NEAR) : at]) & lexicon.set("sangkal", "kata"):
        return False
    waited = _any_of(words[max(0, at - 1) : at], lexicon.set(TABLE, "bukan_kiri"))
    if waited or set(words) & lexicon.set("kalimat", "lampau"):
        return False
    against = clause.contrast and not _any_of(words, lexicon.set("kalimat", "sendiri"))
    return "dulu" in words or against or not _any(lexicon, words, "bukan")


def _first_or_against(lexicon: Lexicon, clause: Clause, decides: bool) -> bool:
    """ "saya pelajari DULU", "tapi lengkapi DULU": one's own first step, or one against the decision."""
    words = clause.words()
    if not set(words) & lexicon.set("sangkal", "dulu") or _any_of(words, lexicon.set("kalimat", "lampau")):
        return False
    own = bool(set(words) & lexicon.set("kalimat", "sendiri"))
    return clause.contrast or (own and not decides)


def _open_condition(lexicon: Lexicon, sentence: Sentence, index: int) -> bool:
    """A condition that ends the sentence and asks for nothing: "setuju, apabila tempat masih ada"."""
    words = sentence.clauses[index].words()
    if not words or words[0] not in lexicon.set(TABLE, "andai") or index + 1 < len(sentence.clauses):
        return False
    light = len(words) > 1 and words[1] in lexicon.set(TABLE, "andai_ringan")
    return not light and not _any(lexicon, words, "pesan")


def _is_tied(lexicon: Lexicon, said: Said, sentence: Sentence) -> bool:
    """What stands around the order in its own sentence."""
    clause = sentence.clauses[said.where[1]].words()
    before, after = clause[: said.span[0]], clause[said.span[1] :]
    if (
        _is_mine(lexicon, said, sentence)
        or _of_an_official(lexicon, before)
        or _other_is_denied(lexicon, after)
    ):
        return True
    if _only_then(lexicon, before, after) or _finds(lexicon, clause, "sebagian") >= 0:
        return True
    if _finds(lexicon, before[-_NEAR:], "mungkin") >= 0:
        return True
    if said.phrase.words[0] in lexicon.set("sangkal", "kata") and _any_of(
        after[:_NEAR], lexicon.set("sangkal", "dulu")
    ):
        return True
    others = lexicon.set(TABLE, "silakan_lain") | lexicon.set(TABLE, "timbang")
    if set(said.phrase.words) <= lexicon.set(TABLE, "silakan") and _any_of(after, others):
        return True
    if _any_of(after[:_NEAR], lexicon.set(TABLE, "kelak") | lexicon.set(TABLE, "lainnya")):
        return True
    if _to_others(lexicon, after):
        return True
    return _after_something(lexicon, said, sentence)


def _is_mine(lexicon: Lexicon, said: Said, sentence: Sentence) -> bool:
    """ "TAK acc" is "I approve" in Javanese and "not approved" in Indonesian; "tak disetujui", "tak setuju" deny."""
    at, tokens = said.span[0], sentence.clauses[said.where[1]].tokens
    both = lexicon.set(TABLE, "tak")
    place = next((one for one in (at, at - 1) if one >= 0 and tokens[one].raw.lower() in both), -1)
    verb = tokens[place + 1].raw.lower() if 0 <= place < len(tokens) - 1 else ""
    return bool(verb) and not verb.startswith(_PREFIXES) and verb not in lexicon.set(TABLE, "tak_tidak")


def _of_an_official(lexicon: Lexicon, before: tuple[str, ...]) -> bool:
    """ "BUPATI SUDAH acc": what another decided; "kabid lanjutkan" orders him."""
    others = lexicon.set(TABLE, "pihak_lain") | lexicon.set(TABLE, "pihak_sendiri")
    others |= lexicon.set("permohonan", "pejabat")
    return before[-1:] == ("sudah",) and _any_of(before[-2:-1], others)


def _other_is_denied(lexicon: Lexicon, after: tuple[str, ...]) -> bool:
    """ "dishub setuju YANG dinkes TIDAK": one of two in the same breath."""
    return "yang" in after[:-2] and _any_of(after[-1:], lexicon.set("sangkal", "kata"))


def _only_then(lexicon: Lexicon, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """ "BARU saya teruskan", "baru bisa diproses hari Senin"; "baru saja" is a moment ago."""
    for at, word in enumerate(before):
        if word in lexicon.set(TABLE, "baru"):
            behind = (*before[at + 1 :], *after)[:1]
            dated = _any_of(after, lexicon.set("kalimat", "kelak") | lexicon.set("kalimat", "satuan_waktu"))
            return dated or not _any_of(behind, lexicon.set(TABLE, "baru_saja"))
    return False


def _to_others(lexicon: Lexicon, after: tuple[str, ...]) -> bool:
    """ "teruskan KE SEKDA": to somebody who has no part in this."""
    for at, word in enumerate(after[:_NEAR]):
        if word in lexicon.set(TABLE, "kepada"):
            named = after[at + 1 : at + 1 + _NEAR]
            ours = _any_of(named, lexicon.set(TABLE, "pihak_sendiri"))
            return not ours and _any_of(named, lexicon.set(TABLE, "pihak_lain"))
    return False


def _after_something(lexicon: Lexicon, said: Said, sentence: Sentence) -> bool:
    """ "diproses SETELAH rapat", "SETELAH ditandatangani, diproses"; not "setelah saya pelajari, setuju"."""
    marks, considered = lexicon.set(TABLE, "setelah"), lexicon.set(TABLE, "timbang")
    for index, clause in enumerate(sentence.clauses):
        words = clause.words()
        for at, word in enumerate(words):
            if word not in marks:
                continue
            if words[at + 1 : at + 2] and _any_of(words[at + 1 : at + 1 + _NEAR], considered):
                continue
            behind = index > said.where[1] or (index == said.where[1] and at >= said.span[1])
            if not behind:
                return True
            rest = words[at + 1 :] if index == len(sentence.clauses) - 1 else ()
            told = words[:at] if index > said.where[1] else ()
            if rest and not _any(lexicon, (*told, *rest[1:]), "pesan"):
                return True
    return False


def _finds(lexicon: Lexicon, words: tuple[str, ...], key: str) -> int:
    """Where one of the phrases of `[tunda]` begins in the words, or -1."""
    for phrase in lexicon.entries(TABLE, key):
        wanted = lexicon.standard(phrase)
        for at in range(len(words) - len(wanted) + 1):
            if words[at : at + len(wanted)] == wanted:
                return at
    return -1


def _any(lexicon: Lexicon, words: Sequence[str], key: str) -> bool:
    known = lexicon.set(TABLE, key)
    return any(word in known or lexicon.stem(word) in known for word in words)


def _any_of(words: Sequence[str], known: frozenset[str]) -> bool:
    return any(word in known for word in words)
