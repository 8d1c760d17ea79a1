"""Deaths by the hundred: `make torture`, `make soak`, or with --kills, --minutes, --servers. Needs Dovecot; OpenSMTPD
where it is usable.

First at random moments of a bot at work on a full inbox, then at every single sub-step of three scenes. Prints what it
saw; the first difference from a life without death ends it with an AssertionError.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from email import message_from_bytes
from functools import partial
from pathlib import Path

from tests.conftest import ACCOUNTS
from tests.crash.lives import Mortals
from tests.crash.rounds import Round, Seen
from tests.crash.scenes import SCENES, Scene
from tests.dovecot import DovecotServer
from tests.opensmtpd import USABLE, OpenSmtpd
from tests.servers import make_embedded

SERVERS = {"embedded": make_embedded, "dovecot": DovecotServer}


def die_at_every_step(kind: str, mortals: Mortals) -> None:
    for name in SCENES:
        server = SERVERS[kind](ACCOUNTS)
        server.start()
        try:
            with tempfile.TemporaryDirectory() as folder:
                scene = Scene(server, Path(folder), mortals, name)
                died, doubled = scene.die_at(range(1, len(scene.whole.steps) + 1))
        finally:
            server.stop()
        print(
            f"{kind} {name}: {died} deaths, each at a step of its own; letters twice: {doubled}", flush=True
        )


def die_at_random(kills: int, minutes: float, seed: int, mortals: Mortals) -> None:
    """So many deaths, and for as long as that. Dovecot for IMAP; OpenSMTPD for SMTP where there is one."""
    ends = time.monotonic() + 60 * minutes
    chance, seen = random.Random(seed), Seen()
    with ExitStack() as stack:
        server = DovecotServer(ACCOUNTS)
        server.start()
        stack.callback(server.stop)
        count = partial(count_passed, server)
        if USABLE:
            relay = stack.enter_context(OpenSmtpd())
            server.smtp_port, count = relay.port, relay.message_ids
        while seen.kills < kills or time.monotonic() < ends:
            with tempfile.TemporaryDirectory() as folder:
                seen += Round(server, Path(folder), mortals, count).run(20, chance, 0.7)
            smtp = "opensmtpd" if USABLE else "aiosmtpd"
            print(f"dovecot + {smtp}: {seen}", flush=True)


def count_passed(server: DovecotServer, wanted: int) -> Counter[str]:
    return Counter(str(message_from_bytes(one.raw)["Message-ID"]).strip("<>") for one in server.passed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", nargs="*", default=list(SERVERS), choices=SERVERS)
    parser.add_argument("--kills", type=int, default=300, help="at random moments")
    parser.add_argument("--minutes", type=float, default=0, help="of deaths at random moments, at least")
    parser.add_argument("--seed", type=int, default=20261125)
    options = parser.parse_args()
    with Mortals() as mortals:
        die_at_random(options.kills, options.minutes, options.seed, mortals)
        for kind in options.servers:
            die_at_every_step(kind, mortals)


if __name__ == "__main__":
    main()
