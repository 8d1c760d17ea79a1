"""Mail that nobody should send: what the fuzzer found, and what harms other programs, down the whole way of a letter."""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.fuzz import World, mutate
from tests.bench import PDF, REQUEST, Bench
from tests.letters import DOCX_TYPE, docx, lines


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.bench.runner.layers.close()


def test_mutated_mail_breaks_no_law(world: World) -> None:
    chance = random.Random(7)
    for _ in range(40):
        world.run(mutate(chance.choice(world.seeds), world.seeds, chance))


FOUND = [
    "Tersedia, 1/1/77777777777 jam 9",  # a year that no machine's integer holds
    "Tersedia, 1/1/" + "9" * 5000,  # and one that Python refuses to read
    "Tersedia, 1-1-" + "9" * 5000,
]


@pytest.mark.parametrize("text", FOUND, ids=range(len(FOUND)))
def test_what_the_fuzzer_found(world: World, text: str) -> None:
    bench = world.bench
    for ref in [one.ref for one in bench.store.open_cases()]:
        step = bench.case(ref).step
        role = bench.kit.rules.procedure("penitipan").step(step).waits_for
        assert bench.say(role, text, bench.last(ref, role)).verdict


# ---- what harms other programs --------------------------------------------------------------------------

HEAD = "From: Budi Contoh <budi@dinkes.example>\nTo: server@contoh.example\nSubject: Permohonan\nMIME-Version: 1.0\n"
MIXED = HEAD + 'Message-ID: <1@x.example>\nContent-Type: multipart/mixed; boundary="B"\n\n'


def part(kind: str, content: bytes | str, more: str = "") -> str:
    octets = content.encode() if isinstance(content, str) else content
    packed = base64.encodebytes(octets).decode()
    return f"--B\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n{more}\n{packed}\n"


def with_file(kind: str, content: bytes, name: str, text: str = REQUEST) -> str:
    disposition = f'Content-Disposition: attachment; filename="{name}"\n'
    return f"{MIXED}{part('text/plain', text)}{part(kind, content, disposition)}--B--\n"


TNEF = bytes.fromhex("789f3e2200010001") + b"\x01\x90\x06\x00\xff\xff\xff\xff" * 50
WHITE = b"\x00" * 3_000_000
POISON: dict[str, tuple[Callable[[], str], str, int]] = {  # what it is → the mail, its verdict, cases opened
    "nothing at all": (lambda: "", "held", 0),
    "no header": (lambda: "\n\nhalo\n", "held", 0),
    "empty body": (lambda: HEAD + "Message-ID: <1@x.example>\n\n", "held", 0),
    "no Message-ID": (lambda: with_file("application/pdf", PDF, "surat.pdf").replace("Message-ID: <1@x.example>\n", ""), "moved", 1),
    "Message-ID that is none": (lambda: with_file("application/pdf", PDF, "s.pdf").replace("<1@x.example>", "<>\x01\x02\u20ac <a b>"), "moved", 1),
    "a megabyte of headers": (lambda: "X: " + "y" * 500_000 + "\n" + "Z: z\n" * 100_000 + with_file("application/pdf", PDF, "s.pdf"), "held", 0),  # where nobody looks for a From
    "ten thousand parts": (lambda: MIXED + part("text/plain", REQUEST) + "--B\nContent-Type: text/plain\n\nx\n" * 10_000 + "--B--\n", "held", 0),
    "nested a thousand deep": (lambda: HEAD + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1000)), "held", 0),
    "mails in mails": (lambda: HEAD + "Content-Type: message/rfc822\n\n" * 500 + "x\n", "held", 0),
    "hostile charset": (lambda: HEAD + 'Message-ID: <1@x.example>\nContent-Type: text/plain; charset="zlib\x00\\"\n\n' + REQUEST, "incomplete", 1),
    "charset that runs": (lambda: HEAD + "Message-ID: <1@x.example>\nContent-Type: text/plain; charset=unicode_escape\n\n" + REQUEST, "incomplete", 1),
    "TNEF": (lambda: with_file("application/ms-tnef", TNEF, "winmail.dat"), "incomplete", 1),
    "S/MIME, signed": (lambda: with_file("application/pkcs7-signature", b"0\x80" * 500, "smime.p7s"), "incomplete", 1),
    "S/MIME, encrypted": (lambda: HEAD + "Message-ID: <1@x.example>\nContent-Type: application/pkcs7-mime; name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAx\n", "held", 0),
    "PGP, encrypted": (lambda: MIXED.replace("mixed", "encrypted") + "--B\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        "--B\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nhQ\n-----END PGP MESSAGE-----\n--B--\n", "held", 0),
    "DOCX that unfolds": (lambda: with_file(DOCX_TYPE, docx(lines("x" * 30_000_000)), "surat.docx"), "moved", 1),
    "ZIP": (lambda: with_file("application/zip", b"PK\x03\x04" + b"\x00" * 500, "surat.zip"), "incomplete", 1),
    "base64 without end": (lambda: MIXED + "--B\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + "A" * 999_999, "held", 0),
    "text of nothing": (lambda: f"{MIXED}{part('text/plain', WHITE)}--B--\n", "held", 0),
    "file named to be run": (lambda: with_file("application/pdf", b"MZ", "surat\u202efdp.exe"), "incomplete", 1),
    "file named as a path": (lambda: with_file("application/pdf", PDF, "../../../etc/cron.d/x.pdf"), "moved", 1),
    "file named as a device": (lambda: with_file("application/pdf", PDF, "NUL.pdf"), "moved", 1),
    "file name without end": (lambda: with_file("application/pdf", PDF, "x" * 5000 + ".pdf"), "incomplete", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", POISON)
def test_poison_is_taken_or_set_aside_and_the_next_mail_goes_on(tmp_path: Path, name: str) -> None:
    make, verdict, opened = POISON[name]
    bench = Bench(tmp_path)
    raw = make().encode("utf-8", "surrogateescape")
    started = time.process_time()
    taken = bench.runner.take_safely(bench.fetched(raw))
    spent = time.process_time() - started
    bench.runner.layers.close()

    assert taken is not None
    assert (taken.verdict, len(bench.store.open_cases())) == (verdict, opened)
    assert spent < 5
    if taken.held:
        (kept,) = (bench.store.root / "held").glob("*.eml")
        assert kept.read_bytes() == raw
        assert len(bench.loose()) == 1, "a person is told, once"
    assert not bench.say("orang-luar", REQUEST.replace("Kesehatan", "Perhubungan"), letter=PDF).held
    names = {path.name for path in tmp_path.rglob("*") if path.is_file() and path.parent.name == "files"}
    assert not [
        one for one in names if one.endswith((".exe", ".dat", ".zip")) or "\u202e" in one or len(one) > 130
    ]
    assert {path.name for path in tmp_path.iterdir()} <= {"config.toml", "data"}
