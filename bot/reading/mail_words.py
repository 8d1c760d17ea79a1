"""The words of mail programs (`rules/mail.toml`), compiled once into what the readers look things up in.

Keys missing from the table stay empty: a reader then simply knows fewer words. Nothing here is a pattern an
admin could make slow: every word is taken literally, lower case, white space collapsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

HeaderKind = Literal["from", "sent", "date", "to", "copy", "subject"]


def plain_words(text: str) -> str:
    """Lower case, NFC, typographic quotes made plain, white space collapsed: the form words are compared in."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(text.lower().split())


def undotted(text: str) -> str:
    """Words as `plain_words` has them, without full stops: "wr wb" for "Wr. Wb."."""
    return plain_words(text.replace(".", " "))


@dataclass(frozen=True, slots=True)
class Autoreplies:
    """What out-of-office robots, receipts and ticket robots say."""

    subjects: tuple[str, ...]
    receipts: tuple[str, ...]
    texts: tuple[str, ...]
    absences: tuple[str, ...]
    robots: tuple[str, ...]
    robot_subjects: tuple[str, ...]
    robot_mailers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounces:
    """What mail servers say when they give a letter back."""

    senders: tuple[str, ...]
    soft_senders: tuple[str, ...]
    subjects: tuple[str, ...]
    texts: tuple[str, ...]
    delayed: tuple[str, ...]
    returned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailWords:
    """`rules/mail.toml`, compiled. Made by `compile_mail_words`; keep it, making it costs some milliseconds."""

    attribution_starts: frozenset[str]
    attribution_ends: tuple[str, ...]
    separators: tuple[str, ...]
    forwards: tuple[str, ...]
    forward_subjects: frozenset[str]
    reply_subjects: frozenset[str]
    header_labels: Mapping[str, HeaderKind]
    own_marks: tuple[str, ...]
    html_stubs: tuple[str, ...]
    form_labels: frozenset[str]
    form_announced: tuple[str, ...]
    form_pairs: tuple[tuple[str, ...], ...]
    not_labels: frozenset[str]
    closings: frozenset[str]
    signature_marks: frozenset[str]
    signature_notes: tuple[str, ...]
    sentence_words: frozenset[str]
    device_starts: tuple[str, ...]
    device_marks: re.Pattern[str]
    disclaimer_starts: tuple[str, ...]
    disclaimer_marks: tuple[str, ...]
    disclaimer_lines: tuple[str, ...]
    autoreply: Autoreplies
    bounce: Bounces
    newsletter_texts: tuple[str, ...]


def _table(words: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = words.get(name, {})
    return table if isinstance(table, Mapping) else {}


def _list(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(plain_words(str(word)) for word in table.get(name, ()) if str(word).strip())


def _header_labels(quote: Mapping[str, Any]) -> dict[str, HeaderKind]:
    kinds: tuple[HeaderKind, ...] = ("copy", "subject", "to", "date", "sent", "from")
    return {label: kind for kind in kinds for label in _list(quote, f"{kind}_labels")}


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words as a whole word; one that never matches for none."""
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else re.compile(r"(?!)")


def _autoreplies(table: Mapping[str, Any]) -> Autoreplies:
    return Autoreplies(
        subjects=_list(table, "subjects"),
        receipts=_list(table, "receipts"),
        texts=_list(table, "texts"),
        absences=_list(table, "absences"),
        robots=_list(table, "robots"),
        robot_subjects=_list(table, "robot_subjects"),
        robot_mailers=_list(table, "robot_mailers"),
    )


def _bounces(table: Mapping[str, Any]) -> Bounces:
    return Bounces(
        senders=_list(table, "senders"),
        soft_senders=_list(table, "soft_senders"),
        subjects=_list(table, "subjects"),
        texts=_list(table, "texts"),
        delayed=_list(table, "delayed"),
        returned=_list(table, "returned"),
    )


def compile_mail_words(words: Mapping[str, Any]) -> MailWords:
    """`words` is `rules/mail.toml` as parsed (`Rules.words["mail"]`); an empty mapping gives no words at all."""
    quote, form, sign = _table(words, "quote"), _table(words, "form"), _table(words, "signature")
    device, disclaimer = _table(words, "device"), _table(words, "disclaimer")
    return MailWords(
        attribution_starts=frozenset(_list(quote, "attribution_starts")),
        attribution_ends=_list(quote, "attribution_ends"),
        separators=_list(quote, "separators"),
        forwards=_list(quote, "forwards"),
        forward_subjects=frozenset(_list(quote, "forward_subjects")),
        reply_subjects=frozenset(_list(quote, "reply_subjects")),
        header_labels=_header_labels(quote),
        own_marks=_list(quote, "own_marks"),
        html_stubs=_list(quote, "html_stubs"),
        form_labels=frozenset(_list(form, "labels")),
        form_announced=_list(form, "announced"),
        form_pairs=tuple(filter(None, (_list(form, "signature_pair"), _list(form, "other_pair")))),
        not_labels=frozenset(_list(form, "not_labels")),
        closings=frozenset(undotted(word).rstrip(" ,!") for word in _list(sign, "closings")),
        signature_marks=frozenset(_list(sign, "marks")),
        signature_notes=_list(sign, "notes"),
        sentence_words=frozenset(_list(sign, "sentence_words")),
        device_starts=_list(device, "starts"),
        device_marks=_any_word(_list(device, "marks")),
        disclaimer_starts=_list(disclaimer, "starts"),
        disclaimer_marks=_list(disclaimer, "marks"),
        disclaimer_lines=_list(disclaimer, "lines"),
        autoreply=_autoreplies(_table(words, "autoreply")),
        bounce=_bounces(_table(words, "bounce")),
        newsletter_texts=_list(_table(words, "newsletter"), "texts"),
    )
