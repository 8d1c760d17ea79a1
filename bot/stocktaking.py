"""The inventory by the calendar: the month's round, its one reminder, and the digest. In working hours only.

Law two: a round is sent once per case and month, as the case itself says (field `putaran`, saved with the letters). A
digest is a record of its own, numbered by its month (RKP-2026-0010 for October): the one write that makes the record
is the one that makes its letters, so a second digest of a month can't be, after whatever restart.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.deciding.digest import find_due_digests, make_digest
from bot.deciding.inventory import list_servers, present
from bot.deciding.rounds import (
    Asked,
    ask_round,
    find_returns,
    find_unasked,
    find_unreminded,
    last_due,
    order_by_room,
    remind_round,
)
from bot.edges.refs import UnknownCase, list_case_folders, split_ref
from bot.edges.store import Damaged, Store
from bot.errors import AdminError
from bot.kit import Kit
from bot.model import DIGEST_PREFIX, NO_CASE, NO_CASE_PREFIX, Address, Case, Decision, Letter, Send
from bot.office_rules import Inventory
from bot.stock import Digest, Stored

log = logging.getLogger("titip")
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
        done = [self._tell(*due) for due in self._due()]
        done += [self._try_digest(month) for month in self._months_due()]
        return sum(done)

    # ---- the round --------------------------------------------------------------------------------------

    def _due(self) -> Iterator[tuple[Case, Decision, datetime]]:
        """The cases to be asked, then those to be reminded; each lot by room. Their letters go out in this order:
        each is due an instant after the one before."""
        rules, calendar, inventory = self.kit.rules, self.kit.calendar, self._inventory
        month = last_due(self.now, inventory.round, calendar)
        at = self.now
        for case in self._by_room(find_unasked(self.store.open_cases(), inventory, calendar, self.now)):
            at += INSTANT
            yield case, ask_round(case, rules, month, at), at
        returns = find_returns(self.store.open_cases(), rules)
        for case in self._by_room(find_unreminded(self.store.open_cases(), inventory, calendar, self.now)):
            at += INSTANT
            yield case, remind_round(case, rules, at, returns.get(case.ref, ())), at

    def _by_room(self, due: Iterable[Asked]) -> list[Case]:
        return order_by_room([self.store.load(one.ref) for one in due], self.kit.rules)

    def _tell(self, case: Case, decision: Decision, at: datetime) -> int:
        """One case's letters and its save; a letter that can't be written holds up no other case."""
        from bot.applying import Applier  # loaded with the first letter, as below

        try:
            Applier(self.kit, self.store, at).apply_time(case, decision)
        except AdminError as error:
            log.error("%s: surat inventaris tidak dapat dibuat, dicoba lagi nanti: %s", case.ref, error)
            return 0
        return 1

    # ---- the digest -------------------------------------------------------------------------------------

    def _months_due(self) -> tuple[str, ...]:
        last = self.store.last_ref(DIGEST_PREFIX)
        made = [_month_of(last)] if last else []
        return find_due_digests(self._first_opened(), made, self._inventory, self.kit.calendar, self.now)

    def _first_opened(self) -> datetime | None:
        """When the first case of all was opened: that of the lowest number of each procedure."""
        first = (self.store.first_ref(procedure.prefix) for procedure in self.kit.rules.procedures)
        opened = [case.opened for ref in first if ref and (case := _load(self.store, ref))]
        return min(opened, default=None)

    def _try_digest(self, month: str) -> int:
        try:
            self.send_digest(month)
        except AdminError as error:
            log.error("rekap %s tidak dapat dibuat, dicoba lagi nanti: %s", month, error)
            return 0
        return 1

    def send_digest(self, month: str) -> None:
        """Makes the month's record with every letter of it, in one save. Raises Conflict when it is there already,
        AdminError when a form or letter does not render."""
        from bot.writing.compose import compose_letters
        from bot.writing.digest import render_digest_files

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
        from bot.writing.compose import compose_letters

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
    except (Damaged, UnknownCase) as error:
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
