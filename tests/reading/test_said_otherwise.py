"""What a person would have understood at once, each with its nearest neighbours that decide nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Place, Visible
from tests.reading.saying import UNCLEAR, message, outcome, say, shipped

KADIS, KABID = "disposisi-kadis", "disposisi-kabid"
SOS = "Dinas Sosial: "
SAID = [
    (KADIS, "kadis", "Untuk yang ini didisposisi ke Bu Kabid", "disposisi"),
    (KADIS, "kadis", "Semoga tahun depan ruangnya lebih besar ya. Untuk yang ini didisposisi ke Bu Kabid", "disposisi"),
    (KADIS, "kadis", "belum didisposisi", UNCLEAR),
    (KADIS, "kadis", "Semoga segera didisposisi", UNCLEAR),
    (KADIS, "kadis", "Ditolak, silakan OPD bersurat kembali.", "tolak"),
    (KADIS, "kadis", "Surat tidak bernomor. Ditolak, silakan pemohon mengajukan lagi", "tolak"),
    (KADIS, "kadis", "silakan OPD bersurat kembali", UNCLEAR),
    (KADIS, "kadis", "silakan dibuat surat baru", UNCLEAR),
    (KADIS, "kadis", "silakan, lanjutkan", "disposisi"),
    (KADIS, "kadis", "Maaf tadi kepencet, jawaban setuju itu untuk berkas lain. Yang ini ditolak karena sudah ada di pusat data", "tolak"),
    (KADIS, "kadis", "Maaf salah kirim. Permohonan ini saya setujui", "disposisi"),
    (KADIS, "kadis", "Tolak. Maaf salah pencet, yang ini belum saya baca. Disposisi yang Tugu.", UNCLEAR),
    (KADIS, "kadis", "kepencet, berkas ini jangan diproses dulu", UNCLEAR),
    (KABID, "kabid", "Balasnya harus pakai kata apa?", "bantuan"),
    (KABID, "kabid", "jawabnya pakai kata apa mas", "bantuan"),
    (KABID, "kabid", "Saya harus balas apa ya?", "bantuan"),
    ("penyerahan", "pemohon", "Penyerahan kami undur Senin depan jam 9 pagi nggih", "jadwal-ulang"),
    ("penyerahan", "pemohon", "kami mundurkan ke Senin 30 November jam 9", "jadwal-ulang"),
    ("penyerahan", "pemohon", "Bisa minggu depan aja ga pak?", "jadwal-ulang"),
    ("penyerahan", "pemohon", "mohon undur diri", UNCLEAR),
    ("penyerahan", "teknisi", "Server diterima, fotonya minggu depan saja", "diterima"),
    ("konfigurasi", "teknisi", "Server sudah nyambung. Semula 192.0.2.5 tapi bentrok dengan CCTV, jadi saya ganti 192.0.2.55", "terhubung"),
    ("konfigurasi", "teknisi", "sudah tersambung, IP 192.0.2.5 bentrok, saya pindah ke 192.0.2.55", "terhubung"),
    ("konfigurasi", "teknisi", "sudah tersambung IP 192.0.2.5 tapi bentrok dengan CCTV", UNCLEAR),
    ("konfigurasi", "teknisi", "sudah tersambung, IP 192.0.2.5 bentrok, nanti saya ganti 192.0.2.55", UNCLEAR),
    ("konfigurasi", "teknisi", "tersambung tapi 192.0.2.5 bentrok, mohon diganti 192.0.2.55", UNCLEAR),
    ("konfigurasi", "teknisi", "sudah tersambung, bentrok, belum diganti 192.0.2.55", UNCLEAR),
    ("aktif", "pemohon", SOS + "Sejak listrik padam semalam Siskeudes gak bisa dibuka, muncul tulisan no route to host", "belum-bisa"),
    ("aktif", "pemohon", SOS + "setelah rapat tidak bisa login", "belum-bisa"),
    ("aktif", "pemohon", SOS + "telepon tidak bisa dihubungi", UNCLEAR),
    ("aktif", "pemohon", SOS + "listrik mati tidak bisa datang", UNCLEAR),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), SAID)
def test_outcome(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


@pytest.mark.parametrize(
    ("step", "role", "text", "told"),
    [
        ("konfigurasi", "teknisi", "Server sudah nyambung. Semula 192.0.2.5 tapi bentrok, jadi saya ganti 192.0.2.55", {"ip": ["192.0.2.55"]}),
        ("konfigurasi", "teknisi", "Sudah terhubung, IP 192.0.2.5. Tadi bentrok dengan CCTV, CCTV-nya saya ganti ke 192.0.2.9", {"ip": None}),
        ("konfigurasi", "teknisi", "IP 192.0.2.5 bentrok dengan printer, printernya sudah dipindah ke 192.0.2.9. Server sudah terhubung", {"ip": None}),
        ("konfigurasi", "teknisi", "sudah tersambung. kamera dipindah ke 192.0.2.9, server 192.0.2.5", {"ip": ["192.0.2.5"]}),
        ("konfigurasi", "teknisi", "sudah tersambung, semula 192.0.2.5 bentrok dengan CCTV saya ganti 192.0.2.55", {"ip": ["192.0.2.55"]}),
        ("konfigurasi", "teknisi", "terhubung, IP saya ganti 192.0.2.9", {"ip": ["192.0.2.9"]}),
        ("tempat", "kasi", "Tersedia. Selasa 1 Desember jam 9. Eh maaf, maksud saya Rabu 2 Desember jam 9", {"waktu": ["2026-12-02T09:00:00+07:00"]}),
        ("tempat", "kasi", "Tersedia. Selasa 1 Desember jam 9, maaf maksudnya jam 10", {"waktu": ["2026-12-01T10:00:00+07:00"]}),
        ("penyerahan", "kasi", "Jamnya saja yang digeser, Kamis 17 Desember dari jam 10 ke jam 13", {"waktu": ["2026-12-17T13:00:00+07:00"]}),
        ("penyerahan", "kasi", "geser Kamis 17 Desember dari pukul 10.00 jadi pukul 13.00", {"waktu": ["2026-12-17T13:00:00+07:00"]}),
        ("penyerahan", "kasi", "geser dari Rabu 16 Desember jam 9 ke Kamis 17 Desember jam 10", {"waktu": ["2026-12-17T10:00:00+07:00"]}),
        ("penyerahan", "pemohon", "Penyerahan kami undur Senin depan jam 9 pagi nggih", {"waktu": ["2026-11-30T09:00:00+07:00"]}),
    ],
)  # fmt: skip
def test_facts(step: str, role: str, text: str, told: dict[str, Any]) -> None:
    fields = say(step, role, text).fields
    assert {name: fields.get(name) for name in told} == told


@pytest.mark.parametrize(
    ("text", "giver", "taker"),
    [
        ("Sudah dikembalikan ke Bu Wati Contoh dari Dinas Perikanan. Yang menyerahkan saya, Sari Contoh.", "Sari Contoh", "Wati Contoh"),
        ("Server diserahkan kepada Pak Budi Contoh, kondisi baik. Yang menyerahkan saya", "Sari Contoh", "Budi Contoh"),
        ("sudah kami serahkan ke Bu Wati Contoh kondisinya sama", None, "Wati Contoh"),
        ("Dikembalikan ke OPD, diambil Budi Contoh", None, "Budi Contoh"),
        ("Dikembalikan ke pemiliknya, kondisi baik", None, None),
    ],
)  # fmt: skip
def test_who_took_it_back(text: str, giver: str | None, taker: str | None) -> None:
    place = Place("pengembalian", "pengambilan", "teknisi", {})
    fields = shipped().read(message(sender="Sari Contoh"), Visible(text), None, place).fields
    assert (fields.get("diserahkan_oleh"), fields.get("diterima_oleh")) == (giver, taker)
