"""Text files that an admin writes: UTF-8, with or without the mark of Windows in front, or one clear problem."""

from __future__ import annotations

from pathlib import Path

from bot.errors import Problem


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
