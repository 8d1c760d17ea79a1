"""An inbox of thousands: how long a pass takes per message, and how much memory. Against Dovecot.

    python -m bench.inbox [--messages 50000] [--passes 40]

Lays down the messages, makes passes of at most `--passes` batches, and prints seconds and resident memory as they
grow; fails when memory grows by more than the limit after the first batches, or a younger message is taken first.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from bot.app import opened
from bot.model import Fetched
from bot.taken import Taken
from tests.conftest import ACCOUNTS
from tests.dialogue.stage import SERVICE, write_config
from tests.dovecot import DovecotServer

MEGABYTES = 60.0  # that a pass may grow by, after its first batches


def mail(number: int) -> bytes:
    """Something that is none of the bot's business: held, and not answered twice."""
    head = f"From: siti{number % 50}@dispora.example\r\nTo: {SERVICE}\r\nSubject: wifi {number}\r\n"
    return f"{head}Message-ID: <{number}@dispora.example>\r\n\r\nWifi di ruang {number} mati.\r\n".encode()


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Watch:
    """Counts what is taken; stops the pass after so many."""

    def __init__(self, most: int) -> None:
        self.most, self.uids, self.began = most, list[int](), time.monotonic()
        self.at_first = 0.0

    def told(self, fetched: Fetched, taken: Taken) -> None:
        self.uids.append(fetched.uid)
        if len(self.uids) == 100:
            self.at_first = memory()
        if len(self.uids) % 250 == 0:
            print(
                f"{len(self.uids)} taken, {time.monotonic() - self.began:.0f} s, {memory():.0f} MB",
                flush=True,
            )

    def is_enough(self) -> bool:
        return len(self.uids) >= self.most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--passes", type=int, default=40)
    options = parser.parse_args()
    server = DovecotServer(ACCOUNTS)
    server.start()
    try:
        for number in range(options.messages):
            server.deliver(SERVICE, mail(number))
        print(f"{options.messages} messages laid down", flush=True)
        with tempfile.TemporaryDirectory() as folder, opened(write_config(Path(folder), server)) as bot:
            watch = Watch(25 * options.passes)
            bot.runner.told = watch.told
            bot.mailbox.connect()
            began = time.monotonic()
            listed = bot.mailbox.fetch_new()
            print(f"{len(listed)} listed in {time.monotonic() - began:.1f} s, {memory():.0f} MB", flush=True)
            bot.runner.run_pass(bot.mailbox, is_stopping=watch.is_enough)
            grown = memory() - watch.at_first
            print(f"{len(watch.uids)} taken; memory grew by {grown:.0f} MB since the first hundred")
            assert watch.uids == sorted(watch.uids) == list(listed[: len(watch.uids)]), "oldest first"
            assert grown < MEGABYTES
    finally:
        server.stop()


if __name__ == "__main__":
    main()
