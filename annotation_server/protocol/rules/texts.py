"""The words of a protocol in one locale, kept apart from its questions.

A field is None where the locale does not say it: the default locale's words are used then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """Title and introduction of a stage or a step."""

    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """How to answer a question: what it means, what to do and not to do, a worked example."""

    definition: str | None = None
    do: str | None = None
    dont: str | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class OptionTexts:
    """An option's name, what belongs to it, what does not, and an example."""

    text: str | None = None
    includes: str | None = None
    excludes: str | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """A question's short name, the sentence that is asked, and the words of its answers."""

    title: str | None = None
    text: str | None = None
    guidance: Guidance = Guidance()
    options: Mapping[str, OptionTexts] = field(default_factory=dict)
    anchors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Texts:
    """All words in one locale, by the keys of what they name. Anchors are keyed by digits."""

    title: str | None = None
    stages: Mapping[str, Heading] = field(default_factory=dict)
    steps: Mapping[str, Heading] = field(default_factory=dict)
    questions: Mapping[str, QuestionTexts] = field(default_factory=dict)
