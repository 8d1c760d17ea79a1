"""The runner without a mail server: messages go in as they were fetched, letters are read from the case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from bot.config import EXAMPLE, ROOT, load_config
from bot.edges.secret import load_secret
from bot.edges.settings import SmtpSettings
from bot.edges.store import Store
from bot.kit import Kit, make_kit
from bot.model import Case, Fetched, LetterOut
from bot.outbox import Outbox
from bot.runner import Runner
from bot.taken import Taken

SERVICE = "server@contoh.example"
PEOPLE = {
    "pemohon": "Budi Contoh <budi@dinkes.example>",
    "kadis": "Hasan Contoh <kadis@contoh.example>",
    "kabid": "Ratna Contoh <kabid@contoh.example>",
    "kasi": "Agus Contoh <kasi@contoh.example>",
    "teknisi": "Dewi Contoh <teknisi@contoh.example>",
    "petugas": "Petugas Layanan <petugas@contoh.example>",
    "orang-luar": "Siti Contoh <siti@dispora.example>",
}
REQUEST = (
    "Kami dari Dinas Kesehatan mengajukan permohonan penitipan server.\nCP: Budi Contoh, 0812-0000-1111\n"
)
PDF = b"%PDF-1.4 surat permohonan contoh" + b" " * 400
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # 10.00 in Jakarta


@cache
def _shipped_kit() -> Kit:
    """Rules and templates as shipped, compiled once a run."""
    return make_kit(load_config(EXAMPLE), (b"",))


@dataclass
class Bench:
    """One data folder, one clock that only tests move."""

    folder: Path
    now: datetime = MONDAY
    uid: int = 0
    kit: Kit = field(init=False)
    store: Store = field(init=False)
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        path = self.folder / "config.toml"
        if not path.exists():
            path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
        config = load_config(path)
        secrets = load_secret(config.data_folder)
        shipped = (config.rules_folder, config.templates_folder) == (ROOT / "rules", ROOT / "templates")
        kit = _shipped_kit() if shipped else make_kit(config, secrets)
        self.kit = replace(kit, config=config, secrets=secrets)
        self.restart()

    def restart(self) -> None:
        """What a new process would know."""
        self.store = Store(self.kit.config.data_folder, self.kit.config.office.zone)
        self.runner = Runner(self.kit, self.store, lambda: self.now)

    def mail(
        self, who: str, text: str, answers: LetterOut | None = None, letter: bytes = b"", subject: str = ""
    ) -> EmailMessage:
        self.uid += 1
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = PEOPLE[who]
        mail["To"] = SERVICE
        mail["Date"] = format_datetime(self.now)
        mail["Message-ID"] = f"<{self.uid}@surel.example>"
        if answers is not None:
            mail["In-Reply-To"] = f"<{answers.message_id}>"
        mail["Subject"] = subject or (f"Re: {answers.subject}" if answers else "Permohonan")
        mail.set_content(text or "\n")
        if letter:
            mail.add_attachment(letter, maintype="application", subtype="pdf", filename="surat.pdf")
        return mail

    def fetched(self, raw: bytes | None, size: int = 0) -> Fetched:
        self.uid += 1
        return Fetched(self.uid, 1, size or len(raw or b""), raw, self.now, header=b"From: x@y.example\r\n")

    def take(self, mail: EmailMessage) -> Taken:
        self.now += timedelta(seconds=5)
        return self.runner.take(self.fetched(mail.as_bytes()), self.now)

    def say(
        self, who: str, text: str, answers: LetterOut | None = None, letter: bytes = b"", subject: str = ""
    ) -> Taken:
        return self.take(self.mail(who, text, answers, letter, subject))

    def request(self) -> str:
        """A complete request; its reference."""
        return self.say("pemohon", REQUEST, letter=PDF).case

    def to_kasi(self) -> str:
        """A request up to the kasi's desk; its reference."""
        ref = self.request()
        self.say("kadis", "ok lanjutkan", self.last(ref, "kadis"))
        self.say("kabid", "teruskan", self.last(ref, "kabid"))
        assert self.case(ref).step == "tempat"
        return ref

    def case(self, ref: str) -> Case:
        return self.store.load(ref)

    def last(self, ref: str, role: str) -> LetterOut:
        return [one for one in self.case(ref).letters if one.role == role][-1]

    def loose(self, letter: str = "untuk-petugas") -> list[LetterOut]:
        """The letters of that sort that belong to no case."""
        folders = sorted(self.store.cases.glob("*/SRT-*"))
        return [one for folder in folders for one in self.case(folder.name).letters if one.letter == letter]

    def outbox(self, settings: SmtpSettings) -> Outbox:
        return Outbox(self.kit, self.store, settings, lambda: self.now)


def spoil_letter(bench: Bench, ref: str) -> None:
    """The raw file of a due letter goes missing, as by a hand in the folder."""
    letter = bench.case(ref).letters[0]
    (bench.store.case_dir(ref) / "mail" / letter.file).unlink()
