"""A desk with the shipped rules and templates, and invented cases to write letters about."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import Address, Case, Entry, Fields, Letter, MessageIn, Send
from bot.office import Office
from bot.office_rules import Inventory
from bot.rules import Common, Procedure, Rules
from bot.writing.compose import Desk, compose_letters
from bot.writing.forms import load_forms
from bot.writing.templates import load_templates

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
SECRET = b"not a real secret, thirty-two by."
FULL: dict[str, Any] = {
    "opd": "Dinas Contoh Pendidikan",
    "kontak": "Budi Contoh",
    "telepon": "0812-0000-0000",
    "surat": {
        "berkas": "surat-permohonan.pdf",
        "isi": "",
        "nomor": "045/123/2026",
        "tanggal": "20 November 2026",
        "perihal": "Permohonan Penitipan Server",
    },
    "waktu": ["2026-11-24T09:00:00+07:00"],
    "ip": ["192.0.2.21/24", "2001:db8::21"],
    "rak": "A",
    "unit": "10-12",
    "catatan_kadis": "Prioritaskan layanan PPDB",
    "catatan_kabid": "Siapkan tempat minggu ini",
    "alasan": "surat belum ditandatangani",
    "keluhan": "muncul request timed out",
    "server": [
        {"merek": "Merek X100", "nomor_seri": "ABC1234", "memori": "128 GB", "kondisi": "stiker hijau"},
        {"merek": "Merek Y200", "nomor_seri": "DEF5678"},
    ],
    "diserahkan_oleh": "Budi Contoh, S.Kom. NIP. 19000101 190001 1 001",
    "diterima_oleh": "Dimas Contoh",
}


@cache
def shipped_rules() -> Rules:
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "rules").glob("*.toml")}
    return Rules(
        common=Common(**read["umum"]),
        procedures=(Procedure(**read["penitipan"]), Procedure(**read["pengembalian"])),
        opd=(),
        words={},
        inventory=Inventory(**read["inventaris"]),
    )


@cache
def make_desk() -> Desk:
    templates = load_templates(ROOT / "templates")
    forms = load_forms(ROOT / "templates" / "forms")
    return Desk(make_office(), shipped_rules(), templates, forms, SECRET, NOW)


def make_office() -> Office:
    return Office(
        mailbox=Address("server@kominfo.example", "Layanan Penitipan Server"),
        roles={
            "kadis": (Address("kadis@kominfo.example", "Suryo Contoh, M.Si."),),
            "kabid": (Address("kabid@kominfo.example", "Wulan Contoh"),),
            "kasi": (Address("kasi@kominfo.example", "Agung Contoh"),),
            "teknisi": (Address("dimas@kominfo.example", "Dimas Contoh"), Address("rina@kominfo.example")),
        },
        titles={},
        name="Dinas Kominfo Kabupaten Contoh",
        place="Contoh",
        room="Ruang Server Lantai 2",
        letterhead=("PEMERINTAH KABUPATEN CONTOH", "DINAS KOMINFO"),
        operator=Address("petugas@kominfo.example"),
    )


def make_case(step: str = "disposisi-kadis", fields: Fields = FULL, **changes: Any) -> Case:
    moves = (("pemohon", "permohonan", "diajukan"), ("kadis", "disposisi-kadis", "disposisi"),
             ("kabid", "disposisi-kabid", "teruskan"))  # fmt: skip
    order = [each.id for each in shipped_rules().procedure("penitipan").steps]
    passed = [move for move in moves if order.index(move[1]) < order.index(step)]
    journal = [
        Entry(NOW - timedelta(days=4 - day), by, "moved", at, said)
        for day, (by, at, said) in enumerate(passed)
    ]
    case = Case(
        ref="TTP-2026-0007",
        process="penitipan",
        step=step,
        opened=NOW - timedelta(days=4),
        since=NOW - timedelta(hours=1),
        applicant=Address("tik@contoh.example", "Bidang TIK"),
        fields=fields,
        journal=tuple(journal),
        rules_version="2026.11",
        counts={"belum-bisa": 3},
    )
    return replace(case, **changes)


def make_message(role: str, email: str, message_id: str, at: datetime = NOW) -> MessageIn:
    return MessageIn("d", "c", message_id, at, Address(email, ""), role, "Re: x", "masuk.eml")


def write(case: Case, letter: str, role: str, **send: Any) -> Letter:
    """The first letter that this effect gives."""
    return compose_letters(case, (Send(letter, role=role, **send),), make_desk())[1][0]


def parse(letter: Letter) -> EmailMessage:
    return message_from_bytes(letter.raw, policy=policy.default)


def body(letter: Letter, kind: str) -> str:
    part = parse(letter).get_body((kind,))
    assert part is not None
    return str(part.get_content())
