"""The ledger finds the first line of a message as a scan of its files would, and keeps next to nothing in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.edges.ledger import KEPT_DAYS, Ledger, LedgerLine
from bot.edges.ledger_places import HASH_MASK, LATELY, Places, digest_key

TODAY = datetime.now(UTC)
NAMES = ("", "a", "b", 'x"y', "\\", "é\u2028", "\udce9", '"digest":"a"')
ages = some.integers(0, KEPT_DAYS - 1)
lines = some.builds(
    lambda age, digest, content, message_id, uid, why: LedgerLine(
        TODAY - timedelta(days=age), digest, content, message_id, uid, 7, "opened", why=why
    ),
    ages, some.sampled_from(NAMES), some.sampled_from(NAMES), some.sampled_from(NAMES), some.integers(0, 2),
    some.sampled_from(NAMES),
)  # fmt: skip
torn = some.sampled_from(
    (
        b'{"at":"2026',
        b"[]",
        b"\xff",
        b'{"at":"x","digest":"a","content_digest":"b","message_id":"a","uid":1,"uidvalidity":7,',
    )
)
steps = some.lists(some.one_of(lines, some.lists(lines, max_size=3), torn), max_size=8)


def first(written: Iterable[LedgerLine], name: str, key: object) -> LedgerLine | None:
    """The oldest day first, in each the first line."""
    days = sorted(written, key=lambda line: line.at.astimezone(Ledger(Path()).zone).date())
    return next((line for line in days if key and getattr(line, name) == key), None)


def compare(ledger: Ledger, written: list[LedgerLine]) -> None:
    for key in NAMES:
        assert ledger.find(digest=key) == first(written, "digest", key)
        assert ledger.find(content_digest=key) == first(written, "content_digest", key)
        assert ledger.find(message_id=key) == first(written, "message_id", key)
        own = [one for one in written if key and one.digest == key]
        assert sorted(map(repr, ledger.find_all(key))) == sorted(map(repr, own))
    for uid in range(3):
        assert ledger.find_uid(7, uid) == first(written, "uid", uid)
        assert ledger.find_uid(8, uid) is None


@settings(max_examples=60, deadline=None)
@given(steps)
def test_as_a_scan_of_all(done: list[LedgerLine | list[LedgerLine] | bytes]) -> None:
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        ledger, written = Ledger(Path(name)), list[LedgerLine]()
        for step in done:
            if isinstance(step, bytes):
                for path in ledger.folder.glob("*"):
                    path.write_bytes(path.read_bytes() + step)
            elif isinstance(step, list):
                ledger.hold_back()
                for line in step:
                    ledger.append(line)
                    assert line.digest == "" or line in list(ledger.find_all(line.digest)), (
                        "before it is written"
                    )
                ledger.write_held_back()
                written += step
            else:
                ledger.append(step)
                written.append(step)
        compare(ledger, written)
        compare(Ledger(Path(name)), written)


def test_many_lines_of_one_run(tmp_path: Path) -> None:
    """More than are kept apart."""
    ledger, sample = Ledger(tmp_path), LedgerLine(TODAY, "d", "c", "m", 1, 7)
    made = [replace(sample, digest=f"d{number}", uid=number) for number in range(1, LATELY // 4 + 20)]
    ledger.hold_back()
    for line in made[:-10]:
        ledger.append(line)
    ledger.write_held_back()
    for line in made[-10:]:
        ledger.append(line)
    assert [ledger.find(digest=line.digest) for line in made] == made
    assert [ledger.find_uid(7, line.uid) for line in made] == made


def test_what_is_old_is_found_in_the_days_since_it_was_received(tmp_path: Path) -> None:
    sample = LedgerLine(TODAY, "d", "c", "m", 1, 7)
    old = [replace(sample, at=TODAY - timedelta(days=days), digest=f"d{days}") for days in (9, 30, 400)]
    for line in (*old, replace(old[0], verdict="seen"), replace(old[0], digest="", why="x")):
        Ledger(tmp_path).append(line)
    ledger = Ledger(tmp_path)
    for line in old:
        assert ledger.find(digest=line.digest) is None
        for received in (line.at, line.at - timedelta(days=100)):
            assert ledger.find_old(line.digest, received) == line, "the first tells"
        assert ledger.find_old(line.digest, line.at + timedelta(days=3)) is None
    assert ledger.find_old("x", TODAY - timedelta(days=500)) is None


def test_a_file_that_a_hand_changed_finds_nothing_wrong(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append(LedgerLine(TODAY, "d", "c", "m", 1, 7))
    (path,) = ledger.folder.iterdir()
    path.write_bytes(b"x" + path.read_bytes())
    assert ledger.find("d", "c", "m") is None
    path.unlink()
    assert ledger.find("d", "c", "m") is None


def test_names_of_which_the_hash_is_alike(tmp_path: Path) -> None:
    alike: dict[int, str] = {}
    for number in range(1_000_000):
        name = f"d{number}"
        twin = alike.setdefault(hash(digest_key(name)) & HASH_MASK, name)
        if twin != name:
            break
    ledger = Ledger(tmp_path)
    ledger.append(LedgerLine(TODAY, twin, verdict="twin"))
    assert ledger.find(digest=name) is None
    ledger.append(LedgerLine(TODAY, name, verdict="own"))
    for each in (ledger, Ledger(tmp_path)):
        found = (each.find(digest=twin), each.find(digest=name))
        assert [line.verdict if line else "" for line in found] == ["twin", "own"]


def test_a_place_is_some_octets(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.hold_back()
    for number in range(500):
        ledger.append(LedgerLine(TODAY, f"d{number}", f"c{number}", f"m{number}", number + 1, 7))
    ledger.write_held_back()
    places = Places.read(next(ledger.folder.iterdir()))
    assert len(places._sorted) == 4 * 500
    assert places._sorted.itemsize == 8
