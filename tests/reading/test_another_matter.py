"""What is said of another agency, of a part, or of one matter among several, decides nothing of this case."""

from __future__ import annotations

import pytest

from tests.reading.saying import outcome, say

KADIS, KABID = "disposisi-kadis", "disposisi-kabid"
OWN = "Kecamatan Tugu"

SEVERAL = [
    ("Yang dari Kecamatan Tugu setuju, yang satunya jangan dulu.", None),
    ("Yang pertama setuju, yang kedua jangan dulu", None),
    ("yang lain nanti dulu, dishub setuju", None),
    ("Dishub setuju, yang lainnya belum", None),
    ("Yang satunya jangan, yang satu setuju", None),
    ("Setuju untuk yang kemarin, yang hari ini belum saya baca", None),
    ("Acc. Yang punya Dinkes nanti dulu", None),
    ("Yang ini setuju, yang lain belum", None),
    ("Setuju yang ini. Yang satunya jangan dulu", "disposisi"),
    ("Setuju, yang penting jangan sampai mengganggu server kita", "disposisi"),
    ("Setuju. Yang lain menyusul", "disposisi"),
    ("Acc, jangan yang satunya", None),
    ("Setuju, tapi jangan sampai mengganggu server yang lain", "disposisi"),
    ("Salah satu saja yang disetujui", None),
    ("Setuju sebagian saja", None),
    ("Disetujui satu dulu", None),
    ("Setuju. Sebagian raknya pakai rak lama", "disposisi"),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_one_of_several_matters(text: str, expected: str | None) -> None:
    assert say(KADIS, "kadis", text).outcome == expected


RELUCTANT = [
    ("Kurang setuju", None),
    ("Saya kurang sependapat", None),
    ("Saya belum bilang setuju", None),
    ("Saya tidak pernah mengatakan setuju", None),
    ("Sementara jangan diproses", None),
    ("untuk sementara tidak usah diteruskan ke kabid", None),
    ("Setuju prinsip, tapi tunggu hasil rapat Senin", None),
    ("Acc, tapi menunggu laporan inspektorat", None),
    ("Setuju, tapi saya tunggu laporannya", "disposisi"),
    ("Setuju, saya tunggu hasilnya", "disposisi"),
    ("Untuk sementara ditolak, karena listrik belum siap", "tolak"),
    ("Sementara diproses dulu saja", "disposisi"),
]


@pytest.mark.parametrize(("text", "expected"), RELUCTANT)
def test_consent_that_is_none(text: str, expected: str | None) -> None:
    assert say(KADIS, "kadis", text).outcome == expected


OTHERS = [
    (KADIS, "kadis", "Acc untuk permohonan Dishub", None),
    (KADIS, "kadis", "Yang Dishub setuju", None),
    (KADIS, "kadis", "Setuju, Dinas Perhubungan silakan", None),
    (KADIS, "kadis", "Permohonan dari Dishub diproses saja", None),
    (KADIS, "kadis", "Dishub ditolak karena listrik", None),
    (KADIS, "kadis", "Disposisi untuk Dishub", None),
    (KADIS, "kadis", "Setuju. Koordinasi dengan Bappeda", "disposisi"),
    (KADIS, "kadis", "Disposisi, samakan seperti Dishub kemarin", "disposisi"),
    (KADIS, "kadis", "Setuju, Kecamatan Tugu dan Dishub", "disposisi"),
    (KADIS, "kadis", "Setuju kec. tugu", "disposisi"),
    (KADIS, "kadis", "Setuju. Bagaimana kabar server Dishub?", "disposisi"),
    (KADIS, "kadis", "TOLAK, karena datanya masih diperiksa Inspektorat", "tolak"),
    (KADIS, "kadis", "Ditolak karena Dishub belum mengajukan", "tolak"),
    (KADIS, "kadis", "Disposisi, mohon dikawal Inspektorat", "disposisi"),
    (KADIS, "kadis", "Disposisi mohon dikawal Inspektorat", "disposisi"),
    (KADIS, "kadis", "Setuju, libatkan Bappeda", "disposisi"),
    (KADIS, "kadis", "Setuju koordinasi dengan Bappeda", "disposisi"),
    (KADIS, "kadis", "Dishub: setuju", None),
    (KADIS, "kadis", "Untuk Dishub, disposisi", None),
    (KADIS, "kadis", "Berkas Dishub saya setujui", None),
    (KABID, "kabid", "Dinkes teruskan ke kasi", None),
    (KABID, "kabid", "Teruskan ke kasi, Kominfo menyiapkan tempat", "teruskan"),
    ("tempat", "kasi", "Untuk Dishub tersedia Selasa jam 9", None),
    ("tempat", "kasi", "Dishub penuh", None),
    ("tempat", "kasi", "Pak, yang Dishub bisa Selasa jam 9 rak A U5", None),
    ("tempat", "kasi", "Server Dishub sudah diambil, jadi ada tempat Selasa jam 9 rak A U5", "tersedia"),
    ("tempat", "kasi", "Rak A dipakai Dishub, rak B masih kosong, silakan Selasa jam 9", "tersedia"),
    ("tempat", "kasi", "Rak B kosong Selasa jam 9, Dishub sudah pindah", "tersedia"),
    ("tempat", "kasi", "Dishub pindah ke rak B. Rak A kosong, silakan Selasa jam 9", "tersedia"),
    ("daftar-tunggu", "kasi", "Dishub masih penuh", None),
    ("konfigurasi", "teknisi", "Server Dishub terhubung, IP 192.0.2.7", None),
    ("konfigurasi", "teknisi", "Terhubung, IP 192.0.2.7. Server Dishub di sebelahnya mati", "terhubung"),
    ("konfigurasi", "teknisi", "Kec. Tugu terhubung, IP 192.0.2.7", "terhubung"),
    ("penyerahan", "teknisi", "Server Dishub sudah diterima. SN ABC12345, Dell R740. Yang menyerahkan Budi Contoh,"
     " yang menerima Dewi Contoh. rak A U5", None),
    ("aktif", "teknisi", "Punya Dinkes sesuai", None),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), OTHERS)
def test_a_decision_on_another_agencys_case(step: str, role: str, text: str, expected: str | None) -> None:
    assert say(step, role, text, facts={"opd": OWN}).outcome == expected


def test_why_it_is_asked_back() -> None:
    told = say(KADIS, "kadis", "Yang Dishub setuju", facts={"opd": OWN})
    assert (outcome(told), told.unclear) == (
        "tidak-jelas",
        "keputusannya menyebut OPD lain, bukan OPD berkas ini",
    )
    assert say(KADIS, "kadis", "Yang Dishub setuju").outcome == "disposisi"  # whose case it is, isn't known
