"""A table answers as a dict would, and takes a fraction of its memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from bot.edges.table import Table

texts = some.lists(some.one_of(some.text(max_size=3), some.integers(0, 3000).map(str)), max_size=3000)


@given(texts, some.text(max_size=3))
def test_as_a_dict(given_texts: list[str], other: str) -> None:
    table, kept = Table(), dict[str, int]()
    for number, text in enumerate(given_texts):
        assert table.add(text, number) is (text not in kept)
        kept.setdefault(text, number)
    assert len(table) == len(kept)
    assert {text: table.find(text) for text in (*given_texts, other)} == {
        text: kept.get(text) for text in (*given_texts, other)
    }


def test_many() -> None:
    """It grows some times; none is lost, none found that is not there."""
    table, count = Table(), 50_000
    for number in range(count):
        table.add(f"<{number}@surel.example>", number)
    assert all(table.find(f"<{number}@surel.example>") == number for number in range(count))
    assert all(table.find(f"<{number}@lain.example>") is None for number in range(count))
    octets = table._keys.itemsize * len(table._keys) + table._numbers.itemsize * len(table._numbers)
    assert octets <= 36 * count
