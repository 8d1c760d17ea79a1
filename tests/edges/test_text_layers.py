"""The text layers of attached files: read, or said why not; nothing in a file hangs, grows, raises or stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.edges.layers import LayerLimits, Layers
from bot.model import Address, Attachment, Message
from tests import letters

LIMITS = LayerLimits(seconds=8, megabytes=400, pages=5)
SENTENCE = "Nomor : 005/1/2026"


@pytest.fixture(scope="module")
def layers() -> Iterator[Layers]:
    made = Layers(LIMITS)
    yield made
    made.close()


def read(layers: Layers, content: bytes, name: str = "surat.pdf") -> Attachment:
    file = Attachment(name, "application/octet-stream", content)
    message = Message(
        "", "", "", Address("a@b.example"), "", datetime(2026, 11, 20, tzinfo=UTC), attachments=(file,)
    )
    return layers.read(message).attachments[0]


def test_a_pdf_keeps_its_columns_apart(layers: Layers) -> None:
    file = read(layers, letters.pdf())

    assert file.layer == "terbaca"
    (number,) = (line for line in file.text.split("\n") if "551/123" in line)
    assert number.split("  ")[-1].strip() == "Trenggalek, 20 November 2026"


def set_words(*words: tuple[int, int, str], before: str = "") -> bytes:
    """A page of words, each set on its own at that place (points from the lower left corner)."""
    shown = "".join(f"{before}1 0 0 1 {x} {y} Tm ({word}) Tj " for x, y, word in words)
    return letters.one_page(f"BT /F1 10 Tf {shown}ET".encode())


SET = {
    "words-one-by-one": (set_words((60, 700, "Hal"), (78, 700, ":"), (84, 700, "Titip"), (106, 700, "server")), ["Hal : Titip server"]),
    "letters-one-by-one": (set_words((60, 700, "T"), (66, 700, "i"), (68, 700, "t"), (71, 700, "i"), (73, 700, "p")), ["Titip"]),
    "columns": (set_words((60, 700, "Nomor"), (300, 700, "Kepada"), (60, 686, "Hal"), (300, 686, "Yth.")), ["Nomor  Kepada", "Hal  Yth."]),
    "columns-one-after-the-other": (set_words((60, 700, "Nomor"), (60, 686, "Hal"), (92, 700, "Kepada"), (92, 686, "Yth.")), ["Nomor  Kepada", "Hal  Yth."]),
    "a-hyphen-at-a-line's-end": (set_words((60, 700, "0812-0000-"), (60, 686, "0101")), ["0812-0000-", "0101"]),
    "a-stamp-that-leans": (letters.one_page(b"BT /F1 10 Tf 1 0 0 1 60 700 Tm (Hal) Tj 0 1 -1 0 300 300 Tm (CAP) Tj 0.7 0.7 -0.7 0.7 200 200 Tm (ASLI) Tj ET"), ["Hal"]),
    "upside-down-space": (letters.one_page(b"1 0 0 -1 0 842 cm BT /F1 10 Tf 1 0 0 -1 60 100 Tm (Nomor) Tj 1 0 0 -1 60 114 Tm (Hal) Tj ET"), ["Nomor", "Hal"]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "lines"), SET.values(), ids=SET)
def test_a_page_is_read_as_it_looks(layers: Layers, content: bytes, lines: list[str]) -> None:
    found = [re.sub(r" {3,}", "  ", line) for line in read(layers, content).text.split("\n")]

    assert found == lines


def test_a_docx_puts_the_cells_of_a_row_side_by_side(layers: Layers) -> None:
    body = letters.row(("Nomor", "Hal"), (":", ":"), ("005/1/2026", "Permohonan"))
    file = read(layers, letters.docx(body, {"word/header1.xml": letters.lines("DINAS CONTOH")}), "surat.docx")

    assert (file.layer, file.text.split("\n")) == (
        "terbaca",
        ["DINAS CONTOH", "Nomor\t:\t005/1/2026", "Hal\t:\tPermohonan"],
    )


DEEP = "<w:tbl><w:tr><w:tc>" * 50_000 + letters.lines(SENTENCE) + "</w:tc></w:tr></w:tbl>" * 50_000
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
HOSTILE: tuple[tuple[str, Callable[[], bytes], set[str]], ...] = (
    ("not-a-pdf", lambda: b"%PDF-1.4\n" + b"% x\n" * 100, {"rusak"}),
    ("nothing", lambda: b"", {"rusak"}),
    ("noise", lambda: bytes(range(256)) * 40, {"rusak"}),
    ("truncated", lambda: letters.pdf()[:2000], {"rusak"}),
    ("scan", letters.scan, {"terbaca"}),
    ("password", letters.locked, {"terkunci"}),
    ("office-password", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), {"terkunci"}),
    ("bomb", letters.bomb, {"terlalu-besar"}),
    ("pages-of-itself", lambda: letters.one_page(b"", kids="2 0 R"), {"rusak", "terbaca"}),
    ("form-in-itself", lambda: letters.one_page(b"/X Do", resources="/XObject<</X 6 0 R>>"), {"rusak", "terbaca"}),
    ("parts-missing", lambda: letters.docx("").replace(b"word/document.xml", b"word/dokument.xml"), {"rusak"}),
    ("xml-broken", lambda: letters.docx("<w:p>"), {"rusak"}),
    ("entities", lambda: letters.docx(letters.lines("&j;").replace("&amp;", "&"), before=ENTITIES), {"rusak"}),
    ("docx-bomb", lambda: letters.docx("<w:p/>" + " " * (80 << 20)), {"terlalu-besar"}),
    ("deep-tables", lambda: letters.docx(DEEP), {"terbaca", "rusak", "terlalu-besar"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("make", "states"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_hostile_file_is_said_to_be_one(
    layers: Layers, make: Callable[[], bytes], states: set[str]
) -> None:
    started = time.monotonic()

    assert read(layers, make()).layer in states
    assert time.monotonic() - started < 2 * LIMITS.seconds


def test_of_a_thousand_pages_the_first_are_read(layers: Layers) -> None:
    file = read(layers, letters.many_pages(1000))

    assert (file.layer, "551/123" in file.text) == ("terbaca", True)


def test_no_more_characters_than_allowed() -> None:
    layers = Layers(LayerLimits(characters=50))

    assert len(read(layers, letters.pdf()).text) == 50
    assert len(read(layers, letters.docx(letters.lines("x" * 70)), "a.docx").text) == 50
    layers.close()


def test_a_file_over_the_octets_is_not_opened() -> None:
    layers = Layers(LayerLimits(octets=100))

    assert read(layers, letters.pdf()).layer == "terlalu-besar"
    assert layers._child is None


def test_a_file_that_takes_too_long_is_left_and_the_next_is_read() -> None:
    layers = Layers(replace(LIMITS, seconds=0.4))
    started = time.monotonic()

    assert read(layers, letters.slow()).layer == "terlalu-lama"
    assert time.monotonic() - started < 5
    layers.limits = LIMITS
    assert read(layers, letters.pdf()).layer == "terbaca"
    layers.close()


def test_a_child_killed_between_two_letters_or_in_the_middle_of_one_is_replaced() -> None:
    layers = Layers(LIMITS)
    assert read(layers, letters.pdf()).layer == "terbaca"
    first = layers._child
    assert first is not None
    first.kill()
    assert read(layers, letters.pdf()).layer == "terbaca"
    second = layers._child
    assert second is not None
    assert second.pid != first.pid

    os.kill(second.pid, signal.SIGSTOP)  # it takes the letter and never answers
    threading.Timer(0.2, second.kill).start()
    assert read(layers, letters.pdf()).layer == "terbaca"
    layers.close()
    layers.close()


def test_a_child_is_kept_and_ends_with_whoever_started_it() -> None:
    layers = Layers(LIMITS)
    read(layers, letters.pdf())
    child = layers._child
    read(layers, letters.pdf())
    assert layers._child is child
    assert child is not None

    del layers
    assert child.poll() is not None


def test_a_message_without_such_a_file_costs_nothing() -> None:
    layers = Layers(LIMITS)
    file = Attachment("foto.jpg", "image/jpeg", b"x")
    message = Message(
        "", "", "", Address("a@b.example"), "", datetime(2026, 11, 20, tzinfo=UTC), attachments=(file,)
    )

    assert layers.read(message) is message
    assert layers._child is None


def test_the_bot_starts_without_the_library() -> None:
    code = "import sys, bot.app, bot.trying; assert 'pypdfium2' not in sys.modules"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="this system does not show limits")
def test_the_child_can_open_no_file(layers: Layers) -> None:
    assert read(layers, letters.pdf()).layer == "terbaca"
    assert layers._child is not None

    limits = Path(f"/proc/{layers._child.pid}/limits").read_text()
    assert re.search(r"Max open files +3 +3 ", limits)


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="this system does not show an environment"
)
def test_the_passwords_of_the_bot_do_not_go_to_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDI_KANTOR", "kata-sandi-contoh")
    layers = Layers(LIMITS)
    assert read(layers, letters.pdf()).layer == "terbaca"
    assert layers._child is not None

    environment = Path(f"/proc/{layers._child.pid}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"kata-sandi-contoh" not in environment
    layers.close()
