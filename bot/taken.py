"""What became of one message, and its line in the ledger and in the log."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from bot.edges.ledger import LedgerLine
from bot.model import Fetched, Message

log = logging.getLogger("titip")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message. `held`: it also lies before a person."""

    verdict: str
    held: bool = False
    case: str = ""
    moved: bool = False


@cache
def as_counted(verdict: str, held: bool) -> Taken:
    """What a pass says of a message in the end, when all else was told as it was taken: one for all that are alike,
    since a backlog may be long."""
    return Taken(verdict, held)


def digest_of(fetched: Fetched) -> str:
    """SHA-256 of the raw bytes; of header and size when the body was too big to be fetched."""
    raw = fetched.raw if fetched.raw is not None else fetched.header + str(fetched.size).encode()
    return hashlib.sha256(raw).hexdigest()


def make_line(
    fetched: Fetched, verdict: str, why: str, now: datetime, message: Message | None = None
) -> LedgerLine:
    """The ledger's line for a message; `message` is None when it could not be parsed."""
    line = LedgerLine(
        at=now, digest=digest_of(fetched), uid=fetched.uid, uidvalidity=fetched.uidvalidity, verdict=verdict, why=why
    )  # fmt: skip
    if message is None:
        return line
    return replace(line, content_digest=message.content_digest, message_id=message.message_id)


def log_taken(fetched: Fetched, taken: Taken, level: int = logging.INFO) -> None:
    """References only: no address, no body."""
    log.log(level, "uid=%s %s %s", fetched.uid, taken.verdict, taken.case or "-")
