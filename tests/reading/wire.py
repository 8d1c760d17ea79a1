"""Mails as they travel: charset, transfer encoding, format=flowed, text and HTML. Written byte by byte, as the
stdlib would refuse the half of what mail programs send."""

from __future__ import annotations

import base64
import quopri
import textwrap
from dataclasses import dataclass
from typing import Literal

Coding = Literal["7bit", "8bit", "quoted-printable", "base64"]


@dataclass(frozen=True)
class Wire:
    """How a text travels. `label` is the charset that the mail declares, "" for none."""

    charset: str = "utf-8"
    label: str = "utf-8"
    coding: Coding = "8bit"
    flowed: Literal["", "no", "yes"] = ""  # format=flowed, with DelSp=yes or without


PLAIN = Wire()


def wire_mail(text: str, html: str = "", subject: str = "x", wire: Wire = PLAIN, headers: str = "") -> bytes:
    """A mail of Budi to us. Without text it is HTML alone; with both, multipart/alternative."""
    head = (
        "From: Budi Contoh <budi@dinas.example>\r\nTo: server@kominfo.example\r\n"
        f"Subject: {subject}\r\nDate: Tue, 24 Nov 2026 08:00:00 +0700\r\nMessage-ID: <1@dinas.example>\r\n"
        f"MIME-Version: 1.0\r\n{headers}"
    ).encode()
    if text and html:
        parts = b"".join(
            b"--=_x\r\n" + part + b"\r\n" for part in (_part(text, "plain", wire), _part(html, "html", wire))
        )
        return head + b'Content-Type: multipart/alternative; boundary="=_x"\r\n\r\n' + parts + b"--=_x--\r\n"
    return head + (_part(html, "html", wire) if html else _part(text, "plain", wire))


def _part(text: str, kind: str, wire: Wire) -> bytes:
    flowed = kind == "plain" and wire.flowed
    octets = (
        (_flow(text, wire.flowed == "yes") if flowed else text).replace("\n", "\r\n").encode(wire.charset)
    )
    label = f"; charset={wire.label}" if wire.label else ""
    label += f"; format=flowed{'; delsp=yes' if wire.flowed == 'yes' else ''}" if flowed else ""
    head = f"Content-Type: text/{kind}{label}\r\nContent-Transfer-Encoding: {wire.coding}\r\n\r\n".encode()
    if wire.coding == "base64":
        return head + base64.encodebytes(octets).replace(b"\n", b"\r\n")
    if wire.coding == "quoted-printable":
        return head + quopri.encodestring(octets.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return head + octets


def _flow(text: str, delsp: bool) -> str:
    """RFC 3676 4.2: long lines broken softly, what could be mistaken space-stuffed."""
    lines: list[str] = []
    for line in text.split("\n"):
        stuffed = f" {line}" if line.startswith((" ", "From ")) else line
        depth = line[: len(line) - len(line.lstrip(">"))]
        if line == "-- " or len(stuffed) <= 72:
            lines.append(stuffed if line == "-- " else stuffed.rstrip(" "))
            continue
        words = line[len(depth) :].removeprefix(" ") if depth else line
        cut = textwrap.wrap(words, 64, break_on_hyphens=False, break_long_words=False)
        soft = "  " if delsp else " "
        lines += [f"{depth} {piece}{soft}" if depth else f"{_stuff(piece)}{soft}" for piece in cut[:-1]]
        lines.append(f"{depth} {cut[-1]}" if depth else _stuff(cut[-1]))
    return "\n".join(lines)


def _stuff(piece: str) -> str:
    return f" {piece}" if piece.startswith((" ", ">", "From ")) else piece
