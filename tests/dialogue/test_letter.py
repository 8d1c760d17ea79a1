"""The text of an attached letter: it supplies number and date, and what it alone names is asked back, with one tap."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests import letters
from tests.dialogue.stage import Stage, files_of, one_tap, staged, text_of
from tests.servers import MailServer

pytestmark = pytest.mark.parametrize("start_mail_server", ["embedded"], indirect=True)  # the mail is the same
NUMBER = "551/123/406.010/2026"
TITLE = "Permohonan Penitipan Server"


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def say(stage: Stage, text: str, content: bytes, name: str = "surat.pdf", subject: str = TITLE) -> None:
    mail = stage.write("pemohon", text, subject)
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    stage.send(mail)


def words_of(letter: EmailMessage) -> str:
    return " ".join(text_of(letter).split())


def sheet_of(letter: EmailMessage) -> str:
    (sheet,) = (content for name, content in files_of(letter).items() if "lembar-disposisi" in name)
    return " ".join(letters.text_of_pdf(sheet).split())


BARE = "Mohon penitipan server, surat terlampir."
SAID = "Kami dari Dinas Perhubungan mohon penitipan server, surat terlampir. CP: Budi Contoh, 0812-0000-1111"


def test_what_the_letter_alone_names_is_asked_back_and_a_yes_goes_on(stage: Stage) -> None:
    say(stage, BARE, letters.pdf())

    asked = stage.expect("pemohon", "Permohonan belum lengkap")
    assert stage.step == "permohonan"
    assert "Apakah nama OPD / unit kerja adalah Dinas Perhubungan?" in words_of(asked)
    assert "Apakah nama contact person adalah Rina Contoh, 0812-0000-0101?" in words_of(asked)
    stage.expect_nothing("kadis")

    stage.say("pemohon", "Ya, benar.", answers=asked)
    received = words_of(stage.expect("pemohon", "Permohonan diterima"))
    assert "Dinas Perhubungan" in received
    assert NUMBER in received
    disposition = stage.expect("kadis", "Mohon disposisi")
    for text in (words_of(disposition), sheet_of(disposition)):
        for fact in (
            "Dinas Perhubungan",
            "Rina Contoh",
            NUMBER,
            "20 November 2026",
            "Penting",
            "Server Aplikasi Uji KIR",
        ):
            assert fact in text
    (case,) = stage.cases
    assert case.fields["telepon"] == "081200000101"
    assert not {"usulan", "opd_calon", "kontak_calon", "telepon_calon"} & set(case.fields)
    assert any("surat.pdf, baris" in one.rule for entry in case.journal for one in entry.evidence)


@pytest.mark.parametrize(
    ("text", "moves"),
    [("Benar", True), ("Betul pak, terima kasih", True), ("iya benar itu OPD kami", True), ("Oke siap, terima kasih", False), ("Ya?", False)],
)  # fmt: skip
def test_what_is_a_yes(stage: Stage, text: str, moves: bool) -> None:
    say(stage, BARE, letters.pdf())
    stage.say("pemohon", text, answers=stage.expect("pemohon", "Permohonan belum lengkap"))

    assert (stage.step != "permohonan") is moves


def test_one_tap_says_it_too(stage: Stage) -> None:
    say(stage, BARE, letters.pdf())
    asked = stage.expect("pemohon", "Permohonan belum lengkap")

    stage.say("pemohon", "", one_tap(asked, "BENAR"))
    stage.expect("pemohon", "Permohonan diterima")
    (case,) = stage.cases
    assert (case.fields["opd"], case.fields["kontak"]) == ("Dinas Perhubungan", "Rina Contoh")
    assert case.fields["telepon"] == "081200000101"


def test_a_no_is_asked_again_without_the_guess(stage: Stage) -> None:
    say(stage, BARE, letters.pdf())
    stage.say("pemohon", "Bukan", answers=stage.expect("pemohon", "Permohonan belum lengkap"))

    again = stage.expect("pemohon", "Permohonan belum lengkap")
    assert "Apakah" not in words_of(again)
    stage.say("pemohon", "OPD: Dinas Perikanan, CP: Budi Contoh 0812-0000-1111", answers=again)
    stage.expect("pemohon", "Permohonan diterima")
    assert stage.cases[0].fields["opd"] == "Dinas Perikanan"
    assert NUMBER in sheet_of(stage.expect("kadis", "Mohon disposisi"))


def test_a_letterhead_that_names_another_is_asked_back(stage: Stage) -> None:
    say(stage, SAID.replace("Perhubungan", "Perikanan"), letters.pdf())

    asked = stage.expect("pemohon", "Permohonan belum lengkap")
    assert "kami menduga: Dinas Perikanan dan Dinas Perhubungan" in words_of(asked)
    stage.expect_nothing("kadis")
    stage.say("pemohon", "", one_tap(asked, "BENAR; OPD: Dinas Perikanan"))
    stage.expect("pemohon", "Permohonan diterima")
    assert stage.cases[0].fields["opd"] == "Dinas Perikanan"


def test_the_letter_may_come_later_and_contradict(stage: Stage) -> None:
    stage.say(
        "pemohon", "Kami dari Dinas Perikanan mohon penitipan server. CP: Budi Contoh, 0812-0000-1111", TITLE
    )
    asked = stage.expect("pemohon", "Permohonan belum lengkap")
    mail = stage.write("pemohon", "Surat terlampir.", answers=asked)
    mail.add_attachment(letters.pdf(), maintype="application", subtype="pdf", filename="surat.pdf")
    stage.send(mail)

    again = stage.expect("pemohon", "Permohonan belum lengkap")
    assert "kami menduga: Dinas Perikanan dan Dinas Perhubungan" in words_of(again)
    stage.say("pemohon", "OPD: Dinas Perhubungan", answers=again)
    stage.expect("pemohon", "Permohonan diterima")
    assert stage.cases[0].fields["opd"] == "Dinas Perhubungan"
    assert stage.cases[0].fields["kontak"] == "Budi Contoh"


def test_what_is_written_in_the_message_wins(stage: Stage) -> None:
    say(stage, f"{SAID}\nNomor surat : 9/2026\nTanggal surat : 1 November 2026", letters.pdf())

    stage.expect("pemohon", "Permohonan diterima")
    sheet = sheet_of(stage.expect("kadis", "Mohon disposisi"))
    assert "9/2026" in sheet
    assert "1 November 2026" in sheet
    assert NUMBER not in sheet
    assert "Penting" in sheet
    assert stage.cases[0].fields["kontak"] == "Budi Contoh"


UNREAD = {
    "scan": (letters.scan, "surat.pdf", "hasil pindai"),
    "picture": (lambda: b"\xff\xd8" + b"x" * 200_000, "surat.jpg", "hasil pindai"),
    "locked": (letters.locked, "surat.pdf", "terkunci kata sandi"),
    "broken": (lambda: b"%PDF-1.4\n" + b"% isi\n" * 90, "surat.pdf", "rusak"),
    "bomb": (letters.bomb, "surat.pdf", "terlalu besar"),
    "other": (lambda: b"x" * 900, "surat.odt", "Jenis berkas surat ini tidak dibaca"),
}


@pytest.mark.parametrize(("make", "name", "says"), UNREAD.values(), ids=UNREAD)
def test_a_letter_that_was_not_read_is_said_to_be_so_and_goes_on(
    stage: Stage, make: object, name: str, says: str
) -> None:
    say(stage, SAID, make(), name)  # type: ignore[operator]

    assert says in words_of(stage.expect("pemohon", "Permohonan diterima"))
    disposition = stage.expect("kadis", "Mohon disposisi")
    assert says in words_of(disposition)
    assert says in sheet_of(disposition)


def test_a_docx_does_as_well(stage: Stage) -> None:
    body = letters.lines(
        "DINAS PERHUBUNGAN",
        "Nomor : 5/2026",
        "Hal : Titip server",
        "Yth. Kepala Dinas Kesehatan",
        "Kami mohon dibantu menitipkan.",
    )
    say(stage, SAID, letters.docx(body), "surat.docx")

    stage.expect("pemohon", "Permohonan diterima")
    assert "5/2026" in sheet_of(stage.expect("kadis", "Mohon disposisi"))


def test_of_several_files_the_letter_is_the_one_with_a_letters_head(stage: Stage) -> None:
    mail = stage.write("pemohon", SAID, TITLE)
    for name, content in (
        ("spesifikasi.pdf", letters.pdf("Spesifikasi server yang akan dititipkan, satu halaman penuh.")),
        ("surat.pdf", letters.pdf()),
    ):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    stage.send(mail)

    stage.expect("pemohon", "Permohonan diterima")
    assert "surat.pdf" in files_of(stage.expect("kadis", "Mohon disposisi"))
    assert stage.cases[0].fields["surat"]["nomor"] == NUMBER


def test_a_letter_in_a_mail_that_is_attached_is_found(stage: Stage) -> None:
    inner = stage.write("orang-luar", "Terlampir suratnya.", "Surat")
    inner.add_attachment(letters.pdf(), maintype="application", subtype="pdf", filename="surat.pdf")
    mail = stage.write("pemohon", SAID, TITLE)
    mail.add_attachment(inner)
    stage.send(mail)

    stage.expect("pemohon", "Permohonan diterima")
    disposition = stage.expect("kadis", "Mohon disposisi")
    assert NUMBER in sheet_of(disposition)
    assert "surat.pdf" in files_of(disposition)
