"""What jinja2 and typst say of a template or a form that is written wrongly, for an office's admin: in Indonesian."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jinja2 import TemplateNotFound

# jinja2's names of what it expects or finds → as the admin writes it
_TOKENS: Mapping[str, str] = {
    "begin of print statement": "“{{”",
    "end of print statement": "“}}”",
    "begin of statement block": "“{%”",
    "end of statement block": "“%}”",
    "begin of comment": "“{#”",
    "end of comment": "“#}”",
    "end of template": "akhir templat",
    "name": "sebuah nama",
    "string": "teks dalam tanda kutip",
    "integer": "bilangan",
    "float": "bilangan",
    "template data / text": "tulisan biasa",
}
Texts = tuple[tuple[re.Pattern[str], str], ...]
_ENDS = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_JINJA: Texts = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (
            r"Encountered unknown tag 'end(\w+)'.*",
            "ada “{{% end{bare} %}}” tanpa “{{% {bare} … %}}” di depannya",
        ),
        (r"Encountered unknown tag '(elif|else)'.*", "ada “{{% {bare} %}}” tanpa “{{% if … %}}” di depannya"),
        (r"Encountered unknown tag '(\w+)'.*", "perintah “{{% {bare} %}}” tidak dikenal"),
        (r"(?i)unexpected end of template.*", "templat berakhir di tengah perintah"),
        (r"Missing end of comment tag", "catatan “{{#” belum ditutup dengan “#}}”"),
        (r"Missing end of raw directive", "“{{% raw %}}” belum ditutup dengan “{{% endraw %}}”"),
        (r"expected token '(.+)', got '(.+)'", "di situ seharusnya ada {0}, bukan {1}"),
        (r"expected name or number", "sesudah titik harus ada sebuah nama"),
        (r"unexpected char [\"'][\"'][\"'] at \d+", "tanda kutip penutup tidak ada"),
        (r"Expected an expression, got '(.+)'", "di situ seharusnya ada nama atau nilai, bukan {0}"),
        (r"unexpected char '(.+)' at \d+", "tanda {0} tidak pada tempatnya"),
        (r"unexpected '(.+?)'(?:, expected '.+')?", "{0} tidak pada tempatnya"),
        (r"No filter named '(.+)'\.?", "saringan {0} tidak dikenal"),
        (r"No test named '(.+)'\.?", "pengujian {0} tidak dikenal"),
        (r"block '(.+)' defined twice", "bagian {0} ditulis dua kali"),
        (r"can't assign to '.+'", "yang di kiri tanda “=” bukan nama"),
    )
)


# what a template does wrongly as it is filled in
_FILLING: Texts = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (r".+ has no (?:attribute|element) '?(.+?)'?", "nama {0} tidak dikenal di situ"),
        (r"'(.+)' is undefined", "nama {0} tidak dikenal"),
        (r"access to attribute '(.+)' of .+", "{0} tidak diizinkan dalam templat"),
        (r"division by zero", "pembagian dengan nol"),
        (r"'.+' object is not callable", "yang di depan “( )” bukan perintah"),
        (r"'.+' object is not iterable", "yang disebut sesudah “in” bukan daftar"),
        (
            r"can only concatenate .+|unsupported operand .+",
            "nilai yang digabung atau dihitung tidak sejenis",
        ),
    )
)

# typst's names of what it expects or finds → as the admin knows it
_KINDS: Mapping[str, str] = {
    "string": "teks",
    "integer": "bilangan",
    "float": "bilangan",
    "length": "ukuran (misalnya 3pt)",
    "relative length": "ukuran (misalnya 3pt)",
    "color": "warna",
    "content": "isi dalam [ ]",
    "array": "daftar",
    "dictionary": "data bernama",
    "none": "tanpa nilai",
    "boolean": "true atau false",
    "expression": "sebuah nilai",
    "block": "isi dalam { } atau [ ]",
    "comma": "koma",
    "colon": "titik dua",
    "semicolon or line break": "titik koma atau ganti baris",
    "identifier": "sebuah nama",
    "pattern": "sebuah nama",
}
_TYPST: Texts = tuple(
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        (
            r"unclosed (?:delimiter|string|label|raw text)",
            "tanda kurung, kutip, *, _, atau $ di situ belum ditutup",
        ),
        (r"unexpected closing .+", "kurung penutup di situ berlebih"),
        (r"unknown variable: (.+)", "nama {0} tidak dikenal"),
        (r"unexpected argument: (.+)", "isian {0} tidak dikenal di situ"),
        (r"unexpected argument", "ada isian yang berlebih"),
        (r"missing argument: (.+)", "isian {0} belum ada"),
        (r"file not found .+", "berkas yang disebut di situ tidak ada"),
        (r"dictionary does not contain key \"(.+?)\".*", "data tidak memuat {0}"),
        (r"type (.+) has no (?:method|field) `(.+)`", "{0} tidak mempunyai {1}"),
        (r"cannot add (.+) and (.+)", "{0} dan {1} tidak dapat digabung"),
        (r"expected (.+), found (.+)", "di situ seharusnya ada {0}, bukan {1}"),
        (r"expected (.+)", "di situ seharusnya ada {0}"),
        (r"panicked with: (.+)", "formulir menghentikan diri: {0}"),
    )
)


def explain_jinja(message: str) -> str:
    """jinja2's message as a clause; its own words where they are none of those known here."""
    if ends := _ENDS.search(message):
        return f"“{{% {ends[1]} … %}}” belum ditutup dengan “{{% end{ends[1]} %}}”"
    return _explain(message, _JINJA, _TOKENS)


def explain_filling(error: Exception) -> str:
    """What a template did wrongly as it was filled in: a clause, with the words of jinja2 or Python where they are
    none of those known here."""
    if isinstance(error, TemplateNotFound):
        return f"templat “{error.name}” yang disertakan tidak ada"
    said = _explain(str(error), _FILLING, {})
    return said if said != str(error) else f"gagal diisi ({error})"


def explain_typst(message: str) -> str:
    """As `explain_jinja`, of typst's message."""
    return _explain(message, _TYPST, _KINDS)


def _explain(message: str, texts: Texts, names: Mapping[str, str]) -> str:
    for pattern, said in texts:
        if found := pattern.fullmatch(message):
            words = found.groups() or ("",)
            return said.format(*(_name(one, names) for one in words), bare=words[0])
    return message


def _name(words: str, names: Mapping[str, str]) -> str:
    """Each of "color, gradient, or tiling" that is known, or the words as they are."""
    known = [names[one] for one in re.split(r", or |, | or ", words) if one in names]
    if words in names:
        return names[words]
    return " atau ".join(dict.fromkeys(known)) or f"“{words}”"
