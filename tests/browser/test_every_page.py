"""Every page at three sizes in both colour schemes: it fits, and nothing on it goes wrong.

With TANDEM_SCREENSHOTS=DIR a picture of each is left there.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import keep_picture

SIZES = ((1440, 900), (1280, 720), (390, 844))
SCHEMES = ("light", "dark")

# name: (who looks, at which address, a text that is there when the page is ready)
PAGES = {
    "sign-in": (None, "/sign-in", "Sign in"),
    "campaigns": ("ada", "/", "My campaigns"),
    "nothing-to-do": ("sam", "/", "Nothing to do for you yet"),
    "account": ("ada", "/account", "Account"),
    "no-such-page": ("ada", "/no-such-page", "Nothing here"),
    "campaigns-of-a-manager": ("mo", "/", "My campaigns"),
}


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_and_nothing_on_it_goes_wrong(page_of, campaign, name, width, height):
    person, path, ready = PAGES[name]
    page = page_of(person, width=width, height=height, path=path.format(campaign=campaign.id))
    expect(page.get_by_text(ready).first).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep_picture(page, f"{name}-{width}-{scheme}")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_workspace_fits_and_plays_both_videos(page_of, campaign, width, height):
    page = page_of("ada", width=width, height=height, path=f"/campaigns/{campaign.id}/judge")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    page.wait_for_function(
        "[...document.querySelectorAll('video')].filter(v => v.readyState >= 2).length === 2"
    )
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep_picture(page, f"workspace-{width}-{scheme}", whole=False)
