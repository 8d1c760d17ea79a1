"""Texts that nobody writes and that a reader must get through all the same, each as long as one asks for."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

_HEAD = (
    "Dari: a <a@b.example>\nDikirim: Senin, 23 November 2026 08.00\nKepada: b <b@b.example>\nSubjek: x\n\n"
)
_ENGLISH = "On Mon, Nov 23, 2026 at 8:30 AM a <a@b.example> wrote:\n> x\n"
_INDONESIAN = "Pada Sen, 23 Nov 2026 pukul 08.30 a <\na@b.example> menulis:\n\n> x\n"


def _again(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _nested(before: str, after: str) -> Callable[[int], str]:
    return lambda size: before * (size // len(before + after)) + "x" + after * (size // len(before + after))


def _base64(size: int) -> str:
    return base64.encodebytes(bytes(number * 7 % 251 for number in range(57)) * (size // 78 + 1)).decode()[
        :size
    ]


TEXTS: Mapping[str, Callable[[int], str]] = {
    "letters": _again("a"),
    "capitals": _again("A"),
    "letters of another script": _again("ж"),
    "digits": _again("1"),
    "spaces": _again(" "),
    "tabs": _again("\t"),
    "no-break spaces": _again("\u00a0"),
    "zero-width": _again("\u200b"),
    "combining marks": _again("\u0301"),
    "dots": _again("."),
    "commas": _again(","),
    "colons": _again(":"),
    "hyphens": _again("-"),
    "underscores": _again("_"),
    "apostrophes": _again("'"),
    "apostrophes in words": _again("a'"),
    "quotation marks": _again('"'),
    "brackets": _again("("),
    "square brackets": _again("["),
    "question marks": _again("?"),
    "smileys": _again("👍"),
    "newlines": _again("\n"),
    "returns": _again("\r"),
    "spaces and newlines": _again(" \n"),
    "quote marks": _again(">"),
    "quote marks apart": _again("> "),
    "quoted lines": _again("> x\n"),
    "quoted and not": _again("> x\ny\n"),
    "one word": _again("bisa"),
    "words": _again("kata lain "),
    "ya": _again("ya "),
    "negations": _again("tidak "),
    "decisions": _again("tolak setuju "),
    "misspelt words": _again("diteruskna disetujji "),
    "clauses": _again("tetapi kalau "),
    "questions": _again("bisa? "),
    "a sentence a line": _again("sudah bisa diakses.\n"),
    "a million short lines": _again("ok\n"),
    "addresses": _again("a@a"),
    "addresses apart": _again("a@a.example "),
    "half addresses": _again("a@"),
    "links": _again("http://"),
    "whole links": _again("http://a.example/b?c=d&e=f "),
    "numbered points": _again("1."),
    "a list": _again("1. a\n"),
    "dates": _again("23/11/2026 "),
    "dates in words": _again("Senin, 23 November 2026 "),
    "times": _again("jam 9 pukul 10.30 "),
    "dates without space": _again("1-1-1"),
    "phones": _again("0812-0000-1111 "),
    "phone digits": _again("0812 "),
    "NIPs": _again("19000101 190001 1 001 "),
    "IP addresses": _again("192.0.2.1/24 "),
    "IPv6 addresses": _again("2001:db8::21 "),
    "colons and hex": _again("a:b:"),
    "half IP addresses": _again("192."),
    "racks": _again("rak A U10-U12 "),
    "units": _again("U1-"),
    "serial numbers": _again("SN ABC12345 "),
    "references": _again("TTP-2026-0001/1 "),
    "agencies": _again("Dinas Kesehatan "),
    "agencies begun": _again("Dinas "),
    "agencies misspelt": _again("Dinas Kesehtan dan Pendidkan "),
    "names": _again("Budi Contoh, "),
    "contacts": _again("CP: Budi Contoh, 0812-0000-1111\n"),
    "cues for names": _again("diserahkan oleh diterima oleh "),
    "labels": _again("Rak : \n"),
    "filled labels": _again("Merek/Tipe : Contoh X100\nNomor seri : ABC12345\n"),
    "labels in a line": _again("Rak: A; Unit: 1; "),
    "table rows": _again("1\tContoh X100\tABC12345\n"),
    "signatures": _again("-- \n"),
    "closings": _again("Terima kasih,\n"),
    "closings and names": _again("Salam,\nBudi Contoh\n\n"),
    "disclaimers": _again("Pesan ini rahasia. "),
    "disclaimer paragraphs": _again("Pesan ini bersifat\n\n"),
    "device lines": _again("Dikirim dari iPhone saya\n"),
    "quote headers": _again(_HEAD),
    "quote headers begun": _again("Dari: a@b\nKepada: x,\n"),
    "attributions": _again(_INDONESIAN),
    "English attributions": _again(_ENGLISH),
    "attributions begun": _again("Pada 1\n"),
    "attributions without end": _again("Pada 23 Nov 2026 "),
    "separators": _again("-----Original Message-----\n"),
    "forwards": _again("---------- Forwarded message ---------\n"),
    "rules": _again("____________________\n"),
    "base64": _base64,
    "JSON": _again('{"a":["b",1,{"c":null}]},'),
    "markup in text": _again("<a href=x>"),
}
PAGES: Mapping[str, Callable[[int], str]] = {
    "open tags": _again("<div>"),
    "closed tags": _again("</div>"),
    "angle brackets": _again("<"),
    "tags begun": _again("<a "),
    "attributes": lambda size: f"<a {'b=c ' * (size // 4)}>x</a>",
    "one attribute": lambda size: f'<p style="{"color:red;" * (size // 10)}">x</p>',
    "entities": _again("&amp;"),
    "half entities": _again("&a"),
    "comments": _again("<!-- x -->"),
    "comments begun": _again("<!--"),
    "lines": _again("x<br>"),
    "paragraphs": _again("<p>x</p>"),
    "bold": _again("<b>x"),
    "nested boxes": _nested("<div>", "</div>"),
    "nested quotes": _nested("<blockquote type=cite>", "</blockquote>"),
    "nested tables": _nested("<table><tr><td>", "</td></tr></table>"),
    "nested spans": _nested("<span>", "</span>"),
    "nested in turns": _again("<div><div></div>"),
    "cells": _again("<td>x</td>"),
    "rows": _again("<tr><td>x</td><td>y</td></tr>"),
    "hidden boxes": _again('<div style="display:none">x</div>'),
    "quote containers": _again('<div class="gmail_quote">x</div>'),
    "scripts": _again("<script>x</script>"),
    "text alone": _again("kata "),
    "one word": _again("a"),
    "formatted letters": _again("<i>a</i>"),
}
