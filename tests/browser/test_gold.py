"""The manager makes gold of ordinary clips, says how often it is given, and retires an item."""

from playwright.sync_api import expect

from tests.browser.campaigns import Opened
from tests.browser.test_inspections import pictures
from tests.browser.test_manager_road import FOR_A_WORKER


def test_a_manager_makes_gold_and_retires_some(page_of, campaign: Opened):
    page = page_of("mo", path=f"/manage/campaigns/{campaign.id}?part=gold")
    expect(page.get_by_text("No items yet.")).to_be_visible()
    pictures(page, "gold-empty")
    page.get_by_role("radio", name="Evident: frozen").check()
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Add items").click()
    expect(page.get_by_role("listitem").filter(has_text="Frozen")).to_have_count(2)
    expect(page.get_by_text("being made")).to_have_count(0, timeout=FOR_A_WORKER)
    page.get_by_label("Of every 100 pairs are gold").fill("20")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("3 annotators have had, or are about to have had")).to_be_visible()
    pictures(page, "gold")
    page.get_by_role("button", name="Retire: ").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    expect(page.get_by_role("listitem").filter(has_text="Frozen")).to_have_count(1)


def test_a_source_without_anything_says_so(page_of, campaign: Opened):
    page = page_of("mo", path=f"/manage/campaigns/{campaign.id}?part=gold")
    page_of.troubles.expect(409, f"/api/campaigns/{campaign.id}/gold")
    page.get_by_role("radio", name="Strong consensus").check()
    page.get_by_role("button", name="Add items").click()
    expect(page.get_by_text("No pair has 3 answers of which 100%")).to_be_visible()
