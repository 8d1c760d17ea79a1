"""The secret of the keyed codes: made on first start, readable by its owner alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from bot.edges import disk
from bot.errors import AdminError, Problem

SECRET_BYTES = 32


def load_secret(root: Path) -> tuple[bytes, ...]:
    """The secret, then older ones (lines of secret.old) whose codes are still accepted. Made when missing.
    Raises AdminError when a line is not hexadecimal."""
    path = root / "secret"
    if not path.exists():
        disk.make_folder(root)
        disk.write_file(path, secrets.token_hex(SECRET_BYTES).encode() + b"\n")
    current = _read_lines(path)
    if len(current) != 1:
        remedy = "pindahkan yang lama ke secret.old"
        raise AdminError((Problem(str(path), "", "harus berisi tepat satu rahasia", remedy),))
    return tuple(dict.fromkeys((*current, *_read_old(root))))


def rotate_secret(root: Path) -> int:
    """A new secret; the present one becomes the first of the old ones, whose letters can still be answered. How many
    old ones there are now. A crash in between leaves the present one in both places, which changes nothing. Raises
    AdminError."""
    known = load_secret(root)
    _write(root / "secret.old", known)
    _write(root / "secret", (secrets.token_bytes(SECRET_BYTES),))
    return len(known)


def forget_secrets(root: Path) -> int:
    """Without the old ones; how many there were. Answers to their letters are confirmed from then on. Raises
    AdminError."""
    old = _read_old(root)
    (root / "secret.old").unlink(missing_ok=True)
    return len(old)


def _read_old(root: Path) -> tuple[bytes, ...]:
    path = root / "secret.old"
    return _read_lines(path) if path.exists() else ()


def _write(path: Path, lines: tuple[bytes, ...]) -> None:
    disk.write_file(path, b"".join(line.hex().encode() + b"\n" for line in lines))


def _read_lines(path: Path) -> tuple[bytes, ...]:
    try:
        lines = path.read_text("ascii").split()
        found = tuple(bytes.fromhex(line) for line in lines)
    except ValueError as error:
        problem = Problem(str(path), "", "bukan bilangan heksadesimal", "kembalikan dari salinan folder data")
        raise AdminError((problem,)) from error
    if any(len(secret) < 16 for secret in found):
        raise AdminError(
            (Problem(str(path), "", "lebih pendek daripada 16 bita", "kembalikan dari salinan folder data"),)
        )
    return found
