"""Held mail as a person at a terminal sees it: rows with masked senders, one message in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.config import Config
from bot.edges.held import HEADER_ONLY, Held, find_held, list_held
from bot.edges.refs import UnknownCase
from bot.edges.requests import Action, Request, list_requests, make_id, save_request
from bot.edges.store import Store
from bot.errors import ParseError, TitipError
from bot.kit import load_rules
from bot.model import Message
from bot.reading.mail_words import compile_mail_words
from bot.reading.parse import parse_message
from bot.reading.visible import read_visible
from bot.writing.dates import render_moment

TIME = "EEE d MMM y HH.mm z"
SHOWN = 5000  # characters of a message's text
ASKED = {"release": "diminta dilepas", "drop": "diminta dibuang", "forget": "diminta dihapus"}


@dataclass(frozen=True)
class HeldRow:
    """A held message in the list. `since` is local time; `asked` what a person already asked of it."""

    id: str
    since: str
    why: str
    sender: str
    size: int
    asked: str = ""


def mask(email: str) -> str:
    """ "budi@dinkes.example" → "b…@dinkes.example"."""
    local, at, domain = email.partition("@")
    return f"{local[:1]}…{at}{domain}" if local else "-"


def list_rows(root: Path, zone: str) -> list[HeldRow]:
    """All held messages, the oldest first."""
    asked = {one.digest: ASKED[one.action] for one in list_requests(root)}
    return [
        HeldRow(
            held.id,
            _local(held.at, zone),
            held.why,
            mask(_sender(held)),
            len(held.raw),
            asked.get(held.digest, ""),
        )
        for held in list_held(root)
    ]


def _local(at: str, zone: str) -> str:
    try:
        return render_moment(datetime.fromisoformat(at), TIME, zone)
    except ValueError:
        return "-"


def _parse(held: Held) -> Message | None:
    try:
        return parse_message(held.raw, datetime.now(UTC))
    except ParseError:
        return None


def _sender(held: Held) -> str:
    message = _parse(held)
    return message.sender.email if message else ""


def render_held(root: Path, mark: str, config: Config, file: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Headers as (title, value), then the text that this person wrote. Raises UnknownHeld, AdminError."""
    held, zone = find_held(root, mark), config.office.zone
    facts = [("Tanda", held.digest), ("Ditahan", _local(held.at, zone)), ("Sebab", held.why)]
    message = _parse(held)
    if message is None:
        return (*facts,), held.raw[:SHOWN].decode("ascii", "backslashreplace")
    facts += [
        ("Dari", f"{message.sender.name} <{message.sender.email}>".strip()),
        ("Kepada", ", ".join(one.email for one in message.to)),
        ("Subjek", message.subject),
        ("Tanggal", render_moment(message.date, TIME, zone)),
        ("Message-ID", message.message_id),
        ("Lampiran", ", ".join(f"{one.name} ({one.size} bita)" for one in message.attachments)),
    ]
    words = compile_mail_words(load_rules(config, file).words["mail"])
    text = read_visible(message, (), words).text or message.text
    return (*facts,), text[:SHOWN]


def ask(root: Path, mark: str, action: Action, now: datetime, case: str = "", reason: str = "") -> Request:
    """Puts the request before the bot. Raises UnknownHeld, UnknownCase; TitipError for what can't be asked."""
    held = find_held(root, mark)
    if action == "release" and held.verdict == HEADER_ONLY:
        raise TitipError(
            f"surel {held.id} terlalu besar: hanya kepalanya yang tersimpan; minta dikirim ulang"
        )
    if any(one.digest == held.digest for one in list_requests(root)):
        raise TitipError(f"surel {held.id} sudah diminta dikerjakan; tunggu putaran berikutnya")
    if case:
        found = Store(root).find_case(case)
        if found is None or not found.open:
            raise UnknownCase(f"{case} bukan berkas yang sedang berjalan")
    request = Request(make_id(now), now, action, held.digest, case, reason)
    save_request(root, request)
    return request
