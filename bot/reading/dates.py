"""Days as people name them: "Selasa, 24 November 2026", "24/11", "tgl 26", "Senin depan", "besok", "hari ini"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.reading.words import Lexicon, Token

_LONG_AGO = 60  # days: a day and month further back than this are meant for next year
_PASSED = frozenset((",", "(", ")", ":"))


@dataclass(frozen=True, slots=True)
class DateSeen:
    """A day at tokens [start, end). `other`: the day that the weekday beside the date means, when they contradict."""

    day: date
    start: int
    end: int
    other: date | None = None


@dataclass(frozen=True)
class Calendar:
    """The words of days, months, hours and parts of the day, by what they mean."""

    weekdays: dict[str, int]
    months: dict[str, int]
    relative: dict[str, int]
    numbers: dict[str, int]
    parts: dict[str, str]
    zones: dict[str, int]
    hour_words: frozenset[str]
    half_words: frozenset[str]
    date_words: frozenset[str]
    next_words: frozenset[str]
    week_words: frozenset[str]
    today: frozenset[tuple[str, ...]]
    from_now: tuple[tuple[tuple[str, ...], int], ...]  # "hari lagi", 1
    glued: frozenset[str]
    blocked: tuple[str, ...]
    times: frozenset[str]  # words that end a day or an hour

    @staticmethod
    def of(lexicon: Lexicon) -> Calendar:
        times = lexicon.lists.get("waktu", {})
        days = list(lexicon.lists.get("hari", {}).values())
        parts = {word: part for part in ("pagi", "siang", "sore", "malam") for word in times.get(part, ())}
        hours = frozenset(times.get("jam", ()))
        dates = frozenset(times.get("tanggal", ()))
        blocked = (*times.get("halangan", ()), *times.get("layanan", ()))
        weekdays = {word: number for number, words in enumerate(days) for word in words}
        months = {word: int(n) for n, words in lexicon.lists.get("bulan", {}).items() for word in words}
        relative = dict(times.get("relatif", {}))
        return Calendar(
            weekdays=weekdays,
            months=months,
            relative=relative,
            numbers=dict(times.get("bilangan", {})),
            parts=parts,
            zones=dict(times.get("zona", {})),
            hour_words=hours,
            half_words=frozenset(times.get("setengah", ())),
            date_words=dates,
            next_words=frozenset(times.get("depan", ())),
            week_words=frozenset(times.get("pekan", ())),
            today=frozenset(lexicon.standard(words) for words in times.get("hari_ini", ())),
            from_now=tuple(
                (lexicon.standard(words), days)
                for key, days in (("hari_lagi", 1), ("minggu_lagi", 7))
                for words in times.get(key, ())
            ),
            glued=hours | dates | frozenset((*parts, *times.get("zona", ()), *times.get("kira", ()))),
            blocked=tuple(" ".join(lexicon.standard(words)) for words in blocked),
            times=frozenset((*weekdays, *months, *relative, *parts, *times.get("zona", ()))),
        )

    def hour(self, word: str) -> tuple[int, int, bool] | None:
        """(hour, minute, written with minutes) of "9", "09.00", "13:30", "sembilan"."""
        if word in self.numbers:
            return self.numbers[word], 0, False
        if word.isdecimal() and len(word) <= 2:
            return (int(word), 0, False) if int(word) <= 24 else None
        for sign in (".", ":"):
            left, found, right = word.partition(sign)
            if found and left.isdecimal() and len(left) <= 2 and int(left) < 25:
                minutes = right.partition(sign)[0]
                if len(minutes) == 2 and minutes.isdecimal() and int(minutes) < 60:
                    return int(left), int(minutes), True
        return None

    def bare_hour(self, word: str) -> tuple[int, int, bool] | None:
        """(hour, minute, True) of "0900", "1330" behind a word that says that it is an hour."""
        if not (word.isdecimal() and len(word) == 4):
            return None
        return self.hour(f"{word[:2]}.{word[2:]}")

    def clock(self, hour: int, minute: int, part: str) -> time | None:
        """The time of day: "2 siang" is 14:00; 1 to 5 without a part of day is the afternoon of an office."""
        afternoon = part in ("siang", "sore") and hour < 12 and not (part == "siang" and hour >= 9)
        if afternoon or (part == "malam" and 6 <= hour < 12) or (not part and 1 <= hour <= 5):
            hour += 12
        elif part == "malam" and hour == 12:
            hour = 0
        return time(hour % 24, minute) if 0 <= hour <= 24 else None


@dataclass(frozen=True)
class Reader:
    """Reads days at a token, against the day the message was written."""

    calendar: Calendar
    tokens: Sequence[Token]
    today: date

    def word(self, index: int) -> str:
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def date_at(self, index: int) -> DateSeen | None:
        """The day named at this token, or None."""
        word = self.word(index)
        if word in self.calendar.weekdays and word not in self.calendar.week_words:
            return self._weekday(index)
        if word in self.calendar.weekdays and not self._is_week(index):
            return self._weekday(index)
        explicit = self._explicit(index)
        if explicit:
            return self._coming(self._with_weekday(explicit))
        return self._from_now(index) or self._relative(index)

    def _coming(self, seen: DateSeen) -> DateSeen:
        """ "tgl 26 BESOK" is the coming 26th, not tomorrow; "lusa" behind a date says which day it is."""
        days = self.calendar.relative.get(self.word(seen.end))
        if days is None:
            return seen
        told = self.today + timedelta(days=days)
        other = told if days > 1 and told != seen.day else seen.other
        return DateSeen(seen.day, seen.start, seen.end + 1, other)

    def _from_now(self, index: int) -> DateSeen | None:
        """ "dua HARI LAGI", "3 minggu lagi", "2 minggu lagi hari Selasa"."""
        word = self.word(index)
        number = int(word) if word.isdecimal() and len(word) <= 2 else self.calendar.numbers.get(word, 0)
        for words, days in self.calendar.from_now if number else ():
            if all(self.word(index + 1 + at) == one for at, one in enumerate(words)):
                end = index + 1 + len(words)
                seen = DateSeen(self.today + timedelta(days=number * days), index, end)
                ahead = end + (self.word(end) == "hari")
                weekday = self.calendar.weekdays.get(self.word(ahead)) if days > 1 else None
                return seen if weekday is None else self._in_week(seen, weekday, index, ahead + 1)
        return None

    def _in_week(self, seen: DateSeen, weekday: int, start: int, end: int) -> DateSeen:
        """That weekday of the week in which the day seen lies."""
        return DateSeen(seen.day + timedelta(days=weekday - seen.day.weekday()), start, end)

    def _with_weekday(self, seen: DateSeen) -> DateSeen:
        """ "24/11 (Selasa)": a weekday behind the date, unless it begins a date of its own."""
        at = seen.end + (self.word(seen.end) in ("(", ","))
        weekday = self.calendar.weekdays.get(self.word(at))
        if weekday is None or self.word(at) in self.calendar.week_words or self._explicit_behind(at + 1):
            return seen
        if self.word(seen.end) == "," and self.word(at + 1) not in (",", ")", ""):
            return seen
        return self._compared(DateSeen(seen.day, seen.start, at + 1), weekday)

    def _compared(self, seen: DateSeen, weekday: int) -> DateSeen:
        """The day, with the nearest such weekday from then on when it is another day."""
        days = (weekday - seen.day.weekday()) % 7
        return replace(seen, other=seen.day + timedelta(days=days)) if days else seen

    def _explicit_behind(self, index: int) -> DateSeen | None:
        """The date behind a weekday, on its line or on the labelled line below."""
        passed = _PASSED | self.calendar.relative.keys()
        while self.word(index) in passed:
            index += 1
        if self.word(index) == "\n" and self.word(index + 1) in self.calendar.date_words:
            index += 1
        return self._explicit(index)

    def _is_week(self, index: int) -> bool:
        """ "minggu depan", "minggu ini", "2 minggu": the week, not the Sunday."""
        after, before = self.word(index + 1), self.word(index - 1)
        return (
            after in self.calendar.next_words or after in ("ini", "lalu") or before.isdecimal() or not after
        )

    def _weekday(self, index: int) -> DateSeen:
        weekday, end = self.calendar.weekdays[self.word(index)], index + 1
        explicit = self._explicit_behind(end)
        if explicit:
            return self._compared(DateSeen(explicit.day, index, explicit.end), weekday)
        if counted := self._from_now(end):  # "Selasa dua minggu lagi"
            return self._in_week(counted, weekday, index, counted.end)
        after = self.word(end)
        if after in self.calendar.week_words and self.word(end + 1) in self.calendar.next_words:
            return DateSeen(self._next_week(weekday), index, end + 2)
        if after in self.calendar.next_words:
            return DateSeen(self._next_week(weekday), index, end + 1)
        if after == "ini":
            return DateSeen(self.today + timedelta(days=(weekday - self.today.weekday()) % 7), index, end + 1)
        days = (weekday - self.today.weekday() - 1) % 7 + 1
        return DateSeen(self.today + timedelta(days=days), index, end)

    def _next_week(self, weekday: int) -> date:
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(days=7)
        return monday + timedelta(days=weekday)

    def _relative(self, index: int) -> DateSeen | None:
        word = self.word(index)
        for words in self.calendar.today:
            if word == words[0] and all(self.word(index + at) == one for at, one in enumerate(words)):
                part = len(words) > 1 and words[-1] in self.calendar.parts
                return DateSeen(self.today, index, index + len(words) - part)
        if word not in self.calendar.relative:
            return None
        days, end = self.calendar.relative[word], index + 1
        while self.word(end) in self.calendar.relative:  # "besok lusa"
            days, end = self.calendar.relative[self.word(end)], end + 1
        ahead = end + (self.word(end) in _PASSED) + (self.word(end) == "hari")
        if self.word(ahead) in self.calendar.weekdays:  # "besok Senin" is the coming Monday
            return replace(self._weekday(ahead), start=index)
        explicit = self._explicit(ahead)
        if explicit:
            return DateSeen(explicit.day, index, explicit.end)
        return DateSeen(self.today + timedelta(days=days), index, end)

    def _explicit(self, index: int) -> DateSeen | None:
        """ "24 November 2026", "tgl 26", "24/11", "24-11-2026", "2026-11-24"."""
        start, marked = index, self.word(index) in self.calendar.date_words
        if marked:
            index += 1
            index += self.word(index) in (":", ".")
        word = self.word(index)
        numeric = self._numeric(index)
        if numeric:
            return DateSeen(numeric[0], start, numeric[1])
        if not (word.isdecimal() and len(word) <= 2):
            return None
        month = self.calendar.months.get(self.word(index + 1))
        if month:
            year, end = self._year(index + 2)
            day = self._day(int(word), month, year)
            return DateSeen(day, start, end) if day else None
        day = self._this_month(int(word)) if marked else None
        return DateSeen(day, start, index + 1) if day else None

    def _year(self, index: int) -> tuple[int | None, int]:
        word = self.word(index)
        if word.isdecimal() and len(word) == 4 and word.startswith("20"):
            return int(word), index + 1
        return None, index

    def _numeric(self, index: int) -> tuple[date, int] | None:
        word = self.word(index)
        if "/" in word or word.count(".") == 2:
            pieces, end = word.replace(".", "/").split("/"), index + 1
        elif word.isdecimal() and self.word(index + 1) == "-" and self.word(index + 3) == "-":
            pieces, end = [word, self.word(index + 2), self.word(index + 4)], index + 5
        else:
            return None
        if not all(piece.isdecimal() and len(piece) <= 4 for piece in pieces) or not 2 <= len(pieces) <= 3:
            return None
        numbers = [int(piece) for piece in pieces]
        if len(pieces[0]) == 4:
            numbers.reverse()
        year = None if len(numbers) == 2 else numbers[2] + 2000 * (numbers[2] < 100)
        day = self._day(numbers[0], numbers[1], year)
        return (day, end) if day else None

    def _day(self, day: int, month: int, year: int | None) -> date | None:
        """That day, this year; next year when it would lie long ago. None when there is no such day."""
        try:
            found = date(year or self.today.year, month, day)
            if year is None and (self.today - found).days > _LONG_AGO:
                found = date(self.today.year + 1, month, day)
        except ValueError:
            return None
        return found

    def _this_month(self, day: int) -> date | None:
        """That day of this month, or of the next when it is past."""
        first = self.today.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        for month in (first, following):
            try:
                found = month.replace(day=day)
            except ValueError:
                continue
            if found >= self.today:
                return found
        return None
