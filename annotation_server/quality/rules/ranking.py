"""Bradley-Terry strengths of generators from who was preferred to whom, with intervals.

Sources: Bradley and Terry, Rank analysis of incomplete block designs (1952); Ford, Solution of a
ranking problem from binary comparisons (1957), for when a maximum exists.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation_server.quality.rules.intervals import RESAMPLES, percentiles
from annotation_server.quality.rules.votes import Real, Whole, row_keys

RIDGE = 0.1
STEPS = 60
CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Strength:
    """One generator's strength in log odds, of mean nought over all, and its interval."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """`is_ridged`: somebody won or lost everything, so strengths are held by a ridge of 0.1."""

    strengths: tuple[Strength, ...]
    is_ridged: bool


@dataclass(frozen=True, slots=True)
class Bouts:
    """One row a pair of videos.

    `first` and `second` (pairs,) are its generators from 0, `won` and `lost` (pairs,) the answers
    for the first and for the second; a tie is half of each.
    """

    first: Whole
    second: Whole
    won: Real
    lost: Real


def win_matrix(bouts: Bouts, generators: int) -> Real:
    """(generators, generators) how often the row was preferred to the column."""
    wins = np.zeros((generators, generators))
    np.add.at(wins, (bouts.first, bouts.second), bouts.won)
    np.add.at(wins, (bouts.second, bouts.first), bouts.lost)
    np.fill_diagonal(wins, 0.0)
    return wins


def bradley_terry(wins: Real) -> tuple[Real, NDArray[np.bool_]]:
    """(resamples, generators, generators) wins to (resamples, generators) strengths.

    A finite maximum exists only where a chain of wins leads from everybody to everybody. Elsewhere,
    said by the second value (resamples,), a ridge of 0.1 on the strengths holds them: it is as
    much as a normal prior of variance 10. Newton's method; strengths have mean nought.
    """
    count, size, _ = wins.shape
    ridged = ~_linked(wins)
    ridge = np.where(ridged, RIDGE, 0.0)[:, None]
    games = wins + wins.transpose(0, 2, 1)
    won = wins.sum(axis=2)
    strengths = np.zeros((count, size))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(strengths[:, None, :] - strengths[:, :, None]))
        slope = won - (games * chance).sum(axis=2) - ridge * strengths
        step = np.linalg.solve(_curvature(games, chance, ridge), slope[:, :, None])[:, :, 0]
        strengths = strengths + np.clip(step, -2, 2)
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return strengths - strengths.mean(axis=1, keepdims=True), ridged


def _curvature(games: Real, chance: Real, ridge: Real) -> Real:
    """Minus the Hessian, with a constant added along the strengths' mean, which is free."""
    size = games.shape[1]
    weight = games * chance * (1 - chance)
    found = -weight
    places = np.arange(size)
    found[:, places, places] += weight.sum(axis=2) + ridge
    curved: Real = found + 1.0 / size
    return curved


def _linked(wins: Real) -> NDArray[np.bool_]:
    """Whether wins lead from everybody to everybody, (resamples,): the closure by squaring."""
    size = wins.shape[1]
    reach = np.where((wins > 0) | np.eye(size, dtype=bool)[None], 1.0, 0.0)
    for _ in range(max(1, int(np.ceil(np.log2(max(size, 2)))))):
        reach = np.minimum(reach @ reach, 1.0)
    linked: NDArray[np.bool_] = reach.reshape(len(wins), -1).min(axis=1) > 0
    return linked


def rank(
    bouts: Bouts, generators: int, rng: np.random.Generator, resamples: int = RESAMPLES
) -> Ranking:
    """Strengths with intervals by bootstrap over pairs of videos. At least one generator."""
    kinds, often = _kinds(bouts)
    value, ridged = bradley_terry(win_matrix(bouts, generators)[None])
    if not len(often):
        return Ranking(tuple(Strength(0.0, None, None) for _ in range(generators)), is_ridged=True)
    total = int(often.sum())
    drawn = rng.multinomial(total, often / total, size=resamples).astype(np.float64)
    each = np.zeros((len(often), generators * generators))
    rows, first, second = np.arange(len(often)), kinds[:, 0].astype(int), kinds[:, 1].astype(int)
    each[rows, first * generators + second] = kinds[:, 2]
    each[rows, second * generators + first] = kinds[:, 3]
    resampled, _ = bradley_terry((drawn @ each).reshape(resamples, generators, generators))
    ends = [percentiles(resampled[:, place]) for place in range(generators)]
    found = (Strength(float(one), *end) for one, end in zip(value[0], ends, strict=True))
    return Ranking(tuple(found), is_ridged=bool(ridged[0]))


def _kinds(bouts: Bouts) -> tuple[Real, Real]:
    """Distinct pairs of (first, second, won, lost), and how many videos' pairs are like that."""
    decided = bouts.first != bouts.second
    columns = (bouts.first, bouts.second, bouts.won, bouts.lost)
    rows = np.stack([column[decided].astype(np.float64) for column in columns], axis=1)
    # Answers are wins and halves of wins, so that twice of them are whole numbers.
    keys = row_keys((2 * rows).astype(np.int64))
    _, at, often = np.unique(keys, return_index=True, return_counts=True)
    return rows[at], often.astype(np.float64)
