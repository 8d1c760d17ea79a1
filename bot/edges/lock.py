"""The right to write in a data folder, for one process at a time; the kernel takes it back when the process ends."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.edges import disk
from bot.errors import AlreadyRunning


@contextmanager
def lock_folder(root: Path) -> Iterator[None]:
    """Makes the folder when it is not there. Raises AlreadyRunning with the other's process id."""
    disk.make_folder(root)
    with _opened_folder(root) as folder, open(root / "lock", "a+", opener=_private) as file:
        _take_lock(folder, file, root)
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, disk.FILE_MODE)


@contextmanager
def _opened_folder(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _lock_folder(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno == errno.EWOULDBLOCK:
            raise


def _take_lock(folder: int, file: IO[str], root: Path) -> None:
    """The folder can't be removed under us; the file is for the process id, and where no folder can be locked."""
    try:
        _lock_folder(folder)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        pid = file.read().strip() or "?"
        raise AlreadyRunning(
            f"titip lain (proses {pid}) sedang bekerja pada folder {root.resolve()}"
        ) from error
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()}\n")
    file.flush()
