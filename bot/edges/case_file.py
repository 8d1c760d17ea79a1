"""One case.json: a TinyDB database with one document, read whole and replaced whole, its journal sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from bot.edges import chain, disk
from bot.edges.chain import Chain
from bot.edges.codec import CodecError, decode, encode
from bot.edges.refs import UnknownCase
from bot.errors import TitipError
from bot.model import Case

TABLE = "case"


class Damaged(TitipError):
    """A case file that can't be read as one; the text names it."""


class CaseStorage(Storage):
    """TinyDB's storage, with a write that a crash can't tear (TinyDB's own rewrites in place)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables: Mapping[str, Mapping[str, Any]] = {}  # as they were read last

    def read(self) -> dict[str, dict[str, Any]] | None:
        """None for a database that isn't there yet. Raises Damaged."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            if disk.describe_illness(error):
                raise
            raise Damaged(f"{self.path}: tidak dapat dibaca: {error.strerror}") from error
        try:
            tables = json.loads(content)
        except ValueError as error:
            raise Damaged(f"{self.path}: bukan JSON: {error}") from error
        if not isinstance(tables, dict) or not all(isinstance(rows, dict) for rows in tables.values()):
            raise Damaged(f"{self.path}: bukan basis data TinyDB")
        self.tables = tables
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        disk.write_file(self.path, serialise(data))


def serialise(data: Mapping[str, Any]) -> bytes:
    """Readable UTF-8; mail may bring lone surrogates, which only JSON's escapes can hold."""
    try:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Record:
    """A case.json as it was read or is to be written: its tables, and the case's document in them."""

    path: Path
    tables: Mapping[str, Mapping[str, Any]]
    document: Mapping[str, Any]

    @cached_property
    def case(self) -> Case:
        """Raises Damaged."""
        try:
            return decode(Case, self.document)
        except (CodecError, ValueError, TypeError, AttributeError) as error:
            raise Damaged(f"{self.path}: {error}") from error

    @property
    def sealed(self) -> Chain:
        """The hash chain of the journal. Raises Damaged."""
        try:
            return chain.read_chain(self.document, self.case.journal)
        except CodecError as error:
            raise Damaged(f"{self.path}: {error}") from error


def read_case(path: Path) -> Case:
    """The case in that file. Raises UnknownCase, Damaged."""
    return read_record(path).case


def read_sealed(path: Path) -> tuple[Case, Chain]:
    """The case in that file, and the hash chain of its journal. Raises UnknownCase, Damaged."""
    record = read_record(path)
    return record.case, record.sealed


def read_record(path: Path) -> Record:
    """Raises UnknownCase, Damaged."""
    if not path.exists():
        if path.parent.is_dir():
            raise Damaged(f"{path}: berkas tidak ada")
        raise UnknownCase(f"berkas {path.parent.name} tidak ada")
    storage = CaseStorage(path)
    try:
        document = TinyDB(storage=lambda: storage).table(TABLE).get(doc_id=1)
    except (ValueError, TypeError, AttributeError) as error:
        raise Damaged(f"{path}: {error}") from error
    if not isinstance(document, Mapping):
        raise Damaged(f"{path}: tidak memuat berkas")
    record = Record(path, storage.tables, dict(document))
    if record.case.ref != path.parent.name:
        raise Damaged(f"{path}: mengaku sebagai {record.case.ref}")
    return record


def make_record(path: Path, before: Record | None, case: Case, sealed: Chain) -> Record:
    """The file with this case in it, not written yet. Keys and tables that a newer version put beside ours are
    kept."""
    tables = {name: dict(rows) for name, rows in before.tables.items()} if before else {}
    document = {**(before.document if before else {}), **encode(case), **chain.write_chain(sealed)}
    tables[TABLE] = {**tables.get(TABLE, {}), "1": document}
    return Record(path, tables, document)


def write_record(record: Record) -> None:
    """In one step."""
    CaseStorage(record.path).write({name: dict(rows) for name, rows in record.tables.items()})
