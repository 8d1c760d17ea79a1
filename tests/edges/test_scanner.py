"""The office's scanner: only its word "clean" lets a file in."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from bot.config import read_config
from bot.edges.scanner import Scanner
from tests.bench import PDF, REQUEST, Bench

SCANNER = """\
import os, pathlib, subprocess, sys, time
files = [pathlib.Path(name) for name in sys.argv[2:]]
assert files and all(file.parent.stat().st_mode & 0o077 == 0 for file in files)
assert not any("surat" in name or "SECRET" in os.environ for name in sys.argv)
if sys.argv[1] == "hang":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    time.sleep(30)
if sys.argv[1] == "broken":
    print("clamd tidak menjawab")
    sys.exit(2)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), 9)
for file in files:
    if b"surat permohonan" not in file.read_bytes():
        print(f"{file}: Contoh.Virus FOUND")
        sys.exit(1)
"""


def make_scanner(folder: Path, mode: str, timeout: float = 20.0) -> Scanner:
    script = folder / "pindai.py"
    script.write_text(SCANNER, "utf-8")
    return Scanner((sys.executable, str(script), mode), timeout)


@pytest.mark.parametrize(
    ("mode", "letter", "why"),
    [
        ("scan", PDF, ""),
        ("scan", b"%PDF-1.4 X5O!P%@AP", "pemindai menemukan isi berbahaya pada lampiran"),
        ("broken", PDF, "lampiran tidak dapat dipindai: pemindai berakhir dengan status 2: clamd"),
        ("killed", PDF, "lampiran tidak dapat dipindai: pemindai berakhir dengan status -9"),
    ],
)
def test_only_clean_files_get_in(tmp_path: Path, mode: str, letter: bytes, why: str) -> None:
    bench = Bench(tmp_path)
    bench.runner.scanner = make_scanner(tmp_path, mode)
    taken = bench.say("pemohon", REQUEST, letter=letter)

    assert (taken.held, len(bench.store.open_cases())) == (bool(why), 0 if why else 1)
    if why:
        line = list(bench.store.ledger.recent(2, bench.now.date()))[-1]
        assert line.why.startswith(why)
        assert [one.letter for one in bench.loose()] == ["untuk-petugas"]
        assert not list(bench.store.cases.glob("*/TTP-*"))


def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.runner.scanner = make_scanner(tmp_path, "hang", 0.5)
    started = time.monotonic()

    assert bench.say("pemohon", REQUEST, letter=PDF).held
    assert time.monotonic() - started < 10


def test_one_that_is_not_there_lets_nothing_in(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.runner.scanner = Scanner((str(tmp_path / "tidak-ada"),))

    assert bench.say("pemohon", REQUEST, letter=PDF).held
    assert not bench.say("pemohon", REQUEST).held, "a mail without files needs none"


def test_the_config_names_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    text = (tmp_path / "config.toml").read_text("utf-8")
    (tmp_path / "config.toml").write_text(
        text.replace("command = []", 'command = ["tidak-ada-di-sini", "--x"]'), "utf-8"
    )
    (problem,) = read_config(tmp_path / "config.toml").problems

    assert bench.kit.config.scanner.command == ()
    assert "scanner.command" in problem.place
    assert "tidak-ada-di-sini" in problem.text
