"""Reads when frames are shown, in ways that share nothing with the server's own probe."""

import re
import subprocess
from pathlib import Path

from annotation_server.media.binaries import ffmpeg_path

IMAGE, EXTENSION, TRAILER, CONTROL = 0x2C, 0x21, 0x3B, 0xF9
SHORTEST, INSTEAD = 2, 10  # hundredths of a second: browsers show a frame that is shorter for 0.1 s
MICRO = 1_000_000


def gif_times(path: Path) -> list[int]:
    """Start of every frame of a GIF and its end, in microseconds, by walking through its blocks."""
    raw = path.read_bytes()
    times, delay, at = [0], 0, 13 + _colours(raw[10])
    while raw[at] != TRAILER:
        if raw[at] == EXTENSION:
            if raw[at + 1] == CONTROL:
                delay = int.from_bytes(raw[at + 4 : at + 6], "little")
            at = _behind_blocks(raw, at + 2)
        else:
            assert raw[at] == IMAGE
            times.append(times[-1] + (delay if delay >= SHORTEST else INSTEAD) * 10_000)
            at = _behind_blocks(raw, at + 10 + _colours(raw[at + 9]) + 1)
    return times


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind_blocks(raw: bytes, at: int) -> int:
    while raw[at]:
        at += raw[at] + 1
    return at + 1


def decoded_times(path: Path) -> list[int]:
    """Start of every frame that ffmpeg decodes, and the end of the last packet, in microseconds."""
    shown = _ffmpeg("-i", path, "-vf", "showinfo", "-fps_mode", "passthrough", "-f", "null", "-")
    starts = [
        round(float(time) * MICRO) for time in re.findall(r" pts_time:([\d.]+)", shown.stderr)
    ]
    packets = _ffmpeg("-i", path, "-c", "copy", "-f", "framecrc", "-").stdout
    over, under = map(int, re.findall(r"#tb 0: (\d+)/(\d+)", packets)[0])
    start, duration = (int(cell) for cell in packets.splitlines()[-1].split(",")[2:4])
    return [*starts, round((start + duration) * MICRO * over / under)]


def _ffmpeg(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [str(ffmpeg_path()), "-nostdin", "-hide_banner", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True)
