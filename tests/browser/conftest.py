"""A server, people and pages for the browser tests.

They share one server and one browser, so a test that changes what others see makes its own campaign
or person.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from annotation_server.quickstart import browser as quickstart_browser
from tests.browser.campaigns import Opened, import_clips, open_campaign
from tests.browser.pages import PATIENCE, Pages
from tests.browser.people import Person, make_people
from tests.servers import TandemServer, running_server

# The popup of the address bar is a page of its own in every window: half of what a window costs.
# Chromium hears the last of such lists alone, so all but the last line are Playwright's own.
WITHOUT = "--disable-features=" + ",".join((
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup"),
))  # fmt: skip

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TandemServer]:
    """Web, workers and engines with the built front end, for all browser tests."""
    with running_server(tmp_path_factory.mktemp("browser") / "data") as started:
        yield started


@pytest.fixture(scope="package")
def people(server: TandemServer) -> dict[str, Person]:
    return make_people(server)


def browser_program() -> str | None:
    """The machine's Chromium; None when Playwright has its own."""
    return os.environ.get("TANDEM_CHROMIUM") or quickstart_browser.on_path() or None


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One for the tests of this folder: its event loop must be gone before others use Django."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=browser_program(), args=[WITHOUT])
        yield started
        started.close()


@pytest.fixture
def page_of(chromium: Browser, server: TandemServer, people: dict[str, Person]) -> Iterator[Pages]:
    """`page_of("ada", width=390, height=844, scheme="dark", path="/account")`.

    The test fails if any page of it breaks the content security policy, writes an error or a
    warning to the console, or is refused something without `page_of.troubles.expect`.
    """
    pages = Pages(chromium, server.url, people)
    yield pages
    pages.close()
    assert pages.troubles.all() == []


@pytest.fixture(scope="package")
def corpus(server: TandemServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a corpus with eight clips of four prompts, ready to play."""
    import_clips(server, tmp_path_factory.mktemp("clips"), "Clips")
    return "Clips"


@pytest.fixture(scope="module")
def campaign(
    server: TandemServer,
    people: dict[str, Person],
    corpus: str,
    request: pytest.FixtureRequest,
) -> Opened:
    """An open campaign of this file's tests: four pairs, for three annotators each."""
    return open_campaign(server, corpus, f"Clips for {request.module.__name__.split('.')[-1]}")
