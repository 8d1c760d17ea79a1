"""Deaths at random moments, with Dovecot for IMAP and OpenSMTPD for SMTP; `make torture` makes hundreds."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.conftest import ACCOUNTS
from tests.crash.lives import Mortals
from tests.crash.rounds import Round
from tests.dovecot import BINARY, DovecotServer
from tests.opensmtpd import USABLE, OpenSmtpd


@pytest.mark.dovecot
def test_random_deaths_against_real_servers(tmp_path: Path) -> None:
    """Where both are required (CI), a missing one fails; elsewhere this is skipped aloud."""
    if BINARY is None or not USABLE:
        if os.environ.get("TITIP_REQUIRE_OPENSMTPD") == "1":
            pytest.fail("TITIP_REQUIRE_OPENSMTPD=1, and dovecot and opensmtpd do not run here")
        pytest.skip("no dovecot, no opensmtpd, or not root")
    server = DovecotServer(ACCOUNTS)
    server.start()
    try:
        with OpenSmtpd() as relay, Mortals() as mortals:
            server.smtp_port = relay.port
            seen = Round(server, tmp_path, mortals, relay.message_ids).run(6, random.Random(20261125), 0.8)
    finally:
        server.stop()
    assert seen.kills >= 3, "the kills must have met a bot at work"
    assert seen.letters == 24
