"""What an earlier start found out, so that the next need not: that these rules and templates are sound, what the rule
files come to, and holidays.

`aturan-terperiksa.jsonl` in the data folder, 0600: a line for its head, and one for the rules. It counts for exactly
the same files and the same program (`digest`), and holds nothing that could not be found out again: one that is
spoilt, or can't be written, costs a second and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from bot.edges import disk

FILE = "aturan-terperiksa.jsonl"
PROGRAM = Path(__file__).parent.parent
LIBRARIES = ("babel", "holidays", "jinja2", "pydantic")  # whose judgement is kept


@dataclass(frozen=True)
class Known:
    """`digest`: of the files that passed every check, and of the program that checked them; "" for none. `holidays`:
    year → the days off that the `holidays` package has. `rules`: those of the files, in JSON."""

    digest: str = ""
    rules: bytes = b""
    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)


def load_known(root: Path) -> Known:
    """Never raises: what can't be read is not known."""
    try:
        head, _, rules = (root / FILE).read_bytes().partition(b"\n")
        found = json.loads(head)
        if found["rules"] != hashlib.sha256(rules).hexdigest():
            return Known()
        days = {
            int(year): frozenset(map(date.fromisoformat, some)) for year, some in found["holidays"].items()
        }
        return Known(str(found["digest"]), rules, days)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Known()


def save_known(root: Path, known: Known) -> None:
    """Never raises: a disk that is full or read-only is told of where it matters."""
    holidays = {str(year): sorted(day.isoformat() for day in days) for year, days in known.holidays.items()}
    head = {"digest": known.digest, "rules": hashlib.sha256(known.rules).hexdigest(), "holidays": holidays}
    with suppress(OSError):
        disk.write_file(root / FILE, json.dumps(head).encode("ascii") + b"\n" + known.rules)


def digest_of(texts: Mapping[str, str], version: str) -> str:
    """Of these files (name → content), as seen by this program; `version`: its own."""
    digest = hashlib.sha256()
    for part in (
        version,
        *_list_program(),
        *(part for name in sorted(texts) for part in (name, texts[name])),
    ):
        octets = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(octets) + octets)
    return digest.hexdigest()


def _list_program() -> Iterator[str]:
    """Every file of the program and what stands for each library, with size and time: what is replaced is another."""
    yield sys.version
    for folder, folders, names in os.walk(PROGRAM):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith(".py"):
                yield _describe(os.path.join(folder, name))
    for library in LIBRARIES:
        spec = find_spec(library)
        yield _describe(spec.origin) if spec and spec.origin else library


def _describe(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:  # replaced at this very moment: another program in any case
        return path
    return f"{path} {found.st_size} {found.st_mtime_ns}"
