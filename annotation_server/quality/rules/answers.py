"""All counted answers of a campaign as arrays: what every figure is computed from."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.protocol.rules.definition import Definition, Kind, Question, Target
from annotation_server.protocol.rules.problems import Json
from annotation_server.quality.rules.votes import Real, Votes, Whole

MISSING = -1
WHOLE = ""
Place: TypeAlias = tuple[str, str]
"""A question's key and the video it was asked of; `WHOLE` where it was asked of all together."""
_Says: TypeAlias = Callable[[Json], int]


@dataclass(frozen=True, slots=True)
class Column:
    """The answers to one question: `codes` (rows,) into `values`, -1 where there is none."""

    codes: Whole
    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Things:
    """What was judged. `videos` (pairs, 2) is -1 in its second place for a single.

    `generator` (videos,) and `type` (pairs,) are codes into `generators` and `types`; `clip_ms`
    (pairs,) is how long the longer video plays.
    """

    pair_ids: Whole
    video_ids: Whole
    videos: Whole
    generator: Whole
    generators: tuple[str, ...]
    type: Whole
    types: tuple[str, ...]
    clip_ms: Real


@dataclass(frozen=True, slots=True)
class Decided:
    """What a reviewer decided on a pair, by its place among the things' pairs."""

    pair: int
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Answers:
    """One row a counted assignment, by annotator and then by time.

    `annotator` and `pair` (rows,) are places in `annotator_ids` and in the things' pairs;
    `left_first` (rows,) says that `video_0` was shown on the left; `active_ms` (rows,) is 0 and
    `coverage` (rows,) nan where the page told nothing; `finished` (rows,) is in seconds of 1970.
    `decisions` win over answers in every consensus, the later over the earlier. `gold` is how many
    keys of gold an annotator got right, and of how many. Labels are weighed by `method`.
    """

    annotator_ids: tuple[uuid.UUID, ...]
    things: Things
    annotator: Whole
    pair: Whole
    left_first: NDArray[np.bool_]
    active_ms: Real
    coverage: Real
    finished: Real
    columns: Mapping[Place, Column]
    decisions: tuple[Decided, ...] = ()
    gold: Mapping[uuid.UUID, tuple[int, int]] = field(default_factory=dict)
    method: ConsensusMethod = ConsensusMethod.MAJORITY

    def __len__(self) -> int:
        return len(self.annotator)


def places_of(definition: Definition, question: Question) -> tuple[Place, ...]:
    """Where answers to a question are found: once, or once for each video."""
    if question.target is Target.ITEM:
        return tuple((question.key, item) for item in definition.items)
    return ((question.key, WHOLE),)


def options_of(question: Question) -> tuple[Json, ...]:
    """The answers that one question can have, in order; of labels the single labels and none."""
    match question.kind:
        case Kind.CHOICE | Kind.LABELS:
            return tuple(option.key for option in question.options)
        case Kind.SCALE if question.scale:
            return tuple(range(question.scale.min, question.scale.max + 1))
        case Kind.BOOLEAN:
            return (False, True)
        case _:
            return ()


def votes_on(answers: Answers, definition: Definition, question: Question) -> Votes:
    """The votes on a choice, scale or yes/no: items are pairs, or the videos it is asked of."""
    options = options_of(question)
    return _joined(
        [_votes_at(answers, place, options) for place in places_of(definition, question)],
        len(options),
    )


def label_votes(answers: Answers, definition: Definition, question: Question, label: str) -> Votes:
    """Yes or no on one label: items are videos, over all their pairs. A blank is no vote."""

    def says(value: Json) -> int:
        return int(label in value) if isinstance(value, list) and value else MISSING

    return _joined([_said(answers, place, says) for place in places_of(definition, question)], 2)


def set_votes(
    answers: Answers, definition: Definition, question: Question
) -> tuple[Votes, tuple[frozenset[str], ...]]:
    """The label sets themselves as answers, the exclusive none as the empty set, and the sets."""
    none = question.exclusive_option
    known: dict[frozenset[str], int] = {}

    def says(value: Json) -> int:
        if not isinstance(value, list) or not value:
            return MISSING
        labels = frozenset(str(label) for label in value if not none or label != none.key)
        return known.setdefault(labels, len(known))

    parts = [_said(answers, place, says) for place in places_of(definition, question)]
    return _joined(parts, len(known)), tuple(known)


def _votes_at(answers: Answers, place: Place, options: tuple[Json, ...]) -> Votes:
    def says(value: Json) -> int:
        return options.index(value) if value in options else MISSING

    return _said(answers, place, says)


def _said(answers: Answers, place: Place, says: _Says) -> Votes:
    """One look at each distinct answer, then arrays alone."""
    column = answers.columns[place]
    code_of = np.array([says(value) for value in column.values] + [MISSING], dtype=np.int64)
    values = code_of[column.codes]
    items = items_at(answers, place)
    there = (values >= 0) & (items >= 0)
    return Votes(items[there], answers.annotator[there], values[there], 0)


def items_at(answers: Answers, place: Place) -> Whole:
    """What each row's answer is about: its pair, or one of its videos; -1 for a missing video."""
    _, item = place
    if item == WHOLE:
        return answers.pair
    videos: Whole = answers.things.videos[answers.pair, int(item.removeprefix("video_"))]
    return videos


def _joined(parts: list[Votes], options: int) -> Votes:
    return Votes(
        np.concatenate([part.items for part in parts]),
        np.concatenate([part.raters for part in parts]),
        np.concatenate([part.values for part in parts]),
        options,
    )
