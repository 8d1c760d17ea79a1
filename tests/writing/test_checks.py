"""The checker of templates: everything that can be wrong is found at once, with file, line and remedy."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import AdminError, Problem
from bot.writing.checks import check_templates
from bot.writing.forms import load_forms
from bot.writing.templates import load_templates, read_templates
from bot.writing.terms import TABLES, WORDS
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
    ("letters/status.j2", "{{ ''.__class__.__mro__ }}", "baris 1", "tidak diizinkan"),
    ("letters/_server.j2", "\n\n{{ salah }}", "baris 3", "salah"),
    ("layout.html.j2", "{{ salah }}", "baris 1", "salah"),
    ("jadwal.j2", "x\n{{ salah }}", "baris 2", "salah"),
    ("forms/lembar-periksa.typ", "\n#salah", "main.typ", "salah"),
    ("forms/_dasar.typ", "#let data = 1 + \"a\"", "1:", "tidak dapat digabung"),
    ("letters/tambahan.j2", "x", "", "tidak dipakai"),
    ("forms/tambahan.typ", "x", "", "tidak dilampirkan"),
]  # fmt: skip


def _together() -> list[list[tuple[str, str, str, str]]]:
    """The rows in as few folders as may be: each file is spoilt once in a folder, and what others are made of alone."""
    rounds: list[list[tuple[str, str, str, str]]] = []
    for row in BROKEN:
        alone = row[0] in ("layout.html.j2", "forms/_dasar.typ", "letters/_server.j2")
        fits = (one for one in rounds if not alone and row[0] not in [other[0] for other in one])
        if (found := next(fits, None)) is not None:
            found.append(row)
        else:
            rounds.insert(len(rounds) if alone else 0, [row])
    return rounds


@pytest.mark.parametrize("rows", _together(), ids=lambda rows: rows[0][3])
def test_problem_names_file_place_and_remedy(folder: Path, rows: list[tuple[str, str, str, str]]) -> None:
    for file, source, _, _ in rows:
        (folder / file).write_text(source, "utf-8")
    problems = _check(folder)
    for file, _, place, says in rows:
        found = [one for one in problems if says in one.text and one.file == str(folder / file)]
        assert found, (file, says)
        assert found[0].place.startswith(place) or place == "main.typ"
        assert found[0].remedy


def test_missing_files_are_problems(folder: Path) -> None:
    missing = [folder / "letters" / "status.j2", folder / "forms" / "lembar-periksa.typ"]
    for path in missing:
        path.unlink()
    assert {str(path) for path in missing} <= {problem.file for problem in _check(folder)}


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


TERM_FAULTS = [
    ('waktu = "EEEE', 'wkatu = "EEEE', "pola.waktu", "harus ada"),
    ("[pola]", "[poladasar]", "pola", "tabel istilah ini harus ada"),
    ('tanggal = "d MMMM y"', 'tanggal = "gggg d"', "pola.tanggal", "bukan pola tanggal"),
    ('jam = "HH.mm z"', "jam = 7", "pola.jam", "harus berupa teks"),
    ('kosong = "-"', "", "kosong", "harus ada"),
    ('tembusan = "Tembusan"', "tembusan = 1", "tembusan", "harus berupa teks"),
    ('median = "Median (jam kerja)"', "", "rekap.median", "harus ada"),
    ('nomor = "Nomor inventaris"', "", "inventaris.nomor", "harus ada"),
    ('merek = "Merek/Tipe"', "merek = 1", "server.merek", "harus berupa teks"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "says"), TERM_FAULTS)
def test_a_term_that_is_missing_or_wrong_is_named(
    folder: Path, old: str, new: str, place: str, says: str
) -> None:
    path = _spoil_terms(folder, (old, new))
    _, problems = read_templates(folder)

    assert [(one.file, one.place) for one in problems] == [(str(path), place)]
    assert says in problems[0].text
    assert problems[0].remedy


def test_letters_are_tried_without_the_terms_that_are_wrong(folder: Path) -> None:
    _spoil_terms(folder, *((old, new) for old, new, *_ in TERM_FAULTS if old != "[pola]"))
    (folder / "letters" / "status.j2").write_text("{{ fields.odp }}", "utf-8")
    templates, problems = read_templates(folder)
    assert templates is not None
    found = check_templates(shipped_rules(), templates, load_forms(folder / "forms"), make_office())

    assert len(problems) == len(TERM_FAULTS) - 1
    assert {Path(one.file).name for one in found} == {"status.j2"}


def _spoil_terms(folder: Path, *changes: tuple[str, str]) -> Path:
    path = folder / "istilah.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return path


class _Asked(dict[str, Any]):
    """A table of terms that remembers by which names it was asked."""

    def __init__(self, terms: Mapping[str, Any]) -> None:
        super().__init__({key: _Asked(one) if isinstance(one, dict) else one for key, one in terms.items()})
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)


def test_every_term_that_is_asked_for_by_name_must_be_there() -> None:
    desk = make_desk()
    terms = _Asked(desk.templates.terms)
    assert check_templates(desk.rules, replace(desk.templates, terms=terms), desk.forms, desk.office) == ()

    assert terms.asked <= {*WORDS, *TABLES}
    for name, keys in TABLES.items():
        assert terms.get(name).asked <= set(keys.split()) or not keys
