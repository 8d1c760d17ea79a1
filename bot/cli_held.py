"""`titip held`: mail that waits for a person. What is asked here the bot does at its next pass."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_common import DEFAULT_CONFIG, ConfigOption, JsonOption, make_console, print_json, tell

app = typer.Typer(name="held", help="Surel yang ditahan menunggu petugas.", invoke_without_command=True)
Mark = Annotated[str, typer.Argument(help="Tanda surel dari daftar `titip held`.")]
LATER = "bot mengerjakannya pada putaran berikutnya (bila bot tidak berjalan: `titip once`)."


def _open(path: Path) -> tuple[Path, str]:
    """The data folder, and the office's zone."""
    from bot.cases import open_data
    from bot.config import load_config

    config = load_config(path)
    return open_data(config, path.name), config.office.zone


@app.callback()
def held(context: typer.Context, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Daftar surel yang ditahan: tanda, sejak kapan, sebab, pengirim tersamar, ukuran."""
    if context.invoked_subcommand is None:
        _list(config, as_json)


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Daftar surel yang ditahan; sama dengan `titip held` saja."""
    _list(config, as_json)


def _list(config: Path, as_json: bool) -> None:
    from bot.held_sheet import list_rows

    rows = list_rows(*_open(config))
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    if not rows:
        tell("Tidak ada surel yang ditahan.")
        return
    from rich.table import Table

    from bot.tables import safe

    table = Table("Tanda", "Sejak", "Sebab", "Dari", "Bita", "", box=None, pad_edge=False)
    for row in rows:
        cells = (row.id, row.since, row.why, row.sender, str(row.size), row.asked)
        table.add_row(*(safe(text) for text in cells))
    make_console().print(table)


@app.command("show")
def show_(mark: Mark, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Memperlihatkan satu surel: kepala surat dan yang ditulis pengirimnya, tanpa kode terminal."""
    from bot.config import load_config
    from bot.held_sheet import render_held

    root, _ = _open(config)
    facts, text = render_held(root, mark, load_config(config), config.name)
    for title, value in facts:
        tell(f"{title}: {value}".replace("\n", " "))
    tell(f"\n{text}")


@app.command()
def release(
    mark: Mark,
    config: ConfigOption = DEFAULT_CONFIG,
    case: Annotated[
        str, typer.Option("--case", help="Berkas tempat surel ini, misalnya TTP-2026-0001.")
    ] = "",
) -> None:
    """Meminta bot membaca surel ini sekali lagi. Hak memutuskan tetap diperiksa seperti surel lain."""
    from bot.cases import parse_ref
    from bot.config import load_config
    from bot.held_sheet import ask
    from bot.kit import load_rules

    root, _ = _open(config)
    ref = parse_ref(case, load_rules(load_config(config), config.name)) if case else ""
    request = ask(root, mark, "release", datetime.now(UTC), case=ref)
    tell(f"Surel {request.digest[:8]} akan dibaca ulang{f' untuk {ref}' if ref else ''}: {LATER}")


@app.command()
def drop(
    mark: Mark,
    reason: Annotated[str, typer.Option("--reason", help="Sebabnya, untuk buku besar.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Menyingkirkan surel ini ke arsip (data/held/archive) dengan sebabnya."""
    from bot.held_sheet import ask

    root, _ = _open(config)
    request = ask(root, mark, "drop", datetime.now(UTC), reason=reason)
    tell(f"Surel {request.digest[:8]} akan dipindah ke arsip: {LATER}")
