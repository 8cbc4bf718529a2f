"""Where two people's answers to the same pair differ, question by question and video by video."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotation_server.protocol.rules.definition import Definition, Kind, Target
from annotation_server.protocol.rules.problems import Json

UNCOMPARED = (Kind.TEXT, Kind.RANKING)


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, of one video or (with an empty `item`) of all together; both answers to it.

    None is no answer, for a question that the earlier answers did not lead to.
    """

    question: str
    item: str
    theirs: Json
    own: Json

    @property
    def differs(self) -> bool:
        return _plain(self.theirs) != _plain(self.own)


def compared(
    definition: Definition, theirs: Mapping[str, Json], own: Mapping[str, Json]
) -> list[Compared]:
    """Both answers to every question that at least one of them answered, in the asked order."""
    return [
        one
        for one in _all(definition, theirs, own)
        if one.theirs is not None or one.own is not None
    ]


def _all(
    definition: Definition, theirs: Mapping[str, Json], own: Mapping[str, Json]
) -> Iterator[Compared]:
    for question in definition.questions:
        if question.kind in UNCOMPARED:
            continue
        both = theirs.get(question.key), own.get(question.key)
        items = definition.items if question.target is Target.ITEM else ("",)
        for item in items:
            yield Compared(question.key, item, *(_of(answer, item) for answer in both))


def _of(answer: Json, item: str) -> Json:
    if not item:
        return answer
    return answer.get(item) if isinstance(answer, dict) else None


def _plain(answer: Json) -> Json:
    """Labels in whatever order they were ticked."""
    return sorted(answer, key=str) if isinstance(answer, list) else answer
