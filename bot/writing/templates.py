"""The letters' templates: read once, compiled in a sandbox, rendered without touching the disk again.

A letter's template gives its source in the markup of `markup.py`; `layout.txt.j2` and `layout.html.j2` put
what every letter carries around it. A name that does not exist is an error, never an empty place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, FunctionLoader, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from bot.errors import AdminError, Problem
from bot.texts import load_text
from bot.writing.markup import inert, wrap
from bot.writing.terms import load_terms

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
    templates, problems = read_templates(folder)
    if templates is None or problems:
        raise AdminError(problems)
    return templates


def read_templates(folder: Path) -> tuple[Templates | None, tuple[Problem, ...]]:
    """As `load_templates`, but what is wrong is told beside what can be tried all the same: a template that is
    written wrongly is an empty one. None when a file is missing that every letter needs."""
    problems = [
        Problem(str(folder / name), "", "berkas tidak ada", "salin kembali dari templat bawaan")
        for name in _REQUIRED
        if not (folder / name).is_file()
    ]
    if problems:
        return None, tuple(problems)
    paths = sorted((folder / LETTERS).glob("*.j2"))
    sources = {path.name: load_text(path, problems) for path in paths}
    outer = {name: load_text(folder / name, problems) for name in (LAYOUT_TEXT, LAYOUT_HTML, APPOINTMENT)}
    letters_env = _environment(_loader(sources, folder / LETTERS), finalize=inert)
    letters = _compile_all(letters_env, sources, folder / LETTERS, problems)
    text = _compile_all(_environment(), _only(outer, LAYOUT_TEXT, APPOINTMENT), folder, problems)
    html = _compile_all(_environment(autoescape=True), _only(outer, LAYOUT_HTML), folder, problems)
    terms = load_terms(folder / TERMS, problems)
    templates = Templates(
        folder=str(folder),
        letters={name.removesuffix(".j2"): each for name, each in letters.items() if name[0] != "_"},
        parts=tuple(name for name in sources if name[0] == "_"),
        sheet=letters[SHEET],
        layout_text=text[LAYOUT_TEXT],
        layout_html=html[LAYOUT_HTML],
        appointment=text[APPOINTMENT],
        terms=terms,
    )
    return templates, tuple(problems)


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
    environment: SandboxedEnvironment, sources: dict[str, str], folder: Path, problems: list[Problem]
) -> dict[str, Template]:
    """Every source compiled; one that can't be is a problem, and empty (in `sources` too, for who includes it)."""
    for name, source in sources.items():
        try:
            environment.compile(source, name=name, filename=str(folder / name))
        except TemplateSyntaxError as error:
            text = f"penulisan templat keliru ({error.message})"
            problems.append(Problem(str(folder / name), f"baris {error.lineno}", text, "perbaiki di situ"))
            sources[name] = ""
    return {name: _compile(environment, name, source, folder) for name, source in sources.items()}


def _compile(environment: SandboxedEnvironment, name: str, source: str, folder: Path) -> Template:
    code = environment.compile(source, name=name, filename=str(folder / name))
    return environment.template_class.from_code(environment, code, environment.make_globals(None))
