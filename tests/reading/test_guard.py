"""The doorkeeper's table: every row with a mail that it is for, and with the person's mail nearest to it."""

from __future__ import annotations

import pytest

from bot.model import Message
from bot.reading.bounce import Bounce, Failure, read_bounce
from bot.reading.guard import ROWS, guard_message
from bot.reading.parse import parse_message
from tests.reading.mails import OWN, RECEIVED, WORDS, mail, raw_mail


def judged(message: Message) -> tuple[str, str | None, str]:
    verdict = guard_message(message, OWN, WORDS)
    return verdict.action, verdict.kind, verdict.rule


ACCEPTED = ("accept", None, "")
AWAY = "Terima kasih atas email Anda. Saya sedang cuti sampai 1 Desember. Untuk urusan mendesak hubungi Ani."
ICS = 'Content-Type: multipart/alternative; boundary="B"'
CALENDAR = "--B\nContent-Type: text/plain\n\nok\n--B\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:{}\n--B--\n"


@pytest.mark.parametrize(
    ("headers", "subject", "body", "verdict"),
    [
        ("From: server@kominfo.example", "x", "x", ("discard", "loop", "own-mail")),
        ("X-Titip: TTP-2026-0007.3", "x", "x", ("discard", "loop", "own-mail")),
        ("Auto-Submitted: auto-replied", "Re: x", "Saya cuti.", ("discard", "autoreply", "auto-replied")),
        ("Auto-Submitted: auto-replied; owner-email=a@b", "Re: x", "x", ("discard", "autoreply", "auto-replied")),
        ("Auto-Submitted: auto-replied", "x", "## Mohon balas di atas garis ini ##\nTiket", ("discard", "loop", "machine")),
        ("Auto-Submitted: auto-replied", "[Ticket #12] Re: x", "x", ("discard", "loop", "machine")),
        ("Auto-Submitted: auto-generated", "Re: x", "x", ("discard", "loop", "machine")),
        ("Auto-Submitted: auto-generated", "Jawaban otomatis: Disposisi", "Saya sedang cuti", ("discard", "autoreply", "auto-replied")),
        ("Auto-Submitted: no", "Re: x", "ok lanjut", ACCEPTED),
        ("Auto-Submitted: no (by hand)", "Re: x", "ok lanjut", ACCEPTED),
        ("X-Autoreply: yes", "Re: x", "x", ("discard", "autoreply", "vacation-header")),
        ("X-Autorespond: x", "Re: x", "x", ("discard", "autoreply", "vacation-header")),
        ("Precedence: auto_reply", "Re: x", "x", ("discard", "autoreply", "vacation-header")),
        ("X-Mailer: osTicket Mailer", "Tiket diterima: x", "x", ("discard", "loop", "ticket-robot")),
        ("X-Mailer: Zimbra 8.8", "Tiket diterima: x", "saya terima tiketnya", ACCEPTED),
        ("From: no-reply@x.example", "[Ticket #1]", "Please reply above this line", ("discard", "loop", "ticket-robot")),
        ("", "Balasan otomatis: [TTP-2026-0001] x", "Saya dinas luar.", ("discard", "autoreply", "away-subject")),
        ("", "Automatic reply: x", "Out.", ("discard", "autoreply", "away-subject")),
        ("", "Out of Office Re: x", "Out.", ("discard", "autoreply", "away-subject")),
        ("", "Out of office", AWAY, ("discard", "autoreply", "away-subject")),
        ("", "Di luar kantor, mohon jadwal ulang", "Geser ke Rabu jam 9", ACCEPTED),
        ("", "Re: Balasan otomatis: x", "Maaf, sekarang sudah kembali. Disposisi.", ACCEPTED),
        ("X-Auto-Response-Suppress: All", "Re: x", AWAY, ("discard", "autoreply", "away-text")),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "Re: x", "Tersedia, besok jam 9.", ACCEPTED),
        ("", "Re: x", "Ini adalah balasan otomatis. Saya kembali Senin.", ("discard", "autoreply", "away-text")),
        ("", "Re: x", AWAY, ("discard", "autoreply", "away-text")),
        ("", "Re: x", "saya dinas luar, ok lanjutkan", ACCEPTED),
        ("", "Re: x", "Saya sedang cuti, disposisi ke kabid saja.", ACCEPTED),
        ("", "Re: x", "ok\n\n> Ini adalah balasan otomatis", ACCEPTED),  # quoted
        ("Return-Path: <>", "Re: x", "Saya sedang cuti.", ("discard", "autoreply", "away-text")),
        ("", "Dibaca: [TTP-2026-0001] x", "Pesan Anda telah dibaca.", ("discard", "autoreply", "read-receipt")),
        ("", "Read: x", "Your message was read.", ("discard", "autoreply", "read-receipt")),
        ("", "Ready: server sudah siap", "Sudah siap", ACCEPTED),
        ('Content-Type: multipart/report; report-type=disposition-notification; boundary="B"', "x",
         "--B\nContent-Type: text/plain\n\nx\n--B--\n", ("discard", "autoreply", "read-receipt")),
        (ICS, "Diterima: Serah terima", CALENDAR.format("REPLY"), ("discard", "autoreply", "calendar-answer")),
        (ICS, "Diterima: server", CALENDAR.format("REQUEST"), ACCEPTED),
        ("", "Diterima: server Dishub", "Server sudah kami terima", ACCEPTED),
        ("X-Spam-Flag: YES", "x", "x", ("hold", "unrelated", "spam")),
        ("X-Spam-Status: Yes, score=9", "x", "x", ("hold", "unrelated", "spam")),
        ("X-Spam-Status: No, score=1", "x", "x", ACCEPTED),
        ("List-Id: <x.example>", "Edisi 1", "x", ("hold", "unrelated", "newsletter")),
        ("List-Unsubscribe: <mailto:x@x.example>", "Edisi 1", "x", ("hold", "unrelated", "newsletter")),
        ("Precedence: bulk", "Edisi 1", "x", ("hold", "unrelated", "bulk")),
        ("", "Promo", "Diskon besar!\nBerhenti berlangganan di sini", ("hold", "unrelated", "advertisement")),
        ("In-Reply-To: <a@b>", "Re: x", "Diskon daya? Voucher listrik habis.", ACCEPTED),
        ("From: tanpa alamat", "x", "x", ("hold", None, "no-sender")),
        (f"From: a@{'b' * 244}.example", "x", "x", ACCEPTED),
        (f"From: a@{'b' * 245}.example", "x", "x", ("hold", None, "no-sender")),
        ("From: MAILER-DAEMON@mx.example", "Undelivered", "x", ("accept", "bounce", "mailer-daemon")),
        ("X-Failed-Recipients: a@x.example", "x", "x", ("accept", "bounce", "mailer-daemon")),
        ("Return-Path: <>", "Undeliverable: x", "x", ("accept", "bounce", "plain-bounce")),
        ("From: postmaster@x.example", "Pengiriman gagal", "Alamat tidak ditemukan", ("accept", "bounce", "plain-bounce")),
        ("From: postmaster@x.example", "Permohonan", "Kami titip server", ACCEPTED),
        ("From: postmaster@x.example", "Undeliverable Mail", "Invalid final delivery userid: a@x.example", ("accept", "bounce", "plain-bounce")),
        ("From: MDaemon@x.example", "Notice", "Delivery failed 20 attempts: a@x.example", ("accept", "bounce", "plain-bounce")),
        ("Return-Path: <MAILER-DAEMON>", "Automatically rejected mail", "Your message to <a@x.example> was automatically rejected", ("accept", "bounce", "plain-bounce")),
        ("From: ndr@x.example", "Non-Delivery: your mail", "The email could not be delivered to the following user", ("accept", "bounce", "plain-bounce")),
        ("From: gateway@x.example", "Delivery failure notification", "could not be delivered to the following recipients: a@x.example", ("accept", "bounce", "plain-bounce")),
        ("", "Tidak terkirim", "Surel kemarin tidak terkirim, kami kirim ulang permohonan titip server", ACCEPTED),
        ("In-Reply-To: <a@b>", "Re: Server dapat diakses", "Belum bisa, muncul 550 5.1.1 user unknown", ACCEPTED),
        ("", "Fwd: Undeliverable: x", "Pak ini kenapa ya: 550 5.1.1 user unknown", ACCEPTED),
        ("", "Surat tidak terkirim kemarin", "Kami kirim lagi, surat terlampir", ACCEPTED),
        ("", "Permohonan", "Kami titip server", ACCEPTED),
    ],
)  # fmt: skip
def test_rows(headers: str, subject: str, body: str, verdict: tuple[str, str | None, str]) -> None:
    assert judged(mail(body, headers, subject=subject)) == verdict


def test_a_reply_in_which_an_html_program_quotes_our_reply_line_is_a_persons() -> None:
    body = "<p>Tersedia besok jam 9</p><blockquote>Balas di atas garis ini</blockquote>"
    assert judged(mail(body, kind="html")) == ACCEPTED


def test_row_names_are_unique() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


OUR_ID = "TTP-2026-0007.3.abcdefghijkl@kominfo.example"


def report(action: str, status: str = "5.1.1", returned: str = "text/rfc822-headers") -> bytes:
    body = (
        "--B\nContent-Type: text/plain\n\nMaaf, surat tidak terkirim.\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; Budi@dinas.example\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 user\n unknown\n"
        f"--B\nContent-Type: {returned}\n\nFrom: server@kominfo.example\nMessage-ID: <{OUR_ID}>\n\nisi surat\n--B--\n"
    )
    headers = 'From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"'
    return raw_mail(body, headers, subject="Undelivered Mail")


@pytest.mark.parametrize(
    ("raw", "rule", "permanent"),
    [
        (report("failed"), "delivery-report", True),
        (report("failed", "4.4.7", "message/rfc822"), "delivery-report", True),  # given up after days
        (report("delayed", "4.4.7"), "delivery-report", False),
    ],
)
def test_delivery_reports_name_our_letter(raw: bytes, rule: str, permanent: bool) -> None:
    message = parse_message(raw, RECEIVED)
    assert judged(message) == ("accept", "bounce", rule)
    failure = Failure("budi@dinas.example", permanent, "smtp; 550 user unknown")
    assert read_bounce(raw, message) == Bounce(OUR_ID, (failure,))


def test_a_report_of_success_is_no_bounce() -> None:
    assert judged(parse_message(report("delivered", "2.0.0"), RECEIVED))[2] == "delivered"


def test_a_qmail_bounce_has_no_report() -> None:
    body = (
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
        f"<budi@dinas.example>:\nuser unknown (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <{OUR_ID}>\n"
    )
    raw = raw_mail(body, "From: MAILER-DAEMON@mx.example\nReturn-Path: <>", subject="failure notice")
    found = read_bounce(raw, parse_message(raw, RECEIVED))
    assert found is not None
    assert (found.message_id, [failure.recipient for failure in found.failures]) == (
        OUR_ID,
        ["budi@dinas.example"],
    )


def test_a_mail_that_names_nobody_is_no_bounce() -> None:
    raw = raw_mail("hai")
    assert read_bounce(raw, parse_message(raw, RECEIVED)) is None
