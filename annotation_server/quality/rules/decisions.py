"""What a reviewer may decide on a pair, and what is wrong with a decision."""

from collections.abc import Iterator, Mapping

from annotation_server.protocol.rules.definition import Definition, Kind, Question, Role, Target
from annotation_server.protocol.rules.problems import Json

Mistake = tuple[str, str]
"""Where, as in `harm.video_0`, and the sentence."""


def mistakes_in(definition: Definition, answers: Mapping[str, Json]) -> list[Mistake]:
    """Every mistake; nothing decided is one too."""
    if not answers:
        return [("", "A decision needs at least one answer.")]
    return [mistake for key, value in answers.items() for mistake in _of(definition, key, value)]


def _of(definition: Definition, key: str, value: Json) -> Iterator[Mistake]:
    question = definition.question(key)
    if question is not None and question.role is Role.HARM:
        yield from _of_harm(definition, question, value)
    elif question is None or question.kind is not Kind.CHOICE or question.target is not Target.SET:
        yield key, "Only comparisons of the two videos and their harm can be decided."
    elif not isinstance(value, str) or question.option(value) is None:
        options = ", ".join(option.key for option in question.options)
        yield key, f"This must be one of {options}."


def _of_harm(definition: Definition, harm: Question, value: Json) -> Iterator[Mistake]:
    if not isinstance(value, dict) or not value or not set(value) <= set(definition.items):
        yield harm.key, f"This must have a list of labels for {' or '.join(definition.items)}."
        return
    for item, labels in value.items():
        if not _is_label_list(harm, labels):
            yield f"{harm.key}.{item}", "This must be labels, each once, or nothing harmful alone."


def _is_label_list(harm: Question, labels: Json) -> bool:
    if not isinstance(labels, list) or not labels:
        return False
    known = [label for label in labels if isinstance(label, str) and harm.option(label)]
    none = harm.exclusive_option
    alone = none is None or none.key not in labels or len(labels) == 1
    return len(known) == len(set(known)) == len(labels) and alone
