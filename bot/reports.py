"""The inventory and the digest on demand, for the command line: read from the data folder, which stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.config import load_config
from bot.edges.known import load_known
from bot.edges.store import Store
from bot.errors import AdminError, Problem, TitipError
from bot.kit import Kit, make_kit
from bot.stocktaking import digest_ref, load_digest, load_stock
from bot.writing.digest import render_digest_files
from bot.writing.spreadsheet import render_inventory
from bot.writing.stock_facts import stock_rows

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def load_inventory(
    config_path: Path, now: datetime | None = None
) -> tuple[list[dict[str, str]], Callable[[], bytes]]:
    """A row per server that stands here, and what makes the workbook of them. Raises AdminError."""
    kit, store = _open(config_path)
    at = now or datetime.now(UTC)
    stock, words = load_stock(kit, store), kit.desk(at).words
    return stock_rows(stock, words), lambda: render_inventory(stock, words, at)


def write_digest(config_path: Path, month: str, folder: Path, now: datetime | None = None) -> list[Path]:
    """The files of that month's digest, written into the folder. Raises AdminError, and TitipError for no month."""
    if not _MONTH.fullmatch(month):
        raise TitipError(f"“{month}” bukan bulan; tulis misalnya 2026-10")
    kit, store = _open(config_path)
    at = now or datetime.now(UTC)
    if month > at.astimezone(kit.calendar.zone).strftime("%Y-%m"):
        raise TitipError(f"bulan {month} belum mulai")
    digest = load_digest(kit, store, month, at)
    desk = kit.desk(at)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for made in render_digest_files(digest, desk.words, desk.forms, digest_ref(month), at):
        path = folder / made.name
        path.write_bytes(made.content)
        paths.append(path)
    return paths


def _open(config_path: Path) -> tuple[Kit, Store]:
    config = load_config(config_path)
    if not config.data_folder.is_dir():
        text = f"folder data {config.data_folder} belum ada"
        raise AdminError((Problem(config_path.name, "data.folder", text, "jalankan bot lebih dahulu"),))
    known = load_known(config.data_folder)
    kit = make_kit(config, (b"",), config_path.name, known)  # no letter is written: no codes, no secret
    return kit, Store(config.data_folder, config.office.zone)
