"""An invented inventory and digest, every fact and every list filled: what letters and forms are tried with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.model import APPLICANT, Address
from bot.office import RackView
from bot.stock import Change, Digest, OpenCase, RackYear, Silent, StepTime, Stored

_NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def example_stock(terms: Mapping[str, Any]) -> tuple[Stored, ...]:
    """One server with every characteristic that the terms name, and one of which nothing is known."""
    facts = {part: str(label) for part, label in terms["server"].items()}
    reader = Address("reader@titip.example")
    known = Stored(
        "TTP-2026-0001/1", "TTP-2026-0001", 0, "Dinas Contoh", "Budi Contoh", "0812-0000-0000", reader, facts,
        "Ruang contoh", "A", "10-12", ("192.0.2.10/24",), "192.0.2.1", _NOW.isoformat(), "", "", _NOW.isoformat(),
    )  # fmt: skip
    return known, Stored("TTP-2026-0001/2", "TTP-2026-0001", 1, "", "", "", reader)


def example_digest(terms: Mapping[str, Any]) -> Digest:
    """A digest in which no list is empty."""
    stock = example_stock(terms)
    return Digest(
        month="2026-11",
        until=_NOW,
        stock=stock,
        came=stock,
        left=stock,
        moved=(Change("TTP-2026-0001/1", "placed", "A U10-12", "B U1-3", _NOW),),
        readdressed=(Change("TTP-2026-0001/1", "addressed", "192.0.2.9", "192.0.2.10", _NOW),),
        asked=2,
        checked=1,
        silent=(Silent("TTP-2026-0001", "Dinas Contoh", APPLICANT, "Budi Contoh", ("TTP-2026-0001/2",)),),
        months=("2026-10", "2026-11"),
        occupancy=(RackYear("Ruang contoh", "A", 38, (2, 3)),),
        racks=(RackView("Ruang contoh", "A", ("-", "", "Dinas Contoh"), "2", 0),),
        open_cases=(
            OpenCase(
                "TTP-2026-0002", "Dinas Contoh", "Penitipan", "tempat", "Penyiapan tempat", "kasi", _NOW, 3
            ),
        ),
        times=(
            StepTime("Penitipan", "tempat", "Penyiapan tempat", 12, 3.5, 8.25, None, 9.0),
            StepTime("Penitipan", "penyerahan", "Penyerahan", 2, 1.0, 2.0, 1.5, None),
        ),
    )
