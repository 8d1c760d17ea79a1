"""The bot as it runs for years: woken by IDLE, stopped by SIGTERM, patient with a server that is away."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.app import LONGEST_PAUSE, opened
from tests.dialogue.stage import PEOPLE, SERVICE, Clock, write_config
from tests.servers import MailServer

STARTED = "bot mulai bekerja"


def request(number: int = 1) -> bytes:
    mail = EmailMessage()
    mail["From"] = PEOPLE["pemohon"][1]
    mail["To"] = SERVICE
    mail["Subject"] = "titip server"
    mail["Message-ID"] = f"<{number}@dinkes.example>"
    mail.set_content(f"Kami dari Dinas Kesehatan mau menitipkan server nomor {number}.")
    return mail.as_bytes()


def wait_for(child: subprocess.Popen[str], words: str) -> None:
    """Reads the child's log up to a line with these words; fails when it ends before."""
    assert child.stderr is not None
    seen = []
    for line in child.stderr:
        seen.append(line)
        if words in line:
            return
    pytest.fail(f"no {words!r} in:\n{''.join(seen)}")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_idle_wakes_the_bot_and_a_signal_ends_it(
    mail_server: MailServer, tmp_path: Path, stop: signal.Signals
) -> None:
    config = write_config(tmp_path, mail_server)
    patient = config.read_text("utf-8").replace(
        "[imap]\n", "[imap]\npoll_seconds = 3600\n", 1
    )  # only IDLE can wake it
    config.write_text(patient, "utf-8")
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        try:
            wait_for(child, STARTED)
            for number in (1, 2):
                mail_server.deliver(SERVICE, request(number))
                wait_for(child, "incomplete TTP-")
            child.send_signal(stop)
            assert child.wait(20) == 0
        finally:
            child.kill()

    assert len(mail_server.inbox(PEOPLE["pemohon"][1])) == 2
    assert mail_server.inbox(SERVICE) == []


def test_a_server_that_is_away_is_tried_with_growing_pauses(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    good = config.read_text("utf-8")
    config.write_text(good.replace(f"port = {mail_server.imap_port}", "port = 1"), "utf-8")
    clock = Clock()
    pauses = []
    with opened(config, clock) as bot:
        for _ in range(8):
            before = clock()
            bot.poll_safely()
            assert bot._quiet_until is not None
            pauses.append(round((bot._quiet_until - before).total_seconds()))
            clock.added += timedelta(seconds=LONGEST_PAUSE + 1)

    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[1]
    assert pauses[-1] == LONGEST_PAUSE


def test_letters_wait_while_the_relay_is_away_and_go_later(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    good = config.read_text("utf-8")
    mail_server.deliver(SERVICE, request())
    config.write_text(good.replace(f"port = {mail_server.smtp_port}", "port = 1"), "utf-8")
    with opened(config) as bot:
        bot.poll()
        assert mail_server.inbox(SERVICE) == []
    assert mail_server.inbox(PEOPLE["pemohon"][1]) == []

    config.write_text(good, "utf-8")
    with opened(config) as bot:
        bot.poll()
    assert len(mail_server.inbox(PEOPLE["pemohon"][1])) == 1


@pytest.mark.parametrize(("hour", "sent"), [(6, 0), (10, 1)])
def test_reminders_go_out_in_working_hours_only(
    mail_server: MailServer, tmp_path: Path, hour: int, sent: int
) -> None:
    config = write_config(tmp_path, mail_server)
    clock = Clock()
    with opened(config, clock) as bot:
        mail_server.deliver(SERVICE, request())
        bot.poll()
        clock.added = _next_tuesday(hour) - datetime.now(UTC)
        bot.remind()
        bot.remind()

    assert len(mail_server.inbox(PEOPLE["pemohon"][1])) == 1 + sent


def _next_tuesday(hour: int) -> datetime:
    """Two weeks ahead (three working days have passed, whatever the holidays), a Tuesday, local hour in Jakarta."""
    day = datetime.now(UTC) + timedelta(days=14)
    while day.weekday() != 1 or (day.month, day.day) in {(12, 25), (1, 1)}:
        day += timedelta(days=1)
    return day.replace(hour=hour - 7 if hour >= 7 else hour + 17, minute=0, second=0)
