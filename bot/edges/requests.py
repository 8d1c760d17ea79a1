"""What a person at the command line asks of the bot: one small file each, taken up at the next pass.

The bot alone writes cases, so the command line needs no lock and does not care whether the bot is at work.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.edges import disk
from bot.edges.codec import CodecError, decode, encode

FOLDER, FAILED = "requests", "gagal"
Action = Literal["release", "drop", "forget"]


@dataclass(frozen=True, slots=True)
class Request:
    """`digest` names a held message, `case` where a released one belongs ('': as it says itself), `reason` why one is
    dropped, `address` who is to be forgotten."""

    id: str
    at: datetime
    action: Action
    digest: str = ""
    case: str = ""
    reason: str = ""
    address: str = ""


def make_id(now: datetime) -> str:
    """In order of time; no two are the same."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def save_request(root: Path, request: Request) -> None:
    """Puts it before the bot, durably."""
    disk.make_folder(root / FOLDER)
    disk.write_file(root / FOLDER / f"{request.id}.json", json.dumps(encode(request)).encode("ascii"))


def list_requests(root: Path) -> tuple[Request, ...]:
    """Those that wait, the oldest first; a file that is none is put aside."""
    found = []
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            found.append(decode(Request, json.loads(path.read_bytes())))
        except (CodecError, ValueError):
            _put_aside(path)
    return tuple(found)


def remove_request(root: Path, request: Request) -> None:
    """It is done."""
    (root / FOLDER / f"{request.id}.json").unlink(missing_ok=True)


def fail_request(root: Path, request: Request) -> None:
    """It can't be done: kept in requests/gagal, and not tried again."""
    _put_aside(root / FOLDER / f"{request.id}.json")


def _put_aside(path: Path) -> None:
    disk.make_folder(path.parent / FAILED)
    path.replace(path.parent / FAILED / path.name)
