"""The config file: its example is complete and true, and every mistake is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.config import (
    EXAMPLE,
    check_roles,
    find_password_warnings,
    imap_settings,
    load_config,
    local_day,
    office_on,
    parse_address,
    read_config,
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
        ('host = "imap', 'hosts = "imap', "imap.host", "kunci ini wajib ada"),
        ('inbox = "INBOX"', 'inboks = "INBOX"', "imap.inboks", "kunci ini tidak dikenal"),
        ('security = "tls"', 'security = "none"', "imap.security", "tanpa enkripsi"),
        (
            'security = "starttls"',
            'security = "ssl"',
            "smtp.security",
            "harus salah satu dari 'tls', 'starttls' atau 'none'",
        ),
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
        ("timeout = 30", "timeout = 0", "imap.timeout", "harus lebih dari 0"),
        ("[imap]", "[imap", "baris 10, kolom 6", "bukan TOML yang benar"),
        ("port = 993", "port = 65536", "imap.port", "paling banyak 65535"),
        ("port = 993", "port = -1", "imap.port", "paling sedikit 0"),
        ("port = 993", 'port = "x"', "imap.port", "bilangan bulat"),
        ("poll_seconds = 60", "poll_seconds = 0", "imap.poll_seconds", "paling sedikit 1"),
        ("poll_seconds = 60", "poll_seconds = 3601", "imap.poll_seconds", "paling banyak 3600"),
        ("retry_seconds = 60", "retry_seconds = 1e9", "smtp.retry_seconds", "paling banyak 3600"),
        ('"imap.contoh.example"', '" "', "imap.host", "nama server kosong"),
        ('"smtp.contoh.example"', '""', "smtp.host", "nama server kosong"),
        ('user = "server@contoh.example"', 'user = ""', "imap.user", "nama pengguna kosong"),
        ('password_env = "TITIP_IMAP_PASSWORD"', "", "imap.password", "tidak ada kata sandi"),
        ('password_env = "TITIP_SMTP_PASSWORD"', "", "smtp.password", "tidak ada kata sandi"),
        ('done = "Titip/Selesai"', 'done = "inbox"', "imap.done", "sama dengan `inbox`"),
        ('held = "Titip/Perlu-Petugas"', 'held = "INBOX"', "imap.held", "sama dengan `inbox`"),
        ('held = "Titip/Perlu-Petugas"', 'held = "Titip/Selesai"', "imap.held", "sama dengan `done`"),
        ('done = "Titip/Selesai"', 'done = ""', "imap.done", "nama folder kosong"),
        ("kasi@contoh.example", "Server@contoh.example", "roles.kasi.addresses[0]", "alamat layanan"),
        ("petugas@contoh.example", "server@contoh.example", "office.operator", "alamat layanan"),
        ("[roles.kabid]\n", "[roles.kabid]\nbase = 1\n", "roles.kabid.base", "kunci ini tidak dikenal"),
        ('"imap.contoh.example"', '"imap..contoh.example"', "imap.host", "bukan nama server"),
        ('"smtp.contoh.example"', f'"{"x" * 300}.example"', "smtp.host", "bukan nama server"),
        ('"imap.contoh.example"', '"http://x y"', "imap.host", "bukan nama server"),
        ('"imap.contoh.example"', '"imap.contoh.example:993"', "imap.host", "bukan nama server"),
        ("port = 993", 'port = "993"', "imap.port", "bilangan bulat"),
        ("timeout = 30", 'timeout = "30"', "imap.timeout", "bilangan"),
        ("idle = true", 'idle = "ya"', "imap.idle", "true atau false"),
        ("print_nip = false", "print_nip = 0", "office.print_nip", "true atau false"),
        ("kasi@contoh.example", "kasi@contoh..example", "roles.kasi.addresses[0]", "bukan alamat surel"),
        ("<kasi@contoh.example>", "kasi@con toh.example", "roles.kasi.addresses[0]", "bukan alamat surel"),
        ("[data]\n", 'base = "x"\n[data]\n', "base", "kunci ini tidak dikenal"),
    ],
)
def test_a_mistake_in_the_config_is_named(tmp_path: Path, old: str, new: str, place: str, text: str) -> None:
    with pytest.raises(AdminError) as caught:
        load_config(write(tmp_path, (old, new)))

    found = [one for one in caught.value.problems if place in one.place and text in one.text]
    assert found, caught.value
    assert all(one.remedy for one in found)


def test_no_login_wants_no_password(tmp_path: Path) -> None:
    before, section, after = SOURCE.partition("[smtp]")
    for old, new in (
        ('user = "server@contoh.example"', 'user = ""'),
        ('password_env = "TITIP_SMTP_PASSWORD"', ""),
    ):
        assert old in after
        after = after.replace(old, new, 1)
    path = tmp_path / "config.toml"
    path.write_text(before + section + after, "utf-8")

    assert load_config(path).smtp.user == ""


def test_one_mistake_hides_no_other_and_makes_none(tmp_path: Path) -> None:
    path = write(tmp_path, ('inbox = "INBOX"', 'inboks = "X"'), ('host = "smtp', 'hosts = "smtp'),
                 ("port = 993", "port = 70000"), ("Asia/Jakarta", "Asia/X"), ("<kabid@", "<@"))  # fmt: skip
    places = [one.place.split(": ")[1] for one in read_config(path).problems]

    assert sorted(places) == [
        "imap.inboks", "imap.port", "office.zone", "roles.kabid.addresses[0]", "smtp.host", "smtp.hosts",
    ]  # fmt: skip


def test_a_stand_in_that_ends_before_it_begins_is_named(tmp_path: Path) -> None:
    late = STAND_IN.replace("first = 2026-12-01", "first = 2026-12-06")
    draft = read_config(write(tmp_path, ("[roles.kabid]", f"{late}[roles.kabid]")))

    assert [(one.place.split(": ")[1], one.text) for one in draft.problems] == [
        ("roles.kadis.stand_in[0].last", "`last` lebih awal daripada `first`")
    ]


def test_a_password_that_is_still_to_come_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TITIP_IMAP_PASSWORD", raising=False)
    monkeypatch.setenv("TITIP_SMTP_PASSWORD", "x")
    found = find_password_warnings(load_config(EXAMPLE), "config.toml")

    assert [one.place for one in found] == ["imap.password_env"]


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


def test_a_password_file_without_a_password_is_named(tmp_path: Path) -> None:
    (tmp_path / "sandi").write_text("\n", "utf-8")
    config = load_config(write(tmp_path, ('password_file = ""', 'password_file = "sandi"')))

    with pytest.raises(AdminError, match="berkas kata sandi kosong"):
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
        ("a@b..example", None),
        ("a@con toh.example", None),
        ("a b@contoh.example", None),
        ("a..b@contoh.example", None),
        (f"{'a' * 65}@contoh.example", None),
        ("a@localhost", Address("a@localhost")),
        ("", None),
    ],
)
def test_addresses(text: str, address: Address | None) -> None:
    assert parse_address(text) == address
