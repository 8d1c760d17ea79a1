"""Who is the contact person when somebody else writes, and by which name."""

from __future__ import annotations

import pytest

from bot.model import Place, Visible
from tests.reading.saying import ask, message, say, shipped

ASKS = "Dinas Sosial mohon titip server, surat terlampir. "
CLERK = "Endang Contoh\nStaf Sekretariat\n0813-0000-1002"
OTHER = "082200005519"


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("Saya hanya mengirimkan; urusan teknis silakan langsung dengan Mas Rizal Contoh (0822-0000-5519).", "Rizal Contoh", OTHER),
        ("Saya cuma meneruskan surat. Untuk teknisnya bisa langsung ke Pak Rizal Contoh, 0822-0000-5519.", "Rizal Contoh", OTHER),
        ("Kami sekadar mengirim ya, selanjutnya berurusan dengan Bu Wati Contoh 0822-0000-5519", "Wati Contoh", OTHER),
        ("Saya dari TU hanya menyampaikan surat ini. Koordinasi selanjutnya silakan dengan Rizal Contoh di 0822-0000-5519", "Rizal Contoh", OTHER),
        ("Hal teknis mohon langsung ke Mas Rizal Contoh (0822-0000-5519), saya hanya bagian surat", "Rizal Contoh", OTHER),
        ("Untuk urusan server dapat berhubungan dengan Sdr. Rizal Contoh, S.Kom., 0822-0000-5519.", "Rizal Contoh", OTHER),
        ("Saya hanya meneruskan, orang teknisnya Rizal Contoh", None, None),
        ("Saya hanya mengirimkan surat dari pimpinan.", None, None),
        ("Silakan langsung dengan kami.", "Endang Contoh", "081300001002"),
        ("Kami sudah berkoordinasi dengan Pak Rizal Contoh (0822-0000-5519).", "Endang Contoh", "081300001002"),
        ("Mohon informasi lebih lanjut.", "Endang Contoh", "081300001002"),
    ],
)  # fmt: skip
def test_who_only_passes_it_on_is_no_contact(text: str, name: str | None, phone: str | None) -> None:
    found = ask(ASKS + text, signature=CLERK).fields
    assert (found.get("kontak"), found.get("telepon")) == (name, phone)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Adapun pejabat penghubung yang kami tunjuk adalah Budi Adi Contoh,\nS.Kom. (0813-0000-7719).", "Budi Adi Contoh"),
        ("Narahubung: Budi Contoh, S.Kom., M.T. (0813-0000-7719)", "Budi Contoh"),
        ("Adapun yang kami tugaskan Budi Adi Contoh, A.Md.Kom (0813-0000-7719)", "Budi Adi Contoh"),
        ("Yang dapat dihubungi yaitu Budi Adi Contoh,\n\nS.Kom. 0813-0000-7719", "Budi Adi Contoh"),
        ("personel yang menangani ialah sdri. Wati Contoh, S.E. 0813-0000-7719", "Wati Contoh"),
        ("Petugas: S.Kom. 0813-0000-7719", None),
        ("M.T. 0813-0000-7719", None),
    ],
)  # fmt: skip
def test_a_degree_is_no_name(text: str, name: str | None) -> None:
    assert ask(ASKS + text).fields.get("kontak") == name


@pytest.mark.parametrize(
    ("text", "signature", "sender", "name"),
    [
        ("Pak, saya Budi dari Dinas Sosial. Telpon saya saja, 0821-0000-6650\n\nWassalam\nBudi Contoh", "", "", "Budi Contoh"),
        ("Pak, saya Budi dari Dinas Sosial. Telpon saya saja, 0821-0000-6650", "", "budi contoh", "Budi Contoh"),
        ("CP: Budi, 0821-0000-6650", "Budi Contoh\nStaf", "", "Budi Contoh"),
        ("CP: Budi, 0821-0000-6650", "Siti Contoh\nStaf", "Siti Contoh", "Budi"),
        ("CP: Budi, 0821-0000-6650", "", "Budiman Contoh", "Budi"),
        ("CP: Budi Lain, 0821-0000-6650", "", "Budi Contoh", "Budi Lain"),
    ],
)  # fmt: skip
def test_a_first_name_in_full(text: str, signature: str, sender: str, name: str) -> None:
    visible = Visible(ASKS + text, signature)
    found = shipped().read(message("", sender), visible, None, Place(None, None, "pemohon")).fields
    assert found["kontak"] == name


def test_an_official_refers_to_no_contact() -> None:
    said = "Koreksi, rak B. Untuk kabel silakan langsung dengan Mas Rizal Contoh (0822-0000-5519)"
    assert "kontak" not in say("aktif", "teknisi", said).fields
