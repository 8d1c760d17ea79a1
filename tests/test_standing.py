"""The few cases that are asked about: nothing is decided otherwise because the others were not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.deciding.duty import hand_over
from bot.deciding.remind import ESCALATED, HANDED_OVER, REMINDED, find_waiting_since, is_quiet, remind
from bot.deciding.room import make_room
from bot.deciding.waiting import FULL, POSITION, decide_position, find_queue, knows_position, order_queue
from bot.edges.index import Index, Summary
from bot.edges.store import Store
from bot.model import Address, Case, Entry
from bot.standing import find_stirring, load_queue, load_room
from tests.bench import Bench
from tests.builders import NOW, make_case, shipped_rules
from tests.edges.samples import make_letter_out

RULES = shipped_rules()
STEPS = tuple((process.id, step.id) for process in RULES.procedures for step in process.steps)
WAITING = tuple(
    (process.id, step.id) for process in RULES.procedures for step in process.steps if not step.resting
)
HOLDERS = (Address("satu@kantor.example"), Address("dua@kantor.example"))
PLACES: tuple[dict[str, Any], ...] = (
    {}, {"rak": "A", "unit": "10"}, {"rak": "B"}, {"unit": "3"}, {"server": [{"ukuran": "2", "daya": "300 W"}]},
    {"server": [{"rak": "A", "unit": "5"}, {"merek": "x"}]}, {"rak": "C", "unit": "7", "server": [{"ukuran": "1"}]},
)  # fmt: skip
moments = some.integers(-5, 5).map(lambda days: NOW + timedelta(days=days))


def role_of(process: str, step: str) -> str:
    return RULES.procedure(process).step(step).waits_for


@some.composite
def waiting_cases(draw: some.DrawFn) -> Case:
    process, step = draw(some.sampled_from(WAITING))
    letters = [
        make_letter_out(
            number, role=draw(some.sampled_from((role_of(process, step), "kadis"))), to=draw(some.sampled_from(HOLDERS)),
            at=draw(moments), step=draw(some.sampled_from((step, "lain"))), copy=draw(some.booleans()),
            state=draw(some.sampled_from(("due", "sent"))), sent=draw(some.one_of(some.none(), moments)),
        )
        for number in range(draw(some.integers(0, 3)))
    ]  # fmt: skip
    whats = some.sampled_from((REMINDED, ESCALATED, HANDED_OVER))
    journal = [
        Entry(draw(moments), "bot", draw(whats), draw(some.sampled_from((step, "lain"))))
        for _ in range(draw(some.integers(0, 3)))
    ]
    return make_case(
        step, process=process, since=draw(moments), letters=tuple(letters), journal=tuple(journal),
        reminded=draw(some.integers(0, 3)),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    waiting_cases(), some.sampled_from((HOLDERS, HOLDERS[:1], ())), some.integers(0, 12), some.integers(0, 3)
)
def test_of_a_quiet_case_nothing_is_said(
    case: Case, holders: Sequence[Address], worked: int, more: int
) -> None:
    assert find_waiting_since(case, RULES) >= case.since, "so working days since then are no more"
    if is_quiet(Summary.of(case), holders, worked + more, RULES):
        assert hand_over(case, holders, RULES, NOW) is None
        assert remind(case, worked, RULES, NOW) is None


@pytest.mark.parametrize(("days", "stirs"), [(0, False), (1, True)])
def test_who_stirs(tmp_path: Path, days: int, stirs: bool) -> None:
    bench = Bench(tmp_path)
    ref = bench.request()
    bench.store.save(replace(bench.case(ref), ref="TTP-2026-0009", step="aktif", version=0), 0)
    bench.store.save(replace(bench.case(ref), ref="TTP-2026-0010", step="tiada", version=0), 0)
    assert bench.case(ref).step == "disposisi-kadis"
    at = bench.now + timedelta(days=days)
    assert find_stirring(bench.store, bench.kit, at) == ((ref,) if stirs else ())


def test_a_new_holder_stirs_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    ref = bench.request()
    case = bench.case(ref)
    others = tuple(replace(one, to=Address("lama@contoh.example")) for one in case.letters)
    bench.store.save(replace(case, letters=others), case.version)
    assert find_stirring(bench.store, bench.kit, bench.now) == (ref,)


stored = some.lists(
    some.tuples(some.sampled_from(STEPS), some.sampled_from(PLACES), some.sampled_from(("", "", "tolak")), moments),
    max_size=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(stored)
def test_room_and_queue_are_those_of_all_cases(
    made: list[tuple[tuple[str, str], dict[str, Any], str, datetime]],
) -> None:
    index = Index()
    for number, ((process, step), fields, closed, since) in enumerate(made, 1):
        index.note(
            make_case(step, fields, ref=f"TTP-2026-{number:04}", process=process, closed=closed, since=since)
        )
    store = _as_store(index)
    assert load_queue(store, RULES) == order_queue(index.open_cases(), RULES)
    for but in ("", "TTP-2026-0001"):
        others = [one for one in index.open_cases() if one.ref != but]
        assert load_room(store, RULES, but) == make_room(RULES, others)


def _as_store(index: Index) -> Store:
    store = Store(Path("/tiada"))
    store._start.index = index
    return store


@settings(max_examples=100, deadline=None)
@given(
    some.sampled_from((None, 1, 2)), some.integers(1, 2),
    some.sampled_from((None, {}, {"A": "10-12"}, {"A": "10", "C": "7"})), some.sampled_from(PLACES),
)  # fmt: skip
def test_who_knows_his_position_is_not_told(
    told: int | None, position: int, full: dict[str, str] | None, standing: dict[str, Any]
) -> None:
    facts = {POSITION: told, FULL: full, "server": [{"ukuran": "1"}]}
    case = make_case("daftar-tunggu", {key: value for key, value in facts.items() if value is not None})
    floor = make_room(RULES, [make_case("aktif", standing, ref="TTP-2026-0009")])
    queue = find_queue(RULES, "penitipan", "daftar-tunggu")
    assert queue is not None
    decision = decide_position(case, position, floor, queue, NOW)
    assert (decision is None) is knows_position(Summary.of(case), position, floor)
