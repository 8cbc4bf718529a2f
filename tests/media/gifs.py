"""GIFs that are awkward to play, drawn with ffmpeg."""

import subprocess
from pathlib import Path

from annotation_server.media.binaries import ffmpeg_path

PICTURE = "testsrc=s=64x48:r=25"
GROWING = "setpts=N*(N+3)/100/TB"  # 0, 40, 100, 180 ms …: no two delays alike

# By name: the picture and how it is written.
GIFS: dict[str, tuple[str, tuple[str, ...]]] = {
    "even.gif": ("testsrc=s=64x48:r=100/13:d=2.08", ()),
    "variable.gif": (f"{PICTURE}:d=0.4", ("-vf", GROWING, "-fps_mode", "passthrough")),
    "odd.gif": ("testsrc=s=63x47:r=25:d=0.6", ()),
    "one.gif": ("testsrc=s=64x48:r=10:d=0.1", ()),
    "long_last.gif": (f"{PICTURE}:d=0.2", ("-final_delay", "150")),
    "hasty.gif": ("testsrc=s=64x48:r=50:d=0.2", ()),
}


def draw_gifs(folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return [_draw(folder / name, *GIFS[name]) for name in GIFS]


def _draw(path: Path, picture: str, options: tuple[str, ...]) -> Path:
    words = ["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", picture, *options, path]
    subprocess.run([str(ffmpeg_path()), *map(str, words)], check=True)
    return path
