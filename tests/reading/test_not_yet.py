"""Facts that are asked, foretold, not tried, or true of earlier only: none of them moves a case."""

from __future__ import annotations

import pytest

from bot.model import Place, Visible
from tests.reading.saying import message, outcome, say, shipped

NONE = "tidak-jelas"
IP = "192.0.2.7"

UNKNOWN = [
    ("tempat", "kasi", "Penuh atau tidak saya belum tahu", NONE),
    ("tempat", "kasi", "tersedia atau tidak, saya cek dulu", NONE),
    ("tempat", "kasi", "Penuh atau belum saya tidak hafal", NONE),
    ("aktif", "teknisi", "Sesuai atau tidak belum saya cek", NONE),
    ("aktif", "teknisi", "Sesuai atau belum kami belum tahu", NONE),
    ("uji-akses", "pemohon", "Dishub: sudah bisa atau belum kami belum tahu", NONE),
    ("tempat", "kasi", "Tadi pagi masih penuh, sekarang saya belum cek lagi", NONE),
    ("tempat", "kasi", "Kemarin penuh. Sekarang belum saya lihat", NONE),
    ("tempat", "kasi", "Kemarin penuh, sekarang juga", "penuh"),
    ("tempat", "kasi", "Kemarin sudah saya cek, penuh semua", "penuh"),
    ("uji-akses", "pemohon", "Dishub: teknisi kami bilang sudah bisa, saya sendiri belum coba", NONE),
    ("uji-akses", "pemohon", "Dishub: katanya sudah bisa diakses, tapi belum kami tes", NONE),
    ("uji-akses", "pemohon", "Dishub: infonya server sudah normal, kami belum sempat mencoba", NONE),
    ("uji-akses", "pemohon", "Dishub: tadi belum sempat mencoba, sekarang sudah bisa diakses", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses, dari luar kota belum kami coba", NONE),
    ("uji-akses", "pemohon", "Dishub: belum bisa diakses, di kantor lain belum kami coba", "belum-bisa"),
    ("uji-akses", "pemohon", "Dishub: belum bisa kami pastikan", NONE),
    ("uji-akses", "pemohon", "Dishub: kami belum bisa menyimpulkan hasilnya", NONE),
    ("uji-akses", "pemohon", "Dishub: belum bisa kami akses, pastikan lagi kabelnya", "belum-bisa"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), UNKNOWN)
def test_what_is_not_known(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


ASKED = [
    ("konfigurasi", "teknisi", f"{IP}?", NONE),
    ("konfigurasi", "teknisi", f"Pakai IP {IP} atau 192.0.2.8?", NONE),
    ("konfigurasi", "teknisi", f"IP-nya {IP} kan?", NONE),
    ("konfigurasi", "teknisi", f"IP {IP}", "terhubung"),
    ("konfigurasi", "teknisi", f"Sudah terhubung, IP {IP}. Ada lagi yang perlu dikerjakan?", "terhubung"),
    ("konfigurasi", "teknisi", f"sedang dipasang, ip {IP}", NONE),
    ("konfigurasi", "teknisi", f"masih proses instalasi, ip {IP}", NONE),
    ("konfigurasi", "teknisi", f"Terhubung sebentar lalu putus, IP {IP}", NONE),
    ("konfigurasi", "teknisi", f"Sempat putus, sekarang sudah terhubung, IP {IP}", "terhubung"),
    ("konfigurasi", "teknisi", f"Kabelnya putus, sudah diganti. Terhubung, IP {IP}", "terhubung"),
    ("tempat", "kasi", "Selasa jam 9?", NONE),
    ("uji-akses", "pemohon", "Dishub: aksesnya bisa dibatasi hanya IP kantor?", NONE),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses cuma dari kantor kominfo?", NONE),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses, hanya passwordnya di mana?", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses. Kapan passwordnya dikirim?", "bisa-diakses"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), ASKED)
def test_what_is_asked(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pemohon maunya hari apa? Senin jam 9 atau Selasa jam 10?", None),
        ("Senin jam 9?", None),
        ("Senin jam 9 ya", "dijadwalkan"),
        ("Senin jam 9. Siapa yang mengambil?", "dijadwalkan"),
    ],
)
def test_a_time_that_is_asked_for(text: str, expected: str | None) -> None:
    place = Place("pengembalian", "jadwal", "kasi")
    assert shipped().read(message(), Visible(text), None, place).outcome == expected


EARLIER = [
    ("uji-akses", "Dishub: alhamdulillah akhirnya setelah kemarin error terus sekarang lancar", "bisa-diakses"),
    ("uji-akses", "Dishub: kemarin gagal login sekarang sudah bisa diakses", "bisa-diakses"),
    ("uji-akses", "Dishub: kemarin bisa sekarang gagal lagi", "belum-bisa"),
    ("uji-akses", "Dishub: kemarin lancar sekarang error terus", "belum-bisa"),
    ("uji-akses", "Dishub: sekarang error, kemarin lancar", "belum-bisa"),
    ("aktif", "Dishub: besok server kami matikan, jadi tidak bisa diakses", NONE),
    ("aktif", "Dishub: nanti malam kami update sehingga server tidak bisa diakses", NONE),
    ("aktif", "Dishub: Sabtu depan ada pemeliharaan, jadi aplikasi akan down", NONE),
    ("aktif", "Dishub: kabel diganti tadi malam jadi tidak bisa diakses sampai sekarang", "belum-bisa"),
    ("aktif", "Dishub: besok ada ujian, server tidak bisa diakses, mohon segera", "belum-bisa"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "text", "expected"), EARLIER)
def test_a_fault_of_another_time(step: str, text: str, expected: str) -> None:
    assert outcome(say(step, "pemohon", text)) == expected


WITHDRAWN = [
    ("Kami tidak jadi batal", NONE),
    ("Kami tidak jadi membatalkan", NONE),
    ("pembatalannya tidak jadi pak", NONE),
    ("tidak jadi dibatalkan, tetap kami kirim", NONE),
    ("batal membatalkan", NONE),
    ("Kami tidak jadi", "batal"),
    ("tidak jadi pak, batal saja", "batal"),
    ("Kami batal, tidak jadi titip", "batal"),
]


@pytest.mark.parametrize(("text", "expected"), WITHDRAWN)
def test_a_withdrawal_that_is_withdrawn(text: str, expected: str) -> None:
    assert outcome(say("daftar-tunggu", "pemohon", text)) == expected


OTHER_THINGS = [
    ("disposisi-kadis", "kadis", "lembar disposisi belum saya terima", NONE),
    ("disposisi-kadis", "kadis", "Tolong kirim ulang lembar disposisinya", NONE),
    ("disposisi-kadis", "kadis", "Lembar disposisi sudah saya isi. Lanjut", "disposisi"),
    ("disposisi-kadis", "kadis", "Silakan Bu Kabid pelajari dulu", NONE),
    ("disposisi-kadis", "kadis", "Silakan dipelajari", NONE),
    ("disposisi-kadis", "kadis", "Silakan menghadap saya", NONE),
    ("disposisi-kadis", "kadis", "Monggo dirapatkan dengan inspektorat", NONE),
    ("disposisi-kadis", "kadis", "Silakan dipelajari dan diproses", "disposisi"),
    ("disposisi-kadis", "kadis", "Silakan, saya sudah pelajari", "disposisi"),
    ("disposisi-kadis", "kadis", "Saya baru bisa disposisi hari Senin", NONE),
    ("disposisi-kadis", "kadis", "Maaf baru bisa membalas. Disposisi", "disposisi"),
    ("disposisi-kadis", "kadis", "Batalkan disposisi saya", NONE),
    ("disposisi-kadis", "kadis", "Disposisi saya yang kemarin dibatalkan", NONE),
    ("disposisi-kadis", "kadis", "Disposisi saya cabut", NONE),
    ("disposisi-kadis", "kadis", "Jangan dibatalkan, proses saja", "disposisi"),
    ("disposisi-kadis", "kadis", "Proses surat ini sampai mana", "status"),
    ("disposisi-kadis", "kadis", "Proses surat ini", "disposisi"),
    ("tempat", "kasi", "Selasa jam 9 penuh, Rabu jam 10 bisa", NONE),
    ("tempat", "kasi", "Penuh pak, belum bisa", "penuh"),
    ("tempat", "kasi", "Rak baru datang Selasa jam 9, setelah itu ada tempat", NONE),
    ("daftar-tunggu", "kasi", "Senin jam 9 server Dishub diambil, sesudah itu kosong", NONE),
    ("tempat", "kasi", "Setelah dicek masih tersedia, Selasa jam 9", "tersedia"),
    ("daftar-tunggu", "pemohon", "Kami urungkan niat membatalkan", NONE),
    ("penyerahan", "pemohon", "Tidak jadi diundur pak", NONE),
    ("penyerahan", "pemohon", "tidak jadi besok ya", NONE),
    ("penyerahan", "pemohon", "tidak jadi Selasa, Kamis jam 9 saja", "jadwal-ulang"),
    ("penyerahan", "pemohon", "batal Rabu ya pak, mobilnya rusak", NONE),
    ("penyerahan", "pemohon", "Rapatnya batal, tidak jadi hari Senin", NONE),
    ("penyerahan", "pemohon", "Kami batal datang besok", NONE),
    ("penyerahan", "pemohon", "tidak jadi pak", "batal"),
    ("penyerahan", "pemohon", "kami tidak jadi menitipkan", "batal"),
    ("penyerahan", "pemohon", "batal saja pak, terima kasih", "batal"),
    ("konfigurasi", "teknisi", f"IP yang diminta {IP}", NONE),
    ("konfigurasi", "teknisi", f"Tolong siapkan IP {IP}", NONE),
    ("konfigurasi", "teknisi", f"IP {IP} diblokir firewall", NONE),
    ("uji-akses", "pemohon", "Dishub: terima kasih sudah bisa dibantu", NONE),
    ("uji-akses", "pemohon", "Dishub: saya tidak bisa bahasa Inggris", NONE),
    ("uji-akses", "pemohon", "Dishub: minta tolong ulangi IP nya, saya tidak bisa baca", NONE),
    ("uji-akses", "pemohon", "Dishub: belum ada kendala karena belum dipakai", NONE),
    ("uji-akses", "pemohon", "Dishub: semua normal kecuali email", NONE),
    ("uji-akses", "pemohon", "Dishub: dari 10 komputer yang bisa hanya 4, lainnya no route to host", NONE),
    ("uji-akses", "pemohon", "Dishub: web sudah bisa, sisanya macet", NONE),
    ("aktif", "teknisi", f"ip ganti {IP}, lain tetap", "koreksi"),
    ("uji-akses", "pemohon", "Dishub: web sudah bisa, lainnya juga lancar", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: belum bisa dipakai, error 500", "belum-bisa"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), OTHER_THINGS)
def test_what_is_said_of_something_else(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Selain Senin jam 9",
        "rapat Senin jam 9",
        "Senin jam 9 saya dinas luar",
        "Kecuali Senin jam 9 silakan",
    ],
)
def test_a_time_of_something_else(text: str) -> None:
    place = Place("pengembalian", "jadwal", "kasi")
    read = shipped().read(message(), Visible(text), None, place)
    assert read.outcome is None or not read.fields.get("waktu")


def test_an_address_that_is_still_to_come() -> None:
    assert "ip" not in say("konfigurasi", "teknisi", f"Sudah terhubung. IP {IP} menyusul").fields
    assert say("konfigurasi", "teknisi", f"Sudah terhubung. IP {IP}").fields["ip"] == [IP]


NOT_DECIDED = [
    ("disposisi-kadis", "kadis", "Dinkes minta segera disetujui", NONE),
    ("disposisi-kadis", "kadis", "Mereka minta disposisi", NONE),
    ("disposisi-kadis", "kadis", "Pemohon meminta segera diproses", NONE),
    ("disposisi-kadis", "kadis", "Saya minta segera diproses", "disposisi"),
    ("disposisi-kadis", "kadis", "Minta diproses ya", "disposisi"),
    ("disposisi-kadis", "kadis", "Jangan lupa disposisi", NONE),
    ("disposisi-kadis", "kadis", "Proses, jangan lupa laporkan", "disposisi"),
    ("disposisi-kadis", "kadis", "seharusnya disetujui", NONE),
    ("disposisi-kadis", "kadis", "Mestinya lanjut", NONE),
    ("disposisi-kadis", "kadis", "setengah setuju", NONE),
    ("disposisi-kadis", "kadis", "bisa jadi ditolak", NONE),
    ("disposisi-kadis", "kadis", "Belum tentu ditolak, masih saya timbang", NONE),
    ("disposisi-kadis", "kadis", "Terakhir kali saya tolak karena listrik", NONE),
    ("disposisi-kadis", "kadis", "Usulan mereka dulu pernah ditolak", NONE),
    ("disposisi-kadis", "kadis", "Cetak disposisinya taruh di meja saya", NONE),
    ("disposisi-kadis", "kadis", "Disposisi dikirim ke meja saya saja", NONE),
    ("disposisi-kabid", "kabid", "Diteruskan kembali ke Kadis", NONE),
    ("disposisi-kabid", "kabid", "Teruskan ke Kadis untuk arahan", NONE),
    ("disposisi-kabid", "kabid", "Teruskan ke Kasi, lapor ke Kadis", "teruskan"),
    ("tempat", "kasi", "ada yang mau keluar Selasa jam 9", NONE),
    ("tempat", "kasi", "ada, Selasa jam 9 silakan", "tersedia"),
    ("tempat", "kasi", "Belum bisa saya pastikan tersedia, Selasa jam 9 saya kabari", NONE),
    ("tempat", "kasi", "Jadwal saya penuh minggu ini", NONE),
    ("tempat", "kasi", "disk server kita penuh", NONE),
    ("uji-akses", "pemohon", "Dishub: sudah bisa diakses tapi tidak lambat lagi", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: kurang lancar", "belum-bisa"),
    ("uji-akses", "pemohon", "Dishub: error sudah tidak ada", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: errornya sudah tidak muncul lagi", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub: error, tidak muncul apa-apa", "belum-bisa"),
    ("aktif", "pemohon", "Dishub: mohon backup datanya, takut tidak bisa diakses", NONE),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "expected"), NOT_DECIDED)
def test_what_others_want_and_what_might_be(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


def test_a_time_that_stands_in_a_question_is_proposed_and_not_set() -> None:
    asked = say("tempat", "kasi", "Tersedia di rak B. Selasa jam 9?").fields
    assert ("waktu" in asked, asked["waktu_calon"]) == (False, ["2026-11-24T09:00:00+07:00"])
    said = say("tempat", "kasi", "Tersedia di rak B, Selasa jam 9. Siapa yang mengantar?").fields
    assert said["waktu"] == ["2026-11-24T09:00:00+07:00"]
    wish = say("penyerahan", "pemohon", "Apakah bisa diundur Rabu jam 9?").fields
    assert wish["waktu"] == ["2026-11-25T09:00:00+07:00"]


OTHERS_CANCELLED = [
    "Surat undangan dibatalkan",
    "Pengadaan AC dibatalkan",
    "PLN membatalkan pemadaman",
    "Pemadaman dibatalkan, jadi bisa",
    "vendor membatalkan pengiriman",
    "Mohon dicoret nama saya dari tembusan",
    "Tanda tangan dibatalkan karena salah",
    "Mohon batalkan jadwal Selasa",
    "Permohonan sebelumnya sudah kami batalkan, yang ini tetap",
]
OURS_CANCELLED = [
    "mohon dibatalkan",
    "Mohon permohonan kami dibatalkan",
    "Permohonan Dinas Sosial kami batalkan",
    "Dengan berat hati kami membatalkan penitipan server dimaksud",
    "batalkan saja ya pak",
    "Dibatalkan dulu pak, servernya rusak",
    "Kami membatalkan rencana titip server",
    "Sebaiknya dibatalkan saja",
    "Untuk sementara kami batalkan",
    "Setelah rapat kami memutuskan membatalkan permohonan",
    "penitipan server kami dibatalkan karena pindah ke cloud",
    "Mohon dicoret dari daftar tunggu",
    "Permohonan kami batalkan dan dianggap tidak pernah diajukan",
    "Dibatalkan",
]


@pytest.mark.parametrize("text", OTHERS_CANCELLED)
@pytest.mark.parametrize("step", ["daftar-tunggu", "penyerahan"])
def test_something_else_that_is_cancelled(step: str, text: str) -> None:
    assert say(step, "pemohon", text).outcome != "batal"


@pytest.mark.parametrize("text", OURS_CANCELLED)
@pytest.mark.parametrize("step", ["daftar-tunggu", "penyerahan"])
def test_the_request_that_is_cancelled(step: str, text: str) -> None:
    assert say(step, "pemohon", text).outcome == "batal"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kemarin memang penuh, tetapi tadi pagi server BPBD sudah diambil, jadi sekarang ada ruang", "tersedia"),
        ("Tadinya penuh, tapi kemarin satu server ditarik sehingga sekarang lowong di rak B", "tersedia"),
        ("Minggu kemarin masih penuh. Sekarang sudah ada yang keluar.", NONE),
        ("Sempat penuh, namun sesudah Setwan mengambil miliknya rak A longgar lagi", "tersedia"),
        ("Sebelumnya rak penuh, alhamdulillah barusan dikosongkan dua unit", NONE),
        ("Dulu penuh, kini tidak lagi", NONE),
        ("Waktu itu penuh, hari ini sudah berkurang satu", NONE),
        ("Penuhnya kemarin, hari ini sudah ada tempat", "tersedia"),
        ("Semula terisi semua, sejak tadi malam berkurang 3U", NONE),
        ("Rak penuh sampai kemarin. Pagi ini punya Dinsos sudah keluar", NONE),
        ("Kemarin ada tempat, tapi sekarang sudah dipakai orang", NONE),
        ("Tadinya tersedia, tapi barusan diisi", NONE),
        ("Tadi pagi saya cek, penuh", "penuh"),
        ("Kemarin sudah saya cek dan penuh, mohon menunggu", "penuh"),
        ("Kemarin penuh dan sekarang masih penuh", "penuh"),
        ("Kemarin kosong, hari ini penuh lagi", "penuh"),
        ("Mohon maaf sebelumnya, rak penuh", "penuh"),
        ("Tadi saya cek masih ada tempat, tapi jangan lupa kabelnya", "tersedia"),
        ("Tadi saya cek masih ada tempat, tapi tolong bawa rel", "tersedia"),
        ("Tadi saya cek dulu masih ada tempat", "tersedia"),
        ("tidak ada ruang", "penuh"),
        ("belum ada ruang", "penuh"),
    ],
)  # fmt: skip
def test_how_it_was_is_not_how_it_is(text: str, expected: str) -> None:
    for step in ("tempat", "daftar-tunggu"):
        assert outcome(say(step, "kasi", text)) == expected
