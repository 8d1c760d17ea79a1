"""One bot to a data folder, one to a mailbox: the second refuses, with the reason, and sends nothing."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import opened
from bot.errors import AlreadyRunning
from tests.dialogue.stage import PEOPLE, SERVICE, staged, write_config
from tests.servers import MailServer
from tests.test_app import request


def test_a_copy_of_the_data_folder_does_not_work_beside_the_first(
    mail_server: MailServer, tmp_path: Path
) -> None:
    """The backup, started by mistake on another machine."""
    first, second = tmp_path / "satu", tmp_path / "dua"
    first.mkdir()
    with staged(mail_server, first) as stage:
        stage.say("pemohon", "Kami dari Dinas Kesehatan mau menitipkan server.", "titip server")
        shutil.copytree(first, second)
        mail_server.deliver(SERVICE, request(2))
        sent = len(mail_server.passed)
        with opened(second / "config.toml") as other:
            with pytest.raises(AlreadyRunning, match=f"{first}/data.*hentikan salah satu"):
                other.poll()
            other.config = other.config.model_copy(
                update={"imap": other.config.imap.model_copy(update={"idle": False})}
            )
            with pytest.raises(AlreadyRunning, match="hentikan salah satu"):
                other.run()
        assert len(mail_server.inbox(SERVICE)) == 1
        assert len(mail_server.passed) == sent
        stage.clock.added += timedelta(seconds=1)
        stage.bot.poll()
        assert mail_server.inbox(SERVICE) == []
    assert len(mail_server.inbox(PEOPLE["pemohon"][1])) == 2
    with opened(second / "config.toml") as other:  # the first has ended: the mailbox is free at once
        other.poll()


def test_two_bots_on_one_data_folder(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    with opened(config), pytest.raises(AlreadyRunning, match="sedang bekerja pada folder"), opened(config):
        pass
    (tmp_path / "data" / "lock").unlink(missing_ok=True)
    with opened(config):
        (tmp_path / "data" / "lock").unlink()
        with pytest.raises(AlreadyRunning), opened(config):
            pass
