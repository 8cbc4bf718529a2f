"""The whole way of an invitation: Mo makes a link, and three people follow it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import expect_no_violations_in
from tests.browser.campaigns import open_campaign
from tests.browser.pages import SCHEMES, fits, keep_picture

PASSWORD = "a password of Dora's own"
SIZES = ((1440, 900), (390, 844))


@pytest.fixture(scope="module")
def campaign(server, people, corpus):
    """A campaign that sam is not in."""
    return open_campaign(server, corpus, "By invitation")


def made_by(page: Page, width: int = 1440) -> str:
    """A link as Mo copies it."""
    page.get_by_role("button", name="New link").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("How many may come").fill("10")
    keep_picture(page, f"invite-{width}-light", whole=False)
    dialog.get_by_role("button", name="Make the link").click()
    link = dialog.get_by_label("Link to send").input_value()
    keep_picture(page, f"invite-made-{width}-light", whole=False)
    dialog.get_by_role("button", name="Done").click()
    return link


@pytest.fixture
def mo(page_of, campaign):
    return page_of("mo", path=f"/manage/campaigns/{campaign.id}?part=members")


def test_somebody_new_makes_an_account_and_is_in_the_campaign(page_of, mo, campaign):
    link = made_by(mo)
    page_of.troubles.expect(400, "/api/joining/account")
    page = page_of(path=link)
    expect(page.get_by_text("You are invited to judge videos in pairs.")).to_be_visible()
    page.get_by_label("Name").fill("dora the invited")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make the account and join").click()
    expect(page.get_by_text("This password is too short.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account and join").click()
    expect(page.get_by_text(f"You take part in {campaign.name} now.")).to_be_visible()
    expect(page.get_by_role("heading", name=campaign.name)).to_be_visible()
    mo.reload()
    expect(mo.get_by_text("Came by it: dora the invited")).to_be_visible()
    expect(mo.get_by_role("button", name="Remove dora the invited")).to_be_visible()


def test_whoever_has_an_account_signs_in_and_joins(page_of, mo, campaign, people):
    link = made_by(mo)
    page = page_of(path=link)
    page.get_by_label("I have an account").check()
    page.get_by_label("Name").fill("sam")
    page.get_by_label("Password").fill(people["sam"].password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are signed in as sam.")).to_be_visible()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name=campaign.name)).to_be_visible()
    page.goto(link)
    page.reload()
    expect(page.get_by_text("You take part in this campaign already.")).to_be_visible()


def test_a_link_that_was_taken_back_lets_nobody_in(page_of, mo):
    link = made_by(mo)
    mo.reload()  # the list with this link in it, the newest first
    mo.get_by_role("button", name="Take back the link").first.click()
    mo.get_by_role("button", name="Take the link back").click()
    expect(mo.get_by_text("The link is taken back.")).to_be_visible()
    page_of.troubles.expect(410, "/api/joining")
    page = page_of(path=link)
    expect(page.get_by_text("This invitation was taken back.")).to_be_visible()
    keep_picture(page, "join-refused-1440-light")
    page.goto("/join#half")
    expect(page.get_by_text("The link is not whole.")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_pages_of_an_invitation_fit_in_both_schemes(page_of, campaign, width, height):
    members = f"/manage/campaigns/{campaign.id}?part=members"
    mo = page_of("mo", width=width, height=height, path=members)
    page = page_of(width=width, height=height, path=made_by(mo, width))
    expect(page.get_by_role("button", name="Make the account and join")).to_be_visible()
    for scheme in SCHEMES:
        for shown, name in ((page, "join"), (mo, "invitations")):
            expect_no_violations_in(shown, scheme)
            fits(shown, width)
            keep_picture(shown, f"{name}-{width}-{scheme}")
