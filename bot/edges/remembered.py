"""What was read lately and need not be read again: cases, and the texts of our own letters. Never a second truth."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

from bot.edges.case_file import Record, read_record

RECORDS = 128  # cases kept in memory as they were read or written last
LETTER_TEXTS = 1000  # letters whose text is kept: some 4 MB
BEHIND_TEXT = re.compile(rb"^--[^\r\n]+\r?\nContent-Type: (?!text/plain|multipart/)", re.M)

Stamp = tuple[int, int, int] | None


class Records:
    """The last cases as they are on disk, by path; read again when the file is another one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Path, tuple[Stamp, Record]] = OrderedDict()

    def read(self, path: Path) -> Record:
        """Raises UnknownCase, Damaged."""
        stamp, known = _stamp(path), self._kept.get(path)
        if known is not None and known[0] == stamp is not None:
            return known[1]
        record = read_record(path)
        self._keep(stamp, record)
        return record

    def note_written(self, record: Record) -> None:
        """It is on disk as it is here."""
        self._keep(_stamp(record.path), record)

    def forget(self) -> None:
        """All of them."""
        self._kept.clear()

    def _keep(self, stamp: Stamp, record: Record) -> None:
        self._kept[record.path] = (stamp, record)
        self._kept.move_to_end(record.path)
        while len(self._kept) > RECORDS:
            self._kept.popitem(last=False)


def _stamp(path: Path) -> Stamp:
    """What another file under that name can't have; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


class LetterTexts:
    """The plain texts of our letters, by path. Once recorded in its case a letter's file never changes; to parse each
    letter of a case for each of its messages was the largest part of taking one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Path, str] = OrderedDict()

    def find(self, path: Path, read: Callable[[], bytes]) -> str | None:
        """None for a letter that is not there. `read` is asked once; it raises FileNotFoundError."""
        if path not in self._kept:
            try:
                self._kept[path] = find_text(read())
            except FileNotFoundError:
                return None
            if len(self._kept) > LETTER_TEXTS:
                self._kept.popitem(last=False)
        return self._kept[path]


def find_text(raw: bytes) -> str:
    """The plain text of a letter of ours; '' when it has none. Its HTML and its enclosures, nearly all of it, come
    behind the text and are not parsed."""
    found = BEHIND_TEXT.search(raw)
    message = message_from_bytes(raw[: found.start()] if found else raw)
    part = next((one for one in message.walk() if one.get_content_type() == "text/plain"), None)
    content = part.get_payload(decode=True) if part else b""
    assert isinstance(content, bytes)
    charset = (part.get_content_charset() if part else None) or "utf-8"
    return content.decode(charset, "replace").replace("\r\n", "\n")
