"""What a letter says in the situation its reader is in: nothing asked twice, nothing cited from another step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Address, Case, Entry, Evidence, LetterOut, Pending
from bot.rules import FieldRule
from bot.writing.phone import render_phone
from bot.writing.sop_lines import cite_line, spell_number
from tests.writing.desk import FULL, NOW, make_case, shipped_rules, write

NAMES = {"": "SOP", "K": "Konfigurasi"}


def said_in(case: Case, letter: str, role: str, **send: Any) -> str:
    """The letter's words in one line."""
    return " ".join(write(case, letter, role, **send).text.split())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("081200001111", "0812-0000-1111"),
        ("08120000111", "0812-0000-111"),
        ("0812000011112", "0812-0000-11112"),
        ("0812-0000-1111", "0812-0000-1111"),
        ("+6281200001111", "+62 812-0000-1111"),
        ("6281200001111", "+62 812-0000-1111"),
        ("0355790000", "0355-790000"),
        ("0210000000", "021-0000000"),
        ("(0355) 790000", "(0355) 790000"),
        ("0812 0000 1111", "0812 0000 1111"),
        ("110", "110"),
        ("bukan nomor", "bukan nomor"),
        ("", ""),
    ],
)
def test_phones(written: str, shown: str) -> None:
    assert render_phone(written) == shown


def test_a_phone_is_grouped_in_letters() -> None:
    assert "0812-0000-1111" in said_in(
        make_case("tempat", {**FULL, "telepon": "081200001111"}), "ketersediaan-tempat", "kasi"
    )


@pytest.mark.parametrize(
    ("step", "field", "begins"),
    [
        ("permohonan", "opd", "SOP 1: pesan harus berisikan nama OPD"),
        ("permohonan", "kontak", "SOP 6-8: "),  # SOP 1 says nothing of it
        ("tempat", "waktu", "SOP 7: "),
        ("penyerahan", "server", "SOP 11-12: "),
        ("konfigurasi", "ip", "Konfigurasi 2: "),
        ("uji-akses", "opd", "Konfigurasi 3: "),
        ("uji-akses", "keluhan", "Konfigurasi 4: "),
        ("aktif", "telepon", ""),
    ],
)
def test_the_line_of_the_step_is_cited(step: str, field: str, begins: str) -> None:
    rules = shipped_rules()
    procedure = rules.procedure("penitipan")
    line = cite_line(rules.field(field), procedure, procedure.step(step), NAMES)

    assert line.startswith(begins)
    assert bool(line) is bool(begins)


def test_without_a_step_the_fact_has_its_own_line() -> None:
    assert cite_line(FieldRule(id="x", title="x", sop="SOP 9: x"), None, None, NAMES) == "SOP 9: x"


@pytest.mark.parametrize(
    ("sop", "spelled"), [("7", "SOP 7"), ("K4", "Konfigurasi 4"), ("X1", "X 1"), ("a-b", "a-b")]
)
def test_numbers_of_activities(sop: str, spelled: str) -> None:
    assert spell_number(sop, NAMES) == spelled


def test_a_test_of_access_without_agency_cites_its_own_step() -> None:
    text = said_in(make_case("uji-akses"), "kurang", "pemohon", missing=("opd",))

    assert "Konfigurasi 3" in text
    assert "SOP 1" not in text


def test_what_is_recorded_is_listed_to_the_last_part() -> None:
    server = {"merek": "X100", "prosesor": "2x16 inti", "memori": "64 GB", "daya": "750 W", "kondisi": "baik"}
    pending = Pending("incomplete", "diterima", {"server": [server], "diserahkan_oleh": "Budi Contoh"}, "teknisi",
                      "penyerahan", NOW, ("server", "diterima_oleh"))  # fmt: skip
    facts = {"opd": "Dinas Contoh", "rak": "A", "unit": "10-12"}
    case = make_case("penyerahan", facts, pending=(pending,))
    for letter in ("kurang", "konfirmasi"):
        text = said_in(case, letter, "teknisi", missing=("server", "diterima_oleh"))
        for row in ("Prosesor : 2x16 inti", "Memori : 64 GB", "Daya : 750 W", "Kondisi/ciri : baik", "Rak : A",
                    "Unit rak (U) : 10-12", "Pihak yang menyerahkan : Budi Contoh"):  # fmt: skip
            assert row in text, (letter, row)


def test_what_must_be_said_again_is_not_called_recorded() -> None:
    pending = Pending("incomplete", "bisa-diakses", {}, "pemohon", "uji-akses", NOW, ("opd",))

    assert "sudah tercatat sebelumnya" not in said_in(
        make_case("uji-akses", pending=(pending,)), "kurang", "pemohon", missing=("opd",)
    )


def test_the_second_time_an_incomplete_request_is_answered_shortly() -> None:
    case = make_case("permohonan", {"opd": "Dinas Contoh"})
    reader = Address("tik@contoh.example")
    sent = LetterOut(1, "belum-lengkap", reader, (), "x", "m@x.example", "x.eml", NOW, step="permohonan")
    first = said_in(case, "belum-lengkap", "pemohon", missing=("kontak", "surat"))
    second = said_in(replace(case, letters=(sent,)), "belum-lengkap", "pemohon", missing=("kontak", "surat"))

    assert "kami catat dengan nomor TTP-2026-0007" in first
    assert "kami catat dengan nomor" not in second
    assert "Permohonan TTP-2026-0007 masih belum lengkap" in second
    assert "hasil pindai atau foto yang terbaca" not in second
    assert "nama contact person" in second
    assert len(second) < len(first)


def test_status_of_a_request_says_what_is_missing() -> None:
    text = said_in(make_case("permohonan", {"opd": "Dinas Contoh"}), "status", "pemohon")

    assert "Yang masih kami perlukan dari Saudara: - surat permohonan" in text
    assert "- nama contact person" in text
    assert "- nama OPD" not in text
    assert "surat terakhir yang kami kirim" not in text


def test_status_to_an_official_says_what_is_missing_from_whom() -> None:
    text = said_in(make_case("permohonan", {}), "status", "kasi")

    assert "Yang masih ditunggu dari Unit Kerja Pemohon" in text


@pytest.mark.parametrize(("step", "shown"), [("penyerahan", True), ("aktif", False), ("konfigurasi", False)])
def test_an_appointment_is_shown_while_it_is_to_come(step: str, shown: bool) -> None:
    assert ("Jadwal : Selasa, 24 November 2026" in said_in(make_case(step), "status", "pemohon")) is shown


@pytest.mark.parametrize(
    ("step", "outcome", "late"),
    [
        ("aktif", "batal", True),
        ("konfigurasi", "batal", True),
        ("tempat", "batal", False),
        ("aktif", "tolak", False),
    ],
)
def test_a_withdrawal_that_comes_too_late_is_told_what_to_do_instead(
    step: str, outcome: str, late: bool
) -> None:
    case = make_case(step)
    entry = Entry(NOW, "pemohon", "not-yours", step, outcome)
    text = said_in(replace(case, journal=(*case.journal, entry)), "bukan-giliran", "pemohon")

    assert ("Membatalkan permohonan tidak dapat lagi dilakukan" in text) is late


@pytest.mark.parametrize("letter", ["bukan-giliran", "tidak-jelas"])
def test_words_that_withdraw_too_late_are_enough(letter: str) -> None:
    case = make_case("aktif")
    entry = Entry(NOW, "pemohon", "unclear", "aktif", evidence=(Evidence("batal", "kami batalkan", "umum"),))
    text = said_in(replace(case, journal=(*case.journal, entry)), letter, "pemohon")

    assert "Membatalkan permohonan tidak dapat lagi dilakukan" in text
    assert "belum dapat memastikan maksudnya" not in text


def test_what_a_person_will_look_at_is_said_so() -> None:
    case = make_case("disposisi-kadis")
    said = {"ditinjau": "ya", "isi": "CP yang benar Sari"}

    assert "petugas yang membetulkannya" in said_in(case, "bukan-giliran", "pemohon", said=said)
    assert "petugas yang membetulkannya" not in said_in(case, "bukan-giliran", "pemohon")


def test_a_statement_in_two_mails_is_quoted_whole() -> None:
    said = {"isi_awal": "sudah bisa kami akses", "isi": "Dari Dinas Contoh"}
    text = write(make_case("aktif"), "akses-dipastikan", "kasi", said=said).text

    assert "> sudah bisa kami akses" in text
    assert "> Dari Dinas Contoh" in text
    assert text.index("sudah bisa kami akses") < text.index("Dari Dinas Contoh")


def test_who_says_full_is_not_told_where_there_is_room() -> None:
    listed = [{"nomor": "TTP-2026-0003", "opd": "Dinas Satu", "sejak": "2026-11-02T09:00:00+07:00"},
              {"nomor": "TTP-2026-0007", "opd": "Dinas Dua", "sejak": "2026-11-23T09:00:00+07:00"}]  # fmt: skip
    said = {"urutan": "2", "antrean": listed}
    text = said_in(make_case("daftar-tunggu"), "daftar-tunggu", "kasi", said=said)

    assert "Usul tempat" not in text
    assert "Urutan 1 : Dinas Satu (TTP-2026-0003), sejak 2 November 2026" in text
    assert "gambar-rak" not in shipped_rules().letter("daftar-tunggu").attach
    applicant = said_in(make_case("daftar-tunggu"), "tempat-penuh", "pemohon", said=said)
    assert "Dinas Satu" not in applicant


def test_a_bounce_names_our_letter_not_his() -> None:
    said = {
        "alamat": "x@y.example",
        "surat": "[TTP-2026-0007.1.x] Mohon disposisi",
        "jawaban": "550 tidak dikenal",
    }
    text = said_in(make_case("tempat"), "surat-terpental", "kasi", said=said)

    assert "Surat kami : [TTP-2026-0007.1.x] Mohon disposisi" in text
    assert "Jawaban server : 550 tidak dikenal" in text
    assert "Surat permohonan" not in text


def test_the_operator_is_told_where_the_mail_lies() -> None:
    case = replace(make_case(fields={}), process="umum", step="", journal=())
    said = {"dari": "a@b.example", "subjek": "halo", "sebab": "dikirim ke suatu milis", "berkas": "TTP-2026-0002",
            "letak": "folder “Titip/Perlu-Petugas” dan data/held", "cuplikan": "baris satu\nbaris dua"}  # fmt: skip
    reader = Address("petugas@kominfo.example")
    text = write(case, "untuk-petugas", "", address=reader, said=said).text
    flat = " ".join(text.split())

    assert "tersimpan utuh di folder “Titip/Perlu-Petugas” dan data/held." in flat
    for row in (
        "Dari : a@b.example",
        "Perihal : halo",
        "Berkas : TTP-2026-0002",
        "Sebab : dikirim ke suatu milis",
    ):
        assert row in flat
    assert "> baris satu\n> baris dua" in text


@pytest.mark.parametrize(
    ("step", "role", "says", "hides"),
    [
        ("disposisi-kadis", "kadis", "justru menunggu jawaban Saudara", "bila tiba giliran Saudara"),
        ("disposisi-kadis", "kabid", "bila tiba giliran Saudara", "menunggu jawaban Saudara"),
        ("aktif", "teknisi", "tidak menunggu jawaban siapa pun", "menunggu jawaban Saudara"),
    ],
)
def test_nobody_is_told_to_wait_for_the_turn_that_is_his(step: str, role: str, says: str, hides: str) -> None:
    text = said_in(
        make_case(step), "bukan-giliran", role, said={"sebab": "surel ini menjawab langkah yang sudah lewat"}
    )

    assert says in text
    assert hides not in text
