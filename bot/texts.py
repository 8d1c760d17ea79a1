"""Text files that an admin writes: UTF-8, with or without the mark of Windows in front, or one clear problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot.errors import Problem

# how a message of tomllib begins → the same in Indonesian
TOML_TEXTS: Mapping[str, str] = {
    "Unterminated string": "tanda kutip penutup tidak ada",
    "Expected '=' after a key": "sesudah nama kunci harus ada tanda “=”",
    "Cannot overwrite a value": "kunci ini ditulis dua kali",
    "Cannot declare": "bagian ini ditulis dua kali",
    "Duplicate inline table key": "kunci ini ditulis dua kali",
    "Cannot mutate immutable namespace": "bagian ini ditulis dua kali",
    "Invalid value": "nilainya tidak dapat dibaca; teks harus di antara tanda kutip",
    "Unclosed array": "kurung siku penutup atau koma pada daftar tidak ada",
    "Unclosed inline table": "kurung kurawal penutup atau koma tidak ada",
    "Expected newline or end of document": "ada tulisan berlebih di ujung baris",
    "Invalid statement": "baris ini bukan kunci, bukan bagian",
    "Invalid initial character for a key part": "nama kunci tidak dapat dibaca",
    "Expected ']'": "kurung siku penutup nama bagian tidak ada",
    "Expected ']]'": "kurung siku penutup nama bagian tidak ada",
    "Unescaped '\\' in a string": "garis miring terbalik di dalam teks harus ditulis dua kali",
    "Illegal character": "ada huruf yang tidak boleh dipakai di situ",
    "Found invalid character": "ada huruf yang tidak boleh dipakai di situ",
    "Invalid date or datetime": "tanggal itu tidak ada",
    "Invalid hex value": "kode huruf di dalam teks keliru",
}
_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


def load_text(path: Path, problems: list[Problem], name: str = "") -> str:
    """The file's text. What is wrong with it is added to `problems`, under `name` or the path, and as much of the
    text as can be read is returned, so that one such file hides no mistake in another."""
    file = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        remedy = "periksa nama dan izinnya"
        problems.append(Problem(file, "", f"tidak terbaca: {explain_os(error)}", remedy))
        return ""
    try:
        return _universal(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        remedy = "simpan berkas ini sebagai UTF-8"
        problems.append(Problem(file, f"baris {line}", "tidak terbaca: bukan UTF-8", remedy))
        return _universal(raw.decode("utf-8-sig", "replace"))


def _universal(text: str) -> str:
    """Lines end as Python's do, whatever the editor wrote."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def explain_os(error: OSError) -> str:
    """Why a file can't be had, in Indonesian."""
    if isinstance(error, FileNotFoundError):
        return "berkas tidak ada"
    if isinstance(error, PermissionError):
        return "tidak ada izin"
    if isinstance(error, IsADirectoryError):
        return "itu folder, bukan berkas"
    if isinstance(error, NotADirectoryError):
        return "itu berkas, bukan folder"
    return error.strerror or type(error).__name__


def explain_toml(name: str, message: str) -> Problem:
    """tomllib's message as a problem: its place, and its reason in Indonesian."""
    at = _AT.search(message)
    place = f"baris {at[1]}, kolom {at[2]}" if at and at[1] else "akhir berkas" if at else ""
    why = next((said for start, said in TOML_TEXTS.items() if message.startswith(start)), "")
    text = f"bukan TOML yang benar: {why}" if why else "bukan TOML yang benar"
    return Problem(name, place, text, "betulkan tanda kutip, kurung, atau tanda sama dengan di situ")
