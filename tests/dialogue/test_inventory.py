"""The monthly inventory by mail, over a simulated year: every month exactly one round and one digest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import openpyxl
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.deciding.rounds import add_months
from tests.dialogue.stage import SERVICE, Stage, files_of, one_tap, staged, text_of
from tests.dialogue.test_deposit import HANDOVER, REQUEST
from tests.servers import MailServer

ZONE = ZoneInfo("Asia/Jakarta")
# tables of cases: what a real IMAP server adds is seen in the conversations of this file that run on both
ONLY_EMBEDDED = pytest.mark.parametrize("start_mail_server", ["embedded"], indirect=True)
FORM, SLIP, DIGEST, PART = (
    "Inventaris bulanan: mohon",
    "Masih dititipkan?",
    "Rekap bulanan penitipan",
    "titipan Saudara",
)


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def newest(stage: Stage, who: str, subject: str) -> EmailMessage:
    return [letter for letter in stage.inbox(who) if subject in letter["Subject"]][-1]


def deposit(
    stage: Stage, who: str = "pemohon", agency: str = "Dinas Kesehatan", unit: str = "10-11", second: str = ""
) -> str:
    """A whole deposit, up to the active server; its reference."""
    stage.say(who, REQUEST.replace("Dinas Kesehatan", agency), "Permohonan", letter=True)
    stage.say("kadis", "ok", answers=newest(stage, "kadis", "Mohon disposisi"))
    stage.say("kabid", "teruskan", answers=newest(stage, "kabid", "Disposisi"))
    place = f"rak A U{unit.replace('-', '-U')}"
    stage.say("kasi", f"Tersedia, besok jam 9 pagi, {place}", answers=newest(stage, "kasi", "Ketersediaan"))
    handover = HANDOVER.replace("Unit : 10-11", f"{second}Unit : {unit}")
    stage.say("teknisi", handover, answers=newest(stage, "teknisi", "Penyerahan server"))
    stage.say("teknisi", "Terhubung. IP: 10.10.5.21/24", answers=newest(stage, "teknisi", "Konfigurasi"))
    stage.say(who, f"{agency}: sudah bisa diakses", answers=newest(stage, who, "dapat diakses"))
    case = stage.cases[-1]
    assert case.step == "aktif"
    return case.ref


def go_to(stage: Stage, day: date, hour: int = 10) -> None:
    """The clock shows that hour of that local day; what is due then is done."""
    stage.clock.added += datetime.combine(day, time(hour), ZONE) - stage.clock()
    stage.bot.take_stock()


def first_round(stage: Stage) -> date:
    """The working day on which the next round begins, and the bot has gone to it."""
    today = stage.clock().astimezone(ZONE).date()
    day = date.fromisoformat(f"{add_months(today.isoformat()[:7], 1)}-01")
    while not stage.bot.runner.kit.calendar.is_workday(day):
        day += timedelta(days=1)
    go_to(stage, day)
    return day


# ---- the year --------------------------------------------------------------------------------------------------


def next_lebaran(after: date) -> date:
    days = holidays.country_holidays("ID", language="en_US", years=[after.year, after.year + 1])
    return min(day for day, name in days.items() if "Eid al-Fitr" in name and day > after)


def set_day(stage: Stage, day: int) -> None:
    """The office that does its rounds on that day of the month."""
    kit = stage.bot.runner.kit
    inventory = kit.rules.inventory
    assert inventory is not None
    round_ = inventory.round.model_copy(update={"day": day})
    digest = inventory.digest.model_copy(update={"day": day})
    changed = inventory.model_copy(update={"round": round_, "digest": digest})
    stage.bot.runner.kit = replace(kit, rules=kit.rules.model_copy(update={"inventory": changed}))


def months(letters: list[EmailMessage], subject: str) -> Counter[str]:
    """The months in which these letters went out."""
    dates = [
        parsedate_to_datetime(one["Date"]).astimezone(ZONE) for one in letters if subject in one["Subject"]
    ]
    return Counter(f"{at.year}-{at.month:02d}" for at in dates)


def _is_quiet(day: date, due_day: int) -> bool:
    """A day on which nothing can fall due: neither near the round nor one of every fifth day between them."""
    return 16 < (day.day - due_day) % 31 < 28 and day.day % 5 > 0


@ONLY_EMBEDDED
@pytest.mark.parametrize(("on_lebaran", "months_long"), [(True, 12), (False, 4)])
def test_a_year_has_one_round_and_one_digest_a_month(
    mail_server: MailServer, tmp_path: Path, on_lebaran: bool, months_long: int
) -> None:
    with staged(mail_server, tmp_path) as stage:
        deposit(stage)
        start = stage.clock().astimezone(ZONE).date()
        lebaran = next_lebaran(start)
        due_day = lebaran.day if on_lebaran else 1
    away = date.fromisoformat(f"{add_months(f'{start:%Y-%m}', months_long // 2)}-{due_day:02d}")
    down = {away + timedelta(days=shift) for shift in range(-3, 6)}
    day, seen = start, 0
    while day < start + timedelta(days=30 * months_long + 10):
        with staged(mail_server, tmp_path) as stage:  # a restart every month, and after the downtime
            set_day(stage, due_day)
            for _ in range(30):
                day += timedelta(days=1)
                for hour in () if day in down or _is_quiet(day, due_day) else (7, 9):
                    go_to(stage, day, hour)
            calendar = stage.bot.runner.kit.calendar
            answers = [one for one in stage.inbox("teknisi") if FORM in one["Subject"]]
            if len(answers) > seen and seen % 2:
                stage.say("teknisi", "Sesuai semua", answers=answers[-1])
            seen = len(answers)
    letters = stage.inbox("teknisi")

    begun = f"{start.year}-{start.month:02d}"
    expected = [add_months(begun, number) for number in range(1, months_long)]
    for who, subject in (
        ("teknisi", FORM),
        ("pemohon", SLIP),
        ("kasi", DIGEST),
        ("kadis", DIGEST),
        ("pemohon", PART),
    ):
        found = months(stage.inbox(who), subject)
        assert {month: found[month] for month in expected} == dict.fromkeys(expected, 1), (who, subject)
        assert max(found.values()) == 1
    for letter in letters:
        if FORM in letter["Subject"]:
            sent = parsedate_to_datetime(letter["Date"])
            assert calendar.is_open(sent)
            assert sent.astimezone(ZONE).date() not in down
    assert max(months(letters, "Pengingat: inventaris").values()) == 1


# ---- the round -------------------------------------------------------------------------------------------------


def test_the_round_its_reminder_and_the_report_of_silence(stage: Stage) -> None:
    ref = deposit(stage)
    day = first_round(stage)
    form = newest(stage, "teknisi", FORM)
    assert any(name.startswith("formulir-inventaris") for name in files_of(form))
    assert "ABC12345" in text_of(form)
    assert "10.10.5.21/24" in text_of(newest(stage, "pemohon", SLIP))

    for _ in range(35):
        day += timedelta(days=1)
        go_to(stage, day)
    assert sum("Pengingat: inventaris" in one["Subject"] for one in stage.inbox("teknisi")) == 1
    assert sum("Pengingat: masih" in one["Subject"] for one in stage.inbox("pemohon")) == 1
    told = text_of(newest(stage, "kasi", DIGEST))
    assert "Belum diperiksa atau belum menjawab" in told
    assert f"({ref})" in " ".join(told.split())


@ONLY_EMBEDDED
def test_who_answered_is_not_reminded_and_counts_as_checked(stage: Stage) -> None:
    deposit(stage)
    day = first_round(stage)
    stage.say("teknisi", "", one_tap(newest(stage, "teknisi", FORM), "SESUAI"))
    assert "sebagai diperiksa" in " ".join(text_of(newest(stage, "teknisi", "dicatat")).split())
    stage.say("pemohon", "Iya, masih dititipkan", answers=newest(stage, "pemohon", SLIP))
    newest(stage, "pemohon", "titipan dicatat")

    for _ in range(35):
        day += timedelta(days=1)
        go_to(stage, day)
    assert not [
        one for who in ("teknisi", "pemohon") for one in stage.inbox(who) if "Pengingat" in one["Subject"]
    ]
    assert "Diperiksa bulan ini : 1 dari 1 server" in text_of(newest(stage, "kasi", DIGEST))


CORRECTIONS = [
    ("Koreksi, IP sekarang 10.10.5.99/24", {"ip": ["10.10.5.99/24"]}),
    ("Koreksi: server pindah ke rak B U20-U21", {"rak": "B", "unit": "20-21"}),
    ("Data tidak sesuai, nomor seri yang benar: XYZ98765", {"nomor_seri": "XYZ98765"}),
]


@ONLY_EMBEDDED
@pytest.mark.parametrize(("text", "found"), CORRECTIONS)
def test_the_teknisi_corrects_single_fields(stage: Stage, text: str, found: dict[str, object]) -> None:
    ref = deposit(stage)
    first_round(stage)
    stage.say("teknisi", text, answers=newest(stage, "teknisi", FORM))
    fields = stage.case(ref).fields
    server = fields["server"][0]

    assert {key: server.get(key) or fields.get(key) for key in found} == found
    assert server["merek"] == "Contoh X100"
    assert server["diperiksa"]


@ONLY_EMBEDDED
def test_a_place_that_is_taken_is_refused_in_the_inventory_too(stage: Stage) -> None:
    deposit(stage)
    ref = deposit(stage, "orang-luar", "Dinas Perhubungan", "12-13")
    first_round(stage)
    form = [one for one in stage.inbox("teknisi") if FORM in one["Subject"] and ref in one["Subject"]][-1]
    stage.say("teknisi", "Koreksi, sekarang di rak A U11-U12", answers=form)

    assert "sudah dipakai Dinas Kesehatan" in " ".join(text_of(stage.inbox("teknisi")[-1]).split())
    assert stage.case(ref).fields["unit"] == "12-13"


SECOND = "Server 2\nMerek/Tipe : Contoh X200\nNomor seri : DEF67890\nUkuran (U) : 1\n"


@ONLY_EMBEDDED
def test_with_two_servers_the_one_meant_is_asked_for(stage: Stage) -> None:
    ref = deposit(stage, unit="10-12", second=SECOND)
    assert len(stage.case(ref).fields["server"]) == 2
    first_round(stage)
    form = newest(stage, "teknisi", FORM)
    stage.say("teknisi", "Koreksi, IP sekarang 10.10.5.99/24", answers=form)
    asked = stage.inbox("teknisi")[-1]
    assert "yang mana" in " ".join(text_of(asked).split())

    stage.say("teknisi", f"yang {ref}/2", answers=asked)
    servers = stage.case(ref).fields["server"]
    assert [server.get("ip") for server in servers] == [None, ["10.10.5.99/24"]]


@ONLY_EMBEDDED
def test_a_row_of_the_form_is_corrected_in_the_quoted_letter(stage: Stage) -> None:
    ref = deposit(stage, unit="10-12", second=SECOND)
    first_round(stage)
    mail = stage.write("teknisi", "KOREKSI", answers=newest(stage, "teknisi", FORM))
    text = mail.get_content()
    row = next(line for line in text.splitlines() if line.startswith("> IP") and "/2)" in line)
    mail.set_content(text.replace(row, row.replace("10.10.5.21/24", "10.10.5.77/24")))
    stage.send(mail)

    assert [server.get("ip") for server in stage.case(ref).fields["server"]] == [None, ["10.10.5.77/24"]]


# ---- the slip --------------------------------------------------------------------------------------------------


def test_each_contact_sees_only_his_own_servers(stage: Stage) -> None:
    deposit(stage)
    deposit(stage, "orang-luar", "Dinas Perhubungan", "12-13")
    day = first_round(stage)
    for _ in range(32):
        day += timedelta(days=1)
        go_to(stage, day)

    for who, own, other in (("pemohon", "0001/1", "0002/1"), ("orang-luar", "0002/1", "0001/1")):
        for subject in (SLIP, PART):
            letter = newest(stage, who, subject)
            everything = letter.as_string() + text_of(letter)
            assert own in everything
            assert other not in everything
        book = next(content for name, content in files_of(letter).items() if name.endswith("xlsx"))
        numbers = [
            row[0].value for row in openpyxl.load_workbook(BytesIO(book)).worksheets[0].iter_rows(min_row=2)
        ]
        assert [number[-6:] for number in numbers] == [own]


SLIPS = [
    ("Masih dipakai pak", "masih", "titipan dicatat"),
    ("ya", "masih", "titipan dicatat"),
    ("Kontak baru: Siti Contoh, 0812-0000-2222", "kontak-baru", "titipan dicatat"),
    ("Dinas Kesehatan: server down, tidak bisa diakses", "belum-bisa", "Keluhan diteruskan"),
]


@ONLY_EMBEDDED
@pytest.mark.parametrize(("text", "outcome", "subject"), SLIPS)
def test_the_contact_answers_the_slip(stage: Stage, text: str, outcome: str, subject: str) -> None:
    ref = deposit(stage)
    first_round(stage)
    stage.say("pemohon", text, answers=newest(stage, "pemohon", SLIP))
    case = stage.case(ref)

    assert case.counts.get(outcome) == 1
    assert case.step == ("konfigurasi" if outcome == "belum-bisa" else "aktif")
    newest(stage, "pemohon", subject)
    if outcome == "kontak-baru":
        assert (case.fields["kontak"], case.fields["telepon"][-4:]) == ("Siti Contoh", "2222")


@ONLY_EMBEDDED
@pytest.mark.parametrize(
    "text", ["", "Sudah tidak dipakai lagi, akan kami tarik", "Bulan depan server mau kami ambil"]
)
def test_who_says_that_it_will_be_taken_only_has_to_send_the_letter(stage: Stage, text: str) -> None:
    ref = deposit(stage)
    first_round(stage)
    slip = newest(stage, "pemohon", SLIP)
    if text:
        stage.say("pemohon", text, answers=slip)
    else:
        stage.say("pemohon", "", one_tap(slip, "AKAN DIAMBIL"))
    asked = newest(stage, "pemohon", "pengembalian belum lengkap")
    told = " ".join(text_of(asked).split())
    assert "- surat permohonan" in told
    assert "- nama" not in told
    opened = next(case for case in stage.cases if case.process == "pengembalian")
    assert (opened.step, opened.fields["barang"], opened.fields["kontak"]) == (
        "permohonan",
        [f"{ref}/1"],
        "Budi Contoh",
    )

    stage.say("pemohon", "Berikut suratnya", answers=asked, letter=True)
    assert stage.case(opened.ref).step == "disposisi-kadis"
    assert stage.case(ref).step == "aktif"


def test_a_request_for_the_return_in_answer_to_the_slip_opens_its_own_case(stage: Stage) -> None:
    ref = deposit(stage)
    first_round(stage)
    text = f"Kami dari Dinas Kesehatan mengajukan permohonan pengembalian server {ref}/1.\nCP: Budi Contoh, 0812-0000-1111"
    stage.say("pemohon", text, answers=newest(stage, "pemohon", SLIP), letter=True)

    assert {case.process for case in stage.cases} == {"penitipan", "pengembalian"}
    assert stage.case(ref).step == "aktif"


@ONLY_EMBEDDED
def test_who_asks_for_the_return_has_answered_the_slip(stage: Stage) -> None:
    ref = deposit(stage)
    day = first_round(stage)
    stage.say("pemohon", "Akan diambil", answers=newest(stage, "pemohon", SLIP))
    for _ in range(35):
        day += timedelta(days=1)
        go_to(stage, day)

    assert not [one for one in stage.inbox("pemohon") if "Pengingat: masih" in one["Subject"]]
    told = " ".join(text_of(newest(stage, "kasi", DIGEST)).split())
    silent = told.partition("Belum diperiksa atau belum menjawab")[2].partition("LEMBAR")[0]
    assert f"({ref})" in silent  # the teknisi, who did not look
    assert "Budi Contoh" not in silent


# ---- commands ----------------------------------------------------------------------------------------------------


@ONLY_EMBEDDED
@pytest.mark.parametrize("with_case", [True, False])
def test_the_staff_asks_for_the_inventory(stage: Stage, with_case: bool) -> None:
    deposit(stage)
    letter = newest(stage, "kasi", "sudah bisa diakses") if with_case else None
    stage.say("kasi", "inventaris" if with_case else "Mohon daftar inventaris", "inventaris", answers=letter)
    listed = newest(stage, "kasi", "Daftar inventaris")

    assert "ABC12345" in text_of(listed)
    assert any(name.endswith(".xlsx") for name in files_of(listed))
    assert stage.step == "aktif"


@ONLY_EMBEDDED
@pytest.mark.parametrize("who", ["pemohon", "orang-luar"])
def test_nobody_else_gets_the_inventory(stage: Stage, who: str) -> None:
    deposit(stage)
    answers = newest(stage, who, "Server aktif") if who == "pemohon" else None
    stage.say(who, "inventaris", "inventaris", answers=answers)

    assert not [one for one in stage.inbox(who) if "Daftar inventaris" in one["Subject"]]


@ONLY_EMBEDDED
def test_a_name_on_a_foreign_address_gets_nothing(stage: Stage) -> None:
    deposit(stage)
    mail = stage.write("orang-luar", "inventaris", "inventaris")
    mail.replace_header("From", "Agus Contoh kasi@kominfo.example <siti@dispora.example>")
    stage.send(mail)

    assert not [one for one in stage.inbox("orang-luar") if "Daftar inventaris" in one["Subject"]]


@ONLY_EMBEDDED
def test_the_queue_is_told_to_who_waits_and_to_others_that_there_is_none(stage: Stage) -> None:
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    stage.say("pemohon", "antrean", answers=newest(stage, "pemohon", "diterima"))
    assert "tidak berada dalam daftar tunggu" in " ".join(text_of(newest(stage, "pemohon", "Urutan")).split())

    stage.say("kadis", "ok", answers=newest(stage, "kadis", "Mohon disposisi"))
    stage.say("kabid", "teruskan", answers=newest(stage, "kabid", "Disposisi"))
    stage.say("kasi", "penuh", answers=newest(stage, "kasi", "Ketersediaan"))
    stage.say("pemohon", "antrean", answers=newest(stage, "pemohon", "Tempat penuh"))
    assert "urutan ke-1" in " ".join(text_of(newest(stage, "pemohon", "Urutan")).split())


@ONLY_EMBEDDED
def test_the_command_line_prints_the_inventory_and_makes_a_digest(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = deposit(stage)
    config, table, out = str(tmp_path / "config.toml"), tmp_path / "daftar.xlsx", tmp_path / "rekap"
    month = stage.clock().astimezone(ZONE).strftime("%Y-%m")
    run = CliRunner()
    shown = run.invoke(app, ["inventory", "--config", config, "--xlsx", str(table), "--json"])
    made = run.invoke(app, ["digest", "--config", config, "--month", month, "--out", str(out)])
    before = len(stage.server.inbox(SERVICE)), len(stage.inbox("kasi"))

    assert [row["nomor"] for row in json.loads(shown.stdout)] == [f"{ref}/1"]
    assert openpyxl.load_workbook(table).worksheets[0]["A2"].value == f"{ref}/1"
    assert made.exit_code == 0, made.stderr
    assert sorted(path.suffix for path in out.iterdir()) == [".pdf", ".pdf", ".png", ".png", ".xlsx"]
    assert before == (len(stage.server.inbox(SERVICE)), len(stage.inbox("kasi")))


@ONLY_EMBEDDED
@pytest.mark.parametrize("month", ["2026-13", "Oktober", "2999-01"])
def test_a_month_that_is_none_or_not_yet_is_one_sentence(stage: Stage, tmp_path: Path, month: str) -> None:
    made = CliRunner().invoke(app, ["digest", "--config", str(tmp_path / "config.toml"), "--month", month])

    assert made.exit_code != 0
    assert month in str(made.exception)
