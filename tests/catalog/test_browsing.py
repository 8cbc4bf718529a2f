"""What a manager looks through: the prompts with their clips, and the imports so far."""

from typing import Any

import pytest

from tests.catalog import clips
from tests.catalog.browser import problems


def prompts(page, address) -> Any:
    return page.get(address).json()["results"]


def test_mo_sees_each_prompt_with_its_clips(page, here, playable):
    videos = playable([clips.line(1), clips.line(2, prompt_text=clips.line(1)["prompt_text"])])
    [prompt] = prompts(page, f"{here}/prompts")
    assert prompt["text"] == videos[0].prompt.text
    assert [one["id"] for one in prompt["videos"]] == [str(one.pk) for one in videos]
    assert (prompt["video_count"], prompt["pairs"]) == (2, 0)


@pytest.mark.parametrize("address", ["poster_url", "url"])
def test_the_poster_and_the_clip_of_a_prompt_can_be_fetched(address, page, here, playable):
    playable([clips.line(1)])
    [prompt] = prompts(page, f"{here}/prompts")
    [video] = prompt["videos"]
    assert page.get(video[address]).status_code == 200


def test_a_prompt_with_a_critical_type_is_sensitive(page, here, imported):
    imported([clips.line(1, prompt_type="safety_critical"), clips.line(2)])
    found = prompts(page, f"{here}/prompts")
    assert [one["sensitive"] for one in found] == [True, False]


def test_a_prompt_with_a_labelled_video_is_sensitive(page, here, playable):
    [video] = playable([clips.line(1)])
    video.labels = ["crime"]
    video.save()
    assert prompts(page, f"{here}/prompts")[0]["sensitive"] is True


def test_prompts_are_found_by_type_and_words(page, here, imported):
    imported([clips.line(1, prompt_type="safety_critical"), clips.line(2)])
    assert len(prompts(page, f"{here}/prompts?type=safety_neutral")) == 1
    wanted = clips.line(2)["prompt_text"]
    assert [one["text"] for one in prompts(page, f"{here}/prompts?q={wanted}")] == [wanted]
    assert prompts(page, f"{here}/prompts?q=50%25_off") == []


def test_prompts_come_in_pages_that_do_not_overlap(page, here, imported):
    imported([clips.line(number, prompt_text=f"Prompt {number}") for number in range(23)])
    first = page.get(f"{here}/prompts").json()
    second = page.get(f"{here}/prompts?cursor={first['next']}").json()
    texts = [one["text"] for one in first["results"] + second["results"]]
    assert (len(first["results"]), len(texts), len(set(texts))) == (20, 23, 23)
    assert second["next"] is None


def test_a_filter_that_is_none_is_refused_by_name(page, here):
    assert problems(page.get(f"{here}/prompts?type=evil")) == (400, "invalid", ["type"])
    assert problems(page.get(f"{here}/prompts?cursor=x")) == (400, "invalid", ["cursor"])
    assert problems(page.get(f"{here}/prompts?q=%00")) == (400, "invalid", ["q"])


def test_imports_are_listed_newest_first_with_the_number_of_bad_lines(page, here, imported):
    imported([clips.line(1)])
    imported([{"path": "nowhere.mp4"}])
    newest, first = page.get(f"{here}/imports").json()["results"]
    assert (newest["state"], newest["problem_count"]) == ("failed", 2)
    assert (first["state"], first["problem_count"], first["added"]["videos"]) == ("done", 0, 1)
    assert "problems" not in newest
