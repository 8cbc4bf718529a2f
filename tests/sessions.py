"""The share of the processor that Linux gives to the session of a process."""

from pathlib import Path

import pytest

with_shares = pytest.mark.skipif(
    not Path("/proc/self/autogroup").exists(), reason="sessions have no shares here"
)


def niceness(process: int) -> int:
    """How nice the session of a process is, as in "/autogroup-7 nice 10"."""
    return int(Path(f"/proc/{process}/autogroup").read_text().split()[-1])
