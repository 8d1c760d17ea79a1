"""The least that any such bot must do with its mail: fetch it, parse it, send as many letters of the same size.

    python -m bench.floor IMAP_PORT SMTP_PORT USER PASSWORD LETTERS

No state, no rules, no forms; imapclient, mail-parser, aiosmtplib, one connection each. LETTERS is a pickle of
(sender, recipients, raw) as Titip sent them.
"""

from __future__ import annotations

import asyncio
import pickle
import sys
from pathlib import Path

import aiosmtplib
import mailparser
from imapclient import IMAPClient

HOST = "127.0.0.1"
AT_ONCE = 50  # messages in one FETCH, as many as Titip asks for


def read_all(port: int, user: str, password: str) -> int:
    """How many messages were fetched and parsed."""
    with IMAPClient(HOST, port=port, ssl=False) as client:
        client.login(user, password)
        client.select_folder("INBOX")
        uids = client.search("ALL")
        for start in range(0, len(uids), AT_ONCE):
            for item in client.fetch(uids[start : start + AT_ONCE], ["INTERNALDATE", "BODY.PEEK[]"]).values():
                parsed = mailparser.parse_from_bytes(item[b"BODY[]"])
                assert parsed.subject is not None
        return len(uids)


async def send_all(port: int, letters: list[tuple[str, tuple[str, ...], bytes]]) -> None:
    """Over one connection."""
    async with aiosmtplib.SMTP(hostname=HOST, port=port, use_tls=False, start_tls=False) as client:
        for sender, recipients, raw in letters:
            await client.sendmail(sender, list(recipients), raw)


def main() -> None:
    """Both, one after the other."""
    imap, smtp, user, password, letters = sys.argv[1:]
    count = read_all(int(imap), user, password)
    asyncio.run(send_all(int(smtp), pickle.loads(Path(letters).read_bytes())))
    print(count)


if __name__ == "__main__":
    main()
