"""Which stored servers a return asks for, who may ask for them, and what their leaving changes.

Pure. What stands here follows from the deposit cases alone (`inventory`); a server leaves it once, and by one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.deciding.inventory import LEFT, LEFT_BY, Kept, Stored, list_servers, present
from bot.deciding.matching import Candidate, find_meant
from bot.model import Address, Case, Decision, Entry, Fields, Heard, Reading, Release, Send
from bot.rules import LetterCall, Outcome, Rules, Step

SERVER, MENTION, CANDIDATES, DIFFERENCES = "server", "sebutan", "server_calon", "perbedaan"
CHOSEN = "barang"  # the field of a return case that holds the inventory numbers asked for
CONDITION = "kondisi"


class Held(Kept, Protocol):
    """What must be known of a case to say who belongs to it: a Case is one, a summary of the index too."""

    @property
    def process(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def contacts(self) -> tuple[Address, ...]: ...


@dataclass(frozen=True)
class Shelf:
    """What one writer may ask back: the agencies he belongs to, their servers that stand here, and those of them
    that another return asks for already (inventory number → its case)."""

    opds: frozenset[str] = frozenset()
    servers: tuple[Stored, ...] = ()
    under_way: Mapping[str, str] = field(default_factory=dict)

    def candidates(self, opd: str) -> tuple[Candidate, ...]:
        """Those that can still be asked for, of that agency ('' : of all of his)."""
        return tuple(
            Candidate(one.number, one.ref, _copied(one))
            for one in self.servers
            if one.number not in self.under_way and opd in ("", one.opd)
        )

    def lines(self, opd: str) -> list[str]:
        """What a letter lists, so that he can choose."""
        return [
            f"{one.number}, {one.name}"
            + (f" (sudah diajukan, {self.under_way[one.number]})" if one.number in self.under_way else "")
            for one in self.servers
            if opd in ("", one.opd)
        ]


def make_shelf(cases: Iterable[Held], rules: Rules, process: str, email: str, own_ref: str = "") -> Shelf:
    """The shelf of this address, for a return of `process`; `own_ref` is the return case that asks."""
    cases = tuple(cases)
    given = rules.procedure(process).takes_from
    opds = frozenset(_opd(case) for case in cases if _belongs(case, email) and _is_accepted(case, rules))
    opds -= {""}
    deposits = [case for case in cases if case.process == given and _opd(case) in opds]
    taking = {one.id for one in rules.procedures if one.takes_from}
    under_way = {
        str(number): case.ref
        for case in cases
        if case.process in taking and not case.closed and case.ref != own_ref
        for number in case.fields.get(CHOSEN) or ()
    }
    return Shelf(opds, present(list_servers(deposits, rules.racks)), under_way)


def is_entitled(shelf: Shelf, opd: str) -> bool:
    """Whether the owner of the shelf may ask back servers of that agency ('' : it was not named)."""
    return bool(shelf.opds) and opd in ("", *shelf.opds)


def _belongs(case: Held, email: str) -> bool:
    return email == case.applicant.email or any(email == one.email for one in case.contacts)


def _is_accepted(case: Held, rules: Rules) -> bool:
    """Whether somebody of the office has let the case pass: a mere request makes nobody an agency's man."""
    procedure = rules.procedure(case.process)
    office = next(
        (at for at, step in enumerate(procedure.steps, start=1) if step.waits_for != procedure.opened_by), 0
    )
    return 0 < office < procedure.position(case.step)[0]


def _opd(case: Held) -> str:
    return str(case.fields.get("opd") or "")


def _copied(stored: Stored) -> dict[str, Any]:
    """The server's facts as the return case keeps them: what it is like, and where it stands."""
    places = {"nomor": stored.number, "rak": stored.rack, "unit": stored.units, "ip": ", ".join(stored.ip)}
    return {**stored.facts, **{key: text for key, text in places.items() if text}}


# ---- what a message means -------------------------------------------------------------------------------


def find_choice(rules: Rules, process: str, step_id: str) -> Outcome | None:
    """The outcome of that step by which servers are chosen, if there is one."""
    step: Step = rules.procedure(process).step(step_id)
    return next((one for one in step.outcomes if one.chooses), None)


def choose_asked(heard: Heard, held: Fields, shelf: Shelf | None, thread: str, outcome: Outcome) -> Heard:
    """The request with the servers it means (`outcome.chooses`, and `server` as recorded), or with the list to
    choose from. `thread` is the deposit case it was written in. Without a shelf whatever is named is taken."""
    said = dict(heard.reading.fields)
    mention = said.pop(MENTION, {})
    said.pop(CONDITION, None)  # what he says of it is looked at when it leaves
    if shelf is None:
        if said.get(SERVER) or mention.get("nomor") or thread or mention.get("semua"):
            said[outcome.chooses] = [thread or "-"]
        return with_fields(heard, said)
    if said.get("opd") and said["opd"] not in shelf.opds:
        del said["opd"]  # not his to ask for: the agency stays to be named
    opd = str(said.get("opd") or held.get("opd") or "")
    meant = find_meant(shelf.candidates(opd), said.pop(SERVER, ()), mention, thread)
    if meant:
        said[outcome.chooses] = [one.number for one in meant]
        said[SERVER] = [dict(one.facts) for one in meant]
    elif not held.get(outcome.chooses):
        said[CANDIDATES] = shelf.lines(opd)
    return with_fields(heard, said)


def with_fields(heard: Heard, fields: Fields) -> Heard:
    """The same, its reading with these fields."""
    reading: Reading = replace(heard.reading, fields=fields)
    return replace(heard, reading=reading)


# ---- leaving --------------------------------------------------------------------------------------------


def find_releases(case: Case, outcome: Outcome, at: datetime) -> tuple[Release, ...]:
    """What the outcome of this return case changes in the cases that hold the servers: one release each."""
    rule = outcome.releases
    if rule is None:
        return ()
    indexes: dict[str, list[int]] = {}
    for number in case.fields.get(outcome.chooses) or ():
        ref, _, place = str(number).partition("/")
        if place.isdecimal():
            indexes.setdefault(ref, []).append(int(place) - 1)
    letters, last = _sends(rule.letters, case), _sends(rule.last_letters, case)
    return tuple(
        Release(ref, tuple(places), at, case.ref, rule.closes, letters, last)
        for ref, places in indexes.items()
    )


def _sends(calls: Iterable[LetterCall], case: Case) -> tuple[Send, ...]:
    said = {"berkas_pengembalian": case.ref}
    return tuple(Send(call.letter, role=call.to, said=said, cc_roles=call.cc) for call in calls)


def release_servers(case: Case, release: Release) -> Decision | None:
    """The holding case without the servers that left; None when they had left already: then nothing changes."""
    servers = [dict(one) for one in case.fields.get(SERVER) or ()]
    leaving = [at for at in release.indexes if at < len(servers) and not servers[at].get(LEFT)]
    if not leaving:
        return None
    time = release.at.astimezone(UTC).isoformat()
    for at in leaving:
        servers[at] |= {LEFT: time, LEFT_BY: release.by}
    numbers = ", ".join(f"{case.ref}/{at + 1}" for at in leaving)
    ended = all(one.get(LEFT) for one in servers) and case.open
    what = "closed" if ended else "released"
    entry = Entry(
        release.at, "bot", what, case.step, release.closes, f"{numbers} diambil kembali, {release.by}"
    )
    fields = {**case.fields, SERVER: servers, **({LEFT: time} if ended else {})}
    changed = replace(case, fields=fields, journal=(*case.journal, entry))
    if ended:
        changed = replace(changed, closed=release.closes, since=release.at, pending=())
    told = tuple(
        replace(send, said={**send.said, SERVER: [servers[at] for at in leaving]})
        for send in (release.last if ended else release.letters)
    )
    return Decision(changed, what, told, moved=ended)
