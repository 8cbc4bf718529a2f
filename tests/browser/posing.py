"""Brings the workspace into the states that pictures are taken of."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.campaigns import Opened
from tests.browser.judging import TO_THE_END
from tests.browser.looking import wait_for_videos
from tests.browser.losing import press


def judging(context: BrowserContext, campaign: Opened) -> Page:
    """The workspace with its first pair."""
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/campaigns/{campaign.id}/judge")
    return page


def look(page: Page) -> None:
    """Reveal what is veiled, and play both videos once."""
    wait_for_videos(page)
    if page.locator(".videos.veiled").count():
        page.keyboard.press("v")
    first = page.locator(".question input").first
    if first.is_disabled():
        page.keyboard.press("Space")
    expect(first).to_be_enabled(timeout=TO_THE_END)
    if page.locator(".screen video").first.evaluate("(one) => !one.paused"):
        page.keyboard.press("Space")


def step(page: Page, *keys: str) -> None:
    """These keys; then something else is asked."""
    title = page.locator("#step-title")
    before = title.inner_text()
    press(page, keys)
    expect(title).not_to_have_text(before)
