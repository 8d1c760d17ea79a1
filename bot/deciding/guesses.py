"""What is only supposed of a fact that a request needs: proposed and asked back, never taken before it is said.

Pure. SOP 1 wants the name of the OPD in the message itself: what stands in an attached letter alone is a proposal,
and a letterhead that names another OPD than the message does is a doubt. An answer to the question ends both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.model import Fields, Pending

PROPOSED = "usulan"  # what the letter says: field id → text
CANDIDATES = "_calon"  # "opd_calon": what a field may be, for the letter that asks
PROPOSABLE = ("opd", "kontak")
DISPUTABLE = (
    "opd",
)  # of others the message is right: a head of office signs, and an assistant is the contact
BESIDE = {"kontak": "telepon"}


def weigh_guesses(
    needs: tuple[str, ...], held: Fields, said: Fields, answered: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The case's facts and those said, without what is in doubt, and with the candidates for what has to be asked.

    `answered`: what this very message says in answer to our question about it: that is no longer in doubt."""
    facts, told = dict(held), dict(said)
    proposed = dict(told.pop(PROPOSED, None) or facts.get(PROPOSED) or {})
    facts.pop(PROPOSED, None)
    open_guesses: dict[str, Any] = {}
    for name in PROPOSABLE:
        value, guess = told.get(name) or facts.get(name), proposed.get(name)
        known = [*(told.pop(name + CANDIDATES, None) or facts.get(name + CANDIDATES) or ())]
        for part in (name, BESIDE.get(name)):
            facts.pop(f"{part}{CANDIDATES}", None)
            told.pop(f"{part}{CANDIDATES}", None)
        if name not in needs or name in answered:
            continue
        doubted = bool(value and guess and value != guess and name in DISPUTABLE)
        if value and not doubted:
            continue
        if candidates := _unique(value, guess, *known):
            facts.pop(name, None)
            told.pop(name, None)
            told[name + CANDIDATES] = candidates
            open_guesses[name] = guess
    return facts, _with_proposals(told, proposed, open_guesses)


def _with_proposals(
    told: dict[str, Any], proposed: Mapping[str, Any], guessed: Mapping[str, Any]
) -> dict[str, Any]:
    """What the letter says of facts that are still asked for is kept for the next message."""
    kept = {name: guess for name, guess in guessed.items() if guess}
    for name, beside in BESIDE.items():
        if name in kept and proposed.get(beside):
            kept[beside] = proposed[beside]
            told[beside + CANDIDATES] = [proposed[beside]]
    return {**told, PROPOSED: kept} if kept else told


def _unique(*values: Any) -> list[Any]:
    return list(dict.fromkeys(value for value in values if value))


def find_guesses(pending: Pending) -> dict[str, Any]:
    """What a "yes" to the letter that asked would say; nothing where there was something to choose."""
    guessed = {name: pending.fields.get(name + CANDIDATES) or () for name in pending.missing}
    guessed = {name: candidates for name, candidates in guessed.items() if name in PROPOSABLE and candidates}
    if any(len(candidates) != 1 for candidates in guessed.values()):
        return {}
    beside = {
        BESIDE[name]: pending.fields.get(BESIDE[name] + CANDIDATES) for name in guessed if name in BESIDE
    }
    return {name: candidates[0] for name, candidates in (guessed | beside).items() if candidates}


def has_guesses(pending: Pending) -> bool:
    return any(pending.fields.get(name + CANDIDATES) for name in pending.missing if name in PROPOSABLE)


def without_guesses(fields: Fields) -> dict[str, Any]:
    """As if nothing had been supposed."""
    names = {PROPOSED, *(name + CANDIDATES for name in (*PROPOSABLE, *BESIDE.values()))}
    return {name: value for name, value in fields.items() if name not in names}
