"""The facts of a message: contact, addresses, place, servers, parties, letter, and what stands beside a decision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.model import Address, Attachment, Message, Place, Visible
from bot.reading.read import read_message
from tests.builders import shipped_rules
from tests.reading.saying import ask, say

CONTACTS = [
    ("CP: Budi Contoh, 0812-0000-1111", "Budi Contoh", "081200001111"),
    ("Narahubung : Bu SITI CONTOH\nHP : 085200002222", "SITI CONTOH", "085200002222"),
    ("CONTACT PERSON: BAPAK JOKO CONTOH\nNO HP: 081300003333", "JOKO CONTOH", "081300003333"),
    ("Kontak Pak Slamet Contoh 081200004444", "Slamet Contoh", "081200004444"),
    ("Silakan menghubungi saya, Rina Contoh, HP 0812 0000 5555", "Rina Contoh", "081200005555"),
    ("CP saya sendiri Andik Contoh 0813 0000 6666", "Andik Contoh", "081300006666"),
    ("Narahubung: dr. Dwi Contoh (0899-0000-7777)", "Dwi Contoh", "089900007777"),
    ("Narahubung: Eko Contoh, S.Kom (Instalasi SIMRS) – WA 0821-0000-8888", "Eko Contoh", "082100008888"),
    ("PIC: Sdr. Agus Contoh, S.T. - +62 812-0000-9999", "Agus Contoh", "+6281200009999"),
    ("nama kontak Fitri Contoh no 0838 0000 1212", "Fitri Contoh", "083800001212"),
    (
        "Adapun narahubung kami adalah Sdr. Iqbal Contoh (operator) dengan nomor HP 0857 0000 1313",
        "Iqbal Contoh",
        "085700001313",
    ),
    ("yang bisa dihubungi saya Rudi Contoh 0819 0000 1414", "Rudi Contoh", "081900001414"),
    ("saged ngubungi kulo piyambak, Tri Contoh, WA 0878 0000 1515", "Tri Contoh", "087800001515"),
    ("Kontak kami: Suyatmi (Sekretaris Kecamatan), 0815 0000 1616.", "Suyatmi", "081500001616"),
    ("CP: Subbag Umum", None, None),
    ("Mohon titip server.\n\nSubbagian Umum dan Kepegawaian\nDinas Sosial", None, None),
    (
        "Terima kasih.\n\nBagus Contoh, S.T.\nAdministrator Database\nDinas Sosial\nHP/WA 0817.0000.1717",
        "Bagus Contoh",
        "081700001717",
    ),
    ("Terima kasih.\n\nBagus Contoh\nDinas Sosial", None, None),
    ("NIP 199304122019031907", None, None),
    ("Cp: mas Yanto Contoh wa 085600001818", "Yanto Contoh", "085600001818"),
    ("untuk teknis dapat menghubungi Sdri. Galuh Contoh, 0856-0000-1919", "Galuh Contoh", "085600001919"),
]
CONTACTS_HELD = [
    ("Kontak person : Ibu Dra. Hj. Nur Contoh, M.Si / 0812 0000 2020", "Nur Contoh", "081200002020"),
    ("CP Ahmad Zaini Contoh (08120000 2121)", "Ahmad Zaini Contoh", "081200002121"),
    ("Penanggung jawab: Wahyu Contoh, telp. (0355) 000123", "Wahyu Contoh", "0355000123"),
    ("hub. Mbak Lina Contoh 0877-0000-2222", "Lina Contoh", "087700002222"),
    ("Nama: Bayu Contoh\nJabatan: Pranata Komputer\nNo. WA: 081200002323", "Bayu Contoh", "081200002323"),
    ("Contact person an. Hadi Contoh nomor 0812.0000.2424", "Hadi Contoh", "081200002424"),
    (
        "Apabila ada kekurangan dapat menghubungi Pak Heri Contoh di 0812 0000 2525",
        "Heri Contoh",
        "081200002525",
    ),
    ("kontak: admin dinas 0812 0000 2626", None, "081200002626"),
]


@pytest.mark.parametrize(("text", "name", "phone"), CONTACTS)
def test_contact(text: str, name: str | None, phone: str | None) -> None:
    fields = say("permohonan", "pemohon", text).fields
    assert (fields.get("kontak"), fields.get("telepon")) == (name, phone)


@pytest.mark.parametrize(("text", "name", "phone"), CONTACTS_HELD)
def test_contact_held_back(text: str, name: str | None, phone: str | None) -> None:
    fields = say("permohonan", "pemohon", text).fields
    assert (fields.get("kontak"), fields.get("telepon")) == (name, phone)


def test_contact_in_a_signature_needs_a_phone() -> None:
    with_phone = ask("Kami mau titip server.", signature="Sari Contoh\nStaf\nHP 0812 0000 2727")
    assert with_phone.fields["kontak"] == "Sari Contoh"
    assert "kontak" not in ask("Kami mau titip server.", signature="Sari Contoh\nStaf").fields


ADDRESSES = [
    ("Terhubung, IP: 10.10.5.21/24", ["10.10.5.21/24"]),
    ("Terhubung\nIP : 10.10.5.21/24\nGateway : 10.10.5.1\nDNS : 10.10.1.2", ["10.10.5.21/24"]),
    ("terhubung ip 10.10.5.21 gw 10.10.5.1 dns 8.8.8.8, 8.8.4.4", ["10.10.5.21"]),
    (
        "Terhubung. Web: http://203.0.113.45:8080\nIPv6: 2001:db8:40::15/64",
        ["203.0.113.45:8080", "2001:db8:40::15/64"],
    ),
    ("terhubung di https://203.0.113.9/login", ["203.0.113.9"]),
    ("terhubung 10.10.5.21 netmask 255.255.255.0", ["10.10.5.21/24"]),
    ("IP bukan 10.10.5.21 lagi, jadi 10.10.7.25/24, sudah terhubung", ["10.10.7.25/24"]),
    ("terhubung, IP diganti dari 10.10.5.21 ke 10.10.7.25", ["10.10.7.25"]),
    ("sudah terhubung. IP lama 10.10.5.21, sekarang 10.10.7.25/24", ["10.10.7.25/24"]),
    (
        "terhubung: 10.10.5.40/24, 10.10.5.41/24 dan 10.10.5.42/24",
        ["10.10.5.40/24", "10.10.5.41/24", "10.10.5.42/24"],
    ),
    ("terhubung, IP server (10.10.5.50)", ["10.10.5.50"]),
    ("sudah terhubung jam 10.15 di port 14, versi 1.2", []),
    ("terhubung [2001:db8::5]:8443", ["[2001:db8::5]:8443"]),
    ("terhubung ip 999.10.5.1", []),
    ("Terhubung. IP Publik = 203.0.113.7 ; IP Lokal = 10.0.0.7", ["203.0.113.7", "10.0.0.7"]),
    ("terhubung. Subnet mask 255.255.255.0 gateway 10.10.5.1 IP 10.10.5.60", ["10.10.5.60"]),
    ("switch lantai 2, alamatnya 10.40.2.18/24", ["10.40.2.18/24"]),
    ("switch 10.40.2.1, ipnya 10.40.2.18", ["10.40.2.18"]),
]
ADDRESSES_HELD = [
    ("sdh konek, ipnya 10.20.30.40/26 gateway-nya 10.20.30.1", ["10.20.30.40/26"]),
    ("terhubung IP 10.20.30.41 /24", ["10.20.30.41/24"]),
    ("terhubung, semula 10.1.1.1 menjadi 10.1.1.2", ["10.1.1.2"]),
    ("alamat: 10.1.1.9, default gateway: 10.1.1.254, sudah terhubung", ["10.1.1.9"]),
    ("terhubung; ssh 10.1.1.10:2222", ["10.1.1.10:2222"]),
    ("idrac 10.9.9.9, ip server 10.1.1.11, terhubung", ["10.1.1.11"]),
    ("Terhubung http://[2001:db8::1]/", ["2001:db8::1"]),
    ("terhubung IP 10.1.1.5, bisa diping dari 10.1.1.99", ["10.1.1.5"]),
    ("terhubung IP 10.1.1.7, diganti dr 10.1.1.5", ["10.1.1.7"]),
    ("terhubung dari luar 203.0.113.5, dari dalam 10.1.1.5", ["203.0.113.5", "10.1.1.5"]),
    ("terhubung dari 10.1.1.4 ke 10.1.1.9", ["10.1.1.9"]),
    ("terhubung ip 10.1.1.5 pengganti 10.1.1.4", ["10.1.1.5"]),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES)
def test_addresses(text: str, expected: list[str]) -> None:
    assert say("konfigurasi", "teknisi", text).fields.get("ip", []) == expected


@pytest.mark.parametrize(("text", "expected"), ADDRESSES_HELD)
def test_addresses_held_back(text: str, expected: list[str]) -> None:
    assert say("konfigurasi", "teknisi", text).fields.get("ip", []) == expected


def test_gateway() -> None:
    assert (
        say("konfigurasi", "teknisi", "terhubung ip 10.10.5.21 gw 10.10.5.1").fields["gateway"] == "10.10.5.1"
    )


PLACES = [
    ("Tersedia di rak A U10-U12", "A", "10-12"),
    ("tersedia, rak b unit 4", "B", "4"),
    ("Tersedia. Rack 2 unit 14", "2", "14"),
    ("tersedia\nRak / Unit : A / U10-U11", "A", "10-11"),
    ("tersedia\nRak : C\nUnit : 20-21", "C", "20-21"),
    ("masih tersedia, rak B masih longgar 4U", "B", None),
    ("Rak A dan B sudah penuh, tetapi di rak C masih bisa di U20-U21", "C", "20-21"),
    ("tersedia rak D U21 sampai U22", "D", "21-22"),
    ("tersedia rak D unit 5 s.d. 6", "D", "5-6"),
    ("tersedia di rak yang dekat pintu", None, None),
    ("tersedia untuk 2 unit server", None, None),
    ("tersedia, unit 7 rak C", "C", "7"),
    ("tersedia rak nomor 3, U7 dan U8", "3", "7-8"),
    ("tersedia Rak A1 U5", "A1", "5"),
    ("tersedia di rak A, U3-U4", "A", "3-4"),
]
PLACES_HELD = [
    ("rak A penuh, rak B tersedia U9", "B", "9"),
    ("Tersedia Rak: D, Unit: U1", "D", "1"),
    ("tersedia 4U di rak E unit 12-15", "E", "12-15"),
    ("tersedia, rak C slot U30/U31", "C", "30-31"),
    ("tersedia rak-B unit 3", "B", "3"),
    ("tersedia di RAK F u 8 - u 9", "F", "8-9"),
    ("Tersedia rak B U12 (bukan U10)", "B", "12"),
    ("Tersedia rak B U12, jangan U10", "B", "12"),
    ("Tersedia rak B, bukan U10 tapi U12", "B", "12"),
    ("tersedia di rak A, U3-U4", "A", "3-4"),
]


@pytest.mark.parametrize(("text", "rack", "unit"), PLACES)
def test_place(text: str, rack: str | None, unit: str | None) -> None:
    fields = say("tempat", "kasi", text).fields
    assert (fields.get("rak"), fields.get("unit")) == (rack, unit)


@pytest.mark.parametrize(("text", "rack", "unit"), PLACES_HELD)
def test_place_held_back(text: str, rack: str | None, unit: str | None) -> None:
    fields = say("tempat", "kasi", text).fields
    assert (fields.get("rak"), fields.get("unit")) == (rack, unit)


def test_moved_place_is_the_new_one() -> None:
    fields = say("aktif", "teknisi", "koreksi: pindah dari rak A unit 5 ke rak B unit 8").fields
    assert (fields["rak"], fields["unit"]) == ("B", "8")


LABELLED = """DITERIMA

Merek/Tipe : HPE ProLiant DL380 Gen10
Nomor seri : ABC28450KQ
Prosesor : Intel Xeon Silver 4208
Memori : 64 GB DDR4
Penyimpanan : 4 x 1,2 TB SAS
Ukuran : 2U
Daya : 2 x 500 W
Kondisi : baik, rel kiri bengkok
Rak / Unit : A / U10-U11
Yang menyerahkan : Budi Contoh (operator)
Yang menerima : Sari Contoh, NIP 199304122019031907"""


def test_labelled_server() -> None:
    fields = say("penyerahan", "teknisi", LABELLED).fields
    assert fields["server"] == [
        {
            "merek": "HPE ProLiant DL380 Gen10",
            "nomor_seri": "ABC28450KQ",
            "prosesor": "Intel Xeon Silver 4208",
            "memori": "64 GB DDR4",
            "penyimpanan": "4 x 1,2 TB SAS",
            "ukuran": "2U",
            "daya": "2 x 500 W",
            "kondisi": "baik, rel kiri bengkok",
        }
    ]
    assert fields["nomor_seri"] == ["ABC28450KQ"]
    assert (fields["diserahkan_oleh"], fields["diterima_oleh"]) == ("Budi Contoh (operator)", "Sari Contoh")
    assert (fields["rak"], fields["unit"]) == ("A", "10-11")


SERVERS = [
    ("diterima Dell PowerEdge R740 SN 5GQX1T2, Xeon Silver 4210, RAM 64GB", ["Dell PowerEdge R740"], ["5GQX1T2"]),
    ("diterima server HP ProLiant ML110 Gen9 (S/N SGH512VA1L)", ["HP ProLiant ML110 Gen9"], ["SGH512VA1L"]),
    ("diterima:\n- Lenovo ThinkSystem ST50, S/N J30AB71C, tower\n- RAM 16 GB", ["Lenovo ThinkSystem ST50"], ["J30AB71C"]),
    ("diterima 2 server:\n1. Dell R640 SN 3HYLQ53\n2. Dell R640 SN 3HYLR53", ["Dell R640"], ["3HYLQ53", "3HYLR53"]),
    ("diterima IBM System x3650 M4 nomor seri KQ12345", ["IBM System x3650 M4"], ["KQ12345"]),
    ("diterima\nNo\tMerek/Tipe\tNomor Seri\n1\tDell R340\tAB12CD3\n2\tHPE DL360\tEF45GH6", ["Dell R340", "HPE DL360"], ["AB12CD3", "EF45GH6"]),
    ("diterima\nUraian\tServer 1\tServer 2\nMerek\tDell R640\tDell R650\nNomor seri\tAA11BB2\tCC33DD4", ["Dell R640", "Dell R650"], ["AA11BB2", "CC33DD4"]),
    ("diterima\nServer : Dell PowerEdge T340, SN 8FKJ2Z2\nKondisi : baik", ["Dell PowerEdge T340"], ["8FKJ2Z2"]),
    ("diterima, serial number: X1Y2Z3W", [], ["X1Y2Z3W"]),
    ("server sudah diterima, kondisi baik", [], []),
    ("diterima PowerEdge R730 service tag 7ABC123", ["PowerEdge R730"], ["7ABC123"]),
]  # fmt: skip
SERVERS_HELD = [
    ("Merk/Type: Fujitsu PRIMERGY TX1330 M3\nS/N: YLVK004182\nditerima", ["Fujitsu PRIMERGY TX1330 M3"], ["YLVK004182"]),
    ("diterima Supermicro SYS-5019S no seri S1234567 dan Dell R240 sn 9XYZ123", ["Supermicro SYS-5019S", "Dell R240"], ["S1234567", "9XYZ123"]),
    ("diterima. Model = HPE DL20 Gen10; Serial Number = CZJ1234567; RAM = 16 GB", ["HPE DL20 Gen10"], ["CZJ1234567"]),
    ("telah diterima 1 unit server merk Lenovo SR530 SN J303KX9W kondisi bekas", ["Lenovo SR530"], ["J303KX9W"]),
    ("diterima\nmerek\tASUS RS300\nnomor seri\tM1S2N3456\nmemori\t32 GB", ["ASUS RS300"], ["M1S2N3456"]),
    ("diterima dua server Dell R650, SN AAA1111 dan BBB2222", ["Dell R650"], ["AAA1111", "BBB2222"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "makes", "serials"), SERVERS)
def test_servers(text: str, makes: list[str], serials: list[str]) -> None:
    fields = say("penyerahan", "teknisi", text).fields
    assert (fields.get("merek", []), fields.get("nomor_seri", [])) == (makes, serials)


@pytest.mark.parametrize(("text", "makes", "serials"), SERVERS_HELD)
def test_servers_held_back(text: str, makes: list[str], serials: list[str]) -> None:
    fields = say("penyerahan", "teknisi", text).fields
    assert (fields.get("merek", []), fields.get("nomor_seri", [])) == (makes, serials)


def test_free_text_details() -> None:
    text = (
        "diterima Dell R740 SN 5GQX1T2, Xeon Silver 4210, RAM 64GB, SSD 2x480GB, 2U, PSU 2x750W, kondisi baik"
    )
    server = say("penyerahan", "teknisi", text).fields["server"][0]
    assert server == {
        "merek": "Dell R740",
        "nomor_seri": "5GQX1T2",
        "prosesor": "Xeon Silver 4210",
        "memori": "RAM 64GB",
        "penyimpanan": "SSD 2x480GB",
        "kondisi": "kondisi baik",
        "ukuran": "2U",
        "daya": "2x750W",
    }


PARTIES = [
    (
        "diterima. Yg nyerahkan Pak Budi Contoh dr Kec. Tugu, yg nerima saya (Sari Contoh)",
        "Budi Contoh",
        "Sari Contoh",
    ),
    ("Diserahkan Pak Budi Contoh, diterima oleh Sari Contoh.", "Budi Contoh", "Sari Contoh"),
    (
        "Diterima.\nDiserahkan oleh : Budi Contoh, S.Kom\nDiterima oleh : Sari Contoh (teknisi)",
        "Budi Contoh",
        "Sari Contoh (teknisi)",
    ),
    (
        "server kami terima, penyerah: Ibu Rina Contoh, penerima: Mas Joko Contoh",
        "Rina Contoh",
        "Joko Contoh",
    ),
    ("sudah kami terima, dibawa oleh Pak Agus Contoh", "Agus Contoh", None),
    ("server sudah diterima lengkap", None, None),
    ("Pihak pertama: Budi Contoh\nPihak kedua: Sari Contoh\nDiterima", "Budi Contoh", "Sari Contoh"),
    ("server diterima, yang menerima saya", None, "Dimas Contoh"),
    ("diterima, Dell R740 SN ABC12345, rak B U5", None, None),
    ("Sudah diterima HP ProLiant DL20", None, None),
    (
        "diterima, yang nganter Pak Budi Contoh, yang nerima saya sendiri Sari Contoh",
        "Budi Contoh",
        "Sari Contoh",
    ),
]


@pytest.mark.parametrize(("text", "giver", "taker"), PARTIES)
def test_parties(text: str, giver: str | None, taker: str | None) -> None:
    fields = say("penyerahan", "teknisi", text, sender="Dimas Contoh").fields
    assert (fields.get("diserahkan_oleh"), fields.get("diterima_oleh")) == (giver, taker)


BESIDE = [
    ("uji-akses", "pemohon", "keluhan", "BELUM BISA\n\nDinsos PPPA", None),
    ("uji-akses", "pemohon", "keluhan", "Server Dishub belum bisa diakses, mohon dicek", None),
    (
        "uji-akses",
        "pemohon",
        "keluhan",
        "belum bisa pak, muter terus\nlalu keluar tulisan error 502",
        "error 502",
    ),
    ("uji-akses", "pemohon", "keluhan", "Dinkes BELUM BISA, request timed out", "request timed out"),
    ("uji-akses", "pemohon", "keluhan", "Dinkes: belum terhubung, RTO", "RTO"),
    ("uji-akses", "pemohon", "keluhan", "Dinkes masih gagal pak", None),
    ("uji-akses", "pemohon", "keluhan", "Belum bisa.\nKeluhan: halaman putih saja", "halaman putih saja"),
    ("disposisi-kadis", "kadis", "alasan", "Tolak", None),
    ("disposisi-kadis", "kadis", "alasan", "Tolak pak, mohon maaf", None),
    ("disposisi-kadis", "kadis", "alasan", "Tolak, suratnya belum ditandatangani", "belum ditandatangani"),
    ("disposisi-kadis", "kadis", "alasan", "Ditolak. Alasan: daya tidak cukup", "daya tidak cukup"),
    ("disposisi-kadis", "kadis", "catatan", "Acc, lanjut", None),
    (
        "disposisi-kadis",
        "kadis",
        "catatan",
        "ok disposisi kabid. pastikan datanya sdh di backup",
        "pastikan datanya sdh di backup",
    ),
    ("disposisi-kadis", "kadis", "catatan", "Disposisi, utamakan server DPMD", "utamakan"),
    ("disposisi-kabid", "kabid", "catatan", "Teruskan", None),
    ("aktif", "pemohon", "keluhan", "Dinkes: server mati sejak pagi, RTO", "sejak pagi"),
]


@pytest.mark.parametrize(("step", "role", "field", "text", "expected"), BESIDE)
def test_beside_the_decision(step: str, role: str, field: str, text: str, expected: str | None) -> None:
    found: Any = say(step, role, text).fields.get(field)
    assert found is None if expected is None else expected in str(found)


def file(
    name: str, kind: str = "application/octet-stream", size: int = 9000, inline: bool = False
) -> Attachment:
    return Attachment(name, kind, b"x" * size, inline)


@pytest.mark.parametrize(
    ("attachment", "counts"),
    [
        (file("surat.pdf", "application/pdf"), True),
        (file("SURAT.PDF"), True),
        (file("surat.docx"), True),
        (file("IMG_0001.jpeg", "image/jpeg", inline=True), True),
        (file("", "application/pdf"), True),
        (file("image001.png", "image/png", 400, True), False),
        (file("logo.png", "image/png", 9000, True), False),
        (file("undangan.ics", "text/calendar"), False),
        (file("virus.exe"), False),
    ],
)
def test_letter_attachment(attachment: Attachment, counts: bool) -> None:
    fields = ask("Kami dari Dinas Sosial mau titip server.", files=(attachment,)).fields
    assert ("surat" in fields) is counts


def test_letter_in_the_body() -> None:
    text = (
        "DINAS SOSIAL\n\nNomor : 005/12/2026\nPerihal : Permohonan penitipan server\n\n"
        "Kepada\nYth. Kepala Dinas Kominfo\n\nKami mohon dapat menitipkan server."
    )
    letter = ask(text).fields["surat"]
    assert (letter["berkas"], letter["nomor"]) == ("", "005/12/2026")
    assert letter["isi"].startswith("DINAS SOSIAL")
    assert "surat" not in ask("Kami mau titip server, suratnya akan kami susulkan.").fields


def test_only_fields_of_the_outcome() -> None:
    assert set(say("tempat", "kasi", "Penuh, coba besok jam 9 di rak A").fields) <= {"opd"}
    assert say("tempat", "kadis", "Tersedia besok jam 9").fields == {}


@pytest.mark.parametrize(
    ("step", "role", "asked", "text", "fields"),
    [
        ("disposisi-kadis", "kadis", ("alasan",), "karena suratnya belum ditandatangani", {"alasan": "karena suratnya belum ditandatangani"}),
        ("disposisi-kadis", "kadis", ("alasan",), "alasan apa ya maksudnya?", {}),
        ("disposisi-kadis", "kadis", ("alasan",), "status", {}),
        ("disposisi-kadis", "kadis", (), "karena suratnya belum ditandatangani", {}),
        ("tempat", "kasi", ("rak", "unit"), "Kalau begitu rak A U12-U13", {"rak": "A", "unit": "12-13"}),
        ("tempat", "kasi", (), "Kalau begitu rak A U12-U13", {}),
    ],
)  # fmt: skip
def test_what_was_asked_for_needs_no_decision_word(
    step: str, role: str, asked: tuple[str, ...], text: str, fields: dict[str, str]
) -> None:
    place = Place("penitipan", step, role, awaiting=asked)
    message = Message("", "", "", Address("a@b.example"), "", datetime(2026, 11, 17, 9, tzinfo=UTC))
    reading = read_message(message, Visible(text), None, place, shipped_rules())

    assert {name: value for name, value in reading.fields.items() if name != "opd"} == fields


POSITIONS = [
    ("Budi Contoh", "Budi Contoh"),
    ("Budi Contoh, Kepala Seksi Data", "Budi Contoh (Kepala Seksi Data)"),
    ("Budi Contoh (Kasubag Umum)", "Budi Contoh (Kasubag Umum)"),
    (
        "Pak Budi Contoh, S.Kom., NIP 19800101 200501 1 001, Pranata Komputer",
        "Budi Contoh (Pranata Komputer)",
    ),
    ("Budi Contoh selaku Plt. Kepala Bidang", "Budi Contoh (Plt. Kepala Bidang)"),
    ("Budi Contoh, Dinas Kesehatan", "Budi Contoh"),
    ("Budi Contoh (0812-0000-1111)", "Budi Contoh"),
]


@pytest.mark.parametrize(("written", "kept"), POSITIONS)
def test_a_party_keeps_its_position(written: str, kept: str) -> None:
    fields = say(
        "penyerahan", "teknisi", f"DITERIMA\nYang menyerahkan: {written}\nYang menerima: Dewi Contoh"
    ).fields
    assert (fields["diserahkan_oleh"], fields["diterima_oleh"]) == (kept, "Dewi Contoh")
