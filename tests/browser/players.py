"""A video element in a page, driven from a test."""

from playwright.sync_api import Page

LOAD = """
(address) => new Promise((resolve, reject) => {
  const video = document.createElement('video');
  video.id = 'player';
  video.muted = true;
  video.preload = 'auto';
  video.onerror = () => reject(new Error(video.error.message));
  // Its first frame must be on screen: or it would be taken for the one that is sought first.
  const isShown = new Promise((shown) => { video.requestVideoFrameCallback(shown); });
  video.oncanplaythrough = () => { isShown.then(() => resolve(video.duration)); };
  video.src = address;
  document.body.prepend(video);
})
"""
SEEK = """
(seconds) => new Promise((resolve) => {
  const video = document.querySelector('#player');
  video.requestVideoFrameCallback((_, frame) => resolve(frame.mediaTime));
  video.currentTime = seconds;
})
"""
PLAY = """
() => new Promise((resolve, reject) => {
  const video = document.querySelector('#player');
  const seen = [];
  const look = (_, frame) => {
    seen.push(video.currentTime);
    if (!video.ended) video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  video.onended = () => {
    const { played } = video;
    const ends = (_, at) => [played.start(at), played.end(at)];
    const ranges = Array.from({ length: played.length }, ends);
    resolve({ seen: [...seen, video.currentTime], ranges });
  };
  video.play().catch(reject);
})
"""


class Player:
    """One clip in a page; all times are microseconds."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.duration = round(page.evaluate(LOAD, address) * 1e6)

    def show(self, time: int) -> int:
        """Seek, and return when the frame that came on screen starts."""
        shown: float = self.page.evaluate(SEEK, time / 1e6)
        return round(shown * 1e6)

    def play(self) -> tuple[list[int], list[list[int]]]:
        """Play to the end: the times at frames on screen and at the end, and what was played."""
        told = self.page.evaluate(PLAY)
        seen = [round(time * 1e6) for time in told["seen"]]
        return seen, [[round(time * 1e6) for time in ends] for ends in told["ranges"]]

    def close(self) -> None:
        self.page.evaluate("() => document.querySelector('#player').remove()")
