"""Clips drawn with ffmpeg, and a second, simple way to read their times."""

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

from annotation_server.media import binaries

SOURCE = "testsrc=s=64x48"
GROWING = "setpts=N*(N+3)/100/TB"  # 0, 40, 100, 180 ms …: no two gaps alike
X264 = ("-c:v", "libx264", "-preset", "ultrafast")

# name: (lavfi source, options)
DRAWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "sixteen.gif": (f"{SOURCE}:r=100/13:d=2.08", ()),
    "mixed.gif": (f"{SOURCE}:r=25:d=0.4", ("-vf", GROWING, "-fps_mode", "passthrough")),
    "variable.mkv": (f"{SOURCE}:r=25:d=0.8", ("-vf", GROWING, "-fps_mode", "vfr", *X264)),
    "odd.mp4": ("testsrc=s=63x47:r=24000/1001:d=1", ("-pix_fmt", "yuv444p", *X264)),
    "film.mp4": (f"{SOURCE}:r=24000/1001:d=2", X264),
    "one.gif": (f"{SOURCE}:r=10:d=0.1", ()),
    "one.mp4": (f"{SOURCE}:r=30", ("-frames:v", "1", *X264)),
    "late.mkv": (f"{SOURCE}:r=25:d=1", ("-output_ts_offset", "3", *X264)),
    "deep.mp4": (f"{SOURCE}:r=25:d=0.4", ("-pix_fmt", "yuv420p10le", *X264)),
    "fragmented.mp4": (f"{SOURCE}:r=25:d=1", ("-movflags", "empty_moov+frag_keyframe", *X264)),
    "old.avi": (f"{SOURCE}:r=25:d=0.4", ("-c:v", "mpeg4")),
    "web.webm": (f"{SOURCE}:r=30:d=0.5", ("-c:v", "libvpx-vp9", "-deadline", "realtime")),
    "red_glass.webm": (
        "color=red@0.5:s=64x48:r=10:d=0.5,format=rgba",
        ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-pix_fmt", "yuva420p"),
    ),
    "wide_pixels.mp4": (f"{SOURCE}:r=25:d=0.4,setsar=2", X264),
    "with_sound.mp4": (f"{SOURCE}:r=25:d=1[out0];sine=d=1[out1]", (*X264, "-c:a", "aac")),
    "sound.mp4": ("sine=d=0.2", ("-c:a", "aac")),
    "named.mp4": (
        f"{SOURCE}:r=25:d=0.4",
        ("-metadata", "title=made by VideoGen", "-metadata", "comment=VideoGen", *X264),
    ),
}
SHOWN = [name for name in DRAWN if name != "sound.mp4"]


def draw(folder: Path, name: str) -> Path:
    source, options = DRAWN[name]
    path = folder / name
    command = [str(binaries.ffmpeg_path()), "-nostdin", "-loglevel", "error", "-y"]
    subprocess.run([*command, "-f", "lavfi", "-i", source, *options, str(path)], check=True)
    return path


def frames_of(path: Path) -> list[tuple[float, float, bool]]:
    """Start and end of every frame in seconds after the first start, and is it a keyframe."""
    fields = "frame=key_frame,best_effort_timestamp_time,pkt_duration_time,duration_time"
    command = [str(binaries.ffprobe_path()), "-v", "error", "-select_streams", "v"]
    listed = subprocess.run(
        [*command, "-show_entries", fields, "-of", "json", str(path)],
        check=True,
        capture_output=True,
    ).stdout
    rows = json.loads(listed)["frames"]
    first = float(rows[0]["best_effort_timestamp_time"])
    return [_frame(row, first) for row in rows]


def _frame(row: dict[str, Any], first: float) -> tuple[float, float, bool]:
    start = float(row["best_effort_timestamp_time"]) - first
    lasts = float(row.get("duration_time") or row["pkt_duration_time"])
    return start, start + lasts, row["key_frame"] == 1


def colour_of(path: Path) -> tuple[int, ...]:
    """The first frame's middle pixel, in RGB."""
    command = [str(binaries.ffmpeg_path()), "-nostdin", "-loglevel", "error", "-i", str(path)]
    middle = ("-vf", "crop=2:2,format=rgb24", "-frames:v", "1", "-f", "rawvideo", "-")
    return tuple(subprocess.run([*command, *middle], check=True, capture_output=True).stdout[:3])


def gif(size: int, delays: list[int]) -> bytes:
    """A GIF whose header says `size` x `size`; each frame is one pixel, shown for 1/100 s units."""
    frames = (
        b"\x21\xf9\x04\x00" + struct.pack("<H", delay) + b"\x00\x00"
        b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
        for delay in delays
    )
    head = b"GIF89a" + struct.pack("<HHBBB", size, size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"".join(frames) + b";"


def quarter_turn(movie: bytes) -> bytes:
    """The same MP4 with a track header that says: show me turned by 90 degrees."""
    at = movie.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
    return movie[:at] + matrix + movie[at + len(matrix) :]
