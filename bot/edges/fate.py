"""What became of a letter for one recipient: spoken of by who sends and by who records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["accepted", "transient", "permanent"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What a server said of a letter to one recipient."""

    recipient: str
    state: State
    words: str
