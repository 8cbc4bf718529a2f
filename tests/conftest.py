"""Fixtures for every test. The engines are started by the plugin tests/engines.py."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.servers import TandemServer, running_server


def pytest_configure() -> None:
    """Passwords of people who live for one test need no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
