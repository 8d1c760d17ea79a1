"""What `rules/inventaris.toml` must be so that the round and the digest can be sent: it names what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.deciding.toml_lines import find_line
from bot.errors import Problem
from bot.office_rules import Inventory
from bot.rules import Common, Procedure

FILE = "inventaris.toml"


def check_inventory(
    inventory: Inventory, common: Common, procedures: Iterable[Procedure], source: str, complete: bool = True
) -> tuple[Problem, ...]:
    """Every problem of the file against the other rule files. Not `complete`: there are procedures beside these
    that could not be read, so a name that is not here may be theirs."""
    return tuple(
        Problem(FILE, f"baris {find_line(source, path)}: {'.'.join(path)}", text, remedy)
        for path, text, remedy in _find(inventory, common, tuple(procedures))
        if complete or path != ("round", "process")
    )


def _find(
    inventory: Inventory, common: Common, procedures: tuple[Procedure, ...]
) -> Iterator[tuple[tuple[str, str], str, str]]:
    ask, digest = inventory.round, inventory.digest
    letters = [rule.id for rule in common.letters]
    for key in ("form", "slip", "form_reminder", "slip_reminder"):
        yield from _unknown(("round", key), "surat", getattr(ask, key), letters)
    for key in ("letter", "part"):
        yield from _unknown(("digest", key), "surat", getattr(digest, key), letters)
    for role in digest.to:
        yield from _unknown(("digest", "to"), "peran", role, common.roles)
    yield from _unknown(("round", "process"), "prosedur", ask.process, [one.id for one in procedures])
    steps = [step.id for one in procedures if one.id == ask.process for step in one.steps]
    if steps:
        yield from _unknown(("round", "step"), "langkah", ask.step, steps)
    if ask.unchecked_after_days <= ask.remind_after_days:
        text = "belum diperiksa dinyatakan sebelum sempat diingatkan"
        yield ("round", "unchecked_after_days"), text, "beri angka yang lebih besar dari `remind_after_days`"


def _unknown(
    path: tuple[str, str], sort: str, name: str, known: Iterable[str]
) -> Iterator[tuple[tuple[str, str], str, str]]:
    if name not in known:
        yield path, f"{sort} “{name}” tidak dikenal", "yang dikenal: " + ", ".join(sorted(known))
