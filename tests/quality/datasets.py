"""Random answers with gaps, single raters, empty sets and constant answers, and other packages."""

import numpy as np

from annotation_server.quality.rules.votes import Votes


def random_votes(seed: int, *, options: int | None = None) -> Votes:
    """A small table of items by raters; some seeds are constant, some have one rater only."""
    rng = np.random.default_rng(seed)
    items, raters = int(rng.integers(1, 30)), int(rng.integers(1, 8))
    options = options or int(rng.integers(2, 6))
    truth = rng.integers(0, options, items)
    values = np.where(
        rng.random((items, raters)) < 0.6, truth[:, None], rng.integers(0, options, (items, raters))
    )
    if seed % 10 == 0:
        values[:] = rng.integers(0, options)
    there = rng.random((items, raters)) >= (0.0 if seed % 5 == 0 else 0.35)
    item, rater = np.nonzero(there)
    return Votes(item, rater, values[item, rater], options)


def table(votes: Votes) -> np.ndarray:
    """(items, options) counts of the items that somebody answered."""
    if not len(votes):
        return np.zeros((0, votes.options))
    counts: np.ndarray = np.zeros((votes.items.max() + 1, votes.options))
    np.add.at(counts, (votes.items, votes.values), 1)
    return np.compress(counts.sum(axis=1) > 0, counts, axis=0)


def votes_of(rows) -> Votes:
    """From lists of counts, one an item: [3, 0, 1] is three times the first option."""
    counts = np.asarray(rows)
    item, value = np.nonzero(counts)
    often = counts[item, value]
    items, values = np.repeat(item, often), np.repeat(value, often)
    return Votes(items, np.arange(len(items)), values, counts.shape[1])
