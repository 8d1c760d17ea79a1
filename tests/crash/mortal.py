"""A bot that dies by kill -9 at a sub-step of its work. One process compiles the rules and then forks a bot per order.

Nothing of the bot is replaced: what it calls of the outside world (disk, IMAP, SMTP) is counted, before and after, and
at the count that was ordered the process kills itself. A write that is met dies half way.
Orders come as JSON lines on standard input: `config`, `die_at` (0: never), `added` (seconds added to the clock),
`seconds` (killed from outside after so long; 0: never); the answer is a line with `status` (-9 when it died) and the `steps` passed, the last of which it died at.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosmtplib
import imapclient

import bot.app
from bot.deciding.calendar import find_holidays
from bot.edges import disk
from bot.loading import load_all
from tests.bench import Bench
from tests.compiled import compile_once

DISK = ("mkdir", "fsync", "replace", "rename")
IMAP = ("select_folder", "search", "fetch", "move", "copy", "add_flags", "uid_expunge")
SMTP = ("connect", "mail", "rcpt", "data")


class Steps:
    """Counts what is passed; dies at the count `die_at`, by its own hand."""

    def __init__(self, die_at: int, told: int) -> None:
        self.die_at, self.told = die_at, told
        self.count = 0

    def install(self) -> None:
        for name in DISK:
            setattr(os, name, self._before(name, getattr(os, name)))
        os.write = self._half(os.write)
        if disk.SYNCFS is not None:
            disk.SYNCFS = self._before("syncfs", disk.SYNCFS)
        for name in IMAP:
            setattr(imapclient.IMAPClient, name, self._around(name, getattr(imapclient.IMAPClient, name)))
        for name in SMTP:
            setattr(aiosmtplib.SMTP, name, self._around_async(name, getattr(aiosmtplib.SMTP, name)))

    def passes(self, name: str) -> bool:
        """Tells of the step; True when it is the one to die at."""
        self.count += 1
        REAL_WRITE(self.told, f"{name}\n".encode())
        return self.count == self.die_at

    def pass_or_die(self, name: str) -> None:
        if self.passes(name):
            os.kill(os.getpid(), signal.SIGKILL)

    def _before(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            target = args[1] if name in ("replace", "rename") else args[0]
            self.pass_or_die(f"{name} {_named(target)}")
            return real(*args, **kwargs)

        return call

    def _half(self, real: Callable[..., int]) -> Callable[..., int]:
        def write(handle: int, content: Any) -> int:
            if self.passes(f"write {_named(handle)}"):
                real(handle, bytes(content)[: len(content) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(handle, content)

        return write

    def _around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.pass_or_die(f"imap {name}")
            result = real(*args, **kwargs)
            self.pass_or_die(f"imap {name} done")
            return result

        return call

    def _around_async(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            self.pass_or_die(f"smtp {name}")
            result = await real(*args, **kwargs)
            self.pass_or_die(f"smtp {name} done")
            return result

        return call


REAL_WRITE = os.write


def _named(what: object) -> str:
    """A file's name within its folder, of a path or an open file."""
    path = Path(os.readlink(f"/proc/self/fd/{what}")) if isinstance(what, int) else Path(str(what))
    return f"{path.parent.name}/{path.name}"


def live(order: dict[str, Any], told: int) -> int:
    """One pass; its exit status."""
    Steps(order["die_at"], told).install()
    added = timedelta(seconds=order["added"])
    with bot.app.opened(Path(order["config"]), lambda: datetime.now(UTC) + added) as alive:
        alive.poll()
    return 0


def obey(order: dict[str, Any]) -> dict[str, Any]:
    reading, telling = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            status = live(order, telling)
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(telling)
    killer = threading.Timer(order["seconds"], os.kill, (child, signal.SIGKILL))
    if order["seconds"]:
        killer.start()
    with os.fdopen(reading) as said:
        steps = (
            said.read().splitlines()
        )  # to its end: the child is not waited for yet, so its number is still its own
    killer.cancel()
    _, end = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(end), "steps": steps}


def warm_up() -> None:
    """An incomplete request taken without a server: what is loaded and compiled at its first use is there for every
    fork. No form: typst starts threads, and those do not survive a fork."""
    load_all()
    for year in range(datetime.now(UTC).year - 1, datetime.now(UTC).year + 2):
        find_holidays(year)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.say("pemohon", "Kami dari Dinas Kesehatan mau menitipkan server.")


def main() -> None:
    bot.app.make_kit = compile_once()
    warm_up()
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
