"""Mail by nine other hands, labelled before the bot had read it: `worked` was looked at while the rules and the
readers grew, `held` was not. What the bot makes of it may only get better: no message moves a case wrongly."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from bot.config import ROOT
from bot.judging import Judged
from bot.labelled import judge_folder
from bot.trying import load_trial

MAIL = ROOT / "tests" / "mail"
KINDS = "kind", "outcome", "move", "opd", "missing", "field"


@cache
def judged(part: str) -> list[Judged]:
    return judge_folder(load_trial(), MAIL / part / "labels.jsonl", MAIL / part)


@pytest.mark.parametrize(("part", "messages"), [("worked", 694), ("held", 321)])
def test_no_message_moves_a_case_wrongly(part: str, messages: int) -> None:
    moves = [one for one in judged(part) if one.about == "move"]
    assert len(moves) == messages
    assert [one.file for one in moves if one.judgement == "wrong"] == []


# the share read right, in hundredths; the rest is asked back but for very few
RIGHT = [("kind", 98), ("outcome", 95), ("opd", 95), ("missing", 93), ("field", 92)]


@pytest.mark.parametrize("part", ["worked", "held"])
@pytest.mark.parametrize(("about", "share"), RIGHT)
def test_what_is_read_right_stays_right(part: str, about: str, share: int) -> None:
    count = Counter(one.judgement for one in judged(part) if one.about == about)
    assert count["right"] >= share / 100 * count.total() > 0, count


@pytest.mark.parametrize("part", ["worked", "held"])
@pytest.mark.parametrize("about", KINDS)
def test_what_is_not_read_right_is_asked_back(part: str, about: str) -> None:
    count = Counter(one.judgement for one in judged(part) if one.about == about)
    assert count["wrong"] <= 0.03 * count.total(), count
