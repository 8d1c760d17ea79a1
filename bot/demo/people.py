"""The people of the demo, all invented: who they are, from which mail program they write, and how it signs.

`program` names a way of writing in `mailers.py`. Addresses are of example domains (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass

APPLICANT, HEAD, DIVISION, SECTION, TECHNICIAN = "pemohon", "kadis", "kabid", "kasi", "teknisi"
OPERATOR, STRANGER, SERVICE = "petugas", "orang-luar", "layanan"


@dataclass(frozen=True)
class Person:
    """`short` is what the time line calls him; `told` what the account table says of him."""

    id: str
    name: str
    address: str
    short: str
    told: str
    program: str = "gmail"
    signature: str = ""


PEOPLE: tuple[Person, ...] = (
    Person(
        APPLICANT, "Rina Contoh", "rina.contoh@dishub.example", "Rina (Dishub)",
        "contact person Dinas Perhubungan, pemohon",
        signature="Rina Contoh\nStaf Subbagian Umum\nDinas Perhubungan",
    ),
    Person(
        HEAD, "Hasan Contoh", "kadis@kominfo.example", "Kadis", "Kepala Dinas, menjawab dari ponsel",
        program="iphone",
    ),
    Person(
        DIVISION, "Ratna Contoh", "kabid@kominfo.example", "Kabid", "Kabid Infrastruktur dan Aplikasi TIK",
        program="outlook", signature="Ratna Contoh\nKabid Infrastruktur dan Aplikasi TIK",
    ),
    Person(
        SECTION, "Agus Contoh", "kasi@kominfo.example", "Kasi", "Kasi Layanan Infrastruktur TIK",
        program="zimbra", signature="Agus Contoh\nKasi Layanan Infrastruktur TIK",
    ),
    Person(
        TECHNICIAN, "Dewi Contoh", "teknisi@kominfo.example", "Teknisi", "Technical Support di ruang server",
    ),
    Person(
        OPERATOR, "Petugas Layanan", "petugas@kominfo.example", "Petugas", "melihat surel yang ditahan bot",
    ),
    Person(
        STRANGER, "Orang Luar", "orang.luar@surat-gratis.example", "Orang luar", "bukan siapa-siapa di sini",
    ),
    Person(
        SERVICE, "Layanan Penitipan Server", "server@kominfo.example", "Layanan", "kotak surat bot",
    ),
)  # fmt: skip


def find_person(person: str) -> Person:
    """By id. Raises KeyError."""
    return {one.id: one for one in PEOPLE}[person]


def find_by_address(address: str) -> Person | None:
    """By mail address; None for somebody the demo does not know."""
    return next((one for one in PEOPLE if one.address == address.lower()), None)
