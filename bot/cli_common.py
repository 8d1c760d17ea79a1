"""What the commands share: the two consoles, the options that many have, JSON on one line."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot import show

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="Berkas konfigurasi.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk mesin.")]
DEFAULT_CONFIG = Path("config.toml")


def tell_error(text: str) -> None:
    """One line on stderr, however long: file names stay whole."""
    errors.print(show.plain(text), style="red", markup=False, soft_wrap=True)


def tell(text: str, style: str = "") -> None:
    """One line on stdout, however long, without what a terminal could obey."""
    console.print(show.plain(text), style=style or None, markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One value, one line: JSON whatever letters the other end can take, and nothing that a terminal obeys."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    if plain or any(unicodedata.category(one).startswith("C") for one in text):
        text = json.dumps(value, default=str)
    sys.stdout.write(text + "\n")
