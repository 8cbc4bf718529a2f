"""Where the answers of a run come from: drawn by a seed, or given in a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from annotation_server.protocol.rules.conditions import Answers
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.problems import Json
from annotation_server.simulation.rules.drawing import Sheet, drawn_answers
from annotation_server.simulation.rules.given import GivenAnswers

Earlier = Mapping[str, Answers]


class Source(Protocol):
    def left(self, annotator: str) -> int | None:
        """How many pairs this annotator still has answers for; None without an end."""

    def has(self, annotator: str, pair: str) -> bool: ...

    def answers(
        self, annotator: str, pair: str, stage: str, earlier: Earlier
    ) -> dict[str, Json]: ...

    def finished(self, annotator: str, pair: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everybody has an answer to everything."""

    definition: Definition
    seed: int

    def left(self, annotator: str) -> int | None:
        return None

    def has(self, annotator: str, pair: str) -> bool:
        return True

    def answers(self, annotator: str, pair: str, stage: str, earlier: Earlier) -> dict[str, Json]:
        return drawn_answers(self.definition, stage, Sheet(self.seed, pair, annotator), earlier)

    def finished(self, annotator: str, pair: str) -> None:
        """Nothing to remember: nothing runs out."""


@dataclass(slots=True)
class FromFile:
    """Only what the file says; pairs that somebody has no answer for go back to the others."""

    given: GivenAnswers
    done: set[tuple[str, str]] = field(default_factory=set)

    def left(self, annotator: str) -> int:
        sheets = self.given.sheets.get(annotator, {})
        return sum((annotator, pair) not in self.done for pair in sheets)

    def has(self, annotator: str, pair: str) -> bool:
        return pair in self.given.sheets.get(annotator, {})

    def answers(self, annotator: str, pair: str, stage: str, earlier: Earlier) -> dict[str, Json]:
        return dict(self.given.sheets[annotator][pair][stage])

    def finished(self, annotator: str, pair: str) -> None:
        self.done.add((annotator, pair))
