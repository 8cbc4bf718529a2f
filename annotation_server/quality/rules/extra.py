"""Where more answers are worth most: how much likelier they make the consensus right, pair by pair.

If everybody is right with the same chance p, what is likelier after answers that lead by d is right
with the chance 1 / (1 + ((1 - p) / p)^d). One more answer changes that only of a tie; two or three
may also turn a narrow lead. p is found from the raw agreement, which is then p^2 + (1 - p)^2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

from annotation_server.protocol.rules.definition import Definition
from annotation_server.quality.rules.answers import Answers, options_of, votes_on
from annotation_server.quality.rules.evidence import comparisons
from annotation_server.quality.rules.outcomes import counts_of

MOST_LISTED = 500
EACH = (1, 2, 3)
TWO = 2
SUREST = 0.99  # nobody is always right


@dataclass(frozen=True, slots=True)
class Worth:
    """A pair by its key in the database, and what more answers to it add on average a question."""

    pair: int
    gain: float


@dataclass(frozen=True, slots=True)
class Extra:
    """The pairs for which `each` more answers are worth most, the best first."""

    each: int
    pairs: tuple[Worth, ...]


def extra_of(
    answers: Answers, definition: Definition, agreement: Mapping[str, float | None]
) -> tuple[Extra, ...]:
    """By how many more answers a pair gets. Of choices between two alone; no settled pair is in."""
    asked = [
        (question, right)
        for question in comparisons(definition)
        if len(options_of(question)) == TWO and (right := right_from(agreement.get(question.key)))
    ]
    pairs = len(answers.things.pair_ids)
    leads = []
    for question, right in asked:
        counts = counts_of(votes_on(answers, definition, question), pairs)
        leads.append((np.abs(counts[:, 0] - counts[:, 1]).astype(np.int64), right))
    settled = np.array([decision.pair for decision in answers.decisions], dtype=np.int64)
    return tuple(_most(answers, leads, settled, each) for each in EACH)


def _most(
    answers: Answers, leads: list[tuple[np.ndarray, float]], settled: np.ndarray, each: int
) -> Extra:
    gain = np.zeros(len(answers.things.pair_ids))
    for lead, right in leads:
        table = [gain_of(d, right, each) for d in range(int(lead.max(initial=0)) + 1)]
        gain += np.array(table)[lead] / len(leads)
    gain[settled] = 0.0
    order = np.argsort(-gain, kind="stable")[:MOST_LISTED]
    return Extra(
        each,
        tuple(
            Worth(int(answers.things.pair_ids[place]), float(gain[place]))
            for place in order
            if gain[place] > 0
        ),
    )


def right_from(agreement: float | None) -> float | None:
    """The chance that one annotator is right; None where they agree no more than by chance."""
    if agreement is None or agreement <= 1 / TWO:
        return None
    return min(SUREST, (1 + sqrt(2 * agreement - 1)) / 2)


def gain_of(lead: int, right: float, more: int) -> float:
    """How much likelier the likelier answer is right when `more` people have answered too."""
    now = _sure(lead, right)
    after = 0.0
    for hits in range(more + 1):
        ways, misses = comb(more, hits), more - hits
        if_right = ways * right**hits * (1 - right) ** misses
        if_wrong = ways * right**misses * (1 - right) ** hits
        chance = now * if_right + (1 - now) * if_wrong
        after += chance * _sure(abs(lead + hits - misses), right)
    return max(0.0, after - now)


def _sure(lead: int, right: float) -> float:
    return 1 / (1 + ((1 - right) / right) ** lead)
