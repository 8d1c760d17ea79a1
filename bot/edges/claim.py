"""One bot to a mailbox, wherever it runs: the right to work there is a message in a folder of its own.

Law: whoever lays down a claim then looks at all of them, and the one that was first among the fresh ones holds; every
other withdraws its own and says so. Claims age by the server's clock alone (INTERNALDATE), and their order is that of
the UIDs that the server gave them; a renewed claim keeps the order of the first. One that is not renewed for as long
as it says of itself counts no more: a bot that died without a word holds up its successor no longer than that.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

from bot.edges.imap import ImapConnection
from bot.errors import AlreadyRunning, Unreachable

RENEW_SECONDS = 120.0
SHORTEST = 600  # seconds that a claim holds, at least
HEADERS = b"BODY[HEADER.FIELDS (SUBJECT X-TITIP-BOT X-TITIP-FIRST X-TITIP-SECONDS)]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Who claims: `bot` is the same after a restart and another for a copy of the data folder; `place` tells a person
    where it runs. `seconds` is how long the claim holds."""

    bot: str
    place: str
    seconds: int = SHORTEST


@dataclass(frozen=True, slots=True)
class Found:
    uid: int
    bot: str
    place: str
    first: int  # the UID of its first claim
    at: datetime
    seconds: int


class ClaimingConnection(ImapConnection):
    """A connection that can hold the mailbox. What it selects besides, it leaves with the inbox selected."""

    mark: Mark | None = None
    _renewed = 0.0  # time.monotonic

    def hold(self, mark: Mark) -> None:
        """Claims the mailbox, or renews the claim when it is time to. Raises AlreadyRunning, Unreachable."""
        if self.mark == mark and time.monotonic() - self._renewed < RENEW_SECONDS:
            return
        with self._reaching("memeriksa bot lain"):
            try:
                self._claim(mark)
            finally:
                self._back_to_inbox()
        self.mark, self._renewed = mark, time.monotonic()

    def release(self) -> None:
        """Withdraws the claim. Raises Unreachable; then it ends by itself."""
        mark, self.mark = self.mark, None
        if mark is None or not self.connected:
            return
        with self._reaching("melepas kotak surat"):
            self._connected().select_folder(self._claims_folder())
            self._remove([one.uid for one in self._list_claims() if one.bot == mark.bot])
            self._back_to_inbox()

    def _claim(self, mark: Mark) -> None:
        claims = self._lay_down(mark)
        mine = [one for one in claims if one.bot == mark.bot]
        newest = max(mine, key=lambda one: one.uid)
        fresh = [one for one in claims if newest.at - one.at <= timedelta(seconds=one.seconds)]
        if any(one not in fresh for one in mine):  # it had run out, and with it our turn
            self._remove([one.uid for one in mine])
            return self._claim(mark)
        holder = min(fresh, key=lambda one: (one.first, one.uid))
        if holder.bot != mark.bot:
            self._remove([one.uid for one in mine])
            raise AlreadyRunning(self._explain(holder))
        kept = {newest.uid, *(one.uid for one in fresh if one.bot != mark.bot)}
        return self._remove([one.uid for one in claims if one.uid not in kept])

    def _lay_down(self, mark: Mark) -> list[Found]:
        """A claim more, in the place of our first one; all that are there then."""
        client, folder = self._connected(), self._claims_folder()
        client.select_folder(folder)
        earlier = [one.first for one in self._list_claims() if one.bot == mark.bot]
        client.append(folder, _write(mark, min(earlier, default=0)))
        client.noop()
        claims = self._list_claims()
        if all(one.bot != mark.bot for one in claims):
            raise Unreachable(f"{self.server} tidak menyimpan tanda bot di {self.settings.claims}")
        return claims

    def _explain(self, holder: Found) -> str:
        minutes = holder.seconds // 60
        return (
            f"titip lain ({holder.place}) sedang bekerja pada kotak surat {self.settings.user}, terakhir terlihat"
            f" {holder.at:%Y-%m-%d %H:%M} menurut {self.server}; hentikan salah satu. Bila yang itu sudah mati,"
            f" tunggu {minutes} menit atau hapus isi folder “{self.settings.claims}”"
        )

    def _list_claims(self) -> list[Found]:
        """Of the folder that is selected."""
        client = self._connected()
        uids = client.search(["UNDELETED"])
        answer = client.fetch(uids, ["INTERNALDATE", HEADERS.replace(b"BODY", b"BODY.PEEK")]) if uids else {}
        return [found for uid, item in sorted(answer.items()) if (found := _read(uid, item)) is not None]

    def _remove(self, uids: list[int]) -> None:
        """The folder is the bots' own: nothing of anybody's is expunged with it."""
        if uids:
            client = self._connected()
            client.add_flags(uids, [rb"\Deleted"], silent=True)
            client.expunge()

    def _claims_folder(self) -> str:
        name = self.settings.claims
        self._folders[name] = self._folders.get(name) or self._make_folder(name)
        return self._folders[name]

    def _back_to_inbox(self) -> None:
        if not self.connected:
            return
        answer = self._connected().select_folder(self.settings.inbox)
        if int(answer.get(b"UIDVALIDITY", 0)) != self.uidvalidity:
            self._drop()
            raise Unreachable(f"{self.server} memberi nomor baru kepada surel di {self.settings.inbox}")


def _write(mark: Mark, first: int) -> bytes:
    lines = (
        f"Subject: Titip bekerja di {mark.place}".encode("ascii", "replace").decode("ascii"),
        f"X-Titip-Bot: {mark.bot}",
        f"X-Titip-First: {first}",
        f"X-Titip-Seconds: {mark.seconds}",
        "",
        "Tanda bahwa satu bot sedang bekerja pada kotak surat ini. Dihapus sendiri saat bot berhenti.",
        "",
    )
    return "\r\n".join(lines).encode("ascii")


def _read(uid: int, item: Any) -> Found | None:
    """None for what is no claim: somebody's mail that strayed here."""
    key = next((name for name in item if name.startswith(b"BODY[HEADER.FIELDS")), b"")
    headers = message_from_bytes(item.get(key) or b"")
    bot, at = headers["X-Titip-Bot"], item.get(b"INTERNALDATE")
    first, seconds = headers["X-Titip-First"] or "", headers["X-Titip-Seconds"] or ""
    if not bot or not isinstance(at, datetime) or not first.isdecimal() or not seconds.isdecimal():
        return None
    place = " ".join(str(headers["Subject"]).split()).removeprefix("Titip bekerja di ")
    return Found(uid, str(bot), place, int(first) or uid, at, int(seconds))
