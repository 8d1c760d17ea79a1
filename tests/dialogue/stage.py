"""Conversations by real mail: say, expect. A real bot, a real IMAP and SMTP server, people who only know e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Bot, opened
from bot.config import EXAMPLE
from bot.deciding.calendar import Calendar
from bot.model import Case
from bot.taken import Taken
from tests.servers import MailServer

SERVICE = "titip@kominfo.example"
PEOPLE = {
    "pemohon": ("Budi Contoh", "budi@dinkes.example"),
    "kadis": ("Hasan Contoh", "kadis@kominfo.example"),
    "kabid": ("Ratna Contoh", "kabid@kominfo.example"),
    "kasi": ("Agus Contoh", "kasi@kominfo.example"),
    "teknisi": ("Dewi Contoh", "teknisi@kominfo.example"),
    "orang-luar": ("Siti Contoh", "siti@dispora.example"),
    "kedua": ("Joko Contoh", "joko@pule.example"),
    "ketiga": ("Rini Contoh", "rini@dinsos.example"),
    "sekretaris": ("Wati Contoh", "sekretaris@kominfo.example"),
}
PDF = b"%PDF-1.4\n%surat permohonan contoh\n" + b"% isi surat\n" * 40 + b"%%EOF\n"


@dataclass
class Clock:
    """The real time, and what the test adds to it."""

    added: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.added


@dataclass
class Stage:
    """One server, one bot, and everybody's mailbox."""

    server: MailServer
    folder: Path
    bot: Bot
    clock: Clock
    read: dict[str, int] = field(default_factory=dict)  # how many letters each has opened

    # ---- people ------------------------------------------------------------------------------------------

    def write(
        self, who: str, text: str, subject: str = "", answers: EmailMessage | None = None
    ) -> EmailMessage:
        """A mail as that person's program makes it, not sent yet: with the letter it answers quoted below."""
        name, address = PEOPLE[who]
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = f"{name} <{address}>"
        mail["To"] = SERVICE
        mail["Date"] = format_datetime(self.clock().astimezone())
        mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
        if answers is not None:
            subject = subject or f"Re: {answers['Subject']}"
            mail["In-Reply-To"] = answers["Message-ID"]
            mail["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
            text = f"{text}\n\nPada Sen, 16 Nov 2026 pukul 09.00 Layanan <{SERVICE}> menulis:\n\n{_quoted(answers)}"
        mail["Subject"] = subject
        mail.set_content(text)
        return mail

    def send(self, mail: EmailMessage, to: str = SERVICE) -> list[Taken]:
        """The mail arrives; the bot makes one pass."""
        self.server.deliver(to, mail.as_bytes())
        return self.bot.poll()

    def say(
        self,
        who: str,
        text: str,
        subject: str = "",
        *,
        answers: EmailMessage | None = None,
        letter: bool = False,
    ) -> list[Taken]:
        """Somebody writes; `answers` a letter, `letter` with a PDF attached."""
        mail = self.write(who, text, subject, answers)
        if letter:
            mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="Surat Permohonan.pdf")
        return self.send(mail)

    def expect(self, who: str, subject: str) -> EmailMessage:
        """The next letter in that person's inbox; its subject says so."""
        letters = self.inbox(who)
        opened_before = self.read.get(who, 0)
        assert len(letters) > opened_before, f"nothing new for {who}; expected {subject!r}"
        self.read[who] = opened_before + 1
        letter = letters[opened_before]
        assert subject.lower() in letter["Subject"].lower(), (
            f"{who} got {letter['Subject']!r}, not {subject!r}"
        )
        return letter

    def expect_nothing(self, who: str) -> None:
        """Nobody wrote to that person since."""
        unread = [letter["Subject"] for letter in self.inbox(who)[self.read.get(who, 0) :]]
        assert not unread, f"{who} got {unread}"

    def inbox(self, who: str) -> list[EmailMessage]:
        return [_parse(raw) for raw in self.server.inbox(PEOPLE[who][1])]

    # ---- the bot -----------------------------------------------------------------------------------------

    @property
    def cases(self) -> list[Case]:
        store = self.bot.runner.store
        return [store.load(summary.ref) for summary in store.open_cases()]

    def case(self, ref: str) -> Case:
        return self.bot.runner.store.load(ref)

    @property
    def step(self) -> str:
        """Of the only open case."""
        (case,) = self.cases
        return case.step


def _quoted(letter: EmailMessage) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text_of(letter).splitlines())


def _parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def files_of(letter: EmailMessage) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_content() for part in letter.iter_attachments()}


def one_tap(letter: EmailMessage, word: str) -> str:
    """The subject that the one-tap link for this answer writes."""
    from urllib.parse import parse_qs, urlsplit

    for link in re.findall(r"mailto:[^\s\"'<>]+", html_of(letter).replace("&amp;", "&")):
        subject = parse_qs(urlsplit(link).query).get("subject", [""])[0]
        if subject.startswith(word):
            return subject
    raise AssertionError(f"no one-tap link for {word}")


def write_config(folder: Path, server: MailServer) -> Path:
    """The example config, bound to this server and these people."""
    text = EXAMPLE.read_text("utf-8")
    for section, port in (("imap", server.imap_port), ("smtp", server.smtp_port)):
        start = text.index(f"[{section}]")
        end = text.index("\n[", start)
        user = f'user = "{SERVICE}"\npassword = "{server.accounts[SERVICE]}"\n' if section == "imap" else ""
        text = f'{text[:start]}[{section}]\nhost = "{server.host}"\nport = {port}\nsecurity = "none"\n{user}{text[end:]}'
    for _, address in PEOPLE.values():
        local = address.partition("@")[0]
        text = text.replace(f"<{local}@contoh.example>", f"<{address}>")
    text = text.replace("<server@contoh.example>", f"<{SERVICE}>")
    text = text.replace("<petugas@contoh.example>", "<petugas@kominfo.example>")
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


@cache
def _to_working_days() -> timedelta:
    """Back to half past eight of the last day on which the office worked, as it did on the next: "besok jam 9" is a
    time that suits it, whenever the tests are run. Never ahead: no mail is written after its server received it."""
    zone = ZoneInfo("Asia/Jakarta")
    calendar, now = Calendar(zone), datetime.now(zone)
    day = now - timedelta(days=1)
    while not (calendar.is_workday(day.date()) and calendar.is_workday(day.date() + timedelta(days=1))):
        day -= timedelta(days=1)
    return day.replace(hour=8, minute=30) - now


def write_day_after(today: date) -> str:
    """The first day on which the office works after tomorrow, as one writes it: the day after tomorrow may be none."""
    calendar, day = Calendar(ZoneInfo("Asia/Jakarta")), today + timedelta(days=2)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return f"{day:%d/%m/%Y}"


@contextmanager
def staged(server: MailServer, folder: Path, *changes: tuple[str, str]) -> Iterator[Stage]:
    """A stage with the bot on it; entering again on the same folder is a restart. `changes` are made in the config."""
    clock = Clock(_to_working_days())
    path = write_config(folder, server)
    for old, new in changes:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    with opened(path, clock) as bot:
        yield Stage(server, folder, bot, clock)
