"""The values everything else speaks of. They hold; they never act, never read a clock or a disk.

Times are timezone-aware datetimes; on disk they are UTC in ISO 8601. `Fields` are the facts of a case in
plain JSON values, keyed by the field ids of `rules/` (`opd`, `kontak`, `waktu`, …):

    opd, kontak, telepon, rak, unit, keluhan, catatan, alasan, diserahkan_oleh, diterima_oleh   str
      (a party's position stands behind the name in brackets: "Budi Contoh (Kepala Seksi Data)")
    surat     {"berkas": file name or "", "isi": "" or the letter's text, "nomor": "", "tanggal": "", "perihal": ""},
              where known also "sifat", "lampiran", and "keadaan": why its file was not read (a Layer)
    usulan    {"opd", "kontak", "telepon"}: what an attached letter says, to be asked back and never taken as said
    waktu     [ISO 8601 with offset, …]      ip  ["10.10.5.21/24", …]
    server    [{"merek", "nomor_seri", "prosesor", "memori", "penyimpanan", "kondisi", "ukuran", "daya", …}, …]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Fields = Mapping[str, Any]
Layer = Literal[
    "", "terbaca", "pindaian", "terkunci", "rusak", "terlalu-besar", "terlalu-lama", "format-lain"
]
Kind = Literal["request", "reply", "command", "autoreply", "bounce", "loop", "unrelated"]

APPLICANT = "pemohon"
STRANGER = "stranger"
OFF_DUTY = "off-duty"  # an official known to the config who does not hold his role on this day
TOLD_PLACES = "tempat_disebut"  # places that a message names, and not which server stands in which
NO_CASE = "umum"  # the process of a record that holds a letter of ours belonging to no case
NO_CASE_PREFIX = "SRT"
DIGEST_PREFIX = "RKP"  # records of the monthly digests, numbered by their month


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox (RFC 5322 3.4). `email` is lower case; `name` is the display name or ''."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the message's own text. An attached message has type message/rfc822. `layer` says what
    became of its text layer ('': nobody looked), and `text` is that text."""

    name: str
    content_type: str
    content: bytes
    inline: bool = False
    layer: Layer = ""
    text: str = ""

    @property
    def size(self) -> int:
        """Octets after transfer decoding."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Message:
    """A message in, parsed. `digest` is the SHA-256 of its raw bytes (hex), `content_digest` that of what a
    person would call the same mail: sender, subject, texts, attachments. Message-IDs stand without <>."""

    digest: str
    content_digest: str
    message_id: str
    sender: Address
    subject: str
    date: datetime
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()  # (lower-case name, decoded value), top to bottom
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    defects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The topmost value of that header, or ''."""
        return next((value for key, value in self.headers if key == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a guard says of a message before anyone reads it: `rule` names the row of the guard's table."""

    action: Literal["accept", "hold", "discard"]
    kind: Kind | None = None  # None: not decided by the guard
    rule: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Visible:
    """What this person wrote in this message, in reading order.

    `text` is the body without quotes, signature and disclaimer; `signature` and `forwarded` stand apart
    (they may still name the OPD and the contact); `filled` are the lines of our own form in the quote
    that were filled in ("Rak : C"). `whole` is the entire decoded text, for a person."""

    text: str
    signature: str = ""
    forwarded: str = ""
    filled: str = ""
    whole: str = ""
    cut: bool = False  # longer than anything that is read: a part of it was not, and a person must


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message is read: the case's process and step (None: no case yet), the writer's role, what the
    case already holds, and the plain texts of the letters we sent on it (their words are ours, not his)."""

    process: str | None
    step: str | None
    role: str
    fields: Fields = field(default_factory=dict)
    letters: tuple[str, ...] = ()
    awaiting: tuple[str, ...] = ()  # facts we asked this writer for
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an outcome or a field was read: the words found, and the rule that knows them."""

    about: str  # outcome or field id
    phrase: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says, for a case at a step and a writer in a role. Nothing here moves anything.

    `outcome` is an outcome id of the step, a command of `rules/umum.toml`, or None: nothing was found, or
    the words contradict each other; then `unclear` says which, in Indonesian for a person."""

    kind: Kind
    process: str | None = None
    outcome: str | None = None
    fields: Fields = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    unclear: str = ""
    text: str = ""  # what this person wrote in this message, for letters that repeat it
    polite: bool = False  # thanks or consent and nothing else: it needs no answer
    filled: str = ""  # the lines of our own form that he filled in or changed
    beside: Fields = field(default_factory=dict)  # facts told beside an outcome that takes none
    cut: bool = False  # a part of it was too long to be read: nothing is taken from it
    assent: Literal["", "yes", "no"] = ""  # the whole message says "that was me", or that it was not
    asks: bool = False  # something of the office, and decides nothing
    assured: bool = False  # and its yes is no mere "oke", which may be said of having read a letter


@dataclass(frozen=True, slots=True)
class Right:
    """By what a message reached its case. `proven`: it answers, with the right code, a letter sent to this
    very address, or it comes with a DMARC/DKIM pass of our own server."""

    proven: bool
    by: Literal["code", "authentication", "number", "address", "none"] = "none"
    letter: int | None = None  # the number of the letter it answers, when a code says so


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading and who said it: what `decide` is told of a message."""

    reading: Reading
    sender: Address
    role: str
    right: Right
    at: datetime  # when the message was written (its Date, never later than now)
    digest: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    attachments: tuple[str, ...] = ()  # names, as they are kept in the case's files
    overtakes: tuple[str, ...] = ()  # who has waited longer and would fit, when this decides over a place
    off_hours: tuple[
        str, ...
    ] = ()  # the times named, here or in what this completes, when the office is closed


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's journal. `by` is a role id or 'bot'."""

    at: datetime
    by: str
    what: str  # opened, moved, stayed, incomplete, unclear, not-yours, unproven, command, closed, letter, …
    step: str
    outcome: str = ""
    text: str = ""  # in Indonesian, for a person
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageIn:
    """A message that belongs to a case. `file` is its raw copy under the case's mail/."""

    digest: str
    content_digest: str
    message_id: str
    at: datetime
    sender: Address
    role: str
    subject: str
    file: str
    verdict: str = ""


LetterState = Literal["due", "sent", "given-up"]


@dataclass(frozen=True, slots=True)
class LetterOut:
    """A letter of a case and its fate. `waiting` are the recipients that no server has accepted yet;
    `refused` those that one refused for good, with its words. `text` is its plain text as sent."""

    number: int
    letter: str  # id of the letter rule
    to: Address
    cc: tuple[Address, ...]
    subject: str
    message_id: str
    file: str
    at: datetime
    state: LetterState = "due"
    waiting: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    attempts: int = 0
    next_attempt: datetime | None = None
    step: str = ""
    role: str = ""  # the role it was sent to
    copy: bool = False  # for information: its reader was asked nothing
    sent: datetime | None = (
        None  # when a server last took it; None: not yet, or by a version that did not say
    )


@dataclass(frozen=True, slots=True)
class Pending:
    """A decision that waits: until the role's registered address confirms it (`unproven`), or until the facts it
    lacks have been sent (`incomplete`, with their ids in `missing`)."""

    why: Literal["unproven", "incomplete"]
    outcome: str
    fields: Fields
    role: str
    step: str
    at: datetime
    missing: tuple[str, ...] = ()
    letter: int = 0  # the number of the letter that asks for it: only its answer confirms


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands: the paper file's first page. Immutable; a change is a new one.

    `version` counts the saves: a save names the version it started from. `since` is when it came to `step`;
    `counts` counts outcomes said so far in this case (for rules such as "from the third complaint")."""

    ref: str
    process: str
    step: str
    opened: datetime
    since: datetime
    applicant: Address
    fields: Fields = field(default_factory=dict)
    closed: str = ""  # the outcome that closed it, '' while open
    contacts: tuple[Address, ...] = ()  # further addresses that write as pemohon
    journal: tuple[Entry, ...] = ()
    messages: tuple[MessageIn, ...] = ()
    letters: tuple[LetterOut, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    asked_unclear: tuple[
        str, ...
    ] = ()  # roles already asked back at this step (procedure: "asked back, once")
    reminded: int = 0  # reminders sent at this step
    pending: tuple[Pending, ...] = ()  # at most one of each sort for a role at a step
    thread: tuple[str, ...] = ()  # Message-IDs of the applicant's thread, oldest first
    rules_version: str = ""
    version: int = 0

    @property
    def open(self) -> bool:
        return not self.closed and self.process != NO_CASE

    def pending_of(self, role: str, why: str = "") -> Pending | None:
        """The decision of this role that waits at the present step, of the sort `why` ('' any; the latest)."""
        mine = (one for one in reversed(self.pending) if (one.role, one.step) == (role, self.step))
        return next((one for one in mine if why in ("", one.why)), None)


@dataclass(frozen=True, slots=True)
class Send:
    """An effect: this letter is to be written to this role (or, without a role, to this address)."""

    letter: str
    role: str = ""
    address: Address | None = None
    missing: tuple[str, ...] = ()
    said: Fields = field(default_factory=dict)  # what the message that caused it said (complaint, note, time)
    cc_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """An effect on another case: these of its servers (`indexes` from 0) have left at `at`, by the case `by`. When
    none is left there, that case is closed as `closes`. `letters` are told while some stay, `last` at the end."""

    ref: str
    indexes: tuple[int, ...]
    at: datetime
    by: str
    closes: str
    letters: tuple[Send, ...] = ()
    last: tuple[Send, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a message or from time: the case as it becomes, and the effects. `verdict` is for the
    ledger and the journal; `hold` puts the raw message before a person too."""

    case: Case | None
    verdict: str
    effects: tuple[Send, ...] = ()
    moved: bool = False
    missing: tuple[str, ...] = ()
    hold: bool = False
    why: str = ""
    releases: tuple[Release, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter out, fully rendered. `raw` is RFC 5322 with CRLF, ready for SMTP DATA."""

    number: int
    letter: str
    to: Address
    cc: tuple[Address, ...]
    subject: str
    message_id: str
    raw: bytes
    text: str  # its plain text part, to know our own words again in a quote
    files: tuple[Attachment, ...] = ()
    role: str = ""
    copy: bool = False  # for information: it asks nothing


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it lies in the mailbox. `raw` is None when it was too big to be fetched, or the server could
    not give it; then `header` is its header section (RFC 5322 2.2), if that could be had."""

    uid: int
    uidvalidity: int
    size: int
    raw: bytes | None
    received: datetime
    header: bytes = b""
