"""Short mails as people write them, for every step: what must be read the same however a mail program sends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Saying:
    """`outcome` is what the text says at that step; None where it decides nothing."""

    process: str
    step: str
    role: str
    text: str
    outcome: str | None

    def __repr__(self) -> str:
        return f"{self.step}/{self.role}: {self.text[:40]!r}"


_ROWS = [
    ("penitipan", "permohonan", "pemohon", "OPD: Dinas Sosial\nCP: Budi Contoh, 0812-0000-1111", "diajukan"),
    ("penitipan", "permohonan", "pemohon", "Kami dari Dinas Perhubungan, kontaknya Budi Contoh 0812-0000-1111", "diajukan"),
    ("penitipan", "permohonan", "pemohon", "Suratnya menyusul besok ya Pak", None),
    ("penitipan", "permohonan", "pemohon", "permohonan kami dibatalkan saja", "batal"),
    ("penitipan", "disposisi-kadis", "kadis", "Disposisi, mohon segera ditindaklanjuti", "disposisi"),
    ("penitipan", "disposisi-kadis", "kadis", "acc", "disposisi"),
    ("penitipan", "disposisi-kadis", "kadis", "Ok", "disposisi"),
    ("penitipan", "disposisi-kadis", "kadis", "Nggih, monggo dilanjutkan", "disposisi"),
    ("penitipan", "disposisi-kadis", "kadis", "Ditolak karena surat belum ditandatangani", "tolak"),
    ("penitipan", "disposisi-kadis", "kadis", "jangan ditolak, lanjut saja", "disposisi"),
    ("penitipan", "disposisi-kadis", "kadis", "Apakah suratnya sudah lengkap?", None),
    ("penitipan", "disposisi-kadis", "kadis", "Nanti saya pelajari dulu", None),
    ("penitipan", "disposisi-kabid", "kabid", "Teruskan ke kasi, siapkan tempat minggu ini", "teruskan"),
    ("penitipan", "disposisi-kabid", "kabid", "ok lanjut mas", "teruskan"),
    ("penitipan", "disposisi-kabid", "kabid", "TOLAK: daya tidak cukup", "tolak"),
    ("penitipan", "disposisi-kabid", "kabid", "belum bisa saya teruskan, suratnya tidak terbaca", None),
    ("penitipan", "tempat", "kasi", "Tersedia, besok jam 9 rak B U4-U5", "tersedia"),
    ("penitipan", "tempat", "kasi", "msh ada, silahkan selasa depan jam 9", "tersedia"),
    ("penitipan", "tempat", "kasi", "Rak A sudah penuh tapi rak D masih kosong, bisa diserahkan Jumat jam 8", "tersedia"),
    ("penitipan", "tempat", "kasi", "Maaf rak sudah penuh semua", "penuh"),
    ("penitipan", "tempat", "kasi", "Apakah rak B masih kosong?", None),
    ("penitipan", "tempat", "kasi", "sudah sampai mana?", "status"),
    ("penitipan", "daftar-tunggu", "kasi", "Sudah ada yang kosong, Senin depan jam 9 rak A U5", "tersedia"),
    ("penitipan", "daftar-tunggu", "kasi", "masih penuh", "penuh"),
    ("penitipan", "daftar-tunggu", "pemohon", "Kami batalkan saja, terima kasih", "batal"),
    ("penitipan", "daftar-tunggu", "pemohon", "Baik kami menunggu", None),
    ("penitipan", "penyerahan", "teknisi", "Diterima. SN ABC12345, diserahkan Pak Budi Contoh", "diterima"),
    ("penitipan", "penyerahan", "teknisi", "Sudah diterima.\nMerek/Tipe : Contoh X100\nNomor seri : ABC12345\nMemori : 128 GB\nRak : B\nUnit : 4-5\nYang menyerahkan : Budi Contoh\nYang menerima : Dewi Contoh", "diterima"),
    ("penitipan", "penyerahan", "teknisi", "belum diterima, pemohon tidak datang", None),
    ("penitipan", "penyerahan", "teknisi", "jadwal ulang Rabu 25/11 jam 10, saya dinas luar", "jadwal-ulang"),
    ("penitipan", "penyerahan", "pemohon", "apakah bisa diundur Jumat 27 November pukul 09.00?", "jadwal-ulang"),
    ("penitipan", "penyerahan", "kasi", "Ralat: rak B U5-U6", "tempat-baru"),
    ("penitipan", "konfigurasi", "teknisi", "Terhubung, IP 192.0.2.10/24", "terhubung"),
    ("penitipan", "konfigurasi", "teknisi", "sdh konek pak, ip 192.0.2.31 gw 192.0.2.1", "terhubung"),
    ("penitipan", "konfigurasi", "teknisi", "belum terhubung, kabel putus", None),
    ("penitipan", "uji-akses", "pemohon", "Dinas Sosial: server bisa diakses", "bisa-diakses"),
    ("penitipan", "uji-akses", "pemohon", "alhamdulillah sdh bs, matur nuwun. Kec. Tugu", "bisa-diakses"),
    ("penitipan", "uji-akses", "pemohon", "Dishub: tidak ada kendala, aman semua", "bisa-diakses"),
    ("penitipan", "uji-akses", "pemohon", "Dinas Sosial belum bisa, muncul “request timed out”", "belum-bisa"),
    ("penitipan", "uji-akses", "pemohon", "ping bisa tapi webnya belum. Dinas Sosial", "belum-bisa"),
    ("penitipan", "uji-akses", "pemohon", "Terima kasih infonya, segera kami coba", None),
    ("penitipan", "uji-akses", "pemohon", "lampiran tidak bisa dibuka", None),
    ("penitipan", "aktif", "teknisi", "Sesuai", "sesuai"),
    ("penitipan", "aktif", "teknisi", "sdh dicek, sesuai semua", "sesuai"),
    ("penitipan", "aktif", "teknisi", "KOREKSI, IP: 192.0.2.25/24", "koreksi"),
    ("penitipan", "aktif", "teknisi", "Koreksi\nRak : C\nUnit : 7-8", "koreksi"),
    ("penitipan", "aktif", "pemohon", "Masih dititipkan", "masih"),
    ("penitipan", "aktif", "pemohon", "KONTAK BARU: Siti Contoh, 0812-0000-2222", "kontak-baru"),
    ("penitipan", "aktif", "pemohon", "DATA KELIRU, nomor serinya seharusnya ABC99999", "data-keliru"),
    ("penitipan", "aktif", "pemohon", "Dinas Sosial: server kami tidak bisa diakses sejak pagi, muncul RTO", "belum-bisa"),
    ("pengembalian", "permohonan", "pemohon", "Server TTP-2026-0007/1, OPD Dinas Sosial, CP Budi Contoh 0812-0000-1111", "diajukan"),
    ("pengembalian", "disposisi-kadis", "kadis", "acc, pastikan surat tugasnya ada", "disposisi"),
    ("pengembalian", "disposisi-kadis", "kadis", "Tolak, datanya belum diaudit", "tolak"),
    ("pengembalian", "disposisi-kabid", "kabid", "Mas, tolong dijadwalkan", "teruskan"),
    ("pengembalian", "jadwal", "kasi", "Dijadwalkan Kamis 26 November 2026 jam 9 pagi", "dijadwalkan"),
    ("pengembalian", "jadwal", "kasi", "Besok pukul 13.00 silakan diambil", "dijadwalkan"),
    ("pengembalian", "jadwal", "kasi", "Belum bisa dijadwalkan, teknisinya cuti", None),
    ("pengembalian", "pengambilan", "teknisi", "DIKEMBALIKAN\nKondisi : baik\nYang menyerahkan : Dewi Contoh\nYang menerima : Budi Contoh", "dikembalikan"),
    ("pengembalian", "pengambilan", "teknisi", "Sudah diambil Pak Budi, kondisi baik", "dikembalikan"),
    ("pengembalian", "pengambilan", "teknisi", "Belum diambil", None),
    ("pengembalian", "pengambilan", "pemohon", "Kami belum bisa mengambil besok, mohon diganti Jumat jam 9", "jadwal-ulang"),
]  # fmt: skip
SAYINGS = tuple(Saying(*row) for row in _ROWS)
