"""`titip backup` and `titip restore`: the whole data folder in one archive, taken while the bot works.

Law: what is copied first speaks only of what is copied after it. So the balance goes before the ledger and the
ledger before the cases: no ledger line of the copy says that a case has a message which the copied case lacks.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from bot.edges import disk
from bot.edges.refs import CASE_FILE, list_case_folders
from bot.edges.sent_log import FILE as SENT
from bot.errors import TitipError

MARK = "titip-cadangan.json"
PARTS = ("balance", "ledger", "requests", "held", SENT, "cases", "secret", "secret.old")
TRIES = 20  # reads of a case that is saved meanwhile
Files = Iterator[tuple[str, bytes, float]]  # name, content, when it was changed (Unix time)


class NoBackup(TitipError):
    """A file that is no whole backup, or one that must not be unpacked; or a folder that is not empty."""


def write_backup(root: Path, path: Path) -> int:
    """Everything in the data folder `root` but the lock and the status, as a gzipped tar of mode 0600; returns how
    many files. Raises NoBackup for a path that is taken."""
    if path.exists():
        raise NoBackup(f"{path} sudah ada; sebut nama lain")
    count = 0
    with (
        _replacing(path) as file,
        tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as archive,
    ):
        for one in _list_files(root):
            count += 1
            _add(archive, *one)
    return count


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole and on the disk."""
    part = path.with_name(f".{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, disk.FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, disk.FILE_MODE)
            yield file
            file.flush()
            os.fsync(handle)
        os.link(part, path)  # never over a file that came meanwhile
    except FileExistsError as error:
        raise NoBackup(f"{path} sudah ada; sebut nama lain") from error
    finally:
        part.unlink(missing_ok=True)
    disk.sync_folder(path.parent)


def _add(archive: tarfile.TarFile, name: str, content: bytes, changed: float) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), disk.FILE_MODE
    member.mtime = changed
    archive.addfile(member, io.BytesIO(content))


def _list_files(root: Path) -> Files:
    now = datetime.now(UTC)
    mark = {"version": 1, "made": now.isoformat(timespec="seconds")}
    yield MARK, json.dumps(mark).encode("ascii"), now.timestamp()
    yield from _read_tree(root, "balance")
    for name, content, changed in _read_tree(root, "ledger"):
        whole = content[: content.rfind(b"\n") + 1]  # a line that is being written counts as not yet written
        yield name, whole, changed
    yield from _read_tree(root, "requests")
    yield from _read_held(root)
    with suppress(FileNotFoundError):
        yield _read(
            root, root / SENT
        )  # a letter that goes after this is due in the copy, or recorded in its case
    for folder in list_case_folders(root / "cases"):
        yield from _read_case(root, folder)
    for name in ("secret", "secret.old"):
        with suppress(FileNotFoundError):
            yield _read(root, root / name)


def _read(root: Path, path: Path) -> tuple[str, bytes, float]:
    with path.open("rb") as file:
        return path.relative_to(root).as_posix(), file.read(), os.fstat(file.fileno()).st_mtime


def _read_tree(root: Path, part: str) -> Files:
    for path in sorted((root / part).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            with suppress(FileNotFoundError):
                yield _read(root, path)


def _read_held(root: Path) -> Files:
    """Whole pairs only: the reason is written after the mail."""
    pairs = ((path, path.with_suffix(".eml")) for path in sorted((root / "held").rglob("*.json")))
    for pair in pairs:
        with suppress(FileNotFoundError):
            yield from [_read(root, one) for one in pair]


def _read_case(root: Path, folder: Path) -> Files:
    """The case at one version: read again when it was saved in between."""
    for _ in range(TRIES):
        with suppress(FileNotFoundError):
            before = _read(root, folder / CASE_FILE)
            paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and _belongs(path)]
            files = [_read(root, path) for path in paths]
            if before in files:
                yield from files
                return
    raise TitipError(f"berkas {folder.name} terus berubah; ulangi pencadangan")


def _belongs(path: Path) -> bool:
    return not path.name.startswith(".") or not path.name.endswith(".tmp")


# ---- back again --------------------------------------------------------------------------------------------


def restore_backup(path: Path, folder: Path) -> int:
    """Unpacks the backup into `folder`, which is new or empty; how many files. Raises NoBackup, and then leaves the
    folder as it was."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoBackup(f"{folder} tidak kosong; sebut folder baru")
    disk.make_folder(folder.parent)
    building = folder.with_name(f".{folder.name}.restoring")
    shutil.rmtree(building, ignore_errors=True)
    disk.make_folder(building)
    try:
        count = _unpack(path, building)
        if folder.exists():
            folder.rmdir()
        os.rename(building, folder)
    except (tarfile.TarError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise NoBackup(f"{path} bukan cadangan yang utuh: {error}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    disk.sync_folder(folder.parent)
    return count


def _unpack(path: Path, building: Path) -> int:
    count = 0
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if (count == 0) != (member.name == MARK):
                raise NoBackup(f"{path} bukan cadangan Titip")
            count += 1
            _check_member(member)
            content = archive.extractfile(member)
            assert content is not None, "a regular file"
            if member.name != MARK:
                target = building / member.name
                disk.make_folder(target.parent)
                disk.write_file(target, content.read())
                os.utime(target, (member.mtime, member.mtime))  # what is old stays old: see Store, retention
    if count == 0:
        raise NoBackup(f"{path} bukan cadangan Titip")
    return count


def _check_member(member: tarfile.TarInfo) -> None:
    """Plain files of a data folder: no path that leads out of it, no link, no device."""
    parts = PurePosixPath(member.name).parts
    plain = member.isreg() and "\\" not in member.name and "\0" not in member.name
    inside = bool(parts) and ".." not in parts and (parts[0] in PARTS or member.name == MARK)
    if not plain or not inside:
        raise NoBackup(f"cadangan memuat yang tidak boleh dibuka: {member.name!r:.100}")
