"""What must not be asked back or lost: parties, places, addresses, completions, courtesies; and what is nobody's fact."""

from __future__ import annotations

import pytest

from tests.reading.saying import ask, say
from tests.reading.test_fields import file

PARTIES = [
    (
        "DITERIMA\nMerek/Tipe: Dell R740\nNomor seri: 5GQX1T2\nDiserahkan oleh: Budi Contoh",
        "Budi Contoh",
        None,
    ),
    ("Sudah diterima oleh Dewi Contoh. Merek/Tipe: Dell R740", None, "Dewi Contoh"),
    ("Sudah diterima oleh Dewi. Merek/Tipe: Dell R740", None, "Dewi"),
    ("Sudah diterima. Merk: HPE DL360, SN AB12CD3", None, None),
    ("Diterima\nKondisi: baik\nRak: A", None, None),
    ("Telah diterima dari Pak Budi Contoh. Kondisi baik", "Budi Contoh", None),
    ("Diterima. yg menerima sy sendiri Dewi Contoh", None, "Dewi Contoh"),
    ("diterima, yang nerima saya sendiri", None, "Sari Contoh"),
    ("diterima. yang menerima kulo piyambak, Dewi Contoh", None, "Dewi Contoh"),
    ("Diterima\nYang menyerahkan:\nBudi Contoh\nYang menerima:\nDewi Contoh", "Budi Contoh", "Dewi Contoh"),
    ("Server diterima oleh Dewi Contoh, diserahkan oleh Moh. Budi Contoh.", "Moh Budi Contoh", "Dewi Contoh"),
    ("Diterima oleh Hari Contoh Serial Number: X1Y2Z3W", None, "Hari Contoh"),
    ("DITERIMA\nDell R740\nDiserahkan Budi Contoh", "Budi Contoh", None),
    ("diterima\nyang menyerahkan : budi contoh\nyang menerima : dewi contoh", "Budi Contoh", "Dewi Contoh"),
    ("diterima\nyang menyerahkan : yang bersangkutan\nyang menerima : ybs", None, None),
    ("sudah diterima, diserahkan pak budi contoh", "Budi Contoh", None),
    ("Sudah diterima oleh teknisi kami Dewi Contoh", None, "Dewi Contoh"),
]


@pytest.mark.parametrize(("text", "giver", "taker"), PARTIES)
def test_a_party_is_a_person(text: str, giver: str | None, taker: str | None) -> None:
    found = say("penyerahan", "teknisi", text, sender="Sari Contoh").fields
    assert (found.get("diserahkan_oleh"), found.get("diterima_oleh")) == (giver, taker)


def test_a_party_that_was_asked_for() -> None:
    found = say(
        "penyerahan", "teknisi", "yg menerima sy sendiri Dewi Contoh", awaiting=("diterima_oleh",)
    ).fields
    assert found["diterima_oleh"] == "Dewi Contoh"


@pytest.mark.parametrize(
    ("text", "awaiting"),
    [
        ("cp sy sendiri, Budi 0812 0000 1111", ("kontak",)),
        ("CP nya saya, Budi Contoh 081200001111", ("kontak",)),
        ("Budi Contoh, 0812-0000-1111", ("kontak",)),
        ("Pak Budi Contoh 081200001111 pak", ("kontak",)),
        ("Dinas Sosial", ("opd",)),
        ("dinas sosial pak, maaf kemarin belum saya tulis", ("opd",)),
        ("kami dari Dishub. cp: Budi Contoh (0812 0000 1111)", ("opd", "kontak")),
    ],
)
def test_what_was_asked_for_completes_a_request(text: str, awaiting: tuple[str, ...]) -> None:
    reading = say("permohonan", "pemohon", text, awaiting=awaiting)
    assert reading.outcome == "diajukan"
    assert all(reading.fields.get(name) for name in awaiting)


@pytest.mark.parametrize(
    "text", ["Suratnya yang bagaimana ya?", "besok kami lengkapi", "siap kami lengkapi dulu"]
)
def test_nothing_given_completes_nothing(text: str) -> None:
    reading = say("permohonan", "pemohon", text, awaiting=("kontak",))
    assert not reading.fields


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("cp: budi contoh, 0812-0000-1111", "Budi Contoh", "081200001111"),
        ("kontaknya mas budi hp 0812-0000-1111", "Budi", "081200001111"),
        ("cp budi contoh 0812-0000-1111", "Budi Contoh", "081200001111"),
        ("cp: belum ada", None, None),
        ("cp: nanti menyusul", None, None),
        ("cp: petugas piket 0812-0000-1111", None, "081200001111"),
        ("cp: staf kami, 0812-0000-1111", None, "081200001111"),
        ("hubungi kantor kami di 0812-0000-1111", None, None),
    ],
)
def test_a_name_without_capitals_where_one_is_expected(
    text: str, name: str | None, phone: str | None
) -> None:
    found = say("permohonan", "pemohon", text, awaiting=("kontak",)).fields
    assert (found.get("kontak"), found.get("telepon")) == (name, phone)


def test_a_letter_that_was_asked_for() -> None:
    letter = (file("surat.pdf", "application/pdf"),)
    reading = say(
        "permohonan", "pemohon", "maaf kemarin belum terbawa, ini pak", files=letter, awaiting=("surat",)
    )
    assert (reading.outcome, "surat" in reading.fields) == ("diajukan", True)


POLITE = [
    ("penyerahan", "pemohon", "Baik, terima kasih. Kami akan datang Selasa jam 9."),
    ("penyerahan", "pemohon", "Siap pak, kami hadir tepat waktu"),
    ("penyerahan", "pemohon", "Nggih, matur nuwun"),
    ("aktif", "pemohon", "Terima kasih banyak atas bantuannya"),
    ("aktif", "pemohon", "Matur suwun sanget Pak"),
    ("daftar-tunggu", "pemohon", "Baik kami menunggu"),
    ("daftar-tunggu", "pemohon", "Siap"),
    ("daftar-tunggu", "pemohon", "Baik, tidak apa-apa, kami tunggu kabarnya"),
    ("konfigurasi", "pemohon", "siap"),
    ("konfigurasi", "pemohon", "noted"),
    ("konfigurasi", "pemohon", "Oke pak, ditunggu. Terima kasih"),
    ("tempat", "pemohon", "Terima kasih informasinya, kami tunggu kabar selanjutnya"),
    ("uji-akses", "pemohon", "Baik, segera kami coba. Terima kasih"),
    ("penyerahan", "teknisi", "Siap, besok kami tunggu"),
    ("permohonan", "pemohon", "terima kasih, segera kami lengkapi"),
]
NOT_POLITE = [
    ("penyerahan", "pemohon", "Baik. Kami belum bisa datang"),
    ("penyerahan", "pemohon", "Terima kasih, ruang servernya di lantai berapa?"),
    ("penyerahan", "pemohon", "Siap, boleh datang lebih awal"),
    ("aktif", "pemohon", "Terima kasih. Server kami mati"),
    ("aktif", "pemohon", "Terima kasih, mohon port 8080 dibuka"),
    ("daftar-tunggu", "pemohon", "Kami batalkan saja, terima kasih"),
    ("konfigurasi", "pemohon", "Baik, tapi kenapa lama sekali"),
    ("konfigurasi", "pemohon", ""),
    ("disposisi-kadis", "kadis", "Siap"),
]


@pytest.mark.parametrize(("step", "role", "text"), POLITE)
def test_thanks_and_consent_need_no_question(step: str, role: str, text: str) -> None:
    held = {"waktu": ["2026-11-24T09:00:00+07:00"]} if step == "penyerahan" else {}
    reading = say(step, role, text, facts=held)
    assert (reading.kind, reading.outcome, reading.polite) == ("reply", None, True)


@pytest.mark.parametrize(("step", "role", "text"), NOT_POLITE)
def test_more_than_thanks(step: str, role: str, text: str) -> None:
    assert not say(step, role, text).polite


def test_consent_to_another_time_is_no_mere_courtesy() -> None:
    held = {"waktu": ["2026-11-24T09:00:00+07:00"]}
    assert say("penyerahan", "pemohon", "Baik, kami datang Selasa jam 9", facts=held).polite
    assert not say("penyerahan", "pemohon", "Baik, kami datang Rabu jam 9", facts=held).polite


def test_an_offer_is_accepted_with_a_word_only_when_there_is_one() -> None:
    assert say("daftar-tunggu", "pemohon", "Siap", facts={"tawaran": "2026-11-30"}).outcome == "bersedia"


@pytest.mark.parametrize(
    ("text", "rack", "unit"),
    [
        ("Tersedia besok jam 9, rak C 5-6", "C", "5-6"),
        ("tersedia rak C 5 - 6", "C", "5-6"),
        ("tersedia di rak b 10–12", "B", "10-12"),
        ("tersedia rak 2 14-15", "2", "14-15"),
        ("tersedia rak C 25-11-2026 jam 9", "C", None),
        ("tersedia rak C 5-6 Desember", "C", None),
        ("tersedia rak A jam 9-10", "A", None),
    ],
)
def test_units_right_behind_the_rack(text: str, rack: str, unit: str | None) -> None:
    found = say("tempat", "kasi", text).fields
    assert (found.get("rak"), found.get("unit")) == (rack, unit)


@pytest.mark.parametrize(
    ("text", "addresses", "apart"),
    [
        (
            "Terhubung, IP 10.10.5.21 dan 10.10.5.22, ipmi 10.10.9.9",
            ["10.10.5.21", "10.10.5.22"],
            ["10.10.9.9"],
        ),
        ("terhubung IP 10.10.5.21, ipmi 10.10.9.9, 10.10.9.10", ["10.10.5.21"], ["10.10.9.9", "10.10.9.10"]),
        ("idrac 10.9.9.9, ip server 10.1.1.11, terhubung", ["10.1.1.11"], ["10.9.9.9"]),
        ("terhubung 10.10.5.21 juga 10.10.5.22", ["10.10.5.21", "10.10.5.22"], []),
        (
            "Sudah terhubung di 10.10.5.21, 10.10.5.22 serta 10.10.5.23",
            ["10.10.5.21", "10.10.5.22", "10.10.5.23"],
            [],
        ),
        ("terhubung ip 10.10.5.21 & 10.10.5.22 gw 10.10.5.1 dns 8.8.8.8", ["10.10.5.21", "10.10.5.22"], []),
    ],
)
def test_addresses_in_a_list(text: str, addresses: list[str], apart: list[str]) -> None:
    found = say("konfigurasi", "teknisi", text).fields
    assert (found.get("ip", []), found.get("ip_pengelolaan", [])) == (addresses, apart)


@pytest.mark.parametrize(
    "text",
    [
        "Sudah bisa, tapi mohon port 8080 dibuka. Dishub",
        "Dinas Sosial sudah bisa diakses, mohon dibukakan juga port 443",
        "Sudah bisa diakses. Tolong kami dibuatkan akun VPN",
    ],
)
def test_a_wish_beside_a_success(text: str) -> None:
    reading = say("uji-akses", "pemohon", text)
    assert (reading.outcome, reading.text) == ("bisa-diakses", text)


@pytest.mark.parametrize(("size", "counts"), [(0, False), (199, False), (200, True), (9000, True)])
@pytest.mark.parametrize("name", ["surat.pdf", "surat.jpg"])
def test_an_empty_file_is_no_letter(name: str, size: int, counts: bool) -> None:
    fields = ask("Kami dari Dinas Sosial mau titip server.", files=(file(name, size=size),)).fields
    assert ("surat" in fields) is counts


@pytest.mark.parametrize(
    ("step", "role", "text", "expected"),
    [
        ("disposisi-kadis", "kadis", "LANJUTKAN SESUAI PROSEDUR", None),
        ("disposisi-kadis", "kadis", "Nggih, monggo dilajengaken", None),
        ("disposisi-kadis", "kadis", "Acc, setuju, silakan dilanjutkan dan diproses", None),
        ("disposisi-kadis", "kadis", "Setuju, teruskan ke Kabid untuk ditindaklanjuti sesuai aturan yang berlaku", None),
        ("disposisi-kabid", "kabid", "Teruskan ke Kasi sesuai SOP", None),
        ("disposisi-kadis", "kadis", "Setuju, utamakan keamanan data", "utamakan keamanan data"),
        ("disposisi-kadis", "kadis", "Setuju, mohon dicek kapasitasnya sebelum dipasang", "dicek kapasitasnya"),
        ("disposisi-kadis", "kadis", "Acc. Setelah selesai laporkan ke saya", "laporkan"),
    ],
)  # fmt: skip
def test_the_decision_itself_is_no_note(step: str, role: str, text: str, expected: str | None) -> None:
    found = say(step, role, text).fields.get("catatan")
    assert found is None if expected is None else expected in str(found)


@pytest.mark.parametrize(
    ("step", "role", "text", "expected"),
    [
        ("tempat", "kasi", "Tersedia besok jam 9, rak B sebelah server Dinas Pendidikan", None),
        ("tempat", "kasi", "Sebentar lagi kosong, server DPUPR mau diambil Jumat 27 November jam 09.00", None),
        ("tempat", "kasi", "Penuh, nunggu server Dinas Sosial ditarik", None),
        ("penyerahan", "teknisi", "Diterima, ditaruh di samping server Dishub", None),
        ("uji-akses", "pemohon", "server Dinas Sosial di sebelah kami lancar, kami belum bisa", None),
        ("penyerahan", "teknisi", "Server Dinas Sosial sudah diterima", "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"),
        ("aktif", "pemohon", "server Dishub akan kami ambil", "Dinas Perhubungan"),
        ("uji-akses", "pemohon", "Dishub sudah bisa akses", "Dinas Perhubungan"),
    ],
)  # fmt: skip
def test_an_agency_merely_mentioned(step: str, role: str, text: str, expected: str | None) -> None:
    reading = say(step, role, text)
    assert reading.fields.get("opd") == expected
    assert "opd_calon" not in reading.fields


def test_an_official_names_no_other_agency() -> None:
    own = {"opd": "Dinas Perhubungan"}
    assert "opd" not in say("tempat", "kasi", "Penuh, kemarin dipakai Dinas Sosial", facts=own).fields
    assert say("tempat", "kasi", "Penuh, Dishub menunggu", facts=own).fields["opd"] == "Dinas Perhubungan"
