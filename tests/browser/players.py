"""A video element in a page, driven from a test."""

from playwright.sync_api import Page

LOAD = """
(address) => new Promise((resolve, reject) => {
  const video = document.createElement('video');
  video.id = 'player';
  video.muted = true;
  video.preload = 'auto';
  video.onerror = () => reject(new Error(video.error.message));
  video.oncanplaythrough = () => resolve(video.duration);
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
  video.onended = () => resolve([...seen, video.currentTime]);
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

    def play(self) -> list[int]:
        """Play to the end; the current time at every new frame, and at the end."""
        return [round(time * 1e6) for time in self.page.evaluate(PLAY)]

    def close(self) -> None:
        self.page.evaluate("() => document.querySelector('#player').remove()")
