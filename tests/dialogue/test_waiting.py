"""The waiting list by mail: a full room with three waiting; fit, expiry, withdrawal, overtaking."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import ROOT
from tests.dialogue.stage import Stage, staged, text_of
from tests.dialogue.test_deposit import REQUEST
from tests.servers import MailServer

RACKS = """
[[room]]
id = "r"
name = "Ruang"
  [[room.rack]]
  id = "A"
  units = 4
  watts = 5000
"""
AGENCIES = {
    "pemohon": "Dinas Kesehatan",
    "orang-luar": "Dinas Perhubungan",
    "kedua": "Kecamatan Pule",
    "ketiga": "Dinas Sosial",
}


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    """A room of four units."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "rules" / "racks.toml").write_text(RACKS, "utf-8")
    with staged(mail_server, tmp_path, ('rules = ""', 'rules = "rules"')) as made:
        yield made


def ask(stage: Stage, who: str, size: str = "") -> str:
    """A request up to the kasi's desk; its reference."""
    text = REQUEST.replace("Dinas Kesehatan", AGENCIES[who]) + size
    stage.say(who, text, "Permohonan", letter=True)
    stage.say("kadis", "ok", answers=stage.inbox("kadis")[-1])
    stage.say("kabid", "teruskan", answers=stage.inbox("kabid")[-1])
    return max(case.ref for case in stage.cases)


def last(stage: Stage, who: str) -> str:
    return " ".join(text_of(stage.inbox(who)[-1]).split())


def fill_room(stage: Stage) -> str:
    """The first agency is promised all four units."""
    first = ask(stage, "pemohon")
    stage.say("kasi", "Tersedia, besok jam 9 pagi, rak A U1-U4", answers=stage.inbox("kasi")[-1])
    return first


def wait(stage: Stage, who: str, size: str = "") -> str:
    ref = ask(stage, who, size)
    stage.say("kasi", "Mohon maaf, sudah penuh.", answers=stage.inbox("kasi")[-1])
    assert stage.case(ref).step == "daftar-tunggu"
    return ref


BIG = "Merek/Tipe: Contoh Besar\nUkuran: 6U\n"
SMALL = "Merek/Tipe: Contoh Kecil\nUkuran: 2U\n"


def test_the_first_that_fits_gets_what_comes_free_and_takes_it(stage: Stage) -> None:
    fill_room(stage)
    big = wait(stage, "orang-luar", BIG)
    small = wait(stage, "kedua", SMALL)
    third = wait(stage, "ketiga", SMALL)
    assert "urutan ke-3" in last(stage, "ketiga")

    stage.say("pemohon", "Mohon maaf, permohonan kami batalkan.", answers=stage.inbox("pemohon")[-1])

    assert "tawaran" not in stage.case(big).fields, "six units do not fit into four"
    assert "Tempat kosong" in stage.inbox("kedua")[-1]["Subject"]
    assert "Rak A U1-2" in last(stage, "kedua")
    assert stage.case(third).fields["unit"] == "3-4"

    stage.say("kedua", "Kami bersedia, besok jam 10 pagi kami antar", answers=stage.inbox("kedua")[-1])
    assert stage.case(small).step == "penyerahan"
    assert (stage.case(small).fields["rak"], stage.case(small).fields["unit"]) == ("A", "1-2")
    assert "Sekarang urutan ke-2" in last(stage, "ketiga") or stage.case(third).fields["urutan"] == 2


def test_an_offer_runs_out_and_goes_to_the_next(stage: Stage) -> None:
    fill_room(stage)
    second = wait(stage, "orang-luar", "Merek/Tipe: Contoh\nUkuran: 4U\n")
    third = wait(stage, "kedua", "Merek/Tipe: Contoh\nUkuran: 4U\n")
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    assert stage.case(second).fields["tawaran"]
    assert "tawaran" not in stage.case(third).fields

    stage.clock.added += timedelta(days=21)
    stage.bot.poll()

    assert "telah lewat" in stage.inbox("orang-luar")[-1]["Subject"]
    assert stage.case(third).fields["tawaran"]
    assert "tawaran" not in stage.case(second).fields
    assert stage.case(second).fields["urutan"] == 2
    letters = len(stage.inbox("kedua"))
    stage.bot.poll()
    assert len(stage.inbox("kedua")) == letters, "an offer is made once"


def test_who_withdraws_moves_the_others_up(stage: Stage) -> None:
    fill_room(stage)
    wait(stage, "orang-luar")
    wait(stage, "kedua")
    stage.say(
        "orang-luar", "Kami tidak bersedia menunggu, batalkan saja", answers=stage.inbox("orang-luar")[-1]
    )

    assert "Sekarang urutan ke-1" in last(stage, "kedua")


def test_overtaking_wants_a_reason(stage: Stage) -> None:
    fill_room(stage)
    first = wait(stage, "orang-luar")
    second = wait(stage, "kedua")
    offer = next(one for one in reversed(stage.inbox("kasi")) if second in one["Subject"])
    stage.say("kasi", "Tersedia, besok jam 9 pagi", answers=offer)

    asked = stage.inbox("kasi")[-1]
    assert f"mendahului {first}" in " ".join(text_of(asked).split())
    assert stage.case(second).step == "daftar-tunggu"
    stage.say("kasi", "karena server pelayanan darurat", answers=asked)
    assert stage.case(second).step == "penyerahan"
    assert first in stage.case(second).journal[-1].text
    assert "darurat" in stage.case(second).journal[-1].text


def test_who_says_full_is_shown_who_waits_and_no_place(stage: Stage) -> None:
    fill_room(stage)
    waiting = [wait(stage, who) for who in list(AGENCIES)[1:3]]
    letter = last(stage, "kasi")

    assert "Usul tempat" not in letter
    assert [letter.count(f"({ref}), sejak") for ref in waiting] == [1, 1]
    assert letter.index(waiting[0]) < letter.rindex(waiting[1])


def test_a_withdrawal_after_the_handover_is_told_how_to_get_the_server_back(stage: Stage) -> None:
    ref = fill_room(stage)
    handed = "Sudah diterima.\n\nMerek/Tipe: Contoh X100\nNomor seri: ABC12345\nYang menyerahkan: Budi Contoh\nYang menerima: Sari Contoh\nRak: A\nUnit: 1-4"
    stage.say("teknisi", handed, answers=stage.inbox("teknisi")[-1])
    assert stage.case(ref).step == "konfigurasi"
    stage.say("pemohon", "Permohonan ini kami batalkan saja.", answers=stage.inbox("pemohon")[-1])

    assert stage.case(ref).step == "konfigurasi"
    assert "tidak dapat lagi dilakukan pada langkah ini" in last(stage, "pemohon")
    assert "ajukan Pengembalian Server" in last(stage, "pemohon")
