"""Imports point inward (design, The house): the syntax trees are asked, not the good intentions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
INNER = {
    "bot.model",
    "bot.office",
    "bot.rules",
    "bot.office_rules",
    "bot.errors",
    "bot.codes",
    "bot.stock",
    "bot.word_lists",
    "bot.texts",
}
MAY_IMPORT = {
    "model": set(),
    "office": {"bot.model"},
    "office_rules": set(),
    "rules": {"bot.office_rules"},
    "word_lists": {"bot.office_rules"},
    "errors": set(),
    "texts": {"bot.errors"},
    "codes": set(),
    "stock": {"bot.model", "bot.office"},
    "reading": INNER | {"bot.reading"},
    "deciding": INNER | {"bot.deciding"},
    "writing": INNER | {"bot.writing"},
    "edges": {"bot.model", "bot.errors", "bot.edges"},
}
OUTSIDE_WORLD = {"imapclient", "aiosmtplib", "tinydb", "socket", "subprocess", "requests", "apscheduler"}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def files(room: str) -> list[Path]:
    return sorted((BOT / room).rglob("*.py")) if (BOT / room).is_dir() else [BOT / f"{room}.py"]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_inward(room: str) -> None:
    assert files(room)
    for path in files(room):
        ours = {name for name in imported(path) if name.startswith("bot.")}
        wrong = {name for name in ours if not any(name.startswith(allowed) for allowed in MAY_IMPORT[room])}
        assert not wrong, f"{path}: {wrong}"


@pytest.mark.parametrize("room", ["reading", "deciding", "model", "rules"])
def test_the_core_touches_no_network_and_no_clock(room: str) -> None:
    for path in files(room):
        assert not {name.split(".")[0] for name in imported(path)} & OUTSIDE_WORLD, path
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        }
        assert not calls & {"datetime.now", "time.time", "datetime.utcnow", "date.today", "open", "uuid4"}, (
            path
        )
