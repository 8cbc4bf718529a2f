"""`./run bench page`: what a first visit costs, how soon the next pair comes, how videos drift.

Not a test: pytest runs it for its servers and its browser, and nothing here can fail but itself.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.between import Between, between
from tests.browser.judging import Campaign, watch
from tests.browser.looking import campaign_over, draw, drift, pair_campaign
from tests.browser.losing import STAGE_ONE, STAGE_TWO, press
from tests.browser.pages import sign_in
from tests.browser.people import Person
from tests.catalog.clips import manifest

CLIPS = 9  # of one prompt: 36 pairs
PAIRS = 30
VISITS = 7
DELAYS = {"ada": 0.0, "ben": 0.3, "cleo": 2.0}
RATES = {"equal": [("24", 2.5), ("24", 2.5)], "unequal": [("24", 2.5), ("10", 3.4)]}
# Both videos can be played, and the questions are there.
TELL_WHEN_USABLE = """
const look = () => {
  const videos = [...document.querySelectorAll('.screen video')];
  const areReady = videos.length === 2 && videos.every((video) => video.readyState >= 3);
  const play = document.querySelector('.transport .strong:not(:disabled)');
  if (areReady && play && document.querySelector('.question')) window.usableAt = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
TIME_THE_NEXT_PAIR = """
() => {
  const before = new Set(document.querySelectorAll('.screen video'));
  window.took = undefined;
  addEventListener('keydown', (event) => {
    const start = event.timeStamp;
    const look = () => {
      const videos = [...document.querySelectorAll('.screen video')];
      const isThere = videos.length === 2
        && videos.every((video) => !before.has(video) && video.readyState >= 3 && !video.seeking);
      if (isThere) window.took = performance.now() - start;
      else requestAnimationFrame(look);
    };
    look();
  }, { once: true, capture: true });
}
"""
CAN_GO_ON = """
() => /, 0 (?:waiting)/.test(document.querySelector('footer').innerText)
"""


def say(line: str) -> None:
    sys.stdout.write(f"\n{line}\n")


@pytest.fixture(scope="module")
def proxy(server: Any) -> Iterator[Between]:
    with between(server.url) as made:
        yield made


@pytest.fixture(scope="module")
def campaign(server: Any, people: dict[str, Person], tmp_path_factory: Any) -> Campaign:
    folder = tmp_path_factory.mktemp("many")
    lines: list[dict[str, object]] = [
        {"prompt_text": "many", "path": f"{at}.mp4", "generated_from": f"generator-{at}"}
        for at in range(CLIPS)
    ]
    path = manifest(folder, lines)
    for at in range(CLIPS):
        draw(folder / f"{at}.mp4", "24", 1 + at / 20, size="640x360")
    return campaign_over(server, path, "many")


def opened(chromium: Browser, url: str, person: Person, *, plays: bool = False) -> BrowserContext:
    """A browser that keeps nothing of another one; `plays`: videos begin by themselves."""
    motion: Literal["no-preference", "reduce"] = "no-preference" if plays else "reduce"
    context = chromium.new_context(base_url=url, reduced_motion=motion)
    sign_in(context, person)
    return context


class Visit:
    """One visit of the workspace: what was fetched for it, and when it could be used."""

    def __init__(self, page: Page, path: str) -> None:
        self.code = self.heads = self.all = self.requests = 0
        self._begun: dict[str, tuple[str, int]] = {}  # of each request: its kind, its head's size
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._begin)
        session.on("Network.loadingFinished", self._count)
        page.goto(path)
        page.wait_for_function("() => window.usableAt !== undefined")
        self.usable = float(page.evaluate("window.usableAt"))
        session.detach()

    def _begin(self, one: dict[str, Any]) -> None:
        self._begun[one["requestId"]] = one["type"], int(one["response"]["encodedDataLength"])

    def _count(self, one: dict[str, Any]) -> None:
        size = int(one["encodedDataLength"])
        self.all += size
        self.requests += 1
        kind, head = self._begun.get(one["requestId"], ("", 0))
        if kind in ("Script", "Stylesheet") and size > head:
            self.code += size - head
            self.heads += head


def described(name: str, visits: list[Visit]) -> str:
    times = sorted(round(visit.usable) for visit in visits)
    most = max(visits, key=lambda visit: visit.code)
    return (
        f"first load, {name}: {most.code / 1000:.1f} kB of script and style (and "
        f"{most.heads / 1000:.1f} kB of their heads), {most.all / 1000:.0f} kB with data and "
        f"videos, {most.requests} requests until both videos can be played; usable after "
        f"{statistics.median(times):.0f} ms, "
        f"the median of {times}"
    )


def test_a_first_visit(
    chromium: Browser, server: Any, people: dict[str, Person], campaign: Campaign
) -> None:
    cold, warm = [], []
    for _ in range(VISITS):
        context = opened(chromium, server.url, people["ada"], plays=True)
        context.add_init_script(TELL_WHEN_USABLE)
        page = context.new_page()
        cold.append(Visit(page, campaign.path))
        warm.append(Visit(page, campaign.path))
        context.close()
    say(described("cold", cold))
    say(described("warm", warm))


@pytest.mark.parametrize("person", DELAYS)
def test_the_next_pair(
    chromium: Browser, proxy: Between, people: dict[str, Person], campaign: Campaign, person: str
) -> None:
    proxy.delay = 0.0
    context = opened(chromium, proxy.url, people[person])
    page = context.new_page()
    page.goto(campaign.path)
    watch(page)
    proxy.delay = DELAYS[person]
    began = time.monotonic()
    took = [one_pair(page) for _ in range(PAIRS)]
    pace = (time.monotonic() - began) / PAIRS
    context.close()
    median, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    delay = round(1000 * DELAYS[person])
    say(
        f"next pair playable, server delayed by {delay} ms: median {median:.0f} ms, "
        f"p95 {p95:.0f} ms, most {max(took):.0f} ms over {len(took)} pairs, one every {pace:.1f} s"
    )


def one_pair(page: Page) -> float:
    """Judge one pair as fast as its videos allow; milliseconds from the last key to the next pair.

    People look for half a minute. What they never do is judge on while answers wait to be sent,
    so the last key is pressed when the stage before it has arrived.
    """
    watch(page)
    press(page, STAGE_ONE)
    expect(page.get_by_role("heading", name="Which is better?")).to_be_visible()
    press(page, STAGE_TWO[:-1])
    page.wait_for_function(CAN_GO_ON)
    page.evaluate(TIME_THE_NEXT_PAIR)
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.took !== undefined")
    return float(page.evaluate("window.took"))


@pytest.mark.parametrize("rates", RATES)
def test_drift(
    chromium: Browser, server: Any, people: dict[str, Person], tmp_path: Any, rates: str
) -> None:
    pair = pair_campaign(server, tmp_path, f"drift, {rates} rates", RATES[rates])
    context = opened(chromium, server.url, people["ada"])
    page = context.new_page()
    page.goto(pair.path)
    watch(page)
    page.keyboard.press("Space")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    say(f"drift over 30 s, {rates} frame rates, in ms: {drift(page, 30)}")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    context.close()
