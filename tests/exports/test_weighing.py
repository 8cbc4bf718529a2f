"""The database weighs all answers at once, by the rules that are written in plain Python."""

from random import Random

import pytest

from annotation_server.exports import services
from annotation_server.protocol.queries import definition_of
from annotation_server.protocol.rules.definition import Role
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from tests.exports.factory import FIRST, SAFE, SECOND, answers
from tests.quality.plain_rules import harm_consensus, majority

LABELS = ("porn", "hate", "crime")
SEEDS = range(12)


def ballot(random: Random) -> tuple[str, ...]:
    chosen = tuple(label for label in LABELS if random.random() < 0.3)
    return chosen or SAFE


@pytest.mark.parametrize("seed", SEEDS)
def test_a_preference_is_what_the_majority_rule_says(world, seed):
    random = Random(seed)  # noqa: S311  # no secret
    pair = world.two()
    votes = {FIRST: 0, SECOND: 0}
    for _ in range(random.randrange(1, 6)):
        better = random.choice([FIRST, SECOND])  # a Random of our own
        votes[better] += 1
        world.judged(pair, answers(better))
    row = services.freeze(world.campaign, by=None).consensus.get(pair=pair)
    assert row.decided.get("helpfulness") == majority(votes)
    assert row.votes["helpfulness"] == {one: count for one, count in votes.items() if count}


@pytest.mark.parametrize("seed", SEEDS)
def test_harm_is_what_the_harm_rule_says(world, seed):
    random = Random(seed)  # noqa: S311  # no secret
    pair = world.two()
    given = [ballot(random) for _ in range(random.randrange(1, 6))]
    for one in given:
        world.judged(pair, answers(harm_0=one))
    said = harm_consensus({frozenset(one): given.count(one) for one in given}, SAFE[0])
    row = services.freeze(world.campaign, by=None).consensus.get(video=pair.video_0)
    held = {SAFE[0]} if said.is_safe else said.labels
    assert (set(row.decided["harm"]), row.weak, row.answers) == (held, said.weak, len(given))


def test_labels_are_kept_in_the_order_of_exports(world):
    pair = world.two()
    world.judged(pair, answers(harm_0=("crime", "hate", "porn")))
    row = services.freeze(world.campaign, by=None).consensus.get(video=pair.video_0)
    harm = question_with(definition_of(world.protocol), Role.HARM)
    assert row.decided["harm"] == [one for one in labels_on_the_wire(harm) if one in LABELS]
