"""Writing so that a crash leaves the old or the new, never a torn one.

Temp file, fsync, rename, fsync of the folder. Files are made 0600, folders 0700: they hold people's letters.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from collections.abc import Callable, Collection
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
ILL = {  # what is wrong with the disk, not with what is written: nothing can be done until it is mended
    errno.ENOSPC: "cakram penuh; kosongkan sebagian",
    errno.EDQUOT: "kuota cakram habis; minta tambahan kuota atau kosongkan sebagian",
    errno.EFBIG: "berkas melebihi batas ukuran dari sistem; naikkan batasnya (ulimit -f)",
    errno.EROFS: "cakram hanya dapat dibaca; pasang kembali agar dapat ditulis",
    errno.EIO: "cakram gagal membaca atau menulis; periksa cakramnya",
}
FEW = 4  # files that are synced one by one; for more, one sync of their file system costs less than theirs
PROBE_BYTES = 1024 * 1024  # as much as the largest case file may need


def describe_illness(error: BaseException) -> str:
    """What is wrong with the disk and what to do, in one clause; '' when the disk is not what is wrong."""
    if not isinstance(error, OSError) or error.errno is None or error.errno not in ILL:
        return ""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{ILL[error.errno]}"


def probe(folder: Path) -> None:
    """Whether what comes next can be recorded: writes, syncs and removes a file. Raises OSError with the folder."""
    path = folder / ".uji"
    try:
        write_file(path, bytes(PROBE_BYTES), sync=False)
    finally:
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes the names in the folder as durable as their files (fsync of the folder)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Makes the folder and its missing parents, each 0700 and durable; one that is there is left as it is."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=FOLDER_MODE)
    sync_folder(folder.parent)


def write_all(handle: int, content: bytes) -> None:
    """os.write until nothing is left: one call may write less than it was given."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def write_content(path: Path, content: bytes) -> None:
    """The file with that content, not durable yet: `sync_together` follows. Raises OSError with the path."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
        try:
            write_all(handle, content)
        finally:
            os.close(handle)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def sync_together(root: Path, paths: Collection[Path]) -> None:
    """Makes the contents of these files, and the names in these folders, durable: one by one when they are few, else
    the file system that holds `root` as a whole (syncfs, which tells of a failed write from Linux 5.8 on)."""
    if len(paths) > FEW and SYNCFS is not None:
        _open_and(SYNCFS, root)
        return
    for path in paths:
        _open_and(os.fsync, path)


def _open_and(sync: Callable[[int], object], path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            sync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _find_syncfs() -> Callable[[int], object] | None:
    """Linux has it, Python has not: os.sync waits for every file system and tells of no failure."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    if call is None:
        return None

    def syncfs(handle: int) -> None:
        if call(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return syncfs


SYNCFS = _find_syncfs()


def write_file(path: Path, content: bytes, sync: bool = True) -> None:
    """Replaces the file in one step. With `sync=False` the caller syncs the folder after several files.

    The temp file has a fixed name beside the target, so what a crash leaves behind is overwritten by the next
    try instead of piling up: there is one writer per data folder (see Store.lock)."""
    temp = path.with_name(temp_name(path.name))
    handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    try:
        write_all(handle, content)
        os.fsync(handle)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temp)  # a full disk has no room for half a file
        error.filename = error.filename or str(path)
        raise
    finally:
        os.close(handle)
    os.replace(temp, path)
    if sync:
        sync_folder(path.parent)


def temp_name(name: str) -> str:
    """The name beside `name` under which a file is written before it gets its own; at most 255 bytes."""
    return f".{name}.tmp"


def append_line(path: Path, line: bytes) -> None:
    """Adds one line and fsyncs. A last line torn by a crash is closed first, so it spoils itself alone."""
    fresh = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, FILE_MODE)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        write_all(handle, (b"\n" if torn else b"") + line + b"\n")
        os.fsync(handle)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        os.close(handle)
    if fresh:
        sync_folder(path.parent)
