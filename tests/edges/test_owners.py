"""What is packed comes out as it went in, whatever the number of words and however a folder is called."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from bot.edges.owners import Owners

refs = some.from_regex(r"\A[A-Z][A-Z0-9]{0,15}-[0-9]{4}-[0-9]{4,9}\Z")
verdicts = some.text(max_size=12)


@given(some.lists(some.tuples(refs, verdicts)))
def test_each_place_has_what_was_put_there(told: list[tuple[str, str]]) -> None:
    owners = Owners()
    for ref, verdict in told:
        owners.append(ref, verdict)
    assert [owners[place] for place in range(len(owners))] == told


def test_more_words_than_there_is_room_for() -> None:
    owners, told = Owners(), [(f"TTP-2026-{number:04d}", f"putusan {number}") for number in range(3000)]
    for one in told:
        owners.append(*one)
    assert [owners[place] for place in range(len(owners))] == told
    owners.append("TTP-2026-00012", "bantuan")
    assert owners[3000] == ("TTP-2026-00012", "bantuan")
