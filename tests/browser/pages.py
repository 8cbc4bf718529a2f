"""Pages in a real Chromium that tell when anything on them went wrong."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.people import Person

PATIENCE = 30_000  # ms; a machine that tests keep busy is ten times slower than a quiet one
# Chromium writes each refused reply to the console: those are asserted by address instead.
REFUSED_REPLY = re.compile(r"^Failed to load resource: the server responded with a status of \d+")
PICTURED = ((1440, 900), (1280, 720), (390, 844))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TELL_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) => {
  console.error(`Content security policy: ${event.violatedDirective} refused ${event.blockedURI}`);
});
"""
IS_SO_WIDE = "(width) => innerWidth === width"
WIDER_THAN = """(width) => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > width + 0.5)
  .map((one) => one.outerHTML.slice(0, 160))"""
TWO_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"


@dataclass
class Troubles:
    """What a browser test must not see: errors on the console, and refusals nobody expected."""

    expected: set[tuple[int, str]] = field(default_factory=set)
    expected_words: set[str] = field(default_factory=set)
    console: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def expect(self, status: int, path: str) -> None:
        """This test provokes this refusal."""
        self.expected.add((status, path))

    def expect_words(self, words: str) -> None:
        """This test provokes messages with these words, whenever the browser writes them."""
        self.expected_words.add(words.lower())

    def all(self) -> list[str]:
        written = [one for one in self.console if not self._is_expected(one)]
        surprising = [one for one in self.refused if one not in self.expected]
        return [*written, *(f"{status} for {path}" for status, path in surprising)]

    def _is_expected(self, message: str) -> bool:
        return any(words in message.lower() for words in self.expected_words)

    def watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED_REPLY.match(message.text):
            self.console.append(f"{message.text} ({message.location.get('url', '')})")

    def _look(self, reply: Response) -> None:
        if reply.status >= 400:
            self.refused.append((reply.status, urlsplit(reply.url).path))


class Pages:
    """Opens pages for people; all of them are closed when the test ends."""

    def __init__(self, browser: Browser, url: str, people: dict[str, Person]) -> None:
        self.browser = browser
        self.url = url
        self.people = people
        self.troubles = Troubles()
        self.contexts: list[BrowserContext] = []

    def __call__(
        self,
        person: str | None = None,
        *,
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        path: str = "",
    ) -> Page:
        """A page of a browser of its own, signed in as `person`; at `path` if one is given."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        context.add_init_script(TELL_VIOLATIONS)
        self.contexts.append(context)
        if person is not None:
            sign_in(context, self.people[person])
        page = context.new_page()
        self.troubles.watch(page)
        if path:
            page.goto(path)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def sign_in(context: BrowserContext, person: Person) -> None:
    """As the page does it, without the page."""
    context.request.get("/api/session")
    token = next(c["value"] for c in context.cookies() if c["name"] == "csrftoken")
    reply = context.request.post(
        "/api/session",
        data={"name": person.name, "password": person.password},
        headers={"X-CSRFToken": token},
    )
    assert reply.ok, reply.text()


def keep_picture(page: Page, name: str, *, whole: bool = True) -> None:
    """A picture in the folder that TANDEM_SCREENSHOTS names; nothing if it names none."""
    folder = os.environ.get("TANDEM_SCREENSHOTS", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


def keep_pictures(page: Page, name: str) -> None:
    """The window at three sizes in both colour schemes, as `keep_picture` does one of them."""
    if not os.environ.get("TANDEM_SCREENSHOTS"):
        return
    before = page.viewport_size
    page.mouse.move(0, 0)
    # A change of size draws everything anew; one of the scheme alone leaves some colours behind.
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in PICTURED:
            page.set_viewport_size({"width": width, "height": height})
            drawn(page)
            keep_picture(page, f"{name}-{width}-{scheme}", whole=False)
    page.emulate_media(color_scheme="light")
    if before is not None:
        page.set_viewport_size(before)


def drawn(page: Page) -> None:
    """What was changed is on the screen: sizes of containers and frames of videos come later."""
    page.evaluate(TWO_FRAMES)


def fits(page: Page, width: int) -> None:
    """Nothing is wider than the window, once that is drawn so wide."""
    page.wait_for_function(IS_SO_WIDE, arg=width)
    drawn(page)
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, page.evaluate(WIDER_THAN, width)
