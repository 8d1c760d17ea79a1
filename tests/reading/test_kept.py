"""What readers keep of what they have read: never another's, never stale, never without end."""

from __future__ import annotations

from bot.reading.own_letters import compile_letters, tokens
from bot.reading.words import _KEPT_PHRASES, _KEPT_WORDS, Lexicon
from tests.reading.mails import mail


def test_what_one_lexicon_keeps_is_not_another_s() -> None:
    short, bare = Lexicon({"singkatan": {"yg": "yang"}}), Lexicon({})

    for _ in range(2):
        assert (short.standard("yg"), bare.standard("yg")) == (("yang",), ("yg",))
        assert ([one.word for one in short.tokens("yg")], [one.word for one in bare.tokens("yg")]) == (
            ["yang"],
            ["yg"],
        )
        assert "yang" in short.forms(("yg",))
        assert "yang" not in bare.forms(("yg",))


def test_a_word_is_kept_as_it_was_written() -> None:
    lexicon = Lexicon({})

    assert [one.raw for one in lexicon.tokens("Rak RAK rak")] == ["Rak", "RAK", "rak"]
    assert {one.word for one in lexicon.tokens("Rak RAK rak")} == {"rak"}


def test_only_so_many_words_and_phrases_are_kept() -> None:
    lexicon = Lexicon({})
    for number in range(_KEPT_PHRASES + 10):
        lexicon.tokens(f"kata{number}")
        lexicon.standard(f"kata{number}")

    assert len(lexicon._words) <= _KEPT_WORDS
    assert len(lexicon._phrases) <= _KEPT_PHRASES


def test_a_line_is_ours_only_where_the_letter_is() -> None:
    line = "Mohon dijawab paling lambat besok"
    with_it, without = compile_letters((f"Yth. Budi\n{line}\n",)), compile_letters(("Yth. Siti\nSalam\n",))

    assert with_it.find(tokens(line)).ends
    assert not without.find(tokens(line)).ends
    assert compile_letters((f"Yth. Budi\n{line}\n",)).find(tokens(line)).ends


def test_content_types_that_are_told_are_no_parts() -> None:
    told = "Isi content-type: text/plain di tengah baris.\n" * 3000

    assert mail(told).text.count("content-type") == 3000
