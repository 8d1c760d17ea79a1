"""Mail that nobody should send, through the whole way of a letter: parse, guard, match, visible, understand, decide,
compose, save. What it looks for: an exception, a message that takes long, and a broken law.

    python -m bench.fuzz [--seconds 600] [--seed N] [--keep FOLDER] [FILE ...]

With atheris installed its coverage leads; otherwise mutations by chance of the mails in tests/mail do. A finding is
kept as FOLDER/<digest>.eml with what it broke beside it; files named are run as they are. Status 1 with findings.
"""

from __future__ import annotations

import argparse
import contextlib
import email.policy
import hashlib
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["bot"]) if atheris else contextlib.nullcontext():
    from bot.model import Case
    from bot.taken import Taken
    from tests.bench import PEOPLE, SERVICE, Bench

MAIL = Path(__file__).parent.parent / "tests" / "mail"
SLOW = 3.0  # seconds of CPU for one message
FRESH = 40  # messages between two fresh copies of the data folder
PRINTED = 50  # one in so many has its forms really set
SECRET = "5ec7e7" * 10
ROOM = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
HANDED = """DITERIMA

Merek/Tipe : Contoh X100
Nomor seri : ABC1234{n}
Ukuran (U) : 2
Kondisi/ciri : baik
Rak : A
Unit : {unit}
Yang menyerahkan : Budi Contoh
Yang menerima : Dewi Contoh
"""
TOKENS = (
    b"\x00", b"\x1b[31m", b"\r", b"\r\n\r\n", b"\n.\n", b"\x9b", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3",
    b"=?utf-8?b?4oCu?=", b"=?utf-8?q?=0D=0ABcc:_x@y?=", b"=?idna?q?a?=", b"=?x?b?=?=", b"=?utf-7?q?+AAA-?=",
    b"charset=utf-16", b"charset=punycode", b'charset="x\x00y"', b"charset=rot13", b"charset=hex", b"charset=zlib",
    b"charset*0*=utf-8''a", b"boundary=", b'boundary=""', b"Content-Transfer-Encoding: uuencode\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: multipart/mixed; boundary=B\r\n",
    b"Content-Type: message/rfc822\r\n", b"Content-Type: message/partial\r\n", b"Content-Type: text/html\r\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n", b"\r\n--B\r\n", b"\r\n--B--\r\n",
    b"Content-Type: message/delivery-status\r\n", b"Final-Recipient: rfc822; budi@dinkes.example\r\n",
    b"Action: failed\r\n", b'Content-Disposition: attachment; filename="../../x\xe2\x80\xaefdp.exe"\r\n',
    b"filename*=utf-8''%00%2e%2e%2f", b"From: <>\r\n", b"From: a@b, c@d\r\n", b"From: \xc3\xa9@x\r\n",
    b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n", b"Message-ID: <a\r\n b>\r\n", b"Subject: {{7*7}}{% for %}\r\n",
    b"References: " + b"<x@y> " * 99 + b"\r\n", b"{{7*7}}", b"{% raw %}", b'#read("/etc/passwd")', b"<script>",
    b"<!--", b"<![CDATA[", b"&#x1b;", b"=cmd|'/c'!A1", "\u202e".encode(), "\u0130\u017f\u212a".encode(),
    "\U000e0041".encode(), "\ufdfa".encode() * 9, b"a\xcc\x81" * 99, b"TTP-2026-0001", b"TTP-2026-999999",
    b"TTP-0000-0000", b"31 Februari 2026 jam 25", b"00/00/0000", b"besok jam 9", b"IP: 999.1.1.1/99", b"::::::",
    b"rak A U10-U99999999999", b"U0", b"tolak", b"ok lanjut", b"batal", b"ya",
    "\u0661/\u0661\u0661 jam \u0669".encode(),
    "\u00b2\u2460".encode(), b"9" * 400, b"9" * 5000, b"1/" + b"9" * 4400, b"(" * 300, b"> " * 300, b"ok. " * 200,
)  # fmt: skip


class Broken(AssertionError):
    """A law that did not hold; the text says which."""


class NoForms:
    """In the place of typst's compiler: setting the forms takes longer than all the rest."""

    def compile(self, **_: Any) -> bytes:
        return b"%PDF-1.4 nothing"


@dataclass
class World:
    """A data folder with a deposit at every step, copied afresh after some messages."""

    folder: Path
    bench: Bench = field(init=False)
    seeds: list[bytes] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        self.first = self.folder / "first"
        self.first.mkdir()
        bench = Bench(self.first)
        (bench.kit.config.data_folder / "secret").write_text(SECRET)
        bench = self.bench = Bench(self.first)
        self.printer = bench.kit.forms
        self.kit = replace(bench.kit, forms=replace(bench.kit.forms, compiler=NoForms()))
        bench.kit = self.kit
        bench.restart()
        refs = [_advance(bench, number) for number in range(6)]
        self.seeds = list(_make_seeds(bench, refs))
        self.renew()

    def renew(self) -> None:
        if self._count:
            self.bench.runner.layers.close()
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        shutil.copytree(self.first / "data", self.folder / "data")
        config = self.kit.config.model_copy(update={"base": self.folder})
        self.bench.kit = replace(self.kit, config=config)
        self.bench.restart()

    def run(self, raw: bytes) -> Taken:
        """Takes the message. Raises whatever escapes, and Broken."""
        self._count += 1
        if self._count % FRESH == 0:
            self.renew()
        bench = self.bench
        number = int.from_bytes(hashlib.sha256(raw).digest()[:4], "big")
        forms = self.printer if number % PRINTED == 0 else self.kit.forms
        bench.runner.kit = replace(bench.kit, forms=forms)
        refs = [folder.name for folder in bench.store.cases.glob("*/[A-Z]*")]
        before = {ref: bench.case(ref) for ref in refs}
        bench.now += timedelta(minutes=11)
        started = time.process_time()
        taken = bench.runner.take(bench.fetched(raw), bench.now)
        if (spent := time.process_time() - started) > SLOW:
            raise Broken(f"slow: {spent:.1f} s")
        self._check(taken, before)
        return taken

    def _check(self, taken: Taken, before: dict[str, Case]) -> None:
        """The laws, whatever came."""
        bench = self.bench
        line = list(bench.store.ledger.recent(1, bench.now.date()))[-1]
        refs = {one.ref for one in bench.store.open_cases()} | set(before) | ({taken.case} - {""})
        after = {ref: bench.case(ref) for ref in refs}
        bounce = line.kind == "bounce" or taken.verdict == "bounce"
        for ref, case in after.items():
            known = before.get(ref)
            if (bounce or line.kind in ("loop", "autoreply")) and known is None and case.open:
                raise Broken("a robot opened a case")
            if bounce and known is not None and (case.step, case.closed) != (known.step, known.closed):
                raise Broken("a bounce moved a case")
            new = case.letters[len(known.letters) if known else 0 :]
            if new and line.kind in ("loop", "autoreply") and not taken.held:
                raise Broken("an automatic message was answered")
            for letter in new:
                raw = bench.store.read_letter(ref, letter.file)
                _check_letter(raw, {letter.to.email, *(one.email for one in letter.cc)})
        if taken.held and not list((bench.store.root / "held").glob(f"{line.digest}.eml")):
            raise Broken("held, and not there")


def _check_letter(raw: bytes, readers: set[str]) -> None:
    message = message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    if defects := [*message.defects, *(d for value in message.values() for d in value.defects)]:
        raise Broken(f"a letter with defects: {defects}")
    if max(len(line) for line in raw.split(b"\r\n")) > 998 or not raw.isascii() or b"\x00" in raw:
        raise Broken("a letter that no server must take")
    named = {
        one.addr_spec.lower() for name in ("To", "Cc") for one in getattr(message[name], "addresses", ())
    }
    if named != readers or message["Bcc"] is not None or message["Auto-Submitted"] in (None, "no"):
        raise Broken(f"a letter to {named}, not {readers}")
    if [one.addr_spec for one in message["From"].addresses] != [SERVICE]:
        raise Broken("a letter from somebody else")
    for part in message.walk():
        if find := READERS.get(part.get_content_type()):
            find(part.get_content())


def _check_plain(text: str) -> None:
    if found := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text):
        raise Broken(f"a letter that a terminal obeys: {found[0]!a}")


def _check_html(text: str) -> None:
    page = LexborHTMLParser(text)
    acts = page.css("script, img, iframe, object, embed, form, link, base, meta[http-equiv=refresh]")
    names = {name for node in page.css("*") for name in node.attributes}
    links = [str(node.attributes.get("href")) for node in page.css("a")]
    if acts or any(name.startswith("on") for name in names):
        raise Broken("a letter that acts")
    if not all(link.startswith(f"mailto:{SERVICE}?") for link in links):
        raise Broken(f"a letter that links elsewhere: {links}")


READERS: dict[str, Callable[[str], None]] = {"text/plain": _check_plain, "text/html": _check_html}


# ---- seeds ----------------------------------------------------------------------------------------------

WAY: tuple[tuple[str, str], ...] = (
    ("kadis", "ok lanjutkan"),
    ("kabid", "teruskan"),
    ("kasi", "Tersedia, besok jam 9 pagi, rak A U{unit}"),
    ("teknisi", HANDED),
    ("teknisi", "Sudah terhubung.\nIP: 10.10.5.2{n}/24"),
    ("pemohon", "Dinas Kesehatan: sudah bisa diakses"),
)


def _advance(bench: Bench, steps: int) -> str:
    """A deposit that has come that many steps far; its reference."""
    bench.now += timedelta(minutes=20)
    ref = bench.request()
    for who, text in WAY[:steps]:
        said = text.format(n=steps, unit=f"{2 * steps + 1}-{2 * steps + 2}")
        bench.say(who, said, bench.last(ref, who))
    return ref


def _make_seeds(bench: Bench, refs: list[str]) -> Iterator[bytes]:
    """The mails of the tests, each as one of our people's, in answer to a letter of ours."""
    for number, path in enumerate(sorted(MAIL.rglob("*.eml"))):
        raw = path.read_bytes().replace(b"\r\n", b"\n")
        yield raw
        case = bench.case(refs[number % len(refs)])
        letter = case.letters[-1 - number % min(3, len(case.letters))]
        who = PEOPLE[letter.role] if letter.role in PEOPLE else PEOPLE["orang-luar"]
        head, gap, rest = raw.partition(b"\n\n")
        kept = re.sub(rb"(?im)^(?:from|in-reply-to|subject):.*\n(?:[ \t].*\n)*", b"", head + b"\n")
        own = f"From: {who}\nIn-Reply-To: <{letter.message_id}>\nSubject: Re: {letter.subject}\n"
        yield own.encode() + kept.rstrip(b"\n") + gap + rest


def mutate(raw: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """One to six changes: what clients, gateways and people who mean harm do to a mail."""
    octets = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        chance.choice(MUTATIONS)(octets, others, chance)
    return bytes(octets[:200_000])


Mutation = Callable[[bytearray, list[bytes], random.Random], None]


def _at(octets: bytearray, chance: random.Random) -> int:
    """Headers are as likely as all the rest."""
    head = max(octets.find(b"\n\n"), octets.find(b"\r\n\r\n"), 1)
    return chance.randrange((head if chance.random() < 0.5 else len(octets)) + 1)


def _insert_token(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    at = _at(octets, chance)
    octets[at:at] = chance.choice(TOKENS)


def _insert_line(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    at = octets.find(b"\n", _at(octets, chance)) + 1
    octets[at:at] = chance.choice(TOKENS) + b"\n"


def _flip(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 30))):
        if octets:
            octets[min(_at(octets, chance), len(octets) - 1)] = chance.randrange(256)


def _cut(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    at = _at(octets, chance)
    del octets[at : at + chance.choice((1, 8, 80, 800, 8000))]


def _repeat(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    at = _at(octets, chance)
    octets[at:at] = octets[at : at + chance.choice((1, 40, 400))] * chance.choice((2, 20, 200))


def _move_lines(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    lines = bytes(octets).split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    octets[:] = b"\n".join(lines)


def _splice(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    other = chance.choice(others)
    octets[_at(octets, chance) :] = other[chance.randrange(len(other) + 1) :]


def _other_body(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    head = bytes(octets).partition(b"\n\n")[0]
    octets[:] = head + b"\n\n" + chance.choice(others).partition(b"\n\n")[2]


def _say(octets: bytearray, others: list[bytes], chance: random.Random) -> None:
    octets[:] = bytes(octets).partition(b"\n\n")[0] + b"\n\n" + b" ".join(chance.choices(TOKENS, k=3))


MUTATIONS: tuple[Mutation, ...] = (
    _insert_token, _insert_token, _insert_line, _flip, _cut, _repeat, _move_lines, _splice, _other_body, _say,
)  # fmt: skip


# ---- the run --------------------------------------------------------------------------------------------


@dataclass
class Run:
    world: World
    keep: Path
    ends: float
    count: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    found: dict[str, str] = field(default_factory=dict)  # what broke, once each → the file

    def one(self, raw: bytes) -> None:
        self.count += 1
        try:
            self.verdicts[self.world.run(raw).verdict] += 1
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[-2:]
            place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
            self._note(f"{type(error).__name__} at {place}", raw, traceback.format_exc())
            self.world.renew()

    def _note(self, what: str, raw: bytes, trace: str) -> None:
        if what in self.found:
            return
        path = self.keep / f"{hashlib.sha256(raw).hexdigest()[:16]}.eml"
        self.found[what] = str(path)
        path.write_bytes(raw)
        path.with_suffix(".txt").write_text(trace, "utf-8", errors="backslashreplace")
        print(f"found: {what!a} ({path})", flush=True)

    def tell(self, seconds: float) -> int:
        print(f"{self.count} messages in {seconds:.0f} s ({self.count / max(seconds, 1):.1f}/s)")
        print(", ".join(f"{name} {number}" for name, number in self.verdicts.most_common()))
        print(f"{len(self.found)} findings", flush=True)
        return 1 if self.found else 0


def _run_by_chance(run: Run, chance: random.Random) -> None:
    seeds = run.world.seeds
    while time.monotonic() < run.ends:
        run.one(mutate(chance.choice(seeds), seeds, chance))


def _run_by_coverage(run: Run, finish: Callable[[], int]) -> None:
    """Never returns: libFuzzer ends the process."""
    seeds = run.world.seeds
    corpus = run.world.folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / f"{number:04d}").write_bytes(seed)

    def vary(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)
        if chance.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return mutate(data or chance.choice(seeds), seeds, chance)[:most]

    def take(data: bytes) -> None:
        if time.monotonic() >= run.ends:
            status = finish()
            shutil.rmtree(run.world.folder, ignore_errors=True)
            sys.stdout.flush()
            os._exit(status)
        run.one(data)

    options = ["fuzz", str(corpus), "-max_len=200000", "-timeout=120", "-rss_limit_mb=4096", "-verbosity=0"]
    atheris.Setup(options, take, custom_mutator=vary)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-out"))
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOM, prefix="titip-fuzz-") as folder:
        started = time.monotonic()
        run = Run(World(Path(folder)), asked.keep, started + asked.seconds)
        for path in asked.files:
            run.one(path.read_bytes())
        if not asked.files:
            _fuzz(run, asked.seed, lambda: run.tell(time.monotonic() - started))
        return run.tell(time.monotonic() - started)


def _fuzz(run: Run, seed: int, finish: Callable[[], int]) -> None:
    if atheris is not None:
        _run_by_coverage(run, finish)
    print(f"no atheris: by chance, from seed {seed}", flush=True)
    _run_by_chance(run, random.Random(seed))


if __name__ == "__main__":
    sys.exit(main())
