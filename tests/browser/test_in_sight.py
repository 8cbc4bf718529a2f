"""Videos, prompt and the whole step at hand are in sight together, without scrolling."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judging import Campaign, watch
from tests.browser.looking import open_pair, pair_campaign
from tests.browser.pages import Pages, keep_picture

SIZES = {(1440, 900): 480, (1280, 720): 400}  # the least width of a video of 16:9
TALL_AT_LEAST = 280
STEPS = {
    "Four comparisons": ("1", "2", "2", "1", "Enter"),
    "Anything harmful?": ("1", "ArrowDown", "2", "w", "Enter"),
    "Which is better?": ("2", "Enter"),
    "Which is safer?": (),
}
BOXES = """
(names) => Object.fromEntries(Object.entries(names).map(([name, selector]) => [
  name,
  [...document.querySelectorAll(selector)].map((one) => {
    const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
    return { left, right, top, bottom, width, height };
  }),
]))
"""
SEEN = {
    "video": ".screen .frame",
    "prompt": ".prompt .text",
    "question": ".question",
    "answer": ".question label",
    "list": ".columns .one",
    "transport": ".transport",
    "footer": "footer",
}
SCROLLS = """
() => {
  const steps = document.querySelector('.steps');
  return steps.scrollHeight - steps.clientHeight;
}
"""
Boxes = dict[str, list[dict[str, float]]]


@pytest.fixture(scope="module")
def wide(server: Any, people: Any, tmp_path_factory: Any) -> Campaign:
    folder = tmp_path_factory.mktemp("wide")
    return pair_campaign(server, folder, "wide", [("12", 0.5), ("12", 0.5)])


@pytest.fixture(scope="module")
def tall(server: Any, people: Any, tmp_path_factory: Any) -> Campaign:
    folder = tmp_path_factory.mktemp("tall")
    return pair_campaign(server, folder, "tall", [("12", 0.5), ("12", 0.5)], size="180x320")


def boxes_in_sight(page: Page) -> Boxes:
    """Where everything is; nothing of it lies outside the window or has to be scrolled to."""
    found: Boxes = page.evaluate(BOXES, SEEN)
    size = page.viewport_size
    assert size is not None
    for name, boxes in found.items():
        for box in boxes:
            assert 0 <= box["left"] <= box["right"] <= size["width"], (name, box)
            assert 0 <= box["top"] <= box["bottom"] <= size["height"], (name, box)
    assert len(found["video"]) == 2
    assert found["prompt"]
    assert found["question"]
    assert page.evaluate(SCROLLS) <= 0
    return found


def walk(page: Page, name: str) -> list[Boxes]:
    """Everything in sight in each of the four steps."""
    watch(page)
    page.keyboard.press("Space")
    seen = []
    for step, keys in STEPS.items():
        expect(page.get_by_role("heading", name=step)).to_be_attached()
        seen.append(boxes_in_sight(page))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            keep_picture(page, f"{name}-{len(seen)}-{scheme}", whole=False)
        for key in keys:
            page.keyboard.press(key)
    return seen


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_everything_is_in_sight_in_every_step(page_of: Pages, wide, width, height):
    page = page_of("ada" if width > 1300 else "ben", width=width, height=height)
    open_pair(page, wide.path)
    seen = walk(page, f"wide-{width}")
    for boxes in seen:
        assert all(box["width"] >= SIZES[width, height] for box in boxes["video"])
    for video, harms in zip(seen[1]["video"], seen[1]["list"], strict=True):
        middle = (video["left"] + video["right"]) / 2
        assert harms["left"] < middle < harms["right"]
        assert harms["top"] > video["bottom"]
    places = [[(box["left"], box["top"]) for box in boxes["video"]] for boxes in seen]
    assert places.count(places[0]) == len(places)


def test_tall_videos_are_large_enough_on_a_small_screen(page_of: Pages, tall):
    page = page_of("ada", width=1280, height=720)
    open_pair(page, tall.path)
    for boxes in walk(page, "tall-1280"):
        assert all(box["height"] >= TALL_AT_LEAST for box in boxes["video"])


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_guidance_beside_the_question_covers_no_video(page_of: Pages, wide, width, height):
    page = page_of("cleo", width=width, height=height)
    open_pair(page, wide.path)
    page.keyboard.press("h")
    expect(page.get_by_role("complementary")).to_be_visible()
    boxes = boxes_in_sight(page)
    aside = page.evaluate("() => document.querySelector('aside').getBoundingClientRect().left")
    assert all(box["right"] <= aside for box in boxes["video"])
    assert all(box["width"] >= SIZES[width, height] for box in boxes["video"])
    keep_picture(page, f"guidance-{width}", whole=False)


def test_on_a_phone_the_videos_stay_while_the_questions_scroll(page_of: Pages, wide):
    page = page_of("cleo", width=390, height=844)
    open_pair(page, wide.path)
    page.get_by_role("radiogroup").last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)
    for video in page.locator(".screen video").all():
        expect(video).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("radiogroup").last).to_be_in_viewport()
