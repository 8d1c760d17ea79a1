"""Long base64 bodies set aside: the message reads as if the stdlib had taken all of it apart, for less memory."""

from __future__ import annotations

import base64
import email
import tracemalloc
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.model import Message
from bot.reading import parse
from bot.reading.bulk import SMALLEST, set_aside
from bot.reading.parse import parse_message

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CONTENT = bytes(range(256)) * (2 * SMALLEST // 256)


def lines(content: bytes = CONTENT, width: int = 76, end: str = "\r\n") -> str:
    text = base64.b64encode(content).decode()
    return end.join(text[at : at + width] for at in range(0, len(text), width))


BODY = lines()
ODD = lines(CONTENT + b"12")  # padded
HEAD = "From: budi@dishub.example\r\nSubject: surat\r\n"
MIXED = f"{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n"
PDF = "Content-Type: application/pdf; name=surat.pdf\r\nContent-Transfer-Encoding: base64\r\n"
TEXT = "--b\r\n\r\nTerlampir.\r\n"
INNER = f"From: siti@dishub.example\r\nSubject: dalam\r\n{PDF}\r\n{BODY}\r\n"

# name, message, whether something was set aside
ROWS = [
    ("an attachment", f"{MIXED}{TEXT}--b\r\n{PDF}\r\n{BODY}\r\n--b--\r\n", True),
    ("padded", f"{MIXED}{TEXT}--b\r\n{PDF}\r\n{ODD}\r\n--b--\r\n", True),
    ("no line end before the boundary's", f"{MIXED}--b\r\n{PDF}\r\n{BODY}\r\n\r\n\r\n--b--", True),
    ("LF alone", f"{MIXED}{TEXT}--b\r\n{PDF}\r\n{BODY}\r\n--b--\r\n".replace("\r\n", "\n"), True),
    ("one endless line", f"{MIXED}{TEXT}--b\r\n{PDF}\r\n{lines(width=10**9)}\r\n--b--\r\n", True),
    ("two, and the same one again", f"{MIXED}--b\r\n{PDF}\r\n{BODY}\r\n" + f"--b\r\n{PDF}\r\n{ODD}\r\n" * 2, True),
    ("no parts", f"{HEAD}{PDF}\r\n{BODY}\r\n", True),
    ("cut off at its end", f"{MIXED}{TEXT}--b\r\n{PDF}\r\n{BODY}", True),
    ("a rest in base64", f"{MIXED}--b\r\n{PDF}\r\n{BODY}Q\r\n--b--\r\n", False),
    ("short", f"{MIXED}--b\r\n{PDF}\r\n{lines(CONTENT[:4096])}\r\n--b--\r\n", False),
    ("7bit, though it looks so", f"{MIXED}--b\r\nContent-Type: text/plain\r\n\r\n{BODY}\r\n--b--\r\n", True),
    ("coding with a comment", f"{MIXED}--b\r\n{PDF.replace('base64', 'BASE64 (pdf)')}\r\n{BODY}\r\n--b--\r\n", True),
    ("uuencode, it says", f"{MIXED}--b\r\n{PDF.replace('base64', 'x-uuencode')}\r\n{BODY}\r\n--b--\r\n", True),
    ("more text behind", f"{MIXED}--b\r\n{PDF}\r\n{BODY}\r\n\r\ndan caf\xe9\r\n--b--\r\n", True),
    ("more text before", f"{MIXED}--b\r\nContent-Type: text/plain\r\n\r\ncaf\xe9\r\n\r\n{BODY}\r\n--b--\r\n", True),
    ("preamble and epilogue", f"{MIXED}x\r\n\r\n{BODY}\r\n{TEXT}--b--\r\n\r\n{ODD}\r\n", True),
    ("a message enclosed", f"{MIXED}{TEXT}--b\r\nContent-Type: message/rfc822\r\n\r\n{INNER}\r\n--b--\r\n", True),
    ("a message with a preamble enclosed", f"{MIXED}--b\r\nContent-Type: message/rfc822\r\n\r\n"
     f"{MIXED.replace('=b', '=c')}x\r\n\r\n{BODY}\r\n--c\r\n{PDF}\r\n{ODD}\r\n--c--\r\n\r\n{BODY}\r\n--b--\r\n", True),
    ("a report", f"{MIXED}--b\r\nContent-Type: message/delivery-status\r\n\r\nX: y\r\n\r\n{BODY}\r\n--b--\r\n", True),
    ("no boundary", f"{HEAD}Content-Type: multipart/mixed\r\n\r\n{BODY}\r\n", True),
    ("where headers should stand", f"{MIXED}--b\r\nContent-Type: text/plain\r\nNo header\r\n\r\n{BODY}\r\n", True),
]  # fmt: skip


def read_whole(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> Message:
    """With nothing set aside."""
    with monkeypatch.context() as patched:
        patched.setattr(parse, "_open", email.message_from_bytes)
        return parse_message(raw, NOW)


@pytest.mark.parametrize(("text", "aside"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_it_reads_as_before(text: str, aside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = text.encode("latin-1")
    assert bool(set_aside(raw)[1].bodies) == aside
    assert parse_message(raw, NOW) == read_whole(raw, monkeypatch)


def test_an_attachment_costs_little_more_than_itself() -> None:
    mail = EmailMessage()
    mail["From"] = "budi@dishub.example"
    mail.set_content("Terlampir.")
    mail.add_attachment(CONTENT * 64, maintype="application", subtype="pdf", filename="surat.pdf")
    raw = mail.as_bytes()
    tracemalloc.start()
    try:
        message = parse_message(raw, NOW)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert message.attachments[0].content == CONTENT * 64
    assert peak < 1.5 * len(CONTENT * 64)
