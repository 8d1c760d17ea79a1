"""What a big message costs in memory, and whether memory stays flat over many messages.

    python -m bench.memory [--megabytes 20] [--messages 2000] [--requests 25]

`titip run`, watched from outside. Big: an attachment of that size on a mail that is held, on a request that asks for
more, on a complete request whose letter goes on to the head; MB at the peak above the MB before, as multiples of the
attachment, and what stays; beside it what fetching and parsing costs anybody (imapclient, mail-parser). Flat:
resident memory after each tenth of an inbox. 50,000: `--messages 50000`; with TMPDIR on a disk in memory it is all
CPU.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.backlog import Taking, write_inbox, write_other
from bench.running import Running, wait_until
from bench.sink import Sink
from bench.work import PASSWORD, Place, write_complete, write_incomplete
from bot.config import ROOT
from tests.dovecot import BINARY, DovecotServer

TIMES = 3.0  # of the attachment's size that the peak may grow by
STAYS = 5.0  # MB that may stay after a big message that was not the first
MOST = 150.0  # MB at the peak, over small messages
PER_THOUSAND = 1.0  # MB that a thousand messages may add
MEGABYTE = 1024 * 1024
ROUNDS = 3
ALONE = """import pathlib, sys, mailparser
from imapclient import IMAPClient
def memory():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
with IMAPClient("127.0.0.1", port=int(sys.argv[1]), ssl=False) as client:
    client.login(sys.argv[2], sys.argv[3])
    client.select_folder("INBOX")
    uids = client.search("ALL")
    before = memory()
    parsed = mailparser.parse_from_bytes(client.fetch(uids, ["BODY.PEEK[]"])[uids[-1]][b"BODY[]"])
    assert parsed.attachments
    print(memory() - before)
"""


def with_attachment(raw: bytes, name: str, size: int) -> bytes:
    """That mail with such a file beside its text; of bytes that do not compress."""
    mail = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    head = b"%PDF-1.4\n" if name.endswith("pdf") else b"\xff\xd8\xff\xe0"
    content = head + random.Random(size).randbytes(size - len(head))
    subtype = ("application", "pdf") if name.endswith("pdf") else ("image", "jpeg")
    mail.add_attachment(content, maintype=subtype[0], subtype=subtype[1], filename=name)
    return mail.as_bytes()


def write_letter(number: int, at: datetime) -> bytes:
    """A complete request, but for the letter."""
    mail = message_from_bytes(write_complete(number, at, b"%PDF-1.4\n"), policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    bare = EmailMessage(policy=policy.SMTP)
    for name in ("From", "To", "Date", "Message-ID", "Subject"):
        bare[name] = str(mail[name])
    bare.set_content(body.get_content())
    return bare.as_bytes()


KINDS: tuple[tuple[str, Callable[[int, datetime], bytes], str], ...] = (
    ("held, with a photo", write_other, "foto.jpg"),
    ("a request that is answered, with a photo", write_incomplete, "foto.jpg"),
    ("a complete request, its letter goes on", write_letter, "surat.pdf"),
)


def let_big_ones_in(folder: Path) -> None:
    """The rules' limits, which would leave such a message to a person, unread."""
    path = folder / "rules" / "umum.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    names = ("max_message_bytes", "max_attachment_bytes")
    text = "".join(
        f"{line.split(' =')[0]} = 99999999\n" if line.startswith(names) else line for line in lines
    )
    path.write_text(text, "utf-8")


def take_one(place: Place, bot: Running, account: str, raw: bytes) -> tuple[float, float]:
    """MB at the peak above what was before, and MB that stay."""
    before, sent = bot.resident(), bot.status().get("last_pass")
    bot.reset_peak()
    place.server.deliver(account, raw)
    wait_until(lambda: bot.status().get("last_pass") != sent and bot.status()["letters_due"] == 0)
    return bot.peak() - before, bot.resident() - before


def take_big_ones(place: Place, size: int, table: Table) -> list[str]:
    account, folder, failed = place.account(), place.office("big"), list[str]()
    let_big_ones_in(folder)
    with Running(place, folder, account) as bot:
        wait_until(lambda: bool(bot.status().get("last_pass")))
        take_one(place, bot, account, write_incomplete(1, place.now))
        for kind, (name, write, file) in enumerate(KINDS):
            for number in range(ROUNDS):
                raw = with_attachment(write(100 * kind + number, place.now), file, size)
                peak, stays = take_one(place, bot, account, raw)
                times = peak * MEGABYTE / size
                table.add_row(f"{name} ({number + 1})", f"{peak:.0f}", f"{times:.1f}", f"{stays:+.0f}")
                if times > TIMES or (number and stays > STAYS):
                    failed.append(f"{name}: {times:.1f} times its size, {stays:+.0f} MB stay")
    return failed


def parse_alone(place: Place, size: int) -> float:
    """MB that fetching and parsing such a message costs at the peak, without a bot."""
    account = place.account()
    place.server.deliver(account, with_attachment(write_other(1, place.now), "foto.jpg", size))
    command = [sys.executable, "-c", ALONE, str(place.server.imap_port), account, PASSWORD]
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout
    return int(said) / 1024


def take_many(place: Place, count: int, requests: int, table: Table) -> list[str]:
    account, folder = place.account(), place.office("many")
    write_inbox(place, account, count, requests)
    taking, held = Taking(folder), list[float]()
    with Running(place, folder, account) as bot:
        for tenth in range(1, 11):
            wait_until(lambda wanted=count * tenth // 10: taking.reaches(wanted))  # type: ignore[misc]
            held.append(bot.resident())
            table.add_row(f"{taking.count} of {count} messages", f"{held[-1]:.0f}", "", "")
        peak = bot.peak()
    slope = (held[-1] - held[0]) / (0.9 * count / 1000)
    table.add_row("at the peak; a thousand messages add", f"{peak:.0f}", "", f"{slope:+.2f}")
    checks = {f"{peak:.0f} MB": peak <= MOST, f"{slope:.2f} MB a thousand messages": slope <= PER_THOUSAND}
    return [text for text, holds in checks.items() if not holds]


def main() -> int:
    """0; 1 when something does not hold, or without Dovecot."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=int, default=20)
    parser.add_argument("--messages", type=int, default=2000, help="0: the big ones alone")
    parser.add_argument("--requests", type=int, default=25, help="of a hundred messages")
    asked = parser.parse_args()
    if BINARY is None:
        print("Dovecot is not installed: nothing to measure against")
        return 1
    size = asked.megabytes * MEGABYTE
    table = Table("", "MB", "times its size", "MB that stay")
    server = DovecotServer({f"kotak{number}@contoh.example": PASSWORD for number in (1, 2, 3)})
    with tempfile.TemporaryDirectory(prefix="titip-bench-") as name, Sink() as sink:
        server.start()
        try:
            place = Place(Path(name), server, sink)
            alone = parse_alone(place, size)
            table.add_row("fetched and parsed, no bot", f"{alone:.0f}", f"{alone * MEGABYTE / size:.1f}", "")
            failed = take_big_ones(place, size, table)
            failed += take_many(place, asked.messages, asked.requests, table) if asked.messages else []
        finally:
            server.stop()
    console = Console(width=110)
    console.print(table)
    console.print(*failed, style="red", sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
