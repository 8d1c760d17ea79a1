"""Cases for the tests of the disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from bot.model import Address, Case, Entry, Evidence, Letter, LetterOut, MessageIn, Pending

NOW = datetime(2026, 11, 22, 9, 30, 0, 125, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
BUDI = Address("budi@dinkes.example", "Budi Ü")
REF = "TTP-2026-0001"


def make_message(number: int = 1) -> MessageIn:
    return MessageIn(
        digest=f"d{number}",
        content_digest=f"c{number}",
        message_id=f"m{number}@dinkes.example",
        at=NOW,
        sender=BUDI,
        role="pemohon",
        subject="Permohonan",
        file=f"{number:04d}-masuk.eml",
        verdict="opened",
    )


def make_letter_out(number: int = 1, **changes: object) -> LetterOut:
    letter = LetterOut(
        number=number,
        letter="diterima",
        to=BUDI,
        cc=(),
        subject="[x] Diterima",
        message_id=f"{REF}.{number}.abc@kominfo.example",
        file=f"{number:04d}-keluar.eml",
        at=NOW,
        waiting=(BUDI.email,),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]


def make_letter(number: int = 1, text: str = "Yth. Budi") -> Letter:
    raw = f"From: titip@kominfo.example\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\n{text}\r\n".encode()
    return Letter(number, "diterima", BUDI, (), "[x] Diterima", f"{number}@kominfo.example", raw, text)


def make_case(ref: str = REF, **changes: object) -> Case:
    case = Case(
        ref=ref,
        process="penitipan",
        step="disposisi-kadis",
        opened=NOW,
        since=NOW,
        applicant=BUDI,
        fields={"opd": "Dinas Kesehatan", "server": [{"merek": "Dell"}], "ip": ["10.0.0.1/24"], "waktu": []},
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def make_full_case() -> Case:
    """Every field of Case has something in it."""
    evidence = (Evidence("diajukan", "mohon tempat", "penitipan.permohonan"),)
    return make_case(
        closed="batal",
        contacts=(Address("siti@dinkes.example"),),
        journal=(
            Entry(NOW.astimezone(WIB), "bot", "moved", "tempat", "tersedia", "Pindah\n\u2028", evidence),
        ),
        messages=(make_message(),),
        letters=(make_letter_out(refused=(("a@b.example", "550 no"),), next_attempt=NOW, state="given-up"),),
        counts={"belum-bisa": 2},
        asked_unclear=("kasi",),
        reminded=1,
        pending=(
            Pending(
                "unproven", "tolak", {"alasan": "penuh"}, "kadis", "disposisi-kadis", NOW, ("alasan",), 4
            ),
        ),
        version=3,
        thread=("m1@dinkes.example",),
        rules_version="2026.1",
    )
