"""The inventory and its digest as people read them: texts for letters, forms and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.office import FloorView
from bot.stock import Change, Digest, RackYear, Silent, StepTime, Stored
from bot.writing.dates import render_moment
from bot.writing.markup import clean, one_line
from bot.writing.wording import Words

_NOT_SPECIFIC = frozenset({"jenis", "merek", "nomor_seri", "kondisi", "jumlah"})
# columns of the compact list, with their widths in characters: a line holds them all on a page laid on its side
COMPACT: tuple[tuple[str, int], ...] = (
    ("nomor", 17), ("rak", 5), ("unit", 8), ("ip", 18), ("sejak", 11), ("diperiksa", 11), ("nomor_seri", 15),
    ("merek", 22), ("opd", 36),
)  # fmt: skip
LINES = 50  # of a compact list that are set together: typst needs least room so
MANY = 100  # servers, from which on a list is printed in lines


class Days:
    """Days in the office's words, each rendered once: a long list names the same few days again and again."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._zone = ZoneInfo(words.office.zone)
        self._known: dict[date, str] = {}

    def render(self, text: str) -> str:
        """ "2026-11-24T…" → "24 Nov 2026"; '' for what is no time."""
        day = parse_day(text, self._zone)
        if day is None:
            return ""
        if day not in self._known:
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=self._zone)
            self._known[day] = self._words.moment(noon, "ringkas")
        return self._known[day]


def parse_day(text: str, zone: ZoneInfo) -> date | None:
    """The local date of an ISO time or date."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def render_month(month: str, words: Words, pattern: str = "bulan") -> str:
    """ "2026-11" → "November 2026"; '' for what is no month."""
    year, _, number = month.partition("-")
    if not (year.isdecimal() and number.isdecimal() and 1 <= int(number) <= 12):
        return ""
    middle = datetime(int(year), int(number), 15, 12, tzinfo=ZoneInfo(words.office.zone))
    return render_moment(middle, words.terms["pola"][pattern], words.office.zone)


def find_month(words: Words, now: datetime) -> str:
    """The month that it is in the office's zone: "2026-11"."""
    return now.astimezone(ZoneInfo(words.office.zone)).strftime("%Y-%m")


def stock_rows(stock: Iterable[Stored], words: Words) -> list[dict[str, str]]:
    """One row per server, by the columns of the terms; what is not known is ''."""
    return list(iter_rows(stock, words))


def iter_rows(stock: Iterable[Stored], words: Words) -> Iterator[dict[str, str]]:
    """`stock_rows`, one at a time: ten thousand at once take room."""
    days = Days(words)
    return (_row(one, words, days) for one in stock)


def _row(one: Stored, words: Words, days: Days) -> dict[str, str]:
    labels: Mapping[str, str] = words.terms["server"]
    special = [part for part in one.facts if part not in _NOT_SPECIFIC]
    row = {
        "nomor": one.number,
        "opd": one.opd,
        "merek": one.facts.get("merek", ""),
        "nomor_seri": one.facts.get("nomor_seri", ""),
        "spesifikasi": "; ".join(f"{labels.get(part, part)}: {one.facts[part]}" for part in special),
        "kondisi": one.facts.get("kondisi", ""),
        "ruang": one.room,
        "rak": one.rack,
        "unit": one.units,
        "ip": ", ".join(one.ip),
        "gateway": one.gateway,
        "kontak": one.contact,
        "telepon": one.phone,
        "sejak": days.render(one.arrived),
        "diperiksa": days.render(one.checked),
        "nama": one.name,
    }
    return {key: one_line(value) for key, value in row.items()}


def compact_lines(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """The rows as lines of equal columns, so many to a text; what is too long is cut, and stands whole in the
    spreadsheet."""
    lines = [_compact(row) for row in rows]
    return ["\n".join(lines[first : first + LINES]) for first in range(0, len(lines), LINES)]


def _compact(row: Mapping[str, str]) -> str:
    cells = (
        value if len(value) <= width else value[: width - 1] + "…"
        for key, width in COMPACT
        for value in (row.get(key, ""),)
    )
    return " ".join(f"{cell:<{width}}" for cell, (_, width) in zip(cells, COMPACT, strict=True)).rstrip()


def list_facts(stock: Sequence[Stored], words: Words, many: int = MANY) -> dict[str, Any]:
    """What the printed lists need besides what every form gets: rows for a table, or lines where they are more than
    `many` (a table of thousands of rows takes typst a gigabyte)."""
    in_lines = len(stock) > many
    rows = iter_rows(stock, words)
    labels = {str(key): str(label) for key, label in words.terms["inventaris"].items()}
    return {
        "jumlah": len(stock),
        "inventaris": [] if in_lines else list(rows),
        "padat": compact_lines(rows) if in_lines else [],
        "label": labels,
        "kepala": _compact(labels),
    }


# ---- the digest --------------------------------------------------------------------------------------------


def digest_facts(digest: Digest | None, words: Words) -> dict[str, Any]:
    """The digest in words; every list is there, empty when nobody made one."""
    made = digest or Digest("", datetime.min.replace(tzinfo=ZoneInfo(words.office.zone)))
    taken = sum(rack.taken[-1] for rack in made.occupancy if rack.taken)
    usable = sum(rack.usable for rack in made.occupancy)
    return {
        "ada": digest is not None,
        "bulan": render_month(made.month, words),
        "sampai": words.moment(made.until - timedelta(seconds=1)) if digest else "",
        "server": len(made.stock),
        "opd": len({one.opd for one in made.stock}),
        "unit_terpakai": taken,
        "unit_ada": usable,
        "persen": _percent(taken, usable),
        "masuk": stock_rows(made.came, words),
        "keluar": stock_rows(made.left, words),
        "pindah": _changes(made.moved, words),
        "ganti_ip": _changes(made.readdressed, words),
        "ditanyakan": made.asked,
        "diperiksa": made.checked,
        "diam": [_silent(one, words) for one in made.silent],
        "berkas": _open_rows(made, words),
        "waktu": [time_row(one) for one in made.times],
        "hunian": occupancy_facts(made, words),
    }


def _changes(changes: Iterable[Change], words: Words) -> list[dict[str, str]]:
    days = Days(words)
    return [
        {
            "nomor": one.number,
            "semula": clean(one.before),
            "menjadi": clean(one.after),
            "tanggal": days.render(one.at.isoformat()),
        }
        for one in changes
    ]


def _silent(one: Silent, words: Words) -> dict[str, str]:
    return {
        "nomor": one.ref,
        "opd": one_line(one.opd),
        "jabatan": words.role(one.role),
        "peran": one.role,
        "kontak": one_line(one.contact),
        "server": words.join(list(one.servers[:5])) + ("…" if len(one.servers) > 5 else ""),
    }


def _open_rows(digest: Digest, words: Words) -> list[dict[str, Any]]:
    """The open cases by step, with their age in working days."""
    days = Days(words)
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for one in digest.open_cases:
        group = groups.setdefault(
            (one.process, one.step),
            {
                "prosedur": one.process,
                "langkah": one.title,
                "giliran": words.role(one.waits_for),
                "tertua": 0,
                "baris": [],
            },
        )
        group["tertua"] = max(group["tertua"], one.age)
        group["baris"].append(
            {
                "nomor": one.ref,
                "opd": one_line(one.opd),
                "umur": one.age,
                "sejak": days.render(one.since.isoformat()),
            }
        )
    return list(groups.values())


def time_row(one: StepTime) -> dict[str, Any]:
    """Hours with one decimal; '' where nothing is set or proposed."""
    return {
        "prosedur": one.process,
        "langkah": one.title,
        "jumlah": one.count,
        "median": _hours(one.median),
        "p80": _hours(one.p80),
        "standar": _hours(one.standard),
        "usulan": _hours(one.proposed),
        "melampaui": one.standard is not None and one.p80 > one.standard,
    }


def _hours(hours: float | None) -> str:
    return "" if hours is None else f"{hours:.1f}".replace(".", ",")


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def occupancy_facts(digest: Digest, words: Words) -> dict[str, Any]:
    """What the plot shows: the whole, then each rack, the fullest first."""
    racks = sorted(digest.occupancy, key=lambda one: (-_share(one), one.rack))
    whole = tuple(
        _percent(sum(month), sum(one.usable for one in digest.occupancy))
        for month in zip(*(one.taken for one in digest.occupancy), strict=True)
    )
    return {
        "bulan": [render_month(month, words, "bulan_ringkas") for month in digest.months],
        "semua": list(whole),
        "rak": [
            {
                "nama": one.rack,
                "ruang": one.room,
                "ada": one.usable,
                "terpakai": list(one.taken),
                "persen": [_percent(count, one.usable) for count in one.taken],
            }
            for one in racks
        ],
    }


def _share(rack: RackYear) -> float:
    return rack.taken[-1] / rack.usable if rack.taken and rack.usable else 0.0


def floor_picture(floor: FloorView | Digest, title: str, when: str) -> dict[str, Any]:
    """What the picture of the racks shows; `when` it was so, in words."""
    proposed = (
        {"rak": floor.rack, "unit": floor.unit} if isinstance(floor, FloorView) else {"rak": "", "unit": ""}
    )
    return {
        "nomor": title,
        "keadaan": when,
        "usul": proposed,
        "rak": [
            {"ruang": one.room, "nama": one.rack, "isi": list(one.holders), "bebas": one.free}
            for one in floor.racks
        ],
    }
