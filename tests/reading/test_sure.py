"""What must not move a case: wishes, conditions, postponements, refusals, faults long solved; and their neighbours."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Place, Visible
from tests.reading.saying import UNCLEAR, message, say, shipped

KADIS, KABID = "disposisi-kadis", "disposisi-kabid"
PUT_OFF = [
    "Tunda dulu, mau saya bicarakan dengan Kepala Dinkes. Sesudah itu baru dilanjutkan.",
    "Ditunda dulu ya. Diproses kalau anggaran sudah jelas",
    "Semoga bisa segera diproses ya",
    "Mudah-mudahan segera ditindaklanjuti",
    "mugi-mugi saged dipun proses",
    "Saya berharap permohonan ini disetujui Pak Bupati",
    "Mohon Kabid cek lapangan dulu, baru saya disposisi",
    "suratnya belum sampai ke saya, tolong dikirim lagi baru saya proses",
    "Saya pikir-pikir dulu. Lanjutkan yang lain dulu.",
    "Lanjutkan yang lain dulu",
    "sy pelajari dulu, disposisi menyusul",
    "Diproses setelah rapat TAPD",
    "Diproses sehabis rapat dengan Sekda",
    "Lanjut setelah ada surat resmi dari kepala dinasnya",
    "Setelah surat ditandatangani, silakan diproses",
    "Setelah saya cek baru saya disposisi",
    "Setuju, asalkan suratnya sudah ditandatangani",
    "setuju asal ada izin Bupati",
    "boleh dilanjutkan, dengan syarat daya listriknya cukup",
    "Acc, syaratnya ada surat dari Sekda",
    "Saya setujui sepanjang anggarannya ada",
    "Setuju, apabila tempat masih tersedia",
    "Setuju tapi tunggu anggaran perubahan dulu",
    "setuju, tetapi menunggu izin Pak Bupati",
    "Acc tapi lengkapi dulu suratnya",
    "Prinsipnya setuju, tapi saya minta pendapat Kabid dulu",
    "Sabar, masih saya kaji dulu. Nanti diproses",
    "Saya acc setelah koordinasi dengan Kabid",
    "Saya tolak kecuali ada surat baru",
    "Setuju, tunggu informasi dari BPKAD",
    "Setuju prinsip, tunggu disposisi tertulis saya",
    "Bukan wewenang saya, teruskan ke Sekda",
    "teruskan ke Pak Sekda saja",
    "Disposisi ke Bappeda, mereka yang menangani",
    "jangan dilanjutkan dulu, saya tanya Pak Bupati",
    "jangan ditolak dulu, masih saya pertimbangkan",
    "tahan dulu, jangan diproses",
    "diproses nanti saja",
    "Maaf salah pencet, bukan ditolak",
    "batal tolak",
    "tidak jadi ditolak",
    "ralat, yang tadi jangan dilanjutkan",
]
DECIDED = [
    ("Mohon ditindaklanjuti", "disposisi"),
    ("tolong diproses", "disposisi"),
    ("harap segera diproses", "disposisi"),
    ("Disposisi, mohon segera", "disposisi"),
    ("Setuju, mohon dicek kapasitasnya sebelum dipasang", "disposisi"),
    ("Acc. Setelah selesai laporkan ke saya", "disposisi"),
    ("Setuju, setelah terpasang laporkan hasilnya", "disposisi"),
    ("Setuju, kalau ada kendala laporkan ke saya", "disposisi"),
    ("Setuju, kalau rak penuh masukkan daftar tunggu", "disposisi"),
    ("Setuju, kalau bisa minggu ini", "disposisi"),
    ("Setelah saya pelajari, saya setuju", "disposisi"),
    ("Setelah membaca suratnya, permohonan disetujui", "disposisi"),
    ("Setuju, saya tunggu laporannya", "disposisi"),
    ("Mereka sudah lama menunggu, segera proses", "disposisi"),
    ("Proses. Dinkes sudah menunggu dari bulan lalu", "disposisi"),
    ("Proses, jangan lupa lapor saya setelah selesai", "disposisi"),
    ("Disposisi ke Kabid dan Sekretaris", "disposisi"),
    ("Jangan ditunda, segera proses", "disposisi"),
    ("tidak perlu menunggu saya, langsung diproses saja", "disposisi"),
    ("Disposisi, koordinasi dulu dengan Kasi", "disposisi"),
    ("baru saja saya setujui", "disposisi"),
    ("Mohon maaf baru dibalas. Acc", "disposisi"),
    ("Setuju, teruskan ke Kabid", "disposisi"),
    ("Tadi mau saya tunda, tapi sekarang setuju", "disposisi"),
    ("Tolak, bukan kewenangan kita", "tolak"),
    ("Tolak, karena anggaran belum ada", "tolak"),
    ("Ditolak karena masih menunggu aturan baru", "tolak"),
    ("Setuju, laporkan jika sudah selesai", "disposisi"),
    ("Saya tolak. Suratnya salah alamat", "tolak"),
    ("Maaf tadi salah kirim, yang benar: Disposisi", "disposisi"),
    ("Maaf tadi salah pencet disposisi. Seharusnya ditolak", "tolak"),
]


@pytest.mark.parametrize("text", PUT_OFF)
def test_a_decision_put_off_is_none(text: str) -> None:
    assert say(KADIS, "kadis", text).outcome is None


@pytest.mark.parametrize(("text", "expected"), DECIDED)
def test_a_plain_decision_stands(text: str, expected: str) -> None:
    assert say(KADIS, "kadis", text).outcome == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tolong cek dulu apa masih ada tempat, baru saya teruskan", None),
        ("Kasi tolong pastikan raknya, baru nanti saya teruskan", None),
        ("jangan diteruskan dulu", None),
        ("Teruskan asal Kadis sudah tanda tangan", None),
        ("Teruskan ke Sekretaris Daerah", None),
        ("Diteruskan menunggu arahan Kadis", None),
        ("lanjut, mohon kasi infokan setelah siap", "teruskan"),
        ("Saya kembalikan ke Pak Kadis, mohon petunjuk", None),
        ("Mohon petunjuk Bapak Kadis terlebih dahulu", None),
        ("Kami kembalikan ke pimpinan. Mohon petunjuk.", None),
        ("Teruskan, mohon dicek dulu dayanya", "teruskan"),
        ("mohon petunjuk", "bantuan"),
        ("Mohon petunjuk cara menjawab", "bantuan"),
        ("jangan diteruskan, dayanya kurang", "tolak"),
    ],
)
def test_the_kabid(text: str, expected: str | None) -> None:
    assert say(KABID, "kabid", text).outcome == expected


FORM = "\nMerek/Tipe: Dell R740\nNomor seri: 5GQX1T2\nYang menyerahkan: Budi Contoh\nYang menerima: Dewi Contoh\nRak: A\nUnit: U4-U5"
BARE = FORM.lstrip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Server ditolak masuk ruang, kondisinya rusak (PSU mati)." + FORM, None),
        ("Servernya kami kembalikan ke pemohon, casing pecah." + FORM, None),
        ("Kondisi rusak, dibawa pulang lagi oleh pemohon." + FORM, None),
        ("Tidak kami terima karena kabel power tidak ada." + FORM, None),
        ("Server ditolak.\nDiterima oleh: Dewi Contoh\nDiserahkan oleh: Budi Contoh", None),
        ("PSU mati, menunggu keputusan Kasi." + FORM, None),
        (BARE, "diterima"),
        ("DITERIMA" + FORM, "diterima"),
        ("DITERIMA\nKondisi: satu PSU mati" + FORM, "diterima"),
        (BARE + "\nKondisi: baik, sedikit lecet", "diterima"),
    ],
)
def test_a_server_that_was_refused_was_not_received(text: str, expected: str | None) -> None:
    assert say("penyerahan", "teknisi", text).outcome == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kemarin server kami sempat down tapi sekarang sudah normal", None),
        ("minggu lalu sempat RTO, sudah normal lagi", None),
        ("Mohon dicek, semalam down, pagi ini sudah bisa", None),
        ("Tadi pagi website tidak bisa dibuka, sekarang sudah lancar kembali. Terima kasih", None),
        ("wingi mati, saiki wis normal", None),
        ("Server sempat error tadi malam", None),
        ("sempat gangguan, alhamdulillah sudah pulih", None),
        ("server kami mati sejak kemarin", "belum-bisa"),
        ("website tidak dapat diakses dari tadi malam", "belum-bisa"),
        ("Kemarin sudah normal, sekarang mati lagi", "belum-bisa"),
        ("Server down, padahal kemarin sudah normal", "belum-bisa"),
        ("web sudah normal tapi database masih error", "belum-bisa"),
        ("sempat normal, sekarang tidak bisa diakses lagi", "belum-bisa"),
    ],
)
def test_a_solved_fault_reopens_nothing(text: str, expected: str | None) -> None:
    assert say("aktif", "pemohon", text).outcome == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IP 10.10.5.21 sudah dipakai server lain, bisa diakses tapi konflik", None),
        ("Sudah terhubung tapi IP 10.10.5.21 bentrok dengan punya Dishub", None),
        ("terhubung di 10.10.5.21 cuma masih RTO", None),
        ("IP 10.10.5.21 sudah terhubung, tadi sempat konflik", "terhubung"),
        ("Kemarin IP konflik, sekarang sudah terhubung di 10.10.5.22", "terhubung"),
        ("Terhubung, tidak ada konflik, IP 10.10.5.23", "terhubung"),
    ],
)
def test_a_conflict_is_no_connection(text: str, expected: str | None) -> None:
    assert say("konfigurasi", "teknisi", text).outcome == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("silakan hubungi Dimas besok jam 9", None),
        ("Monggo koordinasi sama Mas Dimas besok jam 9", None),
        ("bisa telepon saya Kamis jam 10", None),
        ("Silakan survei lokasi Rabu jam 9", None),
        ("Sebentar lagi kosong, server DPUPR mau diambil Jumat 27 November jam 09.00", None),
        ("bentar lagi ada tempat", None),
        ("Tersedia setelah server DPMD diambil, Jumat jam 9", None),
        ("bisa diantar sesudah rak dirapikan, Kamis jam 9", None),
        ("Tersedia Rabu jam 9 setelah apel", "tersedia"),
        ("Setelah kami cek masih ada tempat, Rabu jam 9", "tersedia"),
        ("Silakan besok jam 9, bawa surat jalan", "tersedia"),
        ("Monggo diantar besok jam 9, hubungi Dimas", "tersedia"),
    ],
)
def test_other_business_is_no_place(text: str, expected: str | None) -> None:
    assert say("tempat", "kasi", text).outcome == expected


def fields(step: str, role: str, text: str, **place: Any) -> dict[str, Any]:
    return dict(say(step, role, text, **place).fields)


@pytest.mark.parametrize(
    ("text", "sure", "candidates"),
    [
        ("Tersedia, Senin 24 November 2026 jam 9", None, ["2026-11-24T09:00", "2026-11-30T09:00"]),
        ("Tersedia, Kamis 25/11 jam 10", None, ["2026-11-25T10:00", "2026-11-26T10:00"]),
        ("Tersedia. Hari: Senin\nTanggal: 24-11-2026\nJam: 09.00", None, ["2026-11-24T09:00", "2026-11-30T09:00"]),
        ("Tersedia, 24/11 (Rabu) pukul 09.00", None, ["2026-11-24T09:00", "2026-11-25T09:00"]),
        ("Tersedia, Kamis jam 9 atau Jumat jam 10", None, ["2026-11-26T09:00", "2026-11-27T10:00"]),
        ("Tersedia besok jam 9 atau lusa", None, ["2026-11-24T09:00"]),
        ("Silakan Selasa jam 9 atau jam 13.00", None, ["2026-11-24T09:00", "2026-11-24T13:00"]),
        ("Tersedia, Selasa 24 November 2026 jam 9", ["2026-11-24T09:00"], None),
        ("Tersedia, Selasa (24/11) jam 9, atau kabari bila berhalangan", ["2026-11-24T09:00"], None),
        ("Tersedia Rabu 25 Nov pukul 09.00 s.d. 11.00 WIB", ["2026-11-25T09:00"], None),
        ("Tersedia mulai Selasa 24/11 jam 9 sampai Kamis 26/11 jam 12", ["2026-11-24T09:00"], None),
        ("Tersedia. Hari: Selasa\nTanggal: 24-11-2026\nJam: 09.00", ["2026-11-24T09:00"], None),
    ],
)  # fmt: skip
def test_a_time_is_one_time(text: str, sure: list[str] | None, candidates: list[str] | None) -> None:
    reading = say("tempat", "kasi", text)
    found = {
        name: [one[:16] for one in reading.fields.get(name, ())] or None for name in ("waktu", "waktu_calon")
    }
    assert (reading.outcome, found) == ("tersedia", {"waktu": sure, "waktu_calon": candidates})


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Mohon jadwal ulang Kamis jam 9 atau Jumat jam 10", 2),
        ("apakah bisa diganti Rabu jam 9 atau Kamis jam 13.00?", 2),
    ],
)
def test_alternatives_of_the_applicant_are_asked_back(text: str, candidates: int) -> None:
    reading = say("penyerahan", "pemohon", text)
    assert reading.outcome == "jadwal-ulang"
    assert "waktu" not in reading.fields
    assert len(reading.fields["waktu_calon"]) == candidates


ASKED = [
    ("Maaf, salah pencet.", None),
    ("Saya pelajari dulu ya", None),
    ("Sebentar, saya tanyakan dulu ke Pak Bupati", None),
    ("Tidak jadi ditolak", None),
    ("Batal tolak", None),
    ("Baik nanti saya jelaskan", None),
    ("Siap", None),
    ("Karena saya masih rapat, nanti saya balas", None),
    ("kenapa harus ada alasan?", None),
    ("karena suratnya belum ditandatangani", "belum ditandatangani"),
    ("krn listrik kita tdk cukup", "tdk cukup"),
    ("Sebab ruang server penuh", "ruang server penuh"),
    ("soalnya aplikasinya sudah di PDN", "PDN"),
    ("suratnya salah, lantaran kopnya bukan dari dinas", "kopnya"),
    ("amargi panggenanipun mboten cekap", "panggenanipun"),
    ("Alasan: anggaran belum tersedia", "anggaran belum tersedia"),
    ("Alasannya kapasitas kita terbatas", "terbatas"),
    ("Mengingat keterbatasan daya listrik", "daya listrik"),
]


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_a_reason_that_was_asked_for(text: str, expected: str | None) -> None:
    reading = say(KADIS, "kadis", text, awaiting=("alasan",))
    found = reading.fields.get("alasan")
    assert reading.outcome in (None, "disposisi")
    assert found is None if expected is None else expected in str(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maaf baru sempat balas", None),
        ("Baik, kami cek dulu", None),
        ("nanti saya kirim gambarnya", None),
        ("Kami tanyakan ke operator", None),
        ("halaman putih saja, blank", "putih"),
        ('muncul tulisan "503 Service Unavailable"', "503"),
        ("loading terus", "loading"),
        ("Keluhan: halamannya kosong", "halamannya kosong"),
    ],
)
def test_a_complaint_that_was_asked_for(text: str, expected: str | None) -> None:
    found = say("uji-akses", "pemohon", text, awaiting=("keluhan",)).fields.get("keluhan")
    assert found is None if expected is None else expected in str(found)


def test_another_servers_time_completes_nothing() -> None:
    said = {"opd": "Dinas Perhubungan"}
    text = "server DPUPR diambil Jumat 27 November jam 09.00"
    assert fields("tempat", "kasi", text, awaiting=("waktu",), facts=said) == {}
    own = fields(
        "tempat", "kasi", "server Dishub Jumat 27 November jam 09.00", awaiting=("waktu",), facts=said
    )
    assert own["waktu"][0].startswith("2026-11-27T09:00")


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        ("jadwal", "silakan hubungi Dimas Rabu jam 9", None),
        ("jadwal", "Rabu 25 November 2026 pukul 10.00 WIB", "dijadwalkan"),
        ("pengambilan", "Kondisi: PSU mati sejak dititipkan\nSN: 5GQX1T2" + BARE, "dikembalikan"),
        ("pengambilan", "Pemohon menolak membawa." + FORM, None),
    ],
)
def test_the_return_is_as_sure(step: str, text: str, expected: str | None) -> None:
    role = "kasi" if step == "jadwal" else "teknisi"
    place = Place("pengembalian", step, role)
    assert shipped().read(message(), Visible(text), None, place).outcome == expected


def test_what_is_unclear_says_why() -> None:
    assert say(KADIS, "kadis", "Setuju, asalkan suratnya lengkap").unclear
    assert UNCLEAR == "tidak-jelas"
