"""Saves that become durable together: seen at once by who asks this store, on disk at the end, or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.edges import disk
from bot.edges.ledger import LedgerLine
from bot.edges.sent_log import Acceptance, SentLog
from bot.edges.store import Store
from bot.errors import Conflict
from bot.model import Case
from tests.edges.samples import NOW, REF, make_case, make_letter, make_letter_out, make_message

OTHER = "TTP-2026-0002"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


@pytest.fixture(params=["one by one", "together"])
def syncing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Few files, or a system without syncfs; and many."""
    if request.param == "together":
        assert disk.SYNCFS is not None
        monkeypatch.setattr(disk, "FEW", 0)
    else:
        monkeypatch.setattr(disk, "SYNCFS", None)
    return str(request.param)


def save_full(store: Store, ref: str = REF) -> Case:
    case = make_case(ref, messages=(make_message(1),), letters=(make_letter_out(1),))
    return store.save(case, 0, (make_letter(1),), {"0001-masuk.eml": b"mentah"}, {"surat.pdf": b"%PDF"})


def line(digest: str = "d1") -> LedgerLine:
    return LedgerLine(datetime.now(UTC), digest, case=REF)  # found as long as it is recent


@pytest.mark.usefixtures("syncing")
def test_a_group_is_seen_inside_and_on_disk_at_its_end(store: Store) -> None:
    with store.group():
        saved = save_full(store)
        store.ledger.append(line())
        further = store.save(replace(saved, step="disposisi-kabid"), 1, files={"lembar.pdf": b"%PDF 2"})
        held = store.save_held("d9", b"aneh", {"why": "x"})

        assert store.load(REF) == further
        assert store.read_letter(REF, "0001-keluar.eml") == make_letter(1).raw
        assert store.file_names(REF) == ("lembar.pdf", "surat.pdf")
        assert store.name_files(REF, [("surat.pdf", b"lain")]) == {"surat-2.pdf": b"lain"}
        assert store.letter_texts(further) == ("Yth. Budi\n",)
        assert store.find_by_message("d1") is not None
        assert store.new_ref("TTP", 2026) == OTHER
        assert not held.exists()
        assert Store(store.root).open_cases() == ()

    again = Store(store.root)
    assert again.load(REF) == store.load(REF) == further
    assert again.file_names(REF) == ("lembar.pdf", "surat.pdf")
    assert again.read_letter(REF, "0001-masuk.eml") == b"mentah"
    assert held.read_bytes() == b"aneh"
    assert again.ledger.find("d1") is not None


@pytest.mark.usefixtures("syncing")
def test_changes_of_cases_that_are_there(store: Store) -> None:
    for ref in (REF, OTHER):
        save_full(store, ref)
    with store.group():
        for ref in (REF, OTHER):
            letters = (make_letter_out(1), make_letter_out(2, file="0002-keluar.eml"))
            store.save(replace(store.load(ref), letters=letters), 1, (make_letter(2),))
        assert Store(store.root).load(OTHER).version == 1
    for ref in (REF, OTHER):
        assert Store(store.root).load(ref).version == 2
        assert Store(store.root).read_letter(ref, "0002-keluar.eml") == make_letter(2).raw
    assert list(store.root.rglob("*.tmp")) == []


def test_what_was_staged_is_written_though_the_group_ends_by_an_error(store: Store) -> None:
    def go_away() -> None:
        with store.group():
            save_full(store)
            raise RuntimeError("the server went away")

    with pytest.raises(RuntimeError):
        go_away()
    assert Store(store.root).load(REF).version == 1


def test_a_flush_in_the_middle_is_on_disk_and_the_group_goes_on(store: Store) -> None:
    with store.group():
        save_full(store)
        store.ledger.append(line())
        store.flush()
        assert store.staged == 0
        assert Store(store.root).ledger.find("d1") is not None
        save_full(store, OTHER)
        store.ledger.append(line("d2"))
        assert Store(store.root).ledger.find("d2") is None
    assert [one.ref for one in Store(store.root).open_cases()] == [REF, OTHER]
    assert Store(store.root).ledger.find("d2") is not None


@pytest.mark.parametrize(("call", "version"), [("write", 1), ("fsync", 1), ("replace", 1), ("rename", 2)])
def test_a_group_that_cannot_be_written_is_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch, call: str, version: int
) -> None:
    """What this store knows is what is on disk: a case that had its name already is kept whole, the rest is as before;
    no line of the ledger speaks of it, and no number is taken."""
    monkeypatch.setattr(disk, "SYNCFS", None)
    before = save_full(store)

    def save_in_vain(broken: pytest.MonkeyPatch) -> None:
        with store.group():
            store.save(replace(before, step="disposisi-kabid"), 1, files={"baru.pdf": b"%PDF"})
            save_full(store, OTHER)
            store.ledger.append(line())
            broken.setattr(os, call, fail)

    with monkeypatch.context() as broken, pytest.raises(OSError, match="sakit"):
        save_in_vain(broken)
    for each in (store, Store(store.root)):
        assert each.load(REF).version == version
        assert each.load(REF).step == ("disposisi-kabid" if version == 2 else "disposisi-kadis")
        assert not each.knows(OTHER)
        assert each.new_ref("TTP", 2026) == OTHER
        assert each.ledger.find("d1") is None
    assert list(store.root.rglob("*.tmp")) == []

    store.ledger.append(line("d2"))
    with store.group():
        save_full(store, OTHER)
    assert Store(store.root).load(OTHER).version == 1
    assert Store(store.root).ledger.find("d2") is not None
    assert Store(store.root).ledger.find("d1") is None, "its message was not taken, and must be"


def test_a_group_of_which_a_part_was_forgotten_does_not_end_well(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever works through a batch may have taken the error for that of one message: the others must be taken anew, and
    no line goes before its case."""

    def lose_a_part(broken: pytest.MonkeyPatch) -> None:
        with store.group():
            save_full(store)
            store.ledger.append(line())
            broken.setattr(os, "rename", fail)
            with pytest.raises(OSError, match="sakit"):
                store.flush()
            broken.undo()
            save_full(store, OTHER)
            store.ledger.append(line("d2"))
            assert Store(store.root).ledger.find("d2") is None

    with monkeypatch.context() as broken, pytest.raises(OSError, match="sakit"):
        lose_a_part(broken)
    again = Store(store.root)
    assert [one.ref for one in again.open_cases()] == [OTHER]
    assert (again.ledger.find("d1"), again.ledger.find("d2") is not None) == (None, True)
    with store.group():
        save_full(store)
    assert len(Store(store.root).open_cases()) == 2


def fail(*_: object, **__: object) -> None:
    raise OSError(5, "sakit")


def test_versions_are_looked_at_within_a_group(store: Store) -> None:
    with store.group():
        saved = save_full(store)
        with pytest.raises(Conflict):
            save_full(store)
        with pytest.raises(Conflict):
            store.save(saved, 7)
    assert Store(store.root).load(REF) == saved


def test_a_case_changed_by_a_hand_is_read_anew(store: Store) -> None:
    saved = save_full(store)
    path = store.case_dir(REF) / "case.json"
    text = path.read_text("utf-8").replace("disposisi-kadis", "disposisi-kabid")
    path.write_text(text, "utf-8")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))

    assert store.load(REF) == replace(saved, step="disposisi-kabid")


def test_the_log_of_acceptances(tmp_path: Path) -> None:
    log = SentLog(tmp_path)
    assert list(log.load()) == []
    log.note(REF, 1, ["budi@dinkes.example"])
    log.note(REF, 2, ["kadis@contoh.example", "ü@contoh.example"])
    with log.path.open("ab") as file:
        file.write(b'{"ref":"TTP-2026-0001","numb')  # we died here
    assert [one.number for one in log.load()] == [1, 2]
    log.note(OTHER, 3, ["x@contoh.example"])
    assert list(log.load())[1:] == [
        Acceptance(REF, 2, ("kadis@contoh.example", "ü@contoh.example")),
        Acceptance(OTHER, 3, ("x@contoh.example",)),
    ]
    log.clear()
    assert list(SentLog(tmp_path).load()) == []


def test_a_new_day_gets_its_own_file_within_one_group(store: Store) -> None:
    with store.group():
        store.ledger.append(replace(line("d1"), at=NOW))
        store.ledger.append(replace(line("d2"), at=NOW + timedelta(days=1)))
    names = sorted(path.name for path in (store.root / "ledger").iterdir())
    assert names == ["2026-11-22.jsonl", "2026-11-23.jsonl"]
