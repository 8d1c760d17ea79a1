"""The process that takes the text out of PDF and DOCX files: whatever hangs, grows or breaks does so here alone.

Started by its path, with nothing of ours imported but the reader of PDF files beside it. It reads jobs from standard
input, a line of JSON and then the file's bytes, and answers each in a line of JSON; when its input ends it ends, and
its own alarm ends a job that its parent is no longer there to end. Nothing is written to disk.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import math
import signal
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from xml.parsers import expat

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]

MIB = 1024 * 1024
GRACE = 2  # seconds: the parent ends a job that takes too long; the alarm is for when there is no parent
HEAD = 1024  # octets in which the mark of a PDF stands
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted DOCX is such a file, and no ZIP
XML_OCTETS = 20 * MIB  # of a DOCX's parts together, unpacked
PIECE = 64 * 1024
STREAMS = 3  # standard input, output and error
HEADERS = 8  # of a DOCX that are looked at: first page, odd pages, even pages, of a few sections

READ, LOCKED, BROKEN, BIG = "terbaca", "terkunci", "rusak", "terlalu-besar"


class TooBig(Exception):
    """More than the limits allow."""


def main() -> None:
    source, out = sys.stdin.buffer, sys.stdout.buffer
    _load()
    while line := source.readline():
        job = json.loads(line)
        content = source.read(job["size"])
        _bound(job["megabytes"])
        _alarm(math.ceil(job["seconds"]) + GRACE)
        state, text = read_text(content, job["pages"], job["characters"])
        _alarm(0)
        out.write(json.dumps({"state": state, "text": text}).encode("ascii") + b"\n")
        out.flush()


def _load() -> None:
    """All that must come from a file, before none can be opened any more."""
    _pdf_reader().load_pdfium()
    for name in ("cp437", "utf-16-le"):
        codecs.lookup(name)


@cache
def _pdf_reader() -> Any:
    """The module of that file, by its path: this process looks for no package of ours, installed or not."""
    spec = spec_from_file_location("layer_pdf", Path(__file__).with_name("layer_pdf.py"))
    if spec is None or spec.loader is None:
        raise ImportError("layer_pdf")
    sys.modules[spec.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _bound(megabytes: int) -> None:
    """No more memory than that, no file opened nor written, no core; where the system has such limits."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, megabytes * MIB), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, STREAMS),
    ):  # fmt: skip
        _, hard = resource.getrlimit(what)
        with contextlib.suppress(OSError, ValueError):  # a system that knows the limit and does not keep it
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (most, most))


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)  # its default is to end the process


def read_text(content: bytes, pages: int, characters: int) -> tuple[str, str]:
    """What became of it, and the text of its first pages up to so many characters. Never raises for what stands
    in the file, but MemoryError where even the answer finds no room."""
    try:
        if content.startswith(OLE):
            raise PermissionError
        if b"%PDF-" not in content[:HEAD]:
            return READ, _docx(content, characters)
        return READ, _joined(_pdf_reader().read_pages(content, pages, characters), characters)
    except PermissionError:  # a password is needed
        return LOCKED, ""
    except (TooBig, MemoryError):
        return BIG, ""
    except Exception as error:  # hostile bytes make these libraries raise nearly anything
        return (BIG if "limit" in type(error).__name__.lower() else BROKEN), ""


def _joined(pieces: Iterable[str], characters: int) -> str:
    """The pieces as lines, up to so many characters; what would come later is not made."""
    text: list[str] = []
    room = characters
    for piece in pieces:
        text.append(piece[:room])
        room -= len(piece) + 1
        if room <= 0:
            break
    return "\n".join(text).encode("utf-8", "replace").decode("utf-8")[:characters]


# ---- DOCX ---------------------------------------------------------------------------------------------------


def _docx(content: bytes, characters: int) -> str:
    """Headers first (a letterhead may stand there), then the body; a DOCX knows no pages."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        headers = sorted(name for name in names if name.startswith("word/header") and name.endswith(".xml"))
        if any(packed.getinfo(name).flag_bits & 1 for name in ("word/document.xml",)):
            raise PermissionError
        octets = XML_OCTETS
        text: list[str] = []
        for name in (*headers[:HEADERS], "word/document.xml"):
            written = Written(characters)
            octets -= _feed(packed, name, written, octets)
            text += written.lines
    return _joined(text, characters)


def _feed(packed: zipfile.ZipFile, name: str, written: Written, most: int) -> int:
    """How many octets that part has, unpacked. Raises TooBig past `most`, whatever the directory says of it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse  # no DOCX has one: entities that grow are declared there
    parser.StartElementHandler, parser.EndElementHandler = written.start, written.end
    parser.CharacterDataHandler = written.say
    seen = 0
    with packed.open(name) as part:
        while piece := part.read(PIECE):
            seen += len(piece)
            if seen > most:
                raise TooBig
            parser.Parse(piece, False)
            if written.full:
                return seen
    parser.Parse(b"", True)
    return seen


def _refuse(*declared: object) -> None:
    raise ValueError("a document type declaration")


@dataclass
class Written:
    """The text of a part, line by line. The cells of a table's row stand side by side, their paragraphs too: so are
    the heads of letters laid out ("Nomor", "Sifat" | ":", ":" | values)."""

    characters: int
    lines: list[str] = field(default_factory=list)
    _into: list[list[str]] = field(
        default_factory=list
    )  # the lines of the cells that are open, innermost last
    _rows: list[list[list[str]]] = field(default_factory=list)  # the cells of the rows that are open
    _words: list[str] = field(default_factory=list)
    _texts: int = 0
    _hidden: int = 0

    @property
    def full(self) -> bool:
        return self.characters <= 0

    def start(self, name: str, attributes: object) -> None:
        tag = name.rpartition(" ")[2]
        self._hidden += tag in _HIDDEN
        self._texts += tag == "t"
        if tag == "tr":
            self._rows.append([])
        elif tag == "tc":
            self._into.append([])
        elif tag in _MARKS:
            self._words.append(_MARKS[tag])

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self._hidden -= tag in _HIDDEN
        self._texts -= tag == "t"
        ending = _ENDS.get(tag)
        if ending is not None:
            ending(self)

    def say(self, text: str) -> None:
        if self._texts and not self._hidden:
            self._words.append(text)
            self.characters -= len(text)

    def _end_paragraph(self) -> None:
        lines = "".join(self._words).split("\n")
        self._words.clear()
        (self._into[-1] if self._into else self.lines).extend(lines)
        self.characters -= 1

    def _end_cell(self) -> None:
        if self._into:
            cell = self._into.pop()
            if self._rows:
                self._rows[-1].append(cell)

    def _end_row(self) -> None:
        if self._rows:
            (self._into[-1] if self._into else self.lines).extend(_beside(self._rows.pop()))


_HIDDEN = frozenset(("del", "moveFrom", "Fallback", "instrText"))  # struck out, told twice, a field's formula
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ENDS: dict[str, Callable[[Written], None]] = {
    "p": Written._end_paragraph,
    "tc": Written._end_cell,
    "tr": Written._end_row,
}


def _beside(cells: list[list[str]]) -> Iterator[str]:
    """The cells' lines side by side."""
    for number in range(max(map(len, cells), default=0)):
        yield "\t".join(cell[number] if number < len(cell) else "" for cell in cells)


if __name__ == "__main__":
    main()
