"""What the bot would make of a message, without touching anything: for `titip try` and for labelled folders.

A message is read as if a case waited at the step named and a person of the role named had written it. Such an
example case holds what its way there needs (the request's facts); nothing else is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.config import EXAMPLE, ROOT, Config, layer_limits, load_config, load_texts, local_day, office_on
from bot.deciding.decide import decide, open_case
from bot.deciding.leaving import choose_left
from bot.deciding.procedure import parse_rules
from bot.deciding.returns import MENTION, choose_asked, find_choice
from bot.edges.layers import Layers
from bot.errors import ParseError, Problem
from bot.model import (
    APPLICANT,
    STRANGER,
    Address,
    Case,
    Decision,
    Heard,
    Message,
    Place,
    Reading,
    Right,
    Verdict,
    Visible,
)
from bot.office import Office
from bot.placing import find_role, written_at
from bot.reading.guard import guard_message
from bot.reading.mail_words import MailWords, compile_mail_words
from bot.reading.match import find_case
from bot.reading.parse import parse_message
from bot.reading.read import Reader
from bot.reading.visible import read_visible
from bot.rules import Rules, Step
from bot.texts import explain_os

FARTHEST = timedelta(days=366)  # ahead: a Date beyond it is of a broken clock
UNCLEAR = "tidak-jelas"  # how procedure.md calls an answer that does not decide
EXAMPLE_FACTS: Mapping[str, Any] = {
    "opd": "-", "surat": {"berkas": "-"}, "kontak": "-", "server": [{"merek": "-", "nomor_seri": "-"}],
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Where the message is put: process, step and role, each None when not said."""

    process: str | None = None
    step: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Trial:
    rules: Rules
    words: MailWords
    reader: Reader
    office: Office
    layers: Layers = field(default_factory=Layers)

    def try_file(self, path: Path, asked: Asked) -> dict[str, Any]:
        """The bot's view of that message as plain JSON values. Never raises, whatever the file holds."""
        try:
            return self._try(path, asked)
        except ParseError as error:
            return _nothing(path.name, asked, f"tidak terbaca: {error}")
        except OSError as error:
            return _nothing(path.name, asked, f"berkas tidak terbuka: {explain_os(error)}")
        except Exception as error:  # the promise above; a fault of ours is said, not hidden
            return _nothing(path.name, asked, f"galat: {type(error).__name__}: {error}")

    def _try(self, path: Path, asked: Asked) -> dict[str, Any]:
        raw = path.read_bytes()
        message = self.layers.read(parse_message(raw, _written(raw)))
        verdict = guard_message(message, self.office.mailbox, self.words)
        case = self._example_case(message, asked)
        role = asked.role or self._role(message, case)
        visible = read_visible(message, (), self.words)
        reading = self._read(message, visible, verdict, case, role)
        if case is not None and reading.kind == "request" and reading.process != case.process:
            case = None  # a request of another process, in an old case's thread: it opens its own case
        now = message.date
        heard = Heard(reading, message.sender, role, Right(True, "code"), written_at(message, now))
        if case is not None and self.rules.procedure(case.process).step(case.step).first:
            case = replace(case, fields=self._facts_of_completion(case, reading))
        elif case is not None and (opd := self._opd_of_case(visible, reading)):
            case = replace(case, fields={**case.fields, "opd": opd})
        heard = self._chosen(heard, case, message)
        decision = self._decide(case, heard, verdict, now)
        return self._view(path.name, heard, decision, case, asked)

    def _role(self, message: Message, case: Case | None) -> str:
        """As the example config has it; who is nobody there is taken for the applicant of the case."""
        waits_for = self._step(case).waits_for if case else ""
        role = find_role(message.sender.email, case, self.office, waits_for)
        return role if role in self.office.roles else APPLICANT

    def _step(self, case: Case) -> Step:
        return self.rules.procedure(case.process).step(case.step)

    def _example_case(self, message: Message, asked: Asked) -> Case | None:
        """The case that waits at the step asked for; None for a request, which has no case yet: at the first
        step a message belongs to a case when it answers one of its letters."""
        procedure = next((one for one in self.rules.procedures if one.id == asked.process), None)
        step = next((one for one in procedure.steps if one.id == asked.step), None) if procedure else None
        if procedure is None or step is None:
            return None
        match = find_case(message, (b"",), (procedure.prefix,))
        answers = match is not None and match.number is not None
        if step.first and not answers:
            return None
        applicant = message.sender if asked.role in (None, APPLICANT) else Address("pemohon@contoh.example")
        fields = {} if step.first else dict(EXAMPLE_FACTS)
        return Case(
            f"{procedure.prefix}-2026-0001",
            procedure.id,
            step.id,
            message.date,
            message.date,
            applicant,
            fields,
        )

    def _opd_of_case(self, visible: Visible, reading: Reading) -> str | None:
        """Whose case it is we don't know. A letter of ours that is quoted may tell, when it names one agency only;
        else it is the agency's that the message names."""
        written = f"{visible.text}\n{visible.signature}\n{visible.forwarded}\n{visible.filled}"
        own = {line.strip(" >") for line in written.splitlines()}
        quoted = "\n".join(line for line in visible.whole.splitlines() if line.strip(" >") not in own)
        named = self.reader.facts.opds.named(quoted)
        return named[0] if len(named) == 1 else reading.fields.get("opd")

    def _facts_of_completion(self, case: Case, reading: Reading) -> Mapping[str, Any]:
        """A request that is being completed: we don't know what it held. A mail that brings one of the facts
        brings what was asked for, so the case held the others; one that brings none leaves all to be asked."""
        needs = {need for outcome in self._step(case).outcomes for need in outcome.needs}
        awaited = {"surat"} if self.reader.promises_letter(reading.text) else set()
        if not needs & set(reading.fields):
            return {}
        example = {
            **EXAMPLE_FACTS,
            **(reading.fields.get("usulan") or {}),
        }  # what a letter says is no news to it
        held: dict[str, Any] = {
            need: example.get(need, "-") for need in needs - awaited - set(reading.fields)
        }
        if "server" in held:
            held |= {outcome.chooses: ["-"] for outcome in self._step(case).outcomes if outcome.chooses}
        return held

    def _chosen(self, heard: Heard, case: Case | None, message: Message) -> Heard:
        """Nothing is known of what stands here: a server that is named, by whatever sign, is the one meant."""
        process = (case.process if case else heard.reading.process) or ""
        if not process or MENTION not in heard.reading.fields:
            return heard
        procedure = self.rules.procedure(process)
        outcome = find_choice(self.rules, process, case.step if case else procedure.first.id)
        if outcome is None:
            return heard
        if outcome.releases:
            return choose_left(heard, case.fields if case else {}, {}, self.rules, outcome)
        thread = find_case(message, (b"",), (self.rules.procedure(procedure.takes_from).prefix,))
        return choose_asked(heard, case.fields if case else {}, None, thread.ref if thread else "", outcome)

    def _read(
        self, message: Message, visible: Visible, verdict: Verdict, case: Case | None, role: str
    ) -> Reading:
        place = Place(case.process, case.step, role) if case else Place(None, None, APPLICANT)
        return self.reader.read(message, visible, verdict.kind, place)

    def _decide(self, case: Case | None, heard: Heard, verdict: Verdict, now: datetime) -> Decision:
        if verdict.action == "discard" or heard.reading.kind in ("autoreply", "bounce", "loop", "unrelated"):
            return Decision(None, heard.reading.kind, why=verdict.why or verdict.rule)
        if case is None and heard.reading.kind == "request" and heard.reading.process:
            prefix = self.rules.procedure(heard.reading.process).prefix
            case = open_case(f"{prefix}-2026-0001", heard, self.rules, now)
        if case is None:
            return Decision(None, "unrelated", why="tidak menyangkut berkas mana pun")
        return decide(case, heard, self.rules, now)

    def _view(
        self, name: str, heard: Heard, decision: Decision, case: Case | None, asked: Asked
    ) -> dict[str, Any]:
        reading = heard.reading
        step = case.step if case else (asked.step or (self._first_step(reading)))
        evidence = [f"{one.about}: “{one.phrase}” ({one.rule})" for one in reading.evidence]
        return {
            "file": name,
            "kind": reading.kind,
            "process": (case.process if case else reading.process) or asked.process,
            "step": step,
            "role": heard.role,
            "outcome": self._outcome(heard, case),
            "opd": reading.fields.get("opd"),
            "fields": {key: value for key, value in reading.fields.items() if key != "opd"},
            "missing": list(decision.missing),
            "moves": decision.moved,
            "why": [decision.verdict, *filter(None, [decision.why, reading.unclear]), *evidence],
            "letters": [send.letter for send in decision.effects],
        }

    def _first_step(self, reading: Reading) -> str | None:
        return self.rules.procedure(reading.process).first.id if reading.process else None

    def _outcome(self, heard: Heard, case: Case | None) -> str | None:
        """The outcome; `tidak-jelas` when this role could have decided and did not; None when it has no say."""
        reading = heard.reading
        if reading.kind != "reply" or case is None:
            return reading.outcome
        step = self._step(case)
        said = next((one for one in step.outcomes if one.id == reading.outcome), None)
        if reading.outcome and (said is None or not said.only_with or case.fields.get(said.only_with)):
            return reading.outcome
        can_say = any(heard.role in (one.by or (step.waits_for,)) for one in step.outcomes)
        return UNCLEAR if can_say else None


def find_unknown(rules: Rules, asked: Asked) -> tuple[Problem, ...]:
    """What is asked for and is not in the rules, with what is."""
    processes = {one.id: one for one in rules.procedures}
    found: list[Problem] = []

    def look(option: str, name: str | None, known: Iterable[str]) -> None:
        if name is not None and name not in known:
            remedy = "yang dikenal: " + ", ".join(known)
            found.append(Problem(option, "", f"“{name}” tidak dikenal", remedy))

    look("--process", asked.process, processes)
    if asked.step is not None and asked.process is None:
        remedy = "sebut juga --process: " + ", ".join(processes)
        found.append(Problem("--step", "", "langkah tanpa prosedur", remedy))
    elif asked.process in processes:
        look("--step", asked.step, [step.id for step in processes[asked.process or ""].steps])
    look("--role", asked.role, [*rules.common.roles, STRANGER])
    return tuple(found)


def load_trial(config_path: Path | None = None) -> Trial:
    """With a config its rules and roles, without one the shipped rules and example roles. Raises AdminError."""
    config: Config = load_config(config_path or EXAMPLE)
    folder = config.rules_folder if config_path else ROOT / "rules"
    rules = parse_rules(load_texts(folder))
    office = office_on(config, rules.common, local_day(config, datetime.now(UTC)))
    reader = Reader.of(rules, ZoneInfo(config.office.zone))
    layers = Layers(layer_limits(rules.common.limits))
    return Trial(rules, compile_mail_words(rules.words["mail"]), reader, office, layers)


def _written(raw: bytes) -> datetime:
    """When the message says it was written, be it tomorrow (a sample may be of any year to come soon); else, or
    when its Date can't be true, this moment."""
    head = message_from_bytes(raw.partition(b"\r\n\r\n")[0][:100_000])
    now = datetime.now(UTC)
    try:
        date = parsedate_to_datetime(str(head["Date"]))
        date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return now
    return date if now < date <= now + FARTHEST else now


def _nothing(name: str, asked: Asked, why: str) -> dict[str, Any]:
    """A message that is put before a person: nothing was read, nothing moves."""
    return {
        "file": name, "kind": "unrelated", "process": asked.process, "step": asked.step, "role": asked.role,
        "outcome": None, "opd": None, "fields": {}, "missing": [], "moves": False, "why": [why], "letters": [],
    }  # fmt: skip
