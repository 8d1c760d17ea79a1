"""Rack and rack units: "rak A U10-U12", "Rak / Unit : A / 14". A size ("4U") is no unit, a full rack no place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.labels import Labelled, has_value
from bot.reading.words import Clause, Lexicon, Sentence, Token

_NAME = re.compile(r"[A-Za-z]\d{0,2}|\d{1,2}[A-Za-z]?|[A-Za-z]{1,2}-?\d{1,2}")
_NUMBER = re.compile(r"[Uu]?(\d{1,2})")
_GROWN = re.compile(r"[Uu](\d{1,2})")
_RANGE_GAP = 4
_RIGHTED = 6  # words that a place put right may take


@dataclass(frozen=True, slots=True)
class RackPlace:
    rack: str = ""
    unit: str = ""


def find_place(labels: Sequence[Labelled], sentences: Sequence[Sentence], lexicon: Lexicon) -> RackPlace:
    """The rack and units given: from labelled lines first, else from the sentences; full and old racks left out."""
    place = _labelled(labels, lexicon)
    if place.rack and place.unit:
        return place
    told = _told(sentences, lexicon)
    rack = place.rack or told.rack
    unit = place.unit or (told.unit if told.rack in ("", rack) else "")
    return RackPlace(rack, unit)


def list_places(sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[RackPlace, ...]:
    """Every place told, each once, in order; full and old racks left out. A unit alone is in the rack before."""
    found: list[RackPlace] = []
    for sentence in sentences:
        for index, clause in enumerate(sentence.clauses):
            if _is_full(clause, lexicon):
                continue
            for one in _in_clause(_with_dash(sentence, index), lexicon):
                last = found[-1] if found else RackPlace()
                if not one.rack and last.rack and not last.unit:
                    found[-1] = RackPlace(last.rack, one.unit)
                else:
                    found.append(RackPlace(one.rack or last.rack, one.unit))
    return tuple(dict.fromkeys(found))


def _is_full(clause: Clause, lexicon: Lexicon) -> bool:
    full = any(_is(token, lexicon.set("rak", "penuh")) for token in clause.tokens)
    return full and not _denied(clause, lexicon)


def _labelled(labels: Sequence[Labelled], lexicon: Lexicon) -> RackPlace:
    rack = unit = ""
    racks, units = lexicon.set("rak", "kata"), lexicon.set("rak", "unit")
    for label in labels:
        words = re.findall(r"[a-z]+", label.label)
        if not has_value(label.value) or not words or not set(words) & (racks | units) or len(words) > 3:
            continue
        if set(words) & racks:
            tokens = [
                token
                for token in lexicon.tokens(label.value)
                if token.word[0].isalnum() or token.word in "-/"
            ]
            name, rest = _first_name(tokens, lexicon)
            rack = rack or name
            unit = unit or _units(tokens[rest:], True)
        elif words[0] in units and not (set(words) & {"kerja", "pemohon"}):
            unit = unit or _units(lexicon.tokens(label.value), True)
    return RackPlace(rack, unit)


def _first_name(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[str, int]:
    for index, token in enumerate(tokens):
        if _NAME.fullmatch(token.raw) and not _GROWN.fullmatch(token.raw):
            return token.raw.upper(), index + 1
        if token.word not in lexicon.set("rak", "kata") and token.word not in lexicon.set("rak", "nomor"):
            break
    return "", 0


def _told(sentences: Sequence[Sentence], lexicon: Lexicon) -> RackPlace:
    """The last-named rack that is neither full nor old, and the units named with it."""
    place = RackPlace()
    for sentence in sentences:
        for index, clause in enumerate(sentence.clauses):
            if _is_full(clause, lexicon):
                continue
            for found in _in_clause(_with_dash(sentence, index), lexicon):
                place = RackPlace(
                    found.rack or place.rack, found.unit or (place.unit if not found.rack else "")
                )
            righted = _righted(sentence, index, lexicon)
            if righted:
                place = RackPlace(
                    righted.rack or place.rack, righted.unit or ("" if righted.rack else place.unit)
                )
            if place.rack and not place.unit and index + 1 < len(sentence.clauses):
                place = RackPlace(place.rack, _units(sentence.clauses[index + 1].tokens, False))
    return place


def _righted(sentence: Sentence, index: int, lexicon: Lexicon) -> RackPlace | None:
    """ "raknya BUKAN B TAPI C", "rak tertulis B SEHARUSNYA C", "unitnya bukan 6 tapi 8": the name or number that
    stands for the one denied."""
    tokens = sentence.clauses[index].tokens
    racks, units = (any(_is(token, lexicon.set("rak", key)) for token in tokens) for key in ("kata", "unit"))
    right, old = lexicon.set("jaringan", "ralat"), lexicon.set("rak", "lama")
    behind = next((tokens[at + 1 :] for at, token in enumerate(tokens) if token.word in right), ())
    after = sentence.clauses[index + 1] if index + 1 < len(sentence.clauses) else None
    if not behind and after and after.contrast and any(token.word in old for token in tokens):
        behind = after.tokens
    if not behind or not (racks or units) or len(behind) > _RIGHTED:
        return None
    name = behind[0].raw.upper() if racks and _NAME.fullmatch(behind[0].raw) else ""
    if name and not _GROWN.fullmatch(name):
        return RackPlace(name, _units(behind[1:], False))
    unit = _units(behind, not racks)
    return RackPlace("", unit) if unit else None


def _with_dash(sentence: Sentence, index: int) -> Clause:
    """The clause, and the next when only a long dash between two numbers parts them ("rak B 10–12")."""
    clause = sentence.clauses[index]
    after = sentence.clauses[index + 1].tokens[:2] if index + 1 < len(sentence.clauses) else ()
    last = clause.tokens[-1:]
    numbers = bool(last and after) and last[0].raw.isdecimal() and after[0].raw.isdecimal()
    if numbers and after[0].start - last[0].end == 1:
        return Clause((*clause.tokens, *after))
    return clause


def _denied(clause: Clause, lexicon: Lexicon) -> bool:
    return any(token.word in lexicon.set("sangkal", "kata") for token in clause.tokens)


def _in_clause(clause: Clause, lexicon: Lexicon) -> list[RackPlace]:
    """The places of one clause, those marked as old left out ("dari rak A unit 5 ke rak B unit 8")."""
    tokens, racks = clause.tokens, lexicon.set("rak", "kata")
    starts = [index for index, token in enumerate(tokens) if token.word in racks]
    if not starts:
        if tokens and tokens[0].word in lexicon.set("rak", "lama"):  # "U12 (BUKAN U10)"
            tokens = tuple(_now(tokens, lexicon))
        unit = _units(_now(tokens, lexicon), False) or _units(tokens, False)
        return [RackPlace("", unit)] if unit else []
    found: list[RackPlace] = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(tokens)
        name, rest = _name_behind(tokens, start + 1, lexicon)
        old = any(token.word in lexicon.set("rak", "lama") for token in tokens[max(0, start - 2) : start])
        if name and not (old and number + 1 < len(starts)):
            behind = _units(tokens[rest:end], False) or _bare_range(tokens[rest:end], lexicon)
            found.append(RackPlace(name, behind or _units(tokens[:start], False)))
        elif not name and not old:
            found.append(RackPlace("", _units(tokens[start + 1 : end], False)))
    return [place for place in found if place.rack or place.unit]


def _now(tokens: Sequence[Token], lexicon: Lexicon) -> Sequence[Token]:
    """What stands behind "ke" when an old place is told before it: "dari U3-U6 KE U9-U12"."""
    old, changed = lexicon.set("rak", "lama"), lexicon.set("jaringan", "diganti")
    told = next((at for at, token in enumerate(tokens) if token.word in old), len(tokens))
    return next(
        (tokens[at + 1 :] for at, token in enumerate(tokens) if at > told and token.word in changed), ()
    )


def _name_behind(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[str, int]:
    while index < len(tokens) and tokens[index].word in lexicon.set("rak", "nomor"):
        index += 1
    if index < len(tokens) and _NAME.fullmatch(tokens[index].raw) and not _GROWN.fullmatch(tokens[index].raw):
        return tokens[index].raw.upper(), index + 1
    return "", index


def _units(tokens: Sequence[Token], bare: bool) -> str:
    """ "14" or "10-12" of "U10-U12", "unit 5 sampai 6", "U20/U21"; `bare`: numbers need no "U" (a filled form)."""
    for index, token in enumerate(tokens):
        grown = _GROWN.fullmatch(token.raw)
        spoken = token.raw.lower() in ("u", "unit") and index + 1 < len(tokens)
        if grown:
            return _to_range(int(grown.group(1)), tokens[index + 1 :])
        if spoken and (number := _NUMBER.fullmatch(tokens[index + 1].raw)):
            return _to_range(int(number.group(1)), tokens[index + 2 :])
        if bare and (number := _NUMBER.fullmatch(token.raw)):
            return _to_range(int(number.group(1)), tokens[index + 1 :])
        if bare and token.raw.count("/") == 1 and all(part.isdecimal() for part in token.raw.split("/")):
            low, high = (int(part) for part in token.raw.split("/"))
            return f"{low}-{high}" if low < high else str(low)
    return ""


def _bare_range(tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """ "rak C 5-6": two numbers right behind the rack with only a dash between, and neither a date nor an hour."""
    numbers = [int(token.raw) if token.raw.isdecimal() and len(token.raw) <= 2 else 0 for token in tokens[:3]]
    if len(numbers) < 2 or not 0 < numbers[0] < numbers[1] or tokens[1].start - tokens[0].end not in (1, 3):
        return ""
    behind = tokens[2].word if len(tokens) > 2 else ""
    times = lexicon.lists.get("waktu", {})
    months = {month for names in lexicon.lists.get("bulan", {}).values() for month in names}
    parts = {word for part in ("pagi", "siang", "sore", "malam") for word in times.get(part, ())}
    adjacent = len(tokens) > 2 and tokens[2].raw.isdecimal() and tokens[2].start - tokens[1].end == 1
    if adjacent or behind in months | parts | set(times.get("zona", ())):
        return ""
    return f"{numbers[0]}-{numbers[1]}"


def _to_range(low: int, rest: Sequence[Token]) -> str:
    """The unit, or the range to the next number when only a dash, "u" or "sampai" stands between."""
    high = low
    between = ("-", "–", "u", "unit", "sampai", "dan", "/", "sd", "s/d", "s.d", "s.d.", "hingga")
    for token in rest[:_RANGE_GAP]:
        number = _NUMBER.fullmatch(token.raw)
        if number and int(number.group(1)) == high + 1:
            high = int(number.group(1))
        elif number and high == low and int(number.group(1)) > low:
            return f"{low}-{int(number.group(1))}"
        elif number or not {token.raw.lower(), token.word} & set(between):
            break
    return f"{low}-{high}" if high > low else str(low)


def _is(token: Token, words: frozenset[str]) -> bool:
    return token.word in words or token.stem in words
