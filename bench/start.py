"""What starting costs: each command once over an empty mailbox, beside the import of the three mail libraries.

    python -m bench.start [--rounds 7]

By turns in the same run: the floor (imapclient, mailparser and aiosmtplib imported, and nothing done), `titip once`
on a fresh data folder and again on one where a start has been before, `titip status`, `titip check`, `titip --help`.
Prints CPU and wall time (ms; min, median, max), the ratio of the medians to the floor's, and the peak of memory (MB).
Bytecode must have been written, as installing does; without (PYTHONDONTWRITEBYTECODE) its making is measured. The
peak of a small command is that of this process, which it begins as a copy of.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.sink import Sink
from bench.work import CONFIG, PASSWORD, Cost, measure
from tests.dovecot import BINARY, DovecotServer

ACCOUNT = "kotak@contoh.example"
FLOOR = "floor"


def write_config(folder: Path, imap: int, smtp: int) -> Path:
    """A config with the rules and templates as shipped."""
    text = CONFIG.format(imap=imap, smtp=smtp, user=ACCOUNT, password=PASSWORD)
    path = folder / "config.toml"
    path.write_text(text.replace('rules = "rules"\n', ""), "utf-8")
    path.chmod(0o600)
    return path


def list_commands(config: Path, fresh: Path) -> dict[str, list[str]]:
    """What is measured, by name."""
    titip = [sys.executable, "-m", "bot"]
    return {
        FLOOR: [sys.executable, "-c", "import imapclient, mailparser, aiosmtplib"],
        "once, first": [*titip, "once", "--config", str(fresh)],
        "once": [*titip, "once", "--config", str(config)],
        "status": [*titip, "status", "--config", str(config)],
        "check": [*titip, "check", "--config", str(config)],
        "--help": [*titip, "--help"],
    }


def run_rounds(folder: Path, ports: tuple[int, int], rounds: int) -> dict[str, list[Cost]]:
    """The costs of each command; a round before the first is not counted."""
    costs: dict[str, list[Cost]] = {}
    stayed = folder / "lama"
    stayed.mkdir()
    config = write_config(stayed, *ports)
    for number in range(rounds + 1):
        new = folder / f"baru{number}"
        new.mkdir()
        for name, command in list_commands(config, write_config(new, *ports)).items():
            cost = measure(command)
            if number:
                costs.setdefault(name, []).append(cost)
    return costs


def show(costs: dict[str, list[Cost]]) -> Table:
    """One row for each command."""
    table = Table("", "CPU", "×", "wall", "×", "peak MB", title="ms (min / median / max)")
    for name, some in costs.items():
        row = [name]
        for what in ("cpu", "wall"):
            values = [1000 * float(getattr(one, what)) for one in some]
            floor = statistics.median(1000 * float(getattr(one, what)) for one in costs[FLOOR])
            median = statistics.median(values)
            row += [f"{min(values):.0f} / {median:.0f} / {max(values):.0f}", f"{median / floor:.2f}"]
        table.add_row(*row, f"{statistics.median(one.peak for one in some):.0f}")
    return table


def main() -> int:
    """0; 1 without Dovecot."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    console = Console(width=110)
    if BINARY is None:
        console.print("Dovecot is not installed: there is no mailbox to look into")
        return 1
    with tempfile.TemporaryDirectory(prefix="titip-bench-") as name:
        server, sink = DovecotServer({ACCOUNT: PASSWORD}), Sink()
        server.start()
        try:
            sink.start()
            costs = run_rounds(Path(name), (server.imap_port, sink.port), asked.rounds)
        finally:
            sink.stop(no_assert=True)
            server.stop()
    console.print(show(costs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
