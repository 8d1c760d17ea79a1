"""The sandbox in which templates run. It loads jinja2: imported with the first template that is compiled."""

from __future__ import annotations

from typing import Any

from jinja2 import BaseLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from bot.writing.markup import wrap

_OF_DICTS = frozenset(dir(dict))  # "items" is the method, whatever keys there are


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox. What a template names is nearly always a key of a plain dict or a field of a record, where
    there is nothing to guard: that way is taken first."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            if attribute in obj and attribute not in _OF_DICTS:
                return obj[attribute]
        elif attribute in getattr(type(obj), "__dataclass_fields__", ()) and attribute[0] != "_":
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def make_environment(loader: BaseLoader, **options: Any) -> SandboxedEnvironment:
    """With the filters of ours; a name that does not exist is an error."""
    environment = _Sandbox(
        loader=loader, undefined=StrictUndefined, cache_size=-1, auto_reload=False, trim_blocks=True,
        lstrip_blocks=True, **options,
    )  # fmt: skip
    environment.filters |= {"bungkus": wrap, "baris": _html_lines}
    return environment


def _html_lines(text: str) -> Markup:
    """The text with its line ends as `<br>`, all else of it escaped."""
    return Markup("<br>").join(text.splitlines())
