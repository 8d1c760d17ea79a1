"""Times as an Indonesian reader writes them. The patterns (CLDR) come from `templates/istilah.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

LOCALE = "id"


def parse_moment(value: object) -> datetime | None:
    """An ISO 8601 text with offset, or an aware datetime; None for anything else."""
    if isinstance(value, datetime):
        return value if value.tzinfo else None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def parse_moments(value: object) -> tuple[datetime, ...]:
    """Every time in the field `waktu` (a list of ISO texts, or a single one), in the order given."""
    values: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    return tuple(moment for each in values if (moment := parse_moment(each)))


def render_moment(moment: datetime, pattern: str, zone: str) -> str:
    """`moment` in `zone` by a CLDR pattern: "Selasa, 24 November 2026 pukul 09.00 WIB"."""
    from babel.dates import format_datetime  # loaded with the first time that is written

    return format_datetime(moment, pattern, tzinfo=ZoneInfo(zone), locale=LOCALE)
