"""Persons are erased from cases that ended; what the office counts stays, and the journal's seal holds."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import opened
from bot.cli import app
from bot.config import ROOT, load_texts
from bot.deciding.erasing import DOMAIN, can_be_erased, is_due
from bot.deciding.procedure import read_rules
from bot.edges.stage import ERASED_MARK
from bot.edges.store import ERASING_MARK
from bot.errands import Errands
from bot.model import Case
from bot.retention import erase_due, find_traces
from bot.rules import Retention
from bot.verifying import verify_folder
from tests.bench import PDF, Bench
from tests.dialogue.stage import PEOPLE
from tests.edges.samples import NOW, make_case, make_letter_out

DAYS = 365
RULE = Retention(erase_after_days=DAYS)
APPLICANT = PEOPLE["pemohon"][1]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def letters_sent(bench: Bench, ref: str) -> Case:
    """No server is asked: the letters count as taken."""
    case = bench.case(ref)
    sent = tuple(replace(one, state="sent", waiting=()) for one in case.letters)
    return bench.store.save(replace(case, letters=sent), case.version)


def ended(bench: Bench) -> Case:
    """A request that its applicant withdrew, long ago."""
    ref = bench.request()
    bench.say("pemohon", "Permohonan kami batalkan.", bench.last(ref, "pemohon"))
    case = letters_sent(bench, ref)
    assert case.closed
    return case


def on_disk(bench: Bench) -> str:
    """Every byte of the cases as text."""
    files = [path for path in bench.store.cases.rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def later(bench: Bench, days: float = DAYS + 1) -> None:
    """Time passes; the files are as old as the bench's clock says."""
    for path in bench.store.cases.rglob("case.json"):
        os.utime(path, (bench.now.timestamp(), bench.now.timestamp()))
    bench.now += timedelta(days=days)


def problems(bench: Bench) -> list[str]:
    return [str(one) for one in verify_folder(bench.store.root)]


def test_an_ended_case_loses_its_persons_and_keeps_what_is_counted(bench: Bench) -> None:
    before = ended(bench)
    later(bench)
    assert erase_due(bench.store, RULE, bench.now) == [before.ref]
    case = bench.case(before.ref)
    for words in (*PEOPLE["pemohon"], PEOPLE["kadis"][1], "0812", "kami batalkan"):
        assert words.lower() not in on_disk(bench).lower(), words
    assert case.applicant.email == f"orang-1@{DOMAIN}"
    assert {one.sender for one in case.messages} == {case.applicant}
    assert (case.fields["opd"], case.closed, case.opened) == (
        before.fields["opd"],
        before.closed,
        before.opened,
    )
    told = [(one.at, one.by, one.what, one.step, one.outcome) for one in before.journal]
    assert [(one.at, one.by, one.what, one.step, one.outcome) for one in case.journal[:-1]] == told
    assert (case.journal[-1].what, case.journal[-1].at) == ("erased", bench.now)
    assert bench.store.file_names(case.ref) == ()
    assert problems(bench) == []

    bench.restart()
    later(bench)
    assert erase_due(bench.store, RULE, bench.now) == [], "once"
    assert bench.case(case.ref) == case


@pytest.mark.parametrize(("days", "due"), [(DAYS - 0.5, False), (DAYS, True)])
def test_a_case_is_due_so_many_days_after_the_last_that_happened(days: float, due: bool) -> None:
    case = make_case(closed="batal", letters=(make_letter_out(at=NOW + timedelta(days=9), state="sent"),))
    assert is_due(case, DAYS, NOW + timedelta(days=9 + days)) is due


@pytest.mark.parametrize(
    ("case", "can"),
    [
        (make_case(closed="batal"), True),
        (make_case(), False),
        (make_case(closed="batal", letters=(make_letter_out(),)), False),
        (make_case("SRT-2026-0001", process="umum"), True),
        (make_case("RKP-2026-0010", process="umum"), False),
    ],
    ids=["closed", "open", "a letter is due", "a loose record", "a digest"],
)
def test_what_still_runs_is_never_erased(case: Case, can: bool) -> None:
    assert can_be_erased(case) is can


def test_without_the_rule_nothing_is_erased(bench: Bench) -> None:
    before = ended(bench)
    later(bench, 9999)
    assert erase_due(bench.store, Retention(), bench.now) == []
    assert bench.case(before.ref) == before


def test_mail_that_comes_afterwards_is_erased_in_its_turn(bench: Bench) -> None:
    ref = ended(bench).ref
    later(bench)
    erase_due(bench.store, RULE, bench.now)
    case = bench.case(ref)
    raw = {"baru.eml": b"surel baru"}
    message = replace(case.messages[0], digest="x", file="baru.eml", at=bench.now)
    bench.store.save(replace(case, messages=(*case.messages, message)), case.version, raw_messages=raw)
    later(bench)
    assert erase_due(bench.store, RULE, bench.now) == [ref]
    assert "surel baru" not in on_disk(bench)


def test_a_crash_between_the_record_and_the_files_is_finished(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ended(bench).ref
    later(bench)
    with monkeypatch.context() as crash:
        crash.setattr(bench.store, "finish_erasure", lambda ref: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_due(bench.store, RULE, bench.now)
    folder = bench.store.case_dir(ref)
    assert (folder / ERASING_MARK).exists()
    assert list((folder / "mail").iterdir())
    bench.restart()
    erase_due(bench.store, Retention(), bench.now)
    assert not list((folder / "mail").iterdir())
    assert ((folder / ERASED_MARK).exists(), (folder / ERASING_MARK).exists()) == (True, False)
    assert problems(bench) == []


def test_a_bot_started_for_each_pass_looks_at_every_case_once_in_some_hours(bench: Bench) -> None:
    mark = bench.store.case_dir(bench.request()) / ERASING_MARK

    def passes() -> bool:
        mark.touch()
        with opened(bench.folder / "config.toml") as bot:
            bot.erase_due()
        return not mark.exists()

    assert passes(), "looked at, and nothing had begun"
    assert not passes()
    (bench.store.root / "berkas-lama.json").unlink()
    assert passes(), "who does not know when it was done does it"


def test_a_person_is_forgotten_where_cases_have_ended(bench: Bench) -> None:
    done = ended(bench).ref
    bench.now += timedelta(hours=1)  # sooner it would be the same mail, pressed twice
    running = bench.request()
    config = ["--config", str(bench.folder / "config.toml")]

    def titip(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, *config])
        assert result.exit_code == 0, result.output
        return result.output

    before = on_disk(bench)
    told = titip("forget", APPLICANT.upper(), "--dry-run")
    assert f"{done}: 2 surel" in told
    assert f"{running}: 1 surel" in told
    assert "dibiarkan" in told
    assert Errands(bench.runner).run() == 0
    assert on_disk(bench) == before, "a dry run changes nothing"

    assert "putaran berikutnya" in titip("forget", APPLICANT)
    assert Errands(bench.runner).run() == 1
    traces = find_traces(bench.store, APPLICANT)
    assert [(one.ref, one.erasable) for one in traces.cases] == [(running, False)]
    assert bench.case(running).applicant.email == APPLICANT
    assert json.loads(titip("forget", "tiada@x.example", "--json"))["asked"] is False
    assert not list((bench.store.root / "requests").glob("*.json")), "the request named him too"
    assert problems(bench) == []


def test_settled_held_mail_is_forgotten_and_waiting_mail_is_left(bench: Bench) -> None:
    from bot.edges.held import archive_held, list_archived, list_held

    raw = f"From: {APPLICANT}\r\n\r\nx".encode()
    for digest in ("aa" * 32, "bb" * 32):
        bench.store.save_held(digest, raw, {"verdict": "too-big", "why": "x"})
    archive_held(bench.store.root, "aa" * 32, {"settled": "dropped"})
    config = ["--config", str(bench.folder / "config.toml")]
    result = CliRunner().invoke(app, ["forget", APPLICANT, *config])
    assert "masih menunggu petugas" in result.output
    Errands(bench.runner).run()
    assert (list_archived(bench.store.root), len(list_held(bench.store.root))) == ((), 1)


def test_the_letter_that_was_kept_is_not_told_of_any_more(bench: Bench) -> None:
    case = ended(bench)
    assert bench.store.read_file(case.ref, case.fields["surat"]["berkas"]) == PDF
    later(bench)
    erase_due(bench.store, RULE, bench.now)
    assert "surat" not in bench.case(case.ref).fields
    result = CliRunner().invoke(app, ["case", case.ref, "--config", str(bench.folder / "config.toml")])
    assert "data orang dihapus" in result.output


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("erase_after_days = 89", "paling sedikit 90"),
        ("erase_after_days = 0", "paling sedikit 90"),
        ("keep_fields = ['opd', 'srver']", "isian “srver” tidak dikenal"),
        ("keep = 3", "retention.keep"),
    ],
)
def test_the_checker_knows_the_rule(line: str, says: str) -> None:
    texts = dict(load_texts(ROOT / "rules"))
    head, _, tail = texts["umum.toml"].partition("[retention]\n")
    texts["umum.toml"] = f"{head}[retention]\n{line}\n{tail[tail.index('[general]') :]}"
    assert [str(one) for one in read_rules(texts).problems if says in str(one)]
