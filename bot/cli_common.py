"""What the commands share: lines on both streams, the options that many have, JSON on one line.

rich is loaded for a terminal and for tables alone: a pass from cron writes plain lines."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from bot import show

if TYPE_CHECKING:
    from rich.console import Console

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="Berkas konfigurasi.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk mesin.")]
DEFAULT_CONFIG = Path("config.toml")


def make_console(stream: TextIO | None = None) -> Console:
    """For tables and colours; on stdout when no stream is named."""
    from rich.console import Console

    return Console(file=stream, highlight=False)


def tell_error(text: str) -> None:
    """One line on stderr, however long: file names stay whole."""
    _tell(sys.stderr, text, "red")


def tell(text: str, style: str = "") -> None:
    """One line on stdout, however long, without what a terminal could obey."""
    _tell(sys.stdout, text, style)


def _tell(stream: TextIO, text: str, style: str) -> None:
    if stream.isatty():
        make_console(stream).print(show.plain(text), style=style or None, markup=False, soft_wrap=True)
    else:
        stream.write(show.plain(text) + "\n")


def print_json(value: Any) -> None:
    """One value, one line: JSON whatever letters the other end can take, and nothing that a terminal obeys."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    if plain or any(unicodedata.category(one).startswith("C") for one in text):
        text = json.dumps(value, default=str)
    sys.stdout.write(text + "\n")
