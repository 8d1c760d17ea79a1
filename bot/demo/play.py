"""`titip demo`: plays the deposit, or keeps the mail server up for a person to play it (`--play`)."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import FrameType

from rich.console import Console

from bot.config import ROOT, Config, load_texts
from bot.deciding.procedure import parse_rules
from bot.demo import say
from bot.demo.chronicle import Chronicle
from bot.demo.page import write_page
from bot.demo.player import Player, SceneFailed
from bot.demo.script import SCENES, Scene
from bot.demo.stage import ZONE, Stage
from bot.demo.timeline import Timeline
from bot.errors import TitipError

OUT = Path("demo-out")
INTERRUPTED = 130
LONG = 3600.0


def run_demo(
    console: Console,
    play: bool,
    out: Path | None,
    scenes: tuple[Scene, ...] = SCENES,
    office: Config | None = None,
) -> int:
    """The exit status: 0; 1 when a scene failed; 130 after Ctrl-C or SIGTERM. Raises TitipError for a folder that
    holds something already. The folder stays, with a page of what happened so far; without any mail it goes.
    `office`: whose rules and templates are played, if not the shipped ones."""
    rules = parse_rules(load_texts(office.rules_folder if office else ROOT / "rules"))
    folder = make_folder(out, datetime.now(ZONE))
    line = Timeline(console, rules, ZONE, 0 if play else len(scenes))
    chronicle = Chronicle(line, tuple(scene.title for scene in scenes))
    failure, status = "", 0
    try:
        with ended_by_signals(chronicle), Stage(folder, chronicle.told, office) as stage, line:
            say.tell_beginning(console, stage, play)
            while play:
                chronicle.wait_until(lambda: False, LONG)
            took = Player(stage, chronicle, line, rules).play_all(scenes)
    except KeyboardInterrupt:
        status = INTERRUPTED
    except SceneFailed as error:
        failure, status = str(error), 1
    if status == INTERRUPTED and not chronicle.mails:
        _remove(folder)
    else:
        write_page(folder, chronicle, rules)
    if failure:
        say.tell_failure(console, folder, chronicle, failure)
    elif status:
        say.tell_interruption(console, folder, chronicle)
    else:
        say.tell_ending(console, folder, chronicle, took)
    return status


def _remove(folder: Path) -> None:
    """A run that came to nothing leaves nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # other runs are still in it
        if folder.parent == OUT:
            OUT.rmdir()


def make_folder(out: Path | None, now: datetime) -> Path:
    """A new folder for this run, or the empty one that was named. Raises TitipError when it holds anything."""
    if out is not None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise TitipError(f"{out} sudah ada isinya; sebut folder lain dengan --out")
        out.mkdir(parents=True, exist_ok=True)
        return out
    OUT.mkdir(exist_ok=True)
    for count in range(1, 1000):
        folder = OUT / (f"{now:%Y%m%d-%H%M%S}" + (f"-{count}" if count > 1 else ""))
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise TitipError(f"{OUT} penuh; hapus isinya yang lama")


@contextmanager
def ended_by_signals(chronicle: Chronicle) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the demo, also where Python drops the exception that they raise (in a finaliser or a
    callback): the chronicle is told as well, and every wait of the play looks at it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        chronicle.interrupted = True
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
