import pytest

from tests.exports.factory import World


@pytest.fixture
def world(db) -> World:
    return World()
