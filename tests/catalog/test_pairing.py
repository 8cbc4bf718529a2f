"""Which videos are judged together: seeded, never twice, fair to all generators."""

from collections import Counter
from itertools import combinations

import pytest

from annotation_server.catalog.rules.pairing import Candidate, Strategy, pairings

GENERATORS = "abcde"


def corpus(prompts=40, generators=GENERATORS):
    """One video of each generator for each prompt."""
    return [
        Candidate(100 * prompt + place, f"prompt {prompt}", name, f"{prompt}/{name}.mp4")
        for prompt in range(prompts)
        for place, name in enumerate(generators)
    ]


def ids(drawn):
    return [(one.video, other.video) for one, other in drawn]


def meetings(drawn):
    return Counter(frozenset((one.generator, other.generator)) for one, other in drawn)


@pytest.mark.parametrize("strategy", [Strategy.ALL, Strategy.RING, Strategy.BALANCED])
class TestEveryStrategy:
    def test_the_same_seed_draws_the_same_pairs(self, strategy):
        first = pairings(corpus(), strategy, seed=7, per_prompt=3)
        assert pairings(reversed(corpus()), strategy, seed=7, per_prompt=3) == first

    def test_another_seed_draws_other_pairs(self, strategy):
        first = pairings(corpus(), strategy, seed=7, per_prompt=3)
        assert pairings(corpus(), strategy, seed=8, per_prompt=3) != first

    def test_no_two_videos_are_paired_twice(self, strategy):
        drawn = pairings(corpus(), strategy, seed=7, per_prompt=3)
        assert len({frozenset(pair) for pair in ids(drawn)}) == len(drawn)

    def test_a_pair_has_two_videos_of_one_prompt(self, strategy):
        drawn = pairings(corpus(), strategy, seed=7, per_prompt=3)
        assert all(one.prompt == other.prompt and one != other for one, other in drawn)

    def test_either_video_comes_first_about_as_often(self, strategy):
        drawn = pairings(corpus(100), strategy, seed=7, per_prompt=3)
        first = sum(one.generator < other.generator for one, other in drawn)
        assert 0.4 < first / len(drawn) < 0.6

    def test_a_prompt_with_one_video_has_no_pair(self, strategy):
        assert pairings(corpus(3, "a"), strategy, seed=7, per_prompt=3) == []


def test_all_pairs_are_all_pairs():
    drawn = pairings(corpus(1), Strategy.ALL, seed=7)
    assert {frozenset(pair) for pair in ids(drawn)} == set(
        map(frozenset, combinations(range(len(GENERATORS)), 2))
    )


def test_a_ring_shows_every_video_twice():
    drawn = pairings(corpus(), Strategy.RING, seed=7)
    assert set(Counter(video for pair in ids(drawn) for video in pair).values()) == {2}


def test_a_ring_of_two_is_one_pair():
    assert len(pairings(corpus(1, "ab"), Strategy.RING, seed=7)) == 1


def test_a_ring_is_one_round_and_not_two():
    links = ids(pairings(corpus(1, "abcdef"), Strategy.RING, seed=7))
    reached, frontier = {0}, [0]
    while frontier:
        here = frontier.pop()
        new = {video for link in links if here in link for video in link} - reached
        reached |= new
        frontier += new
    assert len(reached) == 6


def test_the_ring_of_a_prompt_does_not_depend_on_other_prompts():
    alone = [one for one in corpus() if one.prompt == "prompt 5"]
    among = pairings(corpus(), Strategy.RING, seed=7)
    assert pairings(alone, Strategy.RING, seed=7) == [
        pair for pair in among if pair[0].prompt == "prompt 5"
    ]


@pytest.mark.parametrize("per_prompt", [1, 2, 3])
def test_balanced_gives_every_prompt_its_number(per_prompt):
    drawn = pairings(corpus(), Strategy.BALANCED, seed=7, per_prompt=per_prompt)
    assert set(Counter(one.prompt for one, _ in drawn).values()) == {per_prompt}


def test_balanced_gives_no_more_than_there_are():
    assert len(pairings(corpus(1, "abc"), Strategy.BALANCED, seed=7, per_prompt=9)) == 3


@pytest.mark.parametrize("per_prompt", [1, 2, 3])
def test_balanced_lets_all_generators_meet_about_equally(per_prompt):
    drawn = pairings(corpus(), Strategy.BALANCED, seed=7, per_prompt=per_prompt)
    met = meetings(drawn)
    assert len(met) == 10
    assert max(met.values()) - min(met.values()) <= 1


def test_balanced_makes_up_for_prompts_where_only_two_generators_can_meet():
    plenty = [one for one in corpus(60) if one.generator in "ab" or one.video // 100 < 30]
    met = meetings(pairings(plenty, Strategy.BALANCED, seed=7, per_prompt=1))
    assert met.pop(frozenset("ab")) == 30
    assert (min(met.values()), max(met.values())) == (3, 4)


def test_balanced_prefers_different_generators():
    twins = [Candidate(n, "p", "a" if n < 3 else "b", f"{n}") for n in range(4)]
    drawn = pairings(twins, Strategy.BALANCED, seed=7, per_prompt=3)
    assert all(one.generator != other.generator for one, other in drawn)


def test_balanced_counts_the_pairs_that_are_there():
    there = frozenset({frozenset((0, 1)), frozenset((100, 104))})
    drawn = pairings(corpus(2), Strategy.BALANCED, seed=7, per_prompt=2, there=there)
    assert there <= {frozenset(pair) for pair in ids(drawn)}
    assert set(Counter(one.prompt for one, _ in drawn).values()) == {2}
