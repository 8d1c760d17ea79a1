"""The IP addresses by which a server is reached; a gateway, DNS, netmask or replaced address is none."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from bot.reading.words import Lexicon

_CANDIDATE = re.compile(r"[0-9A-Fa-f:.\[\]]{3,60}(?:/\d{1,3})?")
_WORD = re.compile(r"[^\W\d_][\w]*|->|-->|=>|→")
_MASK = re.compile(
    r"[\s,;:=(]{0,4}(?:([a-z ]{2,20}?)[\s:=.]{1,4})?((?:255\.){1,3}(?:\d{1,3}\.){0,2}\d{1,3})(?![\d.])",
    re.IGNORECASE,
)
_LEFT_WORDS = 4
_RIGHT = 60  # characters behind an address that may say it is another's


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a message says of the network: addresses in order, with prefix or port as given; the gateway; apart from
    them those of the machine's own remote control (iLO, IPMI)."""

    ip: tuple[str, ...] = ()
    gateway: str = ""
    control: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    text: str
    start: int
    end: int


def find_addresses(text: str, lexicon: Lexicon) -> Addresses:
    """The addresses of each line, by the label or word that stands nearest before them."""
    found: list[str] = []
    control: list[str] = []
    gateway = ""
    for line in text.split("\n"):
        seen = _in_line(line)
        righted = _righted(line, lexicon)
        for index, one in enumerate(seen):
            before = line[seen[index - 1].end if index else 0 : one.start]
            after = line[one.end : seen[index + 1].start if index + 1 < len(seen) else len(line)]
            if _of_another_device(before, lexicon):
                continue
            label = _label(line[: one.start], before, lexicon)
            if label == "ip" and (_of_another(after, lexicon) or (index and _ends_in_from(before, lexicon))):
                continue
            if label == "gateway":
                gateway = gateway or one.text
            elif label == "control":
                control.append(one.text)
            elif label == "ip" and not _replaced(before, after, index + 1 < len(seen), lexicon):
                if righted and one.start > righted:  # "Ralat: … yang benar 10.1.1.9": not those before
                    found, righted = [], 0
                found.append(one.text + _prefix(one.text, after, lexicon))
    return Addresses(tuple(dict.fromkeys(found)), gateway, tuple(dict.fromkeys(control)))


def _in_line(line: str) -> list[_Seen]:
    seen: list[_Seen] = []
    line = line.replace(" /", "\x00/") if re.search(r"\d /\d", line) else line
    for match in _CANDIDATE.finditer(line.replace("\x00", "")):
        text = _valid(match.group())
        if text:
            seen.append(_Seen(text, match.start(), match.end()))
    return seen


def _valid(raw: str) -> str:
    """The address as written, with prefix or port, or ''."""
    raw = raw.strip(".:") if not raw.endswith("::") else raw
    body, slash, prefix = raw.partition("/")
    port = ""
    if body.startswith("["):
        body, _, port = body[1:].partition("]")
    elif body.count(":") == 1 and "." in body:
        body, _, port = body.partition(":")
    port = port.strip(":.")
    try:
        address = ipaddress.ip_address(body.strip("[]"))
    except ValueError:
        return ""
    if str(address).startswith("255.") or address.is_unspecified or (port and not port.isdecimal()):
        return ""
    if ":" in body and not any(ch.isdecimal() for ch in body):
        return ""
    if slash and prefix and int(prefix) > address.max_prefixlen:
        slash = prefix = ""
    shown = f"[{address}]" if port and address.version == 6 else str(address)
    return shown + (f":{port}" if port else "") + (f"/{prefix}" if slash and prefix else "")


def _label(line_before: str, between: str, lexicon: Lexicon) -> str:
    """What the nearest naming word before the address says it is: "ip", "gateway", "control" or "other"."""
    gateways, others = lexicon.set("jaringan", "gateway"), lexicon.set("jaringan", "bukan_ip")
    names = lexicon.set("jaringan", "ip")
    for piece in (between, line_before):
        words = [word.lower() for word in _WORD.findall(piece)]
        for word in reversed(words):
            if word in gateways:
                return "gateway"
            if word in lexicon.set("jaringan", "pengelolaan"):
                return "control"
            if word in others:
                return "other"
            if word in names:
                return "ip"
    return "ip"


def _righted(line: str, lexicon: Lexicon) -> int:
    """Behind which character of the line what was said before is put right; 0 when nowhere."""
    words = [(word.group().lower(), word.end()) for word in _WORD.finditer(line)]
    ends = [0]
    for phrase in lexicon.entries("jaringan", "ralat"):
        wanted = phrase.split()
        for at in range(len(words) - len(wanted) + 1):
            if [word for word, _ in words[at : at + len(wanted)]] == wanted:
                ends.append(words[at + len(wanted) - 1][1])
    return max(ends)


def _of_another(after: str, lexicon: Lexicon) -> bool:
    """ "10.1.1.4 YANG DIMINTA sudah dipakai CCTV"."""
    right = " ".join(word.lower() for word in _WORD.findall(after[:_RIGHT].partition(". ")[0]))
    return any(f" {phrase} " in f" {right} " for phrase in lexicon.entries("jaringan", "bukan_kanan"))


def _of_another_device(between: str, lexicon: Lexicon) -> bool:
    """ "bentrok, CCTV-NYA SAYA GANTI KE 10.1.1.9": what moved is the other device; not "bentrok dengan CCTV, jadi
    saya ganti 10.1.1.9"."""
    tokens = [token for token in lexicon.tokens(between) if token.word[0].isalnum() or token.word in ",."]
    devices, who = lexicon.set("jaringan", "perangkat_lain"), lexicon.set("kalimat", "sendiri")
    at = next(
        (at for at in range(len(tokens) - 1, -1, -1) if tokens[at].word in lexicon.set("jaringan", "ganti")),
        0,
    )
    passed = who | lexicon.set("kalimat", "pulang") | {"nya"}  # of "CCTV-nya"
    at -= 1
    while at > 0 and tokens[at].word in passed:
        at -= 1
    if at < 0 or not tokens or not {tokens[at].word, tokens[at].stem} & devices:
        return False
    return not at or tokens[at - 1].word not in lexicon.set("kalimat", "dibanding")


def _ends_in_from(between: str, lexicon: Lexicon) -> bool:
    """ "IP 10.1.1.5, bisa diping DARI 10.1.1.99", "…, diganti dari 10.1.1.4": whence, not where."""
    words = [token.word for token in lexicon.tokens(between) if token.word[0].isalnum()]
    return words[-1:] == ["dari"]


def _prefix(address: str, after: str, lexicon: Lexicon) -> str:
    """The prefix that a netmask right behind a bare IPv4 address says ("10.1.1.5 mask 255.255.255.0": "/24")."""
    mask = _MASK.match(after) if "." in address and "/" not in address and ":" not in address else None
    if mask is None or (mask[1] and mask[1].strip().lower() not in lexicon.entries("jaringan", "mask")):
        return ""
    try:
        return f"/{ipaddress.ip_network(f'0.0.0.0/{mask[2]}').prefixlen}"
    except ValueError:
        return ""


def _replaced(before: str, after: str, more: bool, lexicon: Lexicon) -> bool:
    """True for an old address: "bukan X lagi", "dari X ke Y", "X diganti Y"."""
    left = [token.word for token in lexicon.tokens(before) if token.word[0].isalnum()][-_LEFT_WORDS:]
    right = [
        token.word for token in lexicon.tokens(after) if token.word[0].isalnum() or token.word[-1:] in ">→"
    ]
    if any(word in lexicon.set("jaringan", "lama") for word in left) and not (
        "dari" in left and not (more and set(right) & lexicon.set("jaringan", "diganti"))
    ):
        return not set(left[_last_old(left, lexicon) :]) & lexicon.set("jaringan", "diganti")
    changed = lexicon.set("jaringan", "diganti")
    return more and any(
        word in changed and right[at + 1 : at + 2] != ["dari"] for at, word in enumerate(right[:_LEFT_WORDS])
    )


def _last_old(left: list[str], lexicon: Lexicon) -> int:
    old = lexicon.set("jaringan", "lama")
    return max((index for index, word in enumerate(left) if word in old), default=0)
