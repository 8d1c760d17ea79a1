"""What jinja2 says of a template that is written wrongly, for an office's admin: in Indonesian."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
_ENDS = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
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


def explain_jinja(message: str) -> str:
    """jinja2's message as a clause; its own words where they are none of those known here."""
    if ends := _ENDS.search(message):
        return f"“{{% {ends[1]} … %}}” belum ditutup dengan “{{% end{ends[1]} %}}”"
    for pattern, said in _TEXTS:
        if found := pattern.fullmatch(message):
            words = found.groups() or ("",)
            return said.format(*(_TOKENS.get(one, f"“{one}”") for one in words), bare=words[0])
    return message
