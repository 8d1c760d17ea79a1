"""What is written is what is read back."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.edges.case_file import serialise
from bot.edges.codec import CodecError, decode, decode_time, encode
from bot.edges.ledger import LedgerLine
from bot.model import Address, Case, Entry, Evidence, LetterOut, MessageIn, Pending
from tests.edges.samples import NOW, WIB, make_case, make_full_case

texts = st.text(st.characters(codec=None), max_size=20)  # lone surrogates too: mail brings them
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, zone), st.integers(10**9, 4 * 10**9), zones
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(texts, plain, max_size=4)
addresses = st.builds(Address, texts, texts)
emails = st.lists(texts, max_size=3).map(tuple)
entries = st.builds(
    Entry,
    times,
    texts,
    texts,
    texts,
    texts,
    texts,
    st.lists(st.builds(Evidence, texts, texts, texts)).map(tuple),
)
letters = st.builds(
    LetterOut,
    number=st.integers(0, 9999),
    letter=texts,
    to=addresses,
    cc=st.lists(addresses, max_size=2).map(tuple),
    subject=texts,
    message_id=texts,
    file=texts,
    at=times,
    state=st.sampled_from(["due", "sent", "given-up"]),
    waiting=emails,
    refused=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    attempts=st.integers(0, 99),
    next_attempt=st.none() | times,
)
messages = st.builds(MessageIn, texts, texts, texts, times, addresses, texts, texts, texts, texts)
cases = st.builds(
    Case,
    ref=texts,
    process=texts,
    step=texts,
    opened=times,
    since=times,
    applicant=addresses,
    fields=fields,
    closed=texts,
    contacts=st.lists(addresses, max_size=2).map(tuple),
    journal=st.lists(entries, max_size=3).map(tuple),
    messages=st.lists(messages, max_size=2).map(tuple),
    letters=st.lists(letters, max_size=2).map(tuple),
    counts=st.dictionaries(texts, st.integers(0, 9), max_size=2),
    asked_unclear=emails,
    reminded=st.integers(0, 9),
    pending=st.lists(
        st.builds(Pending, st.sampled_from(["unproven", "incomplete"]), texts, fields, texts, texts, times),
        max_size=2,
    ).map(tuple),
    thread=emails,
    version=st.integers(0, 999),
)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_a_case_comes_back_equal_through_bytes(case: Case) -> None:
    assert decode(Case, json.loads(serialise(encode(case)))) == case


def test_every_field_of_a_full_case_comes_back() -> None:
    case = make_full_case()
    for field in dataclasses.fields(Case):
        assert getattr(case, field.name) not in ("", (), {}, None), f"{field.name}: nothing is tested"
    assert decode(Case, json.loads(json.dumps(encode(case)))) == case


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (datetime(2026, 11, 22, 9, 30, tzinfo=WIB), "2026-11-22T02:30:00Z"),
        (datetime(2026, 11, 22, 9, 30, 0, 125, tzinfo=UTC), "2026-11-22T09:30:00.000125Z"),
    ],
)
def test_times_are_utc(time: datetime, written: str) -> None:
    assert encode(time) == written
    assert decode_time(written) == time


def test_keys_of_a_newer_version_and_missing_ones() -> None:
    written = encode(make_case())
    del written["thread"], written["pending"]
    written["applicant"]["phone"] = "x"
    written["something_new"] = [1]
    assert decode(Case, written) == make_case()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"ref": None}, "Case.ref"),
        ({"version": "1"}, "Case.version"),
        ({"version": True}, "Case.version"),
        ({"version": 1.5}, "Case.version"),
        ({"opened": "kemarin"}, "Case.opened"),
        ({"opened": "2026-11-22T09:30:00"}, "Case.opened"),
        ({"opened": 5}, "Case.opened"),
        ({"applicant": "budi"}, "Case.applicant"),
        ({"applicant": {"name": "Budi"}}, "Case.applicant"),
        ({"journal": {}}, "Case.journal"),
        ({"letters": [{"state": "lost"}]}, r"Case.letters\[0\].state"),
        ({"counts": []}, "Case.counts"),
        ({"counts": {"x": "1"}}, "Case.counts.x"),
        ({"thread": ["a", 1]}, r"Case.thread\[1\]"),
        ({"asked_unclear": [1]}, r"Case.asked_unclear\[0\]"),
    ],
)
def test_nonsense_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(CodecError, match=f"^{place}:"):
        decode(Case, encode(make_case()) | change)


@pytest.mark.parametrize("value", [None, [], "x", 1])
def test_what_is_no_case_at_all(value: object) -> None:
    with pytest.raises(CodecError):
        decode(Case, value)


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), b"x", {1, 2}])  # noqa: DTZ001 - that is the test
def test_what_json_has_no_word_for(value: object) -> None:
    with pytest.raises(CodecError):
        encode(value)


def test_a_ledger_line_comes_back() -> None:
    line = LedgerLine(NOW, "d", uid=7, why="karena\nbaris")
    assert decode(LedgerLine, encode(line)) == line
