"""A mail in a few words, for a line of the time line."""

from __future__ import annotations

from email.message import EmailMessage, MIMEPart

from bot.demo.chronicle import Mail
from bot.rules import Rules

LONGEST = 96  # characters


def read_words(mail: Mail, rules: Rules) -> str:
    """For a letter of the bot its subject without the tag; for a person's mail how his own words begin."""
    if mail.letter or "X-Titip" in mail.message:
        return str(mail.message["Subject"] or "").partition("] ")[2] or str(mail.message["Subject"] or "")
    return read_beginning(read_text(mail.message)) or str(mail.message["Subject"] or "")


def read_text(message: EmailMessage) -> str:
    """The plain text part, or ''. Never raises: people send what they like."""
    try:
        part = message.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def read_beginning(text: str) -> str:
    """The first words above any quote and signature, cut at a word."""
    own: list[str] = []
    for line in text.splitlines():
        if line.startswith(">") or line == "-- ":
            break
        own.append(line.strip())
    words = " ".join(" ".join(own).split())
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0] + " …"


def find_attachments(message: EmailMessage) -> list[MIMEPart]:
    """The parts that a mail program shows as attachments. Never raises."""
    try:
        return [part for part in message.iter_attachments() if isinstance(part, MIMEPart)]
    except (AttributeError, TypeError, KeyError):
        return []
