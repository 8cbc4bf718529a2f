"""Clips with something that an audit finds, drawn by ffmpeg."""

import subprocess
from functools import cache

from annotation_server.media.binaries import ffmpeg_path

MOVING = "testsrc2=s=96x72:r=20:d=1"
DRAWN = {
    "clean": MOVING,
    "other": "mandelbrot=s=96x72:r=20,trim=duration=1",
    "long": "testsrc2=s=96x72:r=20:d=3,hue=h=90",
    "smaller": f"{MOVING},scale=80:60",
    "black": "color=black:s=96x72:r=10:d=1",
    "frozen": "testsrc=s=96x72:r=10:d=0.1,tpad=stop_mode=clone:stop_duration=2",
    "audio": "mandelbrot=s=96x72:r=10:start_scale=1,trim=duration=1[out0];sine=d=1[out1]",
    "flashing": "color=black:s=96x72:r=30:d=2,geq=lum='40+200*lt(mod(T*5,1),0.5)':cb=128:cr=128",
}


@cache
def drawn(name: str) -> bytes:
    options = ("-c:v", "libx264", "-bitexact", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4")
    command = [str(ffmpeg_path()), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i"]
    done = subprocess.run(
        [*command, DRAWN[name], *options, "pipe:1"], capture_output=True, check=True
    )
    return done.stdout
