"""index.html: every mail in order, as its reader sees it. No script runs in it and nothing is loaded from elsewhere.

The HTML of a mail is a stranger's: it stands in a frame that is sandboxed without any permission, under the
page's own Content-Security-Policy. What people attach is kept beside the page, under a name that no browser runs.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from email.policy import default
from pathlib import Path
from urllib.parse import quote

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.demo.chronicle import Chronicle, Mail, read_header
from bot.demo.paper import DEMO_TEMPLATES, render_picture
from bot.demo.people import PEOPLE, SERVICE, Person, find_by_address, find_person
from bot.demo.stage import ZONE
from bot.demo.timeline import NOT_OBEYED, STAYED, STAYS
from bot.demo.words import find_attachments, read_text
from bot.edges.names import safe_name
from bot.model import DIGEST_PREFIX
from bot.rules import Rules

PAGE, ATTACHED, RAW = "index.html", "lampiran", "surel"
TITLE = "Penitipan, Inventaris, dan Pengembalian Server"
DIGEST, DIGEST_TITLE = "rekap", "Rekap bulanan"  # what stands in place of a step
TEMPLATE = "halaman.html.j2"
SHOWN_TYPES = {"pdf", "png", "jpg", "jpeg", "docx", "doc", "odt", "xlsx", "ics", "txt", "eml"}  # as they are
WIDTH, LINE_PIXELS, FRAME_PIXELS = 74, 21, 90  # a frame's height is guessed: it can't tell its own
SHORTEST, LONGEST_ANSWER, LONGEST_LETTER = (
    160,
    300,
    1500,
)  # an answer: its own words, the quote is scrolled to
TIME_PATTERN = "EEEE, d MMMM y 'pukul' HH.mm"
SHORT_PATTERN = "EEE, d MMM HH.mm"


@dataclass(frozen=True)
class File:
    name: str
    link: str  # relative to the page
    size: str
    picture: str = ""  # data: URI of the first page


@dataclass(frozen=True)
class Choice:
    """One step to choose by; `group` is the name of its procedure."""

    id: str
    title: str
    group: str


@dataclass(frozen=True)
class Card:
    """One mail as the page shows it."""

    mail: Mail
    time: str
    who: str
    whom: str
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    page: str
    height: int
    files: tuple[File, ...]
    raw: str
    people: tuple[str, ...]
    step: str
    outcome: str = ""
    mark: str = ""


@dataclass
class Attached:
    """The attachments kept so far, each content once, with its picture."""

    folder: Path
    kept: dict[str, File] = field(default_factory=dict)

    def keep(self, number: int, part: MIMEPart) -> File:
        content = _content_of(part)
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self.kept:
            shown = part.get_filename() or "lampiran"
            name = f"{number:02d}-{inert_name(shown)}"
            self.folder.mkdir(exist_ok=True)
            path = self.folder / name
            path.write_bytes(content)
            link = f"{ATTACHED}/{quote(name)}"
            self.kept[digest] = File(shown, link, _say_size(content), _picture(path, content))
        return self.kept[digest]


def write_page(folder: Path, chronicle: Chronicle, rules: Rules) -> Path:
    """Writes the page, the attachments and the raw mails into `folder`."""
    attached = Attached(folder / ATTACHED)
    raws = folder / RAW
    raws.mkdir(exist_ok=True)
    cards = []
    for mail in chronicle.mails:
        raw = f"{mail.number:02d}.eml"
        (raws / raw).write_bytes(mail.raw)
        files = tuple(attached.keep(mail.number, part) for part in find_attachments(mail.message))
        cards.append(make_card(mail, rules, files, f"{RAW}/{raw}"))
    path = folder / PAGE
    path.write_bytes(render_page(cards, chronicle.titles, rules).encode("utf-8", "replace"))
    return path


def render_page(cards: Sequence[Card], titles: Sequence[str], rules: Rules) -> str:
    """The page as HTML; every text of a mail escaped."""
    environment = Environment(
        loader=FileSystemLoader(DEMO_TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    people = [one for one in PEOPLE if any(one.id in card.people for card in cards)]
    choices = _find_choices({card.step for card in cards}, rules)
    groups = list(dict.fromkeys(one.group for one in choices))
    return environment.get_template(TEMPLATE).render(
        cards=cards, people=people, steps=choices, groups=groups, titles=titles, name=TITLE,
        hidden=Markup(_hiding_rules(people, [one.id for one in choices])),
    )  # fmt: skip


def _find_choices(seen: set[str], rules: Rules) -> list[Choice]:
    """The steps of which there is a mail, in the order of the procedures; the digest comes last."""
    choices = [
        Choice(step_key(one.id, step.id), step.title, one.name)
        for one in rules.procedures
        for step in one.steps
    ]
    choices.append(Choice(DIGEST, DIGEST_TITLE, DIGEST_TITLE))
    return [one for one in choices if one.id in seen]


def step_key(process: str, step: str) -> str:
    """The step among those of all procedures: several procedures have a step of the same name."""
    return f"{process}-{step}"


def _hiding_rules(people: Sequence[Person], steps: Iterable[str]) -> str:
    """CSS in place of a script: a choice hides the cards that are not of it."""
    rules = [f"#p-{one.id}:checked~main .card:not(.p-{one.id})" for one in people]
    rules += [f"#s-{step}:checked~main .card:not(.s-{step})" for step in steps]
    return ",".join(rules) + "{display:none}" if rules else ""


def make_card(mail: Mail, rules: Rules, files: tuple[File, ...], raw: str) -> Card:
    """What the page says of a mail."""
    text, page = read_text(mail.message), read_html(mail.message)
    writer = find_by_address(mail.sender)
    readers = [find_by_address(address) for address in mail.recipients]
    step = step_key(mail.process, mail.after) if mail.after else ""
    if mail.ref.startswith(DIGEST_PREFIX):
        step = DIGEST
    longest = LONGEST_LETTER if writer is not None and writer.id == SERVICE else LONGEST_ANSWER
    return Card(
        mail=mail, time=format_datetime(mail.at, SHORT_PATTERN, tzinfo=ZONE, locale="id"), who=_short(mail.sender),
        whom=", ".join(_short(address) for address in mail.recipients),
        subject=read_header(mail.message, "Subject") or "(tanpa subjek)", headers=_headers(mail),
        text=text, page=page, height=guess_height(text, longest), files=files, raw=raw,
        people=tuple(one.id for one in (writer, *readers) if one is not None), step=step,
        outcome=_say_outcome(mail, rules), mark=_mark(mail),
    )  # fmt: skip


def _headers(mail: Mail) -> tuple[tuple[str, str], ...]:
    """What a mail program shows above the text."""
    shown = [
        (label, value)
        for name, label in (("From", "Dari"), ("To", "Kepada"), ("Cc", "Tembusan"))
        if (value := read_header(mail.message, name))
    ]
    return (*shown, ("Tanggal", format_datetime(mail.at, TIME_PATTERN, tzinfo=ZONE, locale="id")))


def read_html(message: EmailMessage) -> str:
    """The HTML part, or ''. Never raises: people send what they like."""
    try:
        part = message.get_body(("html",))
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        return ""


def guess_height(text: str, longest: int) -> int:
    """Pixels that a mail of that text takes, between a few lines and `longest`; the rest is scrolled to."""
    lines = sum(1 + len(line) // WIDTH for line in text.splitlines())
    return min(max(FRAME_PIXELS + lines * LINE_PIXELS, SHORTEST), longest)


def inert_name(name: str) -> str:
    """A file name that no browser runs as a page of ours: unknown kinds become .txt."""
    safe = safe_name(name)
    return safe if safe.rpartition(".")[2].lower() in SHOWN_TYPES else f"{safe}.txt"


def _content_of(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    return b"".join(
        one.as_bytes(policy=default) for one in part.iter_parts() if isinstance(one, EmailMessage)
    )


def _picture(path: Path, content: bytes) -> str:
    png = render_picture(path) if content.startswith(b"%PDF") else None
    if content.startswith(b"\x89PNG"):
        png = content
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}" if png else ""


def _say_size(content: bytes) -> str:
    return f"{max(1, round(len(content) / 1024))} KB"


def _short(address: str) -> str:
    person = find_by_address(address)
    return person.short if person is not None else address


def _say_step(mail: Mail, step: str, rules: Rules) -> str:
    return rules.procedure(mail.process).step(step).title if step else ""


def _mark(mail: Mail) -> str:
    """The class that colours a card."""
    if mail.sender == find_person(SERVICE).address:
        return "letter"
    if mail.verdict in NOT_OBEYED:
        return "held"
    return "moved" if mail.before != mail.after or mail.closed else "person"


def _say_outcome(mail: Mail, rules: Rules) -> str:
    """What a person's mail did to the case."""
    if not mail.verdict:
        return ""
    title = _say_step(mail, mail.after, rules)
    if mail.verdict in NOT_OBEYED:
        return f"{NOT_OBEYED[mail.verdict].capitalize()}."
    if mail.after and not mail.before:
        return f"Berkas {mail.ref} dibuka: {title}."
    if mail.closed:
        return f"{title}: selesai. Berkas ditutup: {', '.join(one.ref for one in mail.closed)}."
    if mail.before != mail.after:
        return f"{_say_step(mail, mail.before, rules)} → {title}."
    return f"{STAYS.get(mail.verdict, STAYED).capitalize()}."
