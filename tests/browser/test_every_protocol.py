"""Each protocol from nothing to a download: Mo by the manager's pages, Ada in the workspace."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judging import answer_all, arrived, go_on, to_next_step, watch_any
from tests.browser.test_manager_road import FOR_A_WORKER, figure, new_corpus, send, write
from tests.catalog import clips

SIDES = frozenset({"video_0", "video_1"})
SCORES = ("visual_quality", "temporal_consistency", "dynamic_degree", "text_to_video_alignment",
          "factual_consistency")  # fmt: skip
POINTS = frozenset({1, 2, 3, 4})
DIMENSIONS = ("vq", "mq", "ta", "overall")
RATINGS = ("vq_score", "mq_score", "ta_score")


@dataclass(frozen=True)
class Run:
    """What Mo chooses, how many steps Ada goes through, and what each answer may be."""

    title: str
    steps: int
    answers: dict[str, object]
    is_single: bool = False


RUNS = {
    "safesora": Run(
        "SafeSora",
        4,
        {
            **dict.fromkeys(("instruction_following", "correctness", "information"), SIDES),
            **dict.fromkeys(("aesthetics", "helpfulness", "harmlessness"), SIDES),
            "video_labels": "of each video",
        },
    ),
    "videofeedback": Run(
        "VideoFeedback, five scores", 1, dict.fromkeys(SCORES, POINTS), is_single=True
    ),
    "videoreward": Run(
        "VideoReward, comparison and ratings",
        3,
        {
            **dict.fromkeys(DIMENSIONS, SIDES | {"same"}),
            **dict.fromkeys(RATINGS, "of each video"),
        },
    ),
    "genai_arena": Run("GenAI-Arena, one vote", 1, {"vote": SIDES | {"tie", "both_bad"}}),
    "safe_rlhf_gated": Run(
        "Gated safety labels after PKU-SafeRLHF",
        3,
        {
            "is_safe": "of each video",
            "harm_category": "of the unsafe video",
            "severity_level": "of the unsafe video",
            **dict.fromkeys(("better", "safer"), SIDES),
        },
    ),
}


@pytest.fixture
def given(tmp_path):
    """One prompt with as many clips as one judgement needs."""

    def do(count: int):
        lines = []
        for number in range(count):
            name = f"clip-{number}.mp4"
            (tmp_path / name).write_bytes(clips.drawn(clips.COLOURS[number]))
            lines.append(
                {"prompt_text": "A boat.", "path": name, "generated_from": f"model-{number}"}
            )
        write(tmp_path / "videos.jsonl", lines)
        return tmp_path

    return do


@pytest.mark.parametrize("key", RUNS)
def test_a_protocol_from_nothing_to_a_downloaded_export(page_of, given, tmp_path, key):
    run = RUNS[key]
    mo = page_of("mo")
    import_and_pair(mo, f"All of {key}", given(1 if run.is_single else 2), run)
    open_campaign(mo, key, run)
    ada = page_of("ada", path=mo.url.replace("/manage", "") + "/judge")
    judge_everything(ada, run)
    (line,) = download(mo, tmp_path)
    assert set(line["answers"]) == set(run.answers)
    for question, allowed in run.answers.items():
        check(line["answers"], question, allowed)


def import_and_pair(page: Page, name: str, folder, run: Run) -> None:
    new_corpus(page, name)
    send(page, folder, "videos.jsonl")
    figure(page, "Clips ready", "1" if run.is_single else "2")
    page.get_by_role("link", name="Pairs", exact=True).click()
    if run.is_single:
        page.get_by_role("radio", name="Singles").check()
    page.get_by_role("button", name="Make 1 pair").click()
    figure(page, "Pairs", "1")


def open_campaign(page: Page, key: str, run: Run) -> None:
    page.get_by_role("link", name="Open a campaign", exact=True).click()
    page.get_by_label("Name").fill(f"Campaign on {key}")
    page.get_by_label("Overlap").fill("1")
    page.get_by_label("Open to everybody with an account").check()
    choose = page.get_by_label("Protocol")
    option = choose.locator("option", has_text=run.title).first
    choose.select_option(option.get_attribute("value"))
    page.get_by_role("button", name="Open the campaign").click()
    figure(page, "Places to fill", "1")


def judge_everything(page: Page, run: Run) -> None:
    """Answer all that is asked, also what an answer brings up, and go through every step."""
    expect(page.get_by_text("A boat.").first).to_be_visible()
    watch_any(page)
    for step in range(run.steps):
        answer_all(page)
        (go_on if step + 1 == run.steps else to_next_step)(page)
    expect(page.get_by_role("heading", name="Nothing left for you")).to_be_visible()
    arrived(page)


def download(page: Page, folder) -> list[dict[str, Any]]:
    page.get_by_role("link", name="Snapshots").click()
    page.get_by_role("button", name="Take a snapshot").click()
    link = page.get_by_role("link", name="Download jsonl/assignments.jsonl")
    expect(link).to_be_visible(timeout=FOR_A_WORKER)
    with page.expect_download() as begun:
        link.click()
    saved = folder / "assignments.jsonl"
    begun.value.save_as(saved)
    return [json.loads(text) for text in saved.read_text().splitlines()]


def check(answers: dict[str, Any], question: str, allowed: Any) -> None:
    given = answers[question]
    if allowed == "of each video":
        assert set(given) == SIDES
    elif allowed == "of the unsafe video":
        assert set(given) == {side for side, safe in answers["is_safe"].items() if safe is False}
        assert len(given) == 1
    elif isinstance(given, dict):
        assert set(given.values()) <= allowed
    else:
        assert given in allowed
