"""A case as a person reads it: no ids, no brackets, local times; and its number however it is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case_sheet import WHATS, render_sheet
from bot.cases import parse_ref
from bot.edges.refs import UnknownCase
from bot.model import Entry
from bot.writing.wording import make_words
from tests.builders import NOW, make_case, shipped_rules
from tests.writing.desk import make_desk, make_office


@pytest.mark.parametrize(
    "text", ["TTP-2026-0001", "ttp-2026-0001", "TTP 2026 1", " ttp 2026 0001 ", "TTP/1/2026", "TTP20260001"]
)
def test_a_case_number_as_people_type_it(text: str) -> None:
    assert parse_ref(text, shipped_rules()) == "TTP-2026-0001"


@pytest.mark.parametrize("text", ["", "x", "../../etc", "TTP-2026", "ABC-2026-0001", "TTP-2026-0001 x"])
def test_what_is_no_case_number(text: str) -> None:
    with pytest.raises(UnknownCase, match="bukan nomor berkas"):
        parse_ref(text, shipped_rules())


def test_letters_without_a_case_have_a_number_too() -> None:
    assert parse_ref("srt-2026-1", shipped_rules()) == "SRT-2026-0001"


def test_facts_of_any_shape_are_readable() -> None:
    facts = {
        "waktu": ["2026-11-24T09:00:00+07:00"], "masuk": "2026-11-24T02:00:00+00:00", "telepon": "081200001111",
        "tawaran": {"rak": "A", "unit": "5-6", "sampai": "2026-11-30T09:00:00+00:00"}, "catatan": None,
        "server": [{"merek": "X", "nomor_seri": "1"}, {"merek": "Y", "keluar": "2026-11-24T02:00:00+00:00"}],
        "surat": {"berkas": "surat.pdf", "isi": ""},
    }  # fmt: skip
    journal = (Entry(NOW, "kadis", "moved", "disposisi-kadis", "disposisi"),)
    case = replace(make_case("tempat", facts), journal=journal)
    words = make_words(shipped_rules(), make_office(), make_desk().templates, NOW)
    sheet = render_sheet(case, words, "folder", ())
    said = dict(sheet.facts)

    assert said["Waktu (hari, tanggal, dan jam)"] == "Sel 24 Nov 2026 09.00 WIB"
    assert said["Masuk"] == "Sel 24 Nov 2026 09.00 WIB"
    assert said["Tawaran"] == "Rak: A; Unit rak (U): 5-6; Sampai: Sen 30 Nov 2026 16.00 WIB"
    assert said["Surat permohonan"] == "surat.pdf"
    assert ("Server 2", "") in sheet.facts
    assert "Catatan" not in said
    assert sheet.journal[0].text.startswith("berpindah: Didisposisikan")
    assert "menunggu Kasi" in sheet.state
    assert not [text for text in said.values() if "{" in text or "+00:00" in text]


def test_every_word_of_the_journal_is_known() -> None:
    assert all(text and text != what for what, text in WHATS.items())
