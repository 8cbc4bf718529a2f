import pytest

from tests.exports.factory import World


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def other_world(db) -> World:
    """A campaign over a corpus of its own."""
    return World(name="second")


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    """Files of a test stay in its folder."""
    settings.EXPORTS_ROOT = tmp_path / "exports"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
