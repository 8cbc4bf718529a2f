"""Fixtures for every test. The engines are started by the plugin tests/engines.py."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tests.servers import TandemServer, running_server, tables_template, wait_for_endings
from tests.spread import place, spread

if TYPE_CHECKING:  # its models may be imported only once Django is set up
    from tests.scene import Scene


def pytest_configure() -> None:
    """Passwords of people who live for one test need no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return spread(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The database of each process of the tests begins as a copy too."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = tables_template(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session", autouse=True)
def ended_servers() -> Iterator[None]:
    yield
    wait_for_endings()


@pytest.fixture(scope="session")
def tandem_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TandemServer]:
    """A whole running server for many files: each names its people, corpora and campaigns apart."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TandemServer]:
    """A whole running server for the tests of one file, which do what others could not bear."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@pytest.fixture
def fresh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TandemServer]:
    """A whole running server for one test, which may kill parts of it."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@dataclass(frozen=True)
class Standing:
    """A scene, and the folder that its files are in."""

    scene: "Scene"
    root: Path


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Standing]:
    """The scene of one file: to make it anew for each of many tests takes longer than they do."""
    from tests.scene import standing_scene

    root = tmp_path_factory.mktemp("scene")
    with django_db_blocker.unblock(), standing_scene(root) as scene:
        yield Standing(scene, root)


@pytest.fixture
def scene(standing: Standing, db: None, tmp_path: Path, settings: Any) -> "Scene":
    """The scene as it was made: rows and files are put back after each test."""
    from tests.scene import folders

    root = shutil.copytree(standing.root, tmp_path / "scene")
    for name, folder in folders(root).items():
        setattr(settings, name, folder)
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text("<!doctype html>")
    return standing.scene
