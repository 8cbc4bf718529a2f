import pytest

from tests.annotation.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()
