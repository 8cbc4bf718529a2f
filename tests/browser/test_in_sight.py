"""Videos, prompt and everything that a step asks are in sight together, without scrolling."""

import pytest
from playwright.sync_api import expect

from tests.browser.judging import Campaign, answer_all, go_on, to_next_step, watch_any
from tests.browser.looking import draw
from tests.browser.pages import drawn, keep_pictures
from tests.catalog.clips import manifest

SIZES = {(1440, 900): 480, (1280, 720): 400}
LOWEST_OF_AN_UPRIGHT_CLIP = 280
PROTOCOLS = {
    "safesora": 4,
    "videofeedback": 1,
    "videoreward": 3,
    "genai_arena": 1,
    "safe_rlhf_gated": 3,
}
# What is cut off or outside the window, by its words; and the sizes of the videos.
LOOK = """
() => {
  const edges = (one) => one.getBoundingClientRect();
  const within = (one, other) => one.top >= other.top - 1 && one.bottom <= other.bottom + 1
    && one.left >= other.left - 1 && one.right <= other.right + 1;
  const all = (what) => [...document.querySelectorAll(what)];
  const steps = edges(document.querySelector('.steps'));
  const page = { top: 0, left: 0, bottom: innerHeight, right: innerWidth };
  const asked = all('.steps h2, .question, .question label, .question button')
    .filter((one) => !within(edges(one), steps) || !within(edges(one), page));
  const shown = all('header .text, .screen video, .transport button, footer button')
    .filter((one) => !within(edges(one), page));
  const videos = all('.screen .frame').map((one) => [edges(one).width, edges(one).height]);
  return { hidden: [...asked, ...shown].map((one) => one.innerText || one.tagName), videos };
}
"""
IS_DRAWN_ANEW = """
() => {
  const { clientWidth, clientHeight } = document.querySelector('.workspace');
  return clientWidth === innerWidth && clientHeight === innerHeight;
}
"""
PINNED = """
() => [...document.querySelectorAll('.screen .frame')].every((one) => {
  const { top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
})
"""


@pytest.fixture(scope="module")
def opened(server, people, tmp_path_factory):
    """A campaign on a protocol, over one prompt and its clips of one size."""
    corpora: set[str] = set()
    campaigns: dict[str, Campaign] = {}

    def do(protocol: str, size: str) -> Campaign:
        is_single = protocol == "videofeedback"
        corpus = f"{size}, {'one' if is_single else 'two'}"
        if corpus not in corpora:
            import_clips(server, tmp_path_factory.mktemp("clips"), corpus, size, is_single)
            corpora.add(corpus)
        words = ("--corpus", corpus, "--protocol", protocol, "--overlap", "5", "--seed", "1")
        name = f"{protocol} on {corpus}"
        if name not in campaigns:
            made = server.manage_json("open_campaign", name, *words, "--open-to-all-annotators")
            campaigns[name] = Campaign(server, name, str(made["id"]))
        return campaigns[name]

    return do


def import_clips(server, folder, corpus: str, size: str, is_single: bool) -> None:
    words = "A lighthouse keeper paints the sea, while a storm comes in over the cape. " * 5
    lines: list[dict[str, object]] = [
        {"prompt_text": words, "path": f"{at}.mp4", "generated_from": f"generator-{at}"}
        for at in range(1 if is_single else 2)
    ]
    path = manifest(folder, lines)
    for at in range(len(lines)):
        draw(folder / f"{at}.mp4", "12", 1, size=size)
    server.manage("import_corpus", str(path), "--corpus", corpus, "--wait")
    server.manage("build_pairs", corpus, "--strategy", "singles" if is_single else "all")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_step_is_in_sight_with_the_videos_and_the_prompt(page_of, opened, protocol):
    page = page_of("ada", path=opened(protocol, "640x360").path)
    watch_any(page)
    for step in range(PROTOCOLS[protocol]):
        answer_all(page)
        keep_pictures(page, f"{protocol}-step-{step + 1}")
        for (width, height), narrowest in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(IS_DRAWN_ANEW)
            drawn(page)
            seen = page.evaluate(LOOK)
            assert seen["hidden"] == [], (step, width)
            assert min(wide for wide, _ in seen["videos"]) >= narrowest, (step, width)
        (go_on if step + 1 == PROTOCOLS[protocol] else to_next_step)(page)
    expect(page.get_by_role("heading", name="Nothing left for you")).to_be_visible()


def test_an_upright_clip_is_high_enough(page_of, opened):
    page = page_of("ben", width=1280, height=720, path=opened("safesora", "360x640").path)
    watch_any(page)
    for step in range(PROTOCOLS["safesora"]):
        answer_all(page)
        drawn(page)
        seen = page.evaluate(LOOK)
        assert seen["hidden"] == [], step
        assert min(high for _, high in seen["videos"]) >= LOWEST_OF_AN_UPRIGHT_CLIP, step
        if step < 3:
            to_next_step(page)


def test_on_a_phone_the_videos_stay_while_the_questions_scroll(page_of, opened):
    page = page_of("cleo", width=390, height=844, path=opened("safesora", "640x360").path)
    watch_any(page)
    for step in range(2):
        answer_all(page)
        page.locator(".question").last.scroll_into_view_if_needed()
        page.mouse.wheel(0, 5_000)
        expect(page.locator(".question label").last).to_be_in_viewport()
        drawn(page)
        assert page.evaluate(PINNED), step
        to_next_step(page)
