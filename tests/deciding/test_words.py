"""The files of words: a name that no reader asks for, a list that is not there and a wrong type are refused."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from bot.config import ROOT, load_texts
from bot.deciding.procedure import read_rules
from bot.reading.mail_words import compile_mail_words
from bot.word_lists import MailFile, WordsFile

SHIPPED = load_texts(ROOT / "rules")
W, M = "words.toml", "mail.toml"

MISTAKES = [
    (M, "forward_subjects = ", "forward_subjets = ", "quote.forward_subjets", "kunci ini tidak dikenal", "`forward_subjects`"),
    (M, "forward_subjects = ", "forward_subjets = ", "quote.forward_subjects", "kunci ini wajib ada", "tambahkan"),
    (M, "[bounce]", "[bounces]", "bounces", "kunci ini tidak dikenal", "`bounce`"),
    (M, "[newsletter]", "[x]", "newsletter", "kunci ini wajib ada", "tambahkan"),
    (M, 'starts = ["dikirim dari"', 'starts = [1, "dikirim dari"', "device.starts[0]", "harus berupa teks", "contoh"),
    (M, 'starts = ["dikirim dari"', 'starts = ["", "dikirim dari"', "device.starts[0]", "tidak boleh kosong", "contoh"),
    (M, "[quote]", "quote = 1\n[quot]", "quote", "harus berupa tabel", "contoh"),
    (W, "kata = [", "kta = [", "sangkal.kta", "kunci ini tidak dikenal", "`kata`"),
    (W, "[sangkal]", "[sanggal]", "sanggal", "kunci ini tidak dikenal", "`sangkal`"),
    (W, 'sdh = "sudah"', "sdh = 1", "singkatan.sdh", "harus berupa teks", "contoh"),
    (W, 'sdh = "sudah"', 'sdh = ""', "singkatan.sdh", "tidak boleh kosong", "contoh"),
    (W, 'sisip = [', 'sisip = "kami"\nx = [', "frasa.sisip", "harus berupa daftar", "contoh"),
    (W, "besok = 1,", 'besok = "1",', "waktu.relatif.besok", "bilangan bulat", "contoh"),
    (W, 'senin = ["senin",', 'snin = ["senin",', "hari.snin", "kunci ini tidak dikenal", "`senin`"),
    (W, '1 = ["januari",', '13 = ["januari",', "bulan.1", "kunci ini wajib ada", "tambahkan"),
    (W, 'merek = ["merek",', 'merek = "x"\nlain = ["merek",', "server_label.merek", "harus berupa daftar", "contoh"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "text", "remedy"), MISTAKES)
def test_a_mistake_in_a_file_of_words_is_named(
    file: str, old: str, new: str, place: str, text: str, remedy: str
) -> None:
    assert old in SHIPPED[file]
    found = read_rules({**SHIPPED, file: SHIPPED[file].replace(old, new, 1)}).problems
    ours = [one for one in found if one.place.split(": ")[1] == place and text in one.text]

    assert ours, found
    assert {one.file for one in found} == {file}
    assert all(one.place.startswith("baris ") for one in ours)
    assert any(remedy in one.remedy for one in ours)


@pytest.mark.parametrize("file", [W, M])
def test_an_empty_file_of_words_lacks_every_table(file: str) -> None:
    draft = read_rules({**SHIPPED, file: ""})

    assert {one.place.split(": ")[1] for one in draft.problems} == set(tomllib.loads(SHIPPED[file]))
    assert draft.rules is not None


@pytest.mark.parametrize(("file", "shape"), [(W, WordsFile), (M, MailFile)])
def test_what_the_readers_get_is_what_is_written(file: str, shape: type) -> None:
    written = tomllib.loads(SHIPPED[file])
    read = shape.model_validate(written).model_dump(by_alias=True)  # type: ignore[attr-defined]

    assert {name: set(lists) for name, lists in read.items()} == {
        name: set(lists) for name, lists in written.items()
    }


def test_the_days_count_from_monday_however_they_are_written() -> None:
    lines = [line for line in SHIPPED[W].splitlines() if line.startswith(("senin", "selasa"))]
    swapped = SHIPPED[W].replace("\n".join(lines), "\n".join(reversed(lines)))
    rules = read_rules({**SHIPPED, W: swapped}).rules

    assert swapped != SHIPPED[W]
    assert rules is not None
    assert list(rules.words["hari"])[:2] == ["senin", "selasa"]


def _constants() -> list[set[str]]:
    """The texts that stand in each module which may ask for words."""
    paths = [path for room in ("reading", "deciding") for path in (Path(ROOT) / "bot" / room).glob("*.py")]
    trees = [ast.walk(ast.parse(path.read_text("utf-8"))) for path in paths]
    return [
        {one.value for one in tree if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        for tree in trees
    ]


WHOLE = {"singkatan", "ejaan", "hari", "bulan", "server_label"}  # taken as a whole, whatever their keys


def test_every_list_of_words_is_asked_for() -> None:
    said = _constants()
    table = tomllib.loads(SHIPPED[W])
    asked = [(name, key) for name, lists in table.items() if name not in WHOLE for key in lists]

    assert not [one for one in asked if not any(set(one) <= texts for texts in said)]


class _Asked(dict[str, object]):
    """A table that remembers what it was asked for."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.asked: set[str] = set()

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)


def test_every_list_of_mail_programs_is_asked_for() -> None:
    tables = _Asked({name: _Asked(lists) for name, lists in tomllib.loads(SHIPPED[M]).items()})
    compile_mail_words(tables)

    assert tables.asked == set(tables)
    assert {name: one.asked for name, one in tables.items()} == {
        name: set(one) for name, one in tables.items()
    }  # type: ignore[attr-defined, call-overload]
