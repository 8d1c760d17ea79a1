"""A start reads every case that must be read, whatever was done to the folders, by the bot or by a hand, and wherever it
died; and it asks as little of the disk as it can."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.edges import disk
from bot.edges.case_file import read_case
from bot.edges.look import COUNTS, FILE, NOTHING, RECENT_DAYS, load_hint, save_hint
from bot.edges.refs import CASE_FILE, Numbers, list_case_folders
from bot.edges.stage import CLOSED_MARK
from bot.edges.store import Store
from bot.model import Case
from bot.verifying import verify_folder
from tests.edges.samples import REF, make_case

OLD = (RECENT_DAYS + 10) * 86400
OTHER, THIRD = "TTP-2026-0002", "PGB-2025-0003"
SHM = "/dev/shm" if Path("/dev/shm").is_dir() else None


def age(root: Path, ref: str) -> None:
    path = Store(root).case_dir(ref) / CASE_FILE
    os.utime(path, (time.time() - OLD, time.time() - OLD))


def settle(root: Path, ref: str) -> None:
    """A case that ended long ago."""
    store = Store(root)
    store.save(replace(store.save(make_case(ref), 0), closed="tolak"), 1)
    age(root, ref)


def start(root: Path) -> None:
    """A bot that starts and ends."""
    with Store(root).lock():
        pass


def passed_over(root: Path) -> set[str]:
    """By the hint that lies there."""
    hint = load_hint(root)
    return {folder.name for folder in list_case_folders(root / "cases") if hint.passes(folder.name)}


def must_be_read(root: Path) -> set[str]:
    """The plain way: every case that has no mark, or was changed lately."""
    now = time.time()
    return {
        folder.name
        for folder in list_case_folders(root / "cases")
        if not (folder / CLOSED_MARK).exists()
        or now - (folder / CASE_FILE).stat().st_mtime < RECENT_DAYS * 86400
    }


def is_read(root: Path) -> set[str]:
    store = Store(root)
    refs = {folder.name for folder in list_case_folders(root / "cases")}
    return {ref for ref in refs if store.knows(ref)} | set(store.damaged)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two cases that ended long ago, one that is open, and a hint that knows it."""
    root = tmp_path / "data"
    settle(root, REF)
    settle(root, THIRD)
    Store(root).save(make_case(OTHER), 0)
    start(root)
    assert passed_over(root) == {REF, THIRD}
    return root


def test_what_ended_long_ago_is_passed_over(root: Path) -> None:
    assert is_read(root) == {OTHER}
    store = Store(root)
    assert [one.ref for one in store.open_cases()] == [OTHER]
    assert store.load(REF).closed == "tolak"
    assert (store.new_ref("TTP", 2026), store.new_ref("PGB", 2025)) == ("TTP-2026-0003", "PGB-2025-0004")
    assert (store.first_ref("TTP"), store.last_ref("PGB"), store.first_ref("RKP")) == (REF, THIRD, "")


def test_a_year_that_has_not_changed_is_not_even_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hint = load_hint(root)
    assert {year.changed for year in hint.years.values()} == {0}, (
        "a moment ago: the next change may bear the same time"
    )
    years = {
        name: replace(year, changed=(root / "cases" / name).stat().st_ctime_ns)
        for name, year in hint.years.items()
    }
    save_hint(root, replace(hint, years=years))
    monkeypatch.setattr(os, "scandir", None)
    store = Store(root)
    assert [one.ref for one in store.open_cases()] == [OTHER]
    assert store.new_ref("TTP", 2026) == "TTP-2026-0003"
    assert store.first_ref("PGB") == THIRD


@pytest.mark.parametrize("change", ["save", "erase"])
def test_who_changes_a_case_that_is_passed_over_removes_the_hint(root: Path, change: str) -> None:
    store = Store(root)
    case = store.load(REF)
    if change == "save":
        store.save(replace(case, closed=""), case.version)
    else:
        store.erase(case, case.version, ())
    assert not (root / FILE).exists()
    assert is_read(root) == must_be_read(root) == {REF, OTHER}
    store.save(store.load(OTHER), 1)
    start(root)
    assert passed_over(root) == {THIRD}


def test_who_changes_another_leaves_it(root: Path) -> None:
    store = Store(root)
    store.save(store.load(OTHER), 1)
    store.save(make_case("TTP-2026-0003"), 0)
    assert passed_over(root) == {REF, THIRD}
    assert is_read(root) == {OTHER, "TTP-2026-0003"}


def spoil(root: Path) -> None:
    path = root / FILE
    told = json.loads(path.read_bytes())
    told["hint"]["years"]["2026"]["read"] = []
    path.write_text(json.dumps(told))


def outdate(root: Path) -> None:
    hint = load_hint(root)
    save_hint(root, replace(hint, looked=hint.looked - COUNTS))


def come_from_the_future(root: Path) -> None:
    hint = load_hint(root)
    save_hint(root, replace(hint, looked=hint.looked + 3600))


USELESS: list[Callable[[Path], object]] = [
    spoil, outdate, come_from_the_future,
    lambda root: (root / FILE).unlink(),
    lambda root: (root / FILE).write_bytes(b""),
    lambda root: (root / FILE).write_bytes((root / FILE).read_bytes()[:-40]),
    lambda root: (root / FILE).write_bytes(b"[]"),
    lambda root: (root / FILE).write_bytes(b'{"hint":1,"sum":""}'),
]  # fmt: skip


@pytest.mark.parametrize("spoilt", range(len(USELESS)))
def test_a_hint_that_is_no_use_counts_as_none(root: Path, spoilt: int) -> None:
    USELESS[spoilt](root)
    assert load_hint(root) == NOTHING
    os.unlink(Store(root).case_dir(REF) / CLOSED_MARK)
    assert is_read(root) == {REF, OTHER}


def test_a_copy_of_the_folder_is_looked_at(root: Path) -> None:
    copy = root.parent / "copy"
    shutil.copytree(root, copy)
    assert load_hint(copy) == NOTHING
    start(copy)
    assert is_read(copy) == {OTHER}


def put_elsewhere(root: Path, ref: str) -> None:
    """An open case, unchanged for long, comes into the place of the one there, without the bot."""
    other = root.parent / "other"
    Store(other).save(make_case(ref), 0)
    age(other, ref)
    folder = Store(root).case_dir(ref)
    folder.rename(root / "gone")
    Store(other).case_dir(ref).rename(folder)
    shutil.rmtree(root / "gone")
    shutil.rmtree(other)


def put_back_open(root: Path) -> None:
    """A case of an old backup, from when it was open, in the place of the one there."""
    put_elsewhere(root, REF)


def put_back_all(root: Path) -> None:
    """All cases from a backup, with the times they had."""
    (root / "cases").rename(root / "gone")
    shutil.copytree(root / "gone", root / "cases")
    (root / "cases/2026" / REF / CLOSED_MARK).unlink()


BY_HAND: list[Callable[[Path], object]] = [
    put_back_open, put_back_all,
    lambda root: (root / "cases/2026" / REF).rename(root / "cases/2026/TTP-2026-0009"),
    lambda root: shutil.rmtree(root / "cases/2026" / REF),
    lambda root: shutil.rmtree(root / "cases/2026"),
    lambda root: settle(root, "RKP-2026-0010"),
    lambda root: (root / "cases/2026/TTP-2026-0001.bak").mkdir(),
]  # fmt: skip


@pytest.mark.parametrize("done", range(len(BY_HAND)))
def test_folders_that_a_hand_has_moved_are_looked_at(root: Path, done: int) -> None:
    BY_HAND[done](root)
    for _ in range(2):
        assert is_read(root) == must_be_read(root)
        numbers = Numbers()
        for folder in list_case_folders(root / "cases"):
            numbers.note(folder.name)
        assert Store(root).new_ref("TTP", 2026) == numbers.next_ref("TTP", 2026)
        start(root)


def test_what_a_hand_changed_inside_a_folder_is_told_by_verify(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the case's own file tells: until every case is looked at again it is passed over."""
    Store(root).save(make_case(OTHER.replace("0002", "0007")), 0)
    folder = root / "cases/2026" / REF
    text = (folder / CASE_FILE).read_text().replace('"closed":"tolak"', '"closed":""')
    (folder / CASE_FILE).write_text(text)
    (folder / CLOSED_MARK).unlink()
    age(root, REF)
    assert REF not in is_read(root)
    told = [str(one) for one in verify_folder(root) if FILE in str(one)]
    assert len(told) == 1
    assert REF in told[0]
    Store(root).note_swept()
    assert REF not in is_read(root), "the start before it looked a moment ago"
    monkeypatch.setattr("bot.edges.look.FRESH", 0.0)
    Store(root).note_swept()
    assert REF in is_read(root)
    assert not [one for one in verify_folder(root) if FILE in str(one)]


def test_a_case_found_damaged_will_be_mended_by_a_hand(root: Path) -> None:
    """What a hand puts back may be open: the next start looks."""
    path = root / "cases/2026" / REF / CASE_FILE
    whole = path.read_bytes()
    path.write_bytes(b"{")
    store = Store(root)
    with pytest.raises(Exception, match="bukan JSON"):
        store.load(REF)
    assert not (root / FILE).exists()
    start(root)
    path.write_bytes(whole)
    assert store.find_mended() == (REF,)


def test_a_hint_that_can_not_be_written_stops_no_start(root: Path) -> None:
    (root / FILE).unlink()
    (root / FILE).mkdir()
    (root / FILE / "x").touch()
    start(root)
    assert is_read(root) == {OTHER}


def test_a_bot_that_waited_for_the_lock_knows_what_the_other_did(root: Path) -> None:
    late = Store(root)
    assert late.open_cases()
    settle(root, "TTP-2026-0004")
    Store(root).save(make_case("TTP-2026-0005"), 0)
    with late.lock():
        assert [one.ref for one in late.open_cases()] == [OTHER, "TTP-2026-0005"]
        assert late.new_ref("TTP", 2026) == "TTP-2026-0006"


def test_swept(root: Path) -> None:
    store = Store(root)
    assert not store.is_swept(3600)
    store.note_swept()
    for each in (store, Store(root)):
        assert each.is_swept(3600)
        assert not each.is_swept(0)
    case = store.load(REF)
    store.save(case, case.version)
    for each in (store, Store(root)):
        assert not each.is_swept(3600), "who does not know looks at all of them again"


# ---- by chance ---------------------------------------------------------------------------------------------


NUMBERS = (1, 2, 3)
actions = some.sampled_from(
    ("open", "close", "age", "reopen", "start", "start", "sweep", "remove", "replace")
)


def act(root: Path, action: str, ref: str) -> None:
    store = Store(root)
    folder = store.case_dir(ref)
    if action in ("start", "sweep"):
        start(root) if action == "start" else store.note_swept()
    elif not folder.exists():
        store.save(make_case(ref), 0)
    elif action == "age":
        age(root, ref)
    elif action == "remove":
        shutil.rmtree(folder)
    elif action == "replace":
        put_elsewhere(root, ref)
    else:
        case = store.load(ref)
        store.save(replace(case, closed="" if action == "reopen" else "tolak"), case.version)


@settings(max_examples=25, deadline=None)
@given(some.lists(some.tuples(actions, some.sampled_from((REF, OTHER, THIRD))), max_size=14))
def test_as_a_look_at_every_case(done: list[tuple[str, str]]) -> None:
    with TemporaryDirectory(dir=SHM) as name:
        root = Path(name) / "data"
        root.mkdir()
        for action, ref in done:
            act(root, action, ref)
            assert is_read(root) == must_be_read(root)


# ---- deaths ------------------------------------------------------------------------------------------------


class Steps:
    """Counts what is asked of the disk; dies at the count `die_at` by its own hand."""

    def __init__(self, die_at: int, told: int) -> None:
        self.die_at, self.told, self.count = die_at, told, 0

    def install(self) -> None:
        for name in ("mkdir", "unlink", "fsync", "replace", "rename"):
            setattr(os, name, self._before(name, getattr(os, name)))
        disk.SYNCFS = self._before("syncfs", disk.SYNCFS or os.fsync)

    def _before(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            self.count += 1
            target = args[1] if name in ("replace", "rename") else args[0]
            path = os.readlink(f"/proc/self/fd/{target}") if isinstance(target, int) else str(target)
            os.write(self.told, f"{name} {Path(path).name}\n".encode())
            if self.count == self.die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call


def live(root: Path, die_at: int) -> tuple[bool, list[str]]:
    """A bot that reopens what ended long ago, sweeps, and changes another; whether it died, and its steps."""
    reading, telling = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            Steps(die_at, telling).install()
            store = Store(root)
            with store.lock():
                _reopen(store, REF)
                store.note_swept()
                _reopen(store, THIRD)
            status = 0
        finally:
            os._exit(status)
    os.close(telling)
    with os.fdopen(reading) as said:
        steps = said.read().splitlines()
    _, end = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(end) in (0, -9)
    return os.waitstatus_to_exitcode(end) == -9, steps


def _reopen(store: Store, ref: str) -> Case:
    case = store.load(ref)
    return store.save(replace(case, closed=""), case.version)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_wherever_it_dies_the_next_start_reads_what_is_open(tmp_path: Path) -> None:
    prepared = tmp_path / "prepared"
    for ref in (REF, THIRD):
        settle(prepared, ref)
    for die_at in range(1, 200):
        root = tmp_path / f"life-{die_at}"
        shutil.copytree(prepared, root)
        start(root)
        assert passed_over(root) == {REF, THIRD}
        died, steps = live(root, die_at)
        for _ in range(2):
            open_now = {ref for ref in (REF, THIRD) if read_case(Store(root).case_dir(ref) / CASE_FILE).open}
            assert open_now <= {one.ref for one in Store(root).open_cases()}, (die_at, steps[-3:])
            start(root)
        if not died:
            break
    assert not died
    assert die_at > 15
    removed = [at for at, step in enumerate(steps) if step == f"unlink {FILE}"]
    changed = [at for at, step in enumerate(steps) if step == f"unlink {CLOSED_MARK}"]
    assert len(removed) == len(changed) == 2
    for gone, touched in zip(removed, changed, strict=True):
        assert steps[gone + 1] == f"fsync {root.name}", "durable before anything else"
        assert gone + 1 < touched
