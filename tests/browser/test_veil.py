"""A pair that is hard to look at is seen as its annotator chooses, and that is stored."""

from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.judging import Campaign, sent
from tests.browser.looking import campaign_over, draw, wait_for_videos
from tests.browser.losing import STAGE_ONE, press
from tests.catalog.clips import manifest

SMALL = 240
STANDS_MUTED = """
() => [...document.querySelectorAll('.screen video')].every(
  (video) => video.paused && video.muted && video.currentTime < 0.1,
)
"""


@pytest.fixture(scope="module")
def campaign(server, people, tmp_path_factory) -> Campaign:
    """One pair of a prompt that is critical."""
    folder = tmp_path_factory.mktemp("sensitive")
    lines: list[dict[str, object]] = [
        {
            "prompt_text": "A robber counts coins.",
            "prompt_type": "safety_critical",
            "path": f"{at}.mp4",
            "generated_from": f"generator-{at}",
        }
        for at in (0, 1)
    ]
    path = manifest(folder, lines)
    for at in (0, 1):
        draw(folder / f"{at}.mp4", "12", 1)
    return campaign_over(server, path, "A sensitive pair")


def card(page: Page):
    return page.get_by_text("This pair may be hard to look at")


def shown(page: Page):
    return page.locator(".screen video").first


def stored(campaign: Campaign) -> Any:
    """How the first stage was looked at, and what is believed of the watching."""
    connection = psycopg2.connect(campaign.server.database_url())
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT view, seen FROM annotation_judgement JOIN annotation_assignment given"
            " ON given.id = assignment_id WHERE given.campaign_id::text = %s",
            [campaign.path.split("/")[2]],
        )
        (row,) = cursor.fetchall()
    connection.close()
    return row


def test_a_revealed_pair_stands_still_and_is_silent(page_of, campaign):
    page = page_of("ben")
    page.emulate_media(reduced_motion="no-preference")
    page.goto(campaign.path)
    wait_for_videos(page)
    expect(shown(page)).to_be_hidden()
    page.keyboard.press("v")
    expect(shown(page)).to_be_visible()
    assert page.evaluate(STANDS_MUTED)
    page.keyboard.press("v")
    expect(card(page)).to_be_visible()


def test_a_pair_can_be_seen_only_while_a_key_or_the_button_is_held(page_of, campaign):
    page = page_of("cleo", path=campaign.path)
    page.get_by_label("Only while I hold the key").check()
    page.keyboard.down("v")
    expect(shown(page)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.up("v")
    expect(card(page)).to_be_visible()
    expect(shown(page)).to_have_js_property("paused", True)
    page.get_by_role("button", name="Hold to reveal").hover()
    page.mouse.down()
    expect(shown(page)).to_be_visible()
    page.mouse.up()
    expect(card(page)).to_be_visible()


def test_seen_enough_and_the_view_are_stored_with_the_answers(page_of, campaign):
    page = page_of("ada", path=campaign.path)
    page.get_by_label("Without colour").check()
    page.get_by_label("Small").check()
    page.reload()
    expect(card(page)).to_be_visible()
    page.keyboard.press("v")
    expect(shown(page)).to_have_css("filter", "grayscale(1)")
    assert page.locator(".screen .frame").first.bounding_box()["width"] <= SMALL
    expect(page.get_by_role("radio").first).to_be_disabled()
    page.get_by_role("button", name="Seen enough").click()
    expect(page.get_by_role("radio").first).to_be_enabled()
    press(page, STAGE_ONE)
    sent(page, 1)
    view, seen = stored(campaign)
    assert view == {"veil": "toggle", "grey": True, "small": True, "muted": True}
    assert [video["enough"] for video in seen.values()] == [True, True]
