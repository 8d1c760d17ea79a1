"""Held mail and the person who decides over it: released it is read anew, and has no more right than before."""

from __future__ import annotations

import json
import logging
from email.message import EmailMessage
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import EXAMPLE
from bot.edges.held import UnknownHeld, find_held, list_held
from bot.edges.refs import UnknownCase
from bot.edges.requests import Request, list_requests, save_request
from bot.errands import DROPPED, Errands
from bot.errors import TitipError
from bot.held_sheet import ask, list_rows, mask
from bot.verifying import verify_folder
from tests.bench import PDF, REQUEST, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def root(bench: Bench) -> Path:
    return bench.store.root


def hold(bench: Bench, who: str, text: str, *, letter: bytes = b"", subject: str = "Permohonan") -> str:
    """A mail that the office's own server calls spam; the mark under which it is held."""
    mail: EmailMessage = bench.mail(who, text, letter=letter, subject=subject)
    mail["X-Spam-Flag"] = "YES"
    assert bench.take(mail).held
    return list_held(root(bench))[-1].id


def ask_bot(bench: Bench, mark: str, **asked: str) -> Request:
    action = asked.pop("action", "release")
    return ask(root(bench), mark, action, bench.now, **asked)  # type: ignore[arg-type]


def run(bench: Bench) -> int:
    return Errands(bench.runner).run()


def test_a_request_taken_for_spam_becomes_a_case_once(bench: Bench) -> None:
    mark = hold(bench, "pemohon", REQUEST, letter=PDF)
    asked = ask_bot(bench, mark)
    with pytest.raises(TitipError, match="sudah diminta"):
        ask_bot(bench, mark)
    assert run(bench) == 1
    (summary,) = bench.store.open_cases()
    case = bench.case(summary.ref)
    assert case.step == "disposisi-kadis"
    assert list_held(root(bench)) == ()
    archived = json.loads(next((root(bench) / "held/archive").glob("*.json")).read_bytes())
    assert (archived["settled"], archived["case"]) == ("released", case.ref)
    assert list_requests(root(bench)) == ()

    archive = root(bench) / "held" / "archive"  # a crash before the request was crossed out
    for path in archive.iterdir():
        path.rename(root(bench) / "held" / path.name)
    save_request(root(bench), asked)
    bench.restart()
    assert run(bench) == 1
    assert bench.case(case.ref) == case
    assert len(bench.store.open_cases()) == 1
    assert [str(one) for one in verify_folder(root(bench))] == []


def test_a_stranger_stays_a_stranger_in_the_case_he_is_put_into(bench: Bench) -> None:
    ref = bench.request()
    mark = hold(bench, "orang-luar", "Setuju, lanjutkan saja.")
    ask_bot(bench, mark, case=ref)
    run(bench)
    assert bench.case(ref).step == "disposisi-kadis"
    assert len(bench.store.open_cases()) == 1
    (again,) = list_held(root(bench))
    assert again.id != mark
    assert "tidak terdaftar" in again.why


def test_a_decision_without_proof_is_asked_back_as_ever(bench: Bench) -> None:
    ref = bench.request()
    mark = hold(bench, "kadis", "Setuju, teruskan ke Kabid.", subject="permohonan dinkes")
    ask_bot(bench, mark, case=ref)
    run(bench)
    case = bench.case(ref)
    assert (case.step, case.pending[0].why) == ("disposisi-kadis", "unproven")
    assert bench.last(ref, "kadis").letter == "konfirmasi"


def test_the_person_at_the_terminal_decides_for_nobody(tmp_path: Path) -> None:
    """Our own server vouches for the writer, but it was not he who named the case: he is asked."""
    text = EXAMPLE.read_text("utf-8").replace('authserv_id = ""', 'authserv_id = "mx.kominfo.example"')
    (tmp_path / "config.toml").write_text(text, "utf-8")
    bench = Bench(tmp_path)
    ref = bench.request()
    mail = bench.mail("kadis", "Setuju, teruskan ke Kabid.", subject="permohonan dinkes")
    domain = mail["From"].rpartition("@")[2].rstrip(">")
    mail["Authentication-Results"] = f"mx.kominfo.example; dmarc=pass header.from={domain}"
    mail["X-Spam-Flag"] = "YES"
    assert bench.take(mail).held
    ask_bot(bench, list_held(root(bench))[0].id, case=ref)
    run(bench)
    assert (bench.case(ref).step, bench.case(ref).pending[0].why) == ("disposisi-kadis", "unproven")


def test_a_code_still_proves(bench: Bench) -> None:
    ref = bench.request()
    mail = bench.mail("kadis", "Setuju, teruskan ke Kabid.", bench.last(ref, "kadis"))
    mail["X-Spam-Flag"] = "YES"
    assert bench.take(mail).held
    ask_bot(bench, list_held(root(bench))[0].id)
    run(bench)
    assert bench.case(ref).step == "disposisi-kabid"


def test_an_advert_that_is_released_is_still_no_request(bench: Bench) -> None:
    mark = hold(bench, "orang-luar", "Promo alat tulis kantor.", subject="promo")
    ask_bot(bench, mark)
    run(bench)
    assert bench.store.open_cases() == ()
    (again,) = list_held(root(bench))
    assert "tidak menyangkut" in again.why


def test_what_is_dropped_lies_in_the_archive_and_in_the_ledger(bench: Bench) -> None:
    mark = hold(bench, "orang-luar", "Promo alat tulis kantor.", subject="promo")
    asked = ask_bot(bench, mark, action="drop", reason="iklan")
    run(bench)
    save_request(root(bench), asked)
    assert run(bench) == 1, "asked twice it is done once"
    assert list_held(root(bench)) == ()
    assert bench.store.count_held() == 0
    lines = [one for one in bench.store.ledger.recent(3, bench.now.date()) if one.verdict == DROPPED]
    assert [(one.digest[:8], one.why) for one in lines] == [(mark, "iklan")]
    assert len(list((root(bench) / "held" / "archive").glob(f"{mark}*"))) == 2
    assert [str(one) for one in verify_folder(root(bench))] == []


def test_an_errand_that_fails_holds_up_no_other(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bench.store.save_held(
        "ab" * 32, b"", {"at": bench.now.isoformat(), "verdict": "unreadable", "why": "kosong"}
    )
    mark = hold(bench, "pemohon", REQUEST, letter=PDF)
    first = Request("00000000T000000-0", bench.now, "release", "ab" * 32, case="TTP-2026-0099")
    save_request(root(bench), first)
    (root(bench) / "requests" / "0.json").write_text("{")
    ask_bot(bench, mark)
    assert run(bench) == 1
    assert len(bench.store.open_cases()) == 1
    assert sorted(one.name for one in (root(bench) / "requests" / "gagal").iterdir()) == [
        "0.json",
        f"{first.id}.json",
    ]
    assert f"permintaan {first.id} gagal" in caplog.text
    assert [one.why for one in list_held(root(bench))] == ["kosong"]


def test_what_cannot_be_asked_is_refused_at_once(bench: Bench) -> None:
    bench.store.save_held("aa" * 32, b"From: x@y.example", {"verdict": "too-big", "why": "besar"})
    bench.store.save_held("ab" * 32, b"x", {"verdict": "held", "why": "x"})
    for mark in ("", "a", "c"):
        with pytest.raises(UnknownHeld):
            ask_bot(bench, mark)
    with pytest.raises(TitipError, match="terlalu besar"):
        ask_bot(bench, "aa")
    with pytest.raises(UnknownCase, match="TTP-2026-0001"):
        ask_bot(bench, "ab", case="TTP-2026-0001")
    assert list_requests(root(bench)) == ()


@pytest.mark.parametrize(
    ("email", "masked"), [("budi@dinkes.example", "b…@dinkes.example"), ("", "-"), ("@x.example", "-")]
)
def test_senders_are_masked(email: str, masked: str) -> None:
    assert mask(email) == masked


def test_the_command_lists_shows_and_asks(bench: Bench) -> None:
    mail = bench.mail("orang-luar", "Promo\x1b[2J besar\x9b31m kantor.", subject="promo \x1b]0;judul\x07")
    mail["X-Spam-Flag"] = "YES"
    bench.take(mail)
    config = ["--config", str(bench.folder / "config.toml")]

    def titip(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, *config])
        assert result.exit_code == 0, result.output
        return result.output

    (row,) = list_rows(root(bench), "Asia/Jakarta")
    listed = titip("held")
    assert row.id in listed
    assert "siti" not in listed
    assert json.loads(titip("held", "--json"))[0]["sender"].startswith("s…@")
    shown = titip("held", "show", row.id)
    assert "siti@" in shown
    assert "Promo" in shown
    assert not {"\x1b", "\x9b", "\x07"} & set(shown)
    assert "putaran berikutnya" in titip("held", "drop", row.id, "--reason", "iklan")
    assert "diminta dibuang" in titip("held", "--json")
    run(bench)
    assert "Tidak ada surel" in titip("held")
    with pytest.raises(UnknownHeld):
        find_held(root(bench), row.id)
