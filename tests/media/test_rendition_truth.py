"""What the browser plays has the source's frames, each at its time, and ends when it ends."""

import pytest

from annotation_server.media.errors import RenditionError
from annotation_server.media.probe import probe
from annotation_server.media.transcode import ENCODER, transcode
from tests.media.clips import SHOWN, colour_of, frames_of, quarter_turn


@pytest.mark.parametrize("name", SHOWN)
def test_rendition_shows_every_frame_when_the_source_does(name, clip, each_ffmpeg, tmp_path):
    expected, made = frames_of(clip(name)), frames_of(transcode(clip(name), tmp_path, "r").path)
    assert len(made) == len(expected)
    assert [start for start, _, _ in made] == pytest.approx([s for s, _, _ in expected], abs=5e-3)
    assert made[-1][1] == pytest.approx(expected[-1][1], abs=1e-3)


def test_sixteen_frames_stay_sixteen(clip, each_ffmpeg, tmp_path):
    rendition = transcode(clip("sixteen.gif"), tmp_path, "r")
    assert rendition.frame_times_us == tuple(range(0, 2_080_000, 130_000))
    assert rendition.duration_us == 2_080_000


def test_the_file_says_what_the_rendition_says(clip, each_ffmpeg, tmp_path):
    rendition = transcode(clip("variable.mkv"), tmp_path, "r")
    starts = [start * 1e6 for start, _, _ in frames_of(rendition.path)]
    assert starts == pytest.approx(rendition.frame_times_us, abs=2)
    assert rendition.bytes == rendition.path.stat().st_size


def test_first_frame_starts_at_zero_however_late_the_source_does(clip, each_ffmpeg, tmp_path):
    info = probe(clip("late.mkv"))
    assert info.start_us == 3_000_000
    assert transcode(clip("late.mkv"), tmp_path, "r").frame_times_us[0] == 0


def test_a_keyframe_comes_at_least_every_eight_frames(clip, each_ffmpeg, tmp_path):
    frames = frames_of(transcode(clip("film.mp4"), tmp_path, "r").path)
    assert [number for number, frame in enumerate(frames) if frame[2]] == list(range(0, 48, 8))


def test_the_same_clip_gives_the_same_bytes(clip, each_ffmpeg, tmp_path):
    first = transcode(clip("mixed.gif"), tmp_path, "first")
    second = transcode(clip("mixed.gif"), tmp_path, "second")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(
    ("name", "size"),
    [("odd.mp4", (64, 48)), ("wide_pixels.mp4", (128, 48)), ("film.mp4", (64, 48))],
)
def test_sides_are_even_and_pixels_square(name, size, clip, each_ffmpeg, tmp_path):
    rendition = transcode(clip(name), tmp_path, "r")
    assert (rendition.width, rendition.height) == size


def test_a_turned_clip_is_made_upright(clip, each_ffmpeg, tmp_path):
    turned = tmp_path / "turned.mp4"
    turned.write_bytes(quarter_turn(clip("film.mp4").read_bytes()))
    rendition = transcode(turned, tmp_path, "r")
    assert (rendition.width, rendition.height) == (48, 64)


def test_what_is_transparent_is_shown_on_white(clip, each_ffmpeg, tmp_path):
    colour = colour_of(transcode(clip("red_glass.webm"), tmp_path, "r").path)
    assert colour == pytest.approx((255, 128, 128), abs=6)


def test_nothing_of_the_source_but_its_picture_is_kept(clip, each_ffmpeg, tmp_path):
    named = transcode(clip("named.mp4"), tmp_path, "r").path.read_bytes()
    assert b"VideoGen" in clip("named.mp4").read_bytes()
    assert b"VideoGen" not in named
    assert b"x264 - core" not in named


def test_sound_is_left_out(clip, tmp_path):
    rendition = transcode(clip("with_sound.mp4"), tmp_path, "r")
    assert probe(clip("with_sound.mp4")).has_audio
    assert not probe(rendition.path).has_audio


def test_an_untrue_rendition_is_never_kept(clip, tmp_path, monkeypatch):
    monkeypatch.setitem(ENCODER, "frames:v", 9)
    with pytest.raises(RenditionError, match="9 frames instead of 10"):
        transcode(clip("mixed.gif"), tmp_path, "r")
    assert list(tmp_path.iterdir()) == []
