"""People at their mail programs: they read by IMAP and send by SMTP, like anybody, with their own password."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from imapclient import IMAPClient

from bot.demo.people import Person

SECONDS = 10.0  # for every wait on a socket


@dataclass(frozen=True)
class Account:
    """Where a person's mailbox is, and how to get in."""

    person: Person
    password: str
    host: str
    imap_port: int
    smtp_port: int


def fetch_letter(account: Account, message_id: str) -> EmailMessage | None:
    """The letter with that Message-ID from his inbox (and so it is read: \\Seen); None when it isn't there.
    Raises OSError, imapclient's errors when the server fails."""
    with IMAPClient(account.host, account.imap_port, ssl=False, timeout=SECONDS) as client:
        client.login(account.person.address, account.password)
        client.select_folder("INBOX")
        found = client.search(["HEADER", "Message-ID", message_id])
        if not found:
            return None
        raw = client.fetch(found[-1:], ["BODY[]"])[found[-1]][b"BODY[]"]
    return message_from_bytes(raw, policy=default)


def send_mail(account: Account, message: EmailMessage) -> None:
    """By his own account, whatever stands in From. Raises OSError, smtplib.SMTPException."""
    to = [one.addr_spec for one in message["To"].addresses]
    with smtplib.SMTP(account.host, account.smtp_port, timeout=SECONDS, local_hostname="localhost") as client:
        client.login(account.person.address, account.password)
        client.sendmail(account.person.address, to, message.as_bytes(policy=SMTP))
