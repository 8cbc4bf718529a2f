"""Figures of agreement and ranking that were published, to the digits in which they were."""

import numpy as np
import pytest

from annotation_server.quality.rules import agreement
from annotation_server.quality.rules.intervals import exact_binomial, wilson
from annotation_server.quality.rules.ranking import bradley_terry
from annotation_server.quality.rules.votes import Votes, patterns_of
from tests.quality.datasets import votes_of

GAP = None
# Krippendorff, Computing Krippendorff's alpha-reliability (2011), example C: 4 observers, 12 units.
EXAMPLE_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
# Stigler, Citation patterns in the journals of statistics and probability (1994): cited, citing.
JOURNALS = ("Biometrika", "CommStat", "JASA", "JRSS-B")
CITATIONS = [[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]]


def figure(votes: Votes, of, *more) -> float:
    patterns = patterns_of(votes)
    return float(of(patterns, patterns.items[None], *more)[0])


def by_raters(rows, options: int) -> Votes:
    """From one list of answers, numbered from 1, for each rater."""
    given = [
        (unit, rater, answer - 1)
        for rater, answers in enumerate(rows)
        for unit, answer in enumerate(answers)
        if answer
    ]
    items, raters, values = np.array(given).T
    return Votes(items, raters, values, options)


def fleiss() -> Votes:
    """Fleiss, Measuring nominal scale agreement among many raters (1971)."""
    from statsmodels.stats.tests.test_inter_rater import diagnoses  # slow to load

    return by_raters(diagnoses.T, 5)


def paradox() -> Votes:
    return by_raters([[1] * 118 + [1] * 5 + [2] * 2, [1] * 118 + [2] * 5 + [1] * 2], 2)


def example_c() -> Votes:
    return by_raters(EXAMPLE_C, 5)


@pytest.mark.parametrize(
    ("votes", "of", "more", "published"),
    [
        (fleiss, agreement.fleiss_kappa, (), 0.4302),
        (fleiss, agreement.gwet_ac1, (), 0.4479),
        (fleiss, agreement.krippendorff_alpha, (agreement.nominal,), 0.4334),
        (paradox, agreement.gwet_ac1, (), 0.9408),
        (example_c, agreement.krippendorff_alpha, (agreement.nominal,), 0.7434),
        (example_c, agreement.krippendorff_alpha, (agreement.ordinal,), 0.8154),
        (example_c, agreement.krippendorff_alpha, (agreement.interval,), 0.8491),
    ],
)
def test_agreement_is_as_published(votes, of, more, published):
    assert round(figure(votes(), of, *more), 4) == published


def test_the_prevalence_paradox_is_seen_by_kappa():
    assert round(agreement.cohen_kappa(np.array([[118.0, 5], [2, 0]])), 4) == -0.0234


def test_the_journals_are_ranked_as_published():
    strengths, ridged = bradley_terry(np.array([CITATIONS], dtype=float))
    against_biometrika = strengths[0] - strengths[0, 0]
    assert not ridged[0]
    assert dict(zip(JOURNALS, against_biometrika.round(4), strict=True)) == {
        "Biometrika": 0.0,
        "CommStat": -2.9491,
        "JASA": -0.4796,
        "JRSS-B": 0.2690,
    }


def test_wilsons_interval_is_as_published():
    assert tuple(round(end, 4) for end in wilson(81, 263)) == (0.2553, 0.3662)


def test_raw_agreement_counts_agreeing_pairs_of_people():
    assert figure(votes_of([[3, 0], [2, 1]]), agreement.raw_agreement) == pytest.approx(2 / 3)


def test_a_fair_coin_is_not_suspected():
    assert exact_binomial(5, 10) == 1.0
    assert exact_binomial(10, 10) == pytest.approx(2 / 1024)
