"""Wiring: the parts put together, and the jobs that APScheduler runs.

All jobs share one worker thread, so none overlaps another and nothing needs a lock; none is lost to a misfire
(`misfire_grace_time=None`, coalesced). IDLE runs beside them on a connection of its own and only wakes the poll.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from bot.config import Config, imap_settings, layer_limits, load_config, local_day, smtp_settings
from bot.deciding.almanac import find_missing_years
from bot.edges.balance import Balance
from bot.edges.claim import SHORTEST, Mark
from bot.edges.disk import describe_illness
from bot.edges.heap import return_big_blocks
from bot.edges.known import load_known
from bot.edges.layers import Layers
from bot.edges.mailbox import Mailbox
from bot.edges.requests import list_requests
from bot.edges.scanner import Scanner
from bot.edges.secret import load_secret
from bot.edges.store import Store
from bot.errors import AlreadyRunning, TitipError, Unreachable, describe_fault
from bot.inbox import CountedInbox
from bot.kit import make_kit, remember
from bot.loading import load_all
from bot.model import Fetched
from bot.outbox import Outbox
from bot.retention import erase_due
from bot.runner import Runner
from bot.stocktaking import Stocktaking
from bot.taken import Taken, log_taken
from bot.watching import BALANCE_DAYS, GIVEN_UP_DAYS, State, Watch, make_status

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger("titip")
IDLE_SECONDS = 540.0  # ended well before 10 minutes: firewalls forget silent connections
REMINDER_SECONDS = 900.0
REPORT_SECONDS = 60.0
REPORT_AT_WORK = 5.0  # seconds between two reports within a pass: each looks at all that was ever held
GRACE = (
    10.0  # seconds in which letters still go out after a signal; what is due then goes after the next start
)
RETENTION_SECONDS = 6 * 3600.0
SWEPT_SECONDS = 3 * 3600.0
LONGEST_PAUSE = 600.0
READ_LATELY = timedelta(hours=2)


def explain_fault(error: Exception) -> str:
    """One clause for the log, with nobody's words in it."""
    if illness := describe_illness(error):
        return f"{illness}; surel menunggu di kotak surat"
    return (
        str(error) if isinstance(error, TitipError) else f"galat yang tidak diduga: {describe_fault(error)}"
    )


def make_mark(config: Config, secret: bytes) -> Mark:
    """Who this bot is to others on its mailbox: the same after each start, another for a copy of the data folder."""
    folder = config.data_folder
    bot = hashlib.sha256(b"titip bot" + secret + str(folder.stat().st_ino).encode()).hexdigest()[:32]
    seconds = max(SHORTEST, round(3 * config.imap.poll_seconds))
    return Mark(bot, f"{socket.gethostname()}:{folder.resolve()}", seconds)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Bot:
    """A bot at work on one mailbox and one data folder; `opened` makes it."""

    config: Config
    mailbox: Mailbox
    runner: Runner
    outbox: Outbox
    watcher: Mailbox
    watch: Watch
    balance: Balance
    mark: Mark
    stop: threading.Event = field(default_factory=threading.Event)
    state: State = "once"
    _pause: float = 0.0
    _quiet_until: datetime | None = None
    _inbox: CountedInbox | None = None
    _held: bool = False  # this bot holds the mailbox, or has held it since its start
    _displaced: AlreadyRunning | None = None
    _read_at: datetime | None = None  # when the last pass over the inbox came to its end
    _reported: float = -REPORT_AT_WORK  # time.monotonic, as the next
    _stopping: float = 0.0  # when `hurries` first knew of the stop

    def poll(self) -> list[Taken]:
        """One pass over the inbox and the letters due, told in the status file. Raises Unreachable."""
        try:
            return self._pass()
        finally:
            self.report()

    def _pass(self) -> list[Taken]:
        clock = self.runner.clock
        if list_requests(self.runner.store.root):
            from bot.errands import Errands  # few passes have any

            Errands(self.runner).run()
        if not self.mailbox.connected:
            self.mailbox.connect()
            self.watch.note_login(clock())
        self.mailbox.hold(self.mark)
        self._held = True
        inbox = self._inbox = CountedInbox(self.mailbox, self.balance, clock)
        try:
            taken = self.runner.run_pass(inbox, self._between, self.stop.is_set)
        finally:
            inbox.end()
        self.balance.settle(self.mailbox.uidvalidity, inbox.listed)
        self.watch.note_pass(clock())
        self.outbox.send_due()
        return taken

    def _between(self) -> None:
        """Between two batches: a long pass must not lose its claim, nor the letters wait for its end."""
        self.outbox.send_due()
        if time.monotonic() - self._reported >= REPORT_AT_WORK:
            self.report()
        self.mailbox.hold(self.mark)

    def log_taken(self, fetched: Fetched, taken: Taken) -> None:
        """A line for each message; in a backlog, which is told as a whole, only where details are wanted."""
        told = self._inbox is not None and self._inbox.log.is_telling
        log_taken(fetched, taken, logging.DEBUG if told else logging.INFO)

    def hurries(self) -> bool:
        """Whether it is to stop and has had its time to bring to an end what is under way."""
        if not self.stop.is_set():
            return False
        self._stopping = self._stopping or time.monotonic()
        return time.monotonic() - self._stopping >= GRACE

    def send_due(self) -> None:
        """As a job: letters go once it is known that no other bot works on this mailbox."""
        if self._held:
            self._safely(self.outbox.send_due)

    def report(self) -> None:
        """Writes the status file: the path by which trouble is told that the mail can't tell."""
        now, store = self.runner.clock(), self.runner.store
        self._reported = time.monotonic()
        unsent, oldest = store.count_unsent()
        told = replace(
            make_status(now, self.state),
            last_accepted=self.outbox.last_accepted,
            backlog=len(self._inbox.listed) if self._inbox else 0,
            letters_due=unsent,
            oldest_letter=oldest,
            given_up=store.count_given_up(now - GIVEN_UP_DAYS),
            held=store.count_held(),
            damaged=tuple(sorted(store.damaged)),
            balance=self.balance.days(BALANCE_DAYS, now),
            progress=self._inbox.progress if self._inbox else None,
        )
        self.watch.write(told)

    def poll_safely(self) -> None:
        """As a job: a server that can't be reached is tried again with growing pauses, and said once each time."""
        now = self.runner.clock()
        if self._quiet_until is not None and now < self._quiet_until:
            return
        try:
            self.poll()
        except Unreachable as error:
            self._wait(now, str(error))
        except AlreadyRunning as error:
            self._displaced = error
            self.stop.set()
        except Exception as error:  # the boundary: whatever it is, it must not end the bot
            self.mailbox.close()
            self._wait(now, explain_fault(error))
        else:
            self._pause, self._quiet_until = 0.0, None
            self._read_at = now

    def _wait(self, now: datetime, why: str) -> None:
        self._pause = min(max(self._pause * 2, self.config.imap.poll_seconds), LONGEST_PAUSE)
        self._quiet_until = now + timedelta(seconds=self._pause)
        log.warning("%s; dicoba lagi dalam %.0f detik", why, self._pause)

    def _has_read(self) -> bool:
        """Whether the inbox was read a short while ago. Nobody is reminded while it can't be: his answer may lie
        there. The same holds for a bot that has just been started."""
        return self._read_at is not None and self.runner.clock() - self._read_at <= READ_LATELY

    def in_time(self, job: Callable[[], object]) -> Callable[[], None]:
        """A job of time: only when the inbox was read, and without an end for the bot when it fails."""

        def run() -> None:
            if not self._has_read():
                return
            self._safely(job)

        return run

    def _safely(self, job: Callable[[], object]) -> None:
        try:
            job()
        except Exception as error:  # the boundary, as for the poll
            log.error("%s; dicoba lagi nanti", explain_fault(error))

    def remind(self) -> None:
        """As a job: what falls due by time."""
        if self.runner.run_reminders():
            self.outbox.send_due()

    def take_stock(self) -> None:
        """As a job: the monthly round and digest, when they are due; otherwise nothing happens."""
        if Stocktaking(self.runner.kit, self.runner.store, self.runner.clock()).run():
            self.outbox.send_due()

    def erase_due(self) -> None:
        """As a job: persons are erased from cases that ended long ago, by the rule. That looks at every case: a
        bot that is started for each pass leaves it alone when it was done a short while ago."""
        runner = self.runner
        if not runner.store.is_swept(SWEPT_SECONDS):
            erase_due(runner.store, runner.kit.rules.common.retention, runner.clock())

    def run(self) -> None:
        """Until `stop` is set. What is under way is brought to an end; nothing is cut off. Raises AlreadyRunning when
        another bot works on the mailbox."""
        load_all()
        self.state = "running"
        scheduler = self._scheduler()
        watcher = threading.Thread(target=self._watch, args=(scheduler,), name="idle", daemon=True)
        scheduler.start()
        if self.config.imap.idle:
            watcher.start()
        try:
            while not self.stop.wait(1.0):  # a wait without end may sleep through a signal another thread got
                pass
        finally:
            self.stop.set()
            scheduler.shutdown(wait=True)
            self.close()
            self.state = "stopped"
            self.report()
        if self._displaced is not None:
            raise self._displaced

    def close(self) -> None:
        """Leaves the mailbox to whoever comes next; never raises."""
        with suppress(Unreachable):
            self.mailbox.release()
        self.mailbox.close()

    def _scheduler(self) -> BackgroundScheduler:
        from apscheduler.executors.pool import ThreadPoolExecutor  # `titip once` needs no clock
        from apscheduler.schedulers.background import BackgroundScheduler

        scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        every: tuple[tuple[str, Callable[[], object], float], ...] = (
            ("poll", self.poll_safely, self.config.imap.poll_seconds),
            ("outbox", self.send_due, self.config.smtp.retry_seconds),
            ("reminders", self.in_time(self.remind), REMINDER_SECONDS),
            ("inventory", self.in_time(self.take_stock), REMINDER_SECONDS),
            ("report", self.report, REPORT_SECONDS),
            ("retention", partial(self._safely, self.erase_due), RETENTION_SECONDS),
        )
        for name, job, seconds in every:
            scheduler.add_job(job, "interval", seconds=seconds, id=name, next_run_time=utc_now())
        return scheduler

    def _watch(self, scheduler: BackgroundScheduler) -> None:
        """IDLE as a wake-up, on its own connection. What it misses the poll finds."""
        while not self.stop.is_set():
            try:
                self._watch_once(scheduler)
            except Exception as error:  # it only wakes the poll, which says what is wrong
                log.debug("IDLE: %s", error)
                self.watcher.close()
                self.stop.wait(min(self.config.imap.poll_seconds, 30.0))

    def _watch_once(self, scheduler: BackgroundScheduler) -> None:
        if not self.watcher.connected:
            self.watcher.connect()
        if not self.watcher.can("IDLE"):
            self.stop.wait(IDLE_SECONDS)
            return
        self.watcher.fetch_new()  # what is listed here, the wake-up below is queued after
        # two: one at work and one waiting behind it, or news that comes during a pass would wake nobody
        scheduler.add_job(self.poll_safely, id="wake", replace_existing=True, max_instances=2)
        self.watcher.wait(IDLE_SECONDS, self.stop.is_set)


@contextmanager
def opened(path: Path, clock: Callable[[], datetime] = utc_now) -> Iterator[Bot]:
    """The bot of this config file, with its data folder locked. Raises AdminError, AlreadyRunning."""
    return_big_blocks()
    config = load_config(path)
    secrets = load_secret(config.data_folder)
    known = load_known(config.data_folder)
    kit = make_kit(config, secrets, path.name, known)
    imap = imap_settings(config, kit.rules.common.limits.max_message_bytes)
    store = Store(config.data_folder, config.office.zone)
    with store.lock():
        remember(store.root, kit, known, kit.year(clock()))
        for ref, why in store.damaged.items():
            log.error("berkas %s rusak dan dilewati: %s", ref, why)
        for warning in find_missing_years(kit.rules, local_day(config, clock())):
            log.warning("%s", warning)
        layers = Layers(layer_limits(kit.rules.common.limits))
        scanner = Scanner(config.scanner.command, config.scanner.timeout)
        runner = Runner(kit, store, clock, layers=layers, scanner=scanner)
        bot = Bot(
            config, Mailbox(imap), runner, Outbox(kit, store, smtp_settings(config), clock), Mailbox(imap),
            Watch(config.data_folder, config.watch, clock()),
            Balance(config.data_folder, store.ledger, config.office.zone, clock()),
            make_mark(config, secrets[0]),
        )  # fmt: skip
        bot.outbox.is_stopping = bot.hurries
        gc.freeze()  # what a start made stays: the collector need not look at all open cases again and again
        try:
            yield bot
        finally:
            bot.stop.set()
            layers.close()
            bot.close()


def stop_on_signals(bot: Bot) -> None:
    """SIGTERM and SIGINT end `run` and a pass cleanly: after the message at hand."""

    def end(number: int, frame: FrameType | None) -> None:
        bot.stop.set()
        signal.signal(
            number, signal.SIG_DFL
        )  # said twice it is the end at once: nothing is lost by that, either

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
