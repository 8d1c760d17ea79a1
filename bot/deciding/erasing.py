"""What stays of a closed case when its persons are erased: agency, dates, steps, durations, servers. Pure.

Law: nothing of a case that still runs, or owes somebody a letter, is erased.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.deciding.changes import ADDRESSED, PLACED
from bot.deciding.inventory import ARRIVED, CHECKED, LEFT, LEFT_BY
from bot.deciding.returns import CHOSEN
from bot.deciding.rounds import ASKED, ASKED_AT, REMINDED, ROUND, ROUND_REMINDED
from bot.model import DIGEST_PREFIX, Address, Case, Entry, LetterOut, MessageIn

ERASED = "erased"
OWN_FIELDS = frozenset({ARRIVED, LEFT, LEFT_BY, CHECKED, CHOSEN, ASKED, ASKED_AT, REMINDED})  # nobody's words
OWN_TEXTS = frozenset(
    {PLACED, ADDRESSED, ROUND, ROUND_REMINDED, ERASED}
)  # entries that the inventory reads again
DOMAIN = "terhapus.invalid"  # RFC 2606 2: no mail ever goes there


def can_be_erased(case: Case) -> bool:
    """Whether it is closed, no letter of it is still due, and there is something to erase. The digests of months are
    no person's."""
    ended = not case.open and not case.ref.startswith(f"{DIGEST_PREFIX}-")
    due = any(letter.state == "due" for letter in case.letters)
    return ended and not due and (not is_erased(case) or holds_mail(case))


def is_erased(case: Case) -> bool:
    """Whether it was erased at some time; mail may have come since."""
    return any(entry.what == ERASED for entry in case.journal)


def holds_mail(case: Case) -> bool:
    """Whether the record speaks of mail on the disk."""
    return any(one.file for one in case.messages) or any(one.file for one in case.letters)


def is_due(case: Case, days: int, now: datetime) -> bool:
    """Whether that many days have passed since anything happened on a case that can be erased."""
    times = [case.since, *(one.at for one in case.journal)]
    times += [*(one.at for one in case.messages), *(one.at for one in case.letters)]
    return can_be_erased(case) and now - max(times) >= timedelta(days=days)


def list_erasable(case: Case) -> frozenset[int]:
    """The numbers (from 0) of the journal entries whose words go."""
    return frozenset(number for number, one in enumerate(case.journal) if one.what not in OWN_TEXTS)


def erase_persons(case: Case, keep: Collection[str], why: str, now: datetime) -> Case:
    """The case without persons. `keep`: the ids of the facts that stay; `why` stands in the journal."""
    names = _Names()
    applicant = names.of(case.applicant)
    gone = list_erasable(case)
    journal = tuple(
        replace(entry, text="", evidence=()) if number in gone else entry
        for number, entry in enumerate(case.journal)
    )
    entry = Entry(now, "bot", ERASED, case.step, text=why)
    return replace(
        case,
        applicant=applicant,
        contacts=(),
        fields={key: value for key, value in case.fields.items() if key in keep or key in OWN_FIELDS},
        journal=(*journal, entry),
        messages=tuple(_bare_message(one, names) for one in case.messages),
        letters=tuple(_bare_letter(one, names) for one in case.letters),
        pending=(),
        thread=(),
    )


class _Names:
    """Each address gets one name in this case, in order of appearance: "orang-1"."""

    def __init__(self) -> None:
        self._known: dict[str, Address] = {}

    def of(self, address: Address) -> Address:
        if address.email.endswith(f"@{DOMAIN}"):
            return self._known.setdefault(address.email, Address(address.email))
        new = Address(f"orang-{len(self._known) + 1}@{DOMAIN}")
        return self._known.setdefault(address.email, new)


def _bare_message(message: MessageIn, names: _Names) -> MessageIn:
    """Its digests stay: the same mail, come again, is still known."""
    return replace(message, sender=names.of(message.sender), subject="", message_id="", file="")


def _bare_letter(letter: LetterOut, names: _Names) -> LetterOut:
    """Its Message-ID is ours, and says nothing of anybody."""
    return replace(
        letter,
        to=names.of(letter.to),
        cc=tuple(names.of(one) for one in letter.cc),
        subject="",
        file="",
        waiting=(),
        refused=tuple((names.of(Address(email)).email, "") for email, _ in letter.refused),
    )
