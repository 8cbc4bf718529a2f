"""The labels of videos by Dawid and Skene's model, for whatever assignments are chosen."""

from dataclasses import dataclass, replace

from django.db.models import QuerySet

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from annotation_server.quality.queries.answers import answers_among
from annotation_server.quality.rules.outcomes import harm_of


@dataclass(frozen=True, slots=True)
class ModelledLabels:
    """What probably holds of a video: labels in the order of exports, or the none alone."""

    value: tuple[str, ...]
    weak: bool


def labels_by_model(
    counted: QuerySet[Assignment], definition: Definition
) -> dict[int, ModelledLabels]:
    """By video; empty for a protocol that does not ask for harm. Decisions are not looked at."""
    harm = question_with(definition, Role.HARM)
    if harm is None:
        return {}
    answers = answers_among(counted, definition, only=(harm.key,))
    weighed = replace(answers, method=ConsensusMethod.DAWID_SKENE)
    found = harm_of(weighed, definition, harm)
    names, none = labels_on_the_wire(harm), harm.exclusive_option
    safe = (none.key,) if none else ()
    return {
        int(answers.things.video_ids[video]): ModelledLabels(
            safe
            if is_safe
            else tuple(name for name, holds in zip(names, labels, strict=True) if holds),
            bool(weak),
        )
        for video, is_safe, weak, labels in zip(
            found.videos, found.is_safe, found.weak, found.labels, strict=True
        )
    }
