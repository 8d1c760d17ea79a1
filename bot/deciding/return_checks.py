"""What a procedure that gives back must be: it says from which other one, and what leaves was chosen before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.errors import Problem
from bot.rules import Outcome, Procedure


def check_returns(procedures: Mapping[str, Procedure]) -> Iterator[Problem]:
    """`procedures` go by file name."""
    known = {procedure.id: procedure for procedure in procedures.values()}
    for file, procedure in procedures.items():
        giver = known.get(procedure.takes_from)
        if procedure.takes_from and giver is None:
            text = f"prosedur “{procedure.takes_from}” tidak dikenal"
            yield Problem(file, "takes_from", text, f"yang dikenal: {', '.join(sorted(known))}")
        elif giver is not None and not any(giver.is_stored(step.id) for step in giver.steps):
            text = f"prosedur “{giver.id}” tidak mencatat kedatangan"
            yield Problem(file, "takes_from", text, "beri `stamps` pada hasil yang menerima barangnya")
        for step in procedure.steps:
            for outcome in step.outcomes:
                yield from _check_outcome(file, procedure, f"step[{step.id}].outcome[{outcome.id}]", outcome)


def _check_outcome(file: str, procedure: Procedure, place: str, outcome: Outcome) -> Iterator[Problem]:
    if outcome.chooses and not procedure.takes_from:
        yield Problem(file, place, "`chooses` tanpa `takes_from`", "sebut prosedur penyimpan barangnya")
    if outcome.releases and not (outcome.chooses and outcome.closes):
        text = "`releases` tanpa `chooses` dan `closes`"
        yield Problem(file, place, text, "tambahkan keduanya; barang keluar sekali, di akhir berkas")
