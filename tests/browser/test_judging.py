"""A person judges pairs in a real browser, and what is stored is what they chose."""

import pytest
from playwright.sync_api import expect

from tests.browser.judging import (
    BY_KEYBOARD,
    BY_MOUSE,
    DRAFT_IS_KEPT,
    PAIRS,
    Campaign,
    Given,
    answer,
    campaign_on,
    expected,
    go_on,
    judge_by_keyboard,
    judge_by_mouse,
    make_corpus,
    sent,
    watch,
)
from tests.browser.pages import keep_pictures


@pytest.fixture(scope="module")
def corpus(server, tmp_path_factory) -> str:
    return make_corpus(server, tmp_path_factory.mktemp("clips"), "judging")


@pytest.fixture
def campaign(server, people, corpus, request) -> Campaign:
    """For this test alone, over the same three pairs."""
    return campaign_on(server, corpus, request.node.name[:60])


def test_a_pair_is_judged_from_start_to_end_by_keyboard(page_of, campaign, tmp_path):
    page = page_of("ada")
    given = Given(page)
    page.goto(campaign.path)
    judge_by_keyboard(page)
    sent(page, 2)
    [row] = campaign.exported(tmp_path / "out")
    assert row["answers"] == expected(given.left[row["prompt_text"]], **BY_KEYBOARD)


@pytest.mark.parametrize(("person", "width"), [("ben", 1280), ("cleo", 390)])
def test_a_pair_is_judged_by_pointing(page_of, campaign, tmp_path, person, width):
    page = page_of(person, width=width, height=844)
    given = Given(page)
    page.goto(campaign.path)
    judge_by_mouse(page)
    sent(page, 2)
    [row] = campaign.exported(tmp_path / "out")
    assert row["answers"] == expected(given.left[row["prompt_text"]], **BY_MOUSE)


def test_an_answer_can_be_changed_until_its_stage_is_submitted(page_of, campaign, tmp_path):
    page = page_of("ada")
    given = Given(page)
    page.goto(campaign.path)
    watch(page)
    answer(page, "Aesthetics", "Video 1")
    judge_by_mouse(page)
    sent(page, 2)
    [row] = campaign.exported(tmp_path / "out")
    assert row["answers"] == expected(given.left[row["prompt_text"]], **BY_MOUSE)


def test_a_half_done_step_survives_a_reload(page_of, campaign):
    page = page_of("ada", path=campaign.path)
    watch(page)
    answer(page, "Aesthetics", "Video 2")
    page.wait_for_function(DRAFT_IS_KEPT)
    page.reload()
    group = page.get_by_role("radiogroup", name="Aesthetics")
    expect(group.get_by_role("radio", name="Video 2")).to_be_checked()


def test_continue_says_what_is_missing_and_submits_nothing(page_of, campaign):
    page = page_of("ada", path=campaign.path)
    watch(page)
    answer(page, "Aesthetics", "Video 2")
    go_on(page)
    expect(page.get_by_text("Still missing")).to_have_count(3)
    expect(page.get_by_role("radiogroup")).to_have_count(4)


def test_nothing_left_is_said_in_a_sentence(page_of, campaign):
    page = page_of("ada", path=campaign.path)
    for _ in range(PAIRS):
        judge_by_mouse(page)
    expect(page.get_by_text("You have judged every pair that was open to you.")).to_be_visible()
    keep_pictures(page, "workspace-nothing-left")
