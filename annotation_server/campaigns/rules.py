"""Order and cost of a campaign in plain Python: one seeded shuffle, waves of pairs."""

import random
from collections.abc import Iterable

WAVE = 500
LARGEST_SEED = 2**53


def shuffled(pairs: Iterable[int], seed: int) -> list[int]:
    """The pairs' ids in the order in which they are given out: the same seed, the same order."""
    order = sorted(pairs)
    random.Random(seed).shuffle(order)  # noqa: S311  # an order to replay, not a secret
    return order


def last_of_wave(position: int) -> int:
    """The last place of the wave that a place belongs to; -1, before all, belongs to the first."""
    return (max(position, 0) // WAVE + 1) * WAVE - 1
