"""Random deaths over a full inbox, Dovecot and a real SMTP server: requests first, then the kadis's decisions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from bot.edges.refs import list_case_folders
from bot.edges.store import Store
from bot.model import Case
from tests.crash.lives import Mortals
from tests.dialogue.stage import PDF, SERVICE, write_config
from tests.servers import MailServer

PER_WRITER = 9  # requests of one writer: below the day's limit of the rules
TRIES, GROWTH = 100, 1.1


@dataclass
class Seen:
    """What a round saw."""

    kills: int = 0
    lives: int = 0
    messages: int = 0
    letters: int = 0
    twice: int = 0
    in_window: int = 0

    def __add__(self, other: Seen) -> Seen:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Seen(*(one + two for one, two in pairs))


def request(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Budi Contoh <budi{number // PER_WRITER}@dinkes.example>"
    mail["To"] = SERVICE
    mail["Subject"] = "Permohonan Penitipan Server"
    mail["Message-ID"] = make_msgid(f"permohonan-{number}", domain="dinkes.example")
    mail.set_content(
        f"Kami dari Dinas Kesehatan mengajukan penitipan server ke-{number}.\nCP: Budi Contoh, 0812-0000-1111\n"
    )
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="surat.pdf")
    return mail.as_bytes()


def decision(case: Case) -> bytes:
    letter = next(one for one in case.letters if one.role == "kadis")
    mail = EmailMessage()
    mail["From"] = "Hasan Contoh <kadis@kominfo.example>"
    mail["To"] = SERVICE
    mail["Subject"] = f"Re: {letter.subject}"
    mail["In-Reply-To"] = f"<{letter.message_id}>"
    mail["Message-ID"] = make_msgid(f"putusan-{case.ref}", domain="kominfo.example")
    mail.set_content("ok lanjutkan")
    return mail.as_bytes()


class Round:
    """One data folder, and deaths until everything is done. `count_letters` says how often SMTP has delivered each
    letter, once so many are there."""

    def __init__(
        self, server: MailServer, folder: Path, mortals: Mortals, count_letters: Callable[[int], Counter[str]]
    ) -> None:
        self.server, self.mortals, self.count_letters = server, mortals, count_letters
        self.data, self.config = folder / "data", write_config(folder, server)
        self.before = count_letters(0)
        self.seen = Seen()
        self.last_steps: list[tuple[int, tuple[str, ...]]] = []  # of each life

    def run(self, messages: int, chance: random.Random, longest: float) -> Seen:
        """That many requests, then as many decisions, with a death after up to `longest` seconds, each time."""
        for number in range(messages):
            self.server.deliver(SERVICE, request(number))
        self._live_until_done(chance, longest)
        cases = self._cases()
        assert len(cases) == messages
        assert {case.step for case in cases} == {"disposisi-kadis"}
        for case in cases:
            self.server.deliver(SERVICE, decision(case))
        self._live_until_done(chance, longest)
        self._check(messages)
        return self.seen

    def _cases(self) -> list[Case]:
        store = Store(self.data)
        assert store.damaged == {}
        return [store.load(folder.name) for folder in list_case_folders(store.cases)]

    def _live_until_done(self, chance: random.Random, longest: float) -> None:
        for number in range(TRIES):  # a machine that is slow today gets more time from life to life
            life = self.mortals.live(self.config, seconds=chance.uniform(0.02, longest * GROWTH**number))
            self.seen.lives += 1
            self.seen.kills += life.killed
            self.seen.in_window += life.killed and life.in_window
            self.last_steps.append((life.status, life.steps[-8:]))
            assert life.killed or life.status == 0
            if life.status == 0 and not self.server.inbox(SERVICE):
                return
        raise AssertionError("it never comes to an end")

    def _check(self, messages: int) -> None:
        cases = self._cases()
        assert {case.step for case in cases} == {"disposisi-kabid"}
        assert [len({one.digest for one in case.messages}) for case in cases] == [2] * messages
        assert [[one.what for one in case.journal].count("moved") for case in cases] == [2] * messages
        letters = [one for case in cases for one in case.letters]
        assert {one.state for one in letters} == {"sent"}
        wanted = {one.message_id for one in letters}
        sent = self.count_letters(len(wanted) + self.before.total()) - self.before
        assert set(sent) == wanted, "every letter, and no other"
        twice = sent.total() - len(wanted)
        doubled = [one for one, count in sent.items() if count > 1]
        assert twice <= self.seen.in_window, (
            f"only between the server's 250 and our record: {doubled}\n"
            + "\n".join(map(str, self.last_steps))
        )
        self.seen = self.seen + Seen(messages=2 * messages, letters=len(wanted), twice=twice)
