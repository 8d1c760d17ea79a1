"""No terminal obeys a mail: what strangers write is shown without escapes, whatever command shows it."""

from __future__ import annotations

import logging
import unicodedata

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.private_log import FORMAT, PlainFormatter, PrivateFormatter
from tests.bench import PDF, Bench

EVIL = "\x1b[2J\x1b]0;x\x07\u009b31m\u202e[bold red]x[/]"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A case and a held mail, full of what a terminal would obey."""
    made = Bench(tmp_path_factory.mktemp("bench"))
    request = f"Kami dari Dinas Kesehatan mau titip server. CP: Budi {EVIL} Contoh, 0812-0000-1111"
    for who, text in (("pemohon", request), ("orang-luar", f"Wifi {EVIL} mati")):
        mail = made.mail(who, text, letter=PDF, subject="SUBJEK")
        raw = (
            mail.as_bytes()
            .replace(b"SUBJEK", f"Hal {EVIL}".encode())
            .replace(b"surat.pdf", f"s {EVIL}.pdf".encode())
        )
        raw = raw.replace(b" Contoh <", f" {EVIL} <".encode())
        (made.folder / f"{who}.eml").write_bytes(raw)
        made.runner.take(made.fetched(raw), made.now)
    made.runner.layers.close()
    assert len(made.store.open_cases()) == 1
    return made


@pytest.mark.parametrize(
    "command",
    [
        ["cases"], ["cases", "--json"], ["case", "TTP-2026-0001"], ["case", "TTP-2026-0001", "--json"],
        ["held"], ["held", "list"], ["held", "--json"], ["try", "{folder}/pemohon.eml"], ["try", "--json", "{folder}/orang-luar.eml"],
    ],
)  # fmt: skip
def test_what_is_shown_holds_nothing_that_a_terminal_obeys(bench: Bench, command: list[str]) -> None:
    arguments = [one.format(folder=bench.folder) for one in command]
    result = CliRunner().invoke(app, [*arguments, "--config", str(bench.folder / "config.toml")])

    assert result.exit_code == 0, result.output
    assert len(result.output) > 20
    assert _obeyed(result.output) == set()


def _obeyed(text: str) -> set[str]:
    return {one for one in text if one != "\n" and unicodedata.category(one).startswith("C")}


@pytest.mark.parametrize("formatter", [PlainFormatter(FORMAT), PrivateFormatter(FORMAT)])
def test_a_log_line_is_one_line_without_escapes(formatter: logging.Formatter) -> None:
    record = logging.LogRecord(
        "titip", logging.INFO, "x", 1, "server: %s", (f"550 {EVIL}\n2026 INFO palsu",), None
    )
    text = formatter.format(record)

    assert "\n" not in text
    assert _obeyed(text) == set()
