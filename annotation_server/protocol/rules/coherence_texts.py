"""Whether the words fit: complete in the default locale, and naming nothing that is not there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import TypeAlias

from annotation_server.protocol.rules.definition import Definition, Question
from annotation_server.protocol.rules.problems import below, shown
from annotation_server.protocol.rules.reading import Notes
from annotation_server.protocol.rules.texts import (
    Guidance,
    Heading,
    OptionTexts,
    QuestionTexts,
    Texts,
)

_Places: TypeAlias = Iterator[tuple[str, str]]

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_texts(definition: Definition, notes: Notes) -> None:
    if definition.default_locale and definition.default_locale not in definition.texts:
        message = f"There are no texts for {shown(definition.default_locale)}. Write them."
        notes.add("default_locale", "no_texts", message)
    for locale, texts in definition.texts.items():
        path = below("texts", locale)
        if not _LOCALE.fullmatch(locale):
            message = f"{shown(locale)} is not a locale. Write one such as en or zh-Hans."
            notes.add(path, "bad_locale", message)
        _refuse_strangers(definition, texts, path, notes)
        _check_placeholders(definition, texts, path, notes)
        if locale == definition.default_locale:
            _require_all(definition, texts, path, notes)


def _require_all(definition: Definition, texts: Texts, path: str, notes: Notes) -> None:
    """Note every text that is missing. What has no key was noted already."""
    _require(texts.title, f"{path}.title", notes)
    stages = [stage.key for stage in definition.stages if stage.key]
    steps = [step.key for stage in definition.stages for step in stage.steps if step.key]
    for key in stages:
        _require(texts.stages.get(key, Heading()).title, f"{path}.stages.{key}.title", notes)
    for key in steps:
        _require(texts.steps.get(key, Heading()).title, f"{path}.steps.{key}.title", notes)
    for question in definition.questions:
        if question.key:
            words = texts.questions.get(question.key, QuestionTexts())
            _require_question(question, words, f"{path}.questions.{question.key}", notes)


def _require_question(question: Question, words: QuestionTexts, path: str, notes: Notes) -> None:
    _require(words.title, f"{path}.title", notes)
    _require(words.text, f"{path}.text", notes)
    for option in question.options:
        if option.item or not option.key:
            continue
        text = words.options[option.key].text if option.key in words.options else None
        _require(text, f"{path}.options.{option.key}.text", notes)


def _require(text: str | None, path: str, notes: Notes) -> None:
    if text is None:
        notes.add(path, "missing_text", "The default locale lacks this text. Write it.")


def _refuse_strangers(definition: Definition, texts: Texts, path: str, notes: Notes) -> None:
    stages = {stage.key for stage in definition.stages}
    steps = {step.key for stage in definition.stages for step in stage.steps}
    questions = {question.key: question for question in definition.questions}
    _refuse_unknown(texts.stages, stages, f"{path}.stages", notes)
    _refuse_unknown(texts.steps, steps, f"{path}.steps", notes)
    _refuse_unknown(texts.questions, questions, f"{path}.questions", notes)
    for key, words in texts.questions.items():
        if question := questions.get(key):
            place = f"{path}.questions.{key}"
            options = {option.key for option in question.options}
            _refuse_unknown(words.options, options, f"{place}.options", notes)
            _refuse_unknown(words.anchors, _points(question), f"{place}.anchors", notes)


def _points(question: Question) -> set[str]:
    scale = question.scale
    return {str(point) for point in range(scale.min, scale.max + 1)} if scale else set()


def _refuse_unknown(
    named: Mapping[str, object], known: Iterable[str], path: str, notes: Notes
) -> None:
    for key in named.keys() - set(known):
        message = f"Nothing in the stages is called {shown(key)}. Remove this text or rename it."
        notes.add(below(path, key), "unknown_key", message)


def _check_placeholders(definition: Definition, texts: Texts, path: str, notes: Notes) -> None:
    for place, text in _all_texts(texts, path):
        for name in _PLACEHOLDER.findall(text):
            if name not in definition.items:
                allowed = ", ".join(f"{{{item}}}" for item in definition.items)
                message = f"{{{shown(name)[1:-1]}}} stands for nothing. Known are: {allowed}."
                notes.add(place, "unknown_placeholder", message)


def _all_texts(texts: Texts, path: str) -> _Places:
    """Give every text with its path."""
    yield from _strings(texts, path)
    for kind, headings in (("stages", texts.stages), ("steps", texts.steps)):
        for key, heading in headings.items():
            yield from _strings(heading, below(f"{path}.{kind}", key))
    for key, words in texts.questions.items():
        place = below(f"{path}.questions", key)
        yield from _strings(words, place)
        yield from _strings(words.guidance, f"{place}.guidance")
        yield from ((f"{place}.anchors.{point}", text) for point, text in words.anchors.items())
        for option, option_words in words.options.items():
            yield from _strings(option_words, below(f"{place}.options", option))


def _strings(part: Texts | Heading | QuestionTexts | Guidance | OptionTexts, path: str) -> _Places:
    for part_field in fields(part):
        text: object = getattr(part, part_field.name)
        if isinstance(text, str):
            yield f"{path}.{part_field.name}", text
