"""A backup taken while the bot writes is whole, and comes back as it was; one that was tampered with does not."""

from __future__ import annotations

import io
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.backup import MARK, NoBackup, restore_backup, write_backup
from bot.edges.secret import load_secret
from bot.edges.sent_log import SentLog
from bot.edges.store import Store
from bot.verifying import verify_folder
from tests.edges.samples import REF, make_case

CHILD = Path(__file__).parent / "edges" / "saving_child.py"


def problems(root: Path) -> list[str]:
    return [str(one) for one in verify_folder(root)]


def test_backups_during_writes_are_each_whole(tmp_path: Path) -> None:
    root = tmp_path / "data"
    load_secret(root)
    command = [sys.executable, str(CHILD), str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            while not child.stdout.readline().startswith("20"):
                pass
            for number in range(7):
                write_backup(root, tmp_path / f"{number}.tar.gz")
            # a slow disk may take longer for one save than seven backups do
            before = Store(root).load(REF).version
            while Store(root).load(REF).version == before:
                assert child.poll() is None, "it is at work"
            write_backup(root, tmp_path / "7.tar.gz")
        finally:
            child.kill()
            child.stdout.read()
    versions = []
    for number in range(8):
        folder = tmp_path / f"folder-{number}"
        restore_backup(tmp_path / f"{number}.tar.gz", folder)
        assert problems(folder) == []
        case = Store(folder).load(REF)
        assert case.counts["n"] == case.version - 1
        versions.append(case.version)
    assert versions == sorted(versions)
    assert versions[0] < versions[-1], "the bot was at work"


def test_what_comes_back_is_what_was(tmp_path: Path) -> None:
    root = tmp_path / "data"
    store = Store(root)
    secret = load_secret(root)
    store.save(make_case(), 0, files={"Surat Permohonan é.pdf": b"%PDF"})
    store.save(make_case("TTP-2026-0002", closed="batal"), 0)
    store.save(make_case("TTP-2026-0002", closed="batal"), 1)
    store.save_held("ab", b"mentah", {"why": "x", "verdict": "too-big"})
    SentLog(root).note(REF, 1, ["budi@dinkes.example"])
    (root / "lock").touch()
    (root / "status.json").write_text("{}")
    (root / "held" / ".x.eml.tmp").write_text("torn")
    (root / "held" / "half.eml").write_text("its reason is not yet written")

    path = tmp_path / "c.tar.gz"
    write_backup(root, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    restore_backup(path, tmp_path / "neu" / "data")
    back = tmp_path / "neu" / "data"
    assert load_secret(back) == secret
    assert Store(back).load(REF) == store.load(REF)
    assert Store(back).read_file(REF, "Surat Permohonan é.pdf") == b"%PDF"
    left_out = {"lock", "status.json", "held/.x.eml.tmp", "held/half.eml"}
    names = {one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()} - left_out
    assert {one.relative_to(back).as_posix() for one in back.rglob("*") if one.is_file()} == names
    assert problems(back) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    root = tmp_path / "data"
    load_secret(root)
    write_backup(root, tmp_path / "c.tar.gz")
    with pytest.raises(NoBackup, match="sudah ada"):
        write_backup(root, tmp_path / "c.tar.gz")
    with pytest.raises(NoBackup, match="tidak kosong"):
        restore_backup(tmp_path / "c.tar.gz", root)
    (tmp_path / "kosong").mkdir()
    restore_backup(tmp_path / "c.tar.gz", tmp_path / "kosong")
    assert load_secret(tmp_path / "kosong") == load_secret(root)


def plain(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = 1
    return member


def special(name: str, kind: bytes, target: str = "/etc/passwd") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


@pytest.mark.parametrize(
    "members",
    [
        [plain("../x")],
        [plain("cases/../../x")],
        [plain("/tmp/x")],
        [plain("lain/x")],
        [plain("cases\\x")],
        [plain("config.toml")],
        [special("secret", tarfile.SYMTYPE)],
        [special("secret", tarfile.LNKTYPE, "../../x")],
        [special("held/x", tarfile.CHRTYPE)],
        [special("held/x", tarfile.FIFOTYPE)],
        [special("held", tarfile.SYMTYPE, "/tmp"), plain("held/x")],
    ],
    ids=lambda members: f"{members[0].name} {members[0].type!r}",
)
def test_what_leads_out_is_refused_and_nothing_is_left(
    tmp_path: Path, members: list[tarfile.TarInfo]
) -> None:
    path = tmp_path / "sub" / "c.tar.gz"
    path.parent.mkdir()
    with tarfile.open(path, "w:gz") as archive:
        for member in (plain(MARK), *members):
            archive.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(NoBackup, match="tidak boleh dibuka"):
        restore_backup(path, tmp_path / "sub" / "data")
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["c.tar.gz", "sub"]


def spoil_nothing_in_it(path: Path) -> None:
    with tarfile.open(path, "w:gz"):
        pass


def spoil_other_archive(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(plain("secret"), io.BytesIO(b"x"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"bukan arsip"),
        lambda path: path.write_bytes(path.read_bytes()[:-40]),
        lambda path: path.write_bytes(path.read_bytes()[:60] + bytes(40) + path.read_bytes()[100:]),
        spoil_nothing_in_it,
        spoil_other_archive,
    ],
    ids=["no archive", "cut off", "bits turned", "empty", "another archive"],
)
def test_a_spoilt_backup_is_refused(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    root, path = tmp_path / "data", tmp_path / "c.tar.gz"
    load_secret(root)
    Store(root).save(make_case(), 0, files={"acak.pdf": bytes(range(256)) * 20})
    write_backup(root, path)
    spoil(path)
    with pytest.raises(NoBackup, match="bukan cadangan"):
        restore_backup(path, tmp_path / "neu")
    assert not (tmp_path / "neu").exists()
