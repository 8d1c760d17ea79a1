"""An admin who edits a template reads in Indonesian what is wrong with it, whatever jinja2 says."""

from __future__ import annotations

import pytest
from jinja2 import Environment, TemplateSyntaxError

from bot.writing.jinja_words import explain_jinja

WRONG = {
    "{% if x %} a": "“{% if … %}” belum ditutup dengan “{% endif %}”",
    "{% if x %}{% endfor %}": "“{% if … %}” belum ditutup dengan “{% endif %}”",
    "{% for x in y %}{% if a %}{% endfor %}": "“{% if … %}” belum ditutup dengan “{% endif %}”",
    "{{ nama": "templat berakhir di tengah perintah",
    "{{ nama }": "“}” tidak pada tempatnya",
    "{{ (a }}": "“}” tidak pada tempatnya",
    "{{ ? }}": "tanda “?” tidak pada tempatnya",
    "{{ 'a }}": "tanda kutip penutup tidak ada",
    '{{ "a }}': "tanda kutip penutup tidak ada",
    "{{ a. }}": "sesudah titik harus ada sebuah nama",
    "{% if %}x{% endif %}": "di situ seharusnya ada nama atau nilai, bukan “%}”",
    "{{ }}": "di situ seharusnya ada nama atau nilai, bukan “}}”",
    "{% for x y %}{% endfor %}": "di situ seharusnya ada “in”, bukan “y”",
    "{{ a b }}": "di situ seharusnya ada “}}”, bukan “b”",
    "{{ a | }}": "di situ seharusnya ada sebuah nama, bukan “}}”",
    "{% if a = b %}{% endif %}": "di situ seharusnya ada “%}”, bukan “=”",
    "{% include %}": "“%}” tidak pada tempatnya",
    "{% endif %}": "ada “{% endif %}” tanpa “{% if … %}” di depannya",
    "{% else %}": "ada “{% else %}” tanpa “{% if … %}” di depannya",
    "{% jika x %}": "perintah “{% jika %}” tidak dikenal",
    "{# catatan": "catatan “{#” belum ditutup dengan “#}”",
    "{{ x | tanggal }}": "saringan “tanggal” tidak dikenal",
    "{{ x is aneh }}": "pengujian “aneh” tidak dikenal",
    "{% set 1 = 2 %}": "yang di kiri tanda “=” bukan nama",
    "{% block a %}{% endblock %}{% block a %}{% endblock %}": "bagian “a” ditulis dua kali",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_what_is_wrong_is_said_in_indonesian(text: str, said: str) -> None:
    with pytest.raises(TemplateSyntaxError) as wrong:
        Environment().from_string(text)
    assert explain_jinja(wrong.value.message or "") == said


def test_words_that_are_not_known_are_passed_on() -> None:
    assert explain_jinja("something new") == "something new"
