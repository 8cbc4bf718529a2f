"""Every page at three sizes in both colour schemes: it fits, and nothing on it goes wrong.

With TANDEM_SCREENSHOTS=DIR a picture of each is left there.
"""

import pytest
from playwright.sync_api import expect

from tests.annotation.world import ANSWERS
from tests.browser.judging import watch
from tests.browser.pages import fits, keep_picture
from tests.browser.people import PASSWORD
from tests.http_person import HttpPerson

OPEN_TO_NOBODY_ELSE = """
from annotation_server.campaigns.models import Campaign
Campaign.objects.update(open_to_all_annotators=False)
"""
SIZES = ((1440, 900), (1280, 720), (390, 844))
SCHEMES = ("light", "dark")
HAS_ENOUGH_TO_PLAY = 4

# name: (who looks, at which address, a text that is there when the page is ready)
PAGES = {
    "sign-in": (None, "/sign-in", "Sign in"),
    "campaigns": ("ada", "/", "My campaigns"),
    "nothing-to-do": ("sam", "/", "Nothing to do for you yet"),
    "account": ("ada", "/account", "Account"),
    "no-such-page": ("ada", "/no-such-page", "Nothing here"),
    "campaigns-of-a-manager": ("mo", "/", "My campaigns"),
}


@pytest.fixture(scope="module", autouse=True)
def alone(server):
    """Campaigns that other files opened to everybody are over: Sam has nothing to do."""
    server.manage("shell", "--no-imports", "--command", OPEN_TO_NOBODY_ELSE)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_and_nothing_on_it_goes_wrong(page_of, campaign, name, width, height):
    person, path, ready = PAGES[name]
    page = page_of(person, width=width, height=height, path=path.format(campaign=campaign.id))
    expect(page.get_by_text(ready).first).to_be_visible()
    fits_in_both_schemes(page, name)


def fits_in_both_schemes(page, name):
    width = page.viewport_size["width"]
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        fits(page, width)
        keep_picture(page, f"{name}-{width}-{scheme}", whole="workspace" not in name)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_workspace_fits_and_has_both_videos(page_of, campaign, width, height):
    page = page_of("ada", width=width, height=height, path=f"/campaigns/{campaign.id}/judge")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    for place in (0, 1):
        video = page.locator("video").nth(place)
        expect(video).to_have_js_property("readyState", HAS_ENOUGH_TO_PLAY)
    watch(page)
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Video 1").nth(0).check(force=True)
    page.get_by_role("radio", name="Video 2").nth(1).check(force=True)
    page.mouse.move(0, 0)
    fits_in_both_schemes(page, "workspace")


def test_what_a_shorter_video_says_is_whole_on_a_phone(page_of, campaign):
    page = page_of("ada", width=390, height=844, path=f"/campaigns/{campaign.id}/judge")
    scrubber = page.get_by_role("slider")
    expect(scrubber).to_be_enabled()
    scrubber.fill(str(int(scrubber.get_attribute("max")) // 1000 * 1000))
    said = page.get_by_text("holds last frame")
    expect(said).to_be_visible()
    assert said.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    fits(page, 390)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_sensitive_pair_is_veiled_and_can_be_revealed(page_of, server, campaign, width, height):
    bring_ben_to_the_sensitive_pair(server, campaign)
    page = page_of("ben", width=width, height=height, path=f"/campaigns/{campaign.id}/judge")
    reveal = page.get_by_role("button", name="Reveal")
    expect(reveal).to_be_in_viewport(ratio=1)
    fits_in_both_schemes(page, "workspace-veiled")
    reveal.click()
    expect(reveal).to_have_count(0)


def bring_ben_to_the_sensitive_pair(server, campaign):
    ben = HttpPerson(server.url)
    ben.sign_in("ben", PASSWORD)
    while not ben.queue(campaign.id)[0]["prompt"]["sensitive"]:
        ben.judge(campaign.id, ANSWERS)
