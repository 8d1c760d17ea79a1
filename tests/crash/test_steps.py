"""kill -9 at a sub-step (fetch, save, ledger, each letter, move): after a restart all is as if nothing had happened.
A letter goes twice only when the bot died between the server's 250 and its record; then as the same letter. These are
some of the steps at which something becomes true outside; `make torture` dies at every single one.

The order of the steps is what a loss of power meets: each file is on the disk before its name says so, each name
before anything leaves the inbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.conftest import ACCOUNTS
from tests.crash.lives import Mortals
from tests.crash.scenes import SCENES, Scene
from tests.servers import make_embedded


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    with Mortals() as some:
        yield some


@pytest.fixture(scope="module", params=SCENES)
def scene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mortals: Mortals
) -> Iterator[Scene]:
    with make_embedded(ACCOUNTS) as server:
        yield Scene(server, tmp_path_factory.mktemp(request.param), mortals, request.param)


def test_killed_at_a_step(scene: Scene) -> None:
    steps = scene.named_steps()
    window = next(at for at in steps if scene.whole.steps[at - 1] == "smtp data done")
    died, doubled = scene.die_at(sorted({window, *steps[::5]}))

    assert died >= 4
    assert doubled >= 1, "the window between 250 and the record must have been met"


def test_a_file_is_synced_before_its_name_and_the_folder_after(scene: Scene) -> None:
    """write .x.tmp, sync, replace x, sync of its folder before the next thing that anybody outside sees; a sync is that
    of the file or of the whole file system."""
    steps = scene.whole.steps
    named = [(at, step.split(" ", 1)[1]) for at, step in enumerate(steps) if step.startswith("replace ")]
    assert len(named) >= 3
    for at, name in named:
        folder, file = name.split("/", 1)
        if file == ".uji":
            continue  # a probe, removed at once
        written = max(
            (back for back in range(at) if steps[back] == f"write {folder}/.{file}.tmp"), default=at
        )
        synced = rf"fsync {re.escape(folder)}/\.{re.escape(file)}\.tmp|syncfs .*"
        assert any(re.fullmatch(synced, step) for step in steps[written:at]), name
        after = steps[at + 1 :]
        outside = next((at for at, step in enumerate(after) if step.startswith(("imap", "smtp"))), len(after))
        folder_synced = rf"fsync .*/{re.escape(folder)}|syncfs .*"
        assert any(re.fullmatch(folder_synced, step) for step in after[:outside]), name


def test_what_speaks_of_a_mail_gets_its_name_when_the_mail_has_its_own_durably(scene: Scene) -> None:
    steps = scene.whole.steps
    sync = re.compile(r"syncfs .*|fsync [^/]+/(mail|files|held)")
    for at in (at for at, step in enumerate(steps) if re.fullmatch(r"replace TTP.*/case\.json", step)):
        parts = [back for back in range(at) if re.match(r"replace (mail|files|held)/", steps[back])]
        assert not parts or any(sync.fullmatch(step) for step in steps[max(parts) : at])


def test_a_message_leaves_the_inbox_after_its_case_and_its_ledger_line(scene: Scene) -> None:
    steps = scene.whole.steps
    kept = _first(steps, r"(rename|replace) .*(-0001|case\.json)")
    assert kept < _first(steps, r"fsync ledger/.*\.jsonl") < steps.index("imap move")
    assert kept < steps.index("smtp data")


def test_a_new_case_is_named_when_all_of_it_is_there(scene: Scene) -> None:
    steps = scene.whole.steps
    for at in (at for at, step in enumerate(steps) if step.startswith("rename ")):
        name = steps[at].rpartition("/")[2]
        assert all(f".new-{name}" not in step for step in steps[at:])
        synced = next(back for back in range(at, 0, -1) if steps[back].startswith("syncfs "))
        assert not any(step.startswith(f"write .new-{name}") for step in steps[synced:at])
        names = (
            step for step in steps[at + 1 :] if not step.startswith(("rename ", "replace ", "fsync 2026/"))
        )
        after = next(names)
        assert after == "fsync cases/2026" or after.startswith("syncfs ")


def test_a_letter_is_noted_before_the_next_goes(scene: Scene) -> None:
    steps = scene.whole.steps
    sent = [at for at, step in enumerate(steps) if step == "smtp data done"]
    assert len(sent) >= 2
    for at, following in zip(sent, [*sent[1:], len(steps)], strict=True):
        assert any(re.fullmatch(r"fsync .*/terkirim\.jsonl", step) for step in steps[at:following])


def _first(steps: tuple[str, ...], pattern: str) -> int:
    return next(at for at, step in enumerate(steps) if re.fullmatch(pattern, step))
