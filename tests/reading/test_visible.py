"""What a person wrote, as every mail program sends it: above, below and inside our letter, forwarded, signed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Visible
from bot.reading.visible import read_visible
from tests.reading.mails import WORDS, mail

LETTER = """Yth. Technical Support,

Server Dinas Contoh (TTP-2026-0007) akan diserahkan besok pagi di ruang server kami.
Setelah diterima dan diperiksa, balas DITERIMA dengan isian berikut:

Merek/Tipe       : Contoh X100
Nomor seri       :
Rak              : ....
Kondisi          :
IP               : 10.10.5.21/24

  DITERIMA      server sudah diterima dan diperiksa
  JADWAL ULANG  sebutkan waktu yang baru

Contoh: DITERIMA, semua dalam keadaan baik

--
Layanan Penitipan Server
Dinas Komunikasi dan Informatika Kabupaten Contoh"""
QUOTED = "\n".join(f"> {line}".rstrip() for line in LETTER.split("\n"))
SAID = "Sudah kami terima, Pak."
OUTLOOK = "Dari: Layanan Penitipan <server@kominfo.example>\nDikirim: Senin, 23 November 2026 08.00\nKepada: Budi <budi@dinas.example>\nSubjek: [TTP-2026-0007] Penyerahan"


def seen(
    body: str, kind: str = "plain", letters: tuple[str, ...] = (), subject: str = "Re: [TTP-2026-0007] x"
) -> Visible:
    return read_visible(mail(body, kind=kind, subject=subject), letters, WORDS)


PLAIN = [
    ("gmail", f"{SAID}\n\nPada tanggal Sen, 23 Nov 2026 pukul 08.00 Layanan <\nserver@kominfo.example> menulis:\n\n{QUOTED}"),
    ("gmail-en", f"{SAID}\n\nOn Mon, Nov 23, 2026 at 8:00 AM Layanan <server@kominfo.example>\nwrote:\n\n{QUOTED}"),
    ("gmail-old", f"{SAID}\n\n2026-11-23 8:00 GMT+07:00 Layanan <server@kominfo.example>:\n\n{QUOTED}"),
    ("roundcube", f"{SAID}\n\nPada 2026-11-23 08:00, Layanan Penitipan menulis:\n{QUOTED}"),
    ("thunderbird-below", f"Pada 23/11/2026 08.00, Layanan menulis:\n{QUOTED}\n\n{SAID}"),
    ("iphone", f"{SAID}\n\nDikirim dari iPhone saya\n\n> Pada 23 Nov 2026, pukul 08.00, Layanan <server@kominfo.example> menulis:\n> \n{QUOTED}"),
    ("k9", f"{SAID}\n-- \nDikirim dari perangkat Android saya dengan K-9 Mail.\n\nPada 23 November 2026 08.00.50 WIB, L <s@k.example> menulis:\n{QUOTED.replace('> ', '>')}"),
    ("outlook", f"{SAID}\n\n{OUTLOOK}\n\n{LETTER}"),
    ("outlook-bold", f"{SAID}\n\n*From:* Layanan <server@kominfo.example>\n*Sent:* Monday, November 23, 2026 8:00 AM\n*To:* Budi\n*Subject:* x\n\n{LETTER}"),
    ("outlook-old", f"{SAID}\n\n-----Original Message-----\nFrom: Layanan [mailto:server@kominfo.example] \nSent: Monday\nTo: Budi\nSubject: x\n\n{LETTER}"),
    ("owa", f"{SAID}\n________________________________\n{OUTLOOK}\n\n{LETTER}"),
    ("outlook-phone", f"{SAID}\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>\n\n________________________________\n{OUTLOOK}\n\n{LETTER}"),
    ("zimbra", f'{SAID}\n\n----- Pesan Asli -----\nDari: "Layanan" <server@kominfo.example>\nKepada: "Budi" <b@x.example>\nTerkirim: Senin, 23 November 2026 8:00:00\nSubjek: x\n\n{LETTER}'),
    ("samsung", f"{SAID}\n\n\nDikirim dari perangkat Galaxy saya\n\n\n-------- Pesan asli --------\nDari: Layanan <server@kominfo.example> \nTanggal: 23/11/26 08.00 (GMT+07:00) \nKe: Budi <b@x.example> \nSubjek: x \n\n{LETTER}"),
    ("samsung-en", f"{SAID}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Layanan <server@kominfo.example> \nDate: 23/11/26 08.00 (GMT+07:00) \nTo: Budi <b@x.example> \nSubject: x \n\n{LETTER}"),
    ("yahoo", f"{SAID}\n\n    Pada Senin, 23 November 2026 pukul 08.00.50 WIB, Layanan <server@kominfo.example> menulis:  \n \n " + LETTER.replace("\n", "\n ")),
    ("nameless-quote", f"{SAID}\n\n{QUOTED}"),
    ("bom-and-zero-width", f"\ufeff{SAID.replace(' ', chr(0x200B) + chr(0xA0))}\n\n{QUOTED}"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "body"), PLAIN, ids=[name for name, _ in PLAIN])
@pytest.mark.parametrize("letters", [(), (LETTER,)], ids=["unknown", "known"])
def test_only_the_persons_line_is_left(program: str, body: str, letters: tuple[str, ...]) -> None:
    found = seen(body, letters=letters)
    assert (found.text, found.forwarded, found.filled) == (SAID, "", "")


HTML_LETTER = LETTER.replace("\n", "<br>\n")
HTML = [
    ("gmail", f'<div dir="ltr">{SAID}</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">Den man. 23. nov. skrev L &lt;s@k.example&gt;<br></div><blockquote class="gmail_quote" style="border-left:1px solid">{HTML_LETTER}</blockquote></div>'),
    ("outlook", f'<div class="WordSection1"><p class="MsoNormal">{SAID}<o:p></o:p></p><p class="MsoNormal">&nbsp;</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> L &lt;server@kominfo.example&gt;<br><b>Sent:</b> Monday<br><b>To:</b> B<br><b>Subject:</b> x</p></div><p class="MsoNormal">{HTML_LETTER}</p></div>'),
    ("owa", f'<div class="elementToProof">{SAID}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> L<br><b>Gesendet:</b> x</div><div>{HTML_LETTER}</div>'),
    ("owa-again", f'<div>{SAID}</div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg">Fra: L</div><div>{HTML_LETTER}</div>'),
    ("zimbra", f'<div>{SAID}</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Dari: </b>L<br><b>Kepada: </b>B</div><div data-marker="__QUOTED_TEXT__">{HTML_LETTER}</div>'),
    ("yahoo", f'<div class="ydp1yahoo-style-wrap"><div>{SAID}</div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>Pada Senin, 23 November 2026 pukul 08.00, L menulis:</div><div>{HTML_LETTER}</div></div>'),
    ("yahoo-nested", f'<div>{SAID}</div><div class="ydpab12cdyahoo_quoted"><div>{HTML_LETTER}</div></div>'),
    ("thunderbird", f'<div class="moz-cite-prefix">Pada 23/11/2026 08.00, L menulis:<br></div><blockquote type="cite" cite="mid:x"><pre>{LETTER}</pre></blockquote><p>{SAID}</p>'),
    ("apple", f'<div>{SAID}</div><br><div>Dikirim dari iPhone saya</div><div><br><blockquote type="cite">Pada 23 Nov 2026, pukul 08.00, L menulis:<br><br></blockquote></div><blockquote type="cite">{HTML_LETTER}</blockquote>'),
    ("hidden", f'<div style="display:none">DITOLAK</div><style>p {{ DITOLAK }}</style><p>{SAID}</p><script>DITOLAK</script>'),
]  # fmt: skip


@pytest.mark.parametrize(("program", "body"), HTML, ids=[name for name, _ in HTML])
@pytest.mark.parametrize("letters", [(), (LETTER,)], ids=["unknown", "known"])
def test_html_quotes_are_known_by_their_containers(program: str, body: str, letters: tuple[str, ...]) -> None:
    found = seen(f"<html><body>{body}</body></html>", "html", letters)
    assert (found.text, found.forwarded, found.filled) == (SAID, "", "")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>No</td><td>Seri</td></tr><tr><td>1</td><td></td><td>X</td></tr></table>", "No\tSeri\n1\t\tX"),
        ("<table><tr><td><p>satu</p><p>dua</p></td></tr></table>", "satu\n\ndua"),
        ("<ul><li>satu</li><li>dua</li></ul>", "- satu\n- dua"),
        ("satu<br>dua<div>tiga</div>empat", "satu\ndua\ntiga\nempat"),
        ("<p>satu &amp;   <b>du</b>a</p>\n<p>tiga</p>", "satu & dua\n\ntiga"),
        ("<pre>a\n\n  b</pre>", "a\n\n  b"),
        ("<p class=MsoNormal>satu</p><p class=MsoNormal>dua</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>tiga</p>", "satu\ndua\n\ntiga"),
        ("<blockquote style='margin-left:40px'>menjorok</blockquote>", "menjorok"),
        ("<div>" * 5000 + "dalam", "dalam"),
    ],
)  # fmt: skip
def test_html_reads_as_it_is_seen(html: str, text: str) -> None:
    assert seen(html, "html").text == text


@pytest.mark.parametrize("letters", [(), (f"--- Balas di atas garis ini ---\n\n{LETTER}",)])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("plain", f"{SAID}\n\n--- Balas di atas garis ini ---\n\n{LETTER}"),
        ("plain", f"{SAID}\n\n  --- BALAS DI ATAS GARIS INI ---\n{LETTER}"),
        ("html", f"<p>{SAID}</p><BLOCKQUOTE>--- Balas di atas garis ini ---<br><br>{LETTER.replace(chr(10), '<br>')}</BLOCKQUOTE>"),
    ],
)  # fmt: skip
def test_the_line_that_begins_our_letters_ends_the_persons_words(
    kind: str, body: str, letters: tuple[str, ...]
) -> None:
    """A program that quotes without any mark of its own, of a letter that is known or not."""
    visible = seen(body, kind, letters)
    assert (visible.text, visible.forwarded, visible.filled) == (SAID, "", "")


def test_that_line_named_in_a_sentence_ends_nothing() -> None:
    text = 'Saya tidak menemukan tulisan "balas di atas garis ini" di surelnya.\nSudah kami terima.'
    assert seen(text).text == text


def test_text_plain_that_only_stands_in_gives_way_to_the_html() -> None:
    message = replace(mail("Your email client does not support HTML."), html="<p>Tersedia besok jam 9</p>")
    assert read_visible(message, (), WORDS).text == "Tersedia besok jam 9"


# ---- answers inside our letter -----------------------------------------------------------------------------


def test_answers_between_the_lines_are_kept_in_order() -> None:
    body = f"Pagi,\n\nPada 23/11/2026 08.00, L menulis:\n{QUOTED}".replace(
        ">   DITERIMA      server", "Ya yang ini.\n\n>   DITERIMA      server"
    )
    assert seen(body + "\n\nSekian.", letters=(LETTER,)).text == "Pagi,\n\nYa yang ini.\n\nSekian."


def test_a_form_filled_in_inside_the_quote() -> None:
    body = f"Diisi di bawah.\n\nPada 23/11/2026 08.00, L menulis:\n{QUOTED}"
    body = body.replace("> Nomor seri       :", "> Nomor seri       : ABC123").replace(": ....", ": C")
    body = body.replace("> Kondisi          :", "> Kondisi          : baik, ada baret di\n> tutup atas")
    found = seen(body, letters=(LETTER,))
    assert found.text == "Diisi di bawah."
    assert (
        found.filled
        == "Nomor seri       : ABC123\nRak              : C\nKondisi          : baik, ada baret di tutup atas"
    )


def test_a_form_copied_above_the_quote_keeps_its_lines() -> None:
    """The letter asks for it: "salin dan lengkapi". What stood in it already is the person's answer too."""
    form = "Merek/Tipe : Contoh X100\nNomor seri : ABC123\nRak : A\nKondisi : baik\nIP : 10.10.5.21/24"
    body = f"Sudah diterima.\n\n{form}\n\nPada Sen, 23 Nov 2026 pukul 08.00 Layanan <server@kominfo.example> menulis:\n\n{QUOTED}"

    assert read_visible(mail(body), (LETTER,), WORDS).text == f"Sudah diterima.\n\n{form}"


def test_a_form_filled_in_below_an_outlook_header() -> None:
    body = f"Terlampir isian.\n\n{OUTLOOK}\n\n{LETTER.replace('Nomor seri       :', 'Nomor seri       : ABC123')}"
    found = seen(body, letters=(LETTER,))
    assert (found.text, found.filled) == ("Terlampir isian.", "Nomor seri       : ABC123")


@pytest.mark.parametrize(
    ("line", "filled"),
    [
        ("> IP               : 10.10.5.21/24", ""),
        ("> IP               : 10.10.7.25/24", "IP               : 10.10.7.25/24"),  # a correction
        ("> Merek/Tipe       : Contoh", ""),  # the line was cut off
        ("> Gudang           : C", ""),  # no label of ours
    ],
)
def test_what_we_printed_ourselves_is_not_filled_in(line: str, filled: str) -> None:
    assert seen(f"ok\n\n{QUOTED}\n{line}", letters=(LETTER,)).filled == filled


@pytest.mark.parametrize("signed", [True, False])
def test_without_the_letter_only_a_signed_form_counts(signed: bool) -> None:
    pair = (
        "> Yang menyerahkan : Budi\n> Yang menerima : Sari"
        if signed
        else "> Yang menyerahkan :\n> Yang menerima :"
    )
    body = f"ok\n\nPada 23/11/2026 08.00, L menulis:\n> Rak : C\n> Contoh: DITERIMA\n{pair}"
    assert seen(body).filled == ("Rak : C\nYang menyerahkan : Budi\nYang menerima : Sari" if signed else "")


# ---- lines of ours, whatever was done to them -----------------------------------------------------------------


def test_an_unmarked_letter_is_removed_however_it_is_wrapped() -> None:
    wrapped = " ".join(LETTER.split()).replace("balas ", "balas\n").replace("server ", "server\n")
    assert seen(f"{SAID}\n\n{wrapped}", letters=(LETTER,)).text == SAID
    assert seen(f"{SAID}\n\n{LETTER}", letters=(LETTER,)).text == SAID
    assert seen(f"{LETTER}\n\n{SAID}", letters=(LETTER,)).text == SAID


def test_a_quoted_line_broken_by_the_program_leaves_no_scrap() -> None:
    body = f"{SAID}\n\n> Setelah diterima dan diperiksa, balas DITERIMA dengan\nisian berikut:\n> Rak : ...."
    assert seen(body, letters=(LETTER,)).text == SAID


@pytest.mark.parametrize(
    "answer",
    ["DITERIMA", "OK", "DITERIMA, semua dalam keadaan baik", "DITERIMA server sudah diterima dan diperiksa",
     "Contoh: DITERIMA, semua dalam keadaan baik", "JADWAL ULANG sebutkan waktu yang baru"],
)  # fmt: skip
@pytest.mark.parametrize(
    "quote", ["", f"\n\nPada 23/11/2026 08.00, L menulis:\n{QUOTED}", f"\n\n{OUTLOOK}\n\n{LETTER}"]
)
def test_an_answer_copied_from_our_letter_is_still_an_answer(answer: str, quote: str) -> None:
    assert seen(answer + quote, letters=(LETTER,)).text == answer


def test_an_answer_below_the_letter_in_outlook() -> None:
    assert seen(f"{OUTLOOK}\n\n{LETTER}\n\n{SAID}", letters=(LETTER,)).text == SAID


def test_a_quoted_form_with_an_example_beside_it_is_not_trusted() -> None:
    pair = "> Yang menyerahkan : Budi\n> Yang menerima : Sari\n"
    assert seen(f"ok\n\nPada 23/11/2026 08.00, L menulis:\n{pair}> Contoh:\n{pair}").filled == ""


HTML_ONLY = "<p>Ketuk tombol yang dipilih.</p><p>DITERIMA</p><p>JADWAL ULANG</p>"


def test_words_that_only_the_html_of_our_letter_has_are_not_the_persons() -> None:
    head, foot = LETTER.split("Contoh:")
    html = f"<p>{SAID}</p><div>{head}</div>{HTML_ONLY}<div>Contoh:{foot}</div>".replace("\n", "<br>")
    assert seen(html, "html", (LETTER,)).text == SAID


@pytest.mark.parametrize("line", ["Menunggu : Kasi", "mailto:x@x.example?subject=TERIMA%20%5BTTP"])
def test_a_label_that_is_no_field_is_not_filled_in_when_it_looks_different(line: str) -> None:
    letter = f"{LETTER}\nMenunggu : Technical Support\nmailto:x@x.example?subject=x"
    assert seen(f"ok\n\nPada 23/11/2026 08.00, L menulis:\n> {line}", letters=(letter,)).filled == ""


@pytest.mark.parametrize(
    ("row", "filled"), [("Rak</td><td>C", "Rak : C"), ("Rak:</td><td>C", "Rak : C"), ("Rak</td><td>", "")]
)
def test_a_form_that_is_a_table(row: str, filled: str) -> None:
    html = f"<p>ok</p><blockquote type=cite><table><tr><td>{row}</td></tr></table></blockquote>"
    assert seen(html, "html", (LETTER,)).filled == filled


def test_an_example_of_ours_that_a_program_moved_to_a_line_of_its_own_is_not_filled_in() -> None:
    letter = (
        "- nama contact person. Contoh: CP:\n  Budi Contoh, 0812-0000-0000\n\nSalin dan lengkapi:\n\nCP :"
    )
    quote = (
        "> - nama contact person. Contoh:\n> CP: Budi Contoh, 0812-0000-0000\n> \n> Salin dan lengkapi:\n>\n"
    )
    assert seen(f"ok\n\nPada 23/11/2026 08.00, L menulis:\n{quote}> CP :", letters=(letter,)).filled == ""
    assert (
        seen(f"ok\n\n{quote}> CP : Ani, 0812-0000-0001", letters=(letter,)).filled
        == "CP : Ani, 0812-0000-0001"
    )


def test_a_form_filled_in_below_our_letter_is_the_persons_text_once() -> None:
    found = seen(f"{OUTLOOK}\n\n{LETTER}\n\nDITERIMA\nRak : C", letters=(LETTER,))
    assert (found.text, found.filled) == ("DITERIMA\nRak : C", "")


def test_a_marked_attribution_that_was_broken_leaves_no_scrap() -> None:
    body = f"{SAID}\n\n> Pada 23 Nov 2026, pukul 08.30, Layanan Penitipan Server\n<server@kominfo.example> menulis:\n>\n{QUOTED}"
    assert seen(body).text == SAID


# ---- forwarded ---------------------------------------------------------------------------------------------------

REQUEST = "Kami mohon titip server. CP: Ani, 0812-0000-0001"
FROM_OTHER = "Dari: Ani <ani@dinas.example>\nDikirim: Senin, 23 November 2026 08.00\nKepada: Budi <budi@dinas.example>\nSubjek: Permohonan"
FORWARDS = [
    ("gmail", f"---------- Forwarded message ---------\nDari: Ani <ani@dinas.example>\nDate: Sen, 23 Nov 2026 pukul 08.00\nSubject: Permohonan\nTo: <budi@dinas.example>\n\n\n{REQUEST}", "Fwd: Permohonan"),
    ("gmail-id", f"---------- Pesan terusan ---------\nDari: Ani <ani@dinas.example>\nTanggal: Sen, 23 Nov 2026\nSubjek: Permohonan\nKepada: <b@x.example>\n\n{REQUEST}", "Fwd: Permohonan"),
    ("apple", "Begin forwarded message:\n\n> From: Ani <ani@dinas.example>\n> Subject: Permohonan\n> Date: 23 November 2026\n> To: Budi <b@x.example>\n> \n> " + REQUEST, "Fwd: Permohonan"),
    ("owa", f"________________________________\n{FROM_OTHER}\n\n{REQUEST}", "TRS: Permohonan"),
    ("outlook-fw", f"{FROM_OTHER}\n\n{REQUEST}", "FW: Permohonan"),
    ("zimbra", f"----- Pesan Diteruskan -----\n{FROM_OTHER}\n\n{REQUEST}", "Fwd: Permohonan"),
    ("new-subject", f"{FROM_OTHER}\n\n{REQUEST}", "Permohonan titip server"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "body", "subject"), FORWARDS, ids=[name for name, *_ in FORWARDS])
@pytest.mark.parametrize("above", ["", "Mohon dibantu."])
def test_what_is_passed_on_stands_apart(program: str, body: str, subject: str, above: str) -> None:
    found = seen(f"{above}\n\n{body}", subject=subject)
    assert (found.text, found.forwarded) == (above, REQUEST)


@pytest.mark.parametrize("letters", [(), (LETTER,)])
def test_our_own_letter_is_never_what_is_passed_on(letters: tuple[str, ...]) -> None:
    head = "---------- Forwarded message ---------\nFrom: Layanan <server@kominfo.example>\nDate: Mon, 23 Nov 2026\nSubject: [TTP-2026-0007.3.abcdefghijkl] x\nTo: <budi@dinas.example>"
    found = seen(f"Disposisi\n\n{head}\n\n{LETTER}", letters=letters, subject="Fwd: x")
    assert (found.text, found.forwarded) == ("Disposisi", "")


def test_an_ordinary_quote_of_somebody_else_is_dropped() -> None:
    found = seen(f"Setuju.\n\n{FROM_OTHER}\n\n{REQUEST}", subject="Re: Permohonan")
    assert (found.text, found.forwarded) == ("Setuju.", "")


# ---- signatures and fine print -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text", "signature"),
    [
        ("Siap.\n\n-- \nBudi\nDinas Contoh", "Siap.", "Budi\nDinas Contoh"),
        ("Siap.\n--\nBudi", "Siap.", "Budi"),
        ("Siap.\n\nSalam,\nBudi\n-- \nDikirim dari perangkat Android saya dengan K-9 Mail.", "Siap.", "Salam,\nBudi"),
        ("Terima kasih\n-- \nBudi", "Terima kasih", "Budi"),
        ("Ok\n\nWassalamualaikum Wr. Wb.\n\nBudi Contoh", "Ok", "Wassalamualaikum Wr. Wb.\n\nBudi Contoh"),
        ("Siap.\n\nHormat kami,\n\nBudi Contoh, S.Kom\nKasi Layanan\nHP 0812-0000-0001", "Siap.", "Hormat kami,\n\nBudi Contoh, S.Kom\nKasi Layanan\nHP 0812-0000-0001"),
        ("Siap.\n\nSalam, Budi", "Siap.", "Salam, Budi"),
        ("Siap.\n\nBudi Contoh\nKabid Infrastruktur", "Siap.", "Budi Contoh\nKabid Infrastruktur"),
        ("Siap.\n\nBudi Contoh\nKasi Layanan\nJam layanan: Senin-Kamis 07.30-15.30", "Siap.", "Budi Contoh\nKasi Layanan\nJam layanan: Senin-Kamis 07.30-15.30"),
        ("Terima kasih\nserver sudah bisa diakses", "Terima kasih\nserver sudah bisa diakses", ""),
        ("TERIMA KASIH\nSERVER SUDAH BISA DIAKSES", "TERIMA KASIH\nSERVER SUDAH BISA DIAKSES", ""),
        ("Dinas Contoh\n\nBisa Diakses", "Dinas Contoh\n\nBisa Diakses", ""),
        ("Pak,\n\nDisposisi\nKabid Infrastruktur", "Pak,\n\nDisposisi\nKabid Infrastruktur", ""),
        ("Terima kasih", "Terima kasih", ""),
        ("Siap\n\nDikirim dari iPhone saya", "Siap", ""),
        ("Siap\n\nSent from my Samsung Galaxy smartphone.", "Siap", ""),
        ("Siap\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Siap", ""),
        ("Dikirim dari Dinas Contoh, surat terlampir", "Dikirim dari Dinas Contoh, surat terlampir", ""),
        ("Siap.\n\nPesan ini dan lampirannya bersifat rahasia.", "Siap.", ""),
        ("Siap.\n\nPEMBERITAHUAN:\n\nIsi surel ini rahasia.", "Siap.", ""),
        ("PERHATIAN: Email ini berasal dari luar organisasi.\n\nSiap.", "Siap.", ""),
        ("CONFIDENTIALITY NOTICE: privileged, delete it\n\nSiap.", "Siap.", ""),
        ("Pesan ini penting: server tidak bisa diakses", "Pesan ini penting: server tidak bisa diakses", ""),
        ("satu\n\n\n\ndua", "satu\n\ndua", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_signatures_and_fine_print(body: str, text: str, signature: str) -> None:
    found = seen(body)
    assert (found.text, found.signature) == (text, signature)


def test_a_memo_typed_into_the_mail_is_no_quote() -> None:
    memo = "Kepada : Kepala Dinas Kominfo\nDari : Camat Contoh\nTanggal : 23 November 2026\nPerihal : Penitipan server\n\nKami mohon tempat."
    assert seen(memo, subject="Permohonan").text == memo
    assert seen(memo.split("\n", 1)[1], subject="Permohonan").text == memo.split("\n", 1)[1]


def test_a_sentence_that_says_wrote_is_no_attribution() -> None:
    body = "Pada rapat kemarin Bapak menulis:\nserver boleh dititipkan"
    assert seen(body).text == body


# ---- whatever comes ----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=500), st.sampled_from(["plain", "html"]), st.booleans())
def test_any_text_is_read(text: str, kind: str, known: bool) -> None:
    message = mail("x", kind=kind)
    message = replace(message, text="", html=text) if kind == "html" else replace(message, text=text)
    found = read_visible(message, (LETTER,) if known else (), WORDS)
    assert "\n\n\n" not in found.text


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *LETTER.split("\n"),
                "> x",
                "Dari: a@b",
                "--",
                "Salam,",
                "<div>",
                "<blockquote type=cite>",
                "</td>",
                "<tr><td>",
            ]
        )
    )
)
def test_any_mix_of_marks_is_read(lines: list[str]) -> None:
    for kind in ("plain", "html"):
        assert seen("\n".join(lines), kind, (LETTER,)).text is not None


@pytest.mark.parametrize(
    ("piece", "kind"),
    [("a", "plain"), ("> x\n", "plain"), ("Pada 1\n", "plain"), ("Dari: a@b\nKepada: x\n", "plain"), ("--\n", "plain"), ("\n", "plain"),
     (LETTER, "plain"), ("<div>", "html"), ("<br>x", "html"), ("<table><tr><td>x", "html"), ("<b>x", "html"), ("<", "html")],
)  # fmt: skip
def test_ten_megabytes_are_read_in_seconds(piece: str, kind: str) -> None:
    body = piece * (10_000_000 // len(piece))
    message = (
        replace(mail("x", kind=kind), text="", html=body) if kind == "html" else replace(mail("x"), text=body)
    )
    started = time.process_time()
    read_visible(message, (LETTER,) * 5, WORDS)
    assert (
        time.process_time() - started < 8
    )  # of the processor's time: about 1 on a slow machine, however busy it is
