"""What holds in part only, for somebody else, or no more: room that is promised, a server sent home, a wish withdrawn."""

from __future__ import annotations

import pytest

from tests.reading.saying import UNCLEAR, outcome, say

NOT_TAKEN_IN = [
    "Server Dell R230 SN 1TTQ8K2 sudah datang dan diperiksa, tapi PSU-nya mati total.\nSaya minta Mas Budi membawanya pulang dulu untuk diperbaiki, jadi tidak saya masukkan rak.",
    "Server sudah datang, tapi PSU rusak, saya suruh bawa pulang lagi",
    "Sudah datang tadi tapi tidak saya terima karena tidak ada kabel powernya",
    "Server sudah datang namun belum saya masukkan rak, menunggu rel",
    "Sudah datang, cuma tidak bisa nyala jadi dikembalikan ke OPD",
    "Server sudah datang, tidak jadi dipasang karena ukurannya tidak cocok",
]
TAKEN_IN = [
    "Sudah diterima. PSU yang mati sudah diganti, Dell R230 SN 1TTQ8K2",
    "Sudah diterima. PSU sempat rusak lalu dibawa pulang dan sudah diperbaiki, Dell R230 SN 1TTQ8K2, rak A U5",
    "Sudah diterima, server dibawa pulang kemarin sudah kembali",
    "Sudah diterima dan dipasang di rak A U5, SN 1TTQ8K2 Dell R230",
    "Diterima, kabel cadangan belum dipasang. Dell R230 SN 1TTQ8K2, rak A U5",
]


@pytest.mark.parametrize("text", NOT_TAKEN_IN)
def test_what_was_sent_home_was_not_taken_in(text: str) -> None:
    assert outcome(say("penyerahan", "teknisi", text)) == UNCLEAR


@pytest.mark.parametrize("text", TAKEN_IN)
def test_what_was_taken_in(text: str) -> None:
    assert outcome(say("penyerahan", "teknisi", text)) == "diterima"


ROOM_FOR_OTHERS = [
    "Ada 2U yang kosong tapi sudah dijanjikan ke Dinkes, jadi yang ini tunggu giliran berikutnya.",
    "Slot kosong di rak B, namun sudah dipesan Setwan",
    "Masih ada tempat, hanya saja jatahnya Inspektorat",
    "Kosong sih, tapi sudah ada yang punya",
    "tersedia tapi diperuntukkan BPBD",
    "Ada yang kosong, cuma dicadangkan untuk server kominfo sendiri",
    "Dari dua server yang diajukan, yang muat hanya satu. Mohon OPD menentukan dulu mana yang didahulukan, setelah itu baru saya beri jadwal.",
    "tempat ada tapi cuma cukup satu server",
    "Yang muat satu saja",
    "ada tempat untuk sebagian",
    "tersedia hanya untuk 1 unit dari 3",
]
ROOM = [
    "Tersedia, Selasa 1 Desember jam 9, hanya tolong bawa rel sendiri",
    "Tersedia Selasa 1 Desember jam 9, rak A U5, sudah saya cadangkan",
    "masih muat satu server lagi, silakan Selasa 1 Desember jam 9",
    "tersedia, Selasa 1 Desember jam 9, bawa satu orang teknisi",
]


@pytest.mark.parametrize("step", ["tempat", "daftar-tunggu"])
@pytest.mark.parametrize("text", ROOM_FOR_OTHERS)
def test_room_for_others_or_for_a_part(step: str, text: str) -> None:
    assert outcome(say(step, "kasi", text)) == UNCLEAR


@pytest.mark.parametrize("text", ROOM)
def test_room(text: str) -> None:
    assert outcome(say("tempat", "kasi", text)) == "tersedia"


WITHDRAWN = [
    "Yang semalam saya tulis minta jadwal ulang diabaikan saja ya, ternyata mobilnya ada. Kami tetap datang sesuai rencana.",
    "Mohon abaikan permintaan jadwal ulang saya",
    "Jadwal ulangnya batal, kami datang sesuai jadwal",
    "permintaan ganti hari kemarin lupakan saja pak",
    "Tidak jadi jadwal ulang",
    "tidak jadi minta jadwal ulang",
    "batal minta diundur, kami datang hari ini",
    "Surat saya tadi soal geser jadwal dianggap tidak ada",
    "jadwal ulang yang saya minta tadi tidak berlaku",
    "Maaf tidak perlu reschedule, tetap hari ini",
    "Tidak jadi mengubah jadwal",
    "permohonan jadwal ulang kami batalkan",
    "kami batalkan permohonan jadwal ulangnya",
]
ASKED = [
    ("Jadwal ulang, abaikan surat sebelumnya. Selasa 1 Desember jam 10", "jadwal-ulang"),
    ("Mohon jadwal ulang Selasa 1 Desember jam 10", "jadwal-ulang"),
    ("Rapat dibatalkan jadi mohon jadwal ulang Selasa 1 Desember jam 10", "jadwal-ulang"),
    ("Permohonan kami batalkan", "batal"),
    ("tidak jadi menitipkan server", "batal"),
    ("tidak jadi pak", "batal"),
]


@pytest.mark.parametrize("text", WITHDRAWN)
def test_a_wish_withdrawn_changes_nothing_and_closes_nothing(text: str) -> None:
    assert outcome(say("penyerahan", "pemohon", text)) == UNCLEAR


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_what_is_asked_all_the_same(text: str, expected: str) -> None:
    assert outcome(say("penyerahan", "pemohon", text)) == expected
