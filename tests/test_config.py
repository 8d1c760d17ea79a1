"""The config file: its example is complete and true, and every mistake is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.config import (
    EXAMPLE,
    check_roles,
    imap_settings,
    load_config,
    local_day,
    office_on,
    parse_address,
    smtp_settings,
)
from bot.errors import AdminError
from bot.model import Address
from tests.builders import shipped_rules

SOURCE = EXAMPLE.read_text("utf-8")


def write(folder: Path, *changes: tuple[str, str]) -> Path:
    text = SOURCE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_config_is_valid_and_covers_every_role() -> None:
    config = load_config(EXAMPLE)

    assert check_roles(config, shipped_rules().common, "config") == ()
    assert "SecretStr('')" in repr(config.imap)


@pytest.mark.parametrize(
    ("old", "new", "place", "text"),
    [
        ('host = "imap', 'hosts = "imap', "imap.host", "Field required"),
        ('inbox = "INBOX"', 'inboks = "INBOX"', "imap.inboks", "Extra inputs"),
        ('security = "tls"', 'security = "none"', "imap.security", "plain text"),
        ('security = "starttls"', 'security = "ssl"', "smtp.security", "Input should be"),
        ('zone = "Asia/Jakarta"', 'zone = "Asia/Trenggalek"', "office.zone", "tidak dikenal"),
        (
            "Hasan Contoh <kadis@contoh.example>",
            "Hasan Contoh",
            "roles.kadis.addresses[0]",
            "bukan alamat surel",
        ),
        (
            'addresses = ["Ratna Contoh <kabid@contoh.example>"]',
            "addresses = []",
            "roles.kabid",
            "belum ada alamat",
        ),
        ("timeout = 30", "timeout = 0", "imap.timeout", "greater than 0"),
        ("[imap]", "[imap", "", "tidak terbaca"),
    ],
)
def test_a_mistake_in_the_config_is_named(tmp_path: Path, old: str, new: str, place: str, text: str) -> None:
    with pytest.raises(AdminError) as caught:
        load_config(write(tmp_path, (old, new)))

    found = [one for one in caught.value.problems if place in one.place and text in one.text]
    assert found, caught.value
    assert all(one.remedy for one in found)


def test_a_missing_config_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AdminError, match=r"config\.example\.toml"):
        load_config(tmp_path / "config.toml")


def test_passwords_environment_then_file_then_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sandi").write_text("dari-berkas\n", "utf-8")
    path = write(
        tmp_path, ('password_file = ""', 'password_file = "sandi"'), ('password = ""', 'password = "config"')
    )
    config = load_config(path)

    assert imap_settings(config, 1).password == "dari-berkas"
    monkeypatch.setenv("TITIP_IMAP_PASSWORD", "dari-lingkungan")
    assert imap_settings(config, 1).password == "dari-lingkungan"
    assert "dari-lingkungan" not in repr(imap_settings(config, 1))
    assert "config" not in repr(config.imap.password)


def test_a_password_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, ('password_file = ""', 'password_file = "tiada"')))

    with pytest.raises(AdminError, match=r"imap\.password_file"):
        imap_settings(config, 1)


def test_ports_follow_security(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, ("port = 993", "port = 0"), ("port = 587", "port = 0")))

    assert imap_settings(config, 1).port == 993
    assert smtp_settings(config).port == 587


STAND_IN = """[[roles.kadis.stand_in]]
address = "sekretaris@contoh.example"
title = "Plh."
first = 2026-12-01
last = 2026-12-05
"""
REGULAR, ACTING = "kadis@contoh.example", "sekretaris@contoh.example"


@pytest.mark.parametrize(
    ("day", "holder", "off_duty", "prefix"),
    [
        ("2026-11-30", REGULAR, ACTING, ""),
        ("2026-12-01", ACTING, REGULAR, "Plh. "),
        ("2026-12-05", ACTING, REGULAR, "Plh. "),
        ("2026-12-06", REGULAR, ACTING, ""),
    ],
)
def test_a_stand_in_holds_the_role_on_his_days(
    tmp_path: Path, day: str, holder: str, off_duty: str, prefix: str
) -> None:
    config = load_config(write(tmp_path, ("[roles.kabid]", f"{STAND_IN}[roles.kabid]")))

    office = office_on(config, shipped_rules().common, date.fromisoformat(day))

    assert [one.email for one in office.roles["kadis"]] == [holder]
    assert [one.email for one in office.off_duty["kadis"]] == [off_duty]
    assert office.off_duty["kabid"] == ()
    assert office.titles["kadis"] == f"{prefix}Kepala Dinas Komunikasi dan Informatika"
    assert office.titles["kabid"] == "Kabid Infrastruktur dan Aplikasi TIK"


def test_a_stand_in_whose_days_end_before_they_begin_is_named(tmp_path: Path) -> None:
    wrong = STAND_IN.replace("2026-12-05", "2026-11-30")

    with pytest.raises(AdminError, match=r"roles\.kadis\.stand_in\[0\].*lebih awal"):
        load_config(write(tmp_path, ("[roles.kabid]", f"{wrong}[roles.kabid]")))


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Jakarta", "2027-01-01"), ("Asia/Jayapura", "2027-01-01"), ("UTC", "2026-12-31")]
)
def test_the_day_is_the_offices(tmp_path: Path, zone: str, day: str) -> None:
    config = load_config(write(tmp_path, ('zone = "Asia/Jakarta"', f'zone = "{zone}"')))

    assert local_day(config, datetime(2026, 12, 31, 17, 30, tzinfo=UTC)).isoformat() == day


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Budi <Budi@Contoh.Example>", Address("budi@contoh.example", "Budi")),
        ("a@b.example", Address("a@b.example")),
        ("a@b.example, c@d.example", None),
        ("Budi", None),
        ("a@", None),
        ("", None),
    ],
)
def test_addresses(text: str, address: Address | None) -> None:
    assert parse_address(text) == address
