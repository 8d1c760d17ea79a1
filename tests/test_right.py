"""Who may decide, and who learns what: each row is a way in that must stay shut (design, "Who may decide")."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.codes import make_code, make_tag
from bot.config import EXAMPLE
from bot.edges import disk
from bot.edges.secret import load_secret, rotate_secret
from bot.model import LetterOut
from bot.taken import Taken
from tests.bench import PDF, REQUEST, SERVICE, Bench
from tests.dialogue.stage import _parse, text_of

KADIS = "kadis@contoh.example"
EVIL = "jahat@luar.example"
CONFIG = EXAMPLE.read_text("utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, str]:
    """One for all rows that change nothing: a request before the kadis."""
    bench = Bench(tmp_path_factory.mktemp("asked"))
    return bench, bench.request()


def write(
    bench: Bench, headers: str, text: str, answers: LetterOut | None = None, subject: str = "Re: x"
) -> Taken:
    """A mail as hand-made headers say; To, Date and Message-ID are added."""
    bench.uid += 1
    bench.now += timedelta(minutes=11)  # or the same words twice would be a finger that pressed twice
    given = f"In-Reply-To: <{answers.message_id}>\r\n" if answers else ""
    raw = (
        f"{headers}\r\nTo: {SERVICE}\r\nDate: {bench.now:%a, %d %b %Y %H:%M:%S} +0000\r\n"
        f"Message-ID: <{bench.uid}@surel.example>\r\n{given}Subject: {subject}\r\n\r\n{text}\r\n"
    )
    return bench.runner.take(bench.fetched(raw.encode()), bench.now)


def configure(bench: Bench, old: str, new: str) -> Bench:
    """The office has changed its config, and the bot is started anew."""
    assert old in CONFIG
    (bench.folder / "config.toml").write_text(CONFIG.replace(old, new), "utf-8")
    return Bench(bench.folder, bench.now, bench.uid)


SAME = [
    "From: Hasan Contoh <kadis@contoh.example>",
    "From: Hasan Contoh <KADIS@Contoh.Example>",
    "From: kadis@contoh.example",
    f"From: Hasan <{KADIS}>\r\nReply-To: {EVIL}",  # the answer goes to the address that is known, all the same
    f"From: Hasan <{KADIS}>\r\nSender: {EVIL}",
]
OTHERS = {
    "Kelvin sign": "From: Hasan Contoh <\u212aadis@contoh.example>",
    "Kelvin sign, encoded": "From: Hasan <=?utf-8?b?4oSqYWRpcw==?=@contoh.example>",
    "Cyrillic a": "From: Hasan <k\u0430dis@contoh.example>",
    "full width": "From: Hasan <\uff4badis@contoh.example>",
    "zero width": "From: Hasan <kadis@contoh.example\u200b>",
    "domain alike": "From: Hasan <kadis@c0ntoh.example>",
    "punycode": "From: Hasan <kadis@xn--contoh-abc.example>",
    "subdomain": f"From: Hasan <{KADIS}.luar.example>",
    "folded domain": f"From: {KADIS}\r\n .luar.example",
    "NUL": f"From: {KADIS}\x00.luar.example",
    "plus-tag": "From: Hasan <kadis+x@contoh.example>",
    "dot": "From: Hasan <ka.dis@contoh.example>",
    "two at-signs": f"From: {KADIS}@luar.example",
    "percent": "From: kadis%contoh.example@luar.example",
    "name holds the address": f'From: "{KADIS}" <{EVIL}>',
    "name holds it bare": f"From: {KADIS} <{EVIL}>",
    "name holds a mailbox": f'From: "Hasan <{KADIS}>" <{EVIL}>',
    "name holds it encoded": f"From: =?utf-8?q?=3Ckadis=40contoh=2Eexample=3E?= <{EVIL}>",
    "comment": f"From: {EVIL} ({KADIS})",
    "Reply-To": f"From: {EVIL}\r\nReply-To: {KADIS}",
    "Sender": f"From: {EVIL}\r\nSender: {KADIS}",
    "Sender alone": f"Sender: {KADIS}",
    "Resent-From": f"From: {EVIL}\r\nResent-From: {KADIS}",
    "several, his last": f"From: {EVIL}, {KADIS}",
    "two headers, his last": f"From: {EVIL}\r\nFrom: {KADIS}",
}  # fmt: skip
SEVERAL = [
    f"From: {KADIS}, {EVIL}",
    f"From: {KADIS}\r\nFrom: {EVIL}",
    f"From: Para pejabat: {KADIS}, {EVIL};",
]


@pytest.mark.parametrize("headers", SAME)
def test_his_address_and_his_code_decide(bench: Bench, headers: str) -> None:
    ref = bench.request()
    write(bench, headers, "ok lanjutkan", bench.last(ref, "kadis"))

    assert bench.case(ref).step == "disposisi-kabid"
    assert not [one for one in bench.case(ref).letters if one.to.email == EVIL]


@pytest.mark.parametrize("headers", OTHERS.values(), ids=OTHERS.keys())
def test_who_looks_like_him_decides_nothing_though_he_holds_the_letter(
    asked: tuple[Bench, str], headers: str
) -> None:
    bench, ref = asked
    before, letter = bench.case(ref), bench.last(ref, "kadis")
    taken = write(bench, headers, "ok lanjutkan", letter, f"Re: {letter.subject}")

    assert (taken.held, bench.case(ref)) == (True, before)


@pytest.mark.parametrize("headers", SEVERAL)
def test_with_several_authors_the_known_one_is_asked_first(bench: Bench, headers: str) -> None:
    ref = bench.request()
    taken = write(bench, headers, "ok lanjutkan", bench.last(ref, "kadis"))

    assert (taken.verdict, bench.case(ref).step) == ("unproven", "disposisi-kadis")
    assert (bench.case(ref).letters[-1].letter, bench.case(ref).letters[-1].to.email) == ("konfirmasi", KADIS)


@pytest.mark.parametrize("subject", ["Re: {ref}", "[{ref}.2.aaaaaaaaaaaa] x", "[{ref}.2.{code}] x"])
def test_a_stolen_number_in_his_name_is_confirmed_by_him(bench: Bench, subject: str) -> None:
    ref = bench.request()
    applicant = bench.last(ref, "pemohon").message_id  # another reader's code is nobody's but his
    code = applicant.split(".")[2].partition("@")[0]
    write(bench, f"From: {KADIS}", "ok lanjutkan", subject=subject.format(ref=ref, code=code))

    assert bench.case(ref).step == "disposisi-kadis"
    assert bench.case(ref).letters[-1].letter == "konfirmasi"


SERVER = "mx.kantor.example"
PASS = f"{SERVER}; dmarc=pass header.from=contoh.example"


@pytest.mark.parametrize(
    ("headers", "step"),
    [
        (f"Authentication-Results: {PASS}\r\nFrom: {KADIS}", "disposisi-kabid"),
        (f"Received: from x by {SERVER}\r\nAuthentication-Results: {PASS}\r\nFrom: {KADIS}", "disposisi-kabid"),
        (f"Authentication-Results: {SERVER}; dmarc=fail\r\nAuthentication-Results: {PASS}\r\nFrom: {KADIS}", "disposisi-kadis"),
        (f"Authentication-Results: {SERVER}; none\r\nFrom: {KADIS}\r\nAuthentication-Results: {PASS}", "disposisi-kadis"),
        (f"Authentication-Results: luar.example; dmarc=pass header.from=contoh.example\r\nFrom: {KADIS}", "disposisi-kadis"),
        (f"Authentication-Results: {PASS}\r\nFrom: {KADIS}, {EVIL}", "disposisi-kadis"),
        (f"ARC-Authentication-Results: i=1; {PASS}\r\nFrom: {KADIS}", "disposisi-kadis"),
        (f"X-Authentication-Results: {PASS}\r\nFrom: {KADIS}", "disposisi-kadis"),
        (f"Authentication-Results: =?utf-8?q?{SERVER}?=; dmarc=pass\r\nFrom: {KADIS}", "disposisi-kadis"),
        (f"Authentication-Results: {PASS}\r\nFrom: {EVIL}", "disposisi-kadis"),
    ],
)  # fmt: skip
def test_only_the_topmost_word_of_our_own_server_counts(bench: Bench, headers: str, step: str) -> None:
    bench = configure(bench, 'authserv_id = ""', f'authserv_id = "{SERVER}"')
    ref = bench.request()
    write(bench, headers, "ok lanjutkan", subject=f"Re: {ref}")

    assert bench.case(ref).step == step


def test_a_former_official_with_the_code_of_his_letter_is_a_stranger(bench: Bench) -> None:
    ref = bench.request()
    letter = bench.last(ref, "kadis")
    after = configure(bench, f"Hasan Contoh <{KADIS}>", "Wati Contoh <wati@contoh.example>")
    case = after.case(ref)

    assert write(after, f"From: {KADIS}", "ok lanjutkan", letter).held
    assert after.case(ref) == case


def test_a_stand_in_whose_days_are_over_decides_nothing(bench: Bench) -> None:
    stand_in = '[[roles.kadis.stand_in]]\naddress = "Wati <wati@contoh.example>"\nfirst = 2026-11-{}\nlast = 2026-11-{}\n[roles.kabid]'
    during = configure(bench, "[roles.kabid]", stand_in.format(20, 23))
    ref = during.request()
    letter = during.last(ref, "kadis")
    assert letter.to.email == "wati@contoh.example"
    after = configure(during, "[roles.kabid]", stand_in.format(20, 22))
    taken = write(after, "From: wati@contoh.example", "ok lanjutkan", letter)

    assert (taken.verdict, after.case(ref).step) == ("off-duty", "disposisi-kadis")
    assert [one.letter for one in after.case(ref).letters if one.to.email == "wati@contoh.example"][
        -1
    ] == "bukan-masa-tugas"


def test_codes_are_compared_in_constant_time_with_every_secret(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.kit = bench.runner.kit = replace(bench.kit, secrets=(b"a" * 32, b"b" * 32))
    ref = bench.request()
    compared: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr(hmac, "compare_digest", lambda one, two: compared.append((one, two)) or False)
    write(bench, f"From: {KADIS}", "ok lanjutkan", bench.last(ref, "kadis"))

    assert len(compared) >= 2
    assert bench.case(ref).step == "disposisi-kadis", "no other comparison lets it in"


# ---- what a stranger learns -----------------------------------------------------------------------------

SAID = [
    "STATUS", "bantuan", "ok lanjutkan", "Bagaimana kabar berkas ini?", "batal", "", "terima kasih",
    "Kami dari Dinas Perhubungan mengajukan penitipan server.\nCP: Siti Contoh, 0812-0000-2222",
    "Kami dari Dinas Perhubungan mau mengambil server yang dititipkan. CP: Siti Contoh, 0812-0000-2222",
]  # fmt: skip
NAMED = [
    ("Re: {ref}", "{said}", ""),
    ("Re: x", "{said}\nBerkas {ref}", ""),
    ("[{ref}.1.aaaaaaaaaaaa] x", "{said}", ""),
    ("Re: x", "{said}", "\r\nReferences: <{ref}.1.aaaaaaaaaaaa@contoh.example>"),
    ("Re: x", "{said}", "\r\nReferences: <{thread}>"),
]


@pytest.mark.parametrize("said", SAID)
def test_a_stranger_hears_the_same_of_a_case_that_is_and_of_one_that_is_not(
    tmp_path: Path, said: str
) -> None:
    bench = Bench(tmp_path)
    open_one, closed = bench.request(), bench.say("pemohon", REQUEST + "yang kedua", letter=PDF).case
    bench.say("pemohon", "batal", bench.last(closed, "pemohon"))
    assert bench.case(closed).closed
    threads = {ref: bench.case(ref).thread[0] for ref in (open_one, closed)}
    for number, (subject, text, headers) in enumerate(NAMED):
        heard, then = set(), bench.now
        for ref in (open_one, closed, "TTP-2026-0999"):
            name = f"{ref.lower()}-{number}@asing.example"
            bench.now = then
            named = {"ref": ref, "said": said, "thread": threads.get(ref, "tidak-ada@surel.example")}
            write(
                bench,
                f"From: {name}{headers.format(**named)}",
                text.format(**named),
                subject=subject.format(**named),
            )
            heard.add(tuple(_letters_to(bench, name)))
        assert len(heard) == 1, (subject, heard)


def _letters_to(bench: Bench, address: str) -> list[str]:
    """The letters to that address, numbers and names of its own left out."""
    found = []
    for folder in sorted(bench.store.cases.glob("*/[A-Z]*")):
        for one in bench.case(folder.name).letters:
            if one.to.email == address:
                text = text_of(_parse(bench.store.read_letter(folder.name, one.file)))
                found.append(
                    re.sub(
                        r"(TTP|PGB|SRT)-2026-\d{4}(\.\w+)*|\S+@asing.example", "…", f"{one.letter}\n{text}"
                    )
                )
    return found


@pytest.mark.parametrize("number", ["TTP-2026-0999", "{other}"])
def test_who_mistypes_his_number_does_not_decide_on_the_case_that_is_his(bench: Bench, number: str) -> None:
    other = bench.say(
        "orang-luar",
        "Kami dari Dinas Kepemudaan dan Olahraga mengajukan penitipan server. CP: Siti Contoh",
        letter=PDF,
    ).case
    own = bench.request()
    before = bench.case(own), bench.case(other)
    taken = write(bench, "From: budi@dinkes.example", "batal", subject=f"Re: {number.format(other=other)}")

    assert (taken.held, bench.case(own), bench.case(other)) == (True, *before)


# ---- the secret -----------------------------------------------------------------------------------------


def run(bench: Bench, *options: str) -> str:
    result = CliRunner().invoke(app, ["secret", *options, "--config", str(bench.folder / "config.toml")])
    assert result.exit_code == 0, result.output
    return result.output


def restarted(bench: Bench) -> Bench:
    return Bench(bench.folder, bench.now, bench.uid)


def test_a_new_secret_breaks_no_open_case(bench: Bench) -> None:
    ref = bench.request()
    letter = bench.last(ref, "kadis")
    before = bench.kit.secrets
    assert "masih diterima: 1" in run(bench, "--rotate")
    after = restarted(bench)
    write(after, f"From: {KADIS}", "ok lanjutkan", letter)

    assert after.case(ref).step == "disposisi-kabid"
    assert after.kit.secrets[1:] == before
    assert (after.kit.config.data_folder / "secret.old").stat().st_mode & 0o077 == 0
    write(after, "From: kabid@contoh.example", "teruskan", after.last(ref, "kabid"))
    assert after.case(ref).step == "tempat"


def test_an_old_secret_makes_no_code_for_a_letter_that_went_out_after_it(bench: Bench) -> None:
    ref = bench.request()
    (old,) = bench.kit.secrets
    run(bench, "--rotate")
    after = restarted(bench)
    write(after, f"From: {KADIS}", "ok lanjutkan", bench.last(ref, "kadis"))
    letter = after.last(ref, "kabid")
    forged = make_tag(ref, letter.number, make_code(old, ref, letter.number, "kabid@contoh.example"))
    taken = write(after, "From: kabid@contoh.example", "teruskan", subject=f"Re: {forged}")

    assert (taken.verdict, after.case(ref).step) == ("unproven", "disposisi-kabid")


def test_an_old_secret_that_is_forgotten_has_its_letters_confirmed(bench: Bench) -> None:
    ref = bench.request()
    letter = bench.last(ref, "kadis")
    assert "masih diterima: 0" in run(bench)
    run(bench, "--rotate")
    assert "dibuang: 1" in run(bench, "--forget")
    after = restarted(bench)
    write(after, f"From: {KADIS}", "ok lanjutkan", letter)

    assert after.case(ref).step == "disposisi-kadis"
    assert after.case(ref).letters[-1].letter == "konfirmasi"
    write(after, f"From: {KADIS}", "ya", after.case(ref).letters[-1])
    assert after.case(ref).step == "disposisi-kabid"


def test_a_crash_while_the_secret_is_changed_loses_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, (before,) = bench.kit.config.data_folder, bench.kit.secrets
    write_file = disk.write_file
    with monkeypatch.context() as dying:
        dying.setattr(disk, "write_file", lambda path, text: write_file(path, text) if path.suffix else 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate_secret(root)
    assert load_secret(root) == (before,)
