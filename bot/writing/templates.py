"""The letters' templates: read once, compiled in a sandbox when first used, rendered without touching the disk again.

A letter's template gives its source in the markup of `markup.py`; `layout.txt.j2` and `layout.html.j2` put
what every letter carries around it. A name that does not exist is an error, never an empty place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import AdminError, Problem
from bot.texts import load_text
from bot.writing.markup import inert
from bot.writing.terms import check_terms, parse_terms, with_patterns

if TYPE_CHECKING:  # jinja2 is loaded with the first template that is compiled: most passes write no letter
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

LAYOUT_TEXT, LAYOUT_HTML, TERMS = "layout.txt.j2", "layout.html.j2", "istilah.toml"
LETTERS = "letters"
SHEET = "_lembar.j2"
APPOINTMENT = "jadwal.j2"
_REQUIRED = (LAYOUT_TEXT, LAYOUT_HTML, TERMS, APPOINTMENT, f"{LETTERS}/{SHEET}")


class Shelf(Mapping[str, "Template"]):
    """Templates that may include each other, by file name; each is compiled when it is first taken."""

    def __init__(self, folder: Path, sources: Mapping[str, str], **options: Any) -> None:
        self._folder, self._sources, self._options = folder, sources, options

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        from jinja2 import FunctionLoader

        from bot.writing.sandbox import make_environment

        return make_environment(FunctionLoader(self._load), **self._options)

    def _load(self, name: str) -> tuple[str, str, None] | None:
        """What is included comes from memory; errors in it still name its file."""
        return (self._sources[name], str(self._folder / name), None) if name in self._sources else None

    def __getitem__(self, name: str) -> Template:
        """Raises KeyError for one that is not there, jinja2's TemplateSyntaxError for one that is written wrongly."""
        if name not in self._sources:
            raise KeyError(name)
        return self._environment.get_template(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def find_faults(self) -> Iterator[tuple[str, Problem]]:
        """(name, what is wrong) of every template that can't be compiled."""
        from jinja2 import TemplateSyntaxError

        from bot.writing.explained import explain_jinja

        for name in self:
            try:
                self[name]
            except TemplateSyntaxError as error:
                text = f"penulisan templat keliru: {explain_jinja(error.message or '')}"
                place = f"baris {error.lineno}"
                yield name, Problem(str(self._folder / name), place, text, "perbaiki di situ")


class Letters(Mapping[str, "Template"]):
    """The templates of a shelf by the names that rules give them; not the parts (which begin with "_")."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._names = tuple(name.removesuffix(".j2") for name in shelf if name[0] != "_")

    def __getitem__(self, name: str) -> Template:
        if name not in self._names:
            raise KeyError(name)
        return self._shelf[f"{name}.j2"]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Templates:
    """Every template of a folder, and the terms that letters and forms share. `texts`: the files' contents by their
    names below the folder."""

    folder: str
    texts: Mapping[str, str]
    terms: Mapping[str, Any]

    @cached_property
    def _letters(self) -> Shelf:
        folder = f"{LETTERS}/"
        sources = {
            name.removeprefix(folder): text for name, text in self.texts.items() if name.startswith(folder)
        }
        return Shelf(Path(self.folder) / LETTERS, sources, finalize=inert)

    @cached_property
    def _plain(self) -> Shelf:
        sources = {name: self.texts[name] for name in (LAYOUT_TEXT, APPOINTMENT)}
        return Shelf(Path(self.folder), sources)

    @cached_property
    def _html(self) -> Shelf:
        return Shelf(Path(self.folder), {LAYOUT_HTML: self.texts[LAYOUT_HTML]}, autoescape=True)

    @cached_property
    def letters(self) -> Mapping[str, Template]:
        """By the name a rule gives them."""
        return Letters(self._letters)

    @property
    def sheet(self) -> Template:
        return self._letters[SHEET]

    @property
    def layout_text(self) -> Template:
        return self._plain[LAYOUT_TEXT]

    @property
    def layout_html(self) -> Template:
        return self._html[LAYOUT_HTML]

    @property
    def appointment(self) -> Template:
        return self._plain[APPOINTMENT]

    def find_faults(self) -> Iterator[tuple[str, Problem]]:
        """(name below the folder, what is wrong) of everything that is written wrongly."""
        for name, problem in self._letters.find_faults():
            yield f"{LETTERS}/{name}", problem
        yield from self._plain.find_faults()
        yield from self._html.find_faults()
        path = Path(self.folder) / TERMS
        yield from ((TERMS, problem) for problem in check_terms(self.texts[TERMS], path))


def load_templates(folder: Path) -> Templates:
    """All templates below `folder`. Raises AdminError with every missing file and syntax error."""
    templates, problems = read_templates(folder)
    if templates is None or problems:
        raise AdminError(problems)
    return templates


def read_templates(folder: Path) -> tuple[Templates | None, tuple[Problem, ...]]:
    """As `load_templates`, but what is wrong is told beside what can be tried all the same: a template that is
    written wrongly is an empty one. None when a file is missing that every letter needs."""
    templates, problems = gather_templates(folder)
    if templates is None:
        return None, problems
    faults = list(templates.find_faults())
    if faults:
        texts = {**templates.texts, **{name: "" for name, _ in faults if name != TERMS}}
        templates = replace(templates, texts=texts, terms=with_patterns(templates.terms))
    return templates, (*problems, *(problem for _, problem in faults))


def gather_templates(folder: Path) -> tuple[Templates | None, tuple[Problem, ...]]:
    """As `read_templates`, but nothing is compiled to see whether it can be: only what is missing or can't be read
    is told."""
    problems = [
        Problem(str(folder / name), "", "berkas tidak ada", "salin kembali dari templat bawaan")
        for name in _REQUIRED
        if not (folder / name).is_file()
    ]
    if problems:
        return None, tuple(problems)
    letters = (path.relative_to(folder).as_posix() for path in sorted((folder / LETTERS).glob("*.j2")))
    names = (*letters, LAYOUT_TEXT, LAYOUT_HTML, APPOINTMENT, TERMS)
    texts = {name: load_text(folder / name, problems) for name in names}
    return Templates(str(folder), texts, parse_terms(texts[TERMS])), tuple(problems)
