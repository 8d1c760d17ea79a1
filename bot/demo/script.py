"""The play as data: a deposit from an incomplete request to a server in use, the month's inventory, the return.

A scene is one person who writes one mail; `answers` is the letter (id of `rules/umum.toml`) that he waits for and
answers, none for a mail of his own. A scene with nobody in it is one in which only time passes. In texts {ref} is the
case, {waktu} the time the section's head offers.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.demo.people import APPLICANT, DIVISION, HEAD, SECTION, STRANGER, TECHNICIAN

DEPOSIT, RETURN = "penitipan", "pengembalian"
LETTER_NAMES = {
    DEPOSIT: "Surat Permohonan Penitipan Server.pdf",
    RETURN: "Surat Permohonan Pengembalian Server.pdf",
}
NEXT_ROUND, OFFERED = (
    "next-round",
    "offered",
)  # where the clock is moved: the next month's round, the time offered


@dataclass(frozen=True)
class Scene:
    """What must have happened at its end: the case of `process` is in `step`, as many cases as `closes` says are
    closed by its mail, and each (person, letter) of `brings` arrived."""

    title: str
    who: str = ""
    text: str = ""
    step: str = ""
    process: str = DEPOSIT
    answers: str = ""
    subject: str = ""
    brings: tuple[tuple[str, str], ...] = ()
    attaches: bool = False
    pretends: str = ""  # whose address stands in From
    program: str = ""  # when he writes from another one than usual
    moves: str = ""  # where the clock is moved before anything else
    hours: float = 0.0  # or by how much; to the next opening of the office when it is closed then
    closes: int = 0


SCENES: tuple[Scene, ...] = (
    Scene(
        "Permohonan tanpa surat dan tanpa contact person",
        APPLICANT,
        "Selamat pagi,\n\nKami dari Dinas Perhubungan bermaksud menitipkan 1 server untuk aplikasi uji KIR."
        "\nMohon informasinya.\n\nTerima kasih.",
        subject="Penitipan server",
        step="permohonan",
        brings=((APPLICANT, "belum-lengkap"),),
    ),
    Scene(
        "Rina melengkapi, surat terlampir",
        APPLICANT,
        "Baik, berikut kami lampirkan suratnya.\n\nCP: Rina Contoh\nHP: 0812-0000-0101\n\n"
        "Server: Contoh X100, nomor seri CTH-240117",
        answers="belum-lengkap",
        attaches=True,
        hours=1.5,
        step="disposisi-kadis",
        brings=((APPLICANT, "diterima"), (HEAD, "disposisi-kadis")),
    ),
    Scene(
        "Orang luar mengaku Kepala Dinas",
        STRANGER,
        "Setuju, disposisi ke Kabid. Segera diproses hari ini juga.",
        subject="Disposisi {ref}",
        pretends=HEAD,
        hours=0.5,
        step="disposisi-kadis",
        brings=((HEAD, "konfirmasi"),),
    ),
    Scene(
        "Kepala Dinas menjawab dari ponsel",
        HEAD,
        "ok lanjutkan",
        answers="disposisi-kadis",
        hours=1,
        step="disposisi-kabid",
        brings=((DIVISION, "disposisi-kabid"), (HEAD, "disposisi-kabid")),
    ),
    Scene(
        "Kabid meneruskan dengan catatan",
        DIVISION,
        "Teruskan ke Kasi Layanan Infrastruktur.\n\nCatatan: dahulukan, aplikasi uji KIR melayani masyarakat.",
        answers="disposisi-kabid",
        hours=2.5,
        step="tempat",
        brings=((SECTION, "ketersediaan-tempat"), (DIVISION, "ketersediaan-tempat")),
    ),
    Scene(
        "Tempat penuh: pemohon menunggu",
        SECTION,
        "Mohon maaf, rak sudah penuh semua. Pemohon perlu menunggu.",
        answers="ketersediaan-tempat",
        hours=1,
        step="daftar-tunggu",
        brings=((APPLICANT, "tempat-penuh"), (SECTION, "daftar-tunggu")),
    ),
    Scene(
        "Rina bertanya sudah sampai mana",
        APPLICANT,
        "Mohon info, permohonan kami sudah sampai mana ya?",
        answers="tempat-penuh",
        program="gmail-android",
        hours=4,
        step="daftar-tunggu",
        brings=((APPLICANT, "status"),),
    ),
    Scene(
        "Ada tempat kosong",
        SECTION,
        "Sudah ada tempat. Server bisa diantar {waktu}, rak A U10-U11.",
        answers="daftar-tunggu",
        hours=3,
        step="penyerahan",
        brings=((APPLICANT, "tempat-siap"), (TECHNICIAN, "nantikan-server"), (SECTION, "nantikan-server")),
    ),
    Scene(
        "Server datang dan diperiksa",
        TECHNICIAN,
        "Server sudah diterima dan diperiksa.\n\n"
        "Merek/Tipe : Contoh X100\nNomor seri : CTH-240117\nProsesor : 2 x Contoh 16 inti 2,4 GHz\n"
        "Memori : 64 GB\nPenyimpanan : 4 x SSD 960 GB\nKondisi/Ciri : baik, warna hitam, stiker Dishub di depan\n"
        "Ukuran (U) : 2\nDaya : 750 W\n\nRak : A\nUnit : 10-11\n"
        "Yang menyerahkan : Rina Contoh\nYang menerima : Dewi Contoh",
        answers="nantikan-server",
        moves=OFFERED,
        step="konfigurasi",
        brings=(
            (APPLICANT, "serah-terima"),
            (SECTION, "serah-terima"),
            (TECHNICIAN, "konfigurasi"),
        ),
    ),
    Scene(
        "Server dihubungkan dengan jaringan",
        TECHNICIAN,
        "Sudah terhubung.\n\nIP : 192.0.2.21/24\nGateway : 192.0.2.1",
        answers="konfigurasi",
        hours=1.5,
        step="uji-akses",
        brings=((APPLICANT, "uji-akses"),),
    ),
    Scene(
        "Keluhan: belum bisa diakses",
        APPLICANT,
        "Dari Dinas Perhubungan: sudah kami coba, tetapi server belum bisa diakses, muncul connection timed out.",
        answers="uji-akses",
        program="gmail-android",
        hours=2,
        step="konfigurasi",
        brings=((TECHNICIAN, "keluhan"), (APPLICANT, "keluhan-diteruskan")),
    ),
    Scene(
        "Teknisi memperbaiki",
        TECHNICIAN,
        "Mohon maaf, VLAN-nya keliru. Sudah diperbaiki dan terhubung.\n\nIP : 192.0.2.21/24",
        answers="keluhan",
        hours=0.5,
        step="uji-akses",
        brings=((APPLICANT, "uji-akses"),),
    ),
    Scene(
        "Server bisa diakses",
        APPLICANT,
        "Terima kasih. Server Dinas Perhubungan sudah bisa diakses, tidak ada kendala.",
        answers="uji-akses",
        hours=1,
        step="aktif",
        brings=((SECTION, "akses-dipastikan"), (TECHNICIAN, "akses-dipastikan"), (APPLICANT, "server-aktif")),
    ),
    Scene(
        "Bulan berikutnya: inventaris dan rekap bulanan",
        moves=NEXT_ROUND,
        brings=(
            (TECHNICIAN, "inventaris-bulanan"),
            (APPLICANT, "masih-dititipkan"),
            (SECTION, "rekap-bulanan"),
            (DIVISION, "rekap-bulanan"),
            (HEAD, "rekap-bulanan"),
            (APPLICANT, "rekap-opd"),
        ),
    ),
    Scene(
        "Teknisi mengoreksi satu data",
        TECHNICIAN,
        "Koreksi, IP sekarang 192.0.2.45/24. Selebihnya sesuai.",
        answers="inventaris-bulanan",
        hours=1,
        step="aktif",
        brings=((TECHNICIAN, "inventaris-dicatat"),),
    ),
    Scene(
        "Rina meminta servernya kembali",
        APPLICANT,
        "Terima kasih. Aplikasi uji KIR sudah kami pindahkan ke server baru. Kami dari Dinas Perhubungan mengajukan"
        " permohonan pengembalian server tersebut, surat terlampir.\n\nCP: Rina Contoh, 0812-0000-0101",
        answers="masih-dititipkan",
        attaches=True,
        process=RETURN,
        hours=2,
        step="disposisi-kadis",
        brings=((APPLICANT, "pengembalian-diterima"), (HEAD, "disposisi-kadis")),
    ),
    Scene(
        "Kepala Dinas mendisposisi pengembalian",
        HEAD,
        "Setuju, silakan diproses.",
        answers="disposisi-kadis",
        process=RETURN,
        hours=1,
        step="disposisi-kabid",
        brings=((DIVISION, "disposisi-kabid"), (HEAD, "disposisi-kabid")),
    ),
    Scene(
        "Kabid meneruskan kepada Kasi",
        DIVISION,
        "Teruskan, mohon dijadwalkan.",
        answers="disposisi-kabid",
        process=RETURN,
        hours=2,
        step="jadwal",
        brings=((SECTION, "jadwal-kembali"), (DIVISION, "jadwal-kembali")),
    ),
    Scene(
        "Kasi menentukan waktu pengambilan",
        SECTION,
        "Server bisa diambil {waktu}. Mohon Bu Dewi mendampingi.",
        answers="jadwal-kembali",
        process=RETURN,
        hours=1.5,
        step="pengambilan",
        brings=(
            (APPLICANT, "siap-diambil"),
            (TECHNICIAN, "nantikan-pengambilan"),
            (SECTION, "nantikan-pengambilan"),
        ),
    ),
    Scene(
        "Server diambil, kedua berkas ditutup",
        TECHNICIAN,
        "Server sudah dikembalikan.\n\nKondisi : baik, warna hitam, stiker Dishub di depan\n"
        "Yang menyerahkan : Dewi Contoh\nYang menerima : Rina Contoh",
        answers="nantikan-pengambilan",
        process=RETURN,
        moves=OFFERED,
        step="pengambilan",
        closes=2,
        brings=(
            (APPLICANT, "serah-terima-kembali"),
            (TECHNICIAN, "serah-terima-kembali"),
            (SECTION, "serah-terima-kembali"),
            (APPLICANT, "penitipan-selesai"),
        ),
    ),
    Scene(
        "Bulan berikutnya lagi: rekap tanpa titipan",
        moves=NEXT_ROUND,
        brings=((SECTION, "rekap-bulanan"), (DIVISION, "rekap-bulanan"), (HEAD, "rekap-bulanan")),
    ),
)
