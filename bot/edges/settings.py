"""How the mail servers are reached: values the config builds, and the one rule about plain text."""

from __future__ import annotations

import ipaddress
import re
import ssl
from dataclasses import dataclass, field
from typing import Literal

from bot.errors import AdminError, Problem

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """The mailbox. `timeout` in seconds, for every wait on the socket; `max_bytes` per message: what is
    bigger is not fetched. Folder names with '/' whatever separator the server has. `ca_file` replaces the
    system's authorities ('' keeps them)."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    inbox: str = "INBOX"
    done: str = "Titip/Selesai"
    held: str = "Titip/Perlu-Petugas"
    claims: str = "Titip/Kunci"
    ca_file: str = ""
    timeout: float = 30.0
    max_bytes: int = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The relay. `timeout` in seconds for every answer; without `user` nobody logs in; `envelope_from` is the
    address that bounces go to."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout: float = 60.0
    envelope_from: str = ""


def is_loopback(host: str) -> bool:
    """True for 127.0.0.0/8, ::1 and the name localhost (RFC 6761 6.3)."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def find_security_problem(section: str, host: str, security: str) -> Problem | None:
    """Plain text is for this machine alone: a password never crosses a wire unencrypted."""
    if security != "none" or is_loopback(host):
        return None
    return Problem(
        file="config",
        place=f"{section}.security",
        text=f'dengan "none" kata sandi dikirim ke {host} tanpa enkripsi',
        remedy='pakai "tls" atau "starttls"; "none" hanya untuk 127.0.0.1, ::1, dan localhost',
    )


HOST = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?")


def is_host(text: str) -> bool:
    """Whether a name or address of a server can be looked up at all (RFC 1123 2.1; IDNA for what is not ASCII)."""
    try:
        ipaddress.ip_address(text.strip("[]"))
        return True
    except ValueError:
        pass
    try:
        name = text.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return len(name) <= 253 and HOST.fullmatch(name) is not None


def check_security(section: str, host: str, security: str) -> None:
    """Raises AdminError where `find_security_problem` finds one."""
    if problem := find_security_problem(section, host, security):
        raise AdminError((problem,))


def make_tls_context(section: str, ca_file: str) -> ssl.SSLContext:
    """A context that verifies certificate and host name. Raises AdminError when `ca_file` can't be read."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        text = f"sertifikat otoritas di {ca_file} tidak terbaca: {_explain(error)}"
        problem = Problem("config", f"{section}.ca_file", text, "sebut berkas PEM yang dapat dibaca")
        raise AdminError((problem,)) from error


def _explain(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "berkas tidak ada"
    return "tidak ada izin" if isinstance(error, PermissionError) else "bukan sertifikat PEM"
