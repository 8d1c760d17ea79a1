"""What is loaded when: a pass over an empty inbox loads little, a bot that stays up loads everything at its start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.loading import LATER

ROOT = Path(bot.__file__).parent
HEAVY = {  # what a message or a letter needs
    "aiosmtplib", "apscheduler", "babel", "flufl", "holidays", "icalendar", "jinja2", "mailparser", "rapidfuzz",
    "rich", "selectolax", "xlsxwriter",
}  # fmt: skip

AT_START = {
    "bot.deciding.procedure",
    "bot.word_checks",
    "bot.writing.explained",
}  # rules and templates that are new are parsed and checked: once, before all


def loaded_after(code: str) -> set[str]:
    """The modules that are loaded when a fresh Python has run this."""
    code += "\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def later_imports(module: str) -> set[str]:
    """The modules that functions of this one import."""
    path = ROOT.parent / Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = set()
    for node in (node for function in functions for node in ast.walk(function)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_a_bot_that_stays_up_has_loaded_whatever_it_may_need() -> None:
    loaded = loaded_after("from bot.app import load_all; load_all()")
    ours = {name for name in loaded if name.startswith("bot.")}
    wanted = {name for module in ours for name in later_imports(module)}

    assert {"bot.reading.read", "bot.writing.compose"} <= ours
    assert wanted >= {"bot.gather", "jinja2", "holidays"}
    assert wanted - loaded == AT_START
    assert set(LATER) <= loaded


@pytest.mark.parametrize(
    ("module", "rooms"),
    [
        ("bot.app", {"reading", "writing.compose", "gather", "applying", "errands"}),
        ("bot.cli", {"reading", "writing", "deciding", "config", "app", "kit"}),
    ],
)
def test_what_is_not_needed_is_not_loaded(module: str, rooms: set[str]) -> None:
    loaded = loaded_after(f"import {module}")

    assert {name.split(".")[0] for name in loaded} & HEAVY == set()
    assert {room for room in rooms if any(f"{name}.".startswith(f"bot.{room}.") for name in loaded)} == set()
