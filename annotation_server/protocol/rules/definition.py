"""A protocol as data: what is judged, in which stages and steps, by which questions.

The shape covers the protocols that collect judgements of generated videos: SafeSora
(arXiv 2406.14477), VideoScore (2406.15252), VideoReward (2501.13918), GenAI-Arena (2406.04485),
PKU-SafeRLHF (2406.15513). A definition is never changed; its hash names it (`canonical.py`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from annotation_server.protocol.rules.texts import Texts

MOST_RUNNABLE_ITEMS = 2

_ITEM_KEY = re.compile(r"video_[0-9]+")

Scalar: TypeAlias = str | int | bool


class Targets(StrEnum):
    """How many videos one assignment shows."""

    PAIR = "pair"
    SINGLE = "single"
    SET = "set"


class Target(StrEnum):
    """What a question is about: all videos together, each video apart, or the prompt."""

    SET = "set"
    ITEM = "item"
    PROMPT = "prompt"


class Kind(StrEnum):
    CHOICE = "choice"
    SCALE = "scale"
    BOOLEAN = "boolean"
    LABELS = "labels"
    RANKING = "ranking"
    TEXT = "text"


class Role(StrEnum):
    """What a question is for a published format, whatever its key."""

    SUB_PREFERENCE = "sub_preference"
    HELPFULNESS = "helpfulness"
    HARMLESSNESS = "harmlessness"
    HARM = "harm"


class SkipReason(StrEnum):
    """Why somebody cannot judge what they were given."""

    UPSETTING = "upsetting"
    BROKEN = "broken"
    NO_DIFFERENCE = "no_difference"
    UNINTELLIGIBLE = "unintelligible"
    OTHER = "other"


class Comparison(StrEnum):
    """How `show_if` compares an earlier answer, read as a set, with its values."""

    EQUALS = "equals"
    IN = "in"
    NOT = "not"


class OfItem(StrEnum):
    """Which item's earlier answer counts, where that question is about items."""

    SAME = "same"
    ANY = "any"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Condition:
    """`show_if`: the question is asked only where an earlier answer passes the test.

    An earlier question that was not asked or not answered never passes, also not for `not`.
    """

    question: str
    test: Comparison
    values: tuple[Scalar, ...]
    item: OfItem | None = None


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    wire: str
    exclusive: bool = False

    @property
    def item(self) -> str | None:
        """The video that this option is, if it is one."""
        return self.key if _ITEM_KEY.fullmatch(self.key) else None


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `min` to `max`, both included."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `wire` is its name in exports; `wire_order` the order of its labels there."""

    key: str
    wire: str
    target: Target
    kind: Kind
    required: bool = True
    options: tuple[Option, ...] = ()
    scale: Scale | None = None
    max_length: int | None = None
    ties: bool = False
    show_if: Condition | None = None
    recalls: tuple[str, ...] = ()
    role: Role | None = None
    wire_order: tuple[str, ...] = ()

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    @property
    def exclusive_option(self) -> Option | None:
        return next((option for option in self.options if option.exclusive), None)


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that are on the screen together."""

    key: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps whose answers are written once, together. The next stage opens after that."""

    key: str
    steps: tuple[Step, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)


@dataclass(frozen=True, slots=True)
class Definition:
    key: str
    version: int
    targets: Targets
    stages: tuple[Stage, ...]
    default_locale: str
    texts: Mapping[str, Texts]
    fewest_items: int
    most_items: int

    @property
    def title(self) -> str:
        return self.texts[self.default_locale].title or self.key

    @property
    def locales(self) -> tuple[str, ...]:
        """All locales with texts, the default one first."""
        others = sorted(locale for locale in self.texts if locale != self.default_locale)
        return (self.default_locale, *others)

    @property
    def items(self) -> tuple[str, ...]:
        """The keys of item answers: `video_0`, and `video_1` where two are shown."""
        return item_keys(self.most_items)

    @property
    def questions(self) -> Iterator[Question]:
        return (question for stage in self.stages for question in stage.questions)

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    def stage(self, key: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.key == key), None)

    def stage_after(self, key: str) -> Stage | None:
        keys = [stage.key for stage in self.stages]
        return self.stages[keys.index(key) + 1] if key in keys[:-1] else None

    @property
    def skip_reasons(self) -> tuple[SkipReason, ...]:
        """All of them; "no difference" only where videos are compared and no answer says it."""
        chosen = [q for q in self.questions if q.target is Target.SET and q.kind is Kind.CHOICE]
        compared = [q for q in chosen if any(option.item for option in q.options)]
        is_sayable = any(option.item is None for q in compared for option in q.options)
        if compared and not is_sayable:
            return tuple(SkipReason)
        return tuple(reason for reason in SkipReason if reason is not SkipReason.NO_DIFFERENCE)

    def why_not_runnable(self) -> str | None:
        """Say why no campaign can run this protocol, or None if one can."""
        if self.most_items > MOST_RUNNABLE_ITEMS:
            return (
                f"{self.key} asks people to judge up to {self.most_items} videos at once. "
                "Campaigns run protocols that show one video or two: choose another protocol."
            )
        ranking = next((q.key for q in self.questions if q.kind is Kind.RANKING), None)
        return ranking and (
            f"{self.key} has a ranking, {ranking}, which the workspace does not draw. "
            "Ask for a choice between the two videos instead."
        )


def item_keys(count: int) -> tuple[str, ...]:
    return tuple(f"video_{index}" for index in range(count))
