"""The servers a message describes: labelled lines, a filled form, a table, or free text; several per message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.reading.labels import Labelled, has_value, parse_tables, plain_label, read_records
from bot.reading.rack import find_place
from bot.reading.words import Lexicon, collapse

_PROCESSOR = re.compile(r"(?:i[3579]|[ewd]\d?)-\d{3,5}\w{0,3}", re.IGNORECASE)  # "i7-12700", "E5-2620"
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,24}")
_UNITS = re.compile(r"U\d{1,2}(?:-U?\d{1,2})?", re.IGNORECASE)  # "U10-U12": where it stands
_PHONE = re.compile(r"(?:\+?62|0)8[\d-]{7,14}")
_SIZE = re.compile(r"\b(\d{1,2}) ?U\b")
_POWER = re.compile(r"\b(?:\d ?[xX×] ?)?\d{2,4} ?(?:W|watt|Watt|WATT|VA)\b")
_AMOUNT = re.compile(
    r"\d+(?:[.,]\d+)? ?(?:GB|TB|MB|gb|tb|Gb|Tb|G|T)\b|\b[^\W_]+ (?:[Gg]iga|[Tt]era|GIGA|TERA)(?:byte|BYTE)?\b"
)
_TOLD = 25  # characters behind the word of a part in which its number stands
_BREAK = re.compile(r"[,;\n()]|\.\s|\. *$")
_MAX_MODEL_WORDS = 6
GENERAL = "umum"
PARTS = ("merek", "nomor_seri", "prosesor", "memori", "penyimpanan", "kondisi", "ukuran", "daya", "jenis")
PLACE = ("rak", "unit")
_TELLING = frozenset(("merek", "nomor_seri", "prosesor", "memori", "penyimpanan"))

Server = dict[str, str]


@dataclass(frozen=True)
class ServerReader:
    """The words that name makers, serial numbers and parts, compiled to one pattern each."""

    lexicon: Lexicon
    names: Mapping[str, str]
    maker: re.Pattern[str]
    serial: re.Pattern[str]
    parts: Mapping[str, re.Pattern[str]]
    ends: Mapping[str, re.Pattern[str]]
    stop: frozenset[str] = field(default_factory=frozenset)

    @staticmethod
    def of(lexicon: Lexicon) -> ServerReader:
        names = {
            plain_label(label): part
            for part, labels in lexicon.lists.get("server_label", {}).items()
            for label in labels
        }
        words = (*lexicon.entries("server", "merek"), *lexicon.entries("server", "keluarga"))
        parts = {
            part: _any_of(lexicon.entries("server", part))
            for part in ("prosesor", "memori", "penyimpanan", "jenis")
        }
        parts["kondisi"] = _any_of(lexicon.entries("server", "kondisi"), r"(?:nya)?")
        serial = _any_of(lexicon.entries("server", "seri"), r"(?:nya)?")
        ends = {part: _ends_of(part, lexicon) for part in parts}
        return ServerReader(
            lexicon, names, _any_of(words), serial, parts, ends, lexicon.set("server", "akhir_merek")
        )

    def find(self, text: str, labels: tuple[Labelled, ...], placed: bool = False) -> tuple[Server, ...]:
        """Every server described, in order. A table or labelled lines, where there are any, beat free text. `placed`:
        with the rack and the unit of its own, where a row or several blocks of lines name one."""
        told = self._from_tables(text, placed) or self._from_labels(labels, placed)
        free = self._from_text(self.lexicon.unwrap(text))
        if not told:
            return tuple(free)
        if len(told) == 1 and not told[0].get("nomor_seri") and len(free) >= 1:
            return tuple(_merged(told[0], one) for one in free)
        if len(told) == 1 and len(free) == 1:
            return (
                _merged(told[0], {key: free[0][key] for key in free[0] if key in ("merek", "nomor_seri")}),
            )
        return tuple(told)

    def bare_makers(self, text: str) -> tuple[Server, ...]:
        """The makers that are named, each once, as servers of which nothing else is said: "Dell rak A, HP rak B"."""
        names = dict.fromkeys(match.group() for match in self.maker.finditer(text))
        return tuple({"merek": name} for name in names if name.lower() in self.lexicon.set("server", "merek"))

    def parts_of(self, text: str, labels: tuple[Labelled, ...]) -> Server:
        """The characteristics that a text tells of one server, be they ever so few."""
        told = self.find(text, labels)
        named = {self.names[one.label]: one.value for one in reversed(labels) if one.label in self.names}
        condition = self.condition(text, labels)
        return {
            **(told[0] if len(told) == 1 else {}),
            **self._cleaned({part: value for part, value in named.items() if has_value(value)}),
            **({"kondisi": condition} if condition else {}),
        }

    def condition(self, text: str, labels: Iterable[Labelled]) -> str:
        """The condition: of a labelled line, else the words behind "kondisi"."""
        for label in labels:
            if self.names.get(label.label) == "kondisi" and has_value(label.value):
                return label.value
        found = self.parts["kondisi"].search(text)
        if not found:
            return ""
        told = _BREAK.split(text[found.end() :], maxsplit=1)[0]
        words = self._until_other("kondisi", told).strip(" :-=").split()
        while words and words[0].lower() in self.lexicon.set("frasa", "sisip"):
            words.pop(0)
        return " ".join(words)

    def _from_tables(self, text: str, placed: bool) -> list[Server]:
        found: list[Server] = []
        for table in parse_tables(text):
            for record in read_records(table, self.names):
                server = self._cleaned(record)
                if server.get("merek") or server.get("nomor_seri"):
                    found.append({**server, **(self._place(record) if placed else {})})
        return found

    def _from_labels(self, labels: Iterable[Labelled], placed: bool) -> list[Server]:
        """Labelled lines; a label that comes a second time begins the next server."""
        blocks: list[Server] = [{}]
        for label in labels:
            part = self.names.get(label.label)
            if not part or not has_value(label.value) or (part in PLACE and not placed):
                continue
            if part in blocks[-1]:
                blocks.append({})
            blocks[-1][part] = label.value
        blocks = _without_shared_place(blocks)
        servers = [{**self._cleaned(block), **self._place(block)} for block in blocks]
        return [one for one in servers if set(one) & _TELLING] or _only_placed(servers)

    def _place(self, record: Server) -> Server:
        """The rack and unit of a row or block, as they are kept: "A", "10-11"."""
        lines = [Labelled(part, record[part], 0) for part in PLACE if part in record]
        place = find_place(lines, (), self.lexicon)
        return {part: value for part, value in zip(PLACE, (place.rack, place.unit), strict=True) if value}

    def _cleaned(self, record: Server) -> Server:
        """Known parts only; a serial number behind the make is taken out of it, words around a serial cut."""
        server = {part: value for part, value in record.items() if part in PARTS}
        if GENERAL in record:  # "Nama server : srv-1": only where no make is told
            server.setdefault("merek", record[GENERAL])
        merek = server.get("merek", "")
        sign = self.serial.search(merek)
        if sign:
            server.setdefault("nomor_seri", merek[sign.end() :])
            server["merek"] = merek[: sign.start()].strip(" ,;(-")
        if "nomor_seri" in server:
            serials = [
                word for word in _SERIAL.findall(server["nomor_seri"]) if any(ch.isdecimal() for ch in word)
            ]
            server["nomor_seri"] = serials[0].upper() if serials else ""
        return {part: value for part, value in server.items() if value}

    def _from_text(self, text: str) -> list[Server]:
        """Free text: a server begins at a maker's name, or at a serial number without one."""
        starts = self._makers(text)
        found: list[Server] = []
        bounds = [*[start for start, _ in starts], len(text)]
        lead = self._serials(text[: bounds[0]])
        found += [{"nomor_seri": serial} for serial in lead]
        for index, (start, make) in enumerate(starts):
            piece = text[start : bounds[index + 1]]
            serials = self._serials(piece) or [""]
            rest = self._details(piece)
            for serial in serials:
                found.append({"merek": make, **({"nomor_seri": serial} if serial else {}), **rest})
        known = [server for server in found if server.get("nomor_seri") or _is_model(server.get("merek", ""))]
        return _without_echo(known)

    def _makers(self, text: str) -> list[tuple[int, str]]:
        """(offset, make and model) of every maker's name that is not part of the one before it."""
        found: list[tuple[int, str]] = []
        past = 0
        for match in self.maker.finditer(text):
            if match.start() < past:
                continue
            make = self._model(text[match.start() :])
            past = match.start() + len(make)
            if _is_make(make, self.lexicon.set("server", "merek")):
                found.append((match.start(), make))
        return found

    def _model(self, text: str) -> str:
        line = _BREAK.split(text[:90], maxsplit=1)[0]
        words: list[str] = []
        for word in line.split():
            if words and (word.lower().strip(":") in self.stop or word in ("-", "–", ":", "/")):
                break
            words.append(word)
            if len(words) == _MAX_MODEL_WORDS:
                break
        return " ".join(words).rstrip(" .:-")

    def _serials(self, text: str) -> list[str]:
        """What stands behind "SN", "S/N", "nomor seri": one, or several parted by commas and "dan"."""
        found: list[str] = []
        for sign in self.serial.finditer(text):
            tail = text[sign.end() : sign.end() + 120].split("\n\n")[0]
            for word in re.split(r"[\s,;:()=]+", tail):
                bare = word.strip(".'\"")
                if _looks_serial(bare):
                    found.append(bare.upper())
                elif found and bare.lower() not in ("dan", "&", "serta", "sama", ""):
                    break
        return list(dict.fromkeys(found))

    def _segment(self, part: str, text: str, match: re.Match[str]) -> str:
        """From the comma before to the comma or full stop behind, or to where something else begins."""
        start = match.start()
        begin = max((one.end() for one in _BREAK.finditer(text[max(0, start - 40) : start])), default=-1)
        left = max(0, start - 40) + begin if begin >= 0 else start
        if self.ends[part].search(text[left:start]):
            left = start
        right = _BREAK.split(text[start : start + 160], maxsplit=1)[0]
        word = len(match.group())
        return collapse(text[left:start] + right[:word] + self._until_other(part, right[word:])).strip(" -")

    def _until_other(self, part: str, told: str) -> str:
        found = self.ends[part].search(told)
        if not found:
            return told
        words, left = told[: found.start()].split(), self.lexicon.set("server", "sambung")
        while words and words[-1].lower() in left:
            words.pop()
        return " " + " ".join(words)

    def _details(self, text: str) -> Server:
        details: Server = {}
        for part, pattern in self.parts.items():
            match = pattern.search(text)
            if match:
                segment = self._segment(part, text, match)
                if part in ("memori", "penyimpanan") and not _AMOUNT.search(segment):
                    continue
                details[part] = match.group().lower() if part == "jenis" else segment
        size, power = _SIZE.search(text), _POWER.search(text)
        if size:
            details["ukuran"] = f"{size.group(1)}U"
        if power:
            details["daya"] = collapse(power.group())
        return details


def _without_shared_place(blocks: list[Server]) -> list[Server]:
    """A rack named in one block only is that of all, and so is a unit, unless each block has a rack."""
    racks, units = (sum(part in block for block in blocks) for part in PLACE)
    shared = {
        part for part, is_shared in zip(PLACE, (racks < 2, units < 2 > racks), strict=True) if is_shared
    }
    return [{part: value for part, value in block.items() if part not in shared} for block in blocks]


def _only_placed(blocks: list[Server]) -> list[Server]:
    """Several blocks that say nothing of their servers but where each stands."""
    return blocks if len(blocks) > 1 and all(set(block) & set(PLACE) for block in blocks) else []


def _ends_of(part: str, lexicon: Lexicon) -> re.Pattern[str]:
    """Where another part, the place or a party begins: what is told of `part` ends there, be it without a comma. A
    condition may name a part ("kondisi baik satu harddisk rusak"): one of which the size is told is another."""
    others = [
        word
        for other in ("prosesor", "memori", "penyimpanan", "kondisi", "daya")
        for word in lexicon.entries("server", other)
        if other != part and word not in lexicon.entries("server", part)
    ]
    told = rf"(?=[^,;\n]{{0,{_TOLD}}}(?:{_AMOUNT.pattern}|{_POWER.pattern}))" if part == "kondisi" else ""
    place = rf"{_any_of(lexicon.entries('rak', 'kata')).pattern}\s+\w{{1,4}}\b"
    unit = rf"{_any_of(lexicon.entries('rak', 'unit')).pattern}\s*[uU]?\d"
    parts = _any_of(others).pattern + told
    cut = _any_of(lexicon.entries("server", "putus")).pattern
    return re.compile("|".join((parts, place, unit, cut)), re.IGNORECASE)


def _looks_serial(word: str) -> bool:
    """Letters and digits, or at least six digits; in small letters only with two digits or more."""
    digits = sum(ch.isdigit() for ch in word)
    if _PHONE.fullmatch(word) or _UNITS.fullmatch(word):
        return False
    if (
        len(word) < 5
        or not digits
        or not _SERIAL.fullmatch(word)
        or _PROCESSOR.fullmatch(word)
        or word.lower().endswith(("gb", "tb"))
    ):
        return False
    if word == word.upper():
        return digits < len(word) or len(word) >= 6
    return digits >= 2


def _is_make(make: str, makers: frozenset[str]) -> bool:
    """A maker's name alone is none, and "HP 0812…" is a telephone."""
    maker, _, model = make.partition(" ")
    if maker.lower().rstrip(":") not in makers:
        return "/" not in maker
    return model[:1].isalpha() or (model[:1].isdigit() and any(ch.isalpha() for ch in model.split()[0]))


def _is_model(make: str) -> bool:
    return any(ch.isdecimal() for ch in make)


def _without_echo(servers: list[Server]) -> list[Server]:
    """A make said again without a serial number, beside the same make with one, is the same server."""
    full = [server for server in servers if server.get("nomor_seri")]
    if not full:
        return servers
    return [server for server in servers if server.get("nomor_seri") or not _echoes(server, full)]


def _echoes(server: Server, full: list[Server]) -> bool:
    make = server.get("merek", "").lower()
    return any(make in other.get("merek", "").lower() or not other.get("merek") for other in full)


def _merged(first: Server, second: Server) -> Server:
    return {**second, **first}


def _any_of(words: Iterable[str], ending: str = "") -> re.Pattern[str]:
    """One of the words, as a word of its own, longest first."""
    ordered = sorted(set(words), key=lambda word: -len(word))
    body = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"
    return re.compile(rf"(?<![\w/])(?:{body}){ending}(?!\w)", re.IGNORECASE)
