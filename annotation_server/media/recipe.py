"""Whether what was made of a clip before may stand for what would be made of the same bytes now."""

import inspect
import subprocess
from functools import cache
from hashlib import sha256

from annotation_server.media import alterations, binaries, measures, poster, probe, transcode
from annotation_server.media.alterations import Alteration


@cache
def recipe(alteration: Alteration | None = None) -> str:
    """A digest of our own code that makes renditions, posters and measures, and of the ffmpeg.

    An altered clip has a recipe of its own.

    Equal bytes made by an equal recipe are equal: the encoder's threads and settings are fixed.
    """
    digest = sha256(_version() + (alteration or "").encode())
    for module in (probe, alterations, transcode, poster, measures):
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()


def _version() -> bytes:
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [str(binaries.ffmpeg_path()), "-version"],
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=binaries.TRIAL_SECONDS,
    )
    return done.stdout
