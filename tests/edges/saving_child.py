"""Saves one case over and over until it is killed. Run by test_store.py with the data folder as argument."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bot.edges.store import Store
from tests.edges.samples import make_case, make_letter, make_letter_out

store = Store(Path(sys.argv[1]))
with store.lock():
    case = store.save(make_case(counts={"n": 0}), 0)
    print("saving", flush=True)
    while True:
        number = case.version
        # what belongs together: the count, a journal of that length, the letter's file
        text = f"surat {number} " + "x" * 4000
        letters = (*case.letters[-20:], make_letter_out(number))
        changed = replace(case, counts={"n": number}, thread=("t" * 5000,) * (number % 7), letters=letters)
        case = store.save(changed, number, (make_letter(number, text),))
        print(number, flush=True)
