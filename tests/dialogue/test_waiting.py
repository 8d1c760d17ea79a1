"""The waiting list by mail: a full room with three waiting; fit, expiry, withdrawal, overtaking."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import ROOT
from tests.dialogue.stage import SERVICE, Stage, staged, text_of
from tests.dialogue.test_deposit import REQUEST
from tests.dialogue.test_inventory import ONLY_EMBEDDED
from tests.dialogue.test_time import set_clock
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED

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
    set_clock(stage, "2026-06-08 10:00")
    fill_room(stage)
    second = wait(stage, "orang-luar", "Merek/Tipe: Contoh\nUkuran: 4U\n")
    third = wait(stage, "kedua", "Merek/Tipe: Contoh\nUkuran: 4U\n")
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    assert stage.case(second).fields["tawaran"]
    assert "tawaran" not in stage.case(third).fields

    set_clock(stage, "2026-06-28 10:00")  # a Sunday
    stage.bot.poll()
    assert stage.case(second).fields["tawaran"], "what only time brings waits for working hours"

    set_clock(stage, "2026-06-29 10:00")
    stage.bot.poll()

    assert "telah lewat" in stage.inbox("orang-luar")[-1]["Subject"]
    told = [one["Subject"] for one in stage.inbox("kasi")[-2:]]
    assert ["lewat" in told[0], "Tempat kosong" in told[1]] == [True, True]
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


def test_after_everybody_had_his_turn_the_first_has_his_again(stage: Stage) -> None:
    set_clock(stage, "2026-06-08 10:00")
    fill_room(stage)
    second, third = wait(stage, "orang-luar"), wait(stage, "kedua", "Merek/Tipe: Contoh\nUkuran: 4U\n")
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    turns = []
    for moment in ("2026-06-09 10:00", "2026-06-22 10:00", "2026-07-06 10:00", "2026-07-20 10:00"):
        set_clock(stage, moment)
        stage.bot.poll()
        turns.append([ref for ref in (second, third) if stage.case(ref).fields.get("tawaran")])
    assert turns == [[second], [third], [second], [third]]

    stage.say("kedua", "batal", answers=stage.inbox("kedua")[-1])
    assert stage.case(second).fields["tawaran"]
    set_clock(stage, "2026-08-03 10:00")
    stage.bot.poll()
    assert stage.case(second).fields["tawaran"], "alone, he is asked again"


def test_an_offer_is_taken_for_working_hours(stage: Stage) -> None:
    set_clock(stage, "2026-06-08 10:00")
    fill_room(stage)
    second = wait(stage, "orang-luar", SMALL)
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    for moment in (
        "Minggu 14 Juni 2026 jam 21.00",
        "Minggu 14 Juni 2026 jam 21.00",
        "Senin 15 Juni 2026 jam 21.00",
    ):
        stage.say("orang-luar", f"Bersedia, {moment}", answers=stage.inbox("orang-luar")[-1])
        assert "di luar hari dan jam kerja" in last(stage, "orang-luar")
        assert stage.case(second).step == "daftar-tunggu"

    stage.say("orang-luar", "Senin 15 Juni 2026 jam 10.00", answers=stage.inbox("orang-luar")[-1])
    assert stage.case(second).step == "penyerahan"


def promise(stage: Stage, who: str, place: str, size: str = "") -> str:
    """A request that the kasi gives that place."""
    ref = ask(stage, who, size)
    stage.say("kasi", f"Tersedia, besok jam 9 pagi, {place}", answers=stage.inbox("kasi")[-1])
    assert stage.case(ref).step == "penyerahan"
    return ref


def test_a_rest_too_small_when_all_was_full_goes_with_what_comes_free(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U3-U4")
    second = wait(stage, "orang-luar", "Merek/Tipe: Contoh\nUkuran: 4U\n")
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])

    assert stage.case(second).fields["unit"] == "1-4"
    assert "Tempat kosong" in stage.inbox("orang-luar")[-1]["Subject"]


def test_what_the_kasi_gave_to_another_meanwhile_is_full_no_longer(stage: Stage) -> None:
    promise(stage, "pemohon", "rak A U1-U2")
    second = wait(stage, "orang-luar", SMALL)
    third = ask(stage, "kedua", SMALL)
    stage.say("kasi", "Tersedia, besok jam 9, rak A U3-U4", answers=stage.inbox("kasi")[-1])
    stage.say("kasi", "karena server darurat", answers=stage.inbox("kasi")[-1])
    assert stage.case(third).step == "penyerahan"
    assert "tawaran" not in stage.case(second).fields

    stage.say("kedua", "batal", answers=stage.inbox("kedua")[-1])
    assert stage.case(second).fields["unit"] == "3-4"


def test_what_comes_free_in_the_pass_that_says_full_is_offered(stage: Stage) -> None:
    fill_room(stage)
    second = ask(stage, "orang-luar", SMALL)
    full = stage.write("kasi", "Mohon maaf, sudah penuh.", answers=stage.inbox("kasi")[-1])
    gone = stage.write("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    stage.server.deliver(SERVICE, full.as_bytes())
    stage.send(gone)

    assert stage.case(second).fields["unit"] == "1-2"


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
