"""What a pass loads only when it needs it, loaded at once: for a bot that stays up.

`titip once` ends in a moment, and an empty inbox needs little of the program. A bot that runs for weeks must not load
a part days after its start, when an upgrade may have replaced the program on the disk under it.
"""

from __future__ import annotations

from importlib import import_module

LATER = (
    "bot.applying", "bot.errands", "bot.gather", "bot.returning",
    "bot.deciding.decide", "bot.deciding.duty", "bot.deciding.remind",
    "bot.reading.bounce", "bot.reading.mail_words", "bot.reading.parse", "bot.reading.read",
    "bot.writing.compose", "bot.writing.digest", "bot.edges.relay",
    "asyncio", "babel.dates", "flufl.bounce", "holidays", "icalendar", "bot.writing.sandbox", "xlsxwriter",
    "apscheduler.executors.pool", "apscheduler.schedulers.background",
)  # fmt: skip


def load_all() -> None:
    """A test compares the list with the imports inside functions."""
    for name in LATER:
        import_module(name)
