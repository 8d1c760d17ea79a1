"""A TOML text becomes a model, and every fault of its writing a problem in Indonesian, with its line.

What is only unknown is named, dropped, and the rest goes on to be checked: one slip must not hide the others.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from bot.deciding.toml_lines import find_line
from bot.errors import Problem
from bot.texts import explain_toml

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

UNKNOWN, LACKING = "extra_forbidden", "missing"

# pydantic's error type → what an admin is told; {…} are the error's own figures
TEXTS: Mapping[str, str] = {
    UNKNOWN: "kunci ini tidak dikenal",
    LACKING: "kunci ini wajib ada",
    "string_type": "harus berupa teks di antara tanda kutip",
    "int_type": "harus berupa bilangan bulat",
    "int_parsing": "harus berupa bilangan bulat",
    "int_from_float": "harus berupa bilangan bulat",
    "float_type": "harus berupa bilangan",
    "float_parsing": "harus berupa bilangan",
    "finite_number": "harus berupa bilangan yang berhingga",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "tuple_type": "harus berupa daftar di antara kurung siku",
    "list_type": "harus berupa daftar di antara kurung siku",
    "dict_type": "harus berupa tabel [ … ]",
    "model_type": "harus berupa tabel [ … ]",
    "model_attributes_type": "harus berupa tabel [ … ]",
    "mapping_type": "harus berupa tabel [ … ]",
    "date_type": "harus berupa tanggal tanpa tanda kutip, misalnya 2026-12-31",
    "date_parsing": "harus berupa tanggal tanpa tanda kutip, misalnya 2026-12-31",
    "date_from_datetime_parsing": "harus berupa tanggal tanpa tanda kutip, misalnya 2026-12-31",
    "date_from_datetime_inexact": "harus berupa tanggal tanpa jam",
    "time_type": "harus berupa jam",
    "time_parsing": "harus berupa jam",
    "greater_than": "harus lebih dari {gt}",
    "greater_than_equal": "paling sedikit {ge}",
    "less_than": "harus kurang dari {lt}",
    "less_than_equal": "paling banyak {le}",
    "literal_error": "harus salah satu dari {expected}",
    "value_error": "{error}",
    "too_short": "terlalu sedikit; paling sedikit {min_length}",
    "too_long": "terlalu banyak; paling banyak {max_length}",
    "string_pattern_mismatch": "bentuknya tidak sesuai",
    "string_too_short": "tidak boleh kosong",
}
OTHER = "nilainya tidak dapat dipakai"

REMEDIES: Mapping[str, str] = {
    UNKNOWN: "hapus kunci ini, atau betulkan ejaannya",
    LACKING: "tambahkan kunci ini",
    "literal_error": "pakai salah satu nilai yang disebut",
}


@dataclass(frozen=True)
class Source:
    """A TOML file: what it is called, its text, and its content."""

    name: str
    text: str
    table: Mapping[str, Any]


@dataclass(frozen=True)
class Checked(Generic[Model]):
    """What came of a table. `value` is None when it can't be used at all; `dropped` are the paths of the keys
    that were left out because nobody knows them, or because their values can't be."""

    value: Model | None
    problems: tuple[Problem, ...] = ()
    dropped: tuple[Path, ...] = ()


def parse_toml(name: str, text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The content; or nothing, and the place and the reason why."""
    try:
        return tomllib.loads(text), ()
    except tomllib.TOMLDecodeError as error:
        return {}, (explain_toml(name, str(error)),)
    except RecursionError:
        return {}, (Problem(name, "", "bukan TOML yang benar: terlalu dalam", "betulkan tanda kurungnya"),)


def check_table(model: type[Model], source: Source) -> Checked[Model]:
    """The model of this table, without the keys that nobody knows; and every problem of its writing."""
    try:
        return Checked(model.model_validate(source.table))
    except ValidationError as error:
        details: list[dict[str, Any]] = [dict(one) for one in error.errors()]
    problems = tuple(dict.fromkeys(_problem(source, detail, model) for detail in details))
    dropped = tuple(tuple(one["loc"]) for one in details if one["type"] != LACKING)
    rest = copy.deepcopy(dict(source.table))
    try:
        for path in dropped:
            _drop(rest, path)
        return Checked(model.model_validate(rest), problems, dropped)
    except (ValidationError, LookupError, TypeError):
        return Checked(None, problems, dropped)


def _drop(table: Any, path: Path) -> None:
    """Raises LookupError or TypeError where no key stands: one item of a list is never left out."""
    for key in path[:-1]:
        table = table[key]
    if not isinstance(table, dict):
        raise TypeError
    table.pop(path[-1], None)


def _problem(source: Source, detail: Mapping[str, Any], model: type[BaseModel]) -> Problem:
    path = tuple(detail["loc"])
    place = f"baris {find_line(source.text, path)}: {spell_path(source.table, path)}"
    remedy = REMEDIES.get(detail["type"], "lihat berkas contoh yang menyertai Titip")
    if detail["type"] == UNKNOWN and (near := get_close_matches(str(path[-1]), _known_keys(model, path), 1)):
        remedy = f"mungkin maksudnya `{near[0]}`; jika bukan, hapus kunci ini"
    return Problem(source.name, place, _explain(detail), remedy)


def _known_keys(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The keys of the table that the last one of the path stands in."""
    table: Any = model
    for key in path[:-1]:
        table = _inside(table, key)
    return tuple(_fields(table))


def _inside(kind: Any, key: str | int) -> Any:
    """What stands under that key in a value of that kind."""
    if fields := _fields(kind):
        return fields.get(str(key))
    inner = get_args(_bare(kind)) or (None,)
    return inner[0] if isinstance(key, int) else inner[-1]


def _fields(kind: Any) -> dict[str, Any]:
    """A model's keys as they are written, and what stands there; nothing for another kind."""
    fields = getattr(_bare(kind), "model_fields", {})
    return {one.alias or name: one.annotation for name, one in fields.items()}


def _bare(kind: Any) -> Any:
    """Without what is said about it besides, or that it may be missing."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = get_args(kind)[0]
    return kind


def _explain(detail: Mapping[str, Any]) -> str:
    figures = {key: str(value) for key, value in (detail.get("ctx") or {}).items()}
    if "expected" in figures:
        figures["expected"] = figures["expected"].replace(" or ", " atau ")
    return TEXTS.get(detail["type"], OTHER).format_map(figures)


def spell_path(table: Any, path: Path) -> str:
    """('step', 3, 'outcome', 0, 'next') → step[tempat].outcome[tersedia].next"""
    words: list[str] = []
    for key in path:
        try:
            table = table[key]
        except (KeyError, IndexError, TypeError):
            table = None
        if isinstance(key, int) and words:
            label = table.get("id", table.get("name", key)) if isinstance(table, dict) else key
            words[-1] += f"[{label}]"
        else:
            words.append(str(key))
    return ".".join(words)
