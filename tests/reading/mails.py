"""Building the mails that the tests of reading speak of."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from bot.model import Address, Message
from bot.reading.mail_words import MailWords, compile_mail_words
from bot.reading.parse import parse_message

RECEIVED = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
OWN = Address("server@kominfo.example", "Layanan Penitipan Server")


def mail_words() -> MailWords:
    path = Path(__file__).parents[2] / "rules" / "mail.toml"
    return compile_mail_words(tomllib.loads(path.read_text(encoding="utf-8")))


WORDS = mail_words()


def raw_mail(body: str, headers: str = "", kind: str = "plain", subject: str = "Re: Uji akses") -> bytes:
    """A one-part mail from Budi to us. `headers`: further header lines, or a From of their own."""
    given = "" if "From:" in headers else "From: Budi Contoh <budi@dinas.example>\n"
    head = (
        f"{given}To: server@kominfo.example\nSubject: {subject}\nDate: Tue, 24 Nov 2026 08:00:00 +0700\n"
        f"Message-ID: <1@dinas.example>\nMIME-Version: 1.0\n"
    )
    if "Content-Type:" not in headers:
        head += f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    extra = f"{headers.strip()}\n" if headers.strip() else ""
    return (head + extra + "\n" + body).replace("\n", "\r\n").encode()


def mail(body: str, headers: str = "", kind: str = "plain", subject: str = "Re: Uji akses") -> Message:
    return parse_message(raw_mail(body, headers, kind, subject), RECEIVED)
