"""The journal's hash chain: it grows by itself, an older case begins in the middle, and every change shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.edges import chain
from bot.edges.chain import Chain
from bot.edges.store import Damaged, Store
from bot.model import Case, Entry, Evidence
from tests.edges.samples import NOW, REF, make_case

EVIDENCE = (Evidence("setuju", "setuju, lanjutkan", "penitipan.disposisi"),)


def entry(number: int) -> Entry:
    return Entry(NOW, "kadis", "moved", "disposisi-kadis", "setuju", f"catatan {number}", EVIDENCE)


def journal(count: int) -> tuple[Entry, ...]:
    return tuple(entry(number) for number in range(count))


def save(store: Store, entries: tuple[Entry, ...], version: int) -> Case:
    return store.save(make_case(journal=entries), version)


def breaks(store: Store) -> list[str]:
    case, sealed = store.load_sealed(REF)
    return list(chain.find_breaks(sealed, case.journal))


def change_file(store: Store, change: Callable[[dict[str, Any]], object]) -> None:
    path = store.case_dir(REF) / "case.json"
    tables = json.loads(path.read_bytes())
    change(tables["case"]["1"])
    path.write_text(json.dumps(tables), "utf-8")


def test_the_chain_grows_with_the_journal_and_old_links_stay(tmp_path: Path) -> None:
    store = Store(tmp_path)
    heads = []
    for count in range(4):
        save(store, journal(count), count)
        heads.append(store.load_sealed(REF)[1].links)
        assert breaks(store) == []
    assert [len(links) for links in heads] == [0, 1, 2, 3]
    assert heads[3][:2] == heads[2]
    assert store.seal(REF) == heads[3][-1].link


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda one: one["journal"][1].update(text="lain"), "catatan 2 tidak cocok"),
        (lambda one: one["journal"][1].update(by="kabid"), "catatan 2 tidak cocok"),
        (lambda one: one["journal"][0].update(at="2026-11-01T00:00:00Z"), "catatan 1 tidak cocok"),
        (lambda one: one["journal"][2].update(evidence=[]), "catatan 3 tidak cocok"),
        (lambda one: one["journal"].pop(), "1 catatan di akhir jurnal hilang"),
        (lambda one: one["journal"].pop(0), "catatan 1 tidak cocok"),
        (lambda one: one["journal"].append(one["journal"][0]), "1 catatan terakhir belum bersegel"),
        (lambda one: one["chain"]["links"][0].update(link="0" * 64), "catatan 1 tidak cocok"),
    ],
)
def test_what_is_changed_by_hand_shows(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    store = Store(tmp_path)
    save(store, journal(3), 0)
    change_file(store, change)
    assert any(says in one for one in breaks(store)), breaks(store)


def test_a_further_save_does_not_heal_what_was_changed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    save(store, journal(2), 0)
    change_file(store, lambda one: one["journal"][0].update(text="lain"))
    case = store.load(REF)
    store.save(replace(case, journal=(*case.journal, entry(3))), case.version)
    assert breaks(store) == ["catatan 1 tidak cocok dengan segelnya"]


def test_a_case_of_an_older_version_is_sealed_from_here_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    save(store, journal(2), 0)
    change_file(store, lambda one: one.pop("chain"))
    assert breaks(store) == []
    save(store, journal(3), 1)
    case, sealed = store.load_sealed(REF)
    assert (sealed.first, len(sealed.links), breaks(store)) == (2, 1, [])
    assert case.journal == journal(3)


def test_what_was_said_can_be_erased_and_nothing_else() -> None:
    entries = journal(3)
    sealed = chain.extend(Chain(), entries)
    erased = chain.erase(sealed, entries, {0, 2})
    bare = tuple(replace(one, text="", evidence=()) for one in entries)
    kept = (bare[0], entries[1], bare[2])
    assert list(chain.find_breaks(erased, kept)) == []
    assert [link.salt for link in erased.links] == ["", sealed.links[1].salt, ""]
    assert list(chain.find_breaks(erased, entries)), "what is said to be erased must be gone"
    assert list(chain.find_breaks(sealed, kept)), "erasing without saying so is a change"
    assert list(chain.find_breaks(erased, (replace(bare[0], by="kabid"), *kept[1:])))
    assert chain.erase(erased, kept, {0, 1, 2}).links[0] == erased.links[0], "erased twice is erased once"


def test_a_chain_that_is_none_stops_the_writing_not_the_reading(tmp_path: Path) -> None:
    store = Store(tmp_path)
    save(store, journal(1), 0)
    change_file(store, lambda one: one.update(chain="x"))
    assert store.load(REF).journal == journal(1)
    with pytest.raises(Damaged, match=REF):
        save(store, journal(2), 1)
