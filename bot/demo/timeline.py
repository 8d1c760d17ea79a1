"""The time line: what happens, as a person enjoys reading it in a terminal of 80 columns, or line by line in CI."""

from __future__ import annotations

from datetime import datetime, tzinfo
from types import TracebackType
from typing import Self

from babel.dates import format_datetime
from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from bot.demo.chronicle import Closed, Mail
from bot.demo.people import SERVICE, find_by_address, find_person
from bot.demo.words import find_attachments, read_words
from bot.reading.mail_words import compile_mail_words
from bot.rules import Rules
from bot.show import plain

TIME, NAMES, BAR = 8, 25, 10  # columns
DAY_PATTERN = "EEEE, d MMMM y"
COLOURS = {
    "pemohon": "cyan", "kadis": "magenta", "kabid": "blue", "kasi": "yellow", "teknisi": "green",
    "orang-luar": "red", "layanan": "white", "petugas": "white",
}  # fmt: skip

NOT_OBEYED = {
    "unproven": "tidak dituruti: pengirim asli ditanya dahulu",
    "not-yours": "tidak dituruti: bukan gilirannya",
    "held": "ditahan untuk dilihat petugas",
}
STAYS = {
    "incomplete": "belum lengkap, ditanyakan",
    "unclear": "belum jelas, ditanyakan kembali",
    "command": "dijawab, berkas tetap di tempat",
    "stayed": "dicatat, berkas tetap di tempat",
}
STAYED = "tidak mengubah apa pun"


class Timeline:
    """A context manager: while it lasts, a terminal shows at its foot where each case stands."""

    def __init__(self, console: Console, rules: Rules, zone: tzinfo, scenes: int) -> None:
        self._console = console
        self._words = compile_mail_words(rules.words["mail"])
        self._rules = rules
        self._zone = zone
        self._scenes = scenes
        self._scene = 0
        self._last: dict[str, Mail] = {}  # by case: the mail that was taken for it last
        self._closed: set[str] = set()
        self._doing = ""
        shows_foot = console.is_terminal and not console.is_dumb_terminal
        self._live = Live(console=console, refresh_per_second=10, transient=True) if shows_foot else None

    @property
    def lively(self) -> bool:
        """Whether somebody watches, and not a file."""
        return self._live is not None

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
            self._refresh()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    # ---- what happens -----------------------------------------------------------------------------------

    def scene(self, number: int, title: str) -> None:
        """A new scene begins."""
        self._scene = number
        head = Text.assemble((f"{number}/{self._scenes}", "bold"), "  ", (title, "bold"))
        self._console.print()
        self._console.print(Rule(head, align="left", style="dim", characters="─"))
        self._refresh()

    def doing(self, person: str, what: str) -> None:
        """What somebody is at, shown at the foot only."""
        self._doing = f"{find_person(person).short} {what}" if person else ""
        self._refresh()

    def mail(self, mail: Mail) -> None:
        """A mail passed."""
        self._console.print(self._mail_row(mail))

    def taken(self, mail: Mail) -> None:
        """The bot took a person's mail."""
        if mail.after:
            self._last[mail.ref] = mail
        self._closed.update(one.ref for one in mail.closed)
        self._console.print(self._taken_row(mail))
        for one in mail.closed:
            self._console.print(self._closed_row(one))
        self._refresh()

    def moved(self, now: datetime) -> None:
        """The clock was moved to another day (aware)."""
        day = format_datetime(now, DAY_PATTERN, tzinfo=self._zone, locale="id")
        self._console.print(self._row(Text(""), Text(""), Text(f"» {day}", "bold cyan")))

    # ---- how it looks -----------------------------------------------------------------------------------

    def _mail_row(self, mail: Mail) -> Table:
        who, to = _name(mail.sender), Text(", ").join(_name(address) for address in mail.recipients)
        words = read_words(mail, self._words)
        told = Text(f"“{plain(words)}”", "italic") if mail.sender != _service() else Text(plain(words))
        if count := len(find_attachments(mail.message)):
            told.append(f"  +{count} lampiran", "dim")
        return self._row(
            Text(f"{mail.at.astimezone(self._zone):%H.%M.%S}", "dim"),
            Text.assemble(who, (" → ", "dim"), to),
            told,
        )

    def _taken_row(self, mail: Mail) -> Table:
        return self._row(Text(""), Text(mail.ref, "dim"), self._say_taken(mail))

    def _closed_row(self, one: Closed) -> Table:
        place = f", rak {one.rack} U{one.units} kosong kembali" if one.rack else ""
        return self._row(Text(""), Text(one.ref, "dim"), Text(f"✓ berkas ditutup{place}", "bold green"))

    def _say_taken(self, mail: Mail) -> Text:
        step = self._say_step(mail) if mail.after else ""
        if mail.verdict in NOT_OBEYED:
            return Text(f"■ {NOT_OBEYED[mail.verdict]}", "bold red")
        if mail.before and mail.before != mail.after:
            procedure = self._rules.procedure(mail.process)
            ahead = procedure.position(mail.after) > procedure.position(mail.before)
            return Text(f"▶ {step}", "bold green") if ahead else Text(f"◀ kembali ke {step}", "bold yellow")
        if mail.after and not mail.before:
            return Text(f"● berkas dibuka: {step}", "bold")
        if mail.closed:
            return Text(f"▶ {step}: selesai", "bold green")
        return Text(f"● {STAYS.get(mail.verdict, STAYED)}", "bold")

    def _say_step(self, mail: Mail) -> str:
        procedure = self._rules.procedure(mail.process)
        place, count = procedure.position(mail.after)
        return f"{place}/{count} {procedure.step(mail.after).title}"

    def _row(self, first: Text, second: Text, third: Text) -> Table:
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=TIME)
        table.add_column(width=NAMES)
        table.add_column(ratio=1)
        table.add_row(first, second, third)
        return table

    def _refresh(self) -> None:
        if self._live is not None:
            self._live.update(self._foot())

    def _foot(self) -> Group:
        bars = Table.grid(padding=(0, 1))
        for width in (None, None, BAR, None):
            bars.add_column(width=width, no_wrap=True)
        for ref, mail in self._last.items():
            procedure = self._rules.procedure(mail.process)
            place, count = procedure.position(mail.after)
            done = ref in self._closed
            bars.add_row(
                Text(ref, "bold"),
                Text("" if done else f"{place}/{count}"),
                ProgressBar(total=count, completed=count if done else place, width=BAR),
                Text("berkas ditutup" if done else procedure.step(mail.after).title, overflow="ellipsis"),
            )
        scene = f"adegan {self._scene}/{self._scenes}" if self._scenes else ""
        if not self._last:
            bars.add_row("belum ada berkas")
        doing = Spinner("dots", Text(self._doing, "dim")) if self._doing else Text("")
        foot = Table.grid(expand=True)
        foot.add_column(ratio=1)
        foot.add_column(justify="right")
        foot.add_row(doing, Text(scene, "dim"))
        return Group(Text(""), foot, bars)


def _name(address: str) -> Text:
    person = find_by_address(address)
    if person is None:
        return Text(plain(address))
    return Text(person.short, COLOURS[person.id])


def _service() -> str:
    return find_person(SERVICE).address
