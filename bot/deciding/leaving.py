"""What is told of servers that leave: which they are, what they are like now, and what differs from the record.

Pure. It may be told in several mails: what was told before counts until it is told anew. Law: no server leaves
without its condition, and a serial number that is not recorded is never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.deciding.matching import Candidate, find_meant, find_unknown, is_surely_meant
from bot.deciding.returns import CHOSEN, CONDITION, DIFFERENCES, MENTION, SERVER, with_fields
from bot.model import Fields, Heard
from bot.rules import Outcome, Rules

STOOD = ("rak", "unit", "ip")  # of a copied server: where it was
PLACE_FACTS = ("nomor", *STOOD)  # what it is not like

Facts = dict[str, Any]


def choose_left(heard: Heard, held: Fields, begun: Fields, rules: Rules, outcome: Outcome) -> Heard:
    """The handover with the servers that left, their facts completed and what differs from the record listed.
    `held`: the case's facts; `begun`: those of the same decision that were told before. Which servers left is not
    said (`outcome.chooses`) while one of them lacks its condition."""
    said = dict(heard.reading.fields)
    mention = said.pop(MENTION, {})
    known = _candidates(held)
    told = _told(known, begun, said, mention)
    condition = str(said.get(CONDITION) or begun.get(CONDITION) or "")
    left = _find_left(known, told, mention) if told or condition else ()
    facts = [_as_left(one, told, condition, len(left)) for one in left]
    if facts or told:
        said[SERVER] = facts or told
    if facts and all(one.get(CONDITION) for one in facts):
        said[outcome.chooses] = [one.number for one in left]
        said[DIFFERENCES] = [
            difference
            for one, now in zip(left, facts, strict=True)
            for difference in find_differences(one.facts, now, rules)
        ]
    return with_fields(heard, said)


def find_doubt(outcome: Outcome, held: Fields, said: Fields) -> str:
    """Why the servers that left can't be told from these facts, in Indonesian for who told them; '' when nothing
    contradicts the record."""
    if outcome.releases is None or said.get(outcome.chooses):
        return ""
    known, told = _candidates(held), _servers(said)
    unknown = [str(one["nomor_seri"]) for one in find_unknown(known, told)]
    recorded = [str(one.facts["nomor_seri"]) for one in known if one.serial]
    if not unknown:
        return ""
    return f"nomor seri {', '.join(unknown)} tidak tercatat pada berkas ini; yang tercatat: {', '.join(recorded)}"


def forget_choice(outcome: Outcome, said: Fields) -> Fields:
    """What an unfinished decision keeps: which servers left is looked up anew, with what is told then, and where they
    stood is in the record; the letter that asks for the rest repeats neither."""
    if not outcome.releases:
        return said
    kept = {key: value for key, value in said.items() if key not in (outcome.chooses, DIFFERENCES)}
    if SERVER in kept:
        kept[SERVER] = [
            {key: value for key, value in one.items() if key not in STOOD} for one in _servers(said)
        ]
    return kept


# ---- what was told --------------------------------------------------------------------------------------


def _servers(fields: Fields) -> list[Facts]:
    return [dict(one) for one in fields.get(SERVER) or () if isinstance(one, Mapping)]


def _candidates(held: Fields) -> tuple[Candidate, ...]:
    return tuple(Candidate(str(one.get("nomor", "-")), "", one) for one in _servers(held))


def _serial(facts: Fields) -> str:
    return Candidate("", "", facts).serial


def _told(
    known: tuple[Candidate, ...], begun: Fields, said: Fields, mention: Mapping[str, Any]
) -> list[Facts]:
    """What was told before, completed by what is told now. A condition said now is of the servers named with it; of
    all, when none is."""
    before, now = _servers(begun), _servers(said)
    if condition := said.get(CONDITION):
        now = [{CONDITION: condition, **one} for one in now]
        before = before if now else [{**one, CONDITION: condition} for one in before]
    if wrong := find_unknown(known, before):
        now = now or _named(known, mention)
        before = [one for one in before if one not in wrong] if now else before
        if len(wrong) == len(now) == 1:  # "maksudnya SN …": one gives way to the other
            now = [{**wrong[0], **now[0]}]
    by_serial = {_serial(one): one for one in before if _serial(one)}
    spoken = {_serial(one) for one in now}
    kept = [one for one in before if not _serial(one) or _serial(one) not in spoken]
    return [*kept, *({**by_serial.get(_serial(one), {}), **one} for one in now)]


def _named(known: tuple[Candidate, ...], mention: Mapping[str, Any]) -> list[Facts]:
    """The recorded servers that the text names without saying what it names."""
    text = str(mention.get("pergi") or "")
    return [
        {"nomor_seri": one.facts.get("nomor_seri", ""), "nomor": one.number}
        for one in known
        if is_surely_meant(one, (), mention, text)
    ]


def _find_left(
    known: tuple[Candidate, ...], told: list[Facts], mention: Mapping[str, Any]
) -> tuple[Candidate, ...]:
    if len(known) > 1:
        return find_meant(known, told, {**mention, "semua": mention.get("semua") or not told}, "")
    return () if find_unknown(known, told) else known  # the one server asked for, unless another one was told


def _as_left(one: Candidate, told: list[Facts], condition: str, count: int) -> Facts:
    """The server's record with what was told of it now."""
    now = next((each for each in told if _serial(each) == one.serial != ""), None)
    if now is None:
        now = next((each for each in told if each.get("nomor") == one.number), None)
    if now is None and len(told) == count == 1:
        now = told[0]
    known = {key: value for key, value in one.facts.items() if key != CONDITION}
    said = {key: value for key, value in (now or {}).items() if value}
    return {**known, **({CONDITION: condition} if condition else {}), **said}


# ---- what differs ---------------------------------------------------------------------------------------


def find_differences(recorded: Fields, now: Fields, rules: Rules) -> list[dict[str, str]]:
    """What is not as the handover form of the deposit has it, part by part: `barang`, `bagian`, `semula`, `kini`."""
    name = " ".join(str(recorded.get(key, "")) for key in ("merek", "nomor_seri")).strip()
    same = rules.words.get(CHOSEN, {}).get("sama", ())
    return [
        {"barang": name or str(recorded.get("nomor", "")), "bagian": part, "semula": before, "kini": after}
        for part, before, after in _pairs(recorded, now)
        if _plain(before) != _plain(after) and not (part == CONDITION and _says_same(after, same, rules))
    ]


def _pairs(recorded: Fields, now: Fields) -> Iterator[tuple[str, str, str]]:
    for part, value in now.items():
        if part not in PLACE_FACTS and value and (recorded.get(part) or part == CONDITION):
            yield part, str(recorded.get(part) or ""), str(value)


def _plain(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def _says_same(text: str, same: Iterable[str], rules: Rules) -> bool:
    """ "sama seperti waktu dititipkan", but not "tidak sama"."""
    deny = set(rules.words.get("sangkal", {}).get("kata", ()))
    words = text.casefold().replace(",", " ").split()
    return any(word in same and not (set(words[max(0, at - 2) : at]) & deny) for at, word in enumerate(words))
