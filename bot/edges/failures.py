"""What went wrong on the way to a server, in words an admin can act on. Pure."""

from __future__ import annotations

import socket
import ssl


def describe(error: BaseException) -> str:
    """One clause without full stop: 'the connection is refused: nothing listens there'."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate fails: {error.verify_message.rstrip('.')}"
    if isinstance(error, ssl.SSLError):
        return f"TLS fails ({error.reason or error}): is this a TLS port, or one for STARTTLS"
    if isinstance(error, socket.gaierror):
        return "the host name is not known"
    if isinstance(error, ConnectionRefusedError):
        return "the connection is refused: nothing listens there"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return plain_words(error) or type(error).__name__


def plain_words(error: BaseException) -> str:
    """A server's words on one line, without the b'' that imaplib puts around them."""
    text = " ".join(str(error).split())
    if text[:2] in ("b'", 'b"') and text[-1] == text[1]:
        text = text[2:-1]
    return text[:300].rstrip(".")
