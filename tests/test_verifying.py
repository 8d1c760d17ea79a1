"""`titip verify`: silent over what the bot wrote, one line for each thing that somebody spoilt."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.edges.ledger import LedgerLine
from bot.edges.secret import load_secret
from bot.edges.store import Store
from bot.model import Case, Entry
from bot.verifying import verify_folder
from tests.edges.samples import NOW, REF, make_case, make_letter, make_letter_out, make_message

RAW = b"From: budi@dinkes.example\r\n\r\nisi"
DIGEST = hashlib.sha256(RAW).hexdigest()
OTHER = "TTP-2026-0002"
DAY = "2026-11-22.jsonl"


def full_case(ref: str = REF, digest: str = DIGEST) -> Case:
    message = replace(make_message(), digest=digest, content_digest=f"c-{ref}", message_id=f"m-{ref}@x")
    letter = replace(make_letter_out(), message_id=f"{ref}.1.abc@kominfo.example")
    entry = Entry(NOW, "pemohon", "opened", "permohonan", text="dibuka")
    fields = {"surat": {"berkas": "surat.pdf"}}
    return make_case(ref, messages=(message,), letters=(letter,), journal=(entry,), fields=fields)


def save(store: Store, case: Case, raw: bytes = RAW) -> None:
    files = {case.messages[0].file: raw}
    store.save(case, case.version, (make_letter(),), files, {"surat.pdf": b"%PDF"})
    digest, seal = case.messages[0].digest, store.seal(case.ref)
    store.ledger.append(LedgerLine(NOW, digest, verdict="opened", case=case.ref, seal=seal))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two cases, a held message, the ledger and the secret, as the bot writes them."""
    store, root = Store(tmp_path / "data"), tmp_path / "data"
    load_secret(root)
    save(store, full_case())
    raw = RAW + b"!"
    save(store, full_case(OTHER, hashlib.sha256(raw).hexdigest()), raw)
    store.save_held(
        hashlib.sha256(b"mentah").hexdigest(), b"mentah", {"at": "", "verdict": "held", "why": ""}
    )
    return root


def problems(root: Path) -> list[str]:
    return [str(one) for one in verify_folder(root)]


def change_case(root: Path, change: Callable[[dict[str, Any]], object], ref: str = REF) -> None:
    path = root / "cases" / "2026" / ref / "case.json"
    tables = json.loads(path.read_bytes())
    change(tables["case"]["1"])
    path.write_text(json.dumps(tables), "utf-8")


def mail(root: Path, name: str) -> Path:
    return root / "cases" / "2026" / REF / "mail" / name


def held(root: Path) -> Path:
    return next((root / "held").glob("*.eml"))


def add_line(root: Path, text: str) -> None:
    with (root / "ledger" / DAY).open("a") as file:
        file.write(text + "\n")


def restart_chain(one: dict[str, Any]) -> None:
    """Whoever changes an entry and forgets the chain altogether."""
    one["journal"][0]["text"] = "lain"
    del one["chain"]


def test_what_the_bot_writes_has_no_problem(root: Path) -> None:
    assert problems(root) == []
    assert problems(root.parent / "tiada") == []


def test_a_bot_at_work_is_no_problem(root: Path) -> None:
    child = Path(__file__).parent / "edges" / "saving_child.py"
    busy = root.parent / "busy"
    load_secret(busy)
    with subprocess.Popen([sys.executable, str(child), str(busy)], stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        try:
            while not bot.stdout.readline().startswith("20"):
                pass
            before, found = Store(busy).load(REF).version, []
            # a slow disk may take longer for one save than ten looks do
            while len(found) < 10 or Store(busy).load(REF).version < before + 5:
                assert bot.poll() is None, "it is at work"
                found.append(problems(busy))
        finally:
            bot.kill()
            bot.stdout.read()
    assert not any(found)


SPOILT: list[tuple[str, Callable[[Path], object], str]] = [
    ("no json", lambda root: (root / "cases/2026" / REF / "case.json").write_bytes(b"{"), "bukan JSON"),
    ("journal", lambda root: change_case(root, lambda one: one["journal"][0].update(text="x")), "catatan 1 tidak cocok"),
    ("chain restarted", lambda root: change_case(root, restart_chain), "tidak lagi memuat segel"),
    ("mail gone", lambda root: mail(root, "0001-masuk.eml").unlink(), "surel masuk tidak ada"),
    ("mail changed", lambda root: mail(root, "0001-masuk.eml").write_bytes(b"x"), "SHA-256 berbeda"),
    ("letter gone", lambda root: mail(root, "0001-keluar.eml").unlink(), "surat nomor 1 tidak ada"),
    ("file gone", lambda root: (mail(root, "").parent / "files/surat.pdf").unlink(), "surat permohonan yang disebut"),
    ("two letters", lambda root: change_case(root, lambda one: one["letters"].append(one["letters"][0])), "tercatat dua kali"),
    ("message in two cases", lambda root: change_case(root, lambda one: one["messages"][0].update(digest=DIGEST), OTHER), f"tercatat juga pada {REF}"),
    ("letter in two cases", lambda root: change_case(root, lambda one: one["letters"][0].update(message_id=f"{REF}.1.abc@kominfo.example"), OTHER), f"surat nomor 1 tercatat juga pada {REF}"),
    ("ledger torn", lambda root: add_line(root, '{"at":"2026-11'), "baris terputus"),
    ("ledger twice", lambda root: add_line(root, (root / "ledger" / DAY).read_text().splitlines()[0]), "sudah dikerjakan menurut"),
    ("ledger names no case", lambda root: add_line(root, '{"at":"2026-11-22T10:00:00Z","digest":"z","case":"TTP-2026-0099"}'), "berkas TTP-2026-0099 tidak ada"),
    ("ledger line gone", lambda root: (root / "ledger" / DAY).write_text("") or add_line(root, '{"at":"2026-11-22T10:00:00Z","digest":"z"}') or (root / "ledger/2026-11-21.jsonl").write_text(""), "tidak tercatat di buku besar"),
    ("held without reason", lambda root: held(root).with_suffix(".json").unlink(), "alasannya (.json) tidak ada"),
    ("held changed", lambda root: held(root).write_bytes(b"x"), "bukan surel yang ditahan"),
    ("secret gone", lambda root: (root / "secret").unlink(), "rahasia kode surat tidak ada"),
    ("secret spoilt", lambda root: (root / "secret").write_text("x"), "heksadesimal"),
    ("open to others", lambda root: held(root).chmod(0o640), "dapat dibuka akun lain (640)"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT])
def test_what_is_spoilt_is_told(root: Path, spoil: Callable[[Path], object], says: str) -> None:
    spoil(root)
    assert any(says in one for one in problems(root)), problems(root)


def test_a_running_case_that_a_start_would_pass_over(root: Path) -> None:
    """The mark says closed, and the file is older than what a start reads anyway."""
    folder = root / "cases" / "2026" / REF
    (folder / ".closed").touch(0o600)
    os.utime(folder / "case.json", (0, 0))
    assert any("dilewati saat bot dinyalakan" in one for one in problems(root))
