"""How results look on a terminal. Text of strangers is shown without control characters: no terminal obeys a mail."""

from __future__ import annotations

import json
import logging
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.judging import Judged, count, judge
from bot.model import Fetched
from bot.taken import Taken

if TYPE_CHECKING:
    from bot.trying import Trial

log = logging.getLogger("titip")


def plain(text: object) -> str:
    """Without control and format characters (terminal escapes, bidi marks); line breaks stay."""
    return "".join(
        character
        for character in str(text)
        if character == "\n" or not unicodedata.category(character).startswith("C")
    )


def safe(text: object) -> str:
    """For rich: plain, and never read as its markup."""
    return escape(plain(text))


def log_taken(fetched: Fetched, taken: Taken) -> None:
    """References only: no address, no body."""
    log.info("uid=%s %s %s", fetched.uid, taken.verdict, taken.case or "-")


def taken_json(taken: list[Taken]) -> dict[str, Any]:
    counts = Counter(one.verdict for one in taken)
    return {"messages": len(taken), "held": sum(one.held for one in taken), "verdicts": dict(counts)}


def taken_line(taken: list[Taken]) -> str:
    if not taken:
        return "Tidak ada surel baru."
    counts = Counter(one.verdict for one in taken)
    return f"{len(taken)} surel dikerjakan: " + ", ".join(
        f"{name} {number}" for name, number in counts.items()
    )


def print_cases(console: Console, rows: list[dict[str, Any]]) -> None:
    if not rows:
        console.print("Tidak ada berkas.")
        return
    table = Table("Nomor", "OPD", "Langkah", "Menunggu", "Sejak")
    for row in rows:
        step = f"selesai ({row['closed']})" if row["closed"] else row["step"]
        table.add_row(
            *(safe(text) for text in (row["ref"], row["opd"], step, row["waits_for"], row["since"]))
        )
    console.print(table)


def print_case(console: Console, case: dict[str, Any]) -> None:
    state = f"selesai ({case['closed']})" if case["closed"] else case["step"]
    console.print(
        f"[bold]{safe(case['ref'])}[/] {safe(case['process'])}: {safe(state)} sejak {safe(case['since'])}"
    )
    for key, value in case["fields"].items():
        console.print(f"  {safe(key)}: {safe(value)}")
    console.print("\n[bold]Garis waktu[/]")
    for entry in case["journal"]:
        words = " ".join(filter(None, (entry["outcome"], entry["text"])))
        console.print(
            f"  {entry['at']}  {safe(entry['by']):8} {safe(entry['what']):10} [{safe(entry['step'])}] {safe(words)}"
        )
    console.print("\n[bold]Surel masuk[/]")
    for message in case["messages"]:
        console.print(f"  {message['at']}  {safe(message['role']):8} {safe(message['subject'])}")
    console.print("\n[bold]Surat keluar[/]")
    for letter in case["letters"]:
        sent = f"{letter['number']:3} {letter['letter']:20} {letter['to']} {letter['state']}"
        console.print(f"  {letter['at']}  {safe(sent)}")
    console.print("\n[bold]Isi folder[/]")
    for name in case["files"]:
        console.print(f"  {safe(name)}")


def print_view(console: Console, view: dict[str, Any]) -> None:
    console.print(f"[bold]{safe(view['file'])}[/]")
    for key in ("kind", "process", "step", "role", "outcome", "opd", "missing", "moves", "letters"):
        console.print(f"  {key:9} {safe(view[key])}")
    for key, value in view["fields"].items():
        console.print(f"  {safe(key)}: {safe(value)}")
    for line in view["why"]:
        console.print(f"  · {safe(line)}", style="dim")


def judge_folder(trial: Trial, labels: Path, folder: Path) -> list[Judged]:
    """Each labelled message tried where its label puts it. Raises OSError, ValueError for unusable labels."""
    from bot.trying import Asked

    judged: list[Judged] = []
    for line in labels.read_text("utf-8").splitlines():
        if not line.strip():
            continue
        label = json.loads(line)
        asked = Asked(label["process"], label["step"], label["role"])
        judged.extend(judge(label, trial.try_file(folder / label["file"], asked)))
    return judged


def judged_json(judged: list[Judged]) -> dict[str, Any]:
    missed = [
        {"file": one.file, "about": one.about, "group": one.group, "judgement": one.judgement,
         "expected": one.expected, "found": one.found}
        for one in judged
        if one.judgement != "right"
    ]  # fmt: skip
    return {"counts": count(judged), "missed": missed}


def print_judged(console: Console, judged: list[Judged]) -> None:
    table = Table("", "", "benar", "ditanya balik", "salah")
    for about, groups in count(judged).items():
        total: Counter[str] = Counter()
        for group, row in groups.items():
            total.update(row)
            if len(groups) > 1:
                table.add_row(about, group, str(row["right"]), str(row["asked"]), str(row["wrong"]))
        table.add_row(
            f"[bold]{about}[/]",
            "[bold]semua[/]",
            *(f"[bold]{total[key]}[/]" for key in ("right", "asked", "wrong")),
        )
    console.print(table)
    for one in judged:
        if one.judgement != "right":
            found = f"seharusnya {one.expected!r}, terbaca {one.found!r}"
            console.print(f"{one.judgement:6} {one.about} {safe(one.file)}: {one.group}: {safe(found)}")


def print_inventory(console: Console, rows: list[dict[str, str]]) -> None:
    if not rows:
        console.print("Tidak ada server yang dititipkan.")
        return
    shown = {
        "nomor": "nomor", "opd": "OPD", "nama": "server", "rak": "rak", "unit": "unit", "ip": "IP", "sejak": "sejak",
    }  # fmt: skip
    table = Table(box=None, pad_edge=False)
    for heading in shown.values():
        table.add_column(heading)
    for row in rows:
        table.add_row(*(safe(row[key]) for key in shown))
    console.print(table)
