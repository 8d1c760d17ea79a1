"""The config file: one TOML file per office. `config.example.toml` is its manual, each key with its default.

All problems are found in one run, each with line and remedy. Passwords come from the environment, a file or the
config itself, in this order, and never show in a repr.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import getaddresses
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.deciding.toml_lines import find_line
from bot.edges.settings import ImapSettings, SmtpSettings, find_security_problem
from bot.errors import AdminError, Problem
from bot.model import Address, Office
from bot.model import StandIn as StandsIn
from bot.rules import Common

Security = Literal["tls", "starttls", "none"]
SHIPPED = Path(__file__).parent / "shipped"
ROOT = SHIPPED if SHIPPED.exists() else Path(__file__).parent.parent  # an installed wheel, or a checkout
EXAMPLE = ROOT / "config.example.toml"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Login(Section):
    """What both servers have in common."""

    host: str
    port: int = 0
    security: Security = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    password_env: str = ""
    password_file: str = ""
    ca_file: str = ""
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0


class Imap(Login):
    inbox: str = "INBOX"
    done: str = "Titip/Selesai"
    held: str = "Titip/Perlu-Petugas"
    poll_seconds: Annotated[float, Field(gt=0)] = 60.0
    idle: bool = True


class Smtp(Login):
    retry_seconds: Annotated[float, Field(gt=0)] = 60.0


class Data(Section):
    folder: str = "data"
    rules: str = ""
    templates: str = ""


class OfficeSection(Section):
    mailbox: str
    name: str
    place: str = ""
    room: str = ""
    letterhead: tuple[str, ...] = ()
    operator: str = ""
    zone: str = "Asia/Jakarta"
    print_nip: bool = False
    authserv_id: str = ""


class StandIn(Section):
    """Plh./Plt.: who signs for the official on these days, both included."""

    address: str
    first: date
    last: date
    title: str = ""


class RoleSection(Section):
    addresses: tuple[str, ...]
    stand_in: tuple[StandIn, ...] = ()


class Config(Section):
    data: Data = Data()
    imap: Imap
    smtp: Smtp
    office: OfficeSection
    roles: dict[str, RoleSection]
    base: Path = Path()  # the folder of the config file: relative paths start here

    @property
    def data_folder(self) -> Path:
        return self.base / self.data.folder

    @property
    def rules_folder(self) -> Path:
        return self.base / self.data.rules if self.data.rules else ROOT / "rules"

    @property
    def templates_folder(self) -> Path:
        return self.base / self.data.templates if self.data.templates else ROOT / "templates"


def load_config(path: Path) -> Config:
    """Raises AdminError with every problem found in the file."""
    try:
        source = path.read_text("utf-8")
        table = tomllib.loads(source)
    except FileNotFoundError as error:
        remedy = "salin config.example.toml dari paket Titip lalu sesuaikan, atau sebut --config"
        raise AdminError((Problem(str(path), "", "berkas tidak ada", remedy),)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AdminError(
            (Problem(str(path), "", f"tidak terbaca: {error}", "betulkan berkasnya"),)
        ) from error
    return parse_config(table, source, path)


def parse_config(table: Mapping[str, Any], source: str, path: Path) -> Config:
    """Raises AdminError with every problem found."""
    try:
        config = Config.model_validate({**table, "base": path.parent})
    except ValidationError as error:
        raise AdminError(tuple(_problem(path.name, source, dict(one)) for one in error.errors())) from error
    problems = tuple(_check(config, path.name))
    if problems:
        raise AdminError(problems)
    return config


def _problem(file: str, source: str, detail: dict[str, Any]) -> Problem:
    place = f"baris {find_line(source, detail['loc'])}: {'.'.join(map(str, detail['loc']))}"
    remedy = (
        "kunci ini tidak dikenal; lihat config.example.toml" if detail["type"] == "extra_forbidden" else ""
    )
    return Problem(file, place, detail["msg"], remedy or "lihat config.example.toml")


def _check(config: Config, file: str) -> list[Problem]:
    found = [
        problem
        for section in ("imap", "smtp")
        if (login := getattr(config, section))
        and (problem := find_security_problem(section, login.host, login.security))
    ]
    try:
        ZoneInfo(config.office.zone)
    except (ZoneInfoNotFoundError, ValueError):
        text = f"zona waktu “{config.office.zone}” tidak dikenal"
        found.append(Problem(file, "office.zone", text, "pakai misalnya Asia/Jakarta"))
    written = {"office.mailbox": config.office.mailbox, "office.operator": config.office.operator}
    for role, section in config.roles.items():
        if not section.addresses:
            found.append(Problem(file, f"roles.{role}", "belum ada alamat", "isi `addresses`"))
        found += _check_stand_ins(role, section, file)
        written |= {f"roles.{role}.addresses[{i}]": text for i, text in enumerate(section.addresses)}
        written |= {f"roles.{role}.stand_in[{i}]": one.address for i, one in enumerate(section.stand_in)}
    for place, text in written.items():
        if text and parse_address(text) is None:
            found.append(
                Problem(file, place, f"“{text}” bukan alamat surel", 'tulis "Nama <nama@contoh.example>"')
            )
    return found


def _check_stand_ins(role: str, section: RoleSection, file: str) -> list[Problem]:
    return [
        Problem(
            file, f"roles.{role}.stand_in[{i}]", "`last` lebih awal daripada `first`", "betulkan tanggalnya"
        )
        for i, one in enumerate(section.stand_in)
        if one.last < one.first
    ]


def check_roles(config: Config, common: Common, file: str) -> tuple[Problem, ...]:
    """Each role of the rules that is not the applicant needs an address; no other role is known."""
    wanted = set(common.roles) - {"pemohon"}
    missing = [
        Problem(
            file, f"roles.{role}", "peran ini belum punya alamat", f"tambahkan [roles.{role}] addresses = […]"
        )
        for role in sorted(wanted - set(config.roles))
    ]
    unknown = [
        Problem(
            file, f"roles.{role}", "peran ini tidak ada di rules/umum.toml", "hapus atau betulkan ejaannya"
        )
        for role in sorted(set(config.roles) - wanted)
    ]
    return (*missing, *unknown)


def parse_address(text: str) -> Address | None:
    """'Nama <a@b>' → Address; None when it is not one address (RFC 5322 3.4)."""
    pairs = getaddresses([text])
    if len(pairs) != 1 or pairs[0][1].count("@") != 1 or not all(pairs[0][1].split("@")):
        return None
    return Address(pairs[0][1].lower(), pairs[0][0])


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


def imap_settings(config: Config, max_bytes: int) -> ImapSettings:
    """Raises AdminError when the password's file can't be read."""
    imap = config.imap
    return ImapSettings(
        host=imap.host, port=imap.port or {"tls": 993}.get(imap.security, 143), security=imap.security,
        user=imap.user, password=_load_password("imap", imap, config.base), inbox=imap.inbox, done=imap.done,
        held=imap.held, ca_file=imap.ca_file, timeout=imap.timeout, max_bytes=max_bytes,
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
    if login.password_env and login.password_env in os.environ:
        return os.environ[login.password_env]
    if login.password_file:
        try:
            return (base / login.password_file).read_text("utf-8").strip()
        except OSError as error:
            text = f"berkas kata sandi tidak terbaca: {error.strerror}"
            raise AdminError(
                (Problem("config", f"{section}.password_file", text, "periksa nama dan izinnya"),)
            ) from error
    return login.password.get_secret_value()


def load_texts(folder: Path) -> dict[str, str]:
    """File name ('umum.toml', 'libur/2026.toml') → content of the *.toml files in `folder` and its `libur`.
    Raises AdminError when one can't be read."""
    if not folder.is_dir():
        raise AdminError((Problem(str(folder), "", "folder tidak ada", "betulkan data.rules di config"),))
    texts = {}
    for path in sorted((*folder.glob("*.toml"), *folder.glob("libur/*.toml"))):
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise AdminError(
                (Problem(name, "", f"tidak terbaca: {error}", "simpan sebagai UTF-8"),)
            ) from error
    return texts
