"""Many people's answers to one question as arrays, and the patterns in which items were answered.

Everything about agreement depends only on how many gave which answer to an item, not on who they
were. So items are grouped by their pattern of answers: a campaign of 50,000 pairs at overlap three
has four of them, and a figure or a resample of all items is a sum over these four.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FEWEST_RATERS = 2
LARGEST_NUMBER = 2**62
Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Votes:
    """One row an answer: `items`, `raters` and `values` are (votes,), whole numbers from 0.

    `options` is how many answers there were to choose from, also those that nobody chose.
    """

    items: Whole
    raters: Whole
    values: Whole
    options: int

    def __len__(self) -> int:
        return len(self.items)

    def of(self, chosen: NDArray[np.bool_]) -> "Votes":
        """The votes where `chosen` (votes,) is true, with the same options."""
        return Votes(self.items[chosen], self.raters[chosen], self.values[chosen], self.options)


@dataclass(frozen=True, slots=True)
class Patterns:
    """How items were answered: `counts` (patterns, options) votes, `items` (patterns,) how often.

    Patterns are distinct; an item without an answer is in none.
    """

    counts: Real
    items: Real

    @property
    def raters(self) -> Real:
        """How many answered an item of each pattern, (patterns,)."""
        total: Real = self.counts.sum(axis=1)
        return total

    @property
    def paired(self) -> NDArray[np.bool_]:
        """Whether two people or more answered an item of each pattern, (patterns,)."""
        return self.raters >= FEWEST_RATERS


def patterns_of(votes: Votes) -> Patterns:
    """Group the items by how many gave which answer.

    Answers of an item are sorted into one padded row, so memory is items times the most answers to
    one item, whatever the number of options.
    """
    if not len(votes):
        return Patterns(np.zeros((0, votes.options)), np.zeros(0))
    options = int(votes.values.max()) + 1
    items, values = np.divmod(np.sort(votes.items * options + votes.values), options)
    starts = np.flatnonzero(np.diff(items, prepend=-1))
    sizes = np.diff(starts, append=len(items))
    rows = np.full((len(sizes), sizes.max()), -1, dtype=np.int64)
    place = np.arange(len(values)) - np.repeat(starts, sizes)
    rows[np.repeat(np.arange(len(sizes)), sizes), place] = values
    _, at, often = np.unique(row_keys(rows), return_index=True, return_counts=True)
    return Patterns(_counted(rows[at], votes.options), often.astype(np.float64))


def row_keys(rows: Whole) -> Whole:
    """(rows,) numbers that are equal, and in the same order, as the rows (rows, columns) are.

    Whole numbers sort many times as fast as rows do.
    """
    keys, span = np.zeros(len(rows), dtype=np.int64), 1
    for column in rows.T:
        low = column.min(initial=0)
        width = int(column.max(initial=0) - low) + 1
        if span * width > LARGEST_NUMBER:
            _, keys = np.unique(keys, return_inverse=True)
            span = len(keys)
        keys, span = keys * width + (column - low), span * width
    return keys


def _counted(rows: Whole, options: int) -> Real:
    counts = np.zeros((len(rows), options))
    pattern, _ = np.nonzero(rows >= 0)
    np.add.at(counts, (pattern, rows[rows >= 0]), 1.0)
    return counts


def resampled(patterns: Patterns, resamples: int, rng: np.random.Generator) -> Real:
    """Draw as many items as there are, with replacement: (resamples, patterns) how often each.

    A multinomial draw over patterns is the bootstrap over items: items of a pattern are alike.
    """
    total = int(patterns.items.sum())
    if total == 0:
        return np.zeros((resamples, 0))
    return rng.multinomial(total, patterns.items / total, size=resamples).astype(np.float64)
