"""A manager chooses a worked example, and an annotator opens it beside the question."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import expect_no_violations
from tests.browser.campaigns import Opened, open_campaign
from tests.browser.judging import watch
from tests.browser.looking import HAS_ENOUGH_TO_PLAY
from tests.browser.pages import Pages, keep_pictures

WHY = "Clip A. Its lantern rises as warm air does; that of clip B jumps."
COVERED = """
() => {
  const { left, bottom, top } = document.querySelector('aside').getBoundingClientRect();
  return [...document.querySelectorAll('.screen video')].some((video) => {
    const box = video.getBoundingClientRect();
    return box.right > left && box.bottom > top && box.top < bottom;
  });
}
"""


@pytest.fixture
def campaign(server, people, corpus, request) -> Opened:
    return open_campaign(server, corpus, request.node.name)


def choose(page_of: Pages, campaign: Opened, words: str, question: str = "Correctness") -> Page:
    page = page_of("mo", path=f"/manage/campaigns/{campaign.id}?part=guidelines")
    page.get_by_role("button", name=f"Choose clips for: {question}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Words of the prompt").fill(words)
    expect(dialog.get_by_role("radio")).to_have_count(1)
    dialog.get_by_role("radio").check()
    dialog.get_by_label("The right answer, and why").fill(WHY)
    keep_pictures(page, "manage-worked-example")
    expect_no_violations(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The example is saved")).to_be_visible()
    return page


def panel_of(page: Page, campaign: Opened):
    """The panel of the second question, correctness."""
    page.goto(f"/campaigns/{campaign.id}/judge")
    watch(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("h")
    return page.get_by_role("complementary", name="How to judge")


def test_two_clips_are_played_beside_the_question(page_of, campaign):
    manager = choose(page_of, campaign, "lantern")
    keep_pictures(manager, "manage-worked-examples")
    page = page_of("ada")
    panel = panel_of(page, campaign)
    expect(panel.get_by_text(WHY)).to_be_visible()
    panel.get_by_role("button", name="Play the example").click()
    expect(panel.locator("video")).to_have_count(2)
    for video in panel.locator("video").all():
        expect(video).to_have_js_property("readyState", HAS_ENOUGH_TO_PLAY)
        expect(video).to_have_js_property("paused", False)
    assert not page.evaluate(COVERED)
    keep_pictures(page, "workspace-worked-example")
    expect_no_violations(page)
    page.keyboard.press("ArrowUp")
    expect(panel.get_by_text(WHY)).to_have_count(0)


def test_any_two_clips_are_shown_each_with_its_prompt(page_of, campaign):
    manager = page_of("mo", path=f"/manage/campaigns/{campaign.id}?part=guidelines")
    manager.get_by_role("button", name="Choose clips for: Correctness").click()
    dialog = manager.get_by_role("dialog")
    dialog.get_by_label("Any clips, not a pair").check()
    for words, letter in (("lantern", "A"), ("goldfish", "B")):
        dialog.get_by_label("Words of the prompt").fill(words)
        only = dialog.locator("section").filter(has_text=words)
        expect(only.or_(dialog.locator("section"))).to_have_count(1)
        only.get_by_role("checkbox", name="Clip 1 of this prompt").check(force=True)
        expect(dialog.get_by_role("listitem").filter(has_text=f"Clip {letter}")).to_be_visible()
    dialog.get_by_label("The right answer, and why").fill(WHY)
    keep_pictures(manager, "manage-worked-example-of-any-clips")
    expect_no_violations(manager)
    dialog.get_by_role("button", name="Save").click()
    expect(manager.get_by_text("The example is saved")).to_be_visible()
    panel = panel_of(page_of("ada"), campaign)
    expect(panel.get_by_text("Clip A: A paper lantern")).to_be_visible()
    expect(panel.get_by_text("Clip B: A goldfish")).to_be_visible()


def test_nothing_is_shown_after_it_was_removed(page_of, campaign):
    manager = choose(page_of, campaign, "lantern")
    manager.get_by_role("button", name="Take out").click()
    manager.get_by_role("button", name="Take it out").click()
    expect(manager.get_by_text("The example is gone")).to_be_visible()
    panel = panel_of(page_of("ada"), campaign)
    expect(panel.get_by_role("heading", name="Correctness")).to_be_visible()
    expect(panel.locator("video")).to_have_count(0)


def test_a_sensitive_example_is_loaded_only_when_it_is_asked_for(page_of, campaign):
    choose(page_of, campaign, "coins")
    panel = panel_of(page_of("ada"), campaign)
    expect(panel.get_by_text("This example shows sensitive content")).to_be_visible()
    expect(panel.locator("video")).to_have_count(0)
    panel.get_by_role("button", name="Show the example").click()
    expect(panel.locator("video")).to_have_count(2)
    expect(panel.get_by_text(WHY)).to_be_visible()
