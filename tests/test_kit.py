"""What a start may leave out because an earlier one found it out, and what it may not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot import __version__
from bot.config import EXAMPLE, ROOT, load_config, load_texts
from bot.deciding.calendar import find_holidays
from bot.deciding.procedure import parse_rules
from bot.edges.known import FILE, Known, digest_of, load_known, save_known
from bot.errors import AdminError
from bot.kit import Kit, make_kit, remember
from bot.writing.templates import gather_templates
from tests.test_loading import HEAVY, loaded_after

YEAR = 2026


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a config, rules and templates of its own."""
    folder = tmp_path_factory.mktemp("kantor")
    for name in ("rules", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    text = EXAMPLE.read_text("utf-8").replace('rules = ""', 'rules = "rules"')
    (folder / "config.toml").write_text(text.replace('templates = ""', 'templates = "templates"'), "utf-8")
    return folder


@pytest.fixture(scope="module")
def kit(office: Path) -> Kit:
    return load(office)


def load(office: Path, known: Known | None = None) -> Kit:
    return make_kit(load_config(office / "config.toml"), (b"x" * 32,), "config.toml", known)


def known_of(kit: Kit) -> Known:
    days = {year: find_holidays(year) for year in (YEAR - 1, YEAR, YEAR + 1)}
    return Known(kit.digest, kit.rules.dump(), days)


def test_a_start_after_a_good_one_looks_at_nothing_twice(office: Path, kit: Kit, tmp_path: Path) -> None:
    """Neither jinja2 nor the readers nor the checks are so much as loaded, and the holidays are known without their
    library."""
    save_known(tmp_path, known_of(kit))
    code = f"""
from pathlib import Path
from datetime import datetime, timezone
from bot.config import load_config
from bot.edges.known import load_known
from bot.kit import make_kit
path = Path({str(office / "config.toml")!r})
kit = make_kit(load_config(path), (b"x" * 32,), path.name, load_known(Path({str(tmp_path)!r})))
open_now = kit.calendar.is_open(datetime(2026, 11, 25, 4, tzinfo=timezone.utc))
assert kit.digest == {kit.digest!r} and open_now"""
    loaded = loaded_after(code)

    assert {name.split(".")[0] for name in loaded} & HEAVY == set()
    assert not {"bot.reading", "bot.word_lists", "bot.deciding.procedure", "bot.word_checks"} & loaded


FAULTS = [
    ("templates/letters/status.j2", "a\n{% if %}", "baris 2", "perbaiki"),
    ("templates/letters/_kurang.j2", "{{ x | tiada }}", "baris 1", "perbaiki"),
    ("templates/layout.html.j2", "{{ x", "baris 1", "perbaiki"),
    ("templates/istilah.toml", "x = ", "akhir berkas", "betulkan"),
    ("templates/jadwal.j2", "{% endif %}", "baris 1", "perbaiki"),
    ("rules/umum.toml", None, "command[bantuan].words", "hapus"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "place", "remedy"), FAULTS)
def test_what_is_broken_after_a_good_start_is_refused_all_the_same(
    office: Path, kit: Kit, name: str, text: str | None, place: str, remedy: str
) -> None:
    path = office / name
    before = path.read_text("utf-8")
    path.write_text(
        text or before.replace('words = ["bantuan",', 'words = ["Status!", "bantuan",', 1), "utf-8"
    )
    try:
        with pytest.raises(AdminError) as raised:
            load(office, known_of(kit))
    finally:
        path.write_text(before, "utf-8")
    problem = raised.value.problems[0]

    assert Path(problem.file).name == path.name
    assert place in problem.place
    assert remedy in problem.remedy


def test_a_sound_kit_is_remembered_once(kit: Kit, tmp_path: Path) -> None:
    remember(tmp_path, kit, Known(), YEAR)
    assert load_known(tmp_path) == known_of(kit)
    (tmp_path / FILE).unlink()

    remember(tmp_path, kit, known_of(kit), YEAR)
    assert not (tmp_path / FILE).exists()
    remember(tmp_path, kit, known_of(kit), YEAR + 1)
    assert load_known(tmp_path).holidays.keys() == {YEAR, YEAR + 1, YEAR + 2}
    remember(tmp_path, replace(kit, digest="b"), known_of(kit), YEAR)
    assert load_known(tmp_path).digest == "b"


def test_holidays_count_for_the_program_that_found_them(office: Path, kit: Kit) -> None:
    """A file of another program, or of other rules, says nothing: the library is asked."""
    day = datetime(2030, 11, 26, 4, tzinfo=UTC)  # a Tuesday that no file of the office names
    closed = Known(kit.digest, kit.rules.dump(), {2030: frozenset({day.date()})})

    assert not load(office, closed).calendar.is_open(day)
    assert load(office, replace(closed, digest="b" * 64)).calendar.is_open(day)


def test_rules_come_back_as_they_were(office: Path, kit: Kit) -> None:
    """Every value, its type, and which keys were written; the same readings follow."""
    again = load(office, known_of(kit)).rules
    rules = parse_rules(load_texts(office / "rules"))

    assert again == rules == kit.rules
    assert list(values(again)) == list(values(rules))
    assert sum(isinstance(value, time) for _, value in values(again)) > 3
    assert sum(isinstance(value, date) for _, value in values(again)) > 3


def values(thing: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in it by its place, tables and lists by their type and keys."""
    if isinstance(thing, BaseModel):
        yield place, (type(thing), thing.model_fields_set)
        thing = dict(thing)
    if isinstance(thing, Mapping):
        yield place, (type(thing), tuple(thing))
        for key, value in thing.items():
            yield from values(value, f"{place}.{key}")
    elif isinstance(thing, tuple | list):
        yield place, (type(thing), len(thing))
        for index, value in enumerate(thing):
            yield from values(value, f"{place}.{index}")
    else:
        yield place, thing


def test_rules_that_can_not_be_restored_are_parsed_and_checked(office: Path, kit: Kit) -> None:
    spoilt = replace(known_of(kit), rules=b"{}")
    assert load(office, spoilt).rules == kit.rules
    path = office / "templates" / "jadwal.j2"
    before = path.read_text("utf-8")
    path.write_text("{% endif %}", "utf-8")
    try:
        broken = gather_templates(office / "templates")[0]
        assert broken is not None
        digest = digest_of({**load_texts(office / "rules"), **broken.texts}, __version__)
        with pytest.raises(AdminError, match=r"jadwal\.j2"):
            load(office, replace(spoilt, digest=digest))
    finally:
        path.write_text(before, "utf-8")
