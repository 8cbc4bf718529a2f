"""Dawid and Skene's model: how reliable each rater is, and what probably holds of each item.

Source: Dawid and Skene, Maximum likelihood estimation of observer error-rates using the EM
algorithm (1979). Each step is one product of a sparse (items, raters x options) matrix.
"""

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from annotation_server.quality.rules.votes import Real, Votes

if TYPE_CHECKING:
    from scipy import sparse

STEPS = 100
CLOSE = 1e-6
TINY = 1e-10


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """What the model found.

    `truth` (items, options) and `prior` (options,) are probabilities, `errors` (raters, options,
    options) the chance that a rater gives the second option where the first is true.
    """

    truth: Real
    errors: Real
    prior: Real

    @property
    def reliability(self) -> Real:
        """The chance that each rater is right on an item like these, (raters,)."""
        right: Real = np.einsum("rkk,k->r", self.errors, self.prior)
        return right

    @property
    def balanced(self) -> Real:
        """The mean over options of the chance to be right, (raters,): guessing is 1 / options.

        For rare labels this tells who finds them from who always says no.
        """
        right: Real = np.einsum("rkk->r", self.errors) / self.errors.shape[1]
        return right


def dawid_skene(
    votes: Votes, items: int, raters: int, *, smoothing: float = 0.0, steps: int = STEPS
) -> DawidSkene:
    """Fit by EM from the shares of answers; stops when no probability moves by 1e-6.

    `smoothing` is added to each rater's counts of each kind, so that few answers say little. A
    rater without a vote gets even odds, an item without one the prior.
    """
    from scipy import sparse  # takes a while to load, which every process would pay at its start

    options = votes.options
    column = votes.raters * options + votes.values
    shape = (items, raters * options)
    given = sparse.csr_array((np.ones(len(votes)), (votes.items, column)), shape=shape)
    truth = _shares(given, options)
    prior, errors = _maximised(given, truth, raters, smoothing)
    for _ in range(steps):
        before = truth
        truth = _expected(given, prior, errors)
        prior, errors = _maximised(given, truth, raters, smoothing)
        if np.abs(truth - before).max(initial=0.0) < CLOSE:
            break
    return DawidSkene(truth, errors, prior)


def _shares(given: "sparse.csr_array", options: int) -> Real:
    which = np.tile(np.eye(options), (given.shape[1] // options, 1))
    counts: Real = np.asarray(given @ which)
    total = counts.sum(axis=1, keepdims=True)
    even = np.full_like(counts, 1 / options)
    shares: Real = np.divide(counts, total, out=even, where=total > 0)
    return shares


def _maximised(
    given: "sparse.csr_array", truth: Real, raters: int, smoothing: float
) -> tuple[Real, Real]:
    options = truth.shape[1]
    counts = np.asarray(given.T @ truth).reshape(raters, options, options).transpose(0, 2, 1)
    # Where a rater met none of a kind, odds are even over the answers that they ever gave.
    used = np.asarray(given.sum(axis=0)).reshape(raters, 1, options) > 0
    used = used | ~used.any(axis=2, keepdims=True)
    counts = np.maximum(counts + smoothing, np.where(used, TINY, 0.0))
    answered = np.diff(given.indptr) > 0
    prior: Real = truth[answered].mean(axis=0) if answered.any() else np.full(options, 1 / options)
    return np.maximum(prior, TINY), counts / counts.sum(axis=2, keepdims=True)


def _expected(given: "sparse.csr_array", prior: Real, errors: Real) -> Real:
    raters, options, _ = errors.shape
    logs = np.log(np.maximum(errors, TINY**2)).transpose(0, 2, 1).reshape(raters * options, options)
    likely = np.log(prior) + np.asarray(given @ logs)
    # Column by column: NumPy is slow at many rows of few columns.
    odds = np.exp(likely - reduce(np.maximum, likely.T)[:, None])
    return np.asarray(odds / reduce(np.add, odds.T)[:, None])
