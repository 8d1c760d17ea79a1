"""What goes with the digest's letter, made once for all its readers: report, list, workbook, and two pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.model import Attachment
from bot.stock import Digest
from bot.writing.forms import Forms, render_form
from bot.writing.spreadsheet import CONTENT_TYPE, render_digest
from bot.writing.stock_facts import digest_facts, floor_picture, list_facts
from bot.writing.wording import Words

REPORT, LIST, PLOT, RACKS = "rekap-bulanan", "daftar-inventaris", "gambar-hunian", "gambar-rak"
DIGEST_FORMS = frozenset({REPORT, LIST, PLOT, RACKS})  # the sources it is set from
PRINTED = 30  # rows of a table in the report; the workbook has them all
PICTURED = 6  # racks in a picture; a phone shows no more
PDF, PNG = "application/pdf", "image/png"


def render_digest_files(
    digest: Digest, words: Words, forms: Forms, ref: str, now: datetime
) -> tuple[Attachment, ...]:
    """Report and list as PDF, racks and occupancy as PNG, the inventory as XLSX. Raises AdminError when a form does
    not compile."""
    base = base_facts(words, ref, now)
    facts = digest_facts(digest, words)
    listed = render_list(digest, words, forms, base, now)  # first: typst keeps what it set for ten runs
    report = render_form(forms, REPORT, {**base, "rekap": shorten(facts)}, now)
    racks = {**floor_picture(digest, ref, facts["bulan"]), "seluruhnya": len(digest.racks)}
    racks["rak"] = racks["rak"][:PICTURED]
    name = digest.month
    return (
        Attachment(f"{REPORT}-{name}.pdf", PDF, report),
        Attachment(f"{RACKS}-{name}.png", PNG, render_form(forms, RACKS, racks, now, "png")),
        Attachment(f"{PLOT}-{name}.png", PNG, render_form(forms, PLOT, shorten(facts["hunian"]), now, "png")),
        Attachment(f"{LIST}-{name}.pdf", PDF, listed),
        Attachment(f"inventaris-{name}.xlsx", CONTENT_TYPE, render_digest(digest, words, now)),
    )


def shorten(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with lists of at most `PRINTED` rows, and in `jumlah` how many there are of each: what nobody sees
    takes no room in typst."""
    counts = {key: len(value) for key, value in facts.items() if isinstance(value, list)}
    cut = {key: value[:PRINTED] if isinstance(value, list) else value for key, value in facts.items()}
    if isinstance(inner := cut.get("hunian"), dict):
        cut["hunian"] = shorten(inner)
    cut["berkas"] = [
        {**group, "banyak": len(group["baris"]), "baris": group["baris"][:PRINTED]}
        for group in cut.get("berkas", ())
    ]
    return {**cut, "jumlah": counts}


def render_list(digest: Digest, words: Words, forms: Forms, base: dict[str, Any], now: datetime) -> bytes:
    """The inventory as PDF."""
    facts = {**base, "judul": digest_facts(digest, words)["bulan"], **list_facts(digest.stock, words)}
    return render_form(forms, LIST, facts, now, tagged=False)


def base_facts(words: Words, ref: str, now: datetime) -> dict[str, Any]:
    """What every page prints."""
    return {
        "nomor": ref,
        "kop": list(words.office.letterhead) or [words.office.name],
        "kantor": words.office.name,
        "tempat": words.office.place,
        "ruang": words.office.room,
        "dicetak": words.moment(now),
    }
