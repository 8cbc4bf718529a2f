"""What each method of consensus makes of the labels, and how far it differs from the chosen one."""

from dataclasses import dataclass, replace

import numpy as np

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.quality.rules.answers import Answers
from annotation_server.quality.rules.outcomes import Harm, harm_of


@dataclass(frozen=True, slots=True)
class MethodFigure:
    """How many of the `videos` are safe, and weak, by a method.

    `videos_differ` have other labels than by the chosen method, and `pairs_differ` such a video.
    """

    method: str
    videos: int
    safe: int
    weak: int
    videos_differ: int
    pairs_differ: int


def by_every_method(
    answers: Answers, definition: Definition, harm: Question
) -> dict[ConsensusMethod, Harm]:
    """What holds of each video, by each method there is."""
    return {
        method: harm_of(replace(answers, method=method), definition, harm)
        for method in ConsensusMethod
    }


def method_figures(
    answers: Answers, found: dict[ConsensusMethod, Harm]
) -> tuple[MethodFigure, ...]:
    """Each method against the one that the answers are weighed by."""
    chosen = found[answers.method]
    return tuple(_figure(answers, method, harm, chosen) for method, harm in found.items())


def _figure(answers: Answers, method: ConsensusMethod, harm: Harm, chosen: Harm) -> MethodFigure:
    other = (harm.labels != chosen.labels).any(axis=1) | (harm.is_safe != chosen.is_safe)
    differs = np.zeros(len(answers.things.video_ids) + 1, dtype=bool)  # and no second video
    differs[harm.videos[other]] = True
    return MethodFigure(
        method=method.value,
        videos=len(harm.videos),
        safe=int(harm.is_safe.sum()),
        weak=int(harm.weak.sum()),
        videos_differ=int(other.sum()),
        pairs_differ=int(differs[answers.things.videos].any(axis=1).sum()),
    )
