"""The terms that letters and forms share, `templates/istilah.toml`: those the code asks for are all there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.errors import Problem
from bot.texts import explain_toml
from bot.writing.dates import render_moment

REMEDY = "salin dari istilah.toml bawaan"
WORDS = ("kosong", "sapaan", "tembusan", "opd_contoh", "dan", "benar")
TABLES: Mapping[str, str] = {  # table → the keys that are asked for by name; more may stand in each
    "pola": "waktu tanggal ringkas bulan bulan_ringkas hari jam",
    "server": "",
    "surat": "",
    "surat_keadaan": "pindaian terkunci rusak terlalu-besar terlalu-lama format-lain",
    "lain": "",
    "sop": "",
    "inventaris": (
        "nomor opd merek nomor_seri spesifikasi kondisi ruang rak unit ip gateway kontak telepon sejak diperiksa"
    ),
    "rekap": (
        "inventaris perubahan waktu hunian unit_ada masuk keluar pindah ganti_ip jenis semula menjadi tanggal"
        " prosedur langkah jumlah median p80 standar usulan"
    ),
}
PATTERNS, YEAR = "pola", "y"
_A_DAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def parse_terms(text: str) -> dict[str, Any]:
    """The terms; one that is missing or no text stands there by its own name, so that the letters that use it can be
    tried all the same."""
    try:
        return _filled(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return _filled({})


def check_terms(text: str, path: Path) -> Iterator[Problem]:
    """Everything that is wrong with the terms."""
    try:
        terms = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield explain_toml(str(path), str(error))
        return
    yield from (Problem(str(path), place, said, REMEDY) for place, said in find_faults(terms))


def find_faults(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, what is wrong) of everything missing, or not a text, or not a pattern of dates."""
    for key in WORDS:
        yield from _check_text(terms, key, key)
    for name, keys in TABLES.items():
        table = terms.get(name)
        if not isinstance(table, Mapping):
            yield name, "tabel istilah ini harus ada" if table is None else "harus berupa tabel [ … ]"
            continue
        for key in dict.fromkeys((*keys.split(), *table)):
            yield from _check_text(table, key, f"{name}.{key}")
            if name == PATTERNS and isinstance(table.get(key), str) and not _is_pattern(table[key]):
                yield f"{name}.{key}", f"“{table[key]}” bukan pola tanggal"


def _check_text(table: Mapping[str, Any], key: str, place: str) -> Iterator[tuple[str, str]]:
    if key not in table:
        yield place, "istilah ini harus ada"
    elif not isinstance(table[key], str):
        yield place, "harus berupa teks di antara tanda kutip"


def _is_pattern(text: str) -> bool:
    try:
        render_moment(_A_DAY, text, "UTC")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def _filled(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms with every name that is asked for, and texts alone."""
    tables = {name: _filled_table(name, keys, terms.get(name)) for name, keys in TABLES.items()}
    words = {key: value for key, value in terms.items() if isinstance(value, str)}
    return {**dict(zip(WORDS, WORDS, strict=True)), **words, **tables}


def _filled_table(name: str, keys: str, given: object) -> dict[str, str]:
    """What is no text stands by its own name; a pattern, by that of the year."""
    table = given if isinstance(given, Mapping) else {}
    filled = {}
    for key in (*table, *(key for key in keys.split() if key not in table)):
        value = table.get(key)
        filled[key] = value if isinstance(value, str) else YEAR if name == PATTERNS else key
    return filled


def with_patterns(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The same terms, with the pattern of the year for each that is none."""
    patterns = {key: text if _is_pattern(text) else YEAR for key, text in terms[PATTERNS].items()}
    return {**terms, PATTERNS: patterns}
