"""Labels that can't be used are named with file, line and remedy: nothing is judged on half of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.errors import AdminError
from bot.labelled import judge_folder
from bot.trying import Trial, load_trial

LABEL: dict[str, Any] = {
    "file": "a.eml", "process": None, "step": None, "role": None, "kind": "unrelated", "outcome": None, "opd": None,
    "fields": {}, "missing": [], "must_not_move": True,
}  # fmt: skip


@cache
def trial() -> Trial:
    return load_trial()


def write(folder: Path, *lines: str) -> Path:
    (folder / "a.eml").write_bytes(b"From: a@b.example\r\nSubject: x\r\n\r\nhalo\r\n")
    path = folder / "labels.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_good_labels_are_judged(tmp_path: Path) -> None:
    judged = judge_folder(trial(), write(tmp_path, json.dumps(LABEL), ""), tmp_path)

    assert {one.judgement for one in judged} == {"right"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("# Judul", "baris 2]: bukan JSON"),
        ("[]", "baris 2]: bukan objek JSON"),
        ("[" * 100_000, "baris 2]: bukan JSON"),
        ("{}", "baris 2]: kunci file, process"),
        (json.dumps({**LABEL, "fields": []}), "baris 2]: kunci fields tidak ada atau keliru"),
        (json.dumps({**LABEL, "file": "tiada.eml"}), "baris 2]: tiada.eml tidak ada di"),
    ],
)
def test_a_label_beyond_use(tmp_path: Path, line: str, says: str) -> None:
    labels = write(tmp_path, json.dumps(LABEL), line)
    with pytest.raises(AdminError) as caught:
        judge_folder(trial(), labels, tmp_path)

    assert says in str(caught.value)
    assert all(problem.file == str(labels) and problem.remedy for problem in caught.value.problems)


def test_a_time_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: kasi@contoh.example\r\nSubject: Re: [TTP-2026-0001.1.aaaaaaaaaaaa] x\r\n"
        b"Date: Tue, 17 Nov 2026 09:00:00 +0700\r\n\r\ntersedia besok jam 9\r\n"
    )
    label = {
        **LABEL,
        "process": "penitipan",
        "step": "tempat",
        "role": "kasi",
        "fields": {"waktu": ["besok"]},
    }
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(label), "utf-8")
    with pytest.raises(AdminError, match="baris 1"):
        judge_folder(trial(), path, tmp_path)


def test_labels_and_folder_are_there(tmp_path: Path) -> None:
    labels, empty = write(tmp_path, json.dumps(LABEL)), tmp_path / "kosong.jsonl"
    empty.touch()
    for path, folder, says in (
        (tmp_path / "tiada", tmp_path, "berkas tidak ada"),
        (tmp_path, tmp_path, "itu folder, bukan berkas"),
        (labels, tmp_path / "tiada", "bukan folder"),
        (empty, tmp_path, "tidak ada label"),
    ):
        with pytest.raises(AdminError, match=says):
            judge_folder(trial(), path, folder)


def test_another_file_than_meant_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AdminError) as caught:
        judge_folder(trial(), write(tmp_path, "# Judul", "", "Isi", "lagi"), tmp_path)

    assert [one.place for one in caught.value.problems] == ["baris 1"]


def test_labels_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(AdminError, match="bukan UTF-8"):
        judge_folder(trial(), path, tmp_path)
