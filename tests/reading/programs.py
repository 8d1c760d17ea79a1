"""How the mail programs of the people who write to us quote a letter, in text and in HTML.

A program is its words above the quote, its mark before each quoted line ("" for none) and the HTML around it. The
braces hold the quoted mail's sender, address, reader and subject; {said}, {head} and {quote} are set by `answer`.
"""

from __future__ import annotations

import html as markup
import re
import textwrap
from dataclasses import dataclass
from typing import Literal

from bot.reading.visible_html import html_lines
from tests.reading.ours import Ours

Position = Literal["above", "below"]
_VALUES = {
    "name": "Layanan Penitipan Server", "address": "server@kominfo.example", "to": "Budi Contoh <budi@dinas.example>"
}  # fmt: skip


@dataclass(frozen=True)
class Program:
    name: str
    head: str
    said: str  # HTML
    quote: str  # HTML
    mark: str = "> "
    device: str = ""  # its own line under what the person wrote
    marks_head: bool = False  # the head, too, stands behind the mark
    indent: str = ""  # before each line of an unmarked quote

    def __repr__(self) -> str:
        return self.name


_DIV = '<div dir="ltr">{said}</div>'
_GMAIL = (
    '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{head}<br></div><blockquote '
    'class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
    "{quote}</blockquote></div>"
)
_WORD = '<div class="WordSection1"><p class="MsoNormal">{said}<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p></div>'
_WORD_QUOTE = (
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{head}'
    "<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>{quote}"
)
_OWA = (
    '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" '
    'dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">{head}</font><div>&nbsp;</div>'
    "</div><div>{quote}</div>"
)
_MOBILE = '<div id="mail-editor-reference-message-container"><hr>{head}<div><br></div>{quote}</div>'
_ZIMBRA = (
    '<div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{head}<br></div><div><br>'
    '</div><div data-marker="__QUOTED_TEXT__">{quote}</div>'
)
_ROUNDCUBE = (
    '<p id="reply-intro">{head}</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; '
    'margin: 0"><div id="replybody1">{quote}</div></blockquote>'
)
_YAHOO = (
    '<div id="ydp1a2yahoo_quoted_3" class="ydp1a2yahoo_quoted"><div><div>{head}</div><div><br></div><div>{quote}</div>'
    "</div></div>"
)
_YAHOO_PHONE = (
    '<blockquote style="margin: 0 0 20px 0;"><div style="font-family:Roboto, sans-serif; color:#6D00F6;"><div>{head}'
    '</div></div><div style="padding: 10px 0 0 20px; margin: 10px 0 0 0; border-left: 1px solid #6D00F6;">{quote}</div>'
    "</blockquote>"
)
_MOZ = (
    '<div class="moz-cite-prefix">{head}<br></div><blockquote type="cite" cite="mid:x@y">{quote}</blockquote>'
)
_APPLE = (
    '<div dir="ltr"><br><blockquote type="cite">{head}<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">'
    "{quote}</div></blockquote>"
)
_SAMSUNG = '<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">{head}</div><div><br></div>{quote}'
_CITED = (
    '<p>{head}</p><blockquote style="border:none;border-left:solid blue 1.5pt;padding:0">{quote}</blockquote>'
)
_BARE = "<div>{quote}</div>"

_LINE = "________________________________\n"
_ID = "Dari: {name} <{address}>\nDikirim: Senin, 23 November 2026 08.30\nKepada: {to}\nSubjek: {subject}"
_EN = "From: {name} <{address}>\nSent: Monday, November 23, 2026 8:30 AM\nTo: {to}\nSubject: {subject}"
_ZIMBRA_ID = (
    'Dari: "{name}" <{address}>\nKepada: {to}\nTerkirim: Senin, 23 November 2026 8:30:00\nSubjek: {subject}'
)
_ZIMBRA_EN = (
    'From: "{name}" <{address}>\nTo: {to}\nSent: Monday, November 23, 2026 8:30:00 AM\nSubject: {subject}'
)
_SAMSUNG_ID = "-------- Pesan asli --------\nDari: {name} <{address}> \nTanggal: 23/11/26 08.30 (GMT+07:00) \nKe: {to} \nSubjek: {subject} "
_SAMSUNG_EN = "-------- Original message --------\nFrom: {name} <{address}> \nDate: 23/11/2026 08:30 (GMT+07:00) \nTo: {to} \nSubject: {subject} "
_OLD = "-----Original Message-----\nFrom: {name} [mailto:{address}] \nSent: Monday, November 23, 2026 8:30 AM\nTo: {to}\nSubject: {subject}"

PROGRAMS = (
    Program("gmail-id", "Pada Sen, 23 Nov 2026 pukul 08.30 {name} <{address}> menulis:", _DIV, _GMAIL),
    Program("gmail-en", "On Mon, Nov 23, 2026 at 8:30 AM {name} <{address}> wrote:", _DIV, _GMAIL),
    Program("gmail-android-id", "Pada tanggal Sen, 23 Nov 2026 08.30, {name} <{address}> menulis:", _DIV, _GMAIL),
    Program("gmail-android-en", "On Mon, 23 Nov 2026, 08:30 {name}, <{address}> wrote:", _DIV, _GMAIL),
    Program("gmail-ios-id", "Pada Sen, 23 Nov 2026 pada 08.30 {name} <{address}> menulis:", _DIV, _GMAIL),
    Program("outlook-id", _ID, _WORD, _WORD_QUOTE, ""),
    Program("outlook-en", _EN, _WORD, _WORD_QUOTE, ""),
    Program("outlook-old", _OLD, _WORD, _WORD_QUOTE, ""),
    Program("outlook-old-marked", _OLD, _WORD, _CITED, "> "),
    Program("outlook-web-id", _LINE + _ID, _DIV, _OWA, ""),
    Program("outlook-web-en", _LINE + _EN, _DIV, _OWA, ""),
    Program("outlook-mobile-id", _LINE + _ID, _DIV, _MOBILE, "", "Dapatkan Outlook untuk Android<https://aka.ms/x>"),
    Program("outlook-mobile-en", _LINE + _EN, _DIV, _MOBILE, "", "Get Outlook for iOS<https://aka.ms/o0ukef>"),
    Program("zimbra-id", "----- Pesan Asli -----\n" + _ZIMBRA_ID, _DIV, _ZIMBRA, ""),
    Program("zimbra-en", "----- Original Message -----\n" + _ZIMBRA_EN, _DIV, _ZIMBRA, ""),
    Program("zimbra-new", _ZIMBRA_EN, _DIV, _ZIMBRA, ""),
    Program("roundcube-id", "Pada 2026-11-23 08:30, {name} menulis:", "<p>{said}</p>", _ROUNDCUBE),
    Program("roundcube-en", "On 2026-11-23 08:30, {name} wrote:", "<p>{said}</p>", _ROUNDCUBE),
    Program("yahoo-id", "    Pada Senin, 23 November 2026 pukul 08.30.12 WIB, {name} <{address}> menulis:  \n ", _DIV, _YAHOO, "", indent=" "),
    Program("yahoo-en", "    On Monday, November 23, 2026 at 08:30:12 AM GMT+7, {name} <{address}> wrote:  \n ", _DIV, _YAHOO, "", indent=" "),
    Program("yahoo-phone-id", " \n  Pada Sen, 23 Nov 2026 pada 8.30, {name}<{address}> menulis:  ", "{said}<br>", _YAHOO_PHONE, "", "Dikirim dari Yahoo Mail di Android", indent=" "),
    Program("yahoo-phone-en", " \n  On Mon, Nov 23, 2026 at 8:30, {name}<{address}> wrote:  ", "{said}<br>", _YAHOO_PHONE, "", "Sent from Yahoo Mail on Android", indent=" "),
    Program("thunderbird-id", "Pada 23/11/2026 08.30, {name} menulis:", "<p>{said}</p>", _MOZ),
    Program("thunderbird-en", "On 23/11/2026 08:30, {name} wrote:", "<p>{said}</p>", _MOZ),
    Program("iphone-id", "Pada 23 Nov 2026, pukul 08.30, {name} <{address}> menulis:", _DIV, _APPLE, "> ", "Dikirim dari iPhone saya", marks_head=True),
    Program("iphone-en", "On 23 Nov 2026, at 08:30, {name} <{address}> wrote:", _DIV, _APPLE, "> ", "Sent from my iPhone", marks_head=True),
    Program("samsung-id", _SAMSUNG_ID, _DIV, _SAMSUNG, "", "Dikirim dari perangkat Galaxy saya"),
    Program("samsung-en", _SAMSUNG_EN, _DIV, _SAMSUNG, "", "Sent from my Galaxy"),
    Program("k9", "Pada 23 November 2026 08.30.50 WIB, {name} <{address}> menulis:", _DIV, _MOZ, ">", "-- \nDikirim dari perangkat Android saya dengan K-9 Mail. Mohon maaf telah membalas dengan singkat."),
    Program("marked-only", "", _DIV, '<blockquote type="cite">{quote}</blockquote>'),
    Program("unmarked", "", _DIV, _BARE, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One way to answer: the program, where the answer stands, and what becomes of long lines on the way.

    `from_html`: the program makes the quoted text from the HTML of our letter. `wrap`: "" leaves the lines, "marked"
    breaks them at 72 columns, each with its mark, "scraps" leaves the rest of a broken line without one. `folded`:
    the head is broken before the address, as Gmail does."""

    program: Program
    position: Position = "above"
    from_html: bool = False
    wrap: Literal["", "marked", "scraps"] = ""
    folded: bool = False

    @property
    def needs_letters(self) -> bool:
        """Whether nothing but our own words tells what is quoted."""
        program = self.program
        return (
            self.wrap == "scraps"
            or not (program.head or program.mark)
            or not (program.mark or self.position == "above")
        )


def answer(said: str, ours: Ours, way: Way) -> str:
    """The text/plain of an answer to that letter."""
    program = way.program
    head = _fill(program.head, ours)
    if way.folded:
        head = head.replace(f"<{_VALUES['address']}>", f"<\n{_VALUES['address']}>")
    body = "\n".join(line.text for line in html_lines(ours.html)) if way.from_html else ours.text
    if program.marks_head:
        body, head = f"{head}\n\n{body}", ""
    quote = _quoted(body, way)
    own = f"{said}\n\n{program.device}\n" if program.device else f"{said}\n"
    if way.position == "above":
        return f"{own}\n{head}\n\n{quote}\n"
    return f"{head}\n{quote}\n\n{own}"


def _fill(template: str, ours: Ours) -> str:
    return template.format(**_VALUES, subject=ours.subject)


def _quoted(body: str, way: Way) -> str:
    mark = way.program.mark or way.program.indent
    lines: list[str] = []
    for line in body.rstrip().split("\n"):
        cut = (
            textwrap.wrap(line, 70, break_on_hyphens=False, break_long_words=False)
            if way.wrap and len(line) > 70
            else [line]
        )
        lines.append(f"{mark}{cut[0]}".rstrip())
        lines += [piece if way.wrap == "scraps" else f"{mark}{piece}".rstrip() for piece in cut[1:]]
    return "\n".join(lines)


def answer_html(said: str, ours: Ours, way: Way) -> str:
    """The text/html of an answer to that letter."""
    program = way.program
    head = "<br>\n".join(_bold(line.strip()) for line in _fill(program.head, ours).strip(" \n_").split("\n"))
    inside = re.search(r"<body[^>]*>(.*)</body>", ours.html, re.DOTALL)
    quote = program.quote.format(head=head, quote=inside[1] if inside else ours.html)
    own = program.said.format(said=to_html(said))
    if program.device:
        own += f"<br><div>{to_html(program.device)}</div>"
    parts = (own, quote) if way.position == "above" else (quote, own)
    return f"<html><head><style>p {{ margin:0 }}</style></head><body>{''.join(parts)}</body></html>"


def _bold(line: str) -> str:
    label, colon, value = line.partition(": ")
    return f"<b>{label}:</b> {markup.escape(value)}" if colon and " " not in label else markup.escape(line)


def to_html(said: str) -> str:
    """A person's lines, one under the other."""
    return "<br>\n".join(markup.escape(line) for line in said.split("\n"))
