"""The keyed codes by which an answer finds its case: in each letter's Message-ID and subject.

A code is an HMAC-SHA256 over case, letter number and recipient, so it proves that its bearer answers the
letter that we sent to that very address (design, "Who may decide"). 60 bits: too many to try by mail.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

CODE_LENGTH = 12


def make_code(secret: bytes, ref: str, number: int, recipient: str) -> str:
    """12 lower-case base32 characters for the letter `number` of the case, as sent to `recipient`."""
    text = f"{ref.upper()}\n{number}\n{recipient.strip().lower()}".encode()
    digest = hmac.new(secret, text, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:CODE_LENGTH]


def make_message_id(ref: str, number: int, code: str, domain: str) -> str:
    """Without the angle brackets (RFC 5322 3.6.4)."""
    return f"{ref}.{number}.{code}@{domain}"


def make_tag(ref: str, number: int, code: str) -> str:
    """What stands first in the subject of a letter and of every one-tap answer."""
    return f"[{ref}.{number}.{code}]"
