"""What is put right is told once: in a table with an old and a new column, and in a sentence; and where a value ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.saying import say

OLD, NEW = "192.0.2.40", "192.0.2.140"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"Ada yang perlu dibetulkan:\nKolom\tTertulis\tSeharusnya\nIP\t{OLD}/24\t{NEW}/24\nSelebihnya sama.", {"ip": [f"{NEW}/24"]}),
        (f"Koreksi\nNo\tData\tSemula\tMenjadi\n1\tIP\t{OLD}\t{NEW}\n2\tRak\tB\tC\n3\tUnit\tU6-U7\tU8-U9", {"ip": [NEW], "rak": "C", "unit": "8-9"}),
        ("Hasil cek\n\nUraian | Di formulir | Di lapangan\nMemori | 32 GB | 64 GB\nGateway | 192.0.2.1 | 192.0.2.254", {"gateway": "192.0.2.254", "server": [{"memori": "64 GB"}]}),
        (f"koreksi\nLama\tBaru\n{OLD}\t{NEW}", {"ip": [NEW]}),
        (f"Koreksi\nIsian\tYang benar\tTertulis\nIP\t{NEW}\t{OLD}\nRak\tC\tB", {"ip": [NEW], "rak": "C"}),
        (f"Koreksi:\nKolom\tTercatat\tSebenarnya\nIP\t{OLD}\t-\nRak\tB\tC", {"rak": "C"}),
        (f"IP yang tertulis {OLD}, seharusnya {NEW}", {"ip": [NEW]}),
        (f"Koreksi. Tercatat {OLD} padahal sebenarnya {NEW}", {"ip": [NEW]}),
        (f"Koreksi\nKolom\tIsi\nIP\t{NEW}\nRak\tB", {"ip": [NEW], "rak": "B"}),
        ("raknya bukan B tapi C", {"rak": "C"}),
        ("sesuai. oh ya, raknya bukan B tapi C", {"rak": "C"}),
        ("Rak tertulis B seharusnya C", {"rak": "C"}),
        ("koreksi, rak C bukan B", {"rak": "C"}),
        ("unitnya bukan 6 tapi 8", {"unit": "8"}),
        ("bukan rak B, melainkan rak C", {"rak": "C"}),
        ("rak bukan A melainkan B U5-U6", {"rak": "B", "unit": "5-6"}),
        ("rak A tetap, unitnya bukan U6 tapi U8", {"rak": "A", "unit": "8"}),
        ("koreksi, server di rak B, bukan di ruang rapat tapi di ruang server", {"rak": "B"}),
    ],
)  # fmt: skip
def test_the_new_value_alone_is_recorded(text: str, told: dict[str, Any]) -> None:
    reading = say("aktif", "teknisi", text)
    assert reading.outcome == "koreksi"
    assert {name: reading.fields.get(name) for name in ("ip", "rak", "unit", "gateway", "server")} == {
        **dict.fromkeys(("ip", "rak", "unit", "gateway", "server")),
        **told,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SERVER DITERIMA FUJITSU PRIMERGY RX1330 NO SERI MABE014472 RAM 32GB HDD 4TB RAK C UNIT 8 YG MENYERAHKAN BUDI CONTOH YG MENERIMA SARI CONTOH",
         {"memori": "RAM 32GB", "penyimpanan": "HDD 4TB"}),
        ("server sudah diterima dell r740 sn 5gqx1t2 prosesor xeon silver 4210 ram 64 gb ssd 2x960 gb kondisi bagus masuk rak b unit 5 yang menyerahkan budi",
         {"prosesor": "xeon silver 4210", "memori": "ram 64 gb", "penyimpanan": "ssd 2x960 gb", "kondisi": "kondisi bagus"}),
        ("sudah diterima Lenovo SR650 serial J1234ABC Xeon E 2224 RAM 16 giga harddisk dua kali satu tera kondisi normal saya pasang di rak A unit 3",
         {"prosesor": "Xeon E 2224", "memori": "RAM 16 giga", "penyimpanan": "harddisk dua kali satu tera", "kondisi": "kondisi normal"}),
        ("Diterima HP DL380 SN CZJ12345AB kondisi lecet sedikit psu 2x500W ram 128GB penyimpanan sas 6x600GB unit 10 rak D diserahkan Budi Contoh",
         {"memori": "ram 128GB", "penyimpanan": "penyimpanan sas 6x600GB", "kondisi": "kondisi lecet sedikit"}),
        ("diterima Dell R640 SN ABC1234 prosesor intel xeon gold 5218 memori 64GB DDR4 penyimpanan 2TB SSD daya 750W kondisi baik ukuran 2U",
         {"prosesor": "intel xeon gold 5218", "memori": "memori 64GB DDR4", "penyimpanan": "penyimpanan 2TB SSD", "kondisi": "kondisi baik"}),
        ("telah kami terima dari Bu Sari Contoh server Dell R340 nomor seri XYZ1234 kondisi fisik mulus dengan RAM 16 GB serta HDD 1 TB lalu dipasang di rak C unit 7",
         {"memori": "RAM 16 GB", "penyimpanan": "HDD 1 TB", "kondisi": "kondisi fisik mulus"}),
        ("Diterima Dell R640 SN ABC1234, kondisi baik, RAM 64GB, HDD 2 x 2TB, rak A U5", {"memori": "RAM 64GB", "penyimpanan": "HDD 2 x 2TB", "kondisi": "kondisi baik"}),
        ("Diterima Dell R640 SN ABC1234 kondisi baik tapi tutup depan hilang rak A unit 5", {"kondisi": "kondisi baik tapi tutup depan hilang"}),
        ("Diterima Dell R640 SN ABC1234 kondisi PSU satu mati dan satu harddisk rusak", {"kondisi": "kondisi PSU satu mati dan satu harddisk rusak"}),
        ("Diterima Dell R640 SN ABC1234 kondisi lecet saat diterima", {"kondisi": "kondisi lecet saat diterima"}),
    ],
)  # fmt: skip
def test_a_value_ends_where_something_else_begins(text: str, told: dict[str, str]) -> None:
    (server,) = say("penyerahan", "teknisi", text).fields["server"]
    assert {part: server.get(part) for part in ("prosesor", "memori", "penyimpanan", "kondisi")} == {
        **dict.fromkeys(("prosesor", "memori", "penyimpanan", "kondisi")),
        **told,
    }
