"""The checker of the rule files: one row per mistake an admin can make, each with file, line and remedy."""

from __future__ import annotations

import pytest

from bot.config import ROOT, load_texts
from bot.deciding.decide import decide
from bot.deciding.procedure import parse_rules, read_rules
from bot.deciding.toml_lines import find_line
from bot.errors import AdminError, Problem
from tests.builders import NOW, hear, make_case

SHIPPED = load_texts(ROOT / "rules")


def problems(file: str, old: str, new: str) -> tuple[Problem, ...]:
    """What the checker says when `old` in that file (it must be there) is written as `new`."""
    assert old in SHIPPED[file]
    with pytest.raises(AdminError) as caught:
        parse_rules({**SHIPPED, file: SHIPPED[file].replace(old, new, 1)})
    return caught.value.problems


def test_the_shipped_rules_have_no_problem() -> None:
    assert parse_rules(SHIPPED).procedure("penitipan").first.id == "permohonan"


P, U = "penitipan.toml", "umum.toml"
MISTAKES = [
    (P, 'prefix = "TTP"', 'prefix = "TTP"\nprefiks = "X"', "prefiks", "kunci ini tidak dikenal"),
    (P, 'waits_for = "kadis"', 'waits_fro = "kadis"', "step[disposisi-kadis].waits_for", "kunci ini wajib ada"),
    (P, 'waits_for = "kadis"', 'waits_for = "kadin"', "step[disposisi-kadis]", "peran “kadin” tidak dikenal"),
    (P, 'to = "kadis"', 'to = "kadin"', "letters", "peran “kadin” tidak dikenal"),
    (P, 'cc = ["kadis"]', 'cc = ["kadin"]', "letters", "peran “kadin” tidak dikenal"),
    (P, 'by = ["pemohon", "kasi", "teknisi"]', 'by = ["pemohonn"]', "jadwal-ulang", "peran “pemohonn” tidak dikenal"),
    (P, 'next = "disposisi-kabid"', 'next = "kabid"', "outcome[disposisi]", "langkah “kabid” tidak dikenal"),
    (P, 'needs = ["ip"]', 'needs = ["ipp"]', "needs", "isian “ipp” tidak dikenal"),
    (P, 'carries = ["rak", "unit"]', 'carries = ["rakk"]', "carries", "isian “rakk” tidak dikenal"),
    (P, 'here = ["ip"]', 'here = ["ip", "rak"]', "terhubung", "tidak di `needs`"),
    (P, 'letter = "diterima"', 'letter = "di-terima"', "diajukan", "surat “di-terima” tidak dikenal"),
    (P, 'incomplete = "belum-lengkap"', 'incomplete = "belum"', "permohonan", "surat “belum” tidak dikenal"),
    (P, "first = true\n", "", "step", "tidak ada langkah pertama"),
    (P, 'waits_for = "kadis"', 'waits_for = "kadis"\nfirst = true', "step", "lebih dari satu"),
    (P, 'next = "uji-akses"', 'next = "aktif"', "step[uji-akses]", "tidak pernah tercapai"),
    (P, 'next = "uji-akses"', "", "step[konfigurasi]", "tidak dapat ditinggalkan"),
    (P, 'next = "aktif"', 'next = "aktif"\n  closes = true', "bisa-diakses", "`next` dan `closes` sekaligus"),
    (P, 'id = "konfigurasi"\ntitle = "Konf', 'id = "konfigurasi"\ndecision = true\ntitle = "Konf', "step[konfigurasi]", "keputusan dengan"),
    (P, 'words = ["tolak",', 'words = ["setuju", "tolak",', "tolak", "kata “setuju” berarti"),
    (P, 'words = ["tolak",', 'words = ["STATUS", "tolak",', "tolak", "perintah status"),
    (P, 'answer = "LENGKAPI"', 'answer = "ISI"', "diajukan", "kata tombolnya, “isi”"),
    (P, 'denied = "penuh"', 'denied = "penuhh"', "tersedia", "hasil “penuhh” tidak dikenal"),
    (P, 'offers = "terhubung"', 'offers = "tersambung"', "konfigurasi", "hasil “tersambung” tidak dikenal"),
    (P, 'escalate_to = "kadis"', 'escalate_to = "kadin"', "step[disposisi-kabid]", "peran “kadin” tidak dikenal"),
    (P, 'escalate_cc = ["kabid"]', 'escalate_cc = ["kabidd"]', "step[disposisi-kabid]", "peran “kabidd” tidak dikenal"),
    (P, 'escalate_to = "kadis"\n', "", "step[disposisi-kabid]", "harus ada keduanya"),
    (P, "escalate_after_days = 7", "", "step[konfigurasi]", "harus ada keduanya"),
    (P, "escalate_after_days = 7", "escalate_after_days = 1", "step[konfigurasi]", "mendahului pengingat"),
    (P, "remind_after_days = [2, 5]", "", "step[konfigurasi]", "mendahului pengingat"),
    (P, 'counts_from = "waktu"', 'counts_from = "waktuu"', "step[penyerahan]", "isian “waktuu” tidak dikenal"),
    (U, 'escalation = "eskalasi"', 'escalation = "eskalas"', "general.escalation", "surat “eskalas” tidak dikenal"),
    (U, 'off_duty = "bukan-masa-tugas"', 'off_duty = "bukan"', "general.off_duty", "surat “bukan” tidak dikenal"),
    (U, 'question = "pertanyaan"', 'question = "tanya"', "general.question", "surat “tanya” tidak dikenal"),
    (U, 'courtesy = ""', 'courtesy = "terimakasih"', "general.courtesy", "surat “terimakasih” tidak dikenal"),
    (U, 'courtesy = ""', 'courtesy = "tidak-jelas"', "general.courtesy", "meminta jawaban"),
    (P, 'sop = ["2"]', 'sop = ["22"]', "disposisi-kadis", "kegiatan SOP “22” tidak dikenal"),
    (P, 'id = "disposisi-kabid"', 'id = "disposisi-kadis"', "step[disposisi-kadis]", "ditulis dua kali"),
    (P, 'prefix = "TTP"', 'prefix = "TTP', "", "bukan TOML yang benar"),
    (U, 'unclear = "tidak-jelas"', 'unclear = "jelas"', "general.unclear", "surat “jelas” tidak dikenal"),
    (U, 'staff = "kasi"', 'staff = "kas"', "general.staff", "peran “kas” tidak dikenal"),
    (U, 'letter = "status"', 'letter = "stat"', "command[status]", "surat “stat” tidak dikenal"),
    (U, 'not_after = ["konfigurasi"', 'not_after = ["konfig"', "command[batal]", "langkah “konfig” tidak dikenal"),
    (U, 'id = "rak"', 'id = "opd"', "field[opd]", "ditulis dua kali"),
    (P, 'offers = "diajukan"\n', "", "step[permohonan]", "tidak menyebut hasil yang membuka berkas"),
    (P, 'prefix = "TTP"', 'prefix = "T"', "prefix", "tidak dapat menjadi awal nomor"),
    (P, 'prefix = "TTP"', 'prefix = "TTP2"', "prefix", "tidak dapat menjadi awal nomor"),
    (P, 'prefix = "TTP"', 'prefix = "PENITIPAN"', "prefix", "tidak dapat menjadi awal nomor"),
    (P, 'prefix = "TTP"', 'prefix = "SRT"', "prefix", "surat di luar berkas"),
    (P, "  closes = true\n", "", "outcome[tolak]", "tidak memindahkan dan tidak menutup"),
    (P, 'letter = "disposisi-kadis", to', 'from_count = 2, letter = "disposisi-kadis", to', "step[disposisi-kadis].letters", "`from_count`"),
    (P, "remind_after_days = [1, 3]", 'remind_after_days = "3"', "step[disposisi-kadis].remind_after_days", "harus berupa daftar"),
    (U, 'letter = "dibatalkan"\n', "", "command[batal]", "tanpa surat kepada siapa pun"),
    (U, 'staff = "kasi"', 'staff = "pemohon"', "general.staff", "adalah peran pemohon"),
    (U, "letters_per_hour = 400", "letters_per_hour = 0", "limits.letters_per_hour", "paling sedikit 1"),
    (U, "attempts_before_held = 3", "attempts_before_held = -1", "limits.attempts_before_held", "paling sedikit 1"),
    (U, "letters_per_hour = 400", 'letters_per_hour = "x"', "limits.letters_per_hour", "bilangan bulat"),
    (P, 'opened_by = "pemohon"', 'opened_by = "pemohonn"', "opened_by", "peran “pemohonn” tidak dikenal"),
    (P, 'denied = "penuh"', 'denied = "tersedia"', "outcome[tersedia]", "`denied` menyebut hasil ini sendiri"),
    (P, 'words = ["tolak",', 'words = ["", "tolak",', "outcome[tolak].words", "“” bukan kata"),
    (P, 'weak = ["tidak",', 'weak = ["!!", "tidak",', "outcome[tolak].weak", "“!!” bukan kata"),
    (P, "request_words = [", 'request_words = ["--", ', "request_words", "“--” bukan kata"),
    (U, 'words = ["status"', 'words = ["?", "status"', "command[status].words", "“?” bukan kata"),
    (P, "remind_after_days = [1, 3]", "remind_after_days = [-1, 3]", "remind_after_days", "harus lebih dari 0"),
    (P, "remind_after_days = [1, 3]", "remind_after_days = [0]", "remind_after_days", "harus lebih dari 0"),
    (P, "escalate_after_days = 7", "escalate_after_days = -7", "escalate_after_days", "harus lebih dari 0"),
    (P, "from_count = 3", "from_count = 0", "from_count", "paling sedikit 1"),
    (P, 'waits_for = "kadis"', 'waits_for = "kadis"\ntime_standard_hours = 0', "time_standard_hours", "harus lebih dari 0"),
    (P, 'letters = [{ letter = "disposisi-kadis", to = "kadis" }]', "", "step[disposisi-kadis].letters", "tidak ada surat yang meminta jawaban kadis"),
    ("pengembalian.toml", 'told = "server_mana"', 'told = "mana"', "outcome[dikembalikan]", "isian “mana” tidak dikenal"),
    ("opd.toml", 'aliases = ["BPBD"]', 'aliases = ["BKD"]', "bkd", "milik dua OPD"),
    ("opd.toml", "aliases = [", "alias = [", "alias", "kunci ini tidak dikenal"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "text"), MISTAKES)
def test_a_mistake_is_named_with_file_place_and_remedy(
    file: str, old: str, new: str, place: str, text: str
) -> None:
    found = [one for one in problems(file, old, new) if text in one.text]

    assert found, problems(file, old, new)
    assert all(one.file == file for one in found)
    assert any(place in one.place for one in found)
    assert all(one.remedy for one in found)


def test_the_line_named_is_the_line_of_the_mistake() -> None:
    source = SHIPPED[P].replace('next = "disposisi-kabid"', 'next = "kabid"', 1)
    line = source.splitlines().index('  next = "kabid"') + 1

    found = problems(P, 'next = "disposisi-kabid"', 'next = "kabid"')

    assert any(f"baris {line}:" in one.place for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (P, 'id = "disposisi-kabid"\ndecision', 'id = "disposisi-kadis"\ndecision', "[[step]]"),
        (P, 'id = "belum-bisa"', 'id = "bisa-diakses"', "[[step.outcome]]"),
    ],
)
def test_a_double_is_named_where_it_stands_the_second_time(file: str, old: str, new: str, line: str) -> None:
    source = SHIPPED[file].replace(old, new, 1)
    changed = (
        source[: source.index(new.split(chr(10))[0], source.index(new.split(chr(10))[0]) + 1)].count("\n") + 1
    )
    double = [one for one in problems(file, old, new) if one.text == "ditulis dua kali"]

    assert [one.place.split(":")[0] for one in double] == [f"baris {changed - 1}"]
    assert source.splitlines()[changed - 2].strip() == line


def test_a_decision_that_no_letter_asks_for_is_named() -> None:
    rule = SHIPPED[U].index('id = "disposisi-kadis"')
    at = SHIPPED[U].index("asks = true", rule)
    found = read_rules({**SHIPPED, U: SHIPPED[U][:at] + SHIPPED[U][at + len("asks = true") :]}).problems

    assert {(one.file, one.place.split(": ")[1]) for one in found} == {
        (P, "step[disposisi-kadis].letters"), ("pengembalian.toml", "step[disposisi-kadis].letters"),
    }  # fmt: skip


def test_a_step_may_be_marked_as_outside_the_sop() -> None:
    new = 'waits_for = "kadis"\noutside_sop = true'
    rules = parse_rules({**SHIPPED, P: SHIPPED[P].replace('waits_for = "kadis"', new, 1)})

    assert rules.procedure("penitipan").step("disposisi-kadis").outside_sop
    assert not rules.procedure("penitipan").step("disposisi-kabid").outside_sop


def test_all_problems_of_all_files_are_found_in_one_run() -> None:
    texts = {
        **SHIPPED,
        P: SHIPPED[P].replace('to = "kadis"', 'to = "x"', 1).replace('next = "aktif"', 'next = "y"', 1),
        U: SHIPPED[U].replace('held = "untuk-petugas"', 'held = "z"', 1),
    }
    with pytest.raises(AdminError) as caught:
        parse_rules(texts)

    said = str(caught.value)
    assert all(f"“{name}”" in said for name in "xyz")


LATER = "peran “x” tidak dikenal"  # a mistake that another must not hide


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (P, 'prefix = "TTP"', 'prefix = "TTP"\nprefiks = "X"'),  # an unknown key
        (P, 'needs = ["ip"]', 'neds = ["ip"]'),
        (P, "remind_after_days = [1, 3]", 'remind_after_days = "x"'),  # a value that can't be
        ("pengembalian.toml", 'waits_for = "kadis"', 'waits_fro = "kadis"'),  # a file beyond use
        ("pengembalian.toml", 'id = "pengembalian"', 'id = "pengembalian'),
        ("opd.toml", "[[opd]]", "[[opd]"),
        ("racks.toml", "units = ", "unit = "),
        ("inventaris.toml", "[round]", "[rond]"),
    ],
)
def test_one_mistake_hides_no_other(file: str, old: str, new: str) -> None:
    texts = {**SHIPPED, P: SHIPPED[P].replace('to = "kadis"', 'to = "x"', 1)}
    assert old in texts[file]
    found = read_rules({**texts, file: texts[file].replace(old, new, 1)}).problems

    assert LATER in [one.text for one in found]
    assert any(one.file == file and one.text != LATER for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "count"),
    [
        (P, 'next = "disposisi-kabid"', 'next = "kabid"', 1),  # nothing behind it is called unreachable
        (P, 'next = "disposisi-kabid"', 'nekst = "disposisi-kabid"', 1),
        (P, "first = true\n", "frist = true\n", 1),
        (P, 'offers = "diajukan"', 'ofers = "diajukan"', 1),
        (P, 'waits_for = "kadis"', 'waits_fro = "kadis"', 2),  # no step of it is called unknown elsewhere
        (P, 'id = "penitipan"', 'id = "penitipan', 1),
    ],
)
def test_one_mistake_has_no_false_followers(file: str, old: str, new: str, count: int) -> None:
    assert len(problems(file, old, new)) == count


def test_general_rules_beyond_use_hide_only_what_depends_on_them() -> None:
    texts = {**SHIPPED, U: "[", P: SHIPPED[P].replace('next = "aktif"', 'next = "y"', 1)}
    found = read_rules(texts).problems

    assert [one.file for one in found] == [U, P]
    assert "“y”" in found[1].text


def test_what_toml_says_is_said_in_indonesian() -> None:
    found = read_rules({**SHIPPED, "racks.toml": 'a = "b'}).problems

    assert [(one.place, one.text) for one in found] == [
        ("akhir berkas", "bukan TOML yang benar: tanda kutip penutup tidak ada")
    ]


@pytest.mark.parametrize("name", ["umum.toml", "opd.toml", "words.toml", "mail.toml"])
def test_a_missing_file_is_said(name: str) -> None:
    with pytest.raises(AdminError, match=name):
        parse_rules({file: text for file, text in SHIPPED.items() if file != name})


NEW_STEP = """
[[step]]
id = "telaah-hukum"
title = "Telaah hukum"
waits_for = "kabid"

  [[step.outcome]]
  id = "layak"
  title = "Layak diteruskan"
  next = "tempat"
  words = ["layak", "layak secara hukum"]
  letters = [{ letter = "diterima", to = "pemohon" }]
"""


def test_a_step_added_to_the_rule_file_is_carried() -> None:
    """Law four: nothing of the procedure is in Python."""
    texts = {**SHIPPED, P: SHIPPED[P].replace('next = "tempat"', 'next = "telaah-hukum"', 1) + NEW_STEP}
    rules = parse_rules(texts)

    forwarded = decide(make_case("disposisi-kabid"), hear("kabid", "teruskan"), rules, NOW)
    assert forwarded.case is not None
    assert forwarded.case.step == "telaah-hukum"

    passed = decide(forwarded.case, hear("kabid", "layak"), rules, NOW)
    assert passed.case is not None
    assert passed.case.step == "tempat"
    assert [send.letter for send in passed.effects] == ["diterima", "ketersediaan-tempat"]


TOML = """\
name = "x"
[table]
key = 1
[[step]]
id = "a"
  [[step.outcome]]
  id = "a1"
[[step]]
id = "b"
  [[step.outcome]]
  id = "b1"
  [[step.outcome]]
  id = "b2"
  next = "a"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("table", "key"), 3),
        (("step", 0), 4),
        (("step", 0, "outcome", 0, "id"), 7),
        (("step", 1), 8),
        (("step", 1, "outcome", 0), 10),
        (("step", 1, "outcome", 1, "next"), 14),
        (("step", 1, "outcome", 1, "missing"), 12),
        (("nowhere",), 1),
    ],
)
def test_lines_of_toml(path: tuple[str | int, ...], line: int) -> None:
    assert find_line(TOML, path) == line
