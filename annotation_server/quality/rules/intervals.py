"""Intervals: Wilson's for shares, percentiles of a bootstrap over items, and an exact test.

Sources: Wilson, Probable inference (1927); Efron, Bootstrap methods (1979).
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from annotation_server.quality.rules.votes import Patterns, Real, resampled

RESAMPLES = 1000
LEVEL = 0.95
FEWEST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; None where it is undefined. `items` is what it rests on.

    `is_small` marks a figure of too few items to act upon.
    """

    value: float | None
    low: float | None
    high: float | None
    items: int

    @property
    def is_small(self) -> bool:
        return self.items < FEWEST_ITEMS


def wilson(successes: float, trials: float, level: float = LEVEL) -> tuple[float, float]:
    """The interval of Wilson's score for a share. Undefined (nan, nan) without a trial."""
    if trials <= 0:
        return float("nan"), float("nan")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    spread = share * (1 - share) / trials + z * z / (4 * trials * trials)
    half = z * float(np.sqrt(spread)) / (1 + z * z / trials)
    return max(0.0, centre - half), min(1.0, centre + half)


def share_of(successes: int, trials: int) -> Estimate:
    """A share with Wilson's interval."""
    if trials <= 0:
        return Estimate(None, None, None, 0)
    low, high = wilson(successes, trials)
    return Estimate(successes / trials, low, high, trials)


def exact_binomial(successes: int, trials: int) -> float:
    """Two-sided p of at least so uneven a count, if both outcomes were as likely. 1 without any."""
    from scipy import special  # takes a while to load, which every process would pay at its start

    if 2 * successes == trials:
        return 1.0
    return float(min(1.0, 2 * special.bdtr(min(successes, trials - successes), trials, 0.5)))


def estimate(
    patterns: Patterns,
    figure: Callable[[Patterns, Real], Real],
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Estimate:
    """A figure of agreement with its interval by bootstrap over items that two people answered.

    Resamples in which the figure is undefined are left out; without any the ends are None.
    """
    value = figure(patterns, patterns.items[None, :])[0]
    drawn = figure(patterns, resampled(patterns, resamples, rng))
    low, high = percentiles(drawn)
    return Estimate(or_none(value), low, high, int(patterns.items[patterns.paired].sum()))


def percentiles(drawn: Real, level: float = LEVEL) -> tuple[float | None, float | None]:
    """The ends between which `level` of the drawn values lie, nan left out."""
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return None, None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def or_none(value: float) -> float | None:
    """The value, or None where it is not defined."""
    return float(value) if np.isfinite(value) else None
