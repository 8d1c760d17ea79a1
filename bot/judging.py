"""A labelled folder judged: per outcome and field how much is right, asked back, or wrong. Pure.

Asked back is what a person is asked again although he had said it; wrong is what would be taken for something
he did not say. The second is the worse: it moves a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Judgement = Literal["right", "asked", "wrong"]
UNCLEAR = "tidak-jelas"


@dataclass(frozen=True)
class Judged:
    """One thing judged: `about` is kind, outcome, opd, missing, move, or a field."""

    file: str
    about: str
    group: str  # the outcome or field it counts for
    judgement: Judgement
    expected: Any
    found: Any


def judge(label: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[Judged]:
    """Everything the label says of one message, against what `titip try` says."""
    file = str(label["file"])

    def judged(about: str, group: str, judgement: Judgement, expected: Any, found: Any) -> Judged:
        return Judged(file, about, group, judgement, expected, found)

    kind: Judgement = "right" if label["kind"] == view["kind"] else "wrong"
    yield judged("kind", str(label["kind"]), kind, label["kind"], view["kind"])
    outcome = _judge_outcome(label, view)
    yield judged("outcome", str(label["outcome"]), outcome, label["outcome"], view["outcome"])
    move = _judge_move(label, view, outcome)
    yield judged("move", "move", move, not label["must_not_move"], view["moves"])
    accepted = [label["opd"], *label.get("opd_accept", [])]
    yield judged("opd", "opd", _judge_value(view["opd"], accepted), label["opd"], view["opd"])
    if label["kind"] in ("request", "reply") and label["outcome"] not in (None, UNCLEAR):
        missing: Judgement = "right" if set(label["missing"]) == set(view["missing"]) else "asked"
        if set(label["missing"]) - set(view["missing"]):
            missing = "wrong"
        yield judged("missing", "missing", missing, label["missing"], view["missing"])
    for field, expected in label["fields"].items():
        found = view["fields"].get(field.removesuffix("_contains"))
        yield judged("field", field, _judge_field(field, expected, found), expected, found)


def _judge_outcome(label: Mapping[str, Any], view: Mapping[str, Any]) -> Judgement:
    if label["outcome"] == view["outcome"]:
        return "right"
    return "asked" if view["outcome"] in (None, UNCLEAR) else "wrong"


def _judge_move(label: Mapping[str, Any], view: Mapping[str, Any], outcome: Judgement) -> Judgement:
    """A move by another outcome than the person's is wrong, though one was due. Where one is due and none is made,
    the person is asked again."""
    moves = bool(view["moves"]) and label["process"] == view["process"]
    if moves:
        return "wrong" if label["must_not_move"] or outcome == "wrong" else "right"
    due = not label["must_not_move"] and label["outcome"] not in (None, UNCLEAR)
    return "asked" if due else "right"


def _judge_value(found: Any, accepted: list[Any]) -> Judgement:
    if found in accepted:
        return "right"
    return "asked" if not found else "wrong"


def _judge_field(field: str, expected: Any, found: Any) -> Judgement:
    if not found:
        return "asked"
    return "right" if _fits(field, expected, found) else "wrong"


def _fits(field: str, expected: Any, found: Any) -> bool:
    if field.endswith("_contains"):
        text = _plain(" | ".join(map(str, found)) if isinstance(found, list) else str(found))
        wanted = expected if isinstance(expected, list) else [expected]
        return all(_plain(str(one)) in text for one in wanted)
    if field == "telepon":
        return _digits(str(expected)) == _digits(str(found))
    if field == "waktu":
        return [datetime.fromisoformat(one) for one in expected] == [
            datetime.fromisoformat(one) for one in found
        ]
    if isinstance(expected, list):
        return {_plain(str(one)) for one in expected} == {_plain(str(one)) for one in found}
    return _plain(str(expected)) == _plain(str(found))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _digits(text: str) -> str:
    """0… equals +62…"""
    return re.sub(r"^(62|0)", "", re.sub(r"\D", "", text))


def count(judged: list[Judged]) -> dict[str, dict[str, dict[str, int]]]:
    """{about: {group: {right, asked, wrong}}}"""
    table: dict[str, dict[str, dict[str, int]]] = {}
    for one in judged:
        row = table.setdefault(one.about, {}).setdefault(one.group, {"right": 0, "asked": 0, "wrong": 0})
        row[one.judgement] += 1
    return table
