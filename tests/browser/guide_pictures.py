"""The pictures of the guides, made anew: not among the tests, since nothing is asserted of them.

TANDEM_SCREENSHOTS=docs/images ./run test tests/browser/guide_pictures.py
"""

import pytest
from playwright.sync_api import Page, expect

from tests.annotation.world import ANSWERS
from tests.browser.campaigns import open_campaign
from tests.browser.judging import watch
from tests.browser.pages import keep_picture
from tests.browser.people import PASSWORD
from tests.browser.test_dashboard import FILL
from tests.browser.test_invitations import made_by
from tests.http_person import HttpPerson

SIZE = {"width": 1120, "height": 700}
HAS_ENOUGH_TO_PLAY = 4
GUIDELINES = "# Look twice\n\nPlay both to the end. **When in doubt**, choose what you lean to."


@pytest.fixture(scope="module")
def campaign(server, people, corpus):
    return open_campaign(server, corpus, "Lanterns and coins")


@pytest.fixture
def mo(page_of, campaign):
    return lambda path: page_of("mo", path=path, **SIZE)


def corpus_of(page: Page) -> str:
    page.goto("/manage/corpora")
    return str(page.get_by_role("link", name="Clips").get_attribute("href"))


def test_corpus_and_pairs(mo):
    page = mo("/")
    here = corpus_of(page)
    page.goto(f"{here}?part=prompts")
    page.wait_for_load_state("networkidle")
    keep_picture(page, "corpus", whole=False)
    page.goto(f"{here}?part=pairs")
    expect(page.get_by_text("In the corpus then")).to_be_visible()
    keep_picture(page, "pairs")


def test_a_new_campaign(mo):
    page = mo("/")
    page.goto(f"/manage/campaigns/new?corpus={corpus_of(page).rpartition('/')[2]}")
    page.get_by_label("Name").fill("Lanterns")
    page.get_by_role("textbox", name="Write").fill(GUIDELINES)
    keep_picture(page, "new-campaign")


def test_members(page_of, mo, campaign):
    page = mo(f"/manage/campaigns/{campaign.id}?part=members")
    link = made_by(page)
    new = page_of(path=link, **SIZE)
    new.get_by_label("Name").fill("grace")
    keep_picture(new, "join", whole=False)
    new.get_by_label("Password").fill(PASSWORD)
    new.get_by_role("button", name="Make the account and join").click()
    expect(new.get_by_role("heading", name=campaign.name)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Came by it: grace")).to_be_visible()
    keep_picture(page, "members")


def test_a_dashboard(server, people, mo):
    said = server.manage("shell", "--no-imports", "--command", FILL.format(pairs=60))
    page = mo(f"/campaigns/{said.split()[-1]}/dashboard?part=generators")
    expect(page.get_by_text("Bradley-Terry strength").first).to_be_visible()
    keep_picture(page, "dashboard")


def test_the_checklist(page_of, campaign):
    page = page_of("ada", path=f"/campaigns/{campaign.id}/judge", **SIZE)
    for place in (0, 1):
        ready = page.locator("video").nth(place)
        expect(ready).to_have_js_property("readyState", HAS_ENOUGH_TO_PLAY)
    watch(page)
    page.keyboard.type("1212")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nothing harmful").first).to_be_visible()
    keep_picture(page, "checklist", whole=False)


def test_the_veil(page_of, server, campaign):
    ben = HttpPerson(server.url)
    ben.sign_in("ben", PASSWORD)
    while not ben.queue(campaign.id)[0]["prompt"]["sensitive"]:
        ben.judge(campaign.id, ANSWERS)
    page = page_of("ben", path=f"/campaigns/{campaign.id}/judge", **SIZE)
    expect(page.get_by_role("button", name="Reveal")).to_be_visible()
    keep_picture(page, "veil", whole=False)
