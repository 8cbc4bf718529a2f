"""Where figures are undefined, and how their intervals behave."""

import math

import numpy as np
import pytest

from annotation_server.quality.rules import agreement
from annotation_server.quality.rules.intervals import estimate, share_of, wilson
from annotation_server.quality.rules.label_sets import masi_distance
from annotation_server.quality.rules.ranking import Bouts, bradley_terry, rank
from annotation_server.quality.rules.reliability import dawid_skene
from annotation_server.quality.rules.votes import Votes, patterns_of, resampled
from tests.quality.datasets import random_votes, votes_of

NOBODY = Votes(np.zeros(0, int), np.zeros(0, int), np.zeros(0, int), 2)


def alpha(patterns, weights):
    return agreement.krippendorff_alpha(patterns, weights, agreement.nominal)


@pytest.mark.parametrize("of", [agreement.raw_agreement, agreement.gwet_ac1, alpha])
@pytest.mark.parametrize("votes", [NOBODY, votes_of([[1, 0], [0, 1]])], ids=["none", "single"])
def test_without_two_answers_to_an_item_agreement_is_undefined(of, votes):
    found = estimate(patterns_of(votes), of, np.random.default_rng(0), 10)
    assert (found.value, found.low, found.high, found.items) == (None, None, None, 0)


def test_the_same_answer_always_says_nothing_beyond_chance():
    found = estimate(patterns_of(votes_of([[3, 0]] * 9)), alpha, np.random.default_rng(0), 10)
    assert found.value is None
    assert found.items == 9


def test_two_empty_sets_are_equal():
    assert masi_distance(frozenset(), frozenset()) == 0.0
    assert masi_distance(frozenset(), frozenset({"hate"})) == 1.0


def test_items_are_resampled_not_votes():
    patterns = patterns_of(random_votes(7))
    drawn = resampled(patterns, 50, np.random.default_rng(0))
    assert (drawn.sum(axis=1) == patterns.items.sum()).all()


def test_an_interval_covers_what_a_bootstrap_item_by_item_covers():
    votes = random_votes(1)
    counts = np.zeros((votes.items.max() + 1, votes.options))
    np.add.at(counts, (votes.items, votes.values), 1)
    counts = counts[counts.sum(axis=1) > 0]
    rng = np.random.default_rng(1)
    slow = []
    for _ in range(2000):
        drawn = patterns_of(votes_of(counts[rng.integers(0, len(counts), len(counts))].astype(int)))
        slow.append(float(agreement.raw_agreement(drawn, drawn.items[None])[0]))
    found = estimate(patterns_of(votes), agreement.raw_agreement, np.random.default_rng(2), 4000)
    assert (found.low, found.high) == pytest.approx(np.quantile(slow, [0.025, 0.975]), abs=0.02)


def test_a_share_of_nothing_is_undefined():
    assert share_of(0, 0).value is None
    assert all(map(math.isnan, wilson(0, 0)))


def test_who_wins_everything_is_held_by_a_ridge_and_that_is_said():
    strengths, ridged = bradley_terry(np.array([[[0.0, 5], [0, 0]], [[0, 5], [1, 0]]]))
    assert ridged.tolist() == [True, False]
    assert 2 < strengths[0, 0] - strengths[0, 1] < 5
    assert strengths[1, 0] - strengths[1, 1] == pytest.approx(math.log(5))


def test_a_ranking_of_no_pair_has_no_interval():
    none = np.zeros(0, int)
    found = rank(
        Bouts(none, none, none.astype(float), none.astype(float)), 2, np.random.default_rng(0)
    )
    assert found.is_ridged
    assert found.strengths[0].low is None


def test_an_item_without_a_vote_gets_the_prior():
    votes = Votes(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([1, 1, 0]), 2)
    found = dawid_skene(votes, 3, 3, smoothing=1.0)
    assert found.truth[2] == pytest.approx(found.prior, abs=0.05)
    assert np.isfinite(found.reliability).all()
