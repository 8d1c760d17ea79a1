"""Which line of the SOP asks for a fact: that of the step one stands at, before that of the fact itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.rules import Activity, FieldRule, Procedure, Step

_NUMBER = re.compile(r"([A-Za-z]*)(\d+)")


def cite_line(
    rule: FieldRule, procedure: Procedure | None, step: Step | None, names: Mapping[str, str]
) -> str:
    """ "Konfigurasi 3: …". The field's own line, unless it is of another step and an activity of this one speaks of
    the field; '' when nobody asks for it. `names`: what a letter before an activity's number means (K), and ''
    what stands before a bare number."""
    at = [one for one in procedure.activities if step and one.sop in step.sop] if procedure else []
    if any(_begins(rule.sop, spell_number(one.sop, names)) for one in at):
        return rule.sop
    speaking = next((one for one in at if one.remark and _speaks_of(one, rule)), None)
    return f"{spell_number(speaking.sop, names)}: {speaking.remark.rstrip('.')}" if speaking else rule.sop


def spell_number(sop: str, names: Mapping[str, str]) -> str:
    """ "K4" → "Konfigurasi 4", "7" → "SOP 7"."""
    found = _NUMBER.fullmatch(sop)
    return f"{names.get(found[1], found[1])} {found[2]}".strip() if found else sop


def _begins(line: str, number: str) -> bool:
    return line.startswith(number) and not line[len(number) : len(number) + 1].isdigit()


def _speaks_of(activity: Activity, rule: FieldRule) -> bool:
    """Whether the remark names the field by its id, as a word of its own (labels such as "nama" name others too)."""
    return rule.id in re.findall(r"\w+", activity.remark.lower())
