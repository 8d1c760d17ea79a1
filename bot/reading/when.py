"""When: the times a message proposes, as people write them, against the day the message was written.

A time needs a day and an hour; either alone is not a time. Old times ("semula …"), times at which somebody
cannot come, office hours and what is already past are left out. All times are of the office's zone unless said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.reading.dates import Calendar, DateSeen, Reader
from bot.reading.words import Lexicon, Token

ZONE = ZoneInfo("Asia/Jakarta")
_STOPS = frozenset(".!?;\n")
_FORWARD = 4
_LEFT = 4
_BESIDE = 3
_MOVED = 2  # words behind an hour among which a new one is announced
_LEAVES = 8  # words and marks behind a time among which it is left open
_MANY = 60  # days and hours: a message with more is a timetable, not a proposal


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """A time of day at tokens [start, end). `hours_off`: the offset said (WITA is 8), 0 when none was."""

    at: time
    start: int
    end: int
    hours_off: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time proposed, the words that say it, and their clause. `other`: the same hour on the day that the weekday
    means, when weekday and date contradict each other. `open`: another day or hour is offered beside it."""

    at: datetime
    text: str
    clause: str = ""
    other: datetime | None = None
    open: bool = False
    righted: bool = False  # behind a "ralat"
    asked: bool = False  # in a question


@dataclass(frozen=True, slots=True)
class Named:
    """A day, an hour or a part of the day that is named, at characters [start, end) of the text, whatever is said of
    it. `days`: more than one when weekday and date contradict each other."""

    start: int
    end: int
    days: tuple[date, ...] = ()
    clock: time | None = None
    part: str = ""


@dataclass(frozen=True)
class TimeReader:
    """The words of days, months and hours, compiled."""

    lexicon: Lexicon
    calendar: Calendar
    zone: ZoneInfo = ZONE

    @staticmethod
    def of(lexicon: Lexicon, zone: ZoneInfo = ZONE) -> TimeReader:
        return TimeReader(lexicon, Calendar.of(lexicon), zone)

    def find(self, text: str, sent: datetime) -> tuple[Proposal, ...]:
        """The times proposed, in order. `sent`: when the message was written (aware)."""
        local = sent.astimezone(self.zone)
        flat = self.lexicon.unwrap(text)
        tokens = split_numbers(self.lexicon.tokens(flat), self.calendar)
        reader = Reader(self.calendar, tokens, local.date())
        dates, clocks = self._scan(reader)
        found: list[Proposal] = []
        ended = 0
        for clock in clocks:
            day = _day_of(clock, dates, clocks, tokens)
            righted = self._righted(tokens, clock)
            if day is None and righted and found:  # "Senin jam 9. RALAT, jam 11"
                lone = DateSeen(found[-1].at.date(), clock.start, clock.start)
                day = None if self._not_proposed(tokens, lone, clock) else lone
            if day is None or self._not_proposed(tokens, day, clock):
                continue
            if righted:
                found = [one for one in found if one.righted]
            said = timezone(timedelta(hours=clock.hours_off)) if clock.hours_off else self.zone
            at = datetime.combine(day.day, clock.at, said).astimezone(self.zone)
            if at < local or any(at == one.at for one in found):
                continue
            first, last = min(day.start, clock.start), max(day.end, clock.end)
            if found and self._ends_range(tokens, ended, first):
                continue
            ended = last
            text = flat[tokens[first].start : tokens[last - 1].end]
            other = datetime.combine(day.other, clock.at, said).astimezone(self.zone) if day.other else None
            clause = " ".join(self._clause(tokens, first, last))
            choice = self._has_alternative(tokens, [*dates, *clocks]) or self._is_left(tokens[last:])
            asked = next((token.word for token in tokens[last:] if token.word in _STOPS), "") == "?"
            found.append(Proposal(at, text, clause, other, choice, righted, asked))
        return tuple(found)

    def named(self, text: str, sent: datetime) -> tuple[Named, ...]:
        """Everything of a time that is named, each for itself. The "pagi" of a greeting is none."""
        tokens = split_numbers(self.lexicon.tokens(self.lexicon.unwrap(text)), self.calendar)
        dates, clocks = self._scan(Reader(self.calendar, tokens, sent.astimezone(self.zone).date()))
        found: list[Named] = []
        inside: set[int] = set()
        for day in dates:
            days = (day.day, day.other) if day.other else (day.day,)
            found.append(Named(tokens[day.start].start, tokens[day.end - 1].end, days))
            inside.update(range(day.start, day.end))
        for clock in clocks:
            found.append(Named(tokens[clock.start].start, tokens[clock.end - 1].end, clock=clock.at))
            inside.update(range(clock.start, clock.end))
        greets = self.lexicon.set("sopan", "selamat")
        for at, token in enumerate(tokens):
            greeted = at == 0 or tokens[at - 1].word in greets
            if token.word in self.calendar.parts and at not in inside and not greeted:
                found.append(Named(token.start, token.end, part=self.calendar.parts[token.word]))
        return tuple(found)

    def is_asked(self, text: str, sent: datetime) -> bool:
        """Whether every time proposed stands in a question."""
        found = self.find(text, sent)
        return bool(found) and all(one.asked for one in found)

    def _righted(self, tokens: Sequence[Token], clock: ClockSeen) -> bool:
        """Whether it stands behind a "ralat"."""
        words = self.lexicon.set("waktu", "ralat")
        return any(token.word in words for token in tokens[: clock.start])

    def _has_alternative(self, tokens: Sequence[Token], seen: Sequence[DateSeen | ClockSeen]) -> bool:
        """ "besok jam 9 ATAU lusa": a choice word with a day or an hour close on both its sides."""
        choices = self.lexicon.set("tunda", "pilihan")
        return any(
            token.word in choices
            and any(0 <= at - one.end <= _BESIDE for one in seen)
            and any(0 < one.start - at <= _BESIDE for one in seen)
            for at, token in enumerate(tokens)
        )

    def _is_left(self, tokens: Sequence[Token]) -> bool:
        """ "Selasa jam 9 atau TERSERAH pemohon", "Selasa jam 9 ATAU KAPAN saja": behind a time, another will do."""
        words = [token.word for token in tokens[:_LEAVES] if token.word[0].isalnum()]
        choices, any_time = self.lexicon.set("tunda", "pilihan"), self.lexicon.set("waktu", "sembarang")
        return any(word in self.lexicon.set("waktu", "terserah") for word in words) or any(
            word in choices and bool(set(words[at + 1 : at + 2]) & any_time) for at, word in enumerate(words)
        )

    def _ends_range(self, tokens: Sequence[Token], ended: int, first: int) -> bool:
        """ "Selasa jam 9 SAMPAI Kamis jam 12": the start of a range is what counts."""
        between = "".join(token.word for token in tokens[ended:first])
        return between in self.lexicon.set("waktu", "sampai")

    def _scan(self, reader: Reader) -> tuple[list[DateSeen], list[ClockSeen]]:
        dates: list[DateSeen] = []
        clocks: list[ClockSeen] = []
        index = 0
        while index < len(reader.tokens) and len(clocks) + len(dates) < _MANY:
            day = reader.date_at(index)
            if day:
                dates.append(day)
                index = day.end
                continue
            after_date = bool(dates) and index - dates[-1].end <= 2
            clock = self._clock_at(reader.tokens, index, after_date)
            if clock:
                clocks.append(clock)
                index = self._past_range(reader.tokens, clock.end)
                continue
            index += 1
        return dates, clocks

    def _clock_at(self, tokens: Sequence[Token], index: int, after_date: bool) -> ClockSeen | None:
        """ "pukul 09.00", "jam setengah sembilan pagi", "9 pagi", "13.30 WIB", a bare "09.00" behind a date."""
        start, marked = index, tokens[index].word in self.calendar.hour_words
        if marked:
            index += 1
            while index < len(tokens) and tokens[index].word in (":", ".", "="):
                index += 1
        half = index < len(tokens) and tokens[index].word in self.calendar.half_words
        index += half
        if index >= len(tokens):
            return None
        parsed = self.calendar.hour(tokens[index].word)
        if parsed is None and marked:
            parsed = self.calendar.bare_hour(tokens[index].word)
        if parsed is None:
            return None
        hour, minute, exact = parsed
        index += 1
        part, zone, index = self._behind(tokens, index)
        if not marked and not part and not (zone and exact) and not (exact and after_date):
            return None
        if half:
            hour, minute = hour - 1, 30
        hour, minute, index = self._minutes(tokens, index, hour, minute)
        at = self.calendar.clock(hour, minute, part)
        return ClockSeen(at, start, index, zone) if at else None

    def _behind(self, tokens: Sequence[Token], index: int) -> tuple[str, int, int]:
        """The part of day and the zone right behind an hour."""
        part, zone = "", 0
        while index < len(tokens):
            word = tokens[index].word
            if word in self.calendar.zones and not zone:
                zone = self.calendar.zones[word]
            elif word in self.calendar.parts and not part:
                part = self.calendar.parts[word]
            else:
                break
            index += 1
        return part, zone, index

    def _minutes(self, tokens: Sequence[Token], index: int, hour: int, minute: int) -> tuple[int, int, int]:
        """ "lewat 15 (menit)", "kurang seperempat": hour, minute, and the index behind them."""
        if index + 1 >= len(tokens):
            return hour, minute, index
        word, more = tokens[index].word, tokens[index + 1].word
        quarter = more in self.lexicon.set("waktu", "seperempat")
        told = 15 if quarter else int(more) if more.isdecimal() and len(more) <= 2 else 60
        if told < 60 and word in self.lexicon.set("waktu", "lewat"):
            return hour, told, index + 2
        if 0 < told < 60 and hour > 0 and word in self.lexicon.set("waktu", "kurang"):
            return hour - 1, 60 - told, index + 2
        return hour, minute, index

    def _past_range(self, tokens: Sequence[Token], index: int) -> int:
        """The index past "- 11.00" or "s.d. 11.00 WIB" behind a clock: the start of a range is what counts."""
        ahead = index
        marks = self.lexicon.set("waktu", "sampai")
        text = ""
        while ahead < len(tokens) and ahead - index < 5 and self.calendar.hour(tokens[ahead].word) is None:
            text += tokens[ahead].word
            ahead += 1
        text = text.removesuffix("jam").removesuffix("pukul")
        if text and text in marks and ahead < len(tokens):
            return ahead + 1
        return index

    def _not_proposed(self, tokens: Sequence[Token], day: DateSeen, clock: ClockSeen) -> bool:
        """True for an old time, an hour of service, or a time at which somebody cannot come."""
        first, last = min(day.start, clock.start), max(day.end, clock.end)
        words = self._clause(tokens, first, last)
        clause = " ".join(words)
        if any(f" {phrase} " in f" {clause} " for phrase in self.calendar.blocked):
            return True
        left = [token.word for token in tokens[max(0, first - _LEFT) : first] if token.word[0].isalnum()]
        if self._tells_of_mail(tokens[:first], tokens[last:]):
            return True
        if clock.start > first and tokens[clock.start - 1].word in self.lexicon.set("waktu", "lama"):
            return True  # "besok JANGAN jam 9"
        if clock.start > first and self._moves_away(tokens, clock):
            return True
        if any(word in self.lexicon.set("waktu", "lama") for word in left[-2:]) or self._ends(left):
            return True
        if left and left[-1] in self.lexicon.set("waktu", "dari"):
            later = [token.word for token in tokens[last : last + 6]]
            return any(word in self.lexicon.set("waktu", "baru") for word in later)
        return False

    def _moves_away(self, tokens: Sequence[Token], clock: ClockSeen) -> bool:
        """ "Kamis, jamnya saya geser DARI 10.00 MENJADI 13.00": the hour that was."""
        behind = [token.word for token in tokens[clock.end : clock.end + _MOVED]]
        moved = any(word in self.lexicon.set("waktu", "baru") for word in behind)
        return moved and tokens[clock.start - 1].word == "dari"

    def _tells_of_mail(self, before: Sequence[Token], behind: Sequence[Token]) -> bool:
        """ "SURAT DITERIMA Senin jam 9", "Senin jam 9 SURATNYA baru MASUK": when a mail came."""
        left = self._clause(before, len(before), len(before))
        while left and left[-1] in self.lexicon.set("waktu", "pada"):
            left.pop()
        right = self._clause(behind, 0, 0)[:_LEFT]
        return self._mail_came(left[-_LEFT:], left[-1:]) or self._mail_came(right, right[1:])

    def _mail_came(self, words: Sequence[str], came: Sequence[str]) -> bool:
        """Whether a mail is named in the words, and its coming in `came`."""
        mails = self.lexicon.set("waktu", "surat")
        named = any(word in mails or self.lexicon.stem(word) in mails for word in words)
        return named and bool(set(came) & self.lexicon.set("waktu", "tiba"))

    def _ends(self, left: Sequence[str]) -> bool:
        """ "perbaikan SAMPAI (dengan) Jumat jam 10": the end of something else; "Kamis s.d. Jumat" is a range."""
        until = self.lexicon.set("waktu", "sampai")
        at = next((at for at in (len(left) - 1, len(left) - 2) if at >= 0 and left[at] in until), -1)
        if at < 0 or left[at + 1 :] not in ([], ["dengan"]):
            return False
        before = left[at - 1] if at else ""
        return not (before[:1].isdecimal() or before in self.calendar.times)

    def _clause(self, tokens: Sequence[Token], first: int, last: int) -> list[str]:
        """The words of the clause around tokens [first, last): to the next mark or contrast on either side. Behind a
        new time ("digeser KE Senin jam 10 KARENA ada rapat") the reason is of the old one."""
        new = self.lexicon.set("waktu", "baru")
        breaks = _STOPS | {",", "(", ")"} | self.lexicon.set("kalimat", "lawan") | new
        start, end = first, last
        while start > 0 and tokens[start - 1].word not in breaks:
            start -= 1
        if start > 0 and tokens[start - 1].word in new:
            breaks |= self.lexicon.set("diminta", "sebab")
        while end < len(tokens) and tokens[end].word not in breaks:
            end += 1
        return [token.word for token in tokens[start:end] if token.word[0].isalnum()]


def _day_of(
    clock: ClockSeen, dates: Sequence[DateSeen], clocks: Sequence[ClockSeen], tokens: Sequence[Token]
) -> DateSeen | None:
    """The date a clock belongs to: the one before it in its sentence, one right behind it, or an earlier lone one."""
    before = [day for day in dates if day.end <= clock.start]
    behind = next(
        (day for day in dates if day.start >= clock.end and day.start - clock.end <= _FORWARD), None
    )
    between = [token.word for token in tokens[clock.end : behind.start]] if behind else []
    if between != [","] and any(word in _STOPS or word == "," for word in between):
        behind = None
    near = before[-1] if before else None
    same = near is not None and not _stops_between(tokens, near.end, clock.start)
    if behind and same and clocks[0].start < dates[0].start:  # "jam 9 Kamis atau jam 10 Jumat"
        return behind
    if near and same:
        return near
    if behind:
        return behind
    lone = near and not any(other.start >= near.end and other.start < clock.start for other in clocks)
    return near if lone else None


def _stops_between(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.word in _STOPS for token in tokens[start:end])


def split_numbers(tokens: Sequence[Token], calendar: Calendar) -> list[Token]:
    """ "jam9" as "jam" "9", "9pagi" as "9" "pagi": letters and digits grown together."""
    found: list[Token] = []
    for token in tokens:
        head = token.word.rstrip("0123456789")
        tail = token.word.lstrip("0123456789")
        if head and head != token.word and head in calendar.glued:
            cut = token.start + len(head)
            found.append(Token(head, head, head, token.start, cut))
            found.append(Token(token.word[len(head) :], token.word[len(head) :], "", cut, token.end))
        elif tail and tail != token.word and tail in calendar.glued:
            number = token.word[: -len(tail)]
            cut = token.start + len(number)
            found.append(Token(number, number, number, token.start, cut))
            found.append(Token(tail, tail, tail, cut, token.end))
        else:
            found.append(token)
    return found


def iso(at: datetime) -> str:
    """ISO 8601 with the offset of the zone it is in."""
    return at.isoformat()


def next_weekday(today: date, weekday: int) -> date:
    """The next such day after today."""
    return today + timedelta(days=((weekday - today.weekday() - 1) % 7) + 1)
