"""An admin who edits a template or a form reads in Indonesian what is wrong with it."""

from __future__ import annotations

import pytest
import typst
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from bot.writing.explained import explain_filling, explain_jinja, explain_typst

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


WRONGLY_FILLED = {
    "{{ berkas.nomer }}": "nama “nomer” tidak dikenal di situ",
    "{{ berkas['nomer'].x }}": "nama “nomer” tidak dikenal di situ",
    "{{ berkas.nomor.x.y }}": "nama “x” tidak dikenal di situ",
    "{{ salah }}": "nama “salah” tidak dikenal",
    "{{ ''.__class__.__mro__ }}": "“__class__” tidak diizinkan dalam templat",
    "{{ 1 / 0 }}": "pembagian dengan nol",
    "{{ berkas() }}": "yang di depan “( )” bukan perintah",
    "{% for x in 5 %}{% endfor %}": "yang disebut sesudah “in” bukan daftar",
    "{{ berkas.nomor + 1 }}": "nilai yang digabung atau dihitung tidak sejenis",
    "{{ 1 - berkas.nomor }}": "nilai yang digabung atau dihitung tidak sejenis",
    "{% include 'tiada.j2' %}": "templat “tiada.j2” yang disertakan tidak ada",
    "{{ '%d' | format('x') }}": "gagal diisi (%d format: a real number is required, not str)",
}


@pytest.mark.parametrize(("text", "said"), WRONGLY_FILLED.items())
def test_as_it_is_filled_in(text: str, said: str) -> None:
    sandbox = SandboxedEnvironment(undefined=StrictUndefined, loader=DictLoader({}))
    with pytest.raises(Exception) as wrong:  # noqa: PT011 - a template can raise anything
        sandbox.from_string(text).render(berkas={"nomor": "TTP-2026-0001"})
    assert explain_filling(wrong.value) == said


WRONG_FORMS = {
    "#nilaix": "nama “nilaix” tidak dikenal",
    "#text(": "tanda kurung, kutip, *, _, atau $ di situ belum ditutup",
    "*tebal": "tanda kurung, kutip, *, _, atau $ di situ belum ditutup",
    "a]": "kurung penutup di situ berlebih",
    "#text(size: 3)[x]": "di situ seharusnya ada ukuran (misalnya 3pt), bukan bilangan",
    "#text(warna: red)[x]": "isian “warna” tidak dikenal di situ",
    '#text(fill: "merah")[x]': "di situ seharusnya ada warna, bukan teks",
    "#lorem()": "isian “words” belum ada",
    '#import "_x.typ": *': "berkas yang disebut di situ tidak ada",
    "#let d = (a: 1)\n#d.b": "data tidak memuat “b”",
    '#(a: 1).at("b")': "data tidak memuat “b”",
    '#(1 + "a")': "bilangan dan teks tidak dapat digabung",
    '#"a".foo()': "teks tidak mempunyai “foo”",
    "#text(size: 3pt x)": "di situ seharusnya ada koma",
    "#for x in { }": "di situ seharusnya ada isi dalam { } atau [ ]",
}


@pytest.mark.parametrize(("text", "said"), WRONG_FORMS.items())
def test_a_form_too(text: str, said: str) -> None:
    compiler = typst.Compiler(ignore_system_fonts=True)
    with pytest.raises(typst.TypstError) as wrong:
        compiler.compile(input={"main.typ": text.encode()}, format="pdf")
    assert explain_typst(wrong.value.message) == said


def test_words_that_are_not_known_are_passed_on() -> None:
    assert explain_jinja("something new") == explain_typst("something new") == "something new"
