"""What `titip forget` says it finds and erases, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.retention import Trace, Traces


def traces_lines(traces: Traces) -> Iterator[str]:
    """One line per case and per held message."""
    for trace in traces.cases:
        yield f"{trace.ref}: {_sums(trace)}; {_fate(trace)}"
    for held in traces.archived:
        yield f"surel ditahan {held.id} (arsip): dihapus"
    for held in traces.held:
        yield f"surel ditahan {held.id}: masih menunggu petugas, dibiarkan; lepas atau buang dahulu"
    if not (traces.cases or traces.archived or traces.held):
        yield "Alamat ini tidak ada pada berkas atau surel ditahan mana pun."


def _sums(trace: Trace) -> str:
    return f"{trace.messages} surel, {trace.letters} surat, {trace.files} lampiran dan formulir"


def _fate(trace: Trace) -> str:
    return "dihapus" if trace.erasable else "masih berjalan atau masih ada surat tertunda, dibiarkan"


def traces_json(traces: Traces) -> dict[str, Any]:
    return {
        "cases": [_trace_json(one) for one in traces.cases],
        "archived": [one.digest for one in traces.archived],
        "held": [one.digest for one in traces.held],
    }


def _trace_json(trace: Trace) -> dict[str, Any]:
    counts = {"messages": trace.messages, "letters": trace.letters, "files": trace.files}
    return {"ref": trace.ref, "erased": trace.erasable, **counts}
