"""Reading a message for a case at a step: what kind it is, which outcome it says, which facts it gives.

Pure: the same message, place and rules always give the same `Reading`. The tables are compiled once per
`Rules` in a `Reader`; a message is then read in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import APPLICANT, STRANGER, Evidence, Kind, Message, Place, Reading, Visible
from bot.reading.another import is_of_another
from bot.reading.assent import find_assent, is_assured, weigh_assent
from bot.reading.ballot import Ballot, Ballots
from bot.reading.columns import without_old_column
from bot.reading.facts import FactReader, Facts
from bot.reading.free import Drop
from bot.reading.hold import puts_off
from bot.reading.letter import find_letter_files
from bot.reading.pieces import Pieces
from bot.reading.polite import CourtesyReader, Stand, names_in
from bot.reading.question import asks_something
from bot.reading.requests import Asked, RequestReader
from bot.reading.subject import SubjectReader
from bot.reading.understand import NO_DECISION, NOT_STATED, OTHER_AGENCY, SAME_TIME, Answer, read_answer
from bot.reading.when import ZONE
from bot.reading.words import Lexicon, Sentence
from bot.rules import Opens, Outcome, Procedure, Rules

TOO_LONG = "terlalu panjang untuk dibaca seluruhnya"
_TAPPED = 4  # letters of the word in capitals with which a one-tap subject begins
_COMMAND_SUBJECT = 3  # words of a subject that may be a command
_THANKS = 4  # words: under a "Re:" the subject may be that of our letter; a body that says more decides alone
_SHORT_BODY = 12  # words: a body this short may leave the decision to the subject
_REFERENCE = re.compile(r"\b[A-Z]{2,8}-\d{4}-\d{4,9}(?:[./]\w{1,20}){0,2}")
_NUMBER = re.compile(r"\b([A-Z]{2,8})-\d{4}-(\d{4,9})")
# a case as people name it: its whole reference, or "0048" alone; an hour ("jam 0900", "0930") and a part of a
# telephone number are none
_OTHER = re.compile(
    r"(?:\b([A-Z]{2,8})-\d{4}-|(?<![\w.,:/+-])(?<!jam )(?<!pukul )(?<!pkl )(?<!\d )(?=0\d{3}\b)(?!0[5-9][0-5][05]\b))"
    r"(\d{4,9})(?![\w/]|[-.:, ]?\d)"
)
_BY_GUARD = frozenset(("autoreply", "bounce", "loop", "unrelated"))
_PARTNERS = {
    "nomor_seri": "server", "merek": "server", "sebutan": "server", "telepon": "kontak", "waktu_calon": "waktu",
    "ip_pengelolaan": "ip", "usulan": "surat", "server": "rak", "server_mana": "server",
    "tempat_disebut": "rak",
}  # fmt: skip
_NAMED = frozenset(("opd", "waktu", "rak", "unit"))  # what is read into a field of its own is no note


@dataclass(frozen=True)
class Reader:
    """Everything that reads, compiled from one `Rules`."""

    rules: Rules
    lexicon: Lexicon
    facts: FactReader
    requests: RequestReader
    subjects: SubjectReader
    ballots: Ballots
    courtesies: CourtesyReader

    @staticmethod
    def of(rules: Rules, zone: ZoneInfo = ZONE) -> Reader:
        """`zone`: the office's, in which times are meant when none is said."""
        lexicon = Lexicon.of(rules.words, _phrases(rules), _labels(rules))
        facts = FactReader.of(rules, lexicon, zone)
        return Reader(
            rules,
            lexicon,
            facts,
            RequestReader.of(rules, lexicon),
            SubjectReader.of(rules),
            Ballots(rules, lexicon),
            CourtesyReader.of(lexicon, facts.times),
        )

    def read(self, message: Message, visible: Visible, verdict_kind: Kind | None, place: Place) -> Reading:
        """The reading of a message at a place. `verdict_kind`: what the guard already knows it to be.

        SOP: the step's remark names what the message must carry; it is returned in `fields` where given."""
        subject = self.subjects.own_words(message.subject)
        text = without_old_column(visible.text, self.lexicon)
        told = visible if text == visible.text else replace(visible, text=text)
        pieces = Pieces.of(message, told, subject, self.facts.heads)
        pieces = replace(
            pieces, replies=self.subjects.is_reply(message.subject), heading=message.subject[:200]
        )
        if visible.cut and verdict_kind not in _BY_GUARD:
            return Reading("reply", place.process, unclear=TOO_LONG, text=pieces.text, cut=True)
        if verdict_kind in _BY_GUARD and verdict_kind is not None:
            opd = self.facts.opd(pieces) if verdict_kind == "autoreply" else Facts()  # for whoever lists them
            return Reading(verdict_kind, place.process, None, opd.fields, opd.evidence)
        if place.process is None or place.step is None:
            reading = self._read_command(pieces, place.role) or self._read_new(pieces)
            return replace(reading, text=pieces.text)
        reading = self._read_reply(pieces, place, place.process, place.step)
        evidence = reading.evidence + self._too_late(pieces, place, reading)
        return replace(reading, text=pieces.text, evidence=evidence)

    def _too_late(self, pieces: Pieces, place: Place, reading: Reading) -> tuple[Evidence, ...]:
        """The words of a command that the step no longer allows, when nothing else was said: it is no outcome, but
        the answer can say so."""
        ballot = self.ballots.late(place.process or "", place.step or "", place.role)
        if ballot is None or reading.outcome is not None or reading.kind != "reply":
            return ()
        return self._answer(ballot, pieces, {}).evidence

    def _sentences(self, text: str) -> tuple[Sentence, ...]:
        """A case's number says nothing: "TTP" is also how people shorten "tetap"."""
        return self.lexicon.sentences(_REFERENCE.sub(lambda found: " " * len(found[0]), text))

    def promises_letter(self, text: str) -> bool:
        """Whether the text says that the letter is still to come ("suratnya menyusul")."""
        coming = self.lexicon.set("surat", "menyusul")
        return any(
            "surat" in {token.stem for clause in sentence.clauses for token in clause.tokens}
            and coming & {word for clause in sentence.clauses for word in clause.words()}
            for sentence in self._sentences(text)
        )

    def _asked(self, pieces: Pieces) -> Asked:
        body = "\n\n".join(part for part in (pieces.text, pieces.forwarded) if part.strip())
        return self.requests.find(self._sentences(pieces.subject), self._sentences(body))

    def _read_command(self, pieces: Pieces, role: str) -> Reading | None:
        """A short mail of an official that asks for a list and belongs to no case ("inventaris")."""
        ballot = self.ballots.staff(role)
        words = len(f"{pieces.subject} {pieces.said}".split())
        if ballot is None or not ballot.commands or words > _SHORT_BODY:
            return None
        answer = self._answer(ballot, pieces, {})
        return Reading("command", None, answer.outcome, {}, answer.evidence) if answer.command else None

    def _read_new(self, pieces: Pieces) -> Reading:
        asked = self._asked(pieces)
        if not asked.process:
            opd = self.facts.opd(pieces)
            return Reading("unrelated", None, None, opd.fields, opd.evidence, asked.why)
        return self._request(pieces, asked)

    def _request(self, pieces: Pieces, asked: Asked) -> Reading:
        """A request opens at the procedure's first step and says the outcome that this step offers (SOP 1)."""
        first = self.rules.procedure(asked.process).first
        outcome = next(one for one in first.outcomes if one.id == first.offers)
        found = self.facts.read(pieces, _wanted(outcome), Place(asked.process, None, APPLICANT))
        return Reading("request", asked.process, outcome.id, found.fields, asked.evidence + found.evidence)

    def _opening(self, pieces: Pieces, place: Place, opens: Opens, answer: Answer) -> Reading:
        """A request that was said as an answer, with what the case knows already ("AKAN DIAMBIL")."""
        request = self._request(pieces, Asked(opens.process, answer.evidence))
        known = {name: place.fields[name] for name in opens.takes if place.fields.get(name)}
        return replace(request, fields={**known, **request.fields})

    def _read_reply(self, pieces: Pieces, place: Place, process: str, step: str) -> Reading:
        ballot = self.ballots.at(process, step, place.role)
        if again := self._new_request(pieces, place, process, step, ballot):
            return again
        if ballot is None or place.role == STRANGER:
            opd = self.facts.opd(pieces)
            return Reading("reply", process, None, opd.fields, opd.evidence)
        pieces = self._of_this_case(pieces, place)
        found = self.facts.read(pieces, self._all_wanted(ballot, place, step), place)
        body = self._sentences(pieces.said)
        answer = self._answer(ballot, pieces, _for_rows(ballot, pieces, found.fields))
        answer = weigh_assent(ballot, answer, body, found.told, pieces.filled)
        own = str(place.fields.get("opd") or "") if place.role != APPLICANT else ""
        if answer.outcome and own and is_of_another(ballot, self.facts.opds, pieces.said, body, own):
            answer = Answer(unclear=OTHER_AGENCY)
        if _asks_for_what_is(ballot.outcome(answer.outcome or ""), found.fields, place):
            answer = Answer(unclear=SAME_TIME)
        polite = self._is_polite(ballot, pieces, place, answer, found.fields)
        if polite:
            answer = Answer(evidence=_courtesy(pieces), unclear=answer.unclear)
        outcome = ballot.outcome(answer.outcome or "")
        if outcome and outcome.opens:
            return self._opening(pieces, place, outcome.opens, answer)
        keep = {"opd", "opd_calon", *(_wanted(outcome) if outcome else _awaited(ballot, place))}
        fields = {name: value for name, value in found.fields.items() if name in keep or _part_of(name, keep)}
        told = "waktu" in fields and outcome is not None and outcome.mood == "fact"
        if told and self.facts.times.is_asked(pieces.said, pieces.sent):  # "Tersedia. Selasa jam 9?"
            fields["waktu_calon"] = fields.pop("waktu")
        evidence = answer.evidence + tuple(one for one in found.evidence if one.about in fields)
        free_names = _wanted(outcome) if outcome else () if answer.command else place.awaiting
        if outcome or not any(one.question for one in body):
            free = self._free(pieces, free_names, outcome, answer, found, ballot)
            fields |= free
            evidence += tuple(
                Evidence(name, str(value)[:80], f"{ballot.rule}: {name}") for name, value in free.items()
            )
        kind: Kind = "command" if answer.command else "reply"
        beside = {name: told for name, told in found.told.items() if outcome and outcome.affirms}
        whole = body or self._sentences(pieces.subject)
        assent = find_assent(self.lexicon, whole)
        assured = assent == "yes" and is_assured(self.lexicon, whole)
        asks = answer.unclear in (NO_DECISION, NOT_STATED) and asks_something(self.lexicon, whole)
        said = Reading(kind, process, answer.outcome, fields, evidence, answer.unclear, asks=asks)
        return replace(said, polite=polite, beside=beside, assent=assent, assured=assured)

    def _of_this_case(self, pieces: Pieces, place: Place) -> Pieces:
        """Without the sentences that name another case: "0048 PENUH. Yang ini belum saya lihat". Where a procedure
        takes servers from another's cases, a reference of those names a server, and a bare number may."""
        procedure = self.rules.procedure(place.process or "")
        found = (one for text in (place.ref, pieces.heading) for one in _NUMBER.finditer(text))
        own = next((one[2] for one in found if one[1] == procedure.prefix), "")
        if not own or not _OTHER.search(pieces.text):
            return pieces
        flat = self.lexicon.unwrap(pieces.text)
        kept, past = "", 0
        for sentence in self.lexicon.sentences(pieces.text):
            named = set(_cases_in(flat[sentence.start : sentence.end], procedure))
            if named and own not in named:
                kept, past = kept + flat[past : sentence.start], sentence.end
        return (
            pieces if not past else pieces.only((kept + flat[past:]).strip(" .\n") or "-", self.facts.heads)
        )

    def _all_wanted(self, ballot: Ballot, place: Place, step: str) -> tuple[str, ...]:
        """The facts of every outcome that may be said here, and those that were asked for. Who may say that the
        record is right is heard on everything in it that may be put right at this step."""
        named = [name for one in ballot.outcomes for name in _wanted(one)]
        if any(one.affirms for one in ballot.outcomes):
            others = self.rules.procedure(place.process or "").step(step).outcomes
            named += [name for one in others if one.corrects for name in one.needs_any]
        return tuple(dict.fromkeys(("opd", *named, *place.awaiting)))

    def _is_polite(
        self, ballot: Ballot, pieces: Pieces, place: Place, answer: Answer, facts: dict[str, Any]
    ) -> bool:
        """Thanks or consent and nothing else. A word that accepts an offer is consent while there is no offer, and
        one that announces a request's facts is a promise while it gives none."""
        outcome = ballot.outcome(answer.outcome or "")
        decides = outcome is not None and (not outcome.only_with or place.fields.get(outcome.only_with))
        given = any(facts.get(name) for name in (*place.awaiting, *(_wanted(outcome) if outcome else ())))
        decides = decides and (given or not ballot.first)
        if given or decides or answer.command or (answer.outcome and outcome is None):
            return False
        if pieces.filled.strip() or pieces.forwarded.strip() or self._encloses(pieces):
            return False
        named = {one.at for one in self.facts.times.find(pieces.text, pieces.sent)}
        held = {datetime.fromisoformat(one) for one in place.fields.get("waktu") or ()}
        if named and held and not named <= held:
            return False
        text = pieces.said if pieces.said.strip() else pieces.subject
        if text != pieces.subject and not pieces.replies and not self._is_heading(pieces.subject):
            return False
        sentences = self._sentences(self.courtesies.without_signs(text))
        return self.courtesies.is_polite(text, sentences, self._stand(ballot, pieces, place))

    def _encloses(self, pieces: Pieces) -> bool:
        """Whether a file comes with it, or a picture that is no logo."""
        kinds = self.rules.common.limits.attachment_types
        files = pieces.attachments
        return any(not one.inline for one in files) or bool(find_letter_files(files, kinds))

    def _is_heading(self, subject: str) -> bool:
        return self.courtesies.is_heading(self._sentences(self.courtesies.without_signs(subject)))

    def _stand(self, ballot: Ballot, pieces: Pieces, place: Place) -> Stand:
        procedure = self.rules.procedure(place.process or "")
        step = procedure.step(place.step or "")
        stands = step.counts_from and step.counts_from not in place.awaiting
        appointed = (place.fields.get(step.counts_from) or ()) if stands else ()
        zone = self.facts.times.zone
        known = (place.fields.get("kontak"), place.fields.get("opd"), pieces.sender)
        return Stand(
            ballot.table,
            pieces.sent,
            owes=ballot.owes,
            orders=any(one.mood == "order" for one in ballot.outcomes),
            awaited=step.waits_for == place.role,
            deciding=ballot.deciding(place.fields),
            appointed=tuple(datetime.fromisoformat(one).astimezone(zone) for one in appointed),
            names=names_in(self.lexicon, (str(one) for one in known if one)),
            fetches=bool(procedure.takes_from),
        )

    def _answer(self, ballot: Ballot, pieces: Pieces, facts: dict[str, Any]) -> Answer:
        """What the body says; when it says nothing, what the sender's own words in the subject say."""
        body = self._sentences(pieces.said)
        answer = read_answer(ballot, body, facts)
        if answer.outcome or not pieces.subject:
            return answer
        words = sum(len(clause.tokens) for sentence in body for clause in sentence.clauses)
        asks = any(sentence.question for sentence in body)
        tapped = pieces.subject.split()[0].isupper() and len(pieces.subject.split()[0]) >= _TAPPED
        most = _THANKS if pieces.replies and not pieces.subject.isupper() else _SHORT_BODY
        if words and (answer.unclear not in (NO_DECISION, "") or asks or (words > most and not tapped)):
            return answer
        if words and puts_off(self.lexicon, body):
            return answer
        by_subject = read_answer(ballot, self._sentences(pieces.subject), facts)
        if (
            words and by_subject.by_facts
        ):  # the facts are the body's, and its own words did not make an answer of them
            return answer
        return by_subject if by_subject.outcome or not words else answer

    def _new_request(
        self, pieces: Pieces, place: Place, process: str, step: str, ballot: Ballot | None
    ) -> Reading | None:
        """A request for a procedure that takes back what this case holds, once it holds it: when the words say
        nothing of the step itself, or, at its last step, when the request's own letter comes with them. A withdrawal
        is no answer of the step: what stands here is asked back, not withdrawn."""
        procedure = self.rules.procedure(process)
        if place.role != APPLICANT or not procedure.is_stored(step):
            return None
        asked = self._asked(pieces)
        if not asked.process or self.rules.procedure(asked.process).takes_from != process:
            return None
        request = self._request(pieces, asked)
        at, of = procedure.position(step)
        told = read_answer(ballot, self._sentences(pieces.said), {}) if ballot else Answer()
        own = told.outcome if told.command or (ballot and ballot.outcome(told.outcome or "")) else None
        if own and (at != of or told.command or "surat" not in request.fields):
            return None
        return request

    def _free(
        self,
        pieces: Pieces,
        wanted: tuple[str, ...],
        outcome: Outcome | None,
        answer: Answer,
        facts: Facts,
        ballot: Ballot,
    ) -> dict[str, str]:
        """Complaint, reason and note, where they are wanted, in the sender's own words. What we asked for by name
        ("alasan?") needs no decision word beside it, but must be told as one. "RTO" decides, and is the complaint
        too; the words of a decision are never its note, and "belum bisa saya setujui" is no reason for "tolak"."""
        names = [*(one.phrase for one in facts.evidence if one.about in _NAMED), *pieces.names]
        words = (*outcome.words, *outcome.weak) if outcome else ()
        orders = tuple(word for one in ballot.outcomes if one.mood == "order" for word in one.words)
        slips = tuple(word for key in ("ralat", "pengganti") for word in self.lexicon.entries("tunda", key))
        drops: dict[str, tuple[tuple[Evidence, ...], tuple[str, ...]]] = {
            "keluhan": ((), ()),
            "alasan": (answer.evidence, (*slips, *orders)),
            "catatan": (answer.evidence, (*slips, *words)),
        }
        body = pieces.text if pieces.text.strip() else pieces.subject
        found: dict[str, str] = {}
        for name, (evidence, phrases) in drops.items():
            if name in wanted and (outcome or self.facts.free.answers(name, body, pieces.labels)):
                drop = Drop.of(evidence, names, self.lexicon, phrases)
                text = self.facts.free.find(name, body, pieces.labels, drop)
                if text:
                    found[name] = text
        return found


def read_message(
    message: Message, visible: Visible, verdict_kind: Kind | None, place: Place, rules: Rules
) -> Reading:
    """`Reader.of(rules).read(...)`, the reader kept for the rules last used."""
    reader = _KEPT.get(id(rules))
    if reader is None or reader.rules is not rules:
        _KEPT.clear()
        reader = _KEPT[id(rules)] = Reader.of(rules)
    return reader.read(message, visible, verdict_kind, place)


_KEPT: dict[int, Reader] = {}


def _phrases(rules: Rules) -> list[str]:
    """Every phrase that decides: the words that typos are corrected to."""
    found = [words for procedure in rules.procedures for words in procedure.request_words]
    for procedure in rules.procedures:
        for step in procedure.steps:
            for outcome in step.outcomes:
                found += [*outcome.words, *outcome.weak]
    return found + [words for command in rules.common.commands for words in command.words]


def _labels(rules: Rules) -> list[str]:
    """What stands before a colon in our letters' forms, and as people write them."""
    found = [label for one in rules.common.fields for label in one.labels]
    return found + [label for labels in rules.words.get("server_label", {}).values() for label in labels]


def _wanted(outcome: Outcome) -> tuple[str, ...]:
    named = (*outcome.needs, *outcome.needs_any, *outcome.here, *outcome.carries)
    return tuple(dict.fromkeys(("opd", *named)))


def _cases_in(text: str, procedure: Procedure) -> Iterator[str]:
    """The numbers of the procedure's cases that are named in the text."""
    for found in _OTHER.finditer(text):
        if found[1] == procedure.prefix or (not found[1] and not procedure.takes_from):
            yield found[2]


def _asks_for_what_is(outcome: Outcome | None, facts: dict[str, Any], place: Place) -> bool:
    """Whether another time is asked for, and the one that is named is appointed already."""
    if outcome is None or outcome.mood != "request" or "waktu" not in outcome.here:
        return False
    told, held = (
        {datetime.fromisoformat(one) for one in of.get("waktu") or ()} for of in (facts, place.fields)
    )
    return bool(told) and told == held


def _for_rows(ballot: Ballot, pieces: Pieces, facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of which any one is an answer (`needs_any` of what a step offers) are one without a word only as rows of
    the form."""
    offered = ballot.offered
    if offered is None or offered.needs or pieces.is_rows:
        return facts
    return {name: value for name, value in facts.items() if name not in offered.needs_any}


def _awaited(ballot: Ballot, place: Place) -> tuple[str, ...]:
    """What was asked for; of servers that leave all that may be told of them, for it is told in several mails."""
    begun = (one for one in ballot.outcomes if one.releases and set(one.needs) & set(place.awaiting))
    return (*place.awaiting, *(name for one in begun for name in _wanted(one)))


def _courtesy(pieces: Pieces) -> tuple[Evidence, ...]:
    """The words of an acknowledgement, for the journal."""
    said = " ".join((pieces.said if pieces.said.strip() else pieces.subject).split())
    return (Evidence("polite", said[:80], "kata: tanda terima"),)


def _part_of(name: str, keep: set[str]) -> bool:
    """Fields that go with another: serial numbers and makes with `server`, the phone with the contact."""
    return _PARTNERS.get(name) in keep
