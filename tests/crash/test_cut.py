"""A conversation that ends anywhere: cut, silence, BYE, slow bytes. When the line is good again everything has been done
once: no message lost or taken twice, no letter lost; one goes twice only when its 250 was cut off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from bot.app import Bot, opened
from bot.errors import Unreachable
from tests.conftest import ACCOUNTS
from tests.crash.lives import message_ids, picture
from tests.crash.proxy import Proxy, Spoil
from tests.dialogue.stage import SERVICE, Clock, write_config
from tests.servers import MailServer, make_embedded
from tests.test_app import request

PLACES = int(os.environ.get("TITIP_TORTURE_PLACES", "12"))  # `make torture` cuts at hundreds


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with make_embedded(ACCOUNTS) as started:
        yield started


@pytest.fixture
def imap(server: MailServer) -> Iterator[Proxy]:
    with Proxy(server.imap_port) as proxy:
        yield proxy


@pytest.fixture
def smtp(server: MailServer) -> Iterator[Proxy]:
    with Proxy(server.smtp_port) as proxy:
        yield proxy


def prepare(folder: Path, server: MailServer, imap: Proxy, smtp: Proxy) -> Path:
    """A config that reaches the server through the proxies, and does not wait long for its words."""
    folder.mkdir()
    config = write_config(folder, server)
    text = config.read_text("utf-8").replace(f"port = {server.imap_port}", f"port = {imap.port}\ntimeout = 1")
    text = text.replace(f"port = {server.smtp_port}", f"port = {smtp.port}\ntimeout = 1\nretry_seconds = 1")
    config.write_text(text, "utf-8")
    return config


def try_pass(bot: Bot) -> bool:
    """One pass, as the bot makes it by itself; False when a server could not be reached or a letter stays behind."""
    try:
        bot.poll()
    except Unreachable:
        return False
    return not bot.runner.store.letters_due(bot.runner.clock() + timedelta(days=1))


def forget_claims(server: MailServer) -> None:
    """Each life has a data folder of its own here: to the next, one that could not say goodbye is another bot."""
    with IMAPClient(server.host, server.imap_port, ssl=False, timeout=10) as client:
        client.login(SERVICE, server.accounts[SERVICE])
        if client.folder_exists("Titip/Kunci"):
            client.delete_folder("Titip/Kunci")


class Line:
    """Two requests and a line to be spoilt."""

    def __init__(self, folder: Path, server: MailServer, imap: Proxy, smtp: Proxy) -> None:
        self.folder, self.server, self.proxies = folder, server, {"imap": imap, "smtp": smtp}
        self.mails = [request(1), request(2)]
        self.number = 0

    def live(self, which: str, spoil: Spoil) -> tuple[int, int]:
        """A bot over the spoilt line, then over a good one. How many letters went twice, and how many passes it took;
        fails when anything is not as it must be."""
        self.number += 1
        forget_claims(self.server)
        folder = self.folder / str(self.number)
        config = prepare(folder, self.server, self.proxies["imap"], self.proxies["smtp"])
        for mail in self.mails:
            self.server.deliver(SERVICE, mail)
        before = len(self.server.passed)
        clock = Clock()
        with opened(config, clock) as bot:
            self.proxies[which].spoil = spoil
            passes = 1
            good = try_pass(bot)
            for proxy in self.proxies.values():
                proxy.spoil = Spoil()
            while not good and passes < 6:
                clock.added += timedelta(minutes=20)
                passes, good = passes + 1, try_pass(bot)
        assert good, "the bot must find its way back by itself"
        assert self.server.inbox(SERVICE) == []
        found = picture(folder / "data")
        assert [one for one in found if one.startswith("TTP")] == ["TTP-2026-0001", "TTP-2026-0002"]
        letters = [one for ref in found if ref.startswith("TTP") for one in found[ref]["letters"]]
        assert len(letters) == 2
        assert {state for *_, state in letters} == {"sent"}
        sent = message_ids(self.server.passed[before:])
        assert len(sent) == 2
        return sum(sent.values()) - 2, passes


@pytest.fixture
def line(tmp_path: Path, server: MailServer, imap: Proxy, smtp: Proxy) -> Line:
    return Line(tmp_path, server, imap, smtp)


def places(line: Line, which: str, count: int) -> list[int]:
    """So many places in the conversation, from its first byte to its last."""
    whole = Spoil()
    line.live(which, whole)
    assert whole.passed > 200
    return sorted({whole.passed * at // count for at in range(count)})


@pytest.mark.parametrize("which", ["imap", "smtp"])
def test_cut_anywhere(line: Line, which: str) -> None:
    met = doubled = 0
    for after in places(line, which, PLACES):
        spoil = Spoil(after=after)
        twice, _ = line.live(which, spoil)
        met, doubled = met + bool(spoil.met), doubled + twice
        assert twice <= (which == "smtp"), f"cut after {after} bytes"
    assert met >= PLACES * 3 // 4


@pytest.mark.parametrize("which", ["imap", "smtp"])
def test_other_ways_to_end(line: Line, which: str) -> None:
    """Silence until the time limit, a BYE or 421 out of turn, words that mean nothing."""
    says = {"imap": b"* BYE Internal error occurred\r\n", "smtp": b"421 4.3.2 closing\r\n"}[which]
    middle = places(line, which, PLACES // 3)[1:]
    for spoil in (
        *(Spoil(after=after, silent=True) for after in middle[::2]),
        *(Spoil(after=after, says=says) for after in middle),
        *(Spoil(after=after, says=b"\x00{99}\r\n)) (\r\n") for after in middle),
    ):
        twice, _ = line.live(which, spoil)
        assert spoil.met
        assert twice <= (which == "smtp")


@pytest.mark.parametrize("which", ["imap", "smtp"])
def test_slow_bytes_are_waited_for(line: Line, which: str) -> None:
    assert line.live(which, Spoil(drip=7)) == (0, 1)
