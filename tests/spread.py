"""Which tests stay together in one process of pytest-xdist, and which of them begin first."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
MIDDLE = "tests/browser/test_judging.py"
# Those that share the fixture `tandem_server`.
SERVED = (
    "tests/catalog/test_real_worker.py",
    "tests/simulation/test_simulate.py",
    "tests/hostile/test_over_the_wire.py",
)
# What takes longest comes first: at the end, when one process has nothing left to take, the other
# must not be at the beginning of a minute's work. What waits (for servers that start, for what was
# killed) and what computes take turns, so that one process does this while the other does that.
FIRST = (
    BROWSER,
    "tests/quickstart/test_chaos.py",
    "tests/test_permissions.py",
    "tests/quickstart/test_backup.py",
    "tests/hostile/test_bodies.py",
    "tests/test_faults.py",
    "tests/annotation/test_cost.py",
    *SERVED,
    "tests/exports/test_formats.py",
    "tests/quickstart/test_serve.py",
    "tests/exports/test_validate.py",
    "tests/hostile/",
    "tests/exports/test_killed.py",
    "tests/test_nginx.py",
    "tests/exports/",
    "tests/annotation/",
    "tests/quality/",
)


def spread(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """A scheduler that gives out piece by piece, in the order in which they were collected."""
    config.option.loadscopereorder = False
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = piece_of
    return scheduler


def piece_of(nodeid: str) -> str:
    """The tests of a file stay together, and those of many files where they share a server.

    The browser tests, which share a browser too, are two pieces: one would take too long.
    """
    if nodeid.startswith(BROWSER):
        return BROWSER + ("first" if nodeid < MIDDLE else "second")
    return SERVED[0] if nodeid.startswith(SERVED) else nodeid.partition("::")[0]


def place(nodeid: str) -> int:
    """A key to sort tests by."""
    places = (number for number, name in enumerate(FIRST) if nodeid.startswith(name))
    return next(places, len(FIRST))
