"""What may be a key of gold, and how far the gold of a campaign still reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.problems import Json
from annotation_server.protocol.rules.wire import questions_with

SWAPPED = "swapped"
# Which questions have an evident answer; of the degraded all that weigh quality.
EVIDENT: Mapping[str, tuple[str, ...]] = {
    "frozen": ("informativeness", "helpfulness"),
    "reversed": ("correctness",),
    SWAPPED: ("instruction_following", "helpfulness"),
}
FEW_LEFT = 40  # pairs until somebody has had all gold: about one session


class Evident(StrEnum):
    """How one video of a pair is made evidently worse; the first three by `media`."""

    DEGRADED = "degraded"
    REVERSED = "reversed"
    FROZEN = "frozen"
    SWAPPED = SWAPPED


@dataclass(frozen=True, slots=True)
class Strength:
    """From how many answers, and from which share of them, a consensus is strong."""

    answers: int = 3
    share: float = 1.0


def evident_keys(definition: Definition, kind: Evident, better: str) -> dict[str, dict[str, Json]]:
    """Keys by stage: the other video is evidently worse in what this kind alters."""
    if kind is Evident.DEGRADED:
        roles = (Role.SUB_PREFERENCE, Role.HELPFULNESS)
        asked = {q.key for role in roles for q in questions_with(definition, role)}
    else:
        asked = set(EVIDENT[kind])
    return by_stage(definition, dict.fromkeys(asked, better))


def strong_keys(votes: Mapping[str, Mapping[str, int]], least: Strength) -> dict[str, str]:
    """By question the answer on which enough people agree, of the counts by answer."""
    found = {}
    for question, counts in votes.items():
        total = sum(counts.values())
        answer, most = max(counts.items(), key=lambda one: one[1], default=("", 0))
        if total >= least.answers and most >= least.share * total:
            found[question] = answer
    return found


def by_stage(definition: Definition, keys: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    """The keys under the stages that ask for them; what no stage asks is left out."""
    return {
        stage.key: own
        for stage in definition.stages
        if (own := {q.key: keys[q.key] for q in stage.questions if q.key in keys})
    }


def pairs_until_none(items: int, had: int, share: int) -> int | None:
    """About how many pairs until somebody has had all items; None where none is given."""
    return max(0, items - had) * 100 // share if share else None


def keyed(keys: Mapping[str, Mapping[str, Any]]) -> int:
    """How many questions have a key."""
    return sum(len(own) for own in keys.values())
