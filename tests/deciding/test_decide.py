"""Every outcome of the deposit, and everything that must not move it: one row each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.deciding.decide import decide, open_case
from bot.deciding.remind import remind
from bot.model import Case, Evidence, Heard, LetterOut, Right
from tests.builders import BY_NUMBER, NOW, REQUEST, SERVER, hear, make_case, shipped_rules

TOMORROW = (NOW + timedelta(days=1)).isoformat()
YESTERDAY = (NOW - timedelta(days=1)).isoformat()
HANDOVER: dict[str, Any] = {
    "server": [SERVER], "diserahkan_oleh": "Budi", "diterima_oleh": "Dewi", "rak": "A", "unit": "10-11",
}  # fmt: skip


def said(case: Case, heard: Heard) -> Any:
    return decide(case, heard, shipped_rules(), NOW)


MOVES = [
    ("permohonan", "pemohon", "diajukan", REQUEST, "disposisi-kadis", {"diterima", "disposisi-kadis"}),
    ("disposisi-kadis", "kadis", "disposisi", {}, "disposisi-kabid", {"disposisi-kabid"}),
    ("disposisi-kabid", "kabid", "teruskan", {}, "tempat", {"ketersediaan-tempat"}),
    ("tempat", "kasi", "tersedia", {"waktu": [TOMORROW]}, "penyerahan", {"tempat-siap", "nantikan-server"}),
    ("tempat", "kasi", "penuh", {}, "daftar-tunggu", {"tempat-penuh", "daftar-tunggu"}),
    ("daftar-tunggu", "kasi", "tersedia", {"waktu": [TOMORROW]}, "penyerahan", {"tempat-siap", "nantikan-server"}),
    ("penyerahan", "teknisi", "diterima", HANDOVER, "konfigurasi", {"serah-terima", "konfigurasi"}),
    ("konfigurasi", "teknisi", "terhubung", {"ip": ["192.0.2.10/24"]}, "uji-akses", {"uji-akses"}),
    ("uji-akses", "pemohon", "bisa-diakses", {"opd": "Dinas Perhubungan"}, "aktif", {"akses-dipastikan", "server-aktif"}),
    ("uji-akses", "pemohon", "belum-bisa", {"opd": "Dinas Perhubungan", "keluhan": "RTO"}, "konfigurasi",
     {"keluhan", "keluhan-diteruskan"}),  # the complaint asks the teknisi already
    ("aktif", "pemohon", "belum-bisa", {"opd": "Dinas Perhubungan", "keluhan": "mati"}, "konfigurasi",
     {"keluhan", "keluhan-diteruskan"}),  # the complaint asks the teknisi already
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "outcome", "facts", "after", "letters"), MOVES)
def test_an_outcome_said_by_right_moves_the_case(
    step: str, role: str, outcome: str, facts: dict[str, Any], after: str, letters: set[str]
) -> None:
    case = make_case(step, {} if step == "permohonan" else REQUEST)

    decision = said(case, hear(role, outcome, **facts))

    assert decision.moved
    assert decision.case.step == after
    assert {send.letter for send in decision.effects} == letters
    assert decision.case.since == NOW
    assert decision.case.journal[-1].what == "moved"


MISSING = [
    ("permohonan", "pemohon", "diajukan", {}, ("opd", "surat", "kontak"), "belum-lengkap"),
    ("permohonan", "pemohon", "diajukan", {"opd": "Dinas Perhubungan"}, ("surat", "kontak"), "belum-lengkap"),
    ("disposisi-kadis", "kadis", "tolak", {}, ("alasan",), "kurang"),
    ("disposisi-kabid", "kabid", "tolak", {}, ("alasan",), "kurang"),
    ("tempat", "kasi", "tersedia", {"rak": "A"}, ("waktu",), "kurang"),
    ("tempat", "kasi", "tersedia", {"waktu": [YESTERDAY]}, ("waktu",), "kurang"),
    ("penyerahan", "teknisi", "diterima", {**HANDOVER, "rak": "", "unit": ""}, ("rak", "unit"), "kurang"),
    ("penyerahan", "teknisi", "diterima", {**HANDOVER, "server": [{"merek": "X"}]}, ("server",), "kurang"),
    ("penyerahan", "pemohon", "jadwal-ulang", {}, ("waktu",), "kurang"),
    ("konfigurasi", "teknisi", "terhubung", {}, ("ip",), "kurang"),
    (
        "uji-akses",
        "pemohon",
        "bisa-diakses",
        {},
        ("opd",),
        "kurang",
    ),  # the case holds it, the message must too
    ("uji-akses", "pemohon", "belum-bisa", {"opd": "Dinas Perhubungan"}, ("keluhan",), "kurang"),
    (
        "aktif",
        "teknisi",
        "koreksi",
        {},
        ("ip", "rak", "unit", "gateway", "server", "kondisi", "kontak", "telepon"),
        "kurang",
    ),
]


@pytest.mark.parametrize(("step", "role", "outcome", "facts", "missing", "letter"), MISSING)
def test_what_is_missing_is_asked_for_by_name_and_moves_nothing(
    step: str, role: str, outcome: str, facts: dict[str, Any], missing: tuple[str, ...], letter: str
) -> None:
    case = make_case(step, {} if step == "permohonan" else REQUEST)

    decision = said(case, hear(role, outcome, **facts))

    assert not decision.moved
    assert decision.case.step == step
    assert decision.missing == missing
    assert [(send.letter, send.missing) for send in decision.effects] == [(letter, missing)]


NO_MOVE = [
    ("tempat", "kadis", None, "not-yours", "bukan-giliran"),
    ("tempat", "pemohon", None, "not-yours", "bukan-giliran"),
    ("disposisi-kadis", "kabid", None, "not-yours", "bukan-giliran"),
    ("disposisi-kadis", "kadis", None, "unclear", "tidak-jelas"),
    ("disposisi-kadis", "kadis", "status", "command", "status"),
    ("disposisi-kadis", "pemohon", "bantuan", "command", "bantuan"),
    ("uji-akses", "pemohon", "batal", "not-yours", "bukan-giliran"),  # too late: the server stands here
    ("tempat", "kasi", "batal", "not-yours", "bukan-giliran"),  # only the applicant may
]


@pytest.mark.parametrize(("step", "role", "outcome", "verdict", "letter"), NO_MOVE)
def test_the_wrong_person_or_word_moves_nothing_and_is_answered(
    step: str, role: str, outcome: str | None, verdict: str, letter: str
) -> None:
    case = make_case(step)

    decision = said(case, hear(role, outcome))

    assert not decision.moved
    assert decision.verdict == verdict
    assert (decision.case.step, decision.case.fields) == (case.step, case.fields)
    assert [(send.letter, send.address.email) for send in decision.effects] == [
        (letter, hear(role, None).sender.email)
    ]


@pytest.mark.parametrize(
    "step", ["permohonan", "disposisi-kadis", "disposisi-kabid", "tempat", "daftar-tunggu", "penyerahan"]
)
def test_the_applicant_may_cancel_until_the_server_is_handed_over(step: str) -> None:
    decision = said(make_case(step), hear("pemohon", "batal"))

    waits_for = shipped_rules().procedure("penitipan").step(step).waits_for
    assert decision.case.closed == "batal"
    assert {send.role for send in decision.effects} == {"pemohon", waits_for}


@pytest.mark.parametrize("role", ["kadis", "kabid"])
def test_a_refusal_with_its_reason_closes_the_case(role: str) -> None:
    outcome = said(make_case(f"disposisi-{role}"), hear(role, "tolak", alasan="surat belum ditandatangani"))

    assert outcome.case.closed == "tolak"
    assert not outcome.case.open
    assert "ditolak" in {send.letter for send in outcome.effects}


def test_a_stranger_learns_nothing_and_a_person_sees_the_mail() -> None:
    decision = said(make_case("disposisi-kadis"), hear("stranger", "disposisi"))

    assert (decision.case, decision.effects, decision.hold) == (None, (), True)


@pytest.mark.parametrize("kind", ["autoreply", "bounce", "loop"])
def test_a_robot_moves_nothing_and_is_never_answered(kind: str) -> None:
    decision = said(make_case("disposisi-kadis"), hear("kadis", "disposisi", kind=kind))

    assert not decision.moved
    assert decision.effects == ()
    assert decision.case.journal[-1].what == kind


@pytest.mark.parametrize("right", [BY_NUMBER, Right(False, "address")])
def test_an_unproven_decision_waits_for_the_registered_address(right: Right) -> None:
    asked = said(make_case("tempat"), hear("kasi", "tersedia", right, waktu=[TOMORROW], rak="B"))
    assert not asked.moved
    assert [(send.letter, send.address) for send in asked.effects] == [
        ("konfirmasi", hear("kasi", None).sender)
    ]

    again = said(
        asked.case, hear("kasi", "tersedia", right, waktu=[TOMORROW])
    )  # saying it twice proves nothing
    assert not again.moved

    other = said(again.case, hear("kasi", "tersedia", Right(True, "code", 99)))
    assert other.missing == ("waktu",), "an answer to another letter confirms nothing of what was forged"

    letter = again.case.pending[-1].letter
    confirmed = said(again.case, hear("kasi", "tersedia", Right(True, "code", letter)))
    assert confirmed.moved  # and the time need not be written twice
    assert confirmed.case.fields["waktu"] == [TOMORROW]


def test_what_somebody_left_open_is_not_wiped_by_another_or_by_a_forger() -> None:
    half = {key: value for key, value in HANDOVER.items() if key != "diterima_oleh"}
    begun = said(make_case("penyerahan"), hear("teknisi", "diterima", **half)).case
    forged = said(begun, hear("teknisi", "diterima", BY_NUMBER, rak="D")).case
    delayed = said(forged, hear("pemohon", "jadwal-ulang")).case
    finished = said(delayed, hear("teknisi", None, diterima_oleh="Dewi"))

    assert finished.moved
    assert finished.case.fields["rak"] == "A"


KADIS, KABID = "disposisi-kadis", "disposisi-kabid"
ANSWERED = [  # the letter, its step, minutes from its sending to the step's begin; the words, minutes on their clock
    (KABID, KABID, 0, "disposisi", 0, "moved"),
    (KADIS, KADIS, 0, "disposisi", 0, "stale"),  # the button of the step before, tapped twice
    (KADIS, KADIS, 0, "siapkan tempat", 0, "moved"),  # words that only this step knows
    ("status", KADIS, 0, "disposisi", 0, "moved"),  # a letter that asked nothing
    (KABID, KABID, 0, "disposisi", -5, "moved"),  # clocks differ
    (KABID, KABID, 0, "disposisi", -15, "moved"),  # this step's own letter: the clock is wrong, not the answer
    (KABID, KABID, -60, "disposisi", -2 * 24 * 60, "moved"),
    (KABID, KABID, 1, "disposisi", -15, "stale"),  # of an earlier stay at this step
    (KADIS, KADIS, 0, "siapkan tempat", -15, "stale"),
    (None, KABID, 0, "disposisi", -5, "moved"),  # by other proof than a letter's code: only the Date tells
    (None, KABID, 0, "disposisi", -15, "stale"),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "letter_step", "before", "phrase", "minutes", "verdict"), ANSWERED)
def test_an_answer_to_an_earlier_question_moves_nothing(
    letter: str | None, letter_step: str, before: int, phrase: str, minutes: int, verdict: str
) -> None:
    role, sent = letter_step.removeprefix("disposisi-"), NOW - timedelta(minutes=before)
    reader = hear("kabid", None).sender
    record = LetterOut(4, letter or KABID, reader, (), "", "", "", sent, step=letter_step, role=role)
    right = Right(True, "code", 4) if letter else Right(True, "authentication")
    heard = hear("kabid", "teruskan", right)
    reading = replace(heard.reading, evidence=(Evidence("teruskan", phrase, "x"),))
    at = NOW + timedelta(minutes=minutes)
    decision = said(make_case(KABID, letters=(record,)), replace(heard, reading=reading, at=at))

    assert decision.verdict == verdict
    assert decision.moved == (verdict == "moved")


@pytest.mark.parametrize(
    ("step", "role", "outcome", "facts"),
    [
        ("disposisi-kadis", "kadis", "disposisi", {}),
        ("tempat", "kasi", "tersedia", {"waktu": [TOMORROW]}),
        ("penyerahan", "teknisi", "diterima", HANDOVER),
    ],
)
def test_an_agency_merely_named_never_becomes_the_cases(
    step: str, role: str, outcome: str, facts: dict[str, Any]
) -> None:
    decision = said(
        make_case(step), hear(role, outcome, opd="Dinas Pendidikan", kontak="Orang Lain", **facts)
    )

    assert decision.moved
    assert decision.case.fields["opd"] == REQUEST["opd"]
    assert decision.case.fields["kontak"] == REQUEST["kontak"]


def test_another_agency_at_the_access_test_is_asked_back() -> None:
    decision = said(make_case("uji-akses"), hear("pemohon", "bisa-diakses", opd="Dinas Pendidikan"))

    assert decision.missing == ("opd",)
    assert "bukan OPD pada berkas ini" in decision.why


def test_a_time_kept_from_an_earlier_mail_must_still_be_ahead() -> None:
    asked = said(
        make_case("tempat", {"opd": "X"}), hear("kasi", "tersedia", BY_NUMBER, waktu=[TOMORROW])
    ).case
    letter = asked.pending[-1].letter
    late = decide(asked, replace(hear("kasi", "tersedia", Right(True, "code", letter)), at=NOW + timedelta(days=3)),
                  shipped_rules(), NOW + timedelta(days=3))  # fmt: skip

    assert late.missing == ("waktu",)


@pytest.mark.parametrize(
    ("step", "role", "outcome", "insists"),
    [
        ("tempat", "kasi", "tersedia", True),
        ("jadwal", "kasi", "dijadwalkan", True),
        ("penyerahan", "kasi", "jadwal-ulang", True),
        ("penyerahan", "pemohon", "jadwal-ulang", False),
    ],
)
def test_a_time_outside_working_hours_is_asked_about_once(
    step: str, role: str, outcome: str, insists: bool
) -> None:
    process = "pengembalian" if step == "jadwal" else "penitipan"
    case = make_case(step, process=process)
    closed = replace(hear(role, outcome, waktu=[TOMORROW]), off_hours=(TOMORROW,))
    asked = said(case, closed)
    assert asked.missing == ("waktu",)
    assert "di luar hari dan jam kerja" in asked.why
    assert ("sebutkan waktu itu sekali lagi" in asked.why) == insists

    other = said(asked.case, replace(closed, off_hours=()))
    assert other.case.fields["waktu"] == [TOMORROW]
    again = said(asked.case, replace(hear(role, None, waktu=[TOMORROW]), off_hours=(TOMORROW,)))
    assert (again.missing == ()) == insists
    assert (again.case.fields.get("waktu") == [TOMORROW]) == insists
    assert "waktu_ditanyakan" not in again.case.fields


@pytest.mark.parametrize(
    ("step", "role", "closed"),
    [("penyerahan", "pemohon", ""), ("tempat", "kadis", ""), ("tempat", "pemohon", "batal")],
)
def test_thanks_are_kept_and_need_no_answer(step: str, role: str, closed: str) -> None:
    heard = hear(role, None)
    decision = said(
        make_case(step, closed=closed), replace(heard, reading=replace(heard.reading, polite=True))
    )

    assert (decision.verdict, decision.effects, decision.moved) == ("polite", (), False)
    assert decision.case.journal[-1].what == "polite"


def test_a_letter_answers_thanks_where_the_rules_name_one() -> None:
    rules = shipped_rules()
    general = rules.common.general.model_copy(update={"courtesy": "keluhan-diteruskan"})
    rules = rules.model_copy(update={"common": rules.common.model_copy(update={"general": general})})
    heard = hear("pemohon", None)
    decision = decide(
        make_case("penyerahan"), replace(heard, reading=replace(heard.reading, polite=True)), rules, NOW
    )

    assert [(one.letter, one.address) for one in decision.effects] == [("keluhan-diteruskan", heard.sender)]
    assert not decision.moved


@pytest.mark.parametrize("role", ["stranger", "off-duty"])
def test_thanks_of_who_is_not_on_the_case_are_taken_as_any_mail_of_his(role: str) -> None:
    heard = hear(role, None)
    decision = said(make_case("penyerahan"), replace(heard, reading=replace(heard.reading, polite=True)))

    assert decision.verdict == role
    assert decision.hold == (role == "stranger")


TWO = [{"merek": "Dell R740", "nomor_seri": "ABC1234"}, {"merek": "HP DL380", "nomor_seri": "XYZ9876"}]
TOLD = {"server": TWO, "diserahkan_oleh": "Budi", "diterima_oleh": "Rina"}


@pytest.mark.parametrize(
    ("step", "role", "outcome", "fields", "why"),
    [
        ("penyerahan", "teknisi", "diterima", TOLD, "merek atau nomor seri tiap server"),
        ("tempat", "kasi", "tersedia", {"waktu": ["2026-11-25T09:00:00+07:00"]}, "tanpa rak dan unit"),
    ],
)
def test_places_that_are_nobodys_are_asked_for(
    step: str, role: str, outcome: str, fields: Any, why: str
) -> None:
    told = {**fields, "tempat_disebut": ["rak A U10-12", "rak B U4"]}
    decision = said(make_case(step), hear(role, outcome, **told))

    assert (decision.verdict, decision.moved, decision.missing) == ("incomplete", False, ("rak", "unit"))
    assert "rak A U10-12, rak B U4" in decision.why
    assert why in decision.why
    (pending,) = decision.case.pending
    assert not {"tempat_disebut", "rak", "unit"} & set(pending.fields)

    again = said(decision.case, hear(role, outcome, rak="A", unit="10-13"))
    assert again.moved
    assert again.case.fields["unit"] == "10-13"


def asking(role: str, outcome: str | None = None, right: Right | None = None) -> Heard:
    heard = hear(role, outcome, right=right) if right else hear(role, outcome)
    return replace(heard, reading=replace(heard.reading, asks=True, text="Parkirnya di mana ya?"))


@pytest.mark.parametrize("right", [None, BY_NUMBER])
def test_a_question_of_the_applicant_goes_to_a_person(right: Right | None) -> None:
    case, heard = make_case("penyerahan"), asking("pemohon", right=right)
    decision = said(case, heard)

    assert (decision.verdict, decision.moved, decision.hold) == ("question", False, True)
    assert [(one.letter, one.address) for one in decision.effects] == [("pertanyaan", heard.sender)]
    assert (decision.case.step, decision.case.asked_unclear) == (case.step, case.asked_unclear)
    assert decision.case.journal[-1].what == "question"


@pytest.mark.parametrize(
    ("heard", "closed", "verdict"),
    [
        (asking("teknisi"), "", "unclear"),
        (asking("pemohon", "batal"), "", "closed"),
        (asking("pemohon"), "batal", "not-yours"),
        (asking("stranger"), "", "stranger"),
    ],
)
def test_another_question_is_taken_as_before(heard: Heard, closed: str, verdict: str) -> None:
    assert said(make_case("penyerahan", closed=closed), heard).verdict == verdict


def test_a_question_is_asked_back_where_the_rules_name_no_letter_for_it() -> None:
    rules = shipped_rules()
    general = rules.common.general.model_copy(update={"question": ""})
    rules = rules.model_copy(update={"common": rules.common.model_copy(update={"general": general})})

    assert decide(make_case("penyerahan"), asking("pemohon"), rules, NOW).verdict == "unclear"


def test_unclear_is_asked_back_once_and_then_held_for_a_person() -> None:
    first = said(make_case("tempat"), hear("kasi", None))
    second = said(first.case, hear("kasi", None))

    assert [send.letter for send in first.effects] == ["tidak-jelas"]
    assert (second.effects, second.hold) == ((), True)


def test_answers_are_merged_over_several_mails() -> None:
    one = said(make_case("permohonan", {}), hear("pemohon", "diajukan", opd="Dinas Perhubungan"))
    two = said(one.case, hear("pemohon", "diajukan", kontak="Budi Contoh"))
    three = said(two.case, hear("pemohon", "diajukan", surat={"berkas": "surat.pdf"}))

    assert [one.missing, two.missing, three.missing] == [("surat", "kontak"), ("surat",), ()]
    assert three.moved


def test_what_was_missing_completes_the_decision_without_its_word() -> None:
    asked = said(make_case("tempat"), hear("kasi", "tersedia", rak="C", unit="7"))
    completed = said(asked.case, hear("kasi", None, waktu=[TOMORROW]))

    assert completed.moved
    assert (completed.case.fields["rak"], completed.case.fields["unit"]) == ("C", "7")


def test_the_agency_said_before_completes_the_complaint_said_after() -> None:
    asked = said(make_case("uji-akses"), hear("pemohon", "belum-bisa", opd="Dinas Perhubungan"))
    completed = said(asked.case, hear("pemohon", "belum-bisa", keluhan="connection refused"))

    assert completed.moved
    assert completed.case.step == "konfigurasi"


def test_another_role_does_not_complete_what_somebody_else_left_open() -> None:
    asked = said(make_case("tempat"), hear("kasi", "tersedia"))
    other = said(asked.case, hear("kabid", None, waktu=[TOMORROW]))

    assert not other.moved


def test_a_new_time_stays_at_the_step_and_is_told_to_both_sides() -> None:
    decision = said(make_case("penyerahan"), hear("pemohon", "jadwal-ulang", waktu=[TOMORROW]))

    assert not decision.moved
    assert decision.case.fields["waktu"] == [TOMORROW]
    assert [(send.letter, send.role) for send in decision.effects] == [
        ("jadwal-baru", "pemohon"),
        ("jadwal-baru", "teknisi"),
    ]


def test_from_the_third_complaint_on_the_kasi_is_told_too() -> None:
    case = make_case("uji-akses")
    told = []
    for _ in range(3):
        decision = said(
            replace(case, step="uji-akses"),
            hear("pemohon", "belum-bisa", opd="Dinas Perhubungan", keluhan="RTO"),
        )
        case = decision.case
        told.append({send.role for send in decision.effects if send.letter == "keluhan"})

    assert told == [{"teknisi"}, {"teknisi"}, {"teknisi", "kasi"}]


def test_the_note_beside_a_disposition_goes_on() -> None:
    decision = said(make_case("disposisi-kadis"), hear("kadis", "disposisi", catatan="segera"))

    assert decision.case.fields["catatan_kadis"] == "segera"


def test_a_closed_case_answers_status_and_nothing_else() -> None:
    case = make_case("tempat", closed="batal")

    assert [send.letter for send in said(case, hear("pemohon", "status")).effects] == ["status"]
    assert said(case, hear("kasi", "penuh")).verdict == "not-yours"
    assert said(case, hear("pemohon", "batal")).verdict == "not-yours"


def test_a_request_opens_a_case_at_the_first_step() -> None:
    heard = hear("pemohon", "diajukan", Right(True, "address"), "request", **REQUEST)
    case = open_case("TTP-2026-0008", heard, shipped_rules(), NOW)

    assert (case.step, case.applicant, case.version) == ("permohonan", heard.sender, 0)
    assert said(case, heard).case.step == "disposisi-kadis"


@pytest.mark.parametrize(
    ("reminded", "worked", "due"), [(0, 0.9, 0), (0, 1, 1), (1, 2.9, 0), (1, 3, 2), (0, 3, 2), (2, 99, 0)]
)
def test_reminders_come_after_working_days_and_end(reminded: int, worked: float, due: int) -> None:
    decision = remind(make_case("disposisi-kadis", reminded=reminded), worked, shipped_rules(), NOW)

    assert (decision is not None) == bool(due)
    if decision is not None:
        assert (decision.case and decision.case.reminded) == due
        assert [(send.letter, send.role) for send in decision.effects] == [("pengingat", "kadis")]
