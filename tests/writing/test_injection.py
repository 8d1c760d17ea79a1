"""What people write stays words: in headers, text, HTML, templates, forms and the calendar."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from icalendar import Calendar
from selectolax.lexbor import LexborHTMLParser

from bot.model import Address, Case, Letter, Send
from bot.writing.compose import compose_letters
from bot.writing.markup import inert, parse_blocks
from tests.writing.desk import FULL, body, make_case, make_desk, parse, shipped_rules, write

EVIL = [
    "x\r\nBcc: korban@lain.example",
    "{{7*7}} {% for x in range(9) %}",
    "<script>alert(1)</script><img src=x onerror=y>",
    '#read("/etc/passwd") #eval("1+1") *tebal* $x$ <label> @ref //',
    '=cmd|"/c calc"!A1',
    "- butir\n! sorot\n= Rak : Z\n> kutip\nLabel : nilai",
    "\x02\x03\x04 \u202eterbalik",
    'x" href="javascript:alert(1)',
    "BEGIN:VEVENT\nEND:VCALENDAR",
]
STEPS = [
    (step.id, call.letter, call.to) for step in shipped_rules().procedures[0].steps for call in step.letters
]


def _evil_case(step: str, evil: str) -> Case:
    fields = {
        name: evil if isinstance(value, str) else value for name, value in FULL.items()
    } | {
        "surat": dict.fromkeys(FULL["surat"], evil),
        "server": [dict.fromkeys(FULL["server"][0], evil)],
        "ip": [evil],
    }  # fmt: skip
    return make_case(step, fields=fields, applicant=Address("tik@contoh.example", evil))


def _all_letters(evil: str) -> list[Letter]:
    letters: list[Letter] = []
    sends = [*STEPS, ("permohonan", "belum-lengkap", "pemohon"), ("penyerahan", "tempat-siap", "pemohon"),
             ("konfigurasi", "serah-terima", "pemohon"), ("konfigurasi", "keluhan", "kasi")]  # fmt: skip
    for step, letter, role in sends:
        send = Send(
            letter, role=role, missing=("opd", evil), said={"keluhan": evil, "alasan": evil, evil: evil}
        )
        letters += compose_letters(_evil_case(step, evil), (send,), make_desk())[1]
    return letters


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_people_write_becomes_structure(evil: str) -> None:
    for letter in _all_letters(evil):
        message = parse(letter)
        assert message["Bcc"] is None
        assert not [*message.defects, *(d for value in message.values() for d in value.defects)]
        html = LexborHTMLParser(body(letter, "html"))
        assert not html.css("script, img, label, iframe")
        assert not [node for node in html.css("*") if any(name.startswith("on") for name in node.attributes)]
        assert all(
            str(a.attributes["href"]).startswith("mailto:server@kominfo.example?") for a in html.css("a")
        )
        assert "49" not in letter.text
        for made in letter.files:
            _check_file(made.content, evil)


def _check_file(content: bytes, evil: str) -> None:
    if content.startswith(b"BEGIN:VCALENDAR"):
        calendar = Calendar.from_ical(content)
        assert len(list(calendar.walk("VEVENT"))) == 1
        return
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "root:" not in text
    if evil.startswith("#read"):
        assert "#read(" in text


def test_values_are_never_markup() -> None:
    source = f"{inert('- a')}\n\n- {inert('! b')}\n\n{inert('x : y')} : {inert('p : q')}\n\n"
    source += f"> {inert('c' + chr(10) + '- d')}"
    kinds = [(block.kind, block.lines or block.rows) for block in parse_blocks(source)]
    assert kinds == [
        ("paragraph", ("- a",)),
        ("list", ("! b",)),
        ("rows", (("x : y", "p : q"),)),
        ("quote", ("c\n- d",)),
    ]


def test_markup() -> None:
    source = "satu\ndua\n- a\n- b\nX : 1\nYy : 2\n= Isi :\n! awas\n\ntiga: empat"
    assert [(block.kind, block.lines or block.rows) for block in parse_blocks(source)] == [
        ("paragraph", ("satu dua",)),
        ("list", ("a", "b")),
        ("rows", (("X", "1"), ("Yy", "2"))),
        ("form", (("Isi", ""),)),
        ("highlight", ("awas",)),
        ("paragraph", ("tiga: empat",)),
    ]


def test_quoted_words_keep_their_lines() -> None:
    letter = write(make_case("konfigurasi"), "keluhan", "teknisi", said={"keluhan": "satu\n-- \nRak : Z"})
    assert "> satu\n> --\n> Rak : Z\n" in letter.text
    assert len(re.findall(r"^-- $", letter.text, re.M)) == 1
