"""`titip verify`: everything in a data folder against everything else; reads only, also while the bot works.

The bot writes a case's files before its case.json, and its ledger line after that. So a case that seems wrong is
looked at again while it changes, and what is still wrong when it stands still is a problem.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot.edges.case_file import Damaged, read_sealed
from bot.edges.chain import Chain, find_breaks
from bot.edges.held import HEADER_ONLY
from bot.edges.index import Summary
from bot.edges.ledger import LedgerLine, read_day
from bot.edges.look import FILE as START_FILE
from bot.edges.names import safe_name
from bot.edges.refs import CASE_FILE, UnknownCase, case_folder, list_case_folders
from bot.edges.secret import load_secret
from bot.edges.stage import CLOSED_MARK
from bot.edges.store import Store
from bot.errors import AdminError, Problem, TitipError
from bot.model import Case, MessageIn

REPEATS = ("seen", "dropped")  # verdicts of further lines of a message
TRIES = 5  # looks at a case that changes meanwhile
FROM_BACKUP = "pulihkan dari cadangan"
BY_HAND = "diubah di luar bot: periksa siapa yang mengubahnya, atau pulihkan dari cadangan"


@dataclass
class Found:
    """What was read so far, to be compared across cases."""

    cases: dict[str, Summary] = field(default_factory=dict)
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    digests: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # of a message → its case, and day (UTC)
    letters: dict[str, str] = field(default_factory=dict)  # Message-ID of a letter → its case
    twice: list[Problem] = field(default_factory=list)


def verify_folder(root: Path, zone: str = "Asia/Jakarta") -> Iterator[Problem]:
    """Every problem of the data folder `root`, as it is found; none when all is well."""
    found = Found()
    for folder in list_case_folders(root / "cases"):
        yield from _check_case_patiently(folder, found)
    yield from found.twice
    yield from _check_index(Store(root, zone), found)
    yield from _check_ledger(root, found)
    yield from _check_held(root)
    yield from _check_secret(root)
    yield from _check_modes(root)


# ---- one case ----------------------------------------------------------------------------------------------


def _check_case_patiently(folder: Path, found: Found) -> Iterator[Problem]:
    for _ in range(TRIES):
        before = _stamp(folder)
        problems, read = _check_case(folder)
        if not problems or _stamp(folder) == before:
            break
    if read is not None:
        _note(*read, found)
    elif problems:
        found.damaged.add(folder.name)
    yield from problems


def _stamp(folder: Path) -> tuple[int, int] | None:
    """Another one after every save: a save makes a new file."""
    try:
        status = (folder / CASE_FILE).stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _check_case(folder: Path) -> tuple[list[Problem], tuple[Case, Chain] | None]:
    where = str(folder.relative_to(folder.parents[2]))
    try:
        case, sealed = read_sealed(folder / CASE_FILE)
    except Damaged as error:
        return [Problem(where, CASE_FILE, str(error).partition(": ")[2] or str(error), FROM_BACKUP)], None
    except (TitipError, OSError) as error:
        return [Problem(where, CASE_FILE, f"tidak terbaca: {type(error).__name__}", FROM_BACKUP)], None
    problems = [Problem(where, "jurnal", text, BY_HAND) for text in find_breaks(sealed, case.journal)]
    problems += _check_mail(case, folder, where)
    problems += _check_numbers(case, where)
    return problems, (case, sealed)


def _check_mail(case: Case, folder: Path, where: str) -> Iterator[Problem]:
    for message in case.messages:
        yield from _check_message(message, folder, where)
    for letter in case.letters:
        if letter.file and not (folder / "mail" / letter.file).is_file():
            yield Problem(where, f"mail/{letter.file}", f"surat nomor {letter.number} tidak ada", FROM_BACKUP)
    surat = case.fields.get("surat")
    name = surat.get("berkas") if isinstance(surat, dict) else ""
    if name and (name != safe_name(name) or not (folder / "files" / name).is_file()):
        yield Problem(where, "files", "surat permohonan yang disebut berkas ini tidak ada", FROM_BACKUP)


def _check_message(message: MessageIn, folder: Path, where: str) -> Iterator[Problem]:
    if not message.file:  # a record that only remembers the message, or one that was erased
        return
    place = f"mail/{message.file}"
    try:
        raw = (folder / "mail" / message.file).read_bytes()
    except OSError:
        yield Problem(where, place, "surel masuk tidak ada", FROM_BACKUP)
        return
    if sha256(raw).hexdigest() != message.digest:
        yield Problem(where, place, "isinya bukan surel yang dicatat (SHA-256 berbeda)", BY_HAND)


def _check_numbers(case: Case, where: str) -> Iterator[Problem]:
    numbers = [letter.number for letter in case.letters]
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        yield Problem(where, "letters", f"surat nomor {number} tercatat dua kali", BY_HAND)


def _note(case: Case, sealed: Chain, found: Found) -> None:
    found.cases[case.ref] = Summary.of(case)
    found.links[case.ref] = frozenset(one.link for one in sealed.links)
    for message in case.messages:
        before, _ = found.digests.setdefault(message.digest, (case.ref, message.at.date().isoformat()))
        if before != case.ref:
            text = f"surel {message.digest[:12]} tercatat juga pada {before}"
            found.twice.append(Problem(case.ref, "", text, BY_HAND))
    for letter in case.letters:
        before = found.letters.setdefault(letter.message_id, case.ref)
        if before != case.ref:
            text = f"surat nomor {letter.number} tercatat juga pada {before}"
            found.twice.append(Problem(case.ref, "", text, BY_HAND))


# ---- across cases ------------------------------------------------------------------------------------------


def _check_index(store: Store, found: Found) -> Iterator[Problem]:
    """What a start would find, against what the case files say; a case saved in between is passed over."""
    for ref, summary in sorted(found.cases.items()):
        known = store.find_case(ref)
        if known is None and summary.pending_at_start:
            text = "berkas ini masih berjalan, tetapi dilewati saat bot dinyalakan"
            marked = (store.case_dir(ref) / CLOSED_MARK).exists()
            where = f"{ref}/{CLOSED_MARK}" if marked else START_FILE
            yield Problem(ref, where, text, f"hapus {where} di folder data, lalu jalankan ulang bot")
        elif known is not None and known.version == summary.version and known != summary:
            text = "indeks saat bot dinyalakan berbeda dari berkasnya"
            yield Problem(ref, "", text, "jalankan ulang bot, lalu periksa lagi")


def _check_ledger(root: Path, found: Found) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    paths = sorted((root / "ledger").glob("*.jsonl"))
    for path in paths:
        for number, line in read_day(path):
            at = (f"ledger/{path.name}", f"baris {number}")
            if line is None:
                remedy = "surelnya dikerjakan ulang sendiri; hapus baris ini selagi bot berhenti"
                yield Problem(*at, "baris terputus atau bukan baris buku besar", remedy)
                continue
            before = seen.setdefault(line.digest, " ".join(at))
            if before != " ".join(at) and line.verdict not in REPEATS:
                yield Problem(*at, f"surel ini sudah dikerjakan menurut {before}", BY_HAND)
            yield from _check_case_of(line, at, root, found)
    first = paths[0].stem if paths else "9999"
    lately = {line.digest for path in paths[-2:] for _, line in read_day(path) if line}  # since then
    for digest, (ref, day) in found.digests.items():
        if day > first and digest not in seen and digest not in lately:
            text = f"surel {digest[:12]} tidak tercatat di buku besar"
            yield Problem(
                ref, "", text, "bila bot baru saja terhenti, dilengkapi sendiri pada putaran berikutnya"
            )


def _check_case_of(line: LedgerLine, at: tuple[str, str], root: Path, found: Found) -> Iterator[Problem]:
    """The case that a line names is there, and its journal has the link that the line saw."""
    if not line.case or line.case in found.damaged or line.seal in found.links.get(line.case, ()):
        return
    try:
        _, sealed = read_sealed(case_folder(root / "cases", line.case) / CASE_FILE)  # as it is by now
    except UnknownCase:
        yield Problem(*at, f"berkas {line.case} tidak ada", FROM_BACKUP)
    except (Damaged, OSError):
        return
    else:
        if line.seal and line.seal not in {one.link for one in sealed.links}:
            yield Problem(*at, f"jurnal {line.case} tidak lagi memuat segel yang dicatat di sini", BY_HAND)


# ---- beside the cases --------------------------------------------------------------------------------------


def _check_held(root: Path) -> Iterator[Problem]:
    """Every held message with its reason, under the name that its bytes have."""
    for path in sorted((root / "held").glob("*.eml")):
        where = f"held/{path.name}"
        try:
            why = json.loads(path.with_suffix(".json").read_bytes())
            raw = path.read_bytes()
        except FileNotFoundError:
            if (
                path.exists() and not path.with_suffix(".json").exists()
            ):  # else it was released or dropped meanwhile
                yield Problem(where, "", "alasannya (.json) tidak ada", FROM_BACKUP)
            continue
        except ValueError:
            yield Problem(where, "", "alasannya (.json) tidak terbaca", FROM_BACKUP)
            continue
        if why.get("verdict") != HEADER_ONLY and sha256(raw).hexdigest() != path.stem:
            yield Problem(where, "", "isinya bukan surel yang ditahan (SHA-256 berbeda)", BY_HAND)


def _check_secret(root: Path) -> Iterator[Problem]:
    if not (root / "secret").exists():
        if (root / "cases").exists():
            yield Problem("secret", "", "rahasia kode surat tidak ada", FROM_BACKUP)
        return
    try:
        load_secret(root)
    except AdminError as error:
        for one in error.problems:
            yield Problem("secret", one.place, one.text, one.remedy)


def _check_modes(root: Path) -> Iterator[Problem]:
    """Nobody but the bot's own account reads along: files 0600, folders 0700."""
    if not root.is_dir():
        return
    for path in (root, *sorted(root.rglob("*"))):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        if stat.S_ISLNK(status.st_mode) or not status.st_mode & 0o077:
            continue
        wanted = "700" if stat.S_ISDIR(status.st_mode) else "600"
        text = f"dapat dibuka akun lain ({stat.S_IMODE(status.st_mode):o})"
        yield Problem(str(path.relative_to(root)), "", text, f"chmod {wanted}")
