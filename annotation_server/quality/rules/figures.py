"""Everything the dashboard shows of a campaign's answers, computed at once from its arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotation_server.protocol.rules.definition import Definition, Kind, Question, Role
from annotation_server.protocol.rules.problems import Json
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from annotation_server.quality.rules import agreement
from annotation_server.quality.rules.annotators import Portrait
from annotation_server.quality.rules.answers import (
    Answers,
    label_votes,
    options_of,
    set_votes,
    votes_on,
)
from annotation_server.quality.rules.correlation import phi_matrix
from annotation_server.quality.rules.disputes import Dispute, Ties, ties_and_disputes
from annotation_server.quality.rules.evidence import comparisons, people
from annotation_server.quality.rules.extra import Extra, extra_of
from annotation_server.quality.rules.generators import GeneratorFigure, generator_figures
from annotation_server.quality.rules.intervals import (
    RESAMPLES,
    Estimate,
    estimate,
    or_none,
    share_of,
)
from annotation_server.quality.rules.label_sets import masi_distances
from annotation_server.quality.rules.methods import (
    MethodFigure,
    by_every_method,
    method_figures,
)
from annotation_server.quality.rules.outcomes import Harm, preferred_of
from annotation_server.quality.rules.votes import Patterns, Real, Votes, Whole, patterns_of

RANKED = (Kind.SCALE,)
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """How often one answer was given, of all answers to its question."""

    answer: Json
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class QuestionFigure:
    """One question or label. `alpha` is ordinal for scales, and nominal for everything else."""

    key: str
    label: str
    answers: tuple[AnswerShare, ...]
    items: int
    raters: int
    raw: Estimate
    alpha: Estimate
    ac1: Estimate


@dataclass(frozen=True, slots=True)
class LabelSets:
    """Alpha of whole label sets by MASI distances."""

    key: str
    alpha: Estimate


@dataclass(frozen=True, slots=True)
class LabelShare:
    """One bar of the first figure: how many of the unsafe carry the label."""

    label: str
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Shares:
    """`total` things, of them `safe`; shares are of the unsafe, and sum to more than one."""

    total: int
    safe: int
    labels: tuple[LabelShare, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Correlations of what `names` say; None where one of them never changes. `things` is n."""

    names: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    things: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole of it; `assignments` is how many counted assignments it rests on."""

    assignments: int
    resamples: int
    questions: tuple[QuestionFigure, ...]
    labels: tuple[QuestionFigure, ...]
    label_sets: LabelSets | None
    unsafe_videos: Shares | None
    label_correlation: Matrix | None
    preference_correlation: Matrix
    generators: tuple[GeneratorFigure, ...]
    annotators: tuple[Portrait, ...]
    ties: tuple[Ties, ...]
    disputes: tuple[Dispute, ...]
    weak_videos: int
    method: str
    methods: tuple[MethodFigure, ...]
    extra: tuple[Extra, ...]


def figures_of(
    answers: Answers, definition: Definition, seed: int, resamples: int = RESAMPLES
) -> Figures:
    """Compute all figures; intervals are drawn from `seed`, so the same answers give the same."""
    rng = np.random.default_rng(seed)
    harm = question_with(definition, Role.HARM)
    by_method = by_every_method(answers, definition, harm) if harm else {}
    held = by_method.get(answers.method)
    names = labels_on_the_wire(harm) if harm else ()
    ties, disputes = ties_and_disputes(answers, definition)
    asked = [question for question in definition.questions if _is_counted(question)]
    questions = tuple(
        _question(question, votes_on(answers, definition, question), rng, resamples)
        for question in asked
    )
    return Figures(
        assignments=len(answers),
        resamples=resamples,
        questions=questions,
        labels=tuple(
            _label(harm, label, label_votes(answers, definition, harm, label), rng, resamples)
            for label in names
            if harm
        ),
        label_sets=_label_sets(answers, definition, harm, rng, resamples) if harm else None,
        unsafe_videos=unsafe_videos(held, names) if held else None,
        label_correlation=label_correlation(held, names) if held else None,
        preference_correlation=preference_correlation(answers, definition),
        generators=generator_figures(answers, definition, rng, resamples),
        annotators=tuple(people(answers, definition)),
        ties=ties,
        disputes=disputes,
        weak_videos=int(held.weak.sum()) if held else 0,
        method=answers.method.value,
        methods=method_figures(answers, by_method) if by_method else (),
        extra=extra_of(answers, definition, {one.key: one.raw.value for one in questions}),
    )


def _is_counted(question: Question) -> bool:
    return question.kind in {Kind.CHOICE, Kind.SCALE, Kind.BOOLEAN}


def _question(
    question: Question, votes: Votes, rng: np.random.Generator, resamples: int
) -> QuestionFigure:
    options = options_of(question)
    distance = agreement.ordinal if question.kind in RANKED else agreement.nominal
    return _figure(question.key, "", votes, options, (rng, resamples, distance))


def _label(
    harm: Question, label: str, votes: Votes, rng: np.random.Generator, resamples: int
) -> QuestionFigure:
    return _figure(harm.key, label, votes, (False, True), (rng, resamples, agreement.nominal))


_How = tuple[np.random.Generator, int, agreement.Distance]


def _figure(
    key: str, label: str, votes: Votes, options: tuple[Json, ...], how: _How
) -> QuestionFigure:
    rng, resamples, distance = how
    patterns = patterns_of(votes)
    counts = np.bincount(votes.values, minlength=votes.options)

    def alpha(grouped: Patterns, weights: Real) -> Real:
        return agreement.krippendorff_alpha(grouped, weights, distance)

    return QuestionFigure(
        key=key,
        label=label,
        answers=tuple(
            AnswerShare(option, int(count), share_of(int(count), len(votes)))
            for option, count in zip(options, counts, strict=True)
        ),
        items=int(patterns.items.sum()),
        raters=int((np.bincount(votes.raters) > 0).sum()),
        raw=estimate(patterns, agreement.raw_agreement, rng, resamples),
        alpha=estimate(patterns, alpha, rng, resamples),
        ac1=estimate(patterns, agreement.gwet_ac1, rng, resamples),
    )


def _label_sets(
    answers: Answers,
    definition: Definition,
    harm: Question,
    rng: np.random.Generator,
    resamples: int,
) -> LabelSets:
    votes, sets = set_votes(answers, definition, harm)
    distance = agreement.fixed(masi_distances(sets).reshape(len(sets), len(sets)))

    def alpha(grouped: Patterns, weights: Real) -> Real:
        return agreement.krippendorff_alpha(grouped, weights, distance)

    return LabelSets(harm.key, estimate(patterns_of(votes), alpha, rng, resamples))


def unsafe_videos(harm: Harm, names: tuple[str, ...]) -> Shares:
    """Figure 1 of the SafeSora paper for text-video pairs: labels among the unsafe."""
    return shares_among(harm.labels[~harm.is_safe], int(harm.is_safe.sum()), names)


def unsafe_prompts(labels: Sequence[Sequence[str]], names: tuple[str, ...]) -> Shares:
    """Figure 1 for prompts: unsafe is a prompt that carries a label."""
    carried = np.array([[name in own for name in names] for own in labels], dtype=bool)
    flags = carried.reshape(len(labels), len(names))
    unsafe = flags.any(axis=1)
    return shares_among(flags[unsafe], int((~unsafe).sum()), names)


def shares_among(unsafe: Flags, safe: int, names: tuple[str, ...]) -> Shares:
    """Shares of each label among the unsafe things, (unsafe, labels)."""
    rows = (
        LabelShare(label, int(count), share_of(int(count), len(unsafe)))
        for label, count in zip(names, unsafe.sum(axis=0), strict=True)
    )
    return Shares(len(unsafe) + safe, safe, tuple(rows))


def label_correlation(harm: Harm, names: tuple[str, ...]) -> Matrix:
    """Figure 3: phi of the harm labels of all judged text-video pairs, safe ones among them."""
    return _matrix(names, harm.labels.astype(np.float64))


def preference_correlation(answers: Answers, definition: Definition) -> Matrix:
    """Figure 4: phi of the comparisons over pairs whose consensus has a video in all of them."""
    asked = comparisons(definition)
    if not asked:
        return Matrix((), (), 0)
    chosen = np.stack([preferred_of(answers, definition, q) for q in asked], axis=1)
    is_first = np.stack(
        [_is_option(column, q, "video_0") for column, q in zip(chosen.T, asked, strict=True)]
    )
    is_second = np.stack(
        [_is_option(column, q, "video_1") for column, q in zip(chosen.T, asked, strict=True)]
    )
    whole = (is_first | is_second).all(axis=0)
    return _matrix(tuple(q.key for q in asked), is_first.T[whole].astype(np.float64))


def _is_option(chosen: Whole, question: Question, option: str) -> Flags:
    options = options_of(question)
    return np.asarray(chosen == (options.index(option) if option in options else -2))


def _matrix(names: tuple[str, ...], flags: Real) -> Matrix:
    values = tuple(tuple(or_none(value) for value in row) for row in phi_matrix(flags))
    return Matrix(names, values, len(flags))
