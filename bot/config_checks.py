"""What the values of the config mean together: one function per section, each problem with line and remedy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email.utils import getaddresses
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config_sections import Imap, Login, OfficeSection, RoleSection, ScannerSection, Smtp
from bot.deciding.schema import Source, spell_path
from bot.deciding.toml_lines import find_line
from bot.edges.settings import find_security_problem, is_host
from bot.errors import Problem
from bot.model import Address

Path = tuple[str | int, ...]
Found = Iterator[Problem]


def check_sections(
    source: Source,
    imap: Imap | None,
    smtp: Smtp | None,
    office: OfficeSection | None,
    roles: Mapping[str, RoleSection],
) -> tuple[Problem, ...]:
    """Every problem of the sections that could be read (None: this one could not)."""
    found: list[Problem] = []
    if imap:
        found += [*_check_login(source, "imap", imap), *_check_imap(source, imap)]
    if smtp:
        found += _check_login(source, "smtp", smtp)
    if office:
        found += _check_office(source, office)
    own = parse_address(office.mailbox) if office else None
    for role, section in roles.items():
        found += _check_role(source, role, section, own)
    return tuple(found)


def check_scanner(source: Source, scanner: ScannerSection | None) -> tuple[Problem, ...]:
    """A scanner that isn't there would have every mail with a file held."""
    if scanner is None or not scanner.command or shutil.which(scanner.command[0]):
        return ()
    text, remedy = (
        f"perintah “{scanner.command[0]}” tidak ditemukan",
        "pasang pemindainya, atau kosongkan `command`",
    )
    return (_problem(source, ("scanner", "command"), text, remedy),)


def _problem(source: Source, path: Path, text: str, remedy: str) -> Problem:
    place = f"baris {find_line(source.text, path)}: {spell_path(source.table, path)}"
    return Problem(source.name, place, text, remedy)


def _check_login(source: Source, section: str, login: Login) -> Found:
    if not login.host.strip():
        yield _problem(source, (section, "host"), "nama server kosong", "isi nama atau alamat servernya")
    elif not is_host(login.host):
        text, remedy = f"“{login.host}” bukan nama server", "tulis namanya saja, misalnya imap.contoh.example"
        yield _problem(source, (section, "host"), text, remedy)
    elif problem := find_security_problem(section, login.host, login.security):
        line = find_line(source.text, (section, "security"))
        yield replace(problem, file=source.name, place=f"baris {line}: {problem.place}")
    if not login.user.strip():
        if section == "imap":
            yield _problem(source, (section, "user"), "nama pengguna kosong", "isi nama pengguna kotak surat")
    elif not (login.password_env or login.password_file or login.password.get_secret_value()):
        text = "tidak ada kata sandi"
        remedy = "isi `password_env`, `password_file`, atau `password`"
        yield _problem(source, (section, "password"), text, remedy)


def _check_imap(source: Source, imap: Imap) -> Found:
    """Three folders, not one: what is filed into the inbox would be taken again."""
    names = {"inbox": imap.inbox, "done": imap.done, "held": imap.held, "claims": imap.claims}
    seen: dict[str, str] = {}
    for key, name in names.items():
        if not name.strip():
            yield _problem(source, ("imap", key), "nama folder kosong", "isi nama foldernya")
        elif other := seen.get(name.casefold()):
            text = f"folder “{name}” sama dengan `{other}`"
            yield _problem(source, ("imap", key), text, "pakai folder lain")
        seen.setdefault(name.casefold(), key)


def _check_office(source: Source, office: OfficeSection) -> Found:
    try:
        ZoneInfo(office.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        text = f"zona waktu “{office.zone}” tidak dikenal"
        yield _problem(source, ("office", "zone"), text, "pakai misalnya Asia/Jakarta")
    own = parse_address(office.mailbox)
    if own is None:
        yield _not_an_address(source, ("office", "mailbox"), office.mailbox)
    if office.operator:
        yield from _check_address(source, ("office", "operator"), office.operator, own)


def _check_role(source: Source, role: str, section: RoleSection, own: Address | None) -> Found:
    where: Path = ("roles", role)
    if not section.addresses:
        yield _problem(source, (*where, "addresses"), "belum ada alamat", "isi `addresses`")
    for i, text in enumerate(section.addresses):
        yield from _check_address(source, (*where, "addresses", i), text, own)
    for i, one in enumerate(section.stand_in):
        yield from _check_address(source, (*where, "stand_in", i, "address"), one.address, own)
        if one.last < one.first:
            text = "`last` lebih awal daripada `first`"
            yield _problem(source, (*where, "stand_in", i, "last"), text, "betulkan tanggalnya")


def _check_address(source: Source, path: Path, text: str, own: Address | None) -> Found:
    address = parse_address(text)
    if address is None:
        yield _not_an_address(source, path, text)
    elif own and address.email == own.email:
        remedy = "tulis alamat orangnya; alamat layanan milik bot sendiri"
        yield _problem(source, path, f"“{address.email}” adalah alamat layanan (office.mailbox)", remedy)


def _not_an_address(source: Source, path: Path, text: str) -> Problem:
    return _problem(source, path, f"“{text}” bukan alamat surel", 'tulis "Nama <nama@contoh.example>"')


def parse_address(text: str) -> Address | None:
    """'Nama <a@b>' → Address; None when it is not one address that mail can go to (RFC 5322 3.4, 5321 4.1.2)."""
    pairs = getaddresses([text])
    if len(pairs) != 1 or not _is_mailbox(pairs[0][1]) or not _is_whole(text, pairs[0][1]):
        return None
    return Address(pairs[0][1].lower(), pairs[0][0])


def _is_mailbox(email: str) -> bool:
    local, _, domain = email.partition("@")
    printable = all(ch > " " and ch not in '@,;:<>()[]"\\' and ch != "\x7f" for ch in local)
    return printable and all(local.split(".")) and len(local) <= 64 and is_host(domain)


def _is_whole(text: str, email: str) -> bool:
    """Whether the address was written so: Python's parser drops blanks inside it."""
    return email in text
