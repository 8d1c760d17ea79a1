"""Which place is whose, where running text names several: "Dell R740 rak A U10-12, HP DL380 rak B U4".

A place belongs to the server behind which it stands, or, when every place stands before its server, to that one.
Where neither holds for all of them, none is given to any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.reading.rack import RackPlace, list_places
from bot.reading.words import Lexicon


def share_places(
    servers: Sequence[Mapping[str, str]], text: str, lexicon: Lexicon
) -> tuple[RackPlace, ...] | None:
    """The place of each server, in their order; () when the text names none, or one that may be that of all; None
    when several are named and can't be told apart."""
    told, starts = _placed(text, lexicon), _starts(servers, text)
    if not told or len(starts) < 2:
        return None if len(told) > 1 else ()
    parts = [_placed(text[start:end], lexicon) for start, end in pairwise((0, *starts, len(text)))]
    if len(told) == 1:  # between two servers it is that of the first; before or behind all, that of all
        inner = not parts[0] and not parts[-1]
        return tuple(one[0] if one else RackPlace() for one in parts[1:]) if inner else ()
    for own, rest in ((parts[1:], parts[0]), (parts[:-1], parts[-1])):
        if not rest and all(len(one) == 1 for one in own):
            return tuple(one[0] for one in own)
    return None


def _placed(text: str, lexicon: Lexicon) -> tuple[RackPlace, ...]:
    """The places with a unit."""
    return tuple(one for one in list_places(lexicon.sentences(text), lexicon) if one.unit)


def _starts(servers: Sequence[Mapping[str, str]], text: str) -> tuple[int, ...]:
    """Where each server is first named; () when one of them can't be found, or not in this order."""
    low, past, found = text.lower(), 0, []
    for server in servers:
        make, serial = (server.get(part, "").lower() for part in ("merek", "nomor_seri"))
        at = low.find(serial or make, past)
        if at < 0:
            return ()
        named = low.find(make, past, at) if make and serial else -1
        found.append(named if named >= 0 else at)
        past = at + len(serial or make)
    return tuple(found)
