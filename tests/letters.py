"""Applicants' letters for tests: PDF set by typst, DOCX packed by hand, and files that mean harm. All invented."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

import typst
from pypdf import PdfReader, PdfWriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TWO_COLUMNS = """
#set page(paper: "a4")
#align(center)[PEMERINTAH KABUPATEN TRENGGALEK \\ *DINAS PERHUBUNGAN* \\ Jalan Contoh Nomor 1, Kec. Karangan, Trenggalek]
#line(length: 100%)
#grid(columns: (1fr, 6cm),
  grid(columns: (2cm, 0.4cm, 1fr), row-gutter: 6pt,
    [Nomor], [:], [551/123/406.010/2026], [Sifat], [:], [Penting], [Lampiran], [:], [1 (satu) berkas],
    [Hal], [:], [Permohonan Penitipan Server Aplikasi Uji KIR pada Ruang Server]),
  [Trenggalek, 20 November 2026 \\ Kepada \\ Yth. Kepala Dinas Komunikasi dan Informatika Kab. Trenggalek \\ di \\ TRENGGALEK])

Sehubungan dengan pengembangan aplikasi pada tanggal 3 Oktober 2026, kami mohon server kami dapat dititipkan.
Narahubung: Rina Contoh (HP 0812-0000-0101).

Demikian, atas perhatian Saudara kami sampaikan terima kasih.
#align(right)[KEPALA DINAS PERHUBUNGAN \\ #v(1cm) *Drs. SUTARNO CONTOH, M.Si.* \\ Pembina Utama Muda]
"""


def pdf(source: str = TWO_COLUMNS) -> bytes:
    return bytes(typst.compile(source.encode()))


def scan() -> bytes:
    """A page that is a picture."""
    return pdf('#set page(paper: "a4")\n#rect(width: 100%, height: 50%, fill: luma(200))')


def locked() -> bytes:
    writer = PdfWriter(io.BytesIO(pdf("Rahasia")))
    writer.encrypt("kata-sandi", algorithm="RC4-128")
    return _written(writer)


def many_pages(count: int) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf()))
    for _ in range(count - 1):
        writer.add_blank_page(595, 842)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def one_page(content: bytes, filters: str = "", kids: str = "3 0 R", resources: str = "") -> bytes:
    """A PDF written by hand, with a cross-reference table that has to be found again."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[" + kids.encode() + b"]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<"
        b"/Font<</F1 5 0 R>>" + resources.encode() + b">>>>endobj\n"
        b"4 0 obj<<" + filters.encode() + b"/Length " + str(len(content)).encode() + b">>stream\n"
        + content + b"\nendstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream\n"
        b"/X Do\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )  # fmt: skip


def bomb(megabytes: int = 400) -> bytes:
    """A page whose content is a hundred thousand times what it says."""
    return one_page(
        zlib.compress(zlib.compress(b" " * (megabytes << 20), 1)), "/Filter[/FlateDecode/FlateDecode]"
    )


def slow() -> bytes:
    """A page of two million words, each set on its own."""
    words = b"".join(b"1 0 0 1 %d %d Tm (kata) Tj " % (at % 500, at // 25) for at in range(20_000))
    return one_page(zlib.compress(b"BT /F1 9 Tf " + words * 100 + b" ET", 1), "/Filter/FlateDecode")


def docx(body: str, others: Mapping[str, str] | None = None, before: str = "") -> bytes:
    """A DOCX of that body (w: elements); `others` are further parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr(
            "word/document.xml", f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
        for name, text in (others or {}).items():
            packed.writestr(name, f'<w:hdr xmlns:w="{WORD}">{text}</w:hdr>')
    return out.getvalue()


def lines(*texts: str) -> str:
    """Paragraphs."""
    runs = (text.replace("&", "&amp;").replace("\t", "</w:t><w:tab/><w:t>") for text in texts)
    return "".join(f"<w:p><w:r><w:t>{run}</w:t></w:r></w:p>" for run in runs)


def row(*cells: tuple[str, ...]) -> str:
    """A table of one row."""
    inside = "".join(f"<w:tc>{lines(*cell)}</w:tc>" for cell in cells)
    return f"<w:tbl><w:tr>{inside}</w:tr></w:tbl>"


def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
