"""What the checks say of a return procedure that could not be carried to its end."""

from __future__ import annotations

import pytest

from bot.config import ROOT, load_texts
from bot.deciding.procedure import parse_rules
from bot.errors import AdminError

FILE = "pengembalian.toml"
MISTAKES = [
    ('takes_from = "penitipan"', 'takes_from = "titipan"', "prosedur “titipan” tidak dikenal"),
    ('takes_from = "penitipan"\n', "", "`chooses` tanpa `takes_from`"),
    ('takes_from = "penitipan"', 'takes_from = "pengembalian"', "tidak mencatat kedatangan"),
    ('  chooses = "diambil"\n', "", "`releases` tanpa `chooses` dan `closes`"),
    ('letter = "penitipan-selesai"', 'letter = "tiada"', "surat “tiada” tidak dikenal"),
    ('letter = "server-diambil", to = "pemohon"', 'letter = "server-diambil", to = "tiada"', "peran “tiada” tidak dikenal"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), MISTAKES)
def test_a_mistake_is_named(right: str, wrong: str, said: str) -> None:
    texts = load_texts(ROOT / "rules")
    assert right in texts[FILE]
    changed = texts[FILE].replace(right, wrong)
    if said.endswith("kedatangan"):
        changed = changed.replace('  stamps = "dikembalikan"\n', "")
    with pytest.raises(AdminError) as caught:
        parse_rules({**texts, FILE: changed})
    assert any(said in problem.text for problem in caught.value.problems)
    assert all(problem.file == FILE for problem in caught.value.problems)


OPENS = 'opens = { process = "pengembalian",'
OPENINGS = [
    (OPENS, 'opens = { process = "kembali",', "prosedur “kembali” tidak dikenal"),
    (OPENS, f'closes = true\n  {OPENS}', "`opens` bersama"),
    (OPENS, f'letters = [{{ letter = "titipan-dicatat", to = "pemohon" }}]\n  {OPENS}', "`opens` bersama"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), OPENINGS)
def test_a_case_that_can_not_be_opened_is_named(right: str, wrong: str, said: str) -> None:
    texts = load_texts(ROOT / "rules")
    with pytest.raises(AdminError) as caught:
        parse_rules({**texts, "penitipan.toml": texts["penitipan.toml"].replace(right, wrong)})
    assert any(said in problem.text and "akan-diambil" in problem.place for problem in caught.value.problems)


def test_as_shipped_it_is_right() -> None:
    rules = parse_rules(load_texts(ROOT / "rules"))
    procedure = rules.procedure("pengembalian")
    assert procedure.outside_sop
    assert procedure.takes_from == "penitipan"
    assert [step.id for step in procedure.steps] == [
        "permohonan", "disposisi-kadis", "disposisi-kabid", "jadwal", "pengambilan",
    ]  # fmt: skip
