"""A group of saves on its way to the disk: what it consists of, and the order in which it becomes durable.

Group commit: each round makes many files durable together, so a message costs a part of a round, not rounds of
its own. The order is what a loss of power meets. First every content, under a name that nobody looks at. Then the
names of the parts (mail, files, held messages). Then the names that speak of them: case.json, or the folder of a
new case.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.edges import disk
from bot.edges.case_file import Record, serialise
from bot.edges.chain import Chain
from bot.edges.refs import CASE_FILE

CLOSED_MARK = ".closed"  # a hint that start may pass this case over; the truth is in case.json
ERASED_MARK = ".erased"  # a hint too: this case was erased, and nothing came since
PARTS = ("mail", "files")


@dataclass
class Pending:
    """A case as it will be on disk, and what is added to its mail/ and files/, by part and name."""

    folder: Path
    new: bool
    record: Record
    sealed: Chain
    resting: bool  # nobody and no letter waits: a start may pass it over
    parts: dict[str, dict[str, bytes]] = field(default_factory=lambda: {part: {} for part in PARTS})

    @property
    def building(self) -> Path:
        """Where the case's files get their contents: a new case appears whole, by one rename of its folder."""
        return self.folder.with_name(f".new-{self.folder.name}") if self.new else self.folder

    @property
    def contents(self) -> dict[Path, bytes]:
        """Of its parts, by path."""
        return {self.building / part / name: raw for part in PARTS for name, raw in self.parts[part].items()}

    def add(self, later: Pending) -> Pending:
        """One save more on a case that is not on disk yet."""
        for part, contents in self.parts.items():
            contents.update(later.parts[part])
        later.new, later.parts = self.new, self.parts
        return later


@dataclass
class Stage:
    """What is to be written together. `held` are whole files, by path: the raw message before what tells of it."""

    root: Path
    cases: dict[str, Pending] = field(default_factory=dict)
    held: dict[Path, bytes] = field(default_factory=dict)
    octets: int = 0

    def add_case(self, ref: str, pending: Pending) -> None:
        self.octets += sum(
            len(content) for contents in pending.parts.values() for content in contents.values()
        )
        before = self.cases.get(ref)
        self.cases[ref] = before.add(pending) if before else pending

    def add_held(self, path: Path, content: bytes) -> None:
        self.octets += len(content)
        self.held[path] = content

    def write(self) -> None:
        """All of it, durably; or an OSError, after which any part of the group may be there, but each case whole."""
        pending = tuple(self.cases.values())
        try:
            self._sync([*_write_contents(pending), *_write_temps(self.held)])
            self._sync(_name_parts(pending, self.held))
            self._sync([_name_case(one) for one in pending])
        except BaseException:
            _remove_rests(pending, self.held)
            raise
        for one in pending:
            if one.resting and not one.new:
                disk.write_content(one.folder / CLOSED_MARK, b"")

    def _sync(self, paths: Iterable[Path]) -> None:
        disk.sync_together(self.root, tuple(dict.fromkeys(paths)))


def _write_contents(pending: Collection[Pending]) -> list[Path]:
    """What was written, and the folders that got a name by it."""
    written: list[Path] = []
    for one in pending:
        written += _build(one) if one.new else _prepare(one)
    return written


def _build(one: Pending) -> list[Path]:
    """A new case in a folder that nobody looks at, under the names that it keeps."""
    disk.make_folder(one.folder.parent)
    shutil.rmtree(one.building, ignore_errors=True)
    folders = [one.building, *(one.building / part for part in PARTS)]
    for folder in folders:
        os.mkdir(folder, disk.FOLDER_MODE)
    contents = one.contents | {one.building / CASE_FILE: serialise(one.record.tables)}
    for path, content in contents.items():
        disk.write_content(path, content)
    return [*contents, *folders]


def _prepare(one: Pending) -> list[Path]:
    unmarked = [mark for mark in (CLOSED_MARK, ERASED_MARK) if _remove(one.folder / mark)]
    for part in PARTS:
        if one.parts[part]:
            disk.make_folder(one.folder / part)
    contents = one.contents | {one.folder / CASE_FILE: serialise(one.record.tables)}
    return [*_write_temps(contents), *([one.folder] if unmarked else [])]


def _write_temps(contents: Mapping[Path, bytes]) -> list[Path]:
    """Each beside its target under a fixed name: what a crash leaves behind is overwritten by the next try."""
    written = []
    for path, content in contents.items():
        disk.write_content(_temp(path), content)
        written.append(_temp(path))
    return written


def _name_parts(pending: Collection[Pending], held: Collection[Path]) -> list[Path]:
    """The folders that got names."""
    paths = [*(path for one in pending if not one.new for path in one.contents), *held]
    for path in paths:
        os.replace(_temp(path), path)
    return [path.parent for path in paths]


def _name_case(one: Pending) -> Path:
    """The folder that got the name."""
    if one.new:
        os.rename(one.building, one.folder)
        return one.folder.parent
    path = one.folder / CASE_FILE
    os.replace(_temp(path), path)
    return one.folder


def _temp(path: Path) -> Path:
    return path.with_name(disk.temp_name(path.name))


def _remove(path: Path) -> bool:
    """Whether it was there."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _remove_rests(pending: Collection[Pending], held: Collection[Path]) -> None:
    """A full disk has no room for half a group."""
    for one in pending:
        if one.new:
            shutil.rmtree(one.building, ignore_errors=True)
    changed = [path for one in pending if not one.new for path in (*one.contents, one.folder / CASE_FILE)]
    for path in (*changed, *held):
        with contextlib.suppress(OSError):
            os.unlink(_temp(path))
