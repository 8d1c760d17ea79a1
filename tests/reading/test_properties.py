"""What a mail program does to a mail changes nothing of its reading; what we wrote is never taken for an answer.

The examples are the same in every run. TITIP_EXAMPLES=5000 tries that many of each property, at random.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.model import Place, Reading
from bot.reading.guard import guard_message
from bot.reading.parse import parse_message
from bot.reading.visible import read_visible
from tests.reading.mails import OWN, RECEIVED, WORDS
from tests.reading.ours import Ours, letters_to, our_letters
from tests.reading.programs import PROGRAMS, Way, answer, answer_html, to_html
from tests.reading.saying import shipped
from tests.reading.sayings import SAYINGS, Saying
from tests.reading.wire import Wire, wire_mail

_MANY = int(os.environ.get("TITIP_EXAMPLES", "0"))
many = settings(
    max_examples=_MANY or 80, derandomize=not _MANY, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

sayings = st.sampled_from(SAYINGS)
ways = st.builds(
    Way, st.sampled_from(PROGRAMS), st.sampled_from(["above", "below"]), st.booleans(),
    st.sampled_from(["", "marked", "scraps"]), st.booleans(),
)  # fmt: skip


def read(raw: bytes, place: Place, letters: tuple[str, ...]) -> Reading:
    """As the bot reads: parse, guard, what is visible, what it says."""
    message = parse_message(raw, RECEIVED)
    verdict = guard_message(message, OWN, WORDS)
    assert verdict.action == "accept", verdict
    return shipped().read(message, read_visible(message, letters, WORDS), verdict.kind, place)


def gist(reading: Reading) -> tuple[Any, ...]:
    """What must stay. The case of a field's letters is the writer's."""
    fields = json.loads(json.dumps(dict(reading.fields)).lower())
    return reading.kind, reading.process, reading.outcome, fields


FACTS = {"opd": "Dinas Contoh Pendidikan", "kontak": "Budi Contoh", "surat": {"berkas": "surat.pdf"}}


def place_of(process: str, step: str, role: str) -> Place:
    return Place(process or None, step or None, role, FACTS if process else {})


def read_as(said: Saying, raw: bytes, *letters: str) -> tuple[Any, ...]:
    return gist(read(raw, place_of(said.process, said.step, said.role), letters))


def plainly(said: Saying, subject: str) -> bytes:
    """The mail without anything a program could do to it."""
    return wire_mail(said.text, subject=subject)


def letters_for(said: Saying) -> tuple[Ours, ...]:
    return letters_to(said.process, said.step, said.role)


@pytest.mark.parametrize("said", SAYINGS, ids=repr)
def test_the_sayings_are_read(said: Saying) -> None:
    assert letters_for(said)
    reading = read(
        plainly(said, letters_for(said)[0].subject), place_of(said.process, said.step, said.role), ()
    )
    assert reading.outcome == said.outcome


@st.composite
def answered(draw: Callable[..., Any]) -> tuple[Saying, Ours]:
    said = draw(sayings)
    return said, draw(st.sampled_from(letters_for(said)))


def tells_parties(ours: Ours) -> bool:
    """A record of a handover looks, where our letters are not at hand, like the form that a person filled in."""
    lines = [line.partition(":")[2].strip() for line in ours.text.split("\n") if line.startswith("Yang me")]
    return len(lines) == 2 and all(lines)


def known(ours: Ours, way: Way) -> list[tuple[str, ...]]:
    """Which of our letters the reader is given: those of the case, or none (`titip try`)."""
    all_of_them = tuple(one.text for one in letters_to(ours.process, ours.step, ours.role)) or (ours.text,)
    return [all_of_them] if way.needs_letters or tells_parties(ours) else [all_of_them, ()]


# ---- quotes ------------------------------------------------------------------------------------------------


@many
@given(answered(), ways, st.sampled_from(["plain", "html", "both"]))
def test_quoting_our_letter_changes_nothing(pair: tuple[Saying, Ours], way: Way, kind: str) -> None:
    said, ours = pair
    html = answer_html(said.text, ours, way) if kind != "plain" else ""
    text = answer(said.text, ours, way) if kind != "html" else ""
    raw = wire_mail(text, html, subject=f"Re: {ours.subject}")
    for letters in known(ours, way):
        assert read_as(said, raw, *letters) == read_as(said, plainly(said, f"Re: {ours.subject}"), *letters)


@many
@given(st.sampled_from(our_letters()), ways, st.sampled_from(["plain", "html", "both"]))
def test_a_quote_alone_says_nothing(ours: Ours, way: Way, kind: str) -> None:
    html = answer_html("", ours, way) if kind != "plain" else ""
    text = answer("", ours, way) if kind != "html" else ""
    raw = wire_mail(text, html, subject=f"Re: {ours.subject}")
    for letters in known(ours, way):
        reading = read(raw, place_of(ours.process, ours.step, ours.role), letters)
        assert (reading.outcome, dict(reading.fields)) == (None, {})
        assert reading.kind == ("reply" if ours.process else "unrelated")


# ---- what stands under the text ----------------------------------------------------------------------------

SIGNATURES = (
    "\n\n-- \nBudi Contoh",
    "\n-- \nBudi Contoh\nStaf Bidang TIK",
    "\n\nHormat kami,\n\nBudi Contoh, S.Kom",
    "\n\nTerima kasih",
    "\n\nTerima kasih,\nBudi",
    "\n\nWassalamualaikum Wr. Wb.\n\nBudi Contoh",
    "\n\nBest regards,\nBudi Contoh\nIT Support",
    "\n\nBudi Contoh\nStaf Bidang Infrastruktur",
    "\n\nDikirim dari iPhone saya",
    "\n\nSent from my Galaxy",
    "\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>",
    "\n\nDikirim dari Yahoo Mail di Android",
    "\n\n-- \nDikirim dari perangkat Android saya dengan K-9 Mail. Mohon maaf telah membalas dengan singkat.",
    "\n\nPesan ini dan lampirannya bersifat rahasia. Bila Saudara bukan penerima yang dituju, segera hapus pesan ini.",
    "\n\nDISCLAIMER: This e-mail is confidential. If you are not the intended recipient, delete it.",
    "\n\nPERHATIAN: Email ini berasal dari luar organisasi. Jangan membuka tautan atau lampiran.",
    "\n\nMohon pertimbangkan lingkungan sebelum mencetak surel ini.",
    "\n\n-- \nBudi Contoh\nBidang TIK\nJl. Contoh No. 1\n\nPesan ini bersifat rahasia.",
)


@many
@given(answered(), st.sampled_from(SIGNATURES), ways, st.booleans(), st.booleans())
@example((SAYINGS[0], letters_for(SAYINGS[0])[0]), SIGNATURES[0], Way(PROGRAMS[0]), True, True)
def test_a_signature_changes_nothing(
    pair: tuple[Saying, Ours], signature: str, way: Way, html: bool, quoted: bool
) -> None:
    said, ours = pair
    text = said.text + signature
    if quoted:
        plain, page = answer(text, ours, way), answer_html(text, ours, way)
    else:
        plain, page = text, f"<div>{to_html(text)}</div>"
    raw = wire_mail("" if html else plain, page if html else "", subject=f"Re: {ours.subject}")
    letters = known(ours, way)[0]

    assert read_as(said, raw, *letters) == read_as(said, plainly(said, f"Re: {ours.subject}"), *letters)


# ---- case, and how the text travels ------------------------------------------------------------------------

CASES = (str.upper, str.lower, str.title, str.capitalize)


@many
@given(answered(), st.sampled_from(CASES))
def test_the_case_of_letters_changes_nothing(pair: tuple[Saying, Ours], change: Callable[[str], str]) -> None:
    said, ours = pair
    raw = wire_mail(change(said.text), subject=f"Re: {ours.subject}")

    assert read_as(said, raw) == read_as(said, plainly(said, f"Re: {ours.subject}"))


CHARSETS = (
    ("utf-8", "utf-8"), ("utf-8", "UTF-8"), ("utf-8", ""), ("utf-8", "us-ascii"), ("utf-8", "iso-8859-1"),
    ("utf-8-sig", "utf-8"), ("cp1252", "windows-1252"), ("cp1252", "iso-8859-1"), ("cp1252", "utf-8"),
    ("utf-16", "utf-16"), ("utf-16-le", "utf-16le"), ("utf-8", "x-unknown"),
)  # fmt: skip
wires = st.builds(
    lambda charset, coding, flowed: Wire(*charset, coding, flowed),
    st.sampled_from(CHARSETS),
    st.sampled_from(["7bit", "8bit", "quoted-printable", "base64"]),
    st.sampled_from(["", "no", "yes"]),
)
INVISIBLE = (
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", " \u200b"),
    lambda text: "\u200b".join(text),
    lambda text: f"\ufeff{text}\u200e",
    lambda text: text.replace("a", "a\u00ad"),
    lambda text: text.replace("\n", "  \n"),
    lambda text: text.replace(" ", "\u2002"),
    lambda text: f"\n\n{text}\n\n\n",
    lambda text: text.replace("\n", "\r\n"),
)
PAGES = (
    "{}",
    "<html><body>{}</body></html>",
    '<div dir="auto">{}</div>',
    '<p class="MsoNormal"><span lang="IN" style="font-size:11.0pt;font-family:&quot;Calibri&quot;">{}<o:p></o:p></span></p>',
    '<table width="100%"><tr><td><p style="margin:0">{}</p></td></tr></table>',
    "<style>p {{ color: red }}</style><!-- ditolak --><p>{}</p>",
    '<div><div><font face="Arial"><b>{}</b></font></div></div><div style="display:none">TOLAK</div>',
    '<div style="direction:ltr">{}</div><img src="cid:x" alt=""><br>',
)


@many
@given(answered(), wires, st.sampled_from(["", *PAGES]), st.booleans(), ways)
def test_how_it_travels_changes_nothing(
    pair: tuple[Saying, Ours], wire: Wire, page: str, quoted: bool, way: Way
) -> None:
    said, ours = pair
    assume(wire.coding == "base64" or not wire.charset.startswith("utf-16"))  # RFC 2045 6.7, 2781 4.3
    text = answer(said.text, ours, way) if quoted else said.text
    html = (
        "" if not page else answer_html(said.text, ours, way) if quoted else page.format(to_html(said.text))
    )
    raw = wire_mail("" if html else text, html, f"Re: {ours.subject}", wire)
    letters = known(ours, way)[0]

    assert read_as(said, raw, *letters) == read_as(said, plainly(said, f"Re: {ours.subject}"), *letters)


@many
@given(answered(), st.sampled_from(INVISIBLE), st.sampled_from(["", *PAGES]))
def test_what_nobody_sees_changes_nothing(
    pair: tuple[Saying, Ours], change: Callable[[str], str], page: str
) -> None:
    said, ours = pair
    text = change(said.text)
    raw = wire_mail("" if page else text, page and page.format(to_html(text)), f"Re: {ours.subject}")

    assert read_as(said, raw) == read_as(said, plainly(said, f"Re: {ours.subject}"))
