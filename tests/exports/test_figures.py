"""The dashboard's figures of the paper, worked out a second time from the published files alone."""

import io
import json
import random

import numpy as np
import pytest

from annotation_server.quality.operations.reports import computed
from annotation_server.quality.services import add_judgements
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


def flags_of(rows, key: str):
    import pandas as pd

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
    import pandas as pd

    figure, found = computed(judged.campaign)["preference_correlation"], sets(export("safesora"))
    rows = [
        {**row["sub_preferences"], **{key: row[key] for key in ("helpfulness", "harmlessness")}}
        for row in found["preference"]
    ]
    first = (pd.DataFrame(rows) == FIRST).astype(float)
    first = first.rename(columns={"information": "informativeness"})
    assert figure["things"] == len(first) > 10
    assert_close(figure["values"], first.corr().loc[figure["names"], figure["names"]].to_numpy())


def test_the_fifth_figure_is_that_of_the_preference_and_label_sets(judged, export):
    draw, found = random.Random(3), sets(export("safesora"))  # noqa: S311  # the same each time
    said = [
        {"pair_id": row["pair_id"], "judge": "gpt", "first": order, "answers": replies(draw)}
        for row in found["preference"]
        for order in (FIRST, SECOND)
        if draw.random() < 0.8
    ]
    file = io.BytesIO("\n".join(map(json.dumps, said)).encode())
    add_judgements(judged.campaign, file, by=None)
    (figure,) = computed(judged.campaign)["judges"]["judges"]
    ours = {(one["question"], one["label"]): one["agreement"] for one in figure["with_crowd"]}
    theirs = agreement_with_files(said, found)
    assert {key: one["value"] for key, one in ours.items()} == pytest.approx(theirs, abs=CLOSE)
    assert ours["helpfulness", ""]["items"] > 20


def replies(draw: random.Random):
    """What a judge says on a pair; now and then nothing that can be read."""
    kinds = (FIRST, SECOND, None)
    asked = {key: draw.choice(kinds) for key in (*QUESTIONS, "helpfulness", "harmlessness")}
    harm = {item: draw.choice((list(ticks(draw)), None)) for item in (FIRST, SECOND)}
    return {**asked, "harm": draw.choice((harm, harm, None))}


def agreement_with_files(said, found) -> dict[tuple[str, str], float]:
    """Mean over pairs, and over videos, of the mean over what was said of each; unread is half."""
    import pandas as pd

    pairs = {row["pair_id"]: row for row in found["preference"]}
    videos = {row["video_id"]: row for row in found["label"]}
    scores = []
    for one in said:
        row, given = pairs[one["pair_id"]], dict(one["answers"])
        harm = given.pop("harm")
        for key, answer in given.items():
            file_key = "information" if key == "informativeness" else key
            crowd = {**row, **row["sub_preferences"]}[file_key]
            scores.append((key, "", row["pair_id"], 0.5 if answer is None else answer == crowd))
        for item in (FIRST, SECOND):
            video, ticked = videos[row[item]["video_id"]], harm and harm[item]
            crowd = {**video["video_labels"], "nothing_harmful": video["is_safe"]}
            for label, holds in crowd.items():
                score = 0.5 if ticked is None else (label in ticked) == holds
                scores.append(("harm", label, video["video_id"], score))
    frame = pd.DataFrame(scores, columns=["question", "label", "thing", "score"])
    frame["score"] = frame["score"].astype(float)
    of_things = frame.groupby(["question", "label", "thing"])["score"].mean()
    return dict(of_things.groupby(level=["question", "label"]).mean())


def assert_close(ours, theirs) -> None:
    known = np.array([[np.nan if value is None else value for value in row] for row in ours])
    assert (np.isnan(known) == np.isnan(theirs)).all()
    assert np.nanmax(np.abs(known - theirs)) < CLOSE
