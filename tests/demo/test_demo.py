"""The demo as a user runs it: once whole, once interrupted, and the parts that strangers' mail reaches."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from pypdf import PdfReader
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from bot.cases import load_case, load_rows
from bot.config import EXAMPLE, ROOT, load_config
from bot.demo.chronicle import Chronicle, Known, Mail
from bot.demo.mailers import Draft, write_mail
from bot.demo.page import inert_name, write_page
from bot.demo.people import APPLICANT, PEOPLE, SERVICE, find_person
from bot.demo.play import ended_by_signals, make_folder, run_demo
from bot.demo.script import LETTER_NAMES, RETURN, SCENES, Scene
from bot.demo.stage import ZONE, Ports, render_config
from bot.demo.timeline import Timeline
from bot.embedded import Passed
from bot.errors import TitipError
from bot.reading.mail_words import compile_mail_words
from bot.reading.parse import parse_message
from bot.reading.visible import read_visible
from tests.builders import shipped_rules

MARK = "TITIP_DEMO_TEST"
WHOLE_SECONDS, STOP_SECONDS = 60.0, 6.0  # a second when nothing else runs; a loaded machine is slower
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def _start(folder: Path, mark: str, *options: str) -> subprocess.Popen[str]:
    """`titip demo` in that folder, with no config. SIGINT is as a terminal leaves it, however we were started."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", *options],
        cwd=folder,
        env={**os.environ, MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    )


def _running(mark: str) -> list[str]:
    """Processes that carry the mark: the demo's own, and all that came of it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={mark}".encode() in path.read_bytes():
                found.append(path.parent.joinpath("cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


# ---- a whole run -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    status: int
    output: str
    seconds: float
    folder: Path
    left: list[str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home, mark = tmp_path_factory.mktemp("home"), uuid.uuid4().hex
    began = time.monotonic()
    demo = _start(home, mark)
    output, _ = demo.communicate(timeout=WHOLE_SECONDS)
    seconds = time.monotonic() - began
    (folder,) = (home / "demo-out").iterdir()
    return Run(demo.returncode, output, seconds, folder, _running(mark))


def test_it_ends_well_in_time_and_leaves_nothing_running(whole: Run) -> None:
    assert whole.status == 0, whole.output
    assert whole.seconds < WHOLE_SECONDS
    assert whole.left == []


def test_both_cases_are_at_their_end_with_their_papers(whole: Run) -> None:
    rows = {row.process: row for row in load_rows(whole.folder / "config.toml", closed=True)}
    assert {process: row.closed for process, row in rows.items()} == {
        "penitipan": "dikembalikan",
        RETURN: "dikembalikan",
    }
    papers = {
        "penitipan": {
            "lembar-disposisi",
            "formulir-serah-terima",
            "formulir-inventaris",
            LETTER_NAMES["penitipan"],
        },
        RETURN: {"lembar-disposisi", "formulir-serah-terima-kembali", LETTER_NAMES[RETURN]},
    }
    for process, row in rows.items():
        case = load_case(whole.folder / "config.toml", row.ref)
        names = {re.split(r"-(?:TTP|PGB)-", Path(name).name)[0] for name in case["files"]}
        assert papers[process] <= names
        assert case["letters"]
        assert all(letter["state"] == "sent" for letter in case["letters"])


def test_two_digests_lie_in_files_that_their_readers_open(whole: Run) -> None:
    folders = sorted((whole.folder / "data" / "cases").rglob("RKP-*/files"))
    assert len(folders) == 2
    for folder in folders:
        (book,) = folder.glob("inventaris-*.xlsx")
        assert openpyxl.load_workbook(book).worksheets[0].freeze_panes
        for path in folder.glob("*.pdf"):
            assert len(PdfReader(path).pages) >= 1
        assert len(list(folder.glob("*.png"))) == 2


def test_the_page_shows_every_mail(whole: Run) -> None:
    raws = [path.read_bytes() for path in (whole.folder / "data" / "cases").rglob("mail/*")]
    subjects = [" ".join(str(message_from_bytes(raw, policy=default)["Subject"]).split()) for raw in raws]
    page = HTMLParser((whole.folder / "index.html").read_text("utf-8"))
    assert sorted(node.text(strip=True) for node in page.css(".subject")) == sorted(subjects)
    links = [unquote(node.attributes["href"] or "") for node in page.css("article a")]
    assert links
    assert all((whole.folder / link).is_file() for link in links)


def test_the_time_line_is_for_80_columns_and_names_the_page(whole: Run) -> None:
    lines = whole.output.splitlines()
    story = lines[: next(place for place, line in enumerate(lines) if line.startswith("Selesai"))]
    assert max(map(len, story)) <= 80
    assert str(Path("demo-out") / whole.folder.name / "index.html") in whole.output
    assert [line for line in lines if line.startswith(f"{len(SCENES)}/{len(SCENES)} ")]


# ---- interrupted, failed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_whose_exception_got_lost_still_ends_the_next_wait(number: signal.Signals) -> None:
    chronicle = Chronicle(Timeline(Console(file=io.StringIO()), shipped_rules(), ZONE, 0))
    before = signal.getsignal(number)
    with ended_by_signals(chronicle):
        with contextlib.suppress(KeyboardInterrupt):  # as a finaliser that it was raised in
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            chronicle.wait_until(lambda: False, 1.0)
    assert signal.getsignal(number) is before


def test_ctrl_c_in_the_middle_ends_it_at_once_with_nothing_left(tmp_path: Path) -> None:
    mark = uuid.uuid4().hex
    demo = _start(tmp_path, mark)
    assert demo.stdout is not None
    assert any(line.startswith("2/") for line in demo.stdout), "the second scene has begun"
    began = time.monotonic()
    demo.send_signal(signal.SIGINT)
    output, _ = demo.communicate(timeout=30)
    assert time.monotonic() - began < STOP_SECONDS
    assert demo.returncode == 130
    assert _running(mark) == []
    assert "Traceback" not in output
    (folder,) = (tmp_path / "demo-out").iterdir()
    assert (folder / "index.html").is_file()


def test_a_play_that_is_left_before_any_mail_leaves_no_folder(tmp_path: Path) -> None:
    demo = _start(tmp_path, uuid.uuid4().hex, "--play")
    assert demo.stdout is not None
    assert any("Ctrl-C" in line for line in demo.stdout), "the play waits for a person"
    demo.send_signal(signal.SIGINT)
    output, _ = demo.communicate(timeout=30)
    assert demo.returncode == 130
    assert "sebelum ada surel" in output
    assert not (tmp_path / "demo-out").exists()


def test_a_scene_that_fails_is_named_with_what_was_expected(tmp_path: Path) -> None:
    text = io.StringIO()
    scene = Scene("Minta titip", APPLICANT, "Kami mohon titip server.", subject="Titip", step="tempat")
    before = set(threading.enumerate())
    status = run_demo(Console(file=text, width=200), False, tmp_path / "out", (scene,))
    assert status == 1
    assert "Adegan 1 dari 1 gagal: Minta titip" in text.getvalue()
    assert "“Penyiapan tempat”, ternyata “Permohonan”" in text.getvalue()
    assert str(tmp_path / "out" / "titip.log") in text.getvalue()
    assert [one for one in threading.enumerate() if not one.daemon and one not in before] == []


# ---- the folder and the config -----------------------------------------------------------------------------


def test_it_plays_an_offices_own_rules_and_templates(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "aturan")
    common = tmp_path / "aturan" / "umum.toml"
    common.write_text(
        common.read_text("utf-8").replace('"Permohonan belum lengkap"', '"Mohon dilengkapi dahulu"', 1)
    )
    config = tmp_path / "config.toml"
    config.write_text(EXAMPLE.read_text("utf-8").replace('rules = ""', 'rules = "aturan"', 1), "utf-8")
    text = io.StringIO()
    status = run_demo(Console(file=text, width=200), False, tmp_path / "out", SCENES[:1], load_config(config))
    assert status == 0, text.getvalue()
    assert "Mohon dilengkapi dahulu" in text.getvalue()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(TitipError, match="sudah ada isinya"):
        make_folder(tmp_path, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_two_runs_in_one_second_get_two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert make_folder(None, NOW) != make_folder(None, NOW)


def test_no_password_breaks_the_config() -> None:
    passwords = {person.address: 'a"b\\c\u00e9\n' for person in PEOPLE}
    config = tomllib.loads(render_config(Ports(1, 2), passwords))
    assert config["imap"]["password"] == passwords[find_person(SERVICE).address]


# ---- how people write --------------------------------------------------------------------------------------


def _letter() -> EmailMessage:
    """A letter of the bot, with a quote's worth of text."""
    letter = EmailMessage(policy=SMTP)
    service, reader = find_person(SERVICE), find_person(APPLICANT)
    letter["From"] = f"{service.name} <{service.address}>"
    letter["To"] = f"{reader.name} <{reader.address}>"
    letter["Subject"] = "[TTP-2026-0001.7.abcdefghijkl] Tempat penuh, masuk daftar tunggu"
    letter["Date"] = NOW
    letter["Message-ID"] = "<TTP-2026-0001.7.abcdefghijkl@kominfo.example>"
    letter["References"] = "<first@dishub.example>"
    letter.set_content("Yth. Ibu Rina,\n\nTempat telah penuh.\n\n-- \nLayanan Penitipan Server\n")
    letter.add_alternative("<html><body><p>Tempat telah penuh.</p></body></html>", subtype="html")
    return message_from_bytes(letter.as_bytes(), policy=default)


@pytest.mark.parametrize("program", ["gmail", "gmail-android", "iphone", "outlook", "zimbra"])
@pytest.mark.parametrize("writer", [APPLICANT, "kasi"])
def test_what_a_mail_program_adds_is_not_taken_for_the_persons_words(program: str, writer: str) -> None:
    person = find_person(writer)
    draft = Draft(person, person, find_person(SERVICE), "Baik, kami menunggu.", "", NOW, _letter())
    message = write_mail(draft, program)
    read = parse_message(message.as_bytes(policy=SMTP), NOW)
    visible = read_visible(read, (), compile_mail_words(shipped_rules().words["mail"]))
    assert visible.text == "Baik, kami menunggu."
    assert read.in_reply_to == ("TTP-2026-0001.7.abcdefghijkl@kominfo.example",)
    assert read.references == ("first@dishub.example", "TTP-2026-0001.7.abcdefghijkl@kominfo.example")


# ---- the page, and mail that means it harm -----------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>"


def _mail(fill: Callable[[EmailMessage], None]) -> Mail:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Orang <orang@luar.example>"
    message["To"] = "server@kominfo.example"
    message.set_content("halo")
    fill(message)
    raw = message.as_bytes()
    parsed = message_from_bytes(raw, policy=default)
    return Mail(1, 0, raw, parsed, "orang@luar.example", ("server@kominfo.example",), datetime.now(UTC))


def _subject(message: EmailMessage) -> None:
    message["Subject"] = f'"{SCRIPT}'


def _html(message: EmailMessage) -> None:
    message.add_alternative(f'"></iframe>{SCRIPT}<img src="http://luar.example/x">', subtype="html")


def _name(message: EmailMessage) -> None:
    message.replace_header("From", f'"{SCRIPT}" <orang@luar.example>')


def _file(message: EmailMessage) -> None:
    message.add_attachment(SCRIPT.encode(), maintype="text", subtype="html", filename=f"../{SCRIPT}.html")


def _charset(message: EmailMessage) -> None:
    message.replace_header("Content-Type", 'text/html; charset="no-such"')
    message.set_payload(SCRIPT)


def _attached_mail(message: EmailMessage) -> None:
    inner = EmailMessage()
    inner.set_content(SCRIPT, subtype="html")
    message.add_attachment(inner)


def _no_pdf(message: EmailMessage) -> None:
    message.add_attachment(b"%PDF-1.7 torn", maintype="application", subtype="pdf", filename="torn.pdf")


@pytest.mark.parametrize("fill", [_subject, _html, _name, _file, _charset, _attached_mail, _no_pdf])
def test_nothing_that_a_mail_holds_runs_in_the_page(
    fill: Callable[[EmailMessage], None], tmp_path: Path
) -> None:
    class Nobody:
        def mail(self, mail: Mail) -> None: ...
        def taken(self, mail: Mail) -> None: ...

    write_page(tmp_path, Chronicle(Nobody(), mails=[_mail(fill)]), shipped_rules())
    page = HTMLParser((tmp_path / "index.html").read_text("utf-8"))
    assert page.css("script, object, embed, form, base, link") == []
    assert len(page.css("article")) == 1
    for node in page.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")]
        assert not (node.attributes.get("src") or "").startswith("http")
    for frame in page.css("iframe"):
        assert frame.attributes["sandbox"] == ""
    (meta,) = page.css("meta[http-equiv]")
    policy = meta.attributes["content"] or ""
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    outside = [path for path in tmp_path.parent.iterdir() if path != tmp_path]
    assert [path for path in outside if "script" in path.name] == []
    assert not [
        path for path in tmp_path.rglob("*") if path.suffix in (".html", ".svg") and path.name != "index.html"
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"Subject: \xff\xfe\x1b[31m\r\nFrom: <<>>,,@\r\nMessage-ID: <<a b>\r\nTo: \xff\r\n\r\nhalo \xff",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Disposition: attachment; "
        b"filename*=no-such''%FF\r\n\r\n\xff\r\n",
        b"Content-Type: text/html; charset=no-such\r\nContent-Transfer-Encoding: base64\r\n\r\n!",
    ],
)
def test_any_bytes_can_be_shown(raw: bytes, tmp_path: Path) -> None:
    text = io.StringIO()
    line = Timeline(Console(file=text, width=80), shipped_rules(), ZONE, 0)
    chronicle = Chronicle(line)
    chronicle.told.put(Passed("orang@luar.example", ("server@kominfo.example",), raw, NOW))
    chronicle.told.put(Known(b"Received: here\r\n" + raw, "", "", "", "held", True, False))
    assert chronicle.wait_until(lambda: any(mail.held for mail in chronicle.mails), 5)
    write_page(tmp_path, chronicle, shipped_rules())
    assert "\x1b" not in text.getvalue()
    assert (tmp_path / "surel" / "01.eml").read_bytes() == raw


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("surat.pdf", "surat.pdf"),
        ("SURAT.PDF", "SURAT.PDF"),
        ("laman.html", "laman.html.txt"),
        ("gambar.svg", "gambar.svg.txt"),
        ("tanpa-akhiran", "tanpa-akhiran.txt"),
        ("../../etc/passwd", "passwd.txt"),
        ("", "lampiran.txt"),
    ],
)
def test_an_attachment_gets_a_name_that_no_browser_runs(name: str, kept: str) -> None:
    assert inert_name(name) == kept
