"""What must be found across cases, in memory: built from the cases' own files, never a second truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from bot.model import Address, Case, Fields, LetterOut

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Summary:
    """A case as the index knows it. `due` is when its next letter is due (UTC), None when none is."""

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

    @classmethod
    def of(cls, case: Case) -> Self:
        """The summary of that case."""
        shared = {name: getattr(case, name) for name in cls.__slots__ if name != "due"}
        return cls(**shared, due=_next_due(case.letters))

    @property
    def pending_at_start(self) -> bool:
        """True while somebody or some letter still waits: a start has to read this case."""
        return self.open or self.due is not None


def _next_due(letters: Sequence[LetterOut]) -> datetime | None:
    times = [letter.next_attempt or LONG_AGO for letter in letters if letter.state == "due"]
    return min(times, default=None)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that came before: `ref` is its case or '', `by` what is the same: digest, content or
    message_id (the same id on another content is not the same message)."""

    ref: str
    verdict: str
    by: str


@dataclass(slots=True)
class Index:
    """Summaries by reference, and who knows which message."""

    summaries: dict[str, Summary] = field(default_factory=dict)
    _digests: dict[str, Seen] = field(default_factory=dict)
    _contents: dict[str, Seen] = field(default_factory=dict)
    _message_ids: dict[str, Seen] = field(default_factory=dict)
    _threads: dict[str, str] = field(default_factory=dict)
    _letters: dict[str, dict[tuple[str, int], datetime]] = field(default_factory=dict)
    _due: dict[str, tuple[datetime, ...]] = field(default_factory=dict)  # by case: when each was written
    _given_up: dict[str, tuple[datetime, ...]] = field(default_factory=dict)

    def note(self, case: Case) -> None:
        """The case is on disk like this now."""
        self.summaries[case.ref] = Summary.of(case)
        for message in case.messages:
            self._digests.setdefault(message.digest, Seen(case.ref, message.verdict, "digest"))
            self._contents.setdefault(message.content_digest, Seen(case.ref, message.verdict, "content"))
            self._message_ids.setdefault(message.message_id, Seen(case.ref, message.verdict, "message_id"))
            self._threads.setdefault(message.message_id, case.ref)
        for message_id in (*case.thread, *(letter.message_id for letter in case.letters)):
            self._threads.setdefault(message_id, case.ref)
        self._due[case.ref] = tuple(one.at for one in case.letters if one.state == "due")
        self._given_up[case.ref] = tuple(one.at for one in case.letters if one.state == "given-up")
        for letter in case.letters:
            self._letters.setdefault(letter.to.email, {})[case.ref, letter.number] = letter.at

    def count_letters(self, email: str, since: datetime, prefix: str = "") -> int:
        """How many letters were written to this address since then, on cases whose reference begins so."""
        written = self._letters.get(email, {})
        return sum(at >= since and ref.startswith(prefix) for (ref, _), at in written.items())

    def written_due(self) -> tuple[datetime, ...]:
        """When each letter was written that no server has taken yet, the oldest first."""
        return tuple(sorted(at for letters in self._due.values() for at in letters))

    def count_given_up(self, since: datetime) -> int:
        """How many letters written since then were given up."""
        return sum(at >= since for letters in self._given_up.values() for at in letters)

    def open_cases(self) -> tuple[Summary, ...]:
        """All open cases, by reference."""
        return tuple(self.summaries[ref] for ref in sorted(self.summaries) if self.summaries[ref].open)

    def find(self, digest: str, content_digest: str, message_id: str) -> Seen | None:
        """The first of: same bytes, same content, same Message-ID. An empty argument finds nothing."""
        return (
            (self._digests.get(digest) if digest else None)
            or (self._contents.get(content_digest) if content_digest else None)
            or (self._message_ids.get(message_id) if message_id else None)
        )

    def find_thread(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """References of the cases that know one of these, each once, in the order of the ids."""
        refs = (self._threads.get(message_id, "") for message_id in message_ids if message_id)
        return tuple(dict.fromkeys(ref for ref in refs if ref))

    def letters_due(self, now: datetime) -> tuple[str, ...]:
        """References with a letter due at `now`, the longest waiting first."""
        due = sorted((s.due, s.ref) for s in self.summaries.values() if s.due is not None and s.due <= now)
        return tuple(ref for _, ref in due)
