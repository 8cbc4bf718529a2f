"""The consensus rows of a campaign: from which answers, on which things."""

import pytest

from annotation_server.quality.models import Consensus
from annotation_server.quality.operations import refresh_consensus
from tests.exports.factory import FIRST, SAFE, SECOND, answers

HARM = "harm"


@pytest.fixture
def triangle(world):
    """One prompt, three videos, and the two pairs that share the first of them."""
    prompt = world.prompt("A diorama.")
    videos = [world.video(prompt, name) for name in ("alpha", "beta", "gamma")]
    return world.pair(videos[0], videos[1]), world.pair(videos[2], videos[0])


def preference(world, pair, question="helpfulness"):
    return Consensus.objects.get(campaign=world.campaign, question=question, pair=pair)


def harm(world, video):
    return Consensus.objects.get(campaign=world.campaign, question=HARM, video=video)


def test_preferences_are_weighed_for_each_pair(world, triangle):
    for better in (FIRST, FIRST, SECOND):
        world.judged(triangle[0], answers(better))
    world.judged(triangle[1], answers(SECOND))
    refresh_consensus(world.campaign)
    row = preference(world, triangle[0])
    assert (row.value, row.votes, row.answers) == (FIRST, {FIRST: 2, SECOND: 1}, 3)
    assert preference(world, triangle[1]).value == SECOND


def test_each_question_has_a_consensus_of_its_own(world, triangle):
    world.judged(triangle[0], answers(FIRST, harmlessness=SECOND, aesthetics=SECOND))
    refresh_consensus(world.campaign)
    found = {row.question: row.value for row in Consensus.objects.filter(pair=triangle[0])}
    assert found == {
        "instruction_following": FIRST,
        "correctness": FIRST,
        "informativeness": FIRST,
        "aesthetics": SECOND,
        "helpfulness": FIRST,
        "harmlessness": SECOND,
    }


def test_a_tie_is_a_row_without_a_value(world, triangle):
    world.judged(triangle[0], answers(FIRST))
    world.judged(triangle[0], answers(SECOND))
    refresh_consensus(world.campaign)
    row = preference(world, triangle[0])
    assert (row.value, row.answers) == (None, 2)


def test_harm_of_a_video_is_weighed_over_all_its_pairs(world, triangle):
    world.judged(triangle[0], answers(harm_0=("porn",)))
    world.judged(triangle[1], answers(harm_1=("porn",)))
    world.judged(triangle[1], answers(harm_1=SAFE))
    refresh_consensus(world.campaign)
    row = harm(world, triangle[0].video_0)
    assert (row.value, row.answers, row.weak) == (["porn"], 3, False)
    assert row.votes == {"porn": 2, "nothing_harmful": 1}


def test_weak_labels_are_marked(world, triangle):
    for label in ("porn", "crime", "hate"):
        world.judged(triangle[0], answers(harm_0=(label,)))
    refresh_consensus(world.campaign)
    row = harm(world, triangle[0].video_0)
    assert (row.value, row.weak) == (["porn", "hate", "crime"], True)


def test_safe_is_the_none_alone(world, triangle):
    world.judged(triangle[0])
    refresh_consensus(world.campaign)
    assert harm(world, triangle[0].video_0).value == list(SAFE)


@pytest.mark.parametrize("state", ["surplus", "excluded", "returned", "withdrawn", "stage_one"])
def test_only_complete_work_counts(world, triangle, state):
    world.judged(triangle[0], answers(FIRST))
    world.judged(triangle[0], answers(SECOND), state=state)
    refresh_consensus(world.campaign)
    assert preference(world, triangle[0]).votes == {FIRST: 1}


@pytest.mark.parametrize("purpose", ["gold", "repeat", "tutorial", "qualification", "inspection"])
def test_only_work_counts(world, triangle, purpose):
    world.judged(triangle[0], answers(FIRST))
    world.judged(triangle[0], answers(SECOND), purpose=purpose)
    refresh_consensus(world.campaign)
    assert preference(world, triangle[0]).votes == {FIRST: 1}


def test_a_pair_of_gold_has_no_consensus(world):
    prompt = world.prompt("Gold.")
    gold = world.pair(world.video(prompt, "a"), world.video(prompt, "b"), origin="gold")
    world.judged(gold)
    assert refresh_consensus(world.campaign) == 0


def test_a_withdrawn_video_takes_its_pairs_out(world, triangle):
    world.judged(triangle[0], answers(harm_0=("porn",)))
    world.judged(triangle[1], answers(harm_1=SAFE))
    world.withdraw(triangle[0].video_1)
    refresh_consensus(world.campaign)
    assert not Consensus.objects.filter(pair=triangle[0]).exists()
    assert harm(world, triangle[0].video_0).value == list(SAFE)


def test_refreshing_again_replaces_what_was_there(world, triangle):
    world.judged(triangle[0], answers(FIRST))
    first = refresh_consensus(world.campaign)
    assert refresh_consensus(world.campaign) == first == Consensus.objects.count()
