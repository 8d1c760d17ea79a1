"""Says a sentence to the reader: a message of Monday 23 November 2026, 08.00 WIB, at a step, in a role."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from bot.model import Address, Attachment, Message, Place, Reading, Visible
from bot.office_rules import Opd
from bot.reading.read import Reader
from bot.rules import Common, Procedure, Rules

RULES = Path(__file__).resolve().parents[2] / "rules"
SENT = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7)))
UNCLEAR = "tidak-jelas"


def load(name: str) -> dict[str, object]:
    return tomllib.loads((RULES / name).read_text(encoding="utf-8"))


@cache
def shipped() -> Reader:
    """The reader of the rules as shipped."""
    words = load("words.toml") | {"mail": load("mail.toml")}
    procedures = tuple(
        Procedure.model_validate(load(f"{name}.toml"))
        for name in ("penitipan", "pengembalian")
        if (RULES / f"{name}.toml").exists()
    )
    opd = tuple(Opd.model_validate(one) for one in load("opd.toml")["opd"])  # type: ignore[attr-defined]
    rules = Rules(
        common=Common.model_validate(load("umum.toml")), procedures=procedures, opd=opd, words=words
    )
    return Reader.of(rules)


def message(
    subject: str = "", sender: str = "", files: tuple[Attachment, ...] = (), sent: datetime = SENT
) -> Message:
    return Message(
        "d", "c", "m@opd.example", Address("a@opd.example", sender), subject, sent, attachments=files
    )


def say(step: str, role: str, text: str, subject: str = "", **more: Any) -> Reading:
    """The reading of `text` in a deposit case at `step`, written by `role`. `more`: the signature, the sender's name,
    what he was asked for (`awaiting`), what the case holds (`facts`), the files he attached."""
    place = Place("penitipan", step, role, more.get("facts", {}), awaiting=more.get("awaiting", ()))
    mail = message(subject, more.get("sender", ""), more.get("files", ()))
    return shipped().read(mail, Visible(text, more.get("signature", "")), None, place)


def outcome(reading: Reading) -> str | None:
    """As the labels write it: an outcome that is not sure is "tidak-jelas", none at all is None."""
    return reading.outcome or (UNCLEAR if reading.unclear else None)


def ask(
    text: str, subject: str = "", signature: str = "", forwarded: str = "", files: tuple[Attachment, ...] = ()
) -> Reading:
    """The reading of a message that belongs to no case."""
    visible = Visible(text, signature, forwarded)
    return shipped().read(message(subject, "", files), visible, None, Place(None, None, "pemohon"))
