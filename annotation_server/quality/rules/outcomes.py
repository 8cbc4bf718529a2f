"""The consensus of all pairs and videos at once, on arrays."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.protocol.rules.problems import Json
from annotation_server.protocol.rules.wire import labels_on_the_wire
from annotation_server.quality.rules.answers import (
    Answers,
    items_at,
    options_of,
    places_of,
    votes_on,
)
from annotation_server.quality.rules.beliefs import believed, said_of
from annotation_server.quality.rules.votes import Real, Votes, Whole

NONE = -1


@dataclass(frozen=True, slots=True)
class Harm:
    """One row a video that somebody answered about.

    `videos` (rows,) places of things; `is_safe`, `weak` (rows,); `labels` (rows, labels) in the
    order of exports.
    """

    videos: Whole
    is_safe: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    labels: NDArray[np.bool_]


def counts_of(votes: Votes, items: int) -> Real:
    """(items, options) how many gave each answer."""
    counts: Real = np.zeros((items, votes.options))
    np.add.at(counts, (votes.items, votes.values), 1.0)
    return counts


def preferred_of(answers: Answers, definition: Definition, question: Question) -> Whole:
    """(pairs,) the decided or else most given option; -1 for a tie and where nobody answered."""
    counts = counts_of(votes_on(answers, definition, question), len(answers.things.pair_ids))
    chosen, options = clear_winner(counts), options_of(question)
    for decided in answers.decisions:
        if question.key in decided.answers:
            chosen[decided.pair] = options.index(decided.answers[question.key])
    return chosen


def clear_winner(counts: Real) -> Whole:
    """(items,) the one most-voted option; -1 where several are, or nobody voted."""
    most = counts.max(axis=1, initial=0.0)
    clear = (most > 0) & ((counts == most[:, None]).sum(axis=1) == 1)
    return np.where(clear, counts.argmax(axis=1), NONE)


def harm_of(answers: Answers, definition: Definition, harm: Question) -> Harm:
    """What holds of each video over all its pairs, by the method of the answers.

    Safe is what more than half say, or what is more than likely; a label holds from half on; where
    none does, the foremost stand in. What a reviewer decided wins.
    """
    said = said_of(answers, definition, harm)
    belief = said if answers.method is ConsensusMethod.MAJORITY else believed(answers, said)
    is_safe = 2 * belief.safe > 1
    held = (2 * belief.labels >= 1) & ~is_safe[:, None]
    weak = ~is_safe & ~held.any(axis=1)
    most = belief.labels.max(axis=1, initial=0.0)[:, None]
    held |= weak[:, None] & (belief.labels == most) & (most > 0)
    for video, decided in _decided_on(answers, harm):
        held[video] = [label in decided for label in labels_on_the_wire(harm)]
        is_safe[video], weak[video] = not held[video].any(), False
    there = np.flatnonzero(said.given)
    return Harm(there, is_safe[there], weak[there], held[there])


def _decided_on(answers: Answers, harm: Question) -> Iterator[tuple[int, list[Json]]]:
    """Each video that a reviewer decided on, with its labels."""
    for decision in answers.decisions:
        said = decision.answers.get(harm.key)
        for item, labels in said.items() if isinstance(said, dict) else ():
            if isinstance(labels, list):
                place = int(item.removeprefix("video_"))
                yield int(answers.things.videos[decision.pair, place]), labels


def answered_pairs(answers: Answers) -> Whole:
    """The pairs that have a counted answer."""
    return np.unique(answers.pair)


def videos_asked(answers: Answers, definition: Definition, question: Question) -> Whole:
    """The videos that a question about videos was answered for."""
    parts = [items_at(answers, place) for place in places_of(definition, question)]
    found = np.unique(np.concatenate(parts))
    return found[found >= 0]
