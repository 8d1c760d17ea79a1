"""A mail in a few words, for a line of the time line."""

from __future__ import annotations

from email.message import EmailMessage, MIMEPart

from bot.demo.chronicle import Mail, read_header
from bot.errors import ParseError
from bot.reading.mail_words import MailWords
from bot.reading.parse import parse_message
from bot.reading.visible import read_visible

LONGEST = 84  # characters


def read_words(mail: Mail, words: MailWords) -> str:
    """For a letter of the bot its subject without the tag; for a person's mail how his own words begin, as the
    bot finds them among quotes and signatures. Never raises: people send what they like."""
    subject = read_header(mail.message, "Subject")
    if "X-Titip" in mail.message:
        return subject.partition("] ")[2] or subject
    try:
        own = read_visible(parse_message(mail.raw, mail.at), (), words).text
    except ParseError:
        own = ""
    return cut_words(own) or subject


def cut_words(text: str) -> str:
    """On one line, cut between words where it is too long for the time line."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


def read_text(message: EmailMessage) -> str:
    """The plain text part, or ''. Never raises: people send what they like."""
    try:
        part = message.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def find_attachments(message: EmailMessage) -> list[MIMEPart]:
    """The parts that a mail program shows as attachments. Never raises."""
    try:
        return [part for part in message.iter_attachments() if isinstance(part, MIMEPart)]
    except (AttributeError, TypeError, KeyError):
        return []
