"""The office's own virus scanner, asked about the files of a message before anything of ours opens them.

Law: only the word "clean" (exit status 0) lets a file in. A scanner that finds something (1), fails, hangs or can't
be started leaves the message, raw, to a person.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.model import Attachment, Message

CLEAN, INFECTED = 0, 1  # exit statuses, as of clamdscan and clamscan
SAID = 200  # characters of the scanner's words that a person is shown
_ENVIRONMENT = (
    "PATH",
    "LANG",
    "HOME",
    "SYSTEMROOT",
)  # a config may name any other variable as that of a password


@dataclass(frozen=True, slots=True)
class Scanner:
    """`command` gets the paths of the files behind its own arguments; without one nothing is scanned. `timeout` in
    seconds."""

    command: tuple[str, ...] = ()
    timeout: float = 60.0

    def find_danger(self, message: Message) -> str:
        """Why the message's files must not be let in, in Indonesian; '' when they are clean, or there are none."""
        if not self.command or not message.attachments:
            return ""
        with tempfile.TemporaryDirectory(prefix="titip-pindai-") as folder:
            try:
                status, words = self._run(_write(message.attachments, Path(folder)), Path(folder))
            except (OSError, subprocess.SubprocessError) as error:
                return f"lampiran tidak dapat dipindai: {_explain(error, self.timeout)}"
        if status == CLEAN:
            return ""
        if status == INFECTED:
            return f"pemindai menemukan isi berbahaya pada lampiran: {words}"
        return f"lampiran tidak dapat dipindai: pemindai berakhir dengan status {status}: {words}"

    def _run(self, paths: Sequence[str], folder: Path) -> tuple[int, str]:
        """Exit status and last words. Raises OSError, and TimeoutExpired with nothing left running."""
        said = folder / "kata"
        with open(said, "wb") as out:  # a file: what a process leaves running can't hold up a pipe
            child = subprocess.Popen(
                [*self.command, *paths],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,
            )
            try:
                status = child.wait(self.timeout)
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        return status, " ".join(said.read_bytes()[:4096].decode("utf-8", "replace").split())[:SAID]


def _write(files: Sequence[Attachment], folder: Path) -> list[str]:
    """Under names of ours: no file name of a stranger reaches a command line."""
    paths = []
    for number, file in enumerate(files, start=1):
        path = folder / f"lampiran-{number}"
        path.write_bytes(file.content)
        path.chmod(0o600)
        paths.append(str(path))
    return paths


def _explain(error: Exception, timeout: float) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"tidak selesai dalam {timeout:.0f} detik"
    return getattr(error, "strerror", "") or type(error).__name__
