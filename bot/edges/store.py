"""Cases on disk: a case is a folder, its case.json one TinyDB database, one save one atomic write.

Law: what a save brings along (mails, letters, files) is on disk before the one write that speaks of it, and
a case that could not be written whole was not written at all. One writer: `lock` first.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.edges import disk
from bot.edges.case_file import Damaged as Damaged
from bot.edges.case_file import Record, make_record, read_case, serialise, write_record
from bot.edges.chain import Chain, extend
from bot.edges.chain import erase as erase_words
from bot.edges.held import FOLDER as HELD
from bot.edges.held import HeldCount
from bot.edges.index import Index, Seen, Summary
from bot.edges.ledger import Ledger, LedgerLine
from bot.edges.lock import lock_folder
from bot.edges.names import number_names, safe_name
from bot.edges.refs import CASE_FILE, UnknownCase, case_folder
from bot.edges.remembered import LetterTexts, Records
from bot.edges.stage import CLOSED_MARK, ERASED_MARK, Pending, Stage
from bot.edges.start import Start, read_start
from bot.errors import Conflict
from bot.model import Case, Letter

ERASING_MARK = ".erasing"  # its persons are being erased: a crash in between is finished later


class Store:
    """The data folder `root`. Reading needs no lock; whoever saves holds `lock()`. The cases are looked at when they
    are first asked for, and anew under the lock: another bot may have changed them until then."""

    def __init__(self, root: Path, zone: str = "Asia/Jakarta") -> None:
        self.root = root
        self.cases = root / "cases"
        self.ledger = Ledger(root, zone)
        self._stage = Stage(root)
        self._grouped = False
        self._lost: OSError | None = None  # what kept a part of the group under way from being written
        self._records, self._texts = Records(), LetterTexts()
        self._started: Start | None = None
        self._held = HeldCount(root / HELD)

    @property
    def damaged(self) -> dict[str, str]:
        """Reference → what is wrong with its file."""
        return self._start.damaged

    # Reading

    def load(self, ref: str) -> Case:
        """The case as it is on disk. Raises UnknownCase, Damaged; a damaged one is in `damaged` from then on, and in
        the index no more, as after a start."""
        try:
            return self._record(ref).case
        except Damaged as error:
            self._note_damaged(ref, str(error))
            raise
        except UnknownCase as error:
            if not self.knows(ref):
                raise
            self._note_damaged(ref, f"{self.case_dir(ref)}: folder berkas hilang")
            raise Damaged(self.damaged[ref]) from error

    def _record(self, ref: str) -> Record:
        """As the group under way will write it, or as it is on disk: read again when it is another file. Raises
        UnknownCase, Damaged."""
        if pending := self._stage.cases.get(ref):
            return pending.record
        return self._records.read(self.case_dir(ref) / CASE_FILE)

    def _note_damaged(self, ref: str, why: str) -> None:
        self._start.unhint([ref])  # a hand will mend it, and nobody knows to what
        self.damaged[ref] = why
        self._index.forget(ref)

    def find_mended(self) -> tuple[str, ...]:
        """The cases that were damaged and can be read again, restored by a hand; they are in the index again."""
        return tuple(ref for ref in tuple(self.damaged) if self._is_mended(ref))

    def _is_mended(self, ref: str) -> bool:
        try:
            case = read_case(self.case_dir(ref) / CASE_FILE)
        except (Damaged, UnknownCase, OSError):
            return False
        del self.damaged[ref]
        self._index.note(case)
        return True

    def probe(self) -> None:
        """Whether what comes next can be recorded. Raises OSError."""
        disk.probe(self.root)

    def load_sealed(self, ref: str) -> tuple[Case, Chain]:
        """The case with the hash chain of its journal. Raises UnknownCase, Damaged."""
        record = self._record(ref)
        return record.case, record.sealed

    def seal(self, ref: str) -> str:
        """The last link of that case's journal; '' for no case. Raises UnknownCase, Damaged."""
        if pending := self._stage.cases.get(ref):
            return pending.sealed.head
        return self._record(ref).sealed.head if ref else ""

    def case_dir(self, ref: str) -> Path:
        """Where the case lies. Raises UnknownCase for what is no reference."""
        return case_folder(self.cases, ref)

    def read_file(self, ref: str, name: str) -> bytes:
        """One of the case's files. Raises FileNotFoundError, UnknownCase."""
        return self._read_part(ref, "files", name)

    def read_letter(self, ref: str, file: str) -> bytes:
        """A mail or letter of the case, raw. Raises FileNotFoundError, UnknownCase."""
        return self._read_part(ref, "mail", file)

    def _read_part(self, ref: str, part: str, name: str) -> bytes:
        pending = self._stage.cases.get(ref)
        if pending and name in pending.parts[part]:
            return pending.parts[part][name]
        return _read_safe(self.case_dir(ref) / part, name)

    def letter_texts(self, case: Case) -> tuple[str, ...]:
        """The plain text of each letter we sent on the case, oldest first."""
        texts = (self._letter_text(case.ref, letter.file) for letter in case.letters)
        return tuple(text for text in texts if text is not None)

    def _letter_text(self, ref: str, file: str) -> str | None:
        return self._texts.find(self.case_dir(ref) / "mail" / file, lambda: self.read_letter(ref, file))

    def file_names(self, ref: str) -> tuple[str, ...]:
        """What lies in the case's files/, by name."""
        pending, folder = self._stage.cases.get(ref), self.case_dir(ref) / "files"
        names = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
        names |= set(pending.parts["files"]) if pending else set()
        return tuple(sorted(name for name in names if not name.startswith(".")))

    def _read_or_none(self, ref: str, name: str) -> bytes | None:
        try:
            return self._read_part(ref, "files", name)
        except FileNotFoundError:
            return None

    def name_files(self, ref: str, files: Sequence[tuple[str, bytes]]) -> dict[str, bytes]:
        """Each file under the name it will have in files/, in the order given: made safe, numbered where
        another file has it; the same file sent again keeps its name, and doubles in `files` fall together."""
        known = {name.casefold(): name for name in self.file_names(ref)} if files else {}
        named: dict[str, bytes] = {}
        for name, content in files:
            for candidate in number_names(name):
                own = known.setdefault(candidate.casefold(), candidate)
                held = named[own] if own in named else self._read_or_none(ref, own)
                if held is None or held == content:
                    named[own] = content
                    break
        return named

    # Across cases: from the index in memory

    def open_cases(self) -> tuple[Summary, ...]:
        """All open cases, by reference."""
        return self._index.open_cases()

    def open_cases_of(self, email: str) -> tuple[Summary, ...]:
        """The open cases whose applicant or contact has this address, by reference."""
        return self._index.open_cases_of(email)

    def open_cases_at(self, places: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        """The open cases at one of these (process, step), by reference."""
        return self._index.open_cases_at(places)

    def cases_in_racks(self) -> tuple[Summary, ...]:
        """The open cases for which a place in the racks is named, by reference."""
        return self._index.cases_in_racks()

    def find_case(self, ref: str) -> Summary | None:
        """The summary of a case that is open, or has letters that are due."""
        return self._index.summaries.get(ref)

    def knows(self, ref: str) -> bool:
        """Whether the case is in the index: not at rest, or changed lately; and not damaged."""
        return self._index.knows(ref)

    def find_by_message(
        self, digest: str = "", content_digest: str = "", message_id: str = ""
    ) -> Seen | None:
        """What became of this message, if it was seen: in a case, or by the ledger alone."""
        seen = self._index.find(digest, content_digest, message_id)
        line = None if seen else self.ledger.find(digest, content_digest, message_id)
        return Seen(line.case, line.verdict, _matched(line, digest, content_digest)) if line else seen

    def find_thread(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """References of the cases that know one of these Message-IDs, in the order of the ids."""
        return self._index.find_thread(message_ids)

    def letters_due(self, now: datetime) -> tuple[str, ...]:
        """References of the cases with a letter due at `now`, the longest waiting first."""
        return self._index.letters_due(now)

    def count_letters(self, email: str, since: datetime, prefix: str = "") -> int:
        """How many letters were written to this address since then, on cases whose reference begins so."""
        return self._index.count_letters(email, since, prefix)

    def count_unsent(self) -> tuple[int, datetime | None]:
        """How many letters no server has taken yet, and when the oldest of them was written."""
        return self._index.count_unsent()

    def count_given_up(self, since: datetime) -> int:
        """How many letters written since then were given up (of the cases in the index)."""
        return self._index.count_given_up(since)

    def count_held(self) -> int:
        """Raw messages before a person."""
        return self._held.now()

    def new_ref(self, prefix: str, year: int) -> str:
        """The next free reference. It is taken by the first save; until then it is offered again."""
        return self._start.numbers.next_ref(prefix, year)

    def first_ref(self, prefix: str) -> str:
        """The first reference taken with that prefix; '' when there is none."""
        return self._start.numbers.first_ref(prefix)

    def last_ref(self, prefix: str) -> str:
        """The last reference taken with that prefix; '' when there is none."""
        return self._start.numbers.last_ref(prefix)

    # Writing

    def save(
        self,
        case: Case,
        expected_version: int,
        letters: Sequence[Letter] = (),
        raw_messages: Mapping[str, bytes] | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Case:
        """Writes all, or nothing; returns the case with its new version.

        `raw_messages` go to mail/ by file name, `letters` to the file of the LetterOut with their number,
        `files` to files/. Raises Conflict when the case on disk is not at `expected_version` (0: is there).
        """
        saved = replace(case, version=expected_version + 1)
        mail = {**(raw_messages or {}), **_letter_files(case, letters)}
        _check_names(mail, files or {})
        pending = self._make_pending(saved, expected_version)
        pending.parts["mail"].update(mail)
        pending.parts["files"].update(files or {})
        self._stage.add_case(saved.ref, pending)
        if not self._grouped:
            self.flush()
        self._start.numbers.note(saved.ref)
        self._index.note(saved)
        return saved

    def _make_pending(self, case: Case, expected_version: int) -> Pending:
        """Raises Conflict."""
        folder, before, sealed = self.case_dir(case.ref), None, Chain()
        if expected_version == 0:
            if case.ref in self._stage.cases or folder.exists():
                raise Conflict(f"{case.ref} is taken already")
        else:
            before = self._record(case.ref)
            sealed = before.sealed
            if before.case.version != expected_version:
                raise Conflict(f"{case.ref} is at version {before.case.version}, not {expected_version}")
        after = extend(sealed, case.journal)
        record = make_record(folder / CASE_FILE, before, case, after)
        return Pending(folder, before is None, record, after, not Summary.of(case).pending_at_start)

    @contextmanager
    def group(self) -> Iterator[None]:
        """What is saved and told to the ledger in here becomes durable together, at `flush` or at the end, whatever
        ends it. Until then it is seen by whoever asks this store, and by nobody else. Raises OSError."""
        if self._grouped:
            yield
            return
        self._grouped, self._lost = True, None
        self.ledger.hold_back()
        try:
            yield
        finally:
            self._grouped = False
            self._write_stage(indexed=True)
        if (
            self._lost is not None
        ):  # whoever caught it may not have known that it was of more than one message
            raise self._lost

    @property
    def staged(self) -> int:
        """Octets of mail and files that wait for the end of the group."""
        return self._stage.octets

    def flush(self) -> None:
        """Makes durable what is staged: the cases, then the lines of the ledger. Raises OSError, and again at the
        end of the group; what was staged is forgotten then, as after a death at this place, and its messages are
        taken anew."""
        try:
            self._write_stage(indexed=self._grouped)
        except OSError as error:
            self._lost = error
            raise
        finally:
            if self._grouped:
                self.ledger.hold_back()

    def _write_stage(self, indexed: bool) -> None:
        """`indexed`: what is staged is in the index already."""
        stage, self._stage = self._stage, Stage(self.root)
        try:
            self._start.unhint(stage.cases)
            stage.write()
            self.ledger.write_held_back()
        except BaseException:
            if indexed:
                self._load_anew()
            raise
        for pending in stage.cases.values():
            self._records.note_written(pending.record)

    def _load_anew(self) -> None:
        self._records.forget()
        self.ledger.load()
        self._started = None

    def erase(self, case: Case, expected_version: int, erased: Collection[int]) -> Case:
        """Writes a case without its persons (the journal entries `erased` lost their words), then removes its mail
        and files. Raises Conflict. A crash in between is finished by `finish_erasure`."""
        path = self.case_dir(case.ref) / CASE_FILE
        self.flush()
        before = self._record(case.ref)
        if before.case.version != expected_version:
            raise Conflict(f"{case.ref} is at version {before.case.version}, not {expected_version}")
        saved = replace(case, version=expected_version + 1)
        sealed = extend(erase_words(before.sealed, before.case.journal, erased), saved.journal)
        self._start.unhint([case.ref])
        disk.write_file(path.with_name(ERASING_MARK), b"")
        write_record(make_record(path, before, saved, sealed))
        self._index.note(saved)
        self.finish_erasure(case.ref)
        return saved

    def finish_erasure(self, ref: str) -> None:
        """Removes the mail and files of a case whose record speaks of none any more."""
        folder = self.case_dir(ref)
        for part in ("mail", "files"):
            shutil.rmtree(folder / part, ignore_errors=True)
            disk.make_folder(folder / part)
        disk.write_file(folder / CLOSED_MARK, b"")
        disk.write_file(folder / ERASED_MARK, b"")
        (folder / ERASING_MARK).unlink(missing_ok=True)

    def save_held(self, digest: str, raw: bytes, why: Mapping[str, str]) -> Path:
        """Puts a raw message before a person: held/<digest>.eml, with its reasons in .json beside it.
        Saying it twice writes the same two files."""
        folder = self.root / HELD
        disk.make_folder(folder)
        path = folder / f"{safe_name(digest)}.eml"
        self._stage.add_held(path, raw)
        self._stage.add_held(path.with_suffix(".json"), serialise(why))
        if not self._grouped:
            self.flush()
        return path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """The right to write, for one process at a time; the kernel takes it back when the process ends.
        Raises AlreadyRunning with the other's process id."""
        with lock_folder(self.root):
            self._load_anew()
            self._start.settle()
            yield

    # The start

    @property
    def _start(self) -> Start:
        if self._started is None:
            self._started = read_start(self.root)
        return self._started

    @property
    def _index(self) -> Index:
        return self._start.index

    def is_swept(self, within: float) -> bool:
        """Whether `note_swept` is known to have been called in these last seconds."""
        return self._start.is_swept(within)

    def note_swept(self) -> None:
        """What is due by time was just done for every case: so that a bot that is started for each pass need not look
        at all of them each time. The next start passes over what has long ended."""
        self._start.note_swept()


def _letter_files(case: Case, letters: Sequence[Letter]) -> dict[str, bytes]:
    names = {letter.number: letter.file for letter in case.letters}
    return {names[letter.number]: letter.raw for letter in letters}


def _check_names(*parts: Mapping[str, bytes]) -> None:
    """Raises ValueError."""
    for name in (name for part in parts for name in part):
        if name != safe_name(name):
            raise ValueError(f"not a safe file name: {name!r}")


def _read_safe(folder: Path, name: str) -> bytes:
    if name != safe_name(name):
        raise FileNotFoundError(f"not the name of a file: {name!r}")
    return (folder / name).read_bytes()


def _matched(line: LedgerLine, digest: str, content_digest: str) -> str:
    if digest and line.digest == digest:
        return "digest"
    return "content" if content_digest and line.content_digest == content_digest else "message_id"
