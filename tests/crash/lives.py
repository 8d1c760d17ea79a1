"""The parent's side of mortal.py, and what must be true of a data folder after any number of deaths."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.edges.ledger import LedgerLine, _read_lines
from bot.edges.refs import list_case_folders
from bot.edges.sent_log import FILE as SENT
from bot.edges.store import Store
from bot.embedded import Passed


@dataclass(frozen=True)
class Life:
    """How one bot ended: its exit status (-9: killed) and the steps it passed."""

    status: int
    steps: tuple[str, ...]

    @property
    def killed(self) -> bool:
        return self.status == -9

    @property
    def in_window(self) -> bool:
        """Died after the server may have taken a letter and before that was noted."""
        if not self.steps or self.steps[-1].startswith("smtp data"):
            return bool(self.steps)
        for step in reversed(self.steps[:-1]):
            if step.startswith("write") and step.endswith(f"/{SENT}"):
                return False
            if step.startswith("smtp data"):
                return True
        return False


class Mortals:
    """Bots to be killed, one after the other."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.crash.mortal"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(5)
        self._child.kill()
        self._child.wait()
        self._child.stdout.close()

    def live(self, config: Path, die_at: int = 0, added: float = 0, seconds: float = 0) -> Life:
        """One pass of the bot with this config, killed at that step or after so many seconds."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        order = {"config": str(config), "die_at": die_at, "added": added, "seconds": seconds}
        print(json.dumps(order), file=self._child.stdin, flush=True)
        answer = json.loads(self._child.stdout.readline())
        return Life(answer["status"], tuple(answer["steps"]))


def message_ids(passed: Iterable[Passed]) -> Counter[str]:
    """How often the SMTP server took each letter for each recipient."""
    return Counter(
        f"{message_from_bytes(one.raw)['Message-ID']} {recipient}"
        for one in passed
        for recipient in one.recipients
    )


def picture(data: Path) -> dict[str, Any]:
    """What the folder tells, without times: two folders with the same picture had the same effects. Raises what is
    raised by a case that is torn; fails where a file is there that no case speaks of, or one is missing."""
    store = Store(data)
    assert store.damaged == {}
    refs = [folder.name for folder in list_case_folders(store.cases)]
    return {ref: _case_picture(store, ref) for ref in refs} | {
        "held": sorted(path.name for path in (data / "held").glob("*")),
        "ledger": sorted({(line.digest, line.case) for line in ledger_lines(data)}),
    }


def _case_picture(store: Store, ref: str) -> dict[str, Any]:
    case = store.load(ref)
    mail = {one.file for one in (*case.messages, *case.letters)}
    assert {path.name for path in (store.case_dir(ref) / "mail").iterdir() if path.suffix != ".tmp"} == mail
    return {
        "step": (case.process, case.step, case.closed),
        "fields": {name: value for name, value in case.fields.items() if name != "waktu"},
        "journal": [(one.by, one.what, one.step, one.outcome) for one in case.journal],
        "messages": [(one.digest, one.verdict) for one in case.messages],
        "letters": [(one.letter, one.to.email, one.message_id, one.state) for one in case.letters],
        "files": store.file_names(ref),
    }


def ledger_lines(data: Path) -> list[LedgerLine]:
    """Every line that can be read."""
    return [line for path in sorted((data / "ledger").glob("*.jsonl")) for line in _read_lines(path)]
