"""Deaths by the hundred, against each mail server there is: `make torture`, or with --kills and --servers.

First at every single sub-step of three scenes, then at random moments of a bot at work on a full inbox. Prints what it
saw; the first difference from a life without death ends it with an AssertionError.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.conftest import ACCOUNTS
from tests.crash.lives import Mortals
from tests.crash.scenes import SCENES, Scene
from tests.dovecot import DovecotServer
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", nargs="*", default=list(SERVERS), choices=SERVERS)
    options = parser.parse_args()
    with Mortals() as mortals:
        for kind in options.servers:
            die_at_every_step(kind, mortals)


if __name__ == "__main__":
    main()
