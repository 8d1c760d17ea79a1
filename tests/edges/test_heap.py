"""What was let go goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

MEGABYTES = 20
CHILD = f"""
import pathlib
from bot.edges.heap import return_big_blocks

def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20

return_big_blocks()
before = resident()
for size in ({MEGABYTES + 8}, {MEGABYTES}):
    block = b"x" * (size * 2**20)
    del block
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of glibc")
def test_two_big_blocks_leave_nothing() -> None:
    said = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True).stdout
    assert int(said) < MEGABYTES / 4
