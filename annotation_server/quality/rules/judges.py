"""Automatic judges beside the crowd and beside each other: figure 5 of the SafeSora paper.

Two of them agree on a thing by the chance that answers drawn from both are the same; what
could not be read as an answer counts one half, as in the paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.quality.rules.answers import MISSING, WHOLE, Answers, Column
from annotation_server.quality.rules.evidence import comparisons
from annotation_server.quality.rules.intervals import Estimate, exact_binomial, wilson
from annotation_server.quality.rules.opinions import (
    Crowd,
    Opinion,
    Sheet,
    Sheets,
    Subject,
    agreements,
    opinion_of,
    subjects_of,
)
from annotation_server.quality.rules.votes import Real, Whole

CROWD = ""
UNKNOWN_ORDER = -1


@dataclass(frozen=True, slots=True)
class WithCrowd:
    """How far a judge agrees with the crowd on a question or one label of it."""

    question: str
    label: str
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class OrderBias:
    """One comparison, over pairs of which a judge's answers in both orders could be read.

    `changed` is how often the two answers differ; `first` how many of these went to the video shown
    first both times, and `chance` how likely so uneven a share is if order did not matter.
    """

    question: str
    changed: Estimate
    first: Estimate
    chance: float


@dataclass(frozen=True, slots=True)
class JudgeFigure:
    """One judge. `unparseable` is a share of all that it was asked; `order` is empty without it."""

    judge: str
    answers: int
    pairs: int
    unparseable: Estimate
    with_crowd: tuple[WithCrowd, ...]
    order: tuple[OrderBias, ...]


@dataclass(frozen=True, slots=True)
class AmongJudges:
    """Agreement of everybody with everybody on one question or label, the crowd (`""`) first.

    None for everybody with themselves, and where two have nothing in common; `things` says how many
    they have.
    """

    question: str
    label: str
    names: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    things: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """The whole of it; both are empty without a judge."""

    judges: tuple[JudgeFigure, ...]
    among: tuple[AmongJudges, ...]


def judge_figures(answers: Answers, definition: Definition, said: Sheets) -> JudgeFigures:
    """Compare all judges with the crowd's consensus and with each other."""
    if not said.sheets:
        return JudgeFigures((), ())
    crowd = Crowd(answers, definition, said)
    rows: list[list[WithCrowd]] = [[] for _ in said.sheets]
    among = []
    for subject in subjects_of(definition):
        opinions = [crowd.on(subject), *(opinion_of(said, one, subject) for one in said.sheets)]
        for row, theirs in zip(rows, opinions[1:], strict=True):
            if theirs.asked.any():
                found = _estimate(agreements(opinions[0], theirs))
                row.append(WithCrowd(subject.question.key, subject.label, found))
        if any(one.asked.any() for one in opinions[1:]):
            among.append(_among(subject, opinions, said))
    return JudgeFigures(
        tuple(_figure(one, row, definition) for one, row in zip(said.sheets, rows, strict=True)),
        tuple(among),
    )


def _estimate(values: Real) -> Estimate:
    """The mean, with Wilson's interval over things."""
    if not len(values):
        return Estimate(None, None, None, 0)
    return Estimate(float(values.mean()), *wilson(float(values.sum()), len(values)), len(values))


def _among(subject: Subject, opinions: Sequence[Opinion], said: Sheets) -> AmongJudges:
    """Each two are compared once, and only their mean and number are kept: there may be many."""
    size = len(opinions)
    values: list[list[float | None]] = [[None] * size for _ in opinions]
    things = [[0] * size for _ in opinions]
    for one, other in combinations_with_replacement(range(size), 2):
        found = agreements(opinions[one], opinions[other])
        things[one][other] = things[other][one] = len(found)
        if one != other and len(found):
            values[one][other] = values[other][one] = float(found.mean())
    return AmongJudges(
        question=subject.question.key,
        label=subject.label,
        names=(CROWD, *(sheet.name for sheet in said.sheets)),
        values=tuple(map(tuple, values)),
        things=tuple(map(tuple, things)),
    )


def _figure(sheet: Sheet, row: Sequence[WithCrowd], definition: Definition) -> JudgeFigure:
    given = [column for column in sheet.columns.values() if (column.codes >= 0).any()]
    asked = sum(int((column.codes >= 0).sum()) for column in given)
    unread = sum(int(_is_unread(column)[column.codes].sum()) for column in given)
    share = (
        Estimate(unread / asked, *wilson(unread, asked), asked) if asked else _estimate(np.zeros(0))
    )
    return JudgeFigure(
        judge=sheet.name,
        answers=len(sheet.pair),
        pairs=len(np.unique(sheet.pair)),
        unparseable=share,
        with_crowd=tuple(row),
        order=tuple(_order_biases(sheet, definition)),
    )


def _is_unread(column: Column) -> NDArray[np.bool_]:
    """By code; the last is for places without an answer."""
    return np.array([*(value is None for value in column.values), False], dtype=bool)


def _order_biases(sheet: Sheet, definition: Definition) -> Iterator[OrderBias]:
    for question in comparisons(definition):
        both = _in_both_orders(sheet, question)
        if len(both):
            changed = both[both[:, 0] != both[:, 1]]
            # First shown was video_0, then video_1: whoever chose 0 and then 1 went with the order.
            first = int((changed[:, 0] == 0).sum())
            yield OrderBias(
                question.key,
                _estimate((both[:, 0] != both[:, 1]).astype(float)),
                _estimate((changed[:, 0] == 0).astype(float)),
                exact_binomial(first, len(changed)),
            )


def _in_both_orders(sheet: Sheet, question: Question) -> Whole:
    """(pairs, 2) the video chosen when `video_0` came first, and when `video_1` did."""
    column = sheet.columns.get((question.key, WHOLE))
    if column is None:
        return np.zeros((0, 2), dtype=np.int64)
    names = ("video_0", "video_1")
    codes = [names.index(value) if value in names else MISSING for value in column.values]
    chosen = np.array([*codes, MISSING], dtype=np.int64)[column.codes]
    pairs = int(sheet.pair.max(initial=-1)) + 1
    table = np.full((pairs, 2), MISSING, dtype=np.int64)
    known = sheet.first != UNKNOWN_ORDER
    table[sheet.pair[known], sheet.first[known]] = chosen[known]
    return table[(table >= 0).all(axis=1)]
