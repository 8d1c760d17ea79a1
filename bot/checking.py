"""Everything an admin can get wrong, looked at in one run: config, rules, templates, and (if asked) the servers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.config import check_roles as check_config_roles
from bot.config import imap_settings, load_config, load_texts, local_day, office_on, smtp_settings
from bot.deciding.almanac import find_missing_years
from bot.deciding.procedure import parse_rules
from bot.edges.mailbox import Mailbox
from bot.edges.relay import Relay
from bot.errors import AdminError, Problem, Unreachable
from bot.writing.checks import check_templates
from bot.writing.forms import load_forms
from bot.writing.templates import load_templates


def check_all(path: Path) -> tuple[Problem, ...]:
    """Every problem of config, rules and templates; what a broken file hides is found once it is mended."""
    try:
        config = load_config(path)
    except AdminError as error:
        return error.problems
    found: list[Problem] = []
    try:
        rules = parse_rules(load_texts(config.rules_folder))
    except AdminError as error:
        return error.problems
    found.extend(check_config_roles(config, rules.common, path.name))
    try:
        templates = load_templates(config.templates_folder)
        forms = load_forms(config.templates_folder / "forms")
    except AdminError as error:
        return (*found, *error.problems)
    office = office_on(config, rules.common, local_day(config, datetime.now(UTC)))
    return (*found, *check_templates(rules, templates, forms, office))


def find_warnings(path: Path, now: datetime) -> tuple[Problem, ...]:
    """What does not stop the bot, but will be wrong soon: the holidays of a year that no file names. Raises
    AdminError for a config or rules that `check_all` refuses."""
    config = load_config(path)
    return find_missing_years(parse_rules(load_texts(config.rules_folder)), local_day(config, now))


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
