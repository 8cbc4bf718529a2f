"""Which pairs people disagree on most, so that a reviewer's answer is worth most there."""

from dataclasses import dataclass

import numpy as np

from annotation_server.protocol.rules.definition import Definition, Question, Role
from annotation_server.protocol.rules.wire import question_with
from annotation_server.quality.rules.answers import Answers, set_votes, votes_on
from annotation_server.quality.rules.evidence import comparisons
from annotation_server.quality.rules.outcomes import clear_winner, counts_of
from annotation_server.quality.rules.votes import FEWEST_RATERS, Real, Votes

MOST_LISTED = 500
OVERALL, SUB = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Dispute:
    """A pair by its key in the database; `score` is disagreement times weight over all questions.

    `tied` are the comparisons without a majority.
    """

    pair: int
    score: float
    tied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """How many pairs with two answers or more have no majority on a question."""

    question: str
    pairs: int


def ties_and_disputes(
    answers: Answers, definition: Definition
) -> tuple[tuple[Ties, ...], tuple[Dispute, ...]]:
    """Ties by question, and the most disputed pairs, the worst first.

    Disagreement of one question is the share of answers that are not the most given one; overall
    questions and harm weigh twice. Of harm, the worse of the two videos counts.
    """
    pairs = len(answers.things.pair_ids)
    score = np.zeros(pairs)
    tied: dict[str, np.ndarray] = {}
    for question in comparisons(definition):
        counts = counts_of(votes_on(answers, definition, question), pairs)
        score += _weight(question) * _disagreement(counts)
        tied[question.key] = (counts.sum(axis=1) >= FEWEST_RATERS) & (clear_winner(counts) < 0)
    harm = question_with(definition, Role.HARM)
    if harm is not None:
        score += OVERALL * _harm_disagreement(answers, definition, harm)
    settled = {decision.pair for decision in answers.decisions}
    order = np.argsort(-score, kind="stable")[:MOST_LISTED]
    return (
        tuple(Ties(key, int(where.sum())) for key, where in tied.items()),
        tuple(
            Dispute(
                int(answers.things.pair_ids[place]),
                float(score[place]),
                tuple(key for key, where in tied.items() if where[place]),
            )
            for place in order
            if score[place] > 0 and place not in settled
        ),
    )


def _weight(question: Question) -> float:
    return OVERALL if question.role in {Role.HELPFULNESS, Role.HARMLESSNESS} else SUB


def _disagreement(counts: Real) -> Real:
    given = counts.sum(axis=1)
    agreed = counts.max(axis=1, initial=0.0)
    share: Real = np.divide(given - agreed, given, out=np.zeros(len(given)), where=given > 0)
    return share


def _harm_disagreement(answers: Answers, definition: Definition, harm: Question) -> Real:
    sets, known = set_votes(answers, definition, harm)
    if not known:
        return np.zeros(len(answers.things.pair_ids))
    safe = np.array([not labels for labels in known], dtype=np.int64)
    votes = Votes(sets.items, sets.raters, safe[sets.values], 2)
    of_video = _disagreement(counts_of(votes, len(answers.things.video_ids)))
    known_videos = np.append(of_video, 0.0)  # the missing second video of a single
    worse: Real = known_videos[answers.things.videos].max(axis=1)
    return worse
