"""kill -9 in the middle of 200 messages, again and again: every message has its effect once, nothing is lost."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from bot.config import ROOT
from bot.edges.store import Store
from tests.dialogue.stage import PDF, SERVICE, write_config
from tests.dovecot import DovecotServer
from tests.servers import MailServer

MESSAGES, KILLS = (
    99,
    4,
)  # on Dovecot; the embedded server, which is slower, has fewer. From 100 on lines are few
FEWER, FEWER_KILLS = 40, 2


def request(number: int) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "Budi Contoh <budi@dinkes.example>"
    mail["To"] = SERVICE
    mail["Subject"] = "Permohonan Penitipan Server"
    mail["Message-ID"] = make_msgid(f"permohonan-{number}", domain="dinkes.example")
    mail.set_content(
        f"Kami dari Dinas Kesehatan mengajukan penitipan server ke-{number}.\nCP: Budi Contoh, 0812-0000-1111\n"
    )
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="surat.pdf")
    return mail.as_bytes()


def prepare(folder: Path, server: MailServer) -> Path:
    """A config whose rules let this many letters out within the hour."""
    rules = folder / "rules"
    shutil.copytree(ROOT / "rules", rules)
    common = rules / "umum.toml"
    text = common.read_text("utf-8")
    for limit in ("letters_per_hour = 400", "requests_per_address_per_day = 10"):
        assert limit in text
        text = text.replace(limit, f"{limit}000")
    common.write_text(text, "utf-8")
    config = write_config(folder, server)
    config.write_text(config.read_text("utf-8").replace('rules = ""', 'rules = "rules"', 1), "utf-8")
    return config


def run_and_kill(config: Path, after: int) -> int:
    """One `titip once`, killed when it has told of `after` messages; its exit status (-9 when killed)."""
    command = [sys.executable, "-m", "bot", "once", "--config", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
        assert child.stderr is not None
        told = 0
        for line in child.stderr:
            told += " uid=" in line
            if told >= after:
                child.send_signal(signal.SIGKILL)
                break
        child.stderr.read()
        return child.wait(120)


def test_a_killed_bot_takes_every_message_once(mail_server: MailServer, tmp_path: Path) -> None:
    full = isinstance(mail_server, DovecotServer)
    count, kills = (MESSAGES, KILLS) if full else (FEWER, FEWER_KILLS)
    config = prepare(tmp_path, mail_server)
    for number in range(count):
        mail_server.deliver(SERVICE, request(number))

    chance = random.Random(20261122)
    ends = [run_and_kill(config, chance.randint(5, 35)) for _ in range(kills)]
    ends.append(run_and_kill(config, 10 * count))

    assert ends[:-1].count(-9) >= kills // 2, "the kills must have met a bot at work"
    assert ends[-1] == 0
    assert mail_server.inbox(SERVICE) == []

    store = Store(tmp_path / "data")
    cases = [store.load(summary.ref) for summary in store.open_cases()]
    assert len(cases) == count
    assert len({case.messages[0].digest for case in cases}) == count
    assert {case.step for case in cases} == {"disposisi-kadis"}
    assert {letter.state for case in cases for letter in case.letters} == {"sent"}

    wanted = {letter.message_id for case in cases for letter in case.letters}
    sent = Counter(message_from_bytes(one.raw)["Message-ID"].strip("<>") for one in mail_server.passed)
    assert set(sent) == wanted, "every letter went out, and no other"
    twice = sum(count - 1 for count in sent.values())
    assert twice <= kills, "a letter goes twice only between the server's 250 and our record of it"
