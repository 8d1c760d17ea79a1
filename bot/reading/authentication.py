"""Whether our own mail server vouches for the From address: RFC 8601, its topmost header, and nothing else.

Anyone can write an Authentication-Results header; only the one our server put on top counts, and only when it
names that server as the config does.
"""

from __future__ import annotations

from bot.model import Message
from bot.reading.parse import FROM_MISSING, FROM_SEVERAL


def _without_comments(value: str) -> str:
    """The value without comments (RFC 5322 3.2.2: nested, with quoted pairs); quoted strings stay as they are."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in value:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            continue
        elif letter == ")" and depth:
            depth -= 1
            continue
        kept += () if depth else (letter,)
    return "".join(kept)


def _split(value: str) -> list[str]:
    """Split at semicolons outside quoted strings."""
    pieces: list[str] = []
    current: list[str] = []
    quoted = False
    for letter in value:
        quoted = quoted != (letter == '"')
        if letter == ";" and not quoted:
            pieces.append("".join(current))
            current = []
        else:
            current.append(letter)
    return [*pieces, "".join(current)]


def _result(statement: str) -> tuple[str, str, dict[str, str]]:
    """(method, result, properties) of one statement: `dkim=pass header.d=x.example`."""
    words = statement.replace(" = ", "=").lower().split()
    if not words or "=" not in words[0]:
        return "", "", {}
    method, _, result = words[0].partition("=")
    pairs = (word.partition("=") for word in words[1:] if "=" in word)
    properties: dict[str, str] = {}
    for key, _, value in pairs:
        properties.setdefault(key, value.strip('"'))
    return method.split("/")[0], result, properties


def _is_aligned(signer: str, domain: str) -> bool:
    """The signer is the From domain or one that contains it (RFC 7489 3.1.1, relaxed, towards the parent only).
    Suffixes under which strangers register (`go.id`, `co.id`, `com`) contain nobody."""
    signer = signer.strip().rstrip(".")
    if signer == domain:
        return bool(domain)
    labels = signer.split(".")
    is_suffix = len(labels) < 2 or (len(labels) == 2 and len(labels[1]) == 2 and len(labels[0]) <= 4)
    return not is_suffix and domain.endswith("." + signer)


def _vouches(method: str, properties: dict[str, str], domain: str) -> bool:
    if method == "dmarc":
        return properties.get("header.from", domain).rpartition("@")[2] == domain
    if method == "dkim":
        signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
        return _is_aligned(signer, domain)
    return False


def is_authenticated(message: Message, authserv_id: str) -> bool:
    """Did the server named `authserv_id` find DMARC pass, or DKIM pass aligned with the From domain? False without
    a configured name, for a From with several addresses or none, and when the server says DMARC failed."""
    if not authserv_id.strip() or FROM_SEVERAL in message.defects or FROM_MISSING in message.defects:
        return False
    if sum(1 for name, _ in message.headers if name == "from") != 1:
        return False
    domain = message.sender.email.rpartition("@")[2]
    server, *statements = _split(_without_comments(message.header("authentication-results")))
    named = next(iter(server.split()), "").strip('"').lower()
    if not domain or named != authserv_id.strip().lower():
        return False
    results = [_result(statement) for statement in statements[:100]]
    if any(
        method == "dmarc" and result not in ("pass", "none", "bestguesspass") for method, result, _ in results
    ):
        return False
    return any(
        result == "pass" and _vouches(method, properties, domain) for method, result, properties in results
    )
