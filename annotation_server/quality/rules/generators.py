"""How often each generator is preferred, to whom, and what strength follows from it."""

from dataclasses import dataclass

import numpy as np

from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.quality.rules.answers import Answers
from annotation_server.quality.rules.evidence import comparisons, preferred
from annotation_server.quality.rules.ranking import Bouts, Strength, rank, win_matrix
from annotation_server.quality.rules.votes import Real, Whole

ALL = ""


@dataclass(frozen=True, slots=True)
class GeneratorFigure:
    """One preference, over prompts of one type or of all (`ALL`).

    `wins[i][j]` is how often answers preferred the i-th name to the j-th; strengths are those of
    Bradley and Terry in the order of the names; a ridge held them if `is_ridged`.
    """

    question: str
    prompt_type: str
    names: tuple[str, ...]
    wins: tuple[tuple[float, ...], ...]
    strengths: tuple[Strength, ...]
    is_ridged: bool
    pairs: int


def generator_figures(
    answers: Answers, definition: Definition, rng: np.random.Generator, resamples: int
) -> tuple[GeneratorFigure, ...]:
    """One figure a preference and prompt type; none without two generators."""
    names = answers.things.generators
    if len(names) <= 1 or not len(answers):
        return ()
    types = (ALL, *answers.things.types)
    return tuple(
        _figure(answers, question, prompt_type, rng, resamples)
        for question in comparisons(definition)
        for prompt_type in types
    )


def _figure(
    answers: Answers,
    question: Question,
    prompt_type: str,
    rng: np.random.Generator,
    resamples: int,
) -> GeneratorFigure:
    bouts = bouts_of(answers, question, prompt_type)
    names = answers.things.generators
    found = rank(bouts, len(names), rng, resamples)
    wins = win_matrix(bouts, len(names))
    return GeneratorFigure(
        question=question.key,
        prompt_type=prompt_type,
        names=names,
        wins=tuple(tuple(map(float, row)) for row in wins),
        strengths=found.strengths,
        is_ridged=found.is_ridged,
        pairs=int((bouts.first != bouts.second).sum()),
    )


def bouts_of(answers: Answers, question: Question, prompt_type: str = ALL) -> Bouts:
    """One row a pair that was answered; an answer for neither video is half for each."""
    things = answers.things
    chosen = preferred(answers, question)
    given = answers.columns[question.key, ""].codes >= 0
    pairs = len(things.pair_ids)
    won, lost = (
        _count(answers.pair[given & (chosen == side)], pairs)
        + _count(answers.pair[given & (chosen < 0)], pairs) / 2
        for side in (0, 1)
    )
    kept = (won + lost > 0) & (things.videos[:, 1] >= 0)
    if prompt_type != ALL:
        kept &= things.type == things.types.index(prompt_type)
    first, second = (things.generator[things.videos[kept, side]] for side in (0, 1))
    return Bouts(first, second, won[kept], lost[kept])


def _count(pairs: Whole, length: int) -> Real:
    return np.bincount(pairs, minlength=length).astype(np.float64)
