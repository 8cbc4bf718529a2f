"""What is known of each annotator, and flags with their evidence: never a verdict.

A flag is raised only when the interval of its evidence lies wholly beyond the threshold, so that
few answers raise none; side and time are counted by assignments, since the questions of one
assignment are not independent. docs/quality.md explains every figure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotation_server.quality.rules.intervals import (
    FEWEST_ITEMS,
    Estimate,
    exact_binomial,
    share_of,
    wilson,
)
from annotation_server.quality.rules.votes import Real, Votes, Whole

Truths: TypeAlias = NDArray[np.bool_]
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where flags begin.

    `reliability` is the balanced chance to be right, where guessing has 0.5; of contradictions,
    guessing makes 0.5 too, and they are counted where the stages can contradict each other at all.
    Its threshold lies between guessing and the honest of the made-up crowd (docs/quality.md).
    """

    least_agreement: float = 0.35
    least_reliability: float = 0.6
    least_gold: float = 0.7
    most_one_sided: float = 0.65
    most_repeats: float = 0.6
    most_speeding: float = 0.25
    most_unwatched: float = 0.25
    most_contradictions: float = 0.45
    chance: float = 1e-4
    shrinking: float = 20.0


@dataclass(frozen=True, slots=True)
class Work:
    """One row a counted assignment, in the order in which each annotator finished them.

    `annotator` (rows,) from 0; `left` (rows,) the share of comparisons answered for the left video,
    nan without any; `pattern` (rows,) numbers all answers as they were seen; `too_quick` and
    `unwatched` (rows,) are 1, 0, or nan where unknown; `chance_to_contradict` and `contradicts`
    (rows,) count how often the stages could and did contradict each other; `active_ms` (rows,).
    """

    annotator: Whole
    left: Real
    pattern: Whole
    too_quick: Real
    unwatched: Real
    chance_to_contradict: Real
    contradicts: Real
    active_ms: Real


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is compared with the others: agreement (annotators,) hits of comparisons, and so on."""

    hits: Real
    compared: Real
    reliability: Real
    label_answers: Real
    gold_right: Real
    gold_answers: Real


@dataclass(frozen=True, slots=True)
class Flag:
    """Why somebody should be looked at: a value beyond its threshold, and of how many."""

    code: str
    value: float
    threshold: float
    of: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """The figures of one annotator. `agreement` is shrunk towards the crowd's by 20 answers."""

    answers: int
    median_seconds: float | None
    hours: float
    agreement: Estimate
    relative_agreement: float | None
    reliability: float | None
    gold: Estimate
    left: Estimate
    left_chance: float
    repeats: Estimate
    speeding: Estimate
    unwatched: Estimate
    contradictions: Estimate
    flags: tuple[Flag, ...]

    @property
    def is_small(self) -> bool:
        return self.answers < FEWEST_ITEMS


def agreement_with_others(votes: Votes, raters: int) -> tuple[Real, Real]:
    """(raters,) how often each gave the answer that most of the others gave, and of how many.

    The rater's own answer is taken out first. Where the others have no single most-given answer the
    item tells nothing and is left out.
    """
    if not len(votes):
        return np.zeros(raters), np.zeros(raters)
    counts = np.zeros((int(votes.items.max()) + 1, votes.options))
    np.add.at(counts, (votes.items, votes.values), 1.0)
    others = counts[votes.items]
    others[np.arange(len(votes)), votes.values] -= 1
    most = others.max(axis=1)
    clear = (others == most[:, None]).sum(axis=1) == 1
    hit = clear & (others.argmax(axis=1) == votes.values)
    return _by(votes.raters, hit, raters), _by(votes.raters, clear, raters)


def portraits(
    work: Work, evidence: Evidence, annotators: int, limits: Thresholds | None = None
) -> list[Portrait]:
    """One portrait an annotator, in their order."""
    limits = limits or Thresholds()
    crowd = _crowd(evidence)
    order = np.argsort(work.annotator, kind="stable")
    ends = np.cumsum(np.bincount(work.annotator, minlength=annotators))
    rows = np.split(order, ends[:-1])
    return [
        _portrait(work, rows[one], evidence, one, _Crowd(crowd, annotators, limits))
        for one in range(annotators)
    ]


@dataclass(frozen=True, slots=True)
class _Crowd:
    agreement: float
    annotators: int
    limits: Thresholds


def _crowd(evidence: Evidence) -> float:
    compared = evidence.compared.sum()
    return float(evidence.hits.sum() / compared) if compared else float("nan")


def _portrait(work: Work, rows: Whole, evidence: Evidence, one: int, crowd: _Crowd) -> Portrait:
    active = work.active_ms[rows]
    known = active[active > 0]
    sided = work.left[rows][np.isfinite(work.left[rows])]
    one_side = sided[sided != 0.5]  # noqa: PLR2004  # as many left as right says nothing
    figures = {
        "answers": len(rows),
        "median_seconds": float(np.median(known)) / 1000 if len(known) else None,
        "hours": float(known.sum()) / 3_600_000,
        "agreement": _shrunk(evidence, one, crowd),
        "relative_agreement": _relative(evidence, one, crowd),
        "reliability": _known(evidence.reliability[one], evidence.label_answers[one]),
        "gold": share_of(int(evidence.gold_right[one]), int(evidence.gold_answers[one])),
        "left": share_of(int((one_side > 0.5).sum()), len(one_side)),  # noqa: PLR2004
        "left_chance": exact_binomial(int((one_side > 0.5).sum()), len(one_side)),  # noqa: PLR2004
        "repeats": _repeats(work.pattern[rows]),
        "speeding": _share(work.too_quick[rows]),
        "unwatched": _share(work.unwatched[rows]),
        "contradictions": share_of(
            int(work.contradicts[rows].sum()), int(work.chance_to_contradict[rows].sum())
        ),
    }
    bare = Portrait(**figures, flags=())  # type: ignore[arg-type]  # the fields above
    flags = () if bare.is_small else tuple(_flags(bare, evidence, one, crowd))
    return Portrait(**figures, flags=flags)  # type: ignore[arg-type]  # the fields above


def _flags(portrait: Portrait, evidence: Evidence, one: int, crowd: _Crowd) -> Iterator[Flag]:
    limits = crowd.limits
    if _agrees_too_little(portrait, evidence, one, crowd):
        relative = portrait.relative_agreement or 0.0
        compared = int(evidence.compared[one])
        yield Flag("disagrees", relative, limits.least_agreement, compared)
    if portrait.reliability is not None and portrait.reliability < limits.least_reliability:
        answers = int(evidence.label_answers[one])
        yield Flag("unreliable_labels", portrait.reliability, limits.least_reliability, answers)
    if portrait.gold.high is not None and portrait.gold.high < limits.least_gold:
        yield _flag("fails_gold", portrait.gold, limits.least_gold)
    if _is_one_sided(portrait, crowd):
        yield _flag("one_sided", portrait.left, limits.most_one_sided)
    for code, share, most in (
        ("straight_lining", portrait.repeats, limits.most_repeats),
        ("speeding", portrait.speeding, limits.most_speeding),
        ("unwatched", portrait.unwatched, limits.most_unwatched),
        ("contradicts", portrait.contradictions, limits.most_contradictions),
    ):
        if not share.is_small and share.low is not None and share.low > most:
            yield _flag(code, share, most)


def _flag(code: str, share: Estimate, threshold: float) -> Flag:
    return Flag(code, share.value or 0.0, threshold, share.items)


def _agrees_too_little(portrait: Portrait, evidence: Evidence, one: int, crowd: _Crowd) -> bool:
    """Whether the upper end of the agreement, beyond even odds, is too small beside the crowd's.

    The interval is that of as many answers as there are assignments: answers of one assignment lean
    the same way.
    """
    compared, room = evidence.compared[one], crowd.agreement - 0.5
    if not compared or not room > 0:
        return False
    independent = min(float(compared), float(portrait.answers))
    _, high = wilson(evidence.hits[one] / compared * independent, independent)
    return (high - 0.5) / room < crowd.limits.least_agreement


def _is_one_sided(portrait: Portrait, crowd: _Crowd) -> bool:
    value = portrait.left.value
    if value is None or portrait.left_chance >= crowd.limits.chance / crowd.annotators:
        return False
    return max(value, 1 - value) > crowd.limits.most_one_sided


def _shrunk(evidence: Evidence, one: int, crowd: _Crowd) -> Estimate:
    compared, hits = float(evidence.compared[one]), float(evidence.hits[one])
    if not compared:
        return Estimate(None, None, None, 0)
    weight = crowd.limits.shrinking
    value = (hits + weight * crowd.agreement) / (compared + weight)
    return Estimate(value, *wilson(hits, compared), int(compared))


def _relative(evidence: Evidence, one: int, crowd: _Crowd) -> float | None:
    """Agreement beyond even odds as a share of the crowd's: 1 as good, 0 guessing."""
    compared, room = float(evidence.compared[one]), crowd.agreement - 0.5
    if not compared or not room > 0:
        return None
    return (float(evidence.hits[one]) / compared - 0.5) / room


def _known(value: float, answers: float) -> float | None:
    return float(value) if answers >= FEWEST_ITEMS and np.isfinite(value) else None


def _repeats(patterns: Whole) -> Estimate:
    """How often all answers, sides as they were seen, are those of the assignment before."""
    return share_of(int((patterns[1:] == patterns[:-1]).sum()), max(len(patterns) - 1, 0))


def _share(flags: Real) -> Estimate:
    known = flags[np.isfinite(flags)]
    return share_of(int(known.sum()), len(known))


def _by(raters: Whole, true: Truths, count: int) -> Real:
    return np.bincount(raters[true], minlength=count).astype(np.float64)
