"""Clips with a number in every frame, a page that plays them, and what it really shows."""

import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from annotation_server.media.binaries import ffmpeg_path
from tests.browser.judging import Campaign
from tests.browser.pages import PATIENCE, drawn
from tests.catalog.clips import manifest
from tests.servers import TandemServer

WIDTH, HEIGHT = 64, 36
HAS_ENOUGH_TO_PLAY = 4


def draw(path: Path, rate: str, seconds: float, size: str = "320x180") -> None:
    """A test card that moves and counts."""
    picture = f"testsrc2=size={size}:rate={rate}:duration={seconds}"
    words = ("-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", picture, "-c:v", "libx264")
    subprocess.run([str(ffmpeg_path()), *words, str(path)], check=True)


def pair_campaign(
    server: TandemServer, folder: Path, name: str, clips: list[tuple[str, float]], **size: str
) -> Campaign:
    """One pair of drawn clips, each with its frame rate and length, open to all annotators."""
    lines: list[dict[str, object]] = [
        {"prompt_text": name, "path": f"{at}.mp4", "generated_from": f"generator-{at}"}
        for at in range(len(clips))
    ]
    path = manifest(folder, lines)
    for at, (rate, seconds) in enumerate(clips):
        draw(folder / f"{at}.mp4", rate, seconds, **size)
    return campaign_over(server, path, name)


def campaign_over(server: TandemServer, path: Path, name: str) -> Campaign:
    server.manage("import_corpus", str(path), "--corpus", name, "--wait")
    server.manage("build_pairs", name, "--strategy", "all")
    options = ("--corpus", name, "--overlap", "9", "--seed", "1", "--open-to-all-annotators")
    made = server.manage_json("open_campaign", name, *options, "--without-consent")
    return Campaign(server, name, str(made["id"]))


def wait_for_videos(page: Page) -> None:
    """Both videos are there and can be played."""
    for place in (0, 1):
        video = page.locator(".screen video").nth(place)
        expect(video).to_have_js_property("readyState", HAS_ENOUGH_TO_PLAY)


def open_pair(page: Page, path: str) -> dict[str, Any]:
    """The first pair that the page was given, with both videos ready to play."""
    with page.expect_response(lambda reply: reply.url.endswith("/queue")) as replied:
        page.goto(path)
    wait_for_videos(page)
    return dict(replied.value.json()["assignments"][0])


def frames_of(page: Page, url: str) -> np.ndarray[Any, Any]:
    """Every frame of a rendition as ffmpeg decodes it: small, grey, as numbers."""
    words = ("-nostdin", "-loglevel", "error", "-i", "pipe:0", "-fps_mode", "passthrough")
    scaled = ("-vf", f"scale={WIDTH}:{HEIGHT}:flags=area", "-pix_fmt", "gray")
    done = subprocess.run(
        [str(ffmpeg_path()), *words, *scaled, "-f", "rawvideo", "pipe:1"],
        input=page.request.get(url).body(),
        capture_output=True,
        check=True,
    )
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH).astype(float)


ON_SCREEN = """
async ([place, width, height]) => {
  const video = document.querySelectorAll('.screen video')[place];
  const size = { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' };
  const bitmap = await createImageBitmap(video, size);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = (at) => 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  return Array.from({ length: width * height }, (_, at) => grey(4 * at));
}
"""
STANDS_STILL = """
() => [...document.querySelectorAll('.screen video')].every(
  (video) => video.paused && !video.seeking && video.readyState >= 2,
)
"""


def nearest_frame(page: Page, place: int, frames: np.ndarray[Any, Any]) -> int:
    """Which of the decoded frames is most like what one video shows."""
    return int(np.abs(frames - shown_frame(page, place)).mean(axis=(1, 2)).argmin())


def nearest_frames(
    page: Page, decoded: list[np.ndarray[Any, Any]], expected: list[int]
) -> list[int]:
    """The same of both videos. A frame that is sought may come on screen after its news."""
    until = time.monotonic() + PATIENCE / 1_000
    while True:
        found = [nearest_frame(page, place, frames) for place, frames in enumerate(decoded)]
        if found == expected or time.monotonic() > until:
            return found


def shown_frame(page: Page, place: int) -> np.ndarray[Any, Any]:
    """What one video shows while both stand still: small, grey, as numbers."""
    page.wait_for_function(STANDS_STILL)
    drawn(page)
    return np.array(page.evaluate(ON_SCREEN, [place, WIDTH, HEIGHT])).reshape(HEIGHT, WIDTH)


# At every animation frame while both play: how far apart they are. 200 ms after each start and each
# time round are left out; `loops` counts the starts.
DRIFT = """
(seconds) => new Promise((resolve) => {
  const videos = [...document.querySelectorAll('.screen video')];
  const apart = [];
  let settledAt = performance.now() + 200;
  let loops = 0;
  const restart = () => { settledAt = performance.now() + 200; };
  for (const video of videos) {
    for (const name of ['seeking', 'seeked', 'playing']) video.addEventListener(name, restart);
    video.addEventListener('playing', () => { loops += 1; });
  }
  const end = performance.now() + seconds * 1000;
  const look = (now) => {
    const isPlaying = videos.every((video) => !video.paused && !video.ended && !video.seeking);
    const [one, other] = videos.map((video) => video.currentTime);
    if (isPlaying && now > settledAt) apart.push(Math.abs(one - other));
    if (now < end) requestAnimationFrame(look);
    else resolve({ apart, loops });
  };
  requestAnimationFrame(look);
})
"""


def drift(page: Page, seconds: float) -> dict[str, Any]:
    """Milliseconds between both videos while they play, and how often that was looked at."""
    told = page.evaluate(DRIFT, seconds)
    apart = np.array(told["apart"]) * 1000
    figures = {f"p{share}": round(float(np.percentile(apart, share)), 2) for share in (50, 99)}
    most = round(float(apart.max()), 2)
    return {**figures, "max": most, "looks": len(apart), "starts": told["loops"]}
