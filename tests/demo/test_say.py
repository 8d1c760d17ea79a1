"""What the demo proposes to type works as it stands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.demo.say import find_program


@pytest.mark.parametrize(
    ("called", "on_path", "shown"),
    [
        (".venv/bin/titip", False, ".venv/bin/titip"),
        ("{here}/.venv/bin/titip", False, ".venv/bin/titip"),
        ("{here}/.venv/bin/titip", True, "titip"),
        ("/elsewhere/a b/titip", False, "'/elsewhere/a b/titip'"),
        ("/somewhere/pytest", False, "titip"),
    ],
)
def test_the_program_is_named_as_it_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: str, on_path: bool, shown: str
) -> None:
    program = tmp_path / ".venv" / "bin" / "titip"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(program.parent) if on_path else "")
    monkeypatch.setattr(sys, "argv", [called.format(here=tmp_path), "demo"])

    assert find_program() == shown


def test_the_module_is_named_with_its_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/bot/__main__.py", "demo"])
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")

    assert find_program() == "/usr/bin/python3 -m bot"
