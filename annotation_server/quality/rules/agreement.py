"""How far people agree: raw, Krippendorff's alpha, Gwet's AC1, Fleiss' and Cohen's kappa.

All of them take `weights` (resamples, patterns), how often each pattern of answers occurs, and give
(resamples,) values: one row of weights for the figure itself, a thousand for its interval. Where a
figure is undefined it is nan: without an item that two people answered, and for the corrections for
chance also where everybody gave the same answer to everything.

Sources: Krippendorff, Computing Krippendorff's alpha-reliability (2011); Gwet, Computing
inter-rater reliability in the presence of high agreement (2008); Fleiss, Measuring nominal scale
agreement among many raters (1971); Cohen, A coefficient of agreement for nominal scales (1960).
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from annotation_server.quality.rules.votes import Patterns, Real

NEGLIGIBLE = 1e-12
Distance: TypeAlias = Callable[[Real], Real]
"""From marginals (resamples, options) to squared distances (resamples or 1, options, options)."""


def raw_agreement(patterns: Patterns, weights: Real) -> Real:
    """Share of agreeing pairs of answers, as the mean over items that two or more answered.

    For two options it is (C(k,2) + C(n-k,2)) / C(n,2). Undefined without such an item.
    """
    agreeing, paired = _agreeing(patterns), patterns.paired
    return _over(weights[:, paired] @ agreeing[paired], weights[:, paired].sum(axis=1))


def gwet_ac1(patterns: Patterns, weights: Real) -> Real:
    """Gwet's AC1, with answers missing: chance is the mean of p(1 - p), small for rare answers.

    Undefined with fewer than two options or without an item that two people answered.
    """
    options = patterns.counts.shape[1]
    if options <= 1:
        return np.full(len(weights), np.nan)
    share = _mean_shares(patterns, weights)
    chance = (share * (1 - share)).sum(axis=1) / (options - 1)
    return _over(raw_agreement(patterns, weights) - chance, 1 - chance)


def fleiss_kappa(patterns: Patterns, weights: Real) -> Real:
    """Fleiss' kappa; with answers missing, items weigh the same, as in Gwet's generalisation.

    Undefined where everybody always gave one answer.
    """
    chance = (_mean_shares(patterns, weights) ** 2).sum(axis=1)
    return _over(raw_agreement(patterns, weights) - chance, 1 - chance)


def cohen_kappa(table: Real) -> float:
    """Cohen's kappa of two raters from their (options, options) table of counts.

    nan where the table is empty or chance alone would agree always.
    """
    total = table.sum()
    if not total:
        return float("nan")
    shares = table / total
    chance = float(shares.sum(axis=0) @ shares.sum(axis=1))
    return float(_over(np.trace(shares) - chance, np.asarray(1 - chance)))


def krippendorff_alpha(patterns: Patterns, weights: Real, distance: Distance) -> Real:
    """Krippendorff's alpha, with answers missing: 1 - observed / expected disagreement.

    Items with one answer say nothing and are left out. Undefined where all answers are the same.
    """
    paired = patterns.paired
    counts, raters, weights = patterns.counts[paired], patterns.raters[paired], weights[:, paired]
    marginals = weights @ counts
    total = marginals.sum(axis=1)
    squared = distance(marginals)
    expected = np.einsum("ro,rop,rp->r", marginals, _broad(squared, marginals), marginals)
    observed = _observed(counts, raters, weights, squared)
    return 1 - _over((total - 1) * observed, expected)


def _observed(counts: Real, raters: Real, weights: Real, squared: Real) -> Real:
    """Disagreement inside items: a sum over patterns, and where distances move, over pairs."""
    if len(squared) == 1:
        inside = np.einsum("po,po->p", counts @ squared[0], counts) / (raters - 1)
        return np.asarray(weights @ inside)
    options = counts.shape[1]
    # The distance of an answer to itself is nought, so pairs of one rater with itself add nothing.
    pairs = np.einsum("po,pq->poq", counts, counts) / (raters - 1)[:, None, None]
    summed = (weights @ pairs.reshape(len(counts), options**2)).reshape(-1, options, options)
    found: Real = np.einsum("rop,rop->r", summed, squared)
    return found


def nominal(marginals: Real) -> Real:
    """Different answers are equally far apart."""
    options = marginals.shape[1]
    return (1 - np.eye(options))[None]


def interval(marginals: Real) -> Real:
    """Answers are numbers at equal steps."""
    places = np.arange(marginals.shape[1], dtype=np.float64)
    return ((places[:, None] - places[None, :]) ** 2)[None]


def ordinal(marginals: Real) -> Real:
    """Answers are ranks: as far apart as there are answers from one to the other, by Krippendorff.

    The squared distance of c and k is the sum of the marginals from c to k, less half of both ends.
    """
    middle = np.cumsum(marginals, axis=1) - marginals / 2
    return (middle[:, :, None] - middle[:, None, :]) ** 2


def fixed(squared: Real) -> Distance:
    """Distances (options, options) that do not depend on how often answers were given."""
    return lambda marginals: squared[None]


def _agreeing(patterns: Patterns) -> Real:
    raters = patterns.raters
    same = (patterns.counts * (patterns.counts - 1)).sum(axis=1)
    return _over(same, raters * (raters - 1))


def _mean_shares(patterns: Patterns, weights: Real) -> Real:
    """Mean over items of the share of each answer, (resamples, options)."""
    shares = _over(patterns.counts, patterns.raters[:, None])
    return _over(weights @ shares, weights.sum(axis=1)[:, None])


def _broad(squared: Real, marginals: Real) -> Real:
    return np.broadcast_to(squared, (len(marginals), *squared.shape[1:]))


def _over(top: Real, bottom: Real) -> Real:
    """A quotient that is nan, without a warning, where the divisor is nought."""
    top, bottom = np.broadcast_arrays(np.asarray(top, float), np.asarray(bottom, float))
    divides = np.abs(bottom) > NEGLIGIBLE
    quotient: Real = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=divides)
    return quotient
