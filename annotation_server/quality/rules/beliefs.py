"""How strongly the answers say of each video that it is safe, and that each label holds.

By majority that is a share of the answers. By Dawid and Skene it is a probability, in which people
weigh by how reliable they are: one model for "nothing harmful", and one for all labels together.
"""

from dataclasses import dataclass

import numpy as np

from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.protocol.rules.wire import labels_on_the_wire
from annotation_server.quality.rules.answers import Answers, label_votes, set_votes
from annotation_server.quality.rules.evidence import label_model
from annotation_server.quality.rules.votes import Real, Votes, Whole


@dataclass(frozen=True, slots=True)
class Belief:
    """`given` (videos,) answers; `safe` (videos,) and `labels` (videos, labels) are in [0, 1]."""

    given: Whole
    safe: Real
    labels: Real


@dataclass(frozen=True, slots=True)
class Said(Belief):
    """The shares of the answers, and the votes themselves: on safety, and label by label."""

    on_safety: Votes
    on_labels: tuple[Votes, ...]


def said_of(answers: Answers, definition: Definition, harm: Question) -> Said:
    """The share of the answers that say so, 0 where nobody answered. A blank says nothing."""
    count = len(answers.things.video_ids)
    sets, known = set_votes(answers, definition, harm)
    is_none = np.array([not labels for labels in known], dtype=np.int64)
    on_safety = Votes(sets.items, sets.raters, is_none[sets.values], 2)
    on_labels = tuple(
        label_votes(answers, definition, harm, label) for label in labels_on_the_wire(harm)
    )
    given = np.bincount(sets.items, minlength=count)
    labels = np.stack([_share(votes, given) for votes in on_labels], axis=1)
    return Said(given, _share(on_safety, given), labels, on_safety, on_labels)


def believed(answers: Answers, said: Said) -> Belief:
    """What is likely, given how reliable each annotator is; only what somebody said can be.

    So a video that everybody calls safe is safe, and a label that nobody ticked never holds.
    """
    raters = len(answers.annotator_ids)
    safe = np.where(said.safe == 1, 1.0, _likely(said.on_safety, len(said.given), raters))
    return Belief(said.given, np.where(said.safe == 0, 0.0, safe), _labels(said, raters))


def _labels(said: Said, raters: int) -> Real:
    """(videos, labels), by one model of all labels, so that rare ones borrow from the others."""
    videos, labels = said.labels.shape
    ticked = [place for place in range(labels) if said.labels[:, place].any()]
    if not ticked:
        return said.labels
    votes = [said.on_labels[place] for place in ticked]
    pooled = Votes(
        np.concatenate([one.items + row * videos for row, one in enumerate(votes)]),
        np.concatenate([one.raters for one in votes]),
        np.concatenate([one.values for one in votes]),
        2,
    )
    likely = _likely(pooled, videos * len(ticked), raters)
    found = np.zeros_like(said.labels)
    found[:, ticked] = likely.reshape(len(ticked), videos).T
    return np.where(said.labels > 0, found, 0.0)


def _likely(votes: Votes, items: int, raters: int) -> Real:
    """(items,) how likely yes is."""
    fit = label_model(votes, raters)
    likely = np.zeros(items)
    if fit is not None:
        likely[: len(fit.truth)] = fit.truth[:, 1]
    return likely


def _share(votes: Votes, given: Whole) -> Real:
    """(items,) how many of the answers say yes."""
    yes = np.bincount(votes.items[votes.values == 1], minlength=len(given))
    share: Real = np.divide(yes, given, out=np.zeros(len(given)), where=given > 0)
    return share
