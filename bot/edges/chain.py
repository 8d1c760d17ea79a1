"""The hash chain of a case's journal: each entry's link is made of the link before it and of its own content.

Law: a link once written is never made anew, so whoever changes an entry afterwards breaks it for all to see. What a
person said (text, evidence) goes into the link by a salted hash of its own: erased, it leaves that hash behind, and
the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.edges.codec import decode, encode
from bot.model import Entry

KEY = "chain"  # beside the case's own keys, in the one document of case.json
SAID = ("text", "evidence")  # the parts of an entry that can be erased
SALT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Link:
    """One entry's link (SHA-256, hex). `salt` belongs to its erasable part; once that is erased the salt is gone
    and `said` holds its hash."""

    link: str
    salt: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of a journal from entry number `first` (from 0) on: what an older version wrote before has none."""

    first: int = 0
    links: tuple[Link, ...] = ()

    @property
    def head(self) -> str:
        """The last link, or ''."""
        return self.links[-1].link if self.links else ""


def read_chain(document: Mapping[str, Any], journal: Sequence[Entry]) -> Chain:
    """The chain in a case's document; an empty one that begins behind the journal when an older version wrote it.
    Raises CodecError."""
    found = document.get(KEY)
    return Chain(first=len(journal)) if found is None else decode(Chain, found)


def write_chain(chain: Chain) -> dict[str, Any]:
    """As it stands in the case's document."""
    rows = [{key: value for key, value in encode(link).items() if value} for link in chain.links]
    return {KEY: {"first": chain.first, "links": rows}}


def extend(chain: Chain, journal: Sequence[Entry]) -> Chain:
    """The chain with a link for each entry that has none yet."""
    links = list(chain.links)
    for entry in journal[chain.first + len(links) :]:
        salt = secrets.token_hex(SALT_BYTES)
        before = links[-1].link if links else ""
        links.append(Link(_link(before, entry, _said(entry, salt)), salt))
    return replace(chain, links=tuple(links))


def erase(chain: Chain, journal: Sequence[Entry], numbers: Collection[int]) -> Chain:
    """The chain for a journal in which what was said in these entries (by number, from 0) is about to be erased:
    `journal` still has it."""
    links = tuple(
        Link(link.link, said=link.said or _said(journal[number], link.salt)) if number in numbers else link
        for number, link in enumerate(chain.links, chain.first)
    )
    return replace(chain, links=links)


def find_breaks(chain: Chain, journal: Sequence[Entry]) -> Iterator[str]:
    """What is wrong with the chain, in Indonesian; nothing when it holds."""
    if chain.first + len(chain.links) > len(journal):
        missing = chain.first + len(chain.links) - len(journal)
        yield f"{missing} catatan di akhir jurnal hilang"
    before = ""
    for number, (link, entry) in enumerate(
        zip(chain.links, journal[chain.first :], strict=False), chain.first
    ):
        said = link.said or _said(entry, link.salt)
        if link.said and (entry.text or entry.evidence):
            yield f"catatan {number + 1} dinyatakan terhapus, tetapi masih berisi"
        if link.link != _link(before, entry, said):
            yield f"catatan {number + 1} tidak cocok dengan segelnya"
        before = link.link
    if (unsealed := len(journal) - chain.first - len(chain.links)) > 0:
        yield f"{unsealed} catatan terakhir belum bersegel"


def _said(entry: Entry, salt: str) -> str:
    parts = {name: encode(getattr(entry, name)) for name in SAID}
    return _hash({"salt": salt, **parts})


def _link(before: str, entry: Entry, said: str) -> str:
    kept = {name: value for name, value in encode(entry).items() if name not in SAID}
    return _hash({"before": before, "said": said, **kept})


def _hash(value: Mapping[str, Any]) -> str:
    """Of one spelling: sorted keys, ASCII."""
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
    ).hexdigest()
