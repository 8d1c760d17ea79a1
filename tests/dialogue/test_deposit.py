"""A whole deposit as its people live it, on every mail server there is: say, expect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogue.stage import PDF, Stage, files_of, one_tap, staged, text_of, write_day_after
from tests.servers import MailServer


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


REQUEST = "Selamat pagi, kami dari Dinas Kesehatan mengajukan permohonan penitipan server.\nCP: Budi Contoh, 0812-0000-1111\n"


def request_and_dispositions(stage: Stage) -> None:
    """From the letter to the kasi's desk (SOP 1-4)."""
    stage.say("pemohon", REQUEST, "Permohonan Penitipan Server", letter=True)
    stage.expect("pemohon", "Permohonan diterima")
    stage.say("kadis", "ok lanjutkan", answers=stage.expect("kadis", "Mohon disposisi"))
    stage.say(
        "kabid", "Teruskan, mohon disiapkan tempat", answers=stage.expect("kabid", "Disposisi untuk Kabid")
    )
    assert stage.step == "tempat"


HANDOVER = """DITERIMA

Merek/Tipe : Contoh X100
Nomor seri : ABC12345
Prosesor : Xeon Contoh 8 inti
Memori : 64 GB
Penyimpanan : 2 x 480 GB SSD
Ukuran (U) : 2
Daya : 2 x 500 W
Kondisi/ciri : baik, ada goresan di tutup
Rak : A
Unit : 10-11
Yang menyerahkan : Budi Contoh
Yang menerima : Dewi Contoh
"""


def test_a_deposit_from_the_letter_to_the_rack(stage: Stage) -> None:
    # SOP 1: the request lacks the contact and the letter; it is returned for completion
    stage.say("pemohon", "Kami dari Dinas Kesehatan mau mengajukan penitipan server.", "Titip server")
    returned = stage.expect("pemohon", "Permohonan belum lengkap")
    assert "surat permohonan" in text_of(returned)
    assert "contact person" in text_of(returned)
    assert stage.step == "permohonan"

    stage.say(
        "pemohon", "CP: Budi Contoh, 0812-0000-1111. Suratnya terlampir.", answers=returned, letter=True
    )
    received = stage.expect("pemohon", "Permohonan diterima")
    assert received["In-Reply-To"]
    ref = stage.cases[0].ref
    assert ref in received["Subject"]

    # SOP 2, 3: surat dan lembar disposisi, to the kadis and then the kabid
    to_kadis = stage.expect("kadis", "Mohon disposisi")
    assert {"Surat Permohonan.pdf"} < set(files_of(to_kadis))
    assert any("disposisi" in name.lower() for name in files_of(to_kadis))
    stage.say("kadis", "ok lanjutkan, segera ya", answers=to_kadis)
    to_kabid = stage.expect("kabid", "Disposisi untuk Kabid")
    stage.expect("kadis", "Disposisi untuk Kabid")  # his copy
    stage.say("kabid", "Teruskan ke kasi", answers=to_kabid)

    # SOP 4-6: full first
    to_kasi = stage.expect("kasi", "Ketersediaan tempat")
    stage.expect("kabid", "Ketersediaan tempat")
    stage.say("kasi", "Mohon maaf, rak sudah penuh semua.", answers=to_kasi)
    waiting = stage.expect("pemohon", "Tempat penuh")
    assert "tempat telah penuh" in text_of(waiting).lower()
    assert "perlu menunggu" in text_of(waiting).lower()
    assert stage.step == "daftar-tunggu"

    # SOP 7, 8: then there is a place
    stage.say(
        "kasi",
        "Sudah ada tempat. Bisa diantar besok jam 10, rak A U10-U11",
        answers=stage.expect("kasi", "Daftar tunggu"),
    )
    ready = stage.expect("pemohon", "Tempat sudah siap")
    assert "tempat sudah siap" in text_of(ready).lower()
    assert "10.00 WIB" in text_of(ready)
    assert any(name.endswith(".ics") for name in files_of(ready))

    # SOP 9-13: the handover, with the filled form for both sides and the kasi
    to_teknisi = stage.expect("teknisi", "Penyerahan server")
    stage.expect("kasi", "Penyerahan server")
    stage.say("teknisi", HANDOVER, answers=to_teknisi)
    for who in ("pemohon", "teknisi", "kasi"):
        form = stage.expect(who, "Serah terima server")
        assert any(content.startswith(b"%PDF") for content in files_of(form).values())
    assert stage.cases[0].fields["server"][0]["nomor_seri"] == "ABC12345"

    # Konfigurasi 1, 2
    stage.say(
        "teknisi",
        "Sudah terhubung.\nIP: 10.10.5.21/24\nGateway: 10.10.5.1",
        answers=stage.expect("teknisi", "Konfigurasi"),
    )
    test = stage.expect("pemohon", "dapat diakses")
    assert "10.10.5.21/24" in text_of(test)
    assert "10.10.5.1 " not in text_of(test)
    assert "Dinas Kesehatan" in text_of(test)

    # Konfigurasi 4: it can't be reached, back to the teknisi with the complaint
    stage.say(
        "pemohon", "Dari Dinas Kesehatan: belum bisa diakses pak, muncul connection refused.", answers=test
    )
    complaint = stage.expect("teknisi", "Keluhan")
    assert "connection refused" in text_of(complaint)
    stage.expect("pemohon", "Keluhan diteruskan")
    assert stage.step == "konfigurasi"

    stage.say("teknisi", "Sudah terhubung kembali, IP 10.10.5.21/24", answers=complaint)

    # Konfigurasi 5, 6: confirmed, and the kasi is told
    again = stage.expect("pemohon", "dapat diakses")
    stage.say("pemohon", "Dinas Kesehatan: sudah bisa kami akses, terima kasih", answers=again)
    confirmed = text_of(stage.expect("kasi", "Server sudah bisa diakses"))
    assert "Dinas Kesehatan" in confirmed
    assert "sudah bisa kami akses, terima kasih" in confirmed  # the statement itself
    stage.expect("teknisi", "Server sudah bisa diakses")
    stage.expect("pemohon", "Server aktif")
    assert stage.step == "aktif"

    for who in ("pemohon", "kadis", "kabid", "kasi", "teknisi", "orang-luar"):
        stage.expect_nothing(who)
    assert stage.server.inbox("titip@kominfo.example") == []


def test_one_tap_answers_need_no_body(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    letter = stage.expect("kadis", "Mohon disposisi")
    stage.say("kadis", "", one_tap(letter, "DISPOSISI"))

    assert stage.step == "disposisi-kabid"


def test_a_refusal_without_a_reason_is_asked_for_it(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    stage.expect("pemohon", "Permohonan diterima")
    stage.say("kadis", "Tolak", answers=stage.expect("kadis", "Mohon disposisi"))
    asked = stage.expect("kadis", "Jawaban belum lengkap")
    assert "alasan" in text_of(asked).lower()
    assert stage.step == "disposisi-kadis"

    stage.say("kadis", "karena suratnya belum ditandatangani", answers=asked)
    assert "belum ditandatangani" in text_of(stage.expect("pemohon", "tidak dapat dikabulkan"))
    assert stage.cases == []


def test_status_and_help_answer_whoever_is_on_the_case(stage: Stage) -> None:
    request_and_dispositions(stage)
    last = stage.inbox("pemohon")[-1]
    stage.say("pemohon", "status", answers=last)
    assert "Kasi Layanan Infrastruktur TIK" in text_of(stage.expect("pemohon", "Kedudukan berkas"))
    stage.say("kasi", "bantuan", answers=stage.expect("kasi", "Ketersediaan tempat"))
    helped = text_of(stage.expect("kasi", "Petunjuk"))
    assert "TERSEDIA" in helped
    assert "PENUH" in helped
    assert stage.step == "tempat"


def test_the_applicant_withdraws_and_everybody_asked_is_told(stage: Stage) -> None:
    request_and_dispositions(stage)
    stage.say("pemohon", "Mohon maaf, permohonan kami batalkan saja.", answers=stage.inbox("pemohon")[-1])

    stage.expect("pemohon", "Permohonan dibatalkan")
    assert stage.cases == []
    assert any("dibatalkan" in letter["Subject"] for letter in stage.inbox("kasi"))


def test_the_applicant_asks_for_another_time(stage: Stage) -> None:
    request_and_dispositions(stage)
    stage.say("kasi", "Tersedia, besok jam 9 pagi", answers=stage.expect("kasi", "Ketersediaan"))
    ready = stage.expect("pemohon", "Tempat sudah siap")
    before = stage.cases[0].fields["waktu"]
    day = write_day_after(stage.clock().date())
    stage.say("pemohon", f"Mohon maaf besok berhalangan, mohon diganti {day} jam 10 pagi", answers=ready)

    assert "10.00 WIB" in text_of(stage.expect("pemohon", "Jadwal penyerahan"))
    assert stage.step == "penyerahan"
    assert stage.cases[0].fields["waktu"] != before


WRONG = [
    ("kabid", "Teruskan", "kabid", "Belum dapat ditindaklanjuti"),
    ("kadis", "Suratnya sudah lengkap belum ya?", "kadis", "Mohon diperjelas"),
]


@pytest.mark.parametrize(("who", "text", "told", "subject"), WRONG)
def test_the_wrong_person_or_an_unclear_word_moves_nothing(
    stage: Stage, who: str, text: str, told: str, subject: str
) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    letter = stage.expect("kadis", "Mohon disposisi")
    if who == "kabid":  # he knows the number alone
        stage.say(who, text, f"Re: {letter['Subject']}")
    else:
        stage.say(who, text, answers=letter)

    stage.expect(told, subject)
    assert stage.step == "disposisi-kadis"


def test_a_stranger_with_the_number_is_not_obeyed_and_learns_nothing(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    letter = stage.expect("kadis", "Mohon disposisi")
    stage.say("orang-luar", "Disposisi, segera diproses", f"Re: {letter['Subject']}")

    answer = stage.expect(
        "orang-luar", "Surel Saudara kami terima"
    )  # as to anybody who writes of something else
    assert stage.cases[0].ref not in answer.as_string()
    assert "Dinas Kesehatan" not in text_of(answer)
    assert stage.step == "disposisi-kadis"
    assert len(stage.server.folder("titip@kominfo.example", "Titip/Perlu-Petugas")) == 1
    assert len(stage.server.inbox("petugas@kominfo.example")) == 1


def test_a_mail_in_the_name_of_the_kadis_without_a_code_is_confirmed_first(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    letter = stage.expect("kadis", "Mohon disposisi")
    ref = stage.cases[0].ref
    stage.say("kadis", "Disposisi, lanjut", f"Re: [{ref}] Mohon disposisi")
    asked = stage.expect("kadis", "benarkah dari Saudara")
    assert stage.step == "disposisi-kadis"

    stage.say("kadis", "Ya, disposisi", answers=asked)
    assert stage.step == "disposisi-kabid"
    assert letter["Message-ID"] != asked["Message-ID"]


def test_the_same_mail_twice_has_its_effect_once(stage: Stage) -> None:
    mail = stage.write("pemohon", REQUEST, "Permohonan Penitipan Server")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="surat.pdf")
    stage.send(mail)
    stage.send(mail)

    assert len(stage.cases) == 1
    stage.expect("pemohon", "Permohonan diterima")
    stage.expect_nothing("pemohon")


def test_two_agencies_with_the_same_subject_at_once(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan Penitipan Server", letter=True)
    other = REQUEST.replace("Dinas Kesehatan", "Dinas Perhubungan").replace("Budi", "Siti")
    stage.say("orang-luar", other, "Permohonan Penitipan Server", letter=True)
    first, second = stage.inbox("kadis")

    stage.say("kadis", "ok", answers=second)

    assert {case.fields["opd"][:12]: case.step for case in stage.cases} == {
        "Dinas Keseha": "disposisi-kadis",
        "Dinas Perhub": "disposisi-kabid",
    }
    assert first["Subject"] != second["Subject"]


def test_who_waits_is_told_his_position(stage: Stage) -> None:
    for number, who in enumerate(("pemohon", "orang-luar"), start=1):
        agency = "Dinas Kesehatan" if who == "pemohon" else "Dinas Perhubungan"
        stage.say(who, REQUEST.replace("Dinas Kesehatan", agency), "Permohonan", letter=True)
        stage.say("kadis", "ok", answers=stage.inbox("kadis")[-1])
        stage.say("kabid", "teruskan", answers=stage.inbox("kabid")[-1])
        stage.say("kasi", "penuh", answers=stage.inbox("kasi")[-1])
        assert f"urutan ke-{number}" in " ".join(text_of(stage.inbox(who)[-1]).split())
        assert f"urutan ke-{number}" in " ".join(text_of(stage.inbox("kasi")[-1]).split())

    stage.say("pemohon", "batal", answers=stage.inbox("pemohon")[-1])
    stage.say("orang-luar", "status", answers=stage.inbox("orang-luar")[-1])
    assert "Urutan dalam daftar tunggu : 1" in text_of(stage.inbox("orang-luar")[-1])


def test_other_business_is_put_aside_with_one_polite_answer(stage: Stage) -> None:
    for number in range(2):
        stage.say("orang-luar", f"Selamat pagi, wifi di aula mati, mohon dicek ({number}).", "wifi mati")

    stage.expect("orang-luar", "kami terima")
    stage.expect_nothing("orang-luar")
    assert len(stage.server.folder("titip@kominfo.example", "Titip/Perlu-Petugas")) == 2


def test_an_out_of_office_note_is_kept_and_never_answered(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    letter = stage.expect("kadis", "Mohon disposisi")
    note = stage.write(
        "kadis", "Saya dinas luar sampai Jumat, disetujui atau tidak menunggu saya kembali.", answers=letter
    )
    note["Auto-Submitted"] = "auto-replied"
    stage.send(note)

    stage.expect_nothing("kadis")
    assert stage.step == "disposisi-kadis"


def test_a_message_that_cannot_be_read_goes_to_a_person_and_holds_up_nobody(stage: Stage) -> None:
    bad = (
        b"From: x@y.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\n\r\nx\r\n" * 12_000
    )
    stage.server.deliver("titip@kominfo.example", bad)
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)

    assert stage.step == "disposisi-kadis"
    assert stage.server.inbox("titip@kominfo.example") == []
    assert len(stage.server.folder("titip@kominfo.example", "Titip/Perlu-Petugas")) == 1


def test_a_refused_recipient_is_told_to_the_staff(stage: Stage) -> None:
    stage.server.refuse("kadis@kominfo.example", 550, "mailbox unavailable")
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)

    letters = stage.server.inbox("petugas@kominfo.example")
    assert len(letters) == 1
    assert b"kadis@kominfo.example" in letters[0]
    assert stage.cases[0].letters[1].state == "given-up"
