"""The rule files become one `Rules` value, or a list of every problem an admin can mend.

Law four: the procedure is in the rule files alone. So nothing passes here that the bot could not carry to its
end: all problems of all files are found in one run, each with file, line, place and remedy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.deciding import almanac as calendar_files
from bot.deciding.checks import check_racks, check_rules
from bot.deciding.round_checks import check_inventory
from bot.deciding.toml_lines import find_line
from bot.errors import AdminError, Problem
from bot.rules import Almanac, Common, Inventory, Opd, Procedure, Racks, Rule, Rules, SpecialDay, YearDays

Model = TypeVar("Model", bound=BaseModel)

COMMON, OPD, WORDS, MAIL, RACKS = "umum.toml", "opd.toml", "words.toml", "mail.toml", "racks.toml"
INVENTORY = "inventaris.toml"
ALMANAC = calendar_files.FILE
NOT_PROCEDURES = frozenset({COMMON, OPD, WORDS, MAIL, RACKS, INVENTORY, ALMANAC})

REMEDIES = {
    "extra_forbidden": "hapus kunci ini, atau betulkan ejaannya",
    "missing": "tambahkan kunci ini",
    "literal_error": "pakai salah satu nilai yang disebut",
}


class _Registry(Rule):
    opd: tuple[Opd, ...] = ()


def parse_rules(texts: Mapping[str, str]) -> Rules:
    """`texts`: file name → content of each file in `rules/`. Raises AdminError with every problem found."""
    problems: list[Problem] = []
    tables = {name: _parse_toml(name, text, problems) for name, text in sorted(texts.items())}
    for name in sorted(NOT_PROCEDURES):
        if name not in texts:
            problems.append(
                Problem(name, "", "berkas tidak ada", f"kembalikan rules/{name} dari paket Titip")
            )
    if problems:
        raise AdminError(tuple(problems))
    common = _validate(Common, COMMON, tables[COMMON], texts[COMMON], problems)
    opd = _validate_opd(tables[OPD], texts[OPD], problems)
    racks = _validate(Racks, RACKS, tables[RACKS], texts[RACKS], problems)
    problems.extend(check_racks(racks) if racks is not None else ())
    almanac, years = _validate_calendar(tables, texts, problems)
    procedures = {
        name: _validate(Procedure, name, table, texts[name], problems)
        for name, table in tables.items()
        if name not in NOT_PROCEDURES and not name.startswith(calendar_files.FOLDER)
    }
    if not procedures:
        problems.append(
            Problem("rules/", "", "tidak ada satu pun berkas prosedur", "tambahkan penitipan.toml")
        )
    known = {name: procedure for name, procedure in procedures.items() if procedure is not None}
    if common is not None:
        problems.extend(check_rules(common, known, opd, texts))
    inventory = _validate(Inventory, INVENTORY, tables[INVENTORY], texts[INVENTORY], problems)
    if common is not None and inventory is not None:
        problems.extend(check_inventory(inventory, common, known.values(), texts[INVENTORY]))
    if problems or common is None or racks is None:
        raise AdminError(tuple(problems))
    words = {**tables[WORDS], "mail": tables[MAIL]}
    return Rules(
        common=common, procedures=tuple(known.values()), opd=opd, words=words, racks=racks, inventory=inventory,
        almanac=almanac, years=calendar_files.years_of(years),
    )  # fmt: skip


def _parse_toml(name: str, text: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(
            Problem(name, "", f"bukan TOML yang benar: {error}", "betulkan tanda kutip/kurung di situ")
        )
        return {}


def _validate(
    model: type[Model], name: str, table: dict[str, Any], source: str, found: list[Problem]
) -> Model | None:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        for detail in error.errors():
            found.append(_schema_problem(name, table, source, dict(detail)))
        return None


def _schema_problem(name: str, table: dict[str, Any], source: str, detail: dict[str, Any]) -> Problem:
    path = tuple(detail["loc"])
    line = find_line(source, path)
    remedy = REMEDIES.get(detail["type"], "lihat berkas contoh yang menyertai Titip")
    return Problem(name, f"baris {line}: {_spell(table, path)}", detail["msg"], remedy)


def _spell(table: Any, path: tuple[Any, ...]) -> str:
    """('step', 3, 'outcome', 0, 'next') → step[tempat].outcome[tersedia].next"""
    words: list[str] = []
    for key in path:
        try:
            table = table[key]
        except (KeyError, IndexError, TypeError):
            table = None
        if isinstance(key, int):
            label = table.get("id", table.get("name", key)) if isinstance(table, dict) else key
            words[-1] += f"[{label}]"
        else:
            words.append(str(key))
    return ".".join(words)


def _validate_opd(table: dict[str, Any], source: str, problems: list[Problem]) -> tuple[Opd, ...]:
    registry = _validate(_Registry, OPD, table, source, problems)
    return registry.opd if registry is not None else ()


def _validate_calendar(
    tables: Mapping[str, dict[str, Any]], texts: Mapping[str, str], problems: list[Problem]
) -> tuple[Almanac, dict[str, tuple[SpecialDay, ...]]]:
    """The working hours, and the special days by file."""
    found = _validate(Almanac, ALMANAC, tables[ALMANAC], texts[ALMANAC], problems)
    problems.extend(calendar_files.check_almanac(found, texts[ALMANAC]) if found is not None else ())
    almanac = found or Almanac()
    years: dict[str, tuple[SpecialDay, ...]] = {}
    for name in sorted(tables):
        if name.startswith(calendar_files.FOLDER):
            year = _validate(YearDays, name, tables[name], texts[name], problems) or YearDays()
            problems.extend(calendar_files.check_year(name, texts[name], year.days, almanac))
            years[name] = year.days
    return almanac, years
