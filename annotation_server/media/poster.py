"""The still picture that stands for a clip in lists, and before it is played."""

from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from annotation_server.media import binaries, sandbox
from annotation_server.media.errors import RenditionError
from annotation_server.media.files import named, published, sha256_of
from annotation_server.media.limits import DEFAULT_LIMITS, Limits
from annotation_server.media.probe import input_options
from annotation_server.media.transcode import QUIET, Rendition

MAX_WIDTH = 640


@dataclass(frozen=True)
class Poster:
    path: Path
    bytes: int
    width: int
    height: int
    sha256: str


def poster(
    rendition: Rendition, target_folder: Path, name: str, *, limits: Limits = DEFAULT_LIMITS
) -> Poster:
    """Write `<name>.jpg`, the middle frame. Made from our rendition, never from a foreign file."""
    target = named(target_folder, name, ".jpg")
    width = min(MAX_WIDTH, rendition.width)
    height = max(1, round(rendition.height * width / rendition.width))
    middle = len(rendition.frame_times_us) // 2
    with published(target) as part:
        _draw(rendition.path, part, f"eq(n,{middle})", (width, height), limits)
        size, digest = part.stat().st_size, sha256_of(part)
    return Poster(path=target, bytes=size, width=width, height=height, sha256=digest)


def _draw(source: Path, part: Path, which: str, size: tuple[int, int], limits: Limits) -> None:
    picture = (
        ffmpeg.input(f"file:{source}", threads=1, **input_options("mov", limits))["v:0"]
        .filter("select", which)
        .filter("scale", *size, flags="area+accurate_rnd+bitexact", out_range="pc")
        .filter("format", "yuvj420p")
    )
    options = {"f": "mjpeg", "c:v": "mjpeg", "frames:v": 1, "q:v": 3, "threads": 1}
    clean = {"map_metadata": -1, "fflags": "+bitexact", "flags:v": "+bitexact"}
    graph = ffmpeg.output(picture, f"file:{part}", **options, **clean)
    outcome = sandbox.run(
        graph.compile(cmd=[str(binaries.ffmpeg_path()), *QUIET], overwrite_output=True),
        sandbox.Allowance(limits.probe_seconds, limits.max_memory_bytes, limits.max_output_bytes),
        reads=[source],
        writes=[part],
    )
    if outcome.code or outcome.stopped or not part.stat().st_size:
        raise RenditionError("The poster could not be drawn from the rendition. Try again.")
