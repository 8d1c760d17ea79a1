"""How far a pass has come through a full inbox, in words for the log and for `titip status`.

A few messages have a line each in the log. A backlog has one when it begins, one after 5 seconds, then ever more
seldom up to one a minute, and one at its end: enough for whoever watches a terminal, and no flood in a log file.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

log = logging.getLogger("titip")
BACKLOG = 100  # messages in the inbox from which a pass is told as a whole
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=1)  # between two lines
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `total` messages that the pass found when it `began`, `done` have left the inbox at the moment `at`."""

    began: datetime
    at: datetime
    total: int
    done: int = 0

    @property
    def rate(self) -> float:
        """Messages a second so far."""
        return self.done / max((self.at - self.began).total_seconds(), 0.001)

    @property
    def left(self) -> timedelta | None:
        """About how long it still takes; None while nothing is done."""
        return timedelta(seconds=(self.total - self.done) / self.rate) if self.done else None


def describe_progress(progress: Progress) -> str:
    """ "1.250 dari 20.000 surel selesai (6%), 31 surel per detik, kira-kira 10 menit lagi"."""
    done = f"{_number(progress.done)} dari {_number(progress.total)} surel selesai"
    if progress.left is None:
        return done
    percent = 100 * progress.done // progress.total
    return f"{done} ({percent}%), {_pace(progress.rate)}, {_long(progress.left)} lagi"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _pace(rate: float) -> str:
    if rate < 1:
        return f"{60 * rate:.0f} surel per menit"
    return f"{rate:.0f} surel per detik"


def _long(time: timedelta) -> str:
    if time < MINUTE:
        return "kurang dari 1 menit"
    minutes = round(time / MINUTE)
    return f"kira-kira {minutes} menit" if minutes < 120 else f"kira-kira {round(minutes / 60)} jam"


@dataclass
class ProgressLog:
    """The lines of one pass."""

    _next: datetime | None = None  # None: this pass has no backlog
    _pause: timedelta = FIRST

    @property
    def is_telling(self) -> bool:
        """Whether the pass is told as a whole."""
        return self._next is not None

    def begin(self, progress: Progress) -> None:
        """The inbox was listed."""
        if progress.total >= BACKLOG:
            self._next = progress.at + self._pause
            log.info("%s surel menumpuk di kotak masuk; dikerjakan dari yang tertua", _number(progress.total))

    def go_on(self, progress: Progress) -> None:
        """Messages have left the inbox."""
        if self._next is not None and progress.at >= self._next:
            log.info(describe_progress(progress))
            self._pause = min(2 * self._pause, LONGEST)
            self._next = progress.at + self._pause

    def end(self, progress: Progress) -> None:
        """The pass has ended, at the end of its list or before."""
        if self._next is None:
            return
        self._next = None
        done, total = _number(progress.done), _number(progress.total)
        if progress.done < progress.total:
            log.info("%s dari %s surel selesai; sisanya dikerjakan pada putaran berikutnya", done, total)
        else:
            took = _long(progress.at - progress.began)
            log.info("%s surel selesai dalam %s, %s", total, took, _pace(progress.rate))
