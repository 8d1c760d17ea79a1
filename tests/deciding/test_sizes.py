"""How much a server takes, as people write it: power and height."""

from __future__ import annotations

import pytest

from bot.deciding.sizes import read_units, read_watts


@pytest.mark.parametrize(
    ("text", "watts"),
    [
        ("750", 750), ("500 W", 500), ("750Watt", 750), ("1200 watt", 1200), (800, 800),
        ("1,2 kW", 1200), ("1.5 kW", 1500), ("0,8kW", 800), ("1.200 W", 1200), ("1,200 W", 1200), ("1.200", 1200),
        ("2 x 500 W", 1000), ("500 W x 2", 1000), ("2 x 500 W 220V", 1000), ("2x1,1 kW", 2200), ("2 x 500", 1000),
        ("750 Watt / 220 Volt", 750), ("220V 750W", 750), ("220-240 V, 50 Hz, 450 W", 450), ("300-500W", 500),
        ("200 W (beban ringan), paling tinggi 450 W", 450), ("750 W, 2 buah", 750),
        ("220 V", 99), ("3 A / 220 VAC", 99), ("0 W", 99), ("belum tahu", 99), ("", 99), (None, 99),
    ],
)  # fmt: skip
def test_power_as_people_write_it(text: object, watts: int) -> None:
    """99: nothing was said of it."""
    assert read_watts(text, 99) == watts


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("2", 2), (2, 2), ("2U", 2), ("4 U", 4), ("2 unit", 2), ("1RU", 1), ("Rackmount 2U", 2), ("U2", 2),
        ("19 inch 2U", 2), ('19" 2U', 2), ("1 U, 19 inch", 1), ("2U (8,9 cm)", 2), ("1,5U", 2), ("rack 2", 2),
        ("99U", 99), ("100U", 7), ("0", 7), ("19 inch", 7), ('19"', 7), ("44 x 70 x 9 cm", 7), ("tower", 7), ("", 7),
        (None, 7),
    ],
)  # fmt: skip
def test_height_as_people_write_it(text: object, units: int) -> None:
    """7: nothing was said of it."""
    assert read_units(text, 7) == units
