"""What stands under a person's words: signature, the phone's advertisement, the lawyer's paragraph.

A signature is split off, not thrown away: it may name the agency and the contact. Where it is doubtful that
lines are a signature they stay in the text: a lost decision costs more than a name too many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.mail_words import MailWords, plain_words, undotted
from bot.reading.own_letters import tokens

_DELIMITER = re.compile(r"\s{0,4}(?:--|—|__)\s{0,4}")
_RULE = re.compile(r"[_=\-—–*]{5,}")
_MAX_AFTER_CLOSING = 9  # lines
_MAX_AFTER_DELIMITER = 25
_MAX_SIGNATURE_LINE = 90  # characters
_REACHABLE = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.|(?:\+62|\b0)\d[\d\s().-]{6,}|https?://|www\.", re.IGNORECASE
)
_NAME_WORD = re.compile(r"[^\W\d_]['’.\w-]*,?")


def is_device_line(text: str, words: MailWords) -> bool:
    """ "Dikirim dari iPhone saya", "Get Outlook for Android<…>": set by a program, not by a person."""
    said = plain_words(text.strip(" \t*_<>[]()"))
    if not said or len(said) > 160:
        return False
    if any(line in said for line in words.disclaimer_lines) and len(said) < 100:
        return True
    start = next((start for start in words.device_starts if said.startswith(start)), "")
    return (
        bool(start)
        and words.device_marks.search(said[len(start) - 8 :] if len(start) > 8 else said) is not None
    )


def _is_disclaimer(paragraph: Sequence[str], words: MailWords) -> bool:
    said = plain_words(" ".join(paragraph).strip(" *_-=#[](){}<>!\t"))
    return said.startswith(words.disclaimer_starts) and any(mark in said for mark in words.disclaimer_marks)


def _is_heading(paragraph: Sequence[str], words: MailWords) -> bool:
    """ "PEMBERITAHUAN:" alone above the paragraph it announces."""
    said = plain_words(" ".join(paragraph).strip(" *_-=#:[](){}<>!\t"))
    return len(paragraph) == 1 and len(said.split()) <= 5 and said.startswith(words.disclaimer_starts)


def _paragraphs(lines: Sequence[str], words: MailWords) -> list[list[str]]:
    """Runs of lines between blank ones; fine print set without a blank line above is a paragraph, too."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            if found[-1] and _is_disclaimer([line], words):
                found.append([])
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def drop_fine_print(lines: Sequence[str], words: MailWords) -> list[str]:
    """The lines without device lines and disclaimers; paragraphs stay apart by one blank line."""
    kept: list[str] = []
    spoken = [line for line in lines if not is_device_line(line, words) and not _RULE.fullmatch(line.strip())]
    paragraphs = _paragraphs(spoken, words)
    for index, paragraph in enumerate(paragraphs):
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else []
        if _is_disclaimer(paragraph, words):
            continue
        if _is_heading(paragraph, words) and following and _has_mark(following, words):
            paragraphs[index + 1] = []
            continue
        kept += [*paragraph, ""] if paragraph else []
    return kept


def _has_mark(paragraph: Sequence[str], words: MailWords) -> bool:
    said = plain_words(" ".join(paragraph))
    return any(mark in said for mark in words.disclaimer_marks)


def _looks_signed(line: str, words: MailWords) -> bool:
    """A line a signature may hold: short, no sentence, capitalised, or a number, an address, an office."""
    text = line.strip(" \t*|-•")
    if not text:
        return True
    if len(text) > _MAX_SIGNATURE_LINE or text.endswith("?"):
        return False
    said = tokens(text)
    if plain_words(text).startswith(words.signature_notes):
        return True
    if any(word in words.sentence_words for word in said):
        return False
    if _REACHABLE.search(text):
        return True
    capital = [word for word in _NAME_WORD.findall(text) if word[0].isupper()]
    return bool(capital) and 2 * len(capital) >= len(_NAME_WORD.findall(text)) and len(said) <= 14


def _is_marked(line: str, words: MailWords) -> bool:
    said = plain_words(line)
    pieces = {piece.strip(".,;:()|/") for piece in said.split()}
    return bool(pieces & words.signature_marks) or _REACHABLE.search(line) is not None


def _closing(line: str, words: MailWords) -> str | None:
    """What follows a closing on its line: "Budi" for "Salam, Budi", "" for a closing alone; None: no closing."""
    text = line.strip(" \t*_")
    if undotted(text).rstrip(" ,!;:-") in words.closings:
        return ""
    head, comma, rest = text.partition(",")
    fits = comma and undotted(head) in words.closings and len(rest.split()) <= 5
    return rest if fits else None


def _closing_at(lines: Sequence[str], words: MailWords) -> int:
    """Where a closing stands that only signature lines follow, or len(lines)."""
    first = max(0, len(lines) - 4 * _MAX_AFTER_CLOSING)
    for index in range(first, len(lines)):
        rest = _closing(lines[index], words)
        if rest is None or (rest and not _looks_signed(rest, words)):
            continue
        after = [line for line in lines[index + 1 :] if line.strip()]
        if len(after) <= _MAX_AFTER_CLOSING and all(
            _closing(line, words) == "" or _looks_signed(line, words) for line in after
        ):
            return index
    return len(lines)


def _names_at(lines: Sequence[str], words: MailWords) -> int:
    """Where a last paragraph begins that is a name with a title or an office under it, or len(lines)."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    block = lines[start:end]
    if not start or not 2 <= len(block) <= 7 or not any(line.strip() for line in lines[:start]):
        return len(lines)
    named = 2 <= len(_NAME_WORD.findall(block[0])) <= 6 and not any(":" in line for line in block[:1])
    fits = all(_looks_signed(line, words) for line in block) and any(
        _is_marked(line, words) for line in block[1:]
    )
    return start if named and fits else len(lines)


def split_signature(lines: Sequence[str], words: MailWords) -> tuple[list[str], list[str]]:
    """(text, signature) of one run of a person's lines. The signature may be empty; the text is empty only where a
    "-- " stands at the very top."""
    below = 0
    delimiter = len(lines)
    for index in range(len(lines) - 1, -1, -1):  # from the end: only so many lines can be a signature
        below += bool(lines[index].strip())
        if below > _MAX_AFTER_DELIMITER:
            break
        if _DELIMITER.fullmatch(lines[index]):
            delimiter = index
    above = lines[:delimiter]  # a phone's "-- " stands under the person's own signature
    at = min(_closing_at(above, words), _names_at(above, words))
    if not any(line.strip() for line in above[:at]):
        at = len(above)
    signed = [*above[at:], *lines[delimiter + 1 :]]
    return list(above[:at]), signed
