"""A film of what a page shows, made from the browser's own screencast."""

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

from annotation_server.media.binaries import ffmpeg_path

LAST_FRAME_SECONDS = 0.5


@contextmanager
def recorded(page: Page, name: str) -> Iterator[None]:
    """Leaves `name.mp4` in the folder that TANDEM_SCREENSHOTS names; nothing if it names none."""
    folder = os.environ.get("TANDEM_SCREENSHOTS", "")
    if not folder:
        yield
        return
    frames: list[tuple[float, bytes]] = []
    session = page.context.new_cdp_session(page)

    def keep(one: dict[str, Any]) -> None:
        frames.append((one["metadata"]["timestamp"], base64.b64decode(one["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": one["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 80, "everyNthFrame": 3})
    yield
    session.send("Page.stopScreencast")
    _encode(frames, Path(folder) / f"{name}.mp4")


def _encode(frames: list[tuple[float, bytes]], film: Path) -> None:
    """Each frame for as long as it was on screen."""
    film.parent.mkdir(parents=True, exist_ok=True)
    ends = [*(time for time, _ in frames[1:]), frames[-1][0] + LAST_FRAME_SECONDS]
    with TemporaryDirectory() as folder:
        lines = []
        for number, ((start, picture), end) in enumerate(zip(frames, ends, strict=True)):
            path = Path(folder) / f"{number}.jpg"
            path.write_bytes(picture)
            lines.append(f"file '{path}'\nduration {end - start:.4f}\n")
        listed = Path(folder) / "frames.txt"
        listed.write_text("".join(lines))
        words = ("-nostdin", "-loglevel", "error", "-y", "-f", "concat", "-safe", "0")
        even = ("-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p", "-fps_mode", "vfr")
        subprocess.run(
            [str(ffmpeg_path()), *words, "-i", str(listed), *even, "-c:v", "libx264", str(film)],
            check=True,
        )
