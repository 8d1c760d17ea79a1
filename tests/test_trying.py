"""`titip try` never raises, whatever the file holds, and its judge knows right from asked from wrong."""

from __future__ import annotations

import json
import tempfile
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.judging import judge
from bot.trying import Asked, Trial, find_unknown, load_trial
from tests import letters

HEADS = [
    b"",
    b"From: a@b.example\r\nSubject: titip server\r\n",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
]
steps = st.sampled_from([None, "permohonan", "tempat", "penyerahan", "uji-akses", "tiada"])


@cache
def trial() -> Trial:
    return load_trial()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400), steps)
def test_any_bytes_get_a_view(head: bytes, body: bytes, step: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.eml"
        path.write_bytes(head + b"\r\n" + body)
        view = trial().try_file(path, Asked("penitipan", step, "kasi"))

    assert json.loads(json.dumps(view))["file"] == "x.eml"
    assert not any("galat" in line for line in view["why"]), view["why"]


@pytest.mark.parametrize(
    ("make", "number", "missing"),
    [(letters.pdf, "551/123/406.010/2026", ["opd", "kontak"]), (letters.bomb, "", ["opd", "kontak"])],
)
def test_the_text_of_an_attached_letter_is_read(
    tmp_path: Path, make: Any, number: str, missing: list[str]
) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "budi@dinas.example", "Permohonan penitipan server"
    mail.set_content("Mohon penitipan server, surat terlampir.")
    mail.add_attachment(make(), maintype="application", subtype="pdf", filename="surat.pdf")
    (tmp_path / "x.eml").write_bytes(mail.as_bytes())
    view = trial().try_file(tmp_path / "x.eml", Asked())

    assert (view["fields"]["surat"]["nomor"], view["missing"], view["opd"]) == (number, missing, None)
    assert any("surat.pdf, baris" in line for line in view["why"]) is bool(number)


DATES = ["Fri, 31 Dec 9999 23:59:59 -1200", "Fri, 31 Dec 9999 23:59:59 +0000", "Sat, 01 Jan 0001 00:00:00 +1400",
         "Mon, 01 Jan 2100 00:00:00 +0700", "31 Dec 99999", "Tue, 17 Nov 2026 09:00:00 +0700", ""]  # fmt: skip


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("step", ["permohonan", "tempat"])
def test_any_date_gets_a_view(tmp_path: Path, date: str, step: str) -> None:
    text = f"From: kasi@contoh.example\r\nSubject: tempat\r\nDate: {date}\r\n\r\ntersedia besok jam 9\r\n"
    (tmp_path / "x.eml").write_text(text, "utf-8")
    view = trial().try_file(tmp_path / "x.eml", Asked("penitipan", step, "kasi"))

    assert not any("galat" in line for line in view["why"]), view["why"]
    assert view["moves"] is (step == "tempat")


@pytest.mark.parametrize("role", ["pemohon", "kadis", "kabid", "kasi", "teknisi", "stranger"])
def test_every_role_of_the_labels_is_known(role: str) -> None:
    assert find_unknown(trial().rules, Asked("penitipan", "permohonan", role)) == ()


LABEL: dict[str, Any] = {
    "file": "a", "process": "penitipan", "step": "tempat", "role": "kasi", "kind": "reply", "outcome": "tersedia",
    "opd": None, "fields": {}, "missing": [], "must_not_move": False,
}  # fmt: skip
VIEW: dict[str, Any] = {
    "file": "a", "kind": "reply", "process": "penitipan", "step": "tempat", "role": "kasi", "outcome": "tersedia",
    "opd": None, "fields": {}, "missing": [], "moves": True, "why": [], "letters": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "view", "about", "judgement"),
    [
        ({}, {}, "outcome", "right"),
        ({}, {"outcome": "tidak-jelas"}, "outcome", "asked"),
        ({}, {"outcome": None}, "outcome", "asked"),
        ({}, {"outcome": "penuh"}, "outcome", "wrong"),
        ({"outcome": None}, {"outcome": "penuh"}, "outcome", "wrong"),
        ({"must_not_move": True}, {}, "move", "wrong"),
        ({"must_not_move": True}, {"moves": False}, "move", "right"),
        ({}, {"outcome": "penuh"}, "move", "wrong"),
        ({}, {"outcome": "penuh", "process": "pengembalian"}, "move", "asked"),
        ({"outcome": None}, {}, "move", "wrong"),
        ({"outcome": None}, {"moves": False}, "move", "right"),
        ({}, {}, "move", "right"),
        ({}, {"moves": False}, "move", "asked"),
        ({"must_not_move": True}, {"process": "pengembalian"}, "move", "right"),
        ({"opd": "A"}, {"opd": "A"}, "opd", "right"),
        ({"opd": "A"}, {"opd": None}, "opd", "asked"),
        ({"opd": "A"}, {"opd": "B"}, "opd", "wrong"),
        ({"opd": "A", "opd_accept": [None]}, {"opd": None}, "opd", "right"),
        ({}, {"opd": "B"}, "opd", "wrong"),
        ({"missing": ["waktu"]}, {"missing": ["waktu"]}, "missing", "right"),
        ({"missing": []}, {"missing": ["waktu"]}, "missing", "asked"),
        ({"missing": ["waktu"]}, {"missing": []}, "missing", "wrong"),
        ({"fields": {"rak": "A"}}, {"fields": {"rak": "a"}}, "field", "right"),
        ({"fields": {"rak": "A"}}, {"fields": {}}, "field", "asked"),
        ({"fields": {"rak": "A"}}, {"fields": {"rak": "B"}}, "field", "wrong"),
        ({"fields": {"telepon": "0812-1"}}, {"fields": {"telepon": "+628121"}}, "field", "right"),
        (
            {"fields": {"waktu": ["2026-11-24T09:00:00+07:00"]}},
            {"fields": {"waktu": ["2026-11-24T02:00:00+00:00"]}},
            "field",
            "right",
        ),
        (
            {"fields": {"ip": ["10.0.0.1/24"]}},
            {"fields": {"ip": ["10.0.0.1/24", "10.0.0.2"]}},
            "field",
            "wrong",
        ),
        ({"fields": {"keluhan_contains": ["RTO"]}}, {"fields": {"keluhan": "terus\n rto"}}, "field", "right"),
        ({"fields": {"merek_contains": ["R740"]}}, {"fields": {"merek": ["Dell R740"]}}, "field", "right"),
    ],
)
def test_the_judge(label: dict[str, Any], view: dict[str, Any], about: str, judgement: str) -> None:
    judged = [one for one in judge({**LABEL, **label}, {**VIEW, **view}) if one.about == about]

    assert [one.judgement for one in judged] == [judgement]


RETURN = "Kami dari Dinas Kesehatan bermaksud mengambil kembali server kami{which}.\r\nCP: Budi Contoh, 0812-0000-1111\r\n"
LETTER = "Nomor: 045/1/2026\r\nPerihal: Pengembalian server\r\n\r\nYth. Kepala Dinas Kominfo\r\n\r\n"


@pytest.mark.parametrize(
    ("which", "thread", "missing"),
    [
        ("", "", ["server"]),
        (" dengan nomor seri ABC12345", "", []),
        (" (TTP-2026-0099/1)", "", []),
        (", semua server", "", []),
        (" srv-contoh-01", "", []),
        ("", "TTP-2026-0099.7.abcdefghijkl@kominfo.example", []),
    ],
)
def test_without_data_a_server_that_is_named_is_known(
    tmp_path: Path, which: str, thread: str, missing: list[str]
) -> None:
    head = "From: budi@dinkes.example\r\nTo: titip@kominfo.example\r\nSubject: Pengembalian server\r\nMessage-ID: <1@dinkes.example>\r\n"
    head += f"In-Reply-To: <{thread}>\r\n" if thread else ""
    path = tmp_path / "x.eml"
    path.write_bytes(f"{head}\r\n{LETTER}{RETURN.format(which=which)}".encode())
    view = trial().try_file(path, Asked("pengembalian", "permohonan", "pemohon"))

    assert (view["kind"], view["process"], view["outcome"]) == ("request", "pengembalian", "diajukan")
    assert view["missing"] == missing
    assert view["moves"] is not bool(missing)
