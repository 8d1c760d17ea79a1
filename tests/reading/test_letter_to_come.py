"""Which attachment is the letter: a file that is called otherwise is none, nor is any while the letter is to come."""

from __future__ import annotations

import pytest

from bot.model import Attachment
from tests.reading.saying import ask
from tests.reading.test_fields import file

HEAD = "Dinsos mau menitipkan server. "
TO_COME = [
    "Sementara saya lampirkan spesifikasinya dulu, surat permohonannya masih menunggu tanda tangan Bu Kadis, besok saya kirim.",
    "Suratnya menyusul besok, ini berkas teknisnya dulu.",
    "Berikut data teknisnya. Surat masih diketik di sekretariat.",
    "Ini dokumennya, besok suratnya saya kirim",
    "Terlampir rincian perangkat; surat resmi belum ditandatangani Pak Kadis.",
    "srt nya nanti sy susulkan, ini gambarannya dulu",
    "Surat permohonan kami susulkan hari Senin",
    "Untuk suratnya belum jadi Pak, baru ada berkas ini",
]
ATTACHED = [
    "Surat terlampir.",
    "Surat sudah kami lampirkan, nanti kami antar aslinya.",
    "Surat asli menyusul lewat kurir.",
    "Surat fisiknya besok kami antar.",
    "Hasil scan surat terlampir, yang basah menyusul",
    "Bersama surat ini kami masih memerlukan tempat di ruang server.",
    "Nomor surat menyusul.",
    "Berdasarkan rapat kemarin kami mohon bantuannya.",
    "Server masih di kantor kami, besok bisa diantar.",
]


def is_there(text: str, *files: Attachment) -> bool:
    return "surat" in ask(HEAD + text, files=files).fields


@pytest.mark.parametrize("text", TO_COME)
def test_no_file_is_the_letter_that_is_still_to_come(text: str) -> None:
    assert not is_there(text, file("scan0012.pdf"))
    assert is_there(text, file("Surat permohonan.pdf"))


@pytest.mark.parametrize("text", ATTACHED)
def test_a_letter_that_is_there(text: str) -> None:
    assert is_there(text, file("scan0012.pdf"))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("Spesifikasi Server SIKS.pdf", False),
        ("spek_server_dinsos.docx", False),
        ("SPEK.PDF", False),
        ("Topologi jaringan.png", False),
        ("foto server.jpg", False),
        ("datasheet-R750.pdf", False),
        ("KTP Budi.jpg", False),
        ("foto.jpg", True),
        ("Surat dan spesifikasi.pdf", True),
        ("permohonan + spek.pdf", True),
        ("inspektorat.pdf", True),
        ("20261116_120144.jpg", True),
    ],
)
def test_a_file_that_is_called_otherwise(name: str, counts: bool) -> None:
    assert is_there("Mohon dibantu.", file(name)) is counts
    assert is_there("Mohon dibantu.", file(name), file("scan0012.pdf"))
