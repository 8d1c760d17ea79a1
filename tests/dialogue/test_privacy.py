"""What the bot leaves behind for others to see: a log without people, files for its own account, no password."""

from __future__ import annotations

import io
import logging
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import EXAMPLE, imap_settings, load_config, smtp_settings
from bot.edges.held import list_held
from bot.kit import make_kit
from bot.private_log import FORMAT, PrivateFormatter
from bot.runner import Runner
from tests.dialogue.stage import PEOPLE, SERVICE, Stage, staged, write_config
from tests.servers import MailServer

SAID = "Kami dari Dinas Kesehatan mau menitipkan server. CP: Budi Contoh 0812-0000-1111"
SUBJECT = "Permohonan perihal rahasia"
PASSWORD = "sandi-titip"


@pytest.fixture
def log_text() -> Iterator[io.StringIO]:
    """The log as `titip run` writes it without --verbose."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(PrivateFormatter(FORMAT))
    handler.addFilter(
        lambda record: not record.name.startswith("mail.")
    )  # the SMTP server's own, in this process
    logger = logging.getLogger()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield text
    logger.removeHandler(handler)
    logger.setLevel(before)


def fail(mail: EmailMessage) -> str:
    """What a fault of ours may quote."""
    return f"tidak dapat membaca {mail['From']}: {SAID}"


def play(stage: Stage, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day with everything that is logged: taken, asked back, held, refused, failed, an alarm, a held mail dropped."""
    stage.bot.runner.told = stage.bot.log_taken
    stage.say("pemohon", SAID, SUBJECT)
    stage.say("pemohon", "Ini suratnya.", answers=stage.expect("pemohon", "belum lengkap"), letter=True)
    server.refuse(PEOPLE["kabid"][1], 550, f"no {PEOPLE['kabid'][1]} here, {SUBJECT}")
    stage.say("kadis", "Setuju, teruskan ke Kabid.", answers=stage.expect("kadis", "disposisi"))
    stage.say("orang-luar", "Setuju.", f"tentang {stage.cases[0].ref}")
    server.deliver(SERVICE, b"From: siti@dispora.example\r\nSubject: Siti Contoh\r\n\r\n" + b"\xff\x00" * 9)
    stage.bot.poll()
    bad = stage.write("ketiga", "lain", SUBJECT)
    decide = Runner.decide
    with monkeypatch.context() as broken:
        broken.setattr(
            Runner, "decide",
            lambda self, fetched, gathered, now: (_ for _ in ()).throw(ValueError(fail(bad)))
            if gathered.message.sender.email == PEOPLE["ketiga"][1] else decide(self, fetched, gathered, now),
        )  # fmt: skip
        for _ in range(3):
            stage.send(bad) if stage.bot.runner.tries.total() == 0 else stage.bot.poll()
    run = CliRunner()
    config = ["--config", str(stage.folder / "config.toml")]
    mark = list_held(stage.folder / "data")[0].id
    assert run.invoke(app, ["held", "drop", mark, "--reason", "iklan", *config]).exit_code == 0
    stage.bot.poll()


def test_the_log_names_no_person_and_nothing_they_wrote(
    mail_server: MailServer, tmp_path: Path, log_text: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with staged(mail_server, tmp_path) as stage:
        play(stage, mail_server, monkeypatch)
        ref = stage.cases[0].ref
    text = log_text.getvalue()
    told = (
        f"incomplete {ref}",
        f"moved {ref}",
        "held",
        "gagal dikerjakan",
        "ValueError",
        "ditolak server",
        "dibuang",
    )
    for expected in told:
        assert expected in text, f"the log is silent about {expected}:\n{text}"
    parts = {part for name, address in PEOPLE.values() for part in (name, address, address.partition("@")[0])}
    office = {"kadis", "kabid", "kasi", "teknisi", "sekretaris", "kedua"}  # names of roles, not of persons
    for words in (parts - office) | {
        SAID,
        SUBJECT,
        "rahasia",
        "0812",
        "Setuju",
        "Surat Permohonan",
        "Contoh",
    }:
        assert words.lower() not in text.lower(), f"{words!r} in:\n{text}"


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_everything_is_for_the_bots_own_account(mail_server: MailServer, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with staged(mail_server, tmp_path) as stage:
            stage.say("pemohon", SAID, SUBJECT, letter=True)
            stage.say("orang-luar", "Promo alat tulis", "promo")
            config = ["--config", str(tmp_path / "config.toml")]
            listed = CliRunner().invoke(app, ["forget", PEOPLE["orang-luar"][1], *config])
            assert listed.exit_code == 0, listed.output
    finally:
        os.umask(before)
    paths = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    parts = {path.relative_to(tmp_path).parts[1] for path in paths[1:]}
    assert {"cases", "ledger", "held", "balance", "status.json", "secret", "lock"} <= parts
    wrong = {
        str(path): oct(mode)
        for path in paths
        if (mode := stat.S_IMODE(path.stat().st_mode)) != (0o700 if path.is_dir() else 0o600)
    }
    assert wrong == {}


WRONG = [
    f'password = "{PASSWORD}',
    f"password = ['{PASSWORD}']",
    f'password = {{ a = "{PASSWORD}" }}',
    f'password = "{PASSWORD}" x',
    f'kata_sandi = "{PASSWORD}"',
    f'password = "{PASSWORD}"\npassword = "{PASSWORD}"',
]


def write_line(folder: Path, line: str) -> list[str]:
    """The example config with this line in it; how it is named to a command."""
    text = EXAMPLE.read_text("utf-8").replace('password = ""', line, 1)
    assert line in text
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return ["--config", str(path)]


@pytest.mark.parametrize("line", WRONG)
def test_no_error_repeats_a_password(tmp_path: Path, line: str) -> None:
    config = write_line(tmp_path, line)
    for command in (["status"], ["cases"], ["once"]):
        result = CliRunner().invoke(app, [*command, *config])
        assert result.exit_code != 0
        assert "config.toml" in str(result.exception)
        assert PASSWORD not in result.output + str(result.exception)


def test_the_check_repeats_no_password(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--json", *write_line(tmp_path, WRONG[1])])
    assert "imap.password" in result.output
    assert PASSWORD not in result.output


def test_no_value_shows_a_secret(mail_server: MailServer, tmp_path: Path) -> None:
    path = write_config(tmp_path, mail_server)
    config = load_config(path)
    secret = b"\x01rahasia\x02"
    kit = make_kit(config, (secret,), path.name)
    shown = [config, imap_settings(config, 1), smtp_settings(config), kit, kit.desk(datetime.now(UTC))]
    for value in shown:
        assert PASSWORD not in repr(value) + str(value)
        assert "rahasia\\x02" not in repr(value)


def test_a_login_that_is_refused_repeats_no_password(mail_server: MailServer, tmp_path: Path) -> None:
    path = write_config(tmp_path, mail_server)
    wrong = "kata-sandi-keliru"
    path.write_text(
        path.read_text("utf-8").replace(f'password = "{PASSWORD}"', f'password = "{wrong}"', 1), "utf-8"
    )
    for command, code in ((["once"], 1), (["status", "--json"], 0)):
        result = CliRunner().invoke(app, [*command, "--config", str(path)])
        assert result.exit_code == code
        assert wrong not in result.output + str(result.exception)
