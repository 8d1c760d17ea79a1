"""What happened, in order: every mail, and what became of those that the bot took.

The server and the bot tell it in their own threads, by a queue; all else happens in the thread that asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from queue import Empty, SimpleQueue
from typing import Protocol

from bot.embedded import Passed
from bot.model import DIGEST_PREFIX, NO_CASE_PREFIX

WAKE_SECONDS = 0.5


@dataclass(frozen=True)
class Closed:
    """A case that is closed, and the place that its servers had, '' when it had none."""

    ref: str
    rack: str = ""
    units: str = ""


@dataclass(frozen=True)
class Known:
    """The bot took this message: on which case, where that stands now, and what was said of it."""

    raw: bytes
    ref: str
    process: str
    step: str
    verdict: str
    held: bool
    moved: bool
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True)
class Sent:
    """The bot sent this letter."""

    message_id: str
    letter: str
    ref: str


@dataclass(frozen=True)
class Mail:
    """One mail as it passed. `letter` is the id of the bot's letter; `before` and `after` are the steps of the
    case around a mail that the bot took ('' before it was opened); `closed` the cases that it closed."""

    number: int
    scene: int
    raw: bytes
    message: EmailMessage
    sender: str
    recipients: tuple[str, ...]
    at: datetime
    letter: str = ""
    ref: str = ""
    process: str = ""
    verdict: str = ""
    held: bool = False
    moved: bool = False
    before: str = ""
    after: str = ""
    closed: tuple[Closed, ...] = ()

    @property
    def message_id(self) -> str:
        """Without the angle brackets."""
        return read_header(self.message, "Message-ID").strip("<>")


def read_header(message: EmailMessage, name: str) -> str:
    """On one line; '' when it isn't there. Never raises: people send what they like, and the parser may choke."""
    try:
        return " ".join(str(message[name] or "").split())
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


class Watcher(Protocol):
    """Who shows what happens."""

    def mail(self, mail: Mail) -> None: ...
    def taken(self, mail: Mail) -> None: ...


@dataclass
class Chronicle:
    watcher: Watcher
    titles: tuple[str, ...] = ()  # of the scenes
    mails: list[Mail] = field(default_factory=list)
    steps: dict[str, str] = field(default_factory=dict)  # case → step
    closed: set[str] = field(default_factory=set)
    scene: int = 0
    told: SimpleQueue[Passed | Known | Sent] = field(default_factory=SimpleQueue)
    interrupted: bool = False  # said by a signal, besides what it raises: an exception may end in a finaliser
    _processes: dict[str, str] = field(default_factory=dict)
    _early: list[Known | Sent] = field(default_factory=list)

    @property
    def digests(self) -> tuple[str, ...]:
        """The references of the digests that were sent, oldest first."""
        refs = (mail.ref for mail in self.mails if mail.ref.startswith(f"{DIGEST_PREFIX}-"))
        return tuple(dict.fromkeys(refs))

    def wait_until(self, is_true: Callable[[], bool], seconds: float) -> bool:
        """Takes in what is told until that is true; False when it was not within `seconds`. Raises
        KeyboardInterrupt once the play was interrupted."""
        ends = time.monotonic() + seconds
        while not is_true():
            if self.interrupted:
                raise KeyboardInterrupt
            left = ends - time.monotonic()
            if left <= 0:
                return False
            with suppress(
                Empty
            ):  # in short waits: a long one sleeps through a signal that another thread got
                self._take(self.told.get(timeout=min(left, WAKE_SECONDS)))
        return True

    def find_letter(self, address: str, letter: str, after: int = 0) -> Mail | None:
        """The newest letter of that kind to the address (To or Cc), sent after the mail with that number."""
        return next(
            (
                mail
                for mail in reversed(self.mails)
                if mail.letter == letter and address in mail.recipients and mail.number > after
            ),
            None,
        )

    def _take(self, event: Passed | Known | Sent) -> None:
        """Two threads tell, so what the bot says of a mail may come before the mail itself: then it waits."""
        if isinstance(event, Passed):
            self._note_mail(event)
            early, self._early = self._early, []
        else:
            early = [event]
        for one in early:
            known = self._note_taken(one) if isinstance(one, Known) else self._note_letter(one)
            if not known:
                self._early.append(one)

    def _note_mail(self, passed: Passed) -> None:
        message = message_from_bytes(passed.raw, policy=default)
        mail = Mail(
            number=len(self.mails) + 1, scene=self.scene, raw=passed.raw, message=message,
            sender=passed.sender.lower(), recipients=passed.recipients, at=passed.at,
        )  # fmt: skip
        self.mails.append(mail)
        self.watcher.mail(mail)

    def _note_taken(self, known: Known) -> bool:
        """False when that mail has not been told of yet."""
        mail = next(
            (one for one in reversed(self.mails) if not one.verdict and known.raw.endswith(one.raw)), None
        )
        if mail is None:
            return False
        ref = "" if known.ref.startswith((NO_CASE_PREFIX, DIGEST_PREFIX)) else known.ref
        mail = replace(
            mail, ref=ref, process=known.process, verdict=known.verdict, held=known.held, moved=known.moved,
            before=self.steps.get(ref, ""), after=known.step if ref else "", closed=known.closed,
        )  # fmt: skip
        if ref:
            self.steps[ref], self._processes[ref] = known.step, known.process
        self.closed.update(one.ref for one in known.closed)
        self.mails[mail.number - 1] = mail
        self.watcher.taken(mail)
        return True

    def _note_letter(self, sent: Sent) -> bool:
        """False when that letter has not been told of yet."""
        mail = next((one for one in reversed(self.mails) if one.message_id == sent.message_id), None)
        if mail is None:
            return False
        self.mails[mail.number - 1] = replace(
            mail, letter=sent.letter, ref=sent.ref, process=self._processes.get(sent.ref, ""),
            after=self.steps.get(sent.ref, ""),
        )  # fmt: skip
        return True
