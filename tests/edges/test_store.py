"""The store: whole or not at all, found again after a start, one writer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.edges import disk
from bot.edges.look import RECENT_DAYS
from bot.edges.refs import UnknownCase
from bot.edges.secret import load_secret
from bot.edges.stage import CLOSED_MARK
from bot.edges.store import Damaged, Store
from bot.errors import AdminError, AlreadyRunning, Conflict
from bot.model import NO_CASE, Case
from tests.edges.samples import (
    NOW,
    REF,
    make_case,
    make_full_case,
    make_letter,
    make_letter_out,
    make_message,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def again(store: Store) -> Store:
    """The store as the next start finds it."""
    return Store(store.root)


def case_file(store: Store, ref: str = REF) -> Path:
    return store.case_dir(ref) / "case.json"


def test_a_case_with_all_it_brings_along(store: Store) -> None:
    case = make_case(messages=(make_message(1),), letters=(make_letter_out(1),))
    saved = store.save(case, 0, (make_letter(1),), {"0001-masuk.eml": b"mentah"}, {"surat.pdf": b"%PDF"})
    assert saved == replace(case, version=1)
    for each in (store, again(store)):
        assert each.load(REF) == saved
        assert each.read_letter(REF, "0001-keluar.eml") == make_letter(1).raw
        assert each.read_letter(REF, "0001-masuk.eml") == b"mentah"
        assert each.read_file(REF, "surat.pdf") == b"%PDF"
        assert each.file_names(REF) == ("surat.pdf",)
        assert each.letter_texts(saved) == ("Yth. Budi\n",)
    assert store.case_dir(REF) == store.root / "cases" / "2026" / REF


def test_a_full_case_comes_back(store: Store) -> None:
    store.save(make_full_case(), 0)
    assert store.load(REF) == replace(make_full_case(), version=1)


def test_case_json_is_one_tinydb_document(store: Store) -> None:
    store.save(make_case(), 0)
    written = json.loads(case_file(store).read_bytes())
    assert list(written) == ["case"]
    assert list(written["case"]) == ["1"]
    assert written["case"]["1"]["applicant"]["name"] == "Budi Ü"
    assert "Ü".encode() in case_file(store).read_bytes(), "readable without the bot"


def test_strings_that_are_no_unicode(store: Store) -> None:
    case = make_case(fields={"catatan": "dari mail: \udce9\x00"})
    assert store.load(store.save(case, 0).ref).fields == case.fields


def test_a_save_names_the_version_it_started_from(store: Store) -> None:
    first = store.save(make_case(), 0)
    second = store.save(replace(first, step="tempat"), 1)
    assert second.version == 2
    with pytest.raises(Conflict, match="version 2"):
        store.save(replace(first, step="lain"), 1, (), {"x.eml": b"x"})
    with pytest.raises(Conflict, match="taken"):
        store.save(make_case(), 0)
    assert store.load(REF) == second
    assert not (store.case_dir(REF) / "mail" / "x.eml").exists()


def test_another_stores_save_is_seen_as_conflict(store: Store) -> None:
    other = again(store)
    case = store.save(make_case(), 0)
    other.save(replace(case, step="tempat"), 1)
    with pytest.raises(Conflict):
        store.save(case, 1)
    with pytest.raises(Conflict):
        again(store).save(make_case(), 0)


def test_a_key_of_a_newer_version_survives_a_save(store: Store) -> None:
    case = store.save(make_case(), 0)
    written = json.loads(case_file(store).read_bytes())
    written["case"]["1"]["later"] = {"a": 1}
    case_file(store).write_text(json.dumps(written))
    store.save(store.load(REF), case.version)
    assert json.loads(case_file(store).read_bytes())["case"]["1"]["later"] == {"a": 1}


@pytest.mark.parametrize(
    ("name", "error"),
    [("../x", ValueError), ("a/b", ValueError), (".x", ValueError), ("", ValueError), ("CON", ValueError)],
)
def test_unsafe_names_are_refused(store: Store, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        store.save(make_case(), 0, (), {}, {name: b""})
    assert not store.case_dir(REF).exists()
    store.save(make_case(), 0)
    with pytest.raises(FileNotFoundError):
        store.read_file(REF, name)


@pytest.mark.parametrize(
    "ref", ["", "..", "TTP-2026-../x", "TTP-2026-1", "ttp-2026-0001", "TTP-2026-0001\n", "TTP"]
)
def test_what_is_no_reference_is_no_path(store: Store, ref: str) -> None:
    with pytest.raises(UnknownCase):
        store.load(ref)
    with pytest.raises(UnknownCase):
        store.save(make_case(ref), 0)


def test_an_unknown_case(store: Store) -> None:
    with pytest.raises(UnknownCase, match="TTP-2026-0009"):
        store.load("TTP-2026-0009")


def test_references_count_on(store: Store) -> None:
    assert store.new_ref("TTP", 2026) == REF == store.new_ref("TTP", 2026), "taken by the first save"
    store.save(make_case(REF), 0)
    store.save(make_case("TTP-2026-0041"), 0)
    store.save(make_case("PGB-2026-10000"), 0)
    for each in (store, again(store)):
        assert each.new_ref("TTP", 2026) == "TTP-2026-0042"
        assert each.new_ref("TTP", 2027) == "TTP-2027-0001"
        assert each.new_ref("PGB", 2026) == "PGB-2026-10001"


def test_files_get_names(store: Store) -> None:
    surat = [("../surat.pdf", b"1"), ("surat.pdf", b"1"), ("Surat.pdf", b"2"), ("", b"3")]
    named = store.name_files(REF, surat)
    assert named == {"surat.pdf": b"1", "Surat-2.pdf": b"2", "lampiran": b"3"}
    store.save(make_case(), 0, (), {}, named)
    assert store.name_files(REF, surat) == named, "the same again keeps its names"
    assert store.name_files(REF, [("surat.pdf", b"4")]) == {"surat-3.pdf": b"4"}


def test_modes_are_the_owners(store: Store) -> None:
    case = make_case(letters=(make_letter_out(1),))
    store.save(case, 0, (make_letter(1),), {"a.eml": b""}, {"b.pdf": b""})
    store.save_held("d1", b"x", {"why": "y"})
    load_secret(store.root)
    with store.lock():
        pass
    found = {path: path.stat().st_mode & 0o777 for path in (store.root, *store.root.rglob("*"))}
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
    assert len(found) >= 14


# ---- the index --------------------------------------------------------------------------------------------


def test_open_cases_and_messages_are_found(store: Store) -> None:
    letter = make_letter_out(1)
    store.save(
        make_case(messages=(make_message(1),), letters=(letter,), thread=("asal@x",)), 0, (make_letter(1),)
    )
    store.save(make_case("TTP-2026-0002", closed="tolak"), 0)
    store.save(make_case("TTP-2026-0003", process=NO_CASE), 0)
    for each in (store, again(store)):
        (summary,) = each.open_cases()
        assert (summary.ref, summary.step, summary.fields["opd"]) == (
            REF,
            "disposisi-kadis",
            "Dinas Kesehatan",
        )
        for key, by in (({"digest": "d1"}, "digest"), ({"content_digest": "c1"}, "content")):
            seen = each.find_by_message(**key)
            assert seen is not None
            assert (seen.ref, seen.verdict, seen.by) == (REF, "opened", by)
        assert each.find_by_message(message_id="m1@dinkes.example") is not None
        assert each.find_by_message("x", "x", "x") is None
        assert each.find_by_message() is None
        assert each.find_thread(["x", letter.message_id, "asal@x", "m1@dinkes.example"]) == (REF,)


def test_letters_due(store: Store) -> None:
    later = make_letter_out(1, next_attempt=NOW)
    store.save(make_case(letters=(later, make_letter_out(2, state="sent"))), 0)
    store.save(make_case("TTP-2026-0002", closed="tolak", letters=(make_letter_out(1),)), 0)
    for each in (store, again(store)):
        assert each.letters_due(NOW - timedelta(microseconds=1)) == ("TTP-2026-0002",)
        assert each.letters_due(NOW) == ("TTP-2026-0002", REF)
    case = store.load(REF)
    store.save(replace(case, letters=(replace(later, state="sent"),)), 1)
    assert store.letters_due(NOW) == ("TTP-2026-0002",)


@pytest.mark.parametrize(
    ("changes", "days", "known"),
    [
        ({}, 400, True),
        ({"closed": "tolak"}, RECENT_DAYS - 1, True),
        ({"closed": "tolak"}, RECENT_DAYS + 1, False),
        ({"closed": "tolak", "letters": (make_letter_out(1),)}, 400, True),
        ({"process": NO_CASE}, 400, False),
    ],
)
def test_a_start_reads_what_may_still_matter(
    store: Store, changes: dict[str, object], days: int, known: bool
) -> None:
    case = store.save(make_case(), 0)
    store.save(replace(case, **changes), 1)  # type: ignore[arg-type]
    old = case_file(store).stat().st_mtime - days * 86400
    os.utime(case_file(store), (old, old))
    assert again(store).knows(REF) is known
    assert again(store).load(REF).version == 2


def test_a_case_that_opens_again_loses_its_mark(store: Store) -> None:
    case = store.save(replace(store.save(make_case(), 0), closed="batal"), 1)
    assert (store.case_dir(REF) / CLOSED_MARK).exists()
    store.save(replace(case, closed=""), 2)
    assert not (store.case_dir(REF) / CLOSED_MARK).exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"case":[]}',
        b'{"case":{"1":{"ref":1}}}',
        b'{"case":{"x":{}}}',
        b"\xff",
    ],
)
def test_a_damaged_case_is_listed_and_stops_none(store: Store, content: bytes) -> None:
    store.save(make_case(), 0)
    store.save(make_case("TTP-2026-0002"), 0)
    case_file(store).write_bytes(content)
    restarted = again(store)
    assert [summary.ref for summary in restarted.open_cases()] == ["TTP-2026-0002"]
    assert list(restarted.damaged) == [REF]
    assert str(case_file(store)) in restarted.damaged[REF]
    with pytest.raises(Damaged, match=REF):
        restarted.load(REF)
    assert restarted.new_ref("TTP", 2026) == "TTP-2026-0003"


def test_a_case_under_anothers_name_is_damaged(store: Store) -> None:
    store.save(make_case(), 0)
    store.case_dir(REF).rename(store.case_dir("TTP-2026-0005"))
    assert "mengaku sebagai" in again(store).damaged["TTP-2026-0005"]


# ---- crashes ----------------------------------------------------------------------------------------------


def test_leftovers_of_a_crash_are_no_case(store: Store) -> None:
    store.save(make_case(), 0)
    building = store.case_dir(REF).with_name(".new-TTP-2026-0002")
    (building / "mail").mkdir(parents=True)
    case_file(store).with_name(disk.temp_name("case.json")).write_bytes(b'{"case":{"1":{"re')
    restarted = again(store)
    assert restarted.damaged == {}
    assert restarted.load(REF) == store.load(REF)
    assert restarted.new_ref("TTP", 2026) == "TTP-2026-0002"
    with restarted.lock():
        assert not building.exists()
    restarted.save(restarted.load(REF), 1)
    assert not case_file(store).with_name(disk.temp_name("case.json")).exists()


def test_a_write_that_fails_leaves_the_old(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    case = store.save(make_case(), 0)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        store.save(replace(case, step="tempat"), 1)
    with pytest.raises(OSError, match="No space"):
        store.save(make_case("TTP-2026-0002"), 0)
    monkeypatch.undo()
    assert store.load(REF) == case
    assert store.find_case(REF).step == "disposisi-kadis"  # type: ignore[union-attr]
    assert store.save(make_case("TTP-2026-0002"), 0).version == 1


@pytest.mark.parametrize("saves", [1, 7, 23, 60])
def test_killed_while_saving_it_is_never_torn(tmp_path: Path, saves: int) -> None:
    command = [sys.executable, "-m", "tests.edges.saving_child", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(saves + 1)]
        child.kill()
    acknowledged = int(said[-1]) if saves else 0
    store = Store(tmp_path)
    assert store.damaged == {}
    case = store.load(REF)
    assert case.counts["n"] >= acknowledged
    assert_belongs_together(store, case)
    with store.lock():  # the kernel took it back
        store.save(case, case.version)


def assert_belongs_together(store: Store, case: Case) -> None:
    number = case.counts["n"]
    assert case.version == number + 1
    assert case.thread == ("t" * 5000,) * (number % 7)
    assert f"surat {number} " in store.letter_texts(case)[-1]


# ---- the folder -------------------------------------------------------------------------------------------


def test_one_writer(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.edges.saving_child", str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(AlreadyRunning, match=f"proses {child.pid}"), Store(tmp_path).lock():
            pass
        child.kill()


def test_the_lock_can_be_taken_again(store: Store) -> None:
    for _ in range(2):
        with store.lock():
            assert (store.root / "lock").read_text() == f"{os.getpid()}\n"


def test_held_mail(store: Store) -> None:
    for _ in range(2):
        path = store.save_held("d1", b"mentah\xff", {"why": "tidak terbaca \udce9"})
    assert path == store.root / "held" / "d1.eml"
    assert path.read_bytes() == b"mentah\xff"
    assert json.loads(path.with_suffix(".json").read_bytes()) == {"why": "tidak terbaca \udce9"}


def test_held_mail_is_counted_anew_when_the_folder_has_changed(store: Store) -> None:
    assert store.count_held() == 0
    for number in range(1, 4):
        store.save_held(f"d{number}", b"mentah", {"why": ""})
        assert store.count_held() == number
    (store.root / "held" / "archive").mkdir()
    (store.root / "held" / "d1.eml").rename(store.root / "held" / "archive" / "d1.eml")
    assert store.count_held() == 2
    old = 10**9
    os.utime(store.root / "held", (old, old))
    assert (store.count_held(), store.count_held()) == (2, 2)
    (store.root / "held" / "d2.eml").unlink()
    assert store.count_held() == 1


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    root = tmp_path / "data"
    (first,) = load_secret(root)
    assert len(first) == 32
    assert load_secret(root) == (first,)
    (root / "secret.old").write_text("ab" * 32 + "\n\n" + "cd" * 32 + "\n")
    assert load_secret(root) == (first, b"\xab" * 32, b"\xcd" * 32)


@pytest.mark.parametrize("content", ["", "xyz", "ab", "ab" * 32 + "\n" + "cd" * 32])
def test_a_spoilt_secret_is_the_admins(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret").write_text(content)
    with pytest.raises(AdminError, match="secret"):
        load_secret(tmp_path)


def test_reading_makes_nothing(store: Store) -> None:
    assert store.open_cases() == ()
    assert not store.root.exists()
