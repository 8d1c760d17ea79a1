"""Which message a letter answers, so that every reader's mail program keeps one case in one conversation."""

from __future__ import annotations

from bot.model import APPLICANT, Case

_KEPT = 20  # references: the first, and the newest; more would only grow (RFC 5322 3.6.4)


def find_thread(case: Case, role: str, email: str) -> tuple[tuple[str, ...], bool]:
    """Message-IDs of this reader's conversation, oldest first, and whether the last is a person's message.

    For the applicant it is the case's own thread; for others their messages and our letters to them."""
    known = [(m.at, m.message_id) for m in case.messages if _is_reader(m.role, m.sender.email, role, email)]
    known += [(each.at, each.message_id) for each in case.letters if each.to.email == email]
    ours = {each.message_id for each in case.letters}
    dated = [message_id for _, message_id in sorted(known, key=lambda pair: pair[0])]
    first = case.thread if role == APPLICANT else ()
    thread = tuple(dict.fromkeys(each for each in (*first, *dated) if each))
    if role == APPLICANT and case.thread:
        last = case.thread[-1]
        thread = (*(each for each in thread if each != last), last)
    return thread, bool(thread) and thread[-1] not in ours


def trim_thread(thread: tuple[str, ...]) -> tuple[str, ...]:
    """The first reference and the newest ones."""
    return thread if len(thread) <= _KEPT else (thread[0], *thread[1 - _KEPT :])


def _is_reader(wrote_as: str, wrote_from: str, role: str, email: str) -> bool:
    return wrote_from == email or (role == APPLICANT == wrote_as)
