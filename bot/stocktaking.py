"""The inventory by the calendar: the month's round, its one reminder, and the digest. In working hours only.

Law two: a round is sent once per case and month, as the case itself says (field `putaran`, saved with the letters). A
digest is a record of its own, numbered by its month (RKP-2026-0010 for October): the one write that makes the record
is the one that makes its letters, so a second digest of a month can't be, after whatever restart.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.applying import Applier
from bot.deciding.digest import find_due_digests, make_digest
from bot.deciding.inventory import list_servers, present
from bot.deciding.rounds import (
    ask_round,
    find_unasked,
    find_unreminded,
    last_due,
    order_by_room,
    remind_round,
)
from bot.edges.refs import list_case_folders, split_ref
from bot.edges.store import Damaged, Store
from bot.kit import Kit
from bot.model import NO_CASE, NO_CASE_PREFIX, Address, Case, Letter, Send
from bot.rules import Inventory
from bot.stock import Digest, Stored
from bot.writing.compose import compose_letters
from bot.writing.digest import render_digest_files

log = logging.getLogger("titip")
DIGEST_PREFIX = "RKP"
DIGEST_FIELD = "rekap"
INSTANT = timedelta(microseconds=1)  # letters due one after the other go out in their order


@dataclass(frozen=True)
class Stocktaking:
    kit: Kit
    store: Store
    now: datetime

    def run(self) -> int:
        """What is due now; how many cases were asked or reminded and digests sent. Made again, it does nothing."""
        if self.kit.rules.inventory is None or not self.kit.calendar.is_open(self.now):
            return 0
        return self._ask() + self._remind() + sum(self.send_digest(month) for month in self._months_due())

    # ---- the round --------------------------------------------------------------------------------------

    def _ask(self) -> int:
        rules, calendar = self.kit.rules, self.kit.calendar
        due = find_unasked(self.store.open_cases(), self._inventory, calendar, self.now)
        month = last_due(self.now, self._inventory.round, calendar)
        for number, case in enumerate(order_by_room([self.store.load(one.ref) for one in due], rules)):
            at = self.now + number * INSTANT
            Applier(self.kit, self.store, at).apply_time(case, ask_round(case, rules, month, at))
        return len(due)

    def _remind(self) -> int:
        due = find_unreminded(self.store.open_cases(), self._inventory, self.kit.calendar, self.now)
        cases = order_by_room([self.store.load(one.ref) for one in due], self.kit.rules)
        for number, case in enumerate(cases):
            at = self.now + number * INSTANT
            Applier(self.kit, self.store, at).apply_time(case, remind_round(case, self.kit.rules, at))
        return len(cases)

    # ---- the digest -------------------------------------------------------------------------------------

    def _months_due(self) -> tuple[str, ...]:
        made = [_month_of(ref) for ref in _refs(self.store) if ref.startswith(f"{DIGEST_PREFIX}-")]
        return find_due_digests(self._first_opened(), made, self._inventory, self.kit.calendar, self.now)

    def _first_opened(self) -> datetime | None:
        """When the first case of all was opened: that of the lowest number of each procedure."""
        first: dict[str, str] = {}
        for ref in _refs(self.store):
            first.setdefault(split_ref(ref)[0], ref)
        prefixes = {procedure.prefix for procedure in self.kit.rules.procedures}
        opened = [
            case.opened
            for prefix, ref in first.items()
            if prefix in prefixes
            if (case := _load(self.store, ref))
        ]
        return min(opened, default=None)

    def send_digest(self, month: str) -> int:
        digest = load_digest(self.kit, self.store, month, self.now)
        desk = replace(self.kit.desk(self.now), digest=digest)
        case = Case(
            digest_ref(month), NO_CASE, "", self.now, self.now, desk.office.mailbox,
            fields={DIGEST_FIELD: month}, rules_version=self._inventory.version,
        )  # fmt: skip
        files = render_digest_files(digest, desk.words, desk.forms, case.ref, self.now)
        case, letters = compose_letters(case, self._to_officials(), desk, files)
        case, parts = self._compose_parts(case, digest)
        self.store.save(case, 0, letters=(*letters, *parts), files={one.name: one.content for one in files})
        log.info("rekap %s dibuat: %d surat", month, len(case.letters))
        return 1

    def _to_officials(self) -> tuple[Send, ...]:
        """One letter per address, whoever holds several of the roles."""
        rule, roles = self._inventory.digest, self.kit.office(self.now).roles
        readers: dict[str, Send] = {}
        for role in rule.to:
            for address in roles.get(role, ()):
                readers.setdefault(address.email, Send(rule.letter, role=role, address=address))
        return tuple(readers.values())

    def _compose_parts(self, case: Case, digest: Digest) -> tuple[Case, tuple[Letter, ...]]:
        """To each agency its own servers, and no other's."""
        desk = self.kit.desk(self.now)
        letters: list[Letter] = []
        for opd, stock in sorted(_by_agency(digest.stock).items()):
            sends = tuple(
                Send(self._inventory.digest.part, address=reader, said={"opd": opd})
                for reader in _readers(stock)
            )
            case, written = compose_letters(case, sends, replace(desk, stock=stock))
            letters.extend(written)
        return case, tuple(letters)

    @property
    def _inventory(self) -> Inventory:
        inventory = self.kit.rules.inventory
        assert inventory is not None, "rules that were checked have it"
        return inventory


def load_digest(kit: Kit, store: Store, month: str, now: datetime) -> Digest:
    """The digest of that month from every case on disk, one at a time."""
    return make_digest(load_cases(store), kit.rules, month, kit.calendar, now)


def load_cases(store: Store) -> Iterator[Case]:
    """Every case, the closed ones too; a damaged one is passed over, as everywhere, aloud."""
    for ref in _refs(store):
        if not ref.startswith((f"{NO_CASE_PREFIX}-", f"{DIGEST_PREFIX}-")) and (case := _load(store, ref)):
            yield case


def load_stock(kit: Kit, store: Store) -> tuple[Stored, ...]:
    """What stands here now."""
    return present(list_servers(store.open_cases(), kit.rules.racks))


def digest_ref(month: str) -> str:
    """ "2026-10" → "RKP-2026-0010"."""
    return f"{DIGEST_PREFIX}-{month[:4]}-{int(month[5:]):04d}"


def _month_of(ref: str) -> str:
    _, year, number = split_ref(ref)
    return f"{year:04d}-{number:02d}"


def _refs(store: Store) -> Iterator[str]:
    folders: Iterator[Path] = list_case_folders(store.cases)
    return (folder.name for folder in folders)


def _load(store: Store, ref: str) -> Case | None:
    try:
        return store.load(ref)
    except Damaged as error:
        log.error("berkas %s rusak dan dilewati: %s", ref, error)
        return None


def _by_agency(stock: tuple[Stored, ...]) -> dict[str, tuple[Stored, ...]]:
    found: dict[str, list[Stored]] = {}
    for one in stock:
        if one.opd:
            found.setdefault(one.opd, []).append(one)
    return {opd: tuple(servers) for opd, servers in found.items()}


def _readers(stock: tuple[Stored, ...]) -> tuple[Address, ...]:
    return tuple({one.applicant.email: one.applicant for one in stock}.values())
