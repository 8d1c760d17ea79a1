"""Everything an admin can get wrong, looked at in one run: config, rules, templates, and (if asked) the servers.

What can't be used hides only what depends on it: with a config beyond use the rules and templates it names are
checked all the same, else the shipped ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.config import (
    EXAMPLE,
    Config,
    Draft,
    check_role_names,
    find_password_warnings,
    imap_settings,
    load_config,
    load_texts,
    local_day,
    office_on,
    read_config,
    read_texts,
    smtp_settings,
)
from bot.deciding.almanac import find_missing_years
from bot.deciding.procedure import Draft as RulesDraft
from bot.deciding.procedure import parse_rules, read_rules
from bot.edges.mailbox import Mailbox
from bot.edges.relay import Relay
from bot.edges.settings import make_tls_context
from bot.errors import AdminError, Problem, Unreachable
from bot.reading.read import Reader
from bot.word_checks import check_said
from bot.writing.checks import check_templates
from bot.writing.forms import read_forms
from bot.writing.templates import read_templates

Value = TypeVar("Value")


def check_all(path: Path) -> tuple[Problem, ...]:
    """Every problem of config, rules and templates."""
    draft = read_config(path)
    data, base = draft.data, path.parent
    found = [*draft.problems, *(_check_files(draft.config, path.name) if draft.config else ())]
    texts, unreadable = read_texts(data.rules_folder(base))
    found += unreadable
    read = read_rules(texts) if texts or not unreadable else None
    found += read.problems if read else ()
    if read and read.rules and not read.problems:
        found += check_said(read.rules, Reader.of(read.rules).lexicon, texts)
    if read and read.rules and draft.roles:
        found += check_role_names(draft.roles, read.rules.common, path.name)
    found += _check_templates(data.templates_folder(base), read, draft)
    return tuple(dict.fromkeys(found))


def _loaded(load: Callable[[], Value], found: list[Problem]) -> Value | None:
    """What is loaded; or None, with the problems noted."""
    try:
        return load()
    except AdminError as error:
        found.extend(error.problems)
        return None


def _check_files(config: Config, file: str) -> list[Problem]:
    """The files that the config names beside the rules: passwords and certificates."""
    found: list[Problem] = []
    _loaded(lambda: imap_settings(config, 1), found)
    _loaded(lambda: smtp_settings(config), found)
    for section, login in (("imap", config.imap), ("smtp", config.smtp)):
        if login.ca_file:
            _loaded(partial(make_tls_context, section, login.ca_file), found)
    if blocked := next(
        (one for one in _upwards(config.data_folder) if one.exists() and not one.is_dir()), None
    ):
        text = f"{blocked} adalah berkas, bukan folder"
        found.append(Problem(file, "data.folder", text, "sebut folder, atau pindahkan berkas itu"))
    return [Problem(file, one.place, one.text, one.remedy) for one in found]


def _upwards(folder: Path) -> tuple[Path, ...]:
    return (folder, *folder.parents)


def _check_templates(folder: Path, read: RulesDraft | None, draft: Draft) -> list[Problem]:
    """Their writing; with rules that can be used, every letter for every occasion too."""
    found: list[Problem] = []
    rules = read.rules if read else None
    templates, written_wrong = read_templates(folder)
    forms, unreadable = read_forms(folder / "forms")
    found += (*written_wrong, *unreadable)
    if rules is not None and templates is not None and forms is not None:
        config = draft.config if draft.config and not draft.problems else load_config(EXAMPLE)
        office = office_on(config, rules.common, local_day(config, datetime.now(UTC)))
        found += check_templates(rules, templates, forms, office, sound=read is None or not read.problems)
    return found


def find_warnings(path: Path, now: datetime) -> tuple[Problem, ...]:
    """What does not stop the bot, but will be wrong soon: the holidays of a year that no file names, a password
    that is not there yet. Raises AdminError for a config or rules that `check_all` refuses."""
    config = load_config(path)
    years = find_missing_years(parse_rules(load_texts(config.rules_folder)), local_day(config, now))
    return (*years, *find_password_warnings(config, path.name))


def try_servers(path: Path) -> tuple[Problem, ...]:
    """One problem per mail server that does not let us in."""
    config = load_config(path)
    found = []
    try:
        with Mailbox(imap_settings(config, 1)):
            pass
    except Unreachable as error:
        found.append(
            Problem(path.name, "imap", str(error), "periksa alamat, jaringan, nama pengguna dan kata sandi")
        )
    try:
        asyncio.run(_try_relay(Relay(smtp_settings(config))))
    except Unreachable as error:
        found.append(
            Problem(path.name, "smtp", str(error), "periksa alamat, jaringan, nama pengguna dan kata sandi")
        )
    return tuple(found)


async def _try_relay(relay: Relay) -> None:
    await relay.connect()
    await relay.close()
