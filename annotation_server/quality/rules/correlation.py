"""Linear correlation of yes/no answers: Pearson's on 0 and 1, which is phi."""

import numpy as np

from annotation_server.quality.rules.votes import Real

NEGLIGIBLE = 1e-12


def phi_matrix(flags: Real) -> Real:
    """(things, flags) noughts and ones to (flags, flags) correlations.

    nan where a flag never changes, so also on its diagonal, and everywhere below two things.
    """
    things, width = flags.shape
    if things <= 1:
        return np.full((width, width), np.nan)
    centred = flags - flags.mean(axis=0)
    covariance = centred.T @ centred
    spread = np.sqrt(np.diag(covariance))
    product = np.outer(spread, spread)
    found = np.divide(
        covariance, product, out=np.full_like(covariance, np.nan), where=product > NEGLIGIBLE
    )
    clipped: Real = np.clip(found, -1, 1)
    return clipped
