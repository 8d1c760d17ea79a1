"""The least that a bot must do which waits for mail: IDLE, fetch what came, send a letter. Until it is killed.

    python -m bench.floor_idle IMAP_PORT SMTP_PORT USER PASSWORD LETTER

LETTER is the file that is sent for each message. Says "ready" when it listens.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiosmtplib
import mailparser
from imapclient import IMAPClient

from bench.floor import HOST
from bench.work import SERVICE


async def send(port: int, raw: bytes) -> None:
    """Over a connection of its own."""
    async with aiosmtplib.SMTP(hostname=HOST, port=port, use_tls=False, start_tls=False) as client:
        await client.sendmail(SERVICE, ["budi@dishub.example"], raw)


def main() -> None:
    imap, smtp, user, password, letter = sys.argv[1:]
    raw, last = Path(letter).read_bytes(), 0
    with IMAPClient(HOST, port=int(imap), ssl=False) as client:
        client.login(user, password)
        client.select_folder("INBOX")
        print("ready", flush=True)
        while True:
            client.idle()
            client.idle_check()
            client.idle_done()
            for uid in [one for one in client.search(["UID", f"{last + 1}:*"]) if one > last]:
                found = client.fetch([uid], ["INTERNALDATE", "BODY.PEEK[]"])[uid]
                assert mailparser.parse_from_bytes(found[b"BODY[]"]).subject is not None
                asyncio.run(send(int(smtp), raw))
                last = uid


if __name__ == "__main__":
    main()
