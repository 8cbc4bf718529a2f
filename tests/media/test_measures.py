"""What a clip shows: black, standing still, flashing, and what pictures are alike by."""

import subprocess

import pytest

from annotation_server.media import binaries
from annotation_server.media.ingest import ingest

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "10")
MOVING = "testsrc2=s=96x72:r=20:d=2"
ON, OFF = "white", "black"


@pytest.fixture
def measured(tmp_path):
    """Draw a clip with ffmpeg, take it in as the worker does, and give what was measured."""

    def do(source: str, *options: str, name: str = "drawn"):
        path = tmp_path / f"{name}.mp4"
        command = [str(binaries.ffmpeg_path()), "-nostdin", "-loglevel", "error", "-y"]
        subprocess.run(
            [*command, "-f", "lavfi", "-i", source, *X264, *options, str(path)], check=True
        )
        return ingest(path, tmp_path, f"{name}-made").measures

    return do


def flicker(
    hertz: float, high: float = 255, low: float = 0, part: str = "1", colour: str = "lum"
) -> str:
    """Two seconds at 30 frames, of which `part` of the width goes up and down so often a second."""
    wave = f"if(lt(X,W*{part}),if(lt(mod(T*{hertz},1),0.5),{high},{low}),{low})"
    if colour == "red":
        return f"color=black:s=96x72:r=30:d=2,format=rgb24,geq=r='{wave}':g=0:b=0"
    return f"color=black:s=96x72:r=30:d=2,format=gray,geq=lum='{wave}'"


def test_an_ordinary_clip_has_nothing_to_be_found(measured, each_ffmpeg):
    found = measured(MOVING)
    assert found.black == 0
    assert found.flashing < 0.02
    assert found.still < 0.2
    assert found.fingerprint is not None


def test_a_black_clip_is_black_and_has_no_fingerprint(measured, each_ffmpeg):
    found = measured("color=black:s=96x72:r=10:d=2")
    assert (found.black, found.still, found.fingerprint) == (1, pytest.approx(1), None)


def test_blackness_is_a_share_of_the_time(measured):
    found = measured("testsrc2=s=96x72:r=10:d=1,tpad=stop_duration=3:color=black")
    assert found.black == pytest.approx(0.75, abs=0.03)


def test_a_frozen_clip_stands_still_to_its_end(measured, each_ffmpeg):
    found = measured("testsrc2=s=96x72:r=10:d=1,tpad=stop_mode=clone:stop_duration=3")
    assert found.still == pytest.approx(0.775, abs=0.03)
    assert found.black == 0


def test_a_slow_fade_is_movement(measured):
    assert measured("testsrc2=s=96x72:r=10:d=0.1,loop=39:1:0,fade=d=4").still < 0.3


@pytest.mark.parametrize(
    "source",
    [
        flicker(5),
        flicker(5, part="0.3"),
        flicker(5, 160, 40),
        flicker(10),
        flicker(5, colour="red"),
    ],
    ids=["white", "a third", "grey", "faster", "red"],
)
def test_more_than_three_flashes_in_a_second_are_found(measured, source):
    assert measured(source).flashing > 0.25


@pytest.mark.parametrize(
    ("source", "most"),
    [
        (flicker(2), 0),
        (flicker(3), 0),
        (flicker(5, part="0.2"), 0.25),
        (flicker(5, 80, 64), 0),
        (flicker(5, 255, 235), 0),
    ],
    ids=["twice", "three times", "a fifth of the picture", "faint", "both bright"],
)
def test_what_wcag_lets_pass_is_not_found(measured, source, most):
    assert measured(source).flashing <= most


def test_flashes_that_take_several_frames_count(measured):
    wave = "127+127*sin(2*PI*5*T)"
    assert measured(f"color=black:s=96x72:r=30:d=2,format=gray,geq=lum='{wave}'").flashing == 1


def test_a_clip_encoded_anew_and_smaller_has_the_same_fingerprint_or_nearly(measured):
    source = "mandelbrot=s=192x144:r=10,trim=duration=1"
    first = measured(source, name="first")
    again = measured(f"{source},scale=128:96", "-crf", "30", name="again")
    other = measured("testsrc2=s=192x144:r=10:d=1", name="other")
    assert distance(first.fingerprint, again.fingerprint) <= 4
    assert distance(first.fingerprint, other.fingerprint) > 12


def distance(one: int, other: int) -> int:
    return ((one ^ other) & (2**64 - 1)).bit_count()
