"""Clips made evidently worse: other pictures at the same times, made by the same settings."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from annotation_server.media.alterations import Alteration
from annotation_server.media.binaries import ffmpeg_path
from annotation_server.media.recipe import recipe
from annotation_server.media.transcode import transcode

CLIPS = ("film.mp4", "variable.mkv", "odd.mp4", "sixteen.gif", "one.gif")


def pictures(path: Path, width: int, height: int) -> np.ndarray:
    """(frames, height, width) brightness."""
    command = [str(ffmpeg_path()), "-nostdin", "-loglevel", "error", "-i", str(path)]
    raw = subprocess.run(
        [*command, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        check=True,
        capture_output=True,
    ).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width).astype(float)


def both(clip, tmp_path: Path, name: str, alteration: Alteration):
    plain = transcode(clip(name), tmp_path, "plain")
    made = transcode(clip(name), tmp_path, "made", alteration=alteration)
    sizes = (plain.width, plain.height)
    return plain, made, pictures(plain.path, *sizes), pictures(made.path, *sizes)


@pytest.mark.parametrize("alteration", list(Alteration))
@pytest.mark.parametrize("name", CLIPS)
def test_frames_times_and_size_stay(name, alteration, clip, each_ffmpeg, tmp_path):
    plain, made, _, _ = both(clip, tmp_path, name, alteration)
    assert made.frame_times_us == plain.frame_times_us
    assert (made.duration_us, made.width, made.height) == (
        plain.duration_us,
        plain.width,
        plain.height,
    )


def test_a_frozen_clip_shows_its_first_frame_throughout(clip, each_ffmpeg, tmp_path):
    _, _, shown, made = both(clip, tmp_path, "film.mp4", Alteration.FROZEN)
    assert np.abs(made - shown[0]).mean() < 3
    assert np.abs(shown[-1] - shown[0]).mean() > 3


def test_a_reversed_clip_ends_with_its_first_frame(clip, each_ffmpeg, tmp_path):
    _, _, shown, made = both(clip, tmp_path, "film.mp4", Alteration.REVERSED)
    assert np.abs(made[::-1] - shown).mean() < 3


def test_a_degraded_clip_lacks_what_is_fine(clip, each_ffmpeg, tmp_path):
    _, _, shown, made = both(clip, tmp_path, "film.mp4", Alteration.DEGRADED)
    assert np.abs(made - shown).mean() > 10


@pytest.mark.parametrize("alteration", list(Alteration))
def test_the_same_clip_altered_gives_the_same_bytes(alteration, clip, each_ffmpeg, tmp_path):
    made = [transcode(clip("film.mp4"), tmp_path, at, alteration=alteration) for at in "ab"]
    assert made[0].sha256 == made[1].sha256


def test_an_altered_clip_never_stands_for_the_plain_one():
    assert len({recipe(), *(recipe(one) for one in Alteration)}) == 4
