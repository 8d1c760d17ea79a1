"""What mail by other hands taught: each row is a way to write that was once misread, with its nearest neighbours."""

from __future__ import annotations

import pytest

from bot.model import Address, Message, Place, Visible
from bot.reading.mail_words import compile_mail_words
from bot.reading.person import find_phone
from bot.reading.visible import read_visible
from tests.reading.saying import SENT, UNCLEAR, load, message, say, shipped

DECISIONS = [
    # a condition under which the opposite is ordered; what must come first
    ("disposisi-kabid", "kabid", "silakan diteruskan, tapi kalau servernya besar ditolak saja", UNCLEAR),
    ("disposisi-kabid", "kabid", "silakan diteruskan, kalau ada kendala laporkan", "teruskan"),
    ("disposisi-kadis", "kadis", "Saya tidak keberatan. Namun sebelum saya disposisi, lengkapi dulu spesifikasinya", UNCLEAR),
    ("disposisi-kadis", "kadis", "Saya tidak keberatan, lanjutkan", "disposisi"),
    # a negator inside a courtesy denies nothing
    ("disposisi-kabid", "kabid", "gapapa lanjut saja", "teruskan"),
    ("disposisi-kabid", "kabid", "gpp lanjut aja, ga ada masalah", "teruskan"),
    ("disposisi-kabid", "kabid", "tidak usah lanjut", "tolak"),
    ("disposisi-kadis", "kadis", "Tidak jadi ditolak, disposisi ke Kabid", "disposisi"),
    ("disposisi-kadis", "kadis", "Tidak jadi, nanti saya kabari", UNCLEAR),
    # faults that an explicit "sekarang" ends, and those that it does not
    ("uji-akses", "pemohon", "Inspektorat: sempat ga bisa, ternyata laptop saya error. Sekarang sudah bisa normal", "bisa-diakses"),
    ("uji-akses", "pemohon", "Inspektorat: kemarin bisa, sekarang error lagi", "belum-bisa"),
    ("uji-akses", "pemohon", "Inspektorat: tidak terdapat gangguan maupun kendala", "bisa-diakses"),
    ("uji-akses", "pemohon", "Inspektorat: bukan tidak bisa sih, tapi lambat sekali", UNCLEAR),
    ("uji-akses", "pemohon", "Inspektorat: ping normal tapi port 443 closed", "belum-bisa"),
    # both halves of a question with "atau" are asked
    ("uji-akses", "pemohon", "Inspektorat, ini bisa diakses langsung atau harus pakai vpn dulu ya?", UNCLEAR),
    ("konfigurasi", "teknisi", "Yang tersambung baru iDRAC 10.1.1.5, sedangkan jaringan datanya belum kami hubungkan", UNCLEAR),
    ("konfigurasi", "teknisi", "Sudah tersambung, IP 10.1.1.5/24", "terhubung"),
    ("tempat", "kasi", "Rack 1 sudah tidak muat, akan tetapi Rack 2 unit 14 masih dapat dipergunakan, besok jam 10", "tersedia"),
    ("tempat", "kasi", "dereng wonten papan kosong Pak", "penuh"),
    # who is asked nothing, and asks
    ("tempat", "pemohon", "permohonan kami sudah di meja siapa ya?", "status"),
    ("disposisi-kadis", "kadis", "ini cara jawabnya gimana ya", "bantuan"),
    ("konfigurasi", "teknisi", "format balesnya gimana ya? cukup IP saja?", "bantuan"),
    ("tempat", "kadis", "server sudah datang?", UNCLEAR),
    # earlier and another's against now and this one's
    ("uji-akses", "pemohon", "Inspektorat: kemarin RTO terus, tadi pagi dicoba lagi sudah normal bisa masuk", "bisa-diakses"),
    ("uji-akses", "pemohon", "Inspektorat: tadi pagi sudah normal, siang RTO lagi", "belum-bisa"),
    ("uji-akses", "pemohon", "Inspektorat: sejak kemarin RTO, tadi dicoba ulang juga sama", "belum-bisa"),
    ("uji-akses", "pemohon", "Inspektorat, server accessible from our office, no issue so far", "bisa-diakses"),
    ("uji-akses", "pemohon", "Inspektorat, not accessible yet", "belum-bisa"),
    ("tempat", "kasi", "semua rak sudah terisi, unit kosong di catatan itu dudukannya patah", UNCLEAR),
    ("tempat", "kasi", "Yang Setwan kemarin penuh. Kalau Dishub ini masih bisa: tersedia Selasa, 1 Desember jam 9, rak A U30", UNCLEAR),
    ("tempat", "kasi", "Isih ono mas, suruh bawa lusa jam 1 siang habis dhuhur. Rak A U30 sampai U31", "tersedia"),
    ("disposisi-kadis", "kadis", "Disposisi. Eh maaf salah berkas, yang ini belum saya putuskan", UNCLEAR),
    ("disposisi-kadis", "kadis", "Saya tolak, suratnya salah alamat", "tolak"),
    ("aktif", "teknisi", "sudah saya cek, tidak ada yang berubah dari bulan lalu", "sesuai"),
    ("aktif", "teknisi", "bulan lalu sesuai", UNCLEAR),
    ("penyerahan", "pemohon", "nyuwun sewu, Rabu kulo wonten nikahan. Saged gantos dinten lintu mboten?", "jadwal-ulang"),
    ("penyerahan", "pemohon", "bisanya Jumat 27 nov jam 8 atau Senin 30 nov jam 1 siang, monggo yang mana", "jadwal-ulang"),
    ("penyerahan", "teknisi", "ini balesnya gimana sih? tolong kasih contoh", "bantuan"),
    ("tempat", "kasi", "belum ada, antri dulu", "penuh"),
    ("penyerahan", "teknisi", "Sudah kami cek fisik dan terima. Dell R740, SN 7XKQ2M3", "diterima"),
    ("penyerahan", "teknisi", "Belum kami cek fisik dan terima", UNCLEAR),
    ("aktif", "teknisi", "IP server ganti jadi 10.1.1.9", "koreksi"),
    ("aktif", "teknisi", "IP server perlu ganti jadi berapa?", UNCLEAR),
    # sentences about another case; a place that is left beside "penuh"
    ("tempat", "kasi", "A penuh. B penuh. Rak C masih: U22", UNCLEAR),
    ("tempat", "kasi", "rak A U5 penuh, tidak ada tempat", "penuh"),
    ("tempat", "kasi", "Masih muat. Kamis depan jam 10 kurang seperempat", "tersedia"),
    ("daftar-tunggu", "kasi", "Wis ono sing kosong. Rebo 16/12, jam sewelas awan", "tersedia"),
    ("disposisi-kadis", "kadis", "dengan berat hati permohonan dimaksud belum dapat kami kabulkan", "tolak"),
    ("uji-akses", "pemohon", "layar hanya putar-putar terus, muncul tulisan waktu tunggu habis. Mohon petunjuknya", "belum-bisa"),
    ("aktif", "pemohon", "yang di IP baru malah muncul 502 Bad Gateway", "belum-bisa"),
    ("konfigurasi", "teknisi", "Fixed. IP tetap 10.20.9.33. Please retest", "terhubung"),
    ("tempat", "pemohon", "Mohon informasi surat kami tempo hari sudah sampai di meja siapa", "status"),
    ("daftar-tunggu", "pemohon", "kami sewa VPS saja. Jadi antreannya tolong dicoret ya", "batal"),
    ("tempat", "kasi", "TT copy attached for full payment details", UNCLEAR),
    ("tempat", "kasi", "full pak", "penuh"),
    ("tempat", "kasi", "sudah full, belum ada yang keluar", "penuh"),
    ("tempat", "kasi", "Saya belum tahu rak B masih muat atau tidak, Senin pagi saya ukur dulu baru bisa menjawab", UNCLEAR),
    ("tempat", "kasi", "Tempatnya ada, rak A unit 30 sampai 31. Untuk waktunya nanti menyesuaikan teknisi", "tersedia"),
    ("tempat", "kasi", "tersedia, tapi jadwalnya belum pasti", "tersedia"),
    ("tempat", "kasi", "tersedia Kamis jam 9, tapi listriknya belum siap", UNCLEAR),
    ("disposisi-kabid", "kabid", "tidak ada alasan untuk menolak. Teruskan saja ke Kasi", "teruskan"),
    ("disposisi-kadis", "kadis", "Ini saya harus jawab bagaimana? Bingung caranya", "bantuan"),
    # withdrawals
    ("daftar-tunggu", "pemohon", "daripada menunggu, kami urungkan saja permohonannya", "batal"),
    ("permohonan", "pemohon", "permohonan yang telah kami ajukan dengan ini kami cabut", "batal"),
    ("permohonan", "pemohon", "permohonan kami di-cancel saja ya", "batal"),
    ("daftar-tunggu", "pemohon", "permohonan penitipan server kami tarik kembali", "batal"),
]  # fmt: skip


ADDRESSES = [
    ("Sudah up, 172.16.40.12 mask 255.255.255.0 gw .1, vlan 40", ["172.16.40.12/24"]),
    ("Sudah up, 172.16.40.12 subnet mask 255.255.252.0", ["172.16.40.12/22"]),
    ("Sudah up, 172.16.40.12/26 mask 255.255.255.192", ["172.16.40.12/26"]),
    ("Sudah up, 172.16.40.12 port 255", ["172.16.40.12"]),
    (
        "Terhubung, IP 10.10.8.12/24.\nRalat: bukan .12 (itu sudah dipakai), yang benar 10.10.8.21/24",
        ["10.10.8.21/24"],
    ),
    ("Ralat, terhubung: 10.10.8.20/24 dan 10.10.8.21/24", ["10.10.8.20/24", "10.10.8.21/24"]),
    ("Tersambung: 10.10.8.20/24. IP 10.10.8.4 yang diminta ternyata sudah dipakai CCTV", ["10.10.8.20/24"]),
    ("Tersambung di 10.20.3.8/22. Cek dari HP saya (36.72.0.9) sudah tembus", ["10.20.3.8/22"]),
]


def test_a_number_ends_with_its_paragraph() -> None:
    assert find_phone("Agus Contoh 085200008116\n\n86") == "085200008116"
    assert find_phone("hubungi 0877\n0000 9038") == "087700009038"


def test_serial_numbers_of_several_makers_in_one_sentence() -> None:
    text = """titip tiga: dua Dell PowerEdge R350 (SN 9PLM4S3 sama 9PLM5S3) plus satu NVR Hikvision DS-9632NI,
SN-nya E18846203"""
    fields = say("permohonan", "pemohon", text).fields
    assert fields["nomor_seri"] == ["9PLM4S3", "9PLM5S3", "E18846203"]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_addresses_of_the_server_only(text: str, expected: list[str]) -> None:
    assert say("konfigurasi", "teknisi", text).fields["ip"] == expected


OTHERS = [
    ("tempat", "kasi", "0048 penuh. Yang ini belum saya lihat", UNCLEAR),
    ("tempat", "kasi", "0009 penuh", "penuh"),
    ("tempat", "kasi", "TTP-2026-0048 penuh. TTP-2026-0009 tersedia Kamis depan jam 9", "tersedia"),
    ("tempat", "kasi", "tersedia 2026-12-15 0930", "tersedia"),
    ("disposisi-kadis", "kadis", "Yang 0048 tolak. Yang ini lanjut", "disposisi"),
    ("disposisi-kadis", "kadis", "Yang 0048 tolak", UNCLEAR),
    ("disposisi-kadis", "kadis", "Lanjut, hubungi 0811 0000 0048", "disposisi"),
]


@pytest.mark.parametrize(("step", "role", "text", "expected"), OTHERS)
def test_what_is_said_of_another_case_is_not_of_this(step: str, role: str, text: str, expected: str) -> None:
    assert (say(step, role, text, "Re: [TTP-2026-0009] Surat").outcome or UNCLEAR) == expected


def test_a_servers_reference_in_a_return_names_no_other_case() -> None:
    place = Place("pengembalian", "permohonan", "pemohon", ref="PGB-2026-0003")
    reading = shipped().read(
        message("Re: [PGB-2026-0003] Surat"),
        Visible("yang diambil TTP-2026-0007/1, SN ABC12345"),
        None,
        place,
    )
    assert reading.fields["nomor_seri"] == ["ABC12345"]


QUARTERS = [("Kamis depan jam 10 kurang seperempat", "09:45"), ("Kamis depan jam 10 lewat seperempat", "10:15"),
            ("Kamis depan jam 10 kurang 5", "09:55"), ("Kamis depan jam 10 lewat 20 menit", "10:20")]  # fmt: skip


@pytest.mark.parametrize(("text", "clock"), QUARTERS)
def test_quarters(text: str, clock: str) -> None:
    assert f"T{clock}" in say("tempat", "kasi", f"tersedia {text}").fields["waktu"][0]


RIGHTED = [("Senin 30 Nov jam 9 pagi. Eh ralat, jam 9 saya rapat. Jam 11 saja di hari yg sama", ["2026-11-30T11:00:00+07:00"]),
           ("Senin jam 9. Ralat: Selasa jam 10", ["2026-11-24T10:00:00+07:00"]),
           ("Ralat: Selasa jam 10", ["2026-11-24T10:00:00+07:00"])]  # fmt: skip


@pytest.mark.parametrize(("text", "times"), RIGHTED)
def test_a_time_that_was_put_right(text: str, times: list[str]) -> None:
    assert say("tempat", "kasi", f"Bisa, tersedia. {text}").fields["waktu"] == times


PEOPLE = [
    ("Penghubung kami: Mujiati, Pustakawan, HP. 0823 0000 1896", "Mujiati"),
    (
        "PIC pihak rumah sakit: Fajar Contoh (SIMRS), 0822-0000-5571. Saya sendiri hanya dari vendor",
        "Fajar Contoh",
    ),
    ("Contact person at the office: Wiji Contoh, phone 0823 0000 6409.", "Wiji Contoh"),
    ("CP Danru Imam Contoh 085100002947", "Imam Contoh"),
    ("kontak pak lasimin kasubag umum 0877-0000-4402", "Lasimin"),
]


@pytest.mark.parametrize(("text", "name"), PEOPLE)
def test_the_contact_as_others_point_to_him(text: str, name: str) -> None:
    assert say("permohonan", "pemohon", f"Dinas Sosial titip server. {text}").fields["kontak"] == name


AGENCIES = [
    ("kami dr kecamatn munjungan titip server", "Kecamatan Munjungan"),
    ("saya guru yang diperbantukan di Dinas Sosial, titip server", "Dinas Sosial"),
    ("surat kami kirim di Dinas Sosial, titip server", None),
]


@pytest.mark.parametrize(("text", "agency"), AGENCIES)
def test_the_agency_of_who_serves_there(text: str, agency: str | None) -> None:
    found = say("permohonan", "pemohon", text).fields.get("opd")
    assert (found or "").startswith(agency) if agency else not found


def test_a_processor_behind_a_serial_number_is_none() -> None:
    fields = say("penyerahan", "teknisi", "diterima. HP Z2 G9, SN 5CG3091TRM, i7-12700, E5-2620, 32GB").fields
    assert fields["nomor_seri"] == ["5CG3091TRM"]


def test_the_new_units_count() -> None:
    assert (
        say("aktif", "teknisi", "All ok except: moved from U3-U6 to U9-U12, same rack").fields["unit"]
        == "9-12"
    )


def test_a_form_that_is_said_to_be_filled_in_below_counts_without_our_letters() -> None:
    quoted = """
Layanan Penitipan Server menulis pada 2026-11-11 08:10:
> Silakan isi baris berikut:
> Nama OPD     : Badan Keuangan Daerah
> Narahubung   : Titik Contoh
> Server       :
> Contoh isian: Nama OPD: Dinas Contoh
"""
    words = compile_mail_words(load("mail.toml"))
    for text, filled in (("Sudah saya isi di bawah, terima kasih.", True), ("Terima kasih.", False)):
        mail = Message(
            "d", "c", "m@opd.example", Address("a@opd.example"), "Re: berkas", SENT, text=text + "\n" + quoted
        )
        assert ("Titik Contoh" in read_visible(mail, (), words).filled) is filled
        assert "Dinas Contoh" not in read_visible(mail, (), words).filled


def test_a_time_that_is_ruled_out_is_no_proposal() -> None:
    reading = say("penyerahan", "kasi", "Tolong digeser ya, besok jangan jam 9, jam 11 saja")
    assert reading.fields["waktu"] == ["2026-11-24T11:00:00+07:00"]


def test_the_words_of_a_decision_are_no_reason_for_it() -> None:
    assert "alasan" not in say("disposisi-kabid", "kabid", "Belum bisa saya setujui, tolak.").fields
    said = say("disposisi-kabid", "kabid", "Belum bisa saya setujui, listriknya kurang, tolak.").fields
    assert "listriknya kurang" in said["alasan"]


def test_who_takes_the_server_may_name_himself_in_brackets() -> None:
    text = (
        "Fujitsu RX2540 M5 sudah mendarat, diantar mas Haris Contoh, sy terima (Yusuf Contoh). SN YMJE002914"
    )
    fields = say("penyerahan", "teknisi", text).fields
    assert (fields["diserahkan_oleh"], fields["diterima_oleh"]) == ("Haris Contoh", "Yusuf Contoh")
    assert fields["merek"] == ["Fujitsu RX2540 M5"]


@pytest.mark.parametrize(("step", "role", "text", "expected"), DECISIONS)
def test_outcome(step: str, role: str, text: str, expected: str) -> None:
    assert (say(step, role, text).outcome or UNCLEAR) == expected


SUBJECTS = [
    ("Re: [TTP-2026-0009] Disposisi kepada Kabid", "Saya belum pegang suratnya secara utuh, besok saya jawab", UNCLEAR),
    ("Re: [TTP-2026-0009] Disposisi kepada Kabid", "Suratnya sudah saya terima kemarin sore", UNCLEAR),
    ("Re: [TTP-2026-0009] ACC teruskan", "Terima kasih pak", "teruskan"),
    ("TERUSKAN [PGB-2026-0032]", "Retno Contoh\nKabid Infrastruktur dan Aplikasi TIK\nDinas Komunikasi dan Informatika", "teruskan"),
    ("TERUSKAN [TTP-2026-0009]", "", "teruskan"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "text", "expected"), SUBJECTS)
def test_the_subject_of_a_reply_decides_nothing_over_a_body_that_says_more(
    subject: str, text: str, expected: str
) -> None:
    assert (say("disposisi-kabid", "kabid", text, subject).outcome or UNCLEAR) == expected


COMPLAINTS = [
    ("Inspektorat: server belum bisa diakses.\n\nDemikian untuk menjadikan maklum.", ""),
    ("Inspektorat ga bisa pak, ini ss nya", ""),
    ("PING BISA TAPI WEBNYA BELUM. INSPEKTORAT", "WEBNYA BELUM"),
    ("Inspektorat: belum bisa, muncul connection refused", "connection refused"),
]


@pytest.mark.parametrize(("text", "contained"), COMPLAINTS)
def test_a_courtesy_is_no_complaint(text: str, contained: str) -> None:
    reading = say("uji-akses", "pemohon", text)
    assert reading.outcome == "belum-bisa"
    found = str(reading.fields.get("keluhan", ""))
    assert contained in found if contained else not found


REASONS = [
    ("Tidak disetujui.\n\nH. Wicaksana", ""),
    ("Permohonan ini kami tolak. Atas pengertiannya disampaikan terima kasih.", ""),
    ("Ditolak atas permintaan Bupati", "permintaan Bupati"),
    ("TIDAK DISETUJUI KARENA SURAT BELUM DITANDATANGANI", "BELUM DITANDATANGANI"),
]


@pytest.mark.parametrize(("text", "contained"), REASONS)
def test_a_name_or_a_courtesy_is_no_reason(text: str, contained: str) -> None:
    reading = say("disposisi-kadis", "kadis", text)
    assert reading.outcome == "tolak"
    found = str(reading.fields.get("alasan", ""))
    assert contained in found if contained else not found


PHONES = [
    ("T. (0355) 000317   M. 0822.0000.6317", "082200006317"),
    ("Telp. (0355) 000456 ext. 117 / HP 081 300 007 265", "081300007265"),
    ("Telp. 0857/0000/2214", "085700002214"),
    ("(0355) 000317", "0355000317"),
    ("tanggal 08/12/2026 pukul 09.00", ""),
    ("NIP. 198207192006041011", ""),
]


@pytest.mark.parametrize(("text", "phone"), PHONES)
def test_a_mobile_number_is_preferred(text: str, phone: str) -> None:
    assert find_phone(text) == phone


CONTACTS = [
    ("Petugas kami: Catur Contoh, A.Md., telp 0815-0000-7043.", "Catur Contoh"),
    (
        "Koordinasi dapat dilakukan dengan Sdr. Galih Contoh, S.E. di nomor (+62) 853 0000 1177",
        "Galih Contoh",
    ),
    ("Sebagai penghubung kami tunjuk Heri Contoh (pranata komputer), nomor 0821 0000 3390.", "Heri Contoh"),
    ("Yang dapat dihubungi:\n\nRr. Kusuma, S.Kom. - HP 0878 0000 1934", "Kusuma"),
    ("Ke saya saja Bayu Contoh 0821 0000 4417", "Bayu Contoh"),
    ("Atas kerja sama Saudara, kami ucapkan terima kasih.\n\nSekretariat\nTelepon (0355) 000222", ""),
]


@pytest.mark.parametrize(("text", "name"), CONTACTS)
def test_the_contact_beside_a_number(text: str, name: str) -> None:
    reading = say("permohonan", "pemohon", f"Inspektorat mohon titip server. {text}")
    assert reading.fields.get("kontak", "") == name


AGENCIES = [
    ("Inspektorat mohon tempat untuk server, nanti dipakai bersama Bappeda", "Inspektorat"),
    (
        "Menindaklanjuti rekomendasi Inspektorat, Kecamatan Watulimo mengajukan penitipan server",
        "Kecamatan Watulimo",
    ),
    ("apakah suratnya ada template dari Kominfo?", None),
    (
        "titip server milik Dinas Kearsipan & Perpustakan Kabupaten Trenggalek",
        "Dinas Kearsipan dan Perpustakaan",
    ),
]


@pytest.mark.parametrize(("text", "agency"), AGENCIES)
def test_the_agency_is_who_asks(text: str, agency: str | None) -> None:
    assert say("permohonan", "pemohon", text).fields.get("opd") == agency


SERVERS = [
    ("Nama server : srv-lab\nMerek/Tipe : Contoh X100\nNomor seri : ABC12345", ["Contoh X100"]),
    ("Nama server : Contoh X100\nNomor seri : ABC12345", ["Contoh X100"]),
    ("No\tNama Barang\tMerk/Type\tS/N\n1\tServer A\tContoh X1\tAAA11111\n2\tServer B\tContoh X2\tBBB22222", ["Contoh X1", "Contoh X2"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "makes"), SERVERS)
def test_the_make_goes_before_a_general_name(text: str, makes: list[str]) -> None:
    servers = say("permohonan", "pemohon", f"Inspektorat mohon titip server.\n\n{text}").fields["server"]
    assert [one["merek"] for one in servers] == makes
