"""What went wrong on the way to a server, in words an admin can act on. Pure."""

from __future__ import annotations

import socket
import ssl

EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


def describe(error: BaseException) -> str:
    """One clause without full stop, in Indonesian: 'sambungan ditolak: tidak ada yang mendengarkan di situ'."""
    if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code == EXPIRED:
        return "sertifikatnya tidak sah: kedaluwarsa; minta pengelola server memperbaruinya"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"sertifikatnya tidak sah: {error.verify_message.rstrip('.')}"
    if isinstance(error, ssl.SSLError):
        return f"TLS gagal ({error.reason or error}): benarkah ini port TLS, bukan STARTTLS"
    if isinstance(error, UnicodeError):  # the codec of DNS names refuses it before anyone is asked
        return "nama server atau alamatnya tidak dapat dipakai"
    if isinstance(error, socket.gaierror):
        return "nama servernya tidak dikenal"
    if isinstance(error, ConnectionRefusedError):
        return "sambungan ditolak: tidak ada yang mendengarkan di situ"
    if isinstance(error, TimeoutError):
        return "tidak ada jawaban sampai batas waktunya"
    words = plain_words(error) or type(error).__name__
    if isinstance(error, ConnectionError | EOFError) or "EOF" in words:
        return "sambungan diputus oleh server"
    return words


def plain_words(error: BaseException) -> str:
    """A server's words on one line, without the b'' that imaplib puts around them."""
    text = " ".join(str(error).split())
    if text[:2] in ("b'", 'b"') and text[-1] == text[1]:
        text = text[2:-1]
    return text[:300].rstrip(".")
