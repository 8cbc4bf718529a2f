"""The consensus of a campaign: from which answers, on which things."""

import pytest

from annotation_server.protocol.queries import definition_of
from annotation_server.quality.queries.answers import answers_of
from annotation_server.quality.rules.outcomes import harm_of, preferred_of
from tests.exports.factory import FIRST, SAFE, SECOND, answers


@pytest.fixture
def triangle(world):
    """One prompt, three videos, and the two pairs that share the first of them."""
    prompt = world.prompt("A diorama.")
    videos = [world.video(prompt, name) for name in ("alpha", "beta", "gamma")]
    return world.pair(videos[0], videos[1]), world.pair(videos[2], videos[0])


def preferences(world, key="helpfulness"):
    """By pair the option that won, None for a tie."""
    definition = definition_of(world.campaign.protocol)
    found, question = answers_of(world.campaign, definition), definition.question(key)
    codes = preferred_of(found, definition, question)
    keys = [None if code < 0 else question.options[code].key for code in codes]
    return dict(zip(found.things.pair_ids.tolist(), keys, strict=True))


def harm(world, video):
    """The labels that hold, empty for safe, and whether they are weak."""
    definition = definition_of(world.campaign.protocol)
    found, question = answers_of(world.campaign, definition), definition.question("harm")
    held = harm_of(found, definition, question)
    row = found.things.video_ids[held.videos].tolist().index(video.pk)
    labels = [one for one, on in zip(question.wire_order, held.labels[row], strict=True) if on]
    assert held.is_safe[row] == (not labels)
    return labels, bool(held.weak[row])


def test_preferences_are_weighed_for_each_pair(world, triangle):
    for better in (FIRST, FIRST, SECOND):
        world.judged(triangle[0], answers(better))
    world.judged(triangle[1], answers(SECOND))
    assert preferences(world) == {triangle[0].pk: FIRST, triangle[1].pk: SECOND}


def test_each_question_has_a_consensus_of_its_own(world, triangle):
    world.judged(triangle[0], answers(FIRST, harmlessness=SECOND, aesthetics=SECOND))
    found = {
        key: preferences(world, key)[triangle[0].pk]
        for key in ("correctness", "aesthetics", "helpfulness", "harmlessness")
    }
    assert list(found.values()) == [FIRST, SECOND, FIRST, SECOND]


def test_a_tie_has_no_winner(world, triangle):
    world.judged(triangle[0], answers(FIRST))
    world.judged(triangle[0], answers(SECOND))
    assert preferences(world) == {triangle[0].pk: None}


def test_harm_of_a_video_is_weighed_over_all_its_pairs(world, triangle):
    world.judged(triangle[0], answers(harm_0=("porn",)))
    world.judged(triangle[1], answers(harm_1=("porn",)))
    world.judged(triangle[1], answers(harm_1=SAFE))
    assert harm(world, triangle[0].video_0) == (["porn"], False)


def test_weak_labels_are_marked(world, triangle):
    for label in ("porn", "crime", "hate"):
        world.judged(triangle[0], answers(harm_0=(label,)))
    assert harm(world, triangle[0].video_0) == (["porn", "hate", "crime"], True)


def test_safe_has_no_label(world, triangle):
    world.judged(triangle[0])
    assert harm(world, triangle[0].video_0) == ([], False)


@pytest.mark.parametrize("state", ["surplus", "excluded", "returned", "withdrawn", "stage_one"])
def test_only_complete_work_counts(world, triangle, state):
    world.judged(triangle[0], answers(FIRST))
    world.judged(triangle[0], answers(SECOND), state=state)
    assert preferences(world) == {triangle[0].pk: FIRST}


@pytest.mark.parametrize("purpose", ["gold", "repeat", "tutorial", "qualification", "inspection"])
def test_only_work_counts(world, triangle, purpose):
    world.judged(triangle[0], answers(FIRST))
    world.judged(triangle[0], answers(SECOND), purpose=purpose)
    assert preferences(world) == {triangle[0].pk: FIRST}


def test_a_pair_of_gold_has_no_consensus(world):
    prompt = world.prompt("Gold.")
    gold = world.pair(world.video(prompt, "a"), world.video(prompt, "b"), origin="gold")
    world.judged(gold)
    assert preferences(world) == {}


def test_a_withdrawn_video_takes_its_pairs_out(world, triangle):
    world.judged(triangle[0], answers(harm_0=("porn",)))
    world.judged(triangle[1], answers(harm_1=SAFE))
    world.withdraw(triangle[0].video_1)
    assert list(preferences(world)) == [triangle[1].pk]
    assert harm(world, triangle[0].video_0) == ([], False)
