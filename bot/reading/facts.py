"""The facts of a message: each field read by its own module, only those that make sense at the step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import APPLICANT, TOLD_PLACES, Evidence, Place
from bot.reading.address import find_addresses
from bot.reading.free import FreeReader
from bot.reading.labels import parse_labels, plain_label
from bot.reading.letter import (
    LETTERS,
    find_letter_files,
    find_letter_marks,
    find_letter_text,
    is_named_letter,
    is_named_otherwise,
    is_promised,
    unread_state,
)
from bot.reading.letter_text import LetterReader, LetterText, facts_of
from bot.reading.mention import MentionReader
from bot.reading.opd import FILLED, FORWARDED, PLAIN, SIGNATURE, SUBJECT, OpdIndex, Source
from bot.reading.person import PersonReader, tail_of
from bot.reading.pieces import Pieces
from bot.reading.rack import find_place, list_places
from bot.reading.rows import RowReader, Rows
from bot.reading.server import PLACE, ServerReader
from bot.reading.server_places import share_places
from bot.reading.when import ZONE, TimeReader, iso
from bot.reading.words import Lexicon
from bot.rules import Rules


@dataclass(frozen=True, slots=True)
class Facts:
    fields: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    signed: frozenset[str] = frozenset()  # fields that a signature gives, and nothing else

    @property
    def told(self) -> dict[str, Any]:
        """The facts that were told, those of a signature aside."""
        return {name: value for name, value in self.fields.items() if name not in self.signed}


@dataclass(frozen=True)
class FactReader:
    """One reader per kind of field, compiled from the rules."""

    rules: Rules
    lexicon: Lexicon
    opds: OpdIndex
    times: TimeReader
    people: PersonReader
    servers: ServerReader
    free: FreeReader
    mentions: MentionReader
    letters: LetterReader
    heads: tuple[str, ...]  # the words of all answers

    @staticmethod
    def of(rules: Rules, lexicon: Lexicon, zone: ZoneInfo = ZONE) -> FactReader:
        labels = {rule.id: rule.labels for rule in rules.common.fields}
        free = {key: frozenset(plain_label(name) for name in names) for key, names in labels.items()}
        servers = ServerReader.of(lexicon)
        opds, people = OpdIndex.of(rules, lexicon), PersonReader.of(lexicon, labels)
        return FactReader(
            rules,
            lexicon,
            opds,
            TimeReader.of(lexicon, zone),
            people,
            servers,
            FreeReader(lexicon, free),
            MentionReader.of(rules, lexicon, servers),
            LetterReader.of(lexicon, opds, people),
            _answer_words(rules),
        )

    def read(self, pieces: Pieces, wanted: tuple[str, ...], place: Place) -> Facts:
        """The wanted fields that the message gives at this place, with the words that give them."""
        process, own = str(place.process), str(place.fields.get("opd") or "")
        takes = self.rules.procedure(process).takes_from
        rows = self._rows(pieces, place) if "server" in wanted and not takes else Rows()
        rest = pieces.only("" if rows.other else rows.rest, self.heads) if rows.rows or rows.other else pieces
        readers: dict[str, Callable[[], Facts]] = {
            "opd": lambda: self._agency(pieces, place.role, own, bool(takes)),
            "surat": lambda: self._letter(pieces, process),
            "kontak": lambda: self._contact(pieces, place.role == APPLICANT),
            "waktu": lambda: self._times(pieces, own),
            "ip": lambda: self._addresses(rest),
            "rak": lambda: self._place(rest, "server" not in wanted and "waktu" in wanted),
            "kondisi": lambda: Facts() if takes else self._condition(rest),
            "server": lambda: (
                self._mentioned(pieces) if takes else self._servers(rest, rows, "rak" in wanted)
            ),
            "diserahkan_oleh": lambda: self._parties(pieces),
        }
        fields: dict[str, Any] = {}
        evidence: tuple[Evidence, ...] = ()
        signed: frozenset[str] = frozenset()
        for name, read in readers.items():
            if name in wanted:
                found = read()
                fields |= found.fields
                evidence += found.evidence
                signed |= found.signed
        return Facts(fields if rows.rows else _with_own_places(fields), evidence, signed)

    def _rows(self, pieces: Pieces, place: Place) -> Rows:
        """What is said of each of the servers that are recorded, when there are several."""
        servers = [one for one in place.fields.get("server") or () if isinstance(one, Mapping)]
        if not servers or not place.ref:
            return Rows()
        return RowReader(self.lexicon, self.mentions.numbers, self._of_row).find(
            pieces.all_text, place.ref, servers
        )

    def _of_row(self, text: str) -> dict[str, Any]:
        """The facts of a piece of text that speaks of one server."""
        labels = parse_labels(text, self.heads)
        addresses = find_addresses(text, self.lexicon)
        place = find_place(labels, self.lexicon.sentences(text), self.lexicon)
        told = {"ip": list(addresses.ip), "gateway": addresses.gateway, "rak": place.rack, "unit": place.unit}
        facts = {**self.servers.parts_of(text, labels), **told}
        return {name: value for name, value in facts.items() if value}

    def _condition(self, pieces: Pieces) -> Facts:
        told = self.servers.condition(pieces.all_text, pieces.labels)
        return Facts({"kondisi": told}, (Evidence("kondisi", told, "kondisi: keadaan"),)) if told else Facts()

    def opd(self, pieces: Pieces, leaving: bool = False) -> Facts:
        """The agency by its official name, or the candidates. `leaving`: one whose server leaves is another's."""
        found = self.opds.find(
            (
                Source(pieces.text, PLAIN, "isi"),
                Source(pieces.filled, FILLED, "formulir"),
                Source(pieces.signature, SIGNATURE, "tanda tangan"),
                Source(pieces.subject, SUBJECT, "perihal"),
                Source(pieces.forwarded, FORWARDED, "terusan"),
            ),
            leaving,
        )
        if found.official:
            return Facts({"opd": found.official}, found.evidence)
        return Facts({"opd_calon": list(found.candidates)} if found.candidates else {}, found.evidence)

    def _agency(self, pieces: Pieces, role: str, own: str, takes: bool) -> Facts:
        """The agency a message is about. An official speaks for none: he names the case's, or merely mentions one."""
        if role == APPLICANT:
            return self.opd(pieces)
        found = self.opd(pieces, leaving=not takes)
        return found if not own or found.fields.get("opd") == own else Facts()

    def _letter(self, pieces: Pieces, process: str) -> Facts:
        kinds = self.rules.common.limits.attachment_types
        accepted = self.rules.procedure(process).letter_texts
        name, read = self._letter_file(pieces, kinds) if "lampiran" in accepted else ("", LetterText())
        text = find_letter_text(pieces.text, self.lexicon) if "isi" in accepted else ""
        if not name and not text:
            return Facts()
        letter = {"berkas": name, "isi": text, "nomor": "", "tanggal": "", "perihal": ""}
        letter |= facts_of(read) | find_letter_marks(pieces.text, self.lexicon)  # what he writes himself wins
        proposed = {"usulan": dict(read.proposed)} if read.proposed else {}
        told = Evidence("surat", name or text[:60], "surat: lampiran" if name else "surat: isi")
        return Facts({"surat": letter, **proposed}, (told, *read.evidence))

    def _letter_file(self, pieces: Pieces, kinds: Iterable[str]) -> tuple[str, LetterText]:
        """The attachment that can be the letter and what it says: the first that has a letter's number and subject,
        else the first that may be one by its name. Where the letter is still to come, it must be called one."""
        files = find_letter_files(pieces.attachments, kinds)[:LETTERS]
        if not files:
            return "", LetterText()
        read = [
            (name, self.letters.read(replace(file, layer=file.layer or unread_state(name))))
            for name, file in files
        ]
        headed = (one for one in read if {"nomor", "perihal"} <= dict(one[1].marks).keys())
        if is_promised(self.lexicon.sentences(pieces.text), self.lexicon):
            named = (one for one in read if is_named_letter(one[0], self.lexicon))
        else:
            named = (one for one in read if not is_named_otherwise(one[0], self.lexicon))
        return next(headed, None) or next(named, ("", LetterText()))

    def _contact(self, pieces: Pieces, applies: bool) -> Facts:
        """The contact person. `applies`: the applicant writes; an official's signature is no contact's."""
        body = "\n\n".join(part for part in (pieces.text, pieces.filled) if part.strip())
        contact = self.people.contact(body, pieces.labels, pieces.signature, refers=applies)
        for other in (pieces.subject, pieces.forwarded):
            if not contact.name and other.strip():
                told = self.people.contact(other, parse_labels(other))
                contact = told if told.name else contact
        if contact.signed and not applies:
            return Facts()
        phone = (
            (self.people.phone_told(body) if contact.signed or not contact.phone else "") if applies else ""
        )
        name = contact.name
        if applies:
            name = self.people.fuller(name, (pieces.signature, tail_of(body), pieces.sender))
        fields = {"kontak": name, "telepon": phone or contact.phone}
        fields = {key: value for key, value in fields.items() if value}
        return Facts(
            fields,
            tuple(Evidence(key, contact.text or value, f"{key}: orang") for key, value in fields.items()),
            frozenset(("kontak", *(() if phone else ("telepon",)))) if contact.signed else frozenset(),
        )

    def _times(self, pieces: Pieces, own: str) -> Facts:
        """The one time proposed; several, or a weekday that contradicts its date, are candidates to be asked back."""
        body = pieces.text if pieces.text.strip() else pieces.subject
        found = self.times.find(body, pieces.sent) or self.times.find(pieces.subject, pieces.sent)
        found = tuple(one for one in found if not self._of_another(one.clause, own))
        times = [at for one in found for at in (one.at, one.other) if at]
        sure = len(times) == 1 and not any(one.open for one in found)
        name = "waktu" if sure else "waktu_calon"
        evidence = tuple(Evidence("waktu", one.text, "waktu: hari dan jam") for one in found)
        return Facts({name: [iso(at) for at in times]} if times else {}, evidence)

    def _of_another(self, clause: str, own: str) -> bool:
        """ "server DPUPR diambil Jumat jam 9": the time is of another agency's server."""
        named = self.opds.named(clause) if own else ()
        return bool(named) and own not in named

    def _addresses(self, pieces: Pieces) -> Facts:
        found = find_addresses(f"{pieces.all_text}\n{pieces.subject}", self.lexicon)
        fields: dict[str, Any] = {
            "ip": list(found.ip), "gateway": found.gateway, "ip_pengelolaan": list(found.control),
        }  # fmt: skip
        fields = {key: value for key, value in fields.items() if value}
        return Facts(fields, tuple(Evidence("ip", one, "ip: alamat") for one in found.ip))

    def _place(self, pieces: Pieces, alone: bool = False) -> Facts:
        """The place of all that is placed. `alone`: where nothing tells which server it is of, several are none."""
        sentences = self.lexicon.sentences(pieces.all_text)
        if alone and not pieces.labels and (told := _told_places(pieces.all_text, self.lexicon)):
            return Facts(told)
        found = find_place(pieces.labels, sentences, self.lexicon)
        if not found.rack and not found.unit and pieces.subject:
            found = find_place((), self.lexicon.sentences(pieces.subject), self.lexicon)
        fields = {key: value for key, value in (("rak", found.rack), ("unit", found.unit)) if value}
        return Facts(fields, tuple(Evidence(key, value, f"{key}: tempat") for key, value in fields.items()))

    def _servers(self, pieces: Pieces, rows: Rows, placed: bool) -> Facts:
        """Servers as they are described; those recorded here by the rows that name them."""
        named = {"server_mana": list(rows.named)} if rows.named else {}
        if rows.rows:
            evidence = tuple(Evidence("server", str(one["nomor"]), "server: baris") for one in rows.rows)
            return Facts({"server": [dict(one) for one in rows.rows], **named}, evidence)
        text = "\n\n".join(part for part in (pieces.all_text, pieces.forwarded) if part.strip())
        servers, told = self._with_places(self.servers.find(text, pieces.labels, placed), pieces, placed)
        found = _described(servers)
        return Facts({**found.fields, **named, **told}, found.evidence)

    def _with_places(
        self, servers: tuple[Mapping[str, str], ...], pieces: Pieces, placed: bool
    ) -> tuple[tuple[Mapping[str, str], ...], dict[str, Any]]:
        """Several servers in running text, each with its own place; or the places that can't be told apart."""
        text = self.lexicon.unwrap(pieces.all_text)
        several = servers or self.servers.bare_makers(text)
        labelled = any(self.servers.names.get(one.label) in PLACE for one in pieces.labels)
        if not placed or labelled or len(several) < 2 or any(set(one) & set(PLACE) for one in several):
            return servers, {}
        places = share_places(several, text, self.lexicon)
        if places is None:
            return servers, _told_places(text, self.lexicon)
        own = ({"rak": one.rack, "unit": one.unit} for one in places)
        given = [{**one, **_filled(place)} for one, place in zip(several, own, strict=False)]
        return (tuple(given) if given else servers), {}

    def _mentioned(self, pieces: Pieces) -> Facts:
        """Servers that stand here already: how they are called, and the words about them, to be looked up."""
        parts = (pieces.subject, pieces.all_text, pieces.forwarded)
        text = "\n\n".join(part for part in parts if part.strip())
        found = self.mentions.find(text, pieces.labels)
        facts = _described(found.servers)
        mention = {
            "pergi": found.leaving, "tetap": found.staying, "nomor": list(found.numbers),
            "semua": found.all, "sebagian": found.part,
        }  # fmt: skip
        condition = {"kondisi": found.condition} if found.condition else {}
        return Facts({**facts.fields, "sebutan": mention, **condition}, facts.evidence)

    def _parties(self, pieces: Pieces) -> Facts:
        text, labels = pieces.all_text, pieces.labels
        fields = {
            "diserahkan_oleh": self.people.giver_of(text, labels, pieces.sender),
            "diterima_oleh": self.people.taker_of(text, labels, pieces.sender),
        }
        fields = {key: value for key, value in fields.items() if value}
        return Facts(fields, tuple(Evidence(key, value, f"{key}: pihak") for key, value in fields.items()))


def _filled(place: Mapping[str, str]) -> dict[str, str]:
    return {part: value for part, value in place.items() if value}


def _told_places(text: str, lexicon: Lexicon) -> dict[str, Any]:
    """The places with a unit that a text names, when they are several, as they are shown to who is asked."""
    places = [one for one in list_places(lexicon.sentences(text), lexicon) if one.unit]
    shown = [" ".join(filter(None, (one.rack and f"rak {one.rack}", f"U{one.unit}"))) for one in places]
    return {TOLD_PLACES: shown} if len(shown) > 1 else {}


def _with_own_places(fields: dict[str, Any]) -> dict[str, Any]:
    """Where each of several servers was told with a place of its own, that is no place of all; a lone server's is."""
    servers: list[dict[str, str]] = fields.get("server") or []
    for part in PLACE:
        if TOLD_PLACES in fields:
            fields.pop(part, None)
        if len(servers) == 1 and part in servers[0]:
            fields[part] = servers[0].pop(part)
        elif any(part in one for one in servers):
            fields.pop(part, None)
    return fields


def _answer_words(rules: Rules) -> tuple[str, ...]:
    """The word of every answer, as it is typed or tapped, the longest first."""
    words = {
        plain_label(one.answer or one.id.replace("-", " "))
        for procedure in rules.procedures
        for step in procedure.steps
        for one in step.outcomes
    }
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _described(found: Iterable[Mapping[str, str]]) -> Facts:
    """Servers as facts, with all their makes and serial numbers."""
    found = tuple(found)
    if not found:
        return Facts()
    fields: dict[str, Any] = {"server": [dict(one) for one in found]}
    for part in ("nomor_seri", "merek"):
        values = list(dict.fromkeys(one[part] for one in found if one.get(part)))
        if values:
            fields[part] = values
    evidence = tuple(
        Evidence(
            "server",
            " ".join(one.get(key, "") for key in ("merek", "nomor_seri")).strip(),
            "server: ciri-ciri",
        )
        for one in found
    )
    return Facts(fields, evidence)
