"""Results as lines and as JSON. Text of strangers is shown without control characters: no terminal obeys a mail."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `titip --help` needs none of what these show
    from bot.errors import Problem
    from bot.judging import Judged
    from bot.taken import Taken

NAMED = 5  # cases in one sentence


def plain(text: object) -> str:
    """Without control and format characters (terminal escapes, bidi marks); line breaks stay."""
    return "".join(
        character
        for character in str(text)
        if character == "\n" or not unicodedata.category(character).startswith("C")
    )


def taken_json(taken: list[Taken]) -> dict[str, Any]:
    counts = Counter(one.verdict for one in taken)
    return {"messages": len(taken), "held": sum(one.held for one in taken), "verdicts": dict(counts)}


def taken_line(taken: list[Taken]) -> str:
    if not taken:
        return "Tidak ada surel baru."
    from bot.case_sheet import WHATS

    counts = Counter(WHATS.get(one.verdict, one.verdict) for one in taken)
    listed = ", ".join(f"{name} {number}" for name, number in counts.items())
    return f"{len(taken)} surel dikerjakan: {listed}"


def unsent_line(refs: tuple[str, ...], trouble: str) -> str:
    """ "surat pada 2 berkas belum terkirim (TTP-2026-0001, …): server SMTP … tidak dapat dihubungi"."""
    named = ", ".join(refs[:NAMED]) + (", …" if len(refs) > NAMED else "")
    why = f": {trouble}" if trouble else ""
    return f"surat pada {len(refs)} berkas belum terkirim ({named}), dicoba lagi pada putaran berikutnya{why}"


def problem_json(problem: Problem, level: str) -> dict[str, str]:
    """`level` is error or warning."""
    return {
        "level": level, "file": problem.file, "place": problem.place, "problem": problem.text,
        "remedy": problem.remedy,
    }  # fmt: skip


def judged_json(judged: list[Judged]) -> dict[str, Any]:
    from bot.judging import count

    missed = [
        {"file": one.file, "about": one.about, "group": one.group, "judgement": one.judgement,
         "expected": one.expected, "found": one.found}
        for one in judged
        if one.judgement != "right"
    ]  # fmt: skip
    return {"counts": count(judged), "missed": missed}
