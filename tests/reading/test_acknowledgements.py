"""An acknowledgement needs no answer; what says one word more does, and so does a yes of whom a decision is awaited."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Address, Attachment, Place, Reading
from bot.reading.visible import read_visible
from tests.reading.acknowledgements import ANYWHERE, APPOINTED, LETTER, NEAR, UNAPPOINTED
from tests.reading.mails import WORDS, mail
from tests.reading.saying import SENT, shipped
from tests.reading.test_fields import file

THURSDAY: dict[str, Any] = {
    "opd": "Dinas Kesehatan", "kontak": "Budi Contoh", "waktu": ["2026-11-26T09:00:00+07:00"],
}  # fmt: skip
# where nothing is awaited of who writes, and no word of his decides
AT_REST = [
    ("penyerahan", "pemohon", THURSDAY),
    ("penyerahan", "kasi", THURSDAY),
    ("tempat", "pemohon", {}),
    ("disposisi-kadis", "pemohon", {}),
    ("konfigurasi", "pemohon", THURSDAY),
    ("daftar-tunggu", "pemohon", {}),
    ("tempat", "kadis", {}),
]


def take(
    text: str,
    step: str,
    role: str,
    facts: dict[str, Any],
    *,
    process: str = "penitipan",
    kind: str = "plain",
    files: tuple[Attachment, ...] = (),
    **more: Any,
) -> Reading:
    """The reading of a mail as it comes, signature and quoted letter and all."""
    subject = more.pop(
        "subject", "Re: [TTP-2026-0007.3.abcdefgh] Tempat sudah siap: jadwal penyerahan server"
    )
    message = replace(
        mail(text, kind=kind, subject=subject), attachments=files, date=SENT,
        sender=Address("budi@dinkes.example", "Budi Contoh"),
    )  # fmt: skip
    place = Place(process, step, role, facts, (LETTER,), **more)
    return shipped().read(message, read_visible(message, (LETTER,), WORDS), None, place)


@pytest.mark.parametrize("text", ANYWHERE)
@pytest.mark.parametrize(("step", "role", "facts"), AT_REST)
def test_an_acknowledgement_needs_no_answer(step: str, role: str, facts: dict[str, Any], text: str) -> None:
    reading = take(text, step, role, facts)
    assert (reading.kind, reading.outcome, reading.polite) == ("reply", None, True)
    assert reading.evidence[0].about == "polite"


@pytest.mark.parametrize("text", APPOINTED)
@pytest.mark.parametrize("role", ["pemohon", "kasi", "teknisi"])
def test_so_does_one_of_the_time_that_stands(role: str, text: str) -> None:
    reading = take(text, "penyerahan", role, THURSDAY)
    assert (reading.outcome, reading.polite) == (None, True)


@pytest.mark.parametrize("text", NEAR)
def test_a_word_more_makes_it_more(text: str) -> None:
    assert not take(text, "penyerahan", "pemohon", THURSDAY).polite


@pytest.mark.parametrize("text", UNAPPOINTED)
@pytest.mark.parametrize("step", ["disposisi-kadis", "tempat", "daftar-tunggu", "konfigurasi"])
def test_nobody_comes_at_a_time_that_nobody_named(step: str, text: str) -> None:
    assert not take(text, step, "pemohon", {}).polite


def test_a_time_that_is_asked_for_is_not_the_one_that_stands() -> None:
    text = "Siap, Kamis kami antar"
    assert take(text, "penyerahan", "pemohon", THURSDAY).polite
    assert not take(text, "penyerahan", "pemohon", THURSDAY, awaiting=("waktu",)).polite


@pytest.mark.parametrize(
    ("attached", "polite"),
    [
        (file("surat-tugas.pdf", "application/pdf"), False),
        (file("IMG_0001.jpeg", "image/jpeg", inline=True), False),
        (file("image001.png", "image/png", 400, inline=True), True),
    ],
)
def test_who_attaches_something_says_something(attached: Attachment, polite: bool) -> None:
    assert (
        take("Siap Pak, terima kasih", "penyerahan", "pemohon", THURSDAY, files=(attached,)).polite is polite
    )


def test_html_alone_reads_the_same() -> None:
    html = "<div dir='auto'>Siap Pak, matur nuwun &#128591;</div>"
    assert take(html, "penyerahan", "pemohon", THURSDAY, kind="html").polite


@pytest.mark.parametrize(
    ("subject", "text", "polite"),
    [
        ("Siap Pak, terima kasih", "", True),
        ("Server kami mati", "", False),
        ("Kapan server kami diproses?", "Terima kasih", False),
        ("Server kami mati", "Terima kasih", False),
        ("Siap Pak", "Terima kasih", True),
    ],
)
def test_the_subject_speaks_where_it_is_his_own(subject: str, text: str, polite: bool) -> None:
    assert take(text, "konfigurasi", "pemohon", THURSDAY, subject=subject).polite is polite


# what the step waits for, said by whom it waits for: (step, role, text, outcome, polite)
AWAITED = [
    ("disposisi-kadis", "kadis", "Siap", "disposisi", False),
    ("disposisi-kadis", "kadis", "Ok", "disposisi", False),
    ("disposisi-kadis", "kadis", "ok, terima kasih", "disposisi", False),
    ("disposisi-kadis", "kadis", "setuju", "disposisi", False),
    ("disposisi-kadis", "kadis", "Baik", None, False),
    ("disposisi-kadis", "kadis", "Baik, terima kasih", None, False),
    ("disposisi-kadis", "kadis", "Mantap, terima kasih", None, False),
    ("disposisi-kadis", "kadis", "okeee makasih", None, False),
    ("disposisi-kadis", "kadis", "👍", None, False),
    ("disposisi-kadis", "kadis", "👍🙏", None, False),
    ("disposisi-kadis", "kadis", "👍 terima kasih", None, False),
    ("disposisi-kadis", "kadis", "Noted", None, False),
    ("disposisi-kadis", "kadis", "Terima kasih", None, True),
    ("disposisi-kadis", "kadis", "🙏", None, True),
    ("disposisi-kadis", "kadis", "Surat sudah saya terima, terima kasih", None, True),
    ("disposisi-kabid", "kabid", "nggih", "teruskan", False),
    ("disposisi-kabid", "kabid", "Baik, terima kasih", None, False),
    ("disposisi-kabid", "kabid", "matur nuwun infonya", None, True),
    ("tempat", "kasi", "ok", "tersedia", False),
    ("tempat", "kasi", "Siap", None, False),
    ("tempat", "kasi", "okee", None, False),
    ("tempat", "kasi", "Mantap, terima kasih", None, False),
    ("tempat", "kasi", "tks infonya", None, True),
    ("tempat", "kasi", "Siapkan tempat", None, False),
    ("disposisi-kadis", "kadis", "Kabari kami", None, False),
    ("disposisi-kadis", "kadis", "Baik, akan saya tindaklanjuti", None, False),
    ("disposisi-kabid", "kabid", "Terima kasih, saya koordinasikan dulu", None, False),
    ("tempat", "kasi", "Siap, kami menyesuaikan", None, False),
    ("konfigurasi", "teknisi", "Siap standby", None, False),
    ("penyerahan", "teknisi", "Siap, besok saya siapkan", None, True),
    ("penyerahan", "teknisi", "Siap, Jumat saya siapkan", None, False),
    ("aktif", "teknisi", "Baik, besok saya cek", None, True),
    ("aktif", "teknisi", "Baik, besok", None, True),
    ("aktif", "teknisi", "Mantap", None, False),
    ("uji-akses", "pemohon", "Siap, besok kami datang", None, False),
    ("disposisi-kadis", "kadis", "Siapkan tempat untuk server ini", None, False),
    ("disposisi-kadis", "kadis", "Nanti saya pelajari dulu", None, True),
    ("uji-akses", "pemohon", "ok", "bisa-diakses", False),
    ("uji-akses", "pemohon", "Baik", None, False),
    ("uji-akses", "pemohon", "okee", None, False),
    ("uji-akses", "pemohon", "👍", None, False),
    ("uji-akses", "pemohon", "Mantap pak, terima kasih", None, False),
    ("uji-akses", "pemohon", "Terima kasih infonya 🙏", None, True),
    ("uji-akses", "pemohon", "Siap, segera kami coba", None, True),
    ("uji-akses", "pemohon", "Baik, besok kami coba. Terima kasih", None, True),
    ("penyerahan", "teknisi", "ok", "diterima", False),
    ("penyerahan", "teknisi", "okee", None, False),
    ("penyerahan", "teknisi", "👍", None, False),
    ("penyerahan", "teknisi", "Siap", None, True),
    ("penyerahan", "teknisi", "Siap, Kamis kami tunggu", None, True),
    ("penyerahan", "teknisi", "Siap, Jumat kami tunggu", None, False),
    ("konfigurasi", "teknisi", "Siap, besok kami coba", None, True),
    ("aktif", "pemohon", "ok", "masih", False),
    ("aktif", "pemohon", "okee", None, False),
    ("aktif", "pemohon", "👍", None, False),
    ("aktif", "pemohon", "Baik, terima kasih", None, True),
    ("permohonan", "pemohon", "Siap, segera kami lengkapi", None, True),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "text", "outcome", "polite"), AWAITED)
def test_a_yes_where_a_decision_is_awaited(
    step: str, role: str, text: str, outcome: str | None, polite: bool
) -> None:
    facts = THURSDAY if step in ("penyerahan", "konfigurasi", "uji-akses", "aktif") else {}
    reading = take(text, step, role, facts)
    assert (reading.outcome, reading.polite) == (outcome, polite)


@pytest.mark.parametrize(
    ("text", "polite"), [("Siap, Kamis kami ambil", True), ("Siap, Jumat kami ambil", False)]
)
def test_what_was_stored_is_fetched_at_the_time_that_stands(text: str, polite: bool) -> None:
    assert take(text, "pengambilan", "pemohon", THURSDAY, process="pengembalian").polite is polite
    assert not take(text, "penyerahan", "pemohon", THURSDAY).polite


def test_an_offer_is_accepted_where_there_is_one() -> None:
    facts = {"tawaran": "2026-11-30"}
    assert take("Siap", "daftar-tunggu", "pemohon", facts).outcome == "bersedia"
    assert not take("okee", "daftar-tunggu", "pemohon", facts).polite
    assert not take("👍", "daftar-tunggu", "pemohon", facts).polite
