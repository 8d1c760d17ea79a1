"""Attached letters of many styles: number, date, subject, nature, and whose they seem to be; never the addressee's."""

from __future__ import annotations

from functools import cache

import pytest

from bot.edges.layer_child import read_text
from bot.model import Attachment
from bot.reading.letter_text import LetterReader, LetterText, facts_of
from bot.reading.read import Reader
from tests import letters
from tests.builders import shipped_rules


@cache
def reader() -> LetterReader:
    return Reader.of(shipped_rules()).facts.letters


def read(text: str, state: str = "terbaca") -> LetterText:
    return reader().read(Attachment("surat.pdf", "application/pdf", b"", layer=state, text=text))  # type: ignore[arg-type]


def read_file(content: bytes) -> LetterText:
    state, text = read_text(content, 10, 40_000)
    return read(text, state)


SOCIAL = "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"
HEALTH = "Dinas Kesehatan, Pengendalian Penduduk dan Keluarga Berencana"
ADDRESSEE = "Yth. Kepala Dinas Komunikasi dan Informatika\n     Kabupaten Trenggalek\ndi\n     TRENGGALEK\n"
STYLES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "plain": (
        "PEMERINTAH KABUPATEN TRENGGALEK\nDINAS KESEHATAN\nJalan Contoh 2, Kec. Karangan\n\n"
        "Trenggalek, 3 Desember 2026\nNomor : 440/77/406.010/2026\nSifat : Segera\nLampiran : -\nHal : Permohonan Penitipan Server\n"
        f"{ADDRESSEE}Dengan hormat,\nkami mohon.\nDemikian.\nKEPALA DINAS KESEHATAN\ndr. SARI CONTOH\nNIP. 19700101 199001 2 001\n",
        {"nomor": "440/77/406.010/2026", "sifat": "Segera", "perihal": "Permohonan Penitipan Server", "tanggal": "3 Desember 2026"},
        {"opd": HEALTH, "kontak": "SARI CONTOH"},
    ),
    "date-at-the-end": (
        "KECAMATAN PULE\n\nNo. : 005/9/2026\nLamp. : 1 berkas\nPerihal : Titip server\nKepada Yth.\nKepala Dinas Komunikasi dan Informatika\n"
        "Demikian.\n                    Pule, tanggal 3-12-2026\n                    CAMAT PULE\n                    Drs. JOKO CONTOH\n",
        {"nomor": "005/9/2026", "lampiran": "1 berkas", "perihal": "Titip server", "tanggal": "3-12-2026"},
        {"opd": "Kecamatan Pule", "kontak": "JOKO CONTOH"},
    ),
    "addressee-beside": (
        "        DINAS SOSIAL\n\nNomor : 460/1/2026          Trenggalek, 5 Nopember 2026\nSifat : Biasa               Kepada\n"
        "Hal   : Permohonan          Yth. Kepala Dinas Komunikasi\n        Penitipan Server         dan Informatika\n                            di TRENGGALEK\n"
        "Dengan hormat,\n",
        {"nomor": "460/1/2026", "sifat": "Biasa", "perihal": "Permohonan Penitipan Server", "tanggal": "5 Nopember 2026"},
        {"opd": SOCIAL},
    ),
    "one-space-between-columns": (
        "DINAS SOSIAL\nNomor : 460/1/2026 Trenggalek, 5 November 2026\nHal : Titip server Kepada\nYth. Kepala Dinas Kesehatan\n",
        {"nomor": "460/1/2026", "perihal": "Titip server", "tanggal": "5 November 2026"},
        {"opd": SOCIAL},
    ),
    "labels-on-one-line": (
        "BADAN KEUANGAN DAERAH\nNomor: 900/2/2026  Tanggal: 5 November 2026\nPerihal: Penitipan\nKepada Yth. Kadis Kominfo\n",
        {"nomor": "900/2/2026", "tanggal": "5 November 2026", "perihal": "Penitipan"},
        {"opd": "Badan Keuangan Daerah"},
    ),
    "two-line-letterhead": (
        "DINAS PEKERJAAN UMUM\nDAN PENATAAN RUANG\nTelp. (0355) 1\nNomor : 600/1/2026\nHal : Titip\n",
        {"nomor": "600/1/2026", "perihal": "Titip"},
        {"opd": "Dinas Pekerjaan Umum dan Penataan Ruang"},
    ),
    "no-letterhead-signed": (
        f"Nomor : 1/2026\nHal : Titip\n{ADDRESSEE}Demikian.\na.n. KEPALA DINAS PERHUBUNGAN\nSekretaris,\nWATI CONTOH, S.Kom.\nTembusan:\n1. Kepala Dinas Kesehatan\n",
        {"nomor": "1/2026", "perihal": "Titip"},
        {"opd": "Dinas Perhubungan", "kontak": "WATI CONTOH"},
    ),
    "of-the-text-alone": (
        f"Nomor : 1/2026\nHal : Titip\n{ADDRESSEE}Kami dari Dinas Perhubungan memohon tempat.\n",
        {"nomor": "1/2026", "perihal": "Titip"},
        {"opd": "Dinas Perhubungan"},
    ),
    "another-in-the-text": (
        f"DINAS KOMUNIKASI DAN INFORMATIKA\nNomor : 1/2026\nHal : Titip\n{ADDRESSEE}Server aplikasi Dinas Perhubungan mohon dititipkan.\n",
        {"nomor": "1/2026", "perihal": "Titip"},
        {},
    ),
    "addressee-alone": (f"Nomor : 1/2026\nHal : Titip\n{ADDRESSEE}Mohon dibantu.\nDemikian.\n", {"nomor": "1/2026", "perihal": "Titip"}, {}),
    "unknown-agency-in-a-district": (
        "YAYASAN CONTOH\nJl. Raya Nomor 3, Kecamatan Karangan\nNomor : 1/2026\nHal : Titip\n" + ADDRESSEE,
        {"nomor": "1/2026", "perihal": "Titip"},
        {},
    ),
    "draft": (
        "DINAS SOSIAL\nTrenggalek,     November 2026\nNomor : 460/      /2026\nSifat : ....\nLampiran : -\nHal : Titip\n",
        {"perihal": "Titip"},
        {"opd": SOCIAL},
    ),
    "dates-of-the-text-are-not-its": (
        "DINAS SOSIAL\nNomor : 1/2026\nHal : Titip\nKami mohon hadir pada\nSenin, 30 November 2026\ndi ruang rapat tanggal 1 Desember 2026\n",
        {"nomor": "1/2026", "perihal": "Titip"},
        {"opd": SOCIAL},
    ),
    "contact-in-a-list": (
        "DINAS SOSIAL\nTelepon : (0355) 123456\nNomor : 1/2026\nHal : Titip\nNomor seri : ABC\nContact person : Rina Contoh, 0812-0000-0101\nDemikian.\nKEPALA DINAS SOSIAL\nDrs. JOKO CONTOH\n",
        {"nomor": "1/2026", "perihal": "Titip"},
        {"opd": SOCIAL, "kontak": "Rina Contoh", "telepon": "081200000101"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "marks", "proposed"), STYLES.values(), ids=STYLES)
def test_a_head(text: str, marks: dict[str, str], proposed: dict[str, str]) -> None:
    found = read(text + "Isi surat ini cukup panjang untuk bukan hasil pindai belaka.\n")

    assert (found.state, dict(found.marks), dict(found.proposed)) == ("terbaca", marks, proposed)
    assert len(found.evidence) == len(marks) + len(proposed)


MARKS = {
    "nomor": "551/123/406.010/2026", "sifat": "Penting", "lampiran": "1 (satu) berkas", "tanggal": "20 November 2026",
    "perihal": "Permohonan Penitipan Server Aplikasi Uji KIR pada Ruang Server",
}  # fmt: skip
PROPOSED = {"opd": "Dinas Perhubungan", "kontak": "Rina Contoh", "telepon": "081200000101"}
END = letters.lines(
    "Kami mohon. Narahubung: Rina Contoh (HP 0812-0000-0101).", "Demikian.", "KEPALA DINAS PERHUBUNGAN"
)
TABLE = letters.row(
    ("Nomor", "Sifat", "Lampiran", "Hal"),
    (":",) * 4,
    (MARKS["nomor"], MARKS["sifat"], MARKS["lampiran"], MARKS["perihal"]),
    ("Trenggalek, 20 November 2026", "Kepada", "Yth. Kepala Dinas Kesehatan"),
)
TABBED = letters.lines(
    "Trenggalek, 20 November 2026",
    f"Nomor\t: {MARKS['nomor']}", f"Sifat\t: {MARKS['sifat']}", f"Lampiran\t: {MARKS['lampiran']}",
    "Hal\t: Permohonan Penitipan Server Aplikasi Uji", "\t  KIR pada Ruang Server", "Yth. Kepala Dinas Kesehatan",
)  # fmt: skip
FILES = {
    "pdf-two-columns": letters.pdf,
    "docx-table": lambda: letters.docx(
        TABLE + END, {"word/header1.xml": letters.lines("DINAS PERHUBUNGAN", "Jalan Contoh 1")}
    ),
    "docx-tabs": lambda: letters.docx(letters.lines("DINAS PERHUBUNGAN", "Jalan Contoh 1") + TABBED + END),
}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_a_file(make: object) -> None:
    found = read_file(make())  # type: ignore[operator]

    assert dict(found.marks) == MARKS
    assert dict(found.proposed) == PROPOSED


def test_evidence_says_where_it_stood() -> None:
    found = read_file(letters.pdf())

    assert any("surat.pdf, baris" in one.rule and one.phrase == MARKS["nomor"] for one in found.evidence)


@pytest.mark.parametrize(
    ("text", "state"),
    [("", "pindaian"), ("Dipindai dengan CamScanner\n\f" * 9, "pindaian"), ("3\n\n- 2 -", "pindaian"),
     ("Permohonan penitipan server dari Dinas Sosial, mohon dibantu.", "terbaca")],
)  # fmt: skip
def test_a_scan_is_one(text: str, state: str) -> None:
    assert read(text).state == state


def test_a_scanned_page_is_a_scan_and_says_nothing() -> None:
    found = read_file(letters.scan())

    assert facts_of(found) == {"keadaan": "pindaian"}
    assert not found.proposed


def test_a_file_that_was_not_read_says_nothing_but_why() -> None:
    assert facts_of(read(STYLES["plain"][0], "rusak")) == {"keadaan": "rusak"}


@pytest.mark.parametrize(
    "piece",
    ["Nomor : ", "Hal :    x\n", "A, ", "Trenggalek, 20 ", ":\t", " " * 40, "Demikian\n", "0812-", "a.b"],
)
def test_forty_thousand_characters_are_read_in_a_moment(piece: str) -> None:
    """Linear: an expression that tries everything again from everywhere would take minutes."""
    facts = facts_of(read((piece * 40_000)[:40_000]))
    assert facts.get("keadaan", "pindaian") == "pindaian"  # as a scan where there are no words
    assert all(len(value) < 40_000 for value in facts.values() if isinstance(value, str))
