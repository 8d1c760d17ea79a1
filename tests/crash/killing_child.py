"""Takes the messages under the data folder's inbox/ as a bot would, and dies at once, without an exception, when it
reads one that says so: `python -m tests.crash.killing_child FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import bot.reading.parse
from bot.model import Message
from tests.bench import Bench

parse = bot.reading.parse.parse_message


def die_or_parse(raw: bytes, *rest: object) -> Message:
    """What a fault in a library written in C does."""
    if b"X-Mati: ya" in raw:
        os._exit(139)
    return parse(raw, *rest)  # type: ignore[arg-type]


def main(folder: Path) -> None:
    bot.reading.parse.parse_message = die_or_parse  # type: ignore[assignment]
    bench = Bench(folder)
    with bench.store.lock():
        for path in sorted((folder / "inbox").iterdir()):
            taken = bench.runner.take_safely(bench.fetched(path.read_bytes()))
            print(path.name, taken.verdict if taken else "nanti", flush=True)
    bench.runner.layers.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
