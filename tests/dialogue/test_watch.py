"""The bot is watched from outside the mail: what its status says while mail comes, is held up, or disappears."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.edges.mailbox import Mailbox
from bot.edges.settings import ImapSettings
from bot.verifying import verify_folder
from bot.watching import Status, exit_status, load_status
from tests.dialogue.stage import PDF, SERVICE, Stage, staged, write_config
from tests.servers import MailServer

TEXT = "Kami dari Dinas Kesehatan mau menitipkan server. CP: Budi Contoh 0812-0000-1111"


def status_of(stage: Stage) -> Status:
    status = load_status(stage.folder / "data")
    assert status is not None
    return status


def alarms(stage: Stage) -> list[str]:
    return [one.key for one in status_of(stage).alarms]


def test_a_day_of_mail_adds_up(mail_server: MailServer, tmp_path: Path) -> None:
    with staged(mail_server, tmp_path) as stage:
        stage.say("pemohon", TEXT, "titip server", letter=True)
        mail_server.deliver(SERVICE, b"bukan surel\r\n\r\n")
        mail = stage.write("pemohon", TEXT, "titip server lagi")
        stage.send(mail)
        stage.send(mail)  # once more, byte by byte: a further message, done without an effect
        status = status_of(stage)
        (day,) = status.balance
        assert (day.came, day.done + day.held, day.waiting, day.adds_up) == (4, 4, 0, True)
        assert day.held == status.held >= 1
        assert (status.backlog, status.letters_due, status.alarms) == (0, 0, ())
        assert None not in (status.last_pass, status.last_login, status.last_accepted)
        assert exit_status(status, stage.bot.config.watch, stage.clock()) == 0
        assert [str(one) for one in verify_folder(tmp_path / "data")] == []


def test_a_mail_server_that_lets_nobody_in_is_told_elsewhere(
    mail_server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "titip")
    port = f"port = {mail_server.imap_port}"
    with staged(mail_server, tmp_path, (port, "port = 1")) as stage:
        for _ in range(6):
            stage.bot.poll_safely()
            stage.bot.report()
            stage.clock.added += timedelta(minutes=11)
        status = status_of(stage)
        assert [one.key for one in status.alarms] == ["login"]
        assert exit_status(status, stage.bot.config.watch, stage.clock() - timedelta(minutes=11)) == 1
        assert exit_status(status, stage.bot.config.watch, stage.clock()) == 2, "and then it said nothing"
    assert sum("alarm login" in record.message for record in caplog.records) == 1

    with staged(mail_server, tmp_path) as stage:
        stage.clock.added += timedelta(minutes=70)
        stage.bot.poll()
        assert alarms(stage) == []
    assert "alarm login berakhir" in caplog.text


def test_a_mail_that_somebody_takes_out_of_the_inbox_is_missed(
    mail_server: MailServer, tmp_path: Path
) -> None:
    with staged(mail_server, tmp_path) as stage:
        stage.bot.poll()
        mail_server.deliver(SERVICE, stage.write("pemohon", TEXT, "titip server").as_bytes())
        inbox = stage.bot.mailbox
        (uid,) = inbox.fetch_new()
        stage.bot.balance.note_listed(inbox.uidvalidity, [uid], stage.clock())
        other = ImapSettings(
            "127.0.0.1", mail_server.imap_port, "none", SERVICE, mail_server.accounts[SERVICE]
        )
        with Mailbox(other) as somebody:
            somebody.file([uid], "Lain")
        stage.bot.poll()
        (alarm,) = status_of(stage).alarms
        assert alarm.key.startswith("neraca-")
        assert "1 surel tidak ditemukan" in alarm.text


def test_the_command_tells_the_same_to_people_and_machines(mail_server: MailServer, tmp_path: Path) -> None:
    config = str(write_config(tmp_path, mail_server))
    run = CliRunner()
    never = run.invoke(app, ["status", "--config", config])
    assert (never.exit_code, "belum pernah" in never.output) == (2, True)

    once = run.invoke(app, ["once", "--config", config])
    assert once.exit_code == 0, once.output
    told = run.invoke(app, ["status", "--config", config])
    assert (told.exit_code, "Semua beres" in told.output) == (0, True)
    for words in ("Putaran terakhir", "Login IMAP terakhir", "WIB"):
        assert words in told.output
    value = json.loads(run.invoke(app, ["status", "--config", config, "--json"]).output)
    assert (value["exit"], value["verdict"], value["state"]) == (0, "well", "once")
    assert mail_server.accounts[SERVICE] not in told.output + json.dumps(value)

    checked = run.invoke(app, ["verify", "--config", config])
    assert (checked.exit_code, "tidak ada masalah" in checked.output) == (0, True)
    (tmp_path / "data" / "secret").chmod(0o644)
    wrong = run.invoke(app, ["verify", "--config", config, "--json"])
    assert (wrong.exit_code, json.loads(wrong.output)["file"]) == (1, "secret")


def test_the_bot_goes_on_from_a_backup_and_does_nothing_twice(
    mail_server: MailServer, tmp_path: Path
) -> None:
    run = CliRunner()
    with staged(mail_server, tmp_path) as stage:
        request = stage.write("pemohon", TEXT, "titip server")
        request.add_attachment(PDF, maintype="application", subtype="pdf", filename="Surat.pdf")
        stage.send(request)
        asked = stage.expect("kadis", "disposisi")
        (before,) = stage.cases
        archive = str(tmp_path / "cadangan.tar.gz")
        made = run.invoke(app, ["backup", archive, "--config", str(tmp_path / "config.toml")])
        assert (made.exit_code, "rahasia" in made.output) == (0, True), made.output

    back = run.invoke(app, ["restore", archive, str(tmp_path / "pulih")])
    assert (back.exit_code, "tidak ada masalah" in back.output) == (0, True), back.output
    with staged(mail_server, tmp_path, ('folder = "data"', 'folder = "pulih"')) as stage:
        assert stage.cases == [before]
        sent = len(mail_server.passed)
        assert [one.verdict for one in stage.send(request)] == ["seen"]
        assert len(mail_server.passed) == sent
        stage.say("kadis", "Setuju, teruskan ke Kabid.", answers=asked)
        assert stage.step == "disposisi-kabid"
        stage.bot.report()
    assert [str(one) for one in verify_folder(tmp_path / "pulih")] == []
