"""A labelled folder: the labels read, each message tried where its label puts it, and judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import AdminError, Problem
from bot.judging import Judged, judge
from bot.texts import explain_os

if TYPE_CHECKING:
    from bot.trying import Trial

SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "file": str, "process": (str, type(None)), "step": (str, type(None)), "role": (str, type(None)),
    "kind": str, "outcome": (str, type(None)), "opd": (str, type(None)), "fields": dict, "missing": list,
    "must_not_move": bool,
}  # fmt: skip
REMEDY = "satu objek JSON tiap baris, dengan kunci " + ", ".join(SHAPE)


def judge_folder(trial: Trial, labels: Path, folder: Path) -> list[Judged]:
    """Each labelled message of the folder, judged. Raises AdminError for labels or messages that can't be used."""
    from bot.trying import Asked

    judged: list[Judged] = []
    problems: list[Problem] = []
    for line, label in _load_labels(labels, folder):
        view = trial.try_file(folder / label["file"], Asked(label["process"], label["step"], label["role"]))
        try:
            judged.extend(judge(label, view))
        except (ValueError, TypeError, AttributeError) as error:
            problems.append(Problem(str(labels), f"baris {line}", f"label tidak terpakai ({error})", REMEDY))
    if problems:
        raise AdminError(tuple(problems))
    return judged


def _load_labels(path: Path, folder: Path) -> list[tuple[int, dict[str, Any]]]:
    """(line, label) of every line that is not empty. Raises AdminError with every problem found."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise _refused(path, f"tidak terbaca: {explain_os(error)}", "sebut berkas labels.jsonl") from error
    except UnicodeDecodeError as error:
        raise _refused(path, "tidak terbaca: bukan UTF-8", "sebut berkas labels.jsonl") from error
    if not folder.is_dir():
        raise _refused(folder, "bukan folder", "sebut folder tempat berkas .eml yang dilabeli")
    labels, problems = [], []
    for number, line in enumerate(lines, 1):
        if line.strip():
            label, why = _parse_label(line, folder)
            labels.append((number, label))
            problems += [Problem(str(path), f"baris {number}", *why)] if why else []
    if not labels:
        raise _refused(path, "tidak ada label", REMEDY)
    if len(problems) == len(labels):  # another file than meant: its first line says as much as all of them
        raise AdminError(tuple(problems[:1]))
    if problems:
        raise AdminError(tuple(problems))
    return labels


def _refused(path: Path, text: str, remedy: str) -> AdminError:
    return AdminError((Problem(str(path), "", text, remedy),))


def _parse_label(line: str, folder: Path) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """The label; and what is wrong with it, with the remedy."""
    try:
        label = json.loads(line)
    except (ValueError, RecursionError):
        return {}, ("bukan JSON", REMEDY)
    if not isinstance(label, dict):
        return {}, ("bukan objek JSON", REMEDY)
    wrong = [key for key, kind in SHAPE.items() if key not in label or not isinstance(label[key], kind)]
    if wrong:
        return {}, (f"kunci {', '.join(wrong)} tidak ada atau keliru", REMEDY)
    if not (folder / label["file"]).is_file():
        return {}, (
            f"{label['file']} tidak ada di {folder}",
            "sebut folder yang benar, atau betulkan labelnya",
        )
    return label, None
