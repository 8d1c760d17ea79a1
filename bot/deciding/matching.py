"""Which of the known servers somebody means by what he wrote: the surest sign decides, and a doubt chooses none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SHORTEST_SERIAL = 5  # letters and digits: a shorter one is looked for as a word of its own only


@dataclass(frozen=True)
class Candidate:
    """A server that may be meant. `number` is its inventory number, `ref` the case that holds it."""

    number: str
    ref: str
    facts: Mapping[str, Any]

    @property
    def serial(self) -> str:
        return _bare(self.facts.get("nomor_seri"))


def find_meant(
    known: tuple[Candidate, ...], told: Iterable[Mapping[str, Any]], mention: Mapping[str, Any], thread: str
) -> tuple[Candidate, ...]:
    """The servers meant, in their order; () when that can't be told for sure.

    In the order of certainty: inventory number, serial number and host name; case number; make; "all of them"; the
    case in whose `thread` it was written; the only one there is. `mention`: what `reading.mention` found."""
    told = list(told)
    leaving, staying = str(mention.get("pergi") or ""), str(mention.get("tetap") or "")
    known = tuple(one for one in known if not _is_named(one, staying) or _is_named(one, leaving))
    refs = {number for number in mention.get("nomor") or () if "/" not in number}
    surely = [one for one in known if is_surely_meant(one, told, mention, leaving)]
    if _names_unknown(known, told, mention, surely):
        return ()
    if surely:
        left = refs - {one.ref for one in surely}
        return tuple(one for one in known if one in surely or one.ref in left)
    within = tuple(one for one in known if one.ref in refs) if refs else known
    if groups := _find_by_make(within, told, leaving):
        clear = all(len(group) == 1 or (group and mention.get("semua")) for group in groups)
        return tuple(one for one in within if any(one in group for group in groups)) if clear else ()
    names = [_bare(one.get("nama")) for one in told if one.get("nama")]
    if names:
        return _find_by_name(within, names, thread)
    if refs or mention.get("semua"):
        return () if mention.get("sebagian") else within
    in_thread = [one for one in known if one.ref == thread]
    if in_thread and (len(in_thread) == 1 or not mention.get("sebagian")):
        return tuple(in_thread)
    return known if len(known) == 1 else ()


def _find_by_name(within: tuple[Candidate, ...], names: list[str], thread: str) -> tuple[Candidate, ...]:
    """Those in whose record the name stands; the only one there is when its record has no name to compare."""
    spoken = [
        (one, {_bare(word) for value in one.facts.values() for word in str(value).split()}) for one in within
    ]
    groups = [[one for one, words in spoken if name in words] for name in names]
    if all(len(group) == 1 for group in groups):
        return tuple(one for one in within if any(one in group for group in groups))
    near = tuple(one for one in within if one.ref == thread) or within
    return near if len(near) == 1 and not near[0].facts.get("nama") else ()


def is_surely_meant(
    one: Candidate, told: Iterable[Mapping[str, Any]], mention: Mapping[str, Any], text: str
) -> bool:
    """Its inventory number, serial number or host name was told, or stands in the text."""
    told = list(told)
    if one.number in (*(mention.get("nomor") or ()), *(each.get("nomor") for each in told)):
        return True
    if one.serial and any(_bare(each.get("nomor_seri")) == one.serial for each in told):
        return True
    host = _bare(one.facts.get("nama"))
    if host and any(_bare(each.get("nama")) == host for each in told):
        return True
    return _is_named(one, text)


def find_unknown(known: Iterable[Candidate], told: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those told with a serial number that none of the known has, nor a part of one ("SN abc 12345" reads 12345)."""
    serials = {one.serial for one in known} - {""}
    given = ((one, _bare(one.get("nomor_seri"))) for one in told)
    return [
        one for one, serial in given if serials and serial and not any(serial in each for each in serials)
    ]


def _is_named(one: Candidate, text: str) -> bool:
    """Its number, serial number or host name stands in the text, however spaced and cased."""
    if not text:
        return False
    words = [_bare(word) for word in text.split()]
    signs = (_bare(one.number), one.serial, _bare(one.facts.get("nama")))
    return any(
        sign in words or (len(sign) >= SHORTEST_SERIAL and _stands(sign, words)) for sign in signs if sign
    )


def _stands(sign: str, words: list[str]) -> bool:
    """The sign as a run of whole words: "SGH 733 WX0P"."""
    for start, word in enumerate(words):
        run = word
        end = start
        while run and sign.startswith(run) and end + 1 < len(words) and len(run) < len(sign):
            end += 1
            run += words[end]
        if word and run == sign:
            return True
    return False


def _names_unknown(
    known: tuple[Candidate, ...],
    told: list[Mapping[str, Any]],
    mention: Mapping[str, Any],
    surely: list[Candidate],
) -> bool:
    """A number, or a serial number, that none of them has: another server is meant than those we know."""
    numbers = {one.number for one in known} | {one.ref for one in known}
    if any(number not in numbers for number in mention.get("nomor") or ()):
        return True
    serials = {one.serial for one in known if one.serial}
    given = {_bare(each.get("nomor_seri")) for each in told if each.get("nomor_seri")}
    parts = {one for one in given for sure in surely if one in sure.serial}  # "SN abc 12345" is read as 12345
    return bool(serials) and bool(given - serials - parts)


def _find_by_make(
    within: tuple[Candidate, ...], told: list[Mapping[str, Any]], text: str
) -> list[list[Candidate]]:
    """For every make that was told, or whose model stands in the text, those that are of it."""
    makes = [str(each.get("merek") or "").casefold().split() for each in told]
    groups = [[one for one in within if _is_of(_make(one), words)] for words in makes if words]
    if not groups:
        spoken = {word.strip(".,;:()\"'").casefold() for word in text.split()}
        models = {tuple(_models(_make(one))) for one in within}
        groups = [
            [one for one in within if tuple(_models(_make(one))) == model]
            for model in sorted(models)
            if model and set(model) <= spoken
        ]
    return groups


def _make(one: Candidate) -> list[str]:
    return str(one.facts.get("merek") or "").casefold().split()


def _models(words: list[str]) -> list[str]:
    return [word for word in words if len(word) > 2 and any(ch.isdigit() for ch in word)]


def _is_of(make: list[str], words: list[str]) -> bool:
    """The same model where one was told, else all the words."""
    models = _models(words)
    return set(models) <= set(make) if models else set(words) <= set(make)


def _bare(value: object) -> str:
    return "".join(ch for ch in str(value or "").upper() if ch.isalnum())
