"""The shape of the config file, section by section. What the values mean together is in `config_checks.py`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, Strict

Security = Literal["tls", "starttls", "none"]
Switch = Annotated[bool, Strict()]
Seconds = Annotated[
    float, Strict(), Field(ge=1, le=3600)
]  # between two looks: neither a storm nor a day's silence
SHIPPED = Path(__file__).parent / "shipped"
ROOT = SHIPPED if SHIPPED.exists() else Path(__file__).parent.parent  # an installed wheel, or a checkout
EXAMPLE = ROOT / "config.example.toml"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Login(Section):
    """What both servers have in common."""

    host: str
    port: Annotated[int, Strict(), Field(ge=0, le=65535)] = 0
    security: Security = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    password_env: str = ""
    password_file: str = ""
    ca_file: str = ""
    timeout: Annotated[float, Strict(), Field(gt=0, le=600)] = 30.0


class Imap(Login):
    inbox: str = "INBOX"
    done: str = "Titip/Selesai"
    held: str = "Titip/Perlu-Petugas"
    claims: str = "Titip/Kunci"
    poll_seconds: Seconds = 60.0
    idle: Switch = True


class Smtp(Login):
    retry_seconds: Seconds = 60.0


class Data(Section):
    folder: str = "data"
    rules: str = ""
    templates: str = ""

    def rules_folder(self, base: Path) -> Path:
        """`base`: where relative paths start."""
        return base / self.rules if self.rules else ROOT / "rules"

    def templates_folder(self, base: Path) -> Path:
        """`base`: where relative paths start."""
        return base / self.templates if self.templates else ROOT / "templates"


class WatchSection(Section):
    """When `titip status` raises an alarm; a number of 0 means: not watched, except for minutes."""

    login_minutes: Annotated[int, Strict(), Field(ge=1)] = 30
    stale_minutes: Annotated[int, Strict(), Field(ge=2)] = 10
    unsent_minutes: Annotated[int, Strict(), Field(ge=1)] = 240
    backlog: Annotated[int, Strict(), Field(ge=0)] = 200
    given_up: Annotated[int, Strict(), Field(ge=0)] = 1
    held: Annotated[int, Strict(), Field(ge=0)] = 100
    balance: Switch = True


class OfficeSection(Section):
    mailbox: str
    name: str
    place: str = ""
    room: str = ""
    letterhead: tuple[str, ...] = ()
    operator: str = ""
    zone: str = "Asia/Jakarta"
    print_nip: Switch = False
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


class ScannerSection(Section):
    """The scanner of attachments: a command that gets the files' paths, and how long it may take."""

    command: tuple[str, ...] = ()
    timeout: Annotated[float, Strict(), Field(gt=0, le=600)] = 60.0


class FileConfig(Section):
    """What stands in the file."""

    data: Data = Data()
    imap: Imap
    smtp: Smtp
    office: OfficeSection
    roles: dict[str, RoleSection]
    watch: WatchSection = WatchSection()
    scanner: ScannerSection = ScannerSection()


class Config(FileConfig):
    base: Path = Path()  # the folder of the config file: relative paths start here

    @property
    def data_folder(self) -> Path:
        return self.base / self.data.folder

    @property
    def rules_folder(self) -> Path:
        return self.data.rules_folder(self.base)

    @property
    def templates_folder(self) -> Path:
        return self.data.templates_folder(self.base)
