"""A definition as the browser page and the API get it: one locale, every field present.

`docs/protocols.md` describes the same shape for those who write a client.
"""

from typing import TypedDict

from annotation_server.protocol.rules.definition import (
    Condition,
    Definition,
    Option,
    Question,
    Scalar,
    Stage,
    Step,
)
from annotation_server.protocol.rules.texts import (
    Guidance,
    Heading,
    OptionTexts,
    QuestionTexts,
    Texts,
)


class PageGuidance(TypedDict):
    definition: str
    do: str | None
    dont: str | None
    example: str | None


class PageOptionGuidance(TypedDict):
    includes: str
    excludes: str | None
    example: str | None


class PageOption(TypedDict):
    """`item` is set where the option is one of the videos."""

    key: str
    wire: str
    item: str | None
    exclusive: bool
    text: str
    guidance: PageOptionGuidance | None


class PageAnchor(TypedDict):
    value: int
    text: str


class PageCondition(TypedDict):
    question: str
    item: str | None
    test: str
    values: list[Scalar]


class PageQuestion(TypedDict):
    key: str
    wire: str
    target: str
    kind: str
    title: str
    text: str
    required: bool
    guidance: PageGuidance | None
    show_if: PageCondition | None
    recalls: list[str]
    options: list[PageOption]
    min: int | None
    max: int | None
    anchors: list[PageAnchor]
    max_length: int | None


class PageStep(TypedDict):
    key: str
    title: str
    text: str | None
    questions: list[PageQuestion]


class PageStage(TypedDict):
    key: str
    title: str
    text: str | None
    steps: list[PageStep]


class PageDefinition(TypedDict):
    key: str
    version: int
    title: str
    targets: str
    items: list[str]
    locale: str
    locales: list[str]
    skip_reasons: list[str]
    stages: list[PageStage]


def pick_locale(definition: Definition, wanted: str) -> str:
    """Choose the wanted locale, else one of the same language, else the default."""
    exact = {locale.lower(): locale for locale in definition.locales}
    if wanted.lower() in exact:
        return exact[wanted.lower()]
    language = wanted.lower().split("-")[0]
    alike = (locale for locale in definition.locales if locale.lower().split("-")[0] == language)
    return next(alike, definition.default_locale)


def for_page(definition: Definition, locale: str) -> PageDefinition:
    """Give the definition in the nearest locale; words it lacks come from the default locale."""
    chosen = pick_locale(definition, locale)
    words = _Words(definition.texts[chosen], definition.texts[definition.default_locale])
    return PageDefinition(
        key=definition.key,
        version=definition.version,
        title=words.title(definition.key),
        targets=definition.targets.value,
        items=list(definition.items),
        locale=chosen,
        locales=list(definition.locales),
        skip_reasons=[reason.value for reason in definition.skip_reasons],
        stages=[words.stage(stage) for stage in definition.stages],
    )


class _Words:
    """The texts of one locale over those of the default locale."""

    def __init__(self, texts: Texts, default: Texts) -> None:
        self._both = (texts, default)

    def title(self, key: str) -> str:
        return _first(*(texts.title for texts in self._both)) or key

    def stage(self, stage: Stage) -> PageStage:
        headings = [texts.stages.get(stage.key, Heading()) for texts in self._both]
        return PageStage(
            key=stage.key,
            title=_first(*(heading.title for heading in headings)) or stage.key,
            text=_first(*(heading.text for heading in headings)),
            steps=[self._step(step) for step in stage.steps],
        )

    def _step(self, step: Step) -> PageStep:
        headings = [texts.steps.get(step.key, Heading()) for texts in self._both]
        return PageStep(
            key=step.key,
            title=_first(*(heading.title for heading in headings)) or step.key,
            text=_first(*(heading.text for heading in headings)),
            questions=[self._question(question) for question in step.questions],
        )

    def _question(self, question: Question) -> PageQuestion:
        words = [texts.questions.get(question.key, QuestionTexts()) for texts in self._both]
        return PageQuestion(
            key=question.key,
            wire=question.wire,
            target=question.target.value,
            kind=question.kind.value,
            title=_first(*(each.title for each in words)) or question.key,
            text=_first(*(each.text for each in words)) or question.key,
            required=question.required,
            guidance=_guidance([each.guidance for each in words]),
            show_if=_condition(question.show_if) if question.show_if else None,
            recalls=list(question.recalls),
            options=[self._option(option, words) for option in question.options],
            min=question.scale.min if question.scale else None,
            max=question.scale.max if question.scale else None,
            anchors=_anchors(question, words),
            max_length=question.max_length,
        )

    def _option(self, option: Option, words: list[QuestionTexts]) -> PageOption:
        texts = [each.options.get(option.key, OptionTexts()) for each in words]
        return PageOption(
            key=option.key,
            wire=option.wire,
            item=option.item,
            exclusive=option.exclusive,
            text=_first(*(each.text for each in texts)) or _name(option),
            guidance=_option_guidance(texts),
        )


def _name(option: Option) -> str:
    """Name an option without words: a video by the place where it is shown."""
    return f"{{{option.item}}}" if option.item else option.key


def _first(*texts: str | None) -> str | None:
    return next((text for text in texts if text is not None), None)


def _guidance(blocks: list[Guidance]) -> PageGuidance | None:
    """Take the first block that is written, whole, so that no guidance mixes two languages."""
    block = next((block for block in blocks if block.definition is not None), None)
    if block is None or block.definition is None:
        return None
    return PageGuidance(
        definition=block.definition, do=block.do, dont=block.dont, example=block.example
    )


def _option_guidance(blocks: list[OptionTexts]) -> PageOptionGuidance | None:
    block = next((block for block in blocks if block.includes is not None), None)
    if block is None or block.includes is None:
        return None
    return PageOptionGuidance(
        includes=block.includes, excludes=block.excludes, example=block.example
    )


def _condition(condition: Condition) -> PageCondition:
    return PageCondition(
        question=condition.question,
        item=condition.item.value if condition.item else None,
        test=condition.test.value,
        values=list(condition.values),
    )


def _anchors(question: Question, words: list[QuestionTexts]) -> list[PageAnchor]:
    named = {**words[1].anchors, **words[0].anchors}
    if question.scale is None:
        return []
    points = range(question.scale.min, question.scale.max + 1)
    return [
        PageAnchor(value=point, text=named[str(point)]) for point in points if str(point) in named
    ]
