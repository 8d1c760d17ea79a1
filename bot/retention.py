"""Persons are erased from closed cases: by the rule, so many days after the end, or when one is to be forgotten."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.deciding.erasing import can_be_erased, erase_persons, holds_mail, is_due, is_erased, list_erasable
from bot.edges.held import Held, erase_archived, list_archived, list_held
from bot.edges.refs import CASE_FILE, UnknownCase, list_case_folders, list_case_paths
from bot.edges.stage import ERASED_MARK
from bot.edges.store import ERASING_MARK, Damaged, Store
from bot.model import Case
from bot.rules import Retention

log = logging.getLogger("titip")
BY_RULE = "surel, lampiran, dan data orang dihapus menurut aturan retensi"
BY_REQUEST = "surel, lampiran, dan data orang dihapus atas permintaan"


@dataclass(frozen=True)
class Trace:
    """A case that names the address. `erasable`: it has ended, and can be erased now."""

    ref: str
    erasable: bool
    messages: int
    letters: int
    files: int


@dataclass(frozen=True)
class Traces:
    """All that is kept of an address: cases, settled held mail (`archived`), and held mail that still waits for a
    person (`held`: it is left alone, as running cases are)."""

    cases: tuple[Trace, ...]
    archived: tuple[Held, ...]
    held: tuple[Held, ...]


def erase_due(store: Store, rule: Retention, now: datetime) -> list[str]:
    """Erases what is due by the rule, and finishes what a crash cut short; the references."""
    erased = []
    days = rule.erase_after_days
    for path in list_case_paths(store.cases):
        if os.access(f"{path}/{ERASING_MARK}", os.F_OK):
            _finish(store, Path(path))
        if days is None or os.access(f"{path}/{ERASED_MARK}", os.F_OK) or not _is_old(path, days, now):
            continue
        case = _load(store, path.rpartition("/")[2])
        if case is not None and is_due(case, days, now):
            erase_case(store, case, rule, BY_RULE, now)
            erased.append(case.ref)
    store.note_swept()
    return erased


def _finish(store: Store, folder: Path) -> None:
    """Its record was written without persons, or it was not: then nothing had begun."""
    case = _load(store, folder.name)
    if case is not None and is_erased(case) and not holds_mail(case):
        store.finish_erasure(case.ref)
    elif case is not None:
        (folder / ERASING_MARK).unlink()


def _is_old(folder: str, days: int, now: datetime) -> bool:
    """Nothing is due before its file is that old: so most cases need not be read."""
    try:
        changed = os.stat(f"{folder}/{CASE_FILE}").st_mtime
    except FileNotFoundError:
        return False
    return now.timestamp() - changed >= days * 86400


def erase_case(store: Store, case: Case, rule: Retention, why: str, now: datetime) -> None:
    """One case, in one write; then its mail and files. Raises Conflict when it changed meanwhile."""
    store.erase(erase_persons(case, rule.keep_fields, why, now), case.version, list_erasable(case))
    log.info("%s: %s", case.ref, why)


def find_traces(store: Store, address: str) -> Traces:
    """Where the address stands, in the records of cases and in held mail. Reads only."""
    email = address.strip().lower()
    needle = email.encode()
    return Traces(
        cases=tuple(_find_cases(store, needle)),
        archived=tuple(one for one in list_archived(store.root) if needle in one.raw.lower()),
        held=tuple(one for one in list_held(store.root) if needle in one.raw.lower()),
    )


def _find_cases(store: Store, needle: bytes) -> Iterator[Trace]:
    for folder in list_case_folders(store.cases):
        with suppress(FileNotFoundError):
            if needle not in (folder / CASE_FILE).read_bytes().lower() or not (
                case := _load(store, folder.name)
            ):
                continue
            files = len(store.file_names(case.ref))
            yield Trace(case.ref, can_be_erased(case), len(case.messages), len(case.letters), files)


def forget(store: Store, address: str, rule: Retention, now: datetime) -> list[str]:
    """Erases every ended case that names the address, and its settled held mail; the references."""
    traces = find_traces(store, address)
    refs = [one.ref for one in traces.cases if one.erasable]
    for ref in refs:
        erase_case(store, store.load(ref), rule, BY_REQUEST, now)
    for held in traces.archived:
        erase_archived(store.root, held.digest)
    return refs


def _load(store: Store, ref: str) -> Case | None:
    """None for one that is damaged: it is told of elsewhere, and never erased."""
    try:
        return store.load(ref)
    except (Damaged, UnknownCase):
        return None
