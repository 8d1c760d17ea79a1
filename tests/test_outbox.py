"""What becomes of a letter, attempt by attempt: one table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.edges.relay import Fate
from bot.model import Address, LetterOut
from bot.outbox import GIVE_UP_AFTER, backoff, record_fates
from tests.builders import NOW

TO, CC = "kadis@kantor.example", "kabid@kantor.example"


def letter(**changes: Any) -> LetterOut:
    facts: dict[str, Any] = {
        "number": 1, "letter": "x", "to": Address(TO), "cc": (Address(CC),), "subject": "", "message_id": "",
        "file": "", "at": NOW, "waiting": (TO, CC),
    }  # fmt: skip
    return LetterOut(**{**facts, **changes})


def fates(**states: Any) -> tuple[Fate, ...]:
    names = {"to": TO, "cc": CC}
    return tuple(Fate(names[name], state, "kata server") for name, state in states.items())


@pytest.mark.parametrize(
    ("said", "state", "waiting", "refused"),
    [
        ({"to": "accepted", "cc": "accepted"}, "sent", (), ()),
        ({"to": "accepted", "cc": "transient"}, "due", (CC,), ()),
        ({"to": "transient", "cc": "transient"}, "due", (TO, CC), ()),
        ({"to": "accepted", "cc": "permanent"}, "sent", (), (CC,)),
        ({"to": "permanent", "cc": "accepted"}, "sent", (), (TO,)),
        ({"to": "permanent", "cc": "permanent"}, "given-up", (), (TO, CC)),
        ({"to": "permanent", "cc": "transient"}, "due", (CC,), (TO,)),
    ],
)
def test_fates(said: dict[str, str], state: str, waiting: tuple[str, ...], refused: tuple[str, ...]) -> None:
    after = record_fates(letter(), fates(**said), NOW)

    assert (after.state, after.waiting) == (state, waiting)
    assert tuple(name for name, _ in after.refused) == refused
    assert after.attempts == 1
    assert (after.next_attempt is None) == (state != "due")


def test_the_last_attempt_gives_up_aloud() -> None:
    tired = letter(attempts=GIVE_UP_AFTER - 1)
    after = record_fates(tired, fates(to="accepted", cc="transient"), NOW)

    assert (after.state, after.waiting) == ("given-up", ())
    assert [(name, "menyerah" in words) for name, words in after.refused] == [(CC, True)]


def test_pauses_grow_and_end_after_some_days() -> None:
    pauses = [backoff(attempt) for attempt in range(1, GIVE_UP_AFTER)]

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert timedelta(days=3) < sum(pauses, timedelta()) < timedelta(days=5)
    assert backoff(GIVE_UP_AFTER) is None
