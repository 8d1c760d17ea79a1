"""Scenes to die in: a prepared data folder, what is to come, and bots that are killed over it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.crash.lives import Life, Mortals, message_ids, picture
from tests.dialogue.stage import SERVICE, Stage, staged
from tests.servers import MailServer

REQUEST = (
    "Kami dari Dinas Kesehatan mengajukan permohonan penitipan server.\nCP: Budi Contoh, 0812-0000-1111\n"
)
NAMED = re.compile(  # fetch, save, ledger, each letter accepted and noted, move: before, half way, after
    r"imap fetch done|write .*/(\.case\.json\.tmp|case\.json)|syncfs .*|rename .*|fsync cases/2026"
    r"|replace TTP.*/case\.json|write .*\.jsonl|fsync .*\.jsonl|imap move( done)?|smtp data( done)?"
)


def a_request(stage: Stage) -> tuple[bytes, ...]:
    """A new case appears, with one letter to the applicant and one to the kadis."""
    return (write_request(stage, "pemohon"),)


def write_request(stage: Stage, who: str) -> bytes:
    mail = stage.write(who, REQUEST, "Permohonan Penitipan Server")
    mail.add_attachment(b"%PDF-1.4 surat" * 40, maintype="application", subtype="pdf", filename="surat.pdf")
    return mail.as_bytes()


def a_decision(stage: Stage) -> tuple[bytes, ...]:
    """A case moves on: one letter asks the kabid, another tells the kadis."""
    stage.say("pemohon", REQUEST, "Permohonan", letter=True)
    letter = stage.expect("kadis", "disposisi")
    return (stage.write("kadis", "ok lanjutkan", answers=letter).as_bytes(),)


def a_stranger(stage: Stage) -> tuple[bytes, ...]:
    """Held; the staff is told, and the writer answered."""
    return (stage.write("orang-luar", "Wifi di aula mati, mohon dicek.", "wifi").as_bytes(),)


def a_heap(stage: Stage) -> tuple[bytes, ...]:
    """Several at once, written in one group: a decision, a held mail, two requests, and one of them again."""
    twice = write_request(stage, "pemohon")
    return (*a_decision(stage), *a_stranger(stage), twice, write_request(stage, "pemohon"), twice)


SCENES: dict[str, Callable[[Stage], tuple[bytes, ...]]] = {
    "request": a_request,
    "decision": a_decision,
    "stranger": a_stranger,
    "heap": a_heap,
}


class Scene:
    """Each life starts from a copy of what was prepared. `whole` is what comes out when nobody dies."""

    def __init__(self, server: MailServer, folder: Path, mortals: Mortals, name: str) -> None:
        self.server, self.folder, self.mortals = server, folder, mortals
        start = folder / "start"
        start.mkdir()
        with staged(server, start) as stage:
            self.mails = SCENES[name](stage)
            self.added = stage.clock.added.total_seconds()
        self._passed = len(server.passed)
        self.whole = self._live_whole()

    def _live_whole(self) -> Life:
        folder = self._copy("whole")
        life = self._live(folder)
        assert life.status == 0
        self.wanted, self.letters = picture(folder / "data"), self._taken_by_smtp()
        assert self.letters, "the scene must write letters"
        return life

    def named_steps(self) -> tuple[int, ...]:
        """The steps at which something becomes true outside."""
        return tuple(at for at, name in enumerate(self.whole.steps, 1) if NAMED.fullmatch(name))

    def die_at(self, steps: Iterable[int]) -> tuple[int, int]:
        """A life for each step, ended there, and a second one that mends it. How many died, and how many letters
        went twice; fails where anything else differs from a life that was not ended."""
        died = doubled = 0
        for die_at in steps:
            folder = self._copy(f"die-{die_at}")
            life = self._live(folder, die_at)
            where = f"at {die_at}: {life.steps[-1]}"
            assert life.killed, where
            again = self.mortals.live(folder / "config.toml", 0, self.added)
            died, doubled = died + 1, doubled + self._check(folder, life, again, where)
            shutil.rmtree(folder)
        return died, doubled

    def _check(self, folder: Path, life: Life, again: Life, where: str) -> int:
        assert again.status == 0, where
        assert picture(folder / "data") == self.wanted, where
        assert self.server.inbox(SERVICE) == [], where
        sent = self._taken_by_smtp()
        assert sent.keys() == self.letters.keys(), where
        twice = sum(sent.values()) - sum(self.letters.values())
        assert twice <= life.in_window, f"{where}: {twice} letters went twice"
        return twice

    def _copy(self, name: str) -> Path:
        """A folder to start from, and the messages in the inbox."""
        for mail in self.mails:
            self.server.deliver(SERVICE, mail)
        return Path(shutil.copytree(self.folder / "start", self.folder / name))

    def _live(self, folder: Path, die_at: int = 0) -> Life:
        return self.mortals.live(folder / "config.toml", die_at, self.added)

    def _taken_by_smtp(self) -> dict[str, int]:
        """What SMTP took since it was asked last."""
        passed = self.server.passed[self._passed :]
        self._passed += len(passed)
        return message_ids(passed)
