"""The inbox of one pass, with a note of what lies in it: for the balance, and for the backlog in log and status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.edges.balance import Balance
from bot.edges.mailbox import Mailbox
from bot.model import Fetched
from bot.progress import Progress, ProgressLog


@dataclass
class CountedInbox:
    """As the mailbox; `listed` are the UIDs that lie in the inbox as far as this pass knows. `progress` is None
    before the inbox was listed and after the pass."""

    mailbox: Mailbox
    balance: Balance
    clock: Callable[[], datetime]
    listed: set[int] = field(default_factory=set)
    progress: Progress | None = None
    log: ProgressLog = field(default_factory=ProgressLog)

    @property
    def uidvalidity(self) -> int:
        """Of the inbox."""
        return self.mailbox.uidvalidity

    def fetch_new(self) -> tuple[int, ...]:
        """As Mailbox.fetch_new; what is listed for the first time has come."""
        uids = self.mailbox.fetch_new()
        now = self.clock()
        self.listed = set(uids)
        self.balance.note_listed(self.mailbox.uidvalidity, uids, now)
        self.progress = Progress(now, now, len(uids))
        self.log.begin(self.progress)
        return uids

    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """As Mailbox.fetch."""
        return self.mailbox.fetch(uids)

    def file(self, uids: Sequence[int], folder: str) -> None:
        """As Mailbox.file; that the messages came is on disk before."""
        self.balance.save()
        self.mailbox.file(uids, folder)
        self.listed -= set(uids)
        if self.progress is not None:
            done = self.progress.total - len(self.listed)
            self.progress = replace(self.progress, at=self.clock(), done=done)
            self.log.go_on(self.progress)

    def end(self) -> None:
        """The pass is over, however it ended."""
        progress, self.progress = self.progress, None
        if progress is not None:
            self.log.end(replace(progress, at=self.clock()))
