"""What an earlier start found out counts for the same files and program, and its file can do no harm."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.edges import known as edge
from bot.edges.known import FILE, Known, digest_of, load_known, save_known

NOTHING = hashlib.sha256(b"").hexdigest()
KNOWN = Known(
    "a" * 64, b'{"x":\n1}', {2026: frozenset({date(2026, 1, 1), date(2026, 12, 25)}), 2027: frozenset()}
)


def test_what_is_saved_is_known_again_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    save_known(tmp_path, KNOWN)

    assert load_known(tmp_path) == KNOWN
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def head(**other: object) -> bytes:
    return json.dumps({"digest": "a", "rules": NOTHING, "holidays": {}, **other}).encode()


SPOILT = [
    b"", b"\n", b"{", b"[]", b"null", b"\xff\xfe", b"7", b"[" * 100_000, b'{"digest": "a"}', b'{"holidays": {}}',
    head(holidays=[]), head(holidays={"x": []}), head(holidays={"2026": ["besok"]}), head(holidays={"2026": [1]}),
    head(holidays={"2026": 1}), head(rules="b" * 64), head() + b"\n{}", head(rules=None),
]  # fmt: skip


@pytest.mark.parametrize("content", SPOILT)
def test_a_spoilt_file_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)

    assert load_known(tmp_path) == Known()


def test_a_single_bit_that_turned_in_the_rules_is_seen(tmp_path: Path) -> None:
    save_known(tmp_path, KNOWN)
    content = (tmp_path / FILE).read_bytes()
    assert content.endswith(KNOWN.rules)
    (tmp_path / FILE).write_bytes(content[:-2] + b"0}")

    assert load_known(tmp_path) == Known()


def test_a_file_that_can_not_be_read_or_written_stops_nobody(tmp_path: Path) -> None:
    assert load_known(tmp_path / "tiada") == Known()
    save_known(tmp_path / "tiada", KNOWN)
    (tmp_path / FILE).mkdir()
    save_known(tmp_path, KNOWN)

    assert load_known(tmp_path) == Known()


TEXTS = {"a.toml": "x = 1", "b.toml": "y"}


@pytest.mark.parametrize(
    ("texts", "version"),
    [
        ({"a.toml": "x = 2", "b.toml": "y"}, "1"),
        ({"a.toml": "x = 1", "c.toml": "y"}, "1"),
        ({"a.toml": "x = 1b.toml", "": "y"}, "1"),
        ({"a.toml": "x = 1"}, "1"),
        ({**TEXTS, "c.toml": ""}, "1"),
        (TEXTS, "2"),
    ],
)
def test_another_file_content_or_version_has_another_digest(texts: dict[str, str], version: str) -> None:
    assert digest_of(dict(reversed(TEXTS.items())), "1") == digest_of(TEXTS, "1") != digest_of(texts, version)


def test_a_program_that_was_replaced_has_another_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bot"
    shutil.copytree(edge.PROGRAM, program, ignore=shutil.ignore_patterns("__pycache__", "demo"))
    monkeypatch.setattr(edge, "PROGRAM", program)
    seen = {digest_of(TEXTS, "1")}
    source = program / "writing" / "terms.py"
    times = source.stat()

    (program / "cache.txt").write_text("no part of the program")
    assert digest_of(TEXTS, "1") in seen
    source.write_text(source.read_text("utf-8") + "\n", "utf-8")
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    seen.add(digest_of(TEXTS, "1"))
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
    seen.add(digest_of(TEXTS, "1"))
    source.unlink()
    seen.add(digest_of(TEXTS, "1"))
    assert len(seen) == 4


def test_another_library_has_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(TEXTS, "1")
    monkeypatch.setattr(edge, "LIBRARIES", ("babel", "holidays"))

    assert digest_of(TEXTS, "1") != before
