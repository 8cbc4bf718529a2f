"""What a qualification weighs: right answers by question, pass marks, and when to try again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Stages = Mapping[str, Mapping[str, Any]]  # answers by stage and question


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers to one question were right, and of how many."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a qualification may be tried, None for any number; and the wait after a failure."""

    most: int | None
    wait: timedelta

    def is_used_up(self, failed: int) -> bool:
        return self.most is not None and failed >= self.most

    def again_at(self, failures: Sequence[datetime]) -> datetime | None:
        """When the next try may begin, from the ends of the failed ones; None without any."""
        return max(failures) + self.wait if failures else None


def keys_of(answers: Stages, keyed: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Of an item's answers those that are the right ones."""
    return {
        stage: {question: value for question, value in given.items() if question in keyed}
        for stage, given in answers.items()
    }


def scores_of(tried: Sequence[tuple[Stages, Stages]]) -> dict[str, Score]:
    """By question, over pairs of keys and given answers.

    A question about each video is as many answers as there are videos. Labels are right when all
    of them are; what was not answered is not right.
    """
    found: dict[str, Score] = {}
    for keys, given in tried:
        for question, is_right in _marked(keys, given):
            before = found.get(question, Score(0, 0))
            found[question] = Score(before.right + is_right, before.of + 1)
    return found


def _marked(keys: Stages, given: Stages) -> Iterator[tuple[str, bool]]:
    for stage, questions in keys.items():
        for question, key in questions.items():
            answer = given.get(stage, {}).get(question)
            if isinstance(key, Mapping):
                answers = answer if isinstance(answer, Mapping) else {}
                yield from ((question, _same(one, answers.get(item))) for item, one in key.items())
            else:
                yield question, _same(key, answer)


def _same(key: Any, answer: Any) -> bool:
    if isinstance(key, list) and isinstance(answer, list):
        return sorted(key) == sorted(answer)
    return type(key) is type(answer) and bool(key == answer)


def is_passed(scores: Mapping[str, Score], marks: Mapping[str, int]) -> bool:
    """Whether each question that has a mark, in percent, reached it. Others decide nothing."""
    return all(
        score.right * 100 >= marks[question] * score.of
        for question, score in scores.items()
        if question in marks
    )
