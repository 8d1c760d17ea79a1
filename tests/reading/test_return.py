"""A return as people ask for it, schedule it and report it; and which servers they mean or leave out."""

from __future__ import annotations

from time import process_time

import pytest

from bot.model import Place, Reading, Visible
from bot.reading.labels import parse_labels
from tests.reading.saying import UNCLEAR, ask, message, outcome, shipped


def say(step: str, role: str, text: str, process: str = "pengembalian") -> Reading:
    return shipped().read(message(), Visible(text), None, Place(process, step, role))


REQUESTS = [
    ("Kami mohon server kami dapat diambil kembali", "pengembalian"),
    ("mau ambil server pak, kapan bisa?", "pengembalian"),
    ("Dengan ini mengajukan pengembalian server yang dititipkan di Kominfo", "pengembalian"),
    ("Server akan kami tarik kembali karena gedung baru sudah siap", "pengembalian"),
    ("Kami ingin mengakhiri penitipan server per akhir bulan", "pengembalian"),
    ("servernya mau kami bawa pulang mas", "pengembalian"),
    ("Mohon server BKD dikembalikan ke kami", "pengembalian"),
    ("nyuwun sewu, badhe mengambil server kami yang dulu dititipkan", "pengembalian"),
    ("Kami bermaksud memindahkan, sehingga permohonan pengambilan server kami ajukan", "pengembalian"),
    ("Kami mengajukan penitipan server", "penitipan"),
    ("mohon izin nitip server, nanti kami antar sendiri", "penitipan"),
    ("Bagaimana prosedur pengambilan server?", None),
    ("Kami tidak jadi mengambil server", None),
    ("Mohon surat pengantar dikembalikan ke kami", None),
    ("Formulirnya akan kami ambil besok di ruang server", None),
]


@pytest.mark.parametrize(("text", "process"), REQUESTS)
def test_what_is_asked_for(text: str, process: str | None) -> None:
    assert ask(text).process == process


THREADS = [
    ("aktif", "pemohon", "Mohon server ini dikembalikan ke kami", "request"),
    ("aktif", "pemohon", "Bulan depan server mau kami ambil", "request"),  # a plan: the letter is asked for
    (
        "aktif",
        "pemohon",
        "Nomor: 045/7/2026\nPerihal: Pengembalian server\n\nYth. Kepala Dinas\n\n"
        "Server mau kami ambil kembali karena gedung baru selesai.\n\nHormat kami",
        "request",
    ),
    ("aktif", "pemohon", "server tidak bisa dibuka sejak pagi", "reply"),
    ("aktif", "teknisi", "Server mau kami ambil kembali", "reply"),
    ("konfigurasi", "pemohon", "Server tidak jadi dipakai, mau kami tarik kembali servernya", "request"),
    ("uji-akses", "pemohon", "servernya mau kami ambil kembali saja", "request"),
    ("uji-akses", "pemohon", "Sudah bisa diakses. Server cadangan kelak mau kami ambil kembali.", "reply"),
    ("uji-akses", "pemohon", "belum bisa diakses, kalau begini server kami tarik kembali", "reply"),
    ("penyerahan", "pemohon", "server mau kami ambil kembali", "reply"),  # it is not here yet
]


@pytest.mark.parametrize(("step", "role", "text", "kind"), THREADS)
def test_a_return_in_the_thread_of_a_deposit(step: str, role: str, text: str, kind: str) -> None:
    reading = say(step, role, text, "penitipan")
    assert reading.kind == kind
    assert reading.process == ("pengembalian" if kind == "request" else "penitipan")


OUTCOMES = [
    ("disposisi-kadis", "kadis", "acc, pastikan surat tugasnya ada", "disposisi"),
    ("disposisi-kadis", "kadis", "Silakan diambil", "disposisi"),
    ("disposisi-kadis", "kadis", "Jangan dikembalikan, masih dipakai bersama", "tolak"),
    ("disposisi-kadis", "kadis", "Tolak dulu, datanya belum diaudit", "tolak"),
    ("disposisi-kadis", "kadis", "Apakah datanya sudah disalin?", UNCLEAR),
    ("disposisi-kadis", "kadis", "Kalau Inspektorat setuju baru diproses", UNCLEAR),
    ("disposisi-kabid", "kabid", "Mas, tolong dijadwalkan", "teruskan"),
    ("disposisi-kabid", "kabid", "lanjut", "teruskan"),
    ("disposisi-kabid", "kabid", "Belum bisa saya teruskan", UNCLEAR),
    ("jadwal", "kasi", "Dijadwalkan Kamis 26 November 2026 jam 9 pagi", "dijadwalkan"),
    ("jadwal", "kasi", "Besok pukul 13.00 silakan diambil", "dijadwalkan"),
    ("jadwal", "kasi", "Senin depan jam 10", "dijadwalkan"),
    ("jadwal", "kasi", "Bisa, lusa jam 8.30", "dijadwalkan"),
    ("jadwal", "kasi", "Belum bisa dijadwalkan, teknisinya cuti", UNCLEAR),
    ("jadwal", "kasi", "Apakah hari Kamis jam 9 mereka bisa?", UNCLEAR),
    ("pengambilan", "teknisi", "Sudah diambil Pak Budi, kondisi baik", "dikembalikan"),
    ("pengambilan", "teknisi", "server telah dikembalikan", "dikembalikan"),
    ("pengambilan", "teknisi", "sudah dibawa pulang Bu Vina Contoh, saya yang serahkan", "dikembalikan"),
    ("pengambilan", "teknisi", "belum dibawa pulang", UNCLEAR),
    ("pengambilan", "teknisi", "serah terima sudah, barang dibawa pulang", "dikembalikan"),
    ("pengambilan", "teknisi", "Belum diambil", UNCLEAR),
    ("pengambilan", "teknisi", "Servernya sudah diambil belum ya?", UNCLEAR),
    ("pengambilan", "teknisi", "Nanti kalau sudah diambil saya kabari", UNCLEAR),
    ("pengambilan", "teknisi", "Katanya sudah diambil kemarin", UNCLEAR),
    ("pengambilan", "teknisi", "Akan dikembalikan besok", UNCLEAR),
    ("pengambilan", "teknisi", "Mohon digeser ke Jumat 27 November jam 9, saya dinas luar", "jadwal-ulang"),
    ("pengambilan", "pemohon", "Kami belum bisa mengambil besok, mohon diganti Jumat jam 9", "jadwal-ulang"),
    ("pengambilan", "pemohon", "apakah bisa diundur ke Jumat jam 10?", "jadwal-ulang"),
    ("pengambilan", "pemohon", "Tidak jadi diambil, permohonannya kami batalkan", "batal"),
    ("pengambilan", "pemohon", "BATAL", "batal"),
    ("pengambilan", "pemohon", "Baik, kami datang tepat waktu", UNCLEAR),
    ("pengambilan", "pemohon", "sudah sampai mana?", "status"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "said"), OUTCOMES)
def test_outcomes(step: str, role: str, text: str, said: str) -> None:
    assert outcome(say(step, role, text)) == said


MENTIONS = [
    ("Kami ambil SN AB12345", ["AB12345"], ""),
    ("SN AB12345 kami ambil dan SN CD67890 tetap dititipkan", ["AB12345"], "CD67890"),
    ("Yang SN CD67890 biar di sana saja, yang SN AB12345 kami tarik", ["AB12345"], "CD67890"),
    ("Bukan yang SN CD67890 tapi yang SN AB12345", ["AB12345"], "CD67890"),
    ("SN AB12345 (bukan CD67890)", ["AB12345"], "CD67890"),
    ("Yang SN CD67890 tidak jadi diambil, cukup SN AB12345", ["AB12345"], "CD67890"),
    ("Yang tetap: SN AB12345, SN CD67890", [], "AB12345 CD67890"),
    ("SN AB12345 kami ambil, SN CD67890 nanti saja", ["AB12345"], "CD67890"),
    ("SN AB12345 sudah diambil. SN CD67890 belum diambil.", ["AB12345"], "CD67890"),
    ("Nomor TTP-2026-0003/1 diambil, TTP-2026-0003/2 tetap", ["TTP-2026-0003/1"], "TTP-2026-0003/2"),
    ("server titipan nomor ttp 2026 3 mau kami ambil", ["TTP-2026-0003"], ""),
    ("TTP/3/2026 ya pak", ["TTP-2026-0003"], ""),
    ("server bernama srv-obat-01", ["srv-obat-01"], ""),
    ("db-arsip-02 kami bawa pulang", ["db-arsip-02"], ""),
    ("Kami mau mengambil server, hubungi 0812-0000-1111", [], ""),
    ("server kami", [], ""),
    ("Kami mau ambil server SIMDA kami", ["SIMDA"], ""),
    ("server aplikasi absensi milik kami", ["absensi"], ""),
    ("server aplikasi kami", [], ""),
    ("PENGEMBALIAN SERVER BKD", [], ""),
    ("Pengembalian Server Dinas Kesehatan", [], ""),
    ("mengambil server HPE kami", [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "going", "staying"), MENTIONS)
def test_which_servers_go_and_which_stay(text: str, going: list[str], staying: str) -> None:
    found = shipped().facts.mentions.find(text, parse_labels(text))
    names = [one.get("nomor_seri") or one.get("nomor") or one.get("nama") for one in found.servers]
    assert names == going
    assert all(word in found.staying for word in staying.split())


@pytest.mark.parametrize(
    ("text", "every", "part"),
    [
        ("Semua server kami ambil", True, False),
        ("Tidak semua server kami ambil", False, False),
        ("kedua server kami tarik", True, False),
        ("salah satu server kami", False, True),
        ("server kami", False, False),
        ("semuanya pak", True, False),
        ("Kami ambil semuanya", True, False),
        ("Terima kasih atas semua bantuannya", False, False),
        ("Terima kasih semuanya", False, False),
        ("Mohon bantuan semua pihak agar server dapat diambil", False, False),
    ],
)
def test_all_or_some(text: str, every: bool, part: bool) -> None:
    found = shipped().facts.mentions.find(text, ())
    assert (found.all, found.part) == (every, part)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Kondisi : baik, kabel ikut dibawa", "baik, kabel ikut dibawa"),
        ("Sudah diambil dalam keadaan utuh, diserahkan oleh Dewi", "utuh"),
        ("sudah diambil, ada goresan di pintu", "goresan di pintu"),
        ("Sudah diambil.", ""),
        ("Kondisi: penutup hilang, SN ABC12346", "penutup hilang"),
        ("Kondisi: baik\nKondisi: penyok", "baik; penyok"),
        ("SN: ABC12345\nKondisi: baik\nSN: DEF67890\nKondisi: penyok", ""),  # each its own
        ("SN: ABC12345\nSN: DEF67890\nKondisi: baik", "baik"),
    ],
)
def test_the_condition_when_it_left(text: str, condition: str) -> None:
    assert shipped().facts.mentions.find(text, parse_labels(text)).condition == condition


def test_who_hands_over_may_name_himself_before_he_says_so() -> None:
    text = "dua server sudah dibawa pulang Bu Vina Contoh, saya (Yusuf Contoh) yang serahkan."
    fields = say("pengambilan", "teknisi", text).fields
    assert (fields["diserahkan_oleh"], fields["diterima_oleh"]) == ("Yusuf Contoh", "Vina Contoh")


def test_a_handover_report_gives_its_parties_and_condition() -> None:
    fields = say(
        "pengambilan", "teknisi", "DIKEMBALIKAN\nKondisi : baik\nYang menyerahkan : Dewi Contoh\nYang menerima : Budi Contoh"
    ).fields  # fmt: skip
    assert fields["kondisi"] == "baik"
    assert (fields["diserahkan_oleh"], fields["diterima_oleh"]) == ("Dewi Contoh", "Budi Contoh")


def test_long_texts_are_read_in_linear_time() -> None:
    text = "SN AB12345 tetap, TTP-2026-0001/1 diambil dan srv-a-1 bukan; " * 300
    find = shipped().facts.mentions.find
    find(text[:100], ())
    start = process_time()
    find(text, ())
    assert process_time() - start < 3
