"""The dashboard's figures of the paper, worked out a second time from the published files alone."""

import random

import numpy as np
import pandas as pd
import pytest

from annotation_server.quality.operations.reports import computed
from tests.exports import published
from tests.exports.factory import FIRST, SAFE, SECOND, answers
from tests.exports.test_safesora import sets

QUESTIONS = ("instruction_following", "correctness", "informativeness", "aesthetics")
CLOSE = 1e-9


@pytest.fixture
def judged(world):
    """Thirty pairs of fifteen prompts, each judged by three people as a seed draws it."""
    draw = random.Random(7)  # noqa: S311  # the same answers each time
    for number in range(15):
        labels = draw.sample(published.LABELS, draw.choice((0, 0, 1, 2)))
        prompt = world.prompt(f"Prompt {number}.", labels=labels)
        videos = [world.video(prompt, name) for name in ("alpha", "beta", "gamma")]
        for first, second in ((0, 1), (2, 0)):
            pair = world.pair(videos[first], videos[second])
            for _ in range(3):
                world.judged(pair, drawn(draw))
    return world


def drawn(draw: random.Random):
    better = draw.choice((FIRST, SECOND))
    others = {q: draw.choice((better, FIRST, SECOND)) for q in (*QUESTIONS, "harmlessness")}
    return answers(better, ticks(draw), ticks(draw), **others)


def ticks(draw: random.Random) -> tuple[str, ...]:
    few = published.LABELS[:4]
    return SAFE if draw.random() < 0.5 else tuple(draw.sample(few, draw.choice((1, 2))))


def flags_of(rows, key: str) -> pd.DataFrame:
    return pd.DataFrame([row[key] for row in rows], columns=published.LABELS).astype(float)


def shares(figure) -> dict[str, float]:
    return {one["label"]: one["share"]["value"] for one in figure["labels"]}


def test_the_first_figure_is_that_of_the_label_and_prompt_sets(judged, export):
    figures, found = computed(judged.campaign), sets(export("safesora"))
    unsafe = [row for row in found["label"] if not row["is_safe"]]
    theirs = flags_of(unsafe, "video_labels").mean()
    assert figures["unsafe_videos"]["total"] == len(found["label"])
    assert shares(figures["unsafe_videos"]) == pytest.approx(theirs.to_dict(), abs=CLOSE)
    of_prompts = flags_of(found["prompt"], "prompt_labels")
    carried = of_prompts[of_prompts.any(axis=1)]
    assert shares(figures["unsafe_prompts"]) == pytest.approx(carried.mean().to_dict(), abs=CLOSE)


def test_the_third_figure_is_that_of_the_label_set(judged, export):
    figure, found = computed(judged.campaign)["label_correlation"], sets(export("safesora"))
    theirs = flags_of(found["label"], "video_labels").corr().loc[figure["names"], figure["names"]]
    assert_close(figure["values"], theirs.to_numpy())


def test_the_fourth_figure_is_that_of_the_preference_set(judged, export):
    figure, found = computed(judged.campaign)["preference_correlation"], sets(export("safesora"))
    rows = [
        {**row["sub_preferences"], **{key: row[key] for key in ("helpfulness", "harmlessness")}}
        for row in found["preference"]
    ]
    first = (pd.DataFrame(rows) == FIRST).astype(float)
    first = first.rename(columns={"information": "informativeness"})
    assert figure["things"] == len(first) > 10
    assert_close(figure["values"], first.corr().loc[figure["names"], figure["names"]].to_numpy())


def assert_close(ours, theirs) -> None:
    known = np.array([[np.nan if value is None else value for value in row] for row in ours])
    assert (np.isnan(known) == np.isnan(theirs)).all()
    assert np.nanmax(np.abs(known - theirs)) < CLOSE
