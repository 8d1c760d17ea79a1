"""Mail of no case that names a request and makes none: it is denied, withdrawn or put off."""

from __future__ import annotations

import pytest

from tests.reading.saying import ask, outcome, say

NO = "unrelated"
NEW = [
    ("Dinas Perikanan belum jadi menitipkan server tahun ini karena anggarannya digeser.", "rencana titip server", NO),
    ("Kami batal menitipkan server", "server", NO),
    ("Kami tidak jadi titip server", "Permohonan titip server", NO),
    ("Rencana penitipan server kami tunda", "server", NO),
    ("Mohon maaf kami belum bisa mengajukan penitipan server", "penitipan server", NO),
    ("Kami belum berencana mengambil server kami", "server", NO),
    ("Kami tarik kembali permohonan penitipan server kami", "server", NO),
    ("Permohonan penitipan server kami dibatalkan saja", "server", NO),
    ("Kami belum pernah titip server di sini. Dengan ini kami mengajukan penitipan server, surat terlampir", "", "request"),
    ("Karena kami tidak punya ruangan, kami mohon penitipan server", "", "request"),
    ("Sewa hosting kami batalkan. Kami mohon penitipan server, surat terlampir", "", "request"),
    ("Kami tidak jadi beli UPS, jadi mohon titip server", "", "request"),
    ("Pengadaan rak kami ditunda. Mohon bisa menitipkan server di Kominfo", "", "request"),
    ("Server kecamatan Tugu badhe kula pendhet malih, serat terlampir", "pendhet server", "request"),
    ("Server kula badhe dipun pundhut, serat terlampir", "", "request"),
    ("Pembatalan penitipan dan pengambilan kembali server kami, surat terlampir", "", "request"),
    ("Kami tarik kembali server kami yang dititipkan, surat terlampir", "", "request"),
    ("Kami mohon penitipan server, jangan ditunda ya", "", "request"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "subject", "kind"), NEW)
def test_a_request_that_is_none(text: str, subject: str, kind: str) -> None:
    assert ask(text, subject).kind == kind


TITLE = "Permohonan penitipan server"
ASKS_AFTER = [
    ("Surat kami tgl 3 kemarin sudah diterima belum ya pak?", TITLE, NO),
    ("Surat permohonan penitipan server kami tgl 3 kemarin sudah diterima belum ya pak?", "", NO),
    ("mau tanya pak, surat titip server dari dinkes udah nyampe blm", "", NO),
    ("Apakah surat permohonan penitipan server Dinas Kesehatan sudah diproses?", "", NO),
    ("kapan permohonan penitipan server kami diproses?", "", NO),
    ("Ijin bertanya, permohonan kolokasi server kami sampai mana ya pak", "", NO),
    ("menanyakan surat pengajuan titip server yg kami kirim minggu lalu", TITLE, NO),
    ("Kami dari Dinas Sosial mau nanya surat penitipan server yang kami kirim tgl 3 apa sudah didisposisi.", "", NO),
    ("Mohon konfirmasi apakah surat permohonan penitipan server kami sudah diterima", TITLE, NO),
    ("Selamat siang pak", "Menanyakan surat permohonan penitipan server", NO),
    ("Surat permohonan pengambilan server kami sudah diterima belum?", "", NO),
    ("surat penitipan server kami kok belum ada jawaban ya", "", NO),
    ("pak mau tanya eh mau minta tolong kami punya server satu mau dititipkan di kominfo suratnya menyusul", "", "request"),
    ("Kami mengajukan permohonan penitipan server, surat terlampir. Mohon dikabari bila sudah diterima", "", "request"),
    ("Kami mengajukan permohonan penitipan server, surat terlampir. Suratnya sudah terbaca belum?", "", "request"),
    ("Apakah permohonan penitipan server kami bisa diterima?", "", "request"),
    ("Kami belum punya ruangan sehingga mengajukan permohonan penitipan server, surat sudah terlampir", "", "request"),
    ("Mohon permohonan penitipan server kami segera diproses, surat terlampir", TITLE, "request"),
    ("Permohonan kolokasi server, surat terlampir. Mau tanya, syaratnya apa lagi?", TITLE, "request"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "subject", "kind"), ASKS_AFTER)
def test_a_question_about_an_earlier_letter(text: str, subject: str, kind: str) -> None:
    assert ask(text, subject).kind == kind


WAITING = [
    ("tidak usah dilanjutkan permohonan kami", "batal"),
    ("permohonan kami tidak usah dilanjutkan", "batal"),
    ("Karena mendesak kami sewa hosting saja, jadi permohonan kami tidak perlu dilanjutkan", "batal"),
    ("Surat yang lama tidak usah dilanjutkan, ini surat yang baru", "tidak-jelas"),
    ("permohonan kami jangan sampai tidak dilanjutkan", "tidak-jelas"),
    ("apakah permohonan kami tidak perlu dilanjutkan?", "tidak-jelas"),
    ("jangan tidak dilanjutkan ya pak", "tidak-jelas"),
    ("kenapa tidak dilanjutkan?", "tidak-jelas"),
    ("Kalau tidak dilanjutkan kami rugi", "tidak-jelas"),
    ("mohon dilanjutkan", "tidak-jelas"),
    ("kira2 kpn ya ada tempatnya? sdh urutan brp skrg", "antrean"),
    ("sdh urutan brp pak", "antrean"),
]


@pytest.mark.parametrize(("text", "expected"), WAITING)
def test_who_waits(text: str, expected: str) -> None:
    assert outcome(say("daftar-tunggu", "pemohon", text)) == expected
