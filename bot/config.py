"""The config file: one TOML file per office. `config.example.toml` is its manual, each key with its default.

All problems are found in one run, each with line and remedy. Passwords come from the environment, a file or the
config itself, in this order, and never show in a repr.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from bot.config_checks import check_scanner, check_sections
from bot.config_checks import parse_address as parse_address
from bot.config_sections import EXAMPLE as EXAMPLE
from bot.config_sections import ROOT as ROOT
from bot.config_sections import Config as Config
from bot.config_sections import (
    Data,
    FileConfig,
    Imap,
    Login,
    OfficeSection,
    RoleSection,
    ScannerSection,
    Section,
    Smtp,
)
from bot.deciding.schema import Source, check_table, parse_toml
from bot.edges.layers import LayerLimits
from bot.edges.settings import ImapSettings, SmtpSettings
from bot.errors import AdminError, Problem
from bot.model import Address
from bot.office import Office
from bot.office import StandIn as StandsIn
from bot.texts import explain_os, load_text

if TYPE_CHECKING:
    from bot.rules import Common, Limits

One = TypeVar("One", bound=Section)


@dataclass(frozen=True)
class Draft:
    """What could be made of a config file. `config` is None when a section can't be used; then `data` still says
    where rules and templates are, if that could be read, and `roles` which roles are named."""

    config: Config | None
    data: Data
    roles: tuple[str, ...]
    problems: tuple[Problem, ...]


def load_config(path: Path) -> Config:
    """Raises AdminError with every problem found in the file."""
    draft = read_config(path)
    if draft.problems or draft.config is None:
        raise AdminError(draft.problems)
    return draft.config


def read_config(path: Path) -> Draft:
    """As `load_config`, but what is wrong is told beside what is right."""
    if not path.exists():
        remedy = "salin config.example.toml dari paket Titip lalu sesuaikan, atau sebut --config"
        return _nothing(Problem(str(path), "", "berkas tidak ada", remedy))
    unreadable: list[Problem] = []
    text = load_text(path, unreadable)
    if unreadable:
        return _nothing(*unreadable)
    table, problems = parse_toml(path.name, text)
    return _nothing(*problems) if problems else parse_config(Source(path.name, text, table), path.parent)


def _nothing(*problems: Problem) -> Draft:
    return Draft(None, Data(), (), problems)


def parse_config(source: Source, base: Path) -> Draft:
    """The config of this file, whose relative paths start at `base`; and every problem of it."""
    checked = check_table(FileConfig, source)
    whole = checked.value
    config = Config.model_validate({**dict(whole), "base": base}) if whole else None
    data = _section(Data, source.table.get("data", {})) or Data()
    imap, smtp = _section(Imap, source.table.get("imap")), _section(Smtp, source.table.get("smtp"))
    office = _section(OfficeSection, source.table.get("office"))
    named = source.table.get("roles")
    roles = (
        {role: _section(RoleSection, one) for role, one in named.items()} if isinstance(named, dict) else {}
    )
    usable = {role: one for role, one in roles.items() if one is not None}
    scanner = _section(ScannerSection, source.table.get("scanner", {}))
    problems = (
        *checked.problems,
        *check_sections(source, imap, smtp, office, usable),
        *check_scanner(source, scanner),
    )
    return Draft(config, data, tuple(roles), problems)


def _section(model: type[One], table: Any) -> One | None:
    """One section alone, without the keys that were named as mistakes already."""
    return check_table(model, Source("", "", table)).value if isinstance(table, dict) else None


def check_roles(config: Config, common: Common, file: str) -> tuple[Problem, ...]:
    """Each role of the rules that is not the applicant needs an address; no other role is known."""
    return check_role_names(tuple(config.roles), common, file)


def check_role_names(names: tuple[str, ...], common: Common, file: str) -> tuple[Problem, ...]:
    """As `check_roles`, for the roles named."""
    wanted = set(common.roles) - {"pemohon"}
    text, remedy = "peran ini belum punya alamat", "tambahkan [roles.{}] addresses = […]"
    missing = [
        Problem(file, f"roles.{role}", text, remedy.format(role)) for role in sorted(wanted - set(names))
    ]
    text, remedy = "peran ini tidak ada di rules/umum.toml", "hapus atau betulkan ejaannya"
    unknown = [Problem(file, f"roles.{role}", text, remedy) for role in sorted(set(names) - wanted)]
    return (*missing, *unknown)


def local_day(config: Config, now: datetime) -> date:
    """The office's date at that moment (aware)."""
    return now.astimezone(ZoneInfo(config.office.zone)).date()


def office_on(config: Config, common: Common, day: date) -> Office:
    """Who is who on that day (local date): a stand-in takes the role's letters and decisions while it lasts."""
    roles = {role: _on_duty(section, day) for role, section in config.roles.items()}
    office = config.office
    return Office(
        mailbox=_address(office.mailbox), roles=roles, titles=_titles(config, common, day), name=office.name,
        place=office.place, room=office.room, letterhead=office.letterhead, zone=office.zone,
        operator=_address(office.operator) if office.operator else None, print_nip=office.print_nip,
        off_duty={role: _off_duty(section, roles[role]) for role, section in config.roles.items()},
        stand_ins=_stand_ins(config),
    )  # fmt: skip


def _on_duty(section: RoleSection, day: date) -> tuple[Address, ...]:
    acting = [_address(one.address) for one in section.stand_in if one.first <= day <= one.last]
    return tuple(acting) or tuple(_address(text) for text in section.addresses)


def _off_duty(section: RoleSection, holders: tuple[Address, ...]) -> tuple[Address, ...]:
    """Everyone known for the role who does not hold it."""
    known = [_address(text) for text in (*section.addresses, *(one.address for one in section.stand_in))]
    holding = {one.email for one in holders}
    return tuple(one for one in dict.fromkeys(known) if one.email not in holding)


def _stand_ins(config: Config) -> tuple[StandsIn, ...]:
    return tuple(
        StandsIn(role, _address(one.address), one.first, one.last, one.title)
        for role, section in config.roles.items()
        for one in section.stand_in
    )


def _titles(config: Config, common: Common, day: date) -> dict[str, str]:
    """Role → how letters call who holds it on that day: "Plh. Kepala Dinas …" for a stand-in."""
    acting = {one.role: one.title for one in reversed(_stand_ins(config)) if one.first <= day <= one.last}
    return {role: f"{acting.get(role, '')} {title}".strip() for role, title in common.roles.items()}


def _address(text: str) -> Address:
    address = parse_address(text)
    assert address is not None, "checked when the config was loaded"
    return address


def layer_limits(limits: Limits) -> LayerLimits:
    """How far the text of an attached letter is read."""
    return LayerLimits(
        octets=limits.letter_text_bytes, pages=limits.letter_text_pages,
        characters=limits.letter_text_characters, seconds=limits.letter_text_seconds,
        megabytes=limits.letter_text_megabytes,
    )  # fmt: skip


def imap_settings(config: Config, max_bytes: int) -> ImapSettings:
    """Raises AdminError when the password's file can't be read."""
    imap = config.imap
    return ImapSettings(
        host=imap.host, port=imap.port or {"tls": 993}.get(imap.security, 143), security=imap.security,
        user=imap.user, password=_load_password("imap", imap, config.base), inbox=imap.inbox, done=imap.done,
        held=imap.held, claims=imap.claims, ca_file=imap.ca_file, timeout=imap.timeout, max_bytes=max_bytes,
    )  # fmt: skip


def smtp_settings(config: Config) -> SmtpSettings:
    """Raises AdminError when the password's file can't be read."""
    smtp = config.smtp
    return SmtpSettings(
        host=smtp.host, port=smtp.port or {"tls": 465, "starttls": 587}.get(smtp.security, 25),
        security=smtp.security, user=smtp.user, password=_load_password("smtp", smtp, config.base),
        ca_file=smtp.ca_file, timeout=smtp.timeout, envelope_from=_address(config.office.mailbox).email,
    )  # fmt: skip


def _load_password(section: str, login: Login, base: Path) -> str:
    """From the environment, the file, or the config. Raises AdminError when the file can't be read."""
    if login.password_env and login.password_env in os.environ:
        return os.environ[login.password_env]
    if login.password_file:
        try:
            if found := (base / login.password_file).read_text("utf-8-sig").strip():
                return found
            text = "berkas kata sandi kosong"
            raise AdminError((Problem("config", f"{section}.password_file", text, "isi kata sandinya"),))
        except (OSError, UnicodeDecodeError) as error:
            why = explain_os(error) if isinstance(error, OSError) else "bukan UTF-8"
            text = f"berkas kata sandi tidak terbaca: {why}"
            problem = Problem("config", f"{section}.password_file", text, "periksa nama dan izinnya")
            raise AdminError((problem,)) from error
    return login.password.get_secret_value()


def load_texts(folder: Path) -> dict[str, str]:
    """File name ('umum.toml', 'libur/2026.toml') → content of the *.toml files in `folder` and its `libur`.
    Raises AdminError when one can't be read."""
    texts, problems = read_texts(folder)
    if problems:
        raise AdminError(problems)
    return texts


def read_texts(folder: Path) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """As `load_texts`, but what is wrong is told beside what could be read; nothing at all without the folder."""
    if not folder.is_dir():
        return {}, (Problem(str(folder), "", "folder tidak ada", "betulkan data.rules di config"),)
    problems: list[Problem] = []
    paths = sorted((*folder.glob("*.toml"), *folder.glob("libur/*.toml")))
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    texts = {name: load_text(path, problems, name) for name, path in names.items()}
    return texts, tuple(problems)


def find_password_warnings(config: Config, file: str) -> tuple[Problem, ...]:
    """A password that is to come from the environment and is not there now: where the bot runs it may be."""
    return tuple(
        Problem(file, f"{section}.password_env", f"variabel lingkungan {login.password_env} belum diisi",
                "isi sebelum bot dijalankan")
        for section, login in (("imap", config.imap), ("smtp", config.smtp))
        if login.user and login.password_env and not _load_password(section, login, config.base)
    )  # fmt: skip
