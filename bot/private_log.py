"""The log at its default level: references and ids; of a fault what it is and where, never what people wrote."""

from __future__ import annotations

import logging
import sys
import unicodedata
from copy import copy
from types import TracebackType

from bot.errors import describe_fault

FORMAT = "%(asctime)s %(levelname)s %(message)s"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """One message, one line, and nothing in it that a terminal obeys: servers' words stand in it, too."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Without control and format characters; line breaks are blanks."""
        text = super().formatMessage(record).replace("\n", " ")
        return "".join(one for one in text if not unicodedata.category(one).startswith("C"))


class PrivateFormatter(PlainFormatter):
    """Tracebacks as one line each: an exception's own words may quote a mail."""

    def format(self, record: logging.LogRecord) -> str:
        """Never with the traceback that another handler's formatter left on the record."""
        bare = copy(record)
        bare.exc_text = None
        return super().format(bare)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        """As describe_fault, for the exception and for those that caused it."""
        faults: list[str] = []
        error = ei[1]
        while error is not None and len(faults) < 5:
            faults.append(describe_fault(error))
            error = error.__cause__ or error.__context__
        return "  " + " <- ".join(faults)


def start_log(verbose: bool) -> None:
    """To stderr. `verbose` adds whole tracebacks, which may quote mail: to look into a fault, not for every day."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter(FORMAT) if verbose else PrivateFormatter(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # that a round is left out while the one before still runs is as it should be: a backlog says so in its own words
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("flufl.bounce").setLevel(
        logging.CRITICAL
    )  # its detectors fail on odd mail, as they may
    if verbose:
        logging.getLogger("titip").setLevel(logging.DEBUG)
