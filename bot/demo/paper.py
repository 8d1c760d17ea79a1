"""Paper of the demo, set by typst: the applicant's letters, and small pictures of PDF files for the page."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typst
from babel.dates import format_date

from bot.config import ROOT

DEMO_TEMPLATES = ROOT / "templates" / "demo"
LETTER_SOURCE = "surat-permohonan.typ"
NUMBERS = {"penitipan": "021", "pengembalian": "034"}  # of the letters, in the applicant's own register
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(sys.inputs.file, width: 420pt)"""


def render_request_letter(now: datetime, process: str) -> bytes:
    """The letter that asks for a place, or for the server back, as PDF, dated `now` (aware, in the zone of the
    office). Raises KeyError for a procedure of which there is no letter."""
    facts = {
        "hal": process, "tanggal": format_date(now, "d MMMM y", locale="id"),
        "nomor": f"500.11/{NUMBERS[process]}/406.016/{now.year}",
    }  # fmt: skip
    compiler: Any = typst.Compiler(ignore_system_fonts=True)
    return cast(
        bytes,
        compiler.compile(
            input={"main.typ": (DEMO_TEMPLATES / LETTER_SOURCE).read_bytes()},
            format="pdf",
            sys_inputs={"data": json.dumps(facts, ensure_ascii=False)},
            timestamp=int(now.timestamp()),
        ),
    )


def render_picture(pdf: Path) -> bytes | None:
    """The first page of a PDF as PNG; None when it can't be shown (people send what they like)."""
    try:
        compiler: Any = typst.Compiler(root=str(pdf.parent), ignore_system_fonts=True)
        shown = compiler.compile(
            input={"main.typ": _PICTURE}, format="png", ppi=110.0, sys_inputs={"file": f"/{pdf.name}"}
        )
    except (typst.TypstError, RuntimeError, ValueError):
        return None
    return cast(bytes, shown if isinstance(shown, bytes) else shown[0])
