"""Consent, break and support as a person sees them, in English and in Chinese."""

import pytest
from playwright.sync_api import expect

from tests.annotation.world import ANSWERS
from tests.browser.accessibility import expect_no_violations_in
from tests.browser.campaigns import open_campaign
from tests.browser.pages import SCHEMES, fits, keep_picture
from tests.browser.people import PASSWORD
from tests.http_person import HttpPerson

CARE = {
    "asks_consent": True,
    "sensitive_per_hour": 0,
    "sensitive_per_day": None,
    "neutral_share": 0,
    "session_minutes": None,
    "break_minutes": 10,
    "support": "Talk to **Rui**, or read [how to stop](https://example.org/stop).",
}


@pytest.fixture
def cared(server, people, corpus, request):
    """A campaign of one's own with consent, and no sensitive pair in any hour."""
    campaign = open_campaign(server, corpus, request.node.name)
    mo = HttpPerson(server.url)
    mo.sign_in("mo", PASSWORD)
    status, reply = mo.ask("PUT", f"/api/campaigns/{campaign.id}/care", CARE)
    assert status == 200, reply
    return campaign


def looks_right(page, name, *sizes):
    for width, height in sizes or ((1440, 900), (1280, 720), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        fits(page, width)
        for scheme in SCHEMES:
            expect_no_violations_in(page, scheme)
            keep_picture(page, f"{name}-{width}-{scheme}")


def test_the_first_pair_comes_after_the_consent(page_of, cared):
    page_of.troubles.expect(409, f"/api/campaigns/{cared.id}/queue")
    page = page_of("ada", path=f"/campaigns/{cared.id}/judge")
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    looks_right(page, "consent")
    page.get_by_role("button", name="I agree, begin").press("Enter")
    expect(page.get_by_role("heading", name="Four comparisons")).to_be_visible()


def test_when_only_sensitive_pairs_are_left_a_break_says_until_when(server, page_of, cared):
    cleo = HttpPerson(server.url)
    cleo.sign_in("cleo", PASSWORD)
    consent = {"version": 1, "opt_outs": [], "locale": "en"}
    status, reply = cleo.ask("PUT", f"/api/campaigns/{cared.id}/consent", consent)
    assert status < 300, reply
    while cleo.queue(cared.id):
        cleo.judge(cared.id, ANSWERS)
    page = page_of("cleo", path=f"/campaigns/{cared.id}/judge")
    expect(page.get_by_role("heading", name="Time for a break")).to_be_visible()
    expect(page.get_by_text("It goes on at")).to_be_visible()
    looks_right(page, "break")
    page.get_by_role("link", name="Support").click()
    expect(page.get_by_role("link", name="how to stop")).to_be_visible()
    looks_right(page, "support")


def test_a_reader_of_chinese_finds_everything_in_chinese(page_of, cared):
    page_of.troubles.expect(409, f"/api/campaigns/{cared.id}/queue")
    page = page_of("ben", path="/account")
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", name="账户")).to_be_visible()
    page.goto(f"/campaigns/{cared.id}/judge")
    expect(page.get_by_role("heading", name="开始之前")).to_be_visible()
    looks_right(page, "consent-zh", (1440, 900))
    page.get_by_role("button", name="我同意").click()
    expect(page.get_by_role("radiogroup", name="遵循指令")).to_be_visible()
    keep_picture(page, "workspace-zh", whole=False)
    page.goto("/account")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Account")).to_be_visible()


def test_a_manager_sets_the_care_and_is_asked_before_consent_goes(page_of, cared):
    page = page_of("mo", path=f"/manage/campaigns/{cared.id}?part=care")
    page.get_by_label("Sensitive pairs an hour").fill("12")
    page.get_by_label("Break after so many minutes").fill("50")
    page.get_by_label("Ask for consent before the first pair").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(
        page.get_by_role("dialog", name="Show sensitive content without asking?")
    ).to_be_visible()
    looks_right(page, "care-off", (1440, 900))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_label("Ask for consent before the first pair").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds from the next pair on")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Sensitive pairs an hour")).to_have_value("12")
    expect(page.get_by_label("Break after so many minutes")).to_have_value("50")
    looks_right(page, "care")
