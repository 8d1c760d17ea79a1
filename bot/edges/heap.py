"""Memory goes back to the system when it is let go.

The C library (glibc) maps a big block on its own and gives it back at once; but each one that is freed raises the
size from which it does so, up to 32 MB, and after two big messages their memory stays with the process (mallopt(3),
"dynamic adjustment"). A size that was set once is not raised.
"""

from __future__ import annotations

import ctypes

_M_MMAP_THRESHOLD = -3  # malloc.h
BLOCK = 1024 * 1024  # octets from which a block is mapped on its own


def return_big_blocks() -> None:
    """Has an effect with glibc; elsewhere nothing happens."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, BLOCK)
