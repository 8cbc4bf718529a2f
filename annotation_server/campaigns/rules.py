"""Order and cost of a campaign in plain Python: one seeded shuffle, waves of pairs."""

import random
from collections.abc import Iterable
from enum import StrEnum

WAVE = 500
LARGEST_SEED = 2**53


class ConsensusMethod(StrEnum):
    """How several people's labels of a video are weighed; comparisons always go by majority."""

    MAJORITY = "majority"
    DAWID_SKENE = "dawid_skene"


def shuffled(pairs: Iterable[int], seed: int) -> list[int]:
    """The pairs' ids in the order in which they are given out: the same seed, the same order."""
    order = sorted(pairs)
    random.Random(seed).shuffle(order)  # noqa: S311  # an order to replay, not a secret
    return order


def is_gold_turn(turn: int, share: int, seed: str) -> bool:
    """Whether the annotator's pair number `turn`, from 0 on, is one of gold.

    `share` percent are: of every 100 / share turns exactly one, at a place that the seed draws.
    """
    if share == 0:
        return False
    stretch = turn * share // 100
    first, beyond = -(-stretch * 100 // share), -(-(stretch + 1) * 100 // share)
    return turn == random.Random(f"{seed}:{stretch}").randrange(first, beyond)  # noqa: S311


def last_of_wave(position: int) -> int:
    """The last place of the wave that a place belongs to; -1, before all, belongs to the first."""
    return (max(position, 0) // WAVE + 1) * WAVE - 1
