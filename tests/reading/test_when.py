"""Times as people write them, in a message of Monday 23 November 2026, 08.00 WIB."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.when import TimeReader, iso
from tests.reading.saying import SENT, shipped

SEEN = [
    ("Selasa, 24 November 2026 pukul 09.00 WIB", ["11-24T09:00"]),
    ("24/11 jam 9 pagi", ["11-24T09:00"]),
    ("besok jam 10", ["11-24T10:00"]),
    ("lusa pkl 13.30", ["11-25T13:30"]),
    ("Senin depan pkl 08.30", ["11-30T08:30"]),
    ("Senin jam 9", ["11-30T09:00"]),
    ("Rabu ini jam 10", ["11-25T10:00"]),
    ("Monggo Kamis jam setengah sembilan pagi.", ["11-26T08:30"]),
    ("Kamis setengah 9 pagi", ["11-26T08:30"]),
    ("Jum'at 27 Nopember jam 1 siang", ["11-27T13:00"]),
    ("Jum’at jam 2 siang", ["11-27T14:00"]),
    ("tgl 26 jam 10", ["11-26T10:00"]),
    ("tgl 2 jam 10", ["12-02T10:00"]),
    ("hari ini jam 2 siang", ["11-23T14:00"]),
    ("nanti siang jam 2", ["11-23T14:00"]),
    ("jam 9", []),
    ("24 November 2026", []),
    ("Selasa saja", []),
    ("minggu depan jam 9", []),
    ("Senin minggu depan jam 9", ["11-30T09:00"]),
    ("Kamis minggu depan jam 9", ["12-03T09:00"]),
    ("Hari/Tanggal : Rabu, 25 November 2026\nPukul : 09.00 WIB", ["11-25T09:00"]),
    ("Hari : Rabu\nTanggal : 25-11-2026\nJam : 09.00 s/d selesai", ["11-25T09:00"]),
    ("Selasa jam 10 kami tidak bisa, mohon diganti Rabu jam 9", ["11-25T09:00"]),
    ("Selasa jam 10 kami tidak bisa, mohon diganti hari lain", []),
    ("dari Selasa 24/11 jam 09.00 menjadi Rabu 25/11 jam 13.00", ["11-25T13:00"]),
    ("semula Selasa jam 9 diganti Kamis jam 9", ["11-26T09:00"]),
    ("bukan Selasa jam 9 tapi Rabu jam 9", ["11-25T09:00"]),
    (
        "besok kami blm bisa hadir krn ada acara. Diganti Kamis tgl 26 jam 10 pagi apakah bisa?",
        ["11-26T10:00"],
    ),
    ("Kamis jam 9 atau Jumat jam 10", ["11-26T09:00", "11-27T10:00"]),
    ("jam 9 hari Kamis atau jam 10 hari Jumat", ["11-26T09:00", "11-27T10:00"]),
    ("Selasa jam 9 atau jam 13.00", ["11-24T09:00", "11-24T13:00"]),
    ("jam 10 besok", ["11-24T10:00"]),
    ("bsk jam9 pagi", ["11-24T09:00"]),
    ("Rabu 25 Nov 09.00-11.00 WIB", ["11-25T09:00"]),
    ("Rabu 25 Nov pukul 09.00 s.d. 11.00 WIB", ["11-25T09:00"]),
    ("Jam layanan: Senin-Kamis 07.30-15.30", []),
    ("server sudah datang tadi jam 10.15", []),
    ("25-11-2026 jam 14.00 WITA", ["11-25T13:00"]),
    ("25/11/26 jam 14.00", ["11-25T14:00"]),
    ("2026-11-25 14:00 WIB", ["11-25T14:00"]),
    ("jam 3 sore besok", ["11-24T15:00"]),
    ("besok jam 3", ["11-24T15:00"]),
    ("besok jam 7", ["11-24T07:00"]),
    ("besok pagi jam 8", ["11-24T08:00"]),
    ("Kamis pagi pukul 8", ["11-26T08:00"]),
    ("besok lusa jam 9", ["11-25T09:00"]),
    ("Senin 30 Nov. 2026, jam 08.00", ["11-30T08:00"]),
    ("Senin tgl 30 jam sembilan pagi", ["11-30T09:00"]),
    ("besok Selasa jam 9", ["11-24T09:00"]),
    ("mbenjing jam 9 enjing", ["11-24T09:00"]),
    ("Selasa (24/11) pukul 13.00", ["11-24T13:00"]),
    ("Tempat siap. Penyerahan Selasa, 24 November 2026. Mohon datang jam 09.00.", ["11-24T09:00"]),
    ("31 November 2026 jam 9", []),
    ("5 Januari jam 9", ["2027-01-05T09:00"]),
    ("Rabu, 2 Desember 2026 pukul 13.30 WIB, karena hari Senin ada pemadaman", ["12-02T13:30"]),
    ("kemarin jam 10 sudah kami kirim", []),
    ("RAM 32GB, 2x480 GB, rak 2 unit 14", []),
]
HELD_BACK = [
    ("Rebo jam 10 isuk", ["11-25T10:00"]),
    ("Kami usulkan Jumat, 27-11-2026 pkl. 08.00 WIB", ["11-27T08:00"]),
    ("bisa Rabu sore jam 3?", ["11-25T15:00"]),
    ("Kamis tanggal 26 November jam 09:30", ["11-26T09:30"]),
    ("pukul 10.00 WIB hari Rabu tanggal 25 November 2026", ["11-25T10:00"]),
    ("jam 1 siang, Rabu 25/11", ["11-25T13:00"]),
    ("Selasa depan jam 10", ["12-01T10:00"]),
    ("hari ini jam 10", ["11-23T10:00"]),
    ("siang ini jam 1", ["11-23T13:00"]),
    ("besok jam 8-10", ["11-24T08:00"]),
    ("besok antara jam 9 sampai jam 11", ["11-24T09:00"]),
    ("Jadwal kami ubah dari besok jam 9 ke lusa jam 9", ["11-25T09:00"]),
    ("Besok jam 9 bentrok dengan rapat, Kamis jam 9 saja", ["11-26T09:00"]),
    ("tanggal 1 Desember, pukul 08.00", ["12-01T08:00"]),
    ("1 Des jam 8 pagi", ["12-01T08:00"]),
    ("Wed 25 Nov 9 am", ["11-25T09:00"]),
    ("Jumat jam setengah 2 siang", ["11-27T13:30"]),
    ("Sabtu jam 12 siang", ["11-28T12:00"]),
    ("lusa sekitar jam 10an", ["11-25T10:00"]),
    ("Kamis, jam 10.00", ["11-26T10:00"]),
    ("besok", []),
    ("siang jam 2", []),
    ("Surat tanggal 20 November 2026 nomor 005/12/2026 jam kerja", []),
    ("Penyerahan: 26.11.2026 10.00 WIB", ["11-26T10:00"]),
    ("hari Selasa tgl 24 bulan ini jam 9", ["11-24T09:00"]),
    ("Senin (30 November 2026) jam 09.00 - 12.00", ["11-30T09:00"]),
    ("tgl 26 bsk jam 9 pagi bs diantar", ["11-26T09:00"]),  # "besok": the coming one
    ("tanggal 3 besok jam 10", ["12-03T10:00"]),
    ("4 Desember besok pukul 08.00", ["12-04T08:00"]),
    ("tgl 26 kami kirim, besok jam 9 kami datang", ["11-24T09:00"]),
    ("tgl 25 lusa jam 9", ["11-25T09:00"]),
    ("dua hari lagi jam 08.00", ["11-25T08:00"]),
    ("3 hari lagi pukul 13.30", ["11-26T13:30"]),
    ("tiga hari lagi, jam 9 pagi", ["11-26T09:00"]),
    ("jam 9 pagi dua hari lagi", ["11-25T09:00"]),
    ("2 minggu lagi hari Selasa jam 9", ["12-08T09:00"]),
    ("Selasa dua minggu lagi jam 9", ["12-08T09:00"]),
    ("dua minggu lagi jam 9", ["12-07T09:00"]),
    ("2 minggu ini mati, Selasa jam 9 dicek", ["11-24T09:00"]),
    ("sudah 2 hari mati, jam 9 lagi dicek", []),
    ("16-12-2026 pkl 1330", ["12-16T13:30"]),
    ("besok jam 0900 WIB", ["11-24T09:00"]),
    ("besok jam 2500", []),
    ("besok pukul 1275", []),
    ("surat 1330 tanggal 24 November 2026", []),
    ("digeser ke Senin tgl 30 jam 10.00 karena ada pemadaman PLN Kamis jam 09.00-12.00", ["11-30T10:00"]),
    ("diundur jadi Jumat jam 9 karena Kamis jam 9 ada rapat", ["11-27T09:00"]),
    ("Kamis jam 9 karena ada rapat mohon diundur", []),
    ("perbaikan AC sampai Jumat jam 10", []),
    ("ruangan dipakai hingga Jumat pukul 10.00", []),
    ("AC mati sampai dengan Jumat jam 10, Senin jam 9 saja", ["11-30T09:00"]),
    ("Kamis s.d. Jumat jam 10", ["11-27T10:00"]),
    ("Selasa jam 9 sampai Kamis jam 12", ["11-24T09:00"]),
]


def found(text: str) -> list[str]:
    times = TimeReader.of(shipped().lexicon).find(text, SENT)
    return [iso(one.at)[:16].removeprefix("2026-") for one in times]


@pytest.mark.parametrize(("text", "expected"), SEEN)
def test_times(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), HELD_BACK)
def test_times_held_back(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.integers(min_value=1440, max_value=100 * 1440))
def test_a_full_date_is_read_back(minutes: int) -> None:
    at = SENT + timedelta(minutes=minutes)
    months = [names[0] for names in shipped().lexicon.lists["bulan"].values()]
    text = f"tanggal {at.day} {months[at.month - 1]} {at.year} pukul {at.hour:02d}.{at.minute:02d} WIB"
    hour = at.hour + 12 if 1 <= at.hour <= 5 else at.hour  # an office's small hours are its afternoon
    times = TimeReader.of(shipped().lexicon).find(text, SENT)
    assert [one.at for one in times] == [at.replace(hour=hour)]


@pytest.mark.parametrize("days", range(7))
def test_a_weekday_is_the_next_one(days: int) -> None:
    sent = SENT + timedelta(days=days)
    times = TimeReader.of(shipped().lexicon).find("Kamis jam 9", sent)
    ahead = (times[0].at.date() - sent.date()).days
    assert times[0].at.weekday() == 3
    assert 1 <= ahead <= 7


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Kamis jam 9 pagi", "2026-11-26T01:00"),  # as the office's clocks go: Makassar
        ("Kamis pukul 09.00 WITA", "2026-11-26T01:00"),
        ("Kamis pukul 09.00 WIB", "2026-11-26T02:00"),
    ],
)
def test_an_hour_without_zone_is_the_offices(text: str, utc: str) -> None:
    (time,) = TimeReader.of(shipped().lexicon, ZoneInfo("Asia/Makassar")).find(text, SENT)

    assert time.at.astimezone(UTC).isoformat().startswith(utc)
    assert iso(time.at).endswith("+08:00")
