"""The forms as PDF, and the appointment: read back, they hold the facts; the same facts give the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest
from icalendar import Calendar

from bot.model import Address, Case, Letter, Send
from bot.office import FloorView, Office, StandIn
from bot.writing.compose import compose_letters
from bot.writing.examples import example_stock
from bot.writing.form_facts import form_facts
from bot.writing.forms import render_form
from bot.writing.stock_facts import floor_picture, list_facts
from bot.writing.wording import party
from tests.writing.desk import FULL, NOW, make_case, make_desk, make_office, write


def _pdf(case: Case, form: str) -> pypdf.PdfReader:
    desk = make_desk()
    content = render_form(desk.forms, form, form_facts(form, case, desk.words, NOW), NOW)
    assert content == render_form(desk.forms, form, form_facts(form, case, desk.words, NOW), NOW)
    return pypdf.PdfReader(io.BytesIO(content))


def _text(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\u200b", "").split())


def test_the_position_said_with_a_name_is_printed() -> None:
    case = make_case("konfigurasi", {**FULL, "diserahkan_oleh": "Budi Contoh (Kepala Seksi Data)"})
    text = _text(_pdf(case, "formulir-serah-terima"))
    assert "Nama : Budi Contoh Jabatan : Kepala Seksi Data" in text
    assert "(Kepala" not in text


def test_servers_that_stand_apart_have_their_places_in_their_rows() -> None:
    servers = [
        {**FULL["server"][0], "rak": "A", "unit": "30-31"},
        {**FULL["server"][1], "rak": "B", "unit": "20"},
    ]
    facts = {key: value for key, value in FULL.items() if key not in ("rak", "unit")}
    text = _text(_pdf(make_case("konfigurasi", {**facts, "server": servers}), "formulir-serah-terima"))
    assert "rak A U30-31" in text
    assert "rak B U20" in text
    assert "Unit rak" not in text


HOLDS = [
    ("lembar-disposisi", "tempat",
     ["LEMBAR DISPOSISI", "Dinas Contoh Pendidikan", "045/123/2026", "20 November 2026",
      "Diterima tanggal 19 November 2026",
      "Nomor agenda TTP-2026-0007", "Sifat", "Permohonan Penitipan Server", "Prioritaskan layanan PPDB",
      "Siapkan tempat minggu ini",
      "Suryo Contoh, M.Si. Jumat, 20 November 2026",
      "Wulan Contoh Sabtu, 21 November 2026",
      "Kepala Dinas Komunikasi dan Informatika", "Menunggu keputusan"]),
    ("formulir-serah-terima", "konfigurasi",
     ["FORMULIR SERAH TERIMA BARANG", "hari Senin, tanggal 23 November 2026", "Ruang Server Lantai 2, Contoh",
      "Budi Contoh, S.Kom.", "Dinas Contoh Pendidikan", "Dimas Contoh", "Dinas Kominfo Kabupaten Contoh", "ABC1234",
      "Merek Y200", "Memori: 128 GB", "stiker hijau", "Rak : A", "10-12"]),
    ("lembar-periksa", "penyerahan",
     ["LEMBAR PEMERIKSAAN SERVER", "Selasa, 24 November 2026 pukul 09.00 WIB", "ABC1234", "Server 2",
      "DEF5678", "Technical Support", "Jenis Server"]),
    ("lembar-periksa-kembali", "penyerahan", ["Terpasang di", "Jenis Server"]),
]  # fmt: skip


@pytest.mark.parametrize(("form", "step", "holds"), HOLDS, ids=[row[0] for row in HOLDS])
def test_form_holds_the_facts(form: str, step: str, holds: list[str]) -> None:
    """procedure.md, "Forms"."""
    text = _text(_pdf(make_case(step), form))
    assert [phrase for phrase in holds if phrase not in text] == []
    assert "19000101" not in text


@pytest.mark.parametrize("form", [row[0] for row in HOLDS])
def test_form_without_facts_leaves_room_to_write(form: str) -> None:
    pdf = _pdf(make_case("permohonan", fields={}), form)
    assert len(pdf.pages) == 1
    assert "...." in _text(pdf)


def test_twelve_servers_run_over_pages_with_their_header() -> None:
    servers = [
        {"merek": f"Merek {n}", "nomor_seri": f"SN{n:04d}", "kondisi": "stiker " * 30} for n in range(12)
    ]
    pdf = _pdf(make_case("konfigurasi", fields={**FULL, "server": servers}), "formulir-serah-terima")
    assert len(pdf.pages) > 1
    assert all("Nomor seri" in page.extract_text() for page in pdf.pages)
    assert all(f"SN{n:04d}" in _text(pdf) for n in range(12))


@pytest.mark.parametrize(
    ("number", "broken"),
    [("x" * 27, False), ("x" * 28, True), ("é" * 27, False), ("é" * 28, True), ("x" * 27 + " " + "y" * 27, False),
     ("a " + "x" * 28, True), ("x" * 27 + "\u200b" + "y" * 27, False)],
)  # fmt: skip
def test_only_a_long_word_may_be_broken_anywhere(number: str, broken: bool) -> None:
    """A break is offered between all characters of the word."""
    server = {"merek": "Merek X100", "nomor_seri": number}
    pdf = _pdf(make_case("konfigurasi", fields={**FULL, "server": [server]}), "formulir-serah-terima")
    assert ("x\u200bx" in pdf.pages[0].extract_text() or "é\u200bé" in pdf.pages[0].extract_text()) is broken


def test_forms_of_an_older_make_find_their_facts_in_the_inputs() -> None:
    forms, facts = make_desk().forms, form_facts("lembar-disposisi", make_case(), make_desk().words, NOW)
    sources = {
        name: text.replace('json("data.json")', "json(bytes(sys.inputs.data))")
        for name, text in forms.sources.items()
    }
    assert sources != forms.sources
    older = render_form(replace(forms, sources=sources), "lembar-disposisi", facts, NOW)
    assert older == render_form(forms, "lembar-disposisi", facts, NOW)


@pytest.mark.parametrize(
    ("value", "prints", "wanted"),
    [
        ("Budi Contoh", True, ("Budi Contoh", "")),
        (
            "Budi Contoh, S.Kom. NIP. 19000101 190001 1 001",
            True,
            ("Budi Contoh, S.Kom.", "19000101 190001 1 001"),
        ),
        ("Budi Contoh (NIP 190001011900011001)", True, ("Budi Contoh", "190001011900011001")),
        ("Budi Contoh (NIP 190001011900011001)", False, ("Budi Contoh", "")),
        ({"nama": "Budi", "nip": "190001011900011001"}, False, ("Budi", "")),
        (None, True, ("", "")),
    ],
)
def test_party(value: object, prints: bool, wanted: tuple[str, str]) -> None:
    office: Office = replace(make_office(), print_nip=prints)
    found = party(value, office)
    assert (found["nama"], found["nip"]) == wanted


# ---- the appointment ------------------------------------------------------------------------------------


def _event(letter: Letter) -> Any:
    (made,) = letter.files
    assert made.name == "jadwal-TTP-2026-0007.ics"
    calendar = Calendar.from_ical(made.content)
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    return event


def test_appointment_reads_back() -> None:
    event = _event(write(make_case("penyerahan"), "tempat-siap", "pemohon"))
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)
    assert (event["UID"], event["SEQUENCE"]) == ("TTP-2026-0007@kominfo.example", 0)
    assert "Dinas Contoh Pendidikan" in event["SUMMARY"]
    assert event["LOCATION"] == "Ruang Server Lantai 2, Dinas Kominfo Kabupaten Contoh"
    assert "ATTENDEE" not in event


def test_new_time_updates_the_same_appointment() -> None:
    case, _ = compose_letters(make_case("penyerahan"), (Send("tempat-siap", role="pemohon"),), make_desk())
    moved = replace(case, fields={**FULL, "waktu": ["2026-11-25T13:00:00+07:00"]})
    later = replace(make_desk(), now=NOW + timedelta(hours=2))
    sends = (Send("jadwal-baru", role="pemohon"), Send("jadwal-baru", role="teknisi"))
    _, letters = compose_letters(moved, sends, later)
    assert len(letters) == 3
    for letter in letters:
        event = _event(letter)
        assert (event["UID"], event["SEQUENCE"]) == ("TTP-2026-0007@kominfo.example", 1)
        assert event["DTSTART"].dt == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("when", [[], ["besok"], None, "2026-11-24T09:00:00"])
def test_no_certain_time_gives_no_appointment(when: object) -> None:
    letter = write(make_case("penyerahan", fields={**FULL, "waktu": when}), "tempat-siap", "pemohon")
    assert letter.files == ()


def test_the_disposition_sheet_names_a_stand_in_for_what_he_signed() -> None:
    """The kadis's stand-in decided on his day; the kabid's stand-in has his days later, and signed nothing."""
    case = make_case("tempat")
    signed = {entry.by: entry.at.date() for entry in case.journal}
    acting = Address("wati@kominfo.example", "Wati Contoh")
    after = signed["kabid"] + timedelta(days=30)
    office = replace(
        make_office(),
        stand_ins=(
            StandIn("kadis", acting, signed["kadis"], signed["kadis"], "Plh."),
            StandIn("kabid", acting, after, after, "Plt."),
        ),
    )
    desk = replace(make_desk(), office=office)
    officials = form_facts("lembar-disposisi", case, desk.words, NOW)["pejabat"]

    assert [one["jabatan"] for one in officials[:2]] == [
        "Plh. Kepala Dinas Komunikasi dan Informatika", "Kabid Infrastruktur dan Aplikasi TIK",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("round_of", "month"),
    [({}, "November 2026"), ({"putaran": "2026-10"}, "Oktober 2026")],
    ids=["none", "asked"],
)
def test_the_inventory_form_tells_its_month(round_of: dict[str, str], month: str) -> None:
    """Konfigurasi 7: every month one; the month that was asked about, also when the answer comes later."""
    desk = make_desk()
    case = make_case("aktif", {**FULL, **round_of})
    facts = form_facts("formulir-inventaris", case, desk.words, NOW)
    facts |= list_facts(example_stock(desk.templates.terms), desk.words)
    text = _text(pypdf.PdfReader(io.BytesIO(render_form(desk.forms, "formulir-inventaris", facts, NOW))))
    assert f"Bulan : {month} OPD :" in text


def test_the_picture_of_the_racks_tells_its_day() -> None:
    """Whoever keeps the picture must see how old it is."""
    desk, floor = make_desk(), FloorView((), "A", "10-11")
    facts = floor_picture(floor, "TTP-2026-0007", desk.words.moment(NOW, "tanggal"))
    assert "23 November 2026" in facts["keadaan"]
    assert "Keadaan rak 23 November 2026" in _text(
        pypdf.PdfReader(io.BytesIO(render_form(desk.forms, "gambar-rak", facts, NOW)))
    )
