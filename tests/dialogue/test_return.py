"""A return as its people live it: which server, who may ask, what left, and what that changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.deciding.places import render_units, reserved_units
from bot.edges.store import Store
from bot.model import Address, Case
from tests.dialogue.stage import PEOPLE, Stage, files_of, one_tap, staged, text_of, write_day_after
from tests.servers import MailServer

AGENCY = "Dinas Kesehatan, Pengendalian Penduduk dan Keluarga Berencana"
FIRST = {
    "merek": "Contoh X100", "nomor_seri": "ABC12345", "ukuran": "1", "daya": "300 W", "nama": "srv-obat-01",
    "kondisi": "baik, ada goresan di tutup",
}  # fmt: skip
SECOND = {"merek": "Contoh Y200", "nomor_seri": "DEF67890", "ukuran": "1", "daya": "300 W", "kondisi": "baik"}
REQUEST = "Kami dari Dinas Kesehatan bermaksud mengambil kembali server kami{which}.\nCP: Budi Contoh, 0812-0000-1111\n"
LEFT = (
    "Sudah dikembalikan.\nKondisi: {condition}\nYang menyerahkan: Dewi Contoh\nYang menerima: Budi Contoh\n"
)


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def store_of(stage: Stage) -> Store:
    return stage.bot.runner.store


def stand(stage: Stage, *servers: dict[str, Any], who: str = "pemohon", ref: str = "", **changes: Any) -> str:
    """A deposit whose servers stand here since a while; its reference."""
    name, address = PEOPLE[who]
    now = stage.clock()
    ref = ref or store_of(stage).new_ref("TTP", 2026)
    facts = {
        "opd": AGENCY, "kontak": name, "server": [dict(one) for one in servers], "rak": "B", "ip": ["10.10.5.21"],
        "unit": f"10-{9 + len(servers)}" if len(servers) > 1 else "10", "masuk": now.isoformat(),
    }  # fmt: skip
    case = Case(ref, "penitipan", "aktif", now, now, Address(address, name), {**facts, **changes})
    store_of(stage).save(case, 0)
    return ref


def case_of(stage: Stage, process: str) -> Case:
    (found,) = [one for one in stage.cases if one.process == process]
    return found


def ask(stage: Stage, which: str = "", who: str = "pemohon", letter: bool = True) -> None:
    stage.say(who, REQUEST.format(which=which), "Permohonan pengembalian server", letter=letter)


def approve(stage: Stage) -> EmailMessage:
    """Both dispositions and the kasi's time; the letter to the contact."""
    stage.say("kadis", "ok lanjutkan", answers=stage.inbox("kadis")[-1])
    stage.say("kabid", "teruskan", answers=stage.inbox("kabid")[-1])
    stage.say("kasi", "Dijadwalkan besok jam 10 pagi", answers=stage.inbox("kasi")[-1])
    return stage.inbox("pemohon")[-1]


def test_a_whole_return(stage: Stage) -> None:
    deposit = stand(stage, FIRST)
    ask(stage)
    received = stage.expect("pemohon", "Permohonan pengembalian diterima")
    assert f"{deposit}/1" in text_of(received)  # the only one that the agency has
    case = case_of(stage, "pengembalian")
    assert case.fields["barang"] == [f"{deposit}/1"]
    assert case.ref.startswith("PGB-")

    to_kadis = stage.expect("kadis", "Mohon disposisi")
    assert "pengembalian server" in text_of(to_kadis)
    assert {"Surat Permohonan.pdf", f"lembar-disposisi-{case.ref}.pdf"} <= set(files_of(to_kadis))
    ready = approve(stage)
    assert "Server siap diambil" in ready["Subject"]
    assert "10.00 WIB" in text_of(ready)
    assert any(name.endswith(".ics") for name in files_of(ready))
    assert "Mohon dibawa" in text_of(ready)

    to_teknisi = stage.expect("teknisi", "Pengambilan server")
    shown = text_of(to_teknisi)
    assert "rak B U10" in shown
    assert "goresan di tutup" in shown
    assert f"lembar-periksa-kembali-{case.ref}.pdf" in files_of(to_teknisi)
    stage.say("teknisi", LEFT.format(condition="ada penyok di sisi kiri"), answers=to_teknisi)

    form = stage.inbox("teknisi")[-1]
    assert any(content.startswith(b"%PDF") for content in files_of(form).values())
    told = " ".join(text_of(form).split())
    assert (
        'Kondisi/ciri: tercatat "baik, ada goresan di tutup", saat diambil "ada penyok di sisi kiri"' in told
    )
    assert "Serah terima pengembalian" in stage.inbox("kasi")[-1]["Subject"]
    subjects = [letter["Subject"] for letter in stage.inbox("pemohon")[-2:]]
    assert any("Penitipan selesai" in subject for subject in subjects)
    assert any("Serah terima pengembalian" in subject for subject in subjects)

    closed = stage.case(deposit)
    assert closed.closed == "dikembalikan"
    assert closed.fields["server"][0]["keluar_berkas"] == case.ref
    assert stage.cases == []
    stage.say("pemohon", "status", answers=stage.inbox("pemohon")[-1])
    assert "sudah selesai" in text_of(stage.inbox("pemohon")[-1])


def test_one_of_two_leaves_and_later_the_last(stage: Stage) -> None:
    deposit = stand(stage, FIRST, SECOND)
    ask(stage, " SN abc 12345")
    assert case_of(stage, "pengembalian").fields["barang"] == [f"{deposit}/1"]
    approve(stage)
    stage.say(
        "teknisi", LEFT.format(condition="sama seperti waktu dititipkan"), answers=stage.inbox("teknisi")[-1]
    )

    assert "Tidak ada perbedaan" in text_of(stage.inbox("teknisi")[-1])
    staying = case_of(stage, "penitipan")
    assert [bool(one.get("keluar")) for one in staying.fields["server"]] == [True, False]
    assert any("Server diambil kembali" in letter["Subject"] for letter in stage.inbox("pemohon"))

    ask(stage, letter=True)
    assert case_of(stage, "pengembalian").fields["barang"] == [f"{deposit}/2"]  # now the only one
    approve(stage)
    stage.say("teknisi", LEFT.format(condition="baik"), answers=stage.inbox("teknisi")[-1])
    assert stage.case(deposit).closed == "dikembalikan"
    assert stage.cases == []


def test_both_are_asked_for_and_one_is_left_behind(stage: Stage) -> None:
    deposit = stand(stage, FIRST, SECOND)
    ask(stage, ", semua server")
    assert case_of(stage, "pengembalian").fields["barang"] == [f"{deposit}/1", f"{deposit}/2"]
    approve(stage)
    text = LEFT.format(condition="baik") + "Yang dibawa baru SN DEF67890, sedangkan SN ABC12345 tetap di rak."
    stage.say("teknisi", text, answers=stage.inbox("teknisi")[-1])

    staying = case_of(stage, "penitipan")
    assert [bool(one.get("keluar")) for one in staying.fields["server"]] == [False, True]


def test_asked_in_the_thread_of_the_old_deposit(stage: Stage) -> None:
    other = stand(stage, SECOND)
    deposit = stand(stage, FIRST)
    stage.say("kasi", "status", f"[{deposit}]")  # any letter of the deposit
    stage.say("pemohon", "status", f"[{deposit}]")
    thread = stage.expect("pemohon", "Kedudukan berkas")
    text = "Server yang kami titipkan ini mau kami tarik kembali. Kami dari Dinas Kesehatan, CP: Budi Contoh 0812-0000-1111"
    stage.say("pemohon", text, answers=thread, letter=True)

    case = case_of(stage, "pengembalian")
    assert case.fields["barang"] == [f"{deposit}/1"]
    assert case.step == "disposisi-kadis"
    assert stage.case(deposit).step == stage.case(other).step == "aktif"


@pytest.mark.parametrize(
    "answer",
    [
        "{ref}/2",
        "yang SN def-67890 saja, yang ABC12345 tetap di sana",
        "Contoh Y200",
        "bukan srv-obat-01, cukup SN DEF67890",
    ],
)
def test_which_one_is_asked_when_the_agency_has_several(stage: Stage, answer: str) -> None:
    deposit = stand(stage, FIRST, SECOND)
    ask(stage)
    asked = stage.expect("pemohon", "pengembalian belum lengkap")
    assert f"{deposit}/1, Contoh X100 (ABC12345)" in text_of(asked)
    assert f"{deposit}/2, Contoh Y200 (DEF67890)" in text_of(asked)
    assert case_of(stage, "pengembalian").step == "permohonan"

    stage.say("pemohon", answer.format(ref=deposit), answers=asked)
    case = case_of(stage, "pengembalian")
    assert (case.step, case.fields["barang"]) == ("disposisi-kadis", [f"{deposit}/2"])


def test_a_stranger_learns_nothing_of_what_stands_here(stage: Stage) -> None:
    deposit = stand(stage, FIRST)
    ask(stage, f" {deposit}", who="orang-luar")

    answer = stage.expect("orang-luar", "serahkan kepada petugas")
    assert "ABC12345" not in text_of(answer)
    assert deposit not in text_of(answer)
    assert "Contoh X100" not in text_of(answer)
    assert [one.ref for one in stage.cases] == [deposit]
    assert len(stage.server.folder("titip@kominfo.example", "Titip/Perlu-Petugas")) == 1
    stage.expect_nothing("pemohon")


def test_who_only_claims_the_agency_in_a_request_of_his_own_is_still_a_stranger(stage: Stage) -> None:
    deposit = stand(stage, FIRST)
    claim = (
        "Kami dari Dinas Kesehatan mengajukan permohonan penitipan server.\nCP: Siti Contoh, 0812-0000-2222\n"
    )
    stage.say("orang-luar", claim, "Permohonan penitipan", letter=True)
    ask(stage, f" {deposit}", who="orang-luar")

    assert {one.process for one in stage.cases} == {"penitipan"}


def test_another_registered_address_of_the_agency_may_ask(stage: Stage) -> None:
    stand(stage, SECOND, who="orang-luar")
    deposit = stand(stage, FIRST)
    ask(stage, f" dengan nomor {deposit.lower().replace('-', ' ')}", who="orang-luar")

    stage.expect("orang-luar", "Permohonan pengembalian diterima")
    assert case_of(stage, "pengembalian").fields["barang"] == [f"{deposit}/1"]


def test_what_another_return_asks_for_is_not_asked_for_twice(stage: Stage) -> None:
    stand(stage, FIRST)
    ask(stage)
    stage.expect("pemohon", "Permohonan pengembalian diterima")
    ask(stage, " SN ABC12345")
    asked = stage.expect("pemohon", "pengembalian belum lengkap")
    assert "sudah diajukan, PGB-" in " ".join(text_of(asked).split())


def test_another_time(stage: Stage) -> None:
    stand(stage, FIRST)
    ask(stage)
    ready = approve(stage)
    before = case_of(stage, "pengembalian").fields["waktu"]
    day = write_day_after(stage.clock().date())
    stage.say("pemohon", f"Mohon maaf besok berhalangan, mohon diganti {day} jam 13.00", answers=ready)

    assert "Jadwal pengambilan server berubah" in stage.inbox("pemohon")[-1]["Subject"]
    assert "13.00 WIB" in text_of(stage.inbox("teknisi")[-1])
    case = case_of(stage, "pengembalian")
    assert case.step == "pengambilan"
    assert case.fields["waktu"] != before


def test_a_refusal(stage: Stage) -> None:
    deposit = stand(stage, FIRST)
    ask(stage)
    stage.say("kadis", one_tap_reason("TOLAK"), answers=stage.inbox("kadis")[-1])

    assert "masih diperiksa" in text_of(stage.inbox("pemohon")[-1])
    assert [one.ref for one in stage.cases] == [deposit]
    assert not stage.case(deposit).fields["server"][0].get("keluar")


def one_tap_reason(word: str) -> str:
    return f"{word}, karena datanya masih diperiksa Inspektorat"


def test_withdrawn_before_it_is_fetched(stage: Stage) -> None:
    deposit = stand(stage, FIRST)
    ask(stage)
    ready = approve(stage)
    assert one_tap(ready, "BATAL")
    stage.say("pemohon", "Server tidak jadi kami ambil, mohon permohonannya dibatalkan.", answers=ready)

    assert [(one.ref, one.step) for one in stage.cases] == [(deposit, "aktif")]
    assert any("dibatalkan" in letter["Subject"] for letter in stage.inbox("teknisi"))
    ask(stage, " sekarang juga")  # and it may be asked for again
    assert case_of(stage, "pengembalian").fields["barang"] == [f"{deposit}/1"]


def test_after_the_end_nothing_can_be_withdrawn(stage: Stage) -> None:
    deposit = stand(stage, FIRST)
    ask(stage)
    approve(stage)
    ref = case_of(stage, "pengembalian").ref
    stage.say("teknisi", LEFT.format(condition="baik"), answers=stage.inbox("teknisi")[-1])
    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])

    assert stage.case(ref).closed == "dikembalikan"
    assert stage.case(deposit).closed == "dikembalikan"


def test_what_the_teknisi_leaves_out_is_asked_for(stage: Stage) -> None:
    stand(stage, FIRST)
    ask(stage)
    approve(stage)
    stage.say("teknisi", "Sudah diambil, kondisi baik.", answers=stage.inbox("teknisi")[-1])
    asked = stage.inbox("teknisi")[-1]
    assert "Jawaban belum lengkap" in asked["Subject"]
    stage.say("teknisi", "Yang menyerahkan: Dewi Contoh\nYang menerima: Budi Contoh", answers=asked)

    assert stage.cases == []
    assert "baik" in text_of(stage.inbox("kasi")[-1])


def fill_the_other_racks(stage: Stage) -> None:
    """Every unit that guests may have, but for rack B's, is somebody's."""
    for _, rack in stage.bot.runner.kit.rules.racks.all():
        free = [unit for unit in range(1, rack.units + 1) if unit not in reserved_units(rack)]
        if rack.id != "B":
            stand(
                stage,
                {**SECOND, "nomor_seri": f"ISI0{rack.id}"},
                who="kasi",
                opd="Dinas Lain",
                rak=rack.id,
                unit=render_units(free),
            )


def test_the_waiting_list_moves_in_the_pass_that_frees_the_place(stage: Stage) -> None:
    fill_the_other_racks(stage)
    deposit = stand(stage, FIRST, rak="B", unit="5-40")
    name, address = PEOPLE["orang-luar"]
    now = stage.clock()
    waits = Case(
        "TTP-2026-0900", "penitipan", "daftar-tunggu", now, now, Address(address, name),
        {"opd": "Dinas Perhubungan", "kontak": name, "server": [{"ukuran": "2", "daya": "300 W"}]},
    )  # fmt: skip
    store_of(stage).save(waits, 0)
    ask(stage)
    approve(stage)
    before = len(stage.inbox("orang-luar"))
    stage.say("teknisi", LEFT.format(condition="baik"), answers=stage.inbox("teknisi")[-1])

    assert stage.case(deposit).closed == "dikembalikan"
    told = " ".join(text_of(letter) for letter in stage.inbox("orang-luar")[before:])
    assert "Rak B U5-6" in told


def test_a_crash_between_the_two_saves_leaves_one_effect(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit = stand(stage, FIRST)
    ask(stage)
    approve(stage)
    ref = case_of(stage, "pengembalian").ref
    mail = stage.write("teknisi", LEFT.format(condition="baik"), answers=stage.inbox("teknisi")[-1])
    store, save = store_of(stage), Store.save

    def crash(self: Store, case: Case, *rest: Any, **others: Any) -> Case:
        if case.ref == ref:
            raise RuntimeError("the power went out")
        return save(self, case, *rest, **others)

    with monkeypatch.context() as broken:
        broken.setattr(Store, "save", crash)
        stage.send(mail)
    assert stage.case(deposit).closed == "dikembalikan"
    assert stage.case(ref).step == "pengambilan"
    released = stage.case(deposit)

    stage.bot.poll()  # the same message again
    assert stage.case(ref).closed == "dikembalikan"
    assert replace(stage.case(deposit), letters=(), version=0) == replace(released, letters=(), version=0)
    assert [one.letter for one in stage.case(deposit).letters].count("penitipan-selesai") == 1
    subjects = [letter["Subject"] for letter in stage.inbox("pemohon")]
    assert sum("Penitipan selesai" in subject for subject in subjects) == 1
    assert sum("Serah terima pengembalian" in subject for subject in subjects) == 1
    assert store.open_cases() == ()
