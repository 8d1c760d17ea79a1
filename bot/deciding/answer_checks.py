"""What a procedure must be so that an answer can come: somebody is asked, and words say one thing each.

Words are compared here as they are written; as they are read (`sdh` is `sudah`), in `bot/word_checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.deciding.common_checks import is_word, plain_word
from bot.deciding.subject import Found, Subject, speakers, unknown
from bot.rules import Step


def check_words(subject: Subject) -> Found:
    """No word says two outcomes to the same role at the same step (commands included)."""
    for path, step in subject.steps():
        owners: dict[tuple[str, str], str] = {}
        for command in subject.common.commands:
            for role in command.by or tuple(subject.common.roles):
                owners.update({(role, plain_word(word)): f"perintah {command.id}" for word in command.words})
        for j, outcome in enumerate(step.outcomes):
            for role in speakers(step, outcome):
                for word in (*outcome.words, *outcome.weak):
                    owner = owners.setdefault((role, plain_word(word)), outcome.id)
                    if owner != outcome.id:
                        text = f"kata “{word}” berarti {owner} dan juga {outcome.id}"
                        place = f"step[{step.id}].outcome[{outcome.id}].words"
                        where = (*path, "outcome", j, "words")
                        yield subject.problem(where, place, text, "hapus dari salah satunya")


def check_answers(subject: Subject) -> Found:
    """An outcome named elsewhere in its step exists; an outcome is not called like a command."""
    commands = {command.id for command in subject.common.commands}
    for path, step, outcome in subject.outcomes():
        ids = [other.id for other in step.outcomes]
        place = f"step[{step.id}].outcome[{outcome.id}]"
        if outcome.denied and outcome.denied not in ids:
            yield unknown(subject, (*path, "denied"), place, "hasil", outcome.denied, ids)
        if outcome.denied == outcome.id:
            text = "`denied` menyebut hasil ini sendiri"
            yield subject.problem((*path, "denied"), place, text, "sebut hasil lain, atau hapus `denied`")
        if outcome.id in commands:
            yield subject.problem(path, place, "nama ini sudah dipakai perintah umum", "beri nama lain")
        if not outcome.words and step.offers != outcome.id:
            yield subject.problem(path, place, "tidak ada kata yang menyatakan hasil ini", "isi `words`")
        tapped = plain_word(outcome.answer or outcome.id.replace("-", " "))
        if tapped not in {plain_word(word) for word in outcome.words}:
            text = f"kata tombolnya, “{tapped}”, tidak ada di `words`"
            yield subject.problem((*path, "words"), place, text, "tambahkan kata itu pada `words`")
    for path, step in subject.steps():
        ids = [outcome.id for outcome in step.outcomes]
        if step.offers and step.offers not in ids:
            yield unknown(subject, (*path, "offers"), f"step[{step.id}]", "hasil", step.offers, ids)


def check_phrases(subject: Subject) -> Found:
    """Every phrase has a word that can be found in a text."""
    remedy = "tulis kata yang dapat dibaca, atau hapus"
    for word in (word for word in subject.procedure.request_words if not is_word(word)):
        yield subject.problem(("request_words",), "request_words", f"“{word}” bukan kata", remedy)
    for path, step, outcome in subject.outcomes():
        for key, words in (("words", outcome.words), ("weak", outcome.weak)):
            for word in (word for word in words if not is_word(word)):
                place = f"step[{step.id}].outcome[{outcome.id}].{key}"
                yield subject.problem((*path, key), place, f"“{word}” bukan kata", remedy)


def check_asked(subject: Subject) -> Found:
    """A decision is asked for by a letter that lists its answers, wherever the case comes from."""
    asking = {rule.id for rule in subject.common.letters if rule.asks}
    for path, step in subject.steps():
        if step.decision and not step.first and not any(call in asking for call in _called(subject, step)):
            text = f"tidak ada surat yang meminta jawaban {step.waits_for} pada langkah ini"
            remedy = "sebut pada `letters` langkah ini surat yang `asks = true` kepadanya"
            if not subject.lacks(path):
                yield subject.problem((*path, "letters"), f"step[{step.id}].letters", text, remedy)


def _called(subject: Subject, step: Step) -> list[str]:
    """The letters that whom the step waits for gets when a case comes there."""
    into = [one for _, other, one in subject.outcomes() if step.id == (one.next or other.id)]
    calls = (*step.letters, *(call for outcome in into for call in outcome.letters))
    return [call.letter for call in calls if call.to == step.waits_for]


ANSWER_CHECKS: tuple[Callable[[Subject], Found], ...] = (check_words, check_answers, check_phrases)
ANSWER_CHECKS_WITH_COMMON: tuple[Callable[[Subject], Found], ...] = (check_asked,)
