"""The checker of `rules/inventaris.toml`: one row per mistake an admin can make."""

from __future__ import annotations

import pytest

from bot.config import ROOT, load_texts
from bot.deciding.procedure import parse_rules
from bot.errors import AdminError

SHIPPED = load_texts(ROOT / "rules")
FILE = "inventaris.toml"
MISTAKES = [
    ('form = "inventaris-bulanan"', 'form = "inventaris"', "round.form", "surat “inventaris” tidak dikenal"),
    ('slip_reminder = "masih', 'slip_reminder = "masi', "round.slip_reminder", "tidak dikenal"),
    ('letter = "rekap-bulanan"', 'letter = "rekap"', "digest.letter", "surat “rekap” tidak dikenal"),
    ('part = "rekap-opd"', 'part = "rekap"', "digest.part", "surat “rekap” tidak dikenal"),
    ('to = ["kasi",', 'to = ["kasie",', "digest.to", "peran “kasie” tidak dikenal"),
    ('process = "penitipan"', 'process = "titip"', "round.process", "prosedur “titip” tidak dikenal"),
    ('step = "aktif"', 'step = "aktip"', "round.step", "langkah “aktip” tidak dikenal"),
    (
        "unchecked_after_days = 10",
        "unchecked_after_days = 5",
        "round.unchecked_after_days",
        "sempat diingatkan",
    ),
    ("day = 1 ", "day = 32 ", "round.day", ""),
    ("day = 1 ", "day = 0 ", "round.day", ""),
    ("hour = 8", "hour = 24", "round.hour", ""),
    ("months = 12", "months = 0", "digest.months", ""),
    ("propose_from = 10", "propose_from = 1", "digest.propose_from", ""),
    ("remind_after_days = 5", "remind_after_day = 5", "round.remind_after_day", "kunci ini tidak dikenal"),
]


@pytest.mark.parametrize(("old", "new", "place", "text"), MISTAKES)
def test_a_mistake_is_named_with_its_line(old: str, new: str, place: str, text: str) -> None:
    assert old in SHIPPED[FILE]
    source = SHIPPED[FILE].replace(old, new, 1)
    with pytest.raises(AdminError) as caught:
        parse_rules({**SHIPPED, FILE: source})
    found = [one for one in caught.value.problems if place in one.place and text in one.text]

    assert found, caught.value.problems
    assert all(one.file == FILE and one.remedy for one in found)
    line = next(number for number, written in enumerate(source.splitlines(), 1) if new.strip() in written)
    assert any(f"baris {line}:" in one.place for one in found)


def test_the_file_must_be_there() -> None:
    with pytest.raises(AdminError, match=FILE):
        parse_rules({name: text for name, text in SHIPPED.items() if name != FILE})


def test_the_prefix_of_the_digests_is_taken() -> None:
    changed = SHIPPED["penitipan.toml"].replace('prefix = "TTP"', 'prefix = "RKP"', 1)
    with pytest.raises(AdminError, match="RKP"):
        parse_rules({**SHIPPED, "penitipan.toml": changed})
