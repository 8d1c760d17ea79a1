"""Every letter of the rules: it renders with everything and with nothing, parses back, and says what the SOP asks."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest

from bot.codes import make_code
from bot.model import NO_CASE, Address, Attachment, Pending, Send
from bot.writing.checks import Occasion, example_case, find_occasions
from bot.writing.compose import compose_letters
from tests.writing.desk import (
    FULL,
    NOW,
    SECRET,
    body,
    make_case,
    make_desk,
    make_message,
    parse,
    shipped_rules,
    write,
)

OCCASIONS = sorted(set(find_occasions(shipped_rules())), key=lambda each: (each.letter, each.step, each.role))
MISSING = ("opd", "surat", "kontak")


def test_every_letter_rule_is_called_somewhere() -> None:
    assert {rule.id for rule in shipped_rules().common.letters} == {each.letter for each in OCCASIONS}


@pytest.mark.parametrize("fields", [FULL, {}], ids=["full", "minimal"])
@pytest.mark.parametrize("occasion", OCCASIONS, ids=lambda each: f"{each.letter}-{each.step}-{each.role}")
def test_letter_renders_and_parses_back(occasion: Occasion, fields: dict[str, object]) -> None:
    case = replace(example_case(occasion, fields), applicant=Address("tik@contoh.example"))
    address = Address("seseorang@lain.example") if not occasion.procedure else None
    send = Send(occasion.letter, role=occasion.role, address=address, missing=occasion.missing, said=fields)
    after, letters = compose_letters(case, (send,), make_desk())
    assert letters
    for letter, record in zip(letters, after.letters, strict=True):
        message = parse(letter)
        assert not [*message.defects, *(d for value in message.values() for d in value.defects)]
        assert max(len(line) for line in letter.raw.split(b"\r\n")) <= 78
        assert b"\n" not in letter.raw.replace(b"\r\n", b"")
        assert letter.raw.isascii()
        assert body(letter, "plain").replace("\r\n", "\n") == letter.text
        assert "<html" in body(letter, "html")
        assert not re.search("[\x02-\x04]", body(letter, "html") + letter.text)
        assert (record.number, record.message_id, record.state) == (letter.number, letter.message_id, "due")
        assert letter.message_id == message["Message-ID"].strip("<>")


def test_same_arguments_give_the_same_bytes() -> None:
    case, sends = make_case("tempat"), (Send("ketersediaan-tempat", role="kasi", cc_roles=("kabid",)),)
    assert compose_letters(case, sends, make_desk()) == compose_letters(case, sends, make_desk())


def test_headers() -> None:
    letter = write(make_case("tempat"), "ketersediaan-tempat", "kasi", cc_roles=("kabid", "kasi", "kabid"))
    message, code = parse(letter), make_code(SECRET, "TTP-2026-0007", 1, "kasi@kominfo.example")
    assert message["From"] == "Layanan Penitipan Server <server@kominfo.example>"
    assert (message["To"], message["Cc"]) == ("Agung Contoh <kasi@kominfo.example>", None)
    assert message["Subject"] == f"[TTP-2026-0007.1.{code}] Ketersediaan tempat server"
    assert message["Message-ID"] == f"<TTP-2026-0007.1.{code}@kominfo.example>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["X-Titip"] == "TTP-2026-0007"
    assert message["In-Reply-To"] is None


def test_role_with_two_addresses_gets_two_letters_and_copies_go_once() -> None:
    sends = (Send("nantikan-server", role="teknisi", cc_roles=("kasi",)), Send("tempat-siap", role="pemohon"))
    case, letters = compose_letters(make_case("penyerahan"), sends, make_desk())
    assert [(each.number, each.to.email, each.role, each.copy) for each in letters] == [
        (1, "dimas@kominfo.example", "teknisi", False), (2, "rina@kominfo.example", "teknisi", False),
        (3, "kasi@kominfo.example", "kasi", True), (4, "tik@contoh.example", "pemohon", False),
    ]  # fmt: skip
    assert case.letters[0].waiting == ("dimas@kominfo.example",)
    assert case.letters[3].file == "keluar-004-tempat-siap.eml"
    assert len({each.message_id for each in letters}) == 4


def test_a_copy_is_for_information_and_holds_nobody_elses_code() -> None:
    sends = (Send("ketersediaan-tempat", role="kasi", cc_roles=("kabid",)),)
    letter, copy = compose_letters(make_case("tempat"), sends, make_desk())[1]
    code = letter.message_id.split(".")[2].split("@")[0]

    assert "Tembusan: Ketersediaan tempat server" in copy.subject
    assert "TEMBUSAN untuk" in copy.text
    assert "TEMBUSAN untuk" in body(copy, "html")
    assert "TERSEDIA" not in copy.text, "it asks nothing"
    assert code.encode() not in copy.raw
    assert "Tembusan" in letter.text


def test_role_without_address_is_told_to_the_operator() -> None:
    desk = replace(make_desk(), office=replace(make_desk().office, roles={}))
    letter = compose_letters(make_case(), (Send("disposisi-kadis", role="kadis"),), desk)[1][0]
    assert letter.to.email == "petugas@kominfo.example"


def test_applicant_letter_answers_his_newest_message_and_joins_his_thread() -> None:
    case = make_case("tempat", thread=("a@contoh.example", "b@contoh.example"))
    after, (first, second) = compose_letters(
        case, (Send("tempat-penuh", role="pemohon"), Send("status", role="pemohon")), make_desk()
    )
    for letter in (first, second):
        assert parse(letter)["In-Reply-To"] == "<b@contoh.example>"
        assert parse(letter)["References"] == "<a@contoh.example> <b@contoh.example>"
        assert parse(letter)["Auto-Submitted"] == "auto-replied"
    assert after.thread == (*case.thread, first.message_id, second.message_id)


def test_role_letter_threads_with_what_that_person_wrote_and_got() -> None:
    before, (letter,) = compose_letters(
        make_case("tempat"), (Send("ketersediaan-tempat", role="kasi"),), make_desk()
    )
    later = NOW + timedelta(hours=1)
    messages = (make_message("kasi", "kasi@kominfo.example", "k1@kominfo.example", later),
                make_message("kabid", "kabid@kominfo.example", "other@kominfo.example", later))  # fmt: skip
    reminded = write(before, "pengingat", "kasi")
    answered = write(replace(before, messages=messages), "kurang", "kasi", missing=("waktu",))
    assert parse(reminded)["In-Reply-To"] == f"<{letter.message_id}>"
    assert parse(reminded)["Auto-Submitted"] == "auto-generated"
    assert parse(answered)["References"] == f"<{letter.message_id}> <k1@kominfo.example>"
    assert parse(answered)["Auto-Submitted"] == "auto-replied"


def test_long_thread_keeps_first_and_newest() -> None:
    case = make_case(thread=tuple(f"m{each}@contoh.example" for each in range(100)))
    ids = parse(write(case, "status", "pemohon"))["References"].split()
    assert (len(ids), ids[0], ids[-1]) == (20, "<m0@contoh.example>", "<m99@contoh.example>")


def _links(letter_text: str) -> list[tuple[str, str]]:
    """(address, subject) of every one-tap link that stands on its own line."""
    urls = [urlsplit(line.strip()) for line in letter_text.splitlines() if line.strip().startswith("mailto:")]
    assert all(set(parse_qs(url.query)) == {"subject"} for url in urls)
    return [(url.path, parse_qs(url.query)["subject"][0]) for url in urls]


@pytest.mark.parametrize(
    ("step", "letter", "role", "words"),
    [
        ("permohonan", "belum-lengkap", "pemohon", ["LENGKAPI", "BATAL"]),
        ("disposisi-kadis", "disposisi-kadis", "kadis", ["DISPOSISI", "TOLAK"]),
        ("disposisi-kabid", "disposisi-kabid", "kabid", ["TERUSKAN", "TOLAK"]),
        ("tempat", "ketersediaan-tempat", "kasi", ["TERSEDIA", "PENUH"]),
        ("daftar-tunggu", "tempat-penuh", "pemohon", ["BATAL"]),
        ("penyerahan", "tempat-siap", "pemohon", ["JADWAL ULANG", "BATAL"]),
        ("penyerahan", "nantikan-server", "teknisi", ["DITERIMA", "JADWAL ULANG"]),
        ("konfigurasi", "konfigurasi", "teknisi", ["TERHUBUNG"]),
        (
            "uji-akses",
            "uji-akses",
            "pemohon",
            ["BISA DIAKSES, Dinas Contoh Pendidikan", "BELUM BISA, Dinas Contoh Pendidikan"],
        ),
        ("disposisi-kadis", "diterima", "pemohon", ["BATAL"]),
        ("uji-akses", "bantuan", "kasi", []),
    ],
)
def test_one_tap_answers(step: str, letter: str, role: str, words: list[str]) -> None:
    written = write(make_case(step), letter, role, missing=MISSING)
    tag = written.subject.split(" ")[0]
    wanted = [("server@kominfo.example", f"{word} {tag}") for word in [*words, "STATUS", "BANTUAN"]]
    assert _links(written.text) == wanted
    html = body(written, "html")
    assert len(re.findall(r'href="mailto:', html)) == len(wanted)


def test_answers_carry_titles_needs_and_examples_of_the_rules() -> None:
    text = " ".join(write(make_case("tempat"), "ketersediaan-tempat", "kasi").text.split())
    for outcome in shipped_rules().procedure("penitipan").step("tempat").outcomes:
        assert outcome.title in text
        example, _, rest = outcome.example.partition("{waktu}")
        assert example in text
        assert rest in text
    assert "TERSEDIA, Rabu, 25 November 2026 pukul 09.00 WIB, rak A" in text  # a time that is still to come
    assert "Sebutkan: waktu (hari, tanggal, dan jam)" in text


def test_closed_case_asks_nothing() -> None:
    written = write(make_case("disposisi-kadis", closed="tolak"), "bantuan", "pemohon")
    assert _links(written.text) == []
    assert "selesai (Permohonan ditolak)" in written.text


def test_confirmation_shows_what_was_said_and_needs_no_more() -> None:
    said = {"waktu": FULL["waktu"], "rak": "C"}
    pending = Pending("unproven", "tersedia", said, "kasi", "tempat", NOW)
    text = " ".join(write(make_case("tempat", pending=(pending,)), "konfirmasi", "kasi").text.split())
    assert "TERSEDIA (Tempat tersedia)" in text
    assert "Selasa, 24 November 2026 pukul 09.00 WIB" in text
    assert "Rak : C" in text
    assert "Sebutkan" not in text


SAYS = [
    ("disposisi-kadis", "diterima", "pemohon", {},
     "Dinas Contoh Pendidikan | Budi Contoh | surat-permohonan.pdf | ABC1234 | DEF5678"),
    ("permohonan", "belum-lengkap", "pemohon", {"missing": ("opd", "kontak")},
     "nama OPD / unit kerja (SOP 1: pesan harus berisikan nama OPD) | Jawaban siap isi | OPD : CP : "
     "| tidak perlu ditulis atau dikirim lagi | Nomor seri : ABC1234"),
    ("disposisi-kadis", "disposisi-kadis", "kadis", {}, "Dinas Contoh Pendidikan | 045/123/2026"),
    ("disposisi-kabid", "disposisi-kabid", "kabid", {}, "Dinas Contoh Pendidikan | Prioritaskan layanan PPDB"),
    ("tempat", "ketersediaan-tempat", "kasi", {},
     "Apakah tempat masih tersedia | Prioritaskan layanan PPDB | Siapkan tempat minggu ini"),
    ("daftar-tunggu", "tempat-penuh", "pemohon", {"said": {"urutan": 2}},
     "tempat telah penuh | perlu menunggu | urutan ke-2 | dengan menjawab BATAL"),
    ("penyerahan", "tempat-siap", "pemohon", {},
     "tempat sudah siap | Selasa, 24 November 2026 pukul 09.00 WIB | Ruang Server Lantai 2 | Mohon dibawa "
     "| waktu lain dengan menjawab JADWAL ULANG"),
    ("penyerahan", "nantikan-server", "teknisi", {},
     "Budi Contoh | Selasa, 24 November 2026 pukul 09.00 WIB | Rak : A | Nomor seri : ABC1234"),
    ("konfigurasi", "serah-terima", "kasi", {},
     "Formulir Serah Terima Barang | ABC1234 | Budi Contoh, S.Kom. | Dimas Contoh"),
    ("uji-akses", "uji-akses", "pemohon", {},
     "192.0.2.21/24 dan 2001:db8::21 | Dinas Contoh Pendidikan | ping | jawab BELUM BISA dan tuliskan keluhannya"),
    ("konfigurasi", "keluhan", "teknisi", {"said": {"keluhan": "masih mati\ntotal"}},
     "Dinas Contoh Pendidikan | masih mati total | keluhan ke-3"),
    ("aktif", "akses-dipastikan", "kasi", {}, "Dinas Contoh Pendidikan menyatakan | sudah bisa diakses"),
    ("disposisi-kadis", "status", "pemohon", {},
     "ke-2 dari 9 | Menunggu: Kepala Dinas | sejak Senin, 23 November 2026 pukul 07.30 WIB"),
    ("tempat", "bukan-giliran", "kadis", {}, "menunggu jawaban Kasi Layanan Infrastruktur TIK"),
    ("tempat", "surat-terpental", "kasi", {"said": {"alamat": "x@y.example", "sebab": "550 tidak dikenal"}},
     "x@y.example | 550 tidak dikenal"),
]  # fmt: skip
EVERY = "TTP-2026-0007 | langkah ke | dari 9 | sejak | versi aturan 2026.11 | STATUS | BANTUAN"


def _words(text: str) -> str:
    """Only the words, so that wrapping, markup and alignment make no difference."""
    return " ".join(re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", text)))).lower()


@pytest.mark.parametrize(("step", "letter", "role", "send", "says"), SAYS, ids=[row[1] for row in SAYS])
def test_letter_says_what_the_procedure_demands(
    step: str, letter: str, role: str, send: dict[str, Any], says: str
) -> None:
    """procedure.md, "What each letter must carry"; and what every letter carries."""
    written = write(make_case(step), letter, role, **send)
    for text in (written.text, body(written, "html")):
        for phrase in f"{says} | {EVERY}".split(" | "):
            assert _words(phrase) in _words(text), phrase


def test_candidates_are_proposed_not_listed_as_received() -> None:
    fields = {"kontak": "Budi Contoh", "opd_calon": ["Dinas Contoh Satu", "Dinas Contoh Dua"]}
    text = write(make_case("permohonan", fields=fields), "belum-lengkap", "pemohon", missing=("opd",)).text
    assert "kami menduga: Dinas Contoh Satu dan Dinas Contoh Dua" in " ".join(text.split())
    received = text.partition("Yang sudah kami terima")[2]
    assert "Budi Contoh" in received
    assert "Dinas Contoh Satu" not in received


def test_number_of_identity_is_kept_out_unless_the_office_prints_it() -> None:
    text = write(make_case("konfigurasi"), "serah-terima", "pemohon").text
    assert "19000101" not in text
    assert "NIP" not in text


def test_loose_record_has_no_sheet_and_no_answers() -> None:
    case = replace(make_case(fields={}), process=NO_CASE, step="", ref="UMUM-2026-0001", journal=())
    written = write(case, "bukan-urusan", "", address=Address("orang@luar.example", "Orang Luar"))
    assert "LEMBAR BERKAS" not in written.text
    assert _links(written.text) == []
    assert "Penitipan Server" in written.text


def test_enclosures_and_forms_go_with_the_letter() -> None:
    scan = Attachment("surat tugas é.PDF", "application/octet-stream", b"%PDF-1.4 x")
    case = make_case("disposisi-kadis")
    letter = compose_letters(case, (Send("disposisi-kadis", role="kadis"),), make_desk(), (scan,))[1][0]
    parts = list(parse(letter).iter_attachments())
    assert [(part.get_filename(), part.get_content_type()) for part in parts] == [
        ("surat tugas é.PDF", "application/pdf"),
        ("lembar-disposisi-TTP-2026-0007.pdf", "application/pdf"),
    ]
    assert parts[0].get_content() == scan.content
    assert [made.name for made in letter.files] == ["lembar-disposisi-TTP-2026-0007.pdf"]


def test_letter_written_in_the_mail_becomes_a_pdf() -> None:
    written = {**FULL, "surat": {"berkas": "", "isi": "Dengan hormat,\n\nkami menitipkan server #read(1)."}}
    letter = write(make_case("disposisi-kadis", fields=written), "disposisi-kadis", "kadis")
    assert [made.name for made in letter.files] == [
        "surat-TTP-2026-0007.pdf",
        "lembar-disposisi-TTP-2026-0007.pdf",
    ]
    text = pypdf.PdfReader(io.BytesIO(letter.files[0].content)).pages[0].extract_text()
    assert "kami menitipkan server #read(1)." in text
