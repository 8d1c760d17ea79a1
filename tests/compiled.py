"""Rules, words, templates and forms as shipped, compiled once a process: for tests that start many bots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import bot.app
from bot.config import ROOT, Config
from bot.kit import Kit

Make = Callable[..., Kit]


def compile_once() -> Make:
    """As bot.app.make_kit. A bot with rules or templates of its own compiles them."""
    make, kept = bot.app.make_kit, dict[str, Kit]()
    shipped = (ROOT / "rules", ROOT / "templates")

    def make_once(config: Config, secrets: tuple[bytes, ...], file: str = "config.toml") -> Kit:
        if (config.rules_folder, config.templates_folder) != shipped:
            return make(config, secrets, file)
        kit = kept.get(config.office.zone) or kept.setdefault(config.office.zone, make(config, secrets, file))
        return replace(kit, config=config, secrets=secrets)

    return make_once
