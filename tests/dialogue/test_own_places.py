"""Two servers of one deposit in two racks: each is put, shown and freed where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.deciding.inventory import list_servers, present
from bot.deciding.places import make_floor
from tests.dialogue.stage import Stage, staged, text_of
from tests.dialogue.test_inventory import ONLY_EMBEDDED
from tests.dialogue.test_places import ask_for_a_place
from tests.dialogue.test_return import LEFT, approve, case_of
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED

FIRST = """Server 1
Merek/Tipe : Contoh X100
Nomor seri : AAA11111
Ukuran (U) : 2
Rak : A
Unit : 30-31
Kondisi/ciri : baik
"""
SECOND = """Server 2
Merek/Tipe : Contoh Y200
Nomor seri : BBB22222
Ukuran (U) : 1
Rak : B
Unit : 20
Kondisi/ciri : lecet
"""
PARTIES = "Yang menyerahkan : Budi Contoh\nYang menerima : Dewi Contoh\n"
BOTH = f"DITERIMA\n\n{FIRST}\n{SECOND}\n{PARTIES}"


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def place(stage: Stage, where: str = ", rak C U5-U7") -> str:
    """A deposit that waits for its servers; its reference."""
    ask_for_a_place(stage, "pemohon", "Dinas Kesehatan")
    stage.say("kasi", f"Tersedia, besok jam 9 pagi{where}", answers=stage.inbox("kasi")[-1])
    return case_of(stage, "penitipan").ref


def tell(stage: Stage, text: str) -> str:
    stage.say("teknisi", text, answers=stage.inbox("teknisi")[-1])
    return " ".join(text_of(stage.inbox("teknisi")[-1]).split())


def places(stage: Stage, ref: str) -> list[tuple[str, str]]:
    stock = present(list_servers([stage.case(ref)], stage.bot.runner.kit.rules.racks))
    return [(one.rack, one.units) for one in stock]


def taken(stage: Stage) -> set[tuple[str, int]]:
    return set(make_floor(stage.bot.runner.kit.rules.racks, stage.cases).taken)


def test_two_servers_in_two_racks(stage: Stage) -> None:
    ref = place(stage)
    tell(stage, BOTH)

    assert stage.case(ref).step == "konfigurasi"
    assert places(stage, ref) == [("A", "30-31"), ("B", "20")]
    assert taken(stage) == {("A", 30), ("A", 31), ("B", 20)}  # and what was promised in rack C is free
    for letter in (stage.inbox("kasi")[-1], stage.inbox("teknisi")[-1]):
        shown = " ".join(text_of(letter).split())
        assert "Tempat server 1 : rak A U30-31 (AAA11111)" in shown
        assert "Tempat server 2 : rak B U20 (BBB22222)" in shown
        assert "Rak : -" not in shown


SPOKEN = (
    "Diterima dari Budi Contoh, yang menerima Dewi Contoh. Dell R740 SN AAA11111{}, HP DL380 SN BBB22222{}"
)


def test_two_servers_told_in_running_text(stage: Stage) -> None:
    ref = place(stage)
    tell(stage, SPOKEN.format(" rak A U30-31", " rak B U20"))

    assert stage.case(ref).step == "konfigurasi"
    assert places(stage, ref) == [("A", "30-31"), ("B", "20")]


def test_places_that_could_be_either_s_are_asked_for_and_told_by_make(stage: Stage) -> None:
    ref = place(stage)
    asked = tell(stage, SPOKEN.format("", "") + ". Rak A U30-31 sama rak B U20")
    assert stage.case(ref).step == "penyerahan"
    assert "lebih dari satu tempat disebut (rak A U30-31, rak B U20)" in asked
    assert "tempat_disebut" not in asked

    tell(stage, "HP rak B U20, Dell rak A U30-31")
    servers = stage.case(ref).fields["server"]
    assert {(one["merek"], one["nomor_seri"], one["rak"], one["unit"]) for one in servers} == {
        ("Dell R740", "AAA11111", "A", "30-31"),
        ("HP DL380", "BBB22222", "B", "20"),
    }


def test_each_leaves_its_own_place(stage: Stage) -> None:
    ref = place(stage)
    tell(stage, BOTH)
    stage.say("teknisi", "Terhubung. IP: 10.10.5.21/24", answers=stage.inbox("teknisi")[-1])
    stage.say("pemohon", "Dinas Kesehatan: sudah bisa diakses", answers=stage.inbox("pemohon")[-1])
    request = (
        "Kami dari Dinas Kesehatan mohon pengembalian server SN AAA11111.\nCP: Budi Contoh, 0812-0000-1111\n"
    )
    stage.say("pemohon", request, "Permohonan pengembalian server", letter=True)
    approve(stage)
    assert "rak A U30-31" in text_of(stage.inbox("teknisi")[-1])
    tell(stage, LEFT.format(condition="baik"))

    assert places(stage, ref) == [("B", "20")]
    assert taken(stage) == {("B", 20)}


def test_rows_of_a_table_place_each(stage: Stage) -> None:
    ref = place(stage)
    table = (
        "DITERIMA\n\nMerek/Tipe\tNomor seri\tUkuran\tRak\tUnit\nContoh X100\tAAA11111\t2\tA\tU30-U31\n"
        f"Contoh Y200\tBBB22222\t1\tB\t20\n\n{PARTIES}"
    )
    tell(stage, table)
    assert places(stage, ref) == [("A", "30-31"), ("B", "20")]


def test_one_rack_and_a_unit_for_each(stage: Stage) -> None:
    ref = place(stage)
    tell(stage, f"{BOTH.replace('Rak : A', '').replace('Rak : B', '')}Rak : D\n".replace("30-31", "10-11"))
    assert places(stage, ref) == [("D", "10-11"), ("D", "20")]


WRONG = [
    ("Unit : 20", "Unit : 99", "hanya sampai"),
    ("Rak : B", "Rak : Z", "rak Z tidak ada"),
    ("30-31", "30", "1 unit terlalu kecil untuk server setinggi 2U"),
    ("Rak : B\nUnit : 20", "Rak : A\nUnit : 31", "sudah dipakai server"),
]


@pytest.mark.parametrize(("old", "new", "why"), WRONG)
def test_a_place_that_one_of_them_can_not_have_is_refused(stage: Stage, old: str, new: str, why: str) -> None:
    ref = place(stage)
    assert why in tell(stage, BOTH.replace(old, new))
    assert stage.case(ref).step == "penyerahan"

    tell(stage, "Server 1\nRak : A\nUnit : 30-31\n\nServer 2\nRak : B\nUnit : 20")
    assert places(stage, ref) == [("A", "30-31"), ("B", "20")]


def test_the_unit_that_one_of_them_lacks_is_asked_for(stage: Stage) -> None:
    ref = place(stage)
    asked = tell(stage, BOTH.replace("Unit : 20\n", ""))
    assert "unit server BBB22222 belum disebut" in asked
    tell(stage, "Unit : 20")
    assert places(stage, ref) == [("A", "30-31"), ("B", "20")]


def test_a_rack_that_can_not_feed_its_server_is_refused(stage: Stage) -> None:
    place(stage)
    fed = BOTH.replace("Ukuran (U) : 1\n", "Ukuran (U) : 1\nDaya : 90 kW\n")
    assert "sisa daya rak B" in tell(stage, fed)
