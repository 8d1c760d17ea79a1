"""The inbox of one pass, with a note of what lies in it: for the balance, and for the backlog in the status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.edges.balance import Balance
from bot.edges.mailbox import Mailbox
from bot.model import Fetched


@dataclass
class CountedInbox:
    """As the mailbox; `listed` are the UIDs that lie in the inbox as far as this pass knows."""

    mailbox: Mailbox
    balance: Balance
    clock: Callable[[], datetime]
    listed: set[int] = field(default_factory=set)

    @property
    def uidvalidity(self) -> int:
        """Of the inbox."""
        return self.mailbox.uidvalidity

    def fetch_new(self) -> tuple[int, ...]:
        """As Mailbox.fetch_new; what is listed for the first time has come."""
        uids = self.mailbox.fetch_new()
        self.listed = set(uids)
        self.balance.note_listed(self.mailbox.uidvalidity, uids, self.clock())
        return uids

    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """As Mailbox.fetch."""
        return self.mailbox.fetch(uids)

    def file(self, uids: Sequence[int], folder: str) -> None:
        """As Mailbox.file."""
        self.mailbox.file(uids, folder)
        self.listed -= set(uids)
