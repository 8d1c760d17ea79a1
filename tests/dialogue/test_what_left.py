"""What the teknisi tells of a server that leaves: nothing of it gets lost, and nothing is certified that nobody said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model import Case
from tests.dialogue.stage import Stage, staged, text_of
from tests.dialogue.test_inventory import ONLY_EMBEDDED
from tests.dialogue.test_return import FIRST, SECOND, approve, ask, case_of, stand
from tests.servers import MailServer

pytestmark = ONLY_EMBEDDED

PARTIES = "\nYang menyerahkan: Dewi Contoh\nYang menerima: Budi Contoh"
RECORDED = '"baik, ada goresan di tutup"'


@pytest.fixture
def stage(mail_server: MailServer, tmp_path: Path) -> Iterator[Stage]:
    with staged(mail_server, tmp_path) as made:
        yield made


def fetched(stage: Stage, which: str = "", *servers: dict[str, str]) -> str:
    """A return whose servers stand ready to be fetched; its reference."""
    stand(stage, *(servers or (FIRST,)))
    ask(stage, which)
    approve(stage)
    return case_of(stage, "pengembalian").ref


def tell(stage: Stage, text: str) -> str:
    """The teknisi answers his latest letter; what the next one says, in one line."""
    stage.say("teknisi", text, answers=stage.inbox("teknisi")[-1])
    return " ".join(text_of(stage.inbox("teknisi")[-1]).split())


def conditions(case: Case) -> list[str]:
    return [str(one.get("kondisi", "")) for one in case.fields["server"]]


def test_the_condition_is_asked_for_when_it_is_not_said(stage: Stage) -> None:
    ref = fetched(stage)
    asked = tell(stage, f"Sudah dikembalikan. SN ABC12345{PARTIES}")
    assert "- kondisi server" in asked
    assert "ciri-ciri dan spesifikasi server" not in asked
    assert "Rak" not in asked  # nothing of the record is told back as if he had said it
    assert stage.case(ref).open

    told = tell(stage, "Kondisi: engsel patah")
    assert f'tercatat {RECORDED}, saat diambil "engsel patah"' in told
    assert stage.case(ref).closed == "dikembalikan"


def test_a_serial_number_that_is_not_recorded_is_named(stage: Stage) -> None:
    ref = fetched(stage)
    asked = tell(stage, f"Sudah dikembalikan. Kondisi: penutup depan hilang, SN ABC12346{PARTIES}")
    assert "nomor seri ABC12346 tidak tercatat pada berkas ini; yang tercatat: ABC12345" in asked
    assert "server yang dimaksud" in asked
    assert "- kondisi server" not in asked
    assert stage.case(ref).open

    told = tell(stage, "maksudnya SN ABC12345, yang tadi salah ketik")
    assert f'tercatat {RECORDED}, saat diambil "penutup depan hilang"' in told
    assert stage.case(ref).closed == "dikembalikan"


@pytest.mark.parametrize("correction", ["ABC12345", "Nomor seri : ABC12345"])
def test_the_serial_number_is_put_right_in_few_words(stage: Stage, correction: str) -> None:
    ref = fetched(stage)
    tell(stage, f"Sudah dikembalikan.\nNomor seri: ABC12346\nKondisi: penyok{PARTIES}")
    tell(stage, correction)

    assert (stage.case(ref).closed, conditions(stage.case(ref))) == ("dikembalikan", ["penyok"])


def test_a_condition_put_right_while_the_parties_are_asked_for(stage: Stage) -> None:
    ref = fetched(stage)
    tell(stage, "Sudah diambil, kondisi baik")
    tell(stage, f"Kondisi: penyok di kiri{PARTIES}")
    assert conditions(stage.case(ref)) == ["penyok di kiri"]


def test_each_of_two_servers_has_its_own_condition(stage: Stage) -> None:
    ref = fetched(stage, ", semua server", FIRST, SECOND)
    blocks = "Sudah dikembalikan\nNomor seri: ABC12345\nKondisi: penyok\nNomor seri: DEF67890\nKondisi: {}\n"
    asked = tell(stage, blocks.format("") + PARTIES)
    assert "- kondisi server" in asked
    assert stage.case(ref).open

    tell(stage, "Nomor seri: DEF67890\nKondisi: utuh")
    assert conditions(stage.case(ref)) == ["penyok", "utuh"]
    assert stage.case(ref).closed == "dikembalikan"


def test_two_conditions_that_name_no_server_are_both_kept(stage: Stage) -> None:
    ref = fetched(stage, ", semua server", FIRST, SECOND)
    tell(stage, f"Sudah dikembalikan\nKondisi: baik\nKondisi: penyok{PARTIES}")
    assert conditions(stage.case(ref)) == ["baik; penyok", "baik; penyok"]


def test_one_condition_is_of_all_that_are_named(stage: Stage) -> None:
    ref = fetched(stage, ", semua server", FIRST, SECOND)
    tell(stage, f"Sudah dikembalikan SN ABC12345 dan SN DEF67890\nKondisi: utuh semua{PARTIES}")
    assert conditions(stage.case(ref)) == ["utuh semua", "utuh semua"]


def test_a_labelled_line_below_a_long_one_stands_for_itself(stage: Stage) -> None:
    ref = fetched(stage)
    text = "Sudah diambil pak Budi. Kondisi: penutup depan hilang, ada penyok"
    tell(stage, f"{text}{PARTIES}")
    assert conditions(stage.case(ref)) == ["penutup depan hilang, ada penyok"]
    assert stage.case(ref).fields["diserahkan_oleh"] == "Dewi Contoh"
