"""How often each message has failed, so that a bot that is started anew for each pass comes to an end with one that
always fails."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from bot.edges import disk
from bot.edges.case_file import serialise

FILE = "gagal.json"


def load_tries(root: Path) -> dict[str, int]:
    """By the message's digest; nothing when the file is not there or not to be read."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((root / FILE).read_bytes())
        if isinstance(found, dict):
            return {key: count for key, count in found.items() if type(count) is int}
    return {}


def save_tries(root: Path, tries: Mapping[str, int]) -> None:
    """Raises OSError."""
    disk.write_file(root / FILE, serialise(tries))
