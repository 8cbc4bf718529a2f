"""Generated clips, imported, judged by keyboard alone, and looked at frame by frame.

TANDEM_REAL_CLIPS names the manifest of GIFs to do it on; without it they are drawn. With
TANDEM_SCREENSHOTS a film of the judging is left there.
"""

import json
import os
import shutil
import subprocess
import sys
from bisect import bisect_right
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from annotation_server.media.binaries import ffmpeg_path
from tests.browser.judging import (
    BY_KEYBOARD,
    Campaign,
    Given,
    arrived,
    expected,
    judge_by_keyboard,
)
from tests.browser.looking import campaign_over, drift, frames_of, open_pair, shown_frame
from tests.browser.people import PASSWORD
from tests.browser.recording import recorded
from tests.catalog.clips import manifest
from tests.media.reading import gif_times

LONGEST_WALK = 60
GREY_LEVELS = 2.0  # what scaling and the screen's colours change of a frame, at most
CARDS = (("one", 25, 2), ("two", 25, 2), ("slower", 10, 3))
DRAWN = {"prompt_text": "A test card"}
Line = dict[str, Any]

pytestmark = pytest.mark.prove


def given_lines(folder: Path) -> list[tuple[Path, Line]]:
    """Each clip of the manifest that is named, or drawn ones of one prompt."""
    named = os.environ.get("TANDEM_REAL_CLIPS", "")
    if named:
        lines = [json.loads(text) for text in Path(named).read_text().splitlines()]
        return [(Path(named).parent / line["path"], line) for line in lines]
    return [(draw_gif(folder, *clip), {**DRAWN, "generated_from": clip[0]}) for clip in CARDS]


def draw_gif(folder: Path, name: str, rate: int, seconds: int) -> Path:
    path = folder / f"{name}.gif"
    picture = f"testsrc2=size=256x256:rate={rate}:duration={seconds}"
    words = ("-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", picture)
    subprocess.run([str(ffmpeg_path()), *words, str(path)], check=True)
    return path


def two_of(clips: list[tuple[Path, Line]], *, alike: bool) -> list[tuple[Path, Line]]:
    """The first two clips of one prompt whose frames are shown at the same times, or are not."""
    for one, other in combinations(clips, 2):
        is_one_prompt = one[1]["prompt_text"] == other[1]["prompt_text"]
        if is_one_prompt and (gif_times(one[0]) == gif_times(other[0])) is alike:
            return [one, other]
    raise AssertionError(f"No two clips of a prompt are {'alike' if alike else 'different'}.")


@pytest.fixture(scope="module", params=["equal", "unequal"])
def campaign(server, people, tmp_path_factory, request) -> Campaign:
    folder = tmp_path_factory.mktemp("real")
    chosen = two_of(given_lines(tmp_path_factory.mktemp("drawn")), alike=request.param == "equal")
    for at, (path, _) in enumerate(chosen):
        shutil.copy(path, folder / f"{at}.gif")
    lines: list[dict[str, object]] = [
        {**line, "path": f"{at}.gif"} for at, (_, line) in enumerate(chosen)
    ]
    return campaign_over(server, manifest(folder, lines), f"real clips, {request.param}")


def sign_in_and_begin(page: Page, path: str) -> None:
    """From the first page to the first pair, with Tab and Enter."""
    page.goto("/sign-in")
    expect(page.get_by_label("Name")).to_be_visible()
    walk_to(page, "document.activeElement.name === 'username'")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My campaigns")).to_be_visible()
    expect(page.locator(f"a[href$='{path}']").first).to_be_visible()
    walk_to(page, f"String(document.activeElement.href).endsWith('{path}')")
    page.keyboard.press("Enter")


def walk_to(page: Page, is_there: str) -> None:
    for _ in range(LONGEST_WALK):
        if page.evaluate(is_there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to where {is_there}")


def test_a_pair_of_real_clips_is_judged_by_keyboard_alone(page_of, campaign, tmp_path):
    page = page_of()
    given = Given(page)
    with recorded(page, f"keyboard-{campaign.name.split()[-1]}"):
        sign_in_and_begin(page, campaign.path)
        judge_by_keyboard(page)
        nothing_left = page.get_by_role("heading", name="Nothing left for you")
        expect(nothing_left).to_be_visible()
    arrived(page)
    [row] = campaign.exported(tmp_path / "out")
    assert row["answers"] == expected(given.left[row["prompt_text"]], **BY_KEYBOARD)


def test_a_step_shows_exactly_the_next_frame_of_a_real_clip(page_of, campaign):
    page = page_of("ben")
    videos = open_pair(page, campaign.path)["videos"]
    decoded = [frames_of(page, video["url"]) for video in videos]
    times = [video["frame_times_us"] for video in videos]
    grid = finer(times)
    steps = [*range(1, len(grid)), *range(len(grid) - 2, -1, -1)]
    page.keyboard.press("Home")
    worst = 0.0
    for before, step in zip([0, *steps], steps, strict=False):
        page.keyboard.press("." if step > before else ",")
        for place in (0, 1):
            wanted = bisect_right(times[place], grid[step]) - 1
            worst = max(worst, is_frame(shown_frame(page, place), decoded[place], wanted))
    sys.stdout.write(f"\n{len(steps)} steps; at most {worst:.2f} grey levels from ffmpeg's frame\n")


def finer(times: list[list[int]]) -> list[int]:
    return max(times, key=len)


def is_frame(shown: np.ndarray[Any, Any], frames: np.ndarray[Any, Any], wanted: int) -> float:
    """How far what is shown is from the wanted frame, to which it is nearer than to its neighbours.

    Neighbours that are the same picture cannot be told apart, and need not be.
    """
    near = {at: frames[at] for at in (wanted - 1, wanted, wanted + 1) if 0 <= at < len(frames)}
    apart = {at: float(np.abs(frame - shown).mean()) for at, frame in near.items()}
    assert apart[wanted] <= GREY_LEVELS, (wanted, apart)
    closest = min(apart.values())
    same = float(np.abs(frames[wanted] - near[min(apart, key=lambda at: apart[at])]).mean())
    assert apart[wanted] == closest or same < GREY_LEVELS / 4, (wanted, apart)
    return apart[wanted]


def test_real_clips_stay_within_half_a_frame_of_each_other(page_of, campaign):
    page = page_of("cleo")
    videos = open_pair(page, campaign.path)["videos"]
    times = [video["frame_times_us"] for video in videos]
    shortest = min(b - a for one in times for a, b in pairwise(one)) / 1000
    page.keyboard.press("Space")
    figures = drift(page, 30)
    sys.stdout.write(f"\n{campaign.name}: {figures}; half a frame is {shortest / 2:.1f} ms\n")
    assert figures["looks"] > 200
    assert figures["p99"] <= shortest / 2, figures
