"""The one spelling of a definition, and the hash that names it.

Formatting, comments and the order of fields in YAML do not matter; every word and every order
that people see does. A field at its default is left out, so that a field added to the format
later changes no hash of a definition that does not use it.
"""

import json
from dataclasses import fields
from hashlib import sha256
from typing import TypeAlias

from annotation_server.protocol.rules.definition import (
    Condition,
    Definition,
    Option,
    Question,
    Stage,
    Step,
    Targets,
)
from annotation_server.protocol.rules.problems import Json
from annotation_server.protocol.rules.texts import (
    Guidance,
    Heading,
    OptionTexts,
    QuestionTexts,
    Texts,
)

_Object: TypeAlias = dict[str, Json]


def as_data(definition: Definition) -> dict[str, Json]:
    """Give the definition as JSON values. `parse_data` reads exactly this back."""
    counts: Json = {"min": definition.fewest_items, "max": definition.most_items}
    return _given(
        key=definition.key,
        version=definition.version,
        targets=definition.targets.value,
        items=counts if definition.targets is Targets.SET else None,
        default_locale=definition.default_locale,
        stages=[_stage(stage) for stage in definition.stages],
        texts={locale: _texts(texts) for locale, texts in definition.texts.items()},
    )


def canonical_json(definition: Definition) -> str:
    return json.dumps(
        as_data(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def sha256_of(definition: Definition) -> str:
    """Name a definition by the SHA-256 of its canonical JSON in UTF-8: 64 hex digits."""
    return sha256(canonical_json(definition).encode()).hexdigest()


def _given(**values: Json) -> _Object:
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def _stage(stage: Stage) -> _Object:
    return {"key": stage.key, "steps": [_step(step) for step in stage.steps]}


def _step(step: Step) -> _Object:
    return {"key": step.key, "questions": [_question(question) for question in step.questions]}


def _question(question: Question) -> _Object:
    return _given(
        key=question.key,
        wire=None if question.wire == question.key else question.wire,
        target=question.target.value,
        kind=question.kind.value,
        required=None if question.required else False,
        options=[_option(option) for option in question.options],
        min=question.scale.min if question.scale else None,
        max=question.scale.max if question.scale else None,
        max_length=question.max_length,
        ties=True if question.ties else None,
        show_if=_condition(question.show_if) if question.show_if else None,
        recalls=list(question.recalls),
        role=question.role.value if question.role else None,
        wire_order=list(question.wire_order),
    )


def _option(option: Option) -> _Object:
    return _given(
        key=option.key,
        wire=None if option.wire == option.key else option.wire,
        exclusive=True if option.exclusive else None,
    )


def _condition(condition: Condition) -> _Object:
    data: _Object = {"question": condition.question, condition.test.value: list(condition.values)}
    return data if condition.item is None else {**data, "item": condition.item.value}


def _texts(texts: Texts) -> _Object:
    return _given(
        title=texts.title,
        stages={key: _strings(heading) for key, heading in texts.stages.items()},
        steps={key: _strings(heading) for key, heading in texts.steps.items()},
        questions={key: _question_texts(words) for key, words in texts.questions.items()},
    )


def _question_texts(words: QuestionTexts) -> _Object:
    return _given(
        title=words.title,
        text=words.text,
        guidance=_strings(words.guidance),
        options={key: _strings(option) for key, option in words.options.items()},
        anchors=dict(words.anchors),
    )


def _strings(part: Heading | Guidance | OptionTexts) -> _Object:
    values = ((field.name, getattr(part, field.name)) for field in fields(part))
    return {name: value for name, value in values if value is not None}
