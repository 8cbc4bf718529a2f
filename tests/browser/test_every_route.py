"""Every page of the front end: for screen readers, keyboards, small windows and tired eyes.

The pages are read from the front end's own list, and their parts from each page: a new one that is
not named here fails the first test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from annotation_server.quickstart.surroundings import ROOT
from tests.annotation.world import ANSWERS
from tests.browser.accessibility import (
    expect_colours_to_be_legible,
    expect_no_sideways_scrolling,
    expect_no_violations,
    expect_nothing_to_move,
    walk_by_tab,
)
from tests.browser.judging import watch_any
from tests.browser.pages import Troubles, sign_in
from tests.browser.people import PASSWORD
from tests.http_person import HttpPerson

SOURCES = ROOT / "frontend" / "src"
IMPORT = r"\(\) => import\('\$pages/([^']+)'\)"
ROUTE = re.compile(rf"path: '([^']+)', load: (?:{IMPORT}|(?:quality|manage)\('(\w+)'\))")
STAFF_PAGE = re.compile(r"default as (\w+) \} from '\$pages/([^']+)'")
STAFF_PAGES = ("quality-pages.ts", "manage-pages.ts")
PARTS = re.compile(r"const PARTS = \[([^\]]+)\] as const;")
TWICE_AS_LARGE, SMALL_PHONE = 640, 320
NO_CAMPAIGN = "00000000-0000-4000-8000-000000000000"

# Each page of the front end, and who looks at it; nobody has signed in at the first.
ROUTES = {
    "/sign-in": None,
    "/join": None,
    "/": "ada",
    "/account": "ada",
    "/campaigns/:campaign/history": "ada",
    "/campaigns/:campaign/consent": "ada",
    "/campaigns/:campaign/support": "ada",
    "/campaigns/:campaign/training": "ada",
    "/campaigns/:campaign/training/:kind": "ada",
    "/campaigns/:campaign/judge": "ada",
    "/campaigns/:campaign/dashboard": "rui",
    "/campaigns/:campaign/answers": "rui",
    "/campaigns/:campaign/annotators/:annotator": "rui",
    "/campaigns/:campaign/pairs/:pair": "rui",
    "/campaigns/:campaign/inspections": "rui",
    "/campaigns/:campaign/inspections/:batch": "rui",
    "/campaigns/:campaign/inspections/:batch/judge": "rui",
    "/manage/corpora": "mo",
    "/manage/corpora/:corpus": "mo",
    "/manage/protocols": "mo",
    "/manage/people": "mo",
    "/manage/campaigns/new": "mo",
    "/manage/campaigns/:campaign": "mo",
    "/manage/campaigns/:campaign/training/:pair": "mo",
}
# What these pages say when there is no page, no campaign, nothing to do, or no way in.
BESIDES = {
    "no such page": ("/nowhere", "ada"),
    "a campaign that is not there": (
        f"/campaigns/{'0' * 8}-0000-4000-8000-{'0' * 12}/judge",
        "ada",
    ),
    "nothing to do": ("/", "sam"),
    "a manager's first page": ("/", "mo"),
}
FIND = """
from datetime import UTC, datetime
from annotation_server.accounts.queries import user_named
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.quality.operations.reports import refresh_report
from annotation_server.quality.rules.sampling import FixedPlan
from annotation_server.quality.services import request_figures
from annotation_server.quality.services.inspections import open_batch
campaign = Campaign.objects.get(pk="{campaign}")
refresh_report(str(request_figures(campaign).pk))
done = Assignment.objects.filter(campaign=campaign, state="complete").first()
plan, rui = FixedPlan(sample=1, most_faults=0), user_named("rui")
batch = open_batch(campaign, done.annotator, datetime.now(UTC).date(), plan, by=rui)
print(campaign.corpus_id, done.pair_id, done.annotator_id, batch.pk)
"""


def parts_of(file: str) -> list[str]:
    found = PARTS.search((SOURCES / "pages" / file).read_text())
    return re.findall(r"'([^']+)'", found[1]) if found else []


def known_routes() -> dict[str, str]:
    """The file of each page's component, by the page's path."""
    texts = [(SOURCES / name).read_text() for name in STAFF_PAGES]
    staff = {name: file for text in texts for name, file in STAFF_PAGE.findall(text)}
    routes = ROUTE.findall((SOURCES / "routes.ts").read_text())
    return {path: file or staff[name] for path, file, name in routes}


def addresses() -> dict[str, tuple[str, str | None]]:
    found: dict[str, tuple[str, str | None]] = {}
    for path, file in known_routes().items():
        for part in parts_of(file) or [""]:
            query = f"?part={part}" if part else ""
            found[path + query] = (path + query, ROUTES.get(path))
    return found | BESIDES


@dataclass(frozen=True)
class World:
    """Ids for the named parts of an address."""

    campaign: str
    corpus: str
    pair: str
    annotator: str
    batch: str
    kind: str = "tutorial"

    def fill(self, address: str) -> str:
        return re.sub(r":(\w+)", lambda found: str(getattr(self, found[1])), address)


@pytest.fixture(scope="module")
def world(server, campaign) -> World:
    """A campaign with two judged pairs, one of them by two people, and its figures."""
    for person, pairs in (("ada", 1), ("ben", 2)):
        worker = HttpPerson(server.url)
        worker.sign_in(person, PASSWORD)
        for _ in range(pairs):
            worker.judge(campaign.id, ANSWERS)
    said = server.manage("shell", "--no-imports", "--command", FIND.format(campaign=campaign.id))
    return World(campaign.id, *said.split()[-4:])


@pytest.fixture(scope="module")
def contexts(chromium, server, people) -> Iterator[dict[str | None, BrowserContext]]:
    """One browser for each person, signed in once."""
    made: dict[str | None, BrowserContext] = {}
    for person in {who for _, who in addresses().values()}:
        made[person] = chromium.new_context(
            base_url=server.url, viewport={"width": 1280, "height": 720}, reduced_motion="reduce"
        )
        if person is not None:
            sign_in(made[person], people[person])
    yield made
    for context in made.values():
        context.close()


def test_each_page_of_the_front_end_is_named_here():
    assert set(known_routes()) == set(ROUTES)
    assert len(known_routes()) == (SOURCES / "routes.ts").read_text().count(", load: ")


@pytest.mark.parametrize("name", addresses())
def test_a_page_is_for_everybody(contexts, world, name):
    address, person = addresses()[name]
    page = contexts[person].new_page()
    troubles = Troubles()
    troubles.watch(page)
    page.goto(world.fill(address))
    wait_until_ready(page)
    if address.endswith("/judge") and page.locator(".question").count():
        watch_any(page)
    expect_no_violations(page)
    walk_by_tab(page)
    expect_nothing_to_move(page)
    page.emulate_media(color_scheme="dark")
    expect_colours_to_be_legible(page)
    for width in (TWICE_AS_LARGE, SMALL_PHONE):
        expect_no_sideways_scrolling(page, width)
    page.close()
    assert troubles.console == []


def wait_until_ready(page: Page) -> None:
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.locator(".skeleton, .waiting")).to_have_count(0)
