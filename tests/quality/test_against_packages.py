"""Our figures beside those of other packages, on 200 random tables with gaps and worse.

The packages take seconds to load: they are imported where they are used, in the one process that
runs these.
"""

import numpy as np
import pytest

from annotation_server.quality.rules import agreement, label_sets
from annotation_server.quality.rules.correlation import phi_matrix
from annotation_server.quality.rules.intervals import wilson
from annotation_server.quality.rules.ranking import bradley_terry
from annotation_server.quality.rules.reliability import dawid_skene
from annotation_server.quality.rules.votes import Votes, patterns_of
from tests.quality.datasets import random_votes, table

SEEDS = range(200)
CROWD_KIT_WARNS = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore:.*:FutureWarning"
)
LABELS = ("violence", "porn", "hate")
SETS = [frozenset(label for bit, label in enumerate(LABELS) if n >> bit & 1) for n in range(8)]


def ours(votes: Votes, of, *more) -> float:
    patterns = patterns_of(votes)
    return float(of(patterns, patterns.items[None], *more)[0])


def by_nltk(votes: Votes, distance, names=None) -> float:
    """Alpha by nltk, or nan where it divides by nought or has nothing."""
    from nltk.metrics.agreement import AnnotationTask

    rows = zip(votes.raters, votes.items, votes.values, strict=True)
    data = [(str(r), str(i), names[v] if names else int(v)) for r, i, v in rows]
    try:
        return float(AnnotationTask(data, distance).alpha())
    except (ZeroDivisionError, ValueError):
        return float("nan")


def same(one: float, other: float, within: float = 1e-9) -> bool:
    return one == pytest.approx(other, abs=within, nan_ok=True)


def is_constant(votes: Votes) -> bool:
    """What nltk calls perfect and we call undefined: everybody always gave one answer."""
    paired = table(votes)[table(votes).sum(axis=1) >= 2]
    return bool((paired.sum(axis=0) > 0).sum() < 2)


@pytest.mark.parametrize(
    ("ours_is", "name"),
    [(agreement.nominal, "binary_distance"), (agreement.interval, "interval_distance")],
)
def test_alpha_is_nltks(ours_is, name):
    from nltk.metrics import distance

    compared, theirs = 0, getattr(distance, name)
    for votes in map(random_votes, SEEDS):
        found = ours(votes, agreement.krippendorff_alpha, ours_is)
        if is_constant(votes):
            assert np.isnan(found)
            continue
        assert same(found, by_nltk(votes, theirs))
        compared += 1
    assert compared > 100


def test_ordinal_alpha_is_nltks_with_krippendorffs_distance():
    for votes in map(random_votes, SEEDS):
        if is_constant(votes):
            continue
        counts = table(votes)
        marginals = counts[counts.sum(axis=1) >= 2].sum(axis=0)

        def apart(one: int, other: int, marginals=marginals) -> float:
            low, high = sorted((one, other))
            ends = (marginals[low] + marginals[high]) / 2
            return float((marginals[low : high + 1].sum() - ends) ** 2)

        found = ours(votes, agreement.krippendorff_alpha, agreement.ordinal)
        assert same(found, by_nltk(votes, apart))


def test_alpha_of_label_sets_is_nltks_where_nltk_can_divide():
    from nltk.metrics.distance import masi_distance

    def masi(one, other) -> float:
        return masi_distance(one, other) if one or other else 0.0

    squared = np.array([[masi(one, other) for other in SETS] for one in SETS])
    for votes in (random_votes(seed, options=8) for seed in SEEDS):
        found = ours(votes, agreement.krippendorff_alpha, agreement.fixed(squared))
        if not is_constant(votes):
            assert same(found, by_nltk(votes, masi, SETS))
    # nltk rounds the two thirds and the one third of MASI to two digits.
    assert np.abs(label_sets.masi_distances(SETS) - squared).max() < 0.0034


def test_kappa_is_statsmodels():
    from statsmodels.stats import inter_rater

    compared = 0
    for votes in map(random_votes, SEEDS):
        counts = table(votes)
        if len(counts) and len({*counts.sum(axis=1)}) == 1 and counts[0].sum() > 1:
            found = ours(votes, agreement.fleiss_kappa)
            if is_constant(votes):
                assert np.isnan(found)
                continue
            assert same(found, inter_rater.fleiss_kappa(counts))
            two = np.random.default_rng(len(counts)).integers(1, 50, (3, 3)).astype(float)
            assert same(agreement.cohen_kappa(two), inter_rater.cohens_kappa(two).kappa)
            compared += 1
    assert compared > 20


def test_ac1_and_raw_agreement_are_what_pair_by_pair_counting_gives():
    for votes in map(random_votes, SEEDS):
        counts = table(votes)
        pairs = [
            (row * (row - 1)).sum() / (row.sum() * (row.sum() - 1))
            for row in counts
            if row.sum() > 1
        ]
        raw = np.mean(pairs) if pairs else np.nan
        shares = [row / row.sum() for row in counts]
        mean = np.mean(shares, axis=0) if shares else np.full(votes.options, np.nan)
        chance = sum(p * (1 - p) for p in mean) / (votes.options - 1)
        assert same(ours(votes, agreement.raw_agreement), raw)
        assert same(ours(votes, agreement.gwet_ac1), (raw - chance) / (1 - chance))


def test_wilson_is_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    for successes, trials in [(0, 1), (3, 7), (40, 41), (500, 1000)]:
        theirs = proportion_confint(successes, trials, method="wilson")
        assert wilson(successes, trials) == pytest.approx(theirs, abs=1e-12)


def test_bradley_terry_is_choix():
    import choix

    for seed in range(50):
        wins = np.random.default_rng(seed).integers(1, 20, (5, 5)).astype(float)
        np.fill_diagonal(wins, 0)
        theirs = choix.opt_pairwise(
            5, [(i, j) for i in range(5) for j in range(5) for _ in range(int(wins[i, j]))]
        )
        strengths, _ = bradley_terry(wins[None])
        assert strengths[0] == pytest.approx(theirs - theirs.mean(), abs=1e-4)


def test_phi_is_pearsons_correlation():
    from scipy.stats import pearsonr

    flags = (np.random.default_rng(1).random((60, 4)) < [0.5, 0.1, 0.9, 0.0]).astype(float)
    found = phi_matrix(flags)
    assert found[0, 1] == pytest.approx(pearsonr(flags[:, 0], flags[:, 1]).statistic, abs=1e-12)
    assert np.isnan(found[3]).all()
    assert np.isnan(found[:, 3]).all()


def dawid_skene_by_crowd_kit(votes: Votes, steps: int) -> np.ndarray:
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    frame = pd.DataFrame({"task": votes.items, "worker": votes.raters, "label": votes.values})
    found = DawidSkene(n_iter=steps, tol=-np.inf).fit_predict_proba(frame)
    return found.sort_index().reindex(columns=range(votes.options), fill_value=0.0).to_numpy()


def difference_from_crowd_kit(seed: int) -> float:
    votes = random_votes(seed)
    if not len(votes):
        return 0.0
    ours_is = dawid_skene(votes, votes.items.max() + 1, votes.raters.max() + 1, steps=5)
    there = np.unique(votes.items)
    return float(np.abs(ours_is.truth[there] - dawid_skene_by_crowd_kit(votes, 5)).max())


@CROWD_KIT_WARNS
@pytest.mark.parametrize("seed", range(12))
def test_dawid_skene_is_crowd_kits(seed):
    assert difference_from_crowd_kit(seed) < 1e-6


@CROWD_KIT_WARNS
@pytest.mark.prove
def test_dawid_skene_is_crowd_kits_on_all_tables():
    assert max(map(difference_from_crowd_kit, SEEDS)) < 1e-6
