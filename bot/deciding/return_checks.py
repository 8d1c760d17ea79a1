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
                place = f"step[{step.id}].outcome[{outcome.id}]"
                yield from _check_outcome(file, procedure, place, outcome)
                yield from _check_opening(file, place, outcome, known)


def _check_outcome(file: str, procedure: Procedure, place: str, outcome: Outcome) -> Iterator[Problem]:
    if outcome.chooses and not procedure.takes_from:
        yield Problem(file, place, "`chooses` tanpa `takes_from`", "sebut prosedur penyimpan barangnya")
    if outcome.releases and not (outcome.chooses and outcome.closes):
        text = "`releases` tanpa `chooses` dan `closes`"
        yield Problem(file, place, text, "tambahkan keduanya; barang keluar sekali, di akhir berkas")


def _check_opening(
    file: str, place: str, outcome: Outcome, known: Mapping[str, Procedure]
) -> Iterator[Problem]:
    if outcome.opens is None:
        return
    if outcome.opens.process not in known:
        text = f"prosedur “{outcome.opens.process}” tidak dikenal"
        yield Problem(file, f"{place}.opens", text, f"yang dikenal: {', '.join(sorted(known))}")
    if outcome.next or outcome.closes or outcome.letters:
        text = "`opens` bersama `next`, `closes`, atau `letters`"
        yield Problem(file, place, text, "hapus yang lain; suratnya datang dari berkas yang dibuka")
