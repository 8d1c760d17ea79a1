"""Mail that nobody should send: what the fuzzer found, and what harms other programs, down the whole way of a letter."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bench.fuzz import World, mutate


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.bench.runner.layers.close()


def test_mutated_mail_breaks_no_law(world: World) -> None:
    chance = random.Random(7)
    for _ in range(60):
        world.run(mutate(chance.choice(world.seeds), world.seeds, chance))


FOUND = [
    "Tersedia, 1/1/77777777777 jam 9",  # a year that no machine's integer holds
    "Tersedia, 1/1/" + "9" * 5000,  # and one that Python refuses to read
    "Tersedia, 1-1-" + "9" * 5000,
]


@pytest.mark.parametrize("text", FOUND, ids=range(len(FOUND)))
def test_what_the_fuzzer_found(world: World, text: str) -> None:
    bench = world.bench
    for ref in [one.ref for one in bench.store.open_cases()]:
        step = bench.case(ref).step
        role = bench.kit.rules.procedure("penitipan").step(step).waits_for
        assert bench.say(role, text, bench.last(ref, role)).verdict
