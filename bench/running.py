"""`titip run` as a process that is watched from outside: what it logs, the CPU time it takes, the memory it holds."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from bench.work import CONFIG, PASSWORD, Place
from bot.config import ROOT

STARTED = "bot mulai bekerja"
PATIENCE = 600.0  # seconds for one thing that is waited for
WORK = 6 * 3600.0  # seconds for a whole inbox
LOOK_EVERY = 0.02  # seconds between two looks
RESET_PEAK = "5"  # proc(5), clear_refs


class Running:
    """A context manager: the bot over that account until it is stopped; `log` has its lines so far."""

    def __init__(self, place: Place, folder: Path, account: str, verbose: bool = False) -> None:
        ports = {"imap": place.server.imap_port, "smtp": place.sink.port}
        text = CONFIG.format(**ports, user=account, password=PASSWORD)
        self.folder, self.config = folder, folder / "config.toml"
        self.config.write_text(text, "utf-8")
        self.config.chmod(0o600)
        self.log: list[str] = []
        self._options = ["--verbose"] if verbose else []
        self._news: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bot", "run", "--config", str(self.config), *self._options]
        self._child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for(STARTED)
        return self

    def __exit__(self, *_: object) -> None:
        if self._child.poll() is None:
            self.stop()

    def _read(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self.log.append(line.rstrip("\n"))
            self._news.put(line)
        self._news.put("")

    def wait_for(self, words: str) -> str:
        """The next line of the log with these words. Raises RuntimeError when the bot ends before."""
        while line := self._news.get(timeout=PATIENCE):
            if words in line:
                return line
        raise RuntimeError("\n".join(["the bot has ended:", *self.log[-20:]]))

    def stop(self) -> float:
        """SIGTERM; the seconds until it has ended. Raises RuntimeError when it did not end well."""
        began = time.monotonic()
        self._child.send_signal(signal.SIGTERM)
        status = self._child.wait(PATIENCE)
        took = time.monotonic() - began
        self._reader.join()
        if status != 0:
            raise RuntimeError(f"the bot has ended with {status}")
        return took

    @property
    def taken(self) -> int:
        """Messages that the log names: all, if it is verbose or the inbox has few."""
        return sum(" uid=" in line for line in self.log)

    @property
    def pid(self) -> int:
        return self._child.pid

    def cpu(self) -> float:
        """Seconds of CPU that it took so far, its threads and the process that reads letters included."""
        return sum(_cpu(pid) for pid in (self.pid, *_children(self.pid)))

    def resident(self) -> float:
        """MB of resident memory."""
        return _memory(self.pid, "VmRSS:")

    def peak(self) -> float:
        """MB at most since the start, or since `reset_peak`."""
        return _memory(self.pid, "VmHWM:")

    def reset_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text(RESET_PEAK)

    def status(self) -> dict[str, Any]:
        """The status file; empty before there is one."""
        try:
            return dict(json.loads((self.folder / "data" / "status.json").read_bytes()))
        except FileNotFoundError:
            return {}


def wait_until(holds: Callable[[], bool]) -> None:
    """Raises TimeoutError when that does not become true in time."""
    ends = time.monotonic() + WORK
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError(str(holds))
        time.sleep(LOOK_EVERY)


def _children(pid: int) -> list[int]:
    return [other for other in _processes() if _fields(other)[1:2] == [str(pid)]]


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat from the state on (proc(5)); none for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu(pid: int) -> float:
    ticks = _fields(pid)[11:13]
    return sum(int(one) for one in ticks) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
