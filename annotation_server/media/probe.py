"""What a clip is, by decoding every frame of it. Headers are believed only for shape and colour."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from annotation_server.media import binaries, sandbox
from annotation_server.media.errors import UnreadableVideoError
from annotation_server.media.formats import DECODERS, container_of
from annotation_server.media.limits import DEFAULT_LIMITS, Limits
from annotation_server.media.wholeness import check_whole, truncated

Json = Mapping[str, Any]
MICRO = 1_000_000
STREAM_FIELDS = (
    "stream=index,codec_name,codec_type,width,height,sample_aspect_ratio,pix_fmt,color_space,"
    "time_base,avg_frame_rate:stream_disposition=attached_pic:stream_tags=alpha_mode,ALPHA_MODE"
    ":stream_side_data=rotation"
)
FRAME_FIELDS = "frame=best_effort_timestamp,duration,pkt_duration,width,height"
CUT_OFF = ("moov atom not found", "ended prematurely", "partial file")


@dataclass(frozen=True)
class Stream:
    """The one video stream that is shown, as far as the headers tell."""

    index: int
    codec: str
    pixels: str
    matrix: str
    has_alpha: bool


@dataclass(frozen=True)
class VideoInfo:
    """A clip as it is shown. Times are microseconds after the first frame's start.

    `width` and `height` are of the upright picture with square pixels. `start_us` is what the file
    says of its first frame; renditions start at 0.
    """

    width: int
    height: int
    frame_times_us: tuple[int, ...]
    end_us: int
    start_us: int
    codec: str
    container: str
    has_audio: bool
    bytes: int
    stream: Stream


def probe(path: Path, limits: Limits = DEFAULT_LIMITS) -> VideoInfo:
    """Decode the whole clip. Everything we would not show is an `UnreadableVideoError`."""
    path = path.resolve()
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise UnreadableVideoError(
            f"The file has {size:,} bytes, more than {limits.max_bytes:,}. Shorten or compress it.",
            code="file_too_large",
        )
    container = container_of(path)
    check_whole(path, container)
    ask = _Asking(path, container, limits)
    streams = ask("-show_entries", STREAM_FIELDS).get("streams", [])
    video = _video_stream(streams)
    width, height = _checked_size(video, limits)
    *times, end = _times(_frames(ask, video), video, limits)
    return VideoInfo(
        width=width,
        height=height,
        frame_times_us=tuple(time - times[0] for time in times),
        end_us=end - times[0],
        start_us=times[0],
        codec=str(video["codec_name"]),
        container=container,
        has_audio=any(stream.get("codec_type") == "audio" for stream in streams),
        bytes=size,
        stream=_stream(video),
    )


def input_options(container: str, limits: Limits) -> dict[str, str]:
    """Give what stands before every input: nothing is guessed, nothing else is opened."""
    return {
        "protocol_whitelist": "file",
        "format_whitelist": container,
        "codec_whitelist": DECODERS,
        "max_pixels": str(limits.max_pixels),
        "f": container,
    }


@dataclass(frozen=True)
class _Asking:
    """ffprobe on one file."""

    path: Path
    container: str
    limits: Limits

    def __call__(self, *words: str) -> Json:
        binary = str(binaries.ffprobe_path())
        options = input_options(self.container, self.limits).items()
        before = [word for key, value in options for word in (f"-{key}", value)]
        outcome = sandbox.run(
            [
                *(binary, "-hide_banner", "-loglevel", "error", *before),
                *("-of", "json=compact=1", *words, "-i", f"file:{self.path}"),
            ],
            sandbox.Allowance(self.limits.probe_seconds, self.limits.max_memory_bytes),
            reads=[self.path],
        )
        if outcome.stopped:
            raise UnreadableVideoError(
                f"Reading the clip took more than {self.limits.probe_seconds} s or more memory "
                "than is allowed. Shorten it, or make its picture smaller.",
                code="too_slow",
            )
        if outcome.code or outcome.stderr.strip():
            raise _complaint(outcome.stderr, self.path, self.limits)
        report: Json = json.loads(outcome.stdout)
        return report


def _complaint(stderr: str, path: Path, limits: Limits) -> UnreadableVideoError:
    """Turn what ffmpeg complains about first into a sentence for a manager."""
    if any(words in stderr for words in CUT_OFF):
        return truncated()
    if bomb := re.search(r"Picture size (\d+)x(\d+) (exceeds|is invalid)", stderr):
        return _too_large(int(bomb[1]), int(bomb[2]), limits)
    if refused := re.search(r"Codec \((\w+)\) not on whitelist", stderr):
        return UnreadableVideoError(
            f"The clip is coded as {refused[1]}, which Tandem does not open. Convert it to H.264.",
            code="codec_not_allowed",
        )
    return _damaged(stderr, path)


def _damaged(stderr: str, path: Path) -> UnreadableVideoError:
    """Quote the complaint, without addresses, paths and what a terminal would obey."""
    first = next(iter(stderr.replace(f"file:{path}", "the file").splitlines()), "no reason given")
    said = re.sub(r"^\[[^\]]*\] *", "", first)
    said = "".join(letter for letter in said if letter.isprintable())[:160]
    return UnreadableVideoError(
        f"The clip cannot be decoded without errors (ffmpeg says: {said}). Export it again.",
        code="damaged",
    )


def _video_stream(streams: Sequence[Json]) -> Json:
    for stream in streams:
        is_picture = stream.get("disposition", {}).get("attached_pic")
        if stream.get("codec_type") == "video" and not is_picture:
            return stream
    raise UnreadableVideoError(
        "The file has no video stream, only sound, text or a cover picture. Choose another file.",
        code="no_video_stream",
    )


def _stream(video: Json) -> Stream:
    tags = {key.lower(): value for key, value in video.get("tags", {}).items()}
    pixels = str(video.get("pix_fmt", ""))
    see_through = pixels.startswith(("yuva", "rgba", "bgra", "argb", "abgr", "gbrap", "ya", "pal8"))
    return Stream(
        index=int(video["index"]),
        codec=str(video["codec_name"]),
        pixels=pixels,
        matrix=str(video.get("color_space", "unknown")),
        has_alpha=see_through or tags.get("alpha_mode") == "1",
    )


def _checked_size(video: Json, limits: Limits) -> tuple[int, int]:
    """Work out the size as shown: pixels made square, then turned upright."""
    width, height = int(video.get("width", 0)), int(video.get("height", 0))
    _check_size(width, height, limits)
    across, _, down = str(video.get("sample_aspect_ratio", "1:1")).partition(":")
    if int(across) and int(down):
        width = max(1, round(width * Fraction(int(across), int(down))))
    turns = [int(data.get("rotation", 0)) for data in video.get("side_data_list", ())]
    if any(turn % 180 == 90 for turn in turns):  # noqa: PLR2004  # a quarter turn
        width, height = height, width
    _check_size(width, height, limits)
    return width, height


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width < 1 or height < 1:
        raise UnreadableVideoError(
            "The picture has no size. Export the clip again.", code="no_frames"
        )
    too_wide = width > limits.max_width or height > limits.max_height
    if too_wide or width * height > limits.max_pixels:
        raise _too_large(width, height, limits)


def _too_large(width: int, height: int, limits: Limits) -> UnreadableVideoError:
    return UnreadableVideoError(
        f"The picture is {width}x{height}, more than {limits.max_width}x{limits.max_height} or "
        f"{limits.max_pixels:,} pixels. Make it smaller.",
        code="picture_too_large",
    )


def _frames(ask: _Asking, video: Json) -> Sequence[Json]:
    most = ask.limits.max_frames
    words = ("-select_streams", str(video["index"]), "-read_intervals", f"%+#{most + 1}")
    frames: Sequence[Json] = ask(*words, "-show_entries", FRAME_FIELDS).get("frames", [])
    if not frames:
        raise UnreadableVideoError(
            "0 frames could be decoded: the video stream is empty. Export the clip again.",
            code="no_frames",
        )
    if len(frames) > most:
        raise UnreadableVideoError(
            f"The clip has more than {most:,} frames. Cut it into shorter clips.",
            code="too_many_frames",
        )
    _check_one_size(frames)
    return frames


def _check_one_size(frames: Sequence[Json]) -> None:
    first = frames[0]["width"], frames[0]["height"]
    for number, frame in enumerate(frames, start=1):
        size = frame["width"], frame["height"]
        if size != first:
            raise UnreadableVideoError(
                f"The picture changes from {first[0]}x{first[1]} to {size[0]}x{size[1]} at frame "
                f"{number}. Convert the clip to one size.",
                code="size_changes",
            )


def _times(frames: Sequence[Json], video: Json, limits: Limits) -> list[int]:
    """List the start of every frame and then the end of the last one, in microseconds."""
    base = Fraction(video["time_base"])
    ticks = _ticks(frames)
    ends = ticks[-1] + _last_duration(frames, ticks, base, video)
    if (ends - ticks[0]) * base > limits.max_seconds:
        raise UnreadableVideoError(
            f"The clip lasts {float((ends - ticks[0]) * base):,.1f} s, more than "
            f"{limits.max_seconds} s. Cut it shorter.",
            code="too_long",
        )
    return [round(tick * base * MICRO) for tick in [*map(Fraction, ticks), ends]]


def _ticks(frames: Sequence[Json]) -> list[int]:
    ticks: list[int] = []
    for number, frame in enumerate(frames, start=1):
        tick = frame.get("best_effort_timestamp")
        if tick is None or (ticks and tick <= ticks[-1]):
            raise UnreadableVideoError(
                f"Frame {number} has no time of its own: the file's timestamps are broken. "
                "Convert the clip to MP4 again.",
                code="times_broken",
            )
        ticks.append(tick)
    return ticks


def _last_duration(
    frames: Sequence[Json], ticks: Sequence[int], base: Fraction, video: Json
) -> Fraction:
    """In ticks: as the file says; else as long as the frame before; else one frame at its rate."""
    said = frames[-1].get("duration") or frames[-1].get("pkt_duration")
    if said:
        return Fraction(said)
    if len(ticks) > 1:
        return Fraction(ticks[-1] - ticks[-2])
    over, _, under = str(video.get("avg_frame_rate", "0/0")).partition("/")
    rate = Fraction(int(over), int(under)) if int(under) else Fraction(0)
    return Fraction(1) / (rate or 25) / base
