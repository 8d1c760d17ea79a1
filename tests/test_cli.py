"""The command line as an admin meets it: one clear sentence per fault, never a traceback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import EXAMPLE
from tests.dialogue.stage import PEOPLE, SERVICE, staged, write_config
from tests.dialogue.test_inventory import ONLY_EMBEDDED
from tests.servers import MailServer

MAIL = b"""From: Budi Contoh <budi@dinas.example>\r
To: server@contoh.example\r
Subject: titip server\r
Date: Tue, 17 Nov 2026 09:00:00 +0700\r
Message-ID: <1@dinas.example>\r
\r
Kami dari Dinas Perhubungan mau menitipkan server. CP: Budi Contoh 0812-0000-1111\r
"""
VIEW_KEYS = {
    "file",
    "kind",
    "process",
    "step",
    "role",
    "outcome",
    "opd",
    "fields",
    "missing",
    "moves",
    "why",
    "letters",
}


def titip(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def test_the_shipped_config_rules_and_templates_pass_the_check() -> None:
    result = titip("check", "--config", str(EXAMPLE))

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "--config", "tiada.toml"), "config.example.toml"),
        (("run", "--config", "tiada.toml"), "config.example.toml"),
        (("cases", "--config", "tiada.toml"), "config.example.toml"),
    ],
)
def test_a_missing_config_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    result = titip(*arguments)

    assert result.returncode == 1
    assert words in result.stderr.replace("\n", "")
    assert "Traceback" not in result.stderr


def test_every_problem_is_printed_with_status_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = EXAMPLE.read_text("utf-8").replace('zone = "Asia/Jakarta"', 'zone = "X"')
    path.write_text(text.replace("<kabid@contoh.example>", ""), "utf-8")
    result = titip("check", "--config", str(path))

    assert result.returncode == 1
    assert "office.zone" in result.stderr
    assert "roles.kabid.addresses[0]" in result.stderr


def test_problems_for_a_machine(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = EXAMPLE.read_text("utf-8").replace('zone = "Asia/Jakarta"', 'zone = "X"')
    path.write_text(text.replace("<kabid@contoh.example>", ""), "utf-8")
    result = titip("check", "--json", "--config", str(path), PYTHONIOENCODING="ascii")
    found = [json.loads(line) for line in result.stdout.splitlines()]

    assert (result.returncode, result.stderr) == (1, "")
    assert [set(one) for one in found] == [{"level", "file", "place", "problem", "remedy"}] * 2
    assert {(one["level"], one["file"], one["place"].split(": ")[1]) for one in found} == {
        ("error", "config.toml", "office.zone"), ("error", "config.toml", "roles.kabid.addresses[0]"),
    }  # fmt: skip
    assert "zona waktu “X” tidak dikenal" in [one["problem"] for one in found]


def test_warnings_for_a_machine() -> None:
    result = titip("check", "--json", "--config", str(EXAMPLE))

    assert result.returncode == 0
    assert {json.loads(line)["level"] for line in result.stdout.splitlines()} <= {"warning"}


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_any_terminal_takes_what_is_shown(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL.replace(b"Budi Contoh 0812", "Бudi → Contoh 0812".encode()))
    for option in ("--json", ""):
        arguments = [word for word in ("try", option, str(tmp_path / "a.eml")) if word]
        result = titip(*arguments, PYTHONIOENCODING=encoding)
        assert (result.returncode, result.stderr) == (0, "")
        assert "a.eml" in result.stdout
        if option:
            assert any("“" in line for line in json.loads(result.stdout)["why"])


@ONLY_EMBEDDED
def test_letters_that_could_not_be_sent_are_said(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    with socket.socket() as taken:  # nobody listens on it
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        good = config.read_text("utf-8")
        config.write_text(good.replace(f"port = {mail_server.smtp_port}", f"port = {port}"), "utf-8")
        mail_server.deliver(SERVICE, MAIL.replace(b"budi@dinas.example", PEOPLE["pemohon"][1].encode()))
        result = titip("once", "--json", "--config", str(config))

    figures = json.loads(result.stdout)
    assert (result.returncode, figures["messages"], figures["unsent"]) == (1, 1, 1)
    said = result.stderr.splitlines()[-1]
    assert "surat pada 1 berkas belum terkirim (TTP-" in said
    assert f"server SMTP 127.0.0.1:{port} tidak dapat dihubungi" in said
    config.write_text(good, "utf-8")
    again = titip("once", "--json", "--config", str(config))
    assert (again.returncode, json.loads(again.stdout)["unsent"]) == (0, 0)


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = (
        EXAMPLE.read_text("utf-8")
        .replace('"imap.contoh.example"', '"127.0.0.1"')
        .replace("port = 993", "port = 1")
    )
    path.write_text(text, "utf-8")
    result = titip("once", "--config", str(path))

    assert result.returncode == 1
    assert "127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.stderr


def test_try_prints_one_object_a_line_and_needs_no_config(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.eml").write_bytes(b"\x00\xff" * 100)
    result = titip(
        "try", "--json", str(tmp_path / "a.eml"), str(tmp_path / "b.eml"), str(tmp_path / "tiada.eml")
    )

    views = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1, "one of them is not there"
    assert "tiada.eml" in result.stderr
    assert [set(view) for view in views] == [VIEW_KEYS] * 3
    assert (views[0]["kind"], views[0]["opd"], views[0]["missing"]) == (
        "request",
        "Dinas Perhubungan",
        ["surat"],
    )
    assert views[0]["moves"] is False
    assert views[0]["letters"] == ["belum-lengkap"]


def test_try_puts_the_message_into_the_case_named(tmp_path: Path) -> None:
    mail = MAIL.replace(
        b"Kami dari Dinas Perhubungan mau menitipkan server. CP: Budi Contoh 0812-0000-1111", b"ok lanjutkan"
    )
    (tmp_path / "a.eml").write_bytes(mail.replace(b"titip server", b"Re: [TTP-2026-0001] Mohon disposisi"))
    where = ("--process", "penitipan", "--step", "disposisi-kadis", "--role", "kadis")
    view = json.loads(titip("try", "--json", *where, str(tmp_path / "a.eml")).stdout)

    assert (view["kind"], view["outcome"], view["moves"]) == ("reply", "disposisi", True)


def test_labels_are_judged_with_figures(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    label = {
        "file": "a.eml", "process": "penitipan", "step": "permohonan", "role": "pemohon", "kind": "request",
        "outcome": "diajukan", "opd": "Dinas Perhubungan", "fields": {"kontak": "Budi Contoh", "telepon": "+62 812 0000 9999"},
        "missing": ["surat"], "must_not_move": True, "note": "",
    }  # fmt: skip
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps(label) + "\n", "utf-8")
    result = json.loads(titip("try", "--json", "--labels", str(labels), str(tmp_path)).stdout)

    assert result["counts"]["outcome"]["diajukan"] == {"right": 1, "asked": 0, "wrong": 0}
    assert result["counts"]["field"]["telepon"] == {"right": 0, "asked": 0, "wrong": 1}
    assert [one["group"] for one in result["missed"]] == ["telepon"]


def test_once_cases_and_case_on_a_real_server(mail_server: MailServer, tmp_path: Path) -> None:
    config = write_config(tmp_path, mail_server)
    text = MAIL.replace(b"budi@dinas.example", PEOPLE["pemohon"][1].encode()).replace(
        b"Perhubungan", b"\x1b[31mPerhubungan"
    )
    mail_server.deliver(SERVICE, text)

    once = titip("once", "--json", "--config", str(config))
    assert json.loads(once.stdout)["messages"] == 1
    assert PEOPLE["pemohon"][1] not in once.stderr, "logs carry references, no addresses"

    rows = json.loads(titip("cases", "--json", "--config", str(config)).stdout)
    assert [(row["ref"][:4], row["step"], row["waits_for"]) for row in rows] == [
        ("TTP-", "permohonan", "pemohon")
    ]
    sheet = json.loads(titip("case", rows[0]["ref"], "--json", "--config", str(config)).stdout)
    assert [letter["letter"] for letter in sheet["letters"]] == ["belum-lengkap"]
    assert [letter["state"] for letter in sheet["letters"]] == ["sent"]
    prefix, year, number = rows[0]["ref"].split("-")
    shown = titip("case", prefix.lower(), year, number.lstrip("0"), "--config", str(config)).stdout
    assert "\x1b" not in shown, "no terminal obeys a mail"
    assert "belum lengkap" in shown
    assert not [word for word in ("incomplete", "opened", "{'", "T0", "+07:00") if word in shown]
    listed = titip("cases", "--config", str(config)).stdout
    assert max(len(line) for line in listed.splitlines()) <= 80
    assert "Permohonan" in listed
    for text, words in (("TTP-2026-9999", "berkas TTP-2026-9999 tidak ada"), ("x", "bukan nomor berkas")):
        unknown = titip("case", text, "--config", str(config))
        assert (unknown.returncode, words in unknown.stderr, "Traceback" in unknown.stderr) == (
            1,
            True,
            False,
        )


@pytest.mark.parametrize("command", [("cases",), ("cases", "--json"), ("case", "TTP-2026-0001")])
def test_a_wrong_data_folder_is_said(tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE.read_text("utf-8").replace('folder = "data"', 'folder = "dataa"'), "utf-8")
    result = titip(*command, "--config", str(path))

    assert (result.returncode, "folder data" in result.stderr, "dataa" in result.stderr) == (1, True, True)


UNKNOWN = [
    (("--process", "penitpan"), "“penitpan” tidak dikenal — yang dikenal: penitipan"),
    (("--process", "penitipan", "--step", "x"), "“x” tidak dikenal — yang dikenal: permohonan"),
    (("--step", "tempat"), "langkah tanpa prosedur"),
    (("--role", "kadiss"), "“kadiss” tidak dikenal — yang dikenal: pemohon, kadis"),
]


@pytest.mark.parametrize(("options", "words"), UNKNOWN)
def test_try_refuses_what_the_rules_do_not_know(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    result = titip("try", *options, str(tmp_path / "a.eml"))

    assert (result.returncode, result.stdout) == (1, "")
    assert words in result.stderr.replace("pengembalian, ", "")


@ONLY_EMBEDDED
def test_a_second_bot_on_the_same_folder_refuses(mail_server: MailServer, tmp_path: Path) -> None:
    with staged(mail_server, tmp_path):
        result = titip("once", "--config", str(tmp_path / "config.toml"))

    assert result.returncode == 2
    assert "titip lain" in result.stderr
