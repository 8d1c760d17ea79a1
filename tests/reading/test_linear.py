"""Texts that nobody writes: four times as much takes about four times as long, and what is cut is a person's to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench.hostile import PAGES, TEXTS
from bot.model import Message, Place, Visible
from bot.reading.lines import MAX_LINE, MAX_LINES, MAX_OWN, MAX_TEXT
from bot.reading.visible import read_visible
from bot.reading.visible_html import MAX_HTML, MAX_NODES
from tests.bench import Bench
from tests.reading.mails import WORDS, mail
from tests.reading.saying import message, shipped

LETTER = "Yth. Technical Support,\n\nMohon diisi:\n\nRak : ....\nIP : 192.0.2.1/24\n\n-- \nLayanan Penitipan Server"
STEPS = (Place("penitipan", "penyerahan", "teknisi"), Place("penitipan", "tempat", "kasi"))
STEEP = 9.0  # four times the text: 4 is linear, 16 quadratic; the rest is the machine's noise
EMPTY = mail("x")


def steepness(work: Callable[[int], None], size: int) -> float:
    """How many times longer four times the text takes; the least of four tries, as noise only adds."""
    least = [float("inf"), float("inf")]
    for _ in range(4):
        for at, length in enumerate((size, 4 * size)):
            started = time.process_time()
            work(length)
            least[at] = min(least[at], time.process_time() - started)
        if least[1] / least[0] < STEEP:
            break
    return least[1] / least[0]


@pytest.mark.parametrize("name", TEXTS)
def test_a_longer_text_takes_longer_in_proportion(name: str) -> None:
    def work(size: int) -> None:
        text = TEXTS[name](size)
        seen = read_visible(replace(EMPTY, text=text), (LETTER,), WORDS)
        shipped().read(EMPTY, seen, None, STEPS[0])
        for place in STEPS:
            shipped().read(message(), Visible(text, text, text, text), None, place)

    work(40)
    assert steepness(work, 400) < STEEP


def test_many_decisions_are_weighed_in_proportion() -> None:
    """Each "ok" is one that is found: what looks at each of them for each clause is seen only with many."""

    def work(size: int) -> None:
        text = "ok\n" * (size // 3)
        place = Place("penitipan", "disposisi-kadis", "kadis")
        shipped().read(message(), Visible(text, text, text, text), None, place)

    work(40)
    assert steepness(work, 4000) < STEEP


@pytest.mark.parametrize("name", PAGES)
def test_a_longer_page_takes_longer_in_proportion(name: str) -> None:
    def work(size: int) -> None:
        read_visible(replace(EMPTY, text="", html=PAGES[name](size)), (LETTER,), WORDS)

    work(40)
    assert steepness(work, 4000) < STEEP


CUT = [
    ("text", "ok\n\n> " + "a b " * (MAX_TEXT // 4) + "\n\nTOLAK", ""),
    ("line", "ok " + " " * MAX_LINE + "TOLAK", ""),
    ("lines", "ok\n" + "> x\n" * MAX_LINES + "TOLAK", ""),
    ("own words", "ok " + "kata\n" * (MAX_OWN // 5) + "TOLAK", ""),
    ("page", "", "<p>ok</p><!--" + " " * MAX_HTML + "--><p>TOLAK</p>"),
    ("nodes", "", "<p>ok</p>" + "<br>" * MAX_NODES + "<p>TOLAK</p>"),
    ("line of a page", "", f"<p>ok {'a ' * MAX_LINE}</p>"),
    ("nested lines", "", "<div>" * 600 + "x<br>" * MAX_LINES + "TOLAK"),
]


def read(mail: Message) -> Visible:
    return read_visible(mail, (LETTER,), WORDS)


@pytest.mark.parametrize(("text", "html"), [row[1:] for row in CUT], ids=[row[0] for row in CUT])
def test_what_is_too_long_decides_nothing(text: str, html: str) -> None:
    seen = read(replace(EMPTY, text=text, html=html))
    reading = shipped().read(EMPTY, seen, None, Place("penitipan", "disposisi-kadis", "kadis"))

    assert (seen.cut, reading.outcome, dict(reading.fields), reading.cut) == (True, None, {}, True)
    assert reading.unclear


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("ok\n\n> " + "x y\n> " * (MAX_LINES - 10), ""),
        ("ok\n\n> " + "a" * (MAX_LINE - 10), ""),
        ("ok", "<p>ok</p>" + " " * MAX_HTML),  # the text is read, not the page
        ("", "<p>ok</p>" + "<br>" * (MAX_NODES - 20)),
    ],
)
def test_what_is_just_not_too_long_is_read(text: str, html: str) -> None:
    seen = read(replace(EMPTY, text=text, html=html))
    reading = shipped().read(EMPTY, seen, None, Place("penitipan", "disposisi-kadis", "kadis"))

    assert (seen.cut, reading.outcome) == (False, "disposisi")


def test_a_mail_that_is_too_long_lies_before_a_person_with_all_its_text(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    ref = bench.request()
    text = "ok\n" + "kata lain lagi\n" * 40_000 + "TOLAK karena daya tidak cukup\n"
    taken = bench.say("kadis", text, bench.last(ref, "kadis"))

    assert bench.case(ref).step == "disposisi-kadis"
    assert taken.verdict == "held"
    assert any(b"TOLAK karena" in path.read_bytes() for path in (tmp_path / "data" / "held").rglob("*.eml"))
