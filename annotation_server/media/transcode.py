"""Makes what the browser plays, and refuses to hand out anything that is not true to its source.

The same settings for every clip: nothing but the picture may tell two generators apart.
"""

from dataclasses import dataclass
from pathlib import Path

import ffmpeg
from ffmpeg.nodes import FilterableStream

from annotation_server.media import binaries, sandbox
from annotation_server.media.alterations import Alteration, altered
from annotation_server.media.errors import RenditionError, UnreadableVideoError
from annotation_server.media.files import named, published, sha256_of
from annotation_server.media.limits import DEFAULT_LIMITS, Limits
from annotation_server.media.probe import MICRO, VideoInfo, input_options, probe

TICKS = 90_000  # per second: GIF times are whole, others within 6 microseconds
START_TOLERANCE_US = 5_000
END_TOLERANCE_US = 1_000
HD_LINES = 720
QUIET = ("-nostdin", "-hide_banner", "-loglevel", "error")

ENCODER = {
    "c:v": "libx264",
    "profile:v": "high",
    "pix_fmt": "yuv420p",
    "preset": "medium",
    "crf": 18,
    "g": 8,
    "keyint_min": 8,
    "sc_threshold": 0,  # keyframes where they are due, nowhere else
    "bf": 0,  # packets in the order shown: the first time stays 0 without an edit list
    "threads": 2,  # fixed, as the bytes depend on it
    "fps_mode": "passthrough",  # no frame is dropped or repeated
    "enc_time_base": f"1:{TICKS}",
}
CONTAINER = {
    "f": "mp4",
    "movflags": "+faststart",
    "video_track_timescale": TICKS,
    "movie_timescale": TICKS,
    "use_editlist": 0,
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
}


@dataclass(frozen=True)
class Rendition:
    """A finished file. Times are microseconds; the first frame starts at 0."""

    path: Path
    bytes: int
    width: int
    height: int
    frame_times_us: tuple[int, ...]
    duration_us: int
    sha256: str


def transcode(
    source: Path,
    target_folder: Path,
    name: str,
    *,
    info: VideoInfo | None = None,
    alteration: Alteration | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Rendition:
    """Write `<name>.mp4`: as many frames as the source shows, each when the source shows it.

    The same source gives the same bytes with the same ffmpeg. `info` spares a second probe.
    """
    info = info or probe(source, limits)
    target = named(target_folder, name, ".mp4")
    with published(target) as part:
        _encode(source.resolve(), part, info, alteration, limits)
        made = _read_back(part, limits)
        check_truth(info, made)
        digest = sha256_of(part)
    return Rendition(
        path=target,
        bytes=made.bytes,
        width=made.width,
        height=made.height,
        frame_times_us=made.frame_times_us,
        duration_us=made.end_us,
        sha256=digest,
    )


def _read_back(part: Path, limits: Limits) -> VideoInfo:
    try:
        return probe(part, limits)
    except UnreadableVideoError as error:
        raise _untrue(f"it cannot be read back ({error.message})") from error


def check_truth(source: VideoInfo, made: VideoInfo) -> None:
    """Demand the same number of frames, each start within 5 ms, the end within 1 ms."""
    shown, expected = made.frame_times_us, source.frame_times_us
    if len(shown) != len(expected):
        raise _untrue(f"it has {len(shown)} frames instead of {len(expected)}")
    for number, (is_at, due) in enumerate(zip(shown, expected, strict=True), start=1):
        if abs(is_at - due) > START_TOLERANCE_US:
            raise _untrue(f"frame {number} starts at {is_at} us instead of {due} us")
    if abs(made.end_us - source.end_us) > END_TOLERANCE_US:
        raise _untrue(f"it ends at {made.end_us} us instead of {source.end_us} us")


def _untrue(difference: str) -> RenditionError:
    return RenditionError(
        f"The rendition does not show what the clip shows: {difference}. It was thrown away; "
        "convert the clip to MP4 yourself and import that."
    )


def _encode(
    source: Path, part: Path, info: VideoInfo, alteration: Alteration | None, limits: Limits
) -> None:
    graph = ffmpeg.output(
        _picture(_opened(source, info, limits), info, alteration),
        f"file:{part}",
        **ENCODER,
        **CONTAINER,
        **{"bsf:v": f"filter_units=remove_types=6,setts=duration={_last_ticks(info)}"},
    )
    outcome = sandbox.run(
        graph.compile(
            cmd=[str(binaries.ffmpeg_path()), *QUIET, "-copyts", "-filter_complex_threads", "1"],
            overwrite_output=True,
        ),
        sandbox.Allowance(
            limits.transcode_seconds, limits.max_memory_bytes, limits.max_output_bytes
        ),
        reads=[source],
        writes=[part],
    )
    _check_outcome(outcome, limits)


def _last_ticks(info: VideoInfo) -> int:
    """Restore what passthrough loses. MP4 stores the duration of the last packet alone."""
    return _ticks(info.end_us) - _ticks(info.frame_times_us[-1])


def _ticks(microseconds: int) -> int:
    return round(microseconds * TICKS / MICRO)


def _opened(source: Path, info: VideoInfo, limits: Limits) -> FilterableStream:
    options = input_options(info.container, limits)
    if info.stream.has_alpha and info.codec in ("vp8", "vp9"):
        # ffmpeg's own decoders drop the alpha plane of WebM; libvpx hands it out.
        options[f"c:{info.stream.index}"] = "libvpx" if info.codec == "vp8" else "libvpx-vp9"
    opened = ffmpeg.input(f"file:{source}", threads=1, **options)
    return opened[str(info.stream.index)]


def _picture(
    stream: FilterableStream, info: VideoInfo, alteration: Alteration | None
) -> FilterableStream:
    """First frame at 0, on white, upright, square pixels, even sides, BT.709 in TV range."""
    stream = stream.filter("setpts", "PTS-STARTPTS")
    if info.stream.has_alpha:
        stream = _on_white(stream)
    stream = stream.filter(
        "scale",
        info.width,
        info.height,
        flags="bicubic+accurate_rnd+full_chroma_int+bitexact",
        in_color_matrix=_matrix_read(info),
        out_color_matrix="bt709",
        out_range="tv",
    )
    size = info.width, info.height
    stream = altered(stream, alteration, size, len(info.frame_times_us))
    if info.width % 2 or info.height % 2:
        even = (info.width + info.width % 2, info.height + info.height % 2)
        stream = stream.filter("format", "yuv444p").filter("pad", *even, 0, 0, "black")
    stream = stream.filter("format", "yuv420p").filter("setsar", 1)
    return stream.filter(
        "setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709"
    )


def _on_white(stream: FilterableStream) -> FilterableStream:
    """Show white where the clip is transparent: white - (white - colour) * alpha."""
    for step in (("format", "gbrap"), ("negate",), ("premultiply",), ("negate",)):
        options = {"inplace": 1} if step[0] == "premultiply" else {}
        stream = stream.filter(*step, **options)
    return stream.filter("format", "gbrp")


def _matrix_read(info: VideoInfo) -> str:
    """Read a clip that does not name its colour matrix as browsers do: by its height."""
    if info.stream.matrix not in ("unknown", "reserved", "") or info.stream.has_alpha:
        return "auto"
    return "bt709" if info.height >= HD_LINES else "bt601"


def _check_outcome(outcome: sandbox.Outcome, limits: Limits) -> None:
    if outcome.stopped is sandbox.Stopped.SIZE:
        raise UnreadableVideoError(
            f"The rendition would be larger than {limits.max_output_bytes:,} bytes. Shorten the "
            "clip, or make its picture smaller.",
            code="rendition_too_large",
        )
    if outcome.stopped is sandbox.Stopped.TIME:
        raise UnreadableVideoError(
            f"Converting the clip took more than {limits.transcode_seconds} s or more memory than "
            "is allowed. Shorten it, or make its picture smaller.",
            code="too_slow",
        )
    if outcome.code:
        said = "".join(letter for letter in outcome.stderr if letter.isprintable())[:200]
        raise RenditionError(
            f"ffmpeg could not convert the clip (it says: {said}). Try again; if it stays, convert "
            "the clip to MP4 yourself and import that."
        )
