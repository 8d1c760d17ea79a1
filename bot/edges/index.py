"""What must be found across cases, in memory: built from the cases' own files, never a second truth.

A case at rest (closed, no letter due) is kept as small as its messages can be known by: there may be a hundred
thousand of them.

Law: what a message asks of it costs the same however many cases there are; only who asks for all pays for all. Each
answer is that of a scan over the cases as they were noted last (tests/edges/test_index.py).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Self

from bot.edges.owners import Owners
from bot.edges.table import Table
from bot.model import Address, Case, Fields, LetterOut

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Summary:
    """A case as the index knows it. `due` is when its next letter is due (UTC), None when none is; `asked` are the
    role and address of each letter of its stay at the step, `befell` what the bot noted in that stay."""

    ref: str
    process: str
    step: str
    opened: datetime
    since: datetime
    applicant: Address
    contacts: tuple[Address, ...]
    fields: Fields
    closed: str
    open: bool
    reminded: int
    version: int
    due: datetime | None
    asked: frozenset[tuple[str, str]]
    befell: frozenset[str]

    @classmethod
    def of(cls, case: Case) -> Self:
        """The summary of that case."""
        shared = {name: getattr(case, name) for name in _SHARED}
        return cls(**shared, due=_next_due(case.letters), asked=_asked(case), befell=_befell(case))

    @property
    def pending_at_start(self) -> bool:
        """True while somebody or some letter still waits: a start has to read this case."""
        return self.open or self.due is not None


_SHARED = tuple(name for name in Summary.__slots__ if name not in ("due", "asked", "befell"))


def _next_due(letters: Sequence[LetterOut]) -> datetime | None:
    times = [letter.next_attempt or LONG_AGO for letter in letters if letter.state == "due"]
    return min(times, default=None)


def _asked(case: Case) -> frozenset[tuple[str, str]]:
    here = (one for one in case.letters if one.step == case.step and one.at >= case.since)
    return frozenset((one.role, one.to.email) for one in here)


def _befell(case: Case) -> frozenset[str]:
    here = (one for one in case.journal if one.step == case.step and one.at >= case.since)
    return frozenset(one.what for one in here if one.by == "bot")


def names_rack(fields: Fields) -> bool:
    """Whether a place in the racks is named for the case, or for one of its servers."""
    servers = fields.get("server")
    servers = servers if isinstance(servers, (list, tuple)) else ()
    return bool(fields.get("rak")) or any(isinstance(one, Mapping) and one.get("rak") for one in servers)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that came before: `ref` is its case or '', `by` what is the same: digest, content or
    message_id (the same id on another content is not the same message)."""

    ref: str
    verdict: str
    by: str


@dataclass(slots=True)
class Group:
    """Some of the open cases, by reference; put together anew only after a change."""

    _members: dict[str, Summary] = field(default_factory=dict)
    _refs: list[str] = field(default_factory=list)  # sorted
    _listed: tuple[Summary, ...] | None = ()

    def put(self, summary: Summary) -> None:
        if summary.ref not in self._members:
            insort(self._refs, summary.ref)
        self._members[summary.ref] = summary
        self._listed = None

    def drop(self, ref: str) -> None:
        if self._members.pop(ref, None) is not None:
            del self._refs[bisect_left(self._refs, ref)]
            self._listed = None

    def list(self) -> tuple[Summary, ...]:
        if self._listed is None:
            self._listed = tuple(self._members[ref] for ref in self._refs)
        return self._listed

    def __len__(self) -> int:
        return len(self._refs)


@dataclass(slots=True)
class Index:
    """Summaries by reference of what is not at rest, and who knows which message."""

    summaries: dict[str, Summary] = field(default_factory=dict)
    _groups: dict[tuple[str, ...], Group] = field(default_factory=dict)  # of open cases, by what they share
    _known: Table = field(default_factory=Table)  # what a case is found by → its place in _owners
    _owners: Owners = field(default_factory=Owners)  # of a message
    _damaged: set[str] = field(default_factory=set)
    _written: dict[tuple[str, str], array[float]] = field(
        default_factory=dict
    )  # Unix times, by address and prefix
    _prefixes: set[str] = field(default_factory=set)
    _unsent: dict[str, tuple[datetime, ...]] = field(default_factory=dict)  # by case: when each was written
    _due: dict[str, datetime] = field(default_factory=dict)
    _given_up: dict[str, tuple[datetime, ...]] = field(default_factory=dict)

    def note(self, case: Case) -> None:
        """The case is on disk like this now."""
        self._forget(case.ref)
        self._damaged.discard(case.ref)
        self.summaries.pop(case.ref, None)
        summary = Summary.of(case)
        if summary.pending_at_start:
            self.summaries[case.ref] = summary
        for key in _keys(summary):
            self._groups.setdefault(key, Group()).put(summary)
        if summary.due is not None:
            self._due[case.ref] = summary.due
        self._note_messages(case)
        self._note_letters(case)

    def knows(self, ref: str) -> bool:
        """Whether that case was noted, and can be read as far as is known."""
        return ref not in self._damaged and self._known.find(f"r{ref}") is not None

    def _note_messages(self, case: Case) -> None:
        for one in case.messages:
            names = (f"d{one.digest}", f"c{one.content_digest}", f"m{one.message_id}")
            self._add(case.ref, one.verdict, [*names, f"t{one.message_id}"])
        letters = (letter.message_id for letter in case.letters)
        self._add(case.ref, None, [f"r{case.ref}", *(f"t{one}" for one in (*case.thread, *letters))])

    def _add(self, ref: str, verdict: str | None, names: Iterable[str]) -> None:
        """The case is found by these names from now on, but for those by which another one is found already.
        `verdict` None: nobody will ask for it."""
        last = self._owners[-1] if self._owners else ("", "")
        same = last[0] == ref and verdict in (None, last[1])
        place = len(self._owners) - same
        new = [self._known.add(name, place) for name in names]
        if any(new) and not same:
            self._owners.append(ref, verdict or "")

    def _note_letters(self, case: Case) -> None:
        prefix = case.ref.partition("-")[0]
        for name, kept in (("due", self._unsent), ("given-up", self._given_up)):
            if times := tuple(one.at for one in case.letters if one.state == name):
                kept[case.ref] = times
        for letter in case.letters:
            if self._known.add(f"l{case.ref}.{letter.number}", 0):
                self._prefixes.add(prefix)
                written = self._written.setdefault((letter.to.email, prefix), array("d"))
                insort(written, letter.at.timestamp())

    def forget(self, ref: str) -> None:
        """The case can't be read any more. Its messages are known all the same."""
        self._forget(ref)
        self.summaries.pop(ref, None)
        self._damaged.add(ref)

    def _forget(self, ref: str) -> None:
        before = self.summaries.get(ref)
        for key in _keys(before) if before else ():
            self._groups[key].drop(ref)
            if not self._groups[key]:
                del self._groups[key]
        for kept in (self._due, self._unsent, self._given_up):
            kept.pop(ref, None)

    # ---- letters ----------------------------------------------------------------------------------------

    def count_letters(self, email: str, since: datetime, prefix: str = "") -> int:
        """How many letters were written to this address since then, on cases whose reference has that prefix ('': on
        all)."""
        prefixes = (prefix,) if prefix else self._prefixes
        found = [times for one in prefixes if (times := self._written.get((email, one)))]
        return sum(len(times) - bisect_left(times, since.timestamp()) for times in found)

    def count_unsent(self) -> tuple[int, datetime | None]:
        """How many letters no server has taken yet, and when the oldest of them was written."""
        times = self._unsent.values()
        return sum(map(len, times)), min(map(min, times), default=None)

    def count_given_up(self, since: datetime) -> int:
        """How many letters written since then were given up."""
        return sum(at >= since for letters in self._given_up.values() for at in letters)

    def letters_due(self, now: datetime) -> tuple[str, ...]:
        """References with a letter due at `now`, the longest waiting first."""
        return tuple(ref for _, ref in sorted((due, ref) for ref, due in self._due.items() if due <= now))

    # ---- open cases -------------------------------------------------------------------------------------

    def open_cases(self) -> tuple[Summary, ...]:
        """All open cases, by reference."""
        return self._list(())

    def open_cases_of(self, email: str) -> tuple[Summary, ...]:
        """The open cases of which this address is the applicant's or a contact's, by reference."""
        return self._list(("writer", email))

    def open_cases_at(self, places: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        """The open cases at one of these (process, step), by reference."""
        found = [one for place in sorted(set(places)) for one in self._list(("step", *place))]
        return tuple(sorted(found, key=attrgetter("ref")))

    def cases_in_racks(self) -> tuple[Summary, ...]:
        """The open cases for which a place in the racks is named, by reference."""
        return self._list(("racks",))

    def _list(self, key: tuple[str, ...]) -> tuple[Summary, ...]:
        group = self._groups.get(key)
        return group.list() if group else ()

    # ---- messages ---------------------------------------------------------------------------------------

    def find(self, digest: str, content_digest: str, message_id: str) -> Seen | None:
        """The first of: same bytes, same content, same Message-ID. An empty argument finds nothing."""
        return (
            (digest and self._find_seen("d", digest, "digest"))
            or (content_digest and self._find_seen("c", content_digest, "content"))
            or (message_id and self._find_seen("m", message_id, "message_id"))
            or None
        )

    def _find_seen(self, kind: str, text: str, by: str) -> Seen | None:
        place = self._known.find(kind + text)
        return None if place is None else Seen(*self._owners[place], by)

    def find_thread(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """References of the cases that know one of these, each once, in the order of the ids."""
        places = (self._known.find(f"t{message_id}") for message_id in message_ids if message_id)
        return tuple(dict.fromkeys(self._owners[place][0] for place in places if place is not None))


def _keys(summary: Summary) -> list[tuple[str, ...]]:
    """What an open case shares with others: each is a Group."""
    if not summary.open:
        return []
    writers = {one.email for one in (summary.applicant, *summary.contacts)}
    keys: list[tuple[str, ...]] = [(), ("step", summary.process, summary.step)]
    keys += [("writer", email) for email in writers]
    return [*keys, ("racks",)] if names_rack(summary.fields) else keys
