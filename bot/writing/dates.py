"""Times as an Indonesian reader writes them. The patterns (CLDR) come from `templates/istilah.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

LOCALE = "id"
_SECONDS = re.compile("[sSA]")  # what shows more than minutes, in a CLDR pattern


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
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # as babel takes it
    local = aware.astimezone(ZoneInfo(zone))
    if not _SECONDS.search(pattern):
        local = local.replace(second=0, microsecond=0)
    return _render(local, local.fold, pattern, zone)


@lru_cache(maxsize=1024)
def _render(local: datetime, fold: int, pattern: str, zone: str) -> str:
    """A letter names the same few moments again and again, and so do the letters of a minute. `fold` and `zone`
    tell apart the moments that Python holds to be equal."""
    from babel.dates import format_datetime  # loaded with the first time that is written

    return format_datetime(local, pattern, tzinfo=local.tzinfo, locale=LOCALE)
