"""Fixtures that every test may use: a mail server, once the embedded one and once Dovecot."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

import pytest

import bot.app
from tests.compiled import compile_once
from tests.dovecot import BINARY, DovecotServer
from tests.servers import MailServer, make_embedded

ACCOUNTS = {
    "titip@kominfo.example": "sandi-titip",
    "kadis@kominfo.example": "sandi-kadis",
    "kabid@kominfo.example": "sandi-kabid",
    "kasi@kominfo.example": "sandi-kasi",
    "teknisi@kominfo.example": "sandi-teknisi",
    "petugas@kominfo.example": "sandi-petugas",
    "budi@dinkes.example": "sandi-budi",
    "siti@dispora.example": "sandi-siti",
    "joko@pule.example": "sandi-joko",
    "rini@dinsos.example": "sandi-rini",
    "sekretaris@kominfo.example": "sandi-sekretaris",
}

StartMailServer = Callable[[Mapping[str, str]], MailServer]


def _make_server(kind: str, accounts: Mapping[str, str]) -> MailServer:
    """Where Dovecot is required (CI), a missing one fails; elsewhere its tests are skipped aloud."""
    if kind == "embedded":
        return make_embedded(accounts)
    if BINARY is None:
        if os.environ.get("TITIP_REQUIRE_DOVECOT") == "1":
            pytest.fail("TITIP_REQUIRE_DOVECOT=1, and there is no dovecot on this machine")
        pytest.skip("no dovecot on this machine")
    return DovecotServer(accounts)


@pytest.fixture(params=["embedded", pytest.param("dovecot", marks=pytest.mark.dovecot)])
def start_mail_server(request: pytest.FixtureRequest) -> Iterator[StartMailServer]:
    """Starts mail servers with accounts of the test's own; they end with the test."""
    started: list[MailServer] = []

    def start(accounts: Mapping[str, str]) -> MailServer:
        server = _make_server(request.param, accounts)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Rules, words, templates and forms as shipped are compiled once a run, not once a bot: it was the larger part of
    many tests. A bot with files of its own compiles them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.app, "make_kit", compile_once())
        yield


@pytest.fixture
def mail_server(start_mail_server: StartMailServer) -> MailServer:
    """A mail server with ACCOUNTS, empty, for this test alone."""
    return start_mail_server(ACCOUNTS)
