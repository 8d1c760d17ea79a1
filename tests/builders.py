"""Plain values for tests: the shipped rules, and cases and messages of invented people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.config import ROOT, load_texts
from bot.deciding.procedure import parse_rules
from bot.model import Address, Case, Heard, Reading, Right
from bot.rules import Rules

NOW = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 in Jakarta
APPLICANT_ADDRESS = Address("budi@dinas.example", "Budi Contoh")
PEOPLE = {
    "pemohon": APPLICANT_ADDRESS,
    "kadis": Address("kadis@kantor.example", "Hasan Contoh"),
    "kabid": Address("kabid@kantor.example", "Ratna Contoh"),
    "kasi": Address("kasi@kantor.example", "Agus Contoh"),
    "teknisi": Address("teknisi@kantor.example", "Dewi Contoh"),
    "stranger": Address("orang@luar.example", "Orang Luar"),
}
SERVER = {"merek": "Contoh X100", "nomor_seri": "ABC123"}
REQUEST = {"opd": "Dinas Perhubungan", "surat": {"berkas": "surat.pdf"}, "kontak": "Budi Contoh"}
CODE = Right(True, "code")
BY_NUMBER = Right(False, "number")


@cache
def shipped_rules() -> Rules:
    return parse_rules(load_texts(ROOT / "rules"))


def make_case(step: str, facts: Mapping[str, Any] = REQUEST, **changes: Any) -> Case:
    """A deposit that waits at `step`."""
    case = {
        "ref": "TTP-2026-0007", "process": "penitipan", "step": step, "opened": NOW, "since": NOW,
        "applicant": APPLICANT_ADDRESS, "fields": dict(facts), "version": 1,
    }  # fmt: skip
    return Case(**{**case, **changes})


def hear(role: str, outcome: str | None, right: Right = CODE, kind: str = "reply", **said: Any) -> Heard:
    """What somebody in that role says."""
    reading = Reading(kind=kind, process="penitipan", outcome=outcome, fields=said)  # type: ignore[arg-type]
    return Heard(reading, PEOPLE.get(role, PEOPLE["stranger"]), role, right, NOW)
