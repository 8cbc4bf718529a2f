"""Which tests stay together in one process of pytest-xdist, and which of them begin first."""

import pytest
from xdist.scheduler import LoadScopeScheduling

# Those of this folder share one server and one browser.
TOGETHER = "tests/browser/"
# What takes longest, in this order: at the end, when a process has nothing left to take, the other
# should not be at the beginning of a minute's work. A file that is not named here may cost that.
FIRST = (
    TOGETHER,
    "tests/quickstart/test_chaos.py",
    "tests/quickstart/test_backup.py",
    "tests/test_faults.py",
    "tests/catalog/test_real_worker.py",
    "tests/simulation/test_simulate.py",
    "tests/quickstart/test_serve.py",
    "tests/hostile/",
    "tests/exports/test_killed.py",
    "tests/test_nginx.py",
    "tests/test_permissions.py",
    "tests/media/",
    "tests/exports/",
    "tests/annotation/",
)


class Spread(LoadScopeScheduling):
    """The tests of a file stay together, because they share what takes long to make."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        config.option.loadscopereorder = False  # the order of the collection is that of `by_length`
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


def by_length(nodeid: str) -> int:
    """A key to sort tests by: what takes longest comes first."""
    places = (place for place, name in enumerate(FIRST) if nodeid.startswith(name))
    return next(places, len(FIRST))
