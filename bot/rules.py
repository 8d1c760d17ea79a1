"""The shape of the rule files in `rules/`: what an admin may write, and nothing else.

`procedure.py` reads and checks them; every other module receives these values. An unknown key is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.office_rules import Almanac, Inventory, Opd, Racks, Rule, SpecialDay

AtLeastOne = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


class LetterCall(Rule):
    """A letter that a step or an outcome sends: which, to whom, who gets a copy, from the how-manieth time on."""

    letter: str
    to: str
    cc: tuple[str, ...] = ()
    from_count: AtLeastOne = 1


class Release(Rule):
    """The chosen servers leave the cases that hold them: what those cases' people are told while some stay
    (`letters`) and when the last has left (`last_letters`); that closes such a case, as the outcome `closes`."""

    closes: str
    letters: tuple[LetterCall, ...] = ()
    last_letters: tuple[LetterCall, ...] = ()


class AskAs(Rule):
    """A need that is asked for in the words of another field: of a server that leaves, its condition; once that is
    `told`, in the words of a third one: which server it is."""

    need: str
    field: str
    told: str = ""


class Opens(Rule):
    """An outcome that asks for another procedure: its case takes over these facts of the one where it was said."""

    process: str
    takes: tuple[str, ...] = ()


class Outcome(Rule):
    """One thing a role can say at a step. Exactly one of `next` and `closes` may be set; neither: the case stays.

    `words` are phrases that say it (rules of writing them: docs of `rules/words.toml`); `denied` is the outcome
    meant when one of the words is negated ("belum bisa diakses"), or empty: then the negation is asked back."""

    id: str
    title: str
    by: tuple[str, ...] = ()  # default: whom the step waits for
    needs: tuple[str, ...] = ()
    needs_any: tuple[str, ...] = ()  # at least one of these
    here: tuple[str, ...] = ()  # needs that must stand in this very message, whatever the case already holds
    carries: tuple[str, ...] = ()  # optional fields
    next: str = ""
    closes: bool = False
    outside_sop: bool = False
    answer: str = ""  # the word on its one-tap button; default: the id in capitals
    words: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()  # words that count only when nothing else was said
    denied: str = ""
    mood: Literal["fact", "order", "request", "complaint"] = (
        "fact"  # how it is said, see `reading/phrases.py`
    )
    example: str = ""  # may name {opd}, the case's, and {waktu}, a working day soon
    tap: str = ""  # what its one-tap link writes, if not the word alone; may name {opd}
    letters: tuple[LetterCall, ...] = ()
    ask_as: tuple[AskAs, ...] = ()
    chooses: str = ""  # the field that gets the inventory numbers meant; the need `server` is given by it
    opens: Opens | None = None  # saying it is a request of that procedure, in the thread of this case
    releases: Release | None = None  # what leaves the other procedure's cases by this outcome
    only_with: str = ""  # possible only while the case holds this field ("tawaran")
    stamps: str = ""  # the field that gets the time at which this outcome moved the case ("masuk")
    resets: tuple[str, ...] = ()  # fields forgotten when this outcome moves the case

    @property
    def affirms(self) -> bool:
        """Whether it says that what is recorded is right, and changes nothing of it."""
        return self.confirms or (self.checks and not self.corrects)

    @property
    def all_letters(self) -> tuple[LetterCall, ...]:
        """Its own letters, and those to the people of the cases that it changes."""
        released = (*self.releases.letters, *self.releases.last_letters) if self.releases else ()
        return (*self.letters, *released)

    confirms: bool = False  # says that the record is right: facts that differ from it are asked back
    checks: bool = False  # the case's servers count as looked at, in the monthly inventory
    corrects: bool = False  # what is said replaces facts of the server meant, and of no other


class Queue(Rule):
    """How cases wait at a step, in order of arrival: the letters that offer a place, say that an offer has run out,
    and tell a new position; after how many working days an offer goes to the next."""

    offer: str
    expired: str
    position: str
    offer_days: AtLeastOne = 5
    cc: tuple[str, ...] = ()


class Step(Rule):
    id: str
    title: str
    waits_for: str
    first: bool = False
    resting: bool = False  # nobody is waited for: letters and lists say so
    queue: Queue | None = None  # cases wait here in order of arrival, and are told their position
    decision: bool = False  # a question with several answers: one answer alone is a mistake
    sop: tuple[str, ...] = ()
    outside_sop: bool = False  # the whole step is a proposal
    time_standard_hours: Positive | None = None  # the SOP leaves Waktu empty: unset, never invented
    remind_after_days: tuple[Positive, ...] = ()  # working days
    counts_from: str = ""  # the field with the appointed time: before it nobody is late
    escalate_after_days: Positive | None = None  # working days: then somebody above is told, once
    escalate_to: str = ""
    escalate_cc: tuple[str, ...] = ()
    letters: tuple[LetterCall, ...] = ()  # sent on entering the step
    incomplete: str = ""  # the letter that asks for what is missing here, if not the general one
    outcomes: Annotated[tuple[Outcome, ...], Field(alias="outcome")] = ()
    offers: str = ""  # the one outcome that is said when none is, by facts alone (e.g. `terhubung` by an IP)


class Activity(Rule):
    """One line of the SOP's table, word for word: number, activity, remark (Ket)."""

    sop: str
    text: str
    by: str = ""
    remark: str = ""


class Procedure(Rule):
    id: str
    name: str
    prefix: str
    version: str
    source: str = ""
    outside_sop: bool = False
    opened_by: str = "pemohon"
    takes_from: str = ""  # the procedure whose stored servers this one gives back
    request_words: tuple[str, ...] = ()  # a message that opens such a case says one of these
    letter_texts: tuple[Literal["lampiran", "isi"], ...] = ("lampiran", "isi")  # what counts as the surat
    activities: Annotated[tuple[Activity, ...], Field(alias="activity")] = ()
    steps: Annotated[tuple[Step, ...], Field(alias="step")] = ()

    def step(self, step_id: str) -> Step:
        """Raises KeyError for a step this procedure does not have."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    @property
    def first(self) -> Step:
        return next(step for step in self.steps if step.first)

    def is_stored(self, step_id: str) -> bool:
        """Whether a case at this step has been through one that stamps the time of an arrival."""
        at = [step.id for step in self.steps].index(step_id)
        return any(outcome.stamps for step in self.steps[:at] for outcome in step.outcomes)

    def position(self, step_id: str) -> tuple[int, int]:
        """(which step, of how many), from 1."""
        ids = [step.id for step in self.steps]
        return ids.index(step_id) + 1, len(ids)


class LetterRule(Rule):
    """A letter: its subject, template and what goes with it. `asks`: it lists the answers that its reader can
    give at the case's step, each with its one-tap link."""

    id: str
    subject: str
    template: str
    asks: bool = False
    bare: bool = False  # tells nothing of the case but its number
    attach: tuple[
        Literal[
            "surat",
            "lembar-disposisi",
            "formulir-serah-terima",
            "lembar-periksa",
            "jadwal",
            "gambar-rak",
            "formulir-serah-terima-kembali",
            "lembar-periksa-kembali",
            "formulir-inventaris",
            "daftar-inventaris",
            "tabel-inventaris",
            "rekap",
        ],
        ...,
    ] = ()
    sop: str = ""  # the SOP line the letter fulfils


class Command(Rule):
    """An outcome possible in every open step. `until`: only while the case has not passed this step."""

    id: str
    title: str
    by: tuple[str, ...] = ()  # empty: anyone on the case
    words: tuple[str, ...] = ()
    letter: str = ""
    closes: bool = False
    not_after: tuple[str, ...] = ()  # steps in which it is no longer possible
    offered: bool = True  # letters name it among the answers
    questions: tuple[
        str, ...
    ] = ()  # the roles whose question, when they are asked nothing themselves, means this
    example: str = ""


class FieldRule(Rule):
    """A field: what it is called to people, the SOP line that asks for it, and an example."""

    id: str
    title: str
    sop: str = ""
    example: str = ""
    parts: tuple[str, ...] = ()  # for `server`: what each one must have to count as given
    labels: tuple[str, ...] = ()  # "Rak", "No. Seri": the words before a colon
    tap: Annotated[str, Field(pattern=r"^$|\{nilai\}")] = (
        ""  # what a one-tap link writes to say {nilai}, which was supposed; empty: no link is offered
    )


class Limits(Rule):
    max_message_bytes: AtLeastOne = 26_214_400
    max_attachment_bytes: AtLeastOne = 15_728_640
    attachment_types: tuple[str, ...] = ()
    letter_text_bytes: AtLeastOne = 15_728_640
    letter_text_pages: AtLeastOne = 10
    letter_text_characters: AtLeastOne = 40_000
    letter_text_seconds: Annotated[float, Field(gt=0, le=120)] = 10.0
    letter_text_megabytes: Annotated[int, Field(ge=128)] = 512
    letters_per_address_per_day: AtLeastOne = 20
    requests_per_address_per_day: AtLeastOne = 10
    letters_per_hour: AtLeastOne = 400
    attempts_before_held: AtLeastOne = 3
    answer_unrelated_every_days: AtLeastOne = 30


class Retention(Rule):
    """When persons are erased from ended cases: so many days after the last thing that happened (None: never). Of the
    facts `keep_fields` stay, and what the inventory itself has stamped."""

    erase_after_days: Annotated[int, Field(ge=90)] | None = None
    keep_fields: tuple[str, ...] = (
        "opd",
        "server",
        "rak",
        "unit",
        "ip",
        "ip_pengelolaan",
        "gateway",
        "waktu",
    )


class General(Rule):
    """Which letter answers which situation, at every step."""

    incomplete: str
    unclear: str
    not_yours: str
    unproven: str
    reminder: str
    escalation: str
    off_duty: str  # to an official who writes on a day when another holds his role
    bounced: str
    unrelated: str
    unentitled: str  # asks for what is not his to ask for: a person sees to it
    held: str
    question: str = ""  # to an applicant's question, which a person answers; empty: asked back as unclear
    courtesy: str = ""  # to thanks or consent and nothing else; empty: such a mail gets no letter
    staff: str  # the role that is told what concerns nobody else, when the config names no operator


class Common(Rule):
    """`rules/umum.toml`: what holds for every procedure."""

    version: str
    roles: dict[str, str]  # id → title
    general: General
    limits: Limits = Limits()
    retention: Retention = Retention()
    commands: Annotated[tuple[Command, ...], Field(alias="command")] = ()
    letters: Annotated[tuple[LetterRule, ...], Field(alias="letter")] = ()
    fields: Annotated[tuple[FieldRule, ...], Field(alias="field")] = ()


class Rules(Rule):
    """Everything in `rules/`. `words`: the tables of word lists in `words.toml` by name (their shape:
    `word_lists.py`), and under "mail" those of `mail.toml`."""

    common: Common
    procedures: tuple[Procedure, ...]
    opd: tuple[Opd, ...]
    words: dict[str, Any]
    racks: Racks = Racks()
    inventory: Inventory | None = None  # None: no monthly round (never with rules that were checked)
    almanac: Almanac = Almanac()
    years: Mapping[int, tuple[SpecialDay, ...]] = {}

    def dump(self) -> bytes:
        """All of it as JSON, for `restore`."""
        return self.model_dump_json(by_alias=True, exclude_unset=True).encode()

    @staticmethod
    def restore(raw: bytes) -> Rules:
        """What `dump` wrote. Raises ValueError for anything else."""
        rules = Rules.model_validate_json(raw)
        return rules.model_copy(update={"words": _with_tuples(rules.words)})

    def procedure(self, process: str) -> Procedure:
        """Raises KeyError for a process without a rule file."""
        for procedure in self.procedures:
            if procedure.id == process:
                return procedure
        raise KeyError(process)

    def letter(self, letter_id: str) -> LetterRule:
        """Raises KeyError for a letter that the rules do not know."""
        for letter in self.common.letters:
            if letter.id == letter_id:
                return letter
        raise KeyError(letter_id)

    def find_carrying(self, form: str) -> frozenset[str]:
        """The letters that go out with that form."""
        return frozenset(rule.id for rule in self.common.letters if form in rule.attach)

    def command(self, outcome: str | None) -> Command | None:
        return next((command for command in self.common.commands if command.id == outcome), None)

    def field(self, field_id: str) -> FieldRule:
        """Raises KeyError for a field that the rules do not know."""
        for rule in self.common.fields:
            if rule.id == field_id:
                return rule
        raise KeyError(field_id)


def _with_tuples(value: Any) -> Any:
    """Lists of words are tuples, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _with_tuples(one) for key, one in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
