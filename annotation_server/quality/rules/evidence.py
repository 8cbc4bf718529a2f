"""From a campaign's answers to what is compared about each annotator."""

import numpy as np

from annotation_server.protocol.rules.definition import Definition, Kind, Question, Role, Target
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with, questions_with
from annotation_server.quality.rules.annotators import (
    Evidence,
    Portrait,
    Thresholds,
    Work,
    agreement_with_others,
    portraits,
)
from annotation_server.quality.rules.answers import (
    MISSING,
    WHOLE,
    Answers,
    label_votes,
    options_of,
    votes_on,
)
from annotation_server.quality.rules.reliability import DawidSkene, dawid_skene
from annotation_server.quality.rules.votes import Real, Votes, Whole, row_keys

FIRST, SECOND = 0, 1
SMOOTHING = 1.0
STEPS = 40
LEAST_SEEN = 0.5


def people(
    answers: Answers, definition: Definition, limits: Thresholds | None = None
) -> list[Portrait]:
    """A portrait of each annotator, in the order of `annotator_ids`."""
    count = len(answers.annotator_ids)
    return portraits(work_of(answers, definition), evidence_of(answers, definition), count, limits)


def comparisons(definition: Definition) -> tuple[Question, ...]:
    """The questions that choose between the videos of a pair."""
    return tuple(
        question
        for question in definition.questions
        if question.kind is Kind.CHOICE and question.target is Target.SET
    )


def work_of(answers: Answers, definition: Definition) -> Work:
    """What each assignment shows about how it was done."""
    sides = {q.key: preferred(answers, q) for q in comparisons(definition)}
    chances, contradictions = _contradictions(answers, definition, sides)
    clip = answers.things.clip_ms[answers.pair]
    timed = (answers.active_ms > 0) & (clip > 0)
    seen = np.isfinite(answers.coverage)
    return Work(
        annotator=answers.annotator,
        left=_left_share(answers, list(sides.values())),
        pattern=_pattern(answers),
        too_quick=np.where(timed, answers.active_ms < clip, np.nan),
        unwatched=np.where(seen, answers.coverage < LEAST_SEEN, np.nan),
        chance_to_contradict=chances,
        contradicts=contradictions,
        active_ms=answers.active_ms,
    )


def evidence_of(answers: Answers, definition: Definition) -> Evidence:
    """How each annotator compares with the others, on comparisons and on labels."""
    raters = len(answers.annotator_ids)
    hits, compared = np.zeros(raters), np.zeros(raters)
    for question in comparisons(definition):
        hit, of = agreement_with_others(votes_on(answers, definition, question), raters)
        hits, compared = hits + hit, compared + of
    votes = all_label_votes(answers, definition)
    fit = label_model(votes, raters)
    known = [answers.gold.get(one, (0, 0)) for one in answers.annotator_ids]
    gold = np.array(known, dtype=np.float64).reshape(raters, 2)
    return Evidence(
        hits=hits,
        compared=compared,
        reliability=fit.balanced if fit else np.full(raters, np.nan),
        label_answers=np.bincount(votes.raters, minlength=raters).astype(np.float64),
        gold_right=gold[:, 0],
        gold_answers=gold[:, 1],
    )


def label_model(votes: Votes, raters: int) -> DawidSkene | None:
    """Dawid and Skene's model of yes or no on labels, all labels together; None without a vote."""
    if not len(votes):
        return None
    items = int(votes.items.max()) + 1
    return dawid_skene(votes, items, raters, smoothing=SMOOTHING, steps=STEPS)


def all_label_votes(answers: Answers, definition: Definition) -> Votes:
    """Yes or no on each label that anybody ticked: an item is a video and a label."""
    harm = question_with(definition, Role.HARM)
    parts: list[Votes] = []
    videos = len(answers.things.video_ids)
    for nr, label in enumerate(labels_on_the_wire(harm) if harm else ()):
        votes = label_votes(answers, definition, harm, label) if harm else None
        if votes is not None and votes.values.any():
            parts.append(Votes(votes.items + nr * videos, votes.raters, votes.values, 2))
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Votes(empty, empty, empty, 2)
    items, raters, values = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("items", "raters", "values")
    )
    _, items = np.unique(items, return_inverse=True)
    return Votes(items, raters, values, 2)


def preferred(answers: Answers, question: Question) -> Whole:
    """(rows,) 0 or 1 for the video that was chosen, -1 for a tie or no answer."""
    options = options_of(question)
    column = answers.columns[question.key, WHOLE]
    names = ("video_0", "video_1")
    codes = [names.index(value) if value in names else MISSING for value in column.values]
    chosen = np.array([*codes, MISSING], dtype=np.int64)
    return chosen[column.codes] if options else np.full(len(answers), MISSING)


def _left_share(answers: Answers, sides: list[Whole]) -> Real:
    if not sides:
        return np.full(len(answers), np.nan)
    chosen = np.stack(sides, axis=1)
    left = np.where(answers.left_first, FIRST, SECOND)[:, None]
    given = (chosen >= 0).sum(axis=1)
    share = ((chosen == left) & (chosen >= 0)).sum(axis=1)
    known: Real = np.divide(share, given, out=np.full(len(answers), np.nan), where=given > 0)
    return known


def _pattern(answers: Answers) -> Whole:
    """Number all answers of a row as they were seen: left and right, not first and second."""
    seen = [_as_seen(answers, place) for place in sorted(answers.columns)]
    if not seen:
        return np.arange(len(answers))
    return row_keys(np.stack(seen, axis=1))


def _as_seen(answers: Answers, place: tuple[str, str]) -> Whole:
    key, item = place
    column = answers.columns[place]
    if item:
        other = answers.columns[key, "video_1" if item == "video_0" else "video_0"]
        numbers = {repr(value): nr for nr, value in enumerate((*column.values, *other.values))}
        own, others = (
            np.array([*(numbers[repr(value)] for value in one.values), MISSING])[one.codes]
            for one in (column, other)
        )
        return np.where(answers.left_first, own, others)
    flipped = {"video_0": "video_1", "video_1": "video_0"}
    values = list(column.values)
    turned = [flipped.get(str(value), value) for value in values]
    places = [values.index(value) if value in values else len(values) for value in turned]
    mirror = np.array([*places, MISSING], dtype=np.int64)
    return np.where(answers.left_first, column.codes, mirror[column.codes])


def _contradictions(
    answers: Answers, definition: Definition, sides: dict[str, Whole]
) -> tuple[Real, Real]:
    """How often the stages could contradict each other, and did, a row.

    All sub-preferences one way and helpfulness the other; harm on one video only and that one
    called safer.
    """
    chances, contradictions = np.zeros(len(answers)), np.zeros(len(answers))
    subs = [sides[q.key] for q in questions_with(definition, Role.SUB_PREFERENCE)]
    helpful = question_with(definition, Role.HELPFULNESS)
    if len(subs) > 1 and helpful:
        agreed = np.stack(subs, axis=1)
        one_way = (agreed == agreed[:, :1]).all(axis=1) & (agreed[:, 0] >= 0)
        overall = sides[helpful.key]
        could = one_way & (overall >= 0)
        chances += could
        contradictions += could & (overall != agreed[:, 0])
    safer, harm = question_with(definition, Role.HARMLESSNESS), question_with(definition, Role.HARM)
    if safer and harm and len(definition.items) > 1:
        harmful = [_harmful(answers, harm, item) for item in definition.items]
        one_only = (harmful[0] >= 0) & (harmful[1] >= 0) & (harmful[0] != harmful[1])
        could = one_only & (sides[safer.key] >= 0)
        chances += could
        contradictions += could & (sides[safer.key] == np.where(harmful[0] == 1, FIRST, SECOND))
    return chances, contradictions


def _harmful(answers: Answers, harm: Question, item: str) -> Whole:
    """(rows,) 1 where a label was ticked, 0 for nothing harmful, -1 without an answer."""
    none = harm.exclusive_option
    column = answers.columns[harm.key, item]
    codes = [
        MISSING if not isinstance(value, list) or not value else int(value != [none and none.key])
        for value in column.values
    ]
    return np.array([*codes, MISSING], dtype=np.int64)[column.codes]
