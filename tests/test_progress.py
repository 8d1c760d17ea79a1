"""A full inbox: told as it is worked through, stopped within the message at hand, resumed where it was left."""

from __future__ import annotations

import io
import itertools
import json
import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot import progress
from bot.app import Bot, opened
from bot.model import Fetched
from bot.progress import BACKLOG, LONGEST, Progress, ProgressLog, describe_progress
from bot.status_sheet import print_status
from bot.taken import Taken
from bot.watching import load_status
from tests.dialogue.stage import SERVICE, write_config
from tests.servers import MailServer

BEGAN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def after(seconds: float, done: int, total: int = 20_000) -> Progress:
    return Progress(BEGAN, BEGAN + seconds * SECOND, total, done)


WORDS = [
    (after(0, 0), "0 dari 20.000 surel selesai"),
    (after(1, 25, 100), "25 dari 100 surel selesai (25%), 25 surel per detik, kurang dari 1 menit lagi"),
    (after(50, 1_250), "1.250 dari 20.000 surel selesai (6%), 25 surel per detik, kira-kira 12 menit lagi"),
    (after(200, 100), "100 dari 20.000 surel selesai (0%), 30 surel per menit, kira-kira 11 jam lagi"),
    (after(700, 19_990), "19.990 dari 20.000 surel selesai (99%), 29 surel per detik, kurang dari 1 menit lagi"),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "words"), WORDS)
def test_how_it_is_said(shown: Progress, words: str) -> None:
    assert describe_progress(shown) == words


def test_a_backlog_of_ten_minutes_is_some_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "titip")
    told = ProgressLog()
    told.begin(after(0, 0))
    moments = []
    for second in range(1, 601):
        before = len(caplog.records)
        told.go_on(after(second, 33 * second))
        moments += [second] * (len(caplog.records) - before)
    told.end(after(601, 20_000))

    assert moments[:4] == [5, 15, 35, 75]
    assert max(later - one for one, later in itertools.pairwise(moments)) == LONGEST / SECOND
    assert caplog.messages[0] == "20.000 surel menumpuk di kotak masuk; dikerjakan dari yang tertua"
    assert caplog.messages[-1] == "20.000 surel selesai dalam kira-kira 10 menit, 33 surel per detik"


def test_fewer_are_not_told_as_a_whole(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "titip")
    told = ProgressLog()
    told.begin(after(0, 0, BACKLOG - 1))
    told.go_on(after(300, 50, BACKLOG - 1))
    told.end(after(600, BACKLOG - 1, BACKLOG - 1))
    assert not told.is_telling
    assert caplog.messages == []


def mail(number: int) -> bytes:
    head = f"From: siti@dispora.example\r\nTo: {SERVICE}\r\nSubject: wifi {number}\r\n"
    return f"{head}Message-ID: <{number}@dispora.example>\r\n\r\nWifi di ruang {number} mati.\r\n".encode()


class Eyes:
    """Looks at every message that is taken; stops the bot behind that many."""

    def __init__(self, bot: Bot, most: int) -> None:
        self.uids: list[int] = []
        self._bot, self._most = bot, most
        bot.runner.told = self.see

    def see(self, fetched: Fetched, taken: Taken) -> None:
        self.uids.append(fetched.uid)
        self._bot.log_taken(fetched, taken)
        if len(self.uids) == self._most:
            self._bot.stop.set()


def test_it_ends_behind_the_message_at_hand_and_goes_on_from_there(
    mail_server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "BACKLOG", 4)
    caplog.set_level(logging.INFO, "titip")
    config = write_config(tmp_path, mail_server)
    for number in range(5):
        mail_server.deliver(SERVICE, mail(number))
    taken = []
    for most, left in ((2, 3), (9, 0)):
        with opened(config) as bot:
            eyes = Eyes(bot, most)
            bot.poll()
        taken += eyes.uids
        assert len(mail_server.inbox(SERVICE)) == left

    assert taken == sorted(taken)
    assert len(taken) == len(set(taken)) == 5
    assert "5 surel menumpuk di kotak masuk; dikerjakan dari yang tertua" in caplog.messages
    assert "2 dari 5 surel selesai; sisanya dikerjakan pada putaran berikutnya" in caplog.messages
    lines = [line for line in caplog.messages if line.startswith("uid=")]
    assert len(lines) == 3  # of the second pass, which has no backlog
    assert not (tmp_path / "data" / "gagal.json").exists()  # what was not fetched any more has not failed


def test_the_status_shows_it_during_the_pass_alone(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    for number in range(2):
        mail_server.deliver(SERVICE, mail(number))
    seen: list[str] = []
    with opened(config) as bot:
        between = bot._between

        def look() -> None:
            between()
            status = load_status(tmp_path / "data")
            assert status is not None
            console = Console(file=io.StringIO(), width=120)
            print_status(console, status, 0, "Asia/Jakarta", bot.runner.clock())
            seen.append(console.file.getvalue())  # type: ignore[attr-defined]

        bot._between = look  # type: ignore[method-assign]
        bot.poll()

    assert "Kemajuan putaran ini" in seen[0]
    assert "0 dari 2 surel selesai" in seen[0]  # its letters go before it leaves the inbox
    assert json.loads((tmp_path / "data" / "status.json").read_bytes())["progress"] is None
    print_status(
        console := Console(file=io.StringIO()), load_status(tmp_path / "data"), 0, "Asia/Jakarta", BEGAN
    )
    assert "Kemajuan" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_letters_that_wait_do_not_hold_up_the_end(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    good = config.read_text("utf-8")
    config.write_text(good.replace(f"port = {mail_server.smtp_port}", "port = 1"), "utf-8")
    for number in range(3):
        mail_server.deliver(SERVICE, mail(number).replace(b"siti@", b"siti%d@" % number))
    with opened(config) as bot:
        bot.poll()
        waiting = len(bot.outbox.find_unsent())
    config.write_text(good, "utf-8")
    with opened(config) as bot:
        bot.outbox.is_stopping = lambda: True
        bot.outbox.send_due()
        assert len(bot.outbox.find_unsent()) == waiting - 1
    assert waiting > 1


def test_a_round_left_out_in_a_backlog_is_no_news_for_the_admin() -> None:
    """The scheduler's own words for it are English, and come every minute."""
    code = "import logging; from bot.private_log import start_log; start_log(False)\n"
    code += 'log = logging.getLogger("apscheduler.scheduler"); log.warning("skipped"); log.error("broken")'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "skipped" not in done.stderr
    assert "broken" in done.stderr
