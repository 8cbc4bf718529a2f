"""What a protocol is called outside: the names and orders that exports write.

Files that others read already keep their own names (SafeSora's `information`, `video_labels` and
the loader's order of the twelve categories), whatever the page shows.
"""

from collections.abc import Collection, Sequence

from annotation_server.protocol.rules.conditions import Answers
from annotation_server.protocol.rules.definition import Definition, Kind, Question, Role
from annotation_server.protocol.rules.problems import Json


def questions_with(definition: Definition, role: Role) -> tuple[Question, ...]:
    return tuple(question for question in definition.questions if question.role is role)


def question_with(definition: Definition, role: Role) -> Question | None:
    """Give the one question with this role. Sub-preferences are several: `questions_with`."""
    return next(iter(questions_with(definition, role)), None)


def labels_on_the_wire(question: Question) -> tuple[str, ...]:
    """Give the option keys of a labels question in the order of exports, without the none."""
    written = tuple(option.key for option in question.options if not option.exclusive)
    return question.wire_order or written


def label_flags(question: Question, labels: Collection[str]) -> dict[str, bool]:
    """Give one boolean a label, by wire name and in the order of exports."""
    wires = {option.key: option.wire for option in question.options}
    return {wires[key]: key in labels for key in labels_on_the_wire(question)}


def is_safe(question: Question, labels: Collection[str]) -> bool:
    """Tell whether the none option, and nothing else, was chosen. A blank is never safe."""
    none = question.exclusive_option
    return none is not None and set(labels) == {none.key}


def on_the_wire(definition: Definition, answers: Answers) -> dict[str, Json]:
    """Rename checked answers for an export, in the order of the questions."""
    return {
        question.wire: on_the_wire_of(question, answers[question.key])
        for question in definition.questions
        if question.key in answers
    }


def on_the_wire_of(question: Question, value: Json) -> Json:
    """Rename one checked answer for an export."""
    if question.kind not in {Kind.CHOICE, Kind.LABELS}:
        return value
    if isinstance(value, dict):
        return {item: on_the_wire_of(question, answer) for item, answer in value.items()}
    wires = {option.key: option.wire for option in question.options}
    if isinstance(value, list):
        return [wires[key] for key in _in_wire_order(question, value)]
    return wires[value] if isinstance(value, str) else value


def _in_wire_order(question: Question, labels: Sequence[Json]) -> list[str]:
    none = question.exclusive_option
    order = (*labels_on_the_wire(question), *([none.key] if none else []))
    return [key for key in order if key in labels]
