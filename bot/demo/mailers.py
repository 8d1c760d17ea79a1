"""How people's mail programs write: the new text on top or around, the quote, the signature, their own headers.

Each way is what the program of that name is seen to send, in its Indonesian version. The words of these programs
are data of this module: they imitate others, and nothing of the bot reads them here.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from babel.dates import format_datetime as format_local

from bot.demo.people import Person


@dataclass(frozen=True)
class Draft:
    """What a person wants to send. `answers` is the letter he answers, or None; `shown` who stands in From."""

    writer: Person
    shown: Person
    to: Person
    text: str
    subject: str
    at: datetime  # aware, in the zone of the office
    answers: EmailMessage | None = None
    attachment: tuple[str, bytes] | None = None


@dataclass(frozen=True)
class Quoted:
    """The letter that is answered, as the programs quote it."""

    sender: str
    address: str
    to: str
    subject: str
    at: datetime
    text: str
    html: str


Bodies = tuple[str, str]  # plain text, HTML


def write_mail(draft: Draft, program: str) -> EmailMessage:
    """The mail as this program sends it: text and HTML, and in the thread of what it answers (RFC 5322 3.6.4)."""
    quoted = _quote(draft.answers, draft.at) if draft.answers is not None else None
    text, page = _PROGRAMS[program](draft, quoted)
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((draft.shown.name, draft.shown.address))
    message["To"] = formataddr((draft.to.name, draft.to.address))
    message["Subject"] = f"Re: {quoted.subject}" if quoted else draft.subject
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = f"<{uuid.uuid4().hex}@{draft.writer.address.rpartition('@')[2]}>"
    if draft.answers is not None:
        answered = str(draft.answers["Message-ID"]).strip()
        earlier = str(draft.answers["References"] or "").split()
        message["In-Reply-To"] = answered
        message["References"] = " ".join([*earlier, answered])
    if mailer := _MAILERS.get(program):
        message["X-Mailer"] = mailer
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    if draft.attachment is not None:
        name, content = draft.attachment
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def _quote(letter: EmailMessage, now: datetime) -> Quoted:
    plain, rich = letter.get_body(("plain",)), letter.get_body(("html",))
    sender, to = letter["From"].addresses[0], letter["To"].addresses[0]
    return Quoted(
        sender=sender.display_name,
        address=sender.addr_spec,
        to=f"{to.display_name} <{to.addr_spec}>",
        subject=str(letter["Subject"]),
        at=letter["Date"].datetime.astimezone(now.tzinfo),
        text=plain.get_content().rstrip() if plain else "",
        html=_inside_body(rich.get_content()) if rich else "",
    )


def _inside_body(page: str) -> str:
    """What stands between <body …> and </body>; the whole where there is no body."""
    _, found, rest = page.partition("<body")
    return rest.partition(">")[2].rpartition("</body>")[0] if found else page


def _indented(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _lines(text: str) -> str:
    return "<br>\n".join(html.escape(line) for line in text.splitlines())


def _local(moment: datetime, pattern: str) -> str:
    return format_local(moment, pattern, tzinfo=moment.tzinfo, locale="id")


def _gmail(draft: Draft, quoted: Quoted | None) -> Bodies:
    signature = draft.writer.signature
    text = f"{draft.text}\n\n-- \n{signature}\n" if signature else f"{draft.text}\n"
    page = f'<div dir="ltr">{_lines(draft.text)}</div>'
    if signature:
        page += (
            '<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br>'
            f'<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{_lines(signature)}</div>'
        )
    return _with_gmail_quote(text, page, quoted)


def _gmail_android(draft: Draft, quoted: Quoted | None) -> Bodies:
    return _with_gmail_quote(f"{draft.text}\n", f'<div dir="auto">{_lines(draft.text)}</div>', quoted)


def _with_gmail_quote(text: str, page: str, quoted: Quoted | None) -> Bodies:
    if quoted is None:
        return text, page + "\n"
    when = _local(quoted.at, "EEE, d MMM y 'pukul' HH.mm")
    text += f"\nPada {when} {quoted.sender} <\n{quoted.address}> menulis:\n\n{_indented(quoted.text)}\n"
    link = f'<a href="mailto:{quoted.address}">{quoted.address}</a>'
    page += (
        f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Pada {when} '
        f"{html.escape(quoted.sender)} &lt;{link}&gt; menulis:<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        f'rgb(204,204,204);padding-left:1ex">{quoted.html}</blockquote></div>\n'
    )
    return text, page


def _iphone(draft: Draft, quoted: Quoted | None) -> Bodies:
    mark = "Dikirim dari iPhone saya"
    text = f"{draft.text}\n\n{mark}\n"
    page = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body dir="auto">{_lines(draft.text)}<br><br><div dir="ltr">{mark}</div>'
    )
    if quoted is not None:
        when = _local(quoted.at, "d MMM y, 'pukul' HH.mm")
        line = f"Pada {when}, {quoted.sender} <{quoted.address}> menulis:"
        text += f"\n> {line}\n>\n{_indented(quoted.text)}\n"
        page += (
            f'<div dir="ltr"><br><blockquote type="cite">{html.escape(line)}<br><br></blockquote></div>'
            f'<blockquote type="cite"><div dir="ltr">{quoted.html}</div></blockquote>'
        )
    return text, page + "</body></html>\n"


def _outlook(draft: Draft, quoted: Quoted | None) -> Bodies:
    parts = list(filter(None, (draft.text, draft.writer.signature)))
    text = "\n\n".join(parts) + "\n"
    page = '<html><head><style>p.MsoNormal{margin:0cm;font-family:"Calibri",sans-serif}</style></head>'
    page += '<body lang="IN"><div class="WordSection1">'
    for line in "\n\n".join(parts).splitlines():
        page += f'<p class="MsoNormal">{html.escape(line) or "&nbsp;"}<o:p></o:p></p>\n'
    if quoted is not None:
        head = _heading(quoted, ("Dari", "Dikirim", "Kepada", "Subjek"), "d MMMM y HH:mm")
        text += "\n" + "\n".join(f"{label}: {value}" for label, value in head) + f"\n\n{quoted.text}\n"
        rows = "<br>\n".join(f"<b>{label}:</b> {html.escape(value)}" for label, value in head)
        page += (
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
            f'<p class="MsoNormal">{rows}<o:p></o:p></p></div>{quoted.html}'
        )
    return text, page + "</div></body></html>\n"


def _zimbra(draft: Draft, quoted: Quoted | None) -> Bodies:
    signature = draft.writer.signature
    text = f"{draft.text}\n\n-- \n{signature}\n"
    page = (
        '<html><body><div style="font-family: arial, helvetica, sans-serif; font-size: 12pt; color: #000000">'
        f'<div>{_lines(draft.text)}</div><div><br></div><div data-marker="__SIG_PRE__">-- <br>'
        f"{_lines(signature)}</div>"
    )
    if quoted is not None:
        head = _heading(quoted, ("Dari", "Kepada", "Terkirim", "Subjek"), "EEEE, d MMMM y HH:mm:ss")
        text += "\n" + "\n".join(f"{label}: {value}" for label, value in head) + f"\n\n{quoted.text}\n"
        rows = "<br>".join(f"<b>{label}: </b>{html.escape(value)}" for label, value in head)
        page += (
            '<div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">'
            f'{rows}<br></div><div><br></div><div data-marker="__QUOTED_TEXT__">{quoted.html}</div>'
        )
    return text, page + "</div></body></html>\n"


def _heading(quoted: Quoted, labels: tuple[str, ...], pattern: str) -> list[tuple[str, str]]:
    """The block of lines above the quote, in the order of the labels."""
    values = {
        "Dari": f"{quoted.sender} <{quoted.address}>",
        "Kepada": quoted.to,
        "Dikirim": _local(quoted.at, pattern),
        "Terkirim": _local(quoted.at, pattern),
        "Subjek": quoted.subject,
    }
    return [(label, values[label]) for label in labels]


_PROGRAMS: dict[str, Callable[[Draft, Quoted | None], Bodies]] = {
    "gmail": _gmail,
    "gmail-android": _gmail_android,
    "iphone": _iphone,
    "outlook": _outlook,
    "zimbra": _zimbra,
}
_MAILERS = {
    "iphone": "iPhone Mail (23B85)",
    "outlook": "Microsoft Outlook 16.0",
    "zimbra": "Zimbra 8.8.15_GA_4717 (ZimbraWebClient - GC141 (Win)/8.8.15_GA_4717)",
}
