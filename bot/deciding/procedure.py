"""The rule files become one `Rules` value, or a list of every problem an admin can mend.

Law four: the procedure is in the rule files alone. So nothing passes here that the bot could not carry to its
end: all problems of all files are found in one run, each with file, line, place and remedy. A file that can't be
used at all hides only what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.deciding import almanac as calendar_files
from bot.deciding.checks import check_procedure
from bot.deciding.common_checks import Procedures, check_common, check_opd, check_racks
from bot.deciding.return_checks import check_returns
from bot.deciding.round_checks import check_inventory
from bot.deciding.schema import Checked, Source, check_table, parse_toml
from bot.deciding.subject import NO_COMMON, Subject
from bot.errors import AdminError, Problem
from bot.office_rules import Almanac, Inventory, Opd, Racks, Rule, SpecialDay, YearDays
from bot.rules import Common, Procedure, Rules
from bot.word_lists import MailFile, WordsFile

Model = TypeVar("Model", bound=BaseModel)

COMMON, OPD, WORDS, MAIL, RACKS = "umum.toml", "opd.toml", "words.toml", "mail.toml", "racks.toml"
INVENTORY = "inventaris.toml"
ALMANAC = calendar_files.FILE
NOT_PROCEDURES = frozenset({COMMON, OPD, WORDS, MAIL, RACKS, INVENTORY, ALMANAC})


class _Registry(Rule):
    opd: tuple[Opd, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What could be made of the rule files. `rules` has everything usable; None without usable general rules."""

    rules: Rules | None
    problems: tuple[Problem, ...]


def parse_rules(texts: Mapping[str, str]) -> Rules:
    """`texts`: file name → content of each file in `rules/`. Raises AdminError with every problem found."""
    draft = read_rules(texts)
    if draft.problems or draft.rules is None:
        raise AdminError(draft.problems)
    return draft.rules


def read_rules(texts: Mapping[str, str]) -> Draft:
    """As `parse_rules`, but what is wrong is told beside what is right. Never raises for what the texts hold."""
    files = _Files.of(texts)
    common = files.check(Common, COMMON).value
    registry = files.check(_Registry, OPD).value
    racks = files.check(Racks, RACKS).value
    inventory = files.check(Inventory, INVENTORY).value
    words, mail = files.check(WordsFile, WORDS).value, files.check(MailFile, MAIL).value
    almanac, years = _check_calendar(files)
    procedures = _check_procedures(files, common)
    if common is not None:
        files.problems.extend(check_common(common, procedures))
    if registry is not None:
        files.problems.extend(check_opd(registry.opd))
    if racks is not None:
        files.problems.extend(check_racks(racks))
    if common is not None and inventory is not None:
        source = files.sources[INVENTORY].text
        known = procedures.all()
        files.problems.extend(check_inventory(inventory, common, known, source, procedures.complete))
    if common is None:
        return Draft(None, tuple(files.problems))
    rules = Rules(
        common=common, procedures=procedures.all(), opd=registry.opd if registry else (),
        words={**_plain(words), "mail": _plain(mail)}, racks=racks or Racks(), inventory=inventory,
        almanac=almanac, years=calendar_files.years_of(years),
    )  # fmt: skip
    return Draft(rules, tuple(files.problems))


def _plain(lists: BaseModel | None) -> dict[str, Any]:
    """Tables of words by name; none when the file can't be used."""
    return lists.model_dump(by_alias=True) if lists is not None else {}


@dataclass
class _Files:
    """The rule files that could be read as TOML, and the problems found so far."""

    names: tuple[str, ...]
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @staticmethod
    def of(texts: Mapping[str, str]) -> _Files:
        files = _Files(tuple(sorted(texts)))
        for name in files.names:
            table, problems = parse_toml(name, texts[name])
            files.problems.extend(problems)
            if not problems:
                files.sources[name] = Source(name, texts[name], table)
        for name in sorted(NOT_PROCEDURES - texts.keys()):
            remedy = f"kembalikan rules/{name} dari paket Titip"
            files.problems.append(Problem(name, "", "berkas tidak ada", remedy))
        return files

    def check(self, model: type[Model], name: str) -> Checked[Model]:
        """The file by its model; its problems are noted."""
        if name not in self.sources:
            return Checked(None)
        checked = check_table(model, self.sources[name])
        self.problems.extend(checked.problems)
        return checked

    def procedures(self) -> Iterator[str]:
        """The names of the files that hold procedures, readable or not."""
        for name in self.names:
            if name not in NOT_PROCEDURES and not name.startswith(calendar_files.FOLDER):
                yield name


def _check_procedures(files: _Files, common: Common | None) -> Procedures:
    names = tuple(files.procedures())
    if not names:
        text = "tidak ada satu pun berkas prosedur"
        files.problems.append(Problem("rules/", "", text, "tambahkan penitipan.toml"))
    usable: dict[str, Procedure] = {}
    for name in names:
        checked = files.check(Procedure, name)
        if checked.value is None:
            continue
        usable[name] = checked.value
        source = files.sources[name].text
        subject = Subject(name, source, checked.value, common or NO_COMMON, checked.dropped)
        files.problems.extend(check_procedure(subject))
    known = {procedure.id for procedure in usable.values()}
    complete = len(usable) == len(names)
    told = {name: one for name, one in usable.items() if complete or one.takes_from in ("", *known)}
    files.problems.extend(check_returns(told))
    return Procedures(usable, complete)


def _check_calendar(files: _Files) -> tuple[Almanac, dict[str, tuple[SpecialDay, ...]]]:
    """The working hours, and the special days by file."""
    found = files.check(Almanac, ALMANAC).value
    if found is not None:
        files.problems.extend(calendar_files.check_almanac(found, files.sources[ALMANAC].text))
    almanac = found or Almanac()
    years: dict[str, tuple[SpecialDay, ...]] = {}
    for name, source in files.sources.items():
        if name.startswith(calendar_files.FOLDER):
            year = files.check(YearDays, name).value
            if year is not None:
                files.problems.extend(calendar_files.check_year(name, source.text, year.days, almanac))
                years[name] = year.days
    return almanac, years
