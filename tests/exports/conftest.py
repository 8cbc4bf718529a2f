from typing import Any

import pytest

from annotation_server.exports import services
from annotation_server.exports.formats.cut import Options
from annotation_server.exports.models import Export, Snapshot
from annotation_server.exports.operations import render
from tests.exports.factory import World


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def other_world(db) -> World:
    """A campaign over a corpus of its own."""
    return World(name="second")


@pytest.fixture
def export(world):
    """Freeze the campaign, or take a cut of it, and render it; returns the finished export."""

    def do(format_: str, snapshot: Snapshot | None = None, **options: Any) -> Export:
        cut = snapshot or services.freeze(world.campaign, by=None)
        made = services.start_export(cut, format_, Options(**options), by=None)
        render(str(made.pk))
        made.refresh_from_db()
        assert made.state == "done", made.error
        return made

    return do


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    """Files of a test stay in its folder."""
    settings.EXPORTS_ROOT = tmp_path / "exports"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
