"""Which stored servers a message speaks of: those that leave, and those named only to say that they stay.

Nothing is looked up here: a number, a serial number, a make or a name as it was written. Who knows what stands in
the racks (`deciding.returns`) tells which servers that means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.reading.labels import Labelled, has_value, parse_labels
from bot.reading.match import normal_ref, number_pattern
from bot.reading.server import Server, ServerReader
from bot.reading.words import Clause, Lexicon, Sentence, collapse
from bot.rules import Rules

_HOST = re.compile(r"(?<![\w@./-])[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+){1,5}(?![\w@])")
_NAME = re.compile(r"[\s:=\"'“(]{1,4}([A-Za-z0-9][\w.-]{2,40})")
_CONDITION_END = re.compile(r"[;\n()]|\.\s|\. *$|, (?=\w+ (?:oleh|dari|kepada)\b)")
_SHORT = 4  # words
_MOST = 200  # characters of a condition

TABLE, CONDITION = "barang", "kondisi"
_NAMELESS = {  # the lists whose words name no server, wherever they stand
    "opd": ("kepala", "asal", "tujuan", "netral", "bukan"),
    "server": ("merek", "keluarga", "jenis", "akhir_merek", "seri"),
    TABLE: ("pergi", "tetap", "semua", "bukan_nama", "peruntukan"),
    "kalimat": ("nanti", "harap"),
    "sopan": ("kata",),
    "sangkal": ("kata",),
    "rak": ("kata",),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """`servers` by make, serial number, host name (`nama`) or number (`nomor`). `leaving` and `staying` are the
    sender's words about those that go and those that stay; `all` and `part`: "semua server", "salah satu"."""

    servers: tuple[Server, ...] = ()
    numbers: tuple[str, ...] = ()
    leaving: str = ""
    staying: str = ""
    all: bool = False
    part: bool = False
    condition: str = ""


@dataclass(frozen=True)
class MentionReader:
    """The word lists of `[barang]`, and the numbers of the procedures whose servers can be taken back."""

    lexicon: Lexicon
    servers: ServerReader
    numbers: re.Pattern[str]
    naming: re.Pattern[str]
    condition: re.Pattern[str]
    purpose: re.Pattern[str]
    not_names: frozenset[str]

    @staticmethod
    def of(rules: Rules, lexicon: Lexicon, servers: ServerReader) -> MentionReader:
        given = {procedure.takes_from for procedure in rules.procedures}
        prefixes = tuple(procedure.prefix for procedure in rules.procedures if procedure.id in given)
        numbers = number_pattern(prefixes).pattern if prefixes else r"(?!)()()()()()"
        return MentionReader(
            lexicon,
            servers,
            re.compile(numbers + r"(?:[ \t]?/[ \t]?(\d{1,3})(?!\d))?", re.IGNORECASE),
            _any_of(lexicon.entries(TABLE, "bernama")),
            _any_of((*lexicon.entries("server", CONDITION), *lexicon.entries(TABLE, CONDITION))),
            _purpose(lexicon),
            _not_names(rules, lexicon),
        )

    def find(self, text: str, labels: tuple[Labelled, ...]) -> Mention:
        """What the text says of servers; `labels` are the labelled lines of the same text."""
        flat = self.lexicon.unwrap(text)
        # a number is one word, and its letters are no abbreviation ("ttp" for "tetap")
        sentences = self.lexicon.sentences(self.numbers.sub(lambda one: "n" + "0" * (len(one[0]) - 1), text))
        staying = [span for sentence in sentences for span in self._staying(sentence)]
        leaving, stays = _without(flat, staying), " ".join(flat[start:end] for start, end in staying)
        kept = parse_labels(leaving) if staying else labels
        found = [dict(server) for server in self.servers.find(leaving, kept)]
        names, numbers = self._names(leaving), self._numbers(leaving)
        if len(found) == len(names) == 1:
            found[0].setdefault("nama", names[0])
        elif not found:
            found = [{"nama": name} for name in names] or [{"nomor": number} for number in numbers]
        return Mention(
            servers=tuple(found),
            numbers=tuple(numbers),
            leaving=leaving,
            staying=stays,
            all=self._says(sentences, "semua") or self._says_only(sentences, "semuanya"),
            part=self._says(sentences, "sebagian"),
            condition=self._condition(flat, labels, len(found)),
        )

    # ---- who goes, who stays ----------------------------------------------------------------------------

    def _staying(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """The spans of a sentence that speak of servers which are left where they are."""
        waiting: list[tuple[int, int]] = []
        last = named = False  # what was said last, and whether that named a server itself
        for part in (piece for clause in sentence.clauses for piece in self._pieces(clause)):
            stays, words = self._stays(part), part.words()
            if stays and words[0] in self.lexicon.set(TABLE, "selain"):
                waiting = []  # "SN 1 (bukan SN 2)": it speaks of what follows it alone
            if last and named and (part.contrast or set(words) & self.lexicon.set(TABLE, "cukup")):
                last = False  # "bukan SN 1 tetapi SN 2"
            waiting.append((part.tokens[0].start, part.tokens[-1].end))
            if stays is None and not last:
                continue
            if stays or stays is None:
                yield from waiting
            waiting = []
            if stays is not None:
                last, named = stays, any(any(ch.isdigit() for ch in word) for word in words)

    def _pieces(self, clause: Clause) -> Iterator[Clause]:
        """A clause, parted at an "dan" that stands between one that goes and one that stays."""
        if not clause.tokens:
            return
        words = clause.words()
        joints = [at for at, word in enumerate(words) if word in self.lexicon.set(TABLE, "dan")]
        for at in joints:
            first, second = Clause(clause.tokens[:at], clause.contrast), Clause(clause.tokens[at + 1 :])
            sides = (self._stays(first), self._stays(second))
            if None not in sides and sides[0] != sides[1]:
                yield first
                yield second
                return
        yield clause

    def _stays(self, clause: Clause) -> bool | None:
        """True: they stay; False: they go; None: it does not say."""
        words = clause.words()
        goes, deny = self.lexicon.set(TABLE, "pergi"), self.lexicon.set("sangkal", "kata")
        going = [at for at, word in enumerate(words) if word in goes]
        if any(set(words[max(0, at - 3) : at]) & deny for at in going):
            return True
        line = f" {' '.join(words)} "
        if any(f" {phrase} " in line for phrase in self.lexicon.entries(TABLE, "tetap")):
            stay = [at for at, word in enumerate(words) if word in self.lexicon.set(TABLE, "tetap")]
            return not any(0 < other - at <= 2 for at in stay for other in going)
        return False if going or set(words) & self.lexicon.set(TABLE, "cukup") else None

    def _says(self, sentences: tuple[Sentence, ...], key: str) -> bool:
        """One of these phrases stands there, and no denial right before it ("tidak semua")."""
        deny = self.lexicon.set("sangkal", "kata")
        for sentence in sentences:
            line = f" {' '.join(word for clause in sentence.clauses for word in clause.words())} "
            for phrase in self.lexicon.entries(TABLE, key):
                before, found, _ = line.partition(f" {phrase} ")
                if found and not (before.split() and before.split()[-1] in deny):
                    return True
        return False

    def _says_only(self, sentences: tuple[Sentence, ...], key: str) -> bool:
        """One of these words is all that a sentence says, courtesies aside."""
        wanted, courtesy = self.lexicon.set(TABLE, key), self.lexicon.set("sopan", "kata")
        for sentence in sentences:
            words = [word for clause in sentence.clauses for word in clause.words()]
            said = [word for word in words if word not in courtesy]
            if any(
                f"{thanks} " in f"{' '.join(words)} " for thanks in self.lexicon.entries("sopan", "dibaca")
            ):
                continue
            if len(words) <= _SHORT and said and set(said) <= wanted:
                return True
        return False

    # ---- what they are called ---------------------------------------------------------------------------

    def _numbers(self, text: str) -> list[str]:
        """Case and inventory numbers, in their normal form."""
        return list(dict.fromkeys(spell_number(found) for found in self.numbers.finditer(text)))

    def _names(self, text: str) -> list[str]:
        """Host names: behind "bernama", or shaped like one ("srv-…")."""
        found: list[str] = []
        for sign in self.naming.finditer(text):
            if name := _NAME.match(text, sign.end()):
                found.append(name[1].strip(".-"))
        starts = self.lexicon.entries(TABLE, "awalan_nama")
        for match in _HOST.finditer(text):
            if match.group().lower().startswith(starts) and any(ch.isdigit() for ch in match.group()):
                found.append(match.group())
        found += [match[2] for match in self.purpose.finditer(text) if self._is_purpose(match[1], match[2])]
        return list(dict.fromkeys(found))

    def _is_purpose(self, kind: str | None, word: str) -> bool:
        """ "server SIMDA", "server aplikasi absensi": a name, unless it is an agency's or a maker's."""
        plain = word.lower()
        if plain in self.not_names or any(part in self.not_names for part in self.lexicon.standard(word)):
            return False
        odd = sum(ch.isupper() for ch in word[1:]) >= 2 or ("-" in word and any(ch.isupper() for ch in word))
        return bool(kind) or odd

    def _condition(self, text: str, labels: Iterable[Labelled], servers: int) -> str:
        """The condition in the writer's words: of labelled lines, else from the word that tells it. Where each of
        several servers has a line of its own, none of these is the condition of all."""
        lines = [one.value for one in labels if self.servers.names.get(one.label) == CONDITION]
        if len(lines) > 1 and servers > 1:
            return ""
        values = [self._without_serial(value) for value in lines if has_value(value)]
        if values:
            return "; ".join(dict.fromkeys(values))[:_MOST]
        found = self.condition.search(text)
        if not found:
            return ""
        tail = _CONDITION_END.split(text[found.start() : found.start() + _MOST], maxsplit=1)[0]
        heads = self.lexicon.set("server", CONDITION)
        if found.group().lower() in heads:
            tail = tail[len(found.group()) :]
        return collapse(self._without_serial(tail)).strip(" ,:-")

    def _without_serial(self, text: str) -> str:
        """ "penyok, SN ABC12345": the serial number says which server it is, not what it is like."""
        sign = self.servers.serial.search(text)
        return text[: sign.start()].rstrip(" ,;(-") if sign else text


def _purpose(lexicon: Lexicon) -> re.Pattern[str]:
    """The word behind "server", or behind "server aplikasi"; "SERVER" in capitals tells nothing of capitals."""
    kinds = "|".join(re.escape(word) for word in lexicon.entries(TABLE, "peruntukan")) or "(?!)"
    return re.compile(
        rf"(?<![\w-])[Ss]erver(?:nya)?[ \t]+(?:({kinds})[ \t]+)?([A-Za-z][\w-]{{2,30}})(?![\w.])"
    )


def _not_names(rules: Rules, lexicon: Lexicon) -> frozenset[str]:
    """Words that stand behind "server" and name nothing: agencies, makers, courtesies, what is done with it."""
    agencies = {
        word for one in rules.opd for name in (one.name, *one.aliases) for word in name.lower().split()
    }
    listed = {
        word for table, keys in _NAMELESS.items() for key in keys for word in lexicon.entries(table, key)
    }
    return frozenset(agencies | listed)


def spell_number(found: re.Match[str]) -> str:
    """'TTP-2026-0007', or 'TTP-2026-0007/2' with the place in the case."""
    ref = normal_ref(found[1], found[2] or found[5], found[3] or found[4])
    return f"{ref}/{int(found[6])}" if found[6] else ref


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The same text, same lines, with these spans blank."""
    for start, end in spans:
        blank = "".join(ch if ch == "\n" else " " for ch in text[start:end])
        text = text[:start] + blank + text[end:]
    return text


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=lambda word: -len(word))
    body = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"
    return re.compile(rf"(?<![\w/])(?:{body})(?!\w)", re.IGNORECASE)
