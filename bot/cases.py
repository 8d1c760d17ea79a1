"""Cases as rows and as one sheet, for the command line: read from the data folder, plain JSON values out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.config import Config, load_config
from bot.edges.refs import list_case_folders
from bot.edges.store import Damaged, Store
from bot.kit import load_rules
from bot.model import NO_CASE, Case
from bot.rules import Rules


def load_rows(config_path: Path, closed: bool) -> list[dict[str, Any]]:
    """One row per case: open ones, or all of them with `closed`. A damaged file is a row that says so."""
    config = load_config(config_path)
    rules = load_rules(config, config_path.name)
    store = Store(config.data_folder, config.office.zone)
    if closed:
        refs = [folder.name for folder in list_case_folders(store.cases)]
    else:
        refs = [summary.ref for summary in store.open_cases()]
    rows = [_row(store, ref, rules, config) for ref in sorted({*refs, *store.damaged})]
    return [row for row in rows if row["process"] != NO_CASE]


def _row(store: Store, ref: str, rules: Rules, config: Config) -> dict[str, Any]:
    try:
        case = store.load(ref)
    except Damaged as error:
        return {
            "ref": ref,
            "process": "",
            "opd": "",
            "step": "rusak",
            "waits_for": str(error),
            "since": "",
            "closed": "",
        }
    step = None if case.closed or case.process == NO_CASE else rules.procedure(case.process).step(case.step)
    waits = "" if step is None or step.resting else step.waits_for
    return {
        "ref": ref, "process": case.process, "opd": case.fields.get("opd", ""), "step": case.step,
        "waits_for": waits, "since": _local(case.since, config), "closed": case.closed,
    }  # fmt: skip


def load_case(config_path: Path, ref: str) -> dict[str, Any]:
    """One case whole. Raises UnknownCase, Damaged, AdminError."""
    config = load_config(config_path)
    store = Store(config.data_folder, config.office.zone)
    case = store.load(ref)
    folder = store.case_dir(ref)
    return {
        "ref": ref,
        "process": case.process,
        "step": case.step,
        "closed": case.closed,
        "since": _local(case.since, config),
        "applicant": case.applicant.email,
        "fields": dict(case.fields),
        "journal": [
            {
                "at": _local(entry.at, config),
                "by": entry.by,
                "what": entry.what,
                "step": entry.step,
                "outcome": entry.outcome,
                "text": entry.text,
                "evidence": [f"{one.about}: {one.phrase} ({one.rule})" for one in entry.evidence],
            }
            for entry in case.journal
        ],
        "messages": [
            {
                "at": _local(one.at, config),
                "role": one.role,
                "subject": one.subject,
                "verdict": one.verdict,
                "file": str(folder / "mail" / one.file),
            }
            for one in case.messages
        ],
        "letters": _letters(case, config, folder),
        "files": [str(folder / "files" / name) for name in store.file_names(ref)],
    }


def _letters(case: Case, config: Config, folder: Path) -> list[dict[str, Any]]:
    return [
        {"at": _local(one.at, config), "number": one.number, "letter": one.letter, "to": one.to.email,
         "cc": [copy.email for copy in one.cc], "state": one.state, "attempts": one.attempts,
         "refused": [list(pair) for pair in one.refused], "file": str(folder / "mail" / one.file)}
        for one in case.letters
    ]  # fmt: skip


def _local(moment: datetime, config: Config) -> str:
    return moment.astimezone(ZoneInfo(config.office.zone)).isoformat(timespec="seconds")
