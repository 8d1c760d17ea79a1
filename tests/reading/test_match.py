"""Which case a mail belongs to, and with what right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.codes import make_code, make_message_id, make_tag
from bot.reading.authentication import is_authenticated
from bot.reading.match import Match, find_case
from tests.reading.mails import mail

SECRET, OLD = b"rahasia baru", b"rahasia lama"
REF = "TTP-2026-0007"
PREFIXES = ("TTP", "PGB")


def our_id(number: int = 3, to: str = "budi@dinas.example", secret: bytes = SECRET, ref: str = REF) -> str:
    return f"<{make_message_id(ref, number, make_code(secret, ref, number, to), 'kominfo.example')}>"


def our_tag(number: int = 3, to: str = "budi@dinas.example", secret: bytes = SECRET, ref: str = REF) -> str:
    return make_tag(ref, number, make_code(secret, ref, number, to))


@given(st.binary(min_size=1), st.integers(0, 999), st.emails())
def test_a_code_is_twelve_letters_and_belongs_to_one_recipient(secret: bytes, number: int, to: str) -> None:
    code = make_code(secret, REF, number, to)
    assert len(code) == 12
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert code == make_code(secret, REF.lower(), number, f" {to.upper()} ".lower())
    assert code != make_code(secret, REF, number + 1, to)
    assert code != make_code(secret + b"x", REF, number, to)


PROVEN, NAMED = Match(REF, 3, True, "code"), Match(REF, 3, False, "code")


@pytest.mark.parametrize(
    ("headers", "subject", "match"),
    [
        (f"In-Reply-To: {our_id()}", "Re: apa saja", PROVEN),
        (f"In-Reply-To: {our_id(secret=OLD)}", "Re: apa saja", Match(REF, 3, True, "code", old=True)),
        (f"In-Reply-To: {our_id(secret=b'lain')}", "Re: apa saja", NAMED),
        (f"In-Reply-To: {our_id(to='kadis@kominfo.example')}", "Re: apa saja", NAMED),  # sent to somebody else
        (f"In-Reply-To: {our_id()}\nFrom: lain@dinas.example", "", NAMED),
        (f"In-Reply-To: {our_id()}\nFrom: BUDI@Dinas.example", "", PROVEN),
        (f"References: <x@y> {our_id()}", "", PROVEN),
        (f"References: {our_id(1)} {our_id(3)}", "", PROVEN),  # the newest
        ("", f"Re: {our_tag()} Uji akses", PROVEN),
        ("", f"DISPOSISI {our_tag()}".upper(), PROVEN),
        ("", f"Re: {our_tag(to='lain@x.example')} Uji akses", NAMED),
        ("", f"Re: [{REF}.3.abc] Uji akses", NAMED),
        ("", f"Re: [{REF}.3.ab\u017f\u212a] Uji akses", NAMED),  # letters that are an s and a k without their case
        (f"In-Reply-To: <{REF}.3.ab\u017f@kominfo.example>", f"Re: {REF}", Match(REF, None, False, "number")),
        (f"In-Reply-To: <{REF}.3.abc@kominfo.example>", f"Re: {our_tag()}", PROVEN),  # the tag proves the same case
        (f"In-Reply-To: {our_id()}", f"Re: {our_tag(ref='TTP-2026-0009')}", PROVEN),  # In-Reply-To wins
        (f"In-Reply-To: <a@b>\nReferences: {our_id()}", "Re: [TTP-2026-0009] x", PROVEN),
        ("", "Re: [XYZ-2026-0001.3.aaaaaaaaaaaa] x", None),
        ("In-Reply-To: <CAF=abc@mail.example>", "Re: Permohonan Penitipan Server", None),
    ],
)  # fmt: skip
def test_codes(headers: str, subject: str, match: Match | None) -> None:
    assert find_case(mail("hai", headers, subject=subject), (SECRET, OLD), PREFIXES) == match


@pytest.mark.parametrize(
    ("subject", "body", "ref"),
    [
        ("laporan ttp-2026-0018", "", "TTP-2026-0018"),
        ("TTP/2026/18", "", "TTP-2026-0018"),
        ("ttp 2026 0018", "", "TTP-2026-0018"),
        ("ttp20260018", "", "TTP-2026-0018"),
        ("No. TTP/0018/2026", "", "TTP-2026-0018"),
        ("Re: [PGB-2026-0001] Pengambilan", "", "PGB-2026-0001"),
        ("tanya", "menindaklanjuti berkas ttp.2026.0018 kemarin", "TTP-2026-0018"),
        ("TTP-2026-0001", "nomor TTP-2026-0002", "TTP-2026-0001"),  # the subject first
        ("http-2026-0018", "", None),
        ("TTP 2026", "", None),
        ("TTP-2026-00180000001", "", None),
        ("", "x " * 5000 + "TTP-2026-0018", None),
        ("nomor 2026-0018", "", None),
    ],
)
def test_numbers_people_type(subject: str, body: str, ref: str | None) -> None:
    found = find_case(mail(body, subject=subject), (SECRET,), PREFIXES)
    assert found == (Match(ref, None, False, "number") if ref else None)


def test_a_number_in_a_mail_that_is_only_html() -> None:
    message = mail("<p>berkas <b>TTP</b>-2026-0018</p>", kind="html", subject="tanya")
    assert find_case(message, (SECRET,), PREFIXES) == Match("TTP-2026-0018", None, False, "number")


def test_without_a_sender_nothing_is_proven() -> None:
    message = mail("hai", f"From: tanpa alamat\nIn-Reply-To: {our_id(to='')}")
    assert find_case(message, (SECRET,), PREFIXES) == NAMED


SERVER = "mx.kominfo.example"


@pytest.mark.parametrize(
    ("headers", "ok"),
    [
        (f"Authentication-Results: {SERVER}; dmarc=pass header.from=dinas.example", True),
        (f"Authentication-Results: {SERVER} 1; dmarc=pass (p=none) header.from=dinas.example", True),
        (f"Authentication-Results: {SERVER.upper()}; DMARC=PASS header.from=Dinas.Example", True),
        (f"Authentication-Results: {SERVER};\n spf=pass smtp.mailfrom=x.example;\n dkim=pass header.d=dinas.example", True),
        (f"Authentication-Results: {SERVER}; dkim=fail header.d=dinas.example; dkim=pass header.i=@dinas.example", True),
        (f"Authentication-Results: {SERVER}; dkim=pass header.d=kantor.dinas.example\nFrom: a@bagian.kantor.dinas.example", True),
        (f"Authentication-Results: {SERVER}; dkim=pass header.d=lain.example", False),
        (f"Authentication-Results: {SERVER}; dkim=pass header.d=bagian.dinas.example", False),
        (f"Authentication-Results: {SERVER}; dkim=pass header.d=go.id\nFrom: a@dinas.go.id", False),
        (f"Authentication-Results: {SERVER}; dkim=pass header.d=example", False),
        (f"Authentication-Results: {SERVER}; dmarc=pass header.from=lain.example", False),
        (f"Authentication-Results: {SERVER}; dmarc=fail header.from=dinas.example; dkim=pass header.d=dinas.example", False),
        (f"Authentication-Results: {SERVER}; spf=pass smtp.mailfrom=dinas.example", False),
        (f"Authentication-Results: {SERVER}; none", False),
        (f"Authentication-Results: {SERVER}; dkim=fail (dmarc=pass) header.d=dinas.example", False),  # a comment
        (f"Authentication-Results: {SERVER}; spf=fail smtp.mailfrom=\"x; dmarc=pass\"", False),  # a quoted string
        ("Authentication-Results: lain.example; dmarc=pass header.from=dinas.example", False),
        (f"Authentication-Results: lain.example; spf=none\nAuthentication-Results: {SERVER}; dmarc=pass header.from=dinas.example", False),
        (f"Authentication-Results: (x) {SERVER}; dmarc=pass header.from=dinas.example", True),
        (f"Authentication-Results: {SERVER}; dmarc=pass header.from=dinas.example\nFrom: a@dinas.example, b@dinas.example", False),
        (f"Authentication-Results: {SERVER}; dmarc=pass header.from=dinas.example\nFrom: a@dinas.example\nFrom: b@dinas.example", False),
        ("", False),
    ],
)  # fmt: skip
def test_only_our_own_servers_word_counts(headers: str, ok: bool) -> None:
    assert is_authenticated(mail("hai", headers), SERVER) is ok


def test_without_a_configured_server_nobody_is_authenticated() -> None:
    message = mail("hai", "Authentication-Results: ; dmarc=pass header.from=dinas.example")
    assert not is_authenticated(message, "")
