"""The index in memory answers as a scan over the cases would, whatever was noted, changed and forgotten before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.edges.index import LONG_AGO, Index, Summary, names_rack
from bot.model import Address, Case, Entry
from tests.edges.samples import NOW, make_case, make_letter_out, make_message

REFS = tuple(f"{prefix}-2026-{number:04d}" for prefix in ("TTP", "PGB", "SRT") for number in (1, 2, 10))
EMAILS = ("budi@x.example", "siti@x.example", "kadis@y.example")
STEPS = (("penitipan", "tempat"), ("penitipan", "aktif"), ("pengembalian", "tempat"))
TIMES = tuple(NOW + timedelta(hours=hours) for hours in range(4))
FIELDS = (
    {},
    {"rak": "A"},
    {"server": [{"rak": "B"}]},
    {"server": [{"merek": "x"}], "rak": ""},
    {"server": "x"},
)

letters = some.builds(
    lambda number, email, at, state, after: make_letter_out(
        number, to=Address(email), at=at, state=state, next_attempt=after, message_id=f"l{number}@x", role="kadis",
        step="tempat",
    ),
    some.integers(1, 3), some.sampled_from(EMAILS), some.sampled_from(TIMES),
    some.sampled_from(("due", "sent", "given-up")), some.sampled_from((None, *TIMES)),
)  # fmt: skip
entries = some.builds(Entry, some.sampled_from(TIMES), some.sampled_from(("bot", "kadis")),
                      some.sampled_from(("reminded", "moved")), some.sampled_from(("tempat", "aktif")))  # fmt: skip
cases = some.builds(
    lambda ref, place, closed, writers, fields, messages, written, since, journal: make_case(
        ref, process=place[0], step=place[1], closed=closed, applicant=Address(writers[0]),
        contacts=tuple(map(Address, writers[1:])), fields=fields, messages=tuple(map(make_message, messages)),
        letters=tuple(written), since=since, journal=tuple(journal),
    ),
    some.sampled_from(REFS), some.sampled_from(STEPS), some.sampled_from(("", "", "tolak")),
    some.lists(some.sampled_from(EMAILS), min_size=1, max_size=3), some.sampled_from(FIELDS),
    some.lists(some.integers(1, 4), max_size=2),
    some.lists(letters, max_size=3, unique_by=lambda letter: letter.number), some.sampled_from(TIMES),
    some.lists(entries, max_size=2),
)  # fmt: skip
changes = some.lists(some.one_of(cases, some.sampled_from(REFS)), max_size=12)


class Scan:
    """The same answers from all cases, the plain way."""

    def __init__(self, changed: Sequence[Case | str]) -> None:
        self.now: dict[str, Case] = {}
        self.noted = [one for one in changed if isinstance(one, Case)]
        for one in changed:
            if isinstance(one, str):
                self.now.pop(one, None)
            else:
                self.now[one.ref] = one
        self.open = [self.now[ref] for ref in sorted(self.now) if self.now[ref].open]

    def letters(self, state: str) -> list[tuple[str, datetime, datetime | None]]:
        own = ((ref, one) for ref, case in self.now.items() for one in case.letters if one.state == state)
        return [(ref, one.at, one.next_attempt) for ref, one in own]

    def letters_due(self, now: datetime) -> list[str]:
        first: dict[str, datetime] = {}
        for ref, _, after in self.letters("due"):
            first[ref] = min(after or LONG_AGO, first.get(ref, after or LONG_AGO))
        return [ref for due, ref in sorted((due, ref) for ref, due in first.items()) if due <= now]

    def written(self, email: str, since: datetime, prefix: str) -> int:
        ever: dict[tuple[str, int], tuple[str, datetime]] = {}
        for case in self.noted:
            for one in case.letters:
                ever.setdefault((case.ref, one.number), (one.to.email, one.at))
        found = ((ref, at) for (ref, _), (to, at) in ever.items() if to == email)
        return sum(at >= since and ref.startswith(prefix) for ref, at in found)

    def first_with(self, digest: str) -> str | None:
        return next(
            (case.ref for case in self.noted if digest in {one.digest for one in case.messages}), None
        )

    def first_in_thread(self, message_id: str) -> str | None:
        return next((case.ref for case in self.noted if message_id in _thread(case)), None)


def _thread(case: Case) -> set[str]:
    return {one.message_id for one in (*case.messages, *case.letters)} | set(case.thread)


def refs(found: Sequence[Summary]) -> list[str]:
    return [one.ref for one in found]


@settings(max_examples=150, deadline=None)
@given(changes)
def test_as_a_scan_of_all(changed: list[Case | str]) -> None:
    index = Index()
    for one in changed:
        if isinstance(one, Case):
            index.note(one)
        else:
            index.forget(one)
        index.open_cases()  # what is kept of an answer must not outlive a change
        index.cases_in_racks()
    scan = Scan(changed)
    assert index.open_cases() == tuple(map(Summary.of, scan.open))
    assert refs(index.cases_in_racks()) == [case.ref for case in scan.open if names_rack(case.fields)]
    for email in EMAILS:
        own = [
            case.ref for case in scan.open if email in {one.email for one in (case.applicant, *case.contacts)}
        ]
        assert refs(index.open_cases_of(email)) == own
        for prefix in ("", "TTP", "SRT"):
            assert index.count_letters(email, TIMES[1], prefix) == scan.written(email, TIMES[1], prefix)
    for places in (STEPS, STEPS[:1], STEPS[1:], ()):
        at = [case.ref for case in scan.open if (case.process, case.step) in places]
        assert refs(index.open_cases_at(places)) == at
    unsent = [at for _, at, _ in scan.letters("due")]
    assert index.count_unsent() == (len(unsent), min(unsent, default=None))
    assert index.count_given_up(TIMES[1]) == sum(at >= TIMES[1] for _, at, _ in scan.letters("given-up"))
    for now in TIMES:
        assert list(index.letters_due(now)) == scan.letters_due(now)
    for number in range(1, 5):
        seen = index.find(f"d{number}", "", "")
        assert (seen.ref if seen else None) == scan.first_with(f"d{number}")
        for same in (index.find("x", f"c{number}", ""), index.find("", "x", f"m{number}@dinkes.example")):
            assert (same.ref if same else None) == scan.first_with(f"d{number}")
        for message_id in (f"l{number}@x", f"m{number}@dinkes.example"):
            owner = scan.first_in_thread(message_id)
            assert index.find_thread([message_id]) == ((owner,) if owner else ())
    for ref in REFS:
        assert index.knows(ref) is (ref in scan.now)
        kept = scan.now.get(ref)
        summary = Summary.of(kept) if kept else None
        assert index.summaries.get(ref) == (summary if summary and summary.pending_at_start else None)


def test_a_summary_tells_of_the_stay_at_the_step() -> None:
    letter = make_letter_out(1, role="kasi", step="tempat", at=NOW)
    before = replace(letter, number=2, at=NOW - timedelta(seconds=1))
    elsewhere = replace(letter, number=3, step="aktif")
    entry = Entry(NOW, "bot", "reminded", "tempat")
    journal = (
        entry,
        replace(entry, by="kasi", what="moved"),
        replace(entry, at=NOW - timedelta(days=1), what="x"),
    )
    case = make_case(step="tempat", since=NOW, letters=(letter, before, elsewhere), journal=journal)
    summary = Summary.of(case)
    assert summary.asked == {("kasi", letter.to.email)}
    assert summary.befell == {"reminded"}
