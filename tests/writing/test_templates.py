"""What a template may reach: keys and fields by their names, methods of plain values, and nothing behind them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from bot.writing.markup import CLOSE, OPEN, Block
from bot.writing.templates import Templates, load_templates
from tests.writing.desk import ROOT, make_desk


@dataclass(frozen=True)
class Record:
    name: str = "nilai"
    _hidden: str = "rahasia"


FACTS = {"a": "kunci", "items": "bukan kunci", "_b": "garis", "record": Record(), "text": "kata"}
GIVES = {
    "{{ facts.a }}": "kunci",
    "{{ facts['items'] }}": "bukan kunci",
    "{% for key, value in facts.items() %}{% if key == 'a' %}{{ value }}{% endif %}{% endfor %}": "kunci",
    "{{ facts._b }}": "garis",
    "{{ facts.record.name }}": "nilai",
    "{{ facts.text.upper() }}": "KATA",
}
REFUSED = {
    "{{ facts.tidak_ada }}": UndefinedError,
    "{{ facts.record.tidak_ada }}": UndefinedError,
    "{{ facts.record._hidden }}": SecurityError,
    "{{ facts.__class__ }}": SecurityError,
    "{{ facts.record.__class__ }}": SecurityError,
    "{{ facts.record.__dataclass_fields__ }}": SecurityError,
    "{{ '{0.__class__}'.format(facts) }}": SecurityError,
}


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("templat")
    shutil.copytree(ROOT / "templates", folder, dirs_exist_ok=True)
    for path in (folder / "letters").glob("[a-z]*.j2"):
        path.unlink()
    for number, source in enumerate([*GIVES, *REFUSED]):
        (folder / "letters" / f"{number}.j2").write_text(source, "utf-8")
    return load_templates(folder)


@pytest.mark.parametrize("source", GIVES)
def test_reached(templates: Templates, source: str) -> None:
    letter = templates.letters[str(list(GIVES).index(source))]
    assert letter.render(facts=FACTS).replace(OPEN, "").replace(CLOSE, "") == GIVES[source]


@pytest.mark.parametrize("source", REFUSED)
def test_refused(templates: Templates, source: str) -> None:
    letter = templates.letters[str(len(GIVES) + list(REFUSED).index(source))]
    with pytest.raises(REFUSED[source]):
        letter.render(facts=FACTS)


def test_html_keeps_the_ends_of_lines_and_nothing_else_of_what_is_written() -> None:
    context = {
        "subject": "s", "copy_for": "", "answers": (), "commands": (), "sheet": (), "reader": {"salam": "x"},
        "office": {"layanan": "l", "nama": "n", "surel": "s"},
        "blocks": (Block("paragraph", ("<b>&\nsatu\n\ndua",)), Block("rows", rows=(("La\nbel", "<i>\nx"),))),
    }  # fmt: skip
    html = make_desk().templates.layout_html.render(context)
    assert ">&lt;b&gt;&amp;<br>satu<br><br>dua</p>" in html
    assert ">La<br>bel:</td>" in html
    assert ">&lt;i&gt;<br>x</td>" in html
