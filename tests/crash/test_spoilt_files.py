"""A file gone, torn, of an older version, or edited into nonsense; a disk that is full or takes no writing: the bot says
so, keeps what it has, loses no mail, and other cases go on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model import Fetched
from tests.bench import PDF, REQUEST, Bench
from tests.conftest import ACCOUNTS
from tests.crash.test_outbox_trouble import files_limited_to
from tests.dialogue.stage import SERVICE, write_config
from tests.servers import make_embedded
from tests.test_app import request as request_mail
from tests.test_runner import Inbox


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def two(bench: Bench, make: Callable[[Bench], str]) -> tuple[str, str]:
    """Not within the minutes in which the same words are one finger that pressed twice."""
    first = make(bench)
    bench.now += timedelta(minutes=20)
    second = make(bench)
    bench.now += timedelta(minutes=20)
    return first, second


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_case(path: Path) -> None:
    path.write_text('{"case":{"1":{"ref":"TTP-2026-0001","step":5}}}')


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILT: list[Callable[[Path], None]] = [remove, empty, tear, no_case, a_folder]


@pytest.mark.parametrize("restarted", [False, True], ids=["at-work", "restarted"])
@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_case_keeps_its_mail_waiting_and_no_other(
    bench: Bench, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], None], restarted: bool
) -> None:
    ref, other = two(bench, Bench.request)
    file = bench.store.case_dir(ref) / "case.json"
    good, letter, letter2 = file.read_bytes(), bench.last(ref, "kadis"), bench.last(other, "kadis")
    spoil(file)
    if restarted:
        bench.restart()
    mails = [bench.mail("kadis", "ok lanjutkan", letter), bench.mail("kadis", "ok lanjutkan", letter2)]
    inbox = Inbox(bench, mails)
    for _ in range(5):
        bench.runner.run_pass(inbox)
        bench.runner.run_reminders()
    assert bench.case(other).step == "disposisi-kabid"
    assert [one.uid for one in inbox.messages[:1]] == list(inbox.fetch_new()), "its mail waits, for ever"
    assert len(bench.loose()) == 1
    (folder,) = bench.store.cases.glob("*/SRT-*")
    text = " ".join(bench.store.letter_texts(bench.case(folder.name))[0].split())
    assert f"berkas {ref} rusak" in text
    assert "pulihkan dari cadangan" in text
    assert "INBOX" in text
    assert "Traceback" not in caplog.text

    if file.is_dir():
        file.rmdir()
    file.write_bytes(good)
    bench.runner.run_pass(inbox)
    assert bench.case(ref).step == "disposisi-kabid"
    assert inbox.fetch_new() == ()
    assert len(bench.loose()) == 1
    assert {one.ref for one in bench.store.open_cases()} == {ref, other}


NONSENSE: list[tuple[str, Any]] = [
    ("step", "tidak-ada"),
    ("process", "tidak-ada"),
    ("fields", {"server": "x", "rak": 5, "opd": ["x"], "waktu": 7, "surat": 3, "kontak": {"a": 1}}),
    ("fields", {"server": [1, "x", None], "waktu": ["besok"], "surat": {"berkas": "../x"}, "unit": "banyak"}),
    ("since", "2099-01-01T00:00:00Z"),
    ("version", -5),
    ("letters", []),
    ("messages", []),
    ("journal", []),
]


@pytest.fixture(scope="module")
def at_kasi(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, str, str]:
    """Two cases on the kasi's desk; to be copied."""
    bench = Bench(tmp_path_factory.mktemp("kasi"))
    return bench, *two(bench, Bench.to_kasi)


@pytest.mark.parametrize("restarted", [False, True], ids=["at-work", "restarted"])
@pytest.mark.parametrize(("key", "value"), NONSENSE)
def test_a_case_edited_into_nonsense_harms_no_other(
    at_kasi: tuple[Bench, str, str], tmp_path: Path, key: str, value: Any, restarted: bool
) -> None:
    """Well-formed, and wrong."""
    prepared, ref, other = at_kasi
    bench = Bench(Path(shutil.copytree(prepared.folder, tmp_path / "bench")), prepared.now, prepared.uid)
    file = bench.store.case_dir(ref) / "case.json"
    letter, letter2 = bench.last(ref, "kasi"), bench.last(other, "kasi")
    written = json.loads(file.read_bytes())
    written["case"]["1"][key] = value
    file.write_text(json.dumps(written))
    if restarted:
        bench.restart()
    said = "TERSEDIA\nbesok jam 9 pagi, rak A {}"
    mails = [bench.mail("kasi", said.format("U20-U21"), letter)]
    mails.append(bench.mail("kasi", said.format("U10-U11"), letter2))
    mails.append(bench.mail("orang-luar", REQUEST.replace("Kesehatan", "Perhubungan"), letter=PDF))
    inbox = Inbox(bench, mails)
    bench.now = bench.now.replace(hour=4)
    for _ in range(4):
        bench.runner.run_pass(inbox)
        bench.runner.run_reminders()
    assert inbox.fetch_new() in ((), (inbox.messages[0].uid,)), "nobody else's mail is held up"
    assert bench.case(other).step == "penyerahan"
    third = [one for one in bench.store.open_cases() if one.applicant.email == "siti@dispora.example"]
    assert [one.step for one in third] == ["disposisi-kadis"]
    held = list((bench.store.root / "held").glob("*.eml"))
    assert len(held) <= 1, "at most the mail of the spoilt case lies before a person"


def test_a_case_of_an_older_version_goes_on(bench: Bench) -> None:
    """Keys that later versions brought are missing."""
    ref = bench.request()
    file = bench.store.case_dir(ref) / "case.json"
    written = json.loads(file.read_bytes())
    case = written["case"]["1"]
    for late in ("pending", "asked_unclear", "rules_version", "thread", "contacts"):
        case.pop(late)
    for letter in case["letters"]:
        letter.pop("sent"), letter.pop("copy")
    file.write_text(json.dumps(written))
    bench.restart()
    bench.say("kadis", "ok lanjutkan", bench.last(ref, "kadis"))
    assert bench.case(ref).step == "disposisi-kabid"


def test_a_torn_ledger_line_is_closed_and_the_message_not_taken_twice(bench: Bench) -> None:
    mail = bench.fetched(bench.mail("pemohon", REQUEST, letter=PDF).as_bytes())
    bench.runner.take(mail, bench.now)
    (path,) = (bench.store.root / "ledger").iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    bench.restart()
    assert bench.runner.take(mail, bench.now).verdict == "seen"
    assert bench.runner.take(
        bench.fetched(bench.mail("orang-luar", "Wifi mati", subject="wifi").as_bytes()), bench.now
    ).held
    assert len(path.read_bytes().split(b"\n")) == 4
    assert len(bench.store.open_cases()) == 1


def test_a_full_disk_takes_nothing_out_of_the_inbox(bench: Bench) -> None:
    ref = bench.request()
    before = bench.case(ref)
    letter = bench.last(ref, "kadis")
    inbox = Inbox(
        bench,
        [
            bench.mail("kadis", "ok", letter),
            bench.mail("pemohon", REQUEST.replace("server", "2 server"), letter=PDF),
        ],
    )
    for size in (0, 700, 3000):
        with files_limited_to(size), pytest.raises(OSError, match="File too large"):
            bench.runner.run_pass(inbox)
        assert len(inbox.fetch_new()) == 2
    assert bench.case(ref) == before
    bench.restart()
    bench.runner.run_pass(inbox)
    assert inbox.fetch_new() == ()
    assert bench.case(ref).step == "disposisi-kabid"
    assert len(bench.store.open_cases()) == 2


ONCE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
sys.argv = ["titip", "once", "--config", sys.argv[1]]
from bot.cli import main
main()
"""


def test_once_says_that_the_disk_is_full(tmp_path: Path) -> None:
    with make_embedded(ACCOUNTS) as server:
        config = write_config(tmp_path, server)
        server.deliver(SERVICE, request_mail())
        command = [sys.executable, "-c", ONCE, str(config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert len(server.inbox(SERVICE)) == 1
        assert server.passed == []
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "data/ledger" in done.stderr or "data/cases" in done.stderr or "data/.uji" in done.stderr
    assert "berkas melebihi batas ukuran dari sistem; naikkan batasnya" in done.stderr


def test_a_message_listed_and_never_given_is_told_of(bench: Bench) -> None:
    """An empty fetch result, again and again; others go on."""

    class Withheld(Inbox):
        uidvalidity = 7

        def fetch(self, uids: Any) -> Any:
            return (one for one in self.messages if one.uid in uids and one.uid not in self.withheld)

    inbox = Withheld(
        bench, [bench.mail("pemohon", REQUEST), bench.mail("orang-luar", "Wifi mati", subject="wifi")]
    )
    first = inbox.messages[0].uid
    inbox.withheld = {first}  # type: ignore[attr-defined]
    for _ in range(2):
        bench.runner.run_pass(inbox)
        assert inbox.fetch_new() == (first,)
    bench.runner.run_pass(inbox)
    assert inbox.filed["Titip/Perlu-Petugas"][-1] == first
    assert len(bench.loose()) == 2
    assert isinstance(inbox.messages[0], Fetched)


def test_one_case_that_cannot_be_written_holds_up_no_other_of_its_batch(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """They become durable together; when that fails though the disk is well, each is taken for itself."""
    ref, other = two(bench, Bench.request)
    letters = [bench.last(one, "kadis") for one in (ref, other)]
    (bench.store.case_dir(ref) / ".case.json.tmp").mkdir()
    mails = [bench.mail("kadis", "ok lanjutkan", letter) for letter in letters]
    inbox = Inbox(bench, [*mails, bench.mail("orang-luar", "Wifi di aula mati.", subject="wifi")])
    taken = bench.runner.run_pass(inbox)
    assert [one.verdict for one in taken] == ["moved", "held"]
    assert bench.case(ref).step == "disposisi-kadis"
    assert bench.case(other).step == "disposisi-kabid"
    assert len(inbox.fetch_new()) == 1
    assert "satu per satu" in caplog.text

    (bench.store.case_dir(ref) / ".case.json.tmp").rmdir()
    bench.runner.run_pass(inbox)
    assert bench.case(ref).step == "disposisi-kabid"
    assert inbox.fetch_new() == ()
    bench.restart()
    assert {bench.case(one).step for one in (ref, other)} == {"disposisi-kabid"}
