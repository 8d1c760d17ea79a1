"""Paper of the demo, set by typst: the applicant's letter, and small pictures of PDF files for the page."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any, cast

import typst
from babel.dates import format_date

from bot.config import ROOT

DEMO_TEMPLATES = ROOT / "templates" / "demo"
LETTER_SOURCE = "surat-permohonan.typ"
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image("seen.pdf", width: 420pt)"""


@cache
def _compiler() -> Any:
    return typst.Compiler(ignore_system_fonts=True)


def render_request_letter(now: datetime) -> bytes:
    """The letter that asks for a place, as PDF, dated `now` (aware, in the zone of the office)."""
    facts = {"tanggal": format_date(now, "d MMMM y", locale="id"), "nomor": f"500.11/021/406.016/{now.year}"}
    return cast(
        bytes,
        _compiler().compile(
            input={"main.typ": (DEMO_TEMPLATES / LETTER_SOURCE).read_bytes()},
            format="pdf",
            sys_inputs={"data": json.dumps(facts, ensure_ascii=False)},
            timestamp=int(now.timestamp()),
        ),
    )


def render_picture(pdf: bytes) -> bytes | None:
    """The first page of a PDF as PNG; None when it can't be shown (people send what they like)."""
    try:
        shown = _compiler().compile(input={"main.typ": _PICTURE, "seen.pdf": pdf}, format="png", ppi=110.0)
    except (typst.TypstError, ValueError):
        return None
    return cast(bytes, shown if isinstance(shown, bytes) else shown[0])
