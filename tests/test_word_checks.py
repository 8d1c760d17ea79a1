"""No phrase says two things to the same reader, however it is spelled."""

from __future__ import annotations

import pytest

from bot.config import ROOT, load_texts
from bot.deciding.procedure import parse_rules
from bot.reading.read import Reader
from bot.word_checks import check_said

SHIPPED = load_texts(ROOT / "rules")
P, U = "penitipan.toml", "umum.toml"
COMPLAINT = 'id = "belum-bisa"'


def test_the_shipped_rules_say_one_thing_with_each_phrase() -> None:
    rules = parse_rules(SHIPPED)

    assert check_said(rules, Reader.of(rules).lexicon, SHIPPED) == ()


@pytest.mark.parametrize(
    ("file", "after", "old", "word", "place", "says"),
    [
        (P, 'id = "uji-akses"', COMPLAINT, "sdh bisa diakses", "step[uji-akses].outcome[belum-bisa].words", "bisa-diakses dan juga belum-bisa"),
        (P, 'id = "uji-akses"', COMPLAINT, "sudah bisa-diakses", "step[uji-akses].outcome[belum-bisa].words", "(dibaca sama dengan “sudah bisa diakses”)"),
        (P, 'id = "uji-akses"', COMPLAINT, "sts", "step[uji-akses].outcome[belum-bisa].words", "perintah status dan juga belum-bisa"),
        (U, "", 'id = "bantuan"', "status", "command[bantuan].words", "kata “status” berarti perintah status dan juga perintah bantuan"),
        (U, "", 'id = "bantuan"', "Status!", "command[bantuan].words", "(dibaca sama dengan “status”)"),
        (P, "", 'id = "penitipan"', "ngambil server", "request_words", "permohonan pengembalian dan juga permohonan penitipan"),
    ],
)  # fmt: skip
def test_a_phrase_that_says_two_things_is_named(
    file: str, after: str, old: str, word: str, place: str, says: str
) -> None:
    text = SHIPPED[file]
    at = text.index(old, text.index(after))
    start = text.index("words = [", at) + len("words = [")
    texts = {
        **SHIPPED,
        file: f'{text[:start]}"{word}", {text[start:]}',
        "words.toml": SHIPPED["words.toml"].replace('sdh = "sudah"', 'sdh = "sudah"\nsts = "status"', 1),
    }
    rules = parse_rules(texts)
    found = check_said(rules, Reader.of(rules).lexicon, texts)
    line = text[:start].count("\n") + 1

    assert [(one.file, one.place) for one in found] == [(file, f"baris {line}: {place}")]
    assert says in found[0].text
    assert found[0].remedy


@pytest.mark.parametrize(
    ("key", "word", "says"),
    [
        ("ucapan", "sudah diterima", "berarti diterima"),
        ("ucapan", "sdh diterima", "berarti diterima"),
        ("terima_kasih", "lancar", "berarti bisa-diakses"),
        ("puas", "acc", "berarti"),
        ("terbaca", "status", "berarti status"),
        ("setuju", "lanjutkan", "tidak ada di `tanda_terima`"),
    ],
)
def test_what_decides_is_no_acknowledgement(key: str, word: str, says: str) -> None:
    text = SHIPPED["words.toml"]
    start = text.index(f"\n{key} = [", text.index("\n[sopan]")) + len(f"\n{key} = [")
    texts = {**SHIPPED, "words.toml": f'{text[:start]}"{word}", {text[start:]}'}
    rules = parse_rules(texts)
    found = check_said(rules, Reader.of(rules).lexicon, texts)
    line = text[:start].count("\n") + 1

    assert [(one.file, one.place) for one in found] == [("words.toml", f"baris {line}: sopan.{key}")]
    assert says in found[0].text
    assert found[0].remedy
