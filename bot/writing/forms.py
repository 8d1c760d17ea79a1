"""The PDF forms, set by typst. Their facts travel as a JSON file beside the source, so no fact is ever markup.

Sources and fonts (those inside the typst package, so that every machine prints the same) are read once; the
same facts at the same time give the same bytes. The facts are a file, and not `sys.inputs`, since these belong to
typst's library: with a library that stays the same, typst keeps what does not change from form to form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typst

from bot.errors import AdminError, Problem
from bot.texts import load_text

DATA = "data.json"  # the facts, as the sources name them
_INPUTS = "sys.inputs"  # where they stand for sources of an older make


@dataclass(frozen=True)
class Forms:
    """The sources of every form by name (without ".typ"), and the compiler that keeps the fonts."""

    folder: str
    sources: Mapping[str, str]
    compiler: Any

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name.removesuffix(".typ") for name in self.sources if not name.startswith("_"))


def load_forms(folder: Path) -> Forms:
    """Every form in `folder`. Raises AdminError when there is none, or one can't be read."""
    forms, problems = read_forms(folder)
    if forms is None or problems:
        raise AdminError(problems)
    return forms


def read_forms(folder: Path) -> tuple[Forms | None, tuple[Problem, ...]]:
    """As `load_forms`, but what is wrong is told beside what can be tried all the same; None when there is none."""
    problems: list[Problem] = []
    sources = {path.name: load_text(path, problems) for path in sorted(folder.glob("*.typ"))}
    if not sources:
        return None, (Problem(str(folder), "", "tidak ada formulir", "salin kembali dari templat bawaan"),)
    return Forms(str(folder), sources, typst.Compiler(ignore_system_fonts=True)), tuple(problems)


def render_form(
    forms: Forms,
    name: str,
    facts: Mapping[str, Any],
    now: datetime,
    kind: str = "pdf",
    *,
    tagged: bool = True,
) -> bytes:
    """The form as PDF, or as a picture (`kind` "png", one page). `tagged`: with the marks that screen readers
    follow, which make a long list many times as big.

    Raises AdminError with file, place and typst's own words when it does not compile."""
    try:
        return cast(bytes, _compile(forms, name, facts, now, (kind, tagged)))
    except typst.TypstError as error:
        raise AdminError((_problem(forms, name, error),)) from error
    except KeyError as error:
        path = f"{forms.folder}/{name}.typ"
        raise AdminError(
            (Problem(path, "", "berkas tidak ada", "salin kembali dari templat bawaan"),)
        ) from error


def _compile(forms: Forms, name: str, facts: Mapping[str, Any], now: datetime, kind: tuple[str, bool]) -> Any:
    data = json.dumps(facts, ensure_ascii=False)
    texts = {"main.typ": forms.sources[f"{name}.typ"]}
    texts |= _find_parts(forms.sources, texts["main.typ"])
    older = any(_INPUTS in text for text in texts.values())
    return forms.compiler.compile(
        input={file: text.encode() for file, text in {**texts, DATA: data}.items()},
        format=kind[0],
        pdf_tags=kind[1],
        timestamp=int(now.timestamp()),
        **({"sys_inputs": {"data": data}} if older else {}),
    )


def _find_parts(sources: Mapping[str, str], text: str) -> dict[str, str]:
    """Every shared source that the text names, or that one of those names: typst reads all that it is given."""
    found: dict[str, str] = {}
    queue = [text]
    while queue:
        text = queue.pop()
        new = {name: part for name, part in sources.items() if name[0] == "_" and name in text}
        queue += [part for name, part in new.items() if name not in found]
        found |= new
    return found


def _problem(forms: Forms, name: str, error: typst.TypstError) -> Problem:
    words = str(getattr(error, "diagnostic", "") or error)
    place = next((line.split("┌─")[1].strip() for line in words.splitlines() if "┌─" in line), "")
    file, _, line = place.partition(":")
    known = file if file in forms.sources else f"{name}.typ"
    from bot.writing.explained import explain_typst

    message = explain_typst(str(getattr(error, "message", "") or error))
    return Problem(f"{forms.folder}/{known}", line, message, "perbaiki penulisan formulir")
