"""The letters' templates: read once, compiled in a sandbox, rendered without touching the disk again.

A letter's template gives its source in the markup of `markup.py`; `layout.txt.j2` and `layout.html.j2` put
what every letter carries around it. A name that does not exist is an error, never an empty place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FunctionLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from bot.errors import AdminError, Problem
from bot.writing.markup import inert, wrap

LAYOUT_TEXT, LAYOUT_HTML, TERMS = "layout.txt.j2", "layout.html.j2", "istilah.toml"
LETTERS = "letters"
SHEET = "_lembar.j2"
APPOINTMENT = "jadwal.j2"
_REQUIRED = (LAYOUT_TEXT, LAYOUT_HTML, TERMS, APPOINTMENT, f"{LETTERS}/{SHEET}")


@dataclass(frozen=True)
class Templates:
    """Every template compiled, and the terms that letters and forms share. `letters` are known by the name a
    rule gives them; `parts` are the names that other templates may include (they begin with "_")."""

    folder: str
    letters: Mapping[str, Template]
    parts: tuple[str, ...]
    sheet: Template
    layout_text: Template
    layout_html: Template
    appointment: Template
    terms: Mapping[str, Any]


def load_templates(folder: Path) -> Templates:
    """All templates below `folder`. Raises AdminError with every missing file and syntax error."""
    problems = [
        Problem(str(folder / name), "", "berkas tidak ada", "salin kembali dari templat bawaan")
        for name in _REQUIRED
        if not (folder / name).is_file()
    ]
    if problems:
        raise AdminError(tuple(problems))
    sources = {path.name: path.read_text("utf-8") for path in sorted((folder / LETTERS).glob("*.j2"))}
    letters_env = _environment(_loader(sources, folder / LETTERS), finalize=inert)
    letters, broken = _compile_all(letters_env, sources, folder / LETTERS)
    outer = {name: (folder / name).read_text("utf-8") for name in (LAYOUT_TEXT, LAYOUT_HTML, APPOINTMENT)}
    text, broken_text = _compile_all(_environment(), _only(outer, LAYOUT_TEXT, APPOINTMENT), folder)
    html, broken_html = _compile_all(_environment(autoescape=True), _only(outer, LAYOUT_HTML), folder)
    terms, broken_terms = _load_terms(folder / TERMS)
    if found := (*broken, *broken_text, *broken_html, *broken_terms):
        raise AdminError(found)
    return Templates(
        folder=str(folder),
        letters={name.removesuffix(".j2"): each for name, each in letters.items() if name[0] != "_"},
        parts=tuple(name for name in sources if name[0] == "_"),
        sheet=letters[SHEET],
        layout_text=text[LAYOUT_TEXT],
        layout_html=html[LAYOUT_HTML],
        appointment=text[APPOINTMENT],
        terms=terms,
    )


def _only(sources: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: sources[name] for name in names}


def _loader(sources: Mapping[str, str], folder: Path) -> BaseLoader:
    """Parts are included from memory; errors in them still name their file."""
    return FunctionLoader(
        lambda name: (sources[name], str(folder / name), lambda: True) if name in sources else None
    )


def _environment(loader: BaseLoader | None = None, **options: Any) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
    )
    environment.filters["bungkus"] = wrap
    return environment


def _compile_all(
    environment: SandboxedEnvironment, sources: Mapping[str, str], folder: Path
) -> tuple[dict[str, Template], tuple[Problem, ...]]:
    compiled: dict[str, Template] = {}
    problems: list[Problem] = []
    for name, source in sources.items():
        try:
            code = environment.compile(source, name=name, filename=str(folder / name))
            compiled[name] = environment.template_class.from_code(
                environment, code, environment.make_globals(None)
            )
        except TemplateSyntaxError as error:
            text = f"penulisan templat keliru ({error.message})"
            problems.append(Problem(str(folder / name), f"baris {error.lineno}", text, "perbaiki di situ"))
    return compiled, tuple(problems)


def _load_terms(path: Path) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    try:
        terms = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        return {}, (Problem(str(path), "", f"bukan TOML yang benar ({error})", "perbaiki di situ"),)
    wanted = {"kosong", "sapaan", "dan", "pola", "server", "surat", "lain", "inventaris", "rekap"}
    missing = sorted(wanted - terms.keys())
    return terms, tuple(Problem(str(path), key, "istilah ini harus ada", "tambahkan") for key in missing)
