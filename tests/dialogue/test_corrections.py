"""What people really answer to the monthly form and the slip, and what must then stand in the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.model import Case
from tests.dialogue.stage import Stage, html_of, staged, text_of
from tests.dialogue.test_inventory import FORM, ONLY_EMBEDDED, SLIP, first_round, newest
from tests.dialogue.test_return import FIRST, SECOND, stand
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def ask_round(stage: Stage, *servers: dict[str, Any]) -> str:
    """The servers stand here, and the month's round has asked about them; their case."""
    ref = stand(stage, *servers, telepon="081200001111")
    first_round(stage)
    return ref


def answer(stage: Stage, who: str, text: str) -> Case:
    """Somebody answers the form or the slip; the case after it."""
    letter = newest(stage, who, FORM if who == "teknisi" else SLIP)
    (ref,) = [case.ref for case in stage.cases]
    stage.say(who, text.replace("{ref}", ref), answers=letter)
    return stage.case(ref)


def facts_of(case: Case, index: int) -> dict[str, Any]:
    """What is recorded of one server: its own facts before the case's."""
    return {**case.fields, **case.fields["server"][index]}


def is_checked(case: Case) -> bool:
    return any(one.get("diperiksa") for one in case.fields["server"])


# ---- "Sesuai, but …" ---------------------------------------------------------------------------------------------

BUT = [
    ("Sesuai semuanya, hanya server DEF67890 sekarang di rak C U3", 1, {"rak": "C", "unit": "3"}),
    ("Data sudah sesuai semua, tapi kontaknya ganti jadi Pak Joko 0813-2222-3333", 0, {"kontak": "Joko"}),
    ("Semua cocok kecuali IP server kedua sekarang 10.10.5.88", 1, {"ip": ["10.10.5.88"]}),
    ("Sesuai, kecuali DEF67890 IP-nya sudah ganti 10.10.5.90", 1, {"ip": ["10.10.5.90"]}),
]


@pytest.mark.parametrize(("text", "index", "found"), BUT)
def test_what_is_said_beside_an_assent_is_a_correction(
    stage: Stage, text: str, index: int, found: dict[str, object]
) -> None:
    ask_round(stage, FIRST, SECOND)
    case = answer(stage, "teknisi", text)

    assert case.counts.get("koreksi") == 1
    assert {key: facts_of(case, index).get(key) for key in found} == found


ASKED_BACK = [
    ("teknisi", "sesuai, tp kabel power kendor"),
    ("teknisi", "memori 128 GB, lainnya sesuai"),
    ("teknisi", "Kipas server agak berisik, tetapi data sesuai"),
    ("teknisi", "Sesuai. IP server 10.10.5.99"),
    ("pemohon", "Masih dititipkan, tetapi sekarang ada di ruang lain"),
    ("pemohon", "Masih dititipkan. IP server 10.10.5.99"),
]


@pytest.mark.parametrize(("who", "text"), ASKED_BACK)
def test_an_assent_with_something_else_beside_it_is_asked_back(stage: Stage, who: str, text: str) -> None:
    ask_round(stage, FIRST)
    case = answer(stage, who, text)

    assert not case.counts
    assert not is_checked(case)
    assert "diperjelas" in stage.inbox(who)[-1]["Subject"]


ASSENTS = [
    ("teknisi", "Sesuai", "sesuai"),
    ("teknisi", "Sesuai, terima kasih\n\nDewi Contoh\nTechnical Support\nHP 0812-9999-0000", "sesuai"),
    ("teknisi", "Sudah dicek, semua sesuai: rak B U10, IP 10.10.5.21", "sesuai"),
    ("teknisi", "Mohon maaf baru sempat membalas, data sesuai", "sesuai"),
    ("pemohon", "Masih dititipkan\n\nSiti Lain\nHP 0812-9999-0000", "masih"),
    ("pemohon", "Iya masih, terima kasih", "masih"),
]


@pytest.mark.parametrize(("who", "text", "outcome"), ASSENTS)
def test_a_plain_assent_stays_one(stage: Stage, who: str, text: str, outcome: str) -> None:
    ask_round(stage, FIRST)
    case = answer(stage, who, text)

    assert dict(case.counts) == {outcome: 1}
    assert is_checked(case) is (who == "teknisi")
    assert (case.fields["kontak"], case.fields["telepon"]) == ("Budi Contoh", "081200001111")


def test_an_officials_signature_is_no_new_contact(stage: Stage) -> None:
    ask_round(stage, FIRST)
    case = answer(
        stage, "teknisi", "Koreksi, IP 10.10.5.99\n\nDewi Contoh\nTechnical Support\nHP 0812-9999-0000"
    )

    assert case.fields["ip"] == ["10.10.5.99"]
    assert (case.fields["kontak"], case.fields["telepon"]) == ("Budi Contoh", "081200001111")


# ---- the fields of the form ----------------------------------------------------------------------------------------

FIELDS = [
    ("Koreksi: Kondisi/ciri: kipas rusak", {"kondisi": "kipas rusak"}),
    ("KOREKSI\nKondisi : kipas rusak", {"kondisi": "kipas rusak"}),
    ("Koreksi, gateway 10.10.5.1", {"gateway": "10.10.5.1", "ip": ["10.10.5.21"]}),
    ("KOREKSI\nGateway : 10.10.5.254", {"gateway": "10.10.5.254"}),
    ("KOREKSI, Prosesor: Xeon Gold", {"prosesor": "Xeon Gold"}),
    ("Koreksi\nMemori: 128 GB", {"memori": "128 GB"}),
    ("IP : 10.10.5.77\nUnit : 12", {"ip": ["10.10.5.77"], "unit": "12"}),
]


@pytest.mark.parametrize(("text", "found"), FIELDS)
def test_every_field_of_the_form_can_be_corrected(stage: Stage, text: str, found: dict[str, object]) -> None:
    ask_round(stage, FIRST)
    case = answer(stage, "teknisi", text)

    assert {key: facts_of(case, 0).get(key) for key in found} == found
    assert dict(case.counts) == {"koreksi": 1}


def test_a_row_put_right_in_the_quote_needs_no_word(stage: Stage) -> None:
    ref = ask_round(stage, FIRST)
    mail = stage.write("teknisi", "Dewi", answers=newest(stage, "teknisi", FORM))
    text = mail.get_content()
    row = next(line for line in reversed(text.splitlines()) if line.startswith("> Kondisi"))
    mail.set_content(text.replace(row, "> Kondisi : kipas rusak"))
    stage.send(mail)

    assert facts_of(stage.case(ref), 0)["kondisi"] == "kipas rusak"


# ---- several servers -----------------------------------------------------------------------------------------------

BOTH = {0: {"ip": ["10.10.5.61"]}, 1: {"ip": ["10.10.5.62"]}}
TABLE = (
    "Koreksi\nNomor\tMerek\tNomor seri\tRak\tUnit\tIP\n{ref}/1\tContoh X100\tABC12345\tB\t10\t10.10.5.61\n"
    "{ref}/2\tContoh Y200\tDEF67890\tC\t7\t10.10.5.62"
)
MOVED = {0: {"ip": ["10.10.5.61"], "rak": "B"}, 1: {"ip": ["10.10.5.62"], "rak": "C", "unit": "7"}}
ROWS = [
    ("Koreksi:\nABC12345 IP 10.10.5.61\nDEF67890 IP 10.10.5.62", BOTH),
    ("Koreksi. Server 1: IP 10.10.5.61, Server 2: IP 10.10.5.62", BOTH),
    ("Server 1: IP 10.10.5.61, Server 2: IP 10.10.5.62", BOTH),
    ("KOREKSI\nServer 1:\nIP: 10.10.5.61\n\nServer 2:\nIP: 10.10.5.62", BOTH),
    ("Koreksi\n10.10.5.61 ABC12345\n10.10.5.62 DEF67890", BOTH),
    ("Koreksi, {ref}/2 rak C unit 7", {0: {"rak": "B"}, 1: {"rak": "C", "unit": "7"}}),
    ("Koreksi: SN DEF67890 pindah ke rak C U5, yang ABC12345 tetap", {0: {"rak": "B"}, 1: {"rak": "C", "unit": "5"}}),
    ("Koreksi server kedua: memori: 128 GB", {0: {"memori": None}, 1: {"memori": "128 GB"}}),
    ("Koreksi: kondisi server DEF67890 kipas rusak", {0: {"kondisi": FIRST["kondisi"]}, 1: {"kondisi": "kipas rusak"}}),
    (TABLE, MOVED),
    (TABLE.replace("\n", " |\n| ").replace("\t", " | ").replace("Koreksi |\n", "Koreksi\n\n") + " |", MOVED),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), ROWS)
def test_each_row_is_of_the_server_that_it_names(
    stage: Stage, text: str, found: dict[int, dict[str, object]]
) -> None:
    ask_round(stage, FIRST, SECOND)
    case = answer(stage, "teknisi", text)

    assert dict(case.counts) == {"koreksi": 1}, text_of(stage.inbox("teknisi")[-1])
    for index, facts in found.items():
        assert {key: facts_of(case, index).get(key) for key in facts} == facts


NOT_TOLD = [
    "Koreksi, IP 10.10.5.61",
    "Koreksi: 10.10.5.61 untuk ABC12345, 10.10.5.62 untuk DEF67890",
    "Koreksi ABC12345 dan DEF67890: IP 10.10.5.61",
]


@pytest.mark.parametrize("text", NOT_TOLD)
def test_whose_fact_it_is_is_asked_when_it_is_not_told(stage: Stage, text: str) -> None:
    ask_round(stage, FIRST, SECOND)
    case = answer(stage, "teknisi", text)

    assert not case.counts
    assert "yang mana" in " ".join(text_of(stage.inbox("teknisi")[-1]).split())


@pytest.mark.parametrize("which", ["server kedua", "yang DEF67890", "{ref}/2", "server 2 pak"])
def test_the_one_meant_is_named_in_any_way(stage: Stage, which: str) -> None:
    ref = ask_round(stage, FIRST, SECOND)
    answer(stage, "teknisi", "Koreksi, IP 10.10.5.61")
    stage.say("teknisi", which.replace("{ref}", ref), answers=stage.inbox("teknisi")[-1])

    assert facts_of(stage.case(ref), 1)["ip"] == ["10.10.5.61"]
    assert facts_of(stage.case(ref), 0)["ip"] == ["10.10.5.21"]


def test_a_table_of_the_letter_is_put_right_where_it_stands(stage: Stage) -> None:
    ref = ask_round(stage, FIRST, SECOND)
    form = newest(stage, "teknisi", FORM)
    head, mark, tail = html_of(form).rpartition(f"IP ({ref}/2)")
    assert mark
    quote = head + mark + tail.replace("10.10.5.21", "10.10.5.99", 1)
    mail = stage.write("teknisi", "x", answers=form)
    mail.set_content(
        "<html><body><div>KOREKSI</div><div class='gmail_quote'><div class='gmail_attr'>Pada Rab, 1 Jul 2026 pukul "
        "10.00 Layanan &lt;titip@kominfo.example&gt; menulis:<br></div><blockquote class='gmail_quote'>"
        f"{quote}</blockquote></div></body></html>",
        subtype="html",
    )
    stage.send(mail)

    assert facts_of(stage.case(ref), 1)["ip"] == ["10.10.5.99"]
    assert facts_of(stage.case(ref), 0)["ip"] == ["10.10.5.21"]


def test_a_refused_correction_is_not_mixed_with_the_next(stage: Stage) -> None:
    ref = ask_round(stage, FIRST, SECOND)
    answer(stage, "teknisi", "Koreksi, sekarang di rak C U5")
    asked = stage.inbox("teknisi")[-1]
    stage.say("teknisi", "Koreksi, IP DEF67890 sekarang 10.10.5.88", answers=asked)
    case = stage.case(ref)

    assert facts_of(case, 1)["ip"] == ["10.10.5.88"]
    assert facts_of(case, 1)["rak"] == "B"


def test_what_a_refused_correction_said_of_its_server_stays_with_it(stage: Stage) -> None:
    ref = ask_round(stage, FIRST, SECOND)
    answer(stage, "teknisi", "Koreksi, DEF67890 IP 10.10.5.88, rak Z U10")
    assert "belum lengkap" in stage.inbox("teknisi")[-1]["Subject"]
    stage.say("teknisi", "rak C U5", answers=stage.inbox("teknisi")[-1])
    case = stage.case(ref)

    assert {key: facts_of(case, 1)[key] for key in ("ip", "rak", "unit")} == {
        "ip": ["10.10.5.88"], "rak": "C", "unit": "5",
    }  # fmt: skip
    assert facts_of(case, 0)["rak"] == "B"


# ---- the slip ------------------------------------------------------------------------------------------------------

CONTACTS = [
    ("Masih, tapi nomor HP saya ganti 0813-2222-3333", "Budi Contoh", "081322223333"),
    ("Kontak sekarang Ibu Siti Aminah HP 0813-2222-3333", "Siti Aminah", "081322223333"),
    ("CP ganti bu Ani 0812-2222-3333", "Ani", "081222223333"),
    ("Masih kami gunakan, tapi CP ganti bu Ani 0812-2222-3333", "Ani", "081222223333"),
    (
        "Masih dititipkan, namun kontak person sudah mutasi, diganti oleh Bapak Slamet Riyadi (0856-1234-5678)",
        "Slamet Riyadi", "085612345678",
    ),
    ("Pak Budi sudah pensiun, penggantinya Rudi Hartono", "Rudi Hartono", "081200001111"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "phone"), CONTACTS)
def test_a_new_contact_is_told_in_everyday_words(stage: Stage, text: str, name: str, phone: str) -> None:
    ask_round(stage, FIRST)
    case = answer(stage, "pemohon", text)

    assert dict(case.counts) == {"kontak-baru": 1}
    assert (case.fields["kontak"], case.fields["telepon"]) == (name, phone)


WRONG = [
    "Data keliru, nomor serinya seharusnya ZZZ999",
    "Masih dititipkan, tetapi nomor serinya keliru, seharusnya ZZZ999",
    "IP-nya salah pak",
    "Datanya tidak sesuai",
]


@pytest.mark.parametrize("text", WRONG)
def test_the_applicant_says_that_the_data_are_wrong(stage: Stage, text: str) -> None:
    ask_round(stage, FIRST)
    case = answer(stage, "pemohon", text)
    told, thanked = newest(stage, "teknisi", "Data dinyatakan keliru"), stage.inbox("pemohon")[-1]

    assert dict(case.counts) == {"data-keliru": 1}
    assert case.step == "aktif"
    assert case.fields["server"][0]["nomor_seri"] == "ABC12345"
    assert text.rpartition(",")[2].strip() in " ".join(text_of(told).split())
    assert "diteruskan" in thanked["Subject"]


NOT_WRONG = [
    ("Tidak ada yang keliru, masih dititipkan", "masih"),
    ("Dinas Kesehatan: ada yang salah, server tidak bisa diakses", "belum-bisa"),
]


@pytest.mark.parametrize(("text", "outcome"), NOT_WRONG)
def test_wrong_is_not_always_about_the_data(stage: Stage, text: str, outcome: str) -> None:
    ask_round(stage, FIRST)

    assert dict(answer(stage, "pemohon", text).counts) == {outcome: 1}


def test_one_of_two_that_will_be_taken_is_not_wrong_either(stage: Stage) -> None:
    ask_round(stage, FIRST)

    assert dict(answer(stage, "pemohon", "Salah satu server akan kami ambil").counts) == {}
    assert {case.process for case in stage.cases} == {"penitipan", "pengembalian"}


def test_the_slip_offers_to_say_so(stage: Stage) -> None:
    ask_round(stage, FIRST)

    assert "DATA KELIRU" in text_of(newest(stage, "pemohon", SLIP))


def test_a_place_that_is_taken_is_refused_in_a_row_too(stage: Stage) -> None:
    ref = ask_round(stage, FIRST, SECOND)
    other = stand(
        stage, {**FIRST, "nomor_seri": "QQQ777"}, who="orang-luar", opd="Dinas Perhubungan", rak="C", unit="7"
    )
    form = [one for one in stage.inbox("teknisi") if FORM in one["Subject"] and ref in one["Subject"]][-1]
    stage.say("teknisi", f"Koreksi\n{ref}/1 IP 10.10.5.61\n{ref}/2 rak C unit 7", answers=form)

    assert f"sudah dipakai Dinas Perhubungan ({other})" in " ".join(
        text_of(stage.inbox("teknisi")[-1]).split()
    )
    assert facts_of(stage.case(ref), 1)["rak"] == "B"
