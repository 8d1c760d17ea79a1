"""Cases as rows and as one sheet, for the command line: read from the data folder, plain JSON values out.

What machines read keeps the ids and ISO times of the record; how a person reads it is made in `case_sheet.py`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.case_sheet import CaseSheet, render_sheet
from bot.config import Config, load_config
from bot.edges.known import load_known
from bot.edges.refs import UnknownCase, list_case_folders
from bot.edges.store import Damaged, Store
from bot.errors import AdminError, Problem
from bot.kit import load_rules, make_kit
from bot.model import DIGEST_PREFIX, NO_CASE, NO_CASE_PREFIX, Case
from bot.reading.match import number_pattern
from bot.rules import Procedure, Rules
from bot.writing.context import outcome_title
from bot.writing.dates import render_moment

SHORT = "d MMM y HH.mm"


@dataclass(frozen=True)
class Row:
    """A case in the list. The first seven are told to machines; `since` is ISO 8601 in the office's zone."""

    ref: str
    process: str
    opd: str
    step: str
    waits_for: str
    since: str
    closed: str
    state: str = ""  # the step's title, or by what it was closed
    at: str = ""  # since when, short
    days: int | None = None  # since then; None for a file that can't be read

    def json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key not in ("state", "at", "days")}


def load_rows(config_path: Path, closed: bool, now: datetime | None = None) -> list[Row]:
    """One row per case: open ones, or all of them with `closed`. A damaged file is a row that says so.
    Raises AdminError, also for a data folder that is none."""
    config = load_config(config_path)
    rules = load_rules(config, config_path.name)
    store = _open(config, config_path.name)
    if closed:
        refs = [folder.name for folder in list_case_folders(store.cases)]
    else:
        refs = [summary.ref for summary in store.open_cases()]
    at = now or datetime.now(UTC)
    rows = [_row(store, ref, rules, config, at) for ref in sorted({*refs, *store.damaged})]
    return [row for row in rows if row.process != NO_CASE]


def open_data(config: Config, file: str) -> Path:
    """The data folder, where a bot has worked. Raises AdminError."""
    folder = config.data_folder
    if not any((folder / name).exists() for name in ("cases", "secret")):
        what = "bukan folder data Titip" if folder.is_dir() else "tidak ada"
        text = f"folder data {folder.resolve()} {what}"
        remedy = "betulkan data.folder; folder ini dibuat ketika bot pertama kali dijalankan"
        raise AdminError((Problem(file, "data.folder", text, remedy),))
    return folder


def _open(config: Config, file: str) -> Store:
    return Store(open_data(config, file), config.office.zone)


def _row(store: Store, ref: str, rules: Rules, config: Config, now: datetime) -> Row:
    try:
        case = store.load(ref)
    except Damaged as error:
        return Row(ref, "", "", "rusak", str(error), "", "", f"berkas rusak ({error})")
    procedure = find_procedure(rules, case)
    step = next((one for one in procedure.steps if one.id == case.step), None) if procedure else None
    waits = "" if step is None or step.resting or case.closed else step.waits_for
    state = step.title if step else case.step
    if case.closed:
        state = f"selesai: {outcome_title(rules, procedure, case.step, case.closed)}"
    opd, since = str(case.fields.get("opd", "")), _local(case.since, config)
    at, days = render_moment(case.since, SHORT, config.office.zone), (now - case.since).days
    return Row(ref, case.process, opd, case.step, waits, since, case.closed, state, at, days)


def find_procedure(rules: Rules, case: Case) -> Procedure | None:
    """None for a record of no case, or of a procedure that the rules no longer have."""
    return next((one for one in rules.procedures if one.id == case.process), None)


def parse_ref(text: str, rules: Rules) -> str:
    """ "ttp-2026-0001", "TTP 2026 1" → "TTP-2026-0001". Raises UnknownCase for what is no case number."""
    prefixes = (*(procedure.prefix for procedure in rules.procedures), NO_CASE_PREFIX, DIGEST_PREFIX)
    found = number_pattern(prefixes).fullmatch(text.strip())
    if found is None:
        raise UnknownCase(f"“{text}” bukan nomor berkas; tulis misalnya {prefixes[0]}-2026-0001")
    return f"{found[1].upper()}-{found[2] or found[5]}-{int(found[3] or found[4]):04d}"


def load_sheet(config_path: Path, text: str) -> CaseSheet:
    """One case whole, as a person reads it. Raises UnknownCase, Damaged, AdminError."""
    config = load_config(config_path)
    store = _open(config, config_path.name)
    known = load_known(config.data_folder)
    kit = make_kit(config, (b"",), config_path.name, known)  # no letter is written: no codes, no secret
    case = store.load(parse_ref(text, kit.rules))
    folder = store.case_dir(case.ref)
    words = kit.desk(datetime.now(UTC)).words
    return render_sheet(case, words, str(folder), store.file_names(case.ref))


def load_case(config_path: Path, text: str) -> dict[str, Any]:
    """One case whole, as it is recorded. Raises UnknownCase, Damaged, AdminError."""
    config = load_config(config_path)
    store = _open(config, config_path.name)
    case = store.load(parse_ref(text, load_rules(config, config_path.name)))
    folder = store.case_dir(case.ref)
    return {
        "ref": case.ref,
        "process": case.process,
        "step": case.step,
        "closed": case.closed,
        "since": _local(case.since, config),
        "applicant": case.applicant.email,
        "fields": dict(case.fields),
        "journal": _journal(case, config),
        "messages": [
            {"at": _local(one.at, config), "role": one.role, "subject": one.subject, "verdict": one.verdict,
             "file": str(folder / "mail" / one.file)}
            for one in case.messages
        ],
        "letters": _letters(case, config, folder),
        "files": [str(folder / "files" / name) for name in store.file_names(case.ref)],
    }  # fmt: skip


def _journal(case: Case, config: Config) -> list[dict[str, Any]]:
    return [
        {"at": _local(entry.at, config), "by": entry.by, "what": entry.what, "step": entry.step,
         "outcome": entry.outcome, "text": entry.text,
         "evidence": [f"{one.about}: {one.phrase} ({one.rule})" for one in entry.evidence]}
        for entry in case.journal
    ]  # fmt: skip


def _letters(case: Case, config: Config, folder: Path) -> list[dict[str, Any]]:
    return [
        {"at": _local(one.at, config), "number": one.number, "letter": one.letter, "to": one.to.email,
         "cc": [copy.email for copy in one.cc], "state": one.state, "attempts": one.attempts,
         "refused": [list(pair) for pair in one.refused], "file": str(folder / "mail" / one.file)}
        for one in case.letters
    ]  # fmt: skip


def _local(moment: datetime, config: Config) -> str:
    return moment.astimezone(ZoneInfo(config.office.zone)).isoformat(timespec="seconds")
