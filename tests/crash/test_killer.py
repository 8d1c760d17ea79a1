"""A message that ends the whole process, with no exception that anybody could catch, is set aside after some times."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from bot.edges.at_work import FILE, AtWork
from bot.edges.tries import DEATHS
from tests.bench import Bench

MAIL = "From: Siti Contoh <siti{number}@dinkes.example>\r\nTo: x@y.example\r\nSubject: Wifi\r\n{head}\r\nWifi mati, {number}.\r\n"


def write(folder: Path, number: int, head: str = "") -> bytes:
    raw = MAIL.format(head=head, number=number).encode()
    (folder / "inbox").mkdir(exist_ok=True)
    (folder / "inbox" / f"{number}.eml").write_bytes(raw)
    return raw


def live(folder: Path) -> tuple[int, str]:
    """One process from start to end: its exit status, and what it told."""
    command = [sys.executable, "-m", "tests.crash.killing_child", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


def test_what_kills_the_process_again_and_again_holds_up_nothing_in_the_end(tmp_path: Path) -> None:
    write(tmp_path, 1)
    killer = write(tmp_path, 2, "X-Mati: ya\r\n")
    write(tmp_path, 3)
    lives = [live(tmp_path) for _ in range(DEATHS)]
    assert [status for status, _ in lives] == [139] * DEATHS
    assert all("3.eml" not in told for _, told in lives)

    assert live(tmp_path) == (0, "1.eml seen\n2.eml held\n3.eml held\n")

    reasons = {path.stem: path.read_text("utf-8") for path in (tmp_path / "data" / "held").glob("*.json")}
    digest = hashlib.sha256(killer).hexdigest()
    assert [one for one, why in reasons.items() if f"berhenti mendadak {DEATHS} kali" in why] == [digest]
    assert (tmp_path / "data" / "held" / f"{digest}.eml").read_bytes() == killer
    assert live(tmp_path)[1].count("seen") == 3


def test_a_bot_that_was_killed_for_another_reason_takes_the_message(tmp_path: Path) -> None:
    """Deaths count for the message that was being taken, and are forgotten when it is taken."""
    bench = Bench(tmp_path)
    fetched = bench.fetched(write(tmp_path, 1))
    digest = hashlib.sha256(fetched.raw or b"").hexdigest()
    for times in range(1, DEATHS):
        (bench.store.root / FILE).write_text(digest)  # as a death leaves it
        bench.restart()
        bench.runner.take_safely(bench.fetched(write(tmp_path, 100 + times)))
        assert bench.runner.tries.deaths(digest) == times
        assert AtWork(bench.store.root).find_killer() == ""
    taken = bench.runner.take_safely(fetched)
    assert taken is not None
    reason = (tmp_path / "data" / "held" / f"{digest}.json").read_text("utf-8")
    assert "tidak menyangkut penitipan" in reason
    bench.restart()
    assert bench.runner.tries.deaths(digest) == 0
