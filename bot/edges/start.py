"""What a start knows of the stored cases: those read into the index, the damaged ones, and which may be passed
over by the next one."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.edges.case_file import Damaged, read_case
from bot.edges.index import Index
from bot.edges.look import NOTHING, Hint, Look, is_fresh, load_hint, look_over, remove_hint, save_hint
from bot.edges.refs import CASE_FILE, Numbers, UnknownCase


@dataclass
class Start:
    """Of the data folder `root`. `hint` is the one on the disk, NOTHING when none counts; `damaged`: reference → what
    is wrong with its file."""

    root: Path
    look: Look
    hint: Hint
    index: Index = field(default_factory=Index)
    damaged: dict[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> Numbers:
        """The references taken."""
        return self.look.numbers

    def settle(self) -> None:
        """Under the lock: removes what deaths have left, and tells the next start what it need not read."""
        for building in self.look.leftovers:
            shutil.rmtree(building, ignore_errors=True)
        if self.look.news:
            self._write_hint(self.look.hint)

    def is_swept(self, within: float) -> bool:
        """Whether `note_swept` is known to have been called in these last seconds."""
        return 0 <= time.time() - self.hint.swept < within

    def note_swept(self) -> None:
        """What is due by time was just done for every case."""
        hint = self.hint
        if not is_fresh(hint):
            hint = look_over(self.root / "cases").hint
        self._write_hint(replace(hint, swept=time.time()))

    def unhint(self, refs: Iterable[str]) -> None:
        """These cases are about to change: the next start may not pass them over. Raises OSError."""
        if any(self.hint.passes(ref) for ref in refs):
            remove_hint(self.root)
            self.hint = NOTHING

    def _write_hint(self, hint: Hint) -> None:
        """Without it the next start takes longer, and is as right."""
        with contextlib.suppress(OSError):
            save_hint(self.root, hint)
            self.hint = hint


def read_start(root: Path) -> Start:
    """Reads the open cases and those changed lately. A damaged one is listed, and stops none."""
    before = load_hint(root)
    look = look_over(root / "cases", before)
    start = Start(root, look, before)
    for folder in look.folders:
        try:
            start.index.note(read_case(folder / CASE_FILE))
        except (Damaged, UnknownCase, OSError) as error:
            start.damaged[folder.name] = str(error)
    look.folders.clear()
    return start
