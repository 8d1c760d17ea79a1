"""Raw bytes to a Message: every case a kind of mail that office servers really send, or that nobody should."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.model import Address, Message
from bot.reading.decode import decode_header, decode_octets, unfold_flowed
from bot.reading.parse import DATE_ABSURD, FROM_MISSING, FROM_SEVERAL, parse_message
from tests.reading.mails import RECEIVED, mail, raw_mail


def parsed(raw: bytes) -> Message:
    return parse_message(raw, RECEIVED)


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--B\n{part}\n" for part in parts) + "--B--\n"
    return raw_mail(body, f'Content-Type: multipart/{kind}; boundary="B"')


@pytest.mark.parametrize(
    ("octets", "charset", "text"),
    [
        (b"tidak bisa", "us-ascii", "tidak bisa"),
        ("Jum\u2019at é".encode(), "us-ascii", "Jum\u2019at é"),
        ("Jum\u2019at".encode("cp1252"), "us-ascii", "Jum\u2019at"),
        ("Jum\u2019at".encode("cp1252"), "iso-8859-1", "Jum\u2019at"),
        ("Jum\u2019at".encode("cp1252"), "utf-8", "Jum\u2019at"),
        ("Jum\u2019at".encode(), "windows-1252", "Jum\u2019at"),
        ("Jum\u2019at".encode("utf-16"), "utf-16", "Jum\u2019at"),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "日本"),
        (b"abc", "no-such-charset", "abc"),
        (b"abc", "utf-8\x00", "abc"),
        (b"abc", "base64", "abc"),
        (b"abc", "punycode", "abc"),
        (b"\xef\xbb\xbfabc", "utf-8", "abc"),
        ("ééééé".encode()[:-1], "utf-8", "éééé\ufffd"),
    ],
)
def test_octets_are_text_whatever_charset_they_claim(octets: bytes, charset: str, text: str) -> None:
    assert decode_octets(octets, charset) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?Permohonan_Penitipan?=", "Permohonan Penitipan"),
        ("=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=", "éé"),
        ("=?utf-8?b?w6k=?= dan =?utf-8?q?=C3=A9?=", "é dan é"),
        ("=?utf-8?b?w6nD?= =?utf-8?b?qQ==?=", "éé"),  # a letter cut in two words
        ("=?utf-8?q?dua kata?=", "dua kata"),  # a space inside an encoded word
        ("=?iso-8859-1?q?Jum=92at?=", "Jum\u2019at"),
        ("=?utf-8*id?q?halo?=", "halo"),  # RFC 2231 language
        ("=?x-unknown?q?ab=E9?=", "abé"),
        ("=?utf-8?b?YWJj", "=?utf-8?b?YWJj"),
        ("satu\r\n dua\r\n\ttiga", "satu dua tiga"),
        ("a\x00b\x07c", "a b c"),
        ('"=?utf-8?q?A=2C_B?="', '"A, B"'),
    ],
)
def test_header_values_are_readable(raw: str, text: str) -> None:
    assert decode_header(raw) == text


@pytest.mark.parametrize(
    ("subject", "text"),
    [(b"caf\xc3\xa9 siap", "café siap"), (b"Jum\x92at siap", "Jum\u2019at siap"), (b"", ""), (b"\r\n =?utf-8?q?ab?=\r\n =?utf-8?q?cd?=", "abcd")],
)  # fmt: skip
def test_raw_eight_bit_subjects_are_kept(subject: bytes, text: str) -> None:
    assert parsed(b"From: a@x.example\r\nSubject: " + subject + b"\r\n\r\nhai").subject == text


@pytest.mark.parametrize(
    ("header", "sender", "defects"),
    [
        ("From: Budi Contoh <Budi@Dinas.Example>", Address("budi@dinas.example", "Budi Contoh"), ()),
        ('From: "Contoh, Budi" <b@x.example>', Address("b@x.example", "Contoh, Budi"), ()),
        ('From: "=?utf-8?q?A=2C_B?=" <b@x.example>', Address("b@x.example", "A, B"), ()),
        ("From: b@x.example (Budi)", Address("b@x.example", "Budi"), ()),
        ("From: a@x.example, b@x.example", Address("a@x.example"), (FROM_SEVERAL,)),
        ("From: a@x.example\nFrom: b@x.example", Address("a@x.example"), (FROM_SEVERAL,)),
        ("From: Kadis <kadis@x.example> <b@evil.example>", Address("", "Kadis <kadis@x.example> <b@evil.example>"), (FROM_SEVERAL, FROM_MISSING)),
        ("From: bukan alamat", Address("", "bukan alamat"), (FROM_MISSING,)),
        ("Sender: s@x.example\nX-From: x", Address("s@x.example"), (FROM_MISSING,)),
    ],
)  # fmt: skip
def test_the_sender_is_one_address_or_none(header: str, sender: Address, defects: tuple[str, ...]) -> None:
    message = parsed(f"{header}\nTo: c@x.example\n\nhai".encode())
    assert message.sender == sender
    assert tuple(d for d in message.defects if d.startswith("from")) == defects


@pytest.mark.parametrize(
    ("value", "date", "defect"),
    [
        ("Tue, 24 Nov 2026 08:00:00 +0700", "2026-11-24T08:00:00+07:00", False),
        ("24 Nov 2026 08:00 +0700", "2026-11-24T08:00:00+07:00", False),
        ("kemarin sore", RECEIVED.isoformat(), True),
        ("", RECEIVED.isoformat(), True),
        ("Tue, 24 Nov 1996 08:00:00 +0700", RECEIVED.isoformat(), True),
        ("Tue, 24 Nov 2096 08:00:00 +0700", RECEIVED.isoformat(), False),  # never later than it arrived
        ("Tue, 24 Nov 2026 08:00:00 +9999", RECEIVED.isoformat(), True),
        ("Mon, 1 Jan 0001 00:00:00 +1400", RECEIVED.isoformat(), True),
    ],
)
def test_dates(value: str, date: str, defect: bool) -> None:
    message = parsed(f"From: a@x.example\nDate: {value}\n\nhai".encode())
    assert message.date.isoformat() == date
    assert (DATE_ABSURD in message.defects) == defect


@pytest.mark.parametrize("days", [399, 401])
def test_how_old_a_date_may_be(days: int) -> None:
    date = RECEIVED - timedelta(days=days)
    message = parsed(f"From: a@x.example\nDate: {date:%d %b %Y %H:%M:%S} +0000\n\nhai".encode())
    assert message.date == (date if days <= 400 else RECEIVED)


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        ("<a@x> <b@x>", ("a@x", "b@x")),
        ("<a@x>\r\n <b@x> <a@x>", ("a@x", "b@x")),
        ("a@x.example", ("a@x.example",)),
        ("<a@x\r\n .example>", ("a@x.example",)),
        ('Your message of "Tue" <a@x>', ("a@x",)),
        ("=?utf-8?q?=3Ca=40x=3E?=", ()),  # what is encoded is no identifier
        ("", ()),
    ],
)
def test_identifiers_stand_without_brackets(header: str, ids: tuple[str, ...]) -> None:
    message = parsed(f"From: a@x.example\r\nIn-Reply-To: {header}\r\n\r\nhai".encode())
    assert message.in_reply_to == ids
    assert message.message_id == ""


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="surat.pdf"', "surat.pdf"),
        ("attachment; filename*=utf-8''surat%20%C3%A9.pdf", "surat é.pdf"),
        ("attachment; filename*0=\"surat perm\"; filename*1=\"ohonan.pdf\"", "surat permohonan.pdf"),
        ('attachment; filename="=?utf-8?q?surat_=C3=A9.pdf?="', "surat é.pdf"),
        ("attachment; filename==?utf-8?q?surat.pdf?=", "surat.pdf"),
        ('attachment; filename="../../etc/surat.pdf"', "surat.pdf"),
        ('attachment; filename="C:\\\\surat\\\\surat.pdf"', "surat.pdf"),
        ('attachment; filename="surat é.pdf"', "surat é.pdf"),
        ("attachment; filename*=bogus''surat.pdf", "surat.pdf"),
        ("attachment", "part-1.pdf"),
    ],
)  # fmt: skip
def test_file_names_are_for_people(disposition: str, name: str) -> None:
    part = f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\nisi"
    message = parsed(multipart("Content-Type: text/plain\n\nhai", part))
    assert [part.name for part in message.attachments] == [name]
    assert message.attachments[0].content.strip() == b"isi"


def test_the_text_of_an_attached_mail_is_not_the_senders() -> None:
    inner = "From: kadis@x.example\nSubject: lama\n\nDISPOSISI"
    message = parsed(
        multipart("Content-Type: text/plain\n\nlihat lampiran", f"Content-Type: message/rfc822\n\n{inner}")
    )
    assert message.text.strip() == "lihat lampiran"
    assert message.attachments[0].content_type == "message/rfc822"
    assert b"DISPOSISI" in message.attachments[0].content


def test_nested_alternatives_give_both_bodies_and_all_files() -> None:
    alternative = 'Content-Type: multipart/alternative; boundary="C"\n\n--C\nContent-Type: text/plain\n\npolos\n--C\nContent-Type: text/html\n\n<p>kaya</p>\n--C--'
    message = parsed(
        multipart(
            alternative,
            "Content-Type: application/ms-tnef; name=winmail.dat\n\nx",
            "Content-Type: text/plain\n\nkaki",
        )
    )
    assert message.text.split() == ["polos", "kaki"]
    assert message.html.strip() == "<p>kaya</p>"
    assert [part.name for part in message.attachments] == ["winmail.dat"]


def enclosed(*parts: str, depth: int = 1, kind: str = "mixed") -> bytes:
    """A mail attached to a mail, so many times over, with these parts in the innermost."""
    inner = (
        "Subject: x\nContent-Type: multipart/mixed; boundary=I\n\n"
        + "".join(f"--I\n{one}\n" for one in parts)
        + "--I--\n"
    )
    for number in range(1, depth):
        inner = f"Subject: x\nContent-Type: multipart/mixed; boundary=C{number}\n\n--C{number}\nContent-Type: message/rfc822\n\n{inner}\n--C{number}--\n"
    return multipart(
        "Content-Type: text/plain\n\nterlampir", f"Content-Type: message/rfc822\n\n{inner}", kind=kind
    )


INNER_PDF = 'Content-Type: application/pdf; name="surat.pdf"\nContent-Disposition: attachment\n\n%PDF'
INNER_TEXT = "Content-Type: text/plain\n\nKata orang lain."


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (enclosed(INNER_TEXT, INNER_PDF), ["surat.pdf"]),
        (enclosed(INNER_PDF, depth=3), ["surat.pdf"]),
        (enclosed(INNER_PDF, depth=4), []),
        (enclosed(INNER_PDF, kind="report"), []),  # a returned letter of ours
        (enclosed(INNER_PDF.replace("surat.pdf", "formulir-serah-terima-TTP-2026-0001.pdf")), []),
        (enclosed(INNER_TEXT, "Content-Type: message/delivery-status\n\nAction: failed"), []),
        (enclosed(*[INNER_PDF] * 1001), []),
    ],
)
def test_the_files_of_a_mail_that_is_attached_are_found(raw: bytes, names: list[str]) -> None:
    message = parsed(raw)

    assert message.text.strip() == "terlampir"
    assert [one.name for one in message.attachments[1:]] == names
    assert message.attachments[0].content_type == "message/rfc822"


@pytest.mark.parametrize(
    ("part", "inline"),
    [
        ("Content-Type: image/png\nContent-ID: <logo@x>", True),
        ("Content-Type: image/png\nContent-Disposition: inline; filename=a.png", True),
        ("Content-Type: image/jpeg\nContent-Disposition: inline; filename=IMG_0001.jpeg", False),  # iPhone
        ("Content-Type: image/jpeg\nContent-Disposition: attachment; filename=a.jpg", False),
        ("Content-Type: application/pdf\nContent-Disposition: inline; filename=a.pdf", False),
    ],
)
def test_what_counts_as_part_of_the_look(part: str, inline: bool) -> None:
    message = parsed(
        multipart('Content-Type: text/html\n\n<img src="cid:logo@x">', f"{part}\n\nxx", kind="related")
    )
    assert [attachment.inline for attachment in message.attachments] == [inline]


@pytest.mark.parametrize(
    ("text", "delsp", "unfolded"),
    [
        ("satu \ndua\ntiga", False, "satu dua\ntiga"),
        ("satu \ndua", True, "satudua"),
        (" > bukan kutipan", False, "> bukan kutipan"),
        ("> satu \n> dua\ntiga", False, "> satu dua\ntiga"),
        ("> satu \n>> dua", False, "> satu \n>> dua"),
        ("nama \n-- \nBudi", False, "nama \n-- \nBudi"),
    ],
)
def test_flowed_text(text: str, delsp: bool, unfolded: str) -> None:
    assert unfold_flowed(text, delsp) == unfolded


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00", b"hai", b"\r\n\r\n", b"From: a@x.example\r\n",
        b"Content-Type: text/plain; charset=\"a\x00b\"\r\n\r\nhai",
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nhai",
        b"Content-Type: multipart/mixed\r\n\r\nhai",
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: application/pdf; name*99999999999999999999=x\r\n\r\nx",
        b"From: =?utf-8?b?\xff?= <a@x>\r\nDate: Tue, 99 Foo 2026\r\n\r\n\xff\xfe",
    ],
)  # fmt: skip
def test_odd_mail_is_still_a_message(raw: bytes) -> None:
    message = parsed(raw)
    assert message.date <= RECEIVED
    assert len(message.digest) == 64


@pytest.mark.parametrize(
    "raw",
    [
        multipart(*["Content-Type: text/plain\n\nx"] * 10_000),
        b"".join(
            b"Content-Type: multipart/mixed; boundary=B%d\r\n\r\n--B%d\r\n" % (n, n) for n in range(300)
        ),
        b"Content-Type: message/rfc822\r\n\r\n" * 300,
        b"--B\r\n\r\nx\r\n".join([b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"] + [b""] * 3000),
    ],
)
def test_endless_parts_are_refused(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parsed(raw)


@pytest.mark.parametrize(
    "header",
    [b"Subject: " + b"=?utf-8?q?a?= " * 70_000, b"To: " + b"a@x.example, " * 80_000, b"References: " + b"<a@b> " * 160_000,
     b"X-A: " + b"(" * 1_000_000, b"\r\n".join(b"X-%d: a" % n for n in range(60_000))],
)  # fmt: skip
def test_a_megabyte_of_headers_is_read_quickly(header: bytes) -> None:
    started = time.process_time()
    message = parsed(b"From: a@x.example\r\n" + header + b"\r\n\r\nhai")
    assert message.text == "hai"
    assert time.process_time() - started < 5


def test_the_same_mail_again_has_the_same_content_digest() -> None:
    first = mail("sudah bisa", "X-Hop: 1")
    again = mail("sudah   bisa\n", "X-Hop: 2")
    other = mail("belum bisa")
    assert first.digest != again.digest
    assert first.content_digest == again.content_digest != other.content_digest


def test_what_our_server_wrote_is_not_decoded() -> None:
    """An encoded word in a trace header could otherwise add a result our server never gave."""
    message = mail(
        "hai", 'Authentication-Results: mx.example; spf=fail smtp.mailfrom="=?utf-8?q?=3B_dmarc=3Dpass?="'
    )
    assert "dmarc=pass" not in message.header("authentication-results")


SAMPLE = multipart(
    'Content-Type: text/plain; charset=utf-8; format=flowed\n\nsurat é terlampir',
    "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''a%20b.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=",
    "Content-Type: message/rfc822\n\nSubject: x\n\ny",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=12))
def test_mutated_mail_raises_nothing_but_a_parse_error(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(SAMPLE)
    for place, octet in changes:
        raw[place] = octet
    try:
        message = parsed(bytes(raw))
    except ParseError:
        return
    assert isinstance(message.text.encode(), bytes)  # no lone surrogates anywhere a file may be written
    assert isinstance(message.subject.encode(), bytes)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"Content-Type: text/plain; charset=",
            b"Content-Type: multipart/mixed; boundary=",
            b"From: ",
            b"Date: ",
            b"Content-Disposition: attachment; filename*=",
        ]
    ),
)
def test_random_bytes_raise_nothing_but_a_parse_error(octets: bytes, start: bytes) -> None:
    try:
        message = parsed(start + octets)
    except ParseError:
        return
    assert message.date.astimezone(UTC) <= datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
