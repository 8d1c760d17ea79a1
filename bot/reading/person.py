"""People: the contact person and phone, and the two parties of a handover. Titles stay out, a NIP is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reading.labels import Labelled, has_value, plain_label
from bot.reading.words import Lexicon, Token, collapse

_PHONE = re.compile(
    r"(?<![\w.])(?:(?:\(?\+?62\)?|0)[\s.(-]{0,2}\d[\d\s.()–-]{6,18}\d|0\d{3}/\d{3,4}/\d{3,5})(?!\w)"
)
_NIP = re.compile(r"\b(?:nip|nik)?[\s.:]{0,3}\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.-])*")
_SELF = re.compile(r"\b(\w{2,6})(?: sendiri)?\s{0,2}(?:[(,-] ?([^()\n]{3,40}?)[),-]?)?\s{1,2}$")
_SELF_BARE = re.compile(r"\b(\w{2,6})\s([^\W\d_]{3,20}(?: [^\W\d_]{2,20})?)\s{1,2}$")  # "saya Rina Contoh "
_AIMED = re.compile(r"^(?: [a-z]{2,15}){1,4} ?(?=:)")  # "PIC pihak rumah sakit: Budi Contoh"
_WHO = re.compile(r"^(?:yang|yg)\s+")  # "penghubung YANG kami tunjuk adalah Budi Contoh"
_MAX_NAME_WORDS = 5
_BEFORE = 3  # words before a cue that may say that it is of earlier
_SEARCH = 140
_SIGNED_LINES = 6
_SENTENCE_WORDS = 3
_BESIDE = 5  # words between a name and its number: degrees, a position, "nomor"
_NEXT = 2  # the same, for a name without capitals
_CALL = 60  # characters between the word for a phone and its number
_ENDS = frozenset((".", ";", "!", "?", "\n", ""))
_INITIALS = 4  # letters: a full stop behind a longer word ends the name ("Moh." is part of one)


@dataclass(frozen=True, slots=True)
class Contact:
    name: str = ""
    phone: str = ""
    text: str = ""
    signed: bool = False  # a signature gives it, and nothing else


def find_phone(text: str) -> str:
    """The first mobile number, else the first; digits only (a leading + kept), 9 to 14 of them; a NIP is none."""
    if not _DIGIT.search(text):
        return ""
    found: list[str] = []
    parts = _NIP.sub(" ", text).split("\n\n")  # a number may be wrapped, but ends with its paragraph
    for match in (match for part in parts for match in _PHONE.finditer(part)):
        digits = re.sub(r"\D", "", match.group())
        if 9 <= len(digits) <= 14 and digits[:2] in ("08", "62", "03", "02", "07", "04", "05", "06"):
            found.append(("+" if match.group().lstrip("( ").startswith("+") else "") + digits)
    mobile = (number for number in found if number.lstrip("+").startswith(("08", "628")))
    return next(mobile, found[0] if found else "")


@dataclass(frozen=True)
class Cues:
    """Phrases that a name follows, in standard words."""

    lexicon: Lexicon
    by_first: dict[str, tuple[tuple[str, ...], ...]]

    @staticmethod
    def of(lexicon: Lexicon, phrases: Sequence[str]) -> Cues:
        table: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted({lexicon.standard(phrase) for phrase in phrases}, key=lambda one: -len(one)):
            if words:
                table.setdefault(words[0], []).append(words)
        return Cues(lexicon, {first: tuple(some) for first, some in table.items()})

    def find(self, text: str) -> list[tuple[int, int]]:
        """Offsets of the cues in the text, in order."""
        tokens = [token for token in self.lexicon.tokens(text) if token.word[0].isalnum()]
        found: list[tuple[int, int]] = []
        index = 0
        while index < len(tokens):
            length = self._length(tokens, index)
            if length:
                found.append((tokens[index].start, tokens[index + length - 1].end))
            index += max(length, 1)
        return found

    def _length(self, tokens: Sequence[Token], index: int) -> int:
        token = tokens[index]
        if token.word not in self.by_first and token.stem not in self.by_first:
            return 0
        for first in dict.fromkeys((token.word, token.stem)):
            for words in self.by_first.get(first, ()):
                window = tokens[index : index + len(words)]
                if len(window) == len(words) and all(
                    word in (token.word, token.stem) for word, token in zip(words, window, strict=True)
                ):
                    return len(words)
        return 0


@dataclass(frozen=True)
class PersonReader:
    """The words around names, compiled."""

    lexicon: Lexicon
    cue: Cues
    introduction: Cues
    calling: Cues
    referral: Cues
    bearer: Cues
    giver: Cues
    taker: Cues
    contact_labels: frozenset[str]
    phone_labels: frozenset[str]
    giver_labels: frozenset[str]
    taker_labels: frozenset[str]
    forms: frozenset[str]  # words of a form's labels: never part of a name

    @staticmethod
    def of(lexicon: Lexicon, labels: dict[str, tuple[str, ...]]) -> PersonReader:
        """`labels`: field id → the labels of `rules/umum.toml`."""
        sets = {key: frozenset(plain_label(name) for name in names) for key, names in labels.items()}
        return PersonReader(
            lexicon,
            Cues.of(lexicon, lexicon.entries("orang", "tunjuk")),
            Cues.of(lexicon, lexicon.entries("orang", "perkenalan")),
            Cues.of(lexicon, lexicon.entries("orang", "telepon")),
            Cues.of(lexicon, lexicon.entries("orang", "rujuk")),
            Cues.of(lexicon, lexicon.entries("orang", "pengantar")),
            Cues.of(lexicon, (*lexicon.entries("orang", "menyerahkan"), *labels.get("diserahkan_oleh", ()))),
            Cues.of(lexicon, (*lexicon.entries("orang", "menerima"), *labels.get("diterima_oleh", ()))),
            sets.get("kontak", frozenset()),
            sets.get("telepon", frozenset()),
            sets.get("diserahkan_oleh", frozenset()),
            sets.get("diterima_oleh", frozenset()),
            _label_words(lexicon, labels),
        )

    def contact(
        self, text: str, labels: Sequence[Labelled], signature: str = "", refers: bool = False
    ) -> Contact:
        """The contact person: a labelled line, a sentence that points to one, or a signature with a phone. `refers`:
        also somebody else to whom the writer refers."""
        labelled = self._labelled(labels)
        told = self._told(text)
        if refers and not told.name and not labelled.name:
            told = self._referred(text)
        bears = bool(
            self.bearer.find(self.lexicon.unwrap(text))
        )  # who only passes a letter on is nobody's contact
        signed = Contact() if bears else self._signed(signature if find_phone(signature) else tail_of(text))
        sources = (labelled, told, signed)
        if not bears and not any(one.name for one in sources):
            introduced = self._introduced(text)
            sources = (labelled, told, introduced if introduced.name else self._beside_phone(text))
        name, source = next(((one.name, one.text) for one in sources if one.name), ("", ""))
        phone = next((one.phone for one in sources if one.phone), "") or (find_phone(text) if name else "")
        given = any(one.name or one.phone for one in (labelled, told))
        return Contact(name, phone, source, signed=not given and bool(name))

    def phone_told(self, text: str) -> str:
        """A phone number of which the text says that it is one ("nomor HP saya ganti 0812…"), signatures aside."""
        flat = self.lexicon.unwrap(text)
        numbers = (find_phone(flat[end : end + _CALL].split("\n")[0]) for _, end in self.calling.find(flat))
        return next((number for number in numbers if number), "")

    def _introduced(self, text: str) -> Contact:
        """ "saya Budi dari Dinas Contoh", with a phone number somewhere in the text."""
        phone, flat = find_phone(text), self.lexicon.unwrap(text)
        for start, end in self.introduction.find(flat) if phone else ():
            name = self.name_at(flat[end : end + _SEARCH], whole=True)
            if name and flat[end : end + 1] == " ":
                return Contact(name, phone, collapse(flat[start : end + len(name) + 1]))
        return Contact()

    def _beside_phone(self, text: str) -> Contact:
        """ "Petugas: Catur Contoh, A.Md., telp 0815…": a name with little between it and the number behind it."""
        for line in self.lexicon.unwrap(text).split("\n"):
            phone = find_phone(line)
            match = _PHONE.search(line) if phone else None
            for start in _capitals(line[: match.start()]) if match else ():
                tail = line[start : match.start()] if match else ""
                name = self.name_at(tail, whole=True)
                rest = _WORD.findall(tail[len(name) :]) if name else []
                if name and len(rest) <= _BESIDE and (len(name.split()) > 1 or self._titled(line[:start])):
                    return Contact(name, phone, collapse(tail))
        return Contact()

    def _titled(self, before: str) -> bool:
        """Whether what stands before a name ends with a title ("Bapak")."""
        last = before.split()[-1:]
        return bool(last) and last[0].lower().rstrip(".") in self.lexicon.set("orang", "gelar_depan")

    def _labelled(self, labels: Sequence[Labelled]) -> Contact:
        name = phone = text = ""
        for label in labels:
            if not has_value(label.value):
                continue
            if label.label in self.contact_labels and not name:
                name = self.name_at(label.value, small=True)
                phone = phone or find_phone(label.value)
                text = f"{label.label}: {label.value}"
            elif label.label in self.phone_labels or label.label in self.contact_labels:
                phone = phone or find_phone(label.value)
        return Contact(name, phone, text)

    def _told(self, text: str) -> Contact:
        flat = self.lexicon.unwrap(text)
        for start, end in self.cue.find(flat):
            tail = _AIMED.sub("", flat[end : end + _SEARCH]).lstrip(" .\t")
            tail = tail.lstrip(" .:\t\n") if tail.startswith(":") else tail
            tail = _WHO.sub("", tail)
            name = self.name_at(tail) or self._small_name(tail.split("\n")[0])
            if name:
                return Contact(name, find_phone(tail), collapse(flat[start:end] + tail.split("\n")[0]))
        return Contact()

    def _referred(self, text: str) -> Contact:
        """ "silakan LANGSUNG DENGAN Mas Budi Contoh (0812…)": another person, with his number; not one with whom
        something has been talked over already."""
        flat = self.lexicon.unwrap(text)
        done = self.lexicon.set("kalimat", "pulang")
        for start, end in self.referral.find(flat):
            before = [token.word for token in self.lexicon.tokens(flat[max(0, start - _CALL) : start])]
            tail = flat[end : end + _SEARCH].split("\n")[0]
            match = _PHONE.search(tail) if find_phone(tail) else None
            name = self.name_at(tail.lstrip(" :\t")) if match and not done & set(before[-_BEFORE:]) else ""
            if (
                match
                and name
                and len(_WORD.findall(tail[tail.find(name) + len(name) : match.start()])) <= _BESIDE
            ):
                return Contact(name, find_phone(tail), collapse(flat[start:end] + tail))
        return Contact()

    def fuller(self, name: str, others: Iterable[str]) -> str:
        """The name in full, where somebody whose first name it is signs or sends: "CP: Budi", from Budi Contoh."""
        if not name or " " in name:
            return name
        full = (self.name_at(one, whole=True, small=True) for text in others for one in text.split("\n"))
        first = f"{name} ".casefold()
        return next((_capital(one) for one in full if one.casefold().startswith(first)), name)

    def _small_name(self, line: str) -> str:
        """ "kontaknya budi contoh, hp 0812…": a name without capitals, with its number next to it."""
        match = _PHONE.search(line) if find_phone(line) else None
        before = line[: match.start()] if match else ""
        name = self.name_at(before, small=True)
        rest = _WORD.findall(before[before.lower().find(name.lower()) + len(name) :]) if name else []
        return name if len(rest) <= _NEXT else ""

    def _signed(self, signature: str) -> Contact:
        """A signature counts with a phone number; the name is its first line that is one."""
        phone = find_phone(signature)
        if not phone:
            return Contact()
        for line in signature.split("\n"):
            name = "" if _is_sentence(line) else self.name_at(line, whole=True)
            if name and (len(name.split()) >= 2 or find_phone(line)):
                return Contact(name, phone, collapse(line))
        return Contact()

    def name_at(self, text: str, whole: bool = False, small: bool = False) -> str:
        """The name that `text` begins with, titles and degrees cut, or ''. `whole`: nothing may stand before it;
        `small`: where a name is expected (behind its label), it may be written without capitals."""
        skip, ends = self.lexicon.set("orang", "lewati"), self.lexicon.set("orang", "akhir_nama")
        titles, units = self.lexicon.set("orang", "gelar_depan"), self.lexicon.set("orang", "bukan_nama")
        words: list[str] = []
        position, titled, ended = 0, False, False
        for match in _WORD.finditer(text[:_SEARCH]):
            between = text[position : match.start()]
            word = match.group().rstrip(".-")
            low = word.lower()
            if words and (set(between) & set(",;:()/0123456789|\n\t–=") or " - " in between or low in ends):
                break
            if ended or (words and low in self.forms):
                break
            if not words and _broken(between, whole):
                return ""
            position = match.end()
            if self._degree(match.group()):
                if not words:
                    return ""
                break
            if not words and (low in titles or low.replace(".", "") in titles):
                titled = True
                continue
            if not words and not whole and self._standard(low) in skip:
                small = False  # "petugas piket": what follows such a word may be anything
                continue
            if low in self.forms:
                return ""
            ended = match.group().endswith(".") and len(word) > _INITIALS
            if low in units or low in ends or (not words and len(word) < 2):
                behind = low in ends or low in self.lexicon.set("orang", "jabatan")
                return self._checked(words, titled) if words and behind else ""
            if words and word[0].islower() and (not words[0][0].islower() or low in self._ordinary):
                break
            words.append(word)
            if len(words) == _MAX_NAME_WORDS:
                break
        return self._checked(words, titled or small)

    def _standard(self, word: str) -> str:
        """The word without abbreviation: "sy" is "saya"."""
        return str(self.lexicon.lists.get("singkatan", {}).get(word, word))

    def _checked(self, words: list[str], expected: bool) -> str:
        """A name has a capital letter somewhere, or is `expected` by a title or label before it and no word that the
        lists know."""
        if not words or (words[0][0].islower() and (not expected or words[0] in self._ordinary)):
            return ""
        return " ".join(word[0].upper() + word[1:] for word in words)

    @property
    def _ordinary(self) -> frozenset[str]:
        """Words that say something: no name written in small letters begins or goes on with one."""
        return self.lexicon.set("", "spoken")

    def _degree(self, word: str) -> bool:
        return word.lower().rstrip(".") in self.lexicon.set("orang", "gelar_belakang")

    def giver_of(self, text: str, labels: Sequence[Labelled], sender: str) -> str:
        """Who handed the server over; a position said with the name stands behind it in brackets."""
        return self._party(text, labels, (self.giver_labels, self.giver, sender))

    def taker_of(self, text: str, labels: Sequence[Labelled], sender: str) -> str:
        """Who took the server, with the position likewise."""
        return self._party(text, labels, (self.taker_labels, self.taker, sender))

    def _party(self, text: str, labels: Sequence[Labelled], which: tuple[frozenset[str], Cues, str]) -> str:
        names, cue, sender = which
        for label in labels:
            if label.label in names and has_value(label.value):
                found = self._party_at(label.value, sender, small=True)
                if found:
                    return f"{found}{self._position(label.value, found)}"
        flat = self.lexicon.unwrap(text)
        for start, end in cue.find(flat):
            if (found := self._before(flat[max(0, start - _CALL) : start], sender)) and flat[start] in "yY":
                return found
            tail = flat[end : end + _SEARCH]
            titled = self._titled_before(flat[max(0, start - _CALL) : start]) if flat[start] in "yY" else ""
            if tail.lstrip(" \t")[:1] in _ENDS:  # "DITERIMA", "Sudah diterima.": nobody is named
                if titled:
                    return titled
                continue
            found = self._party_at(tail, sender) or titled
            if found:
                return found
        return ""

    def _before(self, text: str, sender: str) -> str:
        """Who is named right before a cue: "SAYA (Budi) yang menyerahkan", "SAYA yang menyerahkan", "saya RINA yang
        menerima"."""
        own = self.lexicon.set("orang", "saya")
        found = _SELF.search(text)
        if found and self._standard(found[1].lower()) in own:
            return (self.name_at(found[2], whole=True) if found[2] else "") or sender
        bare = _SELF_BARE.search(text)
        if bare and self._standard(bare[1].lower()) in own:
            return self.name_at(bare[2], whole=True, small=True)
        return ""

    def _titled_before(self, text: str) -> str:
        """ "PAK BUDI yang mengantar": the name behind a title at the end of the text, no other cue before it."""
        words = text.split()[-_MAX_NAME_WORDS:]
        titles = self.lexicon.set("orang", "gelar_depan")
        at = next((at for at in range(len(words) - 2, -1, -1) if words[at].lower().rstrip(".") in titles), -1)
        if at < 0 or any(word[-1] in _ENDS or word[-1] in ",:" for word in words[at + 1 :]):
            return ""
        before = text[: text.rindex(words[at])].rstrip()
        if any(end >= len(before) for cue in (self.giver, self.taker) for _, end in cue.find(before)):
            return ""
        name = self.name_at(" ".join(words[at:]), whole=True)
        return name if name and words[-1].rstrip(".").endswith(name.split()[-1].rstrip(".")) else ""

    def _position(self, line: str, name: str) -> str:
        """ " (Kepala Seksi Data)" for what stands behind the name and is a position; '' for an agency or a degree."""
        rest = _NIP.sub(" ", line[line.find(name.split()[-1]) + len(name.split()[-1]) :])
        for piece in re.split(r"[,;()/|]| - ", rest):
            words = piece.strip(" .:-").split()
            while words and words[0].lower() in self.lexicon.set("orang", "pembuka_jabatan"):
                words = words[1:]
            if words and words[0].lower().rstrip(".") in self.lexicon.set("orang", "jabatan"):
                return f" ({' '.join(words)})"
        return ""

    def _party_at(self, tail: str, sender: str, small: bool = False) -> str:
        """A name behind a cue; "saya (Budi)" and "saya" are the sender."""
        tail = tail.lstrip(" :\t=-\n")
        first = tail.split()[:1]
        if first and self._standard(first[0].lower().rstrip(",.(")) in self.lexicon.set("orang", "saya"):
            rest = tail[len(first[0]) :].lstrip(" ,(-")
            word = rest.split()[:1]
            if word and word[0].lower().rstrip(",.(") in self.lexicon.set("orang", "sendiri"):
                rest = rest[len(word[0]) :].lstrip(" ,(-")
            return ("" if rest[:1] in _ENDS else self.name_at(rest, whole=True, small=small)) or sender
        while first and first[0].lower() in self.lexicon.set("orang", "petugas"):
            tail = tail[len(first[0]) :].lstrip(" :\t")
            first = tail.split()[:1]
        head = tail.lstrip(" ,(").split()[:1]
        if head and head[0].lower() in self.lexicon.set("server", "merek"):  # "diterima, DELL R740"
            return ""
        return "" if tail[:1] in _ENDS else self.name_at(tail, whole=True, small=small)


def _capital(name: str) -> str:
    return " ".join(word[0].upper() + word[1:] for word in name.split())


def _capitals(text: str) -> list[int]:
    """Where words with a capital begin, in order."""
    return [match.start() for match in _WORD.finditer(text) if match.group()[0].isupper()]


def _is_sentence(line: str) -> bool:
    """Whether a line tells something: three small words or more, which no signature has."""
    small = [word for word in _WORD.findall(line) if len(word) > 2 and word.islower()]
    return len(small) >= _SENTENCE_WORDS and line != line.lower()


def _broken(between: str, whole: bool) -> bool:
    """A name must follow at once: a full stop, a line break or a digit between ends the search."""
    marks = set(between)
    if whole:
        return bool(marks & set("0123456789@"))
    return bool(marks & set("0123456789@")) or ". " in between or "\n\n" in between


def _label_words(lexicon: Lexicon, labels: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """The words of the labels of a server's facts, of its place and its addresses."""
    phrases = [name for names in lexicon.lists.get("server_label", {}).values() for name in names]
    phrases += [name for key in ("rak", "unit", "ip", "gateway") for name in labels.get(key, ())]
    return frozenset(word for phrase in phrases for word in re.findall(r"[a-z]{2,}", phrase.lower()))


def tail_of(text: str) -> str:
    """The last lines of a text, where people sign without a mark."""
    return "\n".join(text.strip().split("\n")[-_SIGNED_LINES:])
