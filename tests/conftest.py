"""Fixtures for every test. The engines are started by the plugin tests/engines.py."""

from collections.abc import Iterator

import pytest

from tests.servers import TandemServer, running_server


@pytest.fixture(scope="module")
def tandem_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TandemServer]:
    """A whole running server, shared by the tests of one file."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@pytest.fixture
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TandemServer]:
    """A whole running server for one test, which may kill parts of it."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server
