"""What people say at each step, from many pens; the second table was held back while the reader was written."""

from __future__ import annotations

from time import process_time

import pytest

from tests.reading.saying import UNCLEAR, ask, outcome, say, shipped

KADIS = [
    ("Disposisi", "disposisi"),
    ("DISPOSISI, mohon segera ditindaklanjuti", "disposisi"),
    ("acc", "disposisi"),
    ("Ok", "disposisi"),
    ("👍", "tidak-jelas"),  # seen, or agreed? the head is asked
    ("ok 👍", "disposisi"),
    ("Ya, silakan", "disposisi"),
    ("Setuju.", "disposisi"),
    ("sy setuju, lanjutkan", "disposisi"),
    ("Nggih monggo dilanjut", "disposisi"),
    ("Inggih", "disposisi"),
    ("Teruskan ke Kabid ya", "disposisi"),
    ("Kabid agar menindaklanjuti sesuai ketentuan", "disposisi"),
    ("Agar ditindaklanjuti", "disposisi"),
    ("Mohon Kabid segera proses.", "disposisi"),
    ("Tindak lanjuti pak kabid", "disposisi"),
    ("Approved", "disposisi"),
    ("Saya tidak keberatan, silakan diproses", "disposisi"),
    ("jgn ditolak, kasihan. lanjut saja", "disposisi"),
    ("Tidak perlu ditolak, diproses saja", "disposisi"),
    ("Tolak", "tolak"),
    ("Ditolak karena surat belum bermaterai", "tolak"),
    ("Mohon ditolak saja, suratnya tidak lengkap", "tolak"),
    ("Tidak setuju, ruang kita sempit", "tolak"),
    ("tdk saya setujui", "tolak"),
    ("Jangan diteruskan, datanya rahasia", "tolak"),
    ("Maaf permohonan ini belum bisa saya setujui", UNCLEAR),
    ("Apakah suratnya sudah lengkap?", UNCLEAR),
    ("Sudah dikonsultasikan dengan Kabid?", UNCLEAR),
    ("Nanti saya pelajari dulu", UNCLEAR),
    ("Ini server untuk apa ya? Kalau disetujui siapa yang merawat?", UNCLEAR),
    ("Setuju atau ditolak nanti saya kabari", UNCLEAR),
    ("Terima kasih, surat sudah saya baca", UNCLEAR),
    ("Suratnya tidak bisa dibuka", UNCLEAR),
    ("Jika disetujui Bupati baru diproses", UNCLEAR),
    ("Jangan diteruskan dulu, saya mau tanya Sekda", UNCLEAR),
    ("", UNCLEAR),
    ("Siap", "disposisi"),
    ("Yes, please proceed", UNCLEAR),
    ("Lanjut pak, tapi tolong dipastikan dayanya cukup", "disposisi"),
    ("Kata Kabid setuju", UNCLEAR),
]
KABID = [
    ("Teruskan ke kasi", "teruskan"),
    ("Mas Agung tolong disiapkan tempat", "teruskan"),
    ("Diteruskan ke Kasi Layanan untuk ditindaklanjuti", "teruskan"),
    ("ok lanjut mas", "teruskan"),
    ("Acc", "teruskan"),
    ("monggo diproses", "teruskan"),
    ("terusken", "teruskan"),
    ("TOLAK: daya tidak cukup", "tolak"),
    ("tidak usah diproses, sudah ada VPS", "tolak"),
    ("Saya tolak karena spesifikasi tidak disebut", "tolak"),
    ("belum bisa saya teruskan, suratnya tidak terbaca", UNCLEAR),
    ("Berapa watt kebutuhan dayanya?", UNCLEAR),
    ("diteruskan ke siapa ini?", UNCLEAR),
    ("Nanti sore saya cek lalu saya teruskan", UNCLEAR),
    ("Mohon ditindaklanjuti Kasi Layanan Infrastruktur", "teruskan"),
]
KASI = [
    ("Tersedia, besok jam 9 rak B U4-U5", "tersedia"),
    ("Masih ada tempat, Kamis 26/11 pukul 10.00", "tersedia"),
    ("msh ada, silahkan selasa depan jam 9", "tersedia"),
    ("Rak C masih kosong. Rabu jam 13.00 bisa diantar", "tersedia"),
    ("Belum penuh, monggo besok jam 8", "tersedia"),
    ("Taksih wonten panggenan, monggo Kemis jam 9 enjing", "tersedia"),
    ("bisa besok jam 10", "tersedia"),
    ("Silakan Kamis jam 09.00 WIB", "tersedia"),
    ("Rak A penuh, rak B ada. Besok jam 9", "tersedia"),
    ("Rak A sudah penuh tapi rak D masih kosong, bisa diserahkan Jumat jam 8", "tersedia"),
    ("tidak penuh kok, bisa Senin jam 9", "tersedia"),
    ("Slot masih tersedia 2U di rak B", "tersedia"),
    ("Sudah siap tempatnya, bisa diantar besok pkl 9", "tersedia"),
    ("Penuh", "penuh"),
    ("Maaf rak sudah penuh semua", "penuh"),
    ("tempat tidak tersedia", "penuh"),
    ("gak ada tempat pak", "penuh"),
    ("Mohon maaf tempat sudah penuh, silakan masuk daftar tunggu", "penuh"),
    ("mboten wonten panggenan, kebak sedoyo, penuh", "penuh"),
    ("Belum ada slot kosong, harus menunggu", "penuh"),
    ("Sdh full pak", "penuh"),
    ("Tidak tersedia lagi, rak A sampai D terisi semua", "penuh"),
    ("Kalau ada tempat nanti saya kabari", UNCLEAR),
    ("Saya cek dulu ke ruang server", UNCLEAR),
    ("Apakah rak B masih kosong?", UNCLEAR),
    ("Semoga minggu depan ada tempat", UNCLEAR),
    ("Servernya ukuran berapa U?", UNCLEAR),
    ("Kata teknisi masih ada tempat, tapi saya pastikan dulu", UNCLEAR),
    ("Jika server DPMD sudah diambil, tempat tersedia", UNCLEAR),
    ("Nanti kalau sudah tersedia saya informasikan", UNCLEAR),
    ("mungkin masih ada tempat", UNCLEAR),
    ("ada, tapi penuh bulan depan?", UNCLEAR),
    ("Slot ada kok, rack C U5-6. Jadwalnya menyusul", "tersedia"),
    ("ada slot di rak C U5", "tersedia"),
    ("apakah ada slot di rak C?", UNCLEAR),
    ("tidak ada slot", "penuh"),
    ("belum ada slot", "penuh"),
]
WAITING = [
    ("belum ada slot", "penuh"),
    ("sudah ada slot di rak C U5, Kamis jam 9", "tersedia"),
    ("Sudah ada yang kosong, Senin depan jam 9 rak A U5", "tersedia"),
    ("masih penuh", "penuh"),
    ("Belum ada tempat", "penuh"),
    ("Alhamdulillah sdh longgar, silakan diantar besok jam 10", "tersedia"),
    ("tunggu dulu ya", "penuh"),
    ("Belum", UNCLEAR),
]
TRYING = [
    ("Sudah bisa, Dinkes", "bisa-diakses"),
    ("Dinas Sosial: server bisa diakses", "bisa-diakses"),
    ("SUDAH BISA DIAKSES PAK, TERIMA KASIH. DISHUB", "bisa-diakses"),
    ("alhamdulillah sdh bs, matur nuwun. Kec. Tugu", "bisa-diakses"),
    ("Sampun saged dipun akses, lancar", "bisa-diakses"),
    ("tidak ada kendala, Dinas Perikanan", "bisa-diakses"),
    ("Tidak ada masalah, aman semua", "bisa-diakses"),
    ("Lancar pak", "bisa-diakses"),
    ("bukan tidak bisa, hanya tadi salah ketik alamat. Sekarang sudah bisa dibuka", "bisa-diakses"),
    ("Kemarin belum bisa, sekarang sudah bisa diakses", "bisa-diakses"),
    ("tadi sempat error tapi sekarang sudah normal", "bisa-diakses"),
    ("Berhasil kami akses dari kantor, web dan ssh lancar", "bisa-diakses"),
    ("Server sudah dapat kami akses tanpa kendala", "bisa-diakses"),
    ("tidak ditemukan masalah, server bisa dibuka", "bisa-diakses"),
    ("oke sudah jalan semua", "bisa-diakses"),
    ("Belum bisa", "belum-bisa"),
    ("blm bs diakses, RTO", "belum-bisa"),
    ("dereng saged dibuka pak", "belum-bisa"),
    ("Masih belum bisa diakses, request timed out", "belum-bisa"),
    ("gak bisa dibuka pak, muncul connection refused", "belum-bisa"),
    ("ping bisa tapi webnya belum", "belum-bisa"),
    ("ping sudah bisa, ssh belum bisa", "belum-bisa"),
    ("Web belum bisa dibuka, tetapi ping sudah bisa", "belum-bisa"),
    ("sudah dicoba tapi belum", UNCLEAR),
    ("sudah kami coba berkali-kali tetapi gagal terus", "belum-bisa"),
    ("Tadi pagi sudah bisa, sekarang tidak bisa lagi", "belum-bisa"),
    ("kok belum bisa ya pak?", "belum-bisa"),
    ("Sudah saya coba, hasilnya tidak dapat dijangkau", "belum-bisa"),
    ("server down", "belum-bisa"),
    ("ada kendala di port 443", "belum-bisa"),
    ("Apakah sudah bisa diakses?", UNCLEAR),
    ("sudah bisa dicoba sekarang?", UNCLEAR),
    ("Belum sempat kami coba, petugas cuti", UNCLEAR),
    ("nanti siang kami coba", UNCLEAR),
    ("Semoga bisa diakses", UNCLEAR),
    ("Terima kasih infonya, segera kami coba", UNCLEAR),
    ("Ok terima kasih", UNCLEAR),
    ("Siap pak, kami coba dulu", UNCLEAR),
    ("Kami belum bisa hadir rapat besok", UNCLEAR),
    ("lampiran tidak bisa dibuka", UNCLEAR),
    ("kata teknisi sudah bisa diakses", UNCLEAR),
    ("Kalau sudah bisa diakses kami kabari", UNCLEAR),
    ("usernamenya apa ya?", UNCLEAR),
    ("Mohon supaya bisa diakses dari luar", UNCLEAR),
    ("Belum dicoba", UNCLEAR),
    ("Insya Allah besok kami uji", UNCLEAR),
]
CONNECTING = [
    ("Terhubung, IP 10.10.5.30/24", "terhubung"),
    ("sdh konek pak, ip 10.10.5.31", "terhubung"),
    ("IP: 10.10.5.32/24", "terhubung"),
    ("Sudah online di 10.10.5.33", "terhubung"),
    ("selesai dikonfigurasi, alamatnya http://10.10.5.34:8080", "terhubung"),
    ("sudah tersambung", "terhubung"),
    ("belum terhubung, kabel putus", UNCLEAR),
    ("IP 10.10.5.35 tapi belum bisa diping", UNCLEAR),
    ("besok kami hubungkan", UNCLEAR),
    ("mau dikasih IP berapa?", UNCLEAR),
    ("nanti kalau sudah terhubung saya kabari", UNCLEAR),
    ("masih antre, switch rusak", UNCLEAR),
]
HANDOVER = [
    ("teknisi", "Diterima. SN ABC12345, diserahkan Pak Budi Contoh", "diterima"),
    ("teknisi", "server sdh kami terima dan sdh masuk rak B U3", "diterima"),
    ("teknisi", "Serah terima selesai", "diterima"),
    ("teknisi", "belum diterima, pemohon tidak datang", UNCLEAR),
    ("teknisi", "servernya belum datang pak", UNCLEAR),
    ("teknisi", "emailnya sudah kami terima, besok kami siapkan", UNCLEAR),
    ("teknisi", "jadwal ulang Rabu 25/11 jam 10, saya dinas luar", "jadwal-ulang"),
    ("pemohon", "Mohon dijadwal ulang Kamis jam 9", "jadwal-ulang"),
    ("pemohon", "apakah bisa diundur Jumat 27 November pukul 09.00?", "jadwal-ulang"),
    ("pemohon", "Kami belum bisa hadir besok, diganti Rabu jam 9 nggih", "jadwal-ulang"),
    ("pemohon", "mobilnya dipakai, minta ganti hari", "jadwal-ulang"),
    ("pemohon", "Baik, kami akan datang tepat waktu", UNCLEAR),
    ("pemohon", "Siap, terima kasih", UNCLEAR),
    ("pemohon", "boleh kami antar Jumat jam 2 siang saja?", "jadwal-ulang"),
    ("pemohon", "besok kami rapat di luar. senin jam 10 aja gmn?", "jadwal-ulang"),
    ("pemohon", "kami usul Senin jam 10", "jadwal-ulang"),
    ("kasi", "Senin jam 10 saja", "jadwal-ulang"),
    ("pemohon", "kalau Senin jam 10 hujan gimana?", UNCLEAR),
    ("pemohon", "Jumat jam 9 itu harus bawa apa saja?", UNCLEAR),
    ("pemohon", "Jumat jam 9 siapa saja yang hadir?", UNCLEAR),
    ("pemohon", "server 1 saja, kami antar Jumat jam 9 sesuai jadwal", UNCLEAR),
    ("teknisi", "sudah saya terima Senin jam 9, SN ABC12345, cuma 1 saja", "diterima"),
    ("kasi", "Jadwalnya saya geser ke Kamis 26 November pukul 13.00 WIB", "jadwal-ulang"),
    ("kasi", "maaf salah, rak B U5-U6", "tempat-baru"),
    ("kasi", "Ralat: rak B U5-U6", "tempat-baru"),
    ("kasi", "raknya diganti ke rak C", "tempat-baru"),
    ("kasi", "maaf salah, jadwalnya Kamis jam 10", UNCLEAR),
    ("kasi", "maaf salah, digeser Kamis jam 10", "jadwal-ulang"),
    ("kadis", "diterima", None),
]
INVENTORY = [
    ("teknisi", "Sesuai", "sesuai"),
    ("teknisi", "sdh dicek, sesuai semua", "sesuai"),
    ("teknisi", "Data cocok, tidak ada perubahan", "sesuai"),
    ("teknisi", "ok", "sesuai"),
    ("teknisi", "KOREKSI, rak: C, unit: 9", "koreksi"),
    ("teknisi", "sesuai, kecuali IP sekarang 10.10.9.9/24", "koreksi"),
    ("teknisi", "tidak sesuai, IP yang benar 10.10.9.8", "koreksi"),
    ("teknisi", "nanti saya cek", UNCLEAR),
    ("pemohon", "server kami mati pak, tidak bisa dibuka sejak tadi", "belum-bisa"),
    ("pemohon", "kok lemot sekali ya sejak kemarin?", "belum-bisa"),
    ("pemohon", "terima kasih", UNCLEAR),
]
COMMANDS = [
    ("permohonan", "pemohon", "STATUS", "status"),
    ("disposisi-kadis", "pemohon", "mohon info permohonan kami sudah sampai mana?", "status"),
    ("tempat", "pemohon", "Bagaimana perkembangan permohonan kami?", "status"),
    ("tempat", "pemohon", "Status pak?", "status"),
    ("uji-akses", "pemohon", "bantuan", "bantuan"),
    ("tempat", "kasi", "Saya bingung, cara membalasnya bagaimana?", "bantuan"),
    ("daftar-tunggu", "pemohon", "Batal", "batal"),
    ("daftar-tunggu", "pemohon", "Mohon permohonan kami dibatalkan saja", "batal"),
    ("disposisi-kadis", "pemohon", "kami tidak jadi titip, sudah sewa VPS", "batal"),
    ("daftar-tunggu", "pemohon", "Jangan dibatalkan ya pak, kami menunggu", None),
    ("daftar-tunggu", "pemohon", "Terima kasih atas bantuannya", None),
    ("uji-akses", "pemohon", "Dinkes sudah bisa diakses, terima kasih atas bantuannya", "bisa-diakses"),
    ("tempat", "stranger", "tersedia", None),
    ("tempat", "kadis", "Tersedia, besok jam 9", None),
]
HELD_BACK = [
    ("disposisi-kadis", "kadis", "Silakan diproses lebih lanjut oleh Kabid", "disposisi"),
    ("disposisi-kadis", "kadis", "oke pak lanjutkan", "disposisi"),
    ("disposisi-kadis", "kadis", "Dislanjutkan", "disposisi"),
    ("disposisi-kadis", "kadis", "disposisikan ke pak kabid, koordinasi dgn kasi", "disposisi"),
    ("disposisi-kadis", "kadis", "Permohonan ini saya tolak. Kapasitas listrik terbatas.", "tolak"),
    ("disposisi-kadis", "kadis", "tdk usah diproses, mereka sdh punya DC sendiri", "tolak"),
    ("disposisi-kadis", "kadis", "Kenapa tidak pakai PDN saja?", UNCLEAR),
    ("disposisi-kadis", "kadis", "saya masih di luar kota, besok saya disposisi", UNCLEAR),
    ("disposisi-kadis", "kadis", "bukan saya tolak, tapi diproses bulan depan saja", UNCLEAR),
    ("disposisi-kadis", "kadis", "OK ACC LANJUTKAN", "disposisi"),
    ("disposisi-kadis", "kadis", "Sip 👍", "disposisi"),
    ("disposisi-kadis", "kadis", "dipun lajengaken mawon", "disposisi"),
    ("disposisi-kadis", "kadis", "Kembalikan suratnya, kop surat salah", "tolak"),
    ("disposisi-kabid", "kabid", "Kasi Layanan mohon dijadwalkan", "teruskan"),
    ("disposisi-kabid", "kabid", "lanjutkn ya", "teruskan"),
    ("disposisi-kabid", "kabid", "Lengkapi dulu spesifikasinya, sementara ditolak", "tolak"),
    ("disposisi-kabid", "kabid", "sudah diteruskan belum?", UNCLEAR),
    ("disposisi-kabid", "kabid", "Baik, saya teruskan ke Mas Agung", "teruskan"),
    ("tempat", "kasi", "Ada pak. Selasa 24 Nov jam 10 ya, rak D unit 7", "tersedia"),
    ("tempat", "kasi", "tempatnya ada, hari Kamis jam setengah sepuluh monggo", "tersedia"),
    ("tempat", "kasi", "sayangnya rak sdh terisi semua", "penuh"),
    ("tempat", "kasi", "Saat ini penuh", "penuh"),
    ("tempat", "kasi", "belum tersedia pak, nunggu server lama ditarik", "penuh"),
    ("tempat", "kasi", "Ruangan lagi direnovasi, coba saya tanyakan", UNCLEAR),
    ("tempat", "kasi", "Bukannya rak sudah penuh ya?", UNCLEAR),
    ("tempat", "kasi", "Rak A: penuh. Rak B: penuh. Rak C: kosong 4U, bisa Rabu jam 9", "tersedia"),
    ("tempat", "kasi", "Masih cukup kok. Silakan dibawa Rabu, 25 November 2026 pukul 08.00 WIB", "tersedia"),
    ("tempat", "kasi", "Available, Wed 25 Nov 9 am", "tersedia"),
    ("daftar-tunggu", "kasi", "sekarang sudah ada tempat di rak B, besok jam 9 bisa diantar", "tersedia"),
    ("daftar-tunggu", "kasi", "blm ada yg kosong", "penuh"),
    ("uji-akses", "pemohon", "Kec. Panggul sampun saged, matur nuwun", "bisa-diakses"),
    ("uji-akses", "pemohon", "Bappeda melaporkan server telah dapat diakses dengan baik", "bisa-diakses"),
    ("uji-akses", "pemohon", "normal", "bisa-diakses"),
    ("uji-akses", "pemohon", "udah bisa login, makasih mas", "bisa-diakses"),
    ("uji-akses", "pemohon", "Server BPBD berfungsi dengan baik tanpa kendala apapun", "bisa-diakses"),
    ("uji-akses", "pemohon", "belum bisa bos, muter2 terus", "belum-bisa"),
    ("uji-akses", "pemohon", "maaf masih gagal login dari kantor kami", "belum-bisa"),
    ("uji-akses", "pemohon", "Kenapa ya masih error 502?", "belum-bisa"),
    ("uji-akses", "pemohon", "tidak bisa sama sekali", "belum-bisa"),
    ("uji-akses", "pemohon", "masih tdk bs diakses padahal kemarin bisa", "belum-bisa"),
    ("uji-akses", "pemohon", "Sementara belum ada kendala", "bisa-diakses"),
    ("uji-akses", "pemohon", "mohon waktu, kami coba setelah jaringan kantor normal", UNCLEAR),
    ("uji-akses", "pemohon", "Alamat IP-nya yang mana ya pak?", UNCLEAR),
    ("uji-akses", "pemohon", "noted", UNCLEAR),
    ("uji-akses", "pemohon", "apa sudah bisa dipakai pak", UNCLEAR),
    ("uji-akses", "pemohon", "kami tidak bisa mencoba hari ini karena listrik padam", UNCLEAR),
    ("uji-akses", "pemohon", "Setelah kami coba ternyata sudah bisa dibuka semua", "bisa-diakses"),
    ("konfigurasi", "teknisi", "sampun tersambung, IP 10.20.1.5/27", "terhubung"),
    ("konfigurasi", "teknisi", "Belum bisa dikonfigurasi karena kabel UTP habis", UNCLEAR),
    ("konfigurasi", "teknisi", "10.20.1.9", "terhubung"),
    ("konfigurasi", "teknisi", "sudah kami perbaiki, silakan dicoba lagi", "terhubung"),
    ("konfigurasi", "teknisi", "IP 10.20.1.5 sudah dipakai server lain, cari yang lain dulu", UNCLEAR),
    ("penyerahan", "teknisi", "Sudah diterima lengkap, kondisi baik", "diterima"),
    ("penyerahan", "teknisi", "pemohon minta diundur ke Senin jam 9", "jadwal-ulang"),
    (
        "penyerahan",
        "pemohon",
        "Nuwun sewu, benjing dereng saged, menawi dipun gantos Kemis jam 10 pripun?",
        "jadwal-ulang",
    ),
    ("penyerahan", "pemohon", "pak bisa dimajukan jadi besok jam 8?", "jadwal-ulang"),
    ("penyerahan", "pemohon", "kami tidak jadi menitipkan server", "batal"),
    ("penyerahan", "pemohon", "alamat ruang servernya di mana?", UNCLEAR),
    ("aktif", "teknisi", "semua benar, tidak ada yang berubah", "sesuai"),
    ("aktif", "teknisi", "pindah ke rak D unit 2", "koreksi"),
    (
        "aktif",
        "pemohon",
        "Dinas Perhubungan: aplikasi uji KIR tidak bisa diakses sejak pukul 07.00",
        "belum-bisa",
    ),
    ("tempat", "pemohon", "posisi berkas kami sampai di mana ya", "status"),
    ("disposisi-kabid", "kabid", "tidak paham, harus jawab apa ini?", "bantuan"),
    ("tempat", "pemohon", "Mohon maaf, permohonan penitipan server kami cabut, batal", "batal"),
]

# turned to find wrong outcomes rather than missed ones: a question back is right wherever two people would differ
HARD = [
    (
        "disposisi-kadis",
        "kadis",
        "Pak Kabid, tolong dicek dulu kesiapan raknya. Kalau siap silakan dilanjut.",
        "tidak-jelas",
    ),
    ("disposisi-kadis", "kadis", "Prinsip setuju. Kabid koordinasikan dengan Kasi.", "disposisi"),
    ("disposisi-kadis", "kadis", "setuju, tapi jangan sampai mengganggu server yg lain", "disposisi"),
    ("disposisi-kadis", "kadis", "Saya belum baca suratnya", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Terusan dari siapa ini?", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "ok tp jangan lama2", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Permohonan seperti ini bulan lalu sudah saya tolak", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Yang dulu ditolak itu sudah diperbaiki belum?", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Lanjutkan, ditolak atau tidak terserah Kabid", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Disposisi: Kabid Infrastruktur\nCatatan: segera", "disposisi"),
    ("disposisi-kadis", "kadis", "Ya", "disposisi"),
    ("disposisi-kadis", "kadis", "Tidak", "tolak"),
    ("disposisi-kadis", "kadis", "Tidak masalah", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "tidak ada masalah, lanjut", "disposisi"),
    ("disposisi-kadis", "kadis", "lanjut!!!", "disposisi"),
    ("disposisi-kadis", "kadis", "Dilanjutkan ya bu. Suwun", "disposisi"),
    ("disposisi-kadis", "kadis", "mohon maaf sy tdk bisa menyetujui krn anggaran listrik", "tolak"),
    ("disposisi-kadis", "kadis", "tidak dapat kami setujui", "tolak"),
    ("disposisi-kadis", "kadis", "Mangga dipunlajengaken, kula sarujuk", "disposisi"),
    ("disposisi-kadis", "kadis", "jgn dulu", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "tunda dulu", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "saya kira boleh saja", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "boleh", "disposisi"),
    ("disposisi-kadis", "kadis", "tidak boleh", "tolak"),
    ("disposisi-kadis", "kadis", "Yth Kabid, untuk ditindaklanjuti sesuai aturan", "disposisi"),
    ("disposisi-kadis", "kadis", "UDL", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "ditolak saja? atau bagaimana menurut Kabid", "tidak-jelas"),
    ("disposisi-kabid", "kabid", "Sudah saya teruskan ke Mas Agung tadi", "teruskan"),
    ("disposisi-kabid", "kabid", "Mas Agung, gimana kondisi rak?", "tidak-jelas"),
    ("disposisi-kabid", "kabid", "Kepada Kasi, siapkan tempatnya", "teruskan"),
    ("disposisi-kabid", "kabid", "Tidak usah ditolak, disiapkan saja tempatnya", "teruskan"),
    ("disposisi-kabid", "kabid", "setuju kalau kadis setuju", "tidak-jelas"),
    ("disposisi-kabid", "kabid", "belum saya teruskan, masih menunggu penjelasan", "tidak-jelas"),
    ("tempat", "kasi", "Ada, rak B U3-U4, hari Rabu jam 10", "tersedia"),
    ("tempat", "kasi", "Ada", "tersedia"),
    ("tempat", "kasi", "Tidak ada", "penuh"),
    ("tempat", "kasi", "Tempat ada tapi listrik belum siap", "tidak-jelas"),
    ("tempat", "kasi", "Belum siap pak, rak masih dirakit", "tidak-jelas"),
    ("tempat", "kasi", "Kapasitas sudah tidak memungkinkan", "tidak-jelas"),
    ("tempat", "kasi", "Tempatnya tinggal 1U, server mereka 4U jadi tidak muat", "penuh"),
    (
        "tempat",
        "kasi",
        "Masih muat 2 server lagi, silakan diantar hari Kamis, 26 November 2026, pukul 09.00 WIB",
        "tersedia",
    ),
    ("tempat", "kasi", "Monggo besok jam 9", "tersedia"),
    ("tempat", "kasi", "Bisa pak", "tersedia"),
    ("tempat", "kasi", "bisa masuk mulai kapan?", "tidak-jelas"),
    (
        "tempat",
        "kasi",
        "Sudah penuh sejak bulan lalu, tetapi Senin ada yang diambil. Selasa depan jam 9 bisa diantar",
        "tersedia",
    ),
    ("tempat", "kasi", "ok", "tersedia"),
    ("tempat", "kasi", "Terima kasih, kami siapkan", "tidak-jelas"),
    ("tempat", "kasi", "Disposisi sudah kami terima, akan kami cek ketersediaannya", "tidak-jelas"),
    ("tempat", "kasi", "tersedia tidak ya, saya cek dulu", "tidak-jelas"),
    ("tempat", "kasi", "Tdk penuh", "tersedia"),
    ("tempat", "kasi", "hampir penuh tapi masih bisa 1 unit lagi", "tersedia"),
    ("tempat", "kasi", "Wah kebak Pak", "tidak-jelas"),
    ("tempat", "kasi", "Kosong pak rak D nya", "tersedia"),
    ("tempat", "kasi", "rak kosong tidak ada", "penuh"),
    ("tempat", "kasi", "Daftar tunggu dulu", "penuh"),
    ("uji-akses", "pemohon", "Kecamatan Tugu: Bisa", "bisa-diakses"),
    ("uji-akses", "pemohon", "Dishub\nOK", "bisa-diakses"),
    ("uji-akses", "pemohon", "Bisa pak, Dinas Sosial", "bisa-diakses"),
    ("uji-akses", "pemohon", "Sudah bisa, tapi lambat", "tidak-jelas"),
    ("uji-akses", "pemohon", "Server sudah kami coba akses", "tidak-jelas"),
    ("uji-akses", "pemohon", "Kami tidak mengalami kendala apa pun saat mengakses", "bisa-diakses"),
    ("uji-akses", "pemohon", "belum ada masalah sejauh ini", "bisa-diakses"),
    ("uji-akses", "pemohon", "masih menunggu tim IT kami untuk mencoba", "tidak-jelas"),
    ("uji-akses", "pemohon", "tidak bisa kami coba sekarang karena operator sakit", "tidak-jelas"),
    ("uji-akses", "pemohon", "Tidak bisa login, password salah", "belum-bisa"),
    ("uji-akses", "pemohon", "web bisa dibuka, ssh tidak", "belum-bisa"),
    ("uji-akses", "pemohon", "web sudah, ssh belum", "tidak-jelas"),
    ("uji-akses", "pemohon", "alhamdulillah tidak error lagi", "bisa-diakses"),
    ("uji-akses", "pemohon", "errornya sudah hilang, bisa dibuka", "bisa-diakses"),
    ("uji-akses", "pemohon", "tidak timeout lagi, sudah lancar", "bisa-diakses"),
    ("uji-akses", "pemohon", "masih sama seperti kemarin, RTO", "belum-bisa"),
    ("uji-akses", "pemohon", "Masih sama pak", "tidak-jelas"),
    ("uji-akses", "pemohon", "sudah bisa diakses dari jaringan kantor, dari luar belum", "belum-bisa"),
    ("uji-akses", "pemohon", "Dari dalam bisa, dari luar tidak bisa", "belum-bisa"),
    ("uji-akses", "pemohon", "Bisa diakses kapan ya?", "tidak-jelas"),
    ("uji-akses", "pemohon", "Kapan bisa diakses?", "tidak-jelas"),
    ("uji-akses", "pemohon", "Mohon info apabila sudah bisa diakses", "tidak-jelas"),
    ("uji-akses", "pemohon", "mohon segera diaktifkan agar bisa kami akses", "tidak-jelas"),
    (
        "uji-akses",
        "pemohon",
        "Kami akan melakukan uji akses besok, bila ada kendala kami sampaikan",
        "tidak-jelas",
    ),
    ("uji-akses", "pemohon", "Jika tidak ada kendala kami anggap selesai", "tidak-jelas"),
    (
        "uji-akses",
        "pemohon",
        "Kami belum menerima username dan password sehingga belum bisa mencoba",
        "tidak-jelas",
    ),
    ("uji-akses", "pemohon", "Belum kami terima IP-nya", "tidak-jelas"),
    (
        "uji-akses",
        "pemohon",
        "Terima kasih, servernya sudah bisa diakses dengan lancar. Dinas Perikanan",
        "bisa-diakses",
    ),
    ("uji-akses", "pemohon", "server masih dlm proses instalasi aplikasi, nanti dikabari", "tidak-jelas"),
    ("uji-akses", "pemohon", "Sdh bs alhamdulillah 🙏🙏 Dinas PUPR", "bisa-diakses"),
    ("uji-akses", "pemohon", "SIAP", "tidak-jelas"),
    ("uji-akses", "pemohon", "Access OK from our office, thanks. Dishub", "bisa-diakses"),
    ("uji-akses", "pemohon", "cannot connect, connection refused. Dinkes", "belum-bisa"),
    ("uji-akses", "pemohon", "Web aplikasi kami masih muncul halaman default apache", "tidak-jelas"),
    ("uji-akses", "pemohon", "tidak muncul apa2, blank putih", "tidak-jelas"),
    ("uji-akses", "pemohon", "ora iso dibukak mas", "belum-bisa"),
    ("uji-akses", "pemohon", "wis iso mas", "bisa-diakses"),
    ("uji-akses", "pemohon", "durung iso", "belum-bisa"),
    ("uji-akses", "pemohon", "Kami cek dulu, nanti kalau gagal kami kabari", "tidak-jelas"),
    ("uji-akses", "pemohon", "Alamat email saya yang lama sudah tidak bisa dipakai", "tidak-jelas"),
    (
        "uji-akses",
        "pemohon",
        "Pak Budi sudah pindah, email mohon ke saya saja. Server sudah bisa.",
        "bisa-diakses",
    ),
    ("uji-akses", "pemohon", "Bisakah dicoba lagi besok?", "tidak-jelas"),
    ("uji-akses", "pemohon", "server Dinas Sosial bisa, punya kami (Dinkes) belum bisa", "belum-bisa"),
    ("konfigurasi", "teknisi", "Terhubung. IP nya sama seperti sebelumnya", "terhubung"),
    ("konfigurasi", "teknisi", "belum, nunggu kabel", "tidak-jelas"),
    ("konfigurasi", "teknisi", "server tidak terhubung", "tidak-jelas"),
    ("konfigurasi", "teknisi", "akan kami beri IP 10.1.1.1", "tidak-jelas"),
    ("konfigurasi", "teknisi", "IP 10.1.1.1/24 sdh bs diping", "terhubung"),
    ("konfigurasi", "teknisi", "Sudah diakses pemohon?", "tidak-jelas"),
    (
        "konfigurasi",
        "teknisi",
        "Server sudah diperbaiki, kemarin RTO karena firewall. IP tetap 10.1.1.1/24",
        "terhubung",
    ),
    (
        "konfigurasi",
        "teknisi",
        "tidak ada masalah di sisi kami, server bisa diakses di 10.1.1.1",
        "terhubung",
    ),
    ("penyerahan", "teknisi", "Server belum kami terima sampai sore ini", "tidak-jelas"),
    ("penyerahan", "teknisi", "Jadwal diterima, kami siap", "tidak-jelas"),
    ("penyerahan", "teknisi", "Siap, besok kami tunggu", "tidak-jelas"),
    ("penyerahan", "teknisi", "server diterima tapi SN tidak terbaca", "diterima"),
    ("penyerahan", "teknisi", "Sudah kami terima server Kec. Tugu 1 unit. Lengkap.", "diterima"),
    ("penyerahan", "teknisi", "pemohon tidak jadi datang, minta diundur Jumat jam 9", "jadwal-ulang"),
    ("penyerahan", "pemohon", "Besok kami serahkan sesuai jadwal", "tidak-jelas"),
    ("penyerahan", "pemohon", "servernya sudah diterima?", "tidak-jelas"),
    ("penyerahan", "pemohon", "Jadwal tetap, jangan digeser ya", "tidak-jelas"),
    ("penyerahan", "pemohon", "mohon tidak diundur lagi", "tidak-jelas"),
    ("penyerahan", "pemohon", "batal", "batal"),
    ("penyerahan", "kasi", "Diundur ke Kamis jam 9 ya, saya rapat", "jadwal-ulang"),
    ("penyerahan", "kasi", "Server sudah diterima?", "tidak-jelas"),
    ("aktif", "teknisi", "Data sudah sesuai dengan kondisi di lapangan", "sesuai"),
    ("aktif", "teknisi", "belum saya cek", "tidak-jelas"),
    ("aktif", "teknisi", "IP berubah menjadi 10.1.1.5", "koreksi"),
    ("aktif", "teknisi", "sesuai semua, tidak ada yang pindah", "sesuai"),
    ("aktif", "teknisi", "RAM bukan 32 GB tapi 64 GB", "koreksi"),
    ("aktif", "teknisi", "Apakah sesuai formulir bulan lalu?", "tidak-jelas"),
    ("aktif", "teknisi", "sesuai, kontak diganti Budi Contoh 081200001111", "koreksi"),
    ("aktif", "pemohon", "Kami menanyakan kapasitas penyimpanan server", "tidak-jelas"),
    ("aktif", "pemohon", "server kami hang pak, Dinkes", "belum-bisa"),
    ("aktif", "pemohon", "Server aman, terima kasih", "tidak-jelas"),
    ("aktif", "pemohon", "kami mau tambah RAM, prosedurnya bagaimana?", "tidak-jelas"),
    ("tempat", "pemohon", "Gimana pak permohonan kami, sudah sampai mana?", "status"),
    ("tempat", "pemohon", "progresnya sampai mana min", "status"),
    ("tempat", "pemohon", "apakah permohonan kami dibatalkan?", "status"),
    ("tempat", "pemohon", "permohonan kami jangan dibatalkan", "tidak-jelas"),
    ("tempat", "pemohon", "Kami membatalkan permohonan penitipan server.", "batal"),
    ("tempat", "pemohon", "kami cabut permohonannya", "batal"),
    ("tempat", "pemohon", "rapat kemarin batal, apakah ada kabar?", "status"),
    ("konfigurasi", "pemohon", "batal", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "BANTUAN", "bantuan"),
    ("disposisi-kadis", "kadis", "status", "status"),
    ("permohonan", "pemohon", "OPD: Dinas Sosial", "diajukan"),
    ("permohonan", "pemohon", "CP Budi Contoh 081200001111", "diajukan"),
    ("permohonan", "pemohon", "suratnya belum jadi pak", "tidak-jelas"),
    ("permohonan", "pemohon", "Maksudnya surat yang bagaimana?", "tidak-jelas"),
    ("permohonan", "pemohon", "tidak jadi pak", "batal"),
]

# written last, after the reader was done with the tables above
LATER = [
    ("disposisi-kadis", "kadis", "Setuju, mohon Kabid menindaklanjuti dan laporkan hasilnya", "disposisi"),
    ("disposisi-kadis", "kadis", "Saya serahkan ke Kabid", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Ini penting, segera diproses ya. Jangan sampai terlambat", "disposisi"),
    ("disposisi-kadis", "kadis", "ACC pak, dgn catatan server tdk boleh lebih dr 2U", "disposisi"),
    ("disposisi-kadis", "kadis", "Tolong ditolak dengan halus", "tolak"),
    ("disposisi-kadis", "kadis", "tdk acc", "tolak"),
    ("disposisi-kadis", "kadis", "Belum acc", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "Silahkan, tapi ingatkan mereka soal backup", "disposisi"),
    ("disposisi-kadis", "kadis", "Mereka sudah pernah ditolak, sekarang boleh, lanjutkan", "disposisi"),
    ("disposisi-kadis", "kadis", "saya sedang rapat, nanti saya balas", "tidak-jelas"),
    ("disposisi-kabid", "kabid", "Kasi Layanan tolong proses, koordinasi dgn teknisi", "teruskan"),
    ("disposisi-kabid", "kabid", "Lanjutkan sesuai SOP", "teruskan"),
    ("disposisi-kabid", "kabid", "setuju ditolak", "tidak-jelas"),
    ("disposisi-kabid", "kabid", "sepertinya perlu ditolak", "tidak-jelas"),
    ("tempat", "kasi", "Masih ada 3U di rak A, monggo dibawa besok jam 9", "tersedia"),
    ("tempat", "kasi", "rak sudah tidak ada yang kosong", "penuh"),
    ("tempat", "kasi", "Semua rak terisi", "penuh"),
    ("tempat", "kasi", "tidak ada slot", "penuh"),
    ("tempat", "kasi", "Tersedia, tapi minggu depan saja. Senin jam 10", "tersedia"),
    ("tempat", "kasi", "Sudah saya siapkan di rak D U1-U2, bisa diantar Rabu pukul 13.30", "tersedia"),
    ("tempat", "kasi", "Server yang mana ya? yang kemarin sudah masuk rak", "tidak-jelas"),
    ("tempat", "kasi", "mohon maaf baru dibalas. tempat ada pak, jumat jam 8 bisa", "tersedia"),
    ("tempat", "kasi", "Belum bisa, rak penuh", "penuh"),
    ("uji-akses", "pemohon", "Disnak: sudah oke pak", "bisa-diakses"),
    ("uji-akses", "pemohon", "sukses pak, BPBD", "tidak-jelas"),
    ("uji-akses", "pemohon", "Sudah terbuka pak webnya. Dinas Perikanan", "bisa-diakses"),
    ("uji-akses", "pemohon", "belum konek pak", "belum-bisa"),
    ("uji-akses", "pemohon", "gak nyambung sama sekali", "belum-bisa"),
    ("uji-akses", "pemohon", "akses ditolak / permission denied", "belum-bisa"),
    ("uji-akses", "pemohon", "web ok, remote desktop belum bisa", "belum-bisa"),
    ("uji-akses", "pemohon", "saya coba ping reply semua", "tidak-jelas"),
    ("uji-akses", "pemohon", "nggih sampun", "tidak-jelas"),
    ("uji-akses", "pemohon", "Semuanya berjalan normal, tidak ada error", "bisa-diakses"),
    ("uji-akses", "pemohon", "Belum ada yang mencoba", "tidak-jelas"),
    ("uji-akses", "pemohon", "Pak, apa benar server sudah bisa diakses? Kami belum mencoba", "tidak-jelas"),
    ("uji-akses", "pemohon", "Semoga lancar, terima kasih", "tidak-jelas"),
    ("uji-akses", "pemohon", "tidak bisa dihubungi", "tidak-jelas"),
    ("konfigurasi", "teknisi", "terhubung ke switch 3 port 12", "terhubung"),
    ("konfigurasi", "teknisi", "sudah up, ip 10.2.2.2/24 vlan 20", "terhubung"),
    ("konfigurasi", "teknisi", "Gagal, server tidak menyala", "tidak-jelas"),
    ("penyerahan", "teknisi", "oke diterima bos", "diterima"),
    ("penyerahan", "teknisi", "Servernya ditolak, tidak sesuai surat", "tidak-jelas"),
    ("penyerahan", "pemohon", "kami mohon pengunduran waktu ke Kamis jam 9", "jadwal-ulang"),
    ("penyerahan", "pemohon", "server kami antar besok jam 10 sesuai jadwal", "tidak-jelas"),
    ("aktif", "teknisi", "cocok semua pak", "sesuai"),
    ("aktif", "teknisi", "ganti IP jadi 10.1.1.9", "koreksi"),
    ("aktif", "teknisi", "tidak ada koreksi", "sesuai"),
    ("aktif", "pemohon", "website kami tidak dapat diakses dari tadi malam", "belum-bisa"),
    ("aktif", "pemohon", "Kami ingin memperpanjang penitipan", "tidak-jelas"),
    ("tempat", "pemohon", "sudah sejauh mana prosesnya?", "status"),
    ("tempat", "pemohon", "Apakah sudah ada kabar permohonan kami?", "status"),
]


def _rows(step: str, role: str, rows: list[tuple[str, str]]) -> list[tuple[str, str, str, str | None]]:
    return [(step, role, text, expected) for text, expected in rows]


SEEN: list[tuple[str, str, str, str | None]] = [
    *_rows("disposisi-kadis", "kadis", KADIS),
    *_rows("disposisi-kabid", "kabid", KABID),
    *_rows("tempat", "kasi", KASI),
    *_rows("daftar-tunggu", "kasi", WAITING),
    *_rows("uji-akses", "pemohon", TRYING),
    *_rows("konfigurasi", "teknisi", CONNECTING),
    *[("penyerahan", role, text, expected) for role, text, expected in HANDOVER],
    *[("aktif", role, text, expected) for role, text, expected in INVENTORY],
    *COMMANDS,
]


@pytest.mark.parametrize(("step", "role", "text", "expected"), SEEN)
def test_outcome(step: str, role: str, text: str, expected: str | None) -> None:
    reading = say(step, role, text)
    assert (outcome(reading) if expected else reading.outcome) == expected, reading


@pytest.mark.parametrize(("step", "role", "text", "expected"), [*HARD, *LATER])
def test_outcome_of_hard_sentences(step: str, role: str, text: str, expected: str) -> None:
    assert (say(step, role, text).outcome or UNCLEAR) == expected


@pytest.mark.parametrize(("step", "role", "text", "expected"), HELD_BACK)
def test_outcome_held_back(step: str, role: str, text: str, expected: str) -> None:
    assert outcome(say(step, role, text)) == expected


@pytest.mark.parametrize(
    ("step", "role", "subject", "expected"),
    [
        ("disposisi-kadis", "kadis", "DISPOSISI [TTP-2026-0007.3.abcdefgh]", "disposisi"),
        ("disposisi-kadis", "kadis", "TOLAK [TTP-2026-0007.3.abcdefgh]", "tolak"),
        (
            "uji-akses",
            "pemohon",
            "Re: [TTP-2026-0008] Server sudah dapat diakses: mohon diuji --> SUDAH BISA",
            "bisa-diakses",
        ),
        ("uji-akses", "pemohon", "BELUM BISA [TTP-2026-0008.9.abcdefgh]", "belum-bisa"),
        ("tempat", "kasi", "PENUH [TTP-2026-0007.3.abcdefgh]", "penuh"),
        ("tempat", "kasi", "Re: [TTP-2026-0007.3.abcdefgh] Ketersediaan tempat server", UNCLEAR),
        (
            "uji-akses",
            "pemohon",
            "Re: [TTP-2026-0008.2.abcdefgh] Server sudah dapat diakses: mohon diuji",
            UNCLEAR,
        ),
        ("daftar-tunggu", "pemohon", "BATAL [TTP-2026-0007.3.abcdefgh]", "batal"),
        ("daftar-tunggu", "pemohon", "STATUS [TTP-2026-0007.3.abcdefgh]", "status"),
    ],
)
def test_subject_alone(step: str, role: str, subject: str, expected: str) -> None:
    assert outcome(say(step, role, "", subject)) == expected


def test_body_outweighs_subject() -> None:
    reading = say(
        "disposisi-kadis", "kadis", "Tolak, suratnya salah alamat", "DISPOSISI [TTP-2026-0007.3.abcdefgh]"
    )
    assert reading.outcome == "tolak"


@pytest.mark.parametrize(
    ("text", "subject", "kind"),
    [
        ("Kami dari Dinas Sosial bermaksud menitipkan server di Kominfo.", "", "request"),
        ("mau titip server pak, bisa?", "", "request"),
        ("", "Permohonan titip server Kec. Tugu, CP Budi Contoh 081200001111", "request"),
        ("Mohon izin kolokasi 1 unit server milik RSUD", "", "request"),
        ("Terlampir surat permohonan penitipan server.", "", "request"),
        ("Apa syarat menitipkan server di Kominfo?", "", "unrelated"),
        ("Berapa biaya titip server per bulan ya?", "", "unrelated"),
        ("kami mohon server kami ditempatkan sementara di Kominfo", "", "request"),
        ("Numpang rak dong pak buat server absensi, Dishub", "", "request"),
        ("Mohon bantuan hosting fisik server kami", "", "request"),
        ("sewa rak di Kominfo berapa?", "", "unrelated"),
        ("Kami akan pindah ke provinsi, mohon server dapat diambil", "", "request"),
        ("PROMO colocation murah! Titip server mulai Rp 300.000, gratis IP", "", "unrelated"),
        ("Titip salam untuk Pak Kadis", "", "unrelated"),
        ("Ijin titip berkas di server", "titip", "unrelated"),
        ("Tidak jadi menitipkan server pak", "", "unrelated"),
        ("apakah masih bisa titip server di Kominfo? kami dari Kec. Durenan", "", "request"),
        ("Kami mau ambil server yang dulu kami titipkan", "ambil server", "request"),
        ("Server yang kami titipkan kok mati? mohon dicek", "server mati", "unrelated"),
        ("Password email saya lupa, tolong direset", "", "unrelated"),
        ("Undangan rapat koordinasi SPBE besok jam 9", "", "unrelated"),
        ("kawulo badhe nitipaken server wonten kominfo", "", "request"),
        ("Kami ingin mengajukan penitipan 2 server, mohon arahannya", "penitpan server", "request"),
    ],
)
def test_request_or_not(text: str, subject: str, kind: str) -> None:
    assert ask(text, subject).kind == kind


def test_guard_verdict_stands() -> None:
    from bot.model import Place, Visible
    from tests.reading.saying import message

    reading = shipped().read(
        message(), Visible("Disposisi"), "autoreply", Place("penitipan", "disposisi-kadis", "kadis")
    )
    assert (reading.kind, reading.outcome, reading.fields) == ("autoreply", None, {})


def test_evidence_names_words_and_rule() -> None:
    reading = say("tempat", "kasi", "Msh ada tempat pak, besok jam 9")
    first = reading.evidence[0]
    assert (first.about, first.phrase) == ("tersedia", "Msh ada tempat")
    assert first.rule.startswith("penitipan/tempat/tersedia")


@pytest.mark.parametrize(
    "junk", ["a" * 200_000, ":" * 200_000, "besok jam 9 " * 20_000, "Dinas " * 40_000, "rak A " * 40_000]
)
def test_a_long_text_is_read_in_bounded_time(junk: str) -> None:
    start = process_time()
    say("penyerahan", "teknisi", junk)
    assert process_time() - start < 3


@pytest.mark.parametrize(
    ("step", "role", "outcome_id", "example"),
    [
        (step.id, role, "diajukan" if one.opens else one.id, one.example)
        for procedure in shipped().rules.procedures
        if procedure.id == "penitipan"
        for step in procedure.steps
        for one in step.outcomes
        for role in (one.by or (step.waits_for,))
        if one.example
    ],
)
def test_the_examples_in_our_letters_are_read(step: str, role: str, outcome_id: str, example: str) -> None:
    assert say(step, role, example).outcome == outcome_id
    assert say(step, role, "", f"{example} [TTP-2026-0007.3.abcdefgh]").outcome == outcome_id


FULL = "kata " * 13  # 65 characters


@pytest.mark.parametrize(
    ("after", "joined"),
    [
        ("dan seterusnya", True),
        ("Yang menyerahkan: Dewi", False),
        ("yang  menyerahkan : Dewi", False),
        ("Nomor seri: ABC12345", False),
        ("Rak : A", False),
        ("yang menyerahkan Dewi", True),
        ("kepada siapa pun yang bertanya: silakan", True),
    ],
)
def test_a_line_that_begins_with_a_label_goes_on_from_none(after: str, joined: bool) -> None:
    text = f"{FULL.strip()}\n{after}"
    flat = shipped().lexicon.unwrap(text)
    assert len(flat) == len(text)
    assert ("\n" not in flat) == joined


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jumat jam 9 saja ya pak", UNCLEAR),  # it is the time that is appointed
        ("mohon dijadwal ulang Jumat jam 9", UNCLEAR),
        ("Jumat jam 10 saja ya pak", "jadwal-ulang"),
        ("mohon dijadwal ulang Senin jam 9", "jadwal-ulang"),
    ],
)
def test_the_time_that_is_appointed_is_no_other_time(text: str, expected: str) -> None:
    facts = {"waktu": ["2026-11-27T09:00:00+07:00"]}
    assert outcome(say("penyerahan", "pemohon", text, facts=facts)) == expected
