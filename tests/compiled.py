"""Rules, words, templates and forms, compiled once a process for each content: for tests that start many bots."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bot.app
from bot.config import ROOT, Config
from bot.edges.known import Known
from bot.kit import Kit

Make = Callable[..., Kit]
KEPT = 40  # kits at a time


def compile_once() -> Make:
    """As bot.app.make_kit. A bot with templates of its own compiles them; rules are known by what stands in them."""
    make, kept = bot.app.make_kit, dict[tuple[str, ...], Kit]()

    def make_once(
        config: Config, secrets: tuple[bytes, ...], file: str = "config.toml", known: Known | None = None
    ) -> Kit:
        if config.templates_folder != ROOT / "templates":
            return make(config, secrets, file, known)
        key = (config.office.zone, _content(config.rules_folder), repr(config.roles))
        if key not in kept and len(kept) >= KEPT:
            kept.clear()
        kit = kept.get(key) or kept.setdefault(key, make(config, secrets, file))
        return replace(kit, config=config, secrets=secrets)

    return make_once


def _content(folder: Path) -> str:
    """A digest of every rule file."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
