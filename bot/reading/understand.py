"""Which outcome a message says at a step, or why that can't be told. A wrong outcome is worse than none.

The words of `rules/*.toml` are found by `phrases`; here they are weighed against each other. What stays
contradictory, negated without a meaning, asked or wished is returned as unclear, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.model import TOLD_PLACES, Evidence, Fields
from bot.reading.against import (
    is_but_for,
    is_doubted,
    is_marred,
    is_of_then,
    is_open_now,
    is_over,
    is_refuted,
    is_untried,
)
from bot.reading.ballot import Ballot
from bot.reading.hold import tie_orders
from bot.reading.phrases import Said
from bot.reading.rack_votes import elsewhere, leaves_a_place, votes_of_racks
from bot.reading.server import PLACE
from bot.reading.spoken import closes, of_an_official, stands, takes_itself_back
from bot.reading.words import Lexicon, Sentence
from bot.rules import Outcome

NO_DECISION = "tidak ada kata keputusan yang ditemukan"
SAME_TIME = "waktu yang diminta sudah menjadi waktu yang ditetapkan"
NOT_STATED = "kata keputusan hanya ditanyakan, diharapkan, atau diandaikan"
CONTRADICTION = "kata-katanya saling bertentangan"
DENIED = "kata keputusan disangkal atau ditunda"
TIED = "keputusan ditunda, bersyarat, atau ditarik kembali"
OTHER_AGENCY = "keputusannya menyebut OPD lain, bukan OPD berkas ini"
OVER = "gangguan yang diceritakan sudah lewat"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome said (None: not sure), the evidence, and why it is not sure."""

    outcome: str | None = None
    evidence: tuple[Evidence, ...] = ()
    unclear: str = ""
    command: bool = False
    by_facts: bool = False  # said by no word, by the facts alone


def read_answer(ballot: Ballot, sentences: tuple[Sentence, ...], facts: Fields) -> Answer:
    """What is said, in the order of certainty: statements, commands, the whole answer in one word, facts."""
    found = tuple(said for said in ballot.table.find(sentences) if said.phrase.outcome)
    found = tie_orders(ballot, found, sentences)
    commands = {command.id for command in ballot.commands}
    strong = [said for said in found if not said.phrase.weak and said.phrase.outcome not in commands]
    asked = [said for said in found if said.phrase.outcome in commands]
    weak = [said for said in found if said.phrase.weak]
    readers: tuple[Callable[[], Answer | None], ...] = (
        lambda: _stated(ballot, strong, weak, asked, sentences, facts),
        lambda: _commanded(ballot, asked, sentences),
        lambda: _whole(ballot, weak, sentences),
        lambda: _beside_facts(ballot, (weak, strong), sentences, facts),
        lambda: _offered(ballot, found, sentences, facts),
    )
    for read in readers:
        answer = read()
        if answer:
            return answer
    return _asking(ballot, sentences) or Answer(unclear=_why(ballot, found))


def _asking(ballot: Ballot, sentences: tuple[Sentence, ...]) -> Answer | None:
    """Whoever is asked nothing here and asks himself wants to know how things stand."""
    asked = next((sentence for sentence in sentences if sentence.question), None)
    if ballot.asking is None or asked is None:
        return None
    said = " ".join(token.raw for clause in asked.clauses for token in clause.tokens)
    evidence = Evidence(ballot.asking.id, said[:80], "umum: pertanyaan")
    return Answer(ballot.asking.id, (evidence,), command=True)


def _why(ballot: Ballot, found: tuple[Said, ...]) -> str:
    if not ballot.outcomes:
        return ""
    if any(said.manner == "tied" for said in found):
        return TIED
    if any(said.negated for said in found):
        return DENIED
    return NOT_STATED if found else NO_DECISION


def _vote(said: Said) -> str:
    """The outcome a counted phrase stands for: its own, that of its denial, or '' for none."""
    if not said.counts:
        return ""
    if not said.negated:
        return said.phrase.outcome
    return "" if said.phrase.mood == "order" and said.deferred else said.phrase.denied


def _stated(
    ballot: Ballot,
    strong: list[Said],
    weak: list[Said],
    asked: list[Said],
    sentences: tuple[Sentence, ...],
    facts: Fields,
) -> Answer | None:
    votes = [(said, _vote(said)) for said in strong]
    votes = [(said, vote) for said, vote in votes if ballot.outcome(vote)]
    votes += _elliptical(ballot, [*strong, *weak], sentences)
    if votes:
        votes += votes_of_racks(ballot, weak, sentences)
    if not votes:
        return None
    votes = _without_over(ballot, votes, sentences)
    if not votes:
        return Answer(unclear=OVER)
    withdrawn = [
        said for said in asked if _vote(said) and closes(ballot, said) and stands(said, sentences, ballot)
    ]
    votes = _without_past(votes)
    outcomes = {vote for _, vote in votes}
    if _only_earlier(votes, strong):
        return Answer(unclear=CONTRADICTION)
    open_denial = any(said.negated and said.counts and not ballot.outcome(_vote(said)) for said in strong)
    chosen = _chosen(ballot, votes)
    if withdrawn and chosen and (ballot.first or _mood(ballot, chosen) != "request"):
        return _against_withdrawal(ballot, withdrawn, votes, chosen)
    outcome = ballot.outcome(chosen)
    elsewhere_too = (
        outcome is not None and outcome.mood == "fact" and _offers_more(ballot, outcome, weak, facts)
    )
    if elsewhere_too:
        return Answer(unclear=CONTRADICTION)
    if outcome and _is_against(ballot, outcome, votes, sentences):
        return Answer(unclear=CONTRADICTION)
    if not chosen or (open_denial and len(outcomes) == 1 and _denied_itself(strong, chosen)):
        return Answer(unclear=CONTRADICTION)
    return Answer(chosen, _evidence(ballot, [said for said, vote in votes if vote == chosen], chosen))


def _against_withdrawal(
    ballot: Ballot, withdrawn: list[Said], votes: list[tuple[Said, str]], chosen: str
) -> Answer | None:
    """None: the withdrawal is what was meant. A request that the same sentence names is the one withdrawn."""
    if ballot.first:
        where = {said.where[0] for said in withdrawn}
        return None if all(said.where[0] in where for said, _ in votes) else Answer(unclear=CONTRADICTION)
    return Answer(unclear=CONTRADICTION) if _mood(ballot, chosen) != "fact" else None


def _offers_more(ballot: Ballot, outcome: Outcome, weak: list[Said], facts: Fields) -> bool:
    """A place that is left, or "Selasa jam 9 penuh, Rabu jam 10 BISA": a weak word for another outcome, and the facts
    that it must carry."""
    if leaves_a_place(ballot, outcome, facts):
        return True
    others = (ballot.outcome(said.phrase.outcome) for said in weak if said.counts and not said.negated)
    return any(
        other is not None
        and other is not outcome
        and bool(other.here)
        and not outcome.here
        and all(_given(facts, need) for need in other.here)
        for other in others
    )


def _is_against(
    ballot: Ballot, outcome: Outcome, votes: list[tuple[Said, str]], sentences: tuple[Sentence, ...]
) -> bool:
    """Whether what stands beside a fact speaks against it: where a complaint could be meant, a symptom behind the
    success, or that nothing was tried yet; a refusal, a conflict; a "now" of which nothing is known."""
    lexicon = ballot.table.lexicon
    own = [said for said, vote in votes if vote == outcome.id]
    complains = any(one.mood == "complaint" for one in ballot.outcomes)
    complains = complains and outcome.mood == "fact" and not outcome.affirms  # `assent` weighs "sesuai"
    if complains and any(speaks(lexicon, sentences) for speaks in (is_untried, is_but_for, is_marred)):
        return True
    if outcome.mood == "fact" and outcome.denied and is_of_then(lexicon, own, sentences):
        return True
    if outcome.mood == "fact" and all(said.past for said in own) and is_open_now(lexicon, sentences):
        return True
    if ballot.first or not (ballot.offered is outcome or "waktu" in outcome.here):
        return False
    return is_refuted(lexicon, outcome, sentences, min(said.where[0] for said in own))


def _denied_itself(strong: list[Said], chosen: str) -> bool:
    """The chosen outcome's own words also stand there negated."""
    return any(said.negated and said.counts and said.phrase.outcome == chosen for said in strong)


def _mood(ballot: Ballot, outcome_id: str) -> str:
    outcome = ballot.outcome(outcome_id)
    return outcome.mood if outcome else ""


def _without_over(
    ballot: Ballot, votes: list[tuple[Said, str]], sentences: tuple[Sentence, ...]
) -> list[tuple[Said, str]]:
    """Without the faults that are told as past and mended."""
    lexicon = ballot.table.lexicon
    return [
        (said, vote)
        for said, vote in votes
        if _mood(ballot, vote) != "complaint" or not is_over(lexicon, said, sentences)
    ]


def _without_past(votes: list[tuple[Said, str]]) -> list[tuple[Said, str]]:
    """Without what is told of earlier, when something else is said of now."""
    now = [(said, vote) for said, vote in votes if not said.past]
    return now or votes


def _only_earlier(votes: list[tuple[Said, str]], strong: list[Said]) -> bool:
    """ "Yang Setwan kemarin PENUH. Kalau Dishub ini TERSEDIA": all that counts is of earlier, and another outcome is
    named that may be of now."""
    outcomes = {vote for _, vote in votes}
    other = any(
        not said.counts and not said.other_thing and said.phrase.outcome not in outcomes for said in strong
    )
    return other and all(said.past for said, _ in votes)


def _chosen(ballot: Ballot, votes: list[tuple[Said, str]]) -> str:
    """One outcome of the votes, or '' when they contradict each other."""
    outcomes = list(dict.fromkeys(vote for _, vote in votes))
    if len(outcomes) == 1:
        return outcomes[0]
    for mood in (
        "complaint",
        "request",
    ):  # part of it fails: it fails; a wish for another day outweighs a fact
        of_mood = [one for one in outcomes if _mood(ballot, one) == mood]
        if len(of_mood) == 1:
            return of_mood[0]
    if any(_mood(ballot, one) == "order" for one in outcomes):
        return ""
    return _after_contrast(votes) or elsewhere(ballot, votes)


def _after_contrast(votes: list[tuple[Said, str]]) -> str:
    """What stands behind "tetapi", when it is one thing only, and the sentence's last word on it."""
    behind = {vote for said, vote in votes if said.contrast}
    last = votes[-1]
    return last[1] if last[0].contrast and len(behind) == 1 else ""


def _elliptical(ballot: Ballot, found: list[Said], sentences: tuple[Sentence, ...]) -> list[tuple[Said, str]]:
    """ "ping bisa, web BELUM": a thing of ours and a bare negator deny what was said before."""
    lexicon = ballot.table.lexicon
    enders, ours = lexicon.set("sangkal", "penutup"), lexicon.set("benda", "kita")
    denying = [said for said in found if said.phrase.denied and said.counts and not said.negated]
    for said in denying:
        for index, clause in enumerate(sentences[said.where[0]].clauses):
            tokens = clause.tokens
            if index <= said.where[1] or not tokens or tokens[-1].word not in enders:
                continue
            scoped = tokens[0].word in lexicon.set("sangkal", "cakupan")
            if len(tokens) > 1 and (
                scoped or any(token.word in ours or token.stem in ours for token in tokens)
            ):
                return [(said.at(said.where[0], index), said.phrase.denied)]
    return []


def _commanded(ballot: Ballot, asked: list[Said], sentences: tuple[Sentence, ...]) -> Answer | None:
    standing = [said for said in asked if _vote(said) and stands(said, sentences, ballot)]
    standing = [said for said in standing if not of_an_official(ballot.table.lexicon, said, sentences)]
    outcomes = list(dict.fromkeys(said.phrase.outcome for said in standing))
    closing = [said.phrase.outcome for said in standing if closes(ballot, said)]
    if not outcomes or (closing and takes_itself_back(ballot, asked)):
        return None
    chosen = closing[0] if closing else outcomes[0]
    evidence = _evidence(ballot, [said for said in standing if said.phrase.outcome == chosen], chosen, "umum")
    return Answer(chosen, evidence, command=not closing)


def _whole(ballot: Ballot, weak: list[Said], sentences: tuple[Sentence, ...]) -> Answer | None:
    """A weak word is an answer when it is all that was said, courtesies and names aside."""
    usable = [said for said in weak if said.counts and not said.negated]
    outcomes = {said.phrase.outcome for said in usable}
    if len(outcomes) != 1 or any(said.negated for said in weak):
        return None
    outcome = ballot.outcome(next(iter(outcomes)))
    lexicon = ballot.table.lexicon
    courtesy, rest = lexicon.set("sopan", "kata"), 0
    weak_words = {word for said in weak for word in said.phrase.words}
    for sentence in sentences:
        for clause in sentence.clauses:
            rest += sum(1 for word in clause.words() if word not in courtesy and word not in weak_words)
    thanked = any(_thanks(lexicon, sentence) for sentence in sentences)
    receipt = weak_words <= lexicon.set("sopan", "tanda_terima") or not (outcome and outcome.affirms)
    if outcome is None or rest > 0 or (thanked and receipt and outcome.mood == "fact"):
        return None
    return Answer(outcome.id, _evidence(ballot, usable, outcome.id))


def _thanks(lexicon: Lexicon, sentence: Sentence) -> bool:
    words = " ".join(word for clause in sentence.clauses for word in clause.words())
    return any(thanks in words for thanks in lexicon.entries("sopan", "dibaca"))


def _plans_behind(lexicon: Lexicon, said: Said, sentences: tuple[Sentence, ...]) -> bool:
    """ "ada yang MAU keluar Selasa jam 9": what is there is only to come."""
    behind = sentences[said.where[0]].clauses[said.where[1]].words()[said.span[1] :]
    return bool(set(behind) & lexicon.set("kalimat", "nanti"))


def _beside_facts(
    ballot: Ballot, found: tuple[list[Said], list[Said]], sentences: tuple[Sentence, ...], facts: Fields
) -> Answer | None:
    """ "besok jam 10 bisa": a weak word beside the very facts that its outcome must carry."""
    weak, strong = found
    if strong or any(said.negated or not said.counts for said in weak):
        return None
    if any(_plans_behind(ballot.table.lexicon, said, sentences) for said in weak):
        return None
    outcomes = {said.phrase.outcome for said in weak}
    outcome = ballot.outcome(next(iter(outcomes))) if len(outcomes) == 1 else None
    if outcome is None or not outcome.here or any(not _given(facts, need) for need in outcome.here):
        return None
    stated = [(said, outcome.id) for said in weak]
    if _is_against(ballot, outcome, stated, sentences) or _plans_to_look(ballot, outcome, sentences):
        return None
    return Answer(outcome.id, _evidence(ballot, weak, outcome.id))


def _offered(
    ballot: Ballot, found: tuple[Said, ...], sentences: tuple[Sentence, ...], facts: Fields
) -> Answer | None:
    """The outcome that facts alone say (`offers`), unless a word speaks against it."""
    outcome = ballot.offered
    if outcome is None or any(said.negated or said.other_thing or said.manner == "asked" for said in found):
        return None
    if ballot.first and sentences and all(sentence.question for sentence in sentences):
        return None
    if not ballot.first and any(_asks_with_a_number(sentence) for sentence in sentences):
        return None
    doubted = is_doubted(ballot.table.lexicon, outcome, sentences)
    if not ballot.first and (doubted or _plans_to_look(ballot, outcome, sentences)):
        return None
    given = [need for need in outcome.needs if facts.get(need) or _is_placed(facts, need)]
    if ballot.first:
        given += [need for need in outcome.carries if facts.get(need)]
    enough = bool(given) if ballot.first else 2 * len(given) > len(outcome.needs)
    if outcome.needs_any and not outcome.needs:
        given = [need for need in outcome.needs_any if facts.get(need)]
        enough = bool(given) and not any(sentence.question for sentence in sentences)
    if outcome.here:
        enough = all(_given(facts, need) for need in outcome.here)
    if not enough:
        return None
    evidence = tuple(Evidence(outcome.id, need, f"{ballot.rule}: isian") for need in given)
    return Answer(outcome.id, evidence, by_facts=True)


def _is_placed(facts: Fields, need: str) -> bool:
    """Whether a rack or unit is told of one of the servers, or of one that is still to be asked for."""
    servers = facts.get("server") or ()
    own = any(isinstance(one, Mapping) and one.get(need) for one in servers)
    return need in PLACE and (own or bool(facts.get(TOLD_PLACES)))


def _plans_to_look(ballot: Ballot, outcome: Outcome, sentences: tuple[Sentence, ...]) -> bool:
    """ "besok SAYA CEK ya jam 9": the time is when the writer himself will look."""
    if "waktu" not in outcome.here or outcome.mood != "fact":
        return False
    lexicon = ballot.table.lexicon
    own, looks = (
        lexicon.set("kalimat", "sendiri"),
        lexicon.set("benda", "lain_kanan") | lexicon.set("tunda", "timbang"),
    )
    clauses = (set(clause.words()) for sentence in sentences for clause in sentence.clauses)
    return any(words & own and words & looks and "sudah" not in words for words in clauses)


def _asks_with_a_number(sentence: Sentence) -> bool:
    """ "192.0.2.7?", "Senin jam 9 atau Selasa jam 10?": the very facts are asked."""
    return sentence.question and any(
        ch.isdecimal() for clause in sentence.clauses for token in clause.tokens for ch in token.word
    )


def _given(facts: Fields, need: str) -> bool:
    """Whether the fact is there, be it as candidates that are asked back."""
    return bool(facts.get(need) or facts.get(f"{need}_calon"))


def _evidence(ballot: Ballot, found: list[Said], outcome: str, rule: str = "") -> tuple[Evidence, ...]:
    place = rule or ballot.rule
    return tuple(
        Evidence(outcome, said.text, f"{place}/{outcome}: {' '.join(said.phrase.words)}")
        for said in found[:3]
    )
