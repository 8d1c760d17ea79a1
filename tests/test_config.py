"""The config file: its example is complete and true, and every mistake is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.config import (
    EXAMPLE,
    check_roles,
    imap_settings,
    load_config,
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


@pytest.mark.parametrize(
    ("day", "email"),
    [
        ("2026-11-30", "kadis@contoh.example"),
        ("2026-12-01", "sekretaris@contoh.example"),
        ("2026-12-05", "sekretaris@contoh.example"),
        ("2026-12-06", "kadis@contoh.example"),
    ],
)
def test_a_stand_in_holds_the_role_on_his_days(tmp_path: Path, day: str, email: str) -> None:
    stand_in = '[[roles.kadis.stand_in]]\naddress = "sekretaris@contoh.example"\nfirst = 2026-12-01\nlast = 2026-12-05\n'
    config = load_config(write(tmp_path, ("[roles.kabid]", f"{stand_in}[roles.kabid]")))

    office = office_on(config, shipped_rules().common, date.fromisoformat(day))

    assert [one.email for one in office.roles["kadis"]] == [email]


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
