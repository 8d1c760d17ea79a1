"""The checker of templates: everything that can be wrong is found at once, with file, line and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import AdminError, Problem
from bot.writing.checks import check_templates
from bot.writing.forms import load_forms
from bot.writing.templates import load_templates
from tests.writing.desk import ROOT, make_desk, make_office, shipped_rules


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


def _check(folder: Path) -> tuple[Problem, ...]:
    return check_templates(
        shipped_rules(), load_templates(folder), load_forms(folder / "forms"), make_office()
    )


def test_shipped_templates_are_clean() -> None:
    desk = make_desk()
    assert check_templates(desk.rules, desk.templates, desk.forms, desk.office) == ()


BROKEN = [
    ("letters/status.j2", "a\n{{ fields.odp }}\n", "baris 2", "odp"),
    ("letters/status.j2", "{{ word['batalkan'] }}", "baris 1", "batalkan"),
    ("letters/status.j2", "{{ ''.__class__.__mro__ }}", "baris 1", "unsafe"),
    ("letters/_server.j2", "\n\n{{ salah }}", "baris 3", "salah"),
    ("layout.html.j2", "{{ salah }}", "baris 1", "salah"),
    ("jadwal.j2", "x\n{{ salah }}", "baris 2", "salah"),
    ("forms/lembar-periksa.typ", "\n#salah", "main.typ", "salah"),
    ("forms/_dasar.typ", "#let data = 1 + \"a\"", "1:", "cannot add"),
    ("letters/tambahan.j2", "x", "", "tidak dipakai"),
    ("forms/tambahan.typ", "x", "", "tidak dilampirkan"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "source", "place", "says"), BROKEN, ids=[f"{row[0]}-{row[3]}" for row in BROKEN]
)
def test_problem_names_file_place_and_remedy(
    folder: Path, file: str, source: str, place: str, says: str
) -> None:
    (folder / file).write_text(source, "utf-8")
    problems = _check(folder)
    assert problems
    found = [problem for problem in problems if says in problem.text]
    assert found
    assert found[0].file == str(folder / file)
    assert found[0].place.startswith(place) or place == "main.typ"
    assert found[0].remedy


@pytest.mark.parametrize("file", ["letters/status.j2", "forms/lembar-periksa.typ"])
def test_missing_file_is_a_problem(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert str(folder / file) in {problem.file for problem in _check(folder)}


def test_all_syntax_errors_are_told_at_once(folder: Path) -> None:
    (folder / "letters" / "status.j2").write_text("a\n{% if %}", "utf-8")
    (folder / "layout.txt.j2").write_text("{{ x", "utf-8")
    (folder / "istilah.toml").write_text("x = ", "utf-8")
    with pytest.raises(AdminError) as raised:
        load_templates(folder)
    files = {Path(problem.file).name: problem.place for problem in raised.value.problems}
    assert files.keys() == {"status.j2", "layout.txt.j2", "istilah.toml"}
    assert files["status.j2"] == "baris 2"


def test_missing_layout_and_forms_are_told(tmp_path: Path) -> None:
    with pytest.raises(AdminError, match=r"layout\.txt\.j2"):
        load_templates(tmp_path)
    with pytest.raises(AdminError, match="tidak ada formulir"):
        load_forms(tmp_path)
