"""The mailbox: what lies in the inbox, read without leaving a trace, and filed away when it is done.

Law: nothing is fetched but with PEEK, no flag is read as state but \\Deleted, and nothing is ever expunged
that this connection did not file itself.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from bot.edges.claim import ClaimingConnection
from bot.edges.imap import Refused
from bot.edges.settings import ImapSettings
from bot.model import Fetched

BATCH_BYTES = 2 * 1024 * 1024  # of messages in one FETCH
BATCH_COUNT = 50
HEADER = b"BODY[HEADER]"
HEADER_BYTES = 128 * 1024  # of the header of a message that is not fetched
LINE_UIDS = 200  # UIDs in one command: servers take lines of 8000 octets (RFC 7162 4)
IDLE_SLICE = 60.0  # seconds; see wait
IDLE_LONGEST = 9 * 60.0  # seconds; firewalls forget a silent connection after 10 minutes
STOP_EVERY = 0.5  # seconds between two looks at `stop`


class Mailbox(ClaimingConnection):
    """The bot's mailbox. Every method may raise Unreachable; then `connected` tells whether to connect anew."""

    def __init__(self, settings: ImapSettings) -> None:
        super().__init__(settings)
        self._listed = 0  # the highest UID that fetch_new has returned

    def connect(self) -> None:
        """As ImapConnection.connect; new UIDs are counted from the start when UIDVALIDITY is another one."""
        before = self.uidvalidity
        super().connect()
        if self.uidvalidity != before:
            self._listed = 0

    # Reading

    def fetch_new(self, after: int = 0) -> tuple[int, ...]:
        """UIDs above `after` of all that lies in the inbox, oldest first. \\Seen is no state: people open the
        mailbox too. What is marked \\Deleted is on its way out and not listed."""
        uids = self._search(after)
        self._listed = max((self._listed, *uids))
        return uids

    def _search(self, after: int) -> tuple[int, ...]:
        with self._reaching("membaca daftar surel"):
            client = self._connected()
            client.noop()  # some servers show what is new only then
            found = client.search(["UID", f"{after + 1}:*", "UNDELETED"])
            while _takes_news(client):  # told beside the answer, not in it: IDLE would not tell it again
                found = client.search(["UID", f"{after + 1}:*", "UNDELETED"])
        return tuple(sorted(uid for uid in found if uid > after))  # n:* names the last one in any case

    def fetch_sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Octets by UID (RFC822.SIZE), in the order asked; a message that is gone is not among them."""
        sizes: dict[int, int] = {}
        with self._reaching("membaca ukuran surel"):
            for part in _chunks(uids):
                answer = self._connected().fetch(part, ["RFC822.SIZE"])
                sizes |= {
                    uid: int(item[b"RFC822.SIZE"]) for uid, item in answer.items() if b"RFC822.SIZE" in item
                }
        return {uid: sizes[uid] for uid in uids if uid in sizes}

    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """The messages in the order asked, several per command; flags stay as they are. One that is bigger
        than `max_bytes`, or that the server can't give, has `raw` None and its header if that can be had.
        One that is gone meanwhile is passed over."""
        sizes = self.fetch_sizes(uids)
        for batch in make_batches(sizes, self.settings.max_bytes):
            if sizes[batch[0]] > self.settings.max_bytes:
                yield from self._fetch_header(batch[0], sizes)
            else:
                yield from self._fetch_batch(batch, sizes)

    def _fetch_batch(self, uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[Fetched]:
        """After a NO to several the messages are asked for one by one, after a NO to one its header: what
        the server can't give must not hold up the others."""
        try:
            found = self._ask(uids, b"BODY[]")
        except Refused:
            for uid in uids:
                single = self._fetch_batch if len(uids) > 1 else None
                yield from single([uid], sizes) if single else self._fetch_header(uid, sizes)
            return
        for uid in uids:
            if uid in found:
                yield self._make(uid, sizes[uid], found[uid])

    def _fetch_header(self, uid: int, sizes: Mapping[int, int]) -> Iterator[Fetched]:
        try:
            found = self._ask(
                [uid], HEADER, f"<0.{HEADER_BYTES}>".encode()
            )  # RFC 3501 6.4.5: it may be all header
        except Refused:
            found = {uid: {}}
        if uid in found:
            yield self._make(uid, sizes[uid], found[uid])

    def _ask(self, uids: Sequence[int], section: bytes, part: bytes = b"") -> dict[int, dict[bytes, Any]]:
        """INTERNALDATE and that section (or that part of it) of the messages that are there, by UID."""
        with self._reaching("mengambil surel"):
            wanted = ["INTERNALDATE", section.replace(b"BODY", b"BODY.PEEK") + part]
            answer = self._connected().fetch(uids, wanted)
        found = {
            uid: {key.partition(b"<")[0]: value for key, value in item.items()}
            for uid, item in answer.items()
        }
        return {uid: item for uid, item in found.items() if item.get(section) is not None}

    def _make(self, uid: int, size: int, item: Mapping[bytes, Any]) -> Fetched:
        received = item.get(b"INTERNALDATE")
        if not isinstance(received, datetime) or received.tzinfo is None:
            received = datetime.now(UTC)
        header = (item.get(HEADER) or b"")[:HEADER_BYTES]
        return Fetched(uid, self.uidvalidity, size, item.get(b"BODY[]"), received.astimezone(UTC), header)

    # Filing

    def file(self, uids: Sequence[int], folder: str) -> None:
        """Moves the messages to `folder` (as configured, with '/'); those that are gone already are no error.

        With MOVE (RFC 6851) in one step. Else COPY, \\Deleted, and UID EXPUNGE of these UIDs (UIDPLUS, RFC
        4315). Without UIDPLUS the copies are made and the originals stay, marked \\Deleted: a bare EXPUNGE
        would also destroy what other people marked and may still want back, and taking their marks away for
        the moment would lose them in a crash. `fetch_new` does not list what is marked, so the message is
        filed as far as the bot goes, and the next mail program that expunges clears it away."""
        for part in _chunks(uids):
            try:
                self._file(part, folder)
            except Refused:  # somebody removed the folder (TRYCREATE, RFC 3501 7.1)
                self._folders.pop(folder, None)
                self._file(part, folder)

    def _file(self, uids: Sequence[int], folder: str) -> None:
        with self._reaching(f"memindahkan surel ke {folder}"):
            client = self._connected()
            own = self._folders.get(folder) or self._make_folder(folder)
            self._folders[folder] = own
            if self.can("MOVE"):
                client.move(uids, own)
                return
            client.copy(uids, own)
            client.add_flags(uids, [rb"\Deleted"], silent=True)
            if self.can("UIDPLUS"):
                client.uid_expunge(uids)

    # Waiting

    def wait(self, timeout: float, stop: Callable[[], bool] = lambda: False) -> bool:
        """Waits up to `timeout` seconds (at most 9 minutes) for new mail by IDLE; True when some has come.
        At once False where the server has no IDLE (the caller polls), soon False when `stop` says so.

        IDLE is taken in slices of a minute, each begun by looking for new UIDs: so mail that came in between
        two commands waits no longer than that, and a dead connection is noticed."""
        if not self.can("IDLE"):
            return False
        ends = time.monotonic() + min(timeout, IDLE_LONGEST)
        while not self._search(self._listed):
            left = ends - time.monotonic()
            if left <= 0 or stop():
                return False
            self._idle(min(left, IDLE_SLICE), stop)
        return True

    def _idle(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Until the server says something, or the time is over."""
        with self._reaching("menunggu surel"):
            client = self._connected()
            try:
                client.idle()
            except IMAPClientAbortError:
                raise
            except IMAPClientError:  # it spoke before its '+' (RFC 2177 lets it): imapclient is out of step
                self.connect()
                return
            if not has_unread(client):
                _await_words(client.socket(), time.monotonic() + seconds, stop)
            client.idle_done()


def _takes_news(client: Any) -> bool:
    """Whether the server said EXISTS (RFC 3501 7.3.1) since this was asked last; imapclient keeps no note of it."""
    return bool(client._imap.response("EXISTS")[1] != [None])


def has_unread(client: Any) -> bool:
    """Whether words that came in one packet with an earlier answer wait to be read: no socket wakes for them
    (seen with Dovecot, which says what is new right behind the '+' of IDLE)."""
    connection, sock = client._imap, client.socket()
    if hasattr(connection, "_readbuf"):  # imaplib's own buffer, from Python 3.14 on
        return any(connection._readbuf) or bool(isinstance(sock, ssl.SSLSocket) and sock.pending())
    limit = sock.gettimeout()
    sock.setblocking(False)
    try:
        return bool(connection.file.peek(1))
    except ssl.SSLWantReadError:
        return False
    finally:
        sock.settimeout(limit)


def _await_words(sock: socket.socket, ends: float, stop: Callable[[], bool]) -> None:
    """Until there is something to read, which idle_done then reads. (imapclient's idle_check reads without
    blocking, and a line that comes in two packets costs it the connection: seen with pymap.)"""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        while not stop() and (left := ends - time.monotonic()) > 0:
            if selector.select(min(left, STOP_EVERY)):
                return


def make_batches(sizes: Mapping[int, int], max_bytes: int) -> list[list[int]]:
    """UIDs in their order, cut into runs for one FETCH each: at most BATCH_COUNT messages and BATCH_BYTES,
    one that is bigger than that or than `max_bytes` alone."""
    batches: list[list[int]] = []
    room = 0
    for uid, size in sizes.items():
        alone = size > max_bytes or size > BATCH_BYTES
        if not batches or alone or size > room or len(batches[-1]) >= BATCH_COUNT:
            batches.append([])
            room = BATCH_BYTES
        batches[-1].append(uid)
        room = 0 if alone else room - size
    return batches


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), LINE_UIDS):
        yield uids[start : start + LINE_UIDS]
