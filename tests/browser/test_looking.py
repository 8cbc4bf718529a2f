"""Both videos are looked at as one: in step while they play, exact when they stand."""

from bisect import bisect_right

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.judging import TO_THE_END, Campaign, watch
from tests.browser.looking import (
    drift,
    frames_of,
    nearest_frames,
    open_pair,
    pair_campaign,
)
from tests.browser.pages import Pages, drawn, keep_pictures

RATES = {
    "equal": [("24", 2.5), ("24", 2.5)],
    "unequal": [("24", 2.5), ("10", 3.4)],
}
STEPS = 8
STALL = """
(isStalled) => {
  const video = document.querySelectorAll('.screen video')[1];
  if (isStalled) Object.defineProperty(video, 'readyState', { configurable: true, get: () => 2 });
  else {
    delete video.readyState;
    video.dispatchEvent(new Event('canplay'));
  }
}
"""
STOP_ONE = "() => document.querySelector('.screen video').pause()"
PAUSED = """
(wanted) => [...document.querySelectorAll('.screen video')].every(
  (video, at) => video.paused === wanted[at],
)
"""
STANDS_AT_ITS_END = "(video) => !video.seeking && video.currentTime > 0.9"
LEFT_EDGES = """
() => [...document.querySelectorAll('.box')].map((box) => box.getBoundingClientRect().left)
"""
REGIONS = """
() => [...document.querySelectorAll('.screen video')].map((video) => {
  const { transform, transformOrigin } = getComputedStyle(video);
  return `${transform} ${transformOrigin}`;
})
"""


@pytest.fixture(scope="module", params=RATES)
def campaign(server, people, tmp_path_factory, request) -> Campaign:
    folder = tmp_path_factory.mktemp("pair")
    return pair_campaign(server, folder, f"{request.param} rates", RATES[request.param])


@pytest.fixture(scope="module")
def short_pair(server, people, tmp_path_factory) -> Campaign:
    """The second video is half as long as the first."""
    folder = tmp_path_factory.mktemp("short")
    return pair_campaign(server, folder, "a shorter one", [("12", 2), ("12", 1)])


@pytest.fixture
def page(page_of: Pages, short_pair) -> Page:
    page = page_of("ben")
    open_pair(page, short_pair.path)
    return page


def test_a_step_shows_exactly_the_next_frame_of_the_finer_clip(page_of, campaign):
    page = page_of("ada")
    videos = open_pair(page, campaign.path)["videos"]
    decoded = [frames_of(page, video["url"]) for video in videos]
    finer = max((video["frame_times_us"] for video in videos), key=len)
    step = 0
    for move in ["."] * STEPS + [","] * 3:
        page.keyboard.press(move)
        step += 1 if move == "." else -1
        expected = [bisect_right(video["frame_times_us"], finer[step]) - 1 for video in videos]
        assert nearest_frames(page, decoded, expected) == expected


@pytest.mark.prove
def test_both_videos_stay_within_half_a_frame_of_each_other(page_of, campaign):
    page = page_of("ada")
    open_pair(page, campaign.path)
    page.keyboard.press("Space")
    figures = drift(page, 30)
    assert figures["starts"] >= 16  # eight times round, both videos
    assert figures["looks"] > 200
    assert figures["p99"] <= 1000 / 24 / 2, figures


def test_play_pressed_before_the_videos_are_there_is_not_forgotten(page_of, short_pair):
    page = page_of("ben")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/media/**", hold)
    page.goto(short_pair.path)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_enabled()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    keep_pictures(page, "workspace-loading")
    page.route("**/media/**", lambda route: route.continue_())
    while held:
        held.pop().continue_()
    page.wait_for_function(PAUSED, arg=[False, False])


def test_a_video_that_the_browser_stopped_goes_on(page):
    page.keyboard.press("Space")
    page.wait_for_function(PAUSED, arg=[False, False])
    page.evaluate(STOP_ONE)
    page.wait_for_function(PAUSED, arg=[False, False])


def test_while_one_video_loads_both_wait(page):
    page.keyboard.press("Space")
    page.wait_for_function(PAUSED, arg=[False, False])
    page.evaluate(STALL, True)
    page.wait_for_function(PAUSED, arg=[True, True])
    page.evaluate(STALL, False)
    page.wait_for_function(PAUSED, arg=[False, False])


def test_the_shorter_video_holds_its_last_frame_and_says_so(page):
    page.get_by_role("slider").fill("1500000")
    shorter = page.locator(".box").filter(has_text="holds")
    expect(shorter).to_have_count(1)
    expect(shorter.locator("video")).to_have_js_property("paused", True)
    page.wait_for_function(STANDS_AT_ITS_END, arg=shorter.locator("video").element_handle())


def test_the_same_part_of_both_videos_is_enlarged(page):
    page.keyboard.press("c")
    page.keyboard.press("Shift+ArrowRight")
    video = page.locator(".screen video").first
    expect(video).to_have_css("transform", "matrix(2, 0, 0, 2, 0, 0)")
    one, other = page.evaluate(REGIONS)
    assert one == other
    page.keyboard.press("c")
    page.keyboard.press("c")
    expect(video).to_have_css("transform", "matrix(1, 0, 0, 1, 0, 0)")


def test_the_wheel_enlarges_where_the_pointer_is(page):
    page.locator(".screen video").first.hover(position={"x": 10, "y": 10})
    page.mouse.wheel(0, -100)
    video = page.locator(".screen video").first
    expect(video).to_have_css("transform", "matrix(1.25, 0, 0, 1.25, 0, 0)")
    one, other = page.evaluate(REGIONS)
    assert one == other


def test_one_video_over_the_other_shows_what_differs(page):
    page.keyboard.press("d")
    expect(page.get_by_text("Difference: what is the same in both is black")).to_be_visible()
    expect(page.locator(".box").nth(1)).to_have_css("mix-blend-mode", "difference")
    first, second = page.evaluate(LEFT_EDGES)
    assert first == second
    page.keyboard.press("d")
    expect(page.locator(".box").nth(1)).to_have_css("mix-blend-mode", "normal")


def test_one_video_plays_alone_while_the_other_rests(page):
    page.keyboard.press("a")
    page.keyboard.press("Space")
    page.wait_for_function(PAUSED, arg=[False, True])
    page.keyboard.press("a")
    page.wait_for_function(PAUSED, arg=[True, False])


def test_the_videos_change_places_and_their_answers_do_not(page):
    watch(page)
    drawn(page)
    left, right = page.evaluate(LEFT_EDGES)
    page.keyboard.press("s")
    expect(page.get_by_text("places swapped")).to_be_visible()
    expect(page.locator(".box").nth(1)).to_have_css("order", "-1")
    drawn(page)
    assert page.evaluate(LEFT_EDGES) == [right, left]
    page.keyboard.press("1")
    chosen = page.get_by_role("radiogroup").first.get_by_role("radio", name="Video 1")
    expect(chosen).to_be_checked()


def test_comparisons_take_answers_when_both_videos_were_played_once(page_of, short_pair):
    page = page_of("cleo")
    open_pair(page, short_pair.path)
    page.keyboard.press("1")
    expect(page.get_by_text("Watch both videos to the end once")).to_be_visible()
    expect(page.get_by_role("radio").first).to_be_disabled()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio").first).to_be_enabled(timeout=TO_THE_END)
    page.keyboard.press("1")
    expect(page.get_by_role("radio").first).to_be_checked()


def test_a_key_can_be_changed_and_a_taken_one_is_refused(page):
    page.keyboard.press("?")
    change = page.get_by_role("button", name="Change the key for: Repeat at the end")
    change.click()
    page.keyboard.press("1")
    expect(page.get_by_text("1 answers questions. Choose another key.")).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_text("M is the only key for “Sound on or off”")).to_be_visible()
    page.keyboard.press("Insert")
    page.keyboard.press("Escape")
    page.reload()
    loop = page.get_by_role("button", name="Repeat at the end")
    expect(loop.locator("kbd")).to_have_attribute("data-key", "Insert")
    page.keyboard.press("Insert")
    expect(loop).to_have_attribute("aria-pressed", "false")
