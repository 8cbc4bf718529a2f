"""Which questions are asked, given the answers so far (`show_if`)."""

from collections.abc import Mapping, Sequence

from annotation_server.protocol.rules.definition import (
    Comparison,
    Condition,
    OfItem,
    Question,
    Scalar,
    Target,
)
from annotation_server.protocol.rules.problems import Json

Answers = Mapping[str, Json]


def is_asked(question: Question, answers: Answers, items: Sequence[str]) -> bool:
    """Tell whether a question about the set or the prompt is asked."""
    condition = question.show_if
    return condition is None or _holds(condition, answers, items)


def asked_items(question: Question, answers: Answers, items: Sequence[str]) -> tuple[str, ...]:
    """Give the items for which a question about items is asked, in their order."""
    condition = question.show_if
    if condition is None:
        return tuple(items)
    if condition.item is not OfItem.SAME:
        return tuple(items) if _holds(condition, answers, items) else ()
    given = answers.get(condition.question)
    by_item = given if isinstance(given, dict) else {}
    return tuple(item for item in items if _passes(condition, by_item.get(item)))


def is_asked_at_all(question: Question, answers: Answers, items: Sequence[str]) -> bool:
    if question.target is Target.ITEM:
        return bool(asked_items(question, answers, items))
    return is_asked(question, answers, items)


def _holds(condition: Condition, answers: Answers, items: Sequence[str]) -> bool:
    given = answers.get(condition.question)
    if condition.item is None:
        return _passes(condition, given)
    by_item = given if isinstance(given, dict) else {}
    passes = [_passes(condition, by_item.get(item)) for item in items]
    return any(passes) if condition.item is OfItem.ANY else all(passes)


def _passes(condition: Condition, answer: Json) -> bool:
    given, wanted = _as_set(answer), frozenset(condition.values)
    if not given:
        return False
    if condition.test is Comparison.EQUALS:
        return given == wanted
    return given.isdisjoint(wanted) is (condition.test is Comparison.NOT)


def _as_set(answer: Json) -> frozenset[Scalar]:
    values = answer if isinstance(answer, list) else [answer]
    return frozenset(value for value in values if isinstance(value, str | int | bool))
