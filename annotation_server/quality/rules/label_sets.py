"""Distances between sets of labels, for Krippendorff's alpha.

Source: Passonneau, Measuring agreement on set-valued items (MASI), LREC 2006.
"""

from collections.abc import Sequence

import numpy as np

from annotation_server.quality.rules.votes import Real


def masi_distance(one: frozenset[str], other: frozenset[str]) -> float:
    """1 - Jaccard times how monotonic: 1 equal, 2/3 contained, 1/3 crossing, 0 disjoint.

    Two empty sets are equal, at distance 0.
    """
    if one == other:
        return 0.0
    both = len(one & other)
    if not both:
        return 1.0
    monotonic = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - both / len(one | other) * monotonic


def masi_distances(sets: Sequence[frozenset[str]]) -> Real:
    """(sets, sets) distances as alpha takes them; MASI is used as it is, not squared."""
    return np.array([[masi_distance(one, other) for other in sets] for one in sets])
