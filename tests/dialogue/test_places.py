"""Places by mail: proposed, shown, refused when taken, never given twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogue.stage import Stage, files_of, staged, text_of
from tests.dialogue.test_deposit import REQUEST
from tests.servers import MailServer


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def ask_for_a_place(stage: Stage, who: str, agency: str) -> None:
    stage.say(who, REQUEST.replace("Dinas Kesehatan", agency), "Permohonan", letter=True)
    stage.say("kadis", "ok", answers=stage.inbox("kadis")[-1])
    stage.say("kabid", "teruskan", answers=stage.inbox("kabid")[-1])


def test_a_place_is_proposed_and_one_that_is_taken_is_refused(stage: Stage) -> None:
    ask_for_a_place(stage, "pemohon", "Dinas Kesehatan")
    shown = stage.inbox("kasi")[-1]
    assert any(content.startswith(b"\x89PNG") for content in files_of(shown).values())
    assert "Usul tempat: rak" in text_of(shown)
    stage.say("kasi", "Tersedia, besok jam 9 pagi, rak A U10-U11", answers=shown)

    ask_for_a_place(stage, "orang-luar", "Dinas Perhubungan")
    second = stage.inbox("kasi")[-1]
    assert "Rak A : 5-9, 12-40" in text_of(second)
    stage.say("kasi", "Tersedia, besok jam 10 pagi, rak A U11-U12", answers=second)
    refused = stage.inbox("kasi")[-1]
    assert "sudah dipakai Dinas Kesehatan" in " ".join(text_of(refused).split())
    assert {case.step for case in stage.cases} == {"penyerahan", "tempat"}

    stage.say("kasi", "Kalau begitu rak A U12-U13", answers=refused)
    places = {case.fields["rak"] + case.fields["unit"]: case.step for case in stage.cases}
    assert places == {"A10-11": "penyerahan", "A12-13": "penyerahan"}


@pytest.mark.parametrize(
    "said", ["maaf salah, rak B U5-U6", "Ralat: rak B U5-U6", "Tempat baru: rak B unit 5-6"]
)
def test_the_kasi_puts_the_place_right_before_the_handover(stage: Stage, said: str) -> None:
    ask_for_a_place(stage, "pemohon", "Dinas Kesehatan")
    shown = stage.inbox("kasi")[-1]
    stage.say("kasi", "Tersedia, besok jam 9 pagi, rak A U10-U11", answers=shown)
    (case,) = stage.cases
    stage.say("kasi", said, answers=shown)

    assert stage.step == "penyerahan"
    assert (stage.cases[0].fields["rak"], stage.cases[0].fields["unit"]) == ("B", "5-6")
    assert stage.cases[0].fields["waktu"] == case.fields["waktu"]
    told = " ".join(text_of(stage.inbox("teknisi")[-1]).split())
    assert "Tempat server ini diganti" in told
    assert "Rak : B" in told
    stage.say("kasi", "maaf salah, rak B U1-U2", answers=shown)
    assert "tidak untuk server titipan" in " ".join(text_of(stage.inbox("kasi")[-1]).split())


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("rak Z U1-U2", "rak Z tidak ada"),
        ("rak A U1-U2", "tidak untuk server titipan"),
        ("rak D U26-U28", "hanya sampai U27"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_its_reason(stage: Stage, said: str, why: str) -> None:
    ask_for_a_place(stage, "pemohon", "Dinas Kesehatan")
    stage.say("kasi", f"Tersedia, besok jam 9 pagi, {said}", answers=stage.inbox("kasi")[-1])

    assert why in " ".join(text_of(stage.inbox("kasi")[-1]).split())
    assert stage.step == "tempat"
