"""Room is given by mail: not past who waits without a reason, not twice, and not where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.config import ROOT
from tests.dialogue.stage import Stage, staged, text_of
from tests.dialogue.test_inventory import ONLY_EMBEDDED
from tests.dialogue.test_waiting import RACKS, SMALL, ask, last, promise, wait
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED

BIG = "Merek/Tipe: Contoh\nUkuran: 4U\n"


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A room of four units and 5000 W, or as a test marks it."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    racks = RACKS
    for old, new in getattr(request, "param", ()):
        racks = racks.replace(old, new)
    (tmp_path / "rules" / "racks.toml").write_text(racks, "utf-8")
    with staged(mail_server, tmp_path, ('rules = ""', 'rules = "rules"')) as made:
        yield made


def newest(stage: Stage, ref: str) -> EmailMessage:
    """The kasi's latest letter of that case."""
    return next(one for one in reversed(stage.inbox("kasi")) if ref in one["Subject"])


def decide(stage: Stage, ref: str, text: str) -> str:
    """The kasi answers the latest letter of that case; what he is told then, in one line."""
    stage.say("kasi", text, answers=newest(stage, ref))
    return " ".join(text_of(newest(stage, ref)).split())


@pytest.mark.parametrize("place", ["rak A U3-U4", ""])
def test_overtaking_within_the_queue_wants_a_reason(stage: Stage, place: str) -> None:
    promise(stage, "pemohon", "rak A U1-U2", SMALL)
    first, second = wait(stage, "orang-luar", SMALL), wait(stage, "kedua", SMALL)

    assert f"mendahului {first}" in decide(stage, second, f"Tersedia, besok jam 9 pagi {place}")
    assert stage.case(second).step == "daftar-tunggu"
    decide(stage, second, "karena server pelayanan darurat")
    assert stage.case(second).step == "penyerahan"
    assert stage.case(second).journal[-1].text == f"mendahului {first}: karena server pelayanan darurat"


def test_overtaking_by_a_new_request_wants_a_reason_and_the_letter_says_who_waits(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U2", SMALL)
    big, small = wait(stage, "orang-luar", BIG), wait(stage, "kedua", SMALL)
    third = ask(stage, "ketiga", SMALL)
    asked = last(stage, "kasi")
    assert "Usul tempat: rak A U3-4" in asked
    assert f"Urutan 1 : Dinas Perhubungan ({big}), sejak" in asked
    assert f"Kecamatan Pule ({small}), sejak" in asked
    assert asked.count("tempat yang diusulkan juga cukup untuknya") == 1
    assert "sebutkan alasannya" in asked

    assert f"mendahului {small}," in decide(stage, third, "Tersedia besok jam 10, rak A U3-U4")
    assert stage.case(third).step == "tempat"
    decide(stage, third, "karena server pelayanan darurat")
    assert stage.case(third).step == "penyerahan"
    assert stage.case(third).journal[-1].text == f"mendahului {small}: karena server pelayanan darurat"


def test_saying_full_overtakes_nobody(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U2", SMALL)
    wait(stage, "orang-luar", SMALL)
    second = wait(stage, "kedua", SMALL)
    decide(stage, second, "masih penuh")

    assert stage.case(second).pending == ()
    assert stage.case(second).journal[-1].what == "stayed"


@pytest.mark.parametrize("said", ["rak A", "U1-U2", "silakan diantar"])
def test_no_room_is_promised_where_there_is_none(stage: Stage, said: str) -> None:
    promise(stage, "pemohon", "rak A U1-U4", BIG)
    second = ask(stage, "orang-luar", SMALL)
    refused = decide(stage, second, f"Tersedia, besok jam 9, {said}")

    assert "tidak ada tempat kosong" in refused
    assert "yang kosong: tidak ada" in refused
    assert stage.case(second).step == "tempat"
    decide(stage, second, "Mohon maaf, sudah penuh.")
    assert stage.case(second).step == "daftar-tunggu"


def test_room_is_promised_once_and_its_place_may_be_given_later(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U2", SMALL)
    second, third = ask(stage, "orang-luar", SMALL), ask(stage, "kedua", SMALL)
    decide(stage, second, "Tersedia, besok jam 9")
    assert stage.case(second).step == "penyerahan"

    refused = decide(stage, third, "Tersedia, besok jam 10")
    assert f"sudah dijanjikan tanpa tempat: {second}" in refused
    assert stage.case(third).step == "tempat"


def test_what_is_on_offer_is_promised_to_nobody_else(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U4", BIG)
    second, third = wait(stage, "orang-luar", BIG), wait(stage, "kedua", BIG)
    fourth = ask(stage, "ketiga", BIG)
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    assert stage.case(second).fields["tawaran"]

    for ref, step in ((third, "daftar-tunggu"), (fourth, "tempat")):
        assert "tidak ada tempat kosong" in decide(stage, ref, "Tersedia, besok jam 9")
        assert stage.case(ref).step == step


@pytest.mark.parametrize("stage", [(("units = 4", "units = 8"),)], indirect=True)
def test_who_holds_an_offer_is_overtaken_by_a_place_left_open(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U4", BIG)
    second, third = wait(stage, "orang-luar", BIG), ask(stage, "kedua", BIG)
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    assert stage.case(second).fields["unit"] == "1-4"

    assert f"mendahului {second}" in decide(stage, third, "Tersedia, besok jam 9")
    decide(stage, third, "Tersedia, besok jam 9, rak A U5-U8")
    assert stage.case(third).step == "penyerahan", "another place is not his"


@pytest.mark.parametrize("stage", [(("units = 4", "units = 10"), ("5000", "600"))], indirect=True)
def test_more_power_than_is_left_is_refused(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U2", "Merek/Tipe: Contoh\nUkuran: 2U\nDaya: 500 W\n")
    second = ask(stage, "orang-luar", "Merek/Tipe: Contoh\nUkuran: 2U\nDaya: 800 W\n")
    assert "Tidak ada tempat kosong yang cukup" in last(stage, "kasi")

    refused = decide(stage, second, "Tersedia, besok jam 9, rak A U3-U4")
    assert "sisa daya rak A 100 W, server ini memerlukan 800 W" in refused
    assert stage.case(second).step == "tempat"
