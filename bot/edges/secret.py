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
    old = path.with_name("secret.old")
    return (*current, *(_read_lines(old) if old.exists() else ()))


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
