"""A message in the pieces that its readers look at, each cut to a length that nobody's own words exceed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Attachment, Message, Visible
from bot.reading.labels import Labelled, parse_labels
from bot.reading.lines import MAX_OWN

_ROW = re.compile(r"[:=](?:\s|$)|\t")
_FEW = 4  # words: a greeting, a name
_SHORT = 2_000  # characters of a subject or a signature: nobody's is longer; what follows is not read


@dataclass(frozen=True, slots=True)
class Pieces:
    """A message as the readers want it. `subject`: the sender's own words of it; `said`: body and filled form."""

    subject: str
    text: str
    signature: str
    forwarded: str
    filled: str
    labels: tuple[Labelled, ...]
    sent: datetime
    sender: str
    attachments: tuple[Attachment, ...] = ()
    replies: bool = False  # its subject begins with "Re:"
    heading: str = ""  # the subject as it came

    @staticmethod
    def of(message: Message, visible: Visible, subject: str, heads: Iterable[str] = ()) -> Pieces:
        text, filled = visible.text[:MAX_OWN], visible.filled[:MAX_OWN]
        return Pieces(
            subject=subject[:_SHORT],
            text=text,
            signature=visible.signature[:_SHORT],
            forwarded=visible.forwarded[:MAX_OWN],
            filled=filled,
            labels=parse_labels(text, heads) + parse_labels(filled, heads),
            sent=message.date,
            sender=message.sender.name,
            attachments=message.attachments,
        )

    @property
    def said(self) -> str:
        return self.text

    def only(self, text: str, heads: Iterable[str]) -> Pieces:
        """The same message, as if this text were all of it."""
        return replace(self, text=text, filled="", labels=parse_labels(text, heads))

    @property
    def is_rows(self) -> bool:
        """Whether rows of a form are what was written: in our quoted form, or lines with labels and next to nothing
        else."""
        lines = [line for line in self.text.split("\n") if line.strip()]
        other = [line for line in lines if not _ROW.search(line)]
        told = len(other) < len(lines) and all(len(line.split()) <= _FEW for line in other)
        return bool(self.filled.strip()) or told

    @property
    def names(self) -> tuple[str, ...]:
        """Names that say nothing of the matter: the sender's and the signature's."""
        return (self.sender, self.signature)

    @property
    def all_text(self) -> str:
        return "\n\n".join(part for part in (self.text, self.filled) if part.strip())
