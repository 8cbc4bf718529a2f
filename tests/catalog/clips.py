"""Small clips that ffmpeg draws, and manifests that name them."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

from annotation_server.media.binaries import ffmpeg_path

COLOURS = ("red", "green", "blue", "yellow", "white", "black")
NUMBERED = re.compile(r"clips/(\d+)\.mp4")


@cache
def drawn(colour: str, seconds: float = 0.5) -> bytes:
    """A tiny MP4 of one colour at 10 frames a second."""
    picture = f"color={colour}:size=32x32:rate=10:duration={seconds}"
    options = ("-c:v", "libx264", "-bitexact", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4")
    done = subprocess.run(
        [
            *(str(ffmpeg_path()), "-nostdin", "-loglevel", "error"),
            *("-f", "lavfi", "-i", picture, *options, "pipe:1"),
        ],
        capture_output=True,
        check=True,
    )
    return done.stdout


def line(number: int, **columns: object) -> dict[str, object]:
    """The n-th clip: two prompts in turn, a generator each, a file that `manifest` writes."""
    return {
        "prompt_text": f"Prompt {number % 2}",
        "path": f"clips/{number}.mp4",
        "generated_from": f"generator-{number // 2}",
        **columns,
    }


def manifest(folder: Path, lines: list[dict[str, object]], name: str = "manifest.jsonl") -> Path:
    """Write the lines, and a clip of its own for each `clips/<number>.mp4` among their paths."""
    (folder / "clips").mkdir(parents=True, exist_ok=True)
    for one in lines:
        if found := NUMBERED.fullmatch(str(one.get("path"))):
            colour = COLOURS[int(found[1]) % len(COLOURS)]
            (folder / str(one["path"])).write_bytes(drawn(colour))
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))
    return path
