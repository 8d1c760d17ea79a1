"""File names of strangers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.names import _PLAIN, LONGEST, _make_safe, free_name, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Surat Permohonan.pdf", "Surat Permohonan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Budi\\surat.docx", "surat.docx"),
        ("/", "lampiran"),
        ("", "lampiran"),
        (".", "lampiran"),
        ("..", "lampiran"),
        (".bashrc", "lampiran.bashrc"),
        ("..bashrc", "bashrc"),
        (".pdf", "lampiran.pdf"),
        (" .surat.pdf. ", "surat.pdf"),
        ("surat\u202efdp.exe", "suratfdp.exe"),
        ("surat\x00\n.pdf", "surat.pdf"),
        ("CON", "lampiran-CON"),
        ("nul.txt", "lampiran-nul.txt"),
        ("com1.tar.gz", "lampiran-com1.tar.gz"),
        ("console.txt", "console.txt"),
        ("-rf", "rf"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("\udce9.pdf", "lampiran.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("é" * 300 + ".pdf", "é" * 48 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 98),
    ],
)
def test_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= LONGEST
    assert safe not in {".", ".."}
    assert not safe.startswith((".", "-", "~"))
    assert not any(unicodedata.category(character)[0] == "C" or character in "/\\:" for character in safe)
    assert safe_name(safe) == safe, "a safe name is left as it is"


@given(st.text(max_size=200), st.sets(st.text(max_size=5)))
def test_a_free_name_is_safe_and_not_taken(name: str, others: set[str]) -> None:
    taken = others | {safe_name(name).upper(), free_name(name, {safe_name(name)})}
    free = free_name(name, taken)
    assert free.casefold() not in {other.casefold() for other in taken}
    assert safe_name(free) == free


def test_numbers_stand_before_the_extension() -> None:
    assert free_name("surat.pdf", ["Surat.pdf", "surat-2.pdf"]) == "surat-3.pdf"
    assert free_name("x" * 200 + ".pdf", ["x" * 96 + ".pdf"]) == "x" * 94 + "-2.pdf"


@given(
    st.one_of(
        st.from_regex(_PLAIN, fullmatch=True), st.sampled_from(["con", "NUL.txt", "lpt1", "a-.b", "A_"])
    )
)
def test_a_plain_name_is_what_the_long_way_makes_of_it(name: str) -> None:
    assert safe_name(name) == _make_safe(name)
