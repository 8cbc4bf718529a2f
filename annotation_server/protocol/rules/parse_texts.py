"""Read the words of a definition, one block a locale."""

from collections.abc import Mapping

from annotation_server.protocol.rules.reading import Fields, text_of
from annotation_server.protocol.rules.texts import (
    Guidance,
    Heading,
    OptionTexts,
    QuestionTexts,
    Texts,
)

_TEXTS = ("title", "stages", "steps", "questions")
_HEADING = ("title", "text")
_QUESTION = ("title", "text", "guidance", "options", "anchors")
_GUIDANCE = ("definition", "do", "dont", "example")
_OPTION = ("text", "includes", "excludes", "example")


def read_texts(top: Fields) -> Mapping[str, Texts]:
    """Read all locales. Whether they fit the questions is checked by `coherence`."""
    return {
        locale: _locale(Fields(value, path, top.notes, _TEXTS))
        for locale, value, path in top.named("texts")
    }


def _locale(fields: Fields) -> Texts:
    return Texts(
        title=fields.text("title"),
        stages=_headings(fields, "stages"),
        steps=_headings(fields, "steps"),
        questions={
            key: _question(Fields(value, path, fields.notes, _QUESTION))
            for key, value, path in fields.named("questions")
        },
    )


def _headings(fields: Fields, name: str) -> Mapping[str, Heading]:
    return {
        key: _heading(Fields(value, path, fields.notes, _HEADING))
        for key, value, path in fields.named(name)
    }


def _heading(fields: Fields) -> Heading:
    return Heading(fields.text("title"), fields.text("text"))


def _question(fields: Fields) -> QuestionTexts:
    return QuestionTexts(
        title=fields.text("title"),
        text=fields.text("text"),
        guidance=_guidance(fields),
        options={
            key: _option(Fields(value, path, fields.notes, _OPTION))
            for key, value, path in fields.named("options")
        },
        anchors={
            point: text
            for point, value, path in fields.named("anchors")
            if (text := text_of(value, path, fields.notes))
        },
    )


def _guidance(question: Fields) -> Guidance:
    if "guidance" not in question:
        return Guidance()
    place = question.at("guidance")
    fields = Fields(question.value("guidance"), place, question.notes, _GUIDANCE)
    fields.require("definition")
    return Guidance(*(fields.text(name) for name in _GUIDANCE))


def _option(fields: Fields) -> OptionTexts:
    if "excludes" in fields or "example" in fields:
        fields.require("includes")
    return OptionTexts(*(fields.text(name) for name in _OPTION))
