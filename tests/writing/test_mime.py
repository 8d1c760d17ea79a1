"""Headers and parts: whatever stands in a name, a subject or a file name, the letter stays one clean letter."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Address, Attachment
from bot.writing.markup import one_line
from bot.writing.mime import _BLOCK, Body, Envelope, render_message, safe_name

NAMES = [
    "Budi Contoh",
    "Budi, S.Kom.",
    'Dr. "Bud" Contoh (Plh.)',
    "Kepala Bidang Infrastruktur dan Aplikasi Teknologi Informasi, Komunikasi dan Persandian, S.T., M.T.",
    "Dinas Pendidikan, Pemuda dan Olahraga — “Café”, Kabupaten Contoh yang panjang sekali namanya (uji)",
    "é,é <x@evil.example>",
    'back\\slash"quote',
    "=?utf-8?q?palsu?=",
    "ꦠꦿꦺꦁꦒꦭꦺꦏ꧀ 🙂",
    "",
]
INJECTIONS = [
    "x\r\nBcc: korban@lain.example",
    "x\nSubject: palsu",
    "x\r\n\r\n<script>alert(1)</script>",
    "x\x00y\u2028z\u202eq",
    "x" * 2000,
    "é" * 700,
]


def _render(name: str, subject: str, file: str = "a.pdf") -> bytes:
    envelope = Envelope(
        sender=Address("server@kominfo.example", name),
        to=Address("a@contoh.example", name),
        cc=(Address("b@contoh.example", name), Address("c@contoh.example")),
        subject=subject,
        date=datetime(2026, 11, 23, tzinfo=UTC),
        message_id="TTP-2026-0007.1.abc@kominfo.example",
        references=("a@contoh.example", "bad id\r\nX: y", "b@contoh.example"),
        ref="TTP-2026-0007",
    )
    raw = render_message(
        envelope, Body("teks\n-- \nx", "<p>x</p>", (Attachment(file, "application/pdf", b"%PDF"),))
    )
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return raw


def _parse(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def _display_name(raw: bytes, header: str) -> str:
    """By the older parser: the newer one puts a blank between encoded words of a name (Python 3.11)."""
    plain = message_from_bytes(raw, policy=policy.compat32)
    name, _ = parseaddr(plain[header].replace("\r\n", ""))
    return str(make_header(decode_header(name)))


def _check(raw: bytes, name: str, subject: str) -> None:
    message = _parse(raw)
    assert not [defect for value in message.values() for defect in value.defects]
    assert message["Subject"] == one_line(subject)
    assert [each.addr_spec for each in message["Cc"].addresses] == ["b@contoh.example", "c@contoh.example"]
    for header, email in (("From", "server@kominfo.example"), ("To", "a@contoh.example")):
        assert [each.addr_spec for each in message[header].addresses] == [email]
        assert _display_name(raw, header) == one_line(name)
    assert message["Bcc"] is None
    assert message["X"] is None
    assert message["References"] == "<a@contoh.example> <b@contoh.example>"
    assert len(message.keys()) == len(set(message.keys())) == 13
    plain = message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content() == "teks\r\n-- \r\nx\r\n"


PLAIN = Envelope(
    Address("s@k.example"), Address("a@c.example"), (), "x", datetime(2026, 11, 23, tzinfo=UTC), "i@k.example"
)


@pytest.mark.parametrize("text", [*NAMES, *INJECTIONS])
def test_names_and_subjects_come_back_as_they_were(text: str) -> None:
    subject = f"[TTP-2026-0007.3.abcdefghijkl] {text}".strip()
    _check(_render(text, subject), text, subject)


@settings(max_examples=150, deadline=None)
@given(name=st.text(max_size=120), subject=st.text(min_size=1, max_size=200))
def test_any_text_comes_back(name: str, subject: str) -> None:
    name, subject = (text.encode("utf-8", "replace").decode() for text in (name, subject))
    _check(_render(name, f"x {subject}"), name, f"x {subject}")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("surat permohonan.pdf", "surat permohonan.pdf"),
        ("surat é — “uji”.pdf", "surat é — “uji”.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ('a"b\r\nX: y.pdf', "a-b X- y.pdf"),
        ("x" * 300 + ".pdf", "x" * 110 + ".pdf"),
        ("é" * 300 + ".pdf", "é" * 110 + ".pdf"),
        ("x" * 56 + ".pdf", "x" * 56 + ".pdf"),
        ("x" * 57 + ".pdf", "x" * 57 + ".pdf"),
        ("100%; a=b (1)'.pdf", "100%; a=b (1)'.pdf"),
        ("ꦠꦿꦺꦁꦒꦭꦺꦏ꧀ 🙂.pdf", "ꦠꦿꦺꦁꦒꦭꦺꦏ꧀ 🙂.pdf"),
        ("", "attachment"),
        ("...", "attachment"),
    ],
)
def test_file_names(name: str, kept: str) -> None:
    part = next(_parse(_render("x", "x", name)).iter_attachments())
    assert safe_name(name) == kept
    assert part.get_filename() == kept
    assert part.get_content() == b"%PDF"


@pytest.mark.parametrize(
    "content_type", ["message/rfc822", "multipart/mixed", "kosong", "a/b\r\nX: y", "text/html"]
)
def test_attachments_of_any_type_stay_attachments(content_type: str) -> None:
    content = "Subject: x\r\n\r\né".encode()
    raw = render_message(PLAIN, Body("x", "x", (Attachment("a.eml", content_type, content),)))
    (part,) = _parse(raw).iter_attachments()
    assert part.get_payload(decode=True) == content
    assert part.get_content_disposition() == "attachment"


@pytest.mark.parametrize("more", [-58, -1, 0, 1, 57, _BLOCK, _BLOCK + 1])
def test_a_big_attachment_comes_back(more: int) -> None:
    """It is encoded a block at a time: no short line within, which would end it for some programs."""
    content = bytes(place % 251 for place in range(_BLOCK + more))
    raw = render_message(PLAIN, Body("x", "x", (Attachment("a.bin", "", content),)))
    (part,) = _parse(raw).iter_attachments()
    assert part.get_payload(decode=True) == content
    lines = str(part.get_payload()).splitlines()
    assert {len(line) for line in lines[:-1]} == {76}


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=400), html=st.text(max_size=400), content=st.binary(max_size=200))
def test_any_body_comes_back(text: str, html: str, content: bytes) -> None:
    text, html = (each.encode("utf-8", "replace").decode() for each in (text, html))
    raw = render_message(PLAIN, Body(text, html, (Attachment("a.bin", "", content),)))
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = _parse(raw)
    assert not [defect for part in message.walk() for defect in part.defects]
    for kind, given_text in (("plain", text), ("html", html)):
        part = message.get_body((kind,))
        assert part is not None
        lines = str(part.get_payload()).splitlines()
        assert max(map(len, lines), default=0) <= 76  # RFC 2045 6.7 (5)
        assert part.get_payload(decode=True) == b"\r\n".join(given_text.encode().splitlines()) + b"\r\n"
    assert next(message.iter_attachments()).get_content() == content


@pytest.mark.parametrize(
    ("given_type", "wanted", "parameters"),
    [
        ("text/calendar; method=PUBLISH; charset=utf-8", "text/calendar", {"method": "publish", "charset": "utf-8"}),
        ("application/pdf; name=\"x\"", "application/pdf", {}),
        ("application/pdf; a=b\r\nBcc: x@y.example", "application/pdf", {}),
        ("application/pdf; x=" + "y" * 1000, "application/pdf", {}),
        ("application/pdf" + "".join(f"; {chr(97 + n)}={'y' * 40}" for n in range(26)), "application/pdf",
         {chr(97 + n): "y" * 40 for n in range(26)}),
        ("multipart/mixed; boundary=x", "application/octet-stream", {"boundary": "x"}),
        ("é/é", "application/octet-stream", {}),
    ],
)  # fmt: skip
def test_content_types(given_type: str, wanted: str, parameters: dict[str, str]) -> None:
    raw = render_message(PLAIN, Body("x", "x", (Attachment("a", given_type, b"x"),)))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    (part,) = _parse(raw).iter_attachments()
    assert part.get_content_type() == wanted
    assert dict(part["Content-Type"].params) == parameters
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
