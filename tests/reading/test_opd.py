"""Which agency a message is from, by its official name; the second table was held back."""

from __future__ import annotations

import pytest

from tests.reading.saying import ask, say

KES = "Dinas Kesehatan, Pengendalian Penduduk dan Keluarga Berencana"
DIK = "Dinas Pendidikan, Pemuda dan Olahraga"
SOS = "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"
BAP = "Badan Perencanaan Pembangunan, Penelitian dan Pengembangan Daerah"
SATPOL = "Satuan Polisi Pamong Praja dan Kebakaran"
CAPIL = "Dinas Kependudukan dan Pencatatan Sipil"
SATU_PINTU = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"
KOP = "Dinas Koperasi dan Usaha Mikro dan Perdagangan"

SEEN = [
    ("OPD: Dinkes", KES),
    ("Nama OPD : Dinas Kesehatan", KES),
    ("kami dari Dinas Kesehatan mau titip server", KES),
    ("Kami Dinas Perhubungan mengajukan penitipan server", "Dinas Perhubungan"),
    ("server dishub sudah bisa", "Dinas Perhubungan"),
    ("Dinas Perternakan mau titip server", "Dinas Peternakan"),
    ("Dinas Pertenian dan Pangan", "Dinas Pertanian dan Pangan"),
    ("kami dari Kec. Panggul", "Kecamatan Panggul"),
    ("kec tugu sudah bisa diakses", "Kecamatan Tugu"),
    ("Kecamatan Watulimmo melaporkan server lancar", "Kecamatan Watulimo"),
    ("Camat Pule mengajukan permohonan penitipan server", "Kecamatan Pule"),
    ("Inspektorat Kabupaten Trenggalek bermaksud menitipkan server", "Inspektorat"),
    ("Satpol PP dan Damkar titip server", SATPOL),
    ("satpolpp", None),
    ("Dinas Pendidikan Pemuda dan Olahraga", DIK),
    ("DINAS PENDIDIKAN, PEMUDA DAN OLAHRAGA", DIK),
    ("Disdikpora ingin menitipkan server", DIK),
    ("Bappeda sudah bisa akses", BAP),
    ("BKD: belum bisa", "Badan Kepegawaian Daerah"),
    ("DPMPTSP belum bisa akses", SATU_PINTU),
    ("Dinas PMPTSP belum bisa akses", SATU_PINTU),
    ("RSUD dr. Soedomo sudah bisa", "RSUD dr. Soedomo"),
    ("rsud soedomo sudah bisa", "RSUD dr. Soedomo"),
    (
        "Yth. Kepala Dinas Komunikasi dan Informatika\nKami dari Dinas Perikanan mohon titip server",
        "Dinas Perikanan",
    ),
    ("mohon titip server di Kominfo", None),
    ("mau titip server di Dinas Kominfo", None),
    ("Kami dari Puskesmas Munjungan mau titip server", None),
    ("Puskesmas Munjungan Kecamatan Munjungan titip server", None),
    ("Desa Tasikmadu Kecamatan Watulimo mau titip server", None),
    (
        "Sesuai rapat dengan Bappedalitbang, kami dari BPBD mau titip server",
        "Badan Penanggulangan Bencana Daerah",
    ),
    (
        "Kami Kecamatan Pule mengajukan penitipan server.\n\nTembusan:\n1. Kepala Bappedalitbang\n2. Inspektorat",
        "Kecamatan Pule",
    ),
    (
        "PEMERINTAH KABUPATEN TRENGGALEK\nDINAS PERIKANAN\n\nNomor : 1/2\nHal : Penitipan server",
        "Dinas Perikanan",
    ),
    (
        "Mohon titip server.\n\nSiti Contoh\nSubbag Umum\nDinas Pariwisata dan Kebudayaan",
        "Dinas Pariwisata dan Kebudayaan",
    ),
    ("mau titip server kantor kami", None),
    ("OPD: Dinas Komunikasi dan Informatika", "Dinas Komunikasi dan Informatika"),
    ("kami dari Disperinaker (Dinas Perindustrian dan Tenaga Kerja)", "Dinas Perindustrian dan Tenaga Kerja"),
    ("Dinas Koperasi dan Usaha Mikro\ndan Perdagangan", KOP),
    ("Unit Kerja: Setwan", "Sekretariat DPRD"),
    ("atas nama Dinas Sosial", SOS),
    ("Bagian Organisasi Setda titip server", "Sekretariat Daerah"),
    ("server Dinas Pertanian & Pangan sudah bisa", "Dinas Pertanian dan Pangan"),
    ("kulo saking Kecamatan Dongko badhe nitip server", "Kecamatan Dongko"),
]
HELD_BACK = [
    ("Dispendukcapil lapor server sudah bisa", CAPIL),
    ("dinas dukcapil trenggalek: sudah bisa", CAPIL),
    ("Instansi : BPBD Kab. Trenggalek", "Badan Penanggulangan Bencana Daerah"),
    ("dari Kecamatan Gandusri", "Kecamatan Gandusari"),
    ("Dinas Periknan sudah bisa akses", "Dinas Perikanan"),
    ("SMPN 1 Kampak Kecamatan Kampak mau titip server", None),
    ("Kepada Yth. Kepala Dinas Kominfo Kab. Trenggalek\ndi Trenggalek\n\nmohon titip server", None),
    ("kami dari Bakeuda, server SIPD", "Badan Keuangan Daerah"),
    ("Bapak/Ibu, kami dari Badan Kesatuan Bangsa dan Politik", "Badan Kesatuan Bangsa dan Politik"),
    ("Assalamualaikum, Kesbangpol sudah bisa login", "Badan Kesatuan Bangsa dan Politik"),
    ("Perkenalkan saya Budi dari Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    ("Server Disparbud lancar", "Dinas Pariwisata dan Kebudayaan"),
    ("Kecamatan Karangan\nBELUM BISA", "Kecamatan Karangan"),
    ("Sudah dikoordinasikan dengan Inspektorat, Dinas Sosial mau titip server", SOS),
    ("kami dari dinas pemberdayaan masyarakat & desa", "Dinas Pemberdayaan Masyarakat dan Desa"),
    ("Kami dari UPT Puskesmas Pogalan", None),
    ("Kel. Surodakan Kec. Trenggalek mau titip server", None),
    ("belum bisa pak, dari dinas perumahan kawasan permukiman dan lingkungan hidup",
     "Dinas Perumahan, Kawasan Permukiman dan Lingkungan Hidup"),
    ("tolong cc ke Bappeda juga", None),
    ("Server ini dipakai bersama Dinas Sosial. Kami dari Dinkes.", KES),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEEN)
def test_opd(text: str, expected: str | None) -> None:
    assert say("uji-akses", "pemohon", text).fields.get("opd") == expected


@pytest.mark.parametrize(("text", "expected"), HELD_BACK)
def test_opd_held_back(text: str, expected: str | None) -> None:
    assert say("uji-akses", "pemohon", text).fields.get("opd") == expected


def test_opd_of_subject_signature_and_forwarded_part() -> None:
    assert (
        ask("Mohon titip server.", "Permohonan penitipan server Dishub").fields["opd"] == "Dinas Perhubungan"
    )
    assert ask("Mohon titip server.", signature="Budi\nDinas Sosial").fields["opd"] == SOS
    assert ask("Mohon titip server.", forwarded="surat dari Dinas Kesehatan").fields["opd"] == KES


def test_body_beats_subject() -> None:
    assert ask("Kami dari Dinas Sosial mohon titip server", "Fwd: server Dishub").fields["opd"] == SOS


def test_two_agencies_are_candidates() -> None:
    fields = say("uji-akses", "pemohon", "OPD: Dinas Sosial\nOPD: Dinas Perhubungan\nSudah bisa").fields
    assert "opd" not in fields
    assert fields["opd_calon"] == [SOS, "Dinas Perhubungan"]


PERUMDA = "Perumda Air Minum mohon titip server. PIC: Budi Contoh 0812-0000-1111. "


@pytest.mark.parametrize(
    ("text", "official"),
    [
        (PERUMDA + "Tembusan surat: Inspektorat, Bappeda.", None),
        (PERUMDA + "Tembusan: Inspektorat; Bappeda; BKD", None),
        (PERUMDA + "Surat ini kami tembuskan kepada Bappeda dan Inspektorat.", None),
        (PERUMDA + "Surat ini ditembuskan ke Dinas Sosial, Dishub serta Inspektorat sebagai laporan", None),
        (PERUMDA + "(cc Bappeda, Inspektorat)", None),
        (PERUMDA + "dengan tembusan kepada Kepala BKD, Kepala Dinas Sosial dan Inspektur", None),
        (PERUMDA + "Tembusannya sudah kami kirim juga ke Bappeda, BPBD.", None),
        ("Kami mau titip server.\n\ncc:\nBappeda\nInspektorat", None),
        ("Kami mau titip server. Sudah koordinasi dengan Bappeda, Inspektorat dan BKD.", None),
        ("Dinas Sosial mau titip server, tembusan Bappeda, Inspektorat", SOS),
        ("Mau titip server. Tembusan Bappeda karena kami, Dinas Sosial, satu gedung", SOS),
        ("Mohon titip server. OPD: Dinas Sosial. Tembusan: Bappeda, BKD", SOS),
        ("Yth. Kepala Dinas Kominfo, Dinas Perikanan mau titip server", "Dinas Perikanan"),
        ("Kepada Bappeda, Dinas Sosial mohon titip server", SOS),
        ("Bersama Inspektorat, kami dari Bappeda mau titip server", BAP),
    ],
)
def test_an_agency_that_gets_a_copy_is_not_the_one_that_asks(text: str, official: str | None) -> None:
    assert ask(text).fields.get("opd") == official
