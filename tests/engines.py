"""A pytest plugin: PostgreSQL and Valkey for the whole run, before Django reads its settings.

It is named in pyproject.toml, so that it comes before pytest-django. Engines named by
DATABASE_URL and REDIS_URL are used instead; the processes of pytest-xdist get the first one's.
"""

import os
import shutil
import socket
from pathlib import Path

import pytest

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.supervisor import Supervisor

FOLDERS = surroundings.ROOT / ".data" / "test"
LOOPBACK = ("127.", "::1", "localhost")
running: list[Supervisor] = []


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if not hasattr(early_config, "workerinput") and "PYTEST_XDIST_WORKER" not in os.environ:
        _start()
    _stay_on_this_machine()


def pytest_unconfigure() -> None:
    for supervisor in running:
        supervisor.__exit__()
        shutil.rmtree(supervisor.folder.path, ignore_errors=True)
    running.clear()


def _start() -> None:
    folder = DataFolder(_fresh_folder())
    supervisor = Supervisor(folder, "tests", durable=False)
    supervisor.__enter__()
    running.append(supervisor)
    supervisor.start_engines(quietly=True)
    surroundings.adopt(supervisor.engines.environment())


def _fresh_folder() -> Path:
    """A folder of this run. Those of runs that were killed are removed on the way."""
    FOLDERS.mkdir(parents=True, exist_ok=True, mode=0o711)
    FOLDERS.parent.chmod(0o711)
    for old in FOLDERS.iterdir():
        if (old / "run").is_dir() and not DataFolder(old).holder():
            shutil.rmtree(old, ignore_errors=True)
    return FOLDERS / str(os.getpid())


def _stay_on_this_machine() -> None:
    """No test opens a connection that leaves the machine."""
    connect = socket.socket.connect

    def checked(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address}: tests stay on this machine.")
        return connect(self, address)

    socket.socket.connect = checked  # type: ignore[method-assign]
