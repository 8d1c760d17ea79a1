"""`titip check`: everything wrong in config, rules and templates is told in one run, and nothing that only follows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.checking import check_all
from bot.config import EXAMPLE, ROOT
from bot.errors import AdminError
from bot.kit import load_kit


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with a config and rules and templates of its own."""
    for name in ("rules", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    text = EXAMPLE.read_text("utf-8").replace('rules = ""', 'rules = "rules"')
    (tmp_path / "config.toml").write_text(text.replace('templates = ""', 'templates = "templates"'), "utf-8")
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_an_office_without_mistakes(office: Path) -> None:
    assert check_all(office / "config.toml") == ()


@pytest.mark.parametrize(
    ("config", "rules"),
    [
        (("inbox = ", "inboks = "), ("penitipan.toml", 'next = "aktif"', 'next = "y"')),
        (("[office]\n", "[offis]\n"), ("penitipan.toml", 'id = "penitipan"', 'id = "penitipan')),
        (("port = 993", "port = 99999"), ("umum.toml", "[limits]\n", "[limits]\nx = 1\n")),
        (('host = "imap.contoh.example"', "host = 1"), ("opd.toml", "[[opd]]", "[[opd]")),
    ],
)
def test_config_rules_and_templates_in_one_run(
    office: Path, config: tuple[str, str], rules: tuple[str, str, str]
) -> None:
    spoil(office / "config.toml", *config)
    spoil(office / "rules" / rules[0], *rules[1:])
    (office / "templates" / "letters" / "status.j2").write_text("{{ fields.odp }}", "utf-8")
    files = {Path(one.file).name for one in check_all(office / "config.toml")}

    assert {"config.toml", rules[0], "status.j2"} == files


def test_rules_that_can_not_be_read_leave_the_templates_to_be_checked(office: Path) -> None:
    (office / "rules" / "umum.toml").write_text("[", "utf-8")
    (office / "templates" / "letters" / "status.j2").write_text("{% if %}", "utf-8")
    problems = check_all(office / "config.toml")

    assert [Path(one.file).name for one in problems] == ["umum.toml", "status.j2"]


MISSING = [
    ('password_file = ""', 'password_file = "tiada"', "berkas kata sandi tidak terbaca: berkas tidak ada"),
    ('ca_file = ""', 'ca_file = "tiada.pem"', "sertifikat otoritas di tiada.pem tidak terbaca"),
    ('folder = "data"', 'folder = "config.toml"', "config.toml adalah berkas, bukan folder"),
]
MISSING_FOLDERS = [
    ('rules = "rules"', 'rules = "tiada"', "folder tidak ada"),
    ('folder = "data"', 'folder = "config.toml/data"', "config.toml adalah berkas, bukan folder"),
    ('templates = "templates"', 'templates = "tiada"', "berkas tidak ada"),
]


@pytest.mark.parametrize("rows", [MISSING, MISSING_FOLDERS])
def test_files_that_the_config_names_are_there(office: Path, rows: list[tuple[str, str, str]]) -> None:
    for old, new, _ in rows:
        spoil(office / "config.toml", old, new)
    told = [one.text for one in check_all(office / "config.toml")]

    assert [says for *_, says in rows if not any(says in text for text in told)] == []


def test_no_word_of_english_in_what_is_told(office: Path) -> None:
    spoil(office / "config.toml", "timeout = 30", 'timeout = "x"')
    spoil(office / "config.toml", "security = ", "security = 1 #")
    spoil(office / "rules" / "penitipan.toml", "remind_after_days = [3, 7]", 'remind_after_days = ["x"]')
    spoil(office / "rules" / "kalender.toml", 'opens = "07.30"', 'opens = "25.00"')
    said = " ".join(str(one) for one in check_all(office / "config.toml")).lower()

    assert not [word for word in ("input", "should", "valid", "field", "required", "must") if word in said]


NOT_UTF8 = {
    "templates/letters/bantuan.j2": b"{# \xe9 #}",
    "templates/letters/_lembar.j2": b"{# \xe9 #}",
    "templates/layout.txt.j2": b"{# \xe9 #}",
    "templates/layout.html.j2": b"{# \xe9 #}",
    "templates/jadwal.j2": b"{# \xe9 #}",
    "templates/istilah.toml": b"# \xe9",
    "templates/forms/_dasar.typ": b"// \xe9",
    "templates/forms/lembar-periksa.typ": b"// \xe9",
    "rules/opd.toml": b"# \xe9",
    "rules/libur/2026.toml": b"# \xe9",
}


def test_files_that_are_not_utf8_are_named_and_hide_nothing(office: Path) -> None:
    lines = {}
    for name, comment in NOT_UTF8.items():
        lines[Path(name).name] = (office / name).read_bytes().count(b"\n") + 1
        (office / name).write_bytes((office / name).read_bytes() + comment + b"\n")
    spoil(office / "config.toml", "timeout = 30", "timeout = 0")
    (office / "templates" / "letters" / "status.j2").write_text("{{ fields.odp }}", "utf-8")
    found = check_all(office / "config.toml")
    unreadable = [one for one in found if "bukan UTF-8" in one.text]

    assert {Path(one.file).name: one.place for one in unreadable} == {
        name: f"baris {line}" for name, line in lines.items()
    }
    assert all("simpan" in one.remedy for one in unreadable)
    assert {Path(one.file).name for one in found} - lines.keys() == {"config.toml", "status.j2"}


def test_the_mark_of_windows_in_front_of_a_file_is_nothing(office: Path) -> None:
    for path in [office / "config.toml", *office.rglob("rules/**/*.toml"), *office.rglob("templates/**/*.*")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert check_all(office / "config.toml") == ()


def test_one_wrong_name_of_a_letter_blames_no_template(office: Path) -> None:
    spoil(office / "rules" / "penitipan.toml", 'letter = "tempat-siap"', 'letter = "tempat-siapx"')
    found = check_all(office / "config.toml")

    assert {one.text for one in found} == {"surat “tempat-siapx” tidak dikenal"}


def test_phrases_that_are_read_alike_are_told(office: Path) -> None:
    spoil(office / "rules" / "umum.toml", 'words = ["bantuan",', 'words = ["Status!", "bantuan",')
    found = check_all(office / "config.toml")

    assert [one.place.split(": ")[1] for one in found] == ["command[bantuan].words"]
    with pytest.raises(AdminError, match="dibaca sama dengan “status”"):
        load_kit(office / "config.toml", (b"x",))
