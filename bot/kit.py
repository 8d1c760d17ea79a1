"""All that a pass needs and that does not change while the bot runs: rules, words and templates, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import __version__
from bot.config import Config, check_roles, load_config, load_texts, local_day, office_on
from bot.deciding.calendar import Calendar, find_holidays, make_calendar
from bot.edges.known import Known, digest_of, save_known
from bot.errors import AdminError
from bot.office import Office
from bot.rules import Rules
from bot.writing.forms import Forms, load_forms
from bot.writing.templates import Templates, gather_templates

if TYPE_CHECKING:
    from bot.reading.mail_words import MailWords
    from bot.reading.read import Reader
    from bot.writing.compose import Desk


@dataclass(frozen=True)
class Readers:
    """Who reads mail by these rules: made with the first message of all, for most passes find none."""

    rules: Rules
    zone: ZoneInfo

    @cached_property
    def words(self) -> MailWords:
        from bot.reading.mail_words import compile_mail_words

        return compile_mail_words(self.rules.words["mail"])

    @cached_property
    def reader(self) -> Reader:
        from bot.reading.read import Reader

        return Reader.of(self.rules, self.zone)


@dataclass(frozen=True)
class Kit:
    config: Config
    rules: Rules
    readers: Readers
    templates: Templates
    forms: Forms
    secrets: tuple[bytes, ...] = field(repr=False)
    calendar: Calendar
    digest: str = ""  # of the rules and templates, and of the program that found them sound
    _offices: dict[date, Office] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # the last day's

    @property
    def words(self) -> MailWords:
        return self.readers.words

    @property
    def reader(self) -> Reader:
        return self.readers.reader

    def office(self, now: datetime) -> Office:
        """Who is who at that moment."""
        day = local_day(self.config, now)
        if day not in self._offices:
            self._offices.clear()
            self._offices[day] = office_on(self.config, self.rules.common, day)
        return self._offices[day]

    def year(self, now: datetime) -> int:
        """The office's year at that moment: case numbers begin anew when its clocks say so."""
        return local_day(self.config, now).year

    def desk(self, now: datetime) -> Desk:
        """What a letter is written at, at that moment."""
        from bot.writing.compose import Desk  # loaded with the first letter

        return Desk(self.office(now), self.rules, self.templates, self.forms, self.secrets[0], now)


def load_kit(path: Path, secrets: tuple[bytes, ...]) -> Kit:
    """Config, rules and templates from disk. Raises AdminError with every problem found."""
    config = load_config(path)
    return make_kit(config, secrets, path.name)


def load_rules(config: Config, file: str) -> Rules:
    """Raises AdminError with every problem of the rule files, and of the config's roles against them."""
    rules = _parse_rules(load_texts(config.rules_folder))
    _check_roles(config, rules, file)
    return rules


def _parse_rules(texts: Mapping[str, str]) -> Rules:
    from bot.deciding.procedure import parse_rules  # not for rules that an earlier start has parsed

    return parse_rules(texts)


def _check_roles(config: Config, rules: Rules, file: str) -> None:
    if problems := check_roles(config, rules.common, file):
        raise AdminError(problems)


def make_kit(
    config: Config, secrets: tuple[bytes, ...], file: str = "config.toml", known: Known | None = None
) -> Kit:
    """Raises AdminError with every problem found. `known`: what an earlier start found out; rules and templates that
    passed all checks then are not checked again."""
    texts = load_texts(config.rules_folder)
    templates, unreadable = gather_templates(config.templates_folder)
    known = _known_of(digest_of({**texts, **(templates.texts if templates else {})}, __version__), known)
    restored = _restore(known)
    rules = restored or _parse_rules(texts)
    _check_roles(config, rules, file)
    zone = ZoneInfo(config.office.zone)
    readers = Readers(rules, zone)
    if restored is None:
        _check_said(readers, texts)
    if templates is None or unreadable:
        raise AdminError(unreadable)
    if restored is None:
        _check_templates(templates)
    return Kit(
        config=config,
        rules=rules,
        readers=readers,
        templates=templates,
        forms=load_forms(config.templates_folder / "forms"),
        secrets=secrets,
        calendar=make_calendar(zone, rules.almanac, rules.years, known.holidays),
        digest=known.digest,
    )


def _known_of(digest: str, known: Known | None) -> Known:
    """What is known of these files and this program: nothing, if it was found out of others."""
    return known if known and known.digest == digest else Known(digest)


def _restore(known: Known) -> Rules | None:
    """The rules as they were parsed, if they are known."""
    try:
        return Rules.restore(known.rules) if known.rules else None
    except ValueError:
        return None


def _check_said(readers: Readers, texts: Mapping[str, str]) -> None:
    from bot.word_checks import check_said

    if problems := check_said(readers.rules, readers.reader.lexicon, texts):
        raise AdminError(problems)


def _check_templates(templates: Templates) -> None:
    if faults := tuple(problem for _, problem in templates.find_faults()):
        raise AdminError(faults)


def remember(root: Path, kit: Kit, known: Known, year: int) -> None:
    """For the next start, unless it is `known` already: that this kit is sound, and the holidays about this year."""
    years = range(year - 1, year + 2)
    if known.digest != kit.digest or not known.holidays.keys() >= set(years):
        save_known(root, Known(kit.digest, kit.rules.dump(), {one: find_holidays(one) for one in years}))
