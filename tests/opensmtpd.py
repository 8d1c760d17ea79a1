"""Debian's OpenSMTPD in the foreground, on a free loopback port, delivering everything into one Maildir. As root, and
one at a time: its control socket and its queue have fixed places."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections import Counter
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path
from types import TracebackType
from typing import Self

BINARY = shutil.which("smtpd", path="/usr/sbin:/usr/local/sbin")
USABLE = BINARY is not None and os.getuid() == 0
CONFIG = """\
listen on 127.0.0.1 port {port} hostname localhost
table everybody {{ "@" = nobody }}
action "keep" maildir "{folder}/Maildir" user nobody virtual <everybody>
match from any for any action "keep"
"""


PR_SET_PDEATHSIG = 1  # prctl(2)


def _end_with_parent() -> None:
    """A test run that is killed leaves no daemon behind, whose socket would be in the next one's way."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class OpenSmtpd:
    """A context manager. `port` takes letters without login."""

    def __init__(self) -> None:
        self.port = 0

    def __enter__(self) -> Self:
        assert BINARY is not None
        self._folder = Path(tempfile.mkdtemp(prefix="titip-opensmtpd-"))
        os.chmod(self._folder, 0o777)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (self._folder / "smtpd.conf").write_text(CONFIG.format(port=self.port, folder=self._folder))
        command = [BINARY, "-d", "-f", str(self._folder / "smtpd.conf")]
        self._log = (self._folder / "log").open("wb")
        self._master = subprocess.Popen(
            command, stderr=self._log, stdout=self._log, start_new_session=True, preexec_fn=_end_with_parent
        )
        try:
            self._greet()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _greet(self) -> None:
        """Until it listens; the kernel refuses at once as long as it does not."""
        for _ in range(500):
            if self._master.poll() is not None:
                break
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 10) as line:
                if line.recv(100).startswith(b"220"):
                    return
            with suppress(subprocess.TimeoutExpired):
                self._master.wait(0.02)
        raise RuntimeError(
            "OpenSMTPD does not start:\n" + (self._folder / "log").read_text("utf-8", "replace")
        )

    def _stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._master.pid, signal.SIGKILL)
        self._master.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def message_ids(self, wanted: int) -> Counter[str]:
        """How often each letter was delivered, once at least so many are (what it took with 250 it delivers in the
        background); fails after a minute."""
        for _ in range(3000):
            files = list((self._folder / "Maildir" / "new").glob("*"))
            if len(files) >= wanted and not self._queued():
                break
            with suppress(subprocess.TimeoutExpired):
                self._master.wait(0.02)
        return Counter(
            str(message_from_bytes(path.read_bytes())["Message-ID"]).strip("<> ") for path in files
        )

    def _queued(self) -> bool:
        shown = subprocess.run(["smtpctl", "show", "queue"], capture_output=True, text=True, check=False)
        return bool(shown.stdout.strip())
