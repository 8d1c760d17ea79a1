"""kill -9 at a sub-step (fetch, save, ledger, each letter, move): after a restart all is as if nothing had happened.
A letter goes twice only when the bot died between the server's 250 and its record; then as the same letter. These are
the steps at which something becomes true outside; `make torture` dies at every single one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ACCOUNTS
from tests.crash.lives import Mortals
from tests.crash.scenes import SCENES, Scene
from tests.servers import MailServer, make_embedded


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    with Mortals() as some:
        yield some


@pytest.fixture
def server() -> Iterator[MailServer]:
    with make_embedded(ACCOUNTS) as started:
        yield started


@pytest.mark.parametrize("name", SCENES)
def test_killed_at_a_step(server: MailServer, tmp_path: Path, mortals: Mortals, name: str) -> None:
    scene = Scene(server, tmp_path, mortals, name)
    died, doubled = scene.die_at(scene.named_steps())

    assert died >= 12
    assert doubled >= 1, "the window between 250 and the record must have been met"
