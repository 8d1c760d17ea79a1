"""What an outcome needs, what is there, what is missing: by the rule file's names, no branch per step."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.deciding.own_places import PLACE, SERVER, has_own
from bot.model import Fields
from bot.rules import Outcome, Rules

WHEN = "waktu"
QUESTIONED = "waktu_ditanyakan"  # times that were asked about once, because the office is closed then
ANY_OF = "koreksi"  # how a missing `needs_any` is called


def find_missing(outcome: Outcome, held: Fields, said: Fields, rules: Rules) -> tuple[str, ...]:
    """The needs of `outcome` that neither the case (`held`) nor the message (`said`) gives.

    A need listed in `here` must be in the message itself (Konfigurasi 4: "pesan harus berisi nama OPD")."""
    missing = [
        need
        for need in outcome.needs
        if not _is_told(need, outcome, said if need in outcome.here else {**held, **said}, rules)
    ]
    if outcome.needs_any and not any(said.get(field) for field in outcome.needs_any):
        missing.extend(outcome.needs_any)
    return tuple(missing)


def _is_told(need: str, outcome: Outcome, facts: Fields, rules: Rules) -> bool:
    """A need that names servers which stand here is given when it is known which are meant."""
    if need == SERVER and outcome.chooses:
        return bool(facts.get(outcome.chooses))
    return is_given(need, facts, rules)


def is_given(field: str, facts: Fields, rules: Rules) -> bool:
    """A fact is given when it is not empty; for a list of servers, when each has the parts the rules name; a place,
    once it is told of one server, when it is told of each."""
    if field in PLACE and has_own(facts, field):
        return all(one.get(field) for one in facts[SERVER])
    value = facts.get(field)
    if not value:
        return False
    parts = rules.field(field).parts
    if parts and isinstance(value, (list, tuple)):
        return all(isinstance(one, Mapping) and all(one.get(part) for part in parts) for one in value)
    return True


def merge_facts(held: Fields, said: Fields) -> dict[str, Any]:
    """Answers are merged over several mails: what is said anew replaces, what is not said stays."""
    merged = dict(held)
    for field, value in said.items():
        if value in ("", None, [], {}):
            continue
        merged[field] = _merge_servers(held.get(field), value) if field == "server" else value
    return merged


def _merge_servers(held: Any, said: Any) -> Any:
    """Servers told again complete the ones known: by serial number, by make, else one by one in their order."""
    if not isinstance(held, (list, tuple)) or not held or not isinstance(said, (list, tuple)):
        return said
    by_serial = {one.get("nomor_seri"): one for one in held if one.get("nomor_seri")}
    merged = []
    for index, server in enumerate(said):
        known = by_serial.get(server.get("nomor_seri"))
        unnamed = len(held) == len(said) and not (held[index].get("nomor_seri") and server.get("nomor_seri"))
        if known is None and unnamed:
            known = _of_make(held, server) or held[index]
            server = {**server, "merek": _fuller(known, server)}
        merged.append({**(known or {}), **{key: value for key, value in server.items() if value}})
    return merged


def _of_make(held: Sequence[Mapping[str, Any]], server: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one known server of that make: "HP rak B" is of "HP DL380"."""
    make = str(server.get("merek") or "").lower()
    same = [one for one in held if make and str(one.get("merek") or "").lower().startswith(make)]
    return same[0] if len(same) == 1 else None


def _fuller(known: Mapping[str, Any], server: Mapping[str, Any]) -> str:
    """The make as it was told more fully."""
    old, new = (str(one.get("merek") or "") for one in (known, server))
    return old if old.lower().startswith(new.lower()) else new


def drop_past_times(said: Fields, at: datetime) -> tuple[Fields, tuple[str, ...]]:
    """Without the times that had passed when the message was written (`at`), and those times themselves."""
    return _drop_times(said, lambda time: datetime.fromisoformat(time) <= at)


def drop_closed_times(said: Fields, closed: Container[str], insists: bool) -> tuple[Fields, tuple[str, ...]]:
    """Without the `closed` times, outside working hours, and those times themselves: what is said keeps them as
    questioned. A time that was questioned before stays when who says it again may insist."""
    asked = tuple(said.get(QUESTIONED, ()))
    plain = {key: value for key, value in said.items() if key != QUESTIONED}
    kept, dropped = _drop_times(plain, lambda time: time in closed and not (insists and time in asked))
    return ({**kept, QUESTIONED: list(dropped)} if dropped else kept), dropped


def _drop_times(said: Fields, is_out: Callable[[str], bool]) -> tuple[Fields, tuple[str, ...]]:
    times = tuple(said.get(WHEN, ()))
    out = tuple(time for time in times if is_out(time))
    if not out:
        return said, ()
    rest = {key: value for key, value in said.items() if key != WHEN}
    kept = [time for time in times if time not in out]
    return ({**rest, WHEN: kept} if kept else rest), out
