"""Lines are flowed as the library would flow them, also where it is not asked."""

from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.writing.markup import WIDTH, wrap

_WORDS = st.sampled_from(["a", "kata", "x" * 40, "y" * 80, "a-b", "é", "\u00a0", "\u200b", "-", "\t"])
_GAPS = st.sampled_from([" ", " ", " ", "  ", ""])


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(st.tuples(_WORDS, _GAPS), max_size=25),
    indents=st.sampled_from(
        [("", ""), ("- ", "  "), ("Label yang panjang : ", " " * 21), ("z" * 80, " " * 80)]
    ),
)
def test_wrap_is_as_the_library_wraps(pieces: list[tuple[str, str]], indents: tuple[str, str]) -> None:
    text, (first, rest) = "".join(word + gap for word, gap in pieces), indents
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    assert wrap(text, first, rest).split("\n") == (lines or [first.rstrip()])
