"""When a campaign will end at its present rate, and what one more answer would be worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

Z = 1.96
FEWEST_HOURS = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """Answers an hour over the hours looked at, and hours to the end; None where unknown.

    `soonest` and `latest` come from the ends of the rate's 95 % interval, by the spread between
    hours. `latest` is None when the rate may be nought.
    """

    rate: float
    hours: float | None
    soonest: float | None
    latest: float | None


def forecast(remaining: int, by_hour: Sequence[int]) -> Forecast:
    """Expect the end from how many answers came in each of the last whole hours."""
    rate = fmean(by_hour) if by_hour else 0.0
    if remaining == 0:
        return Forecast(rate, 0.0, 0.0, 0.0)
    if rate == 0:
        return Forecast(rate, None, None, None)
    if len(by_hour) < FEWEST_HOURS:
        return Forecast(rate, remaining / rate, None, None)
    half = Z * stdev(by_hour) / sqrt(len(by_hour))
    slowest = rate - half
    latest = remaining / slowest if slowest > 0 else None
    return Forecast(rate, remaining / rate, remaining / (rate + half), latest)


def gain_of_another(raw_agreement: float, overlap: int) -> float | None:
    """How much likelier the majority of one more answer is right, on a choice between two.

    If all are right with the same chance p, two of them agree with p² + (1 - p)². From p follows
    how often a majority is right, a tie being right half of the time. None below even odds.
    """
    if not 1 / 2 <= raw_agreement <= 1 or overlap < 1:
        return None
    right = (1 + sqrt(2 * raw_agreement - 1)) / 2
    return _majority_right(right, overlap + 1) - _majority_right(right, overlap)


def _majority_right(right: float, answers: int) -> float:
    from scipy import special  # takes a while to load, which every process would pay at its start

    more_than_half = float(special.bdtrc(answers // 2, answers, right))
    at_least_half = float(special.bdtrc((answers - 1) // 2, answers, right))
    return (more_than_half + at_least_half) / 2
