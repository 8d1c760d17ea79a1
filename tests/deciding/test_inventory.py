"""The inventory follows from the cases alone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.deciding.decide import decide
from bot.deciding.inventory import list_servers, present
from tests.builders import NOW, REQUEST, SERVER, hear, make_case, shipped_rules

RACKS = shipped_rules().racks
TWO = [{"merek": "X1", "nomor_seri": "A1", "ukuran": "1"}, {"merek": "X2", "nomor_seri": "A2", "ukuran": "1"}]


def stored(**facts: Any) -> Any:
    return list_servers([make_case("aktif", {**REQUEST, "masuk": NOW.isoformat(), **facts})], RACKS)


def test_a_server_is_in_the_inventory_from_the_handover_on() -> None:
    before = make_case("penyerahan")
    said = {
        "server": [SERVER],
        "diserahkan_oleh": "Budi",
        "diterima_oleh": "Dewi",
        "rak": "A",
        "unit": "10-11",
    }
    after = decide(before, hear("teknisi", "diterima", **said), shipped_rules(), NOW).case
    assert after is not None

    assert list_servers([before], RACKS) == ()
    (one,) = list_servers([after], RACKS)
    assert (one.number, one.opd, one.rack, one.units) == (
        "TTP-2026-0007/1",
        "Dinas Perhubungan",
        "A",
        "10-11",
    )
    assert one.arrived == NOW.isoformat()
    assert one.name == "Contoh X100 (ABC123)"


def test_each_server_of_a_case_has_a_number_units_and_address_of_its_own() -> None:
    found = stored(server=TWO, rak="B", unit="5-6", ip=["192.0.2.1", "192.0.2.2"])

    assert [(one.number, one.units, one.ip) for one in found] == [
        ("TTP-2026-0007/1", "5", ("192.0.2.1",)),
        ("TTP-2026-0007/2", "6", ("192.0.2.2",)),
    ]


@pytest.mark.parametrize(
    ("servers", "ips", "found"),
    [
        (TWO[:1], ["192.0.2.1", "2001:db8::1"], [("192.0.2.1", "2001:db8::1")]),
        (TWO, ["192.0.2.1"], [("192.0.2.1",), ("192.0.2.1",)]),
        ([{**TWO[0], "ip": ["192.0.2.9"]}, TWO[1]], ["192.0.2.1"], [("192.0.2.9",), ("192.0.2.1",)]),
    ],
)
def test_addresses(servers: list[Any], ips: list[str], found: list[tuple[str, ...]]) -> None:
    assert [one.ip for one in stored(server=servers, ip=ips)] == found


def test_a_server_that_left_is_listed_but_not_present() -> None:
    found = stored(server=[{**TWO[0], "keluar": "2026-12-01", "keluar_berkas": "PGB-2026-0001"}, TWO[1]])

    assert [one.number for one in present(found)] == ["TTP-2026-0007/2"]
    assert (found[0].left, found[0].left_by) == ("2026-12-01", "PGB-2026-0001")
    assert "keluar" not in found[0].facts
