"""What judges and the crowd say about things, made comparable.

What a judge says on a thing is a share of each answer, since it may be asked in both orders of the
videos, and about a video in several pairs. The crowd says its consensus.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation_server.protocol.rules.definition import Definition, Kind, Question, Role, Target
from annotation_server.protocol.rules.problems import Json
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from annotation_server.quality.rules.answers import (
    MISSING,
    WHOLE,
    Answers,
    Column,
    Place,
    options_of,
    votes_on,
)
from annotation_server.quality.rules.evidence import comparisons
from annotation_server.quality.rules.outcomes import (
    Harm,
    clear_winner,
    counts_of,
    harm_of,
    preferred_of,
)
from annotation_server.quality.rules.votes import Real, Whole

HALF = 0.5
COUNTED = (Kind.CHOICE, Kind.SCALE, Kind.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One judge's answers, a row for each line that was uploaded.

    `pair` (rows,) are places in `Sheets.pair_ids`; `first` (rows,) is 0 or 1 for the video that was
    shown first and -1 where that is not known. A value of a column that is None was unparseable.
    """

    name: str
    pair: Whole
    first: Whole
    columns: Mapping[Place, Column]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What all judges said, about which pairs and videos; ids are those of the database.

    `videos` (pairs, 2) are places in `video_ids`, -1 in the second place of a single.
    """

    pair_ids: Whole
    video_ids: Whole
    videos: Whole
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody says on things: `asked` (things,), `shares` (things, options) of each answer.

    A row of shares sums to less than 1 by the part that could not be read.
    """

    asked: NDArray[np.bool_]
    shares: Real


@dataclass(frozen=True, slots=True)
class Subject:
    """One question or label, and what everybody says about it."""

    question: Question
    label: str
    options: int


def subjects_of(definition: Definition) -> Iterator[Subject]:
    """Every question with one answer; of harm whether all is safe, and each label."""
    for question in definition.questions:
        if question.kind in COUNTED and question.target is not Target.PROMPT:
            yield Subject(question, "", len(options_of(question)))
    harm = question_with(definition, Role.HARM)
    if harm is not None:
        none = harm.exclusive_option
        for label in (*([none.key] if none else []), *labels_on_the_wire(harm)):
            yield Subject(harm, label, 2)


def opinion_of(said: Sheets, sheet: Sheet, subject: Subject) -> Opinion:
    """The shares of a judge's answers on each pair, or video over all its pairs."""
    of_videos = subject.question.target is Target.ITEM
    things = len(said.video_ids if of_videos else said.pair_ids)
    counts, asked = np.zeros((things, subject.options)), np.zeros(things)
    for place, column in sheet.columns.items():
        key, item = place
        if key != subject.question.key:
            continue
        where = sheet.pair if item == WHOLE else said.videos[sheet.pair, _number(item)]
        codes = np.array([*(_code(subject, value) for value in column.values), 0], dtype=np.int64)
        there = (column.codes >= 0) & (where >= 0)
        values = codes[column.codes]
        np.add.at(asked, where[there], 1.0)
        read = there & (values >= 0)
        np.add.at(counts, (where[read], values[read]), 1.0)
    shares = np.divide(counts, asked[:, None], out=counts, where=asked[:, None] > 0)
    return Opinion(asked > 0, shares)


def _code(subject: Subject, value: Json) -> int:
    """The place of an answer among the options, -1 where it could not be read."""
    if not subject.label:
        options = options_of(subject.question)
        return options.index(value) if value in options else MISSING
    return int(subject.label in value) if isinstance(value, list) else MISSING


def _number(item: str) -> int:
    return int(item.removeprefix("video_"))


def agreements(one: Opinion, other: Opinion) -> Real:
    """(things,) of both, the chance to agree on each thing; unparseable counts one half."""
    both = one.asked & other.asked
    mine, theirs = one.shares[both], other.shares[both]
    unread = 1 - mine.sum(axis=1) * theirs.sum(axis=1)
    found: Real = (mine * theirs).sum(axis=1) + HALF * unread
    return found


class Crowd:
    """The consensus of the annotators, as an opinion on the things of the judges."""

    def __init__(self, answers: Answers, definition: Definition, said: Sheets) -> None:
        self.answers, self.definition, self.said = answers, definition, said
        harm = question_with(definition, Role.HARM)
        self.harm: Harm | None = harm_of(answers, definition, harm) if harm else None
        self.labels = labels_on_the_wire(harm) if harm else ()
        self.pairs = _places(answers.things.pair_ids, said.pair_ids)
        self.videos = _places(answers.things.video_ids, said.video_ids)
        self.compared = {question.key for question in comparisons(definition)}

    def on(self, subject: Subject) -> Opinion:
        if subject.label:
            return _held(self._holds(subject.label), self.videos, 2)
        if subject.question.target is Target.ITEM:
            count, places = len(self.answers.things.video_ids), self.videos
        else:
            count, places = len(self.answers.things.pair_ids), self.pairs
        return _held(self._chosen(subject.question, count), places, subject.options)

    def _chosen(self, question: Question, things: int) -> Whole:
        if question.key in self.compared:
            return preferred_of(self.answers, self.definition, question)
        return clear_winner(counts_of(votes_on(self.answers, self.definition, question), things))

    def _holds(self, label: str) -> Whole:
        """(videos,) 1 or 0 whether a label, or that all is safe, holds; -1 without an answer."""
        found = np.full(len(self.answers.things.video_ids), MISSING, dtype=np.int64)
        if self.harm is not None:
            is_label = label in self.labels
            harm = self.harm
            holds = harm.labels[:, self.labels.index(label)] if is_label else harm.is_safe
            found[harm.videos] = holds
        return found


def _places(ids: Whole, wanted: Whole) -> Whole:
    """(wanted,) where each is among `ids`, -1 for those that are not."""
    place = {int(key): at for at, key in enumerate(ids)}
    return np.array([place.get(int(key), MISSING) for key in wanted], dtype=np.int64)


def _held(chosen: Whole, places: Whole, options: int) -> Opinion:
    """The opinion that gives each thing what was chosen at its place; none for -1."""
    values = np.append(chosen, MISSING)[places]
    shares = np.zeros((len(places), options))
    asked = values >= 0
    shares[asked, values[asked]] = 1.0
    return Opinion(asked, shares)
