"""The facts of a message: each field read by its own module, only those that make sense at the step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import APPLICANT, Attachment, Evidence, Message, Place, Visible
from bot.reading.address import find_addresses
from bot.reading.free import FreeReader
from bot.reading.labels import Labelled, parse_labels, plain_label
from bot.reading.letter import find_letter_file, find_letter_marks, find_letter_text
from bot.reading.mention import MentionReader
from bot.reading.opd import FILLED, FORWARDED, PLAIN, SIGNATURE, SUBJECT, OpdIndex, Source
from bot.reading.person import PersonReader
from bot.reading.rack import find_place
from bot.reading.server import PLACE, ServerReader
from bot.reading.when import ZONE, TimeReader, iso
from bot.reading.words import Lexicon
from bot.rules import Rules

_LONG, _SHORT = 20_000, 2_000  # characters: nobody's own words are longer; what follows is not read


@dataclass(frozen=True, slots=True)
class Pieces:
    """A message as the readers want it. `subject`: the sender's own words of it; `said`: body and filled form."""

    subject: str
    text: str
    signature: str
    forwarded: str
    filled: str
    labels: tuple[Labelled, ...]
    sent: datetime
    sender: str
    attachments: tuple[Attachment, ...] = ()

    @staticmethod
    def of(message: Message, visible: Visible, subject: str) -> Pieces:
        text, filled = visible.text[:_LONG], visible.filled[:_LONG]
        return Pieces(
            subject=subject[:_SHORT],
            text=text,
            signature=visible.signature[:_SHORT],
            forwarded=visible.forwarded[:_LONG],
            filled=filled,
            labels=parse_labels(text) + parse_labels(filled),
            sent=message.date,
            sender=message.sender.name,
            attachments=message.attachments,
        )

    @property
    def said(self) -> str:
        return self.text

    @property
    def names(self) -> tuple[str, ...]:
        """Names that say nothing of the matter: the sender's and the signature's."""
        return (self.sender, self.signature)

    @property
    def all_text(self) -> str:
        return "\n\n".join(part for part in (self.text, self.filled) if part.strip())


@dataclass(frozen=True, slots=True)
class Facts:
    fields: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


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

    @staticmethod
    def of(rules: Rules, lexicon: Lexicon, zone: ZoneInfo = ZONE) -> FactReader:
        labels = {rule.id: rule.labels for rule in rules.common.fields}
        free = {key: frozenset(plain_label(name) for name in names) for key, names in labels.items()}
        servers = ServerReader.of(lexicon)
        return FactReader(
            rules,
            lexicon,
            OpdIndex.of(rules, lexicon),
            TimeReader.of(lexicon, zone),
            PersonReader.of(lexicon, labels),
            servers,
            FreeReader(lexicon, free),
            MentionReader.of(rules, lexicon, servers),
        )

    def read(self, pieces: Pieces, wanted: tuple[str, ...], place: Place) -> Facts:
        """The wanted fields that the message gives at this place, with the words that give them."""
        process, own = str(place.process), str(place.fields.get("opd") or "")
        takes = self.rules.procedure(process).takes_from
        readers: dict[str, Callable[[], Facts]] = {
            "opd": lambda: self._agency(pieces, place.role, own, bool(takes)),
            "surat": lambda: self._letter(pieces, process),
            "kontak": lambda: self._contact(pieces),
            "waktu": lambda: self._times(pieces, own),
            "ip": lambda: self._addresses(pieces),
            "rak": lambda: self._place(pieces),
            "server": lambda: self._mentioned(pieces) if takes else self._servers(pieces, "rak" in wanted),
            "diserahkan_oleh": lambda: self._parties(pieces),
        }
        fields: dict[str, Any] = {}
        evidence: tuple[Evidence, ...] = ()
        for name, read in readers.items():
            if name in wanted:
                found = read()
                fields |= found.fields
                evidence += found.evidence
        return Facts(_with_own_places(fields), evidence)

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
        name = find_letter_file(pieces.attachments, kinds) if "lampiran" in accepted else ""
        text = find_letter_text(pieces.text, self.lexicon) if "isi" in accepted else ""
        if not name and not text:
            return Facts()
        letter = {"berkas": name, "isi": text, "nomor": "", "tanggal": "", "perihal": ""}
        letter |= find_letter_marks(pieces.text, self.lexicon)
        return Facts(
            {"surat": letter},
            (Evidence("surat", name or text[:60], "surat: lampiran" if name else "surat: isi"),),
        )

    def _contact(self, pieces: Pieces) -> Facts:
        body = "\n\n".join(part for part in (pieces.text, pieces.filled) if part.strip())
        contact = self.people.contact(body, pieces.labels, pieces.signature)
        for other in (pieces.subject, pieces.forwarded):
            if not contact.name and other.strip():
                told = self.people.contact(other, parse_labels(other))
                contact = told if told.name else contact
        fields = {"kontak": contact.name, "telepon": contact.phone}
        fields = {key: value for key, value in fields.items() if value}
        return Facts(
            fields,
            tuple(Evidence(key, contact.text or value, f"{key}: orang") for key, value in fields.items()),
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

    def _place(self, pieces: Pieces) -> Facts:
        sentences = self.lexicon.sentences(pieces.all_text)
        found = find_place(pieces.labels, sentences, self.lexicon)
        if not found.rack and not found.unit and pieces.subject:
            found = find_place((), self.lexicon.sentences(pieces.subject), self.lexicon)
        fields = {key: value for key, value in (("rak", found.rack), ("unit", found.unit)) if value}
        return Facts(fields, tuple(Evidence(key, value, f"{key}: tempat") for key, value in fields.items()))

    def _servers(self, pieces: Pieces, placed: bool) -> Facts:
        text = "\n\n".join(part for part in (pieces.all_text, pieces.forwarded) if part.strip())
        return _described(self.servers.find(text, pieces.labels, placed))

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


def _with_own_places(fields: dict[str, Any]) -> dict[str, Any]:
    """Where each of several servers was told with a place of its own, that is no place of all; a lone server's is."""
    servers: list[dict[str, str]] = fields.get("server") or []
    for part in PLACE:
        if len(servers) == 1 and part in servers[0]:
            fields[part] = servers[0].pop(part)
        elif any(part in one for one in servers):
            fields.pop(part, None)
    return fields


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
